"""The strip along an article: a mark for each passage, as high as an entity is often named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from briefing.model import Article, Entity
from briefing.render import urls
from briefing.render.drawings import Strip, StripMark
from briefing.render.shelf import Shelf

_BLANK = StripMark(0)
_HIGHEST = 3
_MOST = 160  # marks in one strip; an article of more shows none
_MANY = 40  # passages: an article of more shows a mark for each section, if it has any


def strips(shelf: Shelf, entity: Entity, here: str, articles: Collection[str]) -> Iterator[Strip]:
    """Yield a strip for each of some articles, given by id, that names an entity."""
    named: dict[str, dict[str, int]] = {}
    for passage, times in shelf.named_in.get(entity.id, {}).items():
        if passage.article in articles:
            named.setdefault(passage.article, {})[passage.passage] = times
    for article in shelf.briefing.articles:
        if article.id in named and len(_stretches(article)) <= _MOST:
            marks = tuple(_marks(shelf, named[article.id], article, here))
            yield Strip(shelf.volume(article), marks)


def _marks(
    shelf: Shelf, named: Mapping[str, int], article: Article, here: str
) -> Iterator[StripMark]:
    """Yield the marks of an article in reading order, from how often its passages name one."""
    say, address = shelf.language.say, urls.address(article.id)
    for anchor, title, passages in _stretches(article):
        number = sum([named[passage] for passage in passages if passage in named])
        if not number:
            yield _BLANK
            continue
        times = shelf.language.count("entity.times", number)
        what = title or say("article.passage", number=passages[0][1:])
        label = say("entity.mark", what=what, times=times)
        spot = urls.with_anchor(address, anchor)
        yield StripMark(min(number, _HIGHEST), label, urls.relative(spot, here))


def _stretches(article: Article) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """Return what a mark stands for: its anchor, its title if it has one, its passages."""
    if not (len(article.passages) > _MANY and article.sections):
        return [(passage.id, "", (passage.id,)) for passage in article.passages]
    parts = ((section, tuple(p.id for p in passages)) for section, passages in article.parts)
    return [
        (section.id if section else inside[0], section.title if section else "", inside)
        for section, inside in parts
    ]
