"""A source text that changed under the pages that cite it is noticed.

``content/evidence.lock`` keeps the text of each cited passage as it was when the editors
last looked (``python build.py accept``). A page that cites a passage whose text is another
now is warned of it, with the words that differ; nothing else is.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, chain
from typing import Any

from briefing.asjson import laid_out
from briefing.diagnostics import Diagnostic, Position, problem
from briefing.fragments import Cite, PassageRef
from briefing.link.backlinks import every, written
from briefing.link.sentences import sentences
from briefing.model import Article, Briefing
from briefing.program import command
from briefing.read.files import LOCK, misplaced

Locked = Mapping[PassageRef, str]
"""The text of each passage as the editors knew it."""


# --- the lock ---------------------------------------------------------------------------------

_FOLDER = "articles/"


def lock_text(briefing: Briefing) -> str:
    """Return the lock for the passages that pages cite now: one digest and text for each."""
    texts = passage_texts(briefing.articles)
    cited = {passage for _, cite in _cites(briefing) for passage in cite.passages}
    entries = {
        f"{passage.article.removeprefix(_FOLDER)}#{passage.passage}": {
            "sha256": _digest(texts[passage]),
            "text": texts[passage],
        }
        for passage in sorted(cited, key=lambda p: (p.article, int(p.passage[1:])))
    }
    return laid_out(entries, indent=1).decode()


def read_lock(data: bytes) -> tuple[Locked, tuple[Diagnostic, ...]]:
    """Read the lock; one that cannot be read is an error at its first line.

    A text that is not the one that was digested is as bad as none: someone, or a merge,
    has changed the lock by hand.
    """
    try:
        entries = json.loads(data.decode())
        locked = {_passage(name): _text(entry) for name, entry in entries.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        message = "the lock cannot be read"
        hint = f"restore the file, or write it anew: {command()} accept"
        return {}, (problem("bad-value", Position(LOCK), message, hint),)
    return locked, ()


def _passage(name: str) -> PassageRef:
    """Return the passage of an entry: ``SLUG#p3``, in older locks ``articles/SLUG#p3``."""
    slug, passage = name.removeprefix(_FOLDER).split("#")
    return PassageRef(_FOLDER + slug, passage)


