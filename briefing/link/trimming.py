"""Cut a run of capitalised words down to the name in it.

Not every capital is a name's: the start of a sentence gives one, an office does, and so does
the people that somebody comes from. What the rest of the text does with the same words tells
which is which.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from briefing.link.capitals import Word
from briefing.link.names import key
from briefing.link.roles import ADJECTIVE, HEADS, OFFICES, STARTERS, ends_in_body

Words = tuple[Word, ...]


class Evidence(Struct, frozen=True):
    """What all passages together say of capitals, as keys.

    ``words`` have a capital within a sentence, ``runs`` stand alone there, ``small`` are the
    words that are also written small, ``adjectives`` those of all names.
    """

    words: frozenset[str]
    runs: frozenset[str]
    small: frozenset[str]
    adjectives: frozenset[str]


def text_of(words: Sequence[Word]) -> str:
    """Return the words as they stand in the text."""
    return words[0].text + "".join(word.gap + word.text for word in words[1:])


def key_of(words: Sequence[Word]) -> str:
    """Return the words as a key."""
    return key(text_of(words))


def name_in(words: Words, evidence: Evidence) -> tuple[Words, bool]:
    """Return the name in a run, empty if there is none, and whether an office led to it."""
    words = _unopened(_unknown(words), evidence)
    words = _without_origin(words, evidence)
    if words and not _is_body(words):
        bare = _without_office(words)
        return _without_origin(bare, evidence) if len(bare) > 1 else bare, bare != words
    return words, False


def _unknown(words: Words) -> Words:
    """Return what of a run is new: more than a word beside a known name, or a name around it."""
    known = [i for i, word in enumerate(words) if word.known]
    if not known or len(known) == len(words):
        return () if known else words
    first, last = known[0], known[-1]
    if last + 1 < len(words):
        tail = _led(words[last + 1 :])
        # Mosul University is a name of its own, the Syria-Iraq border none.
        whole = len(tail) == 1 and tail[0].gap == " " and words[last + 1] is tail[0]
        return words[first:] if whole else tail
    head = words[:first]
    if not head:
        return ()  # a word or two between two names
    if head[-1].text in ("of", "the") and (key(head[0].text) not in OFFICES or _is_body(head)):
        return words
    return head if len([word for word in head if word.capital]) > 1 else ()


def _is_body(words: Words) -> bool:
    """Say whether words name a body of people, by their end or by what stands before "of"."""
    texts = [word.text for word in words]
    first = texts[: texts.index("of")] if "of" in texts[1:] else texts
    return ends_in_body(text_of(words)) or ends_in_body(" ".join(first))


def _led(words: Words) -> Words:
    """Return the words from the first one with a capital on."""
    start = next((i for i, word in enumerate(words) if word.capital), len(words))
    return words[start:]


def _unopened(words: Words, evidence: Evidence) -> Words:
    """Drop a first word whose capital the start of a sentence explains."""
    if not words or not words[0].opens:
        return words
    first, rest = key(words[0].text), _led(words[1:])
    if not rest:
        return words if first in evidence.words and first not in STARTERS else ()
    if first in STARTERS or (first in HEADS and words[1].text == "of"):
        return words if key_of(words) in evidence.runs else rest
    if key_of(words) in evidence.runs or first in HEADS:
        return words
    if first in evidence.small or first.endswith("ing"):
        return rest if len(rest) > 1 or key_of(rest) in evidence.runs else ()
    return words


def _without_origin(words: Words, evidence: Evidence) -> Words:
    """Drop a people's adjective before an office, or before a name that stands alone too."""
    if len(words) < 2:
        return words
    first, rest = key(words[0].text), _led(words[1:])
    people = first in evidence.adjectives or ADJECTIVE.fullmatch(first) is not None
    people = people or first.count(".") > 1  # U.S.
    before_office = key(words[1].text) in OFFICES and not ends_in_body(text_of(words))
    if people and (before_office or key_of(rest) in evidence.runs):
        return rest
    return words


def _without_office(words: Words) -> Words:
    """Drop the offices before a name: of a secretary of state, the state as well."""
    held = 0
    while held < len(words) and key(words[held].text.rstrip(".")) in OFFICES:
        held += 1
    rest = words[held:]
    if held and rest and not rest[0].capital:
        name = _led(rest)[1:]
        return name if len([word for word in name if word.capital]) > 1 else ()
    return rest
