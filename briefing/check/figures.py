"""Figures in words and digits, reduced to readings that can be compared.

A figure is a number, a year, a month, a time of day or a rough amount ("several hundred",
"dozens"). It may be read in more than one way: the 15 of "2014-15" is 15 and 2015. A rounded
one stands for what rounds to it: "some 40" for 38, "the 1990s" for 1994, "$3.5 million" for
3,512,000.

Some figures are known where they stand and never missed where they do not: they count what
the sentence itself lists, or no figure is meant. These are one and two, first and second in
words, fractions ("a third", but not "half a million"), numbers that are part of a name ("G7",
"COVID-19", "Louis XIV"), and a March, May or August with no date beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from briefing.check.numerals import LONGEST, Token, tells, tokens
from briefing.check.readings import Span, reading_at

_ONE_OR_TWO = frozenset({"0", "1", "2"})
_YEAR = re.compile(r"(?:1[5-9]|20)(\d)\ds?")
_MOST_LISTED = 10


class Figure(Struct, frozen=True):
    """A figure as written, where it begins, and what it may be read as.

    ``spans`` hold the numbers that it stands for; one that is not ``sure`` is never missed.
    """

    text: str
    start: int
    readings: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    sure: bool = True

    @property
    def value(self) -> str:
        """Its first reading."""
        return self.readings[0]

    @property
    def in_words(self) -> bool:
        """Whether it is written in words."""
        return not self.text[0].isdigit()


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order."""
    return tuple(_figures(text, tuple(tokens(text))))


def _figures(text: str, tokens: tuple[Token, ...]) -> Iterator[Figure]:
    place = 0
    while place < len(tokens):
        read = reading_at(text, tokens, place)
        if read.readings:
            start, end = tokens[place].start, tokens[place + read.used - 1].end
            yield Figure(text[start:end], start, read.readings, read.spans, read.sure)
        place += read.used


def values(text: str) -> frozenset[str]:
    """Return all that the figures of a text may be read as, and how many things it lists."""
    found = figures(text)
    read = {reading for figure in found for reading in figure.readings}
    short = {name for figure in found for name in _short_names(figure.text)}
    return frozenset(read | short | {f"listed {count}" for count in _listed(text)})


def _short_names(text: str) -> tuple[str, ...]:
    """Return what a year may be called for short: 1856 is ’56 and lies in the ’50s.

    They are no readings of the year, or else 1856 would be 1956.
    """
    year = _YEAR.fullmatch(text)
    return (f"’{text[2:]}", f"’{year[1]}0s") if year else ()


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
    return any(_holds(span, known) for span in figure.spans)


def _holds(span: Span, known: frozenset[str]) -> bool:
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
