"""Maps derived from the finished pages: who links to whom, who relies on which passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from briefing.fragments import Anchor, Cite, Fragments, Mention, PassageRef
from briefing.link.references import FIXED_PAGES
from briefing.model import Relation

Bodies = Mapping[str, Fragments]


def links_between(bodies: Bodies) -> Iterator[tuple[str, str]]:
    """Yield (from, to) for every mention and every link within the site."""
    for page, fragments in bodies.items():
        for fragment in fragments:
            match fragment:
                case Mention(entity=entity):
                    yield page, entity
                case Anchor(target=target) if target.page and target.page not in FIXED_PAGES:
                    yield page, target.page


def inverted(links: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, ...]]:
    """Turn (from, to) around: the pages that lead to each page."""
    backlinks: dict[str, list[str]] = defaultdict(list)
    for start, end in links:
        if start != end:
            backlinks[end].append(start)
    return {page: tuple(found) for page, found in backlinks.items()}


def citing_pages(
    cited: Mapping[str, list[Fragments]], relations: tuple[Relation, ...]
) -> Mapping[PassageRef, tuple[str, ...]]:
    """Return the pages that rely on each passage, in the order of the pages."""
    citing: dict[PassageRef, dict[str, None]] = defaultdict(dict)
    for page, parts in cited.items():
        for fragments in parts:
            for fragment in fragments:
                if isinstance(fragment, Cite):
                    for passage in fragment.passages:
                        citing[passage][page] = None
    for relation in relations:
        for cite in relation.cites:
            for passage in cite.passages:
                citing[passage][relation.source] = None
    return {passage: tuple(pages) for passage, pages in citing.items()}


def files_shown(bodies: Bodies) -> Iterator[str]:
    """Yield the files that pages show or link to."""
    for fragments in bodies.values():
        for fragment in fragments:
            if isinstance(fragment, Anchor) and fragment.target.file:
                yield fragment.target.file
