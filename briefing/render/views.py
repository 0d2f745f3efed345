"""Exactly what a template may see: one frozen value for each page, all of it computed.

Every template is given two names: ``site``, the frame around the page, and ``page``, one
of the views below. Every ``href`` is already relative to the page that shows it, every
``html`` is finished markup; all else is plain text that the template escapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing.render.parts import (
    ArticleCard,
    ClaimsView,
    Entry,
    EntryView,
    Group,
    Html,
    Letter,
    Link,
    Listings,
    ReferenceView,
    SectionView,
    When,
    Years,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What every page has.

    ``head_title`` goes into ``<title>``, ``label`` is the kind of page in words
    ("Actor"), ``canonical`` is empty without a base URL, ``edit`` without a repository.
    """

    template: str
    output: str
    title: str
    head_title: str
    description: str
    label: str = ""
    canonical: str = ""
    edit: str = ""
    jsonld: str = ""
    robots: str = ""
    crumbs: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView(View):
    """The briefing at a glance; ``who`` lists the actors in order of first appearance."""

    articles: tuple[ArticleCard, ...]
    who: tuple[Entry, ...]
    where: tuple[Entry, ...]
    terms: tuple[Entry, ...]
    years: tuple[Years, ...]
    counts: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView(View):
    """The article, passage by passage."""

    id: str
    authors: tuple[Link, ...]
    publisher: Link | None
    when: When | None
    minutes: int
    words: int
    summary: Html
    key_points: tuple[Html, ...]
    sections: tuple[SectionView, ...]
    rights: Html
    source_url: str
    excerpt: bool
    body: Html
    references: tuple[ReferenceView, ...]
    tags: tuple[tuple[str, str], ...]
    cite: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView(View):
    """An actor's or a place's page."""

    entry: EntryView


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView(View):
    """All actors, or all places."""

    intro: str
    kind: str
    groups: tuple[Group, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryView(View):
    """All terms with their entries."""

    intro: str
    letters: tuple[Letter, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView(View):
    """All events by year."""

    intro: str
    years: tuple[Years, ...]
    total: int
    references: tuple[ReferenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView(View):
    """The search page: the shared address ``?q=`` and the A–Z of everything."""

    letters: tuple[Listings, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView(View):
    """Every claim of the briefing with what it rests on.

    ``sums`` are the figures by name, ``verdicts`` the words used and what they mean,
    ``unused`` the passages that no page relies on.
    """

    intro: str
    sums: tuple[tuple[str, int], ...]
    verdicts: tuple[tuple[str, str], ...]
    pages: tuple[ClaimsView, ...]
    unused: tuple[Link, ...]
    references: tuple[ReferenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeView(View):
    """A free page."""

    id: str
    summary: Html
    body: Html
    backlinks: tuple[Link, ...]
    references: tuple[ReferenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundView(View):
    """404.html."""

    sections: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectView(View):
    """A small page at an old address that leads to the new one."""

    href: str
