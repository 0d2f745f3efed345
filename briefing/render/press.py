"""Pages are printed, with their cards and pictures; those that show nothing new are taken over.

What a template can see of a briefing is the page's view and its frame, and of other pages the
cards of what it links to. Where these and all templates are as they were, so is the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache

from msgspec import Struct

from briefing.render.cards import Deck, Linked, linked, noted
from briefing.render.letters import Atlas
from briefing.render.parts import CardView, Site
from briefing.render.previews import illustrated
from briefing.render.shelf import Shelf
from briefing.render.templates import Templates
from briefing.render.views import ArticleView, View
from briefing.values import plain

Earlier = Callable[[str, str], bytes | None]
"""Returns a file of the earlier site by path and SHA-256, ``None`` if it is not there as such."""

Printed = tuple[Mapping[str, bytes], Linked]
"""A page and what comes with it, by path, and what the page links to."""


class Press(Struct, frozen=True):
    """What every page is printed with.

    ``stamp`` is the digest of all templates; with ``earlier`` pages are taken over.
    """

    jinja: Templates
    shelf: Shelf
    deck: Deck
    atlas: Atlas | None
    stamp: bytes
    earlier: Earlier | None

    def files(self, view: View, site: Site) -> Mapping[str, bytes]:
        """Return a page, and its picture if it has one."""

        @cache
        def fresh() -> Printed:
            return self._printed(view, site)

        return self._kept(view, site, fresh) or fresh()[0]

    def _printed(self, view: View, site: Site) -> Printed:
        view, pictures = illustrated(view, self.shelf, self.atlas)
        found: list[Linked] = []

        def deal(html: str) -> tuple[CardView, ...]:
            found.append(linked(html))
            return self.deck.deal(found[0])

        html = self.jinja.render(view, site, deal)
        if isinstance(view, ArticleView):
            html = noted(html, self.deck.dealt(html))
        return {view.output: html.encode(), **pictures}, found[0]

    def _kept(
        self, view: View, site: Site, fresh: Callable[[], Printed]
    ) -> Mapping[str, bytes] | None:
        """Return the files of a page from the earlier site, if they are what would be printed."""
        shown = plain((view, site)) if self.earlier else None
        if not (self.earlier and shown):
            return None
        once, key = self.shelf.once, hashlib.sha256(self.stamp + shown).digest()
        links = once(("linked", key), lambda: fresh()[1])
        cards = hashlib.sha256(plain(self.deck.deal(links)) or b"").digest()
        files: dict[str, bytes] = {}
        for path, digest in once(("printed", key, cards), lambda: _digests(fresh()[0])):
            data = self.earlier(path, digest)
            if data is None:
                return None
            files[path] = data
        return files


def _digests(files: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    return tuple((path, hashlib.sha256(data).hexdigest()) for path, data in files.items())


def stamp(templates: Mapping[str, bytes]) -> bytes:
    """Return the digest of all templates."""
    known = hashlib.sha256()
    for path, data in sorted(templates.items()):
        known.update(f"{path}\0".encode() + hashlib.sha256(data).digest())
    return known.digest()
