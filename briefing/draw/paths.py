"""Points as the short form of an SVG path: relative steps on a grid of half pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Grid = tuple[int, int]

GRID = 2
"""Steps of the grid in a pixel: a path is drawn at half its size."""


def ring_path(rings: Iterable[Sequence[Point]], *, least: float = 0.0) -> str:
    """Return closed rings as one path, without those smaller than ``least`` square pixels."""
    found = (_tidy(_on_grid(ring), closed=True) for ring in rings)
    parts = [ring for ring in found if len(ring) > 2 and area(ring) >= least * GRID * GRID]
    return _path(parts, "z")


def line_path(lines: Iterable[Sequence[Point]]) -> str:
    """Return lines as one path."""
    found = (_tidy(_on_grid(line), closed=False) for line in lines)
    return _path([line for line in found if len(line) > 1], "")


def area(ring: Sequence[tuple[float, float]]) -> float:
    """Return the area inside a ring, whichever way it runs."""
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _on_grid(points: Sequence[Point]) -> list[Grid]:
    return [(round(x * GRID), round(y * GRID)) for x, y in points]


def _tidy(points: Iterable[Grid], *, closed: bool) -> list[Grid]:
    """Return points without those that stand still or lie on a straight line."""
    kept: list[Grid] = []
    dx = dy = 0  # the last step
    for point in points:
        if not kept:
            kept.append(point)
            continue
        ex, ey = point[0] - kept[-1][0], point[1] - kept[-1][1]
        if not (ex or ey):
            continue
        if dx * ey == dy * ex and dx * ex + dy * ey > 0:
            kept.pop()
            ex, ey = ex + dx, ey + dy
        kept.append(point)
        dx, dy = ex, ey
    while closed and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _path(parts: Iterable[Sequence[Grid]], end: str) -> str:
    """Write parts one after the other; a new one starts from where the pen is."""
    text, pen = "", (0, 0)
    for part in parts:
        numbers = []
        here = pen
        for point in part:
            numbers += [point[0] - here[0], point[1] - here[1]]
            here = point
        text += f"m{_numbers(numbers)}{end}"
        pen = part[0] if end else here
    return text


def _numbers(numbers: Iterable[int]) -> str:
    """Write numbers with a space only where no sign parts them."""
    text = ""
    for number in numbers:
        text += f" {number}" if number >= 0 and text else str(number)
    return text
