"""What every built site must satisfy, told by code that shares nothing with the generator.

A site is read as a browser and a crawler would: files in a folder, HTML by html5lib, JSON.
Each check yields its findings as lines; a site in order yields none.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import json
import re
import unicodedata
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib

ADDRESSES = (
    *("href", "src", "action", "poster", "data", "cite", "formaction", "background", "longdesc"),
    *("ping", "manifest", "xlink:href", "{http://www.w3.org/1999/xlink}href"),
)
IDS = (
    *("for", "form", "list", "headers", "itemref", "popovertarget", "commandfor", "usemap"),
    *(f"aria-{name}" for name in "labelledby describedby controls owns details flowto".split()),
    *("aria-activedescendant", "aria-errormessage"),
)
"""Attributes that name ids of their own page."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
EVENT_HANDLER = re.compile(r"on[a-z]+")
CLOCK = re.compile(rb"\b\d{4}-\d\d-\d\d[T ](?!00:00:00Z)\d\d:\d\d")


@dataclass(frozen=True)
class Page:
    """A page of the site: its path, its elements in the order of the document."""

    path: str
    root: ET.Element
    errors: tuple[str, ...]

    @cached_property
    def elements(self) -> list[ET.Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def ids(self) -> list[str]:
        return [element.get("id", "") for element in self.elements if "id" in element.attrib]

    @cached_property
    def hidden(self) -> bool:
        """Whether search engines are asked to leave the page out."""
        return "noindex" in self.meta("robots")

    @cached_property
    def canonical(self) -> str:
        found = (e.get("href", "") for e in self.all("link") if e.get("rel") == "canonical")
        return next(found, "")

    def all(self, *tags: str) -> list[ET.Element]:
        return [element for element in self.elements if element.tag in tags]

    def meta(self, name: str) -> str:
        found = (e.get("content", "") for e in self.all("meta") if e.get("name") == name)
        return next(found, "")

    def text(self, tag: str) -> str:
        return next((said(element) for element in self.all(tag)), "")

    @property
    def address(self) -> str:
        return self.path.removesuffix("index.html")


@dataclass(frozen=True)
class Site:
    """A built site. ``base`` is the address that it was built for, if any."""

    folder: Path
    base: str = ""

    @cached_property
    def files(self) -> dict[str, bytes]:
        found = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    @cached_property
    def pages(self) -> dict[str, Page]:
        return {path: parsed(path, d) for path, d in self.files.items() if path.endswith(".html")}

    @cached_property
    def data(self) -> dict[str, Any]:
        return json.loads(self.files["data/briefing.json"])

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """Every file as its reader gets it: the parts of the search index unpacked."""
        packed = b"\x1f\x8b"
        files = self.files.items()
        return {p: gzip.decompress(d) if d.startswith(packed) else d for p, d in files}

    def page(self, address: str) -> Page | None:
        path, _, _ = address.partition("#")
        return self.pages.get(f"{path}index.html" if not path or path.endswith("/") else path)


def parsed(path: str, data: bytes) -> Page:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(data, transport_encoding="utf-8")
    errors = tuple(f"line {at[0]}: {code} {details}" for at, code, details in parser.errors)
    return Page(path, root, errors)


def said(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


# --- a page by itself ----------------------------------------------------------------------


def parse_errors(site: Site) -> Iterator[str]:
    for page in site.pages.values():
        yield from (f"{page.path}: {error}" for error in page.errors)


def headings(site: Site) -> Iterator[str]:
    """One h1, and no level skipped on the way down."""
    for page in site.pages.values():
        levels = [int(element.tag[1]) for element in page.all(*HEADINGS)]
        if levels.count(1) != 1 or levels[0] != 1:
            yield f"{page.path}: h1 stands {levels.count(1)} times, not once and first"
        for above, below in pairwise(levels):
            if below > above + 1:
                yield f"{page.path}: h{below} follows h{above}"


def unique_ids(site: Site) -> Iterator[str]:
    for page in site.pages.values():
        twice = [id for id, times in Counter(page.ids).items() if times > 1 or not id]
        if twice:
            yield f"{page.path}: ids not unique: {twice}"


def languages(site: Site) -> Iterator[str]:
    """Every page says its language, and all say the same: two would be two search indexes."""
    found = {page.path: page.root.get("lang", "") for page in site.pages.values()}
    if len(set(found.values())) != 1 or "" in found.values():
        yield f"languages: {found}"


def titles(site: Site) -> Iterator[str]:
    """A title of at most 65 characters, a description of 50 to 160; none of them twice."""
    titles: Counter[str] = Counter()
    descriptions: Counter[str] = Counter()
    for page in site.pages.values():
        title, description = page.text("title"), page.meta("description")
        if not 1 <= len(title) <= 65:
            yield f"{page.path}: the title {title!r} has {len(title)} characters"
        if not 50 <= len(description) <= 160:
            yield f"{page.path}: the description has {len(description)} characters"
        titles[title] += 1
        descriptions[description] += 1
    yield from (f"{text!r} twice" for text, n in (titles + descriptions).items() if n > 1)


def previews(site: Site) -> Iterator[str]:
    """What is shown with a link to a page is what the page itself says."""
    for page in site.pages.values():
        graph = [(e.get("property", ""), e.get("content", "")) for e in page.all("meta")]
        told = {name: content for name, content in graph if name.startswith("og:")}
        if len(told) != len([name for name, _ in graph if name.startswith("og:")]):
            yield f"{page.path}: something is told twice"
        wanted = {
            "og:title": page.text("h1"),
            "og:description": page.meta("description"),
            "og:site_name": site.data["site"]["title"],
        }
        for name, content in wanted.items():
            if " ".join(told.get(name, "").split()) != " ".join(content.split()):
                yield f"{page.path}: {name} is {told.get(name)!r}"
        if told.get("og:type") not in ("article", "profile", "website"):
            yield f"{page.path}: og:type is {told.get('og:type')!r}"
        if told.get("og:url", "") != page.canonical:
            yield f"{page.path}: og:url is not the canonical address"
        if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2}|_\d{3})?", told.get("og:locale", "")):
            yield f"{page.path}: og:locale is {told.get('og:locale')!r}"
        large = page.meta("twitter:card") == "summary_large_image"
        if large != ("og:image" in told) or not page.meta("twitter:card"):
            yield f"{page.path}: the card is {page.meta('twitter:card')!r}"
        if "og:image" in told:
            yield from _picture(site, page, told)


