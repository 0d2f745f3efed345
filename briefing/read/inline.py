"""The children of one inline token become fragments that know where they stand.

Inline tokens carry no position. The lines of the block are known, so each piece of prose
is looked up again in them, from left to right.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
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

WIKI_LINK = re.compile(r"\[\[(!?)([^\[\]|\n]+)(?:\|([^\[\]]*))?\]\]")


# --- positions --------------------------------------------------------------------------


class Lines:
    """The lines of a file, and how far along each of them has been read.

    The memory of how far is for the cells of a table, which share a line.
    """

    def __init__(self, text: str, path: str) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.read: dict[int, int] = {}

    def locate(self, token: Token) -> Locate:
        """Return the map from offsets in an inline token's content to positions."""
        first = token.map[0] if token.map else 0
        pieces = token.content.split("\n")
        starts = tuple(accumulate((len(piece) + 1 for piece in pieces), initial=0))
        columns = tuple(self._column(first + i, piece) for i, piece in enumerate(pieces))

        def position(offset: int) -> Position:
            line = bisect_right(starts, offset) - 1
            line = min(line, len(pieces) - 1)
            return Position(self.path, first + line + 1, columns[line] + offset - starts[line] + 1)

        return position

    def _column(self, number: int, piece: str) -> int:
        """Find where a piece of content stands in its line, after what was read of it."""
        line = self.lines[number] if number < len(self.lines) else ""
        start = self.read.get(number, 0)
        for form in (piece, piece.replace("|", "\\|")):
            found = line.find(form, start)
            if found >= 0:
                self.read[number] = found + len(form)
                return found
        return start


# --- tokens → fragments ------------------------------------------------------------------


class Inline:
    """Renders the children of one inline token, knowing where each of them stands."""

    def __init__(self, parser: MarkdownIt, env: dict[str, object], locate: Locate) -> None:
        self.parser = parser
        self.env = env
        self.locate = locate
        self.problems: list[Diagnostic] = []

    def fragments(self, content: str, children: list[Token], barred: str = "") -> Fragments:
        """Turn the children into fragments; ``barred`` says why names are not linked."""
        self.content, self.children, self.cursor, self.index = content, children, 0, 0
        return merged(self._until("", barred))

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
            case "text" | "text_special" | "softbreak":
                yield self._text(token, barred)
            case "wiki_link":
                yield self._wiki_link(token, barred)
            case "citation":
                yield self._citation(token)
            case "link_open":
                yield self._link(token)
            case "image":
                yield self._image(token)
            case "html_inline":
                yield self._raw_html(token)
            case _:
                self._find(token.content)
                yield Html(self._html(self.index - 1), token.content)

    def _text(self, token: Token, barred: str) -> Text:
        written = token.markup if token.type == "text_special" else token.content or "\n"
        start = self._find(written)
        text = "\n" if token.type == "softbreak" else token.content
        return Text(text, ((0, self.locate(start)),), barred)

    def _wiki_link(self, token: Token, barred: str) -> Fragment:
        start = self._find(token.content)
        match = WIKI_LINK.fullmatch(token.content)
        assert match is not None
        opted_out, target, shown = match[1], match[2], match[3] or ""
        if opted_out:
            words = shown or target
            place = self.locate(start + match.start(3 if shown else 2))
            return Text(words, ((0, place),), barred or "opted out")
        inner = (Text(shown, ((0, self.locate(start + match.start(3))),), "in a link"),)
        return Link(
            "wiki", target.strip(), self.locate(start), inner if shown else (), shown.strip()
        )

    def _citation(self, token: Token) -> Citation:
        start = self._find(token.content)
        return citation(token.content, lambda offset: self.locate(start + offset))

    def _link(self, token: Token) -> Link:
        start, end = token.meta.get("extent", (self.cursor, self.cursor))
        position = self.locate(start)
        self.cursor = max(self.cursor, start)
        inner = merged(self._until("link_close", "in a link"))
        self.cursor = max(self.cursor, end)
        target, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
        return Link("markdown", target, position, inner, plain_text(inner), title)

    def _image(self, token: Token) -> Link:
        start, end = token.meta.get("extent", (self.cursor, self.cursor))
        self.cursor = max(self.cursor, end)
        renderer = self.parser.renderer
        text = renderer.renderInlineAsText(token.children, self.parser.options, self.env)  # type: ignore[attr-defined]
        target, title = str(token.attrGet("src") or ""), str(token.attrGet("title") or "")
        return Link("image", target, self.locate(start), (), text, title)

    def _raw_html(self, token: Token) -> Html:
        position = self.locate(self._find(token.content))
        tag = " ".join(token.content.split())
        shown = tag if len(tag) <= 40 else tag[:39] + "…"
        self.problems.append(
            problem(
                "raw-html",
                position,
                f"{shown} is shown as text",
                "use Markdown; write &lt; for a plain <",
            )
        )
        return Html(escapeHtml(token.content), token.content)

    def _find(self, written: str) -> int:
        """Return where a piece stands in the content, and move on past it."""
        found = self.content.find(written, self.cursor) if written else -1
        start = found if found >= 0 else self.cursor
        self.cursor = start + (len(written) if found >= 0 else 0)
        return start

    def _html(self, index: int) -> str:
        return render_token(self.parser, self.children, index, self.env)


def citation(text: str, locate: Locate) -> Citation:
    """Take a bracket of citations apart, each item with its own position."""
    items = []
    start = 2
    for item in text[2:-1].split(","):
        lead = len(item) - len(item.lstrip())
        items.append(Located(item.strip(), locate(start + lead)))
        start += len(item) + 1
    return Citation(tuple(items), locate(0))


def merged(fragments: Iterator[Fragment]) -> Fragments:
    """Join neighbouring pieces of prose, and neighbouring pieces of markup."""
    merged: list[Fragment] = []
    for fragment in fragments:
        last = merged[-1] if merged else None
        if isinstance(fragment, Html) and isinstance(last, Html):
            merged[-1] = Html(last.html + fragment.html, last.text + fragment.text)
        elif (
            isinstance(fragment, Text) and isinstance(last, Text) and fragment.barred == last.barred
        ):
            shift = len(last.text)
            spots = tuple((shift + offset, position) for offset, position in fragment.spots)
            merged[-1] = Text(last.text + fragment.text, last.spots + spots, last.barred)
        else:
            merged.append(fragment)
    return tuple(merged)


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
