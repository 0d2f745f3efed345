"""A map put together: land, shaded countries, marks, names, a scale bar, an inset.

All that is printed stands on half pixels. Where a map is shown in two sizes its marks and
names are set twice, for a letter must stay as large as it is however small the map.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from briefing.draw.clipping import clipped
from briefing.draw.labels import Box, Label, Name, around, grown, halved, placed
from briefing.draw.land import Base, Point, Sight, base, rings_of
from briefing.draw.metrics import width
from briefing.draw.paths import area
from briefing.draw.views import View, fitted
from briefing.draw.world import RANKS

SPACING = 0.06
"""What stands between the letters of a country's name, in shares of their size."""

_EDGE = 5.0  # between names and the frame
_SOFT = 100.0  # kilometres around the point of an area without an outline
_ROUGH = 3  # how many ranks coarser than the map an outline is in which a name is set
_ROUNDED = 1.2  # how much larger a land may be drawn than it is, its edges being straight lines
_TINY = 8.0  # a view of fewer degrees gets an inset,
_LITTLE = 0.03  # and one with a smaller share of land
_INSET = (84, 60)
_AROUND = 100.0  # how many degrees an inset shows


class Spot(Struct, frozen=True):
    """A place at a point: its name, ``kind`` its class, ``soft`` if it is an area in truth."""

    name: str
    kind: str
    lon: float
    lat: float
    soft: bool = False


class Land(Struct, frozen=True):
    """A country or region by its units; one without a name is shaded only.

    ``kind`` is its class, empty for one that is named and not shaded.
    """

    name: str
    kind: str
    units: tuple[str, ...]


class Size(Struct, frozen=True):
    """How large marks and letters are, in pixels of the drawing; ``kind`` is their class."""

    kind: str
    letters: float
    small: float
    dot: float


class Scene(Struct, frozen=True):
    """What a map is to show, each list in order of rank."""

    spots: tuple[Spot, ...]
    lands: tuple[Land, ...]
    sizes: tuple[Size, ...]
    most: int = 20
    bytes: int = 4000


class Mark(Struct, frozen=True):
    """A place as a circle: its middle, its radius, its class."""

    x: float
    y: float
    r: float
    kind: str


class Bar(Struct, frozen=True):
    """A scale bar: where it begins, how long it is in pixels and in kilometres."""

    x: float
    y: float
    length: float
    kilometres: int


class Layer(Struct, frozen=True):
    """Marks and names for one size of the map.

    ``names`` are those of the marks, ``lands`` those of countries; the first of them is the
    number of the scale bar.
    """

    size: Size
    marks: tuple[Mark, ...]
    names: tuple[Label, ...]
    lands: tuple[Label, ...]


class Inset(Struct, frozen=True):
    """A small view of the wider world in a corner; ``frame`` is what the map shows of it."""

    x: float
    y: float
    width: int
    height: int
    land: str
    frame: Box


class Map(Struct, frozen=True):
    """A finished map; ``areas`` are paths by class, ``soft`` the circles of uncertain areas."""

    width: int
    height: int
    base: Base
    areas: tuple[tuple[str, str], ...]
    soft: tuple[Mark, ...]
    layers: tuple[Layer, ...]
    bar: Bar
    inset: Inset | None


def draw(seen: Sight, scene: Scene, number: str) -> Map:
    """Draw a scene; ``number`` is a text with ``{}`` for the kilometres of the scale bar."""
    view = seen.view
    shaded = [land for land in scene.lands if land.kind]
    ground = base(seen, [land.units for land in shaded], most=scene.bytes)
    areas = zip((land.kind for land in shaded), ground.shaded, strict=True)
    flat = zip(scene.spots, view.spots((spot.lon, spot.lat) for spot in scene.spots), strict=True)
    points = [(spot, at) for spot, at in flat if _in_frame(at, view)]
    inset = _inset(seen, ground.cover, [at for _, at in points])
    scale = _bar(view)
    lands = [land for land in scene.lands if land.name]
    below = _Ground(seen, ground.rank, lands, points, inset, scale, number.format(scale.kilometres))
    layers = tuple(_layer(below, size, scene.most) for size in scene.sizes)
    soft = tuple(_circle(spot, at, view) for spot, at in points if spot.soft)
    drawn = tuple((kind, path) for kind, path in areas if path)
    return Map(view.width, view.height, ground, drawn, soft, layers, scale, inset)


def _largest(seen: Sight, land: Land, rank: str) -> Sequence[Point]:
    """Return the largest part of a land that is in view, for its name to stand in."""
    coarse = RANKS[min(RANKS.index(rank) + _ROUGH, len(RANKS) - 1)]
    return max(rings_of(seen, land.units, coarse), key=area, default=())


