"""Old addresses and the pages that they lead to now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from briefing.diagnostics import problem
from briefing.link.references import FIXED_PAGES
from briefing.model import Library
from briefing.read.fields import Report

_FOLDERS = frozenset({"assets", "cite", "data", "pagefind"})


def redirects(library: Library, pages: Iterable[str], report: Report) -> Mapping[str, str]:
    """Return the old addresses and where they lead; an address claimed twice is reported."""
    found: dict[str, str] = {}
    taken = {address_of(page) for page in (*pages, *FIXED_PAGES)}
    for document in library.documents:
        for old in document.redirect_from:
            address = old.text.strip().strip("/").removesuffix("index.html").strip("/")
            if not _safe_address(address):
                message = f'"{old.text}" is not an address within the site'
                report(problem("bad-value", old.position, message, "such as /old/name/"))
            elif address in taken or address in found or _is_ours(address):
                message = f'the address "/{address}/" is taken'
                report(problem("duplicate-slug", old.position, message))
            else:
                found[address] = document.id
    return found


def address_of(page: str) -> str:
    """Return the folder below the site in which a page stands."""
    return page.removeprefix("pages/")


def _is_ours(address: str) -> bool:
    """Say whether an address belongs to what a build makes beside pages."""
    first = address.partition("/")[0]
    return first in _FOLDERS or (first == address and "." in first)


def _safe_address(address: str) -> bool:
    parts = address.split("/")
    return all(part and part.isprintable() and part[0] != "." for part in parts) and not (
        set(address) & set('\\:*?"<>|#%')
    )
