"""A source text that changed under the pages that cite it is noticed.

``content/evidence.lock`` keeps the text of each cited passage as it was when the editors
last looked (``python build.py accept``). A page that cites a passage whose text is another
now is warned of it, with the words that differ; nothing else is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.fragments import Cite, PassageRef
from briefing.model import Briefing

LOCK = "content/evidence.lock"

Locked = Mapping[PassageRef, str]
"""The text of each passage as the editors knew it."""

_CONTEXT = 3


def lock_text(briefing: Briefing) -> str:
    """Return the lock for the passages that pages cite now: one digest and text for each."""
    texts = passage_texts(briefing)
    cited = {passage for _, cite in _cites(briefing) for passage in cite.passages}
    entries = {
        f"{passage.article}#{passage.passage}": {
            "sha256": hashlib.sha256(texts[passage].encode()).hexdigest(),
            "text": texts[passage],
        }
        for passage in sorted(cited, key=lambda p: (p.article, int(p.passage[1:])))
    }
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def read_lock(text: str) -> tuple[Locked, tuple[Diagnostic, ...]]:
    """Read the lock; one that cannot be read is an error at its first line."""
    try:
        entries = json.loads(text)
        locked = {
            PassageRef(*name.split("#", 1)): str(entry["text"]) for name, entry in entries.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        message = "the lock cannot be read"
        hint = "restore the file, or write it anew: python build.py accept"
        return {}, (problem("bad-value", Position(LOCK), message, hint),)
    return locked, ()


def passage_texts(briefing: Briefing) -> Locked:
    """Return the text of every passage."""
    return {
        PassageRef(article.id, passage.id): passage.text
        for article in briefing.articles
        for passage in article.passages
    }


def changed_sources(briefing: Briefing, locked: Locked) -> Iterator[Diagnostic]:
    """Yield a warning for each page and each changed passage that it cites, at the citation."""
    texts = passage_texts(briefing)
    warned: set[tuple[str, PassageRef]] = set()
    for page, cite in _cites(briefing):
        for passage in cite.passages:
            before = locked.get(passage)
            if before in (None, texts[passage]) or (page, passage) in warned:
                continue
            warned.add((page, passage))
            message = f"{passage.passage} has changed: {difference(before or '', texts[passage])}"
            hint = "compare, mend what it supports, then: python build.py accept"
            yield problem("source-changed", cite.position, message, hint)


def _cites(briefing: Briefing) -> Iterator[tuple[str, Cite]]:
    """Yield every citation with its page, in the order of the page."""
    for document in briefing.documents:
        texts = [briefing.summaries[document.id], *briefing.points.get(document.id, ())]
        texts.append(briefing.bodies[document.id])
        texts.append(
            tuple(c for r in briefing.relations if r.source == document.id for c in r.cites)
        )
        for fragment in (fragment for fragments in texts for fragment in fragments):
            if isinstance(fragment, Cite):
                yield document.id, fragment


def difference(before: str, after: str) -> str:
    """Return what differs between two texts, word by word: ``was [-old-] {+new+} here``."""
    old, new = before.split(), after.split()
    parts: list[str] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(_shortened(old[i:j], first=not parts, last=j == len(old)))
            continue
        if i < j:
            parts.append(f"[-{' '.join(old[i:j])}-]")
        if k < m:
            parts.append(f"{{+{' '.join(new[k:m])}+}}")
    return " ".join(part for part in parts if part)


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    """Keep a few words beside a change and leave out the rest."""
    if first and last:
        return "…"
    if first:
        return " ".join((["…"] if len(words) > _CONTEXT else []) + words[-_CONTEXT:])
    if last:
        return " ".join(words[:_CONTEXT] + (["…"] if len(words) > _CONTEXT else []))
    if len(words) <= 2 * _CONTEXT:
        return " ".join(words)
    return " ".join([*words[:_CONTEXT], "…", *words[-_CONTEXT:]])
