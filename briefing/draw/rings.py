"""Arcs sewn together to closed lines, over the cut along 180° as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from briefing.draw.arcs import CUT, Arc, Point, unrolled

_POLE = -89.9  # below it a point belongs to the cut at the south pole


class Piece(Struct, frozen=True):
    """A stretch of an arc as a part of a ring: its points from ``start`` on, before ``stop``."""

    arc: int
    start: int
    stop: int
    backwards: bool


class Ring(Struct, frozen=True):
    """A closed line: its pieces, and how many degrees each is turned so that none is torn off.

    ``ends`` are the last points of the turned pieces, ``west`` and ``east`` hold all of their
    longitudes; ``places`` are those of its arcs among all. It is ``open`` where it goes around
    a pole.
    """

    pieces: tuple[Piece, ...]
    turns: tuple[float, ...]
    ends: tuple[Point, ...]
    west: float
    east: float
    open: bool
    places: frozenset[int]


def sewn(used: Iterable[int], arcs: tuple[Arc, ...]) -> tuple[Ring, ...]:
    """Return arcs sewn together to rings."""
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
    on_cut = [point for point in (*starts, first) if abs(point[0]) >= CUT]
    return min(on_cut or [first], key=lambda point: (abs(point[1] - here[1]), point))


def _ring(pieces: list[Piece], ends: list[tuple[Point, Point]], arcs: tuple[Arc, ...]) -> Ring:
    """Return pieces as a ring, each turned to where the one before ends."""
    if len(pieces) == 1 and not (arc := arcs[pieces[0].arc]).cut:  # an island, as most of them
        own = frozenset([pieces[0].arc])
        return Ring((pieces[0],), (0.0,), (ends[0][1],), arc.west, arc.east, False, own)
    spans = [_span(piece, end, arcs) for piece, end in zip(pieces, ends, strict=True)]
    turns, turn, last = list[float](), 0.0, spans[0][0]
    for first, end, _, _ in spans:
        turn += 360 * round((last - first - turn) / 360)
        turns.append(turn)
        last = end + turn
    turned = list(zip(spans, turns, strict=True))
    return Ring(
        tuple(pieces),
        tuple(turns),
        tuple(
            (span[1] + turn, end[1]) for (span, turn), (_, end) in zip(turned, ends, strict=True)
        ),
        min([span[2] + turn for span, turn in turned]),
        max([span[3] + turn for span, turn in turned]),
        abs(last - spans[0][0]) > 180,
        frozenset([piece.arc for piece in pieces]),
    )


def _span(
    piece: Piece, ends: tuple[Point, Point], arcs: tuple[Arc, ...]
) -> tuple[float, float, float, float]:
    """Return the first and the last longitude of a piece, the least and the greatest.

    Those of a piece that crosses the cut run on beyond 180°.
    """
    arc = arcs[piece.arc]
    if not arc.cut:
        return ends[0][0], ends[1][0], arc.west, arc.east
    lons = [lon for lon, _ in unrolled(arc.points[piece.start : piece.stop])]
    first, last = (lons[-1], lons[0]) if piece.backwards else (lons[0], lons[-1])
    return first, last, min(lons), max(lons)


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
    return (abs(a) >= CUT or b <= _POLE) and (abs(c) >= CUT or d <= _POLE)


def _ends(piece: Piece, arcs: tuple[Arc, ...]) -> tuple[Point, Point]:
    arc = arcs[piece.arc]
    first, last = arc.first, arc.last
    if piece.stop - piece.start < len(arc.ranks):
        first, last = arc.points[piece.start], arc.points[piece.stop - 1]
    return (last, first) if piece.backwards else (first, last)
