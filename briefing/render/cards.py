"""The card of each name and passage that a page links to: what a reader learns before leaving.

A card is the same on every page, for its link is the one that opened it. So each is made
once, and a page is given those of the links that it turned out to have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from html import unescape

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from briefing.fragments import PassageRef
from briefing.model import Entity
from briefing.render.bodies import kind_class, passage_name, plain
from briefing.render.parts import CardView
from briefing.render.shelf import Shelf
from briefing.render.wording import escaped, naming_in_words

_SUMMARY = 60  # words
_PASSAGE = 30  # words; js/site/40-card.js cuts a passage of its own page at the same length

_HOOK = re.compile(r' data-(entity|cite|entity-page|passage)="([^"]*)"')
_NAMES = re.compile(r'<details class="names.*?</details>', re.DOTALL)
_NOTED = re.compile(rf' data-(?:entity|card)="([^"]*)"|{_NAMES.pattern}', re.DOTALL)
# A row of a list says beside the name what the card would say.
_ROW = re.compile(r'<p class="row-name">.*?</p>', re.DOTALL)


Linked = tuple[tuple[str, ...], frozenset[str]]
"""What a page links to that may have a card, in order, and what of it stands there in full."""


def linked(html: str) -> Linked:
    """Return what a page links to; the names of a section come last, for paper leaves them out."""
    shown = _ROW.sub("", html)
    hooks = _HOOK.findall("".join([_NAMES.sub("", shown), *_NAMES.findall(shown)]))
    names = dict.fromkeys(name for kind, name in hooks if kind in ("entity", "cite"))
    present = {name for kind, name in hooks if kind in ("entity-page", "passage")}
    return tuple(names), frozenset(present & names.keys())


class Deck(Struct, frozen=True, dict=True):
    """All cards, dealt to pages by what they link to."""

    shelf: Shelf

    def dealt(self, html: str) -> tuple[CardView, ...]:
        """Return the cards of a page in the order in which it first links to them."""
        return self.deal(linked(html))

    def deal(self, linked: Linked) -> tuple[CardView, ...]:
        """Return the cards of a page that links to so much.

        An entity that stands in full on the page has none, a passage one without its text.
        """
        return tuple(self._deal(*linked))

    def _deal(self, names: Iterable[str], present: Collection[str]) -> Iterator[CardView]:
        for name in names:
            card = self.card(unescape(name))
            if card and name not in present:
                yield card
            elif card and not card.kind:
                yield replace(card, text=Markup(""))

    def card(self, name: str) -> CardView | None:
        """Return the card of the name that links give, ``places/sirte`` or ``SLUG#p3``, if any."""
        if name not in self._made:
            self._made[name] = self._card(name)
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, CardView | None]:
        return {}

    def _card(self, name: str) -> CardView | None:
        slug, _, passage = name.partition("#")
        if passage:
            return self._passage(PassageRef(f"articles/{slug}", passage))
        entity = self.shelf.briefing.entities.get(name)
        return self._entity(entity) if entity else None

    def _entity(self, entity: Entity) -> CardView:
        language, kind = self.shelf.language, kind_class(entity.id)
        named = (
            language.say(f"kinds.{kind}"),
            language.optional(f"inline-types.{entity.type}"),
        )
        return CardView(
            entity.id,
            kind,
            language.say("lists.dot").join(filter(None, named)),
            entity.title,
            self.shelf.prose(beginning(plain(self.shelf.briefing.summaries[entity.id]), _SUMMARY)),
            naming_in_words(*self.shelf.counts.get(entity.id, (0, 0)), language),
        )

    def _passage(self, reference: PassageRef) -> CardView | None:
        """Return the card of a passage; an excerpt shows its gist, and has none without one."""
        shelf, say = self.shelf, self.shelf.language.say
        if not (stretch := shelf.lookups.stretches.get(reference)):
            return None
        passage, article = shelf.lookups.passages[reference], stretch.article
        text = passage.text
        if article.publish == "excerpt":
            text = plain(shelf.briefing.gists.get(reference, ()))
        if not text:
            return None
        head = say("article.passage", number=passage.number)
        head += f"{say('lists.dot')}{stretch.title}" if stretch.title else ""
        shown = shelf.prose(beginning(text, _PASSAGE))
        return CardView(passage_name(reference), "", head, shelf.volume(article), shown, "")


def noted(html: str, cards: Iterable[CardView]) -> str:
    """Number the first link to each entity and its card, which is the note of that on paper.

    The names of a section, which stand below its text, are not printed; what only they lead to
    is no note.
    """
    entities = {escaped(card.id) for card in cards if card.kind}
    notes: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        name, card = found[1], found[0].startswith(" data-card")
        if name not in entities or (name in notes) != card:
            return found[0]
        number = notes.setdefault(name, len(notes) + 1)
        return f'{found[0]} data-note="{number}"'

    return _NOTED.sub(numbered, html)


def beginning(text: str, most: int) -> str:
    """Return a text of no more than ``most`` words; what is cut off leaves a mark."""
    words = text.split()
    if len(words) <= most:
        return " ".join(words)
    return " ".join(words[:most]).rstrip(",;:–— ") + "…"
