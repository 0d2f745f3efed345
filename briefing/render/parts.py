"""The values that views are made of: links, rows, dates, passages.

Every ``href`` is already relative to the page that shows it, every ``Html`` is finished
markup; all else is plain text that the template escapes.
"""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from briefing.render.drawings import FanView, SpansView, Strip

Html = Markup

_NOTHING = Markup("")


class Link(Struct, frozen=True):
    """A labelled link: ``current`` is that of the page's section, ``spoken`` a label in full."""

    label: str
    href: str
    current: bool = False
    spoken: str = ""


class Pager(Struct, frozen=True):
    """The way through a list that is cut into pages.

    ``sections`` are its letters, its years or its kinds, ``numbers`` the pages of the section;
    where the list is long, each only as far as a few steps lead anywhere. ``label`` tells it
    from others on the page.
    """

    label: str
    sections: tuple[Link, ...]
    numbers: tuple[Link, ...]
    previous: Link | None
    next: Link | None


class Picture(Struct, frozen=True):
    """A page's picture for those who are sent a link to it; ``href`` is a whole address."""

    href: str
    alt: str
    width: int = 1200
    height: int = 630


class EntityLink(Struct, frozen=True):
    """A link to an entity as lists show it. ``kind`` is ``actor``, ``place`` or ``term``."""

    id: str
    title: str
    kind: str
    href: str


class CardView(Struct, frozen=True):
    """What is shown beside a link before it is followed.

    ``id`` is the entity, or the passage as ``SLUG#p3``; ``kind`` is that of an entity and
    else empty, ``label`` says it in words, ``named`` how often the article names it.
    ``text`` is empty for a passage that stands on the page.
    """

    id: str
    kind: str
    label: str
    title: str
    text: Html
    named: str


class Site(Struct, frozen=True):
    """The frame around a page: the same for all pages of one depth, but for the cards."""

    title: str
    tagline: str
    description: str
    language: str
    direction: str
    home: str
    nav: tuple[Link, ...]
    footer: tuple[Link, ...]
    search: str
    feed: str
    json_feed: str
    manifest: str
    icon: str
    touch_icon: str
    locale: str
    policy: Markup
    theme: Markup
    css: str
    script: str
    search_script: str
    fonts: tuple[str, ...]
    searchable: bool
    cards: tuple[CardView, ...] = ()


class Entry(Struct, frozen=True):
    """An entity as a row of an index, with its first sentence and how often it is named.

    ``type`` is its kind in words ("News outlet"), empty for one that has none.
    """

    link: EntityLink
    type: str
    aliases: str
    summary: Html
    count: int


class Group(Struct, frozen=True):
    """Rows under one heading; ``id`` is the anchor of the heading."""

    id: str
    title: str
    entries: tuple[Entry, ...]


class When(Struct, frozen=True):
    """A date in words. ``datetime`` is a valid HTML date or empty, ``edtf`` as written."""

    text: str
    datetime: str
    edtf: str


class EventItem(Struct, frozen=True):
    """An event of the timeline, or of a page's own part of it, which shows less of each."""

    id: str
    title: str
    when: When
    summary: Html
    body: Html
    actors: tuple[EntityLink, ...]
    places: tuple[EntityLink, ...]
    href: str
    edit: str


class Years(Struct, frozen=True):
    """The events that begin in one year."""

    id: str
    title: str
    events: tuple[EventItem, ...]


class ArticleCard(Struct, frozen=True):
    """An article as the home page shows it; ``volume`` tells it from others by letter and title."""

    title: str
    volume: str
    href: str
    authors: tuple[str, ...]
    publisher: str
    when: When | None
    summary: Html
    minutes: int
    key_points: tuple[Html, ...]


class Reliances(Struct, frozen=True):
    """The titles of the pages that rely on a passage; ``href`` leads to what they say.

    Of very many the first are named, and ``more`` are not.
    """

    pages: tuple[str, ...]
    href: str
    more: int = 0


