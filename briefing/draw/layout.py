"""Where nodes stand: their distances on paper come near to the steps between them.

They are placed by stress majorization (Gansner, Koren, North 2004). Only sums, products,
quotients and square roots are used, which every machine rounds in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import sqrt

Point = tuple[float, float]

_ROUNDS, _FAR = 60, 3


def distances(
    count: int, pairs: Iterable[tuple[int, int]], groups: Sequence[int] = ()
) -> tuple[tuple[float, ...], ...]:
    """Return how many steps each node is from each other.

    Those that nothing ties are set one step beyond the farthest, or three; those of two groups half
    a step farther apart than they are.
    """
    near = _neighbors(count, pairs)
    found = [_steps(start, near) for start in range(count)]
    beyond = min(max((step for steps in found for step in steps.values()), default=0) + 1, _FAR)
    apart = [[float(steps.get(n, beyond)) for n in range(count)] for steps in found]
    for a, b in combinations(range(count), 2):
        if groups and groups[a] != groups[b]:
            apart[a][b] = apart[b][a] = apart[a][b] + 0.5
    return tuple(tuple(row) for row in apart)


def components(count: int, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Return the nodes that hang together, each group in order, by their first."""
    near, seen, found = _neighbors(count, pairs), set[int](), list[tuple[int, ...]]()
    for start in range(count):
        if start not in seen:
            found.append(tuple(sorted(_steps(start, near))))
            seen.update(found[-1])
    return tuple(found)


def _neighbors(count: int, pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in range(count)]
    for one, other in pairs:
        if one != other:
            near[one].add(other)
            near[other].add(one)
    return near


def _steps(start: int, near: Sequence[set[int]]) -> Mapping[int, int]:
    """Return how many steps from one node each node is that can be reached."""
    found, edge = {start: 0}, [start]
    for node in edge:
        for other in sorted(near[node] - found.keys()):
            found[other] = found[node] + 1
            edge.append(other)
    return found


def placed(steps: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    """Place nodes so that their distances come near to the given ones."""
    around = dict(zip(_tour(steps), _circle(len(steps)), strict=True))
    points = [around[n] for n in range(len(steps))]
    weights = [[1 / (wanted * wanted) if wanted else 0.0 for wanted in row] for row in steps]
    pulls = [*zip(steps, weights, map(sum, weights), strict=True)]
    for _ in range(_ROUNDS):
        for n, (row, weight, total) in enumerate(pulls):
            points[n] = _pulled(points[n], points, row, weight, total)
    return tuple(points)


def _tour(steps: Sequence[Sequence[float]]) -> Iterator[int]:
    """Yield the node in the middle, then always the one that is nearest to the last.

    So branches are next to each other as they hang together, and few lines cross at first.
    """
    rest, far = [*range(len(steps))], [*map(sum, steps)]
    while rest:
        node = min(rest, key=far.__getitem__)
        rest.remove(node)
        yield node
        far = [*steps[node]]


def _circle(count: int) -> Iterator[Point]:
    """Yield points around the unit circle, without an angle: one half of it, then the other."""
    for n in range(count):
        t = 4 * n / count - 1
        side, t = (1, t) if t < 1 else (-1, t - 2)
        yield side * (1 - t * t) / (1 + t * t), side * 2 * t / (1 + t * t)


def _pulled(
    at: Point,
    points: Iterable[Point],
    steps: Iterable[float],
    weights: Iterable[float],
    total: float,
) -> Point:
    """Return where a node lies best while all others stay; its own weight is none."""
    x, y = at
    across = down = 0.0
    for (a, b), wanted, weight in zip(points, steps, weights, strict=True):
        dx, dy = x - a, y - b
        share = wanted / (sqrt(dx * dx + dy * dy) or 1e-6)
        across += weight * (a + share * dx)
        down += weight * (b + share * dy)
    return (across / total, down / total) if total else at


def turned(points: Sequence[Point], turn: Point) -> tuple[Point, ...]:
    """Return points turned by an angle of which cosine and sine are given."""
    cos, sin = turn
    return tuple((x * cos - y * sin, x * sin + y * cos) for x, y in points)
