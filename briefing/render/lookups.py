"""What pages look up: the briefing turned round, once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from briefing.fragments import Fragments, PassageRef
from briefing.link.names import key
from briefing.model import Article, Briefing, Entity, Event, Passage
from briefing.read.dates import sort_key as date_key
from briefing.render import leaves
from briefing.render.bodies import reference_numbers
from briefing.render.wording import sort_key


class Stretch(Struct, frozen=True, eq=False):
    """A stretch of an article: its title, if it is a section, and the anchor that leads there."""

    article: Article
    title: str
    anchor: str


class Lookups(Struct, frozen=True, dict=True):
    """Answers for one page that are worked out for all pages together."""

    briefing: Briefing

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Entity, ...]]:
        """The entities of each folder, sorted by name."""
        folders: dict[str, list[Entity]] = {}
        for entity in self.briefing.entities.values():
            folders.setdefault(entity.kind, []).append(entity)
        return {
            folder: tuple(sorted(found, key=lambda e: (sort_key(e.title), e.id)))
            for folder, found in folders.items()
        }

    @cached_property
    def by_title(self) -> Mapping[str, int]:
        """The place of each document when all are sorted by title."""
        ranked = sorted(self.briefing.documents, key=lambda d: (sort_key(d.title), d.id))
        return {document.id: place for place, document in enumerate(ranked)}

    @cached_property
    def called(self) -> Mapping[str, tuple[Entity, ...]]:
        """The actors that bear each name, their own or another, sorted by their own."""
        found: dict[str, list[Entity]] = {}
        for actor in self.by_name.get("actors", ()):
            for name in dict.fromkeys((actor.title, *alias_names(actor))):
                found.setdefault(name, []).append(actor)
        return {name: tuple(actors) for name, actors in found.items()}

    @cached_property
    def organizations(self) -> frozenset[str]:
        """Every name of the actors that are not persons."""
        names = self.called.items()
        return frozenset(name for name, actors in names if any(a.type != "person" for a in actors))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events in the order of their dates."""
        return tuple(sorted(self.briefing.events, key=lambda e: (date_key(e.date), e.id)))

    @cached_property
    def participants(self) -> Mapping[str, tuple[str, ...]]:
        """The pages that say that they take part in each event."""
        found: dict[str, dict[str, None]] = {}
        for page, events in self.briefing.takes_part.items():
            for event in events:
                found.setdefault(event, {})[page] = None
        return {event: tuple(pages) for event, pages in found.items()}

    @cached_property
    def events_of(self) -> Mapping[str, tuple[Event, ...]]:
        """The events in which each page takes part, in the order of their dates."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            for page in self.participants.get(event.id, ()):
                found.setdefault(page, []).append(event)
        return {page: tuple(events) for page, events in found.items()}

    @cached_property
    def passages(self) -> Mapping[PassageRef, Passage]:
        """The passages of all articles."""
        articles = self.briefing.articles
        return {PassageRef(a.id, passage.id): passage for a in articles for passage in a.passages}

    @cached_property
    def excerpts(self) -> frozenset[str]:
        """The articles of which only gists are shown."""
        return frozenset(a.id for a in self.briefing.articles if a.publish == "excerpt")

    @cached_property
    def crowded(self) -> frozenset[str]:
        """The entities to which so many spots link that their pages lead back to none."""
        count = Counter(
            mention.entity
            for passage, mentions in self.briefing.mentions.items()
            if passage.article not in self.excerpts
            for mention in mentions
            if mention.linked
        )
        return frozenset(page for page, number in count.items() if number > leaves.WAYS_BACK)

    @cached_property
    def stretches(self) -> Mapping[PassageRef, Stretch]:
        """Where each passage stands."""
        found: dict[PassageRef, Stretch] = {}
        for article in self.briefing.articles:
            for section, passages in article.parts:
                anchor = section.id if section else passages[0].id
                stretch = Stretch(article, section.title if section else "", anchor)
                found |= {PassageRef(article.id, passage.id): stretch for passage in passages}
        return found

    @cached_property
    def numbers(self) -> Mapping[str, Mapping[str, int]]:
        """The numbers that references have on the page of each article."""
        return {a.id: reference_numbers(self.cited_by(a)) for a in self.briefing.articles}

    def cited_by(self, article: Article) -> tuple[Fragments, ...]:
        """Return the parts of an article's page that may cite references."""
        briefing = self.briefing
        gists = (briefing.gists.get(PassageRef(article.id, p.id), ()) for p in article.passages)
        parts = (briefing.summaries[article.id], *briefing.points[article.id], *gists)
        return (*parts, briefing.bodies[article.id], briefing.rights[article.id])


def alias_names(entity: Entity) -> tuple[str, ...]:
    """Return the other names of an entity that search finds, strong ones first."""
    names: dict[str, str] = {}
    for alias in (*entity.naming.aliases, *entity.naming.weak_aliases):
        names.setdefault(key(alias.text), alias.text)
    return tuple(names.values())
