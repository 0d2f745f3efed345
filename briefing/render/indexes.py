"""What the indexes list, cut into pages: actors or places, their relations, all names, articles."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from briefing.model import Article, Document, Entity, Relation
from briefing.render import leaves, urls
from briefing.render.diagrams import actor_relations
from briefing.render.leaves import Book, gathered, letter_folder, numbered, sectioned
from briefing.render.lookups import alias_names
from briefing.render.shelf import Shelf
from briefing.render.wording import letter, sort_key

_GROUPS = ("person", "group", "state", "media", "city", "region", "country", "area", "other")
"""The kinds of entity in the order of an index."""

Line = tuple[str, Document]
"""A line of the A to Z: an alias, or nothing where it is the title, and whose it is."""


class Index(Struct, frozen=True):
    """The index of a folder: its entities by type, or by letter where one page cannot hold them.

    ``ties`` are the relations between actors, in the order of their numbers.
    """

    folder: str
    rows: Book[str, Entity]
    ties: Book[str, Relation]


def index_of(shelf: Shelf, folder: str) -> Index:
    """Return the index of the actors or the places."""
    base, entities = urls.address(folder), shelf.of_kind(folder)
    if len(entities) > leaves.ROWS:
        letters = gathered(entities, lambda entity: letter(entity.title))
        rows = sectioned(letters, leaves.ROWS, base, letter_folder)
    else:
        types = dict(gathered(entities, lambda entity: entity.type))
        rows = numbered([(t, types[t]) for t in _GROUPS if t in types], leaves.ROWS, base)
    ties = actor_relations(shelf) if folder == "actors" else ()
    return Index(folder, rows, numbered([("", ties)] if ties else [], leaves.TIES, base, "ties/"))


def lines(shelf: Shelf) -> Book[str, Line]:
    """Return the A to Z of everything: a line for each name of each page."""
    found = sorted(_lines(shelf), key=_order)
    letters = gathered(found, lambda line: letter(line[0] or line[1].title))
    return sectioned(letters, leaves.LINES, urls.address("search"), letter_folder)


def _lines(shelf: Shelf) -> Iterator[Line]:
    for document in shelf.briefing.documents:
        if isinstance(document, Entity):
            yield from ((name, document) for name in alias_names(document))
        yield "", document


def _order(line: Line) -> tuple[str, str]:
    """Return by what the lines are sorted: the name, then where it leads."""
    name, document = line
    return sort_key(name or document.title), urls.address(document.id)


def articles(shelf: Shelf) -> Book[str, Article]:
    """Return the articles as the pages show them that list them all."""
    base = urls.address("articles")
    return numbered([("", shelf.briefing.articles)], leaves.CARDS, base, "page/")
