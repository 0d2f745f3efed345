"""How names are compared: folding, word boundaries, capitals and plurals.

Folding makes equal what the eye takes for equal (the kinds of apostrophe, of space and of
hyphen, precomposed and combining accents) and keeps a map back to the original text.
Boundaries follow Unicode's default rule for words (UAX #29) as far as names need it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

_APOSTROPHES = "‘’‛ʼʻ＇"
_HYPHENS = "‐‑‒–−﹣－"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"

_SAME = MappingProxyType(
    {ord(c): "'" for c in _APOSTROPHES}
    | {ord(c): "-" for c in _HYPHENS}
    | {ord(c): None for c in _INVISIBLE}
)
_PLAIN = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")

# Scripts that are written without spaces: every character may begin or end a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Letters before an apostrophe that French and Italian set before a name: l'Algérie.
_ELISIONS = frozenset("l d j m n s t c qu all dall dell nell sull un".split())
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable; ``starts[i]`` is where its i-th character began."""

    text: str
    starts: range | tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text that ``start:end`` was folded from."""
        return self.starts[start], self.starts[end]


def fold(text: str) -> Folded:
    """Fold a text: same characters made the same, runs of white space made one space."""
    if _PLAIN.fullmatch(text):
        return Folded(text, range(len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    for start, cluster in _clusters(text):
        for character in unicodedata.normalize("NFC", cluster).translate(_SAME):
            space = character.isspace()
            if space and folded and folded[-1] == " ":
                continue
            folded.append(" " if space else character)
            starts.append(start)
    return Folded("".join(folded), (*starts, len(text)))


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with the combining marks that follow it, and where it begins."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not unicodedata.combining(text[i]):
            yield start, text[start:i]
            start = i


def lower(text: str) -> str:
    """Make letters small, one for one: the length of the text stays what it is."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def key(name: str) -> str:
    """Return the form under which names are looked up: folded, capitals aside."""
    return lower(fold(name.strip()).text)


# --- word boundaries ----------------------------------------------------------------------


def _is_word(character: str) -> bool:
    """Say whether a character is part of a word: a letter, a mark, a digit or a joiner."""
    return unicodedata.category(character)[0] in "LMN" or character in "_" + _JOINERS


def _joined(before: str, after: str) -> bool:
    """Say whether two neighbours belong to one word."""
    if not (_is_word(before) and _is_word(after)):
        return False
    if unicodedata.category(after)[0] == "M":
        return True
    return not (_UNSPACED.match(before) or _UNSPACED.match(after))


def begins_word(text: str, start: int) -> bool:
    """Say whether a word of the folded text may begin at ``start``."""
    if start == 0:
        return True
    before, after = text[start - 1], text[start]
    if before == "'" and start > 1 and _is_word(text[start - 2]) and _is_word(after):
        letters = re.search(r"[^\W\d_]+$", text[max(0, start - 6) : start - 1])
        return bool(letters) and letters[0].casefold() in _ELISIONS  # type: ignore[index]
    return not _joined(before, after)


def ends_word(text: str, end: int) -> bool:
    """Say whether a word of the folded text may end at ``end``; a following 's may."""
    if end == len(text):
        return True
    if text[end] == "'" and end + 1 < len(text) and _is_word(text[end - 1]):
        if text[end + 1] in "sS" and (end + 2 == len(text) or not _is_word(text[end + 2])):
            return True
        return not _is_word(text[end + 1])
    return not _joined(text[end - 1], text[end])


# --- capitals and plurals --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which an entity is written in prose.

    ``case`` is ``exact``, ``first`` (a small first letter may be a capital) or ``any``.
    """

    entity: str
    text: str
    case: str

    def allows(self, surface: str) -> bool:
        """Say whether the capitals of a folded surface form fit the spelling."""
        if self.case == "any" or surface == self.text:
            return True
        return self.case == "first" and surface == self.text[:1].upper() + self.text[1:]


def case_rule(name: str, *, term: bool, match_case: bool | None) -> str:
    """Return the rule for capitals: section 3 of the contract."""
    if match_case is not None:
        return "exact" if match_case else "any"
    if term and not name.isupper():
        return "any"
    return "first" if name[:1].islower() else "exact"


def plurals(term: str) -> tuple[str, ...]:
    """Return the regular English plurals of a term that ends in a Latin letter."""
    if not re.search(r"[A-Za-z]$", term):
        return ()
    lower = term.lower()
    if re.search(r"[^aeiou]y$", lower) and not term.isupper():
        return (term[:-1] + "ies",)
    if re.search(r"(?:s|x|z|ch|sh)$", lower):
        return (term + "es",)
    if re.search(r"[^aeiou]o$", lower):
        return (term + "s", term + "es")
    return (term + "s",)
