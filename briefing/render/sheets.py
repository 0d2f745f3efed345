"""The list of what a build makes: every page once, with its head, in the order of the navigation.

The heads come first, for no two pages may have the same; the rest of a page is made when it
is asked for. A build asks for all of them, a preview for the one that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count

from briefing.model import Document
from briefing.render import urls
from briefing.render.bodies import KIND_CLASS, shortened
from briefing.render.heads import LONGEST, NOINDEX, Head, head, head_title
from briefing.render.home import home_view
from briefing.render.maps import Maps
from briefing.render.pages import (
    article_view,
    entity_view,
    free_view,
    glossary_view,
    index_view,
    not_found_view,
    search_view,
    timeline_view,
)
from briefing.render.proof import PAGE, PASSAGES, evidence_view, reliances_view
from briefing.render.shelf import Shelf
from briefing.render.views import RedirectView, View


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that is still to be made: where it belongs, its head, and what makes the rest.

    ``section`` is the id of the section of the navigation.
    """

    section: str
    head: Head
    make: Callable[[Head], View]

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
    briefing = shelf.briefing
    maps = Maps(shelf)
    drawn = partial(maps.overview, urls.HOME)
    yield Sheet("home", _home_head(shelf), partial(home_view, shelf, drawn))
    for article in briefing.articles:
        yield Sheet(
            article.id, _head(shelf, article, "article"), partial(article_view, shelf, article)
        )
    for folder in ("actors", "places"):
        map = drawn if folder == "places" else _no_map
        yield Sheet(folder, _fixed(shelf, folder, "index"), partial(index_view, shelf, folder, map))
        for entity in shelf.of_kind(folder):
            shown = partial(entity_view, shelf, entity, maps)
            yield Sheet(folder, _head(shelf, entity, "entity"), shown)
    terms = _fixed(shelf, "glossary", "glossary", "term", shelf.of_kind("glossary"))
    yield Sheet("glossary", terms, partial(glossary_view, shelf))
    events = _fixed(shelf, "timeline", "timeline", "event", shelf.events)
    yield Sheet("timeline", events, partial(timeline_view, shelf))
    yield Sheet("evidence", _fixed(shelf, PAGE, "evidence"), partial(evidence_view, shelf))
    passages = _fixed(shelf, PASSAGES, "passages")
    yield Sheet("evidence", passages, partial(reliances_view, shelf))
    yield Sheet("search", _fixed(shelf, "search", "search"), partial(search_view, shelf))
    for page in briefing.pages:
        yield Sheet(page.id, _head(shelf, page, "page"), partial(free_view, shelf, page))
    yield Sheet("404", _lost(shelf), partial(not_found_view, shelf))
    for old, new in sorted(briefing.redirects.items()):
        yield _redirect(shelf, old, new)


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


def _fixed(
    shelf: Shelf, page: str, template: str, kind: str = "", holds: Iterable[Document] = ()
) -> Head:
    """Return the head of a page of the site's own, described by its intro.

    ``holds`` are the documents that stand on it.
    """
    name = page.rpartition("/")[2]
    intro = shelf.intro(name)
    return head(shelf, urls.address(page), template, shelf.named(name), intro, kind, holds=holds)


def _lost(shelf: Shelf) -> Head:
    own = head(shelf, urls.NOT_FOUND, "404", shelf.language.say("missing.title"), "")
    return own | {"canonical": "", "robots": NOINDEX}


def _redirect(shelf: Shelf, old: str, page: str) -> Sheet:
    """Return the page at an old address."""
    address = old if old.endswith(".html") else f"{old}/"
    base = shelf.briefing.settings.base_url.rstrip("/")
    new = urls.address(page).partition("#")[0]
    own = head(shelf, address, "redirect", shelf.documents[page].title, "", "moved")
    own |= {"canonical": f"{base}/{new}" if base else "", "robots": NOINDEX}
    href = urls.relative(urls.address(page), address)
    return Sheet("", own, lambda own: RedirectView(**own, href=href))


def _distinct(sheets: Iterable[Sheet], site: str) -> Iterator[Sheet]:
    """Yield pages, the first of a title or description with its own.

    A later one is marked with its kind, or else with a number.
    """
    titles: set[str] = set()
    descriptions: set[str] = set()
    for sheet in sheets:
        own = sheet.head
        marks = chain(("", own["label"]), map(str, count(2)))
        found = (head_title(own["title"], site, mark) for mark in marks)
        title = next(title for title in found if title not in titles)
        text = own["description"]
        if text in descriptions:
            text = shortened(f"{title}: {text}", LONGEST)
        titles.add(title)
        descriptions.add(text)
        yield replace(sheet, head=own | {"head_title": title, "description": text})
