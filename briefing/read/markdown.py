"""Markdown becomes HTML with holes.

1. markdown-it-py parses the text by the rules of :mod:`briefing.read.grammar`.
2. The parser's tokens are rendered at once into fragments: prose that may hold names is
   ``Text``, links and citations stay open, all else is finished ``Html``.

The tokens never leave these modules and :mod:`briefing.read.inline`, which renders what
stands inside a block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from briefing.diagnostics import Diagnostic, Position
from briefing.fragments import Body, Fragment, Fragments, Heading, Html, Text, plain_text
from briefing.read.grammar import children, grammar
from briefing.read.inline import Inline, Lines, Locate, first_line, merged, render_token
from briefing.read.lost import lost, raw_rows

Parsed = tuple[Body, tuple[Diagnostic, ...]]

# A line that begins with a letter, or a mark before one, opens no other block than a paragraph.
_LINE = r"(?:[^\W\d_]|[“‘«\"'(])[^\n\r\0]*+(?<!\s)"
_PARAGRAPH = re.compile(rf"{_LINE}(?:\n{_LINE})*")
_PARAGRAPHS = re.compile(rf"(?:(?:{_LINE})?\n)*(?:{_LINE})?")

_SOURCE_LINE = re.compile(r"^[^\S\n]*(?:—|–|--)", re.MULTILINE)


def parse(text: str, path: str, *, top: int = 0, prefix: str = "") -> Parsed:
    """Parse a body whose lines are the file's lines (a head is blanked, not cut off).

    ``top`` is the level that the highest heading gets; 0 leaves headings as they are and
    without ids. ``prefix`` is set before each id, for bodies that share a page.
    """
    parser = grammar(ours=True)
    if _PARAGRAPHS.fullmatch(text):
        return _paragraphs(text, path, parser)
    env: dict[str, Any] = {"docId": prefix.rstrip(":")} if prefix else {}
    tokens = parser.parse(text, env)
    headings = _Headings(tokens, top, prefix)
    body, problems = _Blocks(parser, tokens, env, Lines(text, path), headings).body()
    return body, (*problems, *lost(tokens, text, path, env))


def _paragraphs(text: str, path: str, parser: MarkdownIt) -> Parsed:
    """Parse a body of nothing but paragraphs, as most are, with no look for other blocks."""
    lines = Lines(text, path)
    env: dict[str, object] = {}
    fragments: list[Fragment] = []
    problems: list[Diagnostic] = []
    number = end = 0
    for paragraph in _PARAGRAPH.finditer(text):
        content, start = paragraph[0], paragraph.start()
        number += text.count("\n", end, start)
        end = start
        locate = lines.locate(number, content)
        inline = Inline(parser, env, locate, even=True)
        inner = inline.fragments(content, children(parser, content, env))
        fragments += [Html("<p>"), *inner, Html("</p>\n")]
        problems += [*inline.problems, *raw_rows(content, locate)]
    return Body(merged(fragments)), tuple(problems)


def parse_inline(text: str, locate: Locate) -> Parsed:
    """Parse one line of Markdown, as the fields of a front matter hold it."""
    parser = grammar(ours=True)
    env: dict[str, object] = {}
    inline = Inline(parser, env, locate)
    (token,) = parser.parseInline(text, env)
    fragments = inline.fragments(token.content, token.children)
    return Body(fragments), tuple(inline.problems)


def parse_source(text: str, path: str) -> Iterator[tuple[str, Fragments, Position]]:
    """Yield the headings and paragraphs of a Markdown source text, in reading order.

    Each comes as its role (``h1`` … ``h6``, ``quote``, ``item``, ``other`` for each line of
    code or of a table, empty for a plain paragraph), its fragments and its position.
    """
    parser = grammar(ours=False)
    env: dict[str, object] = {}
    tokens = parser.parse(text, env)
    lines = Lines(text, path)
    roles = [""]
    for before, token in pairwise([Token("", "", 0), *tokens]):
        match token.type:
            case "blockquote_open":
                roles.append("quote")
            case "list_item_open":
                roles.append("item")
            case "blockquote_close" | "list_item_close":
                roles.pop()
            case "inline" if before.tag not in ("th", "td"):
                role = before.tag if before.type == "heading_open" else roles[-1]
                locate = lines.locate(first_line(token), token.content)
                inline = Inline(parser, env, locate)
                yield role, inline.fragments(token.content, token.children), locate(0)
            case "fence" | "code_block" | "table_open":
                for line in range(*(token.map or (0, 0))):
                    yield "other", (), Position(path, line + 1)


class _Headings:
    """Gives the headings of one body their level and their id, GitHub's rule for slugs."""

    def __init__(self, tokens: Sequence[Token], top: int, prefix: str) -> None:
        levels = [int(t.tag[1]) for t in tokens if t.type == "heading_open"]
        self.shift = top - min(levels, default=top) if top else 0
        self.named = bool(top)
        self.prefix = prefix
        self.taken: dict[str, int] = {}

    def mark(self, opening: Token, closing: Token, text: str) -> Heading:
        """Set level and id on the tokens of a heading, and return what they say."""
        level = min(int(opening.tag[1]) + self.shift, 6)
        opening.tag = closing.tag = f"h{level}"
        if not self.named:
            return Heading(level, "", text)
        slug = _unique(heading_slug(text) or "section", self.taken)
        opening.attrs["id"] = self.prefix + slug
        return Heading(level, self.prefix + slug, text)


