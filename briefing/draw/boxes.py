"""Named boxes: as large as their names, pushed apart until none is near another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from math import ceil, inf, sqrt

from msgspec import Struct
from msgspec.structs import replace

from briefing.draw.layout import Point
from briefing.draw.lines import Words, wrap
from briefing.draw.metrics import width

WIDTH = 860
NAME = 13.5
"""The size of the letters."""

ROOMS = (21, 26, 31, 36)
"""How high a drawing may be for each of its boxes, before it has to grow."""

_LINE, _ROOM, _PAD = 17, 118, 16
_ACROSS, _DOWN, _OFF = 40, 30, 8  # between boxes, and between a box and a line
_LINE_ACROSS, _LINE_DOWN = 48, 40  # between boxes with a line, for its number and its head
_LEAST = 90
_NEAR, _SAME = 0.5, 1e-6
_TURNS, _CLEARED, _DROPS = 40, 20, 4


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


class _Gaps(Struct, frozen=True):
    """How far apart the middles of each two boxes are to be, across or down; ``most`` is that."""

    across: Sequence[Sequence[float]]
    down: Sequence[Sequence[float]]
    most: float


def apart(
    boxes: Sequence[Box],
    points: Sequence[Point],
    pairs: Iterable[tuple[int, int]] = (),
    room: int = ROOMS[0],
) -> tuple[tuple[Box, ...], int]:
    """Stretch points over the drawing and push the boxes apart; it grows if they must be.

    ``pairs`` are those with a line between them: boxes keep off it, as far as they can. ``room``
    is the height for each of them. Returned is also the height that came of it.
    """
    lines = [(a, b) for a, b in dict.fromkeys(pairs) if a != b]
    in_a_row = sum(box.width + _LINE_ACROSS for box in boxes) - _LINE_ACROSS + 2 * _PAD
    wide, tall = min(WIDTH, in_a_row), max(_LEAST, room * len(boxes))
    gaps = _gaps(boxes, {frozenset(pair) for pair in lines})
    halves = [(box.width / 2, box.height / 2) for box in boxes]
    places = [*_stretched(points, wide, tall)]
    for turn in range(_TURNS):
        _keep_inside(halves, places, wide, tall)
        pushed = _push(gaps, places)
        cleared = turn < _CLEARED and _clear(halves, places, lines)
        if not (pushed or cleared):
            return _trimmed(boxes, places)
    for drop in range(_DROPS):
        _keep_inside(halves, places, wide, inf)
        _drop(gaps, places)
        if drop == _DROPS - 1 or not _clear(halves, places, lines):
            break
    return _trimmed(boxes, places)


def _gaps(boxes: Sequence[Box], tied: Collection[frozenset[int]]) -> _Gaps:
    """Return how far apart boxes are to be; those that are ``tied`` have a line between them."""
    across, down = ([[0.0] * len(boxes) for _ in boxes] for _ in range(2))
    for (a, one), (b, two) in combinations(enumerate(boxes), 2):
        wide, high = (_LINE_ACROSS, _LINE_DOWN) if frozenset((a, b)) in tied else (_ACROSS, _DOWN)
        across[a][b] = across[b][a] = (one.width + two.width) / 2 + wide
        down[a][b] = down[b][a] = (one.height + two.height) / 2 + high
    return _Gaps(across, down, max(map(max, down), default=0.0))


def _stretched(points: Sequence[Point], wide: int, tall: int) -> Iterator[list[float]]:
    """Yield the points, the outermost at the rim of the drawing."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    for x, y in points:
        across = (x - left) / (right - left) if right - left > _SAME else 0.5
        down = (y - top) / (bottom - top) if bottom - top > _SAME else 0.5
        yield [across * wide, down * tall]


def _keep_inside(
    halves: Iterable[Point], places: Iterable[list[float]], wide: float, tall: float
) -> None:
    """Push boxes back into the drawing; ``halves`` are half their widths and heights."""
    for (across, down), place in zip(halves, places, strict=True):
        place[0] = min(max(place[0], across + _PAD), wide - across - _PAD)
        place[1] = min(max(place[1], down + _PAD), tall - down - _PAD)


def _from_above(places: Sequence[list[float]]) -> list[int]:
    """Return the numbers of boxes from the uppermost to the lowest."""
    return sorted(range(len(places)), key=lambda n: places[n][1])


def _push(gaps: _Gaps, places: Sequence[list[float]]) -> bool:
    """Push boxes apart that are too near, each by half; say whether any were."""
    pushed, order = False, _from_above(places)
    for following, a in enumerate(order, 1):
        one, wide, high = places[a], gaps.across[a], gaps.down[a]
        for b in order[following:]:
            two = places[b]
            if two[1] - one[1] > gaps.most:
                break
            across = wide[b] - abs(two[0] - one[0])
            down = high[b] - abs(two[1] - one[1])
            if across > _NEAR and down > _NEAR:
                pushed = True
                way, move = (0, across / 2) if across < down else (1, down / 2)
                move = move if one[way] >= two[way] else -move
                one[way] += move
                two[way] -= move
    return pushed


def _clear(
    halves: Sequence[Point], places: Sequence[list[float]], lines: Iterable[tuple[int, int]]
) -> bool:
    """Push boxes off the lines of others; say whether there were any."""
    moved = False
    wide, high = max(w for w, _ in halves) + _OFF, max(h for _, h in halves) + _OFF
    for a, b in lines:
        (ax, ay), (bx, by) = places[a], places[b]
        far = sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)) or 1
        nx, ny = (ay - by) / far, (bx - ax) / far
        left, right = min(ax, bx) - wide, max(ax, bx) + wide
        top, bottom = min(ay, by) - high, max(ay, by) + high
        for n, (x, y) in enumerate(places):
            if not (top < y < bottom and left < x < right) or n in (a, b):
                continue
            off = (x - ax) * nx + (y - ay) * ny
            lacking = abs(nx) * halves[n][0] + abs(ny) * halves[n][1] + _OFF - abs(off)
            if lacking > _NEAR and 0 < (x - ax) * ny - (y - ay) * nx < far:
                moved = True
                move = lacking * (0.6 if off >= 0 else -0.6)
                places[n][0] += move * nx
                places[n][1] += move * ny
    return moved


def _drop(gaps: _Gaps, places: Sequence[list[float]]) -> None:
    """Let boxes down, from the uppermost on, below all that they would be too near to."""
    order = _from_above(places)
    for place, b in enumerate(order):
        x, y = places[b]
        for a in order[:place]:
            if gaps.across[a][b] - abs(places[a][0] - x) > _NEAR:
                y = max(y, places[a][1] + gaps.down[a][b])
        places[b][1] = y


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
