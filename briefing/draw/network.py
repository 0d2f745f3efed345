"""Who is tied to whom: lines between named boxes, numbered, and hulls around groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations
from math import sqrt

from msgspec import Struct
from msgspec.structs import replace

from briefing.draw.boxes import ROOMS, Box, apart, box, packed
from briefing.draw.layout import Point, components, distances, placed, turned
from briefing.draw.lines import half
from briefing.draw.metrics import width

NUMBER = 11.5
"""The size of the number of a relation."""

Way = tuple[Point, Point]
_Area = tuple[float, float, float, float]

_TURNS = ((1.0, 0.0), (0.6, 0.8), (-0.6, 0.8))
_SPOTS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
_ASIDE, _FEW = 14, 30


class Node(Struct, frozen=True):
    """Somebody to be placed, and the group that they are of; groups count from 1."""

    name: str
    kind: str
    group: int = 0


class Edge(Struct, frozen=True):
    """A relation between two different nodes, given by their places in the list."""

    source: int
    target: int
    style: str
    ended: bool = False


class Line(Struct, frozen=True):
    """A relation as drawn; the middle of its number is at ``x``, ``y``."""

    number: int
    style: str
    path: str
    head: str
    stop: str
    x: float
    y: float


class Network(Struct, frozen=True):
    """The whole drawing: boxes, lines, and the ground of each group.

    ``crossings`` counts the pairs of lines that cross, ``covered`` the lines that pass
    under a box which is not theirs.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    hulls: tuple[tuple[int, str], ...]
    crossings: int
    covered: int


def network(nodes: Sequence[Node], edges: Sequence[Edge], binding: str) -> Network:
    """Draw nodes and the relations between them, what hangs together side by side.

    ``binding`` is the style of the relations that make groups.
    """
    pairs = [(edge.source, edge.target) for edge in edges]
    parts = sorted(components(len(nodes), pairs), key=lambda part: (-len(part), part))
    arranged, wide, high = packed([_arranged(part, nodes, edges) for part in parts])
    boxes_of = dict(zip(chain(*parts), chain(*arranged), strict=True))
    boxes = tuple(boxes_of[n] for n in range(len(nodes)))
    ways = tuple(_ways(boxes, edges))
    taken: list[_Area] = [(b.left, b.top, b.width, b.height) for b in boxes]
    drawn = zip(edges, ways, strict=True)
    lines = tuple(_line(number, *one, taken) for number, one in enumerate(drawn, 1))
    hulls = tuple(_hulls(boxes, ways, edges, binding))
    return Network(wide, high, boxes, lines, hulls, *_tangles(boxes, edges))


def _arranged(part: Sequence[int], nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Box, ...]:
    """Arrange nodes that hang together: the clearest of a few turns of one layout.

    It is given more room as long as boxes are in the way: lines pass under them, or more lines
    cross than do in the layout itself.
    """
    own = {n: place for place, n in enumerate(part)}
    inner = [
        replace(edge, source=own[edge.source], target=own[edge.target])
        for edge in edges
        if edge.source in own
    ]
    boxes = tuple(box(nodes[n].name, nodes[n].kind, nodes[n].group) for n in part)
    pairs = [(edge.source, edge.target) for edge in inner]
    points = placed(distances(len(part), pairs, [nodes[n].group for n in part]))
    least = _crossings([(points[a], points[b]) for a, b in pairs])

    def tried(turn: Point, room: int) -> tuple[int, int, Point, tuple[Box, ...]]:
        found, height = apart(boxes, turned(points, turn), pairs, room)
        return sum(_tangles(found, inner)), height, turn, found

    turns = _TURNS if len(part) <= _FEW else _TURNS[:1]
    best = min([tried(turn, ROOMS[0]) for turn in turns], key=_tangled)
    for room in ROOMS[1:]:
        if best[0] > least:
            best = min(best, tried(best[2], room), key=_tangled)
    return best[-1]


def _tangled(drawing: tuple[int, int, Point, tuple[Box, ...]]) -> tuple[int, int]:
    """Return what is better the less there is of it: tangles first, then the height."""
    return drawing[:2]


def _tangles(boxes: Sequence[Box], edges: Sequence[Edge]) -> tuple[int, int]:
    """Return how many pairs of lines cross, and how often one passes under another's box."""
    ways = tuple(_ways(boxes, edges))
    rims = [(b.left, b.top, b.left + b.width, b.top + b.height) for b in boxes]
    covered = sum(
        _passes(way, rim)
        for edge, way in zip(edges, ways, strict=True)
        for n, rim in enumerate(rims)
        if n not in (edge.source, edge.target)
    )
    return _crossings(ways), covered


