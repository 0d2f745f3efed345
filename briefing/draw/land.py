"""The land in view as paths: its outline, the borders on it, some countries apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from briefing.draw.clipping import around_pole, clipped, clipped_line, unbroken, windowed
from briefing.draw.paths import area, line_path, ring_path
from briefing.draw.views import View
from briefing.draw.world import DISPUTED, RANKS, Arc, Ring, World, rank_of, ring_points

Point = tuple[float, float]

TOLERANCE = 0.5
"""What a line may lose with a point that is left out: an area in square pixels."""

_LEAST = 1.0  # the smallest island that is drawn, in square pixels
_MAIN = 0.25  # islands this large beside the largest belong to the main part of a country,
_MAIN_OF_MANY = 0.02  # and countries this large to that of a region
_COARSER = 4  # ranks that are tried before the borders are left out,
_FEWER = 0.3  # and what one rank saves, as a logarithm
_COARSE = "6"  # the rank of points that tell how far a land reaches
_LONG = 20  # a ring of so many arcs may go around the whole view


@dataclass(frozen=True, slots=True)
class Area:
    """Some land in view: its path, and its rings in pixels."""

    path: str
    rings: tuple[Sequence[Point], ...]


@dataclass(frozen=True, slots=True)
class Base:
    """What lies under all marks: land, the borders on it, the disputed ones apart.

    ``shaded`` are the lands that were asked for. ``rank`` is that of the points which all show,
    ``cover`` the share of the frame that is land.
    """

    land: str
    borders: str
    disputed: str
    rank: str
    cover: float
    shaded: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many characters its paths have."""
        return sum(map(len, (self.land, self.borders, self.disputed, *self.shaded)))


