"""Figures in words and digits, reduced to values that can be compared.

A figure is a number, a year, a month or a rough amount ("several hundred", "dozens").
One and two, first and second in words are never missed: they count what the sentence itself
lists, or no figure is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

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
_SMALL = MappingProxyType(
    {word: value for words in (_UNITS, _ORDINALS) for value, word in enumerate(words)}
    | {word: 10 * value for words in (_TENS, _TENTHS) for value, word in enumerate(words, 2)}
)
_LARGE = MappingProxyType(
    {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    | {"hundredth": 100, "thousandth": 1_000, "millionth": 10**6}
)
_ROUGH = MappingProxyType(
    {"dozen": 12, "dozens": 12, "score": 20, "scores": 20, "tens": 10}
    | {f"{word}s": value for word, value in _LARGE.items() if not word.endswith("th")}
)
_VAGUE = frozenset("several some few many a countless".split())
_MONTHS = MappingProxyType(
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
# Words that are months only beside a figure or after a word that dates.
_DOUBTFUL = frozenset({"march", "mar", "may", "august"})
_DATING = frozenset(
    "in on of since until till by before after during last next this early late mid".split()
)
_PASSED_OVER = frozenset({"0", "1", "2"})

_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f\u2009 .]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?P<tail>(?:st|nd|rd|th|s)\b)?"
    r"|(?P<word>[^\W\d_]+)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written, where it begins, and the value by which it is compared."""

    text: str
    start: int
    value: str


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    number: Decimal | None


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order."""
    return tuple(_figures(text, tuple(_tokens(text))))


def missing(statement: str, known: frozenset[str]) -> Iterator[Figure]:
    """Yield the figures of a statement that are not among the known values."""
    for figure in figures(statement):
        in_words = not figure.text[0].isdigit()
        if in_words and figure.value in _PASSED_OVER:
            continue
        if figure.value not in known and not _within(figure.value, known):
            yield figure


def values(text: str) -> frozenset[str]:
    """Return the values of all figures of a text."""
    return frozenset(figure.value for figure in figures(text))


def _within(value: str, known: frozenset[str]) -> bool:
    """Say whether a short year is the end of a known one: 15 of 2015."""
    return (
        len(value) == 2
        and value.isdigit()
        and any(len(other) == 4 and other.endswith(value) for other in known)
    )


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        number = _number(match["digits"]) if match["digits"] else None
        yield _Token(match[0].lower(), match.start(), match.end(), number)


def _number(digits: str) -> Decimal:
    """Return the value of digits, separators of thousands left out."""
    whole = re.sub(r"(?<=\d)[,\u00a0\u202f\u2009 .](?=\d{3}(?:\D|$))", "", digits)
    return Decimal(whole.replace(",", "."))


def _figures(text: str, tokens: tuple[_Token, ...]) -> Iterator[Figure]:
    place = 0
    while place < len(tokens):
        used, value = _read(text, tokens, place)
        if value:
            first, last = tokens[place], tokens[place + used - 1]
            yield Figure(text[first.start : last.end], first.start, value)
        place += used


def _read(text: str, tokens: tuple[_Token, ...], place: int) -> tuple[int, str]:
    """Read one figure from ``place`` on: how many tokens it takes, its value or nothing."""
    token = tokens[place]
    if token.number is not None:
        scale = _scale(text, tokens, place)
        return (2, _value(token.number * scale)) if scale else (1, _value(token.number))
    if token.text in _MONTHS and _is_month(text, tokens, place):
        return 1, f"month {_MONTHS[token.text]}"
    if token.text in _ROUGH:
        return 1, f"about {_ROUGH[token.text]}"
    if token.text in _VAGUE and place + 1 < len(tokens):
        following = tokens[place + 1].text
        if following in _LARGE or following == "dozen":
            exact = token.text == "a" and following != "dozen"
            size = _LARGE.get(following, 12)
            return 2, _value(Decimal(size)) if exact else f"about {size}"
    if token.text in _SMALL or token.text in _LARGE:
        return _words(text, tokens, place)
    return 1, ""


def _scale(text: str, tokens: tuple[_Token, ...], place: int) -> int:
    """Return the size of a word after digits: 3 million."""
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    return _LARGE.get(following, 0)


def _words(text: str, tokens: tuple[_Token, ...], place: int) -> tuple[int, str]:
    """Read a number in words: eighty-five, one hundred and twenty, three thousand."""
    total = group = used = 0
    for i in range(place, len(tokens)):
        word = tokens[i].text
        if i > place and not _joined(text, tokens, i):
            break
        if word in _SMALL and _fits(group, _SMALL[word]):
            group += _SMALL[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in _LARGE:
            total, group = total + max(group, 1) * _LARGE[word], 0
        elif word == "and" and group % 100 == 0 and (group or total) and _goes_on(tokens, i):
            continue
        else:
            break
        used = i - place + 1
    return max(used, 1), _value(Decimal(total + group))


def _fits(group: int, value: int) -> bool:
    """Say whether a small number may follow what was read: five after eighty, not after six."""
    rest = group % 100
    return rest == 0 or (rest >= 20 and rest % 10 == 0 and value < 10)


def _goes_on(tokens: tuple[_Token, ...], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].text in _SMALL


def _joined(text: str, tokens: tuple[_Token, ...], i: int) -> bool:
    """Say whether only a space or a hyphen parts a token from the one before it."""
    return text[tokens[i - 1].end : tokens[i].start] in (" ", "-", "‑", "\u00a0")


def _is_month(text: str, tokens: tuple[_Token, ...], place: int) -> bool:
    """Say whether a word that may be a month is one: capital, and for some a date beside it."""
    token = tokens[place]
    if not text[token.start].isupper():
        return False
    if token.text not in _DOUBTFUL and len(token.text) > 3:
        return True
    beside = [tokens[i] for i in (place - 1, place + 1) if 0 <= i < len(tokens)]
    dated = place > 0 and tokens[place - 1].text in _DATING
    return dated or any(other.number is not None for other in beside)


def _value(number: Decimal) -> str:
    """Return the form of a number for comparing."""
    return format(number.normalize(), "f")
