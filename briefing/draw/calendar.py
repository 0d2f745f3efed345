"""Days as numbers, and the ticks of an axis of time: days, months, years, centuries."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

Day = tuple[int, int, int]

# Steps of an axis as (unit, how many), short ones first, the room that a label takes, and
# the most days that are counted in a unit.
_STEPS = (
    *(("day", n) for n in (1, 2, 5, 10)),
    *(("month", n) for n in (1, 2, 3, 6)),
    *(("year", n * 10**power) for power in range(12) for n in (1, 2, 5)),
)
_ROOM = {"day": 105, "month": 90, "year": 56}
_LONGEST = {"day": 70, "month": 700}
_LEAST, _MOST = 2, 8


class Tick(Struct, frozen=True):
    """A day at which the axis has a mark, and the date that is written there.

    That is in EDTF, but for a month or a day of a year of five digits, which EDTF cannot write.
    """

    day: int
    text: str


def day_number(day: Day) -> int:
    """Return the number of a day of the proleptic Gregorian calendar; 1970-01-01 is 0.

    The year is counted from March, so that the leap day ends it.
    """
    year, month, date = day
    year -= month < 3
    before = 365 * year + year // 4 - year // 100 + year // 400
    return before + (153 * ((month + 9) % 12) + 2) // 5 + date - 719_469


def day_of(number: int) -> Day:
    """Return the day with a number."""
    era, rest = divmod(number + 719_468, 146_097)
    year = (rest - rest // 1460 + rest // 36_524 - rest // 146_096) // 365
    rest -= 365 * year + year // 4 - year // 100
    month = (5 * rest + 2) // 153
    date = rest - (153 * month + 2) // 5 + 1
    return era * 400 + year + (month > 9), (month + 2) % 12 + 1, date


def ticks(first: int, last: int, room: float) -> tuple[Tick, ...]:
    """Return ticks around the days from ``first`` to ``last``, as many as have room.

    The first is not after them and the last not before: an axis begins and ends with a tick.
    Raises ``ValueError`` for less room than a year takes, or more years than there were.
    """
    for unit, count in _STEPS:
        most = min(_MOST, int(room // _ROOM[unit]) + 1)
        if most < _LEAST or last - first > _LONGEST.get(unit, last - first):
            continue
        found = tuple(_around(first, last, unit, count, most))
        if found[-1].day >= last:
            return found
    raise ValueError("the axis has no room for two years")


def _around(first: int, last: int, unit: str, count: int, most: int) -> Iterator[Tick]:
    """Yield at most so many ticks, from the last that is not after ``first``."""
    year, month, date = day_of(first)
    if unit == "year":
        place, size = year // count, 12 * count
    elif unit == "month":
        place, size = (12 * year + month - 1) // count, count
    else:
        place, size = (date - 1) // count, 0
    for n in range(place, place + most):
        number = _month_start(n * size) if size else first - date + 1 + n * count
        yield Tick(number, _text(day_of(number), unit))
        if number >= last:
            return


def _month_start(month: int) -> int:
    return day_number((month // 12, month % 12 + 1, 1))


def _text(day: Day, unit: str) -> str:
    """Return a day in EDTF, as exactly as a unit asks for."""
    year, month, date = day
    text = edtf_year(year)
    if unit == "year":
        return text
    return f"{text}-{month:02}" + (f"-{date:02}" if unit == "day" else "")


def edtf_year(year: int) -> str:
    """Return a year in EDTF: ``0622``, ``-0043``, ``Y12000``."""
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04}" if abs(year) < 10_000 else f"Y{year}"
