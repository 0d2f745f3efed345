"""The map of the world: countries as rings of arcs that neighbours share.

Read from ``templates/maps/world-50m.json``, which is TopoJSON but for its arcs: those are
texts, so that only the arcs that a map needs are read, and ``extents`` tells where each lies.
The member ``ranks`` says of each point at which scale a map needs it (see ``tools/world.py``,
which makes the file). Two neighbours share the arcs between them, and a map takes the same
points of an arc wherever it needs it, so borders never gape.

Where the data cuts the sphere open, along 180° and at the south pole, the cut is sewn up:
a map of the Pacific then shows one Fiji.
"""

from __future__ import annotations

import json
import math
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
class Grid:
    """The grid that the file has its points on."""

    scale: Point
    shift: Point

    def many(self, x: Iterable[int], y: Iterable[int]) -> Iterator[Point]:
        """Yield points in degrees."""
        (sx, sy), (tx, ty) = self.scale, self.shift
        return zip([i * sx + tx for i in x], [i * sy + ty for i in y], strict=True)


@dataclass(frozen=True)
class Arc:
    """A line that is a coast or a border: its points, the rank of each, the box around it.

    ``steps`` is its first point and the steps from one to the next, on the ``grid``.
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
    def points(self) -> tuple[Point, ...]:
        """All its points, read when they are first asked for."""
        steps = [*map(int, self.steps.split(" "))]
        return tuple(self.grid.many(accumulate(steps[::2]), accumulate(steps[1::2])))

    @property
    def cut(self) -> bool:
        """Whether it comes to the cut along 180°."""
        return self.west <= -_CUT or self.east >= _CUT

    def taken(self, rank: str, stretch: slice = slice(None)) -> list[Point]:
        """Return the points of a stretch that a map of a scale needs."""
        pairs = zip(self.points[stretch], self.ranks[stretch], strict=True)
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


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line: its pieces, and how many degrees each is turned so that none is torn off.

    ``west`` and ``east`` hold the longitudes of the turned pieces; ``places`` are those of its
    arcs among all. It is ``open`` where it goes around a pole.
    """

    pieces: tuple[Piece, ...]
    turns: tuple[float, ...]
    west: float
    east: float
    open: bool
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Unit:
    """A country or territory as Natural Earth has it: its code, its name, its arcs.

    An arc that is run against its direction is ``~arc``; ``places`` are those among all.
    """

    id: str
    name: str
    arcs: tuple[int, ...]
    places: frozenset[int]


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
    """Read the file."""
    topology = json.loads(data)
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    grid = Grid((scale[0], scale[1]), (shift[0], shift[1]))
    members = zip(topology["arcs"], topology["ranks"], topology["extents"], strict=True)
    arcs = tuple(_arc(steps, ranks, extent, grid) for steps, ranks, extent in members)
    units = {
        one["id"]: _unit(one["id"], one["properties"]["name"], one["arcs"])
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


def _unit(code: str, name: str, polygons: list[list[list[int]]]) -> Unit:
    arcs = tuple(arc for polygon in polygons for ring in polygon for arc in ring)
    return Unit(code, name, arcs, frozenset(max(arc, ~arc) for arc in arcs))


def _arc(steps: str, ranks: str, extent: list[int], grid: Grid) -> Arc:
    low, high, first, last = grid.many(extent[::2], extent[1::2])
    return Arc(steps, ranks, grid, *low, *high, first, last)


# --- rings ----------------------------------------------------------------------------------


def _rings(used: Iterable[int], arcs: tuple[Arc, ...]) -> tuple[Ring, ...]:
    """Sew arcs together to rings, over the cut along 180° as well."""
    pieces = [piece for arc in used for piece in _pieces(arc, arcs)]
    ends = [_ends(piece, arcs) for piece in pieces]
    starting: dict[Point, list[int]] = {}
    for place, (start, _) in enumerate(ends):
        starting.setdefault(start, []).append(place)
    rings = []
    for place, (start, here) in enumerate(ends):
        if place not in starting[start]:
            continue  # it is in a ring
        ring = [place]
        starting[start].remove(place)
        while here != start:
            here = here if starting.get(here) else _across(here, starting, start)
            if here == start:
                break
            ring.append(starting[here].pop())
            here = ends[ring[-1]][1]
        rings.append(_ring([pieces[i] for i in ring], [ends[i] for i in ring], arcs))
    return tuple(rings)


def _across(here: Point, starting: Mapping[Point, list[int]], first: Point) -> Point:
    """Return where a line that ends on the cut goes on: the nearest start beyond it."""
    starts = (point for point, places in starting.items() if places or point == first)
    on_cut = [point for point in (*starts, first) if abs(point[0]) >= _CUT]
    return min(on_cut or [first], key=lambda point: (abs(point[1] - here[1]), point))


def _ring(pieces: list[Piece], ends: list[tuple[Point, Point]], arcs: tuple[Arc, ...]) -> Ring:
    """Return pieces as a ring, each turned to where the one before ends."""
    turns, turn, last = list[float](), 0.0, ends[0][0][0]
    for first, end in ends:
        turn += 360 * round((last - first[0] - turn) / 360)
        turns.append(turn)
        last = end[0] + turn
    if len(pieces) == 1:  # as most rings, an island
        island = arcs[pieces[0].arc]
        around = abs(last - ends[0][0][0]) > 180
        only = frozenset((pieces[0].arc,))
        return Ring(tuple(pieces), (0.0,), island.west, island.east, around, only)
    pairs = list(zip(pieces, turns, strict=True))
    return Ring(
        tuple(pieces),
        tuple(turns),
        min(arcs[piece.arc].west + turn for piece, turn in pairs),
        max(arcs[piece.arc].east + turn for piece, turn in pairs),
        abs(last - ends[0][0][0]) > 180,
        frozenset(piece.arc for piece in pieces),
    )


def _pieces(arc: int, arcs: tuple[Arc, ...]) -> Iterator[Piece]:
    """Yield the stretches of an arc that are no cut, in the direction in which it is run."""
    index, backwards = max(arc, ~arc), arc < 0
    if not arcs[index].cut:
        yield Piece(index, 0, len(arcs[index].ranks), backwards)
        return
    points = arcs[index].points
    cut = [_on_cut(a, b) for a, b in pairwise(points)]
    bounds = [0, *(i + 1 for i, is_cut in enumerate(cut) if is_cut), len(points)]
    found = [
        Piece(index, start, stop, backwards) for start, stop in pairwise(bounds) if stop - start > 1
    ]
    yield from reversed(found) if backwards else found


def _on_cut(one: Point, other: Point) -> bool:
    """Say whether the line between two points is no coast but the edge of the data."""
    (a, b), (c, d) = one, other
    return (abs(a) >= _CUT or b <= _POLE) and (abs(c) >= _CUT or d <= _POLE)


def _ends(piece: Piece, arcs: tuple[Arc, ...]) -> tuple[Point, Point]:
    arc = arcs[piece.arc]
    first, last = arc.first, arc.last
    if piece.stop - piece.start < len(arc.ranks):
        first, last = arc.points[piece.start], arc.points[piece.stop - 1]
    return (last, first) if piece.backwards else (first, last)


def ring_points(world: World, ring: Ring, rank: str, seen: Container[int]) -> list[Point]:
    """Return the points of a ring for one scale, unrolled: no step is longer than 180°.

    Arcs that are not among ``seen``, those that may lie in view, are only sketched.
    """
    points: list[Point] = []
    cut = False
    for piece in ring.pieces:
        arc = world.arcs[piece.arc]
        cut = cut or arc.cut
        if piece.stop - piece.start == len(arc.ranks):
            part = arc.taken(rank) if piece.arc in seen else world.sketch(piece.arc)
        else:
            part = arc.taken(rank, slice(piece.start, piece.stop))
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
