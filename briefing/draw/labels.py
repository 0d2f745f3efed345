"""Names set beside their marks: in order of rank, without overlap, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from briefing.draw.metrics import width

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""

ASCENT, DESCENT = 0.74, 0.24
"""How far letters reach above and below their line, in shares of the size."""

_GAP = 0.25  # between a mark and its name, in shares of the size
_CLEAR = 0.5  # as much between a name and another's mark, or it might be taken for its name
_LONGEST = 0.4  # of the frame: a longer one would reach into places that it does not name


class Name(Struct, frozen=True):
    """A name to set: at one of the ``spots``, the best first, or ``beside`` a mark.

    The mark has its middle at ``x``, ``y`` and the radius ``r``; ``kind`` is the name's class.
    """

    text: str
    kind: str
    size: float
    x: float
    y: float
    r: float = 0.0
    spacing: float = 0.0
    spots: tuple[tuple[float, float], ...] = ()
    beside: bool = True


class Label(Struct, frozen=True):
    """A name in its place: the middle of its line, and the box that it fills."""

    text: str
    kind: str
    x: float
    y: float
    size: float
    box: Box


def placed(
    names: Iterable[Name],
    frame: Box,
    taken: Iterable[Box] = (),
    most: int = 1000,
    marks: Sequence[Box] = (),
) -> tuple[Label, ...]:
    """Place names in the order given; one that fits nowhere is left out.

    Nothing that is ``taken`` is covered; of ``marks`` a name keeps away, but for its own.
    """
    full, labels = list(taken), list[Label]()
    for name in names if most > 0 else ():
        label = _label(name, frame, full, marks)
        if label:
            labels.append(label)
            full.append(label.box)
        if len(labels) == most:
            break
    return tuple(labels)


def halved(number: float) -> float:
    """Return a length on half pixels, as all that is printed is."""
    twice = round(number * 2)
    return twice / 2 if twice % 2 else twice // 2


def around(x: float, y: float, r: float) -> Box:
    """Return the box of a mark."""
    return x - r, y - r, x + r, y + r


def _label(name: Name, frame: Box, taken: Sequence[Box], marks: Sequence[Box]) -> Label | None:
    """Return a name in the first place in a frame that suits it and overlaps nothing taken.

    Better still is one that is away from the marks of others.
    """
    wide, size = width(name.text, name.size, name.spacing), name.size
    drop, half = (ASCENT - DESCENT) / 2 * size, wide / 2
    short = wide <= _LONGEST * (frame[2] - frame[0]) or name.kind == "own"
    beside = name.beside and short
    near = None
    for x, y in chain(name.spots, _beside(name, wide) if beside else ()):
        middle, base = round(x * 2) / 2, round((y + drop) * 2) / 2
        box = (middle - half, base - ASCENT * size, middle + half, base + DESCENT * size)
        if _within(box, frame) and not _meets(box, taken):
            label = Label(name.text, name.kind, halved(middle), halved(base), size, box)
            if not _meets(grown(box, _CLEAR * size), _others(name, marks)):
                return label
            near = near or label
    return near


def grown(box: Box, by: float) -> Box:
    """Return a box with as much room around it."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _others(name: Name, marks: Sequence[Box]) -> Iterator[Box]:
    """Yield the marks that are not the name's own."""
    for mark in marks:
        if not (mark[0] < name.x < mark[2] and mark[1] < name.y < mark[3]):
            yield mark


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meets(box: Box, taken: Iterable[Box]) -> bool:
    """Say whether a box overlaps one that is taken; a map asks this thousands of times."""
    left, top, right, bottom = box
    for start, above, end, below in taken:
        if left < end and start < right and top < below and above < bottom:
            return True
    return False


def _beside(name: Name, wide: float) -> Iterator[tuple[float, float]]:
    """Yield the middles of a name's line around its mark: right, left, above, below, corners."""
    far, rise = name.r + _GAP * name.size, name.r + (_GAP + 0.5) * name.size
    side = far + wide / 2
    yield name.x + side, name.y
    yield name.x - side, name.y
    yield name.x, name.y - rise
    yield name.x, name.y + rise
    for up in (-1, 1):
        for way in (1, -1):
            yield name.x + way * (wide / 2 + name.r * 0.5), name.y + up * rise
