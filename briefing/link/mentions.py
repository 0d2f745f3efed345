"""Names in prose become mentions, and the setting decides which of them become links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from briefing.fragments import Anchor, Fragment, Fragments, Html, Mention, Text
from briefing.link.gazetteer import Gazetteer
from briefing.link.names import fold, key, plurals
from briefing.model import Document

_SECTION = re.compile(r"<h[1-6]\b")
_BLOCK = re.compile(r"<(?:p|li|td|th|dt|dd|h[1-6])\b")


OPTED_OUT = "opted out"
"""Why a name that the editors want left alone is no mention."""


def opted_out(document: Document) -> frozenset[str]:
    """Return the names that a page's own text leaves alone, with their plurals, as keys."""
    names = [fold(name.text.strip()).text for name in document.no_autolink]
    return frozenset(key(form) for name in names for form in (name, *plurals(name)))


def mark_mentions(
    fragments: Fragments, gazetteer: Gazetteer, ignoring: Collection[str] = ()
) -> Fragments:
    """Cut the mentions out of the prose; which of them are links is still open.

    ``ignoring`` holds the names that are left alone, as :func:`opted_out` makes them.
    """
    marked: list[Fragment] = []
    for fragment in fragments:
        match fragment:
            case Text(barred=barred) if barred != OPTED_OUT:
                marked.extend(_cut(fragment, gazetteer, ignoring))
            case Anchor(image=False):
                inner = mark_mentions(fragment.inner, gazetteer, ignoring)
                marked.append(replace(fragment, inner=inner))
            case _:
                marked.append(fragment)
    return tuple(marked)


def _cut(text: Text, gazetteer: Gazetteer, ignoring: Collection[str]) -> Iterator[Fragment]:
    """Yield a stretch of prose and the mentions in it, in order."""
    place = 0
    for match in gazetteer.find(text.text):
        if match.start > place:
            yield text.piece(place, match.start)
        surface = text.text[match.start : match.end]
        # A name that is left alone still keeps the shorter names in it from being found.
        if ignoring and key(surface) in ignoring:
            yield replace(text.piece(match.start, match.end), barred=OPTED_OUT)
        else:
            where = text.at(match.start)
            yield Mention(match.entity, surface, match.start, match.end, where, reason=text.barred)
        place = match.end
    if place < len(text.text):
        yield text.piece(place, len(text.text))


# --- which mentions become links ----------------------------------------------------------------


class Scope(Struct, frozen=True):
    """How far a first mention reaches: the setting ``links``, and the page's own entity."""

    links: str
    own: str = ""


def choose_links(parts: tuple[tuple[str, Fragments], ...], scope: Scope) -> tuple[Fragments, ...]:
    """Decide for every mention of a page whether it is a link.

    ``parts`` are the page's stretches in order, each with the name of its section; a
    stretch is a passage. Within a body, headings and blocks part sections and passages.
    """
    return tuple(_Chooser(scope).chosen(parts))


class _Chooser:
    """Walks over a page and remembers what is linked already where the setting counts."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.linked: set[str] = set()
        self.section = ""

    def chosen(self, parts: tuple[tuple[str, Fragments], ...]) -> Iterator[Fragments]:
        """Yield the parts with every mention decided."""
        for section, fragments in parts:
            if section != self.section:
                self._enter(section=True)
                self.section = section
            self._enter(section=False)
            yield tuple(self._decided(fragment) for fragment in fragments)

    def _enter(self, *, section: bool) -> None:
        """Forget what was linked, if the setting counts anew from here on."""
        links = self.scope.links
        if links == "first-per-passage" or (section and links == "first-per-section"):
            self.linked.clear()

    def _decided(self, fragment: Fragment) -> Fragment:
        match fragment:
            case Html(html=html):
                if _BLOCK.search(html):
                    self._enter(section=bool(_SECTION.search(html)))
            case Anchor(entity=entity) if entity:
                self.linked.add(entity)
            case Mention():
                return self._linked(fragment)
        return fragment

    def _linked(self, mention: Mention) -> Mention:
        reason = mention.reason or self._reason(mention.entity)
        if not reason:
            self.linked.add(mention.entity)
        m = mention
        where = m.start, m.end, m.position
        return Mention(m.entity, m.text, *where, not reason, reason, m.number)

    def _reason(self, entity: str) -> str:
        """Say why a mention is no link; empty if it is one."""
        if entity == self.scope.own:
            return "own page"
        if self.scope.links == "none":
            return "links are off"
        if entity in self.linked and self.scope.links != "all":
            return f"already linked ({self.scope.links.removeprefix('first-')})"
        return ""
