"""The list of what a build makes: every page once, with its head, in the order of the navigation.

The heads come first, for no two pages may have the same; the rest of a page is made when it
is asked for. A build asks for all of them, a preview for the one that is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, count

from msgspec import Struct
from msgspec.structs import replace

from briefing.model import Document, Entity
from briefing.render import leaves, urls
from briefing.render.bodies import KIND_CLASS, shortened
from briefing.render.heads import LONGEST, NOINDEX, Head, head, head_title
from briefing.render.home import articles_view, home_view
from briefing.render.indexes import articles, index_of, lines
from briefing.render.leaves import Book, Item, Key
from briefing.render.maps import Maps, MapView
from briefing.render.pagers import part
from briefing.render.pages import (
    article_view,
    entity_view,
    free_view,
    glossary_view,
    index_view,
    not_found_view,
    rest_view,
    search_view,
    ties_view,
    timeline_view,
)
from briefing.render.proof import PAGE, PASSAGES, evidence_view, kinds, reliances_view
from briefing.render.shares import Shares, is_long, parted
from briefing.render.shelf import Shelf
from briefing.render.views import RedirectView, View
from briefing.render.wording import type_in_words


class Sheet(Struct, frozen=True):
    """A page that is still to be made: where it belongs, its head, and what makes the rest.

    ``section`` is the id of the section of the navigation, ``kicker`` says what the page is where
    its title does not.
    """

    section: str
    head: Head
    make: Callable[[Head], View]
    kicker: str = ""

    @property
    def output(self) -> str:
        """Where the page stands below the site."""
        return str(self.head["output"])

    @property
    def indexed(self) -> bool:
        """Whether the search index must hold it."""
        return self.head["template"] in ("article", "entity", "glossary", "timeline", "page")

    def view(self) -> View:
        """Return the page as its template sees it."""
        return self.make(self.head)


def sheets(shelf: Shelf) -> Iterator[Sheet]:
    """Yield every page; no two have the same title or description in their heads."""
    return _distinct(_sheets(shelf), shelf.briefing.settings.title)


def _sheets(shelf: Shelf) -> Iterator[Sheet]:
    maps = Maps(shelf)
    drawn = partial(maps.overview, urls.HOME)
    yield Sheet("home", _home_head(shelf), partial(home_view, shelf, drawn))
    yield from _articles(shelf)
    for folder in ("actors", "places"):
        map = drawn if folder == "places" else _no_map
        yield from _index(shelf, folder, map)
        for entity in shelf.of_kind(folder):
            yield from _entity(shelf, entity, maps)
    yield from _lists(shelf)
    for page in shelf.briefing.pages:
        yield Sheet(page.id, _head(shelf, page, "page"), partial(free_view, shelf, page))
    yield Sheet("404", _lost(shelf), partial(not_found_view, shelf))
    for old, new in sorted(shelf.briefing.redirects.items()):
        yield _redirect(shelf, old, new)


def _articles(shelf: Shelf) -> Iterator[Sheet]:
    """Yield the articles, and before them the list of all where the front page has not all."""
    found = shelf.briefing.articles
    listed = len(found) > leaves.CARDS
    if listed:
        book = articles(shelf)
        for at, _ in enumerate(book.leaves):
            own = _part(shelf, "articles", "articles", book, at)
            yield Sheet("articles", own, partial(articles_view, shelf, book, at))
    for article in found:
        section = "articles" if listed else article.id
        own = _head(shelf, article, "article")
        yield Sheet(section, own, partial(article_view, shelf, article), own["label"])


def _index(shelf: Shelf, folder: str, map: Callable[[], MapView | None]) -> Iterator[Sheet]:
    """Yield the list of the actors or the places, and the relations between all actors."""
    index = index_of(shelf, folder)
    for at, _ in enumerate(index.rows.leaves):
        own = _part(shelf, folder, "index", index.rows, at)
        yield Sheet(folder, own, partial(index_view, shelf, index, at, map))
    for at, leaf in enumerate(index.ties.leaves[1:], 1):
        title, number = shelf.language.say("relations.all"), part(index.ties, at, shelf.language)
        about = shelf.language.say("relations.list")
        own = head(shelf, leaf.address, "ties", title, about, part=number)
        yield Sheet(folder, own, partial(ties_view, shelf, index, at))


def _entity(shelf: Shelf, entity: Entity, maps: Maps) -> Iterator[Sheet]:
    """Yield the page of an actor or a place, and its further pages if it needs any."""
    pages = parted(shelf, entity) if is_long(shelf, entity) else None
    own = _head(shelf, entity, "entity")
    words = filter(None, (own["label"], type_in_words(entity.type, shelf.language)))
    kicker = shelf.language.say("lists.dot").join(words)
    yield Sheet(entity.kind, own, partial(entity_view, shelf, entity, maps, pages), kicker)
    if pages:
        yield from _further(shelf, entity, pages)


def _further(shelf: Shelf, entity: Entity, pages: Shares) -> Iterator[Sheet]:
    """Yield the further pages of an entity."""
    about = shelf.briefing.summaries[entity.id]
    for at, leaf in enumerate(pages.leaves[1:], 1):
        own = head(
            shelf,
            leaf.address,
            "further",
            entity.title,
            about,
            KIND_CLASS[entity.kind],
            document=entity,
            part=part(pages, at, shelf.language),
        )
        yield Sheet(entity.kind, own, partial(rest_view, shelf, entity, pages, at))


def _lists(shelf: Shelf) -> Iterator[Sheet]:
    """Yield the lists of all terms, events, claims and names."""
    register = shelf.register
    for at, leaf in enumerate(register.glossary.leaves):
        terms = tuple(leaf.items)
        own = _part(shelf, "glossary", "glossary", register.glossary, at, "term", terms)
        yield Sheet("glossary", own, partial(glossary_view, shelf, at))
        for term in terms:
            if is_long(shelf, term):
                yield from _further(shelf, term, parted(shelf, term))
    for at, page in enumerate(register.timeline.leaves):
        own = _part(shelf, "timeline", "timeline", register.timeline, at, "event", page.items)
        yield Sheet("timeline", own, partial(timeline_view, shelf, at))
    for at, _ in enumerate(register.proof.leaves):
        own = _part(shelf, PAGE, "evidence", register.proof, at)
        yield Sheet("evidence", own, partial(evidence_view, shelf, at))
    for at, _ in enumerate(register.relied.leaves):
        own = _part(shelf, PASSAGES, "passages", register.relied, at)
        yield Sheet("evidence", own, partial(reliances_view, shelf, at))
    everything = lines(shelf)
    for at, _ in enumerate(everything.leaves):
        own = _part(shelf, "search", "search", everything, at)
        yield Sheet("search", own, partial(search_view, shelf, everything, at))


def _no_map() -> None:
    """Return the map of a list that has none."""


# --- heads ----------------------------------------------------------------------------------


def _home_head(shelf: Shelf) -> Head:
    settings = shelf.briefing.settings
    return head(shelf, urls.HOME, "home", settings.title, settings.description)


def _head(shelf: Shelf, document: Document, template: str) -> Head:
    """Return the head of a document's own page."""
    about, kind = shelf.briefing.summaries[document.id], KIND_CLASS[document.kind]
    here = urls.address(document.id)
    return head(shelf, here, template, document.title, about, kind, document=document)


