"""Maps derived from the finished pages: who links to whom, who relies on which passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from briefing.fragments import Anchor, Cite, Fragment, Fragments, Mention, PassageRef
from briefing.model import Briefing, Relation

Parts = Mapping[str, tuple[Fragments, ...]]
"""Everything that the editors wrote on each page, linked."""


def written(briefing: Briefing) -> Parts:
    """Return everything that the editors wrote on each page, in the order of the pages."""
    parts = {
        d.id: (briefing.summaries[d.id], *briefing.points.get(d.id, ()), briefing.bodies[d.id])
        for d in briefing.documents
    }
    for reference, gist in briefing.gists.items():
        parts[reference.article] += (gist,)
    for article, words in briefing.rights.items():
        parts[article] += (words,)
    return parts


def every(parts: Parts) -> Iterator[tuple[str, Fragment]]:
    """Yield each fragment with its page, those within links too."""
    for page, texts in parts.items():
        for text in texts:
            for fragment in text:
                yield page, fragment
                if isinstance(fragment, Anchor):
                    yield from every({page: (fragment.inner,)})


def links_between(parts: Parts) -> Iterator[tuple[str, str]]:
    """Yield (from, to) for every mention and every link to a document."""
    for page, fragment in every(parts):
        match fragment:
            case Mention(entity=entity):
                yield page, entity
            case Anchor(target=target) if "/" in target.page:
                yield page, target.page


def inverted(links: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, ...]]:
    """Turn (from, to) around: the pages that lead to each page."""
    backlinks: dict[str, list[str]] = defaultdict(list)
    for start, end in links:
        if start != end:
            backlinks[end].append(start)
    return {page: tuple(found) for page, found in backlinks.items()}


def citing_pages(
    parts: Parts, relations: tuple[Relation, ...]
) -> Mapping[PassageRef, tuple[str, ...]]:
    """Return the pages that rely on each passage, in the order of the pages."""
    citing: dict[PassageRef, dict[str, None]] = defaultdict(dict)
    for page, fragment in every(parts):
        if isinstance(fragment, Cite):
            for passage in fragment.passages:
                citing[passage][page] = None
    for relation in relations:
        for cite in relation.cites:
            for passage in cite.passages:
                citing[passage][relation.source] = None
    return {passage: tuple(pages) for passage, pages in citing.items()}


def files_shown(parts: Parts) -> Iterator[str]:
    """Yield the files that pages show or link to."""
    for _, fragment in every(parts):
        if isinstance(fragment, Anchor) and fragment.target.file:
            yield fragment.target.file
