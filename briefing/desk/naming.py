"""What the text around a name says of it: other names in brackets, and what it is.

The lists of words are English, as those of :mod:`briefing.link.roles`; in another language
the brackets are still read, and what a name is stays open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from briefing.link.capitals import runs
from briefing.link.names import key
from briefing.link.roles import OFFICES, ends_in_body
from briefing.link.trimming import text_of

_BEHIND = re.compile(r" ?[(（]([^()（）]{2,80})[)）]")
_BEFORE = re.compile(r"([^\W_][\w.&-]{1,11}) ?[(（]\Z")
_LONGEST_ACRONYM = 12


def bracketed(title: str, uses: Iterable[tuple[str, int, int]]) -> tuple[str, ...]:
    """Return the names that stand beside a name in brackets, or before its own brackets.

    ``uses`` are texts with the stretch of each that is the name. "Coastal League (CL)" and
    "CL (Coastal League)" give each of the two to the other.
    """
    found: dict[str, str] = {}
    for text, start, end in uses:
        for other in _beside(title, text, start, end):
            if key(other) != key(title):
                found.setdefault(key(other), other)
    return tuple(found.values())


def _beside(title: str, text: str, start: int, end: int) -> Iterator[str]:
    behind = _BEHIND.match(text, end)
    if behind and (_is_acronym(behind[1]) or _spells(title, behind[1])):
        yield behind[1]
    inside = text[end : end + 1] in (")", "）")
    before = _BEFORE.search(text[:start])
    if inside and before and _is_acronym(before[1]):
        yield before[1]
    if inside and before and _is_acronym(title):
        yield from (text_of(r.words) for r in runs(text)[0] if key(r.acronym) == key(title))


def _is_acronym(text: str) -> bool:
    """Say whether a text is one short word with two capitals, or two letters of any script."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(text) > _LONGEST_ACRONYM or len(letters) < 2 or any(map(str.isspace, text)):
        return False
    return sum(letter.isupper() for letter in letters) > 1


def _spells(acronym: str, text: str) -> bool:
    """Say whether the words of a text begin with the letters of an acronym, in this order."""
    letters = [letter for letter in acronym.lower() if letter.isalnum()]
    if not _is_acronym(acronym) or len(text.split()) < 2 or not text[:1].isupper():
        return False
    initials = iter(word[0].lower() for word in re.findall(r"\w+", text))
    return all(letter in initials for letter in letters)


# --- what it is -------------------------------------------------------------------------------


def _nouns(**rows: str) -> dict[str, str]:
    return {word: kind for kind, words in rows.items() for word in words.split()}


_NOUNS = MappingProxyType(
    {
        "actors": _nouns(
            person="""man woman leader fighter analyst author journalist lawyer scholar son
            daughter brother cousin founder activist politician officer official researcher
            cleric writer deputy successor spokesperson colleague expert""",
            group="""group faction militia party movement organization organisation brigade
            affiliate battalion army alliance coalition union company cell force network
            branch bank fund agency institute committee association charity tribe clan""",
            state="government state country republic kingdom nation monarchy",
            media="""newspaper outlet magazine broadcaster channel station website daily weekly
            journal review tribune telegraph gazette herald inquirer times post press news""",
        ),
        "places": _nouns(
            city="city town village port capital suburb settlement municipality hamlet",
            region="""region province district governorate peninsula oblast prefecture county
            territory island valley mountains delta desert""",
            country="country nation republic kingdom",
            area="area sea lake river strait gulf ocean continent basin",
        ),
    }
)
"""Nouns that say what kind of actor or place somebody or something is."""

_PERSONAL = frozenset("abu umm ibn bin bint ben".split())
_SAYING = frozenset("said says told tells argued argues wrote writes tweeted testified".split())
_APPOSED = re.compile(
    r"(?:(?: \([^()]*)?\))?(?:,|,? (?:is|was|are|were)) "
    r"(?:an?|the|its|his|her|one of the|[\w-]+[’']s) ((?:[\w’'.-]+ ){0,7}?[\w’'-]+)"
    r"(?=[,.;:—–)]| (?:of|in|who|that|which|based|from|at|for|and|with|near|on|whose|to)\b|\Z)"
)
_LED = re.compile(r"([\w’'-]+) (of )?(?:the )?\Z")


def nature(folder: str, title: str, uses: Iterable[tuple[str, int, int]]) -> tuple[str, str]:
    """Return the ``kind`` of an actor or a place and the words that tell it, or empty texts."""
    nouns = _NOUNS.get(folder, {})
    if own := _own(folder, title.lower().split(), nouns):
        return own, title
    found: Counter[str] = Counter()
    why: dict[str, str] = {}
    for kind, words in _signs(folder, title, uses, nouns):
        found[kind] += 1
        why.setdefault(kind, words)
    (kind, _), *_others = found.most_common(1) or [("", 0)]
    return kind, why.get(kind, "")


_COMPASS = re.compile(r"(?:north|south|east|west|central|middle)\w*", re.IGNORECASE)
_WHERE = re.compile(
    r"\b(?:in|near|at|from|across|outside|around|throughout|beyond) (?:both |either |the )?"
    r"(?:(?:[^\W\da-z_][\w’'-]* ){1,3}(?:and|or) )?"
    r"(?:(?:north|south|east|west|central)\w* )?\Z"
)


def label_of(name: str, uses: Sequence[tuple[str, int, int]]) -> str:
    """Return which kind of page a name wants, ``actor`` or ``place``, by the words around it."""
    actor, place = nature("actors", name, uses)[0], nature("places", name, uses)[0]
    if bool(actor) != bool(place):
        return "actor" if actor else "place"
    where = [bool(_WHERE.search(text[:start])) or text[end:][:6] == "-based"
             for text, start, end in uses]  # fmt: skip
    return "place" if 2 * sum(where) >= max(len(uses), 1) else "actor"


def _own(folder: str, words: list[str], nouns: Mapping[str, str]) -> str:
    """Return the kind that a name of several words tells itself."""
    if len(words) < 2:
        return ""
    told = nouns.get(words[-1], "") or nouns.get(words[0], "")
    if folder == "places" and len(words) == 2 and _COMPASS.fullmatch(words[0]):
        told = told or "region"
    if told == "state":
        return ""  # who calls itself a state may be none
    if not told and folder == "actors":
        body = "group" if ends_in_body(" ".join(words)) else ""
        told = body or ("person" if _PERSONAL & set(words) else "")
    return told


def _signs(
    folder: str, title: str, uses: Iterable[tuple[str, int, int]], nouns: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield each kind that the words around a name speak for, with these words."""
    personal = folder == "actors" and " " in title and not ends_in_body(title)
    for text, start, end in uses:
        apposed, led = _APPOSED.match(text, end), _LED.search(text[:start])
        if apposed and (kind := _of_noun(apposed[1].split()[-1], nouns)):
            yield kind, text[start : apposed.end()]
        if led and (kind := _of_noun(led[1], nouns)):
            yield kind, text[led.start() : end]
        elif led and folder == "actors" and not led[2] and led[1].lower() in OFFICES:
            yield "person", text[led.start() : end]
        said = re.compile(r" (\w+)").match(text, end)
        if personal and said and said[1] in _SAYING:
            yield "person", text[start : said.end()]


def _of_noun(word: str, nouns: Mapping[str, str]) -> str:
    """Return the kind that a noun tells, in the plural too; a capital makes it part of a name."""
    return nouns.get(word, "") or nouns.get(word.removesuffix("s"), "")
