"""Names in prose become mentions, and the setting decides which of them become links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from briefing.fragments import Anchor, Fragment, Fragments, Html, Mention, Text
from briefing.link.gazetteer import Gazetteer

_SECTION = re.compile(r"<h[1-6]\b")
_BLOCK = re.compile(r"<(?:p|li|td|th|dt|dd|h[1-6])\b")


def mark_mentions(
    fragments: Fragments, gazetteer: Gazetteer, ignoring: Collection[str] = ()
) -> Fragments:
    """Cut the mentions out of the prose; which of them are links is still open."""
    marked: list[Fragment] = []
    for fragment in fragments:
        if isinstance(fragment, Text) and fragment.barred != "opted out":
            marked.extend(_cut(fragment, gazetteer, ignoring))
        else:
            marked.append(fragment)
    return tuple(marked)


def _cut(text: Text, gazetteer: Gazetteer, ignoring: Collection[str]) -> Iterator[Fragment]:
    """Yield a stretch of prose and the mentions in it, in order."""
    place = 0
    for match in gazetteer.find(text.text, ignoring):
        if match.start > place:
            yield _slice(text, place, match.start)
        yield Mention(
            match.entity,
            text.text[match.start : match.end],
            match.start,
            match.end,
            text.at(match.start),
            reason=text.barred,
        )
        place = match.end
    if place < len(text.text):
        yield _slice(text, place, len(text.text))


def _slice(text: Text, start: int, end: int) -> Text:
    """Return a part of a text that still knows where it stands."""
    spots = tuple((offset - start, spot) for offset, spot in text.spots if start < offset < end)
    return Text(text.text[start:end], ((0, text.at(start)), *spots), text.barred)


# --- which mentions become links ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
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
        anew = {"first-per-passage"} | ({"first-per-section"} if section else set())
        if self.scope.links in anew:
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
        return replace(mention, linked=not reason, reason=reason)

    def _reason(self, entity: str) -> str:
        """Say why a mention is no link; empty if it is one."""
        if entity == self.scope.own:
            return "own page"
        if self.scope.links == "none":
            return "links are off"
        if entity in self.linked and self.scope.links != "all":
            return f"already linked ({self.scope.links.removeprefix('first-')})"
        return ""