class PassageView(Struct, frozen=True):
    """A passage of the article; ``relied_on`` are the pages whose statements rest on it.

    ``direction`` is given where it is not that of the page.
    """

    id: str
    number: int
    data: str
    direction: str
    html: Html
    gist: Html
    relied_on: Reliances | None
    excerpt: bool


class SectionView(Struct, frozen=True):
    """A stretch of the article under one heading (without title where it has none).

    It is ``roomy`` if the margin beside its first passage holds a list of all its names.
    """

    id: str
    title: str
    passages: tuple[PassageView, ...]
    actors: tuple[EntityLink, ...]
    places: tuple[EntityLink, ...]
    roomy: bool


class ReferenceView(Struct, frozen=True):
    """A cited work: ``id`` is the anchor that citations lead to."""

    id: str
    number: int
    title: str
    author: str
    publisher: str
    when: When | None
    url: str
    accessed: str


class Named(Struct, frozen=True):
    """A sentence that names the entity, the name marked, and the link to the very spot.

    What is not ``quoted`` is the gist that an excerpt shows in place of the sentence.
    """

    number: int
    html: Html
    href: str
    quoted: bool


class NamedIn(Struct, frozen=True):
    """The sentences of a section; ``article`` has letter and title, or nothing if it is alone."""

    article: str
    title: str
    href: str
    sentences: tuple[Named, ...]


class Fact(Struct, frozen=True):
    """A row of the key facts: a label and what stands beside it, ``unsearched`` where told."""

    label: str
    html: Html
    unsearched: bool = False


class RelationView(Struct, frozen=True):
    """A relation as a page shows it.

    One that is ``outgoing`` reads "label other", else "other label this".
    """

    label: str
    other: EntityLink
    outgoing: bool
    when: When | None
    cites: Html


class Related(Struct, frozen=True):
    """An entity that the same passages name, and these passages."""

    entity: EntityLink
    passages: tuple[Link, ...]


class Said(Struct, frozen=True):
    """What another page says of an entity: its sentences that name it, in order.

    ``href`` leads to all that it says where these are not all of them.
    """

    page: Link
    texts: tuple[str, ...]
    href: str = ""


class Origin(Struct, frozen=True):
    """A spot in an article from which a link leads here, and the way back to it.

    ``id`` is the anchor of that link; ``article`` is empty if there is one only.
    """

    id: str
    number: int
    article: str
    href: str


class EntryView(Struct, frozen=True, kw_only=True):
    """An entity in full: its own page, or its entry in the glossary.

    ``pager`` leads to the rest of its long lists. A further page has these alone.
    """

    id: str
    slug: str
    title: str
    kind: str
    named: tuple[NamedIn, ...]
    spans: SpansView | None
    count: int
    passages: int
    articles: int
    of: int
    relations: tuple[RelationView, ...]
    events: tuple[EventItem, ...]
    also_said: tuple[Link, ...]
    more: int
    backlinks: tuple[Link, ...]
    pager: Pager | None
    facts: tuple[Fact, ...] = ()
    type: str = ""
    lang: str = ""
    original: str = ""
    original_dir: str = ""
    summary: Html = _NOTHING
    body: Html = _NOTHING
    origins: tuple[Origin, ...] = ()
    fan: FanView | None = None
    strips: tuple[Strip, ...] = ()
    see_also: tuple[EntityLink, ...] = ()
    related: tuple[Related, ...] = ()
    said: tuple[Said, ...] = ()
    references: tuple[ReferenceView, ...] = ()
    search_aliases: str = ""
    edit: str = ""


class Letter(Struct, frozen=True):
    """The entries under one letter; ``id`` is the anchor."""

    id: str
    title: str
    entries: tuple[EntryView, ...]


class Listing(Struct, frozen=True):
    """A line of the A–Z: a name, what it is, and for an alias whose it is."""

    name: str
    label: str
    href: str
    alias_of: str


class Listings(Struct, frozen=True):
    """The lines of the A–Z under one letter."""

    id: str
    title: str
    items: tuple[Listing, ...]
