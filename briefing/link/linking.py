"""The library becomes the briefing.

1. Drafts are set aside; names that two entities claim are reported.
2. Names are found in every passage and body; links and citations are resolved.
3. Of each page's mentions the setting ``links`` chooses which become links.
4. Derived maps are made once, from the finished pages: sentences by entity, relations,
   backlinks, parents, redirects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from briefing.diagnostics import Diagnostic, problem
from briefing.fragments import (
    Anchor,
    Fragment,
    Fragments,
    Html,
    Link,
    Located,
    Mention,
    PassageRef,
    Text,
)
from briefing.link.backlinks import citing_pages, files_shown, inverted, links_between
from briefing.link.concordance import concordance
from briefing.link.gazetteer import Gazetteer, ambiguous_names
from briefing.link.mentions import Scope, choose_links, mark_mentions, opted_out
from briefing.link.navigation import navigation
from briefing.link.redirects import redirects
from briefing.link.references import Resolver, resolve
from briefing.model import (
    Article,
    Briefing,
    Document,
    Event,
    Library,
    Relation,
    RelationLine,
)
from briefing.read.fields import Report


def link(library: Library, *, drafts: bool = False) -> tuple[Briefing, tuple[Diagnostic, ...]]:
    """Link everything; what cannot be linked is in the diagnostics."""
    problems: list[Diagnostic] = []
    hidden = frozenset(d.id for d in library.documents if d.draft and not drafts)
    published = library.without(hidden)
    resolver = Resolver(library, hidden)
    problems.extend(ambiguous_names(published.entities))
    linker = _Linker(published, resolver, Gazetteer(published.entities), problems.append)
    return linker.briefing(), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Linker:
    """What every step needs; nothing of what a step makes is kept here."""

    library: Library
    resolver: Resolver
    gazetteer: Gazetteer
    report: Report

    def briefing(self) -> Briefing:
        """Link the library."""
        library = self.library
        passages: dict[PassageRef, Fragments] = {}
        bodies: dict[str, Fragments] = {}
        for document in library.documents:
            found, bodies[document.id] = self.texts(document)
            passages |= found
        summaries = {d.id: self.resolved(d.summary.fragments, d) for d in library.documents}
        points = {
            a.id: tuple(self.resolved(p.fragments, a) for p in a.key_points)
            for a in library.articles
        }
        gists = {
            PassageRef(a.id, p): self.resolved(gist.fragments, a)
            for a in library.articles
            for p, gist in a.gists.items()
        }
        rights = {a.id: self.resolved(a.rights.fragments, a) for a in library.articles}
        mentions = {
            reference: tuple(f for f in fragments if isinstance(f, Mention))
            for reference, fragments in passages.items()
        }
        relations = tuple(self.relations())
        parents = self.parents()
        see_also = self.lists("see_also")
        takes_part = self.takes_part()
        parts = {
            d.id: (bodies[d.id], summaries[d.id], *points.get(d.id, ())) for d in library.documents
        }
        for reference, gist in gists.items():
            parts[reference.article] += (gist,)
        for article, words in rights.items():
            parts[article] += (words,)
        self.named_articles()
        links = tuple(
            sorted(
                {
                    *links_between(parts),
                    *((r.article, m.entity) for r, found in mentions.items() for m in found),
                    *((r.source, r.target) for r in relations),
                    *parents.items(),
                    *((page, other) for page, others in see_also.items() for other in others),
                    *((e, page) for page, events in takes_part.items() for e in events),
                }
            )
        )
        return Briefing(
            settings=library.settings,
            articles=library.articles,
            entities={entity.id: entity for entity in library.entities},
            events=library.events,
            pages=library.pages,
            references={reference.key: reference for reference in library.references},
            bodies=bodies,
            summaries=summaries,
            points=points,
            gists=gists,
            rights=rights,
            passages=passages,
            mentions=mentions,
            concordance=concordance(library.articles, mentions),
            relations=relations,
            links=tuple(pair for pair in links if pair[0] != pair[1]),
            backlinks=inverted(links),
            citing=citing_pages(parts, relations),
            parents=parents,
            see_also=see_also,
            takes_part=takes_part,
            redirects=redirects(library, self.resolver.documents, self.report),
            nav=navigation(library, self.resolver, self.report),
            files=tuple(sorted({*files_shown(parts)})),
        )

    # --- fragments ----------------------------------------------------------------------------

    def resolved(self, fragments: Fragments, own: Document) -> Fragments:
        """Resolve links and citations of a page's fragments."""
        return resolve(fragments, own, self.resolver, self.report)

    def texts(self, document: Document) -> tuple[Mapping[PassageRef, Fragments], Fragments]:
        """Link the passages and the body of a document: they share its page, in this order."""
        ignoring = opted_out(document)
        scope = Scope(self.library.settings.links, document.id)
        fragments = self.resolved(document.body.fragments, document)
        body = mark_mentions(fragments, self.gazetteer, ignoring)
        if not isinstance(document, Article):
            return {}, choose_links((("", body),), scope)[0]
        passages = tuple(self.passages(document, ignoring))
        *chosen, linked = choose_links((*passages, ("", body)), scope)
        if document.publish == "excerpt":  # the passages are not shown, so nothing counts yet
            (linked,) = choose_links((("", body),), scope)
        references = (PassageRef(document.id, passage.id) for passage in document.passages)
        return dict(zip(references, chosen, strict=True)), linked

    def passages(
        self, article: Article, ignoring: frozenset[str]
    ) -> Iterator[tuple[str, Fragments]]:
        """Yield the passages of an article with their mentions, numbered, and their sections."""
        starts = {section.at: section.id for section in article.sections}
        section = ""
        for passage in article.passages:
            section = starts.get(passage.id, section)
            marked = mark_mentions(_outward(passage.fragments), self.gazetteer, ignoring)
            yield section, _numbered(marked)

    # --- between pages ------------------------------------------------------------------------

    def relations(self) -> Iterator[Relation]:
        """Yield the relations, each resolved; one with a draft is left out."""
        for entity in self.library.entities:
            for line in entity.relations:
                yield from self._relation(entity, line)

    def _relation(self, own: Document, line: RelationLine) -> Iterator[Relation]:
        known = self.resolver.link(line.target, own.id, self.report)
        cites = tuple(self.resolver.citations.cite(c, own, self.report) for c in line.citations)
        if not isinstance(known, Anchor):
            return
        if known.entity and known.entity != own.id:
            yield Relation(own.id, line.label, known.entity, line.date, cites)
        else:
            message = f"{line.target.target} is neither an actor, a place nor a term"
            if known.entity:
                message = f"{own.id} has a relation to itself"
            hint = "a relation leads to another actor, place or term"
            self.report(problem("bad-value", line.target.position, message, hint))

    def _page(self, name: Located) -> str:
        return self.resolver.page(name, self.report)

    def _all(self, names: Iterable[Located]) -> tuple[str, ...]:
        pages = (self._page(name) for name in names)
        return tuple(dict.fromkeys(page for page in pages if page))

    def lists(self, field: str) -> Mapping[str, tuple[str, ...]]:
        """Resolve a field of the entities that lists other pages."""
        return {e.id: self._all(getattr(e, field)) for e in self.library.entities}

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
        return self._all(self.resolver.within(folder, name) for name in names)

    def named_articles(self) -> None:
        """Report each ``article`` in a front matter that names none, cited from or not."""
        for document in self.library.documents:
            if document.article:
                self.resolver.citations.article(document.article, self.report)

    def parents(self) -> Mapping[str, str]:
        """Return the place that each place lies in; a circle is reported and cut."""
        parents: dict[str, str] = {}
        for entity in self.library.entities:
            if entity.part_of is None:
                continue
            parent = self._page(self.resolver.within("places", entity.part_of))
            above = (parent, *_ancestors(parent, parents))
            if parent and not parent.startswith("places/"):
                message, hint = f"{parent} is not a place", "a place lies in another place"
                self.report(problem("bad-value", entity.part_of.position, message, hint))
            elif entity.id in above:
                circle = (entity.id, *above[: above.index(entity.id) + 1])
                message = f"{entity.id} would lie in itself"
                hint = "it goes round: " + " → ".join(circle)
                self.report(problem("bad-value", entity.part_of.position, message, hint))
            elif parent:
                parents[entity.id] = parent
        return parents


