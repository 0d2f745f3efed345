"""Old addresses and the pages that they lead to now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from briefing.diagnostics import problem
from briefing.link.references import FIXED_PAGES
from briefing.model import Library
from briefing.read.fields import Report

_OURS = frozenset(
    "assets cite data pagefind 404.html feed.xml index.html manifest.json robots.txt"
    " sitemap.xml".split()
)
"""What a build makes at the top of the site beside pages."""


def redirects(library: Library, pages: Iterable[str], report: Report) -> Mapping[str, str]:
    """Return the old addresses and where they lead; an address claimed twice is reported."""
    found: dict[str, str] = {}
    taken = {_same(address): page for page in pages if (address := _folder(page))}
    taken |= dict.fromkeys(FIXED_PAGES, "a page of the site")
    for document in library.documents:
        for old in document.redirect_from:
            address = _address(old.text)
            if not _is_safe(address):
                hint = "write what followed the domain, such as /old/name/"
                message = f'"{old.text}" is not an address within the site'
                report(problem("bad-value", old.position, message, hint))
            elif owner := _owner(address, taken):
                message = f'the address "/{address}" is taken by {owner}'
                hint = "an old address is one that no page has any more"
                report(problem("duplicate-slug", old.position, message, hint))
            else:
                found[address] = taken[_same(address)] = document.id
    return found


def _address(written: str) -> str:
    """Return an old address without the slashes around it and the name of an index page."""
    return re.sub(r"(^|/)index\.html$", "", written.strip().strip("/")).strip("/")


def _same(address: str) -> str:
    """Return the form in which two addresses are one file on disks that ignore capitals."""
    return unicodedata.normalize("NFC", address).casefold()


def _folder(page: str) -> str:
    """Return the folder of a page below the site, empty for an entry in another page."""
    return "" if page.startswith(("glossary/", "events/")) else page.removeprefix("pages/")


def _owner(address: str, taken: Mapping[str, str]) -> str:
    """Say who has an address already, empty if nobody."""
    first = _same(address).partition("/")[0]
    return "the build's own files" if first in _OURS else taken.get(_same(address), "")


def _is_safe(address: str) -> bool:
    """Say whether an address can be a path below the site, each part of it a folder."""
    *folders, last = address.split("/")
    whole = all(part and part.isprintable() and part[0] != "." for part in (*folders, last))
    files = any(folder.endswith(".html") for folder in folders)
    return whole and not files and not set(address) & set('\\:*?"<>|#%')
