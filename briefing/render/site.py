"""Every file of the site: pages rendered, assets, feeds, data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from briefing import __version__
from briefing.check.ledger import Ledger
from briefing.model import Briefing
from briefing.render import feeds, urls
from briefing.render.assets import Assets, bundle
from briefing.render.cards import Deck
from briefing.render.citing import cite_files
from briefing.render.data import BRIEFING, briefing_json
from briefing.render.exports import (
    EVENTS,
    PLACES,
    RELATIONS,
    events_csv,
    places_geojson,
    relations_graphml,
)
from briefing.render.pages import indexed, page_views
from briefing.render.parts import Link, Site
from briefing.render.shelf import Shelf
from briefing.render.templates import Templates
from briefing.render.views import View
from briefing.render.wording import direction

_SEARCH = "js/search.js"
_PRELOADED = ("fonts/serif-display.woff2", "fonts/serif-text.woff2")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The site as bytes by path; ``indexed`` pages are for the search index to find."""

    files: Mapping[str, bytes]
    pages: int
    indexed: int


def render_site(
    briefing: Briefing,
    templates: Mapping[str, bytes],
    others: Mapping[str, bytes],
    ledger: Ledger,
    *,
    searchable: bool = True,
) -> Rendered:
    """Render everything. ``others`` are the briefing's files that are neither text nor page."""
    assets = bundle(templates, {path: others[path] for path in briefing.files})
    shelf = Shelf(briefing, assets.addresses, ledger)
    jinja = Templates(templates)
    frame = Frame(shelf, assets, searchable)
    views, deck = tuple(page_views(shelf)), Deck(shelf)
    pages = {
        view.output: _page(jinja, view, frame.around(view.output, section), deck).encode()
        for section, view in views
    }
    only_views = [view for _, view in views]
    files = {**assets.files, **pages, **dict(_others(shelf, only_views))}
    return Rendered(files, len(pages), indexed(only_views))


def _page(jinja: Templates, view: View, site: Site, deck: Deck) -> str:
    """Render a page; once more with cards if it turns out to link to what has one."""
    html = jinja.render(view, site)
    cards = deck.dealt(html)
    return jinja.render(view, replace(site, cards=cards)) if cards else html


def _others(shelf: Shelf, views: list[View]) -> Iterator[tuple[str, bytes]]:
    """Yield the files beside pages and assets."""
    base = shelf.briefing.settings.base_url
    yield ".nojekyll", b""
    yield urls.FEED, feeds.feed(shelf)
    yield BRIEFING, briefing_json(shelf.briefing, shelf.ledger)
    yield PLACES, places_geojson(shelf.briefing)
    yield RELATIONS, relations_graphml(shelf.briefing)
    yield EVENTS, events_csv(shelf.briefing)
    yield from cite_files(shelf.briefing)
    if base:
        yield urls.SITEMAP, feeds.sitemap(views)
    if (robots := feeds.robots(base)) is not None:
        yield urls.ROBOTS, robots


@dataclass(frozen=True)
class Frame:
    """Makes the frame around each page: navigation, footer, assets, all relative to it."""

    shelf: Shelf
    assets: Assets
    searchable: bool

    def around(self, output: str, section: str) -> Site:
        """Return the frame of the page at ``output``, its section marked as the current one."""
        frame = self._frame(output.removesuffix("index.html"))
        current = tuple(
            replace(link, current=page == section)
            for link, (page, _) in zip(frame.nav, self.shelf.briefing.nav, strict=True)
        )
        return replace(frame, nav=current)

    def _frame(self, here: str) -> Site:
        briefing, settings = self.shelf.briefing, self.shelf.briefing.settings

        def to(address: str) -> str:
            if here == urls.NOT_FOUND:
                return urls.rooted(address, settings.base_url)
            return urls.relative(address, here)

        assets = self.assets.addresses
        scripts = sorted(path for path in assets if path.startswith("js/"))
        if not self.searchable:
            scripts = [path for path in scripts if path != _SEARCH]
        in_nav = {page for page, _ in briefing.nav}
        footer = [(p.id, p.title) for p in briefing.pages if p.id not in in_nav]
        footer.append(("evidence", "Evidence"))
        return Site(
            title=settings.title,
            tagline=settings.tagline,
            description=settings.description,
            language=settings.language,
            direction=direction(settings.language),
            version=__version__,
            home=to(urls.HOME),
            nav=tuple(Link(label, to(urls.address(page))) for page, label in briefing.nav),
            footer=tuple(Link(label, to(urls.address(page))) for page, label in footer),
            search=to(urls.address("search")),
            feed=to(urls.FEED),
            icon=to(assets["img/icon.svg"]) if "img/icon.svg" in assets else "",
            css=to(assets["site.css"]),
            scripts=tuple(to(assets[path]) for path in scripts),
            fonts=tuple(to(assets[path]) for path in _PRELOADED if path in assets),
            searchable=self.searchable,
        )
