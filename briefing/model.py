"""The nouns, frozen.

In the order in which they come to be:

- A **source file** is the text of one file as read. It becomes a **document**: an
  article, an entity (actor, place or term), an event or a page, with its fields read
  and its Markdown turned into a **body**: HTML with holes.
- The holes of a body are **fragments**: ``Text`` is prose in which names may be
  recognised, ``Link`` an explicit reference and ``Citation`` a pointer to evidence,
  both still open; ``Html`` is finished markup.
- Linking fills the holes: text gains ``Mention``s, links become ``Anchor``s that know
  their target, citations ``Cite``s. The **briefing** is everything, linked.
- A **passage** is one paragraph of an article, ``p1``, ``p2``, … in reading order.

No value is changed after it is made. Every value that an editor wrote carries the
position at which it stands, so nothing is ever looked up again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from briefing.diagnostics import Diagnostic, Position
from briefing.fragments import (
    NO_TEXT,
    Body,
    Citation,
    Cite,
    Fragments,
    Link,
    Located,
    Mention,
    PassageRef,
)


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


# --- what is read -----------------------------------------------------------------


class SourceFile(Struct, frozen=True):
    """The text of one file, with its path below the root in POSIX form."""

    path: str
    text: str


class Date(Struct, frozen=True):
    """An EDTF date, level 0 or 1.

    ``lower`` and ``upper`` are its strict bounds as (year, month, day), inclusive;
    ``None`` stands for an open or unknown end. ``start`` and ``end`` are the EDTF texts
    of the two ends of an interval (``end`` is ``None`` for a single date; an open end is
    ``".."``). ``uncertain`` (``?``) and ``approximate`` (``~``) hold for either end.
    """

    text: str
    start: str
    end: str | None
    lower: tuple[int, int, int] | None
    upper: tuple[int, int, int] | None
    uncertain: bool = False
    approximate: bool = False


# --- documents --------------------------------------------------------------------------


class Naming(Struct, frozen=True):
    """How an entity is named in prose: section 3 of the contract."""

    title: str
    aliases: tuple[Located, ...] = ()
    weak_aliases: tuple[Located, ...] = ()
    match: tuple[Located, ...] = ()
    no_match: tuple[Located, ...] = ()
    match_case: bool | None = None


class RelationLine(Struct, frozen=True):
    """One relation as written: what it is, with whom, when, and on what evidence."""

    label: str
    target: Link
    date: Date | None
    citations: tuple[Citation, ...]
    position: Position


def id_prefix(page: str) -> str:
    """Return what is set before the ids of a body, so that bodies may share a page.

    All terms stand on one page, all events on another, and an article's own text has ids
    of its own (``p3``). The colon keeps them apart from every slug and every heading.
    """
    kind, _, slug = page.partition("/")
    return {"glossary": f"{slug}:", "events": f"{slug}:", "articles": "note:"}.get(kind, "")


class Document(Struct, frozen=True, kw_only=True):
    """What every file of ``content/`` has in common.

    ``id`` is ``KIND/SLUG``; ``positions`` holds the position of each field that the
    front matter gives.
    """

    id: str
    path: str
    title: str
    summary: Body = NO_TEXT
    body: Body = NO_TEXT
    draft: bool = False
    redirect_from: tuple[Located, ...] = ()
    no_autolink: tuple[Located, ...] = ()
    article: Located | None = None
    updated: Date | None = None
    positions: Mapping[str, Position] = field(default_factory=_nothing)

    @property
    def kind(self) -> str:
        """The folder it stands in: ``actors``, ``places``, …."""
        return self.id.partition("/")[0]

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.id.partition("/")[2]

    def where(self, name: str) -> Position:
        """Return the position of a field, or of the file's start where it is not given."""
        return self.positions.get(name, Position(self.path))


class Passage(Struct, frozen=True):
    """One paragraph of an article: ``p3``, its plain text, its fragments, where it stands.

    ``role`` is ``quote`` or ``item`` for a paragraph of a quotation or of a list.
    """

    id: str
    text: str
    fragments: Fragments
    position: Position
    role: str = ""

    @property
    def number(self) -> int:
        """Its place in reading order, from 1."""
        return int(self.id[1:])


class Section(Struct, frozen=True):
    """A heading set before a passage of an article by its editors."""

    at: str
    title: str
    id: str
    position: Position


class SourceText(Struct, frozen=True):
    """A text under ``seeds/``: its head, its passages, and the lines that are left out.

    ``head`` holds the lines before the text proper; ``left_out`` are (first, last) line
    numbers, inclusive. It has no ``path`` where there is no such text.
    """

    path: str
    head: tuple[Located, ...] = ()
    passages: tuple[Passage, ...] = ()
    headings: tuple[Section, ...] = ()
    left_out: tuple[tuple[int, int], ...] = ()


