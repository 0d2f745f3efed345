"""An excerpt gives no more of its source away than its editors quote and cite.

Where an article is published as an excerpt, eight words of it in a row must not stand in
what the editors wrote, unless in quotation marks with a citation. Where words are written
without spaces, two characters count as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from unicodedata import normalize

from msgspec import Struct

from briefing.check.quotations import LONE, SPACED, holding, quotations, weight
from briefing.check.statements import Block, blocks
from briefing.diagnostics import Diagnostic, Position, problem
from briefing.fragments import Anchor, Cite, Fragment, Html, Text, plain_text
from briefing.link.backlinks import every, written
from briefing.link.names import UNSPACED
from briefing.model import Article, Briefing, Document, Entity

RUN = 8
"""How many words in a row make a copy."""

# What is not seen may stand in a word, and tells no two words apart.
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
_LETTERS = rf"{SPACED}(?:{SPACED}|[\u0300-\u036f{_UNSEEN}])*"
# Texts, not patterns: most briefings have no excerpt, and so many letters are slow to compile.
_WORD = rf"{_LETTERS}(?:['’]{_LETTERS})*|{LONE}"
_BETWEEN = rf"(?<=[{UNSPACED}]) (?=[{UNSPACED}])"
_SAME = str.maketrans("’", "'", _UNSEEN)
_TAG = re.compile(r"<[^>]*>")


class _Word(Struct, frozen=True):
    """A word as it is compared, and where it stands; a quoted one never matches."""

    text: str
    position: Position


def verbatim(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield an error for each run of words that an excerpt's source has, too."""
    known = _known(briefing)
    for texts in _texts(briefing) if known else ():
        words = [word for block in texts for word in _words(block)]
        for run in _runs(words, known):
            copied = tuple(word.text for word in run)
            slug = known[copied[: next(_ends(copied))]]
            number = int(sum(map(weight, copied)))
            shown = re.sub(_BETWEEN, "", " ".join(copied[: 2 * RUN]))
            message = f"{number} words of {slug}, an excerpt, stand here: {shown}"
            hint = "say it in other words, or quote and cite it: “…” [@p3]"
            yield problem("verbatim", run[0].position, message, hint)


_Known = Mapping[tuple[str, ...], str]


def _known(briefing: Briefing) -> _Known:
    """Return the runs of words of excerpts, with their article; what is shown in full is free."""
    excerpts = [a for a in briefing.articles if a.publish == "excerpt"]
    full = [a for a in briefing.articles if a.publish != "excerpt"]
    shown = {run for article in full for run in _source_runs(article)} if excerpts else set()
    return {run: a.id for a in excerpts for run in _source_runs(a) if run not in shown}


def _source_runs(article: Article) -> Iterator[tuple[str, ...]]:
    found = (re.findall(_WORD, passage.text) for passage in article.passages)
    words = [_folded(word) for passage in found for word in passage]
    yield from (tuple(words[i:end]) for i, end in enumerate(_ends(words)))


def _ends(words: Sequence[str]) -> Iterator[int]:
    """Yield for one word after the other where the run that begins with it ends, if it does."""
    end, length = 0, 0.0
    for word in words:
        while length < RUN and end < len(words):
            length += weight(words[end])
            end += 1
        if length < RUN:
            return
        yield end
        length -= weight(word)


def _folded(word: str) -> str:
    return normalize("NFKC", word.translate(_SAME)).casefold()


# --- what the editors wrote ---------------------------------------------------------------------


def _texts(briefing: Briefing) -> Iterator[tuple[Block, ...]]:
    """Yield all texts that the site shows, together what stands together."""
    settings, where = briefing.settings, Position(briefing.settings.path)
    about = ("title", "tagline", "description")
    yield tuple(_field(getattr(settings, n), settings.positions.get(n, where)) for n in about)
    yield from ((_field(line.text, line.position),) for line in settings.nav)
    for work in briefing.references.values():
        yield tuple(_field(t, work.position) for t in (work.author, work.title, work.publisher))
    for relation in briefing.relations:
        source, target = (briefing.entities[end] for end in (relation.source, relation.target))
        told = f"{source.title} {relation.label} {target.title}"
        yield (_field(told, source.where("relations")),)
    prose = written(briefing)
    for document in briefing.documents:
        title = _field(document.title, document.where("title"))
        shown = (block for part in prose[document.id] for block in blocks(part))
        yield (title, *shown)
        yield from ((text,) for text in _asides(document))
        for _, fragment in every({document.id: prose[document.id]}):
            yield from ((text,) for text in _hidden(fragment, Position(document.path)))


def _asides(document: Document) -> Iterator[Block]:
    """Yield the short texts that a page is given in its front matter."""
    match document:
        case Article(sections=sections):
            yield from (_field(section.title, section.position) for section in sections)
        case Entity(naming=naming, original=original):
            names = (*naming.aliases, *naming.weak_aliases)  # what is to match no page shows
            yield from (_field(name.text, name.position) for name in names)
            yield _field(original, document.where("original"))


def _hidden(fragment: Fragment, near: Position) -> Iterator[Block]:
    """Yield what of a fragment is shown and is no prose: code, titles, pictures, reasons."""
    match fragment:
        case Html(html=markup):
            yield _field(unescape(_TAG.sub(" ", markup)).strip(), near)
        case Anchor(inner=inner, image=image, title=title):
            spots = (spot for part in inner if isinstance(part, Text) for _, spot in part.spots)
            there = next(spots, near)
            yield _field(title, there)
            if image:
                yield _field(plain_text(inner), there)
        case Cite(accepted=str(text), position=there):
            yield _field(text, there)


def _field(text: str, position: Position) -> Block:
    return Block(text, ((0, position),), ())


def _words(block: Block) -> Iterator[_Word]:
    """Yield the words of a text; one that is quoted and cited stands for any other."""
    quoted = quotations(block.text) if block.cites else ()
    for match in re.finditer(_WORD, block.text):
        free = holding(quoted, match.start())
        yield _Word("" if free else _folded(match[0]), block.at(match.start()))


def _runs(words: list[_Word], known: _Known) -> Iterator[list[_Word]]:
    """Yield the longest stretches of words whose every run is known."""
    texts = [word.text for word in words]
    ends = [*_ends(texts)]
    first = 0
    while first < len(ends):
        last = first
        while last < len(ends) and tuple(texts[last : ends[last]]) in known:
            last += 1
        after = first + 1
        if last > first:
            after = ends[last - 1]
            yield words[first:after]
        first = after
