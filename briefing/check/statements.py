"""What the pages state, sentence by sentence, and what each sentence rests on.

A block is a paragraph, a list item or a row of a table; its text is cut into sentences. A
citation supports the sentence in which it stands, or the one that it directly follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.diagnostics import Position
from briefing.fragments import Anchor, Cite, Fragments, Html, Mention, PassageRef, Text
from briefing.link.sentences import sentences
from briefing.model import Briefing, Document

_BLOCK = re.compile(r"<(/?)(p|li|tr|dt|dd|h[1-6]|blockquote|pre|ul|ol|dl|table|section|hr)\b")
_CELL = re.compile(r"<(?:td|th|br)\b")

Spots = tuple[tuple[int, Position], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that stands by itself. ``tag`` is its element, empty for a field."""

    text: str
    spots: Spots
    cites: tuple[tuple[int, Cite], ...]
    tag: str = ""

    def at(self, offset: int) -> Position:
        """Return where the character at ``offset`` stands in the file."""
        start, position = max(s for s in self.spots if s[0] <= offset)
        return Position(position.path, position.line, position.column + offset - start)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a page with what it cites; ``block`` and ``start`` say where it stands.

    ``cites`` are its own citations, ``shared`` those of the next sentence of its block
    that has some: "One thing. And another. [@p3]" rests on p3 as a whole.
    """

    page: str
    part: str
    text: str
    start: int
    block: Block
    cites: tuple[Cite, ...]
    shared: tuple[Cite, ...] = ()

    @property
    def rests_on(self) -> tuple[Cite, ...]:
        """Its own citations, or those that it shares."""
        return self.cites or self.shared

    @property
    def passages(self) -> tuple[PassageRef, ...]:
        """The passages that it cites, each once."""
        return tuple(dict.fromkeys(p for cite in self.rests_on for p in cite.passages))

    @property
    def references(self) -> tuple[str, ...]:
        """The keys of the references that it cites, each once."""
        return tuple(dict.fromkeys(key for cite in self.rests_on for key in cite.references))

    def at(self, offset: int) -> Position:
        """Return where a character of the sentence stands in the file."""
        return self.block.at(self.start + offset)


def statements(briefing: Briefing) -> Iterator[Statement]:
    """Yield the sentences of all summaries, key points, gists and bodies, page by page."""
    for document in briefing.documents:
        for part, fragments in _parts(briefing, document):
            for block in blocks(fragments):
                yield from _sentences(document.id, part, block)


def _parts(briefing: Briefing, document: Document) -> Iterator[tuple[str, Fragments]]:
    yield "summary", briefing.summaries[document.id]
    for point in briefing.points.get(document.id, ()):
        yield "key point", point
    yield "body", briefing.bodies[document.id]


def _sentences(page: str, part: str, block: Block) -> Iterator[Statement]:
    """Cut a block into its sentences, each with the citations that support it."""
    found = sentences(block.text)
    own = [_supporting(block, found, i) for i in range(len(found))]
    shared: tuple[Cite, ...] = ()
    cut = []
    for (start, end), cites in zip(reversed(found), reversed(own), strict=True):
        shared = cites or shared
        cut.append(Statement(page, part, block.text[start:end], start, block, cites, shared))
    yield from reversed(cut)


def _supporting(block: Block, found: tuple[tuple[int, int], ...], i: int) -> tuple[Cite, ...]:
    """Return the citations in a sentence or right behind it."""
    after = found[i][0] if i else -1
    until = found[i + 1][0] if i + 1 < len(found) else len(block.text) + 1
    return tuple(cite for offset, cite in block.cites if after < offset <= until)


# --- fragments → blocks ---------------------------------------------------------------------


def blocks(fragments: Fragments) -> Iterator[Block]:
    """Cut fragments where an element begins or ends; blocks without a word are left out."""
    gathering = _Gathering()
    for fragment in fragments:
        if isinstance(fragment, Html) and (tags := _BLOCK.findall(fragment.html)):
            gathering.add(fragment.text, None)
            yield from gathering.finished()
            opened = [name for closing, name in tags if not closing]
            gathering = _Gathering(opened[-1] if opened else gathering.tag)
        else:
            gathering.take(fragment)
    yield from gathering.finished()


class _Gathering:
    """Gathers the text of one block."""

    def __init__(self, tag: str = "") -> None:
        self.tag = tag
        self.text = ""
        self.spots: list[tuple[int, Position]] = []
        self.cites: list[tuple[int, Cite]] = []

    def take(self, fragment: object) -> None:
        """Add what a reader reads of a fragment, and the citations in it."""
        match fragment:
            case Html(html=html, text=text):
                self.add(" " + text if _CELL.search(html) else text, None)
            case Text(text=text, spots=spots):
                self.spots += [(len(self.text) + offset, spot) for offset, spot in spots]
                self.add(text, None)
            case Mention(text=text, position=position):
                self.add(text, position)
            case Anchor(inner=inner):
                for part in inner:
                    self.take(part)
            case Cite():
                self.cites.append((len(self.text.rstrip()), fragment))

    def add(self, text: str, position: Position | None) -> None:
        """Add text, and where it stands if that is known."""
        if position:
            self.spots.append((len(self.text), position))
        self.text += text

    def finished(self) -> Iterator[Block]:
        """Yield the block, if there is a word in it."""
        if self.spots and any(character.isalnum() for character in self.text):
            text = self.text.replace("\n", " ")
            yield Block(text, tuple(sorted(self.spots)), tuple(self.cites), self.tag)