def _in_frame(point: Point, view: View) -> bool:
    return 0 <= point[0] <= view.width and 0 <= point[1] <= view.height


def _circle(spot: Spot, at: Point, view: View) -> Mark:
    """Return the circle of an area whose outline nobody gave."""
    return Mark(halved(at[0]), halved(at[1]), halved(_soft_radius(view)), spot.kind)


def _soft_radius(view: View) -> float:
    """Return how large such a circle is: no measure of the area, but a size that can be seen."""
    return min(max(view.pixels(_SOFT), view.height / 30), view.height / 8)


# --- marks and names ------------------------------------------------------------------------


class _Ground(Struct, frozen=True):
    """What is the same in every size: where lands and spots are, and what stands in corners."""

    seen: Sight
    rank: str
    lands: Sequence[Land]
    points: Sequence[tuple[Spot, Point]]
    inset: Inset | None
    scale: Bar
    number: str

    @property
    def corners(self) -> tuple[Box, ...]:
        """Where the scale bar and the inset are."""
        scale, inset = self.scale, self.inset
        bar = (scale.x, scale.y - 2, scale.x + scale.length, scale.y + 4)
        if inset is None:
            return (bar,)
        return bar, (inset.x, inset.y, inset.x + inset.width, inset.y + inset.height)


def _layer(ground: _Ground, size: Size, most: int) -> Layer:
    """Return the marks and names for one size."""
    view, points = ground.seen.view, ground.points
    marks = tuple(
        Mark(halved(x), halved(y), _radius(spot, size, view), spot.kind)
        for spot, (x, y) in points
        if not spot.soft
    )
    label = _number(ground.scale, size, ground.number)
    dots = [around(m.x, m.y, m.r + 1) for m in marks]
    taken = [label.box, *ground.corners, *dots]
    circles = [around(*at, _soft_radius(view) + 1) for spot, at in points if spot.soft]
    frame = (_EDGE, _EDGE, view.width - _EDGE, view.height - _EDGE)
    first = placed(_spot_names(points, size, view), frame, taken, most, dots)
    taken += [*(grown(one.box, size.small / 3) for one in first), *circles]
    lands = placed(_land_names(ground, size, frame), frame, taken, most - len(first))
    return Layer(size, marks, first, (label, *lands))


def _radius(spot: Spot, size: Size, view: View) -> float:
    """Return how large the mark of a spot is; the page's own is larger than the others."""
    if spot.soft:
        return _soft_radius(view)
    return size.dot * (1.4 if spot.kind == "own" else 1)


def _spot_names(points: Sequence[tuple[Spot, Point]], size: Size, view: View) -> Iterator[Name]:
    for spot, (x, y) in points:
        yield Name(spot.name, spot.kind, size.letters, x, y, _radius(spot, size, view))


def _land_names(ground: _Ground, size: Size, frame: Box) -> Iterator[Name]:
    """Yield the names of lands, in capitals, each with the spots that have room for it.

    That of a shaded land stands beside its middle where there is none.
    """
    spacing = SPACING * size.small
    for land in ground.lands:
        text, rooms = land.name.upper(), _rooms(ground, land, size, frame)
        if land.kind == "own" and (ring := _largest(ground.seen, land, ground.rank)):
            x, y = _centroid(ring)
            yield Name(text, "land", size.small, x, y, size.dot, spacing, (*rooms, (x, y)))
        elif rooms:
            yield Name(text, "land", size.small, *rooms[0], 0.0, spacing, rooms, beside=False)


def _rooms(ground: _Ground, land: Land, size: Size, frame: Box) -> tuple[Point, ...]:
    """Return the spots in a land that have room for its name, the same for maps of one view."""
    seen, text = ground.seen, land.name.upper()
    asked = (land.units, ground.rank, text, size)
    if asked not in seen.rooms:
        wide, high = width(text, size.small, SPACING * size.small), size.small
        small = _ROUNDED * seen.world.most(land.units) * seen.view.scale**2 < wide * high
        ring = () if small else _largest(seen, land, ground.rank)
        seen.rooms[asked] = spots(clipped(ring, frame), wide, high)
    return seen.rooms[asked]


_ROWS = 16  # lines on which a name is tried


