"""Files for machines that guide others to the pages: sitemap, feeds, robots."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from briefing.asjson import laid_out
from briefing.errors import BriefingError
from briefing.model import Date, Document, Event
from briefing.render import urls
from briefing.render.bodies import plain
from briefing.render.heads import NOINDEX, Head
from briefing.render.shelf import Shelf

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DAY = len("2014-05-06")


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def sitemap(heads: Iterable[Head], base_url: str) -> bytes:
    """Return the sitemap: every page that may be listed, and under its own address."""
    base = base_url.rstrip("/")
    root = ET.Element("urlset", xmlns=_SITEMAP)
    for head in heads:
        own = f"{base}/{head['output'].removesuffix('index.html')}"
        if head["canonical"] == own and head["robots"] != NOINDEX:
            url = _add(root, "url")
            _add(url, "loc", own)
            if len(head["updated"]) == _DAY:  # the sitemaps' schema takes no month and no year
                _add(url, "lastmod", head["updated"])
    return _xml(root)


def robots(base_url: str) -> bytes | None:
    """Return robots.txt, which crawlers read at the root of a host and nowhere else.

    It bars nobody: who may not fetch a page does not learn that it is not to be listed.
    """
    parts = urlsplit(base_url)
    if not base_url or parts.path.strip("/"):
        return None
    address = f"{base_url.rstrip('/')}/{urls.SITEMAP}"
    return f"User-agent: *\nAllow: /\n\nSitemap: {address}\n".encode()


# --- feeds ----------------------------------------------------------------------------------


def feed(shelf: Shelf) -> bytes:
    """Return the Atom feed: the articles, then each page that says when it was revised."""
    settings, base = shelf.briefing.settings, _base(shelf)
    entries = _newest_first(shelf)
    latest = max((date for _, date in entries), default=_source_date())
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": settings.language})
    _add(root, "title", settings.title)
    if settings.tagline:
        _add(root, "subtitle", settings.tagline)
    _add(root, "id", _identity(shelf, ""))
    _add(root, "updated", latest)
    _add(root, "link", rel="alternate", type="text/html", href=base or "./")
    if base:
        _add(root, "link", rel="self", type="application/atom+xml", href=base + urls.FEED)
    for author in _authors(shelf) or (settings.title,):
        _add(_add(root, "author"), "name", author)
    for document, date in entries:
        _entry(root, shelf, document, date, base)
    return _xml(root)


def json_feed(shelf: Shelf) -> bytes:
    """Return the same feed as JSON Feed 1.1, which knows whole addresses only."""
    settings, base = shelf.briefing.settings, _base(shelf)
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.title,
        "home_page_url": base,
        "feed_url": base and base + urls.JSON_FEED,
        "description": settings.description or settings.tagline,
        "language": settings.language,
        "authors": [{"name": name} for name in _authors(shelf)],
        "items": [_item(shelf, document, date, base) for document, date in _newest_first(shelf)],
    }
    kept = {name: value for name, value in data.items() if value or name == "items"}
    return laid_out(kept, indent=2)


def _item(shelf: Shelf, document: Document, date: str, base: str) -> dict[str, Any]:
    """Return an entry of the JSON Feed, which must have a content: its summary, or its title."""
    summary = plain(shelf.briefing.summaries[document.id], longest=500)
    item = {
        "id": _identity(shelf, document.id),
        "url": base and base + shelf.address(document.id),
        "title": document.title,
        "content_text": summary or document.title,
        "date_modified": date,
    }
    return {name: value for name, value in item.items() if value}


def _base(shelf: Shelf) -> str:
    """Return the address of the site, which ends with a slash, if it is known."""
    base = shelf.briefing.settings.base_url
    return f"{base.rstrip('/')}/" if base else ""


def _newest_first(shelf: Shelf) -> list[tuple[Document, str]]:
    entries = sorted(_entries(shelf), key=lambda entry: entry[0].id)
    return sorted(entries, key=lambda entry: entry[1], reverse=True)


def _entries(shelf: Shelf) -> Iterator[tuple[Document, str]]:
    """Yield what stands in the feed, with the moment that it was last changed."""
    for article in shelf.briefing.articles:
        yield article, _moment(article.updated or article.date)
    for document in shelf.briefing.documents:
        if document.updated and document.kind != "articles" and not isinstance(document, Event):
            yield document, _moment(document.updated)


def _entry(root: ET.Element, shelf: Shelf, document: Document, date: str, base: str) -> None:
    address = shelf.address(document.id)
    entry = _add(root, "entry")
    _add(entry, "title", document.title)
    _add(entry, "id", _identity(shelf, document.id))
    _add(entry, "updated", date)
    _add(entry, "link", rel="alternate", type="text/html", href=base + address)
    if text := plain(shelf.briefing.summaries[document.id], longest=500):
        _add(entry, "summary", text)


def _authors(shelf: Shelf) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for article in shelf.briefing.articles for a in article.authors))


def _identity(shelf: Shelf, page: str) -> str:
    """Return a permanent id, the same wherever the site stands."""
    return uuid5(NAMESPACE_URL, f"briefing:{shelf.briefing.settings.title}:{page}").urn


def _moment(date: Date | None) -> str:
    """Return the first moment of a date, from content or from SOURCE_DATE_EPOCH."""
    if date is None or date.lower is None or not 1 <= date.lower[0] <= 9999:
        return _source_date()
    return "{:04}-{:02}-{:02}T00:00:00Z".format(*date.lower)


def _source_date() -> str:
    """Return the date that reproducible builds are given, or the beginning of time."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "") or "0"
    try:
        moment = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        message = f'SOURCE_DATE_EPOCH is "{seconds}", which is no number of seconds since 1970'
        raise BriefingError(message) from None
    return moment.replace(tzinfo=None).isoformat() + "Z"
