"""Every address that a built site names leads somewhere: in the folder, below a path, when cut.

``sitecheck`` reads the files as a browser and a crawler would. Here it meets a site whose lists
are cut into pages, a real server below ``/repo/``, and sites that were broken on purpose, one
address after the other: a check that finds nothing there would be none.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin
from urllib.request import urlopen

import pytest
import sitecheck
from conftest import ARTICLE
from sitecheck import Site
from smallsite import SMALL

from briefing.pipeline import Options, build

BASE = "https://briefing.example/repo/"
LINKS: tuple[Callable[[Site], Iterator[str]], ...] = (
    sitecheck.links,
    sitecheck.no_other_host,
    sitecheck.style_sheets,
    sitecheck.ids_named,
    sitecheck.files_named,
    sitecheck.own_addresses,
    sitecheck.names_apart,
    sitecheck.pagers,
    sitecheck.web_manifest,
    sitecheck.feeds,
    sitecheck.hosts_files,
    sitecheck.addresses_in_data,
    sitecheck.linked_data,
    sitecheck.entity_pages,
    sitecheck.entity_links,
    sitecheck.citations,
    sitecheck.search_index,
    sitecheck.search_results,
    sitecheck.maps,
)


def long_lists() -> Iterator[tuple[str, str]]:
    """Yield the files of a briefing of which every list is longer than a page."""
    yield "content/site.yml", "title: Long lists\nlanguage: en\n"
    for number in range(14):
        slug = f"text-{number}"
        head = ARTICLE.replace("text.txt", f"{slug}.txt").replace("The text", f"Text {number}")
        yield f"content/articles/{slug}.md", head
        names = range(number * 20, number * 20 + 40)
        said = " ".join(f"{name(n)} met {name(n + 1)}." for n in names)
        text = [f"{said} The hub knew. And the hub was there. It was {number}."] * 6
        yield f"seeds/{slug}.txt", "\n\n".join(text)
    yield (
        "content/actors/hub.md",
        '---\ntitle: the hub\nkind: group\nsummary: "Known. [@text-0:p1]"\n---\n',
    )
    for number in range(480):
        kind = ("actors", "places", "glossary")[number % 3]
        sort = {"actors": "kind: person\n", "places": "kind: city\n"}.get(kind, "")
        tie = f'relations: ["met [[hub]] [@text-{number % 14}:p1]"]\n' if kind == "actors" else ""
        fields = f'{sort}summary: "Called so. [@text-{number % 14}:p1]"\n{tie}'
        yield f"content/{kind}/n{number}.md", f"---\ntitle: {name(number)}\n{fields}---\n"
    for number in range(330):
        date = f"{1200 + number // 60}-0{1 + number % 9}"
        yield f"content/events/e{number}.md", f"---\ntitle: Event {number}\ndate: {date}\n---\n"


def name(number: int) -> str:
    """Return a name that is like no other: a capital, and the number in letters."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return f"{letters[number % 23].upper()}o{letters[number // 26]}{letters[number % 26]}ra"


Sites = Callable[[str], Site]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Build each site once: ``small`` or ``long``, alone or for an address."""
    folder = tmp_path_factory.mktemp("links")
    made: dict[str, Site] = {}

    def site(which: str) -> Site:
        if which not in made:
            root = folder / which.partition(" ")[0]
            for path, text in SMALL.items() if "small" in which else long_lists():
                file = root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text if isinstance(text, bytes) else text.encode())
            base = BASE if "at" in which.split() else ""
            out = folder / "built" / which.replace(" ", "-")
            report = build(Options(root, out, base_url=base or None, jobs=1))
            assert not report.failed, report.problems[:5]
            made[which] = Site(out, base)
        return made[which]

    return site


@pytest.mark.timeout(240)
@pytest.mark.parametrize("check", LINKS, ids=lambda check: check.__name__)
def test_lists_that_are_cut_into_pages_lead_where_they_say(
    check: Callable[[Site], Iterator[str]], sites: Sites
) -> None:
    assert list(check(sites("long at an address"))) == []


def test_the_long_lists_are_cut(sites: Sites) -> None:
    """Or the test above would be one of short lists."""
    pages = sites("long at an address").pages
    for start in (
        *("actors/letter/", "places/letter/", "glossary/letter/", "search/letter/", "timeline/1"),
        *("articles/page/", "evidence/places/", "evidence/passages/2/", "actors/hub/named/2/"),
        "actors/ties/2/",
    ):
        assert any(path.startswith(start) for path in pages), start


# --- a real server ------------------------------------------------------------------------------


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder as a host does: no listings, a site's own page for what is not there."""

    def log_message(self, *_: object) -> None:
        pass

    def list_directory(self, path: object) -> None:  # type: ignore[override]
        self.send_error(404)

    def send_error(self, code: int, *_: object) -> None:
        page = (Path(self.directory) / "repo" / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page)


class Reader(HTMLParser):
    """Gathers what a page names and the ids that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.named: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.ids |= {found["id"]} if "id" in found else set()
        self.named += [found[key] for key in ("href", "src", "action", "data") if key in found]


@pytest.fixture
def served(sites: Sites, tmp_path: Path) -> Iterator[str]:
    """Serve a copy of the small site below ``/repo/``; yield the address of the copy."""
    shutil.copytree(sites("small at an address").folder, tmp_path / "repo")
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/repo/"
        server.shutdown()


def test_a_crawler_below_a_path_finds_every_address_and_every_page(
    served: str, sites: Sites
) -> None:
    host, site = served.removesuffix("/repo/"), sites("small at an address")
    read: dict[str, Reader | None] = {}
    waiting, lost = [served], []
    anchors: list[tuple[str, str, str]] = []

    def visit(address: str) -> None:
        try:
            with urlopen(address) as answer:
                page = "html" in answer.headers["Content-Type"]
                text = answer.read().decode() if page else ""
        except HTTPError as error:
            with error:
                lost.append(f"{error.code} {address}")
            text = ""
        read[address] = Reader(text) if text else None

    with pytest.raises(HTTPError) as missing:
        urlopen(f"{served}no/such/page/")
    with missing.value as page:
        notice = Reader(page.read().decode())
    there = (urldefrag(urljoin(f"{served}no/such/page/", named)).url for named in notice.named)
    waiting += [address for address in there if address != f"{served}no/such/page/"]
    while waiting:
        address = waiting.pop().replace(BASE, served)
        if address in read or not address.startswith(f"{host}/"):
            continue
        visit(address)
        for named in page.named if (page := read[address]) else ():
            there, anchor = urldefrag(urljoin(address, named))
            waiting.append(there)
            anchors.append((address, there, unquote(anchor)))
    assert lost == []
    for start, there, anchor in anchors:
        if anchor and (found := read.get(there)):
            assert anchor in found.ids, f"{start}: {there}#{anchor}"
    moved = {path for path, page in site.pages.items() if 'http-equiv="refresh"' in
             site.files[path].decode() and page}  # fmt: skip
    seen = {address.removeprefix(served) for address, page in read.items() if page}
    pages = {path.removesuffix("index.html") for path in site.pages.keys() - moved - {"404.html"}}
    assert pages - seen == set(), "every page can be reached"
    assert len(read) > 30


# --- broken on purpose ---------------------------------------------------------------------------


def changed(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what replaces the first of something in a file, by a pattern."""

    def change(site: Path) -> None:
        (file,) = site.glob(path)
        text = file.read_text(encoding="utf-8")
        there = re.sub(old, new, text, count=1)
        assert there != text, f"{path} has no {old}"
        file.write_text(there, encoding="utf-8")

    return change


def renamed(path: str, case: Callable[[str], str] = str.upper) -> Callable[[Path], None]:
    def rename(site: Path) -> None:
        (file,) = site.glob(path)
        file.rename(file.with_name(case(file.name)))

    return rename


def other_kinds(site: Path) -> None:
    file = site / "pagefind" / "kinds.json"
    kinds = json.loads(file.read_text())
    kinds["actor"].pop()
    file.write_text(json.dumps(kinds))


def doubled(site: Path) -> None:
    shutil.copy(site / "index.html", site / "Index.html")


def alone(site: Path) -> None:
    shutil.copytree(site / "about", site / "lone")


PAGE = "actors/brothers-of-the-ford/index.html"
BREAKS: dict[str, tuple[Callable[[Site], Iterator[str]], Callable[[Path], None]]] = {
    "a link": (sitecheck.links, changed(PAGE, r'href="\.\./\.\./', 'href="../../no')),
    "its case": (sitecheck.links, changed(PAGE, "places/tell-nahr/", "places/Tell-nahr/")),
    "a fragment": (sitecheck.links, changed(PAGE, r'(href="[^"]*#p1)"', r'\1x"')),
    "an id": (sitecheck.links, changed("glossary/index.html", 'id="ford"', 'id="furt"')),
    "a style sheet": (sitecheck.links, renamed("assets/site.*.css")),
    "a script": (sitecheck.links, renamed("assets/site.*.js")),
    "a picture": (sitecheck.links, renamed("assets/ford*.gif")),
    "a download": (sitecheck.links, renamed("assets/licence.*.pdf")),
    "an old address": (sitecheck.links, changed("brothers/index.html", 'url=[^"]*', "url=../x/")),
    "the page of errors": (sitecheck.links, changed("404.html", 'href="/repo/', 'href="/')),
    "a font": (sitecheck.style_sheets, renamed("assets/serif-text.*.woff2")),
    "a source set": (
        sitecheck.links,
        changed(PAGE, "<main", '<img alt="" srcset="x.png 2x"><main'),
    ),
    "a label": (sitecheck.ids_named, changed("search/index.html", 'for="q"', 'for="p"')),
    "a name of a drawing": (sitecheck.ids_named, changed(PAGE, "relations:title ", "relation: ")),
    "a pattern of a drawing": (sitecheck.ids_named, changed(PAGE, "<g ", '<g fill="url(#no)" ')),
    "the script of the search": (sitecheck.files_named, renamed("assets/search.*.js")),
    "a preview's picture": (
        sitecheck.own_addresses,
        changed(PAGE, r'(og:image" content="\S+assets/)', r"\1x"),
    ),
    "a canonical address": (
        sitecheck.maps,
        changed(PAGE, r'(rel="canonical" href="[^"]*)/"', r'\1"'),
    ),
    "linked data": (sitecheck.linked_data, changed(PAGE, r'"@id":"([^"]*)/"', r'"@id":"\1x/"')),
    "an icon": (
        sitecheck.web_manifest,
        changed("manifest.webmanifest", "assets/icon-", "assets/icons-"),
    ),
    "the start": (
        sitecheck.web_manifest,
        changed("manifest.webmanifest", r'start_url": "\./', 'start_url": "/'),
    ),
    "a feed's entry": (
        sitecheck.feeds,
        changed("feed.xml", r'(<entry>[\s\S]*?href="[^"]*)/"', r'\1x/"'),
    ),
    "the other feed's": (sitecheck.feeds, changed("feed.json", r'("url": "[^"]*)/"', r'\1x/"')),
    "the sitemap": (sitecheck.maps, changed("sitemap.xml", "actors/nobody/", "actors/Nobody/")),
    "the headers": (sitecheck.hosts_files, changed("_headers", "/assets/", "/asset/")),
    "the data": (
        sitecheck.addresses_in_data,
        changed("data/briefing.json", r'("url": "articles/\w+)/"', r'\1"'),
    ),
    "the map's data": (
        sitecheck.addresses_in_data,
        changed("data/places.geojson", r'("url": "places/[^/]+)/"', r'\1x/"'),
    ),
    "a cited address": (
        sitecheck.own_addresses,
        changed("articles/chronicle/index.html", 'content="' + BASE, 'content="' + BASE + "x/"),
    ),
    "a page of results": (sitecheck.search_results, renamed("actors/nobody", str.title)),
    "a heading of results": (
        sitecheck.search_results,
        changed("articles/chronicle/index.html", 'id="the-hill-p3"', 'id="x"'),
    ),
    "the kinds of results": (sitecheck.search_results, other_kinds),
    "two in one": (sitecheck.names_apart, doubled),
    "the way to a page": (sitecheck.pagers, alone),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_is_broken_is_found(what: str, sites: Sites, tmp_path: Path) -> None:
    check, damage = BREAKS[what]
    whole = sites("small at an address")
    assert list(check(whole)) == []
    shutil.copytree(whole.folder, tmp_path / "site")
    damage(tmp_path / "site")
    assert list(check(Site(tmp_path / "site", whole.base)))


def test_a_further_page_that_does_not_lead_back_is_found(sites: Sites, tmp_path: Path) -> None:
    whole = sites("long at an address")
    shutil.copytree(whole.folder, tmp_path / "site")
    changed("articles/page/2/index.html", r'rel="prev"', 'rel="x"')(tmp_path / "site")
    assert [x for x in sitecheck.pagers(Site(tmp_path / "site", BASE)) if "does not lead back" in x]
