"""Each statement is held against what it cites; the result is a verdict, and a diagnostic.

1. A quotation of three words or more must stand in the cited passages. A name or a title of
   this briefing may stand in quotation marks anywhere.
2. A figure must stand in a cited passage, in digits or in words. The date of its article
   counts as well. Figures within a quotation are compared with it.
3. A paragraph, list item or summary of an entity or an event, and a key point, cites
   something. What a lead-in ("Three reasons: [@p3]") cites, its list need not cite again;
   a footnote may cite for its paragraph.

What rests on a reference cannot be compared: its text is not here. An editor accepts an
exception in the citation itself, ``[@p3 ~ why]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from briefing.check.drift import passage_texts
from briefing.check.figures import Figure, comparable, missing, values
from briefing.check.quotations import Quotation, bare, nearest, quotations, stands_in
from briefing.check.statements import Block, Statement, blocks, of_page
from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.fragments import Cite, Fragments, Html, PassageRef
from briefing.memo import Once, Same, directly
from briefing.model import Briefing, Entity, Event


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cited statement and how it stood the comparison.

    ``quoted`` and ``counted`` are how many of its quotations and figures stand in what it
    cites; ``misquoted`` and ``unfounded`` those that do not. ``unread`` says that it rests
    on a reference, whose text cannot be compared; ``accepted`` that an editor accepted it,
    who does so for the sentence that cites, and for one that shares its citation only where
    there is something to accept.
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


def verdicts(briefing: Briefing, once: Once = directly) -> tuple[Verdict, ...]:
    """Return the verdict on every sentence that rests on a citation, page by page."""
    if briefing.settings.evidence == "off":
        return ()
    texts = tuple(passage_texts(briefing).items())
    dates = tuple((a.id, a.date.text if a.date else "") for a in briefing.articles)
    names = tuple(_names(briefing))
    known = once(("known", texts, dates, names), lambda: _Known(dict(texts), dict(dates), names))
    found: list[Verdict] = []
    for document in briefing.documents:
        stated = of_page(briefing, document, once)
        found += once(("verdicts", Same(stated), Same(known)), partial(_judged, stated, known))
    return tuple(found)


def _judged(stated: tuple[Statement, ...], known: _Known) -> tuple[Verdict, ...]:
    return tuple(known.verdict(statement) for statement in stated if statement.rests_on)


class _Known:
    """What the passages say, worked out once for each."""

    def __init__(
        self, texts: Mapping[PassageRef, str], dates: Mapping[str, str], names: Iterable[str]
    ) -> None:
        self.texts = texts
        self.order = {reference: place for place, reference in enumerate(texts)}
        self.values: dict[PassageRef, frozenset[str]] = {}
        self.dates = {article: _date_values(date) for article, date in dates.items()}
        self.names = frozenset(map(bare, names))

    def verdict(self, statement: Statement) -> Verdict:
        """Compare one statement with what it cites."""
        accepted = [cite for cite in statement.rests_on if cite.accepted is not None]
        reason = next((cite.accepted for cite in accepted if cite.accepted), "")
        if statement.references or not statement.passages:
            own = bool(accepted and statement.cites)
            return Verdict(statement, unread=True, accepted=own, reason=reason if own else "")
        passages = [self.texts[p] for p in sorted(statement.passages, key=self.order.__getitem__)]
        quoted = [q for q in quotations(statement.text) if bare(q.text) not in self.names]
        wrong = tuple(q for q in quoted if not stands_in(q.text, passages))
        counted = _outside(comparable(statement.text), quoted)
        unfounded = _outside(missing(statement.text, self._known_values(statement)), quoted)
        own = bool(accepted and (statement.cites or wrong or unfounded))
        return Verdict(
            statement,
            quoted=len(quoted) - len(wrong),
            counted=len(counted) - len(unfounded),
            misquoted=wrong,
            unfounded=unfounded,
            accepted=own,
            reason=reason if own else "",
        )

    def _known_values(self, statement: Statement) -> frozenset[str]:
        """Return the figures of all that a statement cites."""
        known: frozenset[str] = frozenset()
        for passage in statement.passages:
            if passage not in self.values:
                self.values[passage] = values(self.texts[passage])
            known |= self.values[passage] | self.dates[passage.article]
        return known


def _outside(found: Iterable[Figure], quoted: Iterable[Quotation]) -> tuple[Figure, ...]:
    """Return the figures outside quotations: one mistake in a quotation is one diagnostic."""
    return tuple(f for f in found if not any(q.start <= f.start < q.end for q in quoted))


def _names(briefing: Briefing) -> Iterator[str]:
    """Yield the titles and the names of everything in the briefing."""
    yield from (document.title for document in briefing.documents)
    yield from (reference.title for reference in briefing.references.values())
    for entity in briefing.entities.values():
        naming = entity.naming
        for name in (*naming.aliases, *naming.weak_aliases, *naming.match):
            yield name.text


def _date_values(date: str) -> frozenset[str]:
    """Return the figures of an article's own date: year, month and day, as far as given."""
    found: set[str] = set()
    for year, month, day in _DATE.findall(date):
        found |= {str(int(year))} if year.isdecimal() else set()
        found |= {f"month {int(month)}"} if month else set()
        found |= {str(int(day))} if day else set()
    return frozenset(found)


