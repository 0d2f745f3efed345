"""The children of one inline token become fragments that know where they stand.

Inline tokens carry no position. The lines of the block are known, so each piece of prose
is looked up again in them, from left to right; whatever is longer in the file than what is
read of it (links, code, footnote marks) has noted its extent when it was parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.fragments import Citation, Fragment, Fragments, Html, Link, Located, Text, plain_text

Locate = Callable[[int], Position]
"""Offset within the content of an inline token → position in the file."""

# The bar may have the backslash that it needs in a table outside of one too.
WIKI_LINK = re.compile(r"\[\[(!?)(?=\s*[^\s\[\]|\\])([^\[\]|\\]+)(?:\\?\|([^\[\]\\]*))?\]\]")
CITATION = re.compile(r"\[@([^\[\]\\]+)\](?!\()")
_BARE = re.compile(r"[\s>*+.)\d:~-]*")  # a line with nothing in it but the marks of blocks

_PROSE = r"[^\\`*_~\[<&\n]++|(?<!\ )\n(?![\ \t])"
_PIECE = re.compile(f"(?P<prose>{_PROSE})|(?P<wiki>{WIKI_LINK.pattern})|{CITATION.pattern}")
_PLAIN = re.compile(f"(?:{_PROSE}|{WIKI_LINK.pattern}|{CITATION.pattern})*")


def is_plain(content: str) -> bool:
    """Say whether all that CommonMark finds in a block is prose, besides our own brackets.

    Most of what is written is so, and is then taken apart here and not rule by rule.
    """
    return _PLAIN.fullmatch(content) is not None


# --- positions --------------------------------------------------------------------------


class Lines:
    """The lines of a file, and how far along each of them the cells of a table were read."""

    def __init__(self, text: str, path: str) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.read: dict[int, int] = {}

    def locate(self, first: int, content: str) -> Locate:
        """Return the map from offsets in the content of a block to positions."""
        pieces = content.split("\n")
        first = self._begun(first, pieces[0].strip())
        starts = tuple(accumulate((len(piece) + 1 for piece in pieces), initial=0))[:-1]
        columns = tuple(self._column(first + i, piece) for i, piece in enumerate(pieces))

        def position(offset: int) -> Position:
            line = bisect_right(starts, offset) - 1
            column = columns[line] + offset - starts[line]
            return Position(self.path, first + line + 1, column + 1)

        return position

    def _begun(self, number: int, words: str) -> int:
        """Return the line in which a block has its first words: spaces that no key makes are none.

        CommonMark counts a line of no-break spaces as one of a paragraph, the parser drops it.
        """
        while number < len(self.lines) and words not in self.lines[number]:
            if not _BARE.fullmatch(self.lines[number]):
                break
            number += 1
        return number

    def _column(self, number: int, piece: str) -> int:
        """Find where a piece of a block stands in its line: nothing but markup follows it."""
        line = self.lines[number] if number < len(self.lines) else ""
        if line.endswith(piece):
            return len(line) - len(piece)
        found = line.rfind(piece)
        if found >= 0:
            return found
        # A tab before it became spaces, which the piece has and the line has not.
        words = piece.lstrip()
        return max(line.rfind(words) - (len(piece) - len(words)), 0)

    def locate_cell(self, number: int, content: str) -> Locate:
        """Return the same map for the cell of a table, which shares its line with others.

        In the file a bar within a cell has a backslash before it.
        """
        line = self.lines[number] if number < len(self.lines) else ""
        written = content.replace("|", "\\|")
        start = max(line.find(written, self.read.get(number, 0)), 0)
        self.read[number] = start + len(written)
        bars = [i for i, character in enumerate(content) if character == "|"]

        def position(offset: int) -> Position:
            return Position(self.path, number + 1, start + offset + bisect_right(bars, offset) + 1)

        return position


def first_line(token: Token) -> int:
    """Return the number of the line, from 0, at which an inline token's block begins."""
    return token.map[0] if token.map else 0


# --- tokens → fragments ------------------------------------------------------------------


