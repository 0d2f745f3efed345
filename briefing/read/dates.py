"""Read EDTF dates and put them in order.

Levels 0 and 1 of the Extended Date/Time Format (Library of Congress, ISO 8601-2) are
read; level 2 is refused, as few readers of a briefing would know what it means. What
the format leaves open is read so:

- Seasons are those of the north: spring March to May, summer June to August, autumn
  September to November, winter December to February of the next year.
- A date with a time of day is that day as written, whatever its zone.
- The bounds are strict: ``?``, ``~`` and ``%`` are kept but widen nothing.
- All years are of the proleptic Gregorian calendar, the year 0 among them.
"""

from __future__ import annotations

import re
from calendar import monthrange

from briefing.model import Date

_Day = tuple[int, int, int]

_OPEN = ".."
_DIGITS = 15  # of a year, at most: more than there were, fewer than a file's name can take
_EXACT = re.compile(r"(?!0000)\d{4}(-(0\d|1[0-2])(-\d\d)?)?", re.ASCII)

# A time follows only a day that is known, and a date with a time takes no qualifier.
_DATE = re.compile(
    r"""
    (?: (?P<alone> Y-?[1-9]\d{4,} | -?\d\d[\dX]X )
      | (?P<year> -?\d{4} ) (?: -(?P<month> \d\d | XX ) (?: -(?P<day> (?<!XX-)\d\d | XX ) )? )?
    )
    (?: (?<= \d\d-\d\d-\d\d )
        (?P<time> T([01]\d|2[0-3]):[0-5]\d:[0-5]\d ( Z | [+-]([01]\d|2[0-3])(:[0-5]\d)? )? )
      | [?~%]
    )?
    """,
    re.VERBOSE | re.ASCII,
)

# First and last month; the months 13 and 14 are January and February of the next year.
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SPELLED = re.compile(
    rf"(?:\b(\d\d?)\s)?\b({'|'.join(_MONTHS)})[a-z]*\.?\s(?:(\d\d?),?\s)?(\d{{4}})\b",
    re.IGNORECASE | re.ASCII,
)
# What is often written in place of EDTF, and what it stands for; each builds on the last.
_SLIPS = (
    (re.compile(r"^(\d{4})[/.](\d\d?)[/.](\d\d?)$", re.ASCII), r"\1-\2-\3"),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)$", re.ASCII), r"\1-\2-\3"),
    (re.compile(r"(?<=-)(\d)(?!\d)", re.ASCII), r"0\1"),
    (re.compile(r"^(\d{3})0s$", re.ASCII), r"\1X"),
    (re.compile(r"^(-?[1-9]\d{4,14})$", re.ASCII), r"Y\1"),
    (re.compile(r"^(?:c\.|ca\.|circa\b|about\b)\s?(.+)$", re.IGNORECASE), r"\1~"),
    (re.compile(r"\s?[–—]\s?|\s(?:-|to)\s|(?<=^\d{4})-(?=\d{4}$)", re.ASCII), "/"),
)
_LONGEST_SLIP = 40


def parse_date(text: str) -> Date:
    """Read an EDTF date of level 0 or 1.

    Raises ``ValueError`` with one line that tells an editor what is wrong and, where what
    was meant is plain, what to write.
    """
    text = text.strip()
    try:
        return _read(text)
    except ValueError:
        meant = _meant(text)
        if not meant:
            raise
        raise ValueError(f"not an EDTF date; write {meant}") from None


def sort_key(date: Date) -> tuple[bool, tuple[int, ...], bool, tuple[int, ...], str]:
    """Order dates by their first day, then by their last.

    An open start comes before every day and an open end after; the text decides between
    equals, so that the order never depends on the order of files.
    """
    lower, upper = date.lower or (), date.upper or ()
    return date.lower is not None, lower, date.upper is None, upper, date.text


def _read(text: str) -> Date:
    """Read a single date or an interval, and what its qualifiers say of it."""
    start, slash, end = text.partition("/")
    lower, upper = _interval(start, end) if slash else _bounds(text)
    uncertain, approximate = "?" in text or "%" in text, "~" in text or "%" in text
    return Date(text, start, end if slash else None, lower, upper, uncertain, approximate)


def _interval(start: str, end: str) -> tuple[_Day | None, _Day | None]:
    """Return the first day of the start and the last day of the end; ``None`` is open."""
    if "/" in end:
        raise ValueError("an interval has one slash, as in 2014/2015")
    if not start or not end:
        raise ValueError('an interval needs ".." for an open end, as in 2014/..')
    if start == end == _OPEN:
        raise ValueError("an interval that is open at both ends says nothing")
    if "X" in start + end:
        raise ValueError("an interval takes no X (that is EDTF level 2)")
    if "T" in start + end:
        raise ValueError("an interval takes no time of day")
    lower = None if start == _OPEN else _bounds(start)[0]
    upper = None if end == _OPEN else _bounds(end)[1]
    if lower and upper and lower > upper:
        raise ValueError("the interval ends before it starts")
    return lower, upper


def _bounds(text: str) -> tuple[_Day, _Day]:
    """Return the first and the last day that a single date may mean."""
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(
            "not a date of EDTF level 0 or 1; write it like 2016, 2016-03, 2016-03-18 or 2014/2015"
        )
    alone, year, month, day = match.group("alone", "year", "month", "day")
    if alone and len(alone.lstrip("Y-")) > _DIGITS:
        raise ValueError(f"a year has at most {_DIGITS} digits")
    first_year, last_year = _years(alone or year)
    first_month, last_month = _months(month)
    carry, last_month = divmod(last_month - 1, 12)
    last_year, last_month = last_year + carry, last_month + 1
    length = monthrange(last_year, last_month)[1]
    if day in (None, "XX"):
        return (first_year, first_month, 1), (last_year, last_month, length)
    if month in _SEASONS:
        raise ValueError("a season takes no day")
    if not 1 <= int(day) <= length:
        raise ValueError(f"day {day} does not exist in {year}-{month}")
    return (first_year, first_month, int(day)), (last_year, last_month, int(day))


def _years(text: str) -> tuple[int, int]:
    """Return the first and the last year of ``201X``, ``-1985`` or ``Y170000002``."""
    digits = text.lstrip("Y-")
    low, high = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    if "-" not in text:
        return low, high
    if not high:
        raise ValueError("year -0000 does not exist; write 0000")
    return -high, -max(low, 1)


def _months(text: str | None) -> tuple[int, int]:
    """Return the first and the last month of a month, a season or the unknown."""
    if text in (None, "XX"):
        return 1, 12
    if text in _SEASONS:
        return _SEASONS[text]
    if not 1 <= int(text) <= 12:
        raise ValueError(f"month {text} does not exist")
    return int(text), int(text)


def _meant(text: str) -> str:
    """Guess the date behind a common slip; empty unless the guess is a date."""
    if len(text) > _LONGEST_SLIP:
        return ""
    guess = _SPELLED.sub(_numbered, text)
    for slip, meant in _SLIPS:
        guess = slip.sub(meant, guess)
    try:
        return _read(guess).text if guess != text else ""
    except ValueError:
        return ""


def _numbered(match: re.Match[str]) -> str:
    """Turn ``18 March 2016`` or ``March 18, 2016`` into ``2016-03-18``."""
    before, name, after, year = match.groups()
    month = _MONTHS.index(name.lower()) + 1
    day = before or after
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")


def exact(date: Date | None) -> str:
    """Return a date if it is a plain one of ISO 8601, else nothing: an uncertain one says more."""
    return date.text if date and _EXACT.fullmatch(date.text) else ""
