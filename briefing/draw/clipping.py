"""Rings and lines cut to a window of longitudes and to a frame."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_STEP = 4.0  # degrees along the edge of a window
_STEPS = 36  # points along the pole, which most projections draw as a curve


def clipped(ring: Sequence[Point], box: Box) -> list[Point]:
    """Return the part of a ring inside a box, after Sutherland and Hodgman (1974).

    Where a ring leaves the box and comes back, the part may hold lines along its edge.
    """
    if not ring or _beyond(bounds := _bounds(ring), box):
        return []
    for axis, sign in ((0, 1), (0, -1), (1, 1), (1, -1)):
        side = axis if sign > 0 else axis + 2
        if sign * bounds[side] < sign * box[side]:
            ring = _half(ring, axis, sign, box[side])
    return list(ring)


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _beyond(bounds: Box, box: Box) -> bool:
    """Say whether all that is within some bounds lies on one side of a box."""
    return bounds[2] < box[0] or bounds[0] > box[2] or bounds[3] < box[1] or bounds[1] > box[3]


def _half(ring: Sequence[Point], axis: int, sign: int, bound: float) -> Sequence[Point]:
    """Return the part of a ring on one side of a line along an axis, stretch by stretch."""
    if sign > 0:
        within = bytes([point[axis] >= bound for point in ring])
    else:
        within = bytes([point[axis] <= bound for point in ring])
    returns = within[-1:] > within[:1]
    kept = [_at(ring[-1], ring[0], axis, bound)] if returns else []
    start = within.find(1)
    while start >= 0:
        stop = within.find(0, start)
        if start or not within[-1]:
            kept.append(_at(ring[start - 1], ring[start], axis, bound))
        kept += ring[start : stop if stop >= 0 else len(ring)]
        if stop < 0:
            break
        kept.append(_at(ring[stop - 1], ring[stop], axis, bound))
        start = within.find(1, stop)
    return kept


def _at(one: Point, other: Point, axis: int, bound: float) -> Point:
    """Return where a line along an axis crosses the way from one point to another."""
    share = (bound - one[axis]) / (other[axis] - one[axis])
    x, y = _between(one, other, share)
    return (x, bound) if axis else (bound, y)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def clipped_line(line: Sequence[Point], box: Box) -> Iterator[list[Point]]:
    """Yield the parts of a line inside a box, after Liang and Barsky (1984)."""
    bounds = _bounds(line)
    if len(line) < 2 or _beyond(bounds, box):
        return
    if bounds[0] >= box[0] and bounds[1] >= box[1] and bounds[2] <= box[2] and bounds[3] <= box[3]:
        yield list(line)
        return
    left, top, right, bottom = box
    within = [left <= x <= right and top <= y <= bottom for x, y in line]
    part: list[Point] = []
    for i, (one, other) in enumerate(pairwise(line)):
        if within[i] and within[i + 1]:
            part = part or [one]
            part.append(other)
            continue
        shares = _inside(one, other, box)
        if shares is None:
            continue
        start, end = _between(one, other, shares[0]), _between(one, other, shares[1])
        if not part or shares[0] > 0:
            if part:
                yield part
            part = [start]
        part.append(end)
    if part:
        yield part


def _inside(one: Point, other: Point, box: Box) -> tuple[float, float] | None:
    """Return from where to where, in shares of its length, a stretch lies in a box."""
    start, end = 0.0, 1.0
    if max(one[0], other[0]) < box[0] or min(one[0], other[0]) > box[2]:
        return None
    if max(one[1], other[1]) < box[1] or min(one[1], other[1]) > box[3]:
        return None
    for axis in (0, 1):
        step = other[axis] - one[axis]
        low, high = box[axis] - one[axis], box[axis + 2] - one[axis]
        if step == 0:
            if low > 0 or high < 0:
                return None
            continue
        enters, leaves = sorted((low / step, high / step))
        start, end = max(start, enters), min(end, leaves)
    return (start, end) if start < end else None


def along(ring: Sequence[Point], window: Box) -> Iterator[Point]:
    """Yield a ring that was cut to a window of degrees, its edges along parallels in steps.

    A parallel is a curve on most planes, so that a straight line might come into view.
    """
    _, south, _, north = window
    before = ring[-1] if ring else (0.0, 0.0)
    for point in ring:
        if point[1] == before[1] and (point[1] == south or point[1] == north):
            count = math.ceil(abs(point[0] - before[0]) / _STEP)
            yield from (_between(before, point, step / count) for step in range(1, count))
        yield point
        before = point


# --- the cut opposite the central meridian --------------------------------------------------


def windowed(ring: list[Point], meridian: float) -> Iterator[list[Point]]:
    """Yield the parts of a ring between the two sides of the cut at ``meridian`` + 180°.

    The longitudes of the ring run on beyond 180°. One that goes around a pole is closed
    along the pole first.
    """
    west, east = meridian - 180, meridian + 180
    ring = _closed(ring)
    lons = [lon for lon, _ in ring]
    low, high = min(lons), max(lons)
    turn = 360 * round((meridian - (low + high) / 2) / 360)
    for shift in (turn - 360, turn, turn + 360):
        if low + shift < east and high + shift > west:
            moved = [(lon + shift, lat) for lon, lat in ring] if shift else ring
            whole = low + shift >= west and high + shift <= east
            part = moved if whole else clipped(moved, (west, -91.0, east, 91.0))
            if len(part) > 2:
                yield part


def around_pole(ring: Sequence[Point]) -> bool:
    """Say whether a ring goes around a pole: its longitudes end a turn from where they began."""
    return abs(ring[-1][0] - ring[0][0]) > 180


def _closed(ring: list[Point]) -> list[Point]:
    if not around_pole(ring):
        return ring
    pole = 90.0 if sum(lat for _, lat in ring) > 0 else -90.0
    first, last = ring[0][0], ring[-1][0]
    way = [last + (first - last) * i / _STEPS for i in range(_STEPS + 1)]
    return [*ring, *((lon, pole) for lon in way)]


def unbroken(line: Sequence[Point], meridian: float) -> Iterator[list[Point]]:
    """Yield the stretches of a line that do not cross the cut, within 180° of the meridian."""
    part: list[Point] = []
    for lon, lat in line:
        near = lon
        if abs(lon - meridian) > 180:
            near -= 360 * round((lon - meridian) / 360)
        if part and abs(near - part[-1][0]) > 180:
            yield part
            part = []
        part.append((near, lat))
    yield part
