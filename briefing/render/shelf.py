"""The briefing as the pages draw on it: small values of other pages, made for one page.

A page shows of another page its name, its kind, its first sentence and where it stands,
and nothing else; all of that is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from types import MappingProxyType

from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from briefing.check.ledger import NO_CLAIMS, Claim, Ledger
from briefing.draw.world import World, read_world
from briefing.fragments import Fragments, Mention, PassageRef
from briefing.memo import Once, directly
from briefing.model import Article, Briefing, Document, Entity, Event, Reference, Relation
from briefing.read.dates import parse_date
from briefing.render import urls
from briefing.render.bodies import (
    Volumes,
    Writer,
    kind_class,
    passage_mark,
    reference_id,
    reference_numbers,
    without_cites,
)
from briefing.render.language import NO_WORDS, Language
from briefing.render.lookups import Lookups
from briefing.render.parts import EntityLink, Entry, EventItem, Link, ReferenceView, Said, Years
from briefing.render.registers import Register
from briefing.render.wording import (
    counted_off,
    date_in_words,
    direction,
    type_in_words,
    when,
    whole,
    year_in_words,
)

_HEARD = 5  # pages that speak of an entity whose sentences are shown
_SENTENCES = 10  # of each of these


class Shelf(Struct, frozen=True, dict=True):
    """The briefing with what all pages share worked out once.

    ``files`` maps the path of each file that pages show to its address in the site,
    ``atlas`` is the map of the world as it stands in its file, empty where there is none.
    """

    briefing: Briefing
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ledger: Ledger = NO_CLAIMS
    language: Language = NO_WORDS
    atlas: bytes = b""
    once: Once = directly

    @cached_property
    def direction(self) -> str:
        """The direction in which the briefing's language is written: ``ltr`` or ``rtl``."""
        return direction(self.briefing.settings.language)

    @cached_property
    def world(self) -> World | None:
        """The map of the world, read when the first page asks for it."""
        read = partial(read_world, self.atlas)
        return self.once(("world", self.atlas), read) if self.atlas else None

    def if_several(self, name: str) -> str:
        """Return what tells an article from the others, or nothing where there is no other."""
        return name if len(self.briefing.articles) > 1 else ""

    @cached_property
    def volumes(self) -> Volumes:
        """Of each article its letter and its title, by its id; nothing where there is one only."""
        articles = self.briefing.articles
        letters = self.language.say("article.letters").split() if len(articles) > 1 else []
        found = {
            article.id: (counted_off(number, letters), article.title)
            for number, article in enumerate(articles if letters else (), 1)
        }
        return MappingProxyType(found)

    def volume(self, article: Article) -> str:
        """Return an article's letter and title, or nothing where there is one only."""
        return self.language.say("lists.dot").join(self.volumes.get(article.id, ()))

    @cached_property
    def register(self) -> Register:
        """The long lists, cut into pages, and what therefore stands where."""
        terms, claims = self.of_kind("glossary"), self.ledger.claims
        return Register(self.briefing, terms, self.events, claims, self.claims_on)

    def address(self, page: str) -> str:
        """Return the address of a page by its id."""
        return urls.address(page, self.register.moved)

    def ancestors(self, place: str) -> Iterator[str]:
        """Yield the places that a place lies in, from near to far."""
        while place := self.briefing.parents.get(place, ""):
            yield place

    def prose(self, text: str, tongue: str = "") -> Markup:
        """Escape a text that stands by itself, with words of the other direction set apart.

        ``tongue`` is their language, if it is known and they are of its script.
        """
        return Markup(whole(text, self.direction, tongue))

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every document by id."""
        return {document.id: document for document in self.briefing.documents}

    @cached_property
    def named_in(self) -> Mapping[str, Mapping[PassageRef, int]]:
        """The passages that name each entity, in reading order, and how often they do."""
        found: dict[str, dict[PassageRef, int]] = {}
        for passage, mentions in self.briefing.mentions.items():
            for mention in mentions:
                passages = found.setdefault(mention.entity, {})
                passages[passage] = passages.get(passage, 0) + 1
        return found

    @cached_property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """How often each entity is named in the articles, and in how many passages."""
        named = self.named_in.items()
        return {entity: (sum(passages.values()), len(passages)) for entity, passages in named}

    @cached_property
    def claims_on(self) -> Mapping[PassageRef, tuple[Claim, ...]]:
        """The claims that cite each passage, page by page."""
        found: dict[PassageRef, list[Claim]] = {}
        for claim in self.ledger.claims:
            for passage in claim.passages:
                found.setdefault(passage, []).append(claim)
        return {passage: tuple(claims) for passage, claims in found.items()}

    @cached_property
    def said_of(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The claims of other pages that name an entity, by entity and page."""
        found: dict[str, dict[str, list[str]]] = {}
        for claim in self.ledger.claims:
            for entity in claim.names:
                if entity != claim.page and not claim.page.startswith("articles/"):
                    found.setdefault(entity, {}).setdefault(claim.page, []).append(claim.text)
        return found

    @cached_property
    def first_named(self) -> Mapping[str, int]:
        """The entities in the order in which the articles first name them."""
        named = (m.entity for mentions in self.briefing.mentions.values() for m in mentions)
        return {entity: place for place, entity in enumerate(dict.fromkeys(named))}

    @cached_property
    def lookups(self) -> Lookups:
        """The briefing turned round."""
        return Lookups(self.briefing)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in the order of their dates."""
        return self.lookups.events

    def of_kind(self, folder: str) -> tuple[Entity, ...]:
        """Return the entities of one folder, sorted by name."""
        return self.lookups.by_name.get(folder, ())

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The places that lie in each place, sorted by name."""
        found: dict[str, list[str]] = {}
        for place in self.of_kind("places"):
            if parent := self.briefing.parents.get(place.id):
                found.setdefault(parent, []).append(place.id)
        return {parent: tuple(places) for parent, places in found.items()}

    @cached_property
    def relations(self) -> Mapping[str, tuple[Relation, ...]]:
        """The relations of each entity, whichever side says them."""
        found: dict[str, list[Relation]] = {}
        for relation in self.briefing.relations:
            for entity in dict.fromkeys((relation.source, relation.target)):
                found.setdefault(entity, []).append(relation)
        return {entity: tuple(relations) for entity, relations in found.items()}

    @cached_property
    def named_by(self) -> Mapping[PassageRef, tuple[str, ...]]:
        """The entities that each passage names, each once."""
        mentions = self.briefing.mentions.items()
        return {passage: tuple(dict.fromkeys(m.entity for m in ms)) for passage, ms in mentions}

    def by_appearance(self, folder: str) -> tuple[Entity, ...]:
        """Return the entities of one folder in order of first appearance."""
        last = len(self.first_named)
        return tuple(sorted(self.of_kind(folder), key=lambda e: self.first_named.get(e.id, last)))

    def writer(
        self, here: str, cited: Iterable[Fragments] = (), *, notes: str = "", notes_at: str = ""
    ) -> Writer:
        """Return the writer of the page at ``here``, whose references ``cited`` numbers."""
        numbers = reference_numbers(cited)
        return Writer(
            here,
            self.files,
            numbers,
            notes,
            notes_at,
            direction=self.direction,
            volumes=self.volumes,
            table=self.language.optional("frame.table"),
            moved=self.register.moved,
            crowded=self.lookups.crowded,
        )

    def article_writer(self, article: Article, here: str) -> Writer:
        """Return a writer for what belongs to an article, wherever it is shown."""
        writer = self.writer(here, notes_at=urls.address(article.id))
        return replace(writer, numbers=self.lookups.numbers[article.id])

    @cached_property
    def cited_by_events(self) -> Mapping[str, tuple[Fragments, ...]]:
        """The parts of each page of the timeline that may cite references, by its address."""
        texts = (self.briefing.summaries, self.briefing.bodies)
        return {
            leaf.address: tuple(text[event.id] for event in leaf.items for text in texts)
            for leaf in self.register.timeline.leaves
        }

    @cached_property
    def nav(self) -> tuple[tuple[str, str], ...]:
        """The navigation as (page, label)."""
        return tuple((page, label or self.named(page)) for page, label in self.briefing.nav)

    def named(self, page: str) -> str:
        """Return what a fixed page, or the only article, is called in the navigation."""
        return self.language.say(f"sections.{page if '/' not in page else 'article'}")

    def intro(self, page: str) -> str:
        """Return what a page of the site's own says of itself; some speak of the articles."""
        words, text = self.language, f"intros.{page}"
        if words.counts(text):
            return words.count(text, len(self.briefing.articles))
        return words.say(text)

    def edit(self, path: str) -> str:
        """Return the address at which the repository's host edits a file; empty without one."""
        settings = self.briefing.settings
        if not (host := settings.repository.rstrip("/")):
            return ""
        return f"{host}/edit/{urls.quoted(settings.branch)}/{urls.quoted(path)}"

    # --- small values of other pages ------------------------------------------------------------

    def link(self, page: str, here: str) -> Link:
        """Return a link to a page under its title."""
        return Link(self.documents[page].title, urls.relative(self.address(page), here))

    def links(self, pages: Iterable[str], here: str) -> tuple[Link, ...]:
        """Return links to pages, in the order given."""
        return tuple(self.link(page, here) for page in pages)

    def passage_link(self, passage: PassageRef, here: str) -> Link:
        """Return a link to a passage under its number."""
        address = urls.with_anchor(urls.address(passage.article), passage.passage)
        mark, spoken = passage_mark(passage, here, self.volumes)
        return Link(mark, urls.relative(address, here), spoken=spoken)

    def entity_link(self, page: str, here: str) -> EntityLink:
        """Return a link to an entity."""
        title, href = self.documents[page].title, urls.relative(self.address(page), here)
        return EntityLink(page, title, kind_class(page), href)

    def entity_links(self, pages: Iterable[str], here: str) -> tuple[EntityLink, ...]:
        """Return links to entities, in the order given; other pages are passed over."""
        entities = self.briefing.entities
        return tuple(self.entity_link(page, here) for page in pages if page in entities)

    def entry(self, entity: Entity, here: str) -> Entry:
        """Return an entity as a row of an index."""
        summary = without_cites(self.briefing.summaries[entity.id])
        return Entry(
            self.entity_link(entity.id, here),
            type_in_words(entity.type, self.language),
            self.language.say("lists.comma").join(alias.text for alias in entity.naming.aliases),
            self.writer(here).write(summary),
            self.counts.get(entity.id, (0, 0))[0],
        )

    def event(self, event: Event, here: str, *, whole: bool = True) -> EventItem:
        """Return an event as lists show it: ``whole`` on the timeline, elsewhere without its
        text and without those who took part, who would each have all of them on their pages.
        """
        briefing = self.briefing
        address = self.address(event.id)
        leaf = address.partition("#")[0]
        writer = self.writer(here, self.cited_by_events[leaf], notes_at=leaf)
        taking_part = self.lookups.participants.get(event.id, ()) if whole else ()
        names = self.entity_links(taking_part, here)
        return EventItem(
            event.slug,
            event.title,
            when(event.date, self.language),
            writer.write(briefing.summaries[event.id]),
            writer.write(briefing.bodies[event.id]) if whole else Markup(),
            tuple(name for name in names if name.kind == "actor"),
            tuple(name for name in names if name.kind == "place"),
            urls.relative(address, here),
            self.edit(event.path),
        )

    def years(self, groups: Iterable[tuple[str, Iterable[Event]]], here: str) -> tuple[Years, ...]:
        """Return events that are gathered by the years in which they begin."""
        return tuple(
            Years(f"year:{year}", self.year(year), tuple(self.event(e, here) for e in events))
            for year, events in groups
        )

    def year(self, year: str) -> str:
        """Return the title of a year's events, or of those before all that is known."""
        language = self.language
        return year_in_words(year, language) if year else language.say("dates.earlier")

    def references(self, cited: Iterable[Fragments], notes: str = "") -> tuple[ReferenceView, ...]:
        """Return the references that a page cites, numbered as its citations are."""
        numbers = reference_numbers(cited)
        return tuple(
            _reference(self.briefing.references[key], number, notes, self.language)
            for key, number in numbers.items()
        )

    def speakers(self, entity: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the other pages that speak of an entity: the few that say most, and the rest."""
        said, by_title = self.said_of.get(entity, {}), self.lookups.by_title
        ranked = sorted(said, key=lambda page: (-len(said[page]), by_title[page]))
        return tuple(ranked[:_HEARD]), tuple(sorted(ranked[_HEARD:], key=by_title.__getitem__))

    def said(self, entity: str, page: str, here: str) -> Said:
        """Return what another page says of an entity; of very much the beginning."""
        texts, href = self.said_of[entity][page], ""
        if len(texts) > _SENTENCES:
            href = urls.relative(self.register.claims_of(page), here)
        return Said(self.link(page, here), tuple(texts[:_SENTENCES]), href)

    def claims(self, pages: Iterable[str], here: str) -> tuple[Link, ...]:
        """Return links to the claims of pages, under the titles of these."""
        found = ((self.documents[page].title, self.register.claims_of(page)) for page in pages)
        return tuple(Link(title, urls.relative(address, here)) for title, address in found)

    def linking(self, page: str) -> tuple[str, ...]:
        """Return the other pages that link to a page or name it, sorted by title.

        The articles are left out, and what is shown with what it says.
        """
        heard = self.said_of.get(page, ())
        pages = self.briefing.backlinks.get(page, ())
        aside = ("articles/", "events/")
        found = (p for p in pages if not p.startswith(aside) and p not in heard)
        return tuple(sorted(found, key=self.lookups.by_title.__getitem__))

    def names(self, mentions: Iterable[Mention], here: str) -> tuple[EntityLink, ...]:
        """Return the entities that are mentioned, each once, in order."""
        return self.entity_links(dict.fromkeys(m.entity for m in mentions), here)


def _reference(reference: Reference, number: int, notes: str, language: Language) -> ReferenceView:
    return ReferenceView(
        reference_id(reference.key, notes),
        number,
        reference.title,
        reference.author,
        reference.publisher,
        when(reference.date, language) if reference.date else None,
        reference.url,
        _accessed(reference.accessed, language),
    )


def _accessed(text: str, language: Language) -> str:
    """Return when a reference was looked at: a date in words, or the editor's own words."""
    try:
        return date_in_words(parse_date(text), language)
    except ValueError:
        return text


def minutes(article: Article) -> int:
    """Return how long an article takes to read, at 200 words a minute."""
    words = sum(len(passage.text.split()) for passage in article.passages)
    return max(1, round(words / 200))
