"""Runs of capitalised words in English prose: what a reader takes for a name at first sight.

1. A text is cut into words that know what stands before them.
2. Words that would have a capital anyway, at the start of a sentence or of a quotation, are
   marked; headlines, where every word may have one, are left out as a whole.
3. Neighbouring capitalised words are joined, across the small words that names have in them,
   and what an acronym in brackets stands for is taken as one name.

In a script without capitals there is nothing to be found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from briefing.link.names import Folded, elision, fold
from briefing.link.sentences import sentences

# An article that Arabic and Spanish names have before them, then letters; or U.S. and the like.
_WORD = re.compile(
    r"(?<!\w)(?:(?:[^\W\d_]\.){2,}"
    r"|(?:(?:al|el|ul|as|ash|ad|at|an|ar|az|ed|es|ez)-)?[^\W\d_]\w*(?:'[^\W\d_]\w*)*)",
    re.IGNORECASE,
)
_MARKS = frozenset(".!?:…")
_OPENERS = ('"', "“", "„", "«", "‹", "(", "[")
_LONGEST_GAP = 20
_ELIDING = ("fr", "it", "ca", "oc")
_ACRONYM = re.compile(r"\((\w{2,10})\)")
_MOST_PARTS = 12
_CONTEXT = 2

PARTICLES = frozenset(
    "of de del della di da do dos du des la le el al ibn bin bint ben ould van von der zu y".split()
)
_WITHIN = (" ", "-", " d'")
_LEADING = frozenset("ibn bin bint ben ould van von de di da du abu umm".split())
_MOST_PARTICLES = 3
_FUNCTION_WORDS = frozenset("of the and for in on at to de du des la le".split())
_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
    """.split()
)
_SHORTENED = frozenset(
    "mr mrs ms dr prof gen lt col maj brig capt sgt cmdr adm sen rep gov rev st".split()
)


class Word(Struct, frozen=True):
    """A word of a folded text, without a possessive 's; ``gap`` is what stands before it.

    ``opens`` says that it begins something, so that its capital tells nothing; ``known``
    that it is part of a name that is known already.
    """

    text: str
    start: int
    end: int
    gap: str
    capital: bool
    possessive: bool
    opens: bool
    known: bool


class Run(Struct, frozen=True):
    """Capitalised words that stand together, and the words around them in small letters.

    ``before`` are the two words before the run, "the" aside, ``after`` is the one behind it,
    each only if nothing but a space parts them. ``acronym`` stands in brackets for the whole.
    """

    words: tuple[Word, ...]
    before: tuple[str, ...] = ()
    after: str = ""
    acronym: str = ""

    @property
    def start(self) -> int:
        """Where it begins in the folded text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends in the folded text."""
        return self.words[-1].end


def runs(
    text: str, known: Sequence[tuple[int, int]] = (), language: str = "en"
) -> tuple[tuple[Run, ...], Folded]:
    """Return the runs of a text in order, and the folded text in which they stand.

    ``known`` are the stretches of the text that are names already.
    """
    folded = fold(text)
    words = _words(folded, known, elides=language in _ELIDING)
    return tuple(_runs(words, _expansions(folded.text, words))), folded


# --- words --------------------------------------------------------------------------------


def _words(folded: Folded, known: Sequence[tuple[int, int]], *, elides: bool) -> list[Word]:
    """Cut a text into words; a headline has no capitals that would tell anything.

    Where the language ``elides``, the article before a name is none of it: l'Algérie.
    """
    text = folded.text
    found = list(_WORD.finditer(text))
    starts = [match.start() for match in found]
    opening = {bisect_left(starts, start) for start, _ in sentences(text)}
    ends = [0, *(match.end() for match in found)]
    headline = _is_headline([match[0] for match in found], text[ends[-1] :])
    covered = _covered(folded, known)
    words = []
    for i, match in enumerate(found):
        cut = elision(match[0], opens=i in opening) if elides else ""
        gap = text[ends[i] : match.start()] + cut
        start = match.start() + len(cut)
        whole = match[0][len(cut) :]
        possessive = whole[-2:] in ("'s", "'S")
        name = whole[:-2] if possessive else whole
        opens = i in opening or _opens(gap) or (i > 0 and _is_latin(found[i - 1][0]))
        words.append(
            Word(
                name,
                start,
                start + len(name),
                gap,
                capital=not headline and _is_capital(name),
                possessive=possessive,
                opens=opens and not cut,
                known=bool(covered[start]),
            )
        )
    return words


def _covered(folded: Folded, known: Sequence[tuple[int, int]]) -> bytearray:
    """Return for each character of the folded text whether it is part of a known name."""
    covered = bytearray(len(folded.text))
    for start, end in known:
        first, last = bisect_left(folded.starts, start), bisect_left(folded.starts, end)
        covered[first:last] = b"\1" * (last - first)
    return covered


def _is_capital(word: str) -> bool:
    """Say whether a word is written as names are, the article or preposition in it aside."""
    if word.lower().removesuffix("s") in _CALENDAR or word.partition("'")[0] == "I":
        return False
    bare = re.sub(r"^(?:[^\W\d_]{2,3}-|[dl]'|[ʿʾ])(?=[^\W\d_])", "", word)
    return word[:1].isupper() or bare[:1].isupper() or bare[:1].istitle()


