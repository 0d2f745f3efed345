"""Each page is judged by itself: what it claims, what that rests on, and what is wrong with it.

What comes of a page depends on its own texts and relations, and on what they are compared with.
So a page is judged once for as long as these are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from briefing.check.evidence import Evidence, compared, objections, uncited
from briefing.check.ledger import Claim, claims_of
from briefing.check.slips import slips
from briefing.check.statements import of_page
from briefing.diagnostics import Diagnostic, Severity
from briefing.fragments import Fragments, PassageRef
from briefing.link.backlinks import written
from briefing.memo import Once, Same, Token
from briefing.model import Briefing, Document, Relation


class Judgement(Struct, frozen=True):
    """What comes of a page: its claims, the passages of others that they rest on, its faults."""

    claims: tuple[Claim, ...]
    relied: frozenset[PassageRef]
    problems: tuple[Diagnostic, ...]


def judgements(briefing: Briefing, once: Once) -> Iterator[Judgement]:
    """Yield what comes of each page, in their order."""
    rule, texts = briefing.settings.evidence, written(briefing)
    told, names = compared(briefing)
    known = Same(once(("compared", told, names), Token))
    evidence = once(("evidence", known), partial(Evidence, briefing.articles, names))
    related: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in briefing.relations:
        if relation.cites:
            related[relation.source].append(relation)
    for document in briefing.documents:
        own, further = texts[document.id], tuple(related.get(document.id, ()))
        # Relations are others as soon as the title of any page is another.
        key = ("judgement", Same(document), known, rule, *map(Same, own), *map(Same, further))
        yield once(key, partial(_judged, briefing, document, own, further, evidence))


def _judged(
    briefing: Briefing,
    document: Document,
    texts: tuple[Fragments, ...],
    relations: tuple[Relation, ...],
    evidence: Evidence,
) -> Judgement:
    """Judge a page; where the setting is to check no evidence, only what it claims is said."""
    rule, said, problems = briefing.settings.evidence, of_page(briefing, document), [*slips(texts)]
    ends = (end for relation in relations for end in (relation.source, relation.target))
    titles = {end: briefing.entities[end].title for end in ends}
    if rule == "off":
        return Judgement(*claims_of(said, (), relations, titles), tuple(problems))
    verdicts = tuple(evidence.verdict(statement) for statement in said if statement.rests_on)
    problems += objections(verdicts, evidence)
    severity = Severity.ERROR if rule == "require" else Severity.WARNING
    problems += uncited(document, said, briefing.bodies[document.id], severity)
    return Judgement(*claims_of(said, verdicts, relations, titles), tuple(problems))
