"""All claims of the briefing in one list, each with what it cites and how it stood.

A claim is a sentence of an entity, an event or an article's own page, and on a free page a
sentence that cites something. The figures of the evidence page are sums over this list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefing.check.evidence import Verdict
from briefing.check.statements import Statement, statements
from briefing.diagnostics import Position
from briefing.fragments import PassageRef
from briefing.model import Briefing


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. ``verdict`` is one of the words of :data:`VERDICTS`.

    ``quotations`` and ``figures`` are how many of each were found in what it cites;
    ``reason`` is why an editor accepted it.
    """

    page: str
    number: int
    part: str
    text: str
    passages: tuple[PassageRef, ...]
    references: tuple[str, ...]
    verdict: str
    quotations: int
    figures: int
    reason: str
    position: Position


VERDICTS: Mapping[str, str] = {
    "verified": "its quotations and figures stand in what it cites",
    "cited": "it cites a passage and holds nothing to compare letter by letter",
    "reference": "it rests on a work whose text is not here",
    "accepted": "a check objected, and the editors accepted it",
    "open": "a check objects",
    "uncited": "it cites nothing",
}
"""What the words of a verdict mean."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All claims, page by page, and the passages that no other page relies on."""

    claims: tuple[Claim, ...] = ()
    unused: tuple[PassageRef, ...] = ()

    def sums(self) -> Mapping[str, int]:
        """Return the figures of the evidence page, by name."""
        claims = self.claims
        return {
            "claims": len(claims),
            "cited": sum(claim.verdict != "uncited" for claim in claims),
            "quotations verified": sum(claim.quotations for claim in claims),
            "figures verified": sum(claim.figures for claim in claims),
            "accepted exceptions": sum(claim.verdict == "accepted" for claim in claims),
            "passages no page relies on": len(self.unused),
        }


NO_CLAIMS = Ledger()


def ledger(briefing: Briefing, verdicts: tuple[Verdict, ...]) -> Ledger:
    """Return the list of all claims."""
    by_place = {(v.statement.page, v.statement.at(0)): v for v in verdicts}
    claims: list[Claim] = []
    for statement in statements(briefing):
        if statement.page.startswith("pages/") and not statement.rests_on:
            continue
        number = claims[-1].number + 1 if claims and claims[-1].page == statement.page else 1
        verdict = by_place.get((statement.page, statement.at(0)))
        claims.append(_claim(statement, number, verdict))
    return Ledger(tuple(claims), tuple(_unused(briefing)))


def _claim(statement: Statement, number: int, verdict: Verdict | None) -> Claim:
    return Claim(
        statement.page,
        number,
        statement.part,
        statement.text,
        statement.passages,
        statement.references,
        _word(statement, verdict),
        verdict.quoted if verdict else 0,
        verdict.counted if verdict else 0,
        verdict.reason if verdict else "",
        statement.at(0),
    )


def _word(statement: Statement, verdict: Verdict | None) -> str:
    """Return the verdict in one word."""
    if not statement.rests_on:
        return "uncited"
    if verdict is None:
        return "cited"
    if verdict.accepted:
        return "accepted"
    if not verdict.sound:
        return "open"
    if verdict.unread:
        return "reference"
    return "verified" if verdict.quoted or verdict.counted else "cited"


def _unused(briefing: Briefing) -> Iterator[PassageRef]:
    """Yield the passages on which no page but the article's own relies."""
    for article in briefing.articles:
        for passage in article.passages:
            reference = PassageRef(article.id, passage.id)
            if not set(briefing.citing.get(reference, ())) - {article.id}:
                yield reference
