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

import math
from collections.abc import Container, Mapping
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from msgspec import Struct, json

from briefing.draw.arcs import Arc, Grid, Point, unrolled
from briefing.draw.cells import Cells, Window, found_in, sorted_in
from briefing.draw.rings import Ring, sewn

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

LONG = 20
"""A ring of so many arcs may go around all that is in view."""


class Unit(Struct, frozen=True):
    """A country or territory as Natural Earth has it: its code, its name, its arcs.

    An arc that is run against its direction is ``~arc``; ``places`` are those among all.
    """

    id: str
    name: str
    arcs: tuple[int, ...]
    places: frozenset[int]


class World(Struct, frozen=True, dict=True):
    """All units; ``land`` is the outline of all of them, ``borders`` the arcs between two.

    ``owners`` are the units of each arc.
    """

    arcs: tuple[Arc, ...]
    units: Mapping[str, Unit]
    land: tuple[Ring, ...]
    owners: Mapping[int, tuple[str, ...]]

    @cached_property
    def _most(self) -> dict[tuple[str, ...], float]:
        return {}

    @cached_property
    def _sketches(self) -> dict[int, list[Point]]:
        return {}

    @cached_property
    def _outlines(self) -> dict[tuple[str, ...], tuple[Ring, ...]]:
        return {}

    @cached_property
    def borders(self) -> Mapping[int, frozenset[str]]:
        """The units on both sides of each arc that is a border."""
        pairs = sorted((arc, pair) for arc, pair in self.owners.items() if len(pair) == 2)
        return {arc: frozenset(pair) for arc, pair in pairs}

    @cached_property
    def coasts(self) -> Mapping[int, tuple[int, ...]]:
        """The places among all land of the rings that each arc is a part of."""
        found: dict[int, tuple[int, ...]] = {}
        for place, ring in enumerate(self.land):
            for arc in ring.places:
                found[arc] = (*found.get(arc, ()), place)
        return found

    @cached_property
    def long(self) -> tuple[int, ...]:
        """The places among all land of the rings of many arcs."""
        return tuple(n for n, ring in enumerate(self.land) if len(ring.pieces) >= LONG)

    @cached_property
    def _cells(self) -> Cells:
        return sorted_in((arc.west, arc.south, arc.east, arc.north) for arc in self.arcs)

    def within(self, window: Window) -> frozenset[int]:
        """Return the places of the arcs whose boxes touch a window."""
        west, south, east, north = window
        near = frozenset[int]().union(*found_in(self._cells, window))
        pairs = ((place, self.arcs[place]) for place in near)
        return frozenset(
            place
            for place, arc in pairs
            if arc.south <= north
            and arc.north >= south
            and arc.west + 360 * math.ceil((west - arc.east) / 360) <= east
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
            self._outlines[units] = sewn((a for a in used if a not in inner), self.arcs)
        return self._outlines[units]

    def most(self, units: tuple[str, ...]) -> float:
        """Return an area that no part of some units exceeds, on the unit sphere."""
        if units not in self._most:
            arcs = [self.arcs[arc] for unit in units for arc in self.units[unit].places]
            west, east = min(arc.west for arc in arcs), max(arc.east for arc in arcs)
            south, north = min(arc.south for arc in arcs), max(arc.north for arc in arcs)
            high = math.sin(math.radians(north)) - math.sin(math.radians(south))
            self._most[units] = math.radians(east - west) * high
        return self._most[units]

    def neighbours(self, unit: str) -> tuple[str, ...]:
        """Return the units that share a border with one."""
        pairs = (self.borders.get(arc, ()) for arc in self.units[unit].places)
        return tuple(sorted({other for owners in pairs for other in owners if other != unit}))


def rank_of(area: float) -> str:
    """Return the rank from which on points matter where ``area`` is the least to be seen."""
    place = math.ceil(math.log2(area / FINEST)) if area > 0 else 0
    return RANKS[min(max(place, 0), len(RANKS) - 1)]


# --- reading --------------------------------------------------------------------------------


def read_world(data: bytes) -> World:
    """Read the file."""
    topology = json.decode(data)
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    grid = Grid((scale[0], scale[1]), (shift[0], shift[1]))
    extents = [*chain.from_iterable(topology["extents"])]
    corners = grid.many(extents[::2], extents[1::2])
    members = zip(topology["arcs"], topology["ranks"], *[corners] * 4, strict=True)
    arcs = tuple(
        Arc(steps, ranks, grid, west, south, east, north, first, last)
        for steps, ranks, (west, south), (east, north), first, last in members
    )
    units = {
        one["id"]: _unit(one["id"], one["properties"]["name"], one["arcs"])
        for one in topology["objects"]["countries"]["geometries"]
    }
    owners: dict[int, list[str]] = {}
    for unit in units.values():
        for arc in unit.arcs:
            owners.setdefault(max(arc, ~arc), []).append(unit.id)
    coasts = (a for unit in units.values() for a in unit.arcs if len(owners[max(a, ~a)]) == 1)
    held = MappingProxyType({arc: tuple(codes) for arc, codes in owners.items()})
    return World(arcs, MappingProxyType(units), sewn(coasts, arcs), held)


def _unit(code: str, name: str, polygons: list[list[list[int]]]) -> Unit:
    arcs = tuple(arc for polygon in polygons for ring in polygon for arc in ring)
    return Unit(code, name, arcs, frozenset(max(arc, ~arc) for arc in arcs))


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
    return list(unrolled(points)) if cut else points
