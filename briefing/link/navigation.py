"""The navigation: as the settings list it, or all sections that have something in them.

A page that the content gives no title has an empty label: the words for it come later.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.fragments import Located
from briefing.link.references import Resolver
from briefing.model import Library
from briefing.read.fields import Report

SECTIONS = ("actors", "places", "glossary", "timeline")
"""The fixed sections of the site."""

LISTED = 12
"""Articles that stand side by side; more have a page that lists them."""


def navigation(library: Library, resolver: Resolver, report: Report) -> tuple[tuple[str, str], ...]:
    """Return the navigation as (page, label)."""
    if library.settings.nav:
        return tuple(_listed(library, resolver, report))
    return tuple(_default(library))


def _listed(library: Library, resolver: Resolver, report: Report) -> Iterator[tuple[str, str]]:
    """Yield the lines of the setting ``nav``: ``about``, ``[[about|About us]]``."""
    titles = {document.id: document.title for document in library.documents}
    for line in library.settings.nav:
        target, _, label = line.text.strip("[]").partition("|")
        target = {"events": "timeline"}.get(target.strip(), target.strip())
        page = resolver.page(Located(target, line.position), report)
        if page:
            yield page, label.strip() or titles.get(page, "")


def _default(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the articles, the sections that are not empty, and the pages that ask for it."""
    number = len(library.articles)
    if number > LISTED:
        yield "articles", ""
    else:
        yield from ((a.id, "" if number == 1 else a.title) for a in library.articles)
    filled = {entity.kind for entity in library.entities}
    filled |= {"timeline"} if library.events else set()
    yield from ((section, "") for section in SECTIONS if section in filled)
    yield from ((page.id, page.title) for page in library.pages if page.nav)
