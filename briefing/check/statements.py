"""What the pages state, sentence by sentence, and what each sentence rests on.

A block is a paragraph, a list item, a quotation set apart or a row of a table; its text is cut
into sentences, never within quotation marks. A citation supports the sentence in which it
stands, or the one that it directly follows: behind a stop it ends a sentence, whatever comes
next. A gist rests on its passage without one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import groupby
from operator import itemgetter

from msgspec import Struct

from briefing.check.quotations import Quotation, holding, quoted
from briefing.diagnostics import Position
from briefing.fragments import Anchor, Cite, Fragments, Html, Mention, PassageRef, Text
from briefing.link.sentences import ends_at, ends_with_stop, sentences
from briefing.model import Article, Briefing, Document

_BLOCK = re.compile(
    r"<(/?)(p|li|tr|dt|dd|h[1-6]|blockquote|pre|ul|ol|dl|table|thead|section|hr)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_WHOLE = ("section", "blockquote", "thead")
_NOTE = 'class="footnote-ref"'
_CELL, _BREAK = re.compile(r"<t[dh]\b[^>]*>"), re.compile(r"<br\b")
_APART = " · "
"""What stands between the cells of a row, unless the first of them ends a sentence."""
_GOES_ON = re.compile(r"""["'”’»›)\]}」』）.,;:!?…]""")
"""What stands right behind a citation in a sentence that is not over yet."""
_offset = itemgetter(0)

Spots = tuple[tuple[int, Position], ...]


class Block(Struct, frozen=True):
    """A stretch of text that stands by itself.

    ``tag`` is its element, empty for a field; ``section`` for a footnote, ``thead`` for the
    head of a table. ``noted`` says that a footnote hangs on it, ``names`` where it names which
    entities.
    """

    text: str
    spots: Spots
    cites: tuple[tuple[int, Cite], ...]
    tag: str = ""
    noted: bool = False
    names: tuple[tuple[int, str], ...] = ()

    def at(self, offset: int) -> Position:
        """Return where the character at ``offset`` stands in the file."""
        last = bisect_right(self.spots, offset, key=_offset) - 1
        start, position = self.spots[max(last, 0)]
        if offset < start:
            return position  # in code, which has no place of its own
        return Position(position.path, position.line, position.column + offset - start)


