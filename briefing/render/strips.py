"""The strip along an article: a mark for each passage, as high as an entity is often named."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.fragments import PassageRef
from briefing.model import Article, Entity
from briefing.render import urls
from briefing.render.drawings import Strip, StripMark
from briefing.render.shelf import Shelf

_HIGHEST = 3
_MANY = 40  # passages: an article of more shows a mark for each section, if it has any


def strips(shelf: Shelf, entity: Entity, here: str) -> Iterator[Strip]:
    """Yield a strip for each article that names an entity."""

    for article in shelf.briefing.articles:
        marks = tuple(_marks(shelf, entity, article, here))
        if any(mark.height for mark in marks):
            yield Strip(shelf.volume(article), marks)


def _marks(shelf: Shelf, entity: Entity, article: Article, here: str) -> Iterator[StripMark]:
    """Yield the marks of an article in reading order."""
    named, say = shelf.named_in.get(entity.id, {}), shelf.language.say
    for anchor, title, passages in _stretches(article):
        number = sum(named.get(PassageRef(article.id, passage), 0) for passage in passages)
        if not number:
            yield StripMark(0)
            continue
        times = shelf.language.count("entity.times", number)
        what = title or say("article.passage", number=passages[0][1:])
        spot = urls.with_anchor(urls.address(article.id), anchor)
        label = say("entity.mark", what=what, times=times)
        yield StripMark(min(number, _HIGHEST), label, urls.relative(spot, here))


def _stretches(article: Article) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what a mark stands for: its anchor, its title if it has one, its passages."""
    if len(article.passages) > _MANY and article.sections:
        for section, passages in article.parts:
            inside = tuple(passage.id for passage in passages)
            yield section.id if section else inside[0], section.title if section else "", inside
    else:
        yield from ((passage.id, "", (passage.id,)) for passage in article.passages)
