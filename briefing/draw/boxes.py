"""Named boxes: as large as their names, pushed apart until none is near another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from math import ceil, sqrt

from msgspec import Struct
from msgspec.structs import replace

from briefing.draw.layout import Point
from briefing.draw.lines import Words, wrap
from briefing.draw.metrics import width

WIDTH = 860
NAME = 13.5
"""The size of the letters."""

_LINE, _ROOM, _PAD = 17, 118, 16
_ACROSS, _DOWN, _OFF = 40, 30, 8  # between boxes, and between a box and a line
_LINE_ACROSS, _LINE_DOWN = 48, 40  # between boxes with a line, for its number and its head
_LEAST = 90
_NEAR, _SAME, _TURNS = 0.5, 1e-6, 60


class Box(Struct, frozen=True):
    """A node as drawn: its middle, its size and its name line by line."""

    kind: str
    group: int
    x: float
    y: float
    width: int
    height: int
    lines: tuple[str, ...]

    @property
    def left(self) -> float:
        """Where it starts."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """Where it starts, from above."""
        return self.y - self.height / 2

    @property
    def path(self) -> str:
        """Its rim."""
        return f"M{self.left:g} {self.top:g}h{self.width}v{self.height}h-{self.width}z"

    @property
    def words(self) -> tuple[Words, ...]:
        """The lines of the name, their middles on the base line."""
        rows = enumerate(self.lines)
        return tuple(Words(self.x, self.top + 17 + n * _LINE, line) for n, line in rows)


def box(name: str, kind: str, group: int = 0) -> Box:
    """Return the box of a name, not yet placed."""
    lines = wrap(name, NAME, _ROOM)
    wide = max((width(line, NAME) for line in lines), default=0)
    return Box(kind, group, 0, 0, round(wide) + 18, len(lines) * _LINE + 9, lines)


def apart(
    boxes: Sequence[Box], points: Sequence[Point], pairs: Iterable[tuple[int, int]] = ()
) -> tuple[tuple[Box, ...], int]:
    """Stretch points over the drawing and push the boxes apart; it grows until they are.

    ``pairs`` are those with a line between them: boxes keep off it, as far as they can.
    Returned is also the height.
    """
    lines, tall = [(a, b) for a, b in dict.fromkeys(pairs) if a != b], max(_LEAST, 21 * len(boxes))
    in_a_row = sum(box.width + _LINE_ACROSS for box in boxes) - _LINE_ACROSS + 2 * _PAD
    wide, needed = min(WIDTH, in_a_row), [*_needed(boxes, {frozenset(pair) for pair in lines})]
    while True:
        places = [*_stretched(points, wide, tall)]
        for turn in range(_TURNS):
            _keep_inside(boxes, places, wide, tall)
            pushed = _push(needed, places)
            cleared = turn < _TURNS // 2 and _clear(boxes, places, lines)
            if not (pushed or cleared):
                return _trimmed(boxes, places)
        tall += tall // 5


def _needed(
    boxes: Sequence[Box], tied: Collection[frozenset[int]]
) -> Iterator[tuple[int, int, float, float]]:
    """Yield for each two boxes how far apart their middles are to be, across or down."""
    for (a, one), (b, two) in combinations(enumerate(boxes), 2):
        line = frozenset((a, b)) in tied
        across, down = (_LINE_ACROSS, _LINE_DOWN) if line else (_ACROSS, _DOWN)
        yield a, b, (one.width + two.width) / 2 + across, (one.height + two.height) / 2 + down


def _stretched(points: Sequence[Point], wide: int, tall: int) -> Iterator[list[float]]:
    """Yield the points, the outermost at the rim of the drawing."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    for x, y in points:
        across = (x - left) / (right - left) if right - left > _SAME else 0.5
        down = (y - top) / (bottom - top) if bottom - top > _SAME else 0.5
        yield [across * wide, down * tall]


def _keep_inside(boxes: Sequence[Box], places: list[list[float]], wide: int, tall: int) -> None:
    for box, place in zip(boxes, places, strict=True):
        across, down = box.width / 2 + _PAD, box.height / 2 + _PAD
        place[0] = min(max(place[0], across), wide - across)
        place[1] = min(max(place[1], down), tall - down)


def _push(needed: Iterable[tuple[int, int, float, float]], places: list[list[float]]) -> bool:
    """Push boxes apart that are nearer than ``needed``, each by half; say whether any were."""
    pushed = False
    for a, b, wide, high in needed:
        one, two = places[a], places[b]
        across = wide - abs(one[0] - two[0])
        if across <= _NEAR:
            continue
        down = high - abs(one[1] - two[1])
        if down <= _NEAR:
            continue
        pushed = True
        way, move = (0, across / 2) if across < down else (1, down / 2)
        move = move if one[way] > two[way] else -move
        one[way] += move
        two[way] -= move
    return pushed


def _clear(
    boxes: Sequence[Box], places: list[list[float]], lines: Iterable[tuple[int, int]]
) -> bool:
    """Push boxes off the lines of others; say whether there were any."""
    moved = False
    for a, b in lines:
        (ax, ay), (bx, by) = places[a], places[b]
        far = sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)) or 1
        nx, ny = (ay - by) / far, (bx - ax) / far
        for n, place in enumerate(places):
            x, y = place[0] - ax, place[1] - ay
            along = x * ny - y * nx
            if not 0 < along < far or n in (a, b):
                continue
            box, off = boxes[n], x * nx + y * ny
            lacking = (abs(nx) * box.width + abs(ny) * box.height) / 2 + _OFF - abs(off)
            if lacking > _NEAR:
                moved = True
                move = lacking * (0.6 if off >= 0 else -0.6)
                place[0] += move * nx
                place[1] += move * ny
    return moved


def _trimmed(
    boxes: Sequence[Box], places: Sequence[Sequence[float]]
) -> tuple[tuple[Box, ...], int]:
    """Set boxes on whole places, and cut what is empty around them."""
    both = [*zip(boxes, places, strict=True)]
    left = min(x - box.width / 2 for box, (x, _) in both) - _PAD
    top = min(y - box.height / 2 for box, (_, y) in both) - _PAD
    moved = tuple(replace(box, x=round(x - left), y=round(y - top)) for box, (x, y) in both)
    return moved, round(max(box.y + box.height / 2 for box in moved) + _PAD)


def packed(parts: Sequence[Sequence[Box]]) -> tuple[tuple[tuple[Box, ...], ...], int, int]:
    """Set drawings beside each other in rows, those of one row on one middle line.

    Returned are also the width and the height of them all.
    """
    sizes = [_size(boxes) for boxes in parts]
    rows, left = list[list[int]](), WIDTH
    for n, (wide, _) in enumerate(sizes):
        if left + wide > WIDTH:
            rows, left = [*rows, []], 0
        rows[-1].append(n)
        left += wide
    moved, top = dict[int, tuple[Box, ...]](), 0
    for row in rows:
        left, high = 0, max(sizes[n][1] for n in row)
        for n in row:
            down = top + (high - sizes[n][1]) // 2
            moved[n] = tuple(replace(box, x=box.x + left, y=box.y + down) for box in parts[n])
            left += sizes[n][0]
        top += high
    every = tuple(moved[n] for n in range(len(parts)))
    return every, max(_size(boxes)[0] for boxes in every), top


def _size(boxes: Sequence[Box]) -> tuple[int, int]:
    """Return how far boxes reach, with the rim around them."""
    return (
        ceil(max(box.left + box.width for box in boxes)) + _PAD,
        ceil(max(box.top + box.height for box in boxes)) + _PAD,
    )
