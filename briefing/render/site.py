"""Every file of the site: pages, assets, feeds, data files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from briefing.check.ledger import Ledger
from briefing.diagnostics import Diagnostic, Position, Severity
from briefing.draw.world import PATH as WORLD
from briefing.memo import Once, Same, directly
from briefing.model import Briefing
from briefing.render import feeds, urls
from briefing.render.assets import FOLDER, SCRIPT, SEARCH, SHEET, Assets, bundle
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
from briefing.render.letters import Atlas
from briefing.render.parts import Link, Site
from briefing.render.policy import HEADERS, THEME, headers, policy
from briefing.render.previews import illustrated, letters
from briefing.render.sheets import Sheet, sheets
from briefing.render.shelf import Shelf
from briefing.render.templates import TemplateFaultError, Templates
from briefing.render.views import ArticleView, View
from briefing.render.webmanifest import MANIFEST, webmanifest
from briefing.render.wording import direction

_PRELOADED = ("fonts/serif-display.woff2", "fonts/serif-text.woff2")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The site as bytes by path, each file made when it is asked for.

    ``paths`` are those that can be asked for before others are made: all but pictures, which
    come with their pages. ``indexed`` pages are for the search index to find.

    ``notes`` say in which language the interface is, if not in the one that was asked for.
    """

    files: Mapping[str, bytes]
    paths: tuple[str, ...]
    pages: int
    indexed: int
    notes: tuple[Diagnostic, ...] = ()


def render_site(
    briefing: Briefing,
    templates: Mapping[str, bytes],
    others: Mapping[str, bytes],
    ledger: Ledger,
    once: Once = directly,
    *,
    searchable: bool = True,
) -> Rendered:
    """Render a site, each file of it when it is asked for.

    ``others`` are the briefing's files that are neither text nor page. Whatever is asked for
    raises ``TemplateFaultError`` if a template cannot be used.
    """
    html, words = _of_kind(templates, ".html"), _of_kind(templates, ".yml")
    tag = briefing.settings.language
    language, notes = once(("language", words, tag), lambda: _words(briefing, templates))
    shown = {path: others[path] for path in briefing.files}
    world = templates.get(WORLD, b"")
    loose = tuple(item for item in templates.items() if item[0].startswith(FOLDER))
    assets = once(
        ("assets", loose, tuple(shown.items()), Same(language)),
        lambda: bundle(templates, shown, language),
    )
    shelf = Shelf(briefing, assets.addresses, ledger, language, world, once)
    jinja = once(
        ("templates", html, Same(language)), lambda: Templates(templates, language, shelf.direction)
    )
    frame = Frame(shelf, assets, searchable)
    found = tuple(sheets(shelf))
    press = _Press(jinja, frame, Deck(shelf), letters(shelf, templates))
    makers: dict[str, Maker] = {sheet.output: partial(press.printed, sheet) for sheet in found}
    makers |= _others(shelf, found)
    files = Prints({**assets.files, **dict(_for_hosts(frame, templates))}, makers)
    indexed = sum(sheet.indexed for sheet in found)
    return Rendered(files, (*makers,), len(found), indexed, notes)


def _of_kind(templates: Mapping[str, bytes], ending: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((path, data) for path, data in templates.items() if path.endswith(ending))


def _words(
    briefing: Briefing, templates: Mapping[str, bytes]
) -> tuple[Language, tuple[Diagnostic, ...]]:
    """Return the language of the interface and the notes on it."""
    asked = Position(briefing.settings.path)
    language, found = read_language(templates, briefing.settings.language, asked)
    if faults := [one for one in found if one.severity is Severity.ERROR]:
        raise TemplateFaultError(*faults)
    return language, found


# --- files, made when they are asked for ------------------------------------------------------

Maker = Callable[[], Mapping[str, bytes]]
"""Makes a file, and what comes with it: a page its picture."""


class Prints(Mapping[str, bytes]):
    """Files by path, each made when it is first asked for; asked for all, it makes all."""

    def __init__(self, ready: Mapping[str, bytes], makers: Mapping[str, Maker]) -> None:
        self._ready, self._makers = dict(ready), makers

    def __getitem__(self, path: str) -> bytes:
        if path not in self._ready:
            self._ready |= self._makers[path]()
        return self._ready[path]

    def __contains__(self, path: object) -> bool:
        return path in self._ready or path in self._makers

    def __bool__(self) -> bool:
        return True  # to ask a mapping whether it is empty counts what is in it

    def __iter__(self) -> Iterator[str]:
        for path in self._makers:
            self[path]
        return iter(self._ready)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class _Press:
    """What every page is printed with."""

    jinja: Templates
    frame: Frame
    deck: Deck
    atlas: Atlas | None

    def printed(self, sheet: Sheet) -> Mapping[str, bytes]:
        """Return a page, and its picture if it has one."""
        view, pictures = illustrated(sheet.view(), self.frame.shelf, self.atlas)
        html = self._html(view, self.frame.around(view.output, sheet.section))
        return {view.output: html.encode(), **pictures}

    def _html(self, view: View, site: Site) -> str:
        """Render a page; once more with cards if it turns out to link to what has one."""
        html = self.jinja.render(view, site)
        cards = self.deck.dealt(html)
        if cards:
            html = self.jinja.render(view, replace(site, cards=cards))
        return noted(html, cards) if isinstance(view, ArticleView) else html


def _others(shelf: Shelf, pages: Sequence[Sheet]) -> Mapping[str, Maker]:
    """Return what makes the files beside pages and assets, by their paths."""
    briefing, base = shelf.briefing, shelf.briefing.settings.base_url
    made: dict[str, Callable[[], bytes]] = {
        urls.FEED: lambda: feeds.feed(shelf),
        urls.JSON_FEED: lambda: feeds.json_feed(shelf),
        BRIEFING: lambda: briefing_json(briefing, shelf.ledger),
        PLACES: lambda: places_geojson(briefing),
        RELATIONS: lambda: relations_graphml(briefing),
        EVENTS: lambda: events_csv(briefing),
    }
    if base:
        made[urls.SITEMAP] = lambda: feeds.sitemap((page.head for page in pages), base)
    return {path: partial(_alone, path, make) for path, make in made.items()}


def _alone(path: str, make: Callable[[], bytes]) -> Mapping[str, bytes]:
    """Make a file that comes by itself."""
    return {path: make()}


def _for_hosts(frame: Frame, templates: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield what hosts and browsers read of the site as a whole, and how to cite its articles."""
    settings, addresses = frame.shelf.briefing.settings, frame.assets.addresses
    yield ".nojekyll", b""
    yield from cite_files(frame.shelf.briefing, frame.shelf.language)
    if (robots := feeds.robots(settings.base_url)) is not None:
        yield urls.ROBOTS, robots
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
