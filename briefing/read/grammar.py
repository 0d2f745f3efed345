"""The grammar: CommonMark with tables, footnotes, strikethrough and definition lists.

Two rules of our own find ``[[wiki links]]`` and ``[@citations]``. Each rule whose tokens
stand for more of the file than is read of them notes on its token where in the text of
the block it begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.common.utils import escapeHtml, normalizeReference
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    escape,
    html_inline,
    image,
    link,
    newline,
)
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from briefing.read.inline import CITATION, WIKI_LINK, is_plain

_HTML_OPENING = re.compile(
    rf"^<(?:!--|!\[CDATA\[|\?|/?(?:script|pre|style|textarea|{'|'.join(block_names)})(?=[\s/>]|$))",
    re.IGNORECASE | re.MULTILINE,
)

DEEPEST = 100
"""How many levels deep blocks may stand in each other; a list and its item are two."""

_Rule = Callable[[StateInline, bool], bool]
_EXTENDED: dict[str, _Rule] = {
    "autolink": autolink,
    "backticks": backtick,
    "escape": escape,
    "footnote_ref": footnote_ref,
    "html_inline": html_inline,
    "image": image,
    "link": link,
    "newline": newline,
}
"""The rules whose tokens stand for more of the file than is read of them."""


@lru_cache(maxsize=2)
def grammar(*, ours: bool) -> MarkdownIt:
    """Return the parser; a source text is read without our own rules.

    Raw HTML is recognised only to be shown as text and reported: its blocks are not
    parsed as such, its tags come out escaped whichever way they are rendered.
    """
    # Deeper nesting than maxNesting is dropped without a word, and the preset's is 20.
    options = {"html": True, "xhtmlOut": False, "maxNesting": DEEPEST}
    parser = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough"]).disable(["html_block", "text_join"])
    # The repository host's preview knows no ^[notes in the line] either.
    parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    parser.add_render_rule("html_inline", _escaped)
    # Every address passes here; which of them may stand in a page is decided by linking.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    for name, rule in _EXTENDED.items():
        parser.inline.ruler.at(name, _noting_extent(rule))
    parser.inline.ruler.after("html_inline", "html_opening", _noting_extent(_html_opening))
    if not ours:
        parser.add_render_rule("footnote_ref", _note_number)
        return parser
    for name, pattern in (("wiki_link", WIKI_LINK), ("citation", CITATION)):
        parser.inline.ruler.before("link", name, _noting_extent(_matching(name, pattern)))
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.before("footnote_tail", "footnotes_noted", _footnotes)
    return parser


def _inline(state: StateCore) -> None:
    """Parse what stands inside the blocks."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = children(state.md, token.content, state.env)


def _footnotes(state: StateCore) -> None:
    """Number the footnotes to which the text leads, and note where all of them stand.

    What leads to a footnote from one that is not shown counts for nothing.
    """
    if "footnotes" not in state.env:
        return
    notes: list[tuple[str, list[int] | None]] = []
    marks: dict[str, list[Token]] = {"": []}  # by the footnote in which they stand
    label = ""
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            notes.append((label, token.map))
            marks[label] = []  # of two with one label the last is shown
        elif token.type == "footnote_reference_close":
            label = ""
        elif token.type == "inline":
            marks[label] += [t for t in token.children or () if t.type == "footnote_ref"]
    shown = _reached(marks)
    state.env["notes"] = [(label, place, label in shown) for label, place in notes]
    state.env["footnotes"]["list"] = {
        number: {"label": label, "count": count}
        for number, (label, count) in enumerate(shown.items())
    }


def _reached(marks: Mapping[str, Sequence[Token]]) -> dict[str, int]:
    """Number the marks that are shown; return how many there are of each footnote, in order."""
    counts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    waiting = [""]
    for label in waiting:
        for mark in marks.get(label, ()):
            own = mark.meta["label"]
            if own not in counts:
                counts[own], numbers[own] = 0, len(numbers)
                waiting.append(own)
            mark.meta |= {"id": numbers[own], "subId": counts[own]}
            counts[own] += 1
    return counts


def children(parser: MarkdownIt, content: str, env: EnvType) -> list[Token] | None:
    """Parse what stands inside a block; ``None`` stands for what is plain, and so needs none."""
    if not env.get("references") and is_plain(content):
        return None
    return parser.inline.parse(content, parser, env, [])


def _escaped(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: object, env: object
) -> str:
    return escapeHtml(tokens[index].content)


def _note_number(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: object, env: object
) -> str:
    """Show a footnote's number without a link: in a source text, notes are passages."""
    return f"<sup>[{tokens[index].meta['id'] + 1}]</sup>"


def _noting_extent(rule: _Rule) -> _Rule:
    """Make a rule note where in its text what it finds begins and ends."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        # The first token may be the text before, which was still to be written.
        for token in state.tokens[before : before + 2]:
            if token.type != "text":
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


def _html_opening(state: StateInline, silent: bool) -> bool:
    """Find HTML that is left open on its line: a comment over paragraphs, a tag cut short."""
    match = _HTML_OPENING.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _is_reference(state: StateInline, brackets: str) -> bool:
    references = state.env.get("references", {})
    labels = (brackets[1:-1], brackets.strip("[]"))
    return bool(references) and any(normalizeReference(label) in references for label in labels)
