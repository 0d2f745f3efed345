"""The front page: the briefing at a glance.

Of each kind it shows what the articles name first, and leads on to the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from briefing.model import Article
from briefing.render import leaves, urls
from briefing.render.heads import Head
from briefing.render.leaves import Book, gathered
from briefing.render.maps import MapView
from briefing.render.pagers import pager
from briefing.render.parts import ArticleCard, Entry, Link
from briefing.render.registers import year_of
from briefing.render.shelf import Shelf, minutes
from briefing.render.views import ArticlesView, HomeView
from briefing.render.wording import when

_MOST = 12  # of a kind; all of them stand on its own page


def home_view(shelf: Shelf, map: Callable[[], MapView | None], own: Head) -> HomeView:
    """Return the front page; ``map`` is asked for that of all places."""
    here, briefing = urls.HOME, shelf.briefing
    settings, numbers = briefing.settings, _numbers(shelf)
    counts = {kind: _count(shelf, kind, number, here) for kind, number in numbers.items()}
    more = {kind: link for kind, link in counts.items() if numbers[kind] > _MOST}
    if (number := len(briefing.articles)) > leaves.CARDS:
        more["articles"] = _count(shelf, "articles", number, here)
    return HomeView(
        **own,
        edit=shelf.edit(settings.path),
        articles=tuple(_card(shelf, a, here) for a in briefing.articles[: leaves.CARDS]),
        who=_first(shelf, "actors", here),
        where=_first(shelf, "places", here),
        terms=_first(shelf, "glossary", here),
        years=shelf.years(gathered(shelf.events[:_MOST], year_of), here),
        counts=tuple(counts.values()),
        map=map(),
        more=MappingProxyType(more),
    )


def articles_view(shelf: Shelf, book: Book[str, Article], at: int, own: Head) -> ArticlesView:
    """Return a page of the list of all articles."""
    leaf = book.leaves[at]
    cards = (_card(shelf, article, leaf.address) for article in leaf.items)
    return ArticlesView(**own, articles=tuple(cards), pager=pager(book, at, shelf.language))


def _numbers(shelf: Shelf) -> Mapping[str, int]:
    """Return how much there is of each kind that there is something of."""
    numbers = {kind: len(shelf.of_kind(kind)) for kind in ("actors", "places", "glossary")}
    numbers["timeline"] = len(shelf.events)
    return {kind: number for kind, number in numbers.items() if number}


def _count(shelf: Shelf, kind: str, number: int, here: str) -> Link:
    """Return how much there is of a kind, in words, as a link to all of it."""
    counted = {"glossary": "terms", "timeline": "events"}.get(kind, kind)
    label = shelf.language.count(f"counts.{counted}", number)
    return Link(label, urls.relative(urls.address(kind), here))


def _first(shelf: Shelf, folder: str, here: str) -> tuple[Entry, ...]:
    """Return the entities of a folder that the articles name first."""
    return tuple(shelf.entry(entity, here) for entity in shelf.by_appearance(folder)[:_MOST])


def _card(shelf: Shelf, article: Article, here: str) -> ArticleCard:
    briefing = shelf.briefing
    cited = (briefing.summaries[article.id], *briefing.points[article.id])
    writer = shelf.article_writer(article, here)
    return ArticleCard(
        article.title,
        shelf.volume(article),
        urls.relative(urls.address(article.id), here),
        article.authors,
        article.publisher,
        when(article.date, shelf.language) if article.date else None,
        writer.write(cited[0]),
        minutes(article),
        tuple(writer.write(point) for point in cited[1:]),
    )
