"""PNG files put together from pieces that are compressed once.

A picture of letters is paper with a few pieces on it, and the pieces recur. So a piece is
turned into bits of a deflate stream only once, and a picture is these bits in a row with
runs of paper between them. Four things make that possible:

- A row is stored as its difference from the row above (PNG's filter "Up"): what a piece
  adds to a row depends on nothing but the piece, and a stem that goes on adds nothing.
- Bytes are matched as runs of one byte (distance 1), and the code is the same in every
  picture (a block of type 2, RFC 1951), so that the bits of a piece fit any place. A piece
  that stands a second time on a line is a copy at the same distance in all its rows.
- Some rows with all that stands in them are a band. A picture is a few bands from top to
  bottom; the first and the last are the same on many pages.
- Adler-32 (RFC 1950) is a sum over the bytes, hence over the pieces.

zlib compresses nothing here: its output differs between versions and builds.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

_RUNS = re.compile(rb"((.)\2*)", re.DOTALL)
_MODULUS = 65521
_UP = 2
_LONGEST = 258
_END = 256
_SYMBOLS = 286
_NEVER = 1 << 30  # no bits are so many

# The code of the code's lengths: 4 bits for each of its symbols, but for three that no
# length needs. RFC 1951 names them in this order and lets the last be left out.
_OUTER = tuple(0 if symbol in (14, 15, 16) else 4 for symbol in range(19))
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1)

Place = tuple["Piece", int, int]

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class OnDemand(dict[_Key, _Value]):
    """What a function makes of keys, each when it is first asked for."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        made = self[key] = self._make(key)
        return made


class Code(Struct, frozen=True, eq=False, dict=True):
    """A Huffman code as texts of ``0`` and ``1`` in the order of the stream.

    ``literals`` are those of the bytes, ``lengths`` those of "N bytes again" (3 to 258),
    which are followed by one of ``distances``: how far back they stand (1 to 1536).
    ``header`` opens the block that uses the code, ``end`` closes it.
    """

    literals: tuple[str, ...]
    lengths: tuple[str, ...]
    distances: tuple[str, ...]
    header: str
    end: str

    @cached_property
    def opening(self) -> tuple[int, int]:
        """The header as a number, and how many bits it has."""
        return _packed(self.header), len(self.header)

    @cached_property
    def gaps(self) -> OnDemand[int, tuple[int, int]]:
        """The bits of runs of zeros as a number, and how many they are, by their lengths."""
        return OnDemand(lambda length: (_packed(self.zeros[length]), len(self.zeros[length])))

    @cached_property
    def zeros(self) -> OnDemand[int, str]:
        """The bits of runs of zeros by their lengths."""
        return OnDemand(self._nothing)

    @cached_property
    def runs(self) -> OnDemand[bytes, str]:
        """The bits of runs of a byte, by the run."""
        return OnDemand(lambda run: self.run(run[0], len(run)))

    def _nothing(self, length: int) -> str:
        if length < 0:
            raise ValueError("two pieces share a pixel")
        return self.run(0, length) if length else ""

    def run(self, value: int, length: int) -> str:
        """Return the bits of a byte that stands ``length`` times."""
        literal, again = self.literals[value], self.distances[1]
        whole, rest = divmod(length - 1, _LONGEST)
        more = self.lengths[rest] + again if rest >= 3 else literal * rest
        return literal + (self.lengths[_LONGEST] + again) * whole + more


class Piece(Struct, frozen=True, eq=False):
    """A letter or a rule, ready to be set anywhere.

    ``rows`` hold what changes from row to row: how far down, from where to where, the bits,
    those of the length alone, for a copy, and how much shorter these are. ``height`` counts the
    row that ends the piece.
    ``total`` and ``moment`` are its share in Adler-32: the sum of its bytes, and that of each
    byte times its distance from the origin, negative.
    """

    rows: tuple[tuple[int, int, int, str, str, int], ...]
    height: int
    total: int
    moment: int