class Statement(Struct, frozen=True):
    """A sentence of a page with what it cites; ``block`` and ``start`` say where it stands.

    ``cites`` are its own citations; without any it ``rests_on`` those of the next sentence
    of its block that has some: "One thing. And another. [@p3]" rests on p3 as a whole.
    ``passages`` and ``references`` are what these cite, each once.
    """

    page: str
    part: str
    text: str
    start: int
    block: Block
    cites: tuple[Cite, ...] = ()
    rests_on: tuple[Cite, ...] = ()
    passages: tuple[PassageRef, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The entities that it names, each once."""
        names, end = self.block.names, self.start + len(self.text)
        first = bisect_left(names, self.start, key=_offset)
        last = bisect_left(names, end, first, key=_offset)
        named = names[first:last]
        return tuple(dict.fromkeys(entity for _, entity in named)) if named else ()

    def at(self, offset: int) -> Position:
        """Return where a character of the sentence stands in the file."""
        return self.block.at(self.start + offset)


def of_page(briefing: Briefing, document: Document) -> tuple[Statement, ...]:
    """Return the sentences of a page: of its summary, key points, gists and body."""
    return tuple(
        statement
        for part, fragments, implied in _parts(briefing, document)
        for block in blocks((*fragments, *implied))
        for statement in _sentences(document.id, part, block)
    )


def blocks_of(statements: tuple[Statement, ...]) -> Iterator[tuple[str, Block]]:
    """Yield the blocks that sentences of a page stand in, in order, each with its part."""
    for _, within in groupby(statements, key=lambda statement: id(statement.block)):
        first = next(within)
        yield first.part, first.block


Part = tuple[str, Fragments, tuple[Cite, ...]]
"""What a text of a page is, its fragments, and what it cites without a citation in it."""


def _parts(briefing: Briefing, document: Document) -> Iterator[Part]:
    yield "summary", briefing.summaries[document.id], ()
    for point in briefing.points.get(document.id, ()):
        yield "key point", point, ()
    if isinstance(document, Article):
        for passage in document.passages:
            reference = PassageRef(document.id, passage.id)
            if gist := briefing.gists.get(reference):
                yield "gist", gist, (Cite((reference,), (), document.where("gists")),)
    yield "body", briefing.bodies[document.id], ()


def _sentences(page: str, part: str, block: Block) -> Iterator[Statement]:
    """Cut a block into its sentences, each with the citations that support it."""
    found = tuple(_stretches(block))
    cut = []
    rests_on: tuple[Cite, ...] = ()
    passages: tuple[PassageRef, ...] = ()
    references: tuple[str, ...] = ()
    last = len(block.cites)
    for i in reversed(range(len(found))):
        start, end = found[i]
        first = bisect_right(block.cites, start, 0, last, key=_offset) if i else 0
        cites: tuple[Cite, ...] = ()
        if first < last:  # in the sentence or right behind it
            rests_on = cites = tuple(cite for _, cite in block.cites[first:last])
            last = first
            passages = tuple(dict.fromkeys(p for cite in cites for p in cite.passages))
            references = tuple(dict.fromkeys(key for cite in cites for key in cite.references))
        text = block.text[start:end]
        cut.append(Statement(page, part, text, start, block, cites, rests_on, passages, references))
    return reversed(cut)


def _stretches(block: Block) -> Iterator[tuple[int, int]]:
    """Yield where each sentence stands; a citation behind a stop ends one."""
    text, whole = block.text, quoted(block.text)
    ends = [at for at in dict.fromkeys(map(_offset, block.cites)) if _ends(text, at, whole)]
    for start, end in _unbroken(text, whole):
        for at in ends[bisect_right(ends, start) : bisect_left(ends, end)]:
            yield start, at
            start = end - len(text[at:end].lstrip())
        yield start, end


def _ends(text: str, at: int, whole: Sequence[Quotation]) -> bool:
    """Say whether a citation ends a sentence, which is over, and no quotation goes on."""
    if not ends_at(text, at) or _GOES_ON.match(text, at):
        return False
    return not holding(whole, at - 1)


def _unbroken(text: str, whole: Sequence[Quotation]) -> tuple[tuple[int, int], ...]:
    """Return the stretches of the sentences, those of one quotation together."""
    if not whole:
        return sentences(text)
    found: list[tuple[int, int]] = []
    for start, end in sentences(text):
        around = holding(whole, start) if found else None
        if around and around.start < start:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)


# --- fragments → blocks ---------------------------------------------------------------------


def blocks(fragments: Fragments) -> Iterator[Block]:
    """Cut fragments where an element begins or ends; blocks without a word are left out.

    The paragraphs of a quotation that is set apart are one block: what it cites at its end
    supports all of it.
    """
    gathering = _Gathering()
    within: list[str] = []
    for fragment in fragments:
        edge = _edge(fragment) if isinstance(fragment, Html) else None
        if edge is None:
            gathering.take(fragment)
            continue
        if edge.before:
            gathering.take(edge.before)
        _walk(within, edge.tags)
        holder = _holder(within)
        if gathering.tag == "blockquote" == holder:
            gathering.take(Html("<br>", edge.after.text))
            continue
        yield from gathering.finished()
        gathering = _Gathering(holder)
        gathering.add_markup(edge.after)
    yield from gathering.finished()


class _Edge(Struct, frozen=True):
    """Markup in which elements begin or end.

    ``before`` is what stands before the first of them, ``after`` what stands from there on,
    ``tags`` are their tags: a slash if it closes, and the name.
    """

    before: Html | None
    after: Html
    tags: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1_000)
def _edge(fragment: Html) -> _Edge | None:
    """Take markup apart where the first element begins or ends; most is the same few pieces."""
    html, text = fragment.html, fragment.text
    tags = list(_BLOCK.finditer(html))
    if not tags:
        return None
    named = tuple((tag[1], tag[2]) for tag in tags)
    before, after = html[: tags[0].start()], html[tags[0].start() :]
    read = _read(before)
    cut = len(read) if text.startswith(read) else 0
    return _Edge(Html(before, text[:cut]) if before else None, Html(after, text[cut:]), named)


def _walk(within: list[str], tags: tuple[tuple[str, str], ...]) -> None:
    """Keep the list of the elements that are open."""
    for closing, name in tags:
        if not closing and name != "hr":
            within.append(name)
        elif closing and name in within:
            del within[len(within) - 1 - within[::-1].index(name) :]


def _holder(within: list[str]) -> str:
    """Return the element that says what a block is: a footnote, a quotation, a list item."""
    for name in _WHOLE:
        if name in within:
            return name
    outer = [name for name in within if name != "p"] or within
    return outer[-1] if outer else ""


def _read(markup: str) -> str:
    """Return what is read of markup that holds no picture, the ends of its lines aside."""
    return unescape(_TAG.sub("", markup)).strip("\n")


class _Gathering:
    """Gathers the text of one block."""

    def __init__(self, tag: str = "") -> None:
        self.tag = tag
        self.pieces: list[str] = []
        self.length = 0
        self.spots: list[tuple[int, Position]] = []
        self.cites: list[tuple[int, Cite]] = []
        self.names: list[tuple[int, str]] = []
        self.noted = False

    def take(self, fragment: object) -> None:
        """Add what a reader reads of a fragment, and the citations in it."""
        match fragment:
            case Html(html=html):
                self.noted |= _NOTE in html
                self.add_markup(fragment)
            case Text(text=text, spots=spots):
                self.spots += [(self.length + offset, spot) for offset, spot in spots]
                self.add(text, None)
            case Mention(text=text, position=position, entity=entity):
                self.names.append((self.length, entity))
                self.add(text, position)
            case Anchor(inner=inner, image=False, entity=entity):
                self.names += [(self.length, entity)] if entity else []
                for part in inner:
                    self.take(part)
            case Cite():
                self.trim()
                self.cites.append((self.length, fragment))

    def add_markup(self, markup: Html) -> None:
        """Add what is read of markup; cells of a row, and lines, are set apart."""
        before, *cells = _CELL.split(markup.html)
        if not cells:
            broken = _BREAK.search(markup.html)
            self.add(" " + markup.text if broken else markup.text, None)
            return
        self.add(_read(before), None)
        for cell in cells:
            self.part()
            self.add(_read(cell), None)

    def part(self) -> None:
        """Set what follows apart from what stands in the cell before, if anything does."""
        if self.length and self.pieces[-1] != _APART:
            ended = ends_with_stop("".join(self.pieces[-2:]))
            self.add(" " if ended else _APART, None)

    def add(self, text: str, position: Position | None) -> None:
        """Add text, and where it stands if that is known."""
        if position:
            self.spots.append((self.length, position))
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def trim(self) -> None:
        """Take off the space at the end: "so it was [@p3]." is read as "so it was."."""
        while self.pieces:
            last = self.pieces.pop()
            kept = "" if last == _APART else last.rstrip()
            self.length -= len(last) - len(kept)
            if kept:
                self.pieces.append(kept)
                break
        while self.spots and self.spots[-1][0] >= self.length:
            self.spots.pop()

    def finished(self) -> Iterator[Block]:
        """Yield the block, if there is a word in it."""
        self.trim()
        text = "".join(self.pieces).replace("\n", " ")
        if self.spots and any(map(str.isalnum, text)):
            spots, cites = tuple(sorted(self.spots)), tuple(self.cites)
            names = tuple(sorted(self.names, key=_offset))
            yield Block(text, spots, cites, self.tag, self.noted, names)
