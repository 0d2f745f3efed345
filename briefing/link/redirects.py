"""Old addresses and the pages that they lead to now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from briefing.diagnostics import problem
from briefing.link.references import FIXED_PAGES
from briefing.model import Library
from briefing.read.fields import Report
from briefing.read.slugs import is_device

_OURS = frozenset(
    "assets cite data pagefind 404.html _headers feed.json feed.xml index.html manifest.json"
    " manifest.webmanifest robots.txt sitemap.xml".split()
)
"""What a build makes at the top of the site beside pages."""

_LONGEST, _WHOLE = 200, 1000
"""How many bytes each part of an old address and all of it may have: disks take 255 and 4096."""

_FURTHER = re.compile(
    r"articles(/page/.*)?|(actors|places|glossary|search)/letter/.*|actors/ties/.*"
    r"|(timeline|evidence)/.*|(actors|places|glossary)/[^/]+/named/.*"
)
"""Where long lists go on; whether a list is that long may change with any edit."""


def redirects(library: Library, pages: Iterable[str], report: Report) -> Mapping[str, str]:
    """Return the old addresses and where they lead; an address claimed twice is reported."""
    found: dict[str, str] = {}
    taken = {_same(address): page for page in pages if (address := _folder(page))}
    taken |= dict.fromkeys(FIXED_PAGES, "a page of the site")
    for document in library.documents:
        for old in document.redirect_from:
            address = _address(old.text)
            if fault := _fault(address, old.text):
                hint = "write what followed the domain, such as /old/name/"
                report(problem("bad-value", old.position, fault, hint))
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
    same = _same(address)
    if same.partition("/")[0] in _OURS:
        return "the build's own files"
    return taken.get(same) or ("a page of the site" if _FURTHER.fullmatch(same) else "")


def _fault(address: str, written: str) -> str:
    """Say why an address cannot be a path below the site, empty if it can."""
    parts = address.split("/")
    lengths = [len(part.encode("utf-8", "replace")) for part in parts]
    if max(lengths) > _LONGEST or sum(lengths) + len(parts) > _WHOLE:
        return f"this address is longer than {_WHOLE} bytes, or a part of it than {_LONGEST}"
    if any(map(is_device, parts)):
        return f'"{written}" holds a reserved name'
    return "" if _is_safe(parts) else f'"{written}" is not an address within the site'


def _is_safe(parts: Sequence[str]) -> bool:
    """Say whether these parts can be a path below the site, each but the last a folder."""
    whole = all(p and p.isprintable() and p[0] != "." and p[-1] not in ". " for p in parts)
    files = any(folder.endswith(".html") for folder in parts[:-1])
    return whole and not files and not set("".join(parts)) & set('\\:*?"<>|#%')
