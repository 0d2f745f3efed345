"""Linked fragments become markup for one page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from briefing.diagnostics import Position
from briefing.fragments import (
    Anchor,
    Citation,
    Cite,
    Fragments,
    Html,
    Located,
    Mention,
    PassageRef,
    Target,
    Text,
)
from briefing.render.bodies import (
    Writer,
    kind_class,
    marked,
    plain,
    reference_numbers,
    without_cites,
)

HERE = Position("content/actors/a.md")
WRITER = Writer("actors/a/", {"content/files/a b.png": "assets/a b.0123.png"}, {"book": 2})


def text(words: str) -> Text:
    return Text(words, ((0, HERE),))


def cite(*passages: str, references: tuple[str, ...] = ()) -> Cite:
    return Cite(tuple(PassageRef("articles/x", p) for p in passages), references, HERE)


def mention(words: str, *, linked: bool, entity: str = "places/sirte") -> Mention:
    return Mention(entity, words, 0, len(words), HERE, linked=linked, number=3)


def test_prose_is_escaped_and_markup_is_not() -> None:
    assert WRITER.write((Html("<p>"), text("a < b & “c”"), Html("</p>"))) == Markup(
        "<p>a &lt; b &amp; “c”</p>"
    )


@pytest.mark.parametrize(
    ("fragment", "html"),
    [
        (
            mention("Sirte’s", linked=True),
            '<a class="place" data-entity="places/sirte" href="../../places/sirte/">Sirte’s</a>',
        ),
        (mention("a<b", linked=False), "a&lt;b"),
        (
            Anchor(Target("glossary/emir", "emir:use"), (text("emirs"),), "glossary/emir"),
            '<a class="term" data-entity="glossary/emir" href="../../glossary/#emir:use">emirs</a>',
        ),
        (
            Anchor(Target("pages/about", "rights"), (text("it"),), title='"'),
            '<a href="../../about/#rights" title="&#34;">it</a>',
        ),
        (
            Anchor(Target("glossary/emir"), (text("emirs"),), "glossary/emir", title="a word"),
            '<a class="term" data-entity="glossary/emir" href="../../glossary/#emir"'
            ' title="a word">emirs</a>',
        ),
        (Anchor(Target("actors"), (text("all"),)), '<a href="../">all</a>'),
        (
            Anchor(Target(url="https://example.org/?a=1&b=2"), (text("out"),)),
            '<a class="external" rel="noopener" href="https://example.org/?a=1&amp;b=2">out</a>',
        ),
        (
            Anchor(Target(file="content/files/a b.png"), (text("a “b” <c>"),), image=True),
            '<img src="../../assets/a%20b.0123.png" alt="a “b” &lt;c&gt;" loading="lazy">',
        ),
        (
            Anchor(Target(file="content/files/a b.png"), (text("file"),)),
            '<a href="../../assets/a%20b.0123.png">file</a>',
        ),
        (
            cite("p3", references=("book",)),
            '<a class="cite" data-cite="x#p3" href="../../articles/x/#p3" data-pagefind-ignore>'
            '¶3</a>\u00a0<a class="cite" href="#ref:book" data-pagefind-ignore>[2]</a>',
        ),
    ],
)
def test_each_fragment_has_its_markup(fragment: Anchor | Mention | Cite, html: str) -> None:
    assert WRITER.write((fragment,)) == html


def test_the_mentions_of_a_passage_are_spots_that_links_lead_to() -> None:
    writer = Writer("articles/x/", passage="p4")
    assert writer.write((mention("Sirte", linked=True),)) == (
        '<a class="place" data-entity="places/sirte" id="p4-3" '
        'href="../../places/sirte/#from:p4-3">Sirte</a>'
    )
    assert writer.write((mention("Sirte", linked=False),)) == ('<span id="p4-3">Sirte</span>')


def test_references_are_those_of_the_page_that_shows_them() -> None:
    glossary = Writer("glossary/", numbers={"book": 1}, notes="emir:")
    assert 'href="#emir:ref:book"' in glossary.write((cite(references=("book",)),))
    elsewhere = Writer("actors/a/", numbers={"book": 1}, notes_at="timeline/")
    assert 'href="../../timeline/#ref:book"' in elsewhere.write((cite(references=("book",)),))


def test_arabic_stands_apart_in_names_and_prose() -> None:
    html = WRITER.write((mention("ولاية", linked=True, entity="glossary/wilayat"),))
    assert '><bdi lang="ar" dir="rtl">ولاية</bdi></a>' in html


def test_what_was_not_linked_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="Citation was not linked"):
        WRITER.write((Citation((Located("p1", HERE),), HERE),))


def test_the_classes_of_entities() -> None:
    assert [kind_class(page) for page in ("actors/a", "places/b", "glossary/c")] == [
        "actor",
        "place",
        "term",
    ]


# --- without citations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fragments", "words"),
    [
        ((text("A claim. "), cite("p1")), "A claim."),
        ((text("A "), cite("p1"), text(", then B. "), cite("p2")), "A, then B."),
        ((text("A. "), cite("p1"), text(" B. "), cite("p2")), "A. B."),
        ((cite("p1"), text(" A.")), "A."),
        ((Anchor(Target("x"), (text("a & b"),)), text(" "), cite("p1"), text(".")), "a & b."),
        ((Html("<em>", ""), text("so"), Html("</em>", ""), text("\n  it is")), "so it is"),
        ((), ""),
    ],
)
def test_plain_text_leaves_citations_out(fragments: Fragments, words: str) -> None:
    assert plain(fragments) == words
    assert not any(isinstance(f, Cite) for f in without_cites(fragments))


@given(st.text(), st.integers(2, 40))
def test_plain_text_is_one_line_and_cut_at_a_word(words: str, longest: int) -> None:
    whole, cut = plain((text(words),)), plain((text(words),), longest)
    assert whole == " ".join(words.split())
    assert len(cut) <= longest
    assert cut == whole or (cut.endswith("…") and whole.startswith(cut[:-1]))


# --- marked sentences -------------------------------------------------------------------------


@given(st.text(), st.lists(st.integers(0, 30), max_size=8).map(sorted))
def test_marking_names_changes_no_word(sentence: str, cuts: list[int]) -> None:
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    html = marked(sentence, stretches)
    bare = re.sub('</?mark>|<span class="tied">|</span>', "", str(html))
    for script in ("ar", "he", ""):
        bare = bare.replace(f'<bdi lang="{script}" dir="rtl">', "").replace("</bdi>", "")
    assert bare == escape(sentence)
    assert html.count("<mark>") == len(stretches)


def test_a_mark_says_which_article_it_leads_to_unless_it_is_the_page_s_own() -> None:
    volumes = {"articles/x": ("A", "One"), "articles/y": ("B", "“Two”")}
    writer = Writer("articles/x/", volumes=volumes)
    assert writer.write((cite("p4"),)).striptags() == "¶4"
    there = Cite((PassageRef("articles/y", "p4"),), (), Position(""))
    html = writer.write((there,))
    assert html.striptags() == "B ¶4"
    assert 'aria-label="B ¶4 (“Two”)"' in html
    assert "aria-label" not in Writer("articles/x/").write((there,))


def test_a_table_stands_in_a_frame_that_the_keyboard_reaches() -> None:
    writer = Writer("a/", table="Tableau & co")
    html = writer.write((Html("<table><tr><td>"), text("<table>"), Html("</td></tr></table>")))
    frame = '<div class="table" tabindex="0" role="group" aria-label="Tableau &amp; co">'
    assert html == f"{frame}<table><tr><td>&lt;table&gt;</td></tr></table></div>"


def test_the_words_of_a_term_s_own_entry_are_in_its_language() -> None:
    own = Writer("glossary/", tongue="fa").write((text("آمودریا or דן"),))
    assert own == '<bdi lang="fa" dir="rtl">آمودریا</bdi> or <bdi lang="he" dir="rtl">דן</bdi>'


def test_names_are_marked_where_they_stand() -> None:
    assert marked("Sirte & Sirte.", [(0, 5), (8, 13)]) == Markup(
        "<mark>Sirte</mark> &amp; <mark>Sirte</mark>."
    )


def test_references_are_numbered_as_they_are_first_cited() -> None:
    parts = ((cite(references=("b",)), text("x"), cite("p1")), (cite(references=("a", "b")),))
    assert dict(reference_numbers(parts)) == {"b": 1, "a": 2}
