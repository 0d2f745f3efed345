"""Which part of the world a map shows, and where on it a point falls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from msgspec import Struct

from briefing.draw.projection import EARTH, Projection, suited

Point = tuple[float, float]

_ROOM = 1.0  # degrees around a view in which a line may still touch its margin


class View(Struct, frozen=True):
    """A frame of ``width`` × ``height`` pixels on the world.

    ``scale`` is pixels for the radius of the Earth, ``x`` and ``y`` the point of the plane in
    the middle of the frame, ``middle`` the latitude there.
    """

    projection: Projection
    scale: float
    x: float
    y: float
    middle: float
    width: int
    height: int

    def __call__(self, lon: float, lat: float) -> Point:
        """Return where a point falls, in pixels from the upper left corner."""
        return self.spots([(lon, lat)])[0]

    def spots(self, points: Iterable[Point]) -> list[Point]:
        """Return where points fall, whatever their longitudes."""
        meridian = self.projection.meridian
        return self.many((_near(lon, meridian), lat) for lon, lat in points)

    def many(self, points: Iterable[Point]) -> list[Point]:
        """Return where points fall whose longitudes are within 180° of the meridian."""
        scale = self.scale
        origin = self.width / 2 - self.x * scale, self.height / 2 + self.y * scale
        return self.projection.many(points, origin, (scale, -scale))

    def lines(self, lines: Iterable[Sequence[Point]]) -> Iterator[list[Point]]:
        """Yield lines as they fall, all worked out in one go."""
        lines = list(lines)
        points = iter(self.many(chain.from_iterable(lines)))
        return (list(islice(points, len(line))) for line in lines)

    @property
    def centre(self) -> Point | None:
        """The point in the middle of the frame, if it shows any there."""
        return self.projection.inverse(self.x, self.y)

    @property
    def degrees(self) -> float:
        """How wide the view is, in degrees of a great circle."""
        return math.degrees(self.width / self.scale)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The frame with a margin, so that no line that is cut off shows its end."""
        return -3.0, -3.0, self.width + 3.0, self.height + 3.0

    def pixels(self, kilometres: float) -> float:
        """Return how long a distance along the parallel is in the middle of the view."""
        return kilometres / EARTH * self.scale * self.projection.stretch(self.middle)

    def reach(self) -> tuple[float, float, float, float]:
        """Return the west, south, east and north of all that may be in view.

        A view that holds a pole, or reaches beyond the edge of the map, has all longitudes.
        """
        found = [self.projection.inverse(x, y) for x, y in self._outmost()]
        inner = [point for point in found if point is not None]
        meridian = self.projection.meridian
        poles = [pole for pole in (-90.0, 90.0) if self._holds(meridian, pole)]
        lats = [*(lat for _, lat in inner), *poles] or [-90.0, 90.0]
        south, north = min(lats) - _ROOM, max(lats) + _ROOM
        if poles or len(inner) < len(found):
            return meridian - 180, south, meridian + 180, north
        lons = [lon for lon, _ in inner]
        return min(lons) - _ROOM, south, max(lons) + _ROOM, north

    def _outmost(self) -> list[Point]:
        """Return the points of the plane where the frame reaches farthest.

        Those are its corners and, as parallels are circles around the origin, the points of its
        edges that are nearest to that.
        """
        across, down = self.width / self.scale / 2, self.height / self.scale / 2
        left, right, low, high = self.x - across, self.x + across, self.y - down, self.y + down
        foot = min(max(0.0, left), right), min(max(0.0, low), high)
        corners = [(x, y) for x in (left, right) for y in (low, high)]
        return [
            *corners,
            *((foot[0], y) for y in (low, high)),
            *((x, foot[1]) for x in (left, right)),
        ]

    def _holds(self, lon: float, lat: float) -> bool:
        """Say whether a point lies in the frame."""
        x, y = self(lon, lat)
        return 0 <= x <= self.width and 0 <= y <= self.height


def meridian_of(lons: Iterable[float]) -> tuple[float, float]:
    """Return the middle of longitudes and how far they spread: the widest gap is left out."""
    sorted_ = sorted({lon % 360 for lon in lons})
    gaps = [b - a for a, b in zip(sorted_, [*sorted_[1:], sorted_[0] + 360], strict=True)]
    widest = max(range(len(gaps)), key=lambda i: (gaps[i], -i))
    span = 360 - gaps[widest]
    start = sorted_[(widest + 1) % len(sorted_)]
    return (start + span / 2 + 180) % 360 - 180, span


def fitted(
    points: Sequence[Point],
    size: tuple[int, int],
    *,
    pad: float,
    least: float,
    shift: tuple[float, float] = (0.0, 0.0),
) -> View:
    """Return the view that shows all points.

    ``pad`` is the margin around them as a share of the frame, ``least`` the least width in
    degrees, ``shift`` moves the frame, in shares of it, to the east and the north.
    """
    width, height = size
    meridian, span = meridian_of(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    room = least * height / width
    around = max(room - (north - south), (north - south) * pad) / 2
    south, north = max(south - around, -90.0), min(north + around, 90.0)
    projection = suited(meridian, south, north, span)
    flat = projection.many((_near(lon, meridian), lat) for lon, lat in points)
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    low, high = min(y for _, y in flat), max(y for _, y in flat)
    inner = 1 - 2 * pad
    scales = [width / math.radians(least)]
    scales += [width * inner / (right - left)] if right > left else []
    scales += [height * inner / (high - low)] if high > low else []
    scale = min(scales)
    x = (left + right) / 2 + shift[0] * width / scale
    y = (low + high) / 2 + shift[1] * height / scale
    return View(projection, scale, x, y, projection.latitude(y), width, height)


def _near(lon: float, meridian: float) -> float:
    """Return a longitude within 180° of a meridian."""
    if abs(lon - meridian) <= 180:
        return lon
    return lon - 360 * round((lon - meridian) / 360)


# --- on the sphere --------------------------------------------------------------------------


def distance(one: Point, other: Point) -> float:
    """Return how far two points lie apart on the sphere, in kilometres."""
    (a, b), (c, d) = ((math.radians(lon), math.radians(lat)) for lon, lat in (one, other))
    half = math.sin((d - b) / 2) ** 2 + math.cos(b) * math.cos(d) * math.sin((c - a) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))
