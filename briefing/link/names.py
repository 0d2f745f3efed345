"""How names are compared: folding, word boundaries, capitals and plurals.

Folding makes equal what the eye takes for equal (the kinds of apostrophe, of space and of
hyphen, precomposed and combining accents) and keeps a map back to the original text.
Boundaries follow Unicode's default rule for words (UAX #29) as far as names need it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from msgspec import Struct

_APOSTROPHES = "‘’‛ʼʻ＇"
_HYPHENS = "‐‑‒–−﹣－"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"

_SAME = MappingProxyType(
    {ord(c): "'" for c in _APOSTROPHES}
    | {ord(c): "-" for c in _HYPHENS}
    | {ord(c): None for c in _INVISIBLE}
)
# Words and what stands with them in ASCII; letters that are made equal to a mark or join the
# one before them are left out. What is normalized of it is the same when it is folded.
_STABLE_WORD = r"(?:[\x21-\x7e]++|[^\W\x00-\x7fʼʻ\u1160-\u11ff]++)+"
_STABLE = re.compile(rf"{_STABLE_WORD}(?: {_STABLE_WORD})*")
_STABLE_TEXT = re.compile(rf" ?(?:{_STABLE.pattern} ?)?")

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that are written without spaces: every character may begin or end a word.

Ranges of a set in a regular expression, in order.
"""
_EDGES = tuple(
    edge
    for first, last in zip(UNSPACED[::3], UNSPACED[2::3], strict=True)
    for edge in (first, chr(ord(last) + 1))
)
# Letters before an apostrophe that French and Italian set before a name: l'Algérie.
_ELISIONS = frozenset(
    """
    l d j m n s t c qu jusqu lorsqu puisqu quoiqu
    un all coll dall dell nell sull quell quest
    """.split()
)
_BEFORE_APOSTROPHE = re.compile(r"(?<![\w'])[^\W\d_]+\Z")
_ELIDED = re.compile(rf"(?:{'|'.join(_ELISIONS)})'(?=\w)", re.IGNORECASE)
_LONGEST_ELISION = max(map(len, _ELISIONS))
_JOINERS = "\u200c\u200d"


class Folded(Struct, frozen=True):
    """A text made comparable; its i-th character was made from ``starts[i]:ends[i]``."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text that ``start:end`` was folded from."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text: same characters made the same, runs of white space made one space."""
    if _is_stable(text):
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for start, end in (*_stable(text), (len(text), len(text))):
        for first, last in _clusters(text, place, start):
            for character in unicodedata.normalize("NFC", text[first:last]).translate(_SAME):
                space = character.isspace()
                if space and folded and folded[-1][-1] == " ":
                    continue
                folded.append(" " if space else character)
                starts.append(first)
                ends.append(last)
        if start < end:
            folded.append(text[start:end])
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        place = end
    return Folded("".join(folded), starts, ends)


def _is_stable(text: str) -> bool:
    """Say whether folding leaves a whole text as it is."""
    if text.isascii():
        return text.isprintable() and "  " not in text
    return _STABLE_TEXT.fullmatch(text) is not None and unicodedata.is_normalized("NFC", text)


def _stable(text: str) -> Iterator[tuple[int, int]]:
    """Yield long stretches of a text that folding leaves as they are."""
    for match in _STABLE.finditer(text):
        start, end = match.span()
        if end < len(text) and not text[end].isascii() and _follows(text[end]):
            end -= 1  # it may become another character with what follows
        if start < end and unicodedata.is_normalized("NFC", text[start:end]):
            yield start, end


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each character of a stretch begins, and where the marks that follow it end."""
    for i in range(start + 1, end):
        if text[i].isascii() or not _follows(text[i]):
            yield start, i
            start = i
    if start < end:
        yield start, end


def _follows(character: str) -> bool:
    """Say whether a character may become one with the one before it, as accents do."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def lower(text: str) -> str:
    """Make letters small, one for one: the length of the text stays what it is.

    The sigma that ends a Greek word is a sigma, since a capital does not tell the two apart.
    """
    small = text.lower()
    if len(small) != len(text):
        small = "".join(s if len(s := c.lower()) == 1 else c for c in text)
    return small.replace("ς", "σ")


