"""Every file of the site: pages rendered, assets, feeds, data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from briefing.check.ledger import Ledger
from briefing.diagnostics import Diagnostic, Position, Severity
from briefing.draw.world import PATH as WORLD
from briefing.model import Briefing
from briefing.render import feeds, urls
from briefing.render.assets import SCRIPT, SEARCH, SHEET, Assets, bundle
from briefing.render.cards import Deck, noted
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
from briefing.render.heads import locale
from briefing.render.language import Language, read_language
from briefing.render.pages import indexed, page_views
from briefing.render.parts import Link, Site
from briefing.render.policy import HEADERS, THEME, headers, policy
from briefing.render.previews import with_pictures
from briefing.render.shelf import Shelf
from briefing.render.templates import TemplateFaultError, Templates
from briefing.render.views import ArticleView, View
from briefing.render.webmanifest import MANIFEST, webmanifest
from briefing.render.wording import direction

_PRELOADED = ("fonts/serif-display.woff2", "fonts/serif-text.woff2")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The site as bytes by path; ``indexed`` pages are for the search index to find.

    ``notes`` say in which language the interface is, if not in the one that was asked for.
    """

    files: Mapping[str, bytes]
    pages: int
    indexed: int
    notes: tuple[Diagnostic, ...] = ()


def render_site(
    briefing: Briefing,
    templates: Mapping[str, bytes],
    others: Mapping[str, bytes],
    ledger: Ledger,
    *,
    searchable: bool = True,
) -> Rendered:
    """Render everything. ``others`` are the briefing's files that are neither text nor page."""
    language, notes = _words(briefing, templates)
    shown = {path: others[path] for path in briefing.files}
    assets = bundle(templates, shown, language)
    shelf = Shelf(briefing, assets.addresses, ledger, language, templates.get(WORLD, b""))
    jinja = Templates(templates, language, shelf.direction)
    frame = Frame(shelf, assets, searchable)
    views, pictures = with_pictures(page_views(shelf), shelf, templates)
    deck = Deck(shelf)
    pages = {
        view.output: _page(jinja, view, frame.around(view.output, section), deck).encode()
        for section, view in views
    }
    only_views = [view for _, view in views]
    beside = (*_others(shelf, only_views), *_for_hosts(frame, templates))
    files = {**assets.files, **pictures, **pages, **dict(beside)}
    return Rendered(files, len(pages), indexed(only_views), notes)


def _words(
    briefing: Briefing, templates: Mapping[str, bytes]
) -> tuple[Language, tuple[Diagnostic, ...]]:
    """Return the language of the interface and the notes on it."""
    asked = Position(briefing.settings.path)
    language, found = read_language(templates, briefing.settings.language, asked)
    if faults := [one for one in found if one.severity is Severity.ERROR]:
        raise TemplateFaultError(*faults)
    return language, found


def _page(jinja: Templates, view: View, site: Site, deck: Deck) -> str:
    """Render a page; once more with cards if it turns out to link to what has one."""
    html = jinja.render(view, site)
    cards = deck.dealt(html)
    if cards:
        html = jinja.render(view, replace(site, cards=cards))
    return noted(html, cards) if isinstance(view, ArticleView) else html


def _others(shelf: Shelf, views: list[View]) -> Iterator[tuple[str, bytes]]:
    """Yield the files beside pages and assets."""
    base = shelf.briefing.settings.base_url
    yield ".nojekyll", b""
    yield urls.FEED, feeds.feed(shelf)
    yield urls.JSON_FEED, feeds.json_feed(shelf)
    yield BRIEFING, briefing_json(shelf.briefing, shelf.ledger)
    yield PLACES, places_geojson(shelf.briefing)
    yield RELATIONS, relations_graphml(shelf.briefing)
    yield EVENTS, events_csv(shelf.briefing)
    yield from cite_files(shelf.briefing, shelf.language)
    if base:
        yield urls.SITEMAP, feeds.sitemap(views, base)
    if (robots := feeds.robots(base)) is not None:
        yield urls.ROBOTS, robots


def _for_hosts(frame: Frame, templates: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield what hosts and browsers read of the site as a whole."""
    settings, addresses = frame.shelf.briefing.settings, frame.assets.addresses
    yield HEADERS, headers(searchable=frame.searchable)
    yield MANIFEST, webmanifest(settings, addresses, templates)


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
        in_nav = {page for page, _ in briefing.nav}
        footer = [(p.id, p.title) for p in briefing.pages if p.id not in in_nav]
        footer.append(("evidence", self.shelf.named("evidence")))
        return Site(
            title=settings.title,
            tagline=settings.tagline,
            description=settings.description,
            language=settings.language,
            direction=direction(settings.language),
            home=to(urls.HOME),
            nav=tuple(Link(label, to(urls.address(page))) for page, label in self.shelf.nav),
            footer=tuple(Link(label, to(urls.address(page))) for page, label in footer),
            search=to(urls.address("search")),
            feed=to(urls.FEED),
            json_feed=to(urls.JSON_FEED),
            manifest=to(MANIFEST),
            icon=to(assets["img/icon.svg"]) if "img/icon.svg" in assets else "",
            touch_icon=to(assets["img/touch.png"]) if "img/touch.png" in assets else "",
            locale=locale(settings.language, self.shelf.language),
            policy=Markup(policy(searchable=self.searchable)),
            theme=THEME,
            css=to(assets[SHEET]),
            script=to(assets[SCRIPT]),
            search_script=to(assets[SEARCH]),
            fonts=tuple(to(assets[path]) for path in _PRELOADED if path in assets),
            searchable=self.searchable,
        )
