"""The words and signs in which numbers are written, and a text as a row of them.

A token is a word in lower case or a number; a day such as 9/11, a date in digits and a time
are given their readings here, since their form alone decides them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from msgspec import Struct

from briefing.link.gazetteer import any_of

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split()
SMALL = MappingProxyType(
    {word: value for words in (_UNITS, _ORDINALS) for value, word in enumerate(words)}
    | {word: 10 * value for words in (_TENS, _TENTHS) for value, word in enumerate(words, 2)}
)
LARGE = MappingProxyType(
    {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    | {"hundredth": 100, "thousandth": 1_000, "millionth": 10**6}
)
RANKS = frozenset({*_ORDINALS, *_TENTHS, "hundredth", "thousandth", "millionth"})
SUFFIXES = MappingProxyType(
    {"k": 1_000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
)
CURRENCIES = frozenset("USD EUR GBP CHF".split())
MONEY = frozenset("dollars euros pounds francs".split())
ROUGH = MappingProxyType(
    {"tens": 10, "dozens": 12, "scores": 20}
    | {f"{word}s": value for word, value in LARGE.items() if not word.endswith("th")}
)

# Looked for in this order: three quarters are no quarter.
_PARTS = MappingProxyType(
    {name: Decimal("0.5") for name in ("½", "1/2", "half")}
    | {name: Decimal("0.75") for name in ("¾", "3/4", "three")}
    | {name: Decimal("0.25") for name in ("¼", "1/4", "quarter")}
)

# What a word implies: who reads "half" may write "50 percent", never the other way round.
IMPLIED = MappingProxyType(
    {"half": ("50",), "thirds": ("33", "66", "67"), "quarter": ("25",), "quarters": ("75",)}
    | {"decade": ("10",), "century": ("100",), "fortnight": ("14",), "tenfold": ("10",)}
    | {"triple": ("3",), "trio": ("3",), "noon": ("12", "12:00"), "midnight": ("12", "0:00")}
)

MONTHS = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "january jan",
                "february feb",
                "march mar",
                "april apr",
                "may",
                "june jun",
                "july jul",
                "august aug",
                "september sept sep",
                "october oct",
                "november nov",
                "december dec",
            ),
            1,
        )
        for name in names.split()
    }
)

_TELLING = frozenset({*LARGE, *ROUGH, *MONTHS, "dozen"}) | {
    word for word, value in SMALL.items() if value > 2
}
"""Words without which, and without a digit, a text holds no figure that would be missed."""
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_may_tell = any_of((*string.digits, *_TELLING))

HYPHENS = "-‐‑"
_GAP = rf"[{HYPHENS}\s]"
_SIGN = r"(?: [½¼¾] | (?<![\d/.,])(?:1/2|1/4|3/4)(?![\d/]) )"
# Half, half a, three quarters of a: a part only before a large number, else a word like any.
_PART = rf"""
    (?: (?:(?:an?|one){_GAP})? (?:half|quarter) | three{_GAP}quarters? | {_SIGN} )
    (?: {_GAP}(?:of{_GAP})?a )? (?= {_GAP}(?:hundred|thousand|million|billion|trillion)\b )