def _part(
    shelf: Shelf,
    page: str,
    template: str,
    book: Book[Key, Item],
    at: int,
    kind: str = "",
    holds: Iterable[Document] = (),
) -> Head:
    """Return the head of a page of a list of the site's own, described by its intro.

    ``holds`` are the documents that stand on it.
    """
    name = page.rpartition("/")[2]
    intro, address = shelf.intro(name), book.leaves[at].address
    words = part(book, at, shelf.language, _named(shelf, page))
    return head(shelf, address, template, shelf.named(name), intro, kind, holds=holds, part=words)


def _named(shelf: Shelf, page: str) -> Callable[[str], str]:
    """Return what names the sections of a list."""
    return {"timeline": shelf.year, PAGE: kinds(shelf)}.get(page, str)


def _lost(shelf: Shelf) -> Head:
    own = head(shelf, urls.NOT_FOUND, "404", shelf.language.say("missing.title"), "")
    return own | {"canonical": "", "robots": NOINDEX}


def _redirect(shelf: Shelf, old: str, page: str) -> Sheet:
    """Return the page at an old address."""
    address = old if old.endswith(".html") else f"{old}/"
    base = shelf.briefing.settings.base_url.rstrip("/")
    new = shelf.address(page).partition("#")[0]
    own = head(shelf, address, "redirect", shelf.documents[page].title, "", "moved")
    own |= {"canonical": f"{base}/{new}" if base else "", "robots": NOINDEX}
    href = urls.relative(shelf.address(page), address)
    return Sheet("", own, lambda own: RedirectView(**own, href=href))


def _distinct(sheets: Iterable[Sheet], site: str) -> Iterator[Sheet]:
    """Yield pages, the first of a title or description with its own.

    A later one is marked with its kind, or else with a number.
    """
    titles: set[str] = set()
    descriptions: set[str] = set()
    numbers = defaultdict[str, Iterator[int]](partial(count, 2))
    for sheet in sheets:
        own = sheet.head
        # A number that was taken once is not tried again.
        marks = chain((own["part"], own["label"]), map(str, numbers[own["title"]]))
        found = (head_title(own["title"], site, mark) for mark in marks)
        title = next(title for title in found if title not in titles)
        text = own["description"]
        if text in descriptions:
            text = shortened(f"{title}: {text}", LONGEST)
        titles.add(title)
        descriptions.add(text)
        yield replace(sheet, head=own | {"head_title": title, "description": text})
