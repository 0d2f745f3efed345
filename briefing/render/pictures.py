"""The picture that is shown where a link to a page is shared: 1200 × 630, set like the site.

A rule in the color and the line style of the page's kind, the kind in words, the title as
large as it fits, and the briefing's name at the foot. Nothing here measures a font: letters
come from the templates, drawn beforehand (:mod:`briefing.render.letters`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, pairwise
from types import MappingProxyType

from briefing.render.letters import UNIT, Atlas, Face, drawable
from briefing.render.png import Band, Code, Place, compose, make_band, make_piece

WIDTH, HEIGHT = 1200, 630
MARGIN = 80
"""No ink comes nearer to an edge."""

MEASURE = WIDTH - 2 * MARGIN
PAPER, INK = (0xFD, 0xFC, 0xF9), (0x1E, 0x1C, 0x19)
ACCENTS: Mapping[str, tuple[tuple[int, int, int], str]] = MappingProxyType(
    {
        "actor": ((0x8A, 0x2B, 0x1F), "solid"),
        "place": ((0x0A, 0x5A, 0x66), "dotted"),
        "term": ((0x5A, 0x3A, 0x7C), "dashed"),
        "": (INK, "solid"),
    }
)
"""The color and the line of each kind, as in the pages; the last is that of all other pages."""

_RULE_TOP, _RULE = 80, 8
_KICKER = 148  # the line on which the kind stands
_TITLE, _TITLE_END = 194, 500  # between these rows stands the title
_HAIRLINE, _FOOT = 508, 550
_TRACKING = 10  # hundredths of the size between the letters of the kind
_LINES = 4
_PITCH = 108  # hundredths of the size from line to line
_STRIDE = WIDTH + 1
_KEPT = 64  # bands and palettes that are ready for the next picture


def picture(atlas: Atlas, title: str, kicker: str, foot: str, kind: str = "") -> bytes:
    """Return the picture of a page as PNG, the same bytes wherever it is made.

    ``kicker`` says the kind in words, ``foot`` is the briefing's name, which need not stand
    under itself. A text with letters that the atlas lacks is left out: what is not drawn
    right is not drawn.
    """
    color, style = ACCENTS.get(kind, ACCENTS[""])
    small, levels = atlas.small, atlas.levels
    title, foot = drawable(atlas.titles[0], title), drawable(small, foot)
    if foot == title:
        foot = ""
    bands = (
        _head(atlas, style, drawable(small, kicker.upper())),
        make_band(atlas.code, WIDTH, _title(atlas, title)),
        _foot(atlas, foot) if foot else None,
    )
    return compose(atlas.code, _palette(levels, color), WIDTH, HEIGHT, filter(None, bands))


@lru_cache(maxsize=_KEPT)
def _head(atlas: Atlas, style: str, kicker: str) -> Band | None:
    """Return what stands above the title; many pages have the same."""
    small, levels = atlas.small, atlas.levels
    tracking = small.size * UNIT * _TRACKING // 100
    line = _line(atlas, small, kicker, _KICKER, levels, tracking)
    return make_band(atlas.code, WIDTH, chain(_rule(atlas.code, levels, style), line))


@lru_cache(maxsize=_KEPT)
def _foot(atlas: Atlas, text: str) -> Band | None:
    """Return what stands below the title, on nearly all pages the same."""
    line = _line(atlas, atlas.small, _cut(atlas.small, text), _FOOT)
    return make_band(atlas.code, WIDTH, chain([_hairline(atlas.code, atlas.levels)], line))


@lru_cache(maxsize=_KEPT)
def _palette(levels: int, accent: tuple[int, int, int]) -> bytes:
    """Return the colors: the paper, the shades of the ink, those of the accent.

    A shade of the accent is numbered ``levels`` times its level: a letter in the accent is
    one in ink times a factor, and no two numbers meet.
    """
    last = levels - 1
    colors = [PAPER] * (last * levels + 1)
    for factor, color in ((1, INK), (levels, accent)):
        for level in range(1, levels):
            pairs = zip(PAPER, color, strict=True)
            mixed = tuple((a * (last - level) + b * level + last // 2) // last for a, b in pairs)
            colors[level * factor] = (mixed[0], mixed[1], mixed[2])
    return bytes(chain.from_iterable(colors))


# --- lines ----------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _rule(code: Code, levels: int, style: str) -> tuple[Place, ...]:
    """Return the rule over the picture in the style of its kind."""
    width, step = {"dashed": (24, 40), "dotted": (_RULE, 16)}.get(style, (MEASURE, MEASURE))
    solid = bytes([levels - 1]) * (width * _RULE)
    shape = _dot(levels) if style == "dotted" else solid
    piece = make_piece(code, shape, width, _STRIDE, levels)
    count = (MEASURE - width) // step
    places = (number * (MEASURE - width) // max(count, 1) for number in range(count + 1))
    return tuple((piece, MARGIN + place, _RULE_TOP) for place in places)


@lru_cache(maxsize=2)
def _hairline(code: Code, levels: int) -> Place:
    """Return the thin line over the foot, in the lightest shade of the accent."""
    piece = make_piece(code, b"\x01" * (MEASURE * 2), MEASURE, _STRIDE, levels)
    return piece, MARGIN, _HAIRLINE


def _dot(levels: int) -> bytes:
    """Return a disc as wide as the rule, each pixel measured at 8 × 8 points."""
    points, radius = range(8), 8 * _RULE
    return bytes(
        sum(
            (16 * x + 2 * i + 1 - radius) ** 2 + (16 * y + 2 * j + 1 - radius) ** 2 <= radius**2
            for i in points
            for j in points
        )
        * (levels - 1)
        // 64
        for y in range(_RULE)
        for x in range(_RULE)
    )


def _line(
    atlas: Atlas, face: Face, text: str, base: int, factor: int = 1, tracking: int = 0
) -> Iterator[Place]:
    """Yield the letters of one line, its ink flush with the margin."""
    for name, at in face.run(text, tracking)[0]:
        letter = face.letter(name)
        if letter.width:
            piece = face.piece(atlas.code, name, _STRIDE, factor)
            yield piece, MARGIN + at + letter.left, base - letter.top


# --- the title ------------------------------------------------------------------------------


def _title(atlas: Atlas, title: str) -> Iterator[Place]:
    """Yield the title in the largest size that has room for it, cut only in the smallest."""
    words = title.split()
    if not words:
        return
    for most, face in enumerate(atlas.titles, start=2):
        lines = _wrapped(_measured(face, words), MEASURE)
        if len(lines) <= min(most, _LINES) and _fits(face, lines):
            break
    else:
        last = [" ".join(lines[_LINES - 1 :])] if len(lines) >= _LINES else []
        lines = [_cut(face, line) for line in [*lines[: _LINES - 1], *last]]
    pitch = _pitch(face, lines)
    for number, line in enumerate(_balanced(face, lines)):
        yield from _line(atlas, face, line, _TITLE + face.above("H") + number * pitch)


def _fits(face: Face, lines: list[str]) -> bool:
    """Say whether a title's lines fit the room there is for them."""
    if any(face.width(line) > MEASURE for line in lines):
        return False
    high = face.above("H") + (len(lines) - 1) * _pitch(face, lines) + face.below(lines[-1])
    return _TITLE + high <= _TITLE_END


