"""The linking receipt: what is linked by which name, what is not and why, in order."""

from __future__ import annotations

import json

import pytest
from conftest import ARTICLE, ROOT, SITE, Linked

from briefing.diagnostics import Position
from briefing.fragments import Mention
from briefing.link.linking import link
from briefing.link.receipt import Line, as_json, as_text, closing, receipt
from briefing.model import Briefing
from briefing.read.documents import read_library
from briefing.read.files import read_files

Files = dict[str, str | bytes]

HEAD = "---\ntitle: About\n---\n"
PAGE = "content/pages/about.md"
HERE = Position("content/actors/aqim.md", 9, 14)


def entity(title: str, *lines: str, kind: str = "kind: other", body: str = "") -> str:
    return "\n".join(["---", f"title: {title}", kind, *lines, "---", body])


def term(title: str, *lines: str) -> str:
    return entity(title, *lines, kind="summary: What it is.")


NAMES: Files = {
    "content/places/sirte.md": entity("Sirte", "aliases: [Surt]", "match: [Syrte]"),
    "content/places/africa.md": entity("Africa"),
    "content/places/west-africa.md": entity("West Africa"),
    "content/actors/islamic-state.md": entity("Islamic State", "weak_aliases: [the group]"),
    "content/glossary/emir.md": term("emir", "weak_aliases: [leader]"),
}


def said(briefing: Briefing, path: str = "") -> list[str]:
    """Return the receipt of a file, without the path and line."""
    lines = [line for line in receipt(briefing) if line.position.path.endswith(path)]
    return [as_text(line).split(": ", 1)[1] for line in lines]


def of_body(linked: Linked, body: str, files: Files | None = None) -> list[str]:
    briefing, _ = linked({**NAMES, PAGE: HEAD + body, **(files or {})})
    return said(briefing, PAGE)


# --- rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("In Sirte.", ['"Sirte" -> places/sirte (title)']),
        ("In Surt.", ['"Surt" -> places/sirte (alias)']),
        ("In Syrte.", ['"Syrte" -> places/sirte (match)']),
        ("Two emirs.", ['"emirs" -> glossary/emir (plural)']),
        ("Emir!", ['"Emir" -> glossary/emir (title)']),
        ("The Islamic\nState.", ['"Islamic State" -> actors/islamic-state (title)']),
        ("Nothing here.", []),
    ],
)
def test_the_kind_of_name(linked: Linked, body: str, wanted: list[str]) -> None:
    assert of_body(linked, body) == wanted


# --- reasons ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("# Sirte", ['"Sirte" not linked to places/sirte: in a heading']),
        (
            "> So.\n> — the Sirte desk",
            ['"Sirte" not linked to places/sirte: in a quotation\'s source line'],
        ),
        ("[In Sirte](https://a.org)", ['"Sirte" not linked to places/sirte: in a link']),
        ("[[!Sirte]]", ['"Sirte" not linked to places/sirte: opted out']),
        ("The word [[!word]].", []),
        ("Of the group.", ['"the group" not linked to actors/islamic-state: weak alias']),
        ("Its leaders.", ['"leaders" not linked to glossary/emir: weak alias']),
        (
            "Sirte, Sirte.",
            [
                '"Sirte" -> places/sirte (title)',
                '"Sirte" not linked to places/sirte: already linked in this section',
            ],
        ),
        (
            "In West Africa.",
            [
                '"West Africa" -> places/west-africa (title)',
                '"Africa" not linked to places/africa: inside a longer name',
            ],
        ),
        ("`Sirte` and ![Sirte](a.png)", []),
    ],
)
def test_why_not(linked: Linked, body: str, wanted: list[str]) -> None:
    assert of_body(linked, body, {"content/pages/a.png": b""}) == wanted


def test_an_explicit_link_is_not_listed_and_its_entity_not_declined(linked: Linked) -> None:
    body = "[[sirte]], [[Sirte]], [[sirte|Sirte and its emirs]], [[islamic-state|the group]].\n"
    assert of_body(linked, body) == ['"emirs" not linked to glossary/emir: in a link']


def test_its_own_page(linked: Linked) -> None:
    page = entity("Sirte", body="Sirte fell.\n")
    briefing, _ = linked({**NAMES, "content/places/sirte.md": page})
    assert said(briefing) == ['"Sirte" not linked to places/sirte: own page']


def test_a_name_left_alone_by_the_page(linked: Linked) -> None:
    head = HEAD.replace("---\n", "---\nno_autolink: [Sirte, West Africa]\n", 1)
    briefing, _ = linked({**NAMES, PAGE: head + "Sirte, West Africa.\n"})
    assert said(briefing) == [
        '"Sirte" not linked to places/sirte: opted out',
        '"West Africa" not linked to places/west-africa: opted out',
        '"Africa" not linked to places/africa: inside a longer name',
    ]


def test_a_phrase_in_which_the_name_means_something_else(linked: Linked) -> None:
    files = {"content/places/sirte.md": entity("Sirte", "no_match: [Sirte Road]")}
    wanted = ['"Sirte" not linked to places/sirte: in a no_match phrase']
    assert of_body(linked, "On Sirte Road.", files) == wanted


def test_a_weak_alias_that_two_pages_share(linked: Linked) -> None:
    files = {"content/actors/bank.md": entity("Bank", "weak_aliases: [the group]")}
    assert of_body(linked, "Of the group.", files) == [
        '"the group" not linked to actors/bank: weak alias',
        '"the group" not linked to actors/islamic-state: weak alias',
    ]