def key(name: str) -> str:
    """Return the form under which names are looked up: folded, capitals aside."""
    return lower(fold(name.strip()).text)


# --- word boundaries ----------------------------------------------------------------------


def _is_word(character: str) -> bool:
    """Say whether a character is part of a word: a letter, a mark, a digit or a joiner."""
    return unicodedata.category(character)[0] in "LMN" or character in "_" + _JOINERS


def unspaced(text: str) -> bool:
    """Say whether a text begins with a character of a script that is written without spaces."""
    return bisect_right(_EDGES, text) % 2 == 1


def _joined(before: str, after: str) -> bool:
    """Say whether two neighbours belong to one word."""
    if not (_is_word(before) and _is_word(after)):
        return False
    if unicodedata.category(after)[0] == "M":
        return True
    return not (unspaced(before) or unspaced(after))


def _binds(text: str, at: int) -> bool:
    """Say whether the mark at ``at`` binds what is around it: Sana'a, U.S.A, 3.5, 1,000."""
    if text[at] not in "'.," or not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if not _joined(before, after) or before.isdecimal() != after.isdecimal():
        return False
    return text[at] != "," or before.isdecimal()


def begins_word(text: str, start: int) -> bool:
    """Say whether a word of the folded text may begin at ``start``; after an elision it may."""
    if start == 0 or text[start - 1] == " ":
        return True
    if _joined(text[start - 1], text[start]) or _binds(text, start):
        return False
    return not _binds(text, start - 1) or _is_elision(text, start - 1)


def _is_elision(text: str, at: int) -> bool:
    """Say whether the mark at ``at`` is an apostrophe as in l'Algérie, not as in O'Neill."""
    before = text[max(0, at - _LONGEST_ELISION - 1) : at]
    letters = _BEFORE_APOSTROPHE.search(before)
    return text[at] == "'" and letters is not None and letters[0].casefold() in _ELISIONS


def elision(word: str, *, opens: bool) -> str:
    """Return what stands before a name in a word of French or Italian: the l' of l'Algérie.

    A capital is the name's own, as in D'Alema and N'Djamena, but for the L' of L'Algérie where
    the word ``opens`` a sentence.
    """
    found = _ELIDED.match(word)
    if found is None or (word[0].isupper() and (not opens or word[:2] in ("D'", "M'", "N'"))):
        return ""
    return found[0]


def ends_word(text: str, end: int) -> bool:
    """Say whether a word of the folded text may end at ``end``; before a 's it may."""
    if end == len(text) or text[end] == " ":
        return True
    if _joined(text[end - 1], text[end]) or _binds(text, end - 1):
        return False
    return not _binds(text, end) or _is_possessive(text, end)


def _is_possessive(text: str, at: int) -> bool:
    """Say whether 's stands at ``at`` and the word ends with it."""
    letter, after = text[at + 1], text[at + 2 : at + 3]
    return text[at] == "'" and letter in "sS" and not (after and _joined(letter, after))


# --- capitals and plurals --------------------------------------------------------------------


class Spelling(Struct, frozen=True):
    """One way in which an entity is written in prose.

    ``case`` is ``exact``, ``first`` (a small first letter may be a capital) or ``any``,
    ``rule`` the kind of name: ``title``, ``alias``, ``match`` or ``plural``.
    """

    entity: str
    text: str
    case: str
    rule: str = "title"

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
    """Return the regular English plurals of a term that ends in a Latin letter.

    There are two where spelling alone does not tell: "coaches", but "oligarchs".
    """
    if not unicodedata.name(term[-1:] or " ", "").startswith("LATIN "):
        return ()
    small = term.lower()
    if re.search(r"(?:[^aeiou]|qu)y$", small) and not term.isupper():
        return (term[:-1] + "ies",)
    if re.search(r"(?:s|x|z|sh)$", small):
        return (term + "es",)
    if re.search(r"(?:[^aeiou]o|ch)$", small):
        return (term + "s", term + "es")
    return (term + "s",)