def spots(ring: Sequence[Point], wide: float, high: float) -> tuple[Point, ...]:
    """Return the middles for a name of a size inside a ring, from its centre outward."""
    if len(ring) < 3:
        return ()
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    top, bottom = min(ys), max(ys)
    if max(xs) - min(xs) < wide or bottom - top < high or area(ring) < wide * high:
        return ()
    centre = _centroid(ring)
    rows = [centre[1], *(top + (bottom - top) * row / _ROWS for row in range(1, _ROWS))]
    lines = sorted({line for y in rows for line in (y - high / 2, y, y + high / 2)})
    crossings = _crossings(ring, lines)
    found = []
    for y in rows:
        for left, right in _room([crossings[line] for line in (y - high / 2, y + high / 2, y)]):
            if right - left >= wide:
                x = min(max(centre[0], left + wide / 2), right - wide / 2)
                found.append((math.hypot(x - centre[0], y - centre[1]), x, y))
    return tuple((x, y) for _, x, y in sorted(found))


def _room(spans: Sequence[Sequence[float]]) -> Iterator[Point]:
    """Yield from where to where three lines all lie inside a ring whose edge they cross."""
    for one in _pairs(spans[0]):
        for two in _pairs(spans[1]):
            for three in _pairs(spans[2]):
                left, right = max(one[0], two[0], three[0]), min(one[1], two[1], three[1])
                if left < right:
                    yield left, right


def _pairs(crossings: Sequence[float]) -> Iterator[tuple[float, float]]:
    return zip(crossings[::2], crossings[1::2], strict=False)


def _crossings(ring: Sequence[Point], lines: Sequence[float]) -> Mapping[float, Sequence[float]]:
    """Return where lines across the map, sorted, cross a ring: each from left to right."""
    found: dict[float, list[float]] = {y: [] for y in lines}
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        low, high = (ay, by) if ay < by else (by, ay)
        for y in lines[bisect_left(lines, low) : bisect_left(lines, high)]:
            found[y].append((bx - ax) * (y - ay) / (by - ay) + ax)
    return {y: sorted(crossed) for y, crossed in found.items()}


def _centroid(ring: Sequence[Point]) -> Point:
    edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    crosses = [ax * by - bx * ay for (ax, ay), (bx, by) in edges]
    whole = 3 * sum(crosses)
    if not whole:
        return ring[0]
    pairs = list(zip(edges, crosses, strict=True))
    x = sum((a[0] + b[0]) * cross for (a, b), cross in pairs)
    y = sum((a[1] + b[1]) * cross for (a, b), cross in pairs)
    return x / whole, y / whole


# --- scale and inset ------------------------------------------------------------------------


_LENGTHS = tuple(step * 10**power for power in range(5) for step in (1, 2, 5))


def _bar(view: View) -> Bar:
    """Return the scale bar: a round number of kilometres, at most a fifth of the map."""
    fitting = bisect_right(_LENGTHS, view.width / 5, key=view.pixels)
    kilometres = _LENGTHS[max(fitting - 1, 0)]
    return Bar(10, view.height - 10, halved(view.pixels(kilometres)), kilometres)


def _number(scale: Bar, size: Size, text: str) -> Label:
    """Return the label of the scale bar, above it."""
    wide = width(text, size.small, SPACING * size.small)
    x, y = halved(scale.x + max(scale.length, wide) / 2), scale.y - 0.4 * size.small
    box = (x - wide / 2, y - size.small, x + wide / 2, y + 0.3 * size.small)
    return Label(text, "scale", x, halved(y), size.small, box)


def _inset(seen: Sight, share: float, marks: Sequence[Point]) -> Inset | None:
    """Return a view of the wider world where a map shows little of it.

    ``share`` is how much of the map is land.
    """
    view = seen.view
    if view.degrees > _TINY and share >= _LITTLE:
        return None
    wide, high = _INSET
    wider = fitted([(view.projection.meridian, view.middle)], _INSET, pad=0, least=_AROUND)
    land = base(seen.through(wider), most=1500, borders=False).land
    times = view.scale / wider.scale
    half = max(3.0, view.width / times / 2), max(2.0, view.height / times / 2)
    left, top = halved(wide / 2 - half[0]), halved(high / 2 - half[1])
    frame = (left, top, wide - left, high - top)
    corners = [(view.width - wide, 0), (0, 0), (view.width - wide, view.height - high)]
    free = [at for at in corners if not any(_covers(at, mark) for mark in marks)]
    x, y = (free or corners)[0]
    return Inset(x, y, wide, high, land, frame)


def _covers(corner: Point, mark: Point) -> bool:
    """Say whether an inset at a corner would hide a mark."""
    return all(-10 <= mark[i] - corner[i] <= _INSET[i] + 10 for i in (0, 1))
