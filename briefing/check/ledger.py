"""All claims of the briefing in one list, each with what it cites and how it stood.

A claim is a sentence of an entity, an event or an article's own page; on a free page, and
of the relations, it is what cites something. So it is of what only leads to claims: headings,
terms, the head of a table, and the line before a list that cites. The figures of the evidence
page are sums over this list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from briefing.check.evidence import Verdict, leads
from briefing.check.statements import Statement
from briefing.diagnostics import Position
from briefing.fragments import PassageRef
from briefing.model import Briefing, Relation


class Claim(Struct, frozen=True):
    """One claim. ``verdict`` is one of the words of :data:`VERDICTS`.

    ``quotations`` and ``figures`` are how many of each were found in what it cites;
    ``reason`` is why an editor accepted it, ``names`` are the entities that it names.
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
    names: tuple[str, ...] = ()


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "thead"})

VERDICTS: Mapping[str, str] = {
    "verified": "its quotations and figures stand in what it cites",
    "cited": "it cites a passage and holds nothing to compare letter by letter",
    "reference": "it rests on a work whose text is not here",
    "accepted": "the editors accept it as it stands, for a reason of their own",
    "open": "a check objects",
    "uncited": "it cites nothing",
}
"""What the words of a verdict mean."""


class Ledger(Struct, frozen=True):
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


def claims_of(
    said: tuple[Statement, ...],
    verdicts: tuple[Verdict, ...],
    relations: tuple[Relation, ...],
    titles: Mapping[str, str],
) -> tuple[tuple[Claim, ...], frozenset[PassageRef]]:
    """Return the claims of a page, and the passages of others on which they rest.

    They are numbered: its sentences, then its relations, for which the ``titles`` of both ends
    are needed.
    """
    judged = {id(verdict.statement): verdict for verdict in verdicts}
    below = (s for s in said if s.block.tag != "thead")
    leading = {id(s) for s, then in pairwise(below) if not s.rests_on and _leads(s, then)}
    claimed = [s for s in said if s.rests_on or (_is_claim(s) and id(s) not in leading)]
    own = (_claim(s, n, judged.get(id(s))) for n, s in enumerate(claimed, 1))
    more = (_related(titles, r, n) for n, r in enumerate(relations, len(claimed) + 1))
    claims = (*own, *more)
    resting = {claim.passages: claim.page for claim in claims}  # many rest on the same
    return claims, frozenset(p for ps, page in resting.items() for p in ps if p.article != page)


def _is_claim(statement: Statement) -> bool:
    """Say whether a sentence that cites nothing is a claim: no heading is, nor a free page's."""
    return statement.block.tag not in _HEADINGS and not statement.page.startswith("pages/")


def _leads(statement: Statement, then: Statement) -> bool:
    """Say whether a sentence leads in what follows it, which cites."""
    apart = statement.block is not then.block and statement.part == then.part
    return apart and bool(then.rests_on) and leads(statement.text)


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
        statement.names,
    )


def _related(titles: Mapping[str, str], relation: Relation, number: int) -> Claim:
    """Return the claim that a relation makes, as both of its pages show it."""
    names = [titles[page] for page in (relation.source, relation.target)]
    passages = tuple(dict.fromkeys(p for cite in relation.cites for p in cite.passages))
    references = tuple(dict.fromkeys(key for cite in relation.cites for key in cite.references))
    reason = next((cite.accepted for cite in relation.cites if cite.accepted), "")
    word = "cited" if passages else "reference"
    return Claim(
        relation.source,
        number,
        "relation",
        f"{names[0]}: {relation.label} {names[1]}",
        passages,
        references,
        "accepted" if reason else word,
        0,
        0,
        reason,
        relation.cites[0].position,
    )


def _word(statement: Statement, verdict: Verdict | None) -> str:
    """Return the verdict in one word."""
    if not statement.rests_on:
        return "uncited"
    if verdict is None:
        return "cited" if statement.passages else "reference"
    if verdict.accepted:
        return "accepted"
    if not verdict.sound:
        return "open"
    if verdict.unread:
        return "reference"
    return "verified" if verdict.quoted or verdict.counted else "cited"


def unused(briefing: Briefing, relied: Collection[PassageRef]) -> Iterator[PassageRef]:
    """Yield the passages on which no claim of a page but the article's own rests."""
    for article in briefing.articles:
        for passage in article.passages:
            reference = PassageRef(article.id, passage.id)
            if reference not in relied:
                yield reference
