"""The library becomes the briefing.

1. Drafts are set aside; names that two entities claim are reported.
2. Names are found in every passage and body; links and citations are resolved.
3. Of each page's mentions the setting ``links`` chooses which become links.
4. Derived maps are made once, from the finished pages: sentences by entity, relations,
   backlinks, parents, redirects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import TypeVar

from msgspec import Struct

from briefing.diagnostics import Diagnostic, problem
from briefing.fragments import Anchor, Located
from briefing.link.backlinks import citing_pages, inverted, links_between
from briefing.link.concordance import concordance
from briefing.link.gazetteer import clashes, told
from briefing.link.navigation import navigation
from briefing.link.redirects import redirects
from briefing.link.references import Resolver
from briefing.link.texts import Names, Texts, linked_texts, names_of
from briefing.memo import Once, Same, directly
from briefing.model import Briefing, Document, Entity, Event, Library, Relation, RelationLine
from briefing.read.fields import Report
from briefing.read.kinds import ENTITY_FOLDERS


def link(
    library: Library, *, drafts: bool = False, once: Once = directly
) -> tuple[Briefing, tuple[Diagnostic, ...]]:
    """Link everything; what cannot be linked is in the diagnostics."""
    problems: list[Diagnostic] = []
    hidden = frozenset(d.id for d in library.documents if d.draft and not drafts)
    published = library.without(hidden) if hidden else library
    names = names_of(library, published, hidden, once)
    clashing = once(("clashes", names.naming), lambda: clashes(published.entities))
    problems.extend(told(clashing, published.entities))
    linker = _Linker(published, names.resolver, once, names, problems.append)
    return linker.briefing(), tuple(problems)


class _Linker(Struct, frozen=True):
    """What every step needs; nothing of what a step makes is kept here.

    The ``resolver`` may be an earlier one: of the documents it is asked for their names alone.
    """

    library: Library
    resolver: Resolver
    once: Once
    names: Names
    report: Report

    def briefing(self) -> Briefing:
        """Link the library."""
        library = self.library
        texts = {document.id: self.texts(document) for document in library.documents}
        articles = [texts[article.id] for article in library.articles]
        relations = tuple(self.relations())
        parents = self.parents()
        see_also = self.see_also()
        takes_part = self.takes_part()
        self.named_articles()
        leads = {page: t.leads for page, t in texts.items()}
        further = (
            *((r.source, r.target) for r in relations),
            *parents.items(),
            *((page, other) for page, others in see_also.items() for other in others),
            *((e, page) for page, events in takes_part.items() for e in events),
        )
        links = tuple(links_between(leads, further))
        return Briefing(
            settings=library.settings,
            articles=library.articles,
            entities={entity.id: entity for entity in library.entities},
            events=library.events,
            pages=library.pages,
            references={reference.key: reference for reference in library.references},
            bodies={page: t.body for page, t in texts.items()},
            summaries={page: t.summary for page, t in texts.items()},
            points={a.id: texts[a.id].points for a in library.articles},
            gists=_joined(t.gists for t in articles),
            rights={a.id: texts[a.id].rights for a in library.articles},
            passages=_joined(t.passages for t in articles),
            mentions=_joined(t.mentions for t in articles),
            concordance=concordance(t.lines for t in articles),
            relations=relations,
            links=links,
            backlinks=inverted(links),
            citing=citing_pages(leads, relations),
            parents=parents,
            see_also=see_also,
            takes_part=takes_part,
            redirects=redirects(library, self.resolver.documents, self.report),
            nav=navigation(library, self.resolver, self.report),
            files=tuple(sorted({file for found in leads.values() for file in found.files})),
            linked=frozenset(
                other for page, found in leads.items() for other in found.linked if other != page
            ),
        )

    def texts(self, document: Document) -> Texts:
        """Return everything that is written in a document, linked."""
        setting = self.library.settings.links
        linked, problems = linked_texts(document, self.names, setting, self.once)
        for found in problems:
            self.report(found)
        return linked

    # --- between pages ------------------------------------------------------------------------

    def relations(self) -> Iterator[Relation]:
        """Yield the relations, each resolved; one with a draft is left out."""
        for entity in self.library.entities:
            if entity.relations:
                key = ("relations", Same(entity), self.names.naming, self.names.anchors)
                found, problems = self.once(key, partial(self._related, entity))
                yield from found
                for each in problems:
                    self.report(each)

    def _related(self, own: Entity) -> tuple[tuple[Relation, ...], tuple[Diagnostic, ...]]:
        problems: list[Diagnostic] = []
        found = (self._relation(own, line, problems.append) for line in own.relations)
        return tuple(chain.from_iterable(found)), tuple(problems)

    def _relation(self, own: Entity, line: RelationLine, report: Report) -> Iterator[Relation]:
        known = self.resolver.link(line.target, own.id, report)
        cites = tuple(self.resolver.citations.cite(c, own, report) for c in line.citations)
        if not isinstance(known, Anchor):
            return
        if known.entity and known.entity != own.id:
            yield Relation(own.id, line.label, known.entity, line.date, cites)
        else:
            message = f"{line.target.target} is neither an actor, a place nor a term"
            if known.entity:
                message = f"{own.id} has a relation to itself"
            hint = "a relation leads to another actor, place or term"
            report(problem("bad-value", line.target.position, message, hint))

    def _page(self, name: Located) -> str:
        return self.resolver.page(name, self.report)

    def _all(
        self, names: Iterable[Located], folders: Collection[str], what: str
    ) -> tuple[str, ...]:
        """Resolve the names of pages in some folders; another page is reported as not ``what``."""
        found: dict[str, None] = {}
        for name in names:
            page = self._page(name)
            if page and page.rpartition("/")[0] not in folders:
                message, hint = f"{page} is {what}", "a link in the text leads to any page"
                self.report(problem("bad-value", name.position, message, hint))
            elif page:
                found[page] = None
        return tuple(found)

    def see_also(self) -> Mapping[str, tuple[str, ...]]:
        """Resolve the entities that entities name beside themselves."""
        what = "neither an actor, a place nor a term"
        return {e.id: self._all(e.see_also, ENTITY_FOLDERS, what) for e in self.library.entities}

    def takes_part(self) -> Mapping[str, tuple[str, ...]]:
        """Return the events of each actor and place, in the order of the files."""
        events: dict[str, list[str]] = defaultdict(list)
        for event in self.library.events:
            for page in (*self._of(event, "actors"), *self._of(event, "places")):
                events[page].append(event.id)
        return {page: tuple(found) for page, found in events.items()}

    def _of(self, event: Event, folder: str) -> tuple[str, ...]:
        """Resolve the actors or the places of an event: a bare name means that folder."""
        names: tuple[Located, ...] = getattr(event, folder)
        within = (self.resolver.within(folder, name) for name in names)
        return self._all(within, ("actors", "places"), "neither an actor nor a place")

    def named_articles(self) -> None:
        """Report each ``article`` in a front matter that names none, cited from or not."""
        for document in self.library.documents:
            if document.article:
                self.resolver.citations.article(document.article, self.report)

    def parents(self) -> Mapping[str, str]:
        """Return the place that each place lies in; a circle is reported and cut."""
        parents: dict[str, str] = {}
        tops: dict[str, str] = {}
        for entity in self.library.entities:
            if entity.part_of is None:
                continue
            parent = self._page(self.resolver.within("places", entity.part_of))
            if parent and not parent.startswith("places/"):
                message, hint = f"{parent} is not a place", "a place lies in another place"
                self.report(problem("bad-value", entity.part_of.position, message, hint))
            elif parent and _top(parent, tops) == entity.id:
                circle = (entity.id, parent, *_ancestors(parent, parents))
                message = f"{entity.id} would lie in itself"
                hint = "it goes round: " + " → ".join(circle)
                self.report(problem("bad-value", entity.part_of.position, message, hint))
            elif parent:
                parents[entity.id] = tops[entity.id] = parent
        return parents


def _top(place: str, tops: dict[str, str]) -> str:
    """Return the place that all above a place lie in; the way there is shorter ever after."""
    while (above := tops.get(place)) is not None:
        tops[place] = tops.get(above, above)
        place = above
    return place


_K = TypeVar("_K")
_V = TypeVar("_V")


def _joined(mappings: Iterable[Mapping[_K, _V]]) -> Mapping[_K, _V]:
    return dict(chain.from_iterable(mapping.items() for mapping in mappings))


def _ancestors(place: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield the places that a place lies in, from near to far."""
    while place in parents:
        place = parents[place]
        yield place
