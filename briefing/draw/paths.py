"""Points as the short form of an SVG path: relative steps on a grid of half pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import mul

Point = tuple[float, float]
Grid = tuple[int, int]

GRID = 2
"""Steps of the grid in a pixel: a path is drawn at half its size."""


def ring_path(rings: Iterable[Sequence[Point]], *, least: float = 0.0) -> str:
    """Return closed rings as one path, without those smaller than ``least`` square pixels."""
    found = (_tidy(ring, closed=True) for ring in rings)
    parts = [ring for ring in found if len(ring) > 2 and area(ring) >= least * GRID * GRID]
    return _path(parts, "z")


def line_path(lines: Iterable[Sequence[Point]]) -> str:
    """Return lines as one path."""
    found = (_tidy(line, closed=False) for line in lines)
    return _path([line for line in found if len(line) > 1], "")


def area(ring: Sequence[tuple[float, float]]) -> float:
    """Return the area inside a ring, whichever way it runs."""
    if not ring:
        return 0.0
    xs, ys = zip(*ring, strict=True)
    twice: float = sum(map(mul, xs, ys[1:] + ys[:1])) - sum(map(mul, ys, xs[1:] + xs[:1]))
    return abs(twice) / 2


def _tidy(points: Iterable[Point], *, closed: bool) -> list[Grid]:
    """Return points on the grid, without those that stand still or lie on a straight line."""
    kept: list[Grid] = []
    x = y = dx = dy = 0  # where the last point is, and the step to it
    for left, top in points:
        ex, ey = round(left * GRID) - x, round(top * GRID) - y
        if not (ex or ey) and kept:
            continue
        x, y = x + ex, y + ey
        if dx * ey == dy * ex and dx * ex + dy * ey > 0:
            kept[-1] = (x, y)
            dx, dy = dx + ex, dy + ey
        elif kept:
            kept.append((x, y))
            dx, dy = ex, ey
        else:
            kept.append((x, y))
    while closed and len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _path(parts: Iterable[Sequence[Grid]], end: str) -> str:
    """Write parts one after the other; a new one starts from where the pen is."""
    text, pen = list[str](), (0, 0)
    for part in parts:
        steps = (
            (x - before_x, y - before_y)
            for (before_x, before_y), (x, y) in zip((pen, *part), part, strict=False)
        )
        text += ("m", _numbers(chain.from_iterable(steps)), end)
        pen = part[0] if end else part[-1]
    return "".join(text)


def _numbers(numbers: Iterable[int]) -> str:
    """Write numbers with a space only where no sign parts them."""
    return " ".join(map(str, numbers)).replace(" -", "-")
