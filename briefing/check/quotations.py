"""Quotations that are cited stand in the cited passages, letter by letter.

Folded before comparing: the kinds of quotation mark and apostrophe, of dash and of white
space; punctuation at the ends, which the quoting text may set inside the marks; the case of
the first letter, which follows the sentence that quotes. An ellipsis and a bracketed
insertion stand for anything, so what is between them must follow in order. Where words are
written without spaces, each character is compared as a word of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import pairwise
from unicodedata import normalize

from msgspec import Struct

from briefing.link.names import UNSPACED, unspaced

# Straight and single marks are also inches and apostrophes: they open after a space or a
# bracket and close before one. A single mark between s and a word is taken for a possessive.
# The first mark of ”so” (Swedish, Finnish) and the last of ‚so‘ (German) are the other way
# round elsewhere, so these have to stand at the edges of words, too.
_OPENS = r"(?<![^\s(\[“‘\"'—–])"
# The first mark of «so» closes »so«, behind a letter or a stop; l’« so » is French.
_BEGINS = r"(?<![\w.,;:!?…])"
_QUOTED = re.compile(
    rf"""
    “([^“”]+)” | „([^„“”]+)[“”] | 「([^「」]+)」 | 『([^『』]+)』
  | {_BEGINS}«([^«»]+)» | {_OPENS}»(?=\S)([^«»]+)(?<=\S)«(?!\w)
  | {_BEGINS}‹([^‹›]+)› | {_OPENS}›(?=\S)([^‹›]+)(?<=\S)‹(?!\w)
  | {_OPENS}"(?=\S)([^"]+)(?<=\S)"(?!\w)
  | {_OPENS}”(?=\S)([^“”„]+)(?<=\S)”(?!\w)
  | {_OPENS}‚(?=\S)((?:[^‚‘]|‘(?=\w)){{1,600}})‘(?!\w)
  | {_OPENS}['‘](?=[^\W\d]|…|\[) ( (?:[^'‘’]|['’](?=\w)|(?<=s)['’](?=\s\w)){{1,600}} )
        (?: (?<!s)['’](?!\w) | (?<=s)['’](?!\s?\w) )
    """,
    re.VERBOSE,
)
_OPENING = re.compile(r"[“„«»‹›「『\"”'‘‚]")
_MARKS = str.maketrans(
    dict.fromkeys('‘’‚‛“”„‟"«»‹›「」『』`´ʼ', "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
)
_DASH = re.compile(r"(?:\s?-){2,}\s?|\s-\s")
_GAP = re.compile(r"(?P<inserted>\[[^\]]*\])|\(?(?:…|\.(?:\s?\.){2,})\)?")
SPACED = rf"[^\W{UNSPACED}]"
LONE = rf"(?=\w)[{UNSPACED}]"
"""A character that is taken for a word: none of its neighbours tells where its word ends."""
# Texts, not patterns: so many letters are slow to compile, and not every build meets quotations.
_WORD = rf"{SPACED}+(?:['’-]{SPACED}+)*|{LONE}"
_LETTERS = rf"[^\W_{UNSPACED}]+|{LONE}"
_EDGES = " .,;:!?'-。，、；：！？．"
FEWEST_WORDS = 3
_LEAST_ALIKE = 0.4
LONGEST_HINT = 60
"""Words of a quotation that are looked for in what comes nearest to it."""
_CLOSE_LOOKS = 5


class Quotation(Struct, frozen=True):
    """A stretch in quotation marks, the marks left out; ``start`` is its offset."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


def quoted(text: str) -> list[Quotation]:
    """Return what stands in quotation marks, be it a single word."""
    found, end = [], 0
    for mark in _OPENING.finditer(text):  # much faster than to look for all forms everywhere
        match = _QUOTED.match(text, mark.start()) if mark.start() >= end else None
        if match:
            group, end = match.lastindex or 0, match.end()
            found.append(Quotation(match[group], match.start(group)))
    return found


def holding(quotations: Sequence[Quotation], offset: int) -> Quotation | None:
    """Return the one of a text's quotations, in order, in which an offset lies."""
    last = bisect_right(quotations, offset, key=lambda quotation: quotation.start) - 1
    return quotations[last] if last >= 0 and offset < quotations[last].end else None


def quotations(text: str) -> list[Quotation]:
    """Return what stands in quotation marks and has three words or more."""
    return [q for q in quoted(text) if sum(map(weight, re.findall(_WORD, q.text))) >= FEWEST_WORDS]


def weight(word: str) -> float:
    """Say for how much a word counts: a character that is taken for one is half a word.

    Most words of Chinese and Japanese have two characters; those of Thai have more, so
    that fewer of its words are enough to be compared.
    """
    return 0.5 if unspaced(word) else 1


def fold(text: str) -> str:
    """Return the form in which quotations are compared."""
    folded = normalize("NFC", text.translate(_MARKS)).translate(_MARKS)
    return _DASH.sub("-", " ".join(folded.split()))


def bare(text: str) -> str:
    """Return a name in the form in which names are compared."""
    return fold(text).strip(_EDGES).casefold()


class _Part(Struct, frozen=True):
    """A stretch that must stand as it is; an open edge adjoins an insertion in a word."""

    text: str
    open_start: bool = False
    open_end: bool = False


def stands_within(quotation: str, whole: str) -> bool:
    """Say whether a quotation stands in a text that is folded already, its parts in order."""
    return any(_in_order(parts, whole) for parts in _forms(quotation))


