"""The card of each name and passage that a page links to: what a reader learns before leaving.

A card is the same on every page, for its link is the one that opened it. So all are made
once, and a page is given those of the links that it turned out to have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from types import MappingProxyType

from markupsafe import Markup

from briefing.fragments import PassageRef
from briefing.model import Article, Entity
from briefing.render.bodies import kind_class, passage_name, plain
from briefing.render.parts import CardView
from briefing.render.shelf import Shelf
from briefing.render.wording import naming_in_words

_SUMMARY = 60  # words
_PASSAGE = 30  # words; js/site/40-card.js cuts a passage of its own page at the same length

_LINKED = re.compile(r' data-(?:entity|cite)="([^"]*)"')
_ENTITY = re.compile(r' data-entity="([^"]*)"')
_PRESENT = re.compile(r' data-(?:entity-page|passage)="([^"]*)"')
# A row of a list says beside the name what the card would say.
_ROW = re.compile(r'<p class="row-name">.*?</p>', re.DOTALL)


@dataclass(frozen=True)
class Deck:
    """All cards, dealt to pages by what they link to."""

    shelf: Shelf

    def dealt(self, html: str) -> tuple[CardView, ...]:
        """Return the cards of a page in the order in which it first links to them.

        An entity that stands in full on the page has none, a passage one without its text.
        """
        return tuple(self._dealt(html))

    def _dealt(self, html: str) -> Iterator[CardView]:
        present = set(_PRESENT.findall(html))
        for name in dict.fromkeys(_LINKED.findall(_ROW.sub("", html))):
            card = self.cards.get(unescape(name))
            if card and name not in present:
                yield card
            elif card and not card.kind:
                yield replace(card, text=Markup(""))

    @cached_property
    def cards(self) -> Mapping[str, CardView]:
        """Every card by the name that links give: ``places/sirte``, ``SLUG#p3``."""
        return MappingProxyType({card.id: card for card in self._all()})

    def _all(self) -> Iterator[CardView]:
        briefing = self.shelf.briefing
        yield from (self._entity(entity) for entity in briefing.entities.values())
        for article in briefing.articles:
            yield from self._passages(article)

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

    def _passages(self, article: Article) -> Iterator[CardView]:
        """Yield the cards of an article's passages; an excerpt shows their gists."""
        briefing, say = self.shelf.briefing, self.shelf.language.say
        title = self.shelf.volume(article)
        for section, passages in article.parts:
            for passage in passages:
                reference = PassageRef(article.id, passage.id)
                text = passage.text
                if article.publish == "excerpt":
                    text = plain(briefing.gists.get(reference, ()))
                head = say("article.passage", number=passage.number)
                head += f"{say('lists.dot')}{section.title}" if section else ""
                if text:
                    shown = self.shelf.prose(beginning(text, _PASSAGE))
                    yield CardView(passage_name(reference), "", head, title, shown, "")


def noted(html: str, cards: Iterable[CardView]) -> str:
    """Number the first link to each entity: on paper its card is the note of that number."""
    entities = (card.id for card in cards if card.kind)
    numbers = {name: number for number, name in enumerate(entities, start=1)}

    def numbered(link: re.Match[str]) -> str:
        number = numbers.pop(unescape(link[1]), None)
        return f'{link[0]} data-note="{number}"' if number else link[0]

    return _ENTITY.sub(numbered, html)


def beginning(text: str, most: int) -> str:
    """Return a text of no more than ``most`` words; what is cut off leaves a mark."""
    words = text.split()
    if len(words) <= most:
        return " ".join(words)
    return " ".join(words[:most]).rstrip(",;:–— ") + "…"
