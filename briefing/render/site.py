"""Every file of the site: pages, assets, feeds, data files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial

from markupsafe import Markup
from msgspec import Struct

from briefing.check.ledger import Ledger
from briefing.diagnostics import Diagnostic, Position, Severity
from briefing.draw.world import PATH as WORLD
from briefing.memo import Once, Same, directly
from briefing.model import Briefing
from briefing.render import feeds, urls
from briefing.render.assets import FOLDER, SCRIPT, SEARCH, SHEET, Assets, bundle
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
from briefing.render.heads import locale
from briefing.render.language import Language, read_language
from briefing.render.parts import Link, Site
from briefing.render.policy import HEADERS, THEME, headers, policy
from briefing.render.press import Press, stamp
from briefing.render.previews import Gallery, gallery
from briefing.render.sheets import Sheet, sheets
from briefing.render.shelf import Shelf
from briefing.render.taken import Earlier, File
from briefing.render.templates import TemplateFaultError, Templates
from briefing.render.webmanifest import MANIFEST, webmanifest
from briefing.render.wording import direction
from briefing.values import dump, load

_PRELOADED = ("fonts/serif-display.woff2", "fonts/serif-text.woff2")


class _Inputs(Struct, frozen=True):
    """What a site is made from."""

    briefing: Briefing
    templates: Mapping[str, bytes]
    others: Mapping[str, bytes]
    ledger: Ledger
    searchable: bool


class Rendered(Struct, frozen=True):
    """The site as bytes by path, each file made when it is asked for.

    ``pages`` is how many of them are pages; the ``indexed`` ones, in the order of their
    paths, are for the search index to find.

    ``notes`` say in which language the interface is, if not in the one that was asked for.
    """

    files: Prints
    pages: int
    indexed: tuple[str, ...]
    notes: tuple[Diagnostic, ...] = ()


def render_site(
    briefing: Briefing,
    templates: Mapping[str, bytes],
    others: Mapping[str, bytes],
    ledger: Ledger,
    once: Once = directly,
    *,
    searchable: bool = True,
    earlier: Earlier | None = None,
) -> Rendered:
    """Render a site, each file of it when it is asked for.

    ``others`` are the briefing's files that are neither text nor page; of the ``earlier``
    site files are taken over that show nothing new. Whatever is asked for raises
    ``TemplateFaultError`` if a template cannot be used.
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
    found, pictures = _illustrated(sheets(shelf), gallery(shelf, templates, earlier))
    press = Press(jinja, shelf, Deck(shelf), stamp(templates), earlier)
    makers: dict[str, Maker] = {s.output: partial(_printed, press, frame, s) for s in found}
    makers |= _others(shelf, found)
    makers |= pictures
    inputs = _Inputs(briefing, templates, others, ledger, searchable)
    ready = {**assets.files, **dict(_for_hosts(frame, templates))}
    files = Prints(ready, makers, inputs, once)
    indexed = tuple(sorted(sheet.output for sheet in found if sheet.indexed))
    return Rendered(files, len(found), indexed, notes)


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

Maker = Callable[[], File]