def _picture(site: Site, page: Page, told: dict[str, str]) -> Iterator[str]:
    path = told["og:image"].removeprefix(site.base.rstrip("/") + "/")
    data = site.files.get(path, b"")
    size = [str(int.from_bytes(data[at : at + 4], "big")) for at in (16, 20)]
    if not data.startswith(b"\x89PNG") or size != ["1200", "630"]:
        yield f"{page.path}: the picture {told['og:image']!r} is none of 1200 by 630"
    if [told.get("og:image:width"), told.get("og:image:height")] != size:
        yield f"{page.path}: the picture's size is told wrongly"
    if not told.get("og:image:alt"):
        yield f"{page.path}: a picture without words"


def policy(site: Site) -> Iterator[str]:
    """What the content security policy would refuse is not there, and the policy is."""
    headers = site.files["_headers"].decode()
    for page in site.pages.values():
        metas = (e for e in page.all("meta") if e.get("http-equiv") == "Content-Security-Policy")
        said_there = next((e.get("content", "") for e in metas), "")
        if not said_there:
            yield f"{page.path}: no content security policy"
        if f"  Content-Security-Policy: {said_there}; frame-ancestors" not in headers:
            yield f"{page.path}: the headers have another policy"
        inline = [e for e in page.all("script") if said(e) and not is_data(e)]
        digests = [f"'sha256-{digest(''.join(e.itertext()))}'" for e in inline]
        if re.findall(r"'sha256-[^']*'", said_there) != digests:
            yield f"{page.path}: the policy does not allow just the scripts that stand there"
        for element in page.elements:
            bad = [n for n in element.attrib if n == "style" or EVENT_HANDLER.fullmatch(n)]
            if bad or element.tag == "style":
                yield f"{page.path}: <{element.tag}> with {bad or 'content of its own'}"
        if any(e.tag == "img" and "alt" not in e.attrib for e in page.elements):
            yield f"{page.path}: an image without alt"


def digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def is_data(element: ET.Element) -> bool:
    """Whether a script element holds linked data, which a browser never runs."""
    return element.attrib == {"type": "application/ld+json"}


# --- links ---------------------------------------------------------------------------------


def references(page: Page) -> Iterator[tuple[ET.Element, str]]:
    """Yield every address that a page names, with the element that names it."""
    for element in page.elements:
        yield from ((element, element.attrib[name]) for name in ADDRESSES if name in element.attrib)
        for part in f"{element.get('srcset', '')},{element.get('imagesrcset', '')}".split(","):
            if part.strip():
                yield element, part.split()[0]
        if element.get("http-equiv") == "refresh":
            yield element, element.get("content", "").partition("url=")[2]


def leaves(address: str) -> bool:
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


def no_other_host(site: Site) -> Iterator[str]:
    """Nothing is requested elsewhere: only <a> may leave, and a canonical link may name."""
    for page in site.pages.values():
        for element, address in references(page):
            named = element.tag == "link" and element.get("rel") == "canonical"  # nothing is asked
            if leaves(address) and element.tag != "a" and not named:
                yield f"{page.path}: <{element.tag}> asks for {address}"
            if leaves(address) and urlsplit(address).scheme not in ("http", "https", "mailto"):
                yield f"{page.path}: a link to {address}"
    for path, data in site.files.items():
        if path.endswith((".css", ".svg")):
            for address in re.findall(rb"(?:url\(|@import|href=)\s*[\"']?([^\"')\s]+)", data):
                if leaves(address.decode()):
                    yield f"{path}: asks for {address!r}"


def links(site: Site) -> Iterator[str]:
    """Every address inside the site is relative and leads to a file, and to an id in it."""
    base = urlsplit(site.base).path.rstrip("/") + "/"
    for page in site.pages.values():
        for element, address in references(page):
            if leaves(address):
                continue
            path = unquote(urlsplit(address).path)
            if path.startswith("/"):
                if page.path != "404.html" or not site.base:
                    yield f"{page.path}: {address} is not relative"
                if not path.startswith(base):
                    yield f"{page.path}: {address} is not below {base}"
                path = "/" + path.removeprefix(base)
            yield from _led(site, page, path, address, element)


def ids_named(site: Site) -> Iterator[str]:
    """Every id that an attribute names is on the page: of a label, a description, a pattern."""
    for page in site.pages.values():
        ids = {*page.ids}
        for element in page.elements:
            named = [id for name in IDS for id in element.get(name, "").lstrip("#").split()]
            named += [
                id
                for value in element.attrib.values()
                for id in re.findall(r"url\(\s*[\"']?#([^\"')]+)", value)
            ]
            if missing := [id for id in named if id not in ids]:
                yield f"{page.path}: <{element.tag}> names {missing}, which is not there"


def files_named(site: Site) -> Iterator[str]:
    """What any other attribute names below the site's own folders is there."""
    for page in site.pages.values():
        for element in page.elements:
            for name, value in element.attrib.items():
                own = re.fullmatch(r"(\.\.?/)*(assets|pagefind|data|cite)/[^\s]*", value)
                if own and name not in ADDRESSES and (reason := astray(site, page.path, value)):
                    yield f"{page.path}: {name}={value!r}: {reason}"


def own_addresses(site: Site) -> Iterator[str]:
    """Whatever begins with the site's address, in whatever file, leads to a file, and to its id."""
    if not site.base:
        return
    own = re.compile(re.escape(site.base.rstrip("/")) + r"(/[^\s\"'<>\\)},;]*)?")
    for path, data in site.texts.items():
        if path.endswith(READ) and not path.startswith("assets/"):
            found = {html.unescape(match[0]) for match in own.finditer(data.decode())}
            for address in sorted(found):
                if reason := astray(site, path, address):
                    yield f"{path}: {address!r}: {reason}"