class Inline:
    """Renders the children of one inline token, knowing where each of them stands.

    ``even`` says that a line of prose runs on in the file as it is read, as it does in a
    body outside of tables.
    """

    def __init__(
        self, parser: MarkdownIt, env: dict[str, object], locate: Locate, *, even: bool = False
    ) -> None:
        self.parser = parser
        self.env = env
        self.locate = locate
        self.even = even
        self.problems: list[Diagnostic] = []

    def fragments(self, content: str, children: list[Token] | None, barred: str = "") -> Fragments:
        """Turn the children into fragments; ``barred`` says why names are not linked.

        There are none where the content is plain.
        """
        if children is None:
            return merged(self._plain(content, barred))
        self.content, self.children, self.cursor, self.index = content, children, 0, 0
        return merged(self._until("", barred))

    def _plain(self, content: str, barred: str) -> Iterator[Fragment]:
        """Yield the fragments of plain content, which stands in the file as it is read."""
        for piece in _PIECE.finditer(content):
            start, text = piece.start(), piece[0]
            if piece["prose"]:
                yield Text(text, tuple(self._spots(start, len(text))), barred)
            elif piece["wiki"]:
                yield self._wiki_link(text, start, barred)
            else:
                yield self._citation(text, start)

    def _until(self, end: str, barred: str) -> Iterator[Fragment]:
        """Yield fragments up to the token that closes what was opened."""
        while self.index < len(self.children):
            token = self.children[self.index]
            self.index += 1
            if token.type == end:
                return
            yield from self._fragment(token, barred)

    def _fragment(self, token: Token, barred: str) -> Iterator[Fragment]:
        match token.type:
            case "text" if not token.content:
                pass  # what is left of the marks of emphasis
            case "text" | "text_special" | "softbreak":
                yield self._text(token, barred)
            case "wiki_link" | "citation":
                start, self.cursor = self._extent(token)
                if token.type == "citation":
                    yield self._citation(token.content, start)
                else:
                    yield self._wiki_link(token.content, start, barred)
            case "link_open":
                yield self._link(token)
            case "image":
                yield self._image(token)
            case "html_inline":
                yield self._raw_html(token)
            case _:
                self.cursor = max(self.cursor, self._extent(token)[1])
                text = "\n" if token.type == "hardbreak" else token.content
                yield Html(self._html(self.index - 1), text)

    def _text(self, token: Token, barred: str) -> Text:
        text = "\n" if token.type == "softbreak" else token.content
        start = self._find(token.markup if token.type == "text_special" else text)
        return Text(text, tuple(self._spots(start, len(text))), barred)

    def _spots(self, start: int, length: int) -> Iterator[tuple[int, Position]]:
        """Yield the places from which on prose runs on in the file as it is read.

        There is one, unless a front matter folds or escapes it or a cell escapes a bar.
        """
        here = self.locate(start)
        yield 0, here
        if self.even or _goes_on(here, self.locate(start + length - 1), length - 1):
            return
        for offset in range(1, length):
            before, here = here, self.locate(start + offset)
            if not _goes_on(before, here, 1):
                yield offset, here

    def _wiki_link(self, written: str, start: int, barred: str) -> Fragment:
        match = WIKI_LINK.fullmatch(written)
        assert match is not None
        opted_out, target, shown = match[1], _one_line(match[2]), _one_line(match[3] or "")
        words, group = (shown, 3) if shown else (target, 2)
        lead = len(match[group]) - len(match[group].lstrip())
        place = self.locate(start + match.start(group) + lead)
        if opted_out:
            return Text(words, ((0, place),), barred or "opted out")
        inner = (Text(shown, ((0, place),), "in a link"),) if shown else ()
        return Link("wiki", target, self.locate(start), inner, shown)

    def _citation(self, written: str, start: int) -> Citation:
        return citation(written, lambda offset: self.locate(start + offset))

    def _link(self, token: Token) -> Link:
        start, end = self._extent(token)
        position = self.locate(start)
        self.cursor = max(self.cursor, start)
        inner = merged(self._until("link_close", "in a link"))
        self.cursor = max(self.cursor, end)
        target, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
        return Link("markdown", target, position, inner, plain_text(inner), title)

    def _image(self, token: Token) -> Link:
        start, self.cursor = self._extent(token)
        inside = Inline(self.parser, self.env, lambda offset: self.locate(start + 2 + offset))
        text = plain_text(inside.fragments(token.content, token.children or []))
        self.problems.extend(inside.problems)
        target, title = str(token.attrGet("src") or ""), str(token.attrGet("title") or "")
        return Link("image", target, self.locate(start), (), text, title)

    def _raw_html(self, token: Token) -> Html:
        start, self.cursor = self._extent(token)
        tag = " ".join(token.content.split())
        shown = tag if len(tag) <= 40 else tag[:39] + "…"
        hint = "use Markdown; write &lt; for a plain <"
        if tag.startswith("<!--"):
            hint = "there are no comments here; take it out"
        self.problems.append(
            problem(
                "raw-html",
                self.locate(start),
                f"{shown} is shown as text",
                hint,
            )
        )
        return Html(escapeHtml(token.content), token.content)

    def _extent(self, token: Token) -> tuple[int, int]:
        """Return where a token begins and ends, as noted when it was parsed."""
        start, end = token.meta.get("extent", (self.cursor, self.cursor))
        return start, end

    def _find(self, written: str) -> int:
        """Return where a piece of prose stands in the content, and move on past it."""
        found = self.content.find(written, self.cursor)
        start = found if found >= 0 else self.cursor
        self.cursor = start + (len(written) if found >= 0 else 0)
        return start

    def _html(self, index: int) -> str:
        return render_token(self.parser, self.children, index, self.env)


