"""Pages are printed, with their cards; those that show nothing new are taken over.

What a template can see of a briefing is the page's view and its frame, and of other pages the
cards of what it links to. Where these and all templates are as they were, so is the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from briefing.render.cards import Deck, Linked, linked, noted
from briefing.render.parts import CardView, Site
from briefing.render.shelf import Shelf
from briefing.render.taken import Earlier, File, taken_over
from briefing.render.templates import Templates
from briefing.render.views import ArticleView, View
from briefing.values import plain

Printed = tuple[bytes, Linked]
"""A page, and what it links to."""


class Press(Struct, frozen=True):
    """What every page is printed with.

    ``stamp`` is the digest of all templates; with ``earlier`` pages are taken over.
    """

    jinja: Templates
    shelf: Shelf
    deck: Deck
    stamp: bytes
    earlier: Earlier | None

    def page(self, view: View, site: Site) -> File:
        """Return a page."""

        @cache
        def fresh() -> Printed:
            return self._printed(view, site)

        shown = plain((view, site)) if self.earlier else None
        if not (self.earlier and shown):
            return fresh()[0]
        once, key = self.shelf.once, hashlib.sha256(self.stamp + shown).digest()
        links = once(("linked", key), lambda: fresh()[1])
        cards = hashlib.sha256(plain(self.deck.deal(links)) or b"").digest()
        full = ("printed", key, cards)
        return taken_over(view.output, full, lambda: fresh()[0], once, self.earlier)

    def _printed(self, view: View, site: Site) -> Printed:
        found: list[Linked] = []

        def deal(html: str) -> tuple[CardView, ...]:
            found.append(linked(html))
            return self.deck.deal(found[0])

        html = self.jinja.render(view, site, deal)
        if isinstance(view, ArticleView):
            html = noted(html, self.deck.dealt(html))
        return html.encode(), found[0]


def stamp(templates: Mapping[str, bytes]) -> bytes:
    """Return the digest of templates."""
    known = hashlib.sha256()
    for path, data in sorted(templates.items()):
        known.update(f"{path}\0".encode() + hashlib.sha256(data).digest())
    return known.digest()