READ = (".html", ".xml", ".json", ".txt", ".bib", ".ris", ".csv", ".geojson", ".graphml")


def astray(site: Site, start: str, address: str) -> str:
    """Say why an address, as it stands in the file at ``start``, leads nowhere in the site."""
    if site.base and address.startswith(site.base.rstrip("/")):
        start, address = "", address.removeprefix(site.base.rstrip("/")).lstrip("/") or "./"
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "it leaves the site"
    if parts.path.startswith("/"):
        return "it is not relative"
    found = resolved(start, unquote(parts.path))
    if found not in site.files:
        return f"there is no {found}"
    anchor = unquote(parts.fragment)
    if anchor and anchor not in (site.pages[found].ids if found in site.pages else ()):
        return f"{found} has no id {anchor!r}"
    return ""


def names_apart(site: Site) -> Iterator[str]:
    """No two files are one where case, or how a letter is composed, does not count."""
    folded: dict[str, str] = {}
    for path in site.files:
        other = folded.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield f"{path} and {other} are one file on some disks"


def pagers(site: Site) -> Iterator[str]:
    """Pages that a list is cut into follow each other both ways; all pages can be reached."""
    for page in site.pages.values():
        for way, back in (("next", "prev"), ("prev", "next")):
            for there in _related(page, way):
                other = site.pages.get(resolved(page.path, there))
                ways = [resolved(other.path, a) for a in _related(other, back)] if other else []
                if page.path not in ways:
                    yield f"{page.path}: its {way} page {there!r} does not lead back"
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        path = waiting.pop()
        for element, address in references(site.pages[path]):
            if element.tag == "a" and not leaves(address) and not address.startswith("/"):
                there = resolved(path, unquote(urlsplit(address).path))
                if there in site.pages and there not in reached:
                    reached.add(there)
                    waiting.append(there)
    moved = {p.path for p in site.pages.values() if any("http-equiv" in e.attrib and
             e.get("http-equiv") == "refresh" for e in p.all("meta"))}  # fmt: skip
    yield from (
        f"{p}: no way leads there" for p in site.pages.keys() - reached - moved - {"404.html"}
    )


def _related(page: Page, way: str) -> list[str]:
    links = page.all("a", "link")
    return [e.get("href", "").partition("#")[0] for e in links if way in e.get("rel", "").split()]


def web_manifest(site: Site) -> Iterator[str]:
    """Icons, start and scope of the web manifest are relative and there."""
    path = "manifest.webmanifest"
    said = json.loads(site.files[path])
    named = [said["start_url"], said["scope"], *(icon["src"] for icon in said["icons"])]
    named += [s["url"] for s in said.get("shortcuts", ())]
    for address in named:
        if reason := "it is not relative" if leaves(address) else astray(site, path, address):
            yield f"{path}: {address!r}: {reason}"


def feeds(site: Site) -> Iterator[str]:
    """Both feeds tell of the same entries, and every address in them leads to its page."""
    atom = ET.fromstring(site.files["feed.xml"])
    told = json.loads(site.files["feed.json"])
    name = "{http://www.w3.org/2005/Atom}"
    named = {"feed.xml": [e.get("href", "") for e in atom.iter(f"{name}link")]}
    named["feed.json"] = [told[key] for key in ("home_page_url", "feed_url") if key in told]
    named["feed.json"] += [item["url"] for item in told["items"] if "url" in item]
    for path, addresses in named.items():
        for address in addresses:
            if reason := astray(site, path, address):
                yield f"{path}: {address!r}: {reason}"
    entries = [e.findtext(f"{name}id") for e in atom.iter(f"{name}entry")]
    if entries != [item["id"] for item in told["items"]]:
        yield "the two feeds tell of different entries"
    if site.base and not all("url" in item for item in told["items"]):
        yield "feed.json: an entry without its address"


