"""The land in view as paths: its outline, the borders on it, some countries apart."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from msgspec import Struct

from briefing.draw.arcs import Arc, Run
from briefing.draw.cells import Window
from briefing.draw.clipping import (
    along,
    around_pole,
    clipped,
    clipped_line,
    unbroken,
    windowed,
)
from briefing.draw.paths import area, line_path, ring_path
from briefing.draw.rings import Piece, Ring
from briefing.draw.views import View
from briefing.draw.world import (
    DISPUTED,
    LONG,
    RANKS,
    World,
    rank_of,
    ring_points,
)

Point = tuple[float, float]

TOLERANCE = 0.5
"""What a line may lose with a point that is left out: an area in square pixels."""

_LEAST = 1.0  # the smallest island that is drawn, in square pixels
_MAIN = 0.25  # islands this large beside the largest belong to the main part of a country,
_MAIN_OF_MANY = 0.02  # and countries this large to that of a region
_COARSER = 4  # ranks that are tried before the borders are left out,
_FEWER = 0.3  # and what one rank saves, as a logarithm
_COARSE = "6"  # the rank of points that tell how far a land reaches


class Area(Struct, frozen=True):
    """Some land in view: its path, and its rings in pixels."""

    path: str
    rings: tuple[Sequence[Point], ...]


class Base(Struct, frozen=True):
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


class Sight(Struct, frozen=True, dict=True):
    """The world through a view; ``arcs`` are the places of those that may lie in it.

    ``window`` is what it may show. What is found in it is kept, for maps that share a view:
    land, and ``rooms`` for names on it.
    """

    world: World
    view: View
    arcs: frozenset[int]
    window: Window

    @cached_property
    def _rings(self) -> dict[tuple[tuple[str, ...], str], tuple[Sequence[Point], ...]]:
        return {}

    @cached_property
    def _bases(self) -> dict[tuple[tuple[tuple[str, ...], ...], int, bool], Base]:
        return {}

    @cached_property
    def rooms(self) -> dict[Hashable, tuple[Point, ...]]:
        """Return where names found room, by what was asked."""
        return {}

    @cached_property
    def _others(self) -> dict[View, Sight]:
        return {}

    def through(self, view: View) -> Sight:
        """Return the world through another view, as maps have it in a corner."""
        if view not in self._others:
            self._others[view] = sight(self.world, view)
        return self._others[view]

    @cached_property
    def units(self) -> frozenset[str]:
        """The countries that may lie in it."""
        owners = self.world.owners
        return frozenset(unit for arc in self.arcs for unit in owners[arc])

    @property
    def land(self) -> Iterator[Ring]:
        """The rings of all land that may lie in it or go around it."""
        world = self.world
        near = {ring for arc in self.arcs for ring in world.coasts.get(arc, ())}
        return (world.land[place] for place in sorted(near.union(world.long)))


def sight(world: World, view: View) -> Sight:
    """Return the world through a view."""
    window = view.reach()
    return Sight(world, view, world.within(window), window)


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
    rings = [*in_view(seen, seen.land, rank)]
    cover = sum(map(area, rings)) / (seen.view.width * seen.view.height)
    plain, disputed = list[list[Point]](), list[list[Point]]()
    for owners, lines in _borders(seen, rank) if borders else ():
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
        seen._rings[asked] = (*in_view(seen, seen.world.rings(units), rank),)
    return seen._rings[asked]


def in_view(seen: Sight, rings: Iterable[Ring], rank: str) -> Iterator[list[Point]]:
    """Yield the parts of rings inside the frame, in pixels."""
    parts = chain.from_iterable(_in_window(seen, ring, rank) for ring in rings)
    for part in seen.view.lines(parts):
        flat = clipped(part, seen.view.box)
        if len(flat) > 2:
            yield flat


def _in_window(seen: Sight, ring: Ring, rank: str) -> Iterable[list[Point]]:
    """Return the parts of a ring that may lie in view, in degrees."""
    far = seen.arcs.isdisjoint(ring.places)
    if far and (len(ring.pieces) < LONG or not _may_hold(ring, seen.view)):
        return ()
    if len(ring.pieces) == 1 and _below(seen.world.arcs[ring.pieces[0].arc], seen.view):
        return ()
    turn = None if ring.open else _turn(ring.west, ring.east, seen)
    return _torn(seen, ring, rank) if turn is None else (_whole(seen, ring, rank, turn),)


def _below(island: Arc, view: View) -> bool:
    """Say whether the box around an island is smaller than the smallest that is drawn."""
    return island.box_area * view.scale**2 < _LEAST


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
    lone = west + turn + 360 > seen.window[2] and east + turn - 360 < seen.window[0]
    return turn if lone and not projection.polar else None


def _whole(seen: Sight, ring: Ring, rank: str, turn: float) -> list[Point]:
    """Return a ring cut to the window: few of its points may lie in view."""
    points: list[Point] = []
    for piece, own, (lon, lat) in zip(ring.pieces, ring.turns, ring.ends, strict=True):
        if piece.arc in seen.arcs:
            part = _near(seen, piece, rank, own + turn)
            points += part[::-1] if piece.backwards else part
        else:
            points.append((lon + turn, lat))
    return [*along(clipped(points, seen.window), seen.window)]


def _near(seen: Sight, piece: Piece, rank: str, turn: float) -> list[Point]:
    """Return a piece of a ring, turned; of what lies beyond the window only the ends.

    Where it lies beyond one side, so does the straight line between its ends: what is cut to
    the window is the same.
    """
    window = _moved(seen.window, turn)
    points, beyond = list[Point](), 0
    for run in seen.world.arcs[piece.arc].runs(rank, piece.start, piece.stop):
        sides = _sides(run, window)
        if not sides:
            points += run.points
        elif sides & beyond:
            points[-1] = run.points[-1]
            sides &= beyond
        else:
            points += (run.points[0], run.points[-1])
        beyond = sides
    return _turned(points, turn)


def _sides(run: Run, window: Window) -> int:
    """Return beyond which sides of a window a run lies, as bits."""
    west, south, east, north = window
    across = 1 if run.east < west else 2 if run.west > east else 0
    return across + (4 if run.north < south else 8 if run.south > north else 0)


def _moved(window: Window, turn: float) -> Window:
    return window[0] - turn, window[1], window[2] - turn, window[3]


def _turned(points: list[Point], turn: float) -> list[Point]:
    return [(lon + turn, lat) for lon, lat in points] if turn else points


def _torn(seen: Sight, ring: Ring, rank: str) -> Iterable[list[Point]]:
    """Return the parts of a ring that does not lie within 180° of the meridian."""
    projection = seen.view.projection
    points = ring_points(seen.world, ring, rank, seen.arcs)
    if not projection.polar:
        return windowed(points, projection.meridian)
    if around_pole(points) and (points[0][1] > 0) != (projection.n > 0):
        return ()  # what goes around the other pole would go around all that is in view
    return (points,)


def _borders(seen: Sight, rank: str) -> Iterator[tuple[frozenset[str], Iterator[list[Point]]]]:
    """Yield the parts of borders inside the frame, in pixels, with the units on both sides."""
    places = sorted(seen.arcs & seen.world.borders.keys())
    parts = [(place, part) for place in places for part in _of_border(seen, place, rank)]
    flat = seen.view.lines(part for _, part in parts)
    for (place, _), line in zip(parts, flat, strict=True):
        yield seen.world.borders[place], clipped_line(line, seen.view.box)


def _of_border(seen: Sight, place: int, rank: str) -> Iterator[list[Point]]:
    """Return the parts of a border that may lie in view, in degrees."""
    arc = seen.world.arcs[place]
    turn = _turn(arc.west, arc.east, seen)
    if turn is None:
        return unbroken(arc.taken(rank), seen.view.projection.meridian)
    return _stretches(seen, arc, rank, turn)


def _stretches(seen: Sight, arc: Arc, rank: str, turn: float) -> Iterator[list[Point]]:
    """Yield what may lie in the window of a border, turned."""
    window, part = _moved(seen.window, turn), list[Point]()
    for run in arc.runs(rank, 0, len(arc.ranks)):
        if not _sides(run, window):
            part += run.points
        elif part:
            yield _turned(part, turn)
            part = []
    if part:
        yield _turned(part, turn)


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
