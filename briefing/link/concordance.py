"""Every sentence of the articles that names an entity, in reading order."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain

from briefing.fragments import Mention, PassageRef
from briefing.link.sentences import sentences
from briefing.model import Article, MentionLine, Sentence

Lines = tuple[tuple[str, tuple[MentionLine, ...]], ...]
"""The lines of each entity: a sentence once, with all its mentions in it."""


def lines_of(article: Article, mentions: Mapping[PassageRef, tuple[Mention, ...]]) -> Lines:
    """Return the lines of an article."""
    lines: dict[str, list[MentionLine]] = defaultdict(list)
    for passage in article.passages:
        reference = PassageRef(article.id, passage.id)
        found = mentions[reference]
        starts = [mention.start for mention in found]
        for start, end in sentences(passage.text) if found else ():
            inside: dict[str, list[Mention]] = defaultdict(list)
            for mention in found[bisect_left(starts, start) : bisect_left(starts, end)]:
                inside[mention.entity].append(mention)
            sentence = Sentence(reference, start, end)
            for entity, named in inside.items():
                lines[entity].append(MentionLine(sentence, passage.text[start:end], tuple(named)))
    return tuple((entity, tuple(named)) for entity, named in lines.items())


def concordance(articles: Iterable[Lines]) -> Mapping[str, tuple[MentionLine, ...]]:
    """Return the lines of all articles, in reading order, by entity."""
    found: dict[str, list[tuple[MentionLine, ...]]] = defaultdict(list)
    for lines in articles:
        for entity, named in lines:
            found[entity].append(named)
    return {entity: tuple(chain.from_iterable(own)) for entity, own in found.items()}
