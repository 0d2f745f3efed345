"""Exactly what a template may see: one frozen value for each page, all of it computed.

Every template is given two names: ``site``, the frame around the page, and ``page``, one
of the views below. Every ``href`` is already relative to the page that shows it, every
``html`` is finished markup; all else is plain text that the template escapes.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from briefing.render.claimed import ClaimsView, PassageClaims
from briefing.render.drawings import NetworkView, SpansView
from briefing.render.maps import MapView
from briefing.render.parts import (
    ArticleCard,
    EntityLink,
    Entry,
    EntryView,
    Group,
    Html,
    Letter,
    Link,
    Listings,
    Pager,
    Picture,
    ReferenceView,
    SectionView,
    When,
    Years,
)


class View(Struct, frozen=True, kw_only=True):
    """What every page has.

    ``head_title`` goes into ``<title>``, ``kind`` is what a page is about, for
    machines (``actor``), and ``label`` says it in words, ``canonical`` is empty without a base
    URL, ``edit`` without a repository.
    ``robots`` says whether search engines may list it, ``graph_type`` what the Open Graph
    protocol calls it, ``updated`` is a plain date or empty, ``picture`` is shown with links.
    ``part`` says which page of a long list it is, empty for the first, and ``pager`` leads to
    the others.
    """

    template: str
    output: str
    title: str
    head_title: str
    description: str
    kind: str = ""
    label: str = ""
    canonical: str = ""
    robots: str = ""
    graph_type: str = "website"
    updated: str = ""
    picture: Picture | None = None
    edit: str = ""
    jsonld: str = ""
    crumbs: tuple[Link, ...] = ()
    part: str = ""
    pager: Pager | None = None


class HomeView(View, frozen=True, kw_only=True):
    """The briefing at a glance: of each kind what is named first.

    ``more`` leads to all of a kind that is cut short, by its section.
    """

    articles: tuple[ArticleCard, ...]
    who: tuple[Entry, ...]
    where: tuple[Entry, ...]
    terms: tuple[Entry, ...]
    years: tuple[Years, ...]
    counts: tuple[Link, ...]
    more: Mapping[str, Link]
    map: MapView | None = None


class ArticlesView(View, frozen=True, kw_only=True):
    """All articles, where there are more than the front page shows."""

    articles: tuple[ArticleCard, ...]


class ArticleView(View, frozen=True, kw_only=True):
    """The article, passage by passage; ``changes`` say what was done to another's text.

    ``volume`` is its letter, empty if there is no other.
    """

    id: str
    volume: str
    authors: tuple[Link, ...]
    publisher: Link | None
    when: When | None
    minutes: int
    summary: Html
    key_points: tuple[Html, ...]
    sections: tuple[SectionView, ...]
    rights: Html
    changes: tuple[str, ...]
    source_url: str
    excerpt: bool
    body: Html
    references: tuple[ReferenceView, ...]
    tags: tuple[tuple[str, str], ...]
    cite: tuple[Link, ...]


class EntityView(View, frozen=True, kw_only=True):
    """An actor's or a place's page."""

    entry: EntryView
    map: MapView | None = None


class FurtherView(View, frozen=True, kw_only=True):
    """A further page of an entity: what its own page had no room for."""

    entry: EntryView


class TieRow(Struct, frozen=True):
    """A relation with both its ends, as the list beside the network shows it."""

    source: EntityLink
    label: str
    target: EntityLink
    when: When | None
    cites: Html


class IndexView(View, frozen=True, kw_only=True):
    """Actors, or places, by type; where they are too many for a page, by letter.

    ``ties`` are the relations between all actors, ``ties_pager`` leads to the rest of them.
    """

    intro: str
    groups: tuple[Group, ...]
    map: MapView | None = None
    network: NetworkView | None = None
    ties: tuple[TieRow, ...] = ()
    ties_pager: Pager | None = None


class TiesView(View, frozen=True, kw_only=True):
    """A further page of the relations between all actors; ``start`` numbers the first."""

    ties: tuple[TieRow, ...]
    start: int


class GlossaryView(View, frozen=True, kw_only=True):
    """Terms with their entries."""

    intro: str
    letters: tuple[Letter, ...]


class TimelineView(View, frozen=True, kw_only=True):
    """Events by year."""

    intro: str
    years: tuple[Years, ...]
    references: tuple[ReferenceView, ...]
    spans: SpansView | None


class SearchView(View, frozen=True, kw_only=True):
    """The search page: the shared address ``?q=`` and the A–Z of everything."""

    letters: tuple[Listings, ...]


class EvidenceView(View, frozen=True, kw_only=True):
    """Claims of the briefing with what they rest on.

    ``sums`` are the figures by name, ``verdicts`` the words used and what they mean,
    ``unused`` the passages that no page relies on, if they are not too many to name,
    ``passages`` leads to the same claims passage by passage.
    """

    intro: str
    sums: tuple[tuple[str, int], ...]
    verdicts: tuple[tuple[str, str], ...]
    pages: tuple[ClaimsView, ...]
    unused: tuple[Link, ...]
    passages: str
    references: tuple[ReferenceView, ...]


class ReliancesView(View, frozen=True, kw_only=True):
    """Passages that the pages cite, with the statements that rest on them."""

    intro: str
    passages: tuple[PassageClaims, ...]


class FreeView(View, frozen=True, kw_only=True):
    """A free page."""

    id: str
    summary: Html
    body: Html
    backlinks: tuple[Link, ...]
    more: int
    references: tuple[ReferenceView, ...]


class NotFoundView(View, frozen=True, kw_only=True):
    """404.html."""

    sections: tuple[Link, ...]


class RedirectView(View, frozen=True, kw_only=True):
    """A small page at an old address that leads to the new one."""

    href: str