_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


# --- diagnostics ------------------------------------------------------------------------------


def evidence_problems(
    briefing: Briefing,
    found: tuple[Verdict, ...],
    texts: Mapping[PassageRef, str],
    once: Once = directly,
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the evidence, at the very words."""
    for verdict in found:
        if not verdict.accepted:
            yield from _misquotes(verdict, texts)
            yield from _unfounded(verdict)
    if briefing.settings.evidence != "off":
        yield from _uncited(briefing, once)


def _misquotes(verdict: Verdict, texts: Mapping[PassageRef, str]) -> Iterator[Diagnostic]:
    statement = verdict.statement
    for quotation in verdict.misquoted:
        where = _cited(statement)
        hint = _elsewhere(quotation, statement, texts)
        if not hint:
            close = nearest(quotation.text, [texts[p] for p in statement.passages])
            hint = f"it says “{close}”" if close else f"nothing in {where} comes near it"
        message = f"“{quotation.text}” does not stand in {where}"
        yield problem("misquote", statement.at(quotation.start), message, hint)


def _elsewhere(quotation: Quotation, statement: Statement, texts: Mapping[PassageRef, str]) -> str:
    """Name the passage of the cited articles in which a quotation does stand, if one does."""
    articles = {passage.article for passage in statement.passages}
    for passage, text in texts.items():
        if passage.article in articles and stands_in(quotation.text, [text]):
            return f"it stands in {_names_of((passage,), len(articles) > 1)[0]}"
    return ""


def _unfounded(verdict: Verdict) -> Iterator[Diagnostic]:
    statement = verdict.statement
    for figure in verdict.unfounded:
        message = f'"{figure.text}" does not stand in {_cited(statement)}'
        hint = "mend the figure or the citation; [@p3 ~ why] accepts it as it is"
        yield problem("number-not-in-source", statement.at(figure.start), message, hint)


def _cited(statement: Statement) -> str:
    """Return the passages of a statement in words: p3, or p3 or p5."""
    names = _names_of(statement.passages, len({p.article for p in statement.passages}) > 1)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _names_of(passages: tuple[PassageRef, ...], several: bool) -> list[str]:
    """Return passages as citations name them, with their article if there are several."""
    return [
        f"{p.article.partition('/')[2]}:{p.passage}" if several else p.passage for p in passages
    ]


def _uncited(briefing: Briefing, once: Once) -> Iterator[Diagnostic]:
    """Yield what cites nothing and should."""
    severity = Severity.ERROR if briefing.settings.evidence == "require" else Severity.WARNING
    for document in briefing.documents:
        points = briefing.points.get(document.id, ())
        texts = briefing.summaries[document.id], briefing.bodies[document.id]
        texts = texts if isinstance(document, Entity | Event) else ((), ())
        key = ("uncited", *map(Same, (*texts, *points)))
        for what, block in once(key, partial(_citing_nothing, points, *texts)):
            message = f"this {what} cites nothing"
            hint = "name the passage that supports it: [@p3]"
            yield problem("uncited", block.at(0), message, hint, severity)


def _citing_nothing(
    points: Iterable[Fragments], summary: Fragments, body: Fragments
) -> tuple[tuple[str, Block], ...]:
    found = _claims(points, summary, body)
    return tuple((what, block) for what, block in found if not block.cites)


def _claims(
    points: Iterable[Fragments], summary: Fragments, body: Fragments
) -> Iterator[tuple[str, Block]]:
    """Yield the blocks of key points, a summary and a body that must cite something."""
    for point in points:
        yield from (("key point", block) for block in blocks(point))
    yield from (("summary", block) for block in blocks(summary))
    yield from _claims_of_body(body, _notes_cite(body))


def _claims_of_body(body: Fragments, notes_cite: bool) -> Iterator[tuple[str, Block]]:
    """Yield what must cite something, but for what a lead-in or a footnote cites for it."""
    led = False
    for block in blocks(body):
        inherits = led and block.tag in _LED
        led = inherits or (leads(block.text) and bool(block.cites))
        excused = leads(block.text) or inherits or (block.noted and notes_cite)
        if block.tag in _CLAIMING and not excused:
            yield _CLAIMING[block.tag], block


def leads(text: str) -> bool:
    """Say whether a text leads something in, which need not cite twice: it ends with a colon."""
    return text.rstrip().endswith(":")


def _notes_cite(body: Fragments) -> bool:
    """Say whether the footnotes of a body, which come last, cite something."""
    notes = (i for i, f in enumerate(body) if isinstance(f, Html) and "<section" in f.html)
    return any(isinstance(f, Cite) for f in body[next(notes, len(body)) :])


_CLAIMING = {"p": "paragraph", "li": "list item", "dd": "definition", "blockquote": "quotation"}
_LED = frozenset({"li", "blockquote"})
