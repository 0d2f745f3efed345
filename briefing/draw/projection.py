"""Longitude and latitude onto a plane, areas kept: cones, and their two limits.

One family does for the whole Earth, taken as a sphere of radius 1. A cone that cuts the
sphere along two parallels (Albers) suits most views; with both parallels at a pole it opens
to a plane (Lambert's azimuthal), with one as far north as the other south it is a cylinder
(Lambert's cylindrical). Formulas: J. P. Snyder, "Map Projections: A Working Manual" (1987),
pages 81, 100 and 182.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from msgspec import Struct

EARTH = 6371.0
"""The mean radius of the Earth in kilometres."""

_RADIAN = math.pi / 180

_FLAT = 0.05
"""Below this constant a cone is so slender that a cylinder does as well."""

_POLAR = 80.0
"""A view that reaches beyond this latitude is drawn on a plane at the pole."""

_WIDE = 200.0
"""A view with more degrees of longitude than this is drawn on a cylinder."""


class Projection(Struct, frozen=True):
    """A projection with its central meridian in degrees.

    ``n`` is the constant of the cone, 0 for a cylinder; ``c`` is Snyder's C for a cone, and
    for a cylinder the cosine of the latitude that is true to scale.
    """

    meridian: float
    n: float
    c: float

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a point falls: x to the east, y to the north of the cone's apex."""
        return self.many([(lon, lat)])[0]

    def many(
        self,
        points: Iterable[tuple[float, float]],
        origin: tuple[float, float] = (0.0, 0.0),
        scale: tuple[float, float] = (1.0, 1.0),
    ) -> list[tuple[float, float]]:
        """Return where points fall, in one go: a map has thousands.

        A drawing says where on it the ``origin`` of the plane is, and the ``scale`` along x and y.
        """
        if not (points := list(points)):
            return []
        (left, top), (across, up) = origin, scale
        lons, lats = zip(*points, strict=True)
        turn = (self.n or self.c) * _RADIAN
        turned = [turn * (lon - self.meridian) for lon in lons]
        heights = map(math.sin, [lat * _RADIAN for lat in lats])
        if self.n == 0:
            rise = up / self.c
            return [
                (left + x * across, top + y * rise) for x, y in zip(turned, heights, strict=True)
            ]
        twice, c = 2 * self.n, self.c
        squares = [c - twice * height for height in heights]
        if min(squares) < 0:  # beyond the pole of a cone that ends before it
            squares = [max(square, 0.0) for square in squares]
        around = zip(
            map(math.sqrt, squares), map(math.sin, turned), map(math.cos, turned), strict=True
        )
        wide, high = across / self.n, up / self.n
        return [(left + far * x * wide, top - far * y * high) for far, x, y in around]

    def inverse(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the point that falls at a place, or nothing where none does."""
        if self.n == 0:
            height, turn = y * self.c, x / self.c
        else:
            height = (self.c - self.n**2 * (x * x + y * y)) / (2 * self.n)
            way = 1 if self.n > 0 else -1
            turn = math.atan2(way * x, -way * y) / self.n
        if abs(height) > 1 or abs(turn) > math.pi:
            return None
        return self.meridian + turn / _RADIAN, math.asin(height) / _RADIAN

    def latitude(self, y: float) -> float:
        """Return the latitude at a height on the central meridian, that of a pole beyond it."""
        if self.n == 0:
            height = y * self.c
        elif y * self.n < 0:
            height = (self.c - (self.n * y) ** 2) / (2 * self.n)
        else:
            height = math.copysign(1.0, self.n)
        return math.asin(max(-1.0, min(1.0, height))) / _RADIAN

    def stretch(self, lat: float) -> float:
        """Return how much longer a parallel is on the plane than on the sphere."""
        if self.polar:
            return 1 / math.cos(math.radians(90 - abs(lat)) / 2)
        across = math.cos(math.radians(lat))
        if self.n == 0:
            return self.c / across
        radius = math.sqrt(max(0.0, self.c - 2 * self.n * math.sin(math.radians(lat))))
        return radius / across

    @property
    def polar(self) -> bool:
        """Whether it is a plane at a pole, on which no meridian is a cut."""
        return abs(self.n) == 1


def conic(meridian: float, first: float, second: float) -> Projection:
    """Return the projection on a cone through two parallels, or its limit."""
    one, other = math.sin(math.radians(first)), math.sin(math.radians(second))
    n = (one + other) / 2
    if abs(n) < _FLAT:
        cosines = math.cos(math.radians(first)) * math.cos(math.radians(second))
        return Projection(meridian, 0.0, math.sqrt(cosines))
    return Projection(meridian, n, 1 + one * other)


def azimuthal(meridian: float, *, north: bool) -> Projection:
    """Return the projection on a plane at a pole."""
    return Projection(meridian, 1.0 if north else -1.0, 2.0)


def suited(meridian: float, south: float, north: float, span: float = 0.0) -> Projection:
    """Return the projection for a view between two latitudes, ``span`` degrees wide.

    The parallels that are true to scale stand at 1/6 and 5/6 of its height.
    """
    if max(north, -south) > _POLAR and not (north > _POLAR and south < -_POLAR):
        return azimuthal(meridian, north=north > _POLAR)
    height = north - south
    first, second = south + height / 6, north - height / 6
    if span > _WIDE:
        widest = min(max(abs(first), abs(second)), 60.0)
        return Projection(meridian, 0.0, math.cos(math.radians(widest) * 2 / 3))
    return conic(meridian, first, second)