def hosts_files(site: Site) -> Iterator[str]:
    """What is said to hosts and crawlers speaks of files that are there."""
    for line in site.files["_headers"].decode().splitlines():
        pattern = line.lstrip("/")
        if line.startswith("/") and not any(fnmatchcase(path, pattern) for path in site.files):
            yield f"_headers: {line} is no file"
    for line in site.files.get("robots.txt", b"").decode().splitlines():
        name, _, value = line.partition(": ")
        if name == "Sitemap" and (reason := astray(site, "robots.txt", value)):
            yield f"robots.txt: {value}: {reason}"


def addresses_in_data(site: Site) -> Iterator[str]:
    """Every ``url`` in the data files, and every other address in linked data, leads somewhere."""
    for path in ("data/briefing.json", "data/places.geojson"):
        for address in _urls(json.loads(site.files[path]), {"url"}):
            if address and not leaves(address) and (reason := astray(site, "index.html", address)):
                yield f"{path}: {address!r}: {reason}"
    for page in site.pages.values():
        for script in filter(is_data, page.all("script")):
            pointing = {"url", "image", "contentUrl", "thumbnailUrl", "logo", "mainEntityOfPage"}
            for address in _urls(json.loads("".join(script.itertext())), pointing):
                if not leaves(address) and (reason := astray(site, page.path, address)):
                    yield f"{page.path}: {address!r}: {reason}"


def _urls(data: Any, names: set[str]) -> Iterator[str]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, str) and key in names:
            yield value
        elif isinstance(value, dict | list):
            yield from _urls(value, names)


def search_results(site: Site) -> Iterator[str]:
    """A result leads to a page that is for the index, to headings on it, and has a kind."""
    found = {p.removeprefix("pagefind/"): d for p, d in site.texts.items() if "pagefind/" in p}
    stems = {"fragment": [], "index": []}  # type: dict[str, list[str]]
    for path, data in found.items():
        folder, _, name = path.rpartition("/")
        if folder in stems:
            stems[folder].append(name.partition(".")[0])
        if folder == "fragment":
            result = json.loads(data.removeprefix(b"pagefind_dcd"))
            page = site.page(result["url"].lstrip("/"))
            if not result["url"].startswith("/") or page is None:
                yield f"{path}: {result['url']!r} is no page"
                continue
            if lost := [a["id"] for a in result["anchors"] if a["id"] not in page.ids]:
                yield f"{path}: {result['url']} has no {lost}"
            if not any("data-pagefind-body" in e.attrib for e in page.elements):
                yield f"{path}: {result['url']} is not for the index"
    kinds = [name for names in json.loads(found["kinds.json"]).values() for name in names]
    if sorted(kinds) != sorted(stems["fragment"]):
        yield "kinds.json has other results than there are"
    for language in json.loads(found["pagefind-entry.json"])["languages"].values():
        meta = found.get(f"pagefind.{language['hash']}.pf_meta", b"")
        named = {name for names in stems.values() for name in names if name.encode() in meta}
        if named != {*stems["fragment"], *stems["index"]}:
            yield "the index names other parts than there are"


def _led(site: Site, page: Page, path: str, address: str, element: ET.Element) -> Iterator[str]:
    found = resolved(page.path, path)
    if found not in site.files:
        yield f"{page.path}: <{element.tag}> leads nowhere: {address!r}"
        return
    anchor = unquote(urlsplit(address).fragment)
    if anchor and anchor not in (site.pages[found].ids if found in site.pages else ()):
        yield f"{page.path}: {address} has no such id"


def resolved(start: str, path: str) -> str:
    """Return the file that answers for a path on the page at ``start``."""
    if not path:
        return start
    absolute = normpath(join("/" + dirname(start), path)).lstrip("/")
    if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        return join(absolute, "index.html").lstrip("/") if absolute != "." else "index.html"
    return absolute