def _ancestors(place: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield the places that a place lies in, from near to far."""
    while place in parents:
        place = parents[place]
        yield place


# --- passages -------------------------------------------------------------------------------------


def _outward(fragments: Fragments) -> Fragments:
    """Return a passage's fragments with its own links and pictures shown as plain words.

    A source text is kept as it is and cannot be mended, so its links are not followed.
    Together they say just what the passage's text says, so that offsets hold in both.
    """
    plain: list[Fragment] = []
    for fragment in fragments:
        match fragment:
            case Link(inner=inner) if inner:
                plain.extend(_outward(inner))
            case Link(text=text, position=position):
                plain.append(Text(_one_line(text), ((0, position),), "in a link"))
            case Text(text=text):
                plain.append(replace(fragment, text=_one_line(text)))
            case _:
                plain.append(fragment)
    return tuple(plain)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _numbered(fragments: Fragments) -> Fragments:
    """Number the mentions of a passage and count their places in its whole text."""
    numbered: list[Fragment] = []
    number = length = 0
    for fragment in fragments:
        if isinstance(fragment, Mention):
            number += 1
            end = length + len(fragment.text)
            fragment = replace(fragment, number=number, start=length, end=end)
        if isinstance(fragment, Html | Text | Mention):
            length += len(fragment.text)
        numbered.append(fragment)
    return tuple(numbered)
