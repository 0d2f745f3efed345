"""Dates along an axis: points, times, spans and open ends, in rows that do not touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from briefing.draw.calendar import Day, Tick, day_number, ticks
from briefing.draw.lines import half, shorten
from briefing.draw.metrics import width

LABEL = 13.5
"""The size of the letters."""

_EDGE = 26  # at both ends, where what is open runs on
_ROW, _AXIS, _BREAK = 23, 26, 30
_LEAST = 112  # of a piece of the axis: three years side by side
_CLOSE = 9  # what is narrower is a point
_MANY = 40  # events with a title beside each
_FAR = 4  # times as long as all the rest: such a gap is left out
_LONG = 3 * 366  # days, the least that is left out


class Stretch(Struct, frozen=True):
    """An event as the axis is given it; ``None`` is an open end.

    An ``instant`` happened at one time between its bounds, whatever is not is a span.
    """

    lower: Day | None
    upper: Day | None
    title: str
    instant: bool
    unsure: bool


class Mark(Struct, frozen=True):
    """An event as drawn: ``form`` is ``dot``, ``time`` or ``span``; ``ends`` are arrow heads.

    ``x`` and ``y`` are where its title stands; ``anchor`` says at which end of it.
    """

    form: str
    unsure: bool
    path: str
    ends: str
    x: float
    y: float
    anchor: str
    text: str


class Spans(Struct, frozen=True):
    """The whole drawing: the axis, where its ticks are and what date they mean, the events."""

    width: int
    height: int
    axis: str
    ticks: tuple[tuple[float, str], ...]
    broken: bool
    marks: tuple[Mark, ...]


class _Run(Struct, frozen=True):
    """Days without a gap in them, and the dates that cover them."""

    first: int
    last: int
    dates: frozenset[tuple[int, int]]


class _Piece(Struct, frozen=True):
    """A stretch of the axis that is drawn to one scale; ``last`` is the day after it."""

    first: int
    last: int
    left: float
    right: float
    ticks: tuple[Tick, ...]

    def at(self, day: int) -> float:
        share = (day - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)


def spans(stretches: Sequence[Stretch], wide: int) -> Spans | None:
    """Draw events, which are in order, over so much width; nothing if there are none."""
    bounds = [_bounds(stretch) for stretch in stretches]
    if not bounds:
        return None
    pieces = tuple(_scaled(_pieces(_runs(bounds), 2), wide))
    marks, rows, shown = list[Mark](), list[float](), len(stretches) <= _MANY
    # What is open goes on to the last day that any event has, not into years of which none speaks.
    begun = _place(pieces, min(first for first, _ in bounds))
    ended = _place(pieces, max(last for _, last in bounds))
    for stretch, (first, last) in zip(stretches, bounds, strict=True):
        left = _place(pieces, first) if stretch.lower else begun
        right = _place(pieces, last) if stretch.upper else ended
        label = _label(stretch.title if shown else "", left, right, wide)
        row = _row(rows, label, left, right)
        marks.append(_mark(stretch, left, right, row * _ROW + 14, label))
    axis = len(rows) * _ROW + 6
    return Spans(
        wide,
        axis + _AXIS,
        "".join(_axis(pieces, axis)),
        tuple((half(p.at(tick.day)), tick.text) for p in pieces for tick in p.ticks),
        len(pieces) > 1,
        tuple(marks),
    )


# --- the axis -------------------------------------------------------------------------------


def _bounds(stretch: Stretch) -> tuple[int, int]:
    """Return the first day of an event and the day after its last; an open end is the other."""
    lower, upper = stretch.lower or stretch.upper, stretch.upper or stretch.lower
    if lower is None or upper is None:
        raise ValueError("a date that is open at both ends has no place")
    first, last = day_number(lower), day_number(upper)
    return (first if stretch.lower else last), (last if stretch.upper else first) + 1


def _runs(bounds: Sequence[tuple[int, int]]) -> tuple[_Run, ...]:
    """Return the days that the events cover, together where they touch."""
    runs: list[_Run] = []
    for first, last in sorted(bounds):
        if runs and first <= runs[-1].last:
            before = runs.pop()
            dates = before.dates | {(first, last)}
            runs.append(_Run(before.first, max(before.last, last), dates))
        else:
            runs.append(_Run(first, last, frozenset({(first, last)})))
    return tuple(runs)


def _pieces(runs: tuple[_Run, ...], depth: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the axis, broken where a gap would press all else together."""
    first, last = runs[0].first, runs[-1].last
    gaps = [(after.first - run.last, n) for n, (run, after) in enumerate(pairwise(runs), 1)]
    gap, cut = max(gaps, default=(0, 0))
    sides = runs[:cut], runs[cut:]
    pressed = any(sum(len(run.dates) for run in side) > 1 for side in sides)
    if depth and pressed and gap > _LONG and gap > _FAR * (last - first - gap):
        for side in sides:
            yield from _pieces(side, depth - 1)
    else:
        yield first, last


