"""Cards: which of them a page gets, what they say, and that the page stays what it was."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from conftest import ROOT, Built, Shelved
from hypothesis import given
from hypothesis import strategies as st

from briefing.render.cards import Deck, beginning, linked, noted
from briefing.render.parts import CardView, Html

Files = Mapping[str, str | bytes]

LONG = " ".join(f"word{number}" for number in range(50))
HOSTILE = '"><script>alert(1)</script>'

FILES: dict[str, str | bytes] = {
    "content/articles/text.md": """---
title: The text
source: text.txt
author: A. Writer
key_points: ["One. [@p2]", "Two. [@p1, p2]"]
sections: [{at: p2, title: Later & <on>}]
---
""",
    "seeds/text.txt": f"Sirte fell, says Bo. Then Sirte rose.\n\nBo saw Sirte & {LONG}.\n",
    "content/actors/bo.md": """---
title: Bo
kind: media
article: text
summary: "He “saw” [[sirte]]. [@p2]"
---
Of Sirte. [@p1]
""",
    "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\nsummary: A town.\n---\n",
    "content/glossary/fund.md": f"""---
title: '{HOSTILE}'
summary: '{HOSTILE} & صندوق'
match: [Fund]
---
""",
    "content/pages/about.md": "---\ntitle: About\n---\nOf [[fund]] and [[sirte]].\n",
    "content/pages/plain.md": "---\ntitle: Plain\n---\nOf nothing.\n",
}


@pytest.fixture
def deck(shelved: Shelved) -> Deck:
    return Deck(shelved(FILES))


def card(deck: Deck, name: str) -> CardView:
    """Return a card that there must be."""
    found = deck.card(name)
    assert found
    return found


def store(html: str) -> str:
    """Return the cards of a page as its reader gets them."""
    found = re.search(r'<aside class="cards".*?</aside>', html, re.DOTALL)
    return found[0] if found else ""


def names(html: str) -> list[str]:
    return re.findall(r'data-card="([^"]*)"', store(html))


# --- what is on a card --------------------------------------------------------------------


def test_the_card_of_an_entity(deck: Deck) -> None:
    found = card(deck, "actors/bo")
    assert (found.kind, found.label, found.title) == ("actor", "Actor · news outlet", "Bo")
    assert found.text == "He “saw” Sirte."
    assert found.named == "Named 2 times in 2 passages"


def test_how_often_it_is_named(deck: Deck) -> None:
    assert card(deck, "places/sirte").named == "Named 3 times in 2 passages"
    assert card(deck, "glossary/fund").named == ""
    assert card(deck, "glossary/fund").label == "Term"


def test_the_card_of_a_passage(deck: Deck) -> None:
    first, second = card(deck, "text#p1"), card(deck, "text#p2")
    assert (first.label, first.title, first.named) == ("Passage 1", "", "")
    assert first.text == "Sirte fell, says Bo. Then Sirte rose."
    assert second.label == "Passage 2 · Later & <on>"
    assert second.text.startswith("Bo saw Sirte &amp; word0 word1")
    assert second.text.endswith(" word25…")
    assert len(second.text.split()) == 30


def test_a_passage_says_its_article_where_there_are_several(shelved: Shelved) -> None:
    other = "---\ntitle: The other\nsource: other.txt\nauthor: Me\n---\n"
    files = {**FILES, "content/articles/other.md": other, "seeds/other.txt": "Nothing.\n"}
    assert card(Deck(shelved(files)), "other#p1").title == "A · The other"


def test_an_excerpt_shows_its_gist_and_nothing_else(shelved: Shelved) -> None:
    article = """---