def _measured(face: Face, words: list[str]) -> list[tuple[str, int, int]]:
    """Return words, each with its width at the head of a line and the space before it else."""
    space = face.letter(" ").advance // UNIT + 1
    return [(word, face.width(word), space + face.letter(word[0]).left) for word in words]


def _wrapped(words: list[tuple[str, int, int]], measure: int) -> list[str]:
    """Return measured words in lines, each as full as it gets."""
    lines: list[str] = []
    room = 0
    for word, width, space in words:
        if lines and space + width <= room:
            lines[-1] += f" {word}"
            room -= space + width
        else:
            lines.append(word)
            room = measure - width
    return lines


def _balanced(face: Face, lines: list[str]) -> list[str]:
    """Return as many lines, broken at the narrowest measure that makes no more of them."""
    if len(lines) < 2:
        return lines
    words = _measured(face, " ".join(lines).split())
    low, high = 0, MEASURE
    while low < high:
        middle = (low + high) // 2
        if len(_wrapped(words, middle)) > len(lines):
            low = middle + 1
        else:
            high = middle
    return _wrapped(words, high)


def _pitch(face: Face, lines: list[str]) -> int:
    """Return how far the lines stand apart: farther if marks would meet between them."""
    meeting = (face.below(upper) + face.above(lower) + 2 for upper, lower in pairwise(lines))
    return max(face.size * _PITCH // 100, *meeting, 0)


def _cut(face: Face, text: str) -> str:
    """Return a text cut to the measure: after a word, or within the only one."""
    if face.width(text) <= MEASURE:
        return text
    while text and face.width(f"{text}…") > MEASURE:
        text = (text.rpartition(" ")[0] or text[:-1]).rstrip(" ,;:–—-")
    return f"{text}…"
