"""What is measured: a build from nothing, and builds after one edit of a made-up briefing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bench.corpus import Corpus, Entity, common_words


@dataclass(frozen=True, slots=True)
class Edit:
    """An entity as it is after an edit, and the words that its page must show from then on."""

    entity: Entity
    shown: str = ""


COLD = "cold"
"""The run that finds no cache and no earlier output."""

RUNS = {
    COLD: "cold",
    "body": "a body edited",
    "alias": "an alias added",
    "place": "coordinates moved",
    "same": "nothing changed",
}
"""The runs in the order in which they are made, and what tables call them."""

TURN = 6
"""Of so many entities in a corpus the first and the third are actors, the second a place."""


def edit(made: Corpus, run: str, number: int) -> Edit | None:
    """Return the edit before a run; none for the runs that need none.

    Each ``number`` gives other text, and another entity as long as there are enough, so that
    no run finds in a cache what an earlier one left there.
    """
    return _EDITS[run](made, number) if run in _EDITS else None


def _chosen(made: Corpus, number: int, offset: int) -> Entity:
    turns = len(made.entities) // TURN
    return made.entities[number % turns * TURN + offset]


def _body(made: Corpus, number: int) -> Edit:
    entity = _chosen(made, number, 0)
    shown = f"went the {'long ' * (number + 1)}way round"
    first, *others = entity.paragraphs
    return Edit(replace(entity, paragraphs=(f"{first} They {shown}.", *others)), shown)


def _alias(made: Corpus, number: int) -> Edit:
    """Give an entity a name that stands in the text of another page."""
    entity = _chosen(made, number, 2)
    turns = len(made.entities) // TURN
    found = common_words(made.entities[(number + 1) % turns * TURN])
    alias = found[number // turns % len(found)]
    return Edit(replace(entity, alias=alias), alias)


def _place(made: Corpus, number: int) -> Edit:
    entity = _chosen(made, number, 1)
    return Edit(replace(entity, latitude=round(entity.latitude + (number + 1) / 100, 2)))


_EDITS: Mapping[str, Callable[[Corpus, int], Edit]] = {
    "body": _body,
    "alias": _alias,
    "place": _place,
}
