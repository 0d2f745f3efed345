"""Every sentence of the articles that names an entity, in reading order."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from briefing.fragments import Mention, PassageRef
from briefing.link.sentences import sentences
from briefing.model import Article, MentionLine, Sentence


def concordance(
    articles: tuple[Article, ...], mentions: Mapping[PassageRef, tuple[Mention, ...]]
) -> Mapping[str, tuple[MentionLine, ...]]:
    """Return the lines of each entity: a sentence once, with all its mentions in it."""
    lines: dict[str, list[MentionLine]] = defaultdict(list)
    for article in articles:
        for passage in article.passages:
            reference = PassageRef(article.id, passage.id)
            found = mentions[reference]
            starts = [mention.start for mention in found]
            for start, end in sentences(passage.text):
                inside: dict[str, list[Mention]] = defaultdict(list)
                for mention in found[bisect_left(starts, start) : bisect_left(starts, end)]:
                    inside[mention.entity].append(mention)
                sentence = Sentence(reference, start, end)
                for entity, named in inside.items():
                    lines[entity].append(
                        MentionLine(sentence, passage.text[start:end], tuple(named))
                    )
    return {entity: tuple(named) for entity, named in lines.items()}