def _crossings(ways: Iterable[Way]) -> int:
    """Return how many pairs of lines cross."""
    return sum(_cross(one, two) for one, two in combinations(ways, 2))


# --- lines ----------------------------------------------------------------------------------


def _ways(boxes: Sequence[Box], edges: Sequence[Edge]) -> Iterator[Way]:
    """Yield where each line starts and ends, at the rims of its boxes.

    Several lines between the same two run beside each other.
    """
    pairs = [frozenset((edge.source, edge.target)) for edge in edges]
    beside, drawn = Counter(pairs), Counter[frozenset[int]]()
    for edge, pair in zip(edges, pairs, strict=True):
        one, two = boxes[edge.source], boxes[edge.target]
        aside = (drawn[pair] - (beside[pair] - 1) / 2) * _ASIDE
        drawn[pair] += 1
        first = boxes[min(pair)]
        across, down = two.x - one.x, two.y - one.y
        far = sqrt(across * across + down * down)
        turn = aside if one is first else -aside
        dx, dy = -down / far * turn, across / far * turn
        yield _rim(one, (dx, dy), (across, down)), _rim(two, (dx, dy), (-across, -down))


def _rim(box: Box, aside: Point, way: Point) -> Point:
    """Return where a line from beside the middle of a box leaves it."""
    reach = [
        (rim + 3 - (1 if step > 0 else -1) * off) / abs(step)
        for rim, off, step in zip((box.width / 2, box.height / 2), aside, way, strict=True)
        if step
    ]
    part = max(min(reach), 0)
    return box.x + aside[0] + way[0] * part, box.y + aside[1] + way[1] * part


def _line(number: int, edge: Edge, way: Way, taken: list[_Area]) -> Line:
    """Draw a line, and set its number where nothing else is."""
    (a, b), (x, y) = way
    far = sqrt((x - a) * (x - a) + (y - b) * (y - b)) or 1
    dx, dy = (x - a) / far, (y - b) / far
    sides = ((x - 8 * dx - 4 * side * dy, y - 8 * dy + 4 * side * dx) for side in (1, -1))
    head = _path((x, y), *sides)
    c, d = x - 13 * dx, y - 13 * dy
    stop = _path((c - 5 * dy, d + 5 * dx), (c + 5 * dy, d - 5 * dx)) if edge.ended else ""
    wide, high = width(str(number), NUMBER) + 4, NUMBER + 2
    spots = [(a + (c - a) * part, b + (d - b) * part) for part in _SPOTS]  # never at the head
    spot = next((s for s in spots if _free(s, wide, high, taken)), spots[0])
    taken.append((spot[0] - wide / 2, spot[1] - high / 2, wide, high))
    return Line(number, edge.style, _path(*way), f"{head}z", stop, half(spot[0]), half(spot[1]))


def _free(spot: Point, wide: float, high: float, taken: Iterable[_Area]) -> bool:
    return not any(
        abs(spot[0] - x - w / 2) < (wide + w) / 2 and abs(spot[1] - y - h / 2) < (high + h) / 2
        for x, y, w, h in taken
    )


def _path(*points: Point) -> str:
    return "M" + "L".join(f"{half(x):g} {half(y):g}" for x, y in points)


# --- what lies over what ----------------------------------------------------------------------


def _side(a: Point, b: Point, c: Point) -> float:
    """Return on which side of the line from ``a`` to ``b`` a point lies: left is above zero."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: Way, two: Way) -> bool:
    """Say whether two lines cross within both."""
    return (
        _side(*one, two[0]) * _side(*one, two[1]) < 0
        and _side(*two, one[0]) * _side(*two, one[1]) < 0
    )


def _passes(way: Way, rim: _Area) -> bool:
    """Say whether a line passes under a box, given by its left, top, right and bottom."""
    (ax, ay), (bx, by) = way
    left, top, right, bottom = rim
    if max(ax, bx) < left or min(ax, bx) > right or max(ay, by) < top or min(ay, by) > bottom:
        return False
    first, second = ((left, top), (right, bottom)), ((right, top), (left, bottom))
    return _cross(way, first) or _cross(way, second)


# --- groups -----------------------------------------------------------------------------------


def _hulls(
    boxes: Sequence[Box], ways: Sequence[Way], edges: Sequence[Edge], binding: str
) -> Iterator[tuple[int, str]]:
    """Yield what is drawn broadly under each group: its boxes, and the lines that bind it."""
    for group in sorted({b.group for b in boxes} - {0}):
        members = (b for b in boxes if b.group == group)
        areas = (b.path for b in members)
        bound = (
            _path(*way)
            for edge, way in zip(edges, ways, strict=True)
            if edge.style == binding and boxes[edge.source].group == group
        )
        yield group, "".join((*areas, *bound))
