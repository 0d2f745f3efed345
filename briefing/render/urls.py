"""Where everything stands: page id → address → output path, and relative hrefs.

An address is a path below the site in the form a browser asks for: ``""`` is the home
page, ``places/sirte/`` a page, ``glossary/#wilayat`` a spot in one. Links inside the site
are always relative, so the folder works at any address and after being moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote, urlsplit

HOME = ""
NOT_FOUND = "404.html"
FEED = "feed.xml"
JSON_FEED = "feed.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

# What may stand in a path and in an anchor as it is, and what most of them are made of.
_IN_PATH, _PLAIN_PATH = "/@!$&'()*+,;=~", re.compile(r"[\w./~-]*", re.ASCII)
_IN_ANCHOR, _PLAIN_ANCHOR = ":@!$&()*+,;=~", re.compile(r"[\w.:~-]*", re.ASCII)


NONE_MOVED: Mapping[str, str] = MappingProxyType({})


def address(page: str, moved: Mapping[str, str] = NONE_MOVED) -> str:
    """Return the address of a page by its id; terms and events are spots in a page.

    ``moved`` has the addresses of those that stand on a further page of a long list.
    """
    if page in moved:
        return moved[page]
    kind, _, slug = page.partition("/")
    if kind == "home":
        return HOME
    if not slug:
        return f"{kind}/"
    if kind == "glossary":
        return f"glossary/#{slug}"
    if kind == "events":
        return f"timeline/#{slug}"
    if kind == "pages":
        return f"{slug}/"
    return f"{kind}/{slug}/"


def claims(page: str, number: int = 0, at: str = "evidence/") -> str:
    """Return where the claims of a page, or one of them, stand on the evidence page."""
    name = page.replace("/", ":")
    return f"{at}#{name}:{number}" if number else f"{at}#{name}"


def output(address: str) -> str:
    """Return the path of the file that answers for an address."""
    path = address.partition("#")[0]
    return path + "index.html" if not path or path.endswith("/") else path


def with_anchor(address: str, anchor: str) -> str:
    """Return the address of a spot within a page."""
    return f"{address.partition('#')[0]}#{anchor}" if anchor else address


def relative(target: str, start: str) -> str:
    """Return the href that leads from the page at ``start`` to ``target``.

    Both are addresses. A spot in the same page is its anchor alone.
    """
    path, _, anchor = target.partition("#")
    here = start.partition("#")[0]
    fragment = f"#{_anchor(anchor)}" if anchor else ""
    if path == here and fragment:
        return fragment
    href = ""
    for folder, up in _folders(here):  # the last of them is the site, in which all stands
        if path.startswith(folder):
            href = up + path[len(folder) :] or "./"
            break
    return quoted(href) + fragment


@lru_cache(maxsize=64)
def _folders(address: str) -> tuple[tuple[str, str], ...]:
    """Return the folders that a page stands in, from near to far, and the way up to each."""
    names = address.split("/")[:-1]
    depths = range(len(names), -1, -1)
    return tuple(("/".join([*names[:n], ""]), "../" * (len(names) - n)) for n in depths)


@lru_cache(maxsize=16384)
def quoted(href: str) -> str:
    """Return a path as an address holds it: what would end or part it there is escaped."""
    # A colon before the first slash would make a scheme of what stands before it.
    return href if _PLAIN_PATH.fullmatch(href) else quote(href, safe=_IN_PATH)


def _anchor(anchor: str) -> str:
    return anchor if _PLAIN_ANCHOR.fullmatch(anchor) else quote(anchor, safe=_IN_ANCHOR)


def rooted(target: str, base_url: str) -> str:
    """Return the href of an address for a page that answers anywhere: 404.html."""
    base = urlsplit(base_url).path.rstrip("/") + "/" if base_url else ""
    return base + relative(target, HOME).removeprefix("./") or "./"
