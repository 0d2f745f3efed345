"""The long lists of one entity, parted among its pages: its own, and those that it goes on at.

A name that fifty thousand sentences hold has a page that opens as fast as any other. It shows
the beginning of each list; where one is longer, the next pages go on with all that are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from briefing.fragments import PassageRef
from briefing.model import Entity, Event, MentionLine, Relation
from briefing.render import leaves
from briefing.render.leaves import Book, Leaf, begun, further
from briefing.render.shelf import Shelf

FOLDER = "named/"
"""Below which the further pages of an entity stand: `places/sirte/named/2/`."""

_Item = TypeVar("_Item")


class Share(Struct, frozen=True):
    """What one page of an entity shows of its lists.

    ``lines`` are the sentences that name it, ``within`` the places that lie in it, ``speaking``
    the pages that only lead to what they say of it (``speakers`` in all), ``linking`` those that
    only link to it. ``heard`` are the few whose sentences stand on its first page.
    """

    lines: tuple[MentionLine, ...] = ()
    relations: tuple[Relation, ...] = ()
    within: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    speaking: tuple[str, ...] = ()
    linking: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    speakers: int = 0


Shares = Book[str, Share]
"""The pages of an entity, each with its one share."""


def share_on(pages: Shares, at: int) -> Share:
    """Return what a page of an entity shows."""
    ((_, (share,)),) = pages.leaves[at].groups
    return share


def shares(shelf: Shelf, entity: Entity) -> tuple[Share, ...]:
    """Return what each page of an entity shows, one at least."""
    heard, rest = shelf.speakers(entity.id)
    lines = _parted(tuple(_lines(shelf, entity)), leaves.SENTENCES, _sentences(entity))
    relations = _parted(shelf.relations.get(entity.id, ()), leaves.PORTION)
    within = _parted(shelf.children.get(entity.id, ()), leaves.PORTION)
    events = _parted(shelf.lookups.events_of.get(entity.id, ()), leaves.PORTION)
    speaking = _parted(rest, leaves.PORTION)
    linking = _parted(shelf.linking(entity.id), leaves.PORTION)
    number = max(map(len, (lines, relations, within, events, speaking, linking)))
    return tuple(
        Share(
            _at(lines, n),
            _at(relations, n),
            _at(within, n),
            _at(events, n),
            _at(speaking, n),
            _at(linking, n),
            speakers=len(rest),
            heard=() if n else heard,
        )
        for n in range(max(number, 1))
    )


def _sentences(entity: Entity) -> int:
    """Return how many sentences the first page of an entity shows at most."""
    return leaves.SENTENCES_OF_A_TERM if entity.kind == "glossary" else leaves.SENTENCES


def is_long(shelf: Shelf, entity: Entity) -> bool:
    """Say whether an entity may need more than one page, which is quickly told of most."""
    briefing, page = shelf.briefing, entity.id
    lists: Iterable[Sequence[object] | Mapping[str, object]] = (
        shelf.relations.get(page, ()),
        shelf.children.get(page, ()),
        briefing.takes_part.get(page, ()),
        shelf.said_of.get(page, {}),
        briefing.backlinks.get(page, ()),
    )
    longest = max(map(len, lists))
    sentences = len(briefing.concordance.get(page, ()))
    return sentences > _sentences(entity) or longest > leaves.PORTION


def parted(shelf: Shelf, entity: Entity) -> Shares:
    """Return the pages of an entity; of a term the first is its entry in the glossary."""
    base = f"{entity.kind}/{entity.slug}/"
    found = enumerate(shares(shelf, entity), 1)
    pages = [Leaf(further(base, FOLDER, n), ("", ""), n, (("", (share,)),)) for n, share in found]
    return begun(shelf.address(entity.id), pages)


def _lines(shelf: Shelf, entity: Entity) -> Iterator[MentionLine]:
    """Yield the sentences that name an entity; of an excerpt one a passage.

    An excerpt shows the passage's gist in their place, and shows it once.
    """
    shown: set[PassageRef] = set()
    for line in shelf.briefing.concordance.get(entity.id, ()):
        passage = line.sentence.passage
        if not (passage.article in shelf.lookups.excerpts and passage in shown):
            shown.add(passage)
            yield line


def _parted(
    items: Sequence[_Item], most: int, first: int | None = None
) -> tuple[tuple[_Item, ...], ...]:
    """Part items into as many as each page shows at most; ``first`` if that shows fewer."""
    start = most if first is None else first
    if len(items) <= start:
        return (tuple(items),) if items else ()
    starts = range(start, len(items), most)
    return (tuple(items[:start]), *(tuple(items[at : at + most]) for at in starts))


def _at(parts: Sequence[tuple[_Item, ...]], place: int) -> tuple[_Item, ...]:
    """Return one of the parts, empty where there is none any more."""
    return parts[place] if place < len(parts) else ()