title: The text
source: text.txt
author: A. Writer
publish: excerpt
gists: {p1: "A *town* fell. [@p2]"}
---
"""
    deck = Deck(shelved({**FILES, "content/articles/text.md": article}))
    assert card(deck, "text#p1").text == "A town fell."
    assert deck.card("text#p2") is None


def test_what_is_no_entity_and_no_passage_has_no_card(deck: Deck) -> None:
    for name in ("articles/text", "pages/about", "places/rome", "text#p9", "other#p1", "#", ""):
        assert deck.card(name) is None


@given(st.text(st.sampled_from("ab ,;\n"), max_size=300), st.integers(1, 20))
def test_a_beginning_is_a_beginning(text: str, most: int) -> None:
    found = beginning(text, most)
    assert len(found.split()) <= most
    whole = " ".join(text.split())
    if found != whole:
        assert found.endswith("…")
        assert whole.startswith(found[:-1])
        assert len(text.split()) > most


# --- which cards a page gets ----------------------------------------------------------------


def test_a_page_gets_the_cards_of_what_it_links_to_in_order(built: Built) -> None:
    _, out = built(FILES)
    pages = {path: (out / path / "index.html").read_text() for path in ("actors/bo", "about")}
    # Not its own, each once, in the order of the page.
    assert names(pages["actors/bo"]) == ["places/sirte", "text#p2", "text#p1"]
    assert names(pages["about"]) == ["glossary/fund", "places/sirte"]
    for html in pages.values():
        linked = dict.fromkeys(re.findall(r'data-(?:entity|cite)="([^"]*)"', html))
        assert names(html) == [name for name in linked if name in names(html)]


def test_on_paper_the_first_link_to_a_name_has_the_number_of_its_card(built: Built) -> None:
    _, out = built(FILES)
    html = (out / "articles/text/index.html").read_text()
    links = re.findall(r'data-entity="([^"]*)"(?: data-note="(\d+)")?', html)
    cards = [name for name in names(html) if "#" not in name]
    assert cards == ["places/sirte", "actors/bo"]
    for number, name in enumerate(cards, start=1):
        numbers = [found for linked, found in links if linked == name]
        assert len(numbers) > 2
        assert numbers == [str(number), *[""] * (len(numbers) - 1)]
    assert "data-note" not in (out / "actors/bo/index.html").read_text()


def test_what_only_the_names_of_a_section_lead_to_is_no_note() -> None:
    listed = '<details class="names roomy">\n<a data-entity="actors/cy">Cy</a>\n</details>\n'
    text = '<p><a data-entity="actors/bo">Bo</a> <a data-entity="actors/al">Al</a></p>'
    shown = ("actors/bo", "Bo"), ("actors/al", "Al"), ("actors/cy", "Cy")
    cards = [CardView(id, "actor", "Actor", title, Html(""), "") for id, title in shown]
    dealt = '<div data-card="actors/bo"></div><div data-card="actors/cy"></div>'
    assert linked(listed + text)[0] == ("actors/bo", "actors/al", "actors/cy")
    assert noted(listed + text + text + dealt, cards) == (
        listed
        + '<p><a data-entity="actors/bo" data-note="1">Bo</a>'
        + ' <a data-entity="actors/al" data-note="2">Al</a></p>'
        + text
        + '<div data-card="actors/bo" data-note="1"></div><div data-card="actors/cy"></div>'
    )


def test_a_page_without_such_links_has_no_cards(built: Built) -> None:
    _, out = built(FILES)
    for path in ("plain/index.html", "404.html", "search/index.html"):
        assert "cards" not in re.sub(r"<head>.*</head>", "", (out / path).read_text(), flags=re.S)


def test_a_row_of_a_list_says_what_its_card_would(built: Built) -> None:
    _, out = built(FILES)
    actors, places = ((out / path / "index.html").read_text() for path in ("actors", "places"))
    assert 'data-entity="actors/bo"' in actors
    assert 'data-entity="places/sirte"' in places
    # Of actors only what the sentence in the row links to.
    assert names(actors) == ["places/sirte"]
    assert names(places) == []


def test_the_terms_of_the_glossary_have_no_cards_in_it(built: Built) -> None:
    term = "---\ntitle: bond\nsummary: Owed by the [[fund]] to [[bo]].\n---\n"
    _, out = built({**FILES, "content/glossary/bond.md": term})
    assert names((out / "glossary/index.html").read_text()) == ["actors/bo"]


def test_a_passage_is_not_twice_in_the_page_of_its_article(built: Built) -> None:
    _, out = built(FILES)
    html = (out / "articles/text/index.html").read_text()
    assert names(html) == ["text#p2", "text#p1", "places/sirte", "actors/bo"]
    shown = '<div data-card="text#p1"><small>Passage 1</small><p></p></div>'
    assert shown in store(html)
    assert html.count("word30") == 1


# --- what a card cannot do --------------------------------------------------------------------


def test_markup_in_a_card_stays_text(built: Built) -> None:
    _, out = built(FILES)
    cards = store((out / "about/index.html").read_text())
    escaped = "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    arabic = '<bdi lang="ar" dir="rtl">صندوق</bdi>'
    assert f"<b>{escaped}</b><p>{escaped} &amp; {arabic}</p>" in cards
    assert set(re.findall(r"<(\w+)", cards)) == {"aside", "div", "small", "b", "p", "span", "bdi"}


def test_cards_are_hidden_and_left_out_of_search(built: Built) -> None:
    _, out = built(FILES)
    for path in out.rglob("*.html"):
        html = path.read_text()
        assert html.count('class="cards"') == html.count(
            '<aside class="cards" aria-label="Preview" hidden data-pagefind-ignore>'
        )
        cards = store(html)
        assert not re.search(r"href=|\bid=|data-(entity|cite|passage)=", cards), path
        assert html.index("</main>") < html.index(cards) if cards else True


def test_a_name_that_no_one_bears_has_no_card(deck: Deck) -> None:
    html = '<a data-entity="places/gone">x</a> <a data-cite="text#p9">y</a>'
    assert deck.dealt(html) == ()
    assert [card.id for card in deck.dealt('<a data-entity="actors/bo">')] == ["actors/bo"]


def test_the_script_cuts_a_passage_where_the_engine_does() -> None:
    script = (ROOT / "templates/assets/js/site/40-card.js").read_text(encoding="utf-8")
    cut = re.search(r"const CUT = /(.*)/s;", script)
    assert cut is not None
    pattern = re.compile(cut[1], re.DOTALL)
    for text in ("one two", LONG, f"{LONG}.", LONG.replace(" word30", ", word30")):
        assert pattern.sub(r"\1…", text) == beginning(text, 30)
