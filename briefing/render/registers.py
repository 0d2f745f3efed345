"""Where the terms, the events and the claims stand: on the pages of the lists that hold them.

It follows from the briefing alone, so every page that links to one of them comes to the same
address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType

from msgspec import Struct

from briefing.check.ledger import Claim
from briefing.fragments import PassageRef, plain_text
from briefing.model import Briefing, Entity, Event
from briefing.render import leaves, urls
from briefing.render.leaves import (
    Book,
    Item,
    Key,
    begun,
    gathered,
    letter_folder,
    numbered,
    sectioned,
)
from briefing.render.wording import letter

PROOF = urls.address("evidence")
RELIED = urls.address("evidence/passages")

_FRAME = 400  # characters that the frame of a term is worth

Relying = tuple[str, tuple[Claim, ...]]
"""A page that relies on a passage, and its claims that cite it."""


class Register(Struct, frozen=True, dict=True):
    """The lists on whose pages something has an address, cut into pages.

    ``terms`` and ``events`` are in the order of their lists, ``claims_on`` are the claims that
    cite each passage.
    """

    briefing: Briefing
    terms: Sequence[Entity]
    events: Sequence[Event]
    claims: Sequence[Claim]
    claims_on: Mapping[PassageRef, Sequence[Claim]]

    # --- the lists ------------------------------------------------------------------------------

    @cached_property
    def glossary(self) -> Book[str, Entity]:
        """The terms by letter."""
        groups = gathered(self.terms, lambda term: letter(term.title))
        base = urls.address("glossary")
        return sectioned(groups, leaves.TERMS, base, letter_folder, weigh=self._length)

    def _length(self, term: Entity) -> int:
        """Return how long the entry of a term is, about."""
        briefing = self.briefing
        texts = (briefing.summaries[term.id], briefing.bodies[term.id])
        lines = briefing.concordance.get(term.id, ())[: leaves.SENTENCES_OF_A_TERM]
        own = sum(len(plain_text(text)) for text in texts)
        return _FRAME + own + sum(len(line.text) for line in lines)

    @cached_property
    def timeline(self) -> Book[str, Event]:
        """The events by the year in which they begin; those before all that is known come first."""
        groups = gathered(self.events, year_of)
        base = urls.address("timeline")
        return sectioned(groups, leaves.EVENTS, base, lambda year: f"{year or 'earlier'}/")

    @cached_property
    def proof(self) -> Book[str, Claim]:
        """The claims by the pages that make them, these by their kinds."""
        pages = gathered(self.claims, attrgetter("page"))
        if len(self.claims) <= leaves.CLAIMS:
            return numbered(pages, leaves.CLAIMS, PROOF)
        kinds = gathered(pages, lambda page: page[0].partition("/")[0])
        return begun(
            PROOF,
            [
                leaf
                for kind, held in kinds
                for leaf in numbered(held, leaves.CLAIMS, f"{PROOF}{kind}/", section=kind).leaves
            ],
        )

    @cached_property
    def verdicts(self) -> frozenset[str]:
        """The words of the verdicts on the claims."""
        return frozenset(claim.verdict for claim in self.claims)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts of the pages that make the claims."""
        return frozenset(claim.part for claim in self.claims)

    @cached_property
    def relied(self) -> Book[PassageRef, Relying]:
        """The claims of other pages than the article's by the passages that they cite."""
        return numbered(self._relied(), leaves.CLAIMS, RELIED, weigh=lambda page: len(page[1]))

    def _relied(self) -> Iterator[tuple[PassageRef, tuple[Relying, ...]]]:
        for article in self.briefing.articles:
            for passage in article.passages:
                reference = PassageRef(article.id, passage.id)
                if found := tuple(_relying(self.claims_on.get(reference, ()), article.id)):
                    yield reference, found

    # --- what stands where ----------------------------------------------------------------------

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """The addresses of the terms and events that stand on a further page of their list."""
        books: tuple[Book[str, Entity] | Book[str, Event], ...] = (self.glossary, self.timeline)
        return MappingProxyType(
            {
                item.id: urls.with_anchor(leaf.address, item.slug)
                for book in books
                for leaf in book.leaves[1:]
                for item in leaf.items
            }
        )

    @cached_property
    def _proof_of(self) -> Mapping[str, str]:
        """Where the claims of each page begin, for those that do so on a further page."""
        return _first_on(self.proof)

    @cached_property
    def _relied_at(self) -> Mapping[PassageRef, str]:
        return _first_on(self.relied)

    def claims_of(self, page: str) -> str:
        """Return where the claims of a page begin."""
        return urls.claims(page, at=self._proof_of.get(page, PROOF))

    def claims_at(self, passage: PassageRef) -> str:
        """Return the page on which the claims that cite a passage begin."""
        return self._relied_at.get(passage, RELIED)


def _first_on(book: Book[Key, Item]) -> Mapping[Key, str]:
    """Return the page on which each group begins, for those that do so on a further one."""
    found: dict[Key, str] = {}
    for leaf in book.leaves:
        for key, _ in leaf.groups:
            found.setdefault(key, leaf.address)
    first = book.leaves[0].address
    return MappingProxyType({key: at for key, at in found.items() if at != first})


def year_of(event: Event) -> str:
    """Return the year in which an event begins, or nothing if that is before all that is known."""
    return str(event.date.lower[0]) if event.date.lower else ""


def _relying(claims: Iterable[Claim], article: str) -> Iterator[Relying]:
    """Yield the pages that rely on a passage, each with its claims; not its own article."""
    for page, found in groupby(claims, attrgetter("page")):
        if page != article:
            yield page, tuple(found)
