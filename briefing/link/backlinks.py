"""Maps derived from the finished pages: who links to whom, who relies on which passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct

from briefing.fragments import Anchor, Cite, Fragment, Fragments, Mention, PassageRef, Target
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
            for fragment in flat(text):
                yield page, fragment


def flat(fragments: Fragments) -> Iterator[Fragment]:
    """Yield each fragment, and those within links."""
    for fragment in fragments:
        yield fragment
        if isinstance(fragment, Anchor):
            yield from flat(fragment.inner)


class Leads(Struct, frozen=True):
    """Where the texts of a page lead, each once: to what it names, links to, cites and shows."""

    named: tuple[str, ...]
    linked: tuple[str, ...]
    cited: tuple[PassageRef, ...]
    files: tuple[str, ...]


def leads(texts: Iterable[Fragments]) -> Leads:
    """Return where texts lead; what they link to they name as well."""
    named: dict[str, None] = {}
    linked: dict[str, None] = {}
    cited: dict[PassageRef, None] = {}
    files: dict[str, None] = {}
    for fragment in chain.from_iterable(map(flat, texts)):
        match fragment:
            case Mention(entity=entity):
                named[entity] = None
                if fragment.linked:
                    linked[entity] = None
            case Anchor(target=Target(page=page, file=file)):
                if "/" in page:
                    named[page] = linked[page] = None
                if file:
                    files[file] = None
            case Cite(passages=passages):
                cited.update(dict.fromkeys(passages))
    return Leads(tuple(named), tuple(linked), tuple(cited), tuple(files))


def links_between(
    pages: Mapping[str, Leads], further: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield (from, to) for all that pages name or link to, and for ``further`` links, sorted."""
    ends = {page: set(leads.named) for page, leads in pages.items()}
    for page, other in further:
        ends.setdefault(page, set()).add(other)
    for page in sorted(ends):
        yield from ((page, other) for other in sorted(ends[page] - {page}))


def inverted(links: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[str, ...]]:
    """Turn (from, to) around: the pages that lead to each page."""
    backlinks: dict[str, list[str]] = defaultdict(list)
    for start, end in links:
        backlinks[end].append(start)
    return {page: tuple(found) for page, found in backlinks.items()}


def citing_pages(
    pages: Mapping[str, Leads], relations: tuple[Relation, ...]
) -> Mapping[PassageRef, tuple[str, ...]]:
    """Return the pages that rely on each passage, in the order of the pages."""
    citing: dict[PassageRef, dict[str, None]] = defaultdict(dict)
    for page, leads in pages.items():
        for passage in leads.cited:
            citing[passage][page] = None
    for relation in relations:
        for cite in relation.cites:
            for passage in cite.passages:
                citing[passage][relation.source] = None
    return {passage: tuple(pages) for passage, pages in citing.items()}