def _forms(quotation: str) -> tuple[tuple[_Part, ...], ...]:
    """Return the parts of a quotation, its first letter as it is, small and large."""
    folded = fold(quotation)
    starts = dict.fromkeys((folded[:1], folded[:1].lower(), folded[:1].upper()))
    return tuple(tuple(_parts(start + folded[1:])) for start in starts)


class Texts:
    """Texts in which quotations are looked for: only those that hold a pair of their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._folded = [fold(text) for text in texts]
        self._having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, text in enumerate(self._folded):
            for pair in {*pairwise(_words(text))}:
                self._having[pair].append(number)

    def first_with(self, quotation: str) -> int | None:
        """Return the number of the first text in which a quotation stands."""
        forms = _forms(quotation)
        pairs = (pair for part in forms[0] for pair in pairwise(_whole_words(part)))
        likely = (self._having.get(pair, []) for pair in pairs)
        for number in min(likely, key=len, default=range(len(self._folded))):
            if any(_in_order(parts, self._folded[number]) for parts in forms):
                return number
        return None


def _words(folded: str) -> list[str]:
    return re.findall(_LETTERS, folded.casefold())


def _whole_words(part: _Part) -> list[str]:
    """Return the words of a part but for those that go on in an insertion."""
    words = _words(part.text)
    return words[part.open_start : len(words) - part.open_end]


def _parts(quotation: str) -> Iterator[_Part]:
    """Yield what stands between ellipses and insertions, without punctuation at its ends."""
    place, opened = 0, False
    for gap in [*_GAP.finditer(quotation), None]:
        piece = quotation[place : gap.start() if gap else None]
        inserted = bool(gap and gap["inserted"])
        text = piece.strip(_EDGES)
        if re.search(_LETTERS, text):
            yield _Part(
                text,
                opened and piece.startswith(text) and text[0].isalnum(),
                inserted and piece.endswith(text) and text[-1].isalnum(),
            )
        place, opened = gap.end() if gap else place, inserted


def _in_order(parts: Sequence[_Part], passage: str) -> bool:
    """Say whether there are parts and they stand in a passage in order, as whole words."""
    place = 0
    for part in parts:
        place = _find(part, passage, place)
        if place < 0:
            return False
    return bool(parts)


def _find(part: _Part, passage: str, start: int) -> int:
    """Return the end of the next place where a part stands, or -1."""
    while (found := passage.find(part.text, start)) >= 0:
        end = found + len(part.text)
        before = _joined(passage[max(found - 1, 0) : found], part.text[0])
        after = _joined(part.text[-1], passage[end : end + 1])
        if (part.open_start or not before) and (part.open_end or not after):
            return end
        start = found + 1
    return -1


def _joined(before: str, after: str) -> bool:
    """Say whether two neighbours belong to one word."""
    letters = before.isalnum() and after.isalnum()
    return letters and not (unspaced(before) or unspaced(after))


# --- the nearest wording ----------------------------------------------------------------------


def nearest(quotation: str, passages: Sequence[str]) -> str:
    """Return the words of the passages that come nearest to a quotation, empty if none do.

    Stretches of its length are first weighed by the words that they share with it, which
    takes one walk; only the few heaviest are compared word by word.
    """
    wanted = [word.casefold() for word in re.findall(_WORD, fold(quotation))][:LONGEST_HINT]
    best, closest = _LEAST_ALIKE, ""
    for passage in passages if wanted else ():
        words = list(re.finditer(_WORD, passage))
        folded = [fold(word[0]).casefold() for word in words]
        for first, last, likeness in _alike(wanted, folded):
            if likeness > best:
                best, closest = likeness, passage[words[first].start() : words[last].end()]
    return closest


def parted(quotation: str, text: str) -> bool:
    """Say whether the words of a quotation stand in a text in order, be there others between.

    They must do so by threes at least: one word alone stands in most texts.
    """
    wanted, said = _words(fold(quotation)), f" {' '.join(_words(fold(text)))} "
    place = 0
    while wanted:
        number, place = _together(wanted, said, place)
        if number < FEWEST_WORDS:
            return False
        wanted = wanted[number:]
    return True


def _together(wanted: list[str], said: str, start: int) -> tuple[int, int]:
    """Return how many of the first words stand together, and where the last of them ends."""
    stretch, number, end = " ", 0, start
    for word in wanted:
        stretch += f"{word} "
        start = said.find(stretch, start)
        if start < 0:
            break
        number, end = number + 1, start + len(stretch) - 1
    return number, end


def _alike(wanted: list[str], words: list[str]) -> Iterator[tuple[int, int, float]]:
    """Yield the likeliest stretches of a passage, a word more or less at the end, how alike."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for _, before in nlargest(_CLOSE_LOOKS, _shared(wanted, words)):
        for first in range(max(-before - 1, 0), -before + 2):
            for length in (len(wanted), len(wanted) - 1, len(wanted) + 1):
                last = min(first + length, len(words)) - 1
                if last >= first:
                    matcher.set_seq1(words[first : last + 1])
                    changes = (max(b - a, d - c) for _, a, b, c, d in _changes(matcher))
                    yield first, last, 1 - sum(changes) / len(wanted)


def _changes(matcher: SequenceMatcher[str]) -> Iterator[tuple[str, int, int, int, int]]:
    return (change for change in matcher.get_opcodes() if change[0] != "equal")


def _shared(wanted: list[str], words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield how many words each stretch shares with what is wanted, and minus its place."""
    missing = Counter(wanted)
    shared = 0
    for i, word in enumerate(words):
        shared += missing[word] > 0
        missing[word] -= 1
        if (leaving := i - len(wanted)) >= 0:
            missing[words[leaving]] += 1
            shared -= missing[words[leaving]] > 0
        yield shared, -max(leaving + 1, 0)