def citation(text: str, locate: Locate) -> Citation:
    """Take a bracket of citations apart, each item with its own position."""
    cited, tilde, reason = text[2:-1].partition("~")
    items = []
    start = 2
    for item in cited.split(","):
        lead = len(item) - len(item.lstrip())
        items.append(Located(item.strip(), locate(start + lead)))
        start += len(item) + 1
    return Citation(tuple(items), locate(0), reason.strip() if tilde else None)


def merged(fragments: Iterable[Fragment]) -> Fragments:
    """Join neighbouring pieces of prose, and neighbouring pieces of markup."""
    runs: list[list[Fragment]] = []
    for fragment in fragments:
        if runs and _alike(runs[-1][0], fragment):
            runs[-1].append(fragment)
        else:
            runs.append([fragment])
    return tuple(_joined(run) if len(run) > 1 else run[0] for run in runs)


def _alike(fragment: Fragment, other: Fragment) -> bool:
    """Say whether two fragments are both markup, or prose with one reason not to link names."""
    if isinstance(fragment, Text):
        return isinstance(other, Text) and fragment.barred == other.barred
    return isinstance(fragment, Html) and isinstance(other, Html)


def _joined(run: list[Fragment]) -> Fragment:
    """Return markup, or prose, as one piece."""
    if markup := [piece for piece in run if isinstance(piece, Html)]:
        text = "".join(piece.text for piece in markup)
        return Html("".join(piece.html for piece in markup), text)
    prose = [piece for piece in run if isinstance(piece, Text)]
    starts = accumulate((len(piece.text) for piece in prose), initial=0)
    spots = tuple(
        (start + offset, position)
        for start, piece in zip(starts, prose, strict=False)
        for offset, position in piece.spots
    )
    return Text("".join(piece.text for piece in prose), spots, prose[0].barred)


def _goes_on(position: Position, other: Position, columns: int) -> bool:
    """Say whether another position is so many columns further on the same line."""
    return other.line == position.line and other.column == position.column + columns


def _one_line(text: str) -> str:
    return " ".join(text.split())


def render_token(
    parser: MarkdownIt, tokens: Sequence[Token], index: int, env: dict[str, object]
) -> str:
    """Render one token as the library does, with a class where it writes a style."""
    token = tokens[index]
    style = token.attrs.pop("style", None)
    if style is not None:
        token.attrs["class"] = str(style).replace("text-align:", "align-")
    renderer = cast(RendererHTML, parser.renderer)
    rule = renderer.rules.get(token.type)
    if rule is not None:
        return str(rule(tokens, index, parser.options, env))
    return renderer.renderToken(tokens, index, parser.options, env)
