"""What was meant to be a citation or a link and is plain words, and what `new` left to be said.

A bracket too few makes words of a citation, and the page shows them as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.fragments import Text, plain_text
from briefing.link.backlinks import written
from briefing.model import Briefing
from briefing.read.kinds import STAND_IN

_SLIPS = (
    (re.compile(r"\[@[^\]\n]{0,20}\]?"), "unknown-citation", "citation", "[@p3] or [@p3, p5]"),
    (re.compile(r"\(@[\w:.-]*p\d+[^)\n]{0,20}\)?"), "unknown-citation", "citation", "[@p3]"),
    (re.compile(r"\[p\d{1,4}(?:\s*[-–,]\s*p?\d{1,4})*\]"), "unknown-citation", "citation", "[@p3]"),
    (re.compile(r"\[\[[^\]\n]{0,20}\]?"), "broken-link", "link", "[[sirte]]"),
)


def slips(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each stretch of prose that looks like a citation or a link."""
    for texts in written(briefing).values():
        for fragment in (f for fragments in texts for f in fragments if isinstance(f, Text)):
            for pattern, code, what, right in _SLIPS:
                for found in pattern.finditer(fragment.text):
                    message = f"“{found[0].strip()}” looks like a {what} and is none"
                    place = fragment.at(found.start())
                    yield problem(code, place, message, f"write {right}", Severity.WARNING)


def stand_ins(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each page whose summary is still the one that `new` wrote."""
    for document in briefing.documents:
        if not document.draft and STAND_IN in plain_text(briefing.summaries[document.id]):
            message, hint = "this is still the sentence that new wrote", "say it in your own words"
            where = document.where("summary")
            yield problem("bad-value", where, message, hint, Severity.WARNING)