@dataclass(frozen=True, slots=True)
class Sight:
    """The world through a view; ``arcs`` are the places of those that may lie in it.

    ``west`` and ``east`` are how far it reaches. What is found in it is kept, for maps that
    share a view and for lands that share a border.
    """

    world: World
    view: View
    arcs: frozenset[int]
    west: float
    east: float
    _lines: dict[tuple[int, str, float], list[Point]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _finest: dict[tuple[int, float], str] = field(default_factory=dict, compare=False, repr=False)
    _rings: dict[tuple[tuple[str, ...], str], tuple[Sequence[Point], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _bases: dict[tuple[tuple[tuple[str, ...], ...], int, bool], Base] = field(
        default_factory=dict, compare=False, repr=False
    )

    def line(self, arc: int, rank: str, turn: float) -> list[Point]:
        """Return an arc in pixels, turned by some degrees; out of sight it is sketched."""
        kind = (arc, rank if arc in self.arcs else "", turn)
        if kind not in self._lines:
            self._lines[kind] = self._drawn(*kind)
        return self._lines[kind]

    def _drawn(self, arc: int, rank: str, turn: float) -> list[Point]:
        whole, finest = self.world.arcs[arc], self._finest.get((arc, turn), "")
        if rank and finest and finest < rank:
            ranks = (own for own in whole.ranks if own >= finest)
            pairs = zip(self._lines[arc, finest, turn], ranks, strict=True)
            return [point for point, own in pairs if own >= rank]
        if rank:
            self._finest[arc, turn] = rank
        points = whole.taken(rank) if rank else self.world.sketch(arc)
        return self.view.many([(lon + turn, lat) for lon, lat in points] if turn else points)


def sight(world: World, view: View) -> Sight:
    """Return the world through a view."""
    west, south, east, north = view.reach()
    ceil = math.ceil
    seen = (
        place
        for place, arc in enumerate(world.arcs)
        if arc.south <= north
        and arc.north >= south
        and arc.west + 360 * ceil((west - arc.east) / 360) <= east
    )
    return Sight(world, view, frozenset(seen), west, east)


def base(
    seen: Sight, shaded: Iterable[tuple[str, ...]] = (), *, most: int, borders: bool = True
) -> Base:
    """Return the land in view, the borders on it and the lands to be ``shaded``.

    Where its paths had more than ``most`` characters, coarser ones are taken, as among fjords,
    and at last none of the borders, as of a continent.
    """
    asked = (tuple(shaded), most, borders)
    if asked not in seen._bases:
        seen._bases[asked] = _fitting(seen, *asked)
    return seen._bases[asked]


def _fitting(seen: Sight, shaded: tuple[tuple[str, ...], ...], most: int, borders: bool) -> Base:
    rank, left = RANKS.index(rank_of(TOLERANCE / seen.view.scale**2)), _COARSER
    while True:
        found = _base(seen, shaded, RANKS[rank], borders=borders)
        if found.size <= most or rank == len(RANKS) - 1:
            return found
        more = math.ceil(math.log(found.size / most) / _FEWER)
        if borders and more > left:
            borders = False
        else:
            rank, left = min(rank + more, len(RANKS) - 1), left - more


def _base(seen: Sight, shaded: tuple[tuple[str, ...], ...], rank: str, *, borders: bool) -> Base:
    rings = [*_in_view(seen, seen.world.land, rank)]
    cover = sum(map(area, rings)) / (seen.view.width * seen.view.height)
    plain, disputed = list[list[Point]](), list[list[Point]]()
    for place, owners in seen.world.borders if borders else ():
        if place in seen.arcs:
            lines = _lines(seen, place, rank)
            (disputed if owners in DISPUTED else plain).extend(lines)
    land = ring_path(rings, least=_LEAST)
    areas = tuple(area_of(seen, units, rank).path for units in shaded)
    return Base(land, line_path(plain), line_path(disputed), rank, cover, areas)


def area_of(seen: Sight, units: tuple[str, ...], rank: str) -> Area:
    """Return the land of some units that is in view."""
    found = rings_of(seen, units, rank)
    return Area(ring_path(found, least=_LEAST), found)


def rings_of(seen: Sight, units: tuple[str, ...], rank: str) -> tuple[Sequence[Point], ...]:
    """Return the rings of some units that are in view, in pixels."""
    if all(seen.arcs.isdisjoint(seen.world.units[unit].places) for unit in units):
        return ()
    asked = (units, rank)
    if asked not in seen._rings:
        seen._rings[asked] = (*_in_view(seen, seen.world.rings(units), rank),)
    return seen._rings[asked]


def _in_view(seen: Sight, rings: Iterable[Ring], rank: str) -> Iterator[list[Point]]:
    """Yield the parts of rings inside the frame, in pixels."""
    view = seen.view
    for ring in rings:
        far = seen.arcs.isdisjoint(ring.places)
        if far and (len(ring.pieces) < _LONG or not _may_hold(ring, view)):
            continue
        if len(ring.pieces) == 1 and _below(seen.world.arcs[ring.pieces[0].arc], view):
            continue
        turn = None if ring.open else _turn(ring.west, ring.east, seen)
        whole = _torn(seen, ring, rank) if turn is None else [_flat(seen, ring, rank, turn)]
        for part in whole:
            flat = clipped(part, view.box)
            if len(flat) > 2:
                yield flat


def _may_hold(ring: Ring, view: View) -> bool:
    """Say whether a long ring may go around the whole view: it is on both sides of it."""
    within = (view.projection.meridian - ring.west) % 360 <= ring.east - ring.west
    return ring.open or within or view.projection.polar


def _turn(west: float, east: float, seen: Sight) -> float | None:
    """Return what turns longitudes to the meridian, if they can be drawn in one go.

    That is so where they reach the view on one side only. Beyond 180° from the meridian the
    plane of a cone just goes on; on one at a pole it would come around.
    """
    projection = seen.view.projection
    turn = 360.0 * round((projection.meridian - (west + east) / 2) / 360)
    lone = west + turn + 360 > seen.east and east + turn - 360 < seen.west
    return turn if lone and not projection.polar else None


def _flat(seen: Sight, ring: Ring, rank: str, turn: float) -> list[Point]:
    """Return a ring in pixels."""
    points: list[Point] = []
    for piece, own in zip(ring.pieces, ring.turns, strict=True):
        arc = seen.world.arcs[piece.arc]
        if piece.stop - piece.start == len(arc.ranks):
            part = seen.line(piece.arc, rank, own + turn)
        else:
            part = arc.taken(rank, slice(piece.start, piece.stop))
            part = seen.view.many([(lon + own + turn, lat) for lon, lat in part])
        points += part[::-1] if piece.backwards else part
    return points


def _torn(seen: Sight, ring: Ring, rank: str) -> Iterator[list[Point]]:
    """Yield the parts in pixels of a ring that does not lie within 180° of the meridian."""
    view, polar = seen.view, seen.view.projection.polar
    points = ring_points(seen.world, ring, rank, seen.arcs)
    if polar and around_pole(points) and (points[0][1] > 0) != (view.projection.n > 0):
        return  # what goes around the other pole would go around all that is in view
    for part in [points] if polar else windowed(points, view.projection.meridian):
        yield view.many(part)


def _below(island: Arc, view: View) -> bool:
    """Say whether the box around an island is smaller than the smallest that is drawn."""
    wide, high = (
        math.radians(side) for side in (island.east - island.west, island.north - island.south)
    )
    across = math.cos(math.radians(min(abs(island.north), abs(island.south))))
    return wide * across * high * view.scale**2 < _LEAST


def _lines(seen: Sight, place: int, rank: str) -> Iterator[list[Point]]:
    """Yield the parts of a border inside the frame, in pixels."""
    arc, view = seen.world.arcs[place], seen.view
    turn = _turn(arc.west, arc.east, seen)
    if turn is not None:
        yield from clipped_line(seen.line(place, rank, turn), view.box)
        return
    for part in unbroken(arc.taken(rank), view.projection.meridian):
        yield from clipped_line(view.many(part), view.box)


def main_points(world: World, units: Sequence[str]) -> list[Point]:
    """Return points around the main part of some units, for a view to be fitted to."""
    rings = [
        ring_points(world, ring, _COARSE, range(len(world.arcs)))
        for unit in units
        for ring in world.rings((unit,))
    ]
    sizes = [_on_sphere(ring) for ring in rings]
    least = max(sizes, default=0) * (_MAIN if len(units) == 1 else _MAIN_OF_MANY)
    found = (ring for ring, size in zip(rings, sizes, strict=True) if size >= least)
    return [((lon + 180) % 360 - 180, lat) for ring in found for lon, lat in ring]


def _on_sphere(ring: Sequence[Point]) -> float:
    return area([(math.radians(lon), math.sin(math.radians(lat))) for lon, lat in ring])