def _scaled(pieces: Iterator[tuple[int, int]], wide: int) -> Iterator[_Piece]:
    """Give each stretch its part of the width and its ticks, the longer the more of both."""
    found = tuple(pieces)
    days = sum(last - first for first, last in found)
    spare = wide - 2 * _EDGE - (len(found) - 1) * _BREAK - len(found) * _LEAST
    left: float = _EDGE
    for first, last in found:
        right = left + _LEAST + spare * (last - first) / days
        marks = ticks(first, last, right - left)
        yield _Piece(min(first, marks[0].day), max(last, marks[-1].day), left, right, marks)
        left = right + _BREAK


def _place(pieces: Sequence[_Piece], day: int) -> float:
    """Return where a day lies; the day after a stretch belongs to it still."""
    return next(piece.at(day) for piece in pieces if day <= piece.last)


def _axis(pieces: Sequence[_Piece], y: int) -> Iterator[str]:
    """Draw the axis piece by piece, a line up from each tick, two strokes at each break."""
    for piece in pieces:
        yield f"M{half(piece.left):g} {y}H{half(piece.right):g}"
        yield from (f"M{half(piece.at(tick.day)):g} {y + 4}V0" for tick in piece.ticks)
    for before, after in pairwise(pieces):
        x = half((before.right + after.left) / 2)
        yield f"M{x - 6:g} {y + 6}l5-12M{x + 1:g} {y + 6}l5-12"


# --- events ---------------------------------------------------------------------------------


class _Label(Struct, frozen=True):
    """A title, where it stands, and whether it has a row of its own above the mark."""

    text: str
    x: float
    anchor: str
    above: bool = False

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where it goes."""
        wide = width(self.text, LABEL)
        return (self.x - wide, self.x) if self.anchor == "end" else (self.x, self.x + wide)


def _label(title: str, left: float, right: float, wide: int) -> _Label:
    """Set a title beside its mark, after it or else before, or above where neither has room."""
    long = width(title, LABEL)
    if right + 8 + long <= wide:
        return _Label(title, half(right + 8), "start")
    if left - 8 - long >= 0:
        return _Label(title, half(left - 8), "end")
    return _Label(shorten(title, LABEL, wide), half(max(min(left, wide - long), 0)), "start", True)


def _row(rows: list[float], label: _Label, left: float, right: float) -> int:
    """Return the first row with room for a mark and its title, and take it."""
    start, end = min(left, label.reach[0]) - 6, max(right, label.reach[1]) + 6
    tall = 2 if label.above else 1
    row = next(n for n in range(len(rows) + 1) if all(r <= start for r in rows[n : n + tall]))
    rows[row : row + tall] = [end] * tall
    return row + tall - 1


def _mark(stretch: Stretch, left: float, right: float, y: int, label: _Label) -> Mark:
    """Draw one event in its row."""
    opened = None in (stretch.lower, stretch.upper)
    if stretch.instant and right - left < _CLOSE:
        form, path = "dot", f"M{half((left + right) / 2) - 4:g} {y:g}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
    elif stretch.instant:
        a, b = half(left) + 1, half(right) - 1
        form, path = "time", f"M{a:g} {y - 4:g}v8M{a:g} {y:g}H{b:g}M{b:g} {y - 4:g}v8"
    else:
        a = half(left if stretch.lower else left - _EDGE + 8)
        b = half(right if stretch.upper else right + _EDGE - 8)
        b = b if b - a >= _CLOSE or opened else a + _CLOSE
        form, path = "span", f"M{a:g} {y - 4:g}H{b:g}v8H{a:g}z"
    base, ends = y + (5 - _ROW + 5 if label.above else 5), _ends(stretch, left, right, y)
    return Mark(form, stretch.unsure, path, ends, label.x, base, label.anchor, label.text)


def _ends(stretch: Stretch, left: float, right: float, y: float) -> str:
    """Draw the head of an arrow at each open end."""
    before = f"M{half(left) - _EDGE + 1:g} {y:g}l9-7v14z" if stretch.lower is None else ""
    after = f"M{half(right) + _EDGE - 1:g} {y:g}l-9-7v14z" if stretch.upper is None else ""
    return before + after