def _text(entry: Mapping[str, Any]) -> str:
    """Return the text of an entry, if it is the one that was digested and can be shown."""
    text = entry["text"]
    if _digest(text) != entry["sha256"] or any(misplaced(text, "seeds/")):
        raise ValueError(text)
    return str(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- against the briefing -----------------------------------------------------------------------


def passage_texts(articles: Iterable[Article]) -> Locked:
    """Return the text of every passage."""
    return {
        PassageRef(article.id, passage.id): passage.text
        for article in articles
        for passage in article.passages
    }


def changed_sources(briefing: Briefing, locked: Locked) -> Iterator[Diagnostic]:
    """Yield a warning for each page and each changed passage that it cites, at the citation."""
    texts = passage_texts(briefing.articles)
    places: dict[str, PassageRef] = {}
    for passage, text in texts.items() if locked else ():
        places.setdefault(text, passage)
    told: dict[PassageRef, tuple[str, str]] = {}
    warned: set[tuple[str, PassageRef]] = set()
    for page, cite in _cites(briefing) if locked else ():
        for passage in cite.passages:
            before = locked.get(passage)
            if before is None or before == texts[passage] or (page, passage) in warned:
                continue
            warned.add((page, passage))
            if passage not in told:
                moved = places.get(before)
                said = passage, before, texts[passage], moved
                told[passage] = _change(*said, several=len(briefing.articles) > 1)
            yield problem("source-changed", cite.position, *told[passage])


def _change(
    passage: PassageRef, before: str, after: str, moved: PassageRef | None, *, several: bool
) -> tuple[str, str]:
    """Say what became of a passage, and what to do about it; ``moved`` says now what it said."""
    message = f"{_name(passage, several)} has changed: {difference(before, after)}"
    if moved:
        place = _name(moved, several)
        cite = f"what it said is {place} now: cite [@{place}]"
    else:
        cite = "compare, mend what it supports"
    return message, f"{cite}, then: {command()} accept"


def _name(passage: PassageRef, several: bool) -> str:
    """Return a passage as it is cited: ``p3``, or ``letter:p3`` where there are more texts."""
    slug = passage.article.removeprefix("articles/")
    return f"{slug}:{passage.passage}" if several else passage.passage


def _cites(briefing: Briefing) -> Iterator[tuple[str, Cite]]:
    """Yield every citation with its page, page by page, in the order of the file."""
    found: dict[str, list[Cite]] = {document.id: [] for document in briefing.documents}
    for page, fragment in every(written(briefing)):
        if isinstance(fragment, Cite):
            found[page].append(fragment)
    for relation in briefing.relations:
        found[relation.source] += relation.cites
    for page, cites in found.items():
        yield from ((page, cite) for cite in sorted(cites, key=lambda cite: cite.position))


# --- what differs -------------------------------------------------------------------------------

_CONTEXT = 3
_ENDS = 3
_ROOM = 230
_LONGEST_WORD = 30
_MOST_ITEMS = 4_000
_MOST_PAIRS = 50_000

Stretch = tuple[int, int, int, int]
"""Words ``i:j`` of the old text that became words ``k:m`` of the new one."""


def difference(before: str, after: str) -> str:
    """Return what differs between two texts, word by word: ``was [-old-] {+new+} here``.

    It is short whatever the texts are: long stretches are shown by their ends, and of many
    changes the first ones are shown and the others counted.
    """
    old, new = before.split(), after.split()
    shown, place = "", 0
    stretches = list(_stretches(before, after))
    for number, (i, j, k, m) in enumerate(stretches):
        kept = _cut(old[place:i], _CONTEXT if number else 0, _CONTEXT)
        change = " ".join([*kept, *_marked(old[i:j], new[k:m])])
        if number and len(shown) + len(change) > _ROOM:
            return f"{shown} … and {len(stretches) - number} more"
        shown, place = f"{shown} {change}".strip(), j
    if not stretches:
        return "only in its spaces"
    return " ".join([shown, *_cut(old[place:], _CONTEXT, 0)])


def _marked(removed: list[str], added: list[str]) -> Iterator[str]:
    if removed:
        yield f"[-{' '.join(_cut(removed, _ENDS, _ENDS))}-]"
    if added:
        yield f"{{+{' '.join(_cut(added, _ENDS, _ENDS))}+}}"


def _cut(words: list[str], start: int, end: int) -> list[str]:
    """Return words with an ellipsis for what is neither near the start nor near the end."""
    if len(words) > start + end:
        words = [*words[:start], "…", *words[len(words) - end :]]
    return [w if len(w) <= _LONGEST_WORD else f"{w[: _LONGEST_WORD - 1]}…" for w in words]


def _stretches(before: str, after: str) -> Iterator[Stretch]:
    """Yield what differs: first by sentences, then within these by words.

    So a long passage takes little longer than a short one, and words are compared with
    those that stood in their place.
    """
    olds, news = ([tuple(t[i:j].split()) for i, j in sentences(t)] for t in (before, after))
    old_starts, new_starts = ([0, *accumulate(map(len, rows))] for rows in (olds, news))
    for i, j, k, m in _changes(olds, news):
        at, to = old_starts[i], new_starts[k]
        for a, b, c, d in _changes([*chain(*olds[i:j])], [*chain(*news[k:m])], alike=0.5):
            yield at + a, at + b, to + c, to + d


def _changes(old: Sequence[Any], new: Sequence[Any], alike: float = 0) -> Iterator[Stretch]:
    """Yield what differs between two rows; rows with little in common differ as a whole."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    matcher = SequenceMatcher(a=a, b=b, autojunk=False) if _bearable(a, b) else None
    if matcher is None or matcher.ratio() < alike:
        yield from [(start, start + len(a), start, start + len(b))] if a or b else []
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            yield start + i, start + j, start + k, start + m


def _bearable(a: Sequence[Any], b: Sequence[Any]) -> bool:
    """Say whether two rows can be compared in no time: how often they agree decides that."""
    if not (a and b) or len(a) + len(b) > _MOST_ITEMS:
        return False
    often = Counter(b)
    return sum(often[item] for item in a) <= _MOST_PAIRS