def style_sheets(site: Site) -> Iterator[str]:
    for path, data in site.files.items():
        if path.endswith(".css"):
            text = re.sub(r"/\*.*?\*/", "", data.decode(), flags=re.DOTALL)
            named = re.findall(r"url\(\s*[\"']?([^\"')]+)", text)
            named += re.findall(r"@import\s+[\"']([^\"']+)", text)
            for url in named:
                if not url.startswith(("data:", "#")) and resolved(path, url) not in site.files:
                    yield f"{path}: {url} leads nowhere"
            if "asset:" in data.decode():
                yield f"{path}: a name was not filled in"


# --- the hooks of the contract ---------------------------------------------------------------


def passages(site: Site) -> Iterator[str]:
    """A passage is ``<p id="p3" data-passage="SLUG#p3">``, each of them, in order."""
    for article in site.data["articles"]:
        slug = article["id"].removeprefix("articles/")
        page = site.pages.get(f"articles/{slug}/index.html")
        wanted = [(p["id"], f"{slug}#{p['id']}") for p in article["passages"]]
        found = [] if page is None else [e for e in page.elements if "data-passage" in e.attrib]
        if [(e.get("id"), e.get("data-passage")) for e in found] != wanted:
            yield f"{article['id']}: passages are not what the data say"
        if any(e.tag != "p" for e in found):
            yield f"{article['id']}: a passage is not a <p>"
        if article.get("publish") != "excerpt":
            texts = [said(e) for e in found]
            if texts != [" ".join(p["text"].split()) for p in article["passages"]]:
                yield f"{article['id']}: a passage reads differently"


def entity_pages(site: Site) -> Iterator[str]:
    """Each entity's page, or its entry in the glossary, says whose it is."""
    for entity in site.data["entities"]:
        page, anchor = site.page(entity["url"]), entity["url"].partition("#")[2]
        marked = [
            e
            for e in (page.elements if page else ())
            if e.get("data-entity-page") == entity["id"] and (e.tag == "main" or anchor)
        ]
        if len(marked) != 1 or (anchor and marked[0].get("id") != anchor):
            yield f"{entity['id']}: {len(marked)} elements at {entity['url']} are its page"
        elif not anchor and "data-pagefind-body" not in marked[0].attrib:
            yield f"{entity['id']}: its page is not for the search index"


def entity_links(site: Site) -> Iterator[str]:
    """``data-entity`` names an entity and its link leads to it; nothing else leads there."""
    addresses = {entity["id"]: entity["url"] for entity in site.data["entities"]}
    for page in site.pages.values():
        for element in page.elements:
            named = element.get("data-entity")
            if named is None:
                continue
            if named not in addresses:
                yield f"{page.path}: data-entity={named!r} is nobody"
                continue
            there = urljoin("http://site/" + page.address, element.get("href", ""))
            wanted = urljoin("http://site/", addresses[named])
            if there.partition("#")[0] != wanted.partition("#")[0]:
                yield f"{page.path}: data-entity={named!r} leads to {there}"


def citations(site: Site) -> Iterator[str]:
    """``data-cite`` names a passage, and its link leads to that passage."""
    known = {
        f"{a['id'].removeprefix('articles/')}#{p['id']}"
        for a in site.data["articles"]
        for p in a["passages"]
    }
    for page in site.pages.values():
        for element in page.elements:
            cited = element.get("data-cite")
            if cited is None:
                continue
            there = urljoin("http://site/" + page.address, element.get("href", ""))
            if cited not in known or there != f"http://site/articles/{cited.replace('#', '/#')}":
                yield f"{page.path}: data-cite={cited!r} leads to {there}"


def linked_data(site: Site) -> Iterator[str]:
    """JSON-LD is JSON, and every ``@id`` in it leads to a page of the site or a spot in one."""
    for page in site.pages.values():
        for script in filter(is_data, page.all("script")):
            data = json.loads("".join(script.itertext()))
            if data.get("@context") != "https://schema.org":
                yield f"{page.path}: linked data without its context"
            for named in ids_in(data):
                root = site.base or "http://site/"
                there = urljoin(root + page.address, named)
                found = site.page(there.removeprefix(root))
                anchor = urlsplit(there).fragment
                if not there.startswith(root) or found is None:
                    yield f"{page.path}: @id {named!r} is no page"
                elif anchor and anchor not in found.ids:
                    yield f"{page.path}: @id {named!r} has no such id"
                if bool(site.base) != leaves(named):
                    yield f"{page.path}: @id {named!r} names the host where it should not, or not"