class Article(Document, frozen=True, kw_only=True):
    """The text that a briefing is about, with what its editors say of it."""

    source: SourceText
    authors: tuple[str, ...]
    publisher: str = ""
    date: Date | None = None
    url: str = ""
    rights: Body = NO_TEXT
    publish: str = "full"
    key_points: tuple[Body, ...] = ()
    sections: tuple[Section, ...] = ()
    gists: Mapping[str, Body] = field(default_factory=_nothing)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of its source text, in reading order."""
        return self.source.passages

    @property
    def parts(self) -> tuple[tuple[Section | None, tuple[Passage, ...]], ...]:
        """Its passages under their sections; those before the first section have none."""
        starts = {section.at: section for section in self.sections}
        parts: list[tuple[Section | None, list[Passage]]] = [(None, [])]
        for passage in self.passages:
            if passage.id in starts:
                parts.append((starts[passage.id], []))
            parts[-1][1].append(passage)
        return tuple((section, tuple(found)) for section, found in parts if found)


class Entity(Document, frozen=True, kw_only=True):
    """An actor, a place or a term: what has a name and an entry of its own.

    ``type`` is the ``kind`` of the front matter (``group``, ``city``, …), empty for a
    term. ``coordinates`` are (latitude, longitude) in degrees, ``area`` the codes of the
    countries that make a place up.
    """

    naming: Naming
    type: str = ""
    relations: tuple[RelationLine, ...] = ()
    coordinates: tuple[float, float] | None = None
    area: tuple[str, ...] = ()
    part_of: Located | None = None
    see_also: tuple[Located, ...] = ()
    language: str = ""
    original: str = ""


class Event(Document, frozen=True, kw_only=True):
    """Something that happened at a date, with those who took part and where."""

    date: Date
    actors: tuple[Located, ...] = ()
    places: tuple[Located, ...] = ()


class Page(Document, frozen=True, kw_only=True):
    """A free page at ``/SLUG/``."""

    nav: bool = False


class Reference(Struct, frozen=True):
    """A cited work other than the article, from ``references.yml``."""

    key: str
    title: str
    author: str
    publisher: str
    date: Date | None
    url: str
    accessed: str
    position: Position


class Settings(Struct, frozen=True):
    """``content/site.yml``, with what the command line overrides."""

    title: str
    tagline: str = ""
    description: str = ""
    language: str = "en"
    base_url: str = ""
    repository: str = ""
    branch: str = "main"
    links: str = "first-per-section"
    evidence: str = "warn"
    nav: tuple[Located, ...] = ()
    index: str = ""
    path: str = "content/site.yml"
    positions: Mapping[str, Position] = field(default_factory=_nothing)


class Library(Struct, frozen=True):
    """Everything that was read, nothing of it linked yet.

    ``files`` are the other files below ``content/``; ``unread`` are the ids of documents
    that exist and could not be read (``references`` for the references; an article without
    its source text), each with the text of its head if that could not be read either, so
    that a link to one is not called broken too.
    """

    settings: Settings
    articles: tuple[Article, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    pages: tuple[Page, ...] = ()
    references: tuple[Reference, ...] = ()
    files: frozenset[str] = frozenset()
    unread: Mapping[str, str] = field(default_factory=_nothing)
    problems: tuple[Diagnostic, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, in the order of their kinds."""
        return (*self.articles, *self.entities, *self.events, *self.pages)

    def without(self, ids: frozenset[str]) -> Library:
        """Return the library without some documents."""
        return replace(
            self,
            articles=tuple(d for d in self.articles if d.id not in ids),
            entities=tuple(d for d in self.entities if d.id not in ids),
            events=tuple(d for d in self.events if d.id not in ids),
            pages=tuple(d for d in self.pages if d.id not in ids),
        )


# --- the briefing -----------------------------------------------------------------------


class Relation(Struct, frozen=True):
    """A relation between two entities, resolved: ``source`` *label* ``target``."""

    source: str
    label: str
    target: str
    date: Date | None
    cites: tuple[Cite, ...]


class Sentence(Struct, frozen=True):
    """A sentence of a passage as the stretch ``start:end`` of its text."""

    passage: PassageRef
    start: int
    end: int


class MentionLine(Struct, frozen=True):
    """A sentence that names an entity, with the mentions of that entity in it."""

    sentence: Sentence
    text: str
    mentions: tuple[Mention, ...]


class Briefing(Struct, frozen=True):
    """Everything, linked: what the checks read and what the pages show.

    ``bodies`` holds the linked fragments of each document's body by id; ``summaries``
    those of its summary, ``points`` of an article's key points, ``passages`` and ``gists``
    of each passage. ``mentions`` lists the mentions of each passage in order,
    ``concordance`` the sentences that name an entity, ``backlinks`` the ids of the pages
    that link to or name a page, ``citing`` those that cite a passage. ``parents`` maps a
    place to the one it lies in, ``see_also`` and ``takes_part`` (events) a page to ids,
    ``redirects`` an old address to the page it leads to. ``nav`` is the navigation as (page,
    label), ``files`` the files that pages show, ``linked`` the pages that texts of others link to.
    """

    settings: Settings
    articles: tuple[Article, ...]
    entities: Mapping[str, Entity]
    events: tuple[Event, ...]
    pages: tuple[Page, ...]
    references: Mapping[str, Reference]
    bodies: Mapping[str, Fragments]
    summaries: Mapping[str, Fragments]
    points: Mapping[str, tuple[Fragments, ...]]
    gists: Mapping[PassageRef, Fragments]
    rights: Mapping[str, Fragments]
    passages: Mapping[PassageRef, Fragments]
    mentions: Mapping[PassageRef, tuple[Mention, ...]]
    concordance: Mapping[str, tuple[MentionLine, ...]]
    relations: tuple[Relation, ...]
    links: tuple[tuple[str, str], ...]
    backlinks: Mapping[str, tuple[str, ...]]
    citing: Mapping[PassageRef, tuple[str, ...]]
    parents: Mapping[str, str]
    see_also: Mapping[str, tuple[str, ...]]
    takes_part: Mapping[str, tuple[str, ...]]
    redirects: Mapping[str, str]
    nav: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    linked: frozenset[str]

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, in the order of their kinds."""
        return (*self.articles, *self.entities.values(), *self.events, *self.pages)