def read_code(lengths: Sequence[int]) -> Code:
    """Return the canonical code whose symbols have these lengths, none above 13.

    First come the 286 of bytes, the end and lengths, then the 21 of distances.
    """
    codes, far = canonical(lengths[:_SYMBOLS]), canonical(lengths[_SYMBOLS:])
    said = ["", "", "", *_ranges(codes[257:285], 4)]
    said[_LONGEST] = codes[285]
    distances = ("", *_ranges(far, 2))
    return Code(tuple(codes[:_END]), tuple(said), distances, _header(lengths), codes[_END])


def _ranges(codes: Sequence[str], each: int) -> Iterator[str]:
    """Yield the bits of each number that the codes stand for.

    The numbers of a code are told apart by extra bits: none in the first ``2 * each``
    codes, then one more in each group of ``each``.
    """
    for place, code in enumerate(codes):
        extra = max(0, place // each - 1)
        yield from (code + _low(more, extra) for more in range(1 << extra))


def canonical(lengths: Sequence[int]) -> list[str]:
    """Return the code of each symbol by its length; those of one length are in order."""
    codes, following, last = [""] * len(lengths), 0, 0
    for length, symbol in sorted((n, s) for s, n in enumerate(lengths) if n):
        following <<= length - last
        codes[symbol] = f"{following:0{length}b}"
        following, last = following + 1, length
    return codes


def _header(lengths: Sequence[int]) -> str:
    """Return the bits that open the only block of a stream and describe its code."""
    outer = canonical(_OUTER)
    head = [_low(1, 1), _low(2, 2), _low(_SYMBOLS - 257, 5), _low(len(lengths) - _SYMBOLS - 1, 5)]
    head += [_low(len(_ORDER) - 4, 4), *(_low(_OUTER[symbol], 3) for symbol in _ORDER)]
    for length, run in ((run[0], len(run)) for run, _ in _RUNS.findall(bytes(lengths))):
        head += _said(length, run, outer)
    return "".join(head)


def _said(length: int, run: int, outer: Sequence[str]) -> list[str]:
    """Return the bits that say a length of the code, several times."""
    if length:
        return [outer[length]] * run
    said = []
    while run >= 11:
        zeros = min(run, 138)
        said.append(outer[18] + _low(zeros - 11, 7))
        run -= zeros
    return said + [outer[0]] * run


def _low(value: int, width: int) -> str:
    """Return a number as the stream holds numbers: its lowest bit first."""
    return f"{value:0{width}b}"[::-1] if width else ""


def make_piece(code: Code, levels: bytes, width: int, stride: int, factor: int = 1) -> Piece:
    """Return the piece whose pixels are ``levels`` (below 128), each times ``factor``.

    ``stride`` is the number of bytes in a row of the pictures that the piece is for.
    """
    rows, runs, total, moment = [], code.runs, 0, 0
    for down, row in enumerate(_differences(levels, width, factor)):
        core = row.strip(b"\0")
        if not core:
            continue
        first = len(row) - len(row.lstrip(b"\0"))
        end = first + len(core)
        bits = "".join([runs[run] for run, _ in _RUNS.findall(core)])
        again = code.lengths[len(core)] if 3 <= len(core) <= _LONGEST else bits
        rows.append((down, first, end, bits, again, len(bits) - len(again)))
        high, low = divmod(zlib.adler32(core), 1 << 16)
        total += low - 1
        moment += high - len(core) - (down * stride + end) * (low - 1)
    return Piece(tuple(rows), len(levels) // width + 1, total % _MODULUS, moment % _MODULUS)


def _differences(levels: bytes, width: int, factor: int) -> Iterable[bytes]:
    """Yield each row less the row above it, and a last one that leads back to paper."""
    size, blank = len(levels) + width, bytes(width)
    high = int.from_bytes(b"\x80" * size, "big")  # no byte borrows from its neighbour
    rows, above = (int.from_bytes(b, "big") for b in (levels + blank, blank + levels))
    changes = (((rows | high) - above) ^ high).to_bytes(size, "big")
    times = changes.translate(bytes(factor * value % 256 for value in range(256)))
    return (times[start : start + width] for start in range(0, size, width))


class Band(Struct, frozen=True, eq=False):
    """Some rows of a picture, ready to be set between others.

    ``bits`` are those from its byte ``start`` on before ``end``, the first the lowest, and
    ``length`` how many. ``total`` and ``moment`` are its share in Adler-32: the sum of its
    bytes, and that of each byte times its distance from the start of the picture, negative.
    """

    start: int
    end: int
    bits: int
    length: int
    total: int
    moment: int


def make_band(code: Code, width: int, placed: Iterable[Place]) -> Band | None:
    """Return the rows of pieces at their places (left, top), those of a row from left to right.

    ``width`` is that of the picture. No two pieces may share a pixel. No pieces are no band.
    """
    placed = [*placed]
    if not (rows := _rows(placed)):
        return None
    stride, zeros, above = width + 1, code.zeros, rows[0]
    texts: list[list[str]] = [[] for _ in range(above, rows[-1] + 1)]
    ends, seen = [0] * len(texts), dict[tuple[Piece, int], int]()
    total, moment = _UP * len(rows), -_UP * stride * sum(rows)
    for piece, left, top in placed:
        earlier = seen.get((piece, top))
        copy = code.distances[left - earlier] if earlier is not None else ""
        least = len(copy) or _NEVER
        for down, first, end, bits, again, saved in piece.rows:
            row = top - above + down
            text = texts[row]
            text.append(zeros[left + first - ends[row]])
            if saved > least:
                text.append(again)
                text.append(copy)
            else:
                text.append(bits)
            ends[row] = left + end
        seen[piece, top] = left
        total += piece.total
        moment += piece.moment - (top * stride + 1 + left) * piece.total
    lines = {row: (ends[row - above], texts[row - above]) for row in rows}
    return _band(code, stride, lines, (total, moment))


def _rows(placed: Iterable[Place]) -> list[int]:
    """Return the rows that pieces reach into, from above."""
    high: dict[int, int] = {}
    for piece, _, top in placed:
        high[top] = max(high.get(top, 0), piece.height)
    return sorted({row for top, height in high.items() for row in range(top, top + height)})


def _band(
    code: Code, stride: int, lines: Mapping[int, tuple[int, list[str]]], sums: tuple[int, int]
) -> Band:
    """Return rows from above, each with where it ends and its texts, as a band.

    Each begins with the filter "Up", those between are zeros.
    """
    up, zeros, parts = code.literals[_UP], code.zeros, list[str]()
    first = reached = min(lines) * stride
    for row, (end, texts) in lines.items():
        start = row * stride
        parts += (zeros[start - reached], up, *texts)
        reached = start + 1 + end
    text = "".join(parts)
    return Band(first, reached, _packed(text), len(text), *sums)


def _packed(bits: str) -> int:
    """Return bits as a number, the first the lowest."""
    return int(bits[::-1], 2) if bits else 0


def compose(code: Code, palette: bytes, width: int, height: int, bands: Iterable[Band]) -> bytes:
    """Return a PNG of bands, from top to bottom; color 0 is the paper.

    No two of them may share a row, and none may reach the last one.
    """
    size = (width + 1) * height
    low, high, reached = 1, size, 0
    bits, length = code.opening
    for band in bands:
        gap, wide = code.gaps[band.start - reached]
        bits |= (gap | band.bits << wide) << length
        length += wide + band.length
        reached = band.end
        low += band.total
        high += size * band.total + band.moment
    gap, wide = code.gaps[size - reached]
    bits |= (gap | _packed(code.end) << wide) << length
    length += wide + len(code.end)
    check = (high % _MODULUS << 16) + low % _MODULUS
    data = b"\x78\x01" + bits.to_bytes((length + 7) // 8, "little") + struct.pack(">I", check)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return b"".join(
        (
            struct.pack(">I", len(content)),
            name,
            content,
            struct.pack(">I", zlib.crc32(content, zlib.crc32(name))),
        )
    )