"""
_TOKEN = re.compile(
    rf"(?P<part> (?i:{_PART}) ) |"
    r"""
    (?P<word> [^\W\d_]+ )
  | (?<![\d./-]) (?P<date> \d{4}-\d{1,2}-\d{1,2} | \d{1,2}(?P<dot>[./])\d{1,2}(?P=dot)\d{4} )
        (?![\d/-])
  | (?<![\d:.]) (?P<time> \d{1,2} (?: :[0-5]\d | \.[0-5]\d (?=\s?[ap]\.?m\b) ) ) (?![\d:])
  | (?<![\d/]) (?P<slashed> \d{1,2}/\d{1,2} ) (?![\d/])
  | (?P<digits> (?!0)\d{1,3}(?P<sep>[,.'’\ \u00a0\u202f\u2009])\d{3}(?:(?P=sep)\d{3})* (?!\d)
                (?:[.,]\d+)?
              | (?!0)\d{1,2}(?:(?P<lakh>,)\d{2})+,\d{3} (?!\d) (?:\.\d+)?
              | \d+ (?: [.,]\d+ )? )
    (?P<tail> (?:st|nd|rd|th|s)\b )?
    """
    rf"(?P<plus> [\ \u00a0\u202f\u2009]?{_SIGN} )?",
    re.VERBOSE,
)
_AFTERNOON = re.compile(r"\s?p\.?\s?m\b", re.IGNORECASE)
LONGEST = 24  # digits; what is longer is no amount, and is compared as it is written


def tells(text: str) -> bool:
    """Say whether a digit or a telling word stands in a text."""
    small = text.lower()
    # Letters in a row, as the ten of "often", are found faster than words are told apart.
    if not _may_tell(small) and (small.isascii() or not _DIGIT.search(small)):
        return False
    return bool(_DIGIT.search(small)) or not _TELLING.isdisjoint(_LETTERS.findall(small))


class Token(Struct, frozen=True):
    """A word or a number; ``readings`` are given where its form alone decides them.

    ``part`` is the fraction of "half a million", or that of the number 3½.
    """

    text: str
    start: int
    end: int
    number: Decimal | None = None
    part: Decimal = Decimal(0)
    readings: tuple[str, ...] = ()


def tokens(text: str) -> Iterator[Token]:
    """Yield the words and numbers of a text; a date is three numbers."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["part"]:
            yield Token(match[0].lower(), start, end, part=_part(match[0]))
        elif match["word"]:
            yield Token(match[0].lower(), start, end)
        elif match["date"]:
            yield from _date(match)
        elif match["slashed"]:
            yield from _slashed(match)
        elif match["time"]:
            yield Token(match[0], start, end, readings=_time(match))
        elif len(match["digits"]) > LONGEST:
            yield Token(match[0], start, end, readings=(match["digits"],))
        else:
            part = _part(match["plus"] or "")
            number = _number(match["digits"], match["sep"] or match["lakh"]) + part
            yield Token(match[0].lower(), start, end, number, part)


def _pieces(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield the numbers of a match, each with its place in the text."""
    for piece in re.finditer(r"\d+", match[0]):
        yield piece[0], match.start() + piece.start()


def _date(match: re.Match[str]) -> Iterator[Token]:
    """Yield year, month and day; without the year in front either may be the month."""
    for digits, start in _pieces(match):
        month = (f"month {int(digits)}",) if len(digits) <= 2 else ()
        yield Token(digits, start, start + len(digits), readings=(str(int(digits)), *month))


def _slashed(match: re.Match[str]) -> Iterator[Token]:
    """Yield both numbers of a day such as 9/11; 3/4, 50/50 and 24/7 hold none."""
    (first, _), (second, _) = _pieces(match)
    if int(first) < int(second) <= 5 or first == second or match[0] == "24/7":
        return
    yield from _date(match)


def _time(match: re.Match[str]) -> tuple[str, ...]:
    """Return a time of day by the clock of 24 hours and of 12; on the hour as a number too."""
    hour, minute = int(match[0][:-3]), match[0][-2:]
    if _AFTERNOON.match(match.string, match.end()) and hour < 12:
        hour += 12
    hours = dict.fromkeys((hour, hour % 12 or 12))
    full = (str(h) for h in hours if minute == "00")
    return (*(f"{h}:{minute}" for h in hours), *full)


def _part(text: str) -> Decimal:
    """Return the value of a fraction in words or as a sign."""
    small = text.lower()
    return next((value for name, value in _PARTS.items() if name in small), Decimal(0))


def _number(digits: str, separator: str | None) -> Decimal:
    """Return the value of digits, separators of thousands left out."""
    if separator:
        digits = digits.replace(separator, "")
    return Decimal(digits.replace(",", "."))


def after_year(year: str, sign: str, digits: str) -> Iterator[str]:
    """Yield what two digits behind a year may be: in 2014-15 a later one, in 2014-05 a month."""
    century, last, number = int(year[:2]), int(year[2:]), int(digits)
    if number > last or number > 12 or sign != "-":
        yield f"{century + (number <= last)}{digits}"
    if 1 <= number <= 12:
        yield f"month {number}"


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral below forty."""
    sizes = [{"i": 1, "v": 5, "x": 10}[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(sizes, [*sizes[1:], 0], strict=True))
