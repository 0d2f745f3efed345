"""Figures in words and digits, reduced to readings that can be compared.

A figure is a number, a year, a month, a time of day or a rough amount ("several hundred",
"dozens"). It may be read in more than one way: the 15 of "2014-15" is 15 and 2015. A rounded
one stands for what rounds to it: "some 40" for 38, "the 1990s" for 1994, "$3.5 million" for
3,512,000.

Some figures are known where they stand and never missed where they do not: they count what
the sentence itself lists, or no figure is meant. These are one and two, first and second in
words, fractions ("a third"), numbers that are part of a name ("G7", "COVID-19", "Louis XIV"),
and a March, May or August with no date beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from briefing.check.numerals import (
    HYPHENS,
    IMPLIED,
    LARGE,
    LONGEST,
    MONTHS,
    RANKS,
    ROUGH,
    SMALL,
    SUFFIXES,
    Token,
    tells,
    tokens,
)

_ONLY_WITH_OF = frozenset({"tens", "scores"})  # the scores of a match are no figure
_VAGUE = frozenset("several some few many countless".split())
_AROUND = frozenset("some about around roughly approximately circa ca c estimated".split())
_ABOVE = frozenset("over above exceeding least".split())
_BELOW = frozenset("nearly almost under below most".split())
_LESS = frozenset("less fewer lower smaller".split())

# Words that are months only beside a figure or after a word that dates.
_DOUBTFUL = frozenset({"march", "may", "august"})
_DATING = frozenset(
    "in on of since until till by before after during between last next this early late mid".split()
)
_JOINING = frozenset({*_DATING, "pre", "post", *MONTHS, *SMALL, *LARGE})
_ONE_OR_TWO = frozenset({"0", "1", "2"})
_READ = frozenset({*MONTHS, *ROUGH, *_VAGUE, "dozen", *SMALL, *LARGE, *IMPLIED})
"""The words that are looked at; any other is at most a Roman numeral."""
_MOST_LISTED = 10

_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_CLOCK = re.compile(r"1?\d\.[0-5]\d|2[0-3]\.[0-5]\d")
_LARGEST = 10**15  # no row of "hundred hundred hundred" is added up beyond it


class Span(Struct, frozen=True):
    """The numbers that round to a figure, from ``low`` to just below ``high``.

    A year is no amount: only a span of ``years`` holds one.
    """

    low: Decimal
    high: Decimal
    years: bool = False

    def holds(self, number: Decimal) -> bool:
        """Say whether a number lies in it."""
        is_year = number == int(number) and 1500 <= number <= 2100
        return self.low <= number < self.high and self.years >= is_year


class Figure(Struct, frozen=True):
    """A figure as written, where it begins, and what it may be read as.

    ``span`` holds the numbers that it stands for; one that is not ``sure`` is never missed.
    """

    text: str
    start: int
    readings: tuple[str, ...]
    span: Span | None = None
    sure: bool = True

    @property
    def value(self) -> str:
        """Its first reading."""
        return self.readings[0]

    @property
    def in_words(self) -> bool:
        """Whether it is written in words."""
        return not self.text[0].isdigit()


class _Reading(Struct, frozen=True):
    """A figure in the making: how many tokens it takes, and what they say."""

    used: int
    readings: tuple[str, ...] = ()
    span: Span | None = None
    sure: bool = True


_NOTHING = _Reading(1)
"""What most tokens say."""


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order."""
    return tuple(_figures(text, tuple(tokens(text))))


def values(text: str) -> frozenset[str]:
    """Return all that the figures of a text may be read as, and how many things it lists."""
    found = {reading for figure in figures(text) for reading in figure.readings}
    return frozenset(found | {f"listed {count}" for count in _listed(text)})


