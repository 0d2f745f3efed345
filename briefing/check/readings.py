"""What a word or a number may be read as, from the words around it.

The figures of a text are read from left to right, each from the place of its first token on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from briefing.check.numerals import (
    CURRENCIES,
    HYPHENS,
    IMPLIED,
    LARGE,
    MONEY,
    MONTHS,
    RANKS,
    ROUGH,
    SMALL,
    SUFFIXES,
    Token,
    after_year,
    roman_value,
)

_ONLY_WITH_OF = frozenset({"tens", "scores"})  # the scores of a match are no figure
_FEW = frozenset("several some few".split())
_VAGUE = frozenset({*_FEW, "many", "countless"})
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
_READ = frozenset({*MONTHS, *ROUGH, *_VAGUE, "dozen", *SMALL, *LARGE, *IMPLIED})
"""The words that are looked at; any other is at most a Roman numeral."""

_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_CLOCK = re.compile(r"1?\d\.[0-5]\d|2[0-3]\.[0-5]\d")
_TO = frozenset({"to", "or", "and"})
_DASH = re.compile(rf"[{HYPHENS}–—]")
_NEAR = Decimal("0.15")
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


class Reading(Struct, frozen=True):
    """A figure in the making: how many tokens it takes, and what they say."""

    used: int
    readings: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    sure: bool = True


_NOTHING = Reading(1)
"""What most tokens say."""


def reading_at(text: str, tokens: tuple[Token, ...], place: int) -> Reading:
    """Read one figure from ``place`` on, or pass over one token."""
    token = tokens[place]
    if token.readings:
        return Reading(1, token.readings)
    if token.number is not None:
        return _digits(text, tokens, place, token.number)
    if _is_part(tokens, place):
        return _words(text, tokens, place)
    if token.text not in _READ:
        roman = _ROMAN.fullmatch(text, token.start, token.end)
        return Reading(1, (str(roman_value(token.text)),), sure=False) if roman else _NOTHING
    if token.text in MONTHS and text[token.start].isupper():
        sure = _is_month(text, tokens, place)
        return Reading(1, (f"month {MONTHS[token.text]}",), sure=sure)
    if token.text in ROUGH or token.text in _VAGUE or token.text == "dozen":
        return _rough(tokens, place)
    if token.text in LARGE and _word(tokens, place - 2) == "of" and _word(tokens, place - 1) == "a":
        return _NOTHING  # a third of it
    if token.text in SMALL or token.text in LARGE:
        return _words(text, tokens, place)
    if token.text in IMPLIED:
        return Reading(1, IMPLIED[token.text], sure=False)
    return _NOTHING


def _word(tokens: tuple[Token, ...], place: int) -> str:
    """Return the token at a place, or nothing where there is none."""
    return tokens[place].text if 0 <= place < len(tokens) else ""


def _digits(text: str, tokens: tuple[Token, ...], place: int, number: Decimal) -> Reading:
    """Read digits: a year or a decade, an amount with the word that scales it."""
    token = tokens[place]
    if name := _name(text, tokens, place):
        return Reading(1, (_value(number) if name.islower() else name,), sure=False)
    if token.text.endswith("0s"):
        return _decade(text, token, number)
    if number < 100 and _word(tokens, place + 1) == "and" and _goes_on(tokens, place + 1, number):
        return _words(text, tokens, place)
    scaling = _scaling(text, tokens, place + 1)
    # The m of "3m" may be metres.
    factors = (scaling.factor,) if scaling.sure else (1, scaling.factor)
    spans = tuple(_rounding(tokens, place, number, factor) for factor in factors)
    if token.text[-1].isalpha() and _word(tokens, place + 1).startswith("centur"):
        spans = (_century(number),)
    amounts = (_value(number * factor) for factor in factors)
    otherwise = _otherwise(text, tokens, place, number) if factors[0] == 1 else ()
    return Reading(1 + scaling.used, (*amounts, *otherwise), spans)


def _rounding(tokens: tuple[Token, ...], place: int, number: Decimal, factor: int) -> Span:
    """Return the numbers that round to an amount in digits; half a million does not to £1m."""
    amount, unit = number * factor, Decimal(10) ** int(number.as_tuple().exponent) * factor
    half = unit / 2 if factor == 1 else min(unit / 2, amount * _NEAR)
    return _approximate(tokens, place, amount) or Span(amount - half, amount + half)


class _Scaling(Struct, frozen=True):
    """What scales a number: how many tokens that takes, and whether they can mean nothing else."""

    used: int = 0
    factor: int = 1
    sure: bool = True


def _scaling(text: str, tokens: tuple[Token, ...], place: int) -> _Scaling:
    """Read what scales the number before a place: hundred thousand, bn, the m of "£3.5 m"."""
    used, factor = 0, 1
    while used < 2 and _word(tokens, place + used) in LARGE and _joined(text, tokens, place + used):
        factor *= LARGE[_word(tokens, place + used)]
        used += 1
    suffix = _word(tokens, place)
    if suffix not in SUFFIXES or not _joined(text, tokens, place):
        return _Scaling(used, factor)
    sure = suffix == "bn" or _is_money(text, tokens, place)
    attached = tokens[place].start == tokens[place - 1].end
    return _Scaling(1, SUFFIXES[suffix], sure) if sure or attached else _Scaling()


def _is_money(text: str, tokens: tuple[Token, ...], place: int) -> bool:
    """Say whether the number before a place is one of money: £3, £3 to 5, EUR 3, 3 m pounds."""
    if _word(tokens, place + 1) in MONEY and _joined(text, tokens, place + 1):
        return True
    first = place - 1
    if _word(tokens, place - 2) in _TO:
        first = place - 3
    elif _DASH.search(_gap(text, tokens, place - 1)):
        first = place - 2
    return any(_in_currency(text, tokens[i]) for i in {first, place - 1} if i >= 0)


def _in_currency(text: str, token: Token) -> bool:
    """Say whether a currency stands before a token."""
    before = text[max(token.start - 4, 0) : token.start].strip()
    return before in CURRENCIES or unicodedata.category(before[-1:] or " ") == "Sc"


def _decade(text: str, token: Token, number: Decimal) -> Reading:
    """Read the 1990s, the 1800s, the ’90s."""
    digits = token.text[:-1]
    if len(digits) == 2:
        short = (f"’{token.text}",) if _shortened(text, token) else ()
        years = (f"19{digits}", f"20{digits}")
        return Reading(1, (digits, *years, *short), (Span(number, number + 10),))
    length = 100 if digits.endswith("00") else 10
    return Reading(1, (_value(number),), (Span(number, number + length, years=True),))


def _shortened(text: str, token: Token) -> bool:
    """Say whether an apostrophe stands for the century of a year."""
    return text[token.start - 1 : token.start] in tuple("'’‘")


def _century(number: Decimal) -> Span:
    return Span(100 * number - 100, 100 * number, years=True)


def _otherwise(text: str, tokens: tuple[Token, ...], place: int, number: Decimal) -> Iterator[str]:
    """Yield what else digits may be: a short year, a time, the first of "3 to 5 million"."""
    token, before = tokens[place], _word(tokens, place - 1)
    short = len(token.text) == 2 and token.text.isdecimal()
    if token.part:
        yield _value(number - token.part)  # so it is with "three and a half"
    elif short and _shortened(text, token):
        yield from (f"19{token.text}", f"20{token.text}", f"’{token.text}")
    elif short and len(before) == 4 and before.isdecimal() and len(_gap(text, tokens, place)) == 1:
        yield from after_year(before, _gap(text, tokens, place), token.text)
    elif _CLOCK.fullmatch(token.text):
        yield token.text.replace(".", ":")
    yield from _scaled_by_next(text, tokens, place + 1, number)


def _scaled_by_next(
    text: str, tokens: tuple[Token, ...], place: int, number: Decimal
) -> Iterator[str]:
    """Yield what the number before a place is in "3 to 5 million", "five to six thousand"."""
    first, start = tokens[place - 1], place + (_word(tokens, place) in _TO)
    if start >= len(tokens) or not (start > place or _DASH.search(_gap(text, tokens, place))):
        return
    second, end = _second(tokens, start, number)
    # What is in digits may fall from 5 to 3 million, but ninety to one hundred is no 9,000.
    if not second or (first.number is None and number >= second):
        return
    scaling = _scaling(text, tokens, end)
    if scaling.factor > 1 and scaling.sure:
        yield _value(number * scaling.factor)


def _second(tokens: tuple[Token, ...], place: int, first: Decimal) -> tuple[Decimal, int]:
    """Return the number at a place, and where what scales it and the first one would stand."""
    number, end = tokens[place].number, place + 1
    if number is not None:
        return number, end
    number, end = Decimal(0), place
    while end < place + 2 and _word(tokens, end) in SMALL:  # as twenty-five
        number += SMALL[_word(tokens, end)]
        end += 1
    if first >= 100 and _word(tokens, end) == "hundred":  # two hundred to three hundred thousand
        return 100 * number, end + 1
    return number, end


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
    place -= _word(tokens, place - 1) in ("a", "an")  # more than a million
    before, earlier = _word(tokens, place - 1), _word(tokens, place - 2)
    unit = Decimal(10) ** max(int(amount.normalize().as_tuple().exponent), 0)
    half = min(unit / 2, amount * _NEAR)
    if before in _BELOW or earlier in _LESS or (earlier, before) in {("up", "to"), ("close", "to")}:
        return Span(amount - half, amount)
    if before in _ABOVE or before == "than":
        return Span(amount, amount + unit)
    return Span(amount - half, amount + half) if before in _AROUND else None


def _rough(tokens: tuple[Token, ...], place: int) -> Reading:
    """Read dozens, several hundred, tens of thousands."""
    first, second = _word(tokens, place), _word(tokens, place + 1)
    if first == "dozen":
        half = (_word(tokens, place - 2), _word(tokens, place - 1)) == ("half", "a")
        dozen = (Span(Decimal(10), Decimal(15)),)
        return Reading(1, ("6",) if half else ("12", "about 12"), dozen)
    if first in _VAGUE:
        size = 12 if second == "dozen" else LARGE.get(second, 0)
        used, following = 2, _word(tokens, place + 2)
    else:
        size = ROUGH[first] if second == "of" or first not in _ONLY_WITH_OF else 0
        used, following = 1, _word(tokens, place + 2) if second == "of" else ""
    if not size:
        return Reading(1)
    factor = LARGE.get(following) or ROUGH.get(following) or 1
    if factor > size:
        size, used = size * factor, 3
    # Twenty-two thousand are thousands and many thousands, but not several thousand.
    counted = size >= 1000 and size in LARGE.values()
    most = 100 if counted and _FEW.isdisjoint({first, _word(tokens, place - 1)}) else 20
    return Reading(used, (f"about {size}",), (Span(Decimal(size) * 3 / 2, Decimal(size) * most),))


def _words(text: str, tokens: tuple[Token, ...], place: int) -> Reading:
    """Read a number in words: one hundred and twenty, two dozen, two and a half million."""
    total, group, used = Decimal(0), tokens[place].number or Decimal(0), 1
    for i in range(place + (tokens[place].number is not None), len(tokens)):
        word = tokens[i].text
        if i > place and (not _joined(text, tokens, i) or total + group > _LARGEST):
            break
        if word in SMALL and _fits(group, SMALL[word]):
            group += SMALL[word]
        elif _is_part(tokens, i) and (i == place or tokens[i - 1].text == "and"):
            group += tokens[i].part
        elif word == "hundred" or (word == "dozen" and group):
            group = (group or Decimal(1)) * (12 if word == "dozen" else 100)
        elif word in LARGE:
            total, group = total + (group or 1) * LARGE[word], Decimal(0)
        elif word == "and" and (group or total) and _goes_on(tokens, i, group):
            continue
        else:
            break
        used = i - place + 1
    if _and_a_half(tokens, place + used):
        total, used = total + Decimal(LARGE[tokens[place + used - 1].text]) / 2, used + 3
    return _amount(text, tokens, place, used, total + group)


def _amount(
    text: str, tokens: tuple[Token, ...], place: int, used: int, amount: Decimal
) -> Reading:
    """Say what a number in words stands for; a third and one tenth are fractions."""
    last, after = tokens[place + used - 1].text, _word(tokens, place + used)
    span = _approximate(tokens, place, amount)
    if last in RANKS and after.startswith("centur"):
        span = _century(amount)
    fraction = last in RANKS and _word(tokens, place - 1) in ("a", "an", "one")
    scaled: Iterable[str] = ()
    if amount < 1000 and last not in RANKS:
        scaled = _scaled_by_next(text, tokens, place + used, amount)
    return Reading(used, (*scaled, _value(amount)), (span,) if span else (), sure=not fraction)


def _and_a_half(tokens: tuple[Token, ...], place: int) -> bool:
    """Say whether half as much again follows a large number: a million and a half."""
    words = [_word(tokens, i) for i in range(place - 1, place + 3)]
    return LARGE.get(words[0], 0) > 100 and words[1:] == ["and", "a", "half"]


def _fits(group: Decimal, value: int) -> bool:
    """Say whether a small number may follow what was read: five after eighty, not after six."""
    rest = group % 100
    return rest == 0 or (rest >= 20 and rest % 10 == 0 and value < 10)


def _goes_on(tokens: tuple[Token, ...], i: int, group: Decimal) -> bool:
    """Say whether a number goes on after "and": one hundred and five, two and a half million.

    Ten and half a million are two numbers.
    """
    if _is_part(tokens, i + 1):
        return not tokens[i + 1].text.endswith("a")
    return group % 100 == 0 and _word(tokens, i + 1) in SMALL


def _is_part(tokens: tuple[Token, ...], i: int) -> bool:
    """Say whether a token is the fraction of a large number: half, three quarters of a."""
    return i < len(tokens) and tokens[i].number is None and tokens[i].part > 0


def _joined(text: str, tokens: tuple[Token, ...], i: int) -> bool:
    """Say whether at most a space or a hyphen parts a token from the one before it."""
    between = _gap(text, tokens, i)
    return len(between) <= 1 and (between.isspace() or between in HYPHENS)


def _gap(text: str, tokens: tuple[Token, ...], i: int) -> str:
    """Return what stands between a token and the one before it."""
    return text[tokens[i - 1].end : tokens[i].start] if i < len(tokens) else ""


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


def _value(number: Decimal) -> str:
    """Return the form of a number for comparing."""
    return format(number.normalize(), "f")
