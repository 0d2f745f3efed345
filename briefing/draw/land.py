"""The land in view as paths: its outline, the borders on it, some countries apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Base:
    """What lies under all marks: land, the borders on it, the disputed ones apart.

    ``rank`` is that of the points which it shows, ``cover`` the share of the frame that is land.
    """

    land: str
    borders: str
    disputed: str
    rank: str
    cover: float

    @property
    def size(self) -> int:
        """How many characters its paths have."""
        return len(self.land) + len(self.borders) + len(self.disputed)


@dataclass(frozen=True, slots=True)
class Sight:
    """The world through a view; ``arcs`` are the places of those that may lie in it."""

    world: World
    view: View
    arcs: frozenset[int]


def sight(world: World, view: View) -> Sight:
    """Return the world through a view."""
    west, south, east, north = view.reach()
    turns = [(arc.west + 360 * math.ceil((west - arc.east) / 360)) <= east for arc in world.arcs]
    seen = (
        place
        for place, (arc, turned) in enumerate(zip(world.arcs, turns, strict=True))
        if turned and arc.south <= north and arc.north >= south
    )
    return Sight(world, view, frozenset(seen))


def base(
    seen: Sight, shaded: Iterable[tuple[str, ...]] = (), *, most: int, borders: bool = True
) -> Base:
    """Return the land in view and the borders on it.

    Where its paths and those of the lands to be ``shaded`` had more than ``most`` characters,
    coarser ones are taken, as among fjords, and at last none of the borders, as of a continent.
    """
    rank, left = RANKS.index(rank_of(TOLERANCE / seen.view.scale**2)), _COARSER
    while True:
        found = _base(seen, RANKS[rank], borders=borders)
        size = found.size + sum(len(area_of(seen, units, found.rank).path) for units in shaded)
        if size <= most or rank == len(RANKS) - 1:
            return found
        more = math.ceil(math.log(size / most) / _FEWER)
        if borders and more > left:
            borders = False
        else:
            rank, left = min(rank + more, len(RANKS) - 1), left - more


def _base(seen: Sight, rank: str, *, borders: bool) -> Base:
    rings = [*_in_view(seen, seen.world.land, rank)]
    cover = sum(map(area, rings)) / (seen.view.width * seen.view.height)
    plain, disputed = list[list[Point]](), list[list[Point]]()
    for place, owners in seen.world.borders if borders else ():
        if place in seen.arcs:
            lines = _lines(seen.world.arcs[place].taken(rank), seen.view)
            (disputed if owners in DISPUTED else plain).extend(lines)
    land = ring_path(rings, least=_LEAST)
    return Base(land, line_path(plain), line_path(disputed), rank, cover)


def area_of(seen: Sight, units: tuple[str, ...], rank: str) -> Area:
    """Return the land of some units that is in view."""
    found = rings_of(seen, units, rank)
    return Area(ring_path(found, least=_LEAST), found)


def rings_of(seen: Sight, units: tuple[str, ...], rank: str) -> tuple[tuple[Point, ...], ...]:
    """Return the rings of some units that are in view, in pixels."""
    if all(seen.arcs.isdisjoint(seen.world.units[unit].places) for unit in units):
        return ()
    return tuple(map(tuple, _in_view(seen, seen.world.rings(units), rank)))


def _in_view(seen: Sight, rings: Iterable[Ring], rank: str) -> Iterator[list[Point]]:
    """Yield the parts of rings inside the frame, in pixels."""
    view, polar = seen.view, seen.view.projection.polar
    for ring in rings:
        if len(ring) < _LONG and not any(piece.arc in seen.arcs for piece in ring):
            continue
        if len(ring) == 1 and _below(seen.world.arcs[ring[0].arc], view):
            continue
        points = ring_points(seen.world, ring, rank, seen.arcs)
        if polar and around_pole(points) and (points[0][1] > 0) != (view.projection.n > 0):
            continue  # what goes around the other pole would go around all that is in view
        for part in [points] if polar else windowed(points, view.projection.meridian):
            flat = clipped(view.many(part), view.box)
            if len(flat) > 2:
                yield flat


def _below(island: Arc, view: View) -> bool:
    """Say whether the box around an island is smaller than the smallest that is drawn."""
    wide, high = (
        math.radians(side) for side in (island.east - island.west, island.north - island.south)
    )
    across = math.cos(math.radians(min(abs(island.north), abs(island.south))))
    return wide * across * high * view.scale**2 < _LEAST


def _lines(points: Sequence[Point], view: View) -> Iterator[list[Point]]:
    """Yield the parts of a line inside the frame, in pixels."""
    for part in unbroken(points, view.projection.meridian):
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
