"""Markdown is CommonMark: every example of its specification, byte for byte."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from briefing.fragments import Fragments, Html, Link, Text
from briefing.read.markdown import parse

DATA = Path(__file__).parent / "data" / "commonmark-0.31.2.json"

WIKI_LINKS = frozenset({548, 590})
"""Two square brackets are a link of ours; a definition of a reference still comes first."""

EMPTY_QUOTES = frozenset({218, 239, 240})
"""The library writes no line break into an empty quotation. No reader can tell."""

HTML_BLOCKS = 46
INLINE_HTML = 26


@dataclass(frozen=True)
class Example:
    number: int
    section: str
    markdown: str
    html: str

    @property
    def wanted(self) -> str:
        if self.number in EMPTY_QUOTES:
            return self.html.replace("<blockquote>\n</blockquote>", "<blockquote></blockquote>")
        return self.html

    @property
    def raw(self) -> list[tuple[str, str]]:
        """The pieces of raw HTML that CommonMark sees: (block or inline, what is written)."""
        tokens = MarkdownIt("commonmark").parse(self.markdown)
        every = [child for token in tokens for child in (token.children or [token])]
        return [(token.type, token.content) for token in every if token.type.startswith("html_")]


def examples() -> list[Example]:
    # We write HTML, not XHTML: <br> and not <br />.
    return [
        Example(
            case["example"],
            case["section"],
            case["markdown"],
            re.sub(r"<(br|hr|img [^<>]*) />", r"<\1>", case["html"]),
        )
        for case in json.loads(DATA.read_text("utf-8"))
    ]


EXAMPLES = examples()
BLOCKS = [e for e in EXAMPLES if any(form == "html_block" for form, _ in e.raw)]
INLINE = [e for e in EXAMPLES if e.raw and e not in BLOCKS]
PLAIN = [e for e in EXAMPLES if not e.raw]


SECTIONS = sorted({example.section for example in EXAMPLES})


def results(some: list[Example]) -> dict[int, str]:
    return {example.number: ours(example.markdown) for example in some}


def rendered(fragments: Fragments) -> str:
    return "".join(map(_html, fragments))


def _html(fragment: object) -> str:
    match fragment:
        case Html(html=html):
            return html
        case Text(text=text):
            return _escaped(text)
        case Link(form="wiki", target=target):
            return f"[[{target}]]"
        case Link(form=form, target=target, inner=inner, text=text, title=title):
            more = f' title="{_escaped(title)}"' if title else ""
            if form == "image":
                return f'<img src="{_escaped(target)}" alt="{_escaped(text)}"{more}>'
            return f'<a href="{_escaped(target)}"{more}>{rendered(inner)}</a>'
    raise AssertionError(fragment)


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def ours(markdown: str) -> str:
    return rendered(parse(markdown, "body.md")[0].fragments)


@pytest.mark.parametrize("section", SECTIONS)
def test_an_example_comes_out_as_the_specification_says(section: str) -> None:
    some = [example for example in PLAIN if example.section == section]
    assert results(some) == {example.number: example.wanted for example in some}


@pytest.mark.parametrize("number", sorted(WIKI_LINKS))
def test_only_the_brackets_of_a_wiki_link_deviate(number: int) -> None:
    (example,) = (e for e in EXAMPLES if e.number == number)
    # The renderer above writes a wiki link as it was written, so all else is the same.
    wiki = [f for f in parse(example.markdown, "f")[0].fragments if isinstance(f, Link)]
    assert wiki and {link.form for link in wiki} == {"wiki"}


def test_a_tag_within_a_text_is_shown_as_text_and_the_rest_is_untouched() -> None:
    assert results(INLINE) == {example.number: shown_as_text(example) for example in INLINE}
    for example in INLINE:
        assert {p.code for p in parse(example.markdown, "f")[1]} == {"raw-html"}


def shown_as_text(example: Example) -> str:
    want, done = "", example.html
    for _, raw in example.raw:
        before, found, done = done.partition(raw)
        assert found, example
        want += before + _escaped(raw)
    return want + done


_OURS = re.compile(
    r"</?(?:p|em|strong|code|pre|ul|ol|li|blockquote|h[1-6])>|<(?:hr|br)>|<pre><code>"
    r'|<(?:a href|img src)="[^"<>]*"[^<>]*>|</a>|<ol start="\d+">|<code class="[\w-]+">'
)


def test_no_tag_of_a_block_of_html_survives() -> None:
    for example in BLOCKS:
        body, problems = parse(example.markdown, "f")
        # What is left when Markdown's own tags are taken away is text.
        assert "<" not in _OURS.sub("", rendered(body.fragments)), example
        assert "raw-html" in {p.code for p in problems}, example


def test_the_examples_are_all_there_and_none_is_left_out() -> None:
    assert [example.number for example in EXAMPLES] == list(range(1, 653))
    assert (len(BLOCKS), len(INLINE)) == (HTML_BLOCKS, INLINE_HTML)
