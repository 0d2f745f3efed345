"""Each statement is held against what it cites; the result is a verdict, and a diagnostic.

1. A quotation of three words or more must stand in a cited passage.
2. A figure must stand in a cited passage, in digits or in words. Dates of the article and
   of cited references count as well.
3. A paragraph, list item or summary of an entity or an event, and a key point, cites
   something.

What rests on a reference cannot be compared: its text is not here. An editor accepts an
exception in the citation itself, ``[@p3 ~ why]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefing.check.figures import Figure, figures, missing, values
from briefing.check.quotations import Quotation, nearest, quotations, stands_in
from briefing.check.statements import Block, Statement, blocks, statements
from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.fragments import PassageRef
from briefing.model import Article, Briefing, Document, Entity, Event


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cited statement and how it stood the comparison.

    ``quoted`` and ``counted`` are how many of its quotations and figures stand in what it
    cites; ``misquoted`` and ``unfounded`` those that do not. ``unread`` says that it rests
    on a reference, whose text cannot be compared; ``accepted`` that an editor accepted it.
    """

    statement: Statement
    quoted: int = 0
    counted: int = 0
    misquoted: tuple[Quotation, ...] = ()
    unfounded: tuple[Figure, ...] = ()
    unread: bool = False
    accepted: bool = False
    reason: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing in it was found wanting."""
        return not (self.misquoted or self.unfounded)


def verdicts(briefing: Briefing) -> tuple[Verdict, ...]:
    """Return the verdict on every sentence that cites something, page by page."""
    if briefing.settings.evidence == "off":
        return ()
    known = _Known(briefing)
    return tuple(known.verdict(s) for s in statements(briefing) if s.cites)


class _Known:
    """What the passages say, worked out once for each."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.texts = {
            PassageRef(article.id, passage.id): passage.text
            for article in briefing.articles
            for passage in article.passages
        }
        self.values: dict[PassageRef, frozenset[str]] = {}
        self.dates = {article.id: _date_values(article) for article in briefing.articles}

    def verdict(self, statement: Statement) -> Verdict:
        """Compare one statement with what it cites."""
        accepted = [cite for cite in statement.cites if cite.accepted is not None]
        reason = next((cite.accepted for cite in accepted if cite.accepted), "")
        if statement.references or not statement.passages:
            return Verdict(statement, unread=True, accepted=bool(accepted), reason=reason)
        passages = [self.texts[passage] for passage in statement.passages]
        quoted = tuple(quotations(statement.text))
        wrong = tuple(q for q in quoted if not stands_in(q.text, passages))
        counted = figures(statement.text)
        unfounded = tuple(missing(statement.text, self._known_values(statement)))
        return Verdict(
            statement,
            quoted=len(quoted) - len(wrong),
            counted=len(counted) - len(unfounded),
            misquoted=wrong,
            unfounded=unfounded,
            accepted=bool(accepted),
            reason=reason,
        )

    def _known_values(self, statement: Statement) -> frozenset[str]:
        """Return the figures of all that a statement cites."""
        known: frozenset[str] = frozenset()
        for passage in statement.passages:
            if passage not in self.values:
                self.values[passage] = values(self.texts[passage])
            known |= self.values[passage] | self.dates[passage.article]
        return known


def _date_values(article: Article) -> frozenset[str]:
    """Return the figures of an article's own date: year, month and day."""
    found: set[str] = set()
    for bound in (article.date.lower, article.date.upper) if article.date else ():
        if bound:
            found |= {str(bound[0])}
    if article.date and len(article.date.start) > len("2017?"):
        for bound in (article.date.lower, article.date.upper):
            found |= {f"month {bound[1]}", str(bound[2])} if bound else set()
    return frozenset(found)


# --- diagnostics ------------------------------------------------------------------------------


def evidence_problems(
    briefing: Briefing, found: tuple[Verdict, ...], texts: Mapping[PassageRef, str]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the evidence, at the very words."""
    for verdict in found:
        if not verdict.accepted:
            yield from _misquotes(verdict, texts)
            yield from _unfounded(verdict)
    if briefing.settings.evidence != "off":
        yield from _uncited(briefing)


def _misquotes(verdict: Verdict, texts: Mapping[PassageRef, str]) -> Iterator[Diagnostic]:
    statement = verdict.statement
    for quotation in verdict.misquoted:
        where = _cited(statement)
        close = nearest(quotation.text, [texts[p] for p in statement.passages])
        hint = f"it says “{close}”" if close else f"nothing in {where} comes near it"
        message = f"“{quotation.text}” does not stand in {where}"
        yield problem("misquote", statement.at(quotation.start), message, hint)


def _unfounded(verdict: Verdict) -> Iterator[Diagnostic]:
    statement = verdict.statement
    for figure in verdict.unfounded:
        message = f'"{figure.text}" does not stand in {_cited(statement)}'
        hint = "mend the figure or the citation; [@p3 ~ why] accepts it as it is"
        yield problem("number-not-in-source", statement.at(figure.start), message, hint)


def _cited(statement: Statement) -> str:
    """Return the passages of a statement in words: p3, or p3 and p5."""
    names = [passage.passage for passage in statement.passages]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _uncited(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield what cites nothing and should."""
    severity = Severity.ERROR if briefing.settings.evidence == "require" else Severity.WARNING
    for document in briefing.documents:
        for what, block in _claims(briefing, document):
            if not block.cites:
                message = f"this {what} cites nothing"
                hint = "name the passage that supports it: [@p3]"
                yield problem("uncited", block.at(0), message, hint, severity)


def _claims(briefing: Briefing, document: Document) -> Iterator[tuple[str, Block]]:
    """Yield the blocks of a document that must cite something."""
    for point in briefing.points.get(document.id, ()):
        yield from (("key point", block) for block in blocks(point))
    if isinstance(document, Entity | Event):
        yield from (("summary", b) for b in blocks(briefing.summaries[document.id]))
        for block in blocks(briefing.bodies[document.id]):
            if block.tag in _CLAIMING and not block.text.rstrip().endswith(":"):
                yield _CLAIMING[block.tag], block


_CLAIMING = {"p": "paragraph", "li": "list item", "dd": "definition"}