def ids_in(data: Any) -> Iterator[str]:
    """Yield every ``@id`` in linked data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if key == "@id":
            yield value
        elif isinstance(value, dict | list):
            yield from ids_in(value)


def evidence(site: Site) -> Iterator[str]:
    """The evidence pages list the claims of the data, in order, each with its own address.

    It is one page, or one for each kind of page and further ones, where there are many claims.
    """
    listed = re.compile(r"evidence/(?!passages/)(?:.+/)?index\.html")
    pages = [page for path, page in site.pages.items() if listed.fullmatch(path)]
    items = [e for page in pages for e in page.all("li")]
    numbers: Counter[str] = Counter()
    texts = {e.get("id", ""): said(e) for e in items}
    cites = {
        e.get("id", ""): [c.get("data-cite") for c in e.iter("a") if "data-cite" in c.attrib]
        for e in items
    }
    wanted = []
    for claim in site.data["evidence"]:
        numbers[claim["page"]] += 1
        wanted.append(anchor := f"{claim['page'].replace('/', ':')}:{numbers[claim['page']]}")
        text = texts.get(anchor, "")
        if not text.startswith(" ".join(claim["text"].split())) or claim["verdict"] not in text:
            yield f"{anchor}: {claim['text']!r} is {text!r}"
        if cites.get(anchor) != [cite for cite in claim["cites"] if "#" in cite]:
            yield f"{anchor}: it cites {cites.get(anchor)}"
    places = {anchor: place for place, anchor in enumerate(wanted)}
    for page in pages:
        order = [places[id] for e in page.all("li") if (id := e.get("id", "")) in places]
        if order != sorted(set(order)):
            yield f"{page.path}: the claims stand in another order"
    if sum(id in places for page in pages for id in page.ids) != len(wanted):
        yield "a claim stands twice, or nowhere"
    headings = {claim["page"].replace("/", ":") for claim in site.data["evidence"]}
    if missing := headings - {id for page in pages for id in page.ids}:
        yield f"no such headings: {sorted(missing)}"


def data_files(site: Site) -> Iterator[str]:
    """The files for maps, graphs, tables and reference managers tell what the data tell."""
    data = site.data
    places = json.loads(site.files["data/places.geojson"])["features"]
    if [p["id"] for p in places] != [e["id"] for e in data["entities"] if e["kind"] == "place"]:
        yield "places.geojson: other places"
    graph = ET.fromstring(site.files["data/relations.graphml"])
    edges = Counter((e.get("source"), e.get("target")) for e in graph.iter() if is_edge(e))
    if edges != Counter((relation["from"], relation["to"]) for relation in data["relations"]):
        yield "relations.graphml: other relations"
    rows = list(csv.DictReader(io.StringIO(site.files["data/events.csv"].decode(), newline="")))
    if {row["id"]: row["date"] for row in rows} != {e["id"]: e["date"] for e in data["events"]}:
        yield "events.csv: other events"
    slugs = [article["id"].removeprefix("articles/") for article in data["articles"]]
    wanted = {f"cite/{slug}.{form}" for slug in slugs for form in ("bib", "ris", "json")}
    if wanted ^ {path for path in site.files if path.startswith("cite/")}:
        yield f"not these files for reference managers: {sorted(wanted)}"
    for item in (*data["entities"], *data["articles"], *(p["properties"] for p in places)):
        page, anchor = site.page(item["url"]), item["url"].partition("#")[2]
        if page is None or (anchor and anchor not in page.ids):
            yield f"{item['id']}: there is nothing at {item['url']}"


def is_edge(element: ET.Element) -> bool:
    return element.tag.endswith("}edge")


def citing(site: Site) -> Iterator[str]:
    """An article's page tells reference managers what it is, and links to the files for them."""
    for article in site.data["articles"]:
        slug = article["id"].removeprefix("articles/")
        page = site.pages[f"articles/{slug}/index.html"]
        if page.meta("citation_title") != article["title"]:
            yield f"{page.path}: citation_title is {page.meta('citation_title')!r}"
        authors = [e for e in page.all("meta") if e.get("name") == "citation_author"]
        if len(authors) != len(article["authors"]):
            yield f"{page.path}: {len(authors)} citation_author"
        hrefs = {urljoin("/" + page.address, e.get("href", "")) for e in page.all("a")}
        if missing := {f"/cite/{slug}.{form}" for form in ("bib", "ris", "json")} - hrefs:
            yield f"{page.path}: no link to {sorted(missing)}"


