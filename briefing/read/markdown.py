"""Markdown becomes HTML with holes.

1. markdown-it-py parses CommonMark with tables, footnotes, strikethrough and definition
   lists; two rules of our own find ``[[wiki links]]`` and ``[@citations]``.
2. The parser's tokens are rendered at once into fragments: prose that may hold names is
   ``Text``, links and citations stay open, all else is finished ``Html``.

The tokens never leave this module and :mod:`briefing.read.inline`, which renders what
stands inside a block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count, pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, normalizeReference
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, autolink, image, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from briefing.diagnostics import Diagnostic, Position
from briefing.fragments import Body, Fragment, Fragments, Heading, Html, Text, plain_text
from briefing.read.inline import WIKI_LINK, Inline, Lines, Locate, merged, render_token

Parsed = tuple[Body, tuple[Diagnostic, ...]]

_CITATION = re.compile(r"\[@([^\[\]\n]+)\](?!\()")
_SOURCE_LINE = re.compile(r"^\s*(?:—|–|--)\s*\S", re.MULTILINE)

_Rule = Callable[[StateInline, bool], bool]


# --- the parser -------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _parser(*, ours: bool) -> MarkdownIt:
    """Return the parser; a source text is read without our own rules.

    Raw HTML is recognised only to be shown as text and reported: its blocks are not
    parsed as such, its tags come out escaped whichever way they are rendered.
    """
    parser = MarkdownIt("commonmark", {"html": True, "xhtmlOut": False})
    parser.enable(["table", "strikethrough"]).disable(["html_block", "text_join"])
    parser.use(footnote_plugin).use(deflist_plugin)
    parser.add_render_rule("html_inline", _escaped)
    # Every address passes here; which of them may stand in a page is decided by linking.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        parser.inline.ruler.at(name, _noting_extent(rule))
    if ours:
        parser.inline.ruler.before("link", "wiki_link", _matching("wiki_link", WIKI_LINK))
        parser.inline.ruler.before("link", "citation", _matching("citation", _CITATION))
    return parser


def _escaped(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: object, env: object
) -> str:
    return escapeHtml(tokens[index].content)


def _noting_extent(rule: _Rule) -> _Rule:
    """Make a rule for links note where in its text the link begins and ends."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[before:]:
            if token.type in ("link_open", "image"):
                token.meta["extent"] = (start, state.pos)
                break
        return True

    return noting


def _matching(kind: str, pattern: re.Pattern[str]) -> _Rule:
    """Make a rule that turns what matches into one token, outside of links.

    Brackets that are a link reference of the document stay CommonMark's.
    """

    def rule(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos) if state.src[state.pos] == "[" else None
        if not match or state.linkLevel or _is_reference(state, match[0]):
            return False
        if not silent:
            token = state.push(kind, "", 0)
            token.content = match[0]
        state.pos = match.end()
        return True

    return rule


def _is_reference(state: StateInline, brackets: str) -> bool:
    references = state.env.get("references", {})
    labels = (brackets[1:-1], brackets.strip("[]"))
    return bool(references) and any(normalizeReference(label) in references for label in labels)


# --- whole texts --------------------------------------------------------------------------


def parse(text: str, path: str, *, top: int = 0, prefix: str = "") -> Parsed:
    """Parse a body whose lines are the file's lines (a head is blanked, not cut off).

    ``top`` is the level that the highest heading gets; 0 leaves headings as they are and
    without ids. ``prefix`` is set before each id, for bodies that share a page.
    """
    parser = _parser(ours=True)
    env: dict[str, object] = {"docId": prefix.rstrip(":")} if prefix else {}
    tokens = parser.parse(text, env)
    return _Blocks(parser, tokens, env, Lines(text, path), _Headings(tokens, top, prefix)).body()


def parse_inline(text: str, locate: Locate) -> Parsed:
    """Parse one line of Markdown, as the fields of a front matter hold it."""
    parser = _parser(ours=True)
    env: dict[str, object] = {}
    inline = Inline(parser, env, locate)
    (token,) = parser.parseInline(text, env)
    fragments = inline.fragments(token.content, token.children or [])
    return Body(fragments), tuple(inline.problems)


def parse_source(text: str, path: str) -> Iterator[tuple[str, Fragments, Position]]:
    """Yield the headings and paragraphs of a Markdown source text, in reading order.

    Each comes as its role (``h1`` … ``h6``, ``quote``, ``item``, ``other`` for what is
    neither, empty for a plain paragraph), its fragments and its position.
    """
    parser = _parser(ours=False)
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
            case "inline":
                role = before.tag if before.tag.startswith("h") else roles[-1]
                role = "other" if before.tag in ("th", "td", "dt", "dd") else role
                locate = lines.locate(token)
                fragments = Inline(parser, env, locate).fragments(
                    token.content, token.children or []
                )
                yield role, fragments, locate(0)
            case "fence" | "code_block" if token.map:
                yield "other", (), Position(path, token.map[0] + 1)


class _Headings:
    """Gives the headings of one body their level and their id, GitHub's rule for slugs."""

    def __init__(self, tokens: Sequence[Token], top: int, prefix: str) -> None:
        levels = [int(t.tag[1]) for t in tokens if t.type == "heading_open"]
        self.shift = top - min(levels, default=top) if top else 0
        self.named = bool(top)
        self.prefix = prefix
        self.taken: set[str] = set()

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
    kept = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return kept.replace(" ", "-")


def _unique(slug: str, taken: set[str]) -> str:
    """Return the slug, numbered if it is taken already, and take it."""
    numbered = (f"{slug}-{n}" for n in count(1))
    free = slug if slug not in taken else next(s for s in numbered if s not in taken)
    taken.add(free)
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
        heard = Inline(self.parser, self.env, self.lines.locate(inline))
        text = plain_text(heard.fragments(inline.content, inline.children or []))
        self.headings.append(self.marks.mark(opening, closing, text))

    def _inline(self, index: int, token: Token) -> Iterator[Fragment]:
        barred = "in a heading" if self.tokens[index - 1].type == "heading_open" else ""
        inline = Inline(self.parser, self.env, self.lines.locate(token))
        fragments = inline.fragments(token.content, token.children or [], barred)
        self.problems.extend(inline.problems)
        yield from _source_lines_barred(fragments) if self.quotes else fragments


def _source_lines_barred(fragments: Fragments) -> Iterator[Fragment]:
    """Bar names in a quotation's source line: from a line that opens with a dash on."""
    reason = ""
    for fragment in fragments:
        found = _SOURCE_LINE.search(fragment.text) if isinstance(fragment, Text) else None
        if isinstance(fragment, Text) and found and not reason:
            reason = "in a quotation's source line"
            yield replace(fragment, text=fragment.text[: found.start()])
            rest = fragment.text[found.start() :]
            yield Text(rest, ((0, fragment.at(found.start())),), reason)
        elif isinstance(fragment, Text) and reason:
            yield replace(fragment, barred=reason)
        else:
            yield fragment
