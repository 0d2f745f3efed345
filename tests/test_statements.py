"""What the pages state, cut into sentences, and what each of them rests on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Linked
from hypothesis import given
from hypothesis import strategies as st

from briefing.check.statements import Block, Statement, blocks, of_page
from briefing.diagnostics import Position
from briefing.fragments import Cite, Fragments, Html, PassageRef, Text
from briefing.model import Briefing

ACTOR = "content/actors/mill.md"
HEAD = "---\ntitle: Mill\nkind: group\n---\n"
LINES = HEAD.count("\n")
SEED = "\n\n".join(f"Passage number {n}." for n in range(1, 10))


def statements(briefing: Briefing) -> Iterator[Statement]:
    """Yield the sentences of all pages."""
    for document in briefing.documents:
        yield from of_page(briefing, document)


def said(linked: Linked, body: str, page: str = "actors/mill") -> list[Statement]:
    briefing, _ = linked({ACTOR: HEAD + body, "seeds/text.txt": SEED})
    return [s for s in statements(briefing) if s.page == page]


def rests(found: list[Statement]) -> list[tuple[str, str]]:
    """Return each sentence with the passages that it rests on."""
    return [(s.text, " ".join(p.passage for p in s.passages)) for s in found]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("One thing. [@p1] Another. [@p2]", [("One thing.", "p1"), ("Another.", "p2")]),
        ("One thing [@p1]. Another [@p2].", [("One thing.", "p1"), ("Another.", "p2")]),
        ("One thing.[@p1] Another.[@p2]", [("One thing.", "p1"), ("Another.", "p2")]),
        ("One thing.\n[@p1]\nAnother.\n[@p2]", [("One thing.", "p1"), ("Another.", "p2")]),
        ("One [@p1] and two. [@p2]", [("One and two.", "p1 p2")]),
        ("One thing. Another. [@p3]", [("One thing.", "p3"), ("Another.", "p3")]),
        ("One thing. [@p3] Another.", [("One thing.", "p3"), ("Another.", "")]),
        ("One thing. [@p1] [@p2, p3-p4]", [("One thing.", "p1 p2 p3 p4")]),
        ("One thing. [@p1] [@p1]", [("One thing.", "p1")]),
        ("[@p1] One thing.", [("One thing.", "p1")]),
        # Behind a stop a citation ends a sentence, whatever comes next.
        ("It fell. [@p1] ʿAlī left. [@p2]", [("It fell.", "p1"), ("ʿAlī left.", "p2")]),
        ("It fell. [@p1] al-Qaida left. [@p2]", [("It fell.", "p1"), ("al-Qaida left.", "p2")]),
        ("It was plan B. [@p1] Bo left. [@p2]", [("It was plan B.", "p1"), ("Bo left.", "p2")]),
        ("In the U.S. [@p1] Bo left. [@p2]", [("In the U.S.", "p1"), ("Bo left.", "p2")]),
        ("Men, etc. [@p1] Bo left. [@p2]", [("Men, etc.", "p1"), ("Bo left.", "p2")]),
        ("It was Bo Jr. [@p1] Ed left. [@p2]", [("It was Bo Jr.", "p1"), ("Ed left.", "p2")]),
        ("Is it? [@p1] one asks. [@p2]", [("Is it? one asks.", "p1 p2")]),
        # What begins small behind another mark, a shortened word or a quotation goes on.
        ("It is… [@p1] so it is. [@p2]", [("It is… so it is.", "p1 p2")]),
        ("“It fell.” [@p1] so Bo. [@p2]", [("“It fell.” so Bo.", "p1 p2")]),
        ("“It fell!” [@p1] said nine men.", [("“It fell!” said nine men.", "p1")]),
        ("« Il tomba. » [@p1] écrit Bo. [@p2]", [("« Il tomba. » écrit Bo.", "p1 p2")]),
        ("(It fell.) [@p1] so Bo. [@p2]", [("(It fell.) so Bo.", "p1 p2")]),
        ("Ann et al. [@p1] saw 9 men.", [("Ann et al. saw 9 men.", "p1")]),
        ("At 3 p.m. [@p1] they saw 9 men.", [("At 3 p.m. they saw 9 men.", "p1")]),
        ("In the U.S. [@p1] 9 men fell. [@p2]", [("In the U.S. 9 men fell.", "p1 p2")]),
        (
            "It was in the U.S. [@p1] Bo fell. [@p2]",
            [("It was in the U.S.", "p1"), ("Bo fell.", "p2")],
        ),
        ("“It fell!” [@p1] al-Bo said. [@p2]", [("“It fell!”", "p1"), ("al-Bo said.", "p2")]),
        ("It fell. [@p1] [@p2] so Bo.", [("It fell.", "p1 p2"), ("so Bo.", "")]),
        ("It fell.[@p1] so Bo.[@p2] so I.", [("It fell.", "p1"), ("so Bo.", "p2"), ("so I.", "")]),
        # Within a sentence it ends none.
        ("In the U.S. [@p1], and so on. [@p2]", [("In the U.S., and so on.", "p1 p2")]),
        ("It fell (in the U.S. [@p1]) then. [@p2]", [("It fell (in the U.S.) then.", "p1 p2")]),
        ("“It fell. [@p1] It rose. [@p2]”", [("“It fell. It rose.”", "p1 p2")]),
        ("“It fell. It rose.[@p1]” so Bo.", [("“It fell. It rose.” so Bo.", "p1")]),
        ("It fell [@p1]. so Bo [@p2].", [("It fell. so Bo.", "p1 p2")]),
        ("*One* thing **is**. [@p1] `Two` is.", [("One thing is.", "p1"), ("Two is.", "")]),
        ("[One thing](https://example.org). [@p1]", [("One thing.", "p1")]),
        ("One thing[^1]. [@p1]\n\n[^1]: A note. [@p2]", [("One thing.", "p1"), ("A note.", "p2")]),
        ("- One.\n- Two. [@p1]", [("One.", ""), ("Two.", "p1")]),
        ("- One.\n  - Two. [@p1]\n- Three.", [("One.", ""), ("Two.", "p1"), ("Three.", "")]),
        (
            "| a | b |\n| - | - |\n| One | Two [@p1] |\n| x | y |",
            [("a · b", ""), ("One · Two", "p1"), ("x · y", "")],
        ),
        (
            "| | b | c |\n| - | - | - |\n| One | | Two [@p1] |\n| | x | |",
            [("b · c", ""), ("One · Two", "p1"), ("x", "")],
        ),
        # A cell that ends a sentence ends a statement.
        (
            "| a | b |\n| - | - |\n| It fell. [@p1] | It rose. [@p2] |\n| It fell | Two [@p1] |",
            [("a · b", ""), ("It fell.", "p1"), ("It rose.", "p2"), ("It fell · Two", "p1")],
        ),
        (
            "| a | `b` | c |\n| - | - | - |\n| `5` | 12 | `1` `2` |\n| One | ![x](y.png) | Two |",
            [("a · b · c", ""), ("5 · 12 · 1 2", ""), ("One · Two", "")],
        ),
        ("It left\n[@p1]. Then\u00a0[@p2].", [("It left.", "p1"), ("Then.", "p2")]),
        ("A list · [@p1]. Of · two [@p2].", [("A list ·.", "p1"), ("Of · two.", "p2")]),
        ("Word\n: Its sense. [@p1]", [("Word", ""), ("Its sense.", "p1")]),
        ("# Head\n\nText. [@p1]", [("Head", ""), ("Text.", "p1")]),
        ("> One.\n>\n> Two. [@p1]\n\nAfter.", [("One.", "p1"), ("Two.", "p1"), ("After.", "")]),
        ("One,  \ntwo. [@p1]", [("One,  two.", "p1")]),
        ("![A picture](x.png) [@p1]\n\n    code\n\n---", []),
        (
            "“One is. Two is.” So he said. [@p1] Three is. [@p2]",
            [("“One is. Two is.”", "p1"), ("So he said.", "p1"), ("Three is.", "p2")],
        ),
        (
            "‘One is. Two is. Three’, he said. [@p1]",
            [("‘One is. Two is. Three’, he said.", "p1")],
        ),
    ],
)
def test_a_sentence_rests_on_what_stands_in_it_or_right_behind_it(
    linked: Linked, body: str, wanted: list[tuple[str, str]]
) -> None:
    assert rests(said(linked, body)) == wanted


def test_own_and_shared_citations_are_told_apart(linked: Linked) -> None:
    first, second = said(linked, "One thing. Another. [@p3]")
    assert (first.cites, second.cites == first.rests_on) == ((), True)


def test_references_and_accepted_exceptions_are_kept(linked: Linked) -> None:
    briefing, _ = linked(
        {ACTOR: HEAD + "So. [@p1, book ~ why]", "content/references.yml": "book: {title: B}\n"}
    )
    (statement,) = (s for s in statements(briefing) if s.page == "actors/mill")
    assert statement.references == ("book",)
    assert [cite.accepted for cite in statement.cites] == ["why"]


def test_parts_of_an_article_in_order(linked: Linked) -> None:
    article = """---
