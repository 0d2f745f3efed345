"""The letters that the sharing pictures are set in, read from the templates.

``templates/picture/letters.json`` says where each letter stands on the sheet of its size
and how it is spaced; the sheets beside it are pictures. ``tools/letters.py`` makes them.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct, json

from briefing.render.png import Code, OnDemand, Piece, make_piece, read_code

_Pair = tuple[str, str]

FOLDER = "picture/"
UNIT = 64
"""Lengths along a line are counted in parts of a pixel, so that rounding does not add up."""

# What is the same to the eye, and what is not seen at all.
_ALIKE = {0xA0: " ", 0x202F: " ", 0x2010: "-", 0x2011: "-", 0x2212: "–", 0x2BC: "’", 0x2044: "/"}
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_SAME = str.maketrans({**_ALIKE, **_UNSEEN})


class Letter(Struct, frozen=True):
    """A letter's shades, row by row, and how they stand to its origin on the line.

    A space has none; ``advance`` is in units. ``ink`` tells where each row begins and ends,
    by its height; a row counts together with the one above it, because pictures hold the
    difference of the two.
    """

    levels: bytes
    width: int
    left: int
    top: int
    advance: int
    ink: Mapping[int, tuple[int, int]]


class Kerning(Struct, frozen=True):
    """What is added between two letters, in thousandths of the size, by their classes."""

    left: Mapping[str, int]
    right: Mapping[str, int]
    table: tuple[tuple[int, ...], ...]

    def between(self, one: str, other: str) -> int:
        """Return what is added between two letters."""
        row, column = self.left.get(one), self.right.get(other)
        return 0 if row is None or column is None else self.table[row][column]


class Face(Struct, frozen=True, dict=True):
    """The letters of one size, cut out of their ``sheet``, a PNG, when they are first asked for."""

    size: int
    sheet: bytes
    boxes: Mapping[str, Sequence[int]]
    kerning: Kerning
    joined: re.Pattern[str]

    @cached_property
    def _rows(self) -> tuple[int, bytes]:
        return _unpacked(self.sheet)

    @cached_property
    def _letters(self) -> dict[str, Letter]:
        return {}

    @cached_property
    def _steps(self) -> OnDemand[_Pair, int]:
        return OnDemand(self._step)

    @cached_property
    def _nearest(self) -> OnDemand[_Pair, int]:
        return OnDemand(self._clear)

    @cached_property
    def _pieces(self) -> dict[tuple[str, int], Piece]:
        return {}

    def has(self, text: str) -> bool:
        """Say whether the face has every letter of a text."""
        return all(letter in self.boxes for letter in text)

    def letter(self, name: str) -> Letter:
        """Return a letter, or a ligature by the letters that it joins."""
        if name not in self._letters:
            x, y, width, height, left, top, advance = self.boxes[name]
            stride, sheet = self._rows
            starts = range(y * stride + x + 1, (y + height) * stride, stride)
            rows = [sheet[start : start + width] for start in starts]
            ink = _ink(rows, left, top)
            self._letters[name] = Letter(b"".join(rows), width, left, top, advance, ink)
        return self._letters[name]

    def piece(self, code: Code, name: str, stride: int, factor: int) -> Piece:
        """Return a letter as a piece of pictures whose rows are ``stride`` bytes."""
        if (name, factor) not in self._pieces:
            letter = self.letter(name)
            piece = make_piece(code, letter.levels, letter.width, stride, factor)
            self._pieces[name, factor] = piece
        return self._pieces[name, factor]

    def run(self, text: str, tracking: int = 0) -> tuple[list[tuple[str, int]], int]:
        """Return the letters of a text with the pixel at which each begins, and its width.

        Ligatures are joined unless ``tracking``, in units, is added after each letter. The
        first letter's ink begins at 0.
        """
        set_: list[tuple[str, int]] = []
        steps, nearest, place, before = self._steps, self._nearest, 0, ""
        for name in text if tracking else self.joined.findall(text):
            place += steps[before, name] + (tracking if before else 0)
            # Over a comma or an apostrophe a letter may come near the one before that.
            clear = [there + nearest[other, name] for other, there in set_[-3:]]
            set_.append((name, max([(place + UNIT // 2) // UNIT, *clear])))
            before = name
        return set_, self._reached(place, before)

    def width(self, text: str) -> int:
        """Return the width of a text, ligatures joined."""
        steps, place, before = self._steps, 0, ""
        for name in self.joined.findall(text):
            place += steps[before, name]
            before = name
        return self._reached(place, before)

    def _reached(self, place: int, last: str) -> int:
        """Return where a text ends, in pixels, whose last letter has its origin at a place."""
        return (place + self.letter(last).advance + UNIT // 2) // UNIT if last else 0

    def _step(self, pair: _Pair) -> int:
        """Return how far the origin of a letter is from that of the one before, in units.

        That of the first, before which there is none, is where its ink begins at 0.
        """
        one, other = pair
        if not one:
            return -self.letter(other).left * UNIT
        added = self.kerning.between(one, other) * self.size * UNIT // 1000
        return self.letter(one).advance + added

    def _clear(self, pair: _Pair) -> int:
        """Return the least distance, in pixels, at which two letters do not touch."""
        first, second = (self.letter(one).ink for one in pair)
        reach = (first[row][1] - second[row][0] for row in first.keys() & second.keys())
        return max(reach, default=0)

    def above(self, text: str) -> int:
        """Return how far the tallest letter of a text stands above the line."""
        return max((self.boxes[letter][5] for letter in text), default=0)

    def below(self, text: str) -> int:
        """Return how far the deepest letter of a text hangs below the line."""
        return max((self.boxes[letter][3] - self.boxes[letter][5] for letter in text), default=0)


def _ink(rows: Sequence[bytes], left: int, top: int) -> Mapping[int, tuple[int, int]]:
    """Return where the ink of each row and the one above it begins and ends, by its height."""
    found: dict[int, tuple[int, int]] = {}
    for down, row in enumerate(rows):
        begin = left + len(row) - len(row.lstrip(b"\0"))
        end = left + len(row.rstrip(b"\0"))
        if begin < end:
            high = found.get(top - down, (begin, end))
            found[top - down] = (min(begin, high[0]), max(end, high[1]))
            found[top - down - 1] = (begin, end)
    return found


class Atlas(Struct, frozen=True, eq=False):
    """All that pictures are set in: titles in sizes from large to small, small print.

    ``levels`` is the number of shades from paper to ink, ``code`` the one that fits them.
    """

    titles: tuple[Face, ...]
    small: Face
    levels: int
    code: Code


def read_atlas(templates: Mapping[str, bytes]) -> Atlas | None:
    """Read the letters; without them there are no pictures."""
    if f"{FOLDER}letters.json" not in templates:
        return None
    told = json.decode(templates[f"{FOLDER}letters.json"])
    kernings = {name: _kerning(table) for name, table in told["kerning"].items()}
    faces = [_face(face, kernings, templates) for face in told["faces"]]
    return Atlas(tuple(faces[:-1]), faces[-1], told["levels"], read_code(told["code"]))


def drawable(face: Face, text: str) -> str:
    """Return a text as a face can have it: composed, look-alikes as one, white space simple.

    It is empty if the face lacks one of its letters: half a name is no name.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_SAME).split())
    return plain if face.has(plain) else ""


def _kerning(told: Mapping[str, Any]) -> Kerning:
    left, right = (
        {letter: number for number, letters in enumerate(told[side]) for letter in letters}
        for side in ("left", "right")
    )
    return Kerning(left, right, tuple(map(tuple, told["table"])))


def _face(
    told: Mapping[str, Any], kernings: Mapping[str, Kerning], templates: Mapping[str, bytes]
) -> Face:
    boxes = told["letters"]
    several = sorted((re.escape(letter) for letter in boxes if len(letter) > 1), key=len)
    sheet = templates[f"{FOLDER}{told['sheet']}"]
    joined = re.compile("|".join([*reversed(several), "."]), re.DOTALL)
    return Face(told["size"], sheet, boxes, kernings[told["cut"]], joined)


def _unpacked(png: bytes) -> tuple[int, bytes]:
    """Return the length of a row and all rows of a gray picture without filters."""
    (width,) = struct.unpack(">I", png[16:20])
    data, at = b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return width + 1, zlib.decompress(data)
