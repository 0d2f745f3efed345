"""What lies where on the globe: things sorted into cells of degrees."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Window = tuple[float, float, float, float]
"""West, south, east and north in degrees; longitudes may run on beyond 180°."""

SIDE = 10
"""Degrees along the side of a cell."""

_AROUND = 360 // SIDE

Cells = Mapping[tuple[int, int], Sequence[int]]
"""The numbers of the things that reach into each cell, in rising order."""


def sorted_in(windows: Iterable[Window]) -> Cells:
    """Sort things, numbered from 0, into the cells that the windows around them reach into."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, window in enumerate(windows):
        for cell in _reached(window):
            cells.setdefault(cell, []).append(number)
    return cells


def found_in(cells: Cells, window: Window) -> list[Sequence[int]]:
    """Return the things of each cell that a window reaches into."""
    return [cells[cell] for cell in _reached(window) if cell in cells]


def _reached(window: Window) -> list[tuple[int, int]]:
    west, south, east, north = (math.floor(bound / SIDE) for bound in window)
    columns = range(west, min(east, west + _AROUND - 1) + 1)
    return [(column % _AROUND, row) for column in columns for row in range(south, north + 1)]
