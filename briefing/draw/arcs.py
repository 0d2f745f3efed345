"""The lines of the map of the world, and their points at each scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, compress

from msgspec import Struct

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

CUT = 179.999
"""Beyond it a point lies on the cut along 180°."""

_STEP = 4.0  # degrees between the points of a line that is out of sight
_RUN = 24  # points of an arc that are looked at or passed over together


class Grid(Struct, frozen=True):
    """The grid that the file has its points on."""

    scale: Point
    shift: Point

    def many(self, x: Iterable[int], y: Iterable[int]) -> Iterator[Point]:
        """Yield points in degrees."""
        (sx, sy), (tx, ty) = self.scale, self.shift
        return zip([i * sx + tx for i in x], [i * sy + ty for i in y], strict=True)


class Run(Struct, frozen=True):
    """Some points of an arc that follow each other, and the box around them."""

    west: float
    south: float
    east: float
    north: float
    points: list[Point]


class Arc(Struct, frozen=True, dict=True):
    """A line that is a coast or a border: its points, the rank of each, the box around it.

    ``steps`` is its first point and the steps from one to the next, on the ``grid``. The points
    of a scale are kept as runs, for all maps of that scale.
    """

    steps: str
    ranks: str
    grid: Grid
    west: float
    south: float
    east: float
    north: float
    first: Point
    last: Point

    @cached_property
    def _runs(self) -> dict[tuple[str, int, int], tuple[Run, ...]]:
        return {}

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All its points, read when they are first asked for."""
        steps = [*map(int, self.steps.split(" "))]
        return tuple(self.grid.many(accumulate(steps[::2]), accumulate(steps[1::2])))

    @property
    def cut(self) -> bool:
        """Whether it comes to the cut along 180°."""
        return self.west <= -CUT or self.east >= CUT

    def taken(self, rank: str, stretch: slice = slice(None)) -> list[Point]:
        """Return the points of a stretch that a map of a scale needs."""
        return [*compress(self.points[stretch], map(rank.__le__, self.ranks[stretch]))]

    @cached_property
    def box_area(self) -> float:
        """The area of the box around it on the unit sphere, where it is widest."""
        wide, high = math.radians(self.east - self.west), math.radians(self.north - self.south)
        return wide * high * math.cos(math.radians(min(abs(self.north), abs(self.south))))

    def runs(self, rank: str, start: int, stop: int) -> tuple[Run, ...]:
        """Return a stretch at a scale as runs, each from the last point of the one before.

        The longitudes of one that crosses the cut run on beyond 180°.
        """
        kind = (rank, start, stop)
        if kind not in self._runs:
            points = self.taken(rank, slice(start, stop))
            if self.cut:
                points = [*unrolled(points)]
            if len(points) > _RUN or self.cut:
                starts = range(0, len(points) - 1, _RUN)
                self._runs[kind] = tuple(_run(points[i : i + _RUN + 1]) for i in starts)
            else:
                whole = Run(self.west, self.south, self.east, self.north, points)
                self._runs[kind] = (whole,)
        return self._runs[kind]

    def sketched(self) -> list[Point]:
        """Return the line with few points, for where it is out of sight.

        None is far from the next: on the plane a long step would cut across what is in sight.
        """
        kept = [self.points[0]]
        for point in self.points:
            if abs(point[0] - kept[-1][0]) > _STEP or abs(point[1] - kept[-1][1]) > _STEP:
                kept.append(point)
        return [*kept, self.points[-1]]


def _run(points: list[Point]) -> Run:
    lons, lats = zip(*points, strict=True)
    return Run(min(lons), min(lats), max(lons), max(lats), points)


def unrolled(points: Iterable[Point]) -> Iterator[Point]:
    """Yield points with longitudes that run on beyond 180°, each point once."""
    turn, last = 0.0, None
    for lon, lat in points:
        if last is not None:
            turn += 360 * round((last[0] - lon - turn) / 360)
        if (lon + turn, lat) != last:
            last = (lon + turn, lat)
            yield last