def heading_slug(text: str) -> str:
    """Return the id of a heading as GitHub makes it, so that links work in both places."""
    kept = (c for c in text.strip().lower() if c in "- " or _in_word(c))
    return "".join(kept).replace(" ", "-")


def _in_word(character: str) -> bool:
    """Say whether a character is a letter, an accent, a figure or an underscore."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("Nl", "Pc") or character.isdecimal()


def _unique(slug: str, taken: dict[str, int]) -> str:
    """Return the slug, numbered if it is taken already, and take it."""
    free = slug
    while free in taken:
        taken[slug] += 1
        free = f"{slug}-{taken[slug]}"
    taken[free] = 0
    return free


class _Blocks:
    """Renders the block tokens of a body."""

    def __init__(
        self,
        parser: MarkdownIt,
        tokens: list[Token],
        env: dict[str, object],
        lines: Lines,
        headings: _Headings,
    ) -> None:
        self.parser, self.tokens, self.env = parser, tokens, env
        self.lines, self.marks = lines, headings
        self.headings: list[Heading] = []
        self.problems: list[Diagnostic] = []
        self.quotes = 0

    def body(self) -> Parsed:
        """Return the whole as a body."""
        fragments = merged(self._fragments())
        return Body(fragments, tuple(self.headings)), tuple(self.problems)

    def _fragments(self) -> Iterator[Fragment]:
        for index, token in enumerate(self.tokens):
            self.quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
            if token.type == "heading_open":
                self._mark_heading(index)
            if token.type == "inline":
                yield from self._inline(index, token)
            else:
                yield Html(render_token(self.parser, self.tokens, index, self.env))

    def _mark_heading(self, index: int) -> None:
        opening, inline, closing = self.tokens[index : index + 3]
        locate = self.lines.locate(first_line(inline), inline.content)
        heard = Inline(self.parser, self.env, locate)
        text = plain_text(heard.fragments(inline.content, inline.children))
        text = " ".join(text.split())
        self.headings.append(self.marks.mark(opening, closing, text))

    def _inline(self, index: int, token: Token) -> Iterator[Fragment]:
        before = self.tokens[index - 1].type
        barred = "in a heading" if before == "heading_open" else ""
        cell = before in ("th_open", "td_open")
        within = self.lines.locate_cell if cell else self.lines.locate
        locate = within(first_line(token), token.content)
        inline = Inline(self.parser, self.env, locate)
        fragments = inline.fragments(token.content, token.children, barred)
        self.problems.extend(inline.problems)
        if before == "paragraph_open":
            self.problems.extend(raw_rows(token.content, locate))
        yield from _source_lines_barred(fragments) if self.quotes else fragments


def _source_lines_barred(fragments: Fragments) -> Iterator[Fragment]:
    """Bar names in a quotation's source line: from a line that opens with a dash on."""
    reason = ""
    begins = True
    for fragment in fragments:
        if isinstance(fragment, Text) and not reason:
            lines = _SOURCE_LINE.finditer(fragment.text)
            start = next((m.start() for m in lines if begins or m.start()), -1)
            if start >= 0:
                reason = "in a quotation's source line"
                before, fragment = fragment.parted(start)
                yield from [before] if before.text else []
        if isinstance(fragment, Text) and reason:
            fragment = replace(fragment, barred=reason)
        yield fragment
        words = plain_text((fragment,))
        begins = words.endswith("\n") if words else begins and isinstance(fragment, Html)