def mentions(site: Site) -> Iterator[str]:
    """``start`` and ``end`` count characters of the passage's text."""
    texts = {
        (article["id"], passage["id"]): passage["text"]
        for article in site.data["articles"]
        if article.get("publish") != "excerpt"
        for passage in article["passages"]
    }
    for mention in site.data["mentions"]:
        text = texts.get((mention["in"], mention["passage"]))
        if text is not None and text[mention["start"] : mention["end"]] != mention["text"]:
            yield f"{mention} is not what stands there"


# --- the site as a whole -----------------------------------------------------------------------


def search_index(site: Site) -> Iterator[str]:
    """Every page that has something for the index is in it."""
    wanted = [
        p for p in site.pages.values() if any("data-pagefind-body" in e.attrib for e in p.elements)
    ]
    entry = json.loads(site.files["pagefind/pagefind-entry.json"])
    found = sum(index["page_count"] for index in entry["languages"].values())
    if found != len(wanted):
        yield f"{found} pages are indexed, {len(wanted)} are for it"


def manifest(site: Site) -> Iterator[str]:
    listed = json.loads(site.files["manifest.json"])["files"]
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in site.files.items()}
    del digests["manifest.json"]
    yield from (f"manifest: {path}" for path, _ in digests.items() ^ listed.items())


def maps(site: Site) -> Iterator[str]:
    """The sitemap lists exactly the pages that may be indexed; none without an address."""
    if not site.base:
        told = any(page.canonical for page in site.pages.values())
        if "sitemap.xml" in site.files or "robots.txt" in site.files or told:
            yield "an address is told that nobody gave"
        return
    base = site.base.rstrip("/") + "/"
    for page in site.pages.values():
        if not page.hidden and page.canonical != base + page.address:
            yield f"{page.path}: canonical is {page.canonical!r}"
    wanted = [base + page.address for page in site.pages.values() if not page.hidden]
    listed = []
    if "sitemap.xml" in site.files:
        root = ET.fromstring(site.files["sitemap.xml"])
        listed = [element.text for element in root.iter() if element.tag.endswith("}loc")]
    if sorted(filter(None, listed)) != sorted(wanted) or ("sitemap.xml" in site.files) != bool(
        wanted
    ):
        yield f"the sitemap lists {listed}"


def no_clock(site: Site) -> Iterator[str]:
    """No clock time is written: not as text, and not into what is packed."""
    for path, data in site.files.items():
        # The engine of the search is handed over as it was packed once, for every site.
        if data.startswith(b"\x1f\x8b") and data[4:8] != bytes(4) and "/wasm." not in path:
            yield f"{path}: packed at a time"
        if found := CLOCK.search(site.texts[path]):
            yield f"{path}: {found[0]!r}"


CHECKS: tuple[Callable[[Site], Iterator[str]], ...] = (
    parse_errors,
    headings,
    unique_ids,
    languages,
    titles,
    previews,
    policy,
    no_other_host,
    links,
    style_sheets,
    ids_named,
    files_named,
    own_addresses,
    names_apart,
    pagers,
    web_manifest,
    feeds,
    hosts_files,
    addresses_in_data,
    passages,
    entity_pages,
    entity_links,
    citations,
    evidence,
    linked_data,
    data_files,
    citing,
    mentions,
    search_index,
    search_results,
    manifest,
    maps,
    no_clock,
)
