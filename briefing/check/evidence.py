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
from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from briefing.check.drift import passage_texts
from briefing.check.figures import Figure, comparable, missing, values
from briefing.check.quotations import (
    LONGEST_HINT,
    Quotation,
    Texts,
    bare,
    fold,
    holding,
    nearest,
    parted,
    quotations,
    stands_within,
)
from briefing.check.statements import Block, Statement, blocks_of
from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.fragments import Cite, Fragments, Html, PassageRef
from briefing.model import Article, Briefing, Document, Entity, Event


class Verdict(Struct, frozen=True):
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


def compared(briefing: Briefing) -> tuple[Hashable, tuple[str, ...]]:
    """Return all that statements are compared with, as values: passages with dates, and names."""
    told = tuple(
        (a.id, a.date.text if a.date else "", tuple((p.id, p.text) for p in a.passages))
        for a in briefing.articles
    )
    return told, tuple(_names(briefing))


class Evidence:
    """What the passages say, worked out when a statement is first held against them."""

    def __init__(self, articles: tuple[Article, ...], names: Iterable[str]) -> None:
        self._articles, self._titles = articles, names
        self._texts = passage_texts(articles)
        self._order = {reference: place for place, reference in enumerate(self._texts)}
        self._dates = {a.id: _date_values(a.date.text if a.date else "") for a in articles}
        self._folded: dict[PassageRef, str] = {}
        self._values: dict[PassageRef, frozenset[str]] = {}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(bare, self._titles))

    @cached_property
    def passages(self) -> Passages:
        """The passages, to be looked through for a quotation."""
        return Passages(self._articles)

    def verdict(self, statement: Statement) -> Verdict:
        """Compare one statement with what it cites."""
        reason = next((cite.accepted for cite in statement.rests_on if cite.accepted), "")
        passages = statement.passages
        if not passages or statement.references:
            own = bool(reason and statement.cites)
            return Verdict(statement, unread=True, accepted=own, reason=reason if own else "")
        text = statement.text
        quoted = [q for q in quotations(text) if bare(q.text) not in self._names]
        wrong = self._misquoted(quoted, passages) if quoted else ()
        # One mistake in a quotation is one diagnostic.
        counted = [f for f in comparable(text) if not holding(quoted, f.start)]
        unfounded = tuple(missing(counted, text, self._figures(passages))) if counted else ()
        own = bool(reason and (statement.cites or wrong or unfounded))
        return Verdict(
            statement,
            quoted=len(quoted) - len(wrong),
            counted=len(counted) - len(unfounded),
            misquoted=wrong,
            unfounded=unfounded,
            accepted=own,
            reason=reason if own else "",
        )

    def _misquoted(
        self, quoted: Iterable[Quotation], passages: tuple[PassageRef, ...]
    ) -> tuple[Quotation, ...]:
        """Return the quotations that do not stand in some passages."""
        whole = self._whole(passages)
        return tuple(q for q in quoted if not stands_within(q.text, whole))

    def _whole(self, passages: tuple[PassageRef, ...]) -> str:
        """Return the text of passages in reading order, folded."""
        if len(passages) > 1:
            return fold(
                " ".join(self._texts[p] for p in sorted(passages, key=self._order.__getitem__))
            )
        (passage,) = passages
        if passage not in self._folded:
            self._folded[passage] = fold(self._texts[passage])
        return self._folded[passage]

    def _figures(self, passages: tuple[PassageRef, ...]) -> frozenset[str]:
        """Return the figures of passages and of the dates of their articles."""
        for passage in passages:
            if passage not in self._values:
                own = values(self._texts[passage])
                self._values[passage] = own | self._dates[passage.article]
        first, *others = (self._values[passage] for passage in passages)
        return first.union(*others) if others else first


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
        found |= values(str(int(year)))
        found |= {f"month {int(month)}"} if month else set()
        found |= {str(int(day))} if day else set()
    return frozenset(found)


_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


# --- diagnostics ------------------------------------------------------------------------------


def objections(verdicts: Iterable[Verdict], evidence: Evidence) -> Iterator[Diagnostic]:
    """Yield what statements say that does not stand in what they cite, at the very words."""
    for verdict in verdicts:
        if not (verdict.sound or verdict.accepted):
            yield from _misquotes(verdict, evidence.passages)
            yield from _unfounded(verdict)


class Passages:
    """The passages of each article, looked through when a quotation is missed in one of them."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}
        self._order = {article: place for place, article in enumerate(self._articles)}
        self._texts: dict[str, Texts] = {}

    def cited(self, statement: Statement) -> list[str]:
        """Return the texts that a statement cites."""
        return [
            self._articles[p.article].passages[int(p.passage[1:]) - 1].text
            for p in statement.passages
        ]

    def first_with(self, quotation: str, articles: Iterable[str]) -> PassageRef | None:
        """Return the first passage of some articles in which a quotation stands."""
        for article in sorted(articles, key=self._order.__getitem__):
            passages = self._articles[article].passages
            if article not in self._texts:
                self._texts[article] = Texts(passage.text for passage in passages)
            number = self._texts[article].first_with(quotation)
            if number is not None:
                return PassageRef(article, passages[number].id)
        return None


def _misquotes(verdict: Verdict, passages: Passages) -> Iterator[Diagnostic]:
    statement = verdict.statement
    for quotation in verdict.misquoted:
        where = _cited(statement)
        hint = _elsewhere(quotation, statement, passages)
        hint = hint or _instead(quotation.text, passages.cited(statement), where)
        message = f"“{quotation.text}” does not stand in {where}"
        yield problem("misquote", statement.at(quotation.start), message, hint)


def _instead(quotation: str, cited: list[str], where: str) -> str:
    """Say what the cited passages have in place of a quotation."""
    close = nearest(quotation, cited)
    short = len(quotation.split()) <= LONGEST_HINT  # or not all of it was looked for
    if short and parted(quotation, " ".join(cited)) and not parted(quotation, close):
        return "other words stand between these: put … in their place"
    return f"it says “{close}”" if close else f"nothing in {where} comes near it"


def _elsewhere(quotation: Quotation, statement: Statement, passages: Passages) -> str:
    """Name the passage of the cited articles in which a quotation does stand, if one does."""
    articles = {passage.article for passage in statement.passages}
    found = passages.first_with(quotation.text, articles)
    return f"it stands in {_names_of((found,), len(articles) > 1)[0]}" if found else ""


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


def uncited(
    document: Document, said: tuple[Statement, ...], body: Fragments, severity: Severity
) -> Iterator[Diagnostic]:
    """Yield what cites nothing on a page and should."""
    for what, block in _citing_nothing(document, said, body):
        message = f"this {what} cites nothing"
        hint = "name the passage that supports it: [@p3]"
        yield problem("uncited", block.at(0), message, hint, severity)


def _citing_nothing(
    document: Document, said: tuple[Statement, ...], body: Fragments
) -> Iterator[tuple[str, Block]]:
    """Yield the blocks that must cite something and cite nothing, each as what it is."""
    found = tuple(blocks_of(said))
    claims = [(part, block) for part, block in found if part == "key point"]
    if isinstance(document, Entity | Event):
        claims += [(part, block) for part, block in found if part == "summary"]
        blocks = (block for part, block in found if part == "body")
        claims += _claims_of_body(blocks, _notes_cite(body))
    return ((what, block) for what, block in claims if not block.cites)


def _claims_of_body(blocks: Iterable[Block], notes_cite: bool) -> Iterator[tuple[str, Block]]:
    """Yield what must cite something, but for what a lead-in or a footnote cites for it."""
    led = False
    for block in blocks:
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
