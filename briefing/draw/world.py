"""The map of the world: countries as rings of arcs that neighbours share.

Read from ``templates/maps/world-50m.json``, a TopoJSON file whose member ``ranks`` says of
each point at which scale a map needs it (see ``tools/world.py``, which makes the file). Two
neighbours share the arcs between them, and a map takes the same points of an arc wherever
it needs it, so borders never gape.

Where the data cuts the sphere open, along 180° and at the south pole, the cut is sewn up:
a map of the Pacific then shows one Fiji.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from types import MappingProxyType

PATH = "maps/world-50m.json"
"""Where the data stands below ``templates/``."""

FINEST = 2.0**-23
"""The area of rank 0 on the unit sphere; each rank more is twice the area."""

RANKS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"

DISPUTED: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split("-"))
    for pair in """
    MAR-ESH SOM-SOL CYP-CYN SRB-XKX HRV-SRB RUS-UKR RUS-GEO ARM-AZE ISR-PSE ISR-SYR ISR-LBN
    EGY-SDN SDN-SSD SDN-ETH SSD-KEN AFG-PAK IND-PAK IND-CHN IND-NPL BTN-CHN KAS-IND KAS-PAK KAS-CHN
    PRK-KOR THA-KHM VEN-GUY SUR-GUY BLZ-GTM
    """.split()
)
"""Pairs of units whose common border is drawn dashed; docs/maps.md gives the rule."""

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

_CUT = 179.999  # beyond it a point lies on the cut along 180°
_POLE = -89.9  # below it a point belongs to the cut at the south pole
_STEP = 4.0  # degrees between the points of a line that is out of sight


@dataclass(frozen=True, slots=True)
class Arc:
    """A line that is a coast or a border: its points, the rank of each, the box around it."""

    points: tuple[Point, ...]
    ranks: str
    west: float
    south: float
    east: float
    north: float

    @property
    def cut(self) -> bool:
        """Whether it comes to the cut along 180°."""
        return self.west <= -_CUT or self.east >= _CUT

    def taken(self, rank: str) -> list[Point]:
        """Return the points that a map of a scale needs."""
        pairs = zip(self.points, self.ranks, strict=True)
        return [point for point, own in pairs if own >= rank]

    def sketched(self) -> list[Point]:
        """Return the line with few points, for where it is out of sight.

        None is far from the next: on the plane a long step would cut across what is in sight.
        """
        kept = [self.points[0]]
        for point in self.points:
            if abs(point[0] - kept[-1][0]) > _STEP or abs(point[1] - kept[-1][1]) > _STEP:
                kept.append(point)
        return [*kept, self.points[-1]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an arc as a part of a ring: its points from ``start`` on, before ``stop``."""

    arc: int
    start: int
    stop: int
    backwards: bool