class Prints(Mapping[str, bytes]):
    """Files by path, each made when it is first asked for.

    Another process can make some of them: what it is sent are the inputs of the whole site,
    of which it makes the same prints.
    """

    def __init__(
        self,
        ready: Mapping[str, bytes],
        makers: Mapping[str, Maker],
        inputs: _Inputs,
        once: Once = directly,
    ) -> None:
        self._ready, self._makers, self._inputs = dict(ready), makers, inputs
        self._paths = {**ready, **makers}.keys()
        self._once = once

    def __getitem__(self, path: str) -> bytes:
        if path not in self._ready:
            file = self._makers[path]()
            self._ready[path] = file if isinstance(file, bytes) else file.make()
        return self._ready[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __reduce__(self) -> tuple[Callable[[bytes], Prints], tuple[bytes]]:
        return _prints, (self._sent,)

    @cached_property
    def _sent(self) -> bytes:
        return dump(self._inputs)

    def share(self, paths: Sequence[str]) -> tuple[Mapping[str, File], Mapping[bytes, bytes]]:
        """Make some files to be handed on, and tell what of it is worth keeping."""
        self._once.news()
        ready, makers = self._ready, self._makers
        made = {path: ready[path] if path in ready else makers[path]() for path in paths}
        return made, self._once.news()


@lru_cache(maxsize=1)
def _prints(data: bytes) -> Prints:
    """Return the prints of a site from its inputs, which come with each share of the work."""
    inputs: _Inputs = load(data)
    return render_site(
        inputs.briefing,
        inputs.templates,
        inputs.others,
        inputs.ledger,
        searchable=inputs.searchable,
    ).files


def _printed(press: Press, frame: Frame, sheet: Sheet) -> File:
    """Make a page."""
    view = sheet.view()
    return press.page(view, frame.around(view.output, sheet.section))


def _illustrated(
    sheets: Iterable[Sheet], gallery: Gallery | None
) -> tuple[tuple[Sheet, ...], Mapping[str, Maker]]:
    """Return the pages as they name their pictures, and what makes these, by their addresses."""
    if gallery is None:
        return tuple(sheets), {}
    found, pictures = zip(*map(gallery.shown, sheets), strict=True)
    drawn = filter(None, pictures)
    return found, {address: partial(gallery.picture, address, words) for address, words in drawn}


def _others(shelf: Shelf, pages: Sequence[Sheet]) -> Mapping[str, Maker]:
    """Return what makes the files beside pages and assets, by their paths."""
    briefing, base = shelf.briefing, shelf.briefing.settings.base_url
    made: dict[str, Maker] = {
        urls.FEED: lambda: feeds.feed(shelf),
        urls.JSON_FEED: lambda: feeds.json_feed(shelf),
        BRIEFING: lambda: briefing_json(briefing, shelf.ledger, shelf.register.moved),
        PLACES: lambda: places_geojson(briefing),
        RELATIONS: lambda: relations_graphml(briefing),
        EVENTS: lambda: events_csv(briefing),
    }
    if base:
        made[urls.SITEMAP] = lambda: feeds.sitemap((page.head for page in pages), base)
    return made


def _for_hosts(frame: Frame, templates: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield what hosts and browsers read of the site as a whole, and how to cite its articles."""
    settings, addresses = frame.shelf.briefing.settings, frame.assets.addresses
    yield ".nojekyll", b""
    yield from cite_files(frame.shelf.briefing, frame.shelf.language)
    if (robots := feeds.robots(settings.base_url)) is not None:
        yield urls.ROBOTS, robots
    yield HEADERS, headers(searchable=frame.searchable)
    yield MANIFEST, webmanifest(settings, addresses, templates)


class Frame(Struct, frozen=True, dict=True):
    """Makes the frame around each page: navigation, footer, assets, all relative to it."""

    shelf: Shelf
    assets: Assets
    searchable: bool

    def around(self, output: str, section: str) -> Site:
        """Return the frame of the page at ``output``, its section marked as the current one.

        Pages beside each other share it: their folders differ, and nothing in it stands there.
        """
        here = output.removesuffix("index.html")
        if here.endswith("/") and here not in self._folders:
            here = f"{here[:-1].rpartition('/')[0]}/:/".removeprefix("/")
        key = (here, section)
        if key not in self._made:
            self._made[key] = self._frame(partial(self._href, here), section)
        return self._made[key]

    @cached_property
    def _made(self) -> dict[tuple[str, str], Site]:
        return {}

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The folders in which anything stands that a frame leads to."""
        folders: set[str] = set()

        def noted(address: str) -> str:
            folders.update(address[: n + 1] for n, sign in enumerate(address) if sign == "/")
            return address

        self._frame(noted, "")
        return frozenset(folders)

    def _href(self, here: str, address: str) -> str:
        if here == urls.NOT_FOUND:
            return urls.rooted(address, self.shelf.briefing.settings.base_url)
        return urls.relative(address, here)

    def _frame(self, to: Callable[[str], str], section: str) -> Site:
        briefing, settings = self.shelf.briefing, self.shelf.briefing.settings
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
            nav=tuple(
                Link(label, to(urls.address(page)), current=page == section)
                for page, label in self.shelf.nav
            ),
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