def test_a_weak_alias_that_is_the_name_of_another_page(linked: Linked) -> None:
    files = {"content/actors/fund.md": entity("Fund", "weak_aliases: [Sirte, the Sirte fund]")}
    assert of_body(linked, "Of the Sirte fund; of Sirte.", files) == [
        '"the Sirte fund" not linked to actors/fund: weak alias',
        '"Sirte" -> places/sirte (title)',
        '"Sirte" not linked to actors/fund: weak alias',
        '"Sirte" not linked to places/sirte: already linked in this section',
    ]


def test_a_weak_alias_within_a_name_of_the_same_page_is_passed_by(linked: Linked) -> None:
    files = {"content/actors/fund.md": entity("Monetary Fund", "weak_aliases: [Fund]")}
    assert of_body(linked, "The Monetary Fund.", files) == [
        '"Monetary Fund" -> actors/fund (title)'
    ]


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("all", "title"),
        ("first-per-passage", "already linked in this passage"),
        ("first-per-section", "already linked in this section"),
        ("first-per-page", "already linked on this page"),
        ("none", "links are off"),
    ],
)
def test_the_setting(linked: Linked, setting: str, wanted: str) -> None:
    site = f"{SITE}links: {setting}\n"
    last = of_body(linked, "Sirte, Sirte.", {"content/site.yml": site})[-1]
    assert last.endswith((f"({wanted})", f": {wanted}"))


def test_passages_that_are_not_published_hold_no_links(linked: Linked) -> None:
    article = ARTICLE.replace("---\n", "---\npublish: excerpt\n", 1)
    files: Files = {"content/articles/text.md": article, "seeds/text.txt": "Sirte.\n"}
    briefing, _ = linked({**NAMES, **files})
    wanted = ['"Sirte" not linked to places/sirte: in a passage that is not published']
    assert said(briefing) == wanted


def test_the_gists_of_an_excerpt_hold_links(linked: Linked) -> None:
    head = '---\npublish: excerpt\ngists: {p1: "He left Sirte."}\n'
    article = ARTICLE.replace("---\n", head, 1)
    files: Files = {"content/articles/text.md": article, "seeds/text.txt": "Nothing.\n"}
    briefing, _ = linked({**NAMES, **files})
    assert said(briefing) == ['"Sirte" -> places/sirte (title)']


# --- order and form ---------------------------------------------------------------------


def test_in_order_of_file_and_position(linked: Linked) -> None:
    files: Files = {
        PAGE: HEAD + "Emir[^1] of\nSirte.\n\n[^1]: Africa.\n\nSurt\n",
        "content/articles/text.md": ARTICLE + "Africa.\n",
        "seeds/text.txt": "An emir.\n\nThe group in\n  Sirte.\n",
    }
    briefing, _ = linked({**NAMES, **files})
    assert [f"{line.position} {line.text}" for line in receipt(briefing)] == [
        "content/articles/text.md:6:1 Africa",
        "content/pages/about.md:4:1 Emir",
        "content/pages/about.md:5:1 Sirte",
        "content/pages/about.md:7:7 Africa",
        "content/pages/about.md:9:1 Surt",
        "seeds/text.txt:1:4 emir",
        "seeds/text.txt:3:1 The group",
        "seeds/text.txt:4:3 Sirte",
    ]


def test_a_line_of_text() -> None:
    linked_line = Line(HERE, "Sirte", "places/sirte", rule="title")
    assert as_text(linked_line) == ('content/actors/aqim.md:9:14: "Sirte" -> places/sirte (title)')
    declined = Line(HERE, "the group", "actors/islamic-state", declined="weak alias")
    assert as_text(declined) == (
        'content/actors/aqim.md:9:14: "the group" not linked to actors/islamic-state: weak alias'
    )


def test_a_line_of_json() -> None:
    text = as_json(Line(HERE, "ولاية", "glossary/wilayat", rule="alias"))
    assert text.isascii()
    assert json.loads(text) == {
        "path": "content/actors/aqim.md",
        "line": 9,
        "column": 14,
        "text": "ولاية",
        "entity": "glossary/wilayat",
        "rule": "alias",
        "declined": "",
    }


def test_the_closing_line() -> None:
    one = Line(HERE, "Sirte", "places/sirte", rule="title")
    heading = Line(HERE, "Sirte", "places/sirte", declined="in a heading")
    weak = Line(HERE, "group", "actors/a", declined="weak alias")
    assert closing(()) == "0 automatic links, 0 declined"
    assert closing((one,)) == "1 automatic link, 0 declined"
    wanted = "2 automatic links, 3 declined (2 weak alias, 1 in a heading)"
    assert closing((one, heading, weak, one, weak)) == wanted


# --- the whole briefing -----------------------------------------------------------------


def test_the_seed_lists_each_link_once_and_each_mention_that_is_none() -> None:
    briefing, _ = link(read_library(read_files(ROOT)))
    lines = receipt(briefing)
    texts = (*briefing.passages.values(), *briefing.bodies.values())
    found = [m for fragments in texts for m in fragments if isinstance(m, Mention)]
    placed = {(line.position, line.entity): line for line in lines}
    assert sum(bool(line.rule) for line in lines) == sum(m.linked for m in found)
    assert all(bool(placed[m.position, m.entity].rule) == m.linked for m in found)
    assert all(bool(line.rule) != bool(line.declined) for line in lines)
    assert len(placed) == len(lines)
    group = [line for line in lines if line.text == "the group"]
    assert {line.declined for line in group} == {"weak alias"}
    assert len(group) > 9


def test_weak_aliases_stay_no_mentions_whatever_the_receipt_finds(linked: Linked) -> None:
    briefing, _ = linked({**NAMES, "seeds/text.txt": "The group and its leader.\n"})
    assert not any(briefing.mentions.values())
    assert [line.declined for line in receipt(briefing)] == ["weak alias", "weak alias"]
