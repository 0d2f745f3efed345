"""Long lists cut into pages of bounded weight: which items stand on which page, and where.

A list that one page can hold stays on one page, at the address that it always had. A longer
one goes on at further addresses, of which each begins with that of its first page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from briefing.link.navigation import LISTED

# The most that a page shows of each kind of list. A page of plain words then weighs about
# 25 kB packed at most; docs/decisions/0010-long-lists.md has the figures.

ROWS = 100
"""Actors or places on a page of their index."""

LINES = 800
"""Names on a page of the A to Z."""

TERMS = 24_000
"""Characters of the terms on a page of the glossary, with a term's frame counted as 400."""

EVENTS = 60
"""Events on a page of the timeline."""

CLAIMS = 400
"""Claims on a page of the evidence, page by page or passage by passage."""

TIES = 60
"""Relations beside the figure of all actors."""

SENTENCES, SENTENCES_OF_A_TERM = 40, 12
"""Sentences on each page of an entity, and in a term's entry in the glossary."""

PORTION = 40
"""Relations, places within, events, other pages: what each page of an entity shows of them."""

WAYS_BACK = 100
"""Spots in the articles to which the page of an entity leads back; where more link to it, none."""

CARDS = LISTED
"""Articles on a page that lists them."""

Key = TypeVar("Key")
Item = TypeVar("Item")

Groups = tuple[tuple[Key, tuple[Item, ...]], ...]


class Leaf(Struct, Generic[Key, Item], frozen=True):
    """One page of a list: its items under the keys of their groups.

    Its ``section`` is named after a first and a last key (both empty if the list has no
    sections); ``number`` says which page of the section it is, from 1.
    """

    address: str
    section: tuple[str, str]
    number: int
    groups: Groups[Key, Item]

    @property
    def items(self) -> Iterator[Item]:
        """The items of all groups, in order."""
        return (item for _, items in self.groups for item in items)


class Book(Struct, Generic[Key, Item], frozen=True, dict=True):
    """All pages of a list, one at least."""

    leaves: tuple[Leaf[Key, Item], ...]

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The places of the leaves with which the sections begin."""
        return tuple(at for at, leaf in enumerate(self.leaves) if leaf.number == 1)

    @property
    def items(self) -> Iterator[Item]:
        """All items, in the order of the pages."""
        return (item for leaf in self.leaves for item in leaf.items)

    def section(self, at: int) -> int:
        """Return which section a leaf belongs to, from 0."""
        return bisect_right(self.starts, at) - 1

    def pages(self, section: int) -> range:
        """Return the places of the leaves of a section."""
        end = self.starts[section + 1] if section + 1 < len(self.starts) else len(self.leaves)
        return range(self.starts[section], end)


def _one(item: object) -> int:
    return 1


def filled(
    groups: Iterable[tuple[Key, Sequence[Item]]],
    most: int,
    weigh: Callable[[Item], int] = _one,
) -> Iterator[tuple[int, Groups[Key, Item]]]:
    """Yield what each page holds, and which page of its first group it is, from 1.

    A group that fits on a page is not parted; one that does not has pages to itself.
    """
    page: list[tuple[Key, tuple[Item, ...]]] = []
    room = most
    for key, items in groups:
        weight = sum(map(weigh, items))
        if page and weight > room:
            yield 1, tuple(page)
            page, room = [], most
        if weight <= most:
            page.append((key, tuple(items)))
            room -= weight
        else:
            parts = enumerate(_parts(items, most, weigh), 1)
            yield from ((number, ((key, part),)) for number, part in parts)
    if page:
        yield 1, tuple(page)


def _parts(
    items: Iterable[Item], most: int, weigh: Callable[[Item], int]
) -> Iterator[tuple[Item, ...]]:
    """Yield items in parts that weigh no more than ``most``, unless one alone does."""
    part: list[Item] = []
    room = most
    for item in items:
        weight = weigh(item)
        if part and weight > room:
            yield tuple(part)
            part, room = [], most
        part.append(item)
        room -= weight
    yield tuple(part)


def numbered(
    groups: Iterable[tuple[Key, Sequence[Item]]],
    most: int,
    base: str,
    folder: str = "",
    *,
    section: str = "",
    weigh: Callable[[Item], int] = _one,
) -> Book[Key, Item]:
    """Return a list whose pages are counted: ``BASE``, ``BASE/FOLDER/2/``, …."""
    pages = [held for _, held in filled(groups, most, weigh)] or [()]
    return Book(
        tuple(
            Leaf(further(base, folder, number), (section, section), number, held)
            for number, held in enumerate(pages, 1)
        )
    )


def further(base: str, folder: str, number: int) -> str:
    """Return the address of a counted page of a list that begins at ``base``."""
    return f"{base}{folder}{number}/" if number > 1 else base


def sectioned(
    groups: Iterable[tuple[str, Sequence[Item]]],
    most: int,
    base: str,
    named: Callable[[str], str],
    *,
    weigh: Callable[[Item], int] = _one,
) -> Book[str, Item]:
    """Return a list whose pages bear the names of groups: ``BASE/S/``, ``BASE/S/2/``.

    ``named`` gives what follows the base for a group. The first page is the base itself.
    """
    leaves = [
        Leaf(further(base + named(held[0][0]), "", n), (held[0][0], held[-1][0]), n, held)
        for n, held in filled(groups, most, weigh)
    ]
    return begun(base, leaves)


def begun(base: str, leaves: Sequence[Leaf[Key, Item]]) -> Book[Key, Item]:
    """Return a list whose first page stands at ``base``, whatever its own address would be."""
    if not leaves:
        return Book((Leaf(base, ("", ""), 1, ()),))
    return Book((replace(leaves[0], address=base), *leaves[1:]))


def gathered(
    items: Iterable[Item], key: Callable[[Item], Key]
) -> tuple[tuple[Key, list[Item]], ...]:
    """Gather items under their keys, each key once, in the order in which they come."""
    groups: defaultdict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return tuple(groups.items())


def letter_folder(letter: str) -> str:
    """Return what the page of a letter is called below its list: ``letter/s/``.

    An entity may be called "s" as well. A letter beyond ASCII goes by its number, for not
    every host and disk takes it as it is.
    """
    if letter.isascii():
        return f"letter/{letter.lower()}/"
    name = "-".join(f"u{ord(char):x}" for char in letter) if letter.isalpha() else "0"
    return f"letter/{name}/"
