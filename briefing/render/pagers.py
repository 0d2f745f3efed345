"""The way through a list that is cut into pages: its sections, their pages, one back, one on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from briefing.render import urls
from briefing.render.language import Language
from briefing.render.leaves import Book, Item, Key, Leaf
from briefing.render.parts import Link, Pager

_ALL = 40  # sections, or pages of one, that are all shown
_STEPS = tuple(digit * 10**power for power in range(6) for digit in (1, 2, 5))

Named = Callable[[str], str]
"""Says what a section is called, from the key after which it is named."""


def pager(
    book: Book[Key, Item], at: int, language: Language, named: Named = str, of: str = ""
) -> Pager | None:
    """Return the way on from a page of a list, or nothing where it is the only one.

    ``of`` is what the list is of, where there may be others on the page.
    """
    if len(book.leaves) < 2:
        return None

    def link(label: str, place: int, *, current: bool = False) -> Link:
        return Link(label, urls.relative(book.leaves[place].address, here), current)

    here, say, last = book.leaves[at].address, language.say, len(book.leaves) - 1
    section = book.section(at)
    starts, pages = book.starts, book.pages(section)
    return Pager(
        label=say("pages.of", title=of) if of else say("pages.pages"),
        sections=tuple(
            link(section_name(book.leaves[start], named), start, current=start == pages[0])
            for start in _near(starts, section)
        ),
        numbers=tuple(
            link(str(book.leaves[place].number), place, current=place == at)
            for place in _near(pages, at - pages[0])
        ),
        previous=link(say("pages.previous"), at - 1) if at else None,
        next=link(say("pages.next"), at + 1) if at < last else None,
    )


def _near(places: Sequence[int], at: int) -> Iterable[int]:
    """Return all places, or those from which a few steps lead to any: the nearer, the denser.

    Of one that is alone none: it leads nowhere.
    """
    if len(places) < 2:
        return ()
    if len(places) <= _ALL:
        return places
    last = len(places) - 1
    stops = {0, last, at, *(at + step for step in _STEPS), *(at - step for step in _STEPS)}
    return [places[stop] for stop in sorted(stops) if 0 <= stop <= last]


def section_name(leaf: Leaf[Key, Item], named: Named = str) -> str:
    """Return what the section of a page is called: "S", or "A–C"."""
    first, last = leaf.section
    return named(first) if first == last else f"{named(first)}–{named(last)}"


def part(book: Book[Key, Item], at: int, language: Language, named: Named = str) -> str:
    """Return which page of a list this is, in words; nothing for the first."""
    leaf = book.leaves[at]
    words = tuple(_words(leaf, language, named)) if at else ()
    return language.say("lists.comma").join(words)


def _words(leaf: Leaf[Key, Item], language: Language, named: Named) -> Iterator[str]:
    if leaf.section != ("", ""):
        yield section_name(leaf, named)
    if leaf.number > 1:
        yield language.say("pages.page", number=leaf.number)