Ring = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A country or territory as Natural Earth has it: its code, its name, its arcs.

    An arc that is run against its direction is ``~arc``.
    """

    id: str
    name: str
    arcs: tuple[int, ...]

    @property
    def places(self) -> Iterator[int]:
        """The places of its arcs among all."""
        return (max(arc, ~arc) for arc in self.arcs)


@dataclass(frozen=True, slots=True)
class World:
    """All units; ``land`` is the outline of all of them, ``borders`` the arcs between two."""

    arcs: tuple[Arc, ...]
    units: Mapping[str, Unit]
    land: tuple[Ring, ...]
    borders: tuple[tuple[int, frozenset[str]], ...]
    _sketches: dict[int, list[Point]] = field(default_factory=dict, compare=False, repr=False)
    _outlines: dict[tuple[str, ...], tuple[Ring, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def sketch(self, arc: int) -> list[Point]:
        """Return an arc with few points, for where it is out of sight."""
        if arc not in self._sketches:
            self._sketches[arc] = self.arcs[arc].sketched()
        return self._sketches[arc]

    def rings(self, units: tuple[str, ...]) -> tuple[Ring, ...]:
        """Return the outline of some units together, sewn when it is first asked for."""
        if units not in self._outlines:
            used = [arc for unit in dict.fromkeys(units) for arc in self.units[unit].arcs]
            inner = {arc for arc in used if len(units) > 1} & {~arc for arc in used}
            self._outlines[units] = _rings((a for a in used if a not in inner), self.arcs)
        return self._outlines[units]

    def neighbours(self, unit: str) -> tuple[str, ...]:
        """Return the units that share a border with one."""
        pairs = (owners for _, owners in self.borders if unit in owners)
        return tuple(sorted({other for owners in pairs for other in owners - {unit}}))


def rank_of(area: float) -> str:
    """Return the rank from which on points matter where ``area`` is the least to be seen."""
    place = math.ceil(math.log2(area / FINEST)) if area > 0 else 0
    return RANKS[min(max(place, 0), len(RANKS) - 1)]


# --- reading --------------------------------------------------------------------------------


def read_world(data: bytes) -> World:
    """Read the TopoJSON file."""
    topology = json.loads(data)
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    pairs = zip(topology["arcs"], topology["ranks"], strict=True)
    arcs = tuple(_arc(steps, ranks, scale, shift) for steps, ranks in pairs)
    units = {
        one["id"]: Unit(one["id"], one["properties"]["name"], _flat(one["arcs"]))
        for one in topology["objects"]["countries"]["geometries"]
    }
    owners: dict[int, list[str]] = {}
    for unit in units.values():
        for arc in unit.arcs:
            owners.setdefault(max(arc, ~arc), []).append(unit.id)
    coasts = (a for unit in units.values() for a in unit.arcs if len(owners[max(a, ~a)]) == 1)
    borders = tuple(
        (arc, frozenset(pair)) for arc, pair in sorted(owners.items()) if len(pair) == 2
    )
    return World(arcs, MappingProxyType(units), _rings(coasts, arcs), borders)


def _flat(polygons: list[list[list[int]]]) -> tuple[int, ...]:
    return tuple(arc for polygon in polygons for ring in polygon for arc in ring)


def _arc(steps: list[list[int]], ranks: str, scale: list[float], shift: list[float]) -> Arc:
    (sx, sy), (tx, ty) = scale, shift
    east = [x * sx + tx for x in accumulate([step[0] for step in steps])]
    north = [y * sy + ty for y in accumulate([step[1] for step in steps])]
    points = tuple(zip(east, north, strict=True))
    return Arc(points, ranks, min(east), min(north), max(east), max(north))


# --- rings ----------------------------------------------------------------------------------


def _rings(used: Iterable[int], arcs: tuple[Arc, ...]) -> tuple[Ring, ...]:
    """Sew arcs together to rings, over the cut along 180° as well."""
    pieces = [piece for arc in used for piece in _pieces(arc, arcs)]
    ends = {piece: _ends(piece, arcs) for piece in pieces}
    starting: dict[Point, list[Piece]] = {}
    for piece in pieces:
        starting.setdefault(ends[piece][0], []).append(piece)
    rings = []
    for first in pieces:
        if first not in starting.get(ends[first][0], ()):
            continue  # it is in a ring
        ring, here = [first], ends[first][1]
        starting[ends[first][0]].remove(first)
        while here != ends[first][0]:
            here = here if starting.get(here) else _across(here, starting, ends[first][0])
            if here == ends[first][0]:
                break
            ring.append(starting[here].pop())
            here = ends[ring[-1]][1]
        rings.append(tuple(ring))
    return tuple(rings)


def _across(here: Point, starting: Mapping[Point, list[Piece]], first: Point) -> Point:
    """Return where a line that ends on the cut goes on: the nearest start beyond it."""
    starts = (point for point, pieces in starting.items() if pieces or point == first)
    on_cut = [point for point in (*starts, first) if abs(point[0]) >= _CUT]
    return min(on_cut or [first], key=lambda point: (abs(point[1] - here[1]), point))


def _pieces(arc: int, arcs: tuple[Arc, ...]) -> Iterator[Piece]:
    """Yield the stretches of an arc that are no cut, in the direction in which it is run."""
    index, backwards = max(arc, ~arc), arc < 0
    points = arcs[index].points
    if not arcs[index].cut:
        yield Piece(index, 0, len(points), backwards)
        return
    cut = [_on_cut(a, b) for a, b in pairwise(points)]
    bounds = [0, *(i + 1 for i, is_cut in enumerate(cut) if is_cut), len(points)]
    found = [
        Piece(index, start, stop, backwards) for start, stop in pairwise(bounds) if stop - start > 1
    ]
    yield from reversed(found) if backwards else found


def _on_cut(one: Point, other: Point) -> bool:
    """Say whether the line between two points is no coast but the edge of the data."""
    return all(abs(lon) >= _CUT or lat <= _POLE for lon, lat in (one, other))


def _ends(piece: Piece, arcs: tuple[Arc, ...]) -> tuple[Point, Point]:
    points = arcs[piece.arc].points
    first, last = points[piece.start], points[piece.stop - 1]
    return (last, first) if piece.backwards else (first, last)


def ring_points(world: World, ring: Ring, rank: str, seen: Container[int]) -> list[Point]:
    """Return the points of a ring for one scale, unrolled: no step is longer than 180°.

    Arcs that are not among ``seen``, those that may lie in view, are only sketched.
    """
    points: list[Point] = []
    cut = False
    for piece in ring:
        arc = world.arcs[piece.arc]
        cut = cut or arc.cut
        if piece.stop - piece.start == len(arc.points):
            part = arc.taken(rank) if piece.arc in seen else world.sketch(piece.arc)
        else:
            stretch = slice(piece.start, piece.stop)
            pairs = zip(arc.points[stretch], arc.ranks[stretch], strict=True)
            part = [point for point, own in pairs if own >= rank]
        points += part[::-1] if piece.backwards else part
    return list(_unrolled(points)) if cut else points


def _unrolled(points: Iterable[Point]) -> Iterator[Point]:
    """Yield points with longitudes that run on beyond 180°, each point once."""
    turn, last = 0.0, None
    for lon, lat in points:
        if last is not None:
            turn += 360 * round((last[0] - lon - turn) / 360)
        if (lon + turn, lat) != last:
            last = (lon + turn, lat)
            yield last