def _opens(gap: str) -> bool:
    """Say whether a word behind the gap begins a sentence, a quotation or a remark."""
    if gap.endswith(_OPENERS):
        return True
    if gap.endswith("'"):
        return not gap[:-1] or gap[-2] in " (—"
    marks = gap[-_LONGEST_GAP:]
    return any(c in _MARKS for c in marks[1 + max(map(marks.rfind, "0123456789")) :])


def _is_latin(word: str) -> bool:
    """Recognise e.g. and a.m.: what follows them with a capital begins a sentence."""
    return word.endswith(".") and word.islower()


def _is_headline(words: list[str], end: str) -> bool:
    """Say whether a passage is set as headlines are: no mark at its end, capitals wherever."""
    cased = [word for word in words if word.lower() != word.upper()]
    if len(cased) > 2 and all(word.isupper() for word in cased):
        return True
    long = [word for word in cased if len(word) > 3]
    capitals = sum(word[:1].isupper() for word in long)
    return not set(end) & (_MARKS | {";"}) and len(cased) > 2 and 2 * capitals > len(long)


# --- acronyms -----------------------------------------------------------------------------


def _expansions(text: str, words: Sequence[Word]) -> Mapping[int, tuple[int, str]]:
    """Map the first word of what an acronym in brackets stands for to (acronym's, acronym)."""
    starts = [word.start for word in words]
    found = {}
    for match in _ACRONYM.finditer(text):
        at = bisect_left(starts, match.start(1))
        capitals = sum(character.isupper() for character in match[1])
        if at < len(words) and starts[at] == match.start(1) and capitals > 1:
            first = _first_spelled(words[max(at - _MOST_PARTS, 0) : at], match[1].lower())
            if first:
                found[at - first] = (at, match[1])
    return found


def _first_spelled(words: Sequence[Word], letters: str) -> int:
    """Return how many words at the end spell the letters with their initials, 0 if none do."""
    parts: list[tuple[str, int]] = []
    for i, word in enumerate(words):
        if i and word.gap not in (" ", "-"):
            parts = []  # a comma, say: what stands before it is not part of the name
        parts += [(part, i) for part in word.text.split("-") if part]
    first = _spelled(parts, len(parts) - 1, letters, len(letters) - 1)
    return 0 if first is None else len(words) - parts[first][1]


def _spelled(parts: Sequence[tuple[str, int]], at: int, letters: str, last: int) -> int | None:
    """Return the part with the first letter if the letters can be spelled from ``at`` back.

    Words with a capital must give a letter; small ones may, function words rather not.
    """
    if last < 0:
        return at + 1
    if at < 0 or len(parts) - at > _MOST_PARTS:
        return None
    part = parts[at][0]
    hits = part[0].lower() == letters[last]
    if part[0].isupper():
        return _spelled(parts, at - 1, letters, last - 1) if hits else None
    ways = ([last - 1] if hits else []) + ([last] if last < len(letters) - 1 else [])
    if part in _FUNCTION_WORDS:
        ways.reverse()
    for left in ways:
        first = _spelled(parts, at - 1, letters, left)
        if first is not None and parts[first][0] not in _FUNCTION_WORDS:
            return first
    return None


# --- runs ---------------------------------------------------------------------------------


def _runs(words: Sequence[Word], expansions: Mapping[int, tuple[int, str]]) -> Iterator[Run]:
    """Join the words with a capital, and yield what stands together."""
    i = 0
    while i < len(words):
        if i in expansions:
            end, acronym = expansions[i]
            yield _run(words, i, end, acronym)
            i = end + 1  # the acronym itself is said with it
        elif words[i].capital:
            end = _end(words, i, expansions)
            led = i and words[i].gap == " " and words[i - 1].text in _LEADING
            yield _run(words, i - 1 if led else i, end)
            i = end
        else:
            i += 1


def _end(words: Sequence[Word], start: int, stops: Collection[int]) -> int:
    """Return the index behind the last word that belongs to the run."""
    end = start + 1
    while end < len(words) and end not in stops and not words[end - 1].possessive:
        joined = _joined(words, end)
        if not joined:
            break
        end = joined
    return end


def _joined(words: Sequence[Word], at: int) -> int:
    """Return the index behind the next capitalised word if it goes on with the run, or 0."""
    before = words[at - 1].text
    shortened = before.lower() in _SHORTENED or len(before) == 1
    if words[at].gap == ". " and shortened and words[at].capital:
        return at + 1
    if words[at].gap in _WITHIN and words[at].capital and not words[at].opens:
        return at + 1
    end = at
    while end < min(len(words), at + _MOST_PARTICLES) and words[end].gap == " ":
        small = words[end].text
        if small not in PARTICLES and not (small == "the" and words[end - 1].text == "of"):
            break
        end += 1
    ended = end == at or end == len(words) or not words[end].capital
    return 0 if ended or words[end].gap not in (" ", "-") else end + 1


def _run(words: Sequence[Word], start: int, end: int, acronym: str = "") -> Run:
    """Return a run with the words around it."""
    before: list[str] = []
    at = start
    while at and len(before) < _CONTEXT and words[at].gap in (" ", "-"):
        at -= 1
        before = [words[at].text.lower(), *before] if words[at].text != "the" else before
    goes_on = not acronym and end < len(words) and words[end].gap == " "
    after = words[end].text if goes_on and not words[end - 1].possessive else ""
    return Run(tuple(words[start:end]), tuple(before), after, acronym)


def small_words(text: str) -> frozenset[str]:
    """Return the words that a text writes small: with a capital they are no names for that."""
    return frozenset(match[0] for match in _WORD.finditer(text) if match[0][:1].islower())
