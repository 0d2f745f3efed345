"""The nearest of many points on the sphere, found without measuring the way to all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

Point = tuple[float, float]
Solid = tuple[float, float, float]
"""A point on the unit sphere in space: a short way through it is a short way on it."""

_SLACK = 1e-9  # of the squares of ways, which are rounded


class Tree(Struct, frozen=True):
    """Points halved along one axis of space after the other: the one in the middle, both halves."""

    point: Solid
    number: int
    axis: int
    low: Tree | None
    high: Tree | None


def tree(points: Sequence[Point]) -> Tree | None:
    """Sort points, numbered from 0, for the nearest of them to be found."""
    return _halved([(_solid(point), number) for number, point in enumerate(points)], 0)


def _solid(point: Point) -> Solid:
    lon, lat = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _halved(points: list[tuple[Solid, int]], axis: int) -> Tree | None:
    if not points:
        return None
    points.sort(key=lambda one: one[0][axis])
    middle, after = len(points) // 2, (axis + 1) % 3
    point, number = points[middle]
    low, high = _halved(points[:middle], after), _halved(points[middle + 1 :], after)
    return Tree(point, number, axis, low, high)


def nearest(root: Tree | None, at: Point, fits: Callable[[int], bool]) -> list[int]:
    """Return the number of the nearest point that ``fits``, and of those as near."""
    return _Search(_solid(at), fits).through(root)


class _Search:
    """A walk through a tree that goes only where a point may be nearer than the best so far."""

    def __init__(self, at: Solid, fits: Callable[[int], bool]) -> None:
        self._at, self._fits = at, fits
        self._best, self._found = math.inf, list[tuple[float, int]]()

    def through(self, root: Tree | None) -> list[int]:
        self._walk(root)
        return [number for square, number in self._found if square <= self._best + _SLACK]

    def _walk(self, tree: Tree | None) -> None:
        if tree is None:
            return
        (a, b, c), (d, e, f) = self._at, tree.point
        square = (a - d) ** 2 + (b - e) ** 2 + (c - f) ** 2
        if square <= self._best + _SLACK and self._fits(tree.number):
            self._best = min(self._best, square)
            self._found.append((square, tree.number))
        gap = self._at[tree.axis] - tree.point[tree.axis]
        near, far = (tree.low, tree.high) if gap < 0 else (tree.high, tree.low)
        self._walk(near)
        if gap * gap <= self._best + _SLACK:
            self._walk(far)