def comparable(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text that would be missed where they do not stand."""
    if not tells(text):
        return ()  # so it is with most sentences, which need not be looked at word by word
    return tuple(f for f in figures(text) if f.sure and not (f.in_words and f.value in _ONE_OR_TWO))


def missing(found: Iterable[Figure], statement: str, known: frozenset[str]) -> Iterator[Figure]:
    """Yield those of the figures of a statement that are not among the known values."""
    for figure in found:
        if known.isdisjoint(figure.readings) and not (
            _rounded(figure, known) or (figure.in_words and _counts(figure, statement, known))
        ):
            yield figure


def _rounded(figure: Figure, known: frozenset[str]) -> bool:
    """Say whether a known number rounds to the figure."""
    span = figure.span
    if span is None:
        return False
    numbers = _numbers(known)
    near = numbers[bisect_left(numbers, span.low) : bisect_left(numbers, span.high)]
    return any(map(span.holds, near))


@lru_cache(maxsize=16)
def _numbers(known: frozenset[str]) -> tuple[Decimal, ...]:
    """Return the numbers among the known values, by size."""
    short = (v for v in known if len(v) <= LONGEST and v.replace(".", "", 1).isdecimal())
    return tuple(sorted(map(Decimal, short)))


def _counts(figure: Figure, statement: str, known: frozenset[str]) -> bool:
    """Say whether a small number counts what a passage or the sentence after it lists."""
    if not figure.value.isdecimal() or int(figure.value) > _MOST_LISTED:
        return False
    after = re.split(r"[,:(—–]", statement[figure.start + len(figure.text) :], maxsplit=1)
    own = _listed(after[1]) if len(after) > 1 else ()
    return f"listed {figure.value}" in known or int(figure.value) in own


def _listed(text: str) -> Iterator[int]:
    """Yield how many things each list has: three in "A, B and C"."""
    for clause in re.split(r"[.;:!?()—–]", text):
        pieces = re.split(r"(,\s*(?:and|or)\s|,|\s(?:and|or)\s)", clause)
        count = 1
        for separator, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            count += 1
            if separator != ",":
                if count > 2:
                    yield count
                count = 1
            elif len(piece.split()) > _MOST_LISTED // 2:
                count = 1


# --- tokens → figures -------------------------------------------------------------------------


def _figures(text: str, tokens: tuple[Token, ...]) -> Iterator[Figure]:
    place = 0
    while place < len(tokens):
        read = _read(text, tokens, place)
        if read.readings:
            start, end = tokens[place].start, tokens[place + read.used - 1].end
            yield Figure(text[start:end], start, read.readings, read.span, read.sure)
        place += read.used


def _read(text: str, tokens: tuple[Token, ...], place: int) -> _Reading:
    """Read one figure from ``place`` on, or pass over one token."""
    token = tokens[place]
    if token.readings:
        return _Reading(1, token.readings)
    if token.number is not None:
        return _digits(text, tokens, place, token.number)
    if token.text not in _READ:
        roman = _ROMAN.fullmatch(text, token.start, token.end)
        return _Reading(1, (str(_roman(token.text)),), sure=False) if roman else _NOTHING
    if token.text in MONTHS and text[token.start].isupper():
        sure = _is_month(text, tokens, place)
        return _Reading(1, (f"month {MONTHS[token.text]}",), sure=sure)
    if token.text in ROUGH or token.text in _VAGUE or token.text == "dozen":
        return _rough(tokens, place)
    if token.text in SMALL or token.text in LARGE:
        return _words(text, tokens, place)
    if token.text in IMPLIED:
        return _Reading(1, IMPLIED[token.text], sure=False)
    return _NOTHING


def _word(tokens: tuple[Token, ...], place: int) -> str:
    """Return the token at a place, or nothing where there is none."""
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _digits(text: str, tokens: tuple[Token, ...], place: int, number: Decimal) -> _Reading:
    """Read digits: a year or a decade, an amount with the word that scales it."""
    token = tokens[place]
    if name := _name(text, tokens, place):
        return _Reading(1, (_value(number) if name.islower() else name,), sure=False)
    if token.text.endswith("0s"):
        return _decade(token.text[:-1], number)
    used, scale = 1, 1
    while (
        used <= 2 and _word(tokens, place + used) in LARGE and _joined(text, tokens, place + used)
    ):
        scale *= LARGE[_word(tokens, place + used)]
        used += 1
    amount = number * scale
    readings = (_value(amount), *_otherwise(text, tokens, place, number))
    unit = Decimal(10) ** int(number.as_tuple().exponent) * scale
    span = _approximate(tokens, place, amount) or Span(amount - unit / 2, amount + unit / 2)
    following = _word(tokens, place + 1)
    if following in SUFFIXES and tokens[place + 1].start == token.end:
        return _Reading(2, (*readings, _value(number * SUFFIXES[following])), span)
    if token.text[-1].isalpha() and following.startswith("centur"):
        span = _century(number)
    return _Reading(used, readings, span)


def _decade(digits: str, number: Decimal) -> _Reading:
    """Read the 1990s, the 1800s, the ’90s."""
    if len(digits) == 2:
        return _Reading(1, (digits, f"19{digits}", f"20{digits}"), Span(number, number + 10))
    length = 100 if digits.endswith("00") else 10
    return _Reading(1, (_value(number),), Span(number, number + length, years=True))


def _century(number: Decimal) -> Span:
    return Span(100 * number - 100, 100 * number, years=True)


def _otherwise(text: str, tokens: tuple[Token, ...], place: int, number: Decimal) -> Iterator[str]:
    """Yield what else digits may be: a short year, a time, the first of "3 to 5 million"."""
    token, before = tokens[place], _word(tokens, place - 1)
    short = len(token.text) == 2 and token.text.isdecimal()
    if short and text[token.start - 1 : token.start] in tuple("'’‘"):
        yield from (f"19{token.text}", f"20{token.text}")
    elif short and len(before) == 4 and before.isdecimal():
        if token.start - tokens[place - 1].end == 1:  # 2014-15, or the month of 2014-05
            yield from (before[:2] + token.text, f"month {int(token.text)}")
    elif _CLOCK.fullmatch(token.text):
        yield token.text.replace(".", ":")
    to = place + 1 + (_word(tokens, place + 1) in ("to", "or", "and"))
    if to < len(tokens) and tokens[to].number is not None and _word(tokens, to + 1) in LARGE:
        yield _value(number * LARGE[_word(tokens, to + 1)])


def _name(text: str, tokens: tuple[Token, ...], place: int) -> str:
    """Return the name of which digits are part: g7, COVID-19; none in mid-2015.

    One in lower case may be said in other words: the G7 are seven. The 19 of COVID-19 is no
    number at all.
    """
    start = tokens[place].start
    before = tokens[place - 1] if place else None
    if before is None or before.number is not None or start - before.end > 1:
        return ""
    if text[start - 1].isalpha():
        return tokens[place].text + before.text
    if text[start - 1] not in HYPHENS or before.text in _JOINING:
        return ""
    return text[before.start : tokens[place].end]


def _approximate(tokens: tuple[Token, ...], place: int, amount: Decimal) -> Span | None:
    """Return the numbers for which "some 40", "at least 40" and "almost 40" may stand."""
    before, earlier = _word(tokens, place - 1), _word(tokens, place - 2)
    unit = Decimal(10) ** max(int(amount.normalize().as_tuple().exponent), 0)
    half = min(unit / 2, amount * 15 / 100)
    if before in _BELOW or earlier in _LESS or (earlier, before) in {("up", "to"), ("close", "to")}:
        return Span(amount - half, amount)
    if before in _ABOVE or before == "than":
        return Span(amount, amount + unit)
    return Span(amount - half, amount + half) if before in _AROUND else None


def _rough(tokens: tuple[Token, ...], place: int) -> _Reading:
    """Read dozens, several hundred, tens of thousands."""
    first, second = _word(tokens, place), _word(tokens, place + 1)
    if first == "dozen":
        half = (_word(tokens, place - 2), _word(tokens, place - 1)) == ("half", "a")
        return _Reading(1, ("6",) if half else ("12", "about 12"), Span(Decimal(10), Decimal(15)))
    if first in _VAGUE:
        size = 12 if second == "dozen" else LARGE.get(second, 0)
        used, following = 2, _word(tokens, place + 2)
    else:
        size = ROUGH[first] if second == "of" or first not in _ONLY_WITH_OF else 0
        used, following = 1, _word(tokens, place + 2) if second == "of" else ""
    if not size:
        return _Reading(1)
    factor = LARGE.get(following) or ROUGH.get(following) or 1
    if factor > size:
        size, used = size * factor, 3
    return _Reading(used, (f"about {size}",), Span(Decimal(size) * 3 / 2, Decimal(size) * 20))


def _words(text: str, tokens: tuple[Token, ...], place: int) -> _Reading:
    """Read a number in words: eighty-five, one hundred and twenty, three thousand, two dozen."""
    total = group = used = 0
    for i in range(place, len(tokens)):
        word = tokens[i].text
        if i > place and (not _joined(text, tokens, i) or total + group > _LARGEST):
            break
        if word in SMALL and _fits(group, SMALL[word]):
            group += SMALL[word]
        elif word == "hundred" or (word == "dozen" and group):
            group = max(group, 1) * (12 if word == "dozen" else 100)
        elif word in LARGE:
            total, group = total + max(group, 1) * LARGE[word], 0
        elif word == "and" and group % 100 == 0 and (group or total) and _goes_on(tokens, i):
            continue
        else:
            break
        used = i - place + 1
    return _amount(tokens, place, max(used, 1), Decimal(total + group))


def _amount(tokens: tuple[Token, ...], place: int, used: int, amount: Decimal) -> _Reading:
    """Say what a number in words stands for; a third and one tenth are fractions."""
    last, after = tokens[place + used - 1].text, _word(tokens, place + used)
    span = _approximate(tokens, place, amount)
    if last in RANKS and after.startswith("centur"):
        span = _century(amount)
    fraction = last in RANKS and _word(tokens, place - 1) in ("a", "an", "one")
    return _Reading(used, (_value(amount),), span, sure=not fraction)


def _fits(group: int, value: int) -> bool:
    """Say whether a small number may follow what was read: five after eighty, not after six."""
    rest = group % 100
    return rest == 0 or (rest >= 20 and rest % 10 == 0 and value < 10)


def _goes_on(tokens: tuple[Token, ...], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].text in SMALL


def _joined(text: str, tokens: tuple[Token, ...], i: int) -> bool:
    """Say whether only a space or a hyphen parts a token from the one before it."""
    between = text[tokens[i - 1].end : tokens[i].start]
    return len(between) == 1 and (between.isspace() or between in HYPHENS)


def _is_month(text: str, tokens: tuple[Token, ...], place: int) -> bool:
    """Say whether a word that may be a month is one: some need a date beside them."""
    token = tokens[place]
    if token.text not in _DOUBTFUL and len(token.text) > 3:
        return True
    if _word(tokens, place + 1) == "s" and text[token.end] in "'’":
        return False  # May’s government
    beside = [tokens[i] for i in (place - 1, place + 1) if 0 <= i < len(tokens)]
    return _word(tokens, place - 1) in _DATING or any(
        other.number is not None and max(other.start - token.end, token.start - other.end) <= 2
        for other in beside
    )


def _roman(numeral: str) -> int:
    """Return the value of a Roman numeral below forty."""
    sizes = [{"i": 1, "v": 5, "x": 10}[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(sizes, [*sizes[1:], 0], strict=True))


def _value(number: Decimal) -> str:
    """Return the form of a number for comparing."""
    return format(number.normalize(), "f")
