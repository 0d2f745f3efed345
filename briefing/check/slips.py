"""What was meant to be a citation, a link or a footnote and is plain words, and what `new` left.

A bracket too few makes words of a citation, and the page shows them as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.fragments import Fragments, Text, plain_text
from briefing.model import Briefing
from briefing.read.kinds import STAND_IN

_NOTE = "[^1]: its text, on a line below; a summary, a key point or a gist takes no footnote"
_ADDRESS = "[text](address), with %20 for a space in the address"
_WITHIN = "[text](address) with no link, citation or note within the text"
_PLACE = r"(?:https?:|\.\.?/)"  # how an address begins, of a page or of a file
_SLIPS = (
    (r"\[@[^\]\n]{0,20}\]?", "unknown-citation", "citation", "[@p3] or [@p3, p5]"),
    (r"\(@(?:[\w.-]+:)?p\d+\b[^)\n]{0,20}\)?", "unknown-citation", "citation", "[@p3]"),
    (
        r"(?:\[[^\S\n]+|［\s*)@(?:[\w.-]+:)?p\d+\b[^\[\]］\n]{0,20}[\]］]",
        "unknown-citation",
        "citation",
        "[@p3]",
    ),
    (r"\[p\d{1,4}(?:\s*[-–,]\s*p?\d{1,4})*\]", "unknown-citation", "citation", "[@p3]"),
    (r"\[\[[^\]\n]{0,20}\]?", "broken-link", "link", "[[sirte]]"),
    (r"\[\^[^\]\n]{1,100}\]|\^\[[^\]\n]{1,100}\]?", "broken-link", "footnote", _NOTE),
    (
        rf"(?:\[[^\[\]\n]{{0,100}}|^)\]\({_PLACE}\S{{0,200}}\s[^)\n]{{0,200}}\)",
        "broken-link",
        "link",
        _ADDRESS,
    ),
    (rf"^\]\({_PLACE}[^)\s]{{0,200}}\)", "broken-link", "link", _WITHIN),
    (
        rf"\[{_PLACE}[^\]\n]{{0,100}}\]|(?<=\))\[[^\[\]\s]{{1,100}}\.md(?:#[^\[\]\s]*)?\]",
        "broken-link",
        "link",
        "[text](address)",
    ),
)
_MOST = 100  # characters that are shown
_LIKELY = re.compile(r"[\[［]|^\]|\(@")
_PATTERNS = [(re.compile(pattern), code, what, right) for pattern, code, what, right in _SLIPS]


def slips(texts: Iterable[Fragments]) -> Iterator[Diagnostic]:
    """Yield a warning for each stretch of prose that looks like a citation, a link, a footnote."""
    prose = (f for fragments in texts for f in fragments if isinstance(f, Text))
    likely = (f for f in prose if _LIKELY.search(f.text))
    return chain.from_iterable(map(_found, likely))


def _found(prose: Text) -> Iterator[Diagnostic]:
    for pattern, code, what, right in _PATTERNS:
        for found in pattern.finditer(prose.text):
            message = f"“{found[0].strip()[:_MOST]}” looks like a {what} and is none"
            place = prose.at(found.start())
            yield problem(code, place, message, f"write {right}", Severity.WARNING)


def stand_ins(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each page whose summary is still the one that `new` wrote."""
    for document in briefing.documents:
        if not document.draft and STAND_IN in plain_text(briefing.summaries[document.id]):
            message, hint = "this is still the sentence that new wrote", "say it in your own words"
            where = document.where("summary")
            yield problem("bad-value", where, message, hint, Severity.WARNING)
