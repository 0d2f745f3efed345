"""Quotations that are cited stand in the cited passages, letter by letter.

Folded before comparing: the kinds of quotation mark and apostrophe, white space, a comma
or full stop that the quoting text set inside the marks. An ellipsis and a bracketed
insertion stand for anything, so what is between them must follow in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
_MARKS = str.maketrans(dict.fromkeys('‘’‚‛“”„‟"«»‹›`ʼ', "'") | dict.fromkeys("‐‑", "-"))
_GAP = re.compile(r"\[[^\]]*\]|\(?(?:…|\.\s?\.\s?\.)\)?")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in quotation marks, the marks left out; ``start`` is its offset."""

    text: str
    start: int


def quotations(text: str) -> Iterator[Quotation]:
    """Yield what stands in double quotation marks and has three words or more."""
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        if len(_WORD.findall(match[group])) >= FEWEST_WORDS:
            yield Quotation(match[group], match.start(group))


def fold(text: str) -> str:
    """Return the form in which quotations are compared."""
    return " ".join(text.translate(_MARKS).split())


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch that must stand as it is; an open edge adjoins an insertion in a word."""

    text: str
    open_start: bool = False
    open_end: bool = False


def stands_in(quotation: str, passages: Sequence[str]) -> bool:
    """Say whether a quotation stands in one of the passages, its parts in order."""
    parts = tuple(_parts(fold(quotation)))
    return any(_in_order(parts, fold(passage)) for passage in passages)


def _parts(quotation: str) -> Iterator[_Part]:
    """Yield what stands between ellipses and insertions, the last without its stop."""
    place, opened = 0, False
    for gap in [*_GAP.finditer(quotation), None]:
        end = gap.start() if gap else len(quotation)
        text = quotation[place:end].strip()
        text = text if gap else text.rstrip(".,;:!?'") or text
        inside = bool(gap) and quotation[:end].endswith(text) and text[-1:].isalnum()
        if text:
            yield _Part(text, opened and quotation[place].isalnum(), inside)
        if gap:
            place, opened = gap.end(), True


def _in_order(parts: Sequence[_Part], passage: str) -> bool:
    """Say whether the parts stand in a passage one after the other, as whole words."""
    place = 0
    for part in parts:
        place = _find(part, passage, place)
        if place < 0:
            return False
    return True


def _find(part: _Part, passage: str, start: int) -> int:
    """Return the end of the next place where a part stands, or -1."""
    while (found := passage.find(part.text, start)) >= 0:
        end = found + len(part.text)
        before = passage[found - 1 : found].isalnum() and part.text[0].isalnum()
        after = passage[end : end + 1].isalnum() and part.text[-1].isalnum()
        if (part.open_start or not before) and (part.open_end or not after):
            return end
        start = found + 1
    return -1


def nearest(quotation: str, passages: Sequence[str]) -> str:
    """Return the words of the passages that come nearest to a quotation, empty if none do."""
    wanted = [word.casefold() for word in _WORD.findall(fold(quotation))]
    best, closest = 0.5, ""
    for passage in passages:
        words = list(_WORD.finditer(passage))
        folded = [fold(word[0]).casefold() for word in words]
        for first, last, likeness in _windows(wanted, folded):
            if likeness > best:
                best, closest = likeness, passage[words[first].start() : words[last].end()]
    return closest


def _windows(wanted: list[str], words: list[str]) -> Iterator[tuple[int, int, float]]:
    """Yield stretches of the passage that share words with what is wanted, and how alike."""
    size = len(wanted)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    known = set(wanted)
    for first in range(max(1, len(words) - size + 1)):
        for length in (size, size + 1, size - 1):
            last = min(first + length, len(words)) - 1
            if last >= first and words[first] in known:
                matcher.set_seq1(words[first : last + 1])
                yield first, last, matcher.ratio()