title: The text
source: text.txt
author: A
summary: "In sum. [@p1]"
key_points: ["One point. [@p1]", "Two points. [@p2]"]
gists: {p2: "Gist one. Gist two.", p1: "Gist. [@p2]"}
---

The body. [@p2]
"""
    briefing, problems = linked({"content/articles/text.md": article, "seeds/text.txt": SEED})
    assert problems == ()
    assert [(s.part, s.text, [p.passage for p in s.passages]) for s in statements(briefing)] == [
        ("summary", "In sum.", ["p1"]),
        ("key point", "One point.", ["p1"]),
        ("key point", "Two points.", ["p2"]),
        ("gist", "Gist.", ["p2", "p1"]),
        ("gist", "Gist one.", ["p2"]),
        ("gist", "Gist two.", ["p2"]),
        ("body", "The body.", ["p2"]),
    ]


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("So MARK. [@p1]", 1, 4),
        ("So\nhe MARK. [@p1]", 2, 4),
        ("One. [@p1] MARK. [@p2]", 1, 12),
        ("One [@p1]. MARK [@p2].", 1, 12),
        ("One.  [@p1]\nMARK. [@p2]", 2, 1),
        ("**a** MARK", 1, 7),
        ("`a` MARK", 1, 5),
        ("[a MARK](https://example.org)", 1, 4),
        ("[[mill|a MARK]]", 1, 10),
        ("a[^1] MARK\n\n[^1]: b", 1, 7),
        ("a[^1]\n\n[^1]: MARK", 3, 7),
        ("- a\n- MARK", 2, 3),
        ("- a\n\n  b MARK", 3, 5),
        ("> a\n> b MARK", 2, 5),
        ("> a\n>\n> MARK", 3, 3),
        ("| a | b |\n| - | - |\n| c | d MARK |", 3, 9),
        ("a\n: b MARK", 2, 5),
        ("a\\\nMARK", 2, 1),
        ("The mill MARK", 1, 10),
        ("a &amp; MARK", 1, 9),
    ],
)
def test_every_word_knows_its_line_and_column(
    linked: Linked, body: str, line: int, column: int
) -> None:
    (found,) = (s for s in said(linked, body) if "MARK" in s.text)
    assert found.at(found.text.index("MARK")) == Position(ACTOR, LINES + line, column)


def test_words_in_code_come_with_the_block_in_which_they_stand(linked: Linked) -> None:
    first, second = said(linked, "One.\n\n`code` *is* two.")
    assert (first.text, second.text) == ("One.", "code is two.")
    assert second.at(0).line == LINES + 3


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("a\n\n# b\n\n- c\n\n  d\n- e", ["p", "h2", "li", "li", "li"]),
        ("> a\n>\n> - b", ["blockquote"]),
        ("a[^1]\n\n[^1]: b", ["p", "section"]),
        ("a\n: b\n\n  c", ["dt", "dd", "dd"]),
        ("| a |\n| - |\n| b |", ["thead", "tr"]),
    ],
)
def test_a_block_knows_its_element(linked: Linked, body: str, tags: list[str]) -> None:
    assert [s.block.tag for s in said(linked, body)] == tags


def test_a_block_knows_whether_a_footnote_hangs_on_it(linked: Linked) -> None:
    found = said(linked, "a[^1]\n\nb\n\n[^1]: c")
    assert [s.block.noted for s in found] == [True, False, False]


HERE = Position("a.md", 1, 1)
TEXT = st.text(alphabet="ab .“”\"'\n3:", max_size=12).map(lambda t: Text(t, ((0, HERE),)))
CITE = st.builds(Cite, st.just((PassageRef("a", "p1"),)), st.just(()), st.just(HERE))
TAGS = "<p>|</p>\n<p>|</p>|<ul>\n<li>|</li>\n<li>|</li>\n</ul>|<br />\n|<blockquote>\n<p>|<hr />"
HTML = st.sampled_from(TAGS.split("|")).map(Html) | st.just(Html("</p><p><code>x</code>", "x"))


@given(st.lists(TEXT | CITE | HTML, max_size=12).map(tuple))
def test_any_row_of_fragments_makes_blocks_whose_words_have_a_place(fragments: Fragments) -> None:
    for block in blocks(fragments):
        assert isinstance(block, Block)
        assert all(0 <= offset <= len(block.text) for offset, _ in block.cites)
        for offset in range(len(block.text)):
            assert block.at(offset).column >= 1
