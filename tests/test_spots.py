"""Where a reader was: sentences get an element of their own, links know the way back."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import FrameType
from typing import Any

import pytest
from conftest import Built, Views
from hypothesis import given
from hypothesis import strategies as st

from briefing.diagnostics import Position
from briefing.fragments import Fragment, Html, Mention, Text, plain_text
from briefing.link.sentences import sentences
from briefing.render.bodies import Writer
from briefing.render.spots import in_sentences, origin
from briefing.render.views import EntityView

HERE = Position("content/x.md", 1)
WRITER = Writer("articles/x/")


def text(words: str) -> Text:
    return Text(words, ((0, HERE),))


def name(word: str = "Sirte") -> Mention:
    return Mention("places/sirte", word, 0, len(word), HERE)


def written(*fragments: Fragment) -> str:
    return str(WRITER.write(in_sentences(fragments)))


def test_a_sentence_that_names_something_has_an_element() -> None:
    assert written(text("It fell. In "), name(), text(" all was quiet. Nobody came.")) == (
        'It fell. <span class="sentence">In Sirte all was quiet.</span> Nobody came.'
    )


def test_each_of_two_sentences_has_its_own() -> None:
    assert written(name(), text(" fell. "), name(), text(" rose.")) == (
        '<span class="sentence">Sirte fell.</span> <span class="sentence">Sirte rose.</span>'
    )


@pytest.mark.parametrize(
    ("fragments", "html"),
    [
        (
            (Html("<em>"), name(), text(" fell."), Html("</em>"), text(" It rose.")),
            '<span class="sentence"><em>Sirte fell.</em></span> It rose.',
        ),
        (
            (name(), text(" fell."), Html("<br>\n", " "), text("It rose.")),
            '<span class="sentence">Sirte fell.</span><br>\nIt rose.',
        ),
        ((Html("<em>"), name(), text(" fell. It"), Html("</em>"), text(" rose.")), None),
        ((name(), Html("<code>a. B</code>", "a. Bee"), text(" stayed.")), None),
    ],
    ids=["whole inside", "a line break between", "emphasis over the end", "code over the end"],
)
def test_markup_stays_nested(fragments: tuple[Fragment, ...], html: str | None) -> None:
    assert written(*fragments) == (html or WRITER.write(fragments))


class Balance(HTMLParser):
    """Fails on an end tag that does not close what was opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def nested(children: st.SearchStrategy[list[Fragment]]) -> st.SearchStrategy[list[Fragment]]:
    inside = st.lists(children, max_size=4).map(lambda found: [f for part in found for f in part])
    return inside.map(lambda inner: [Html("<em>"), *inner, Html("</em>")])


WORDS = st.sampled_from(["It rose. ", "a ", "Then. ", "What? ", "Mr. ", "And so ", "on.", "。また"])
PIECES = st.recursive(WORDS.map(lambda words: [text(words)]) | st.just([name()]), nested)


@given(st.lists(PIECES, max_size=8).map(lambda found: tuple(f for part in found for f in part)))
def test_nothing_is_lost_and_all_stays_nested(fragments: tuple[Fragment, ...]) -> None:
    wrapped = in_sentences(fragments)
    assert plain_text(wrapped) == plain_text(fragments)
    html = WRITER.write(wrapped)
    bare = re.sub(r'<span class="sentence">|</span>', "", html)
    assert bare == WRITER.write(fragments)
    parser = Balance()
    parser.feed(html)
    assert parser.open == []
    whole = plain_text(fragments)
    assert {re.sub("<[^>]+>", "", part) for part in re.findall('sentence">(.*?)</span>', html)} <= {
        whole[start:end] for start, end in sentences(whole)
    }


def test_an_article_is_named_only_where_there_are_several() -> None:
    assert origin("", "p3-2") == "from:p3-2"
    assert origin("letter", "p3-2") == "from:letter:p3-2"


BRIEFING: dict[str, str | bytes] = {
    "content/site.yml": "title: T\nlinks: all\n",
    "content/articles/text.md": "---\ntitle: One\nsource: text.txt\nauthor: A\n---\n",
    "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\n---\n",
    "content/glossary/emir.md": "---\ntitle: emir\nsummary: A title.\n---\n",
    "seeds/text.txt": "Sirte fell.\n\nAn emir left it. Sirte rose.\n",
}
SECOND: dict[str, str | bytes] = {
    "content/articles/two.md": "---\ntitle: Two\nsource: two.md\nauthor: A\n---\n",
    "seeds/two.md": "Of Sirte nothing is known.\n",
}


def backs(views: Views, files: dict[str, str | bytes]) -> list[tuple[str, int, str, str]]:
    page = views(files)["places/sirte/index.html"]
    assert isinstance(page, EntityView)
    return [(o.id, o.number, o.article, o.href) for o in page.entry.origins]


def test_a_page_knows_every_way_by_which_an_article_leads_to_it(views: Views) -> None:
    assert backs(views, BRIEFING) == [
        ("from:p1-1", 1, "", "../../articles/text/#p1-1"),
        ("from:p2-2", 2, "", "../../articles/text/#p2-2"),
    ]
    assert backs(views, {**BRIEFING, **SECOND})[-1] == (
        "from:two:p1-1", 1, "Two", "../../articles/two/#p1-1"
    )  # fmt: skip


def test_an_excerpt_has_no_such_links_and_so_no_way_back(views: Views) -> None:
    article = str(BRIEFING["content/articles/text.md"]).replace(
        "author", "publish: excerpt\nauthor"
    )
    assert backs(views, {**BRIEFING, "content/articles/text.md": article}) == []


@pytest.mark.parametrize("files", [BRIEFING, {**BRIEFING, **SECOND}], ids=["one", "two"])
def test_every_link_of_an_article_meets_its_line_and_the_line_its_link(
    built: Built, files: dict[str, str | bytes]
) -> None:
    _, site = built(files)
    for article in site.glob("articles/*/index.html"):
        html = article.read_text("utf-8")
        links = re.findall(r'id="([^"]+)" href="../../(places/[^#"]*)#(from:[^"]+)"', html)
        assert links
        for spot, folder, anchor in links:
            page = (site / folder / "index.html").read_text("utf-8")
            line = (
                f'id="{anchor}" data-pagefind-ignore><a href="../../articles/{article.parent.name}/'
            )
            assert page.count(f'{line}#{spot}"') == 1


def test_a_term_is_linked_at_its_entry(built: Built) -> None:
    _, site = built(BRIEFING)
    html = (site / "articles/text/index.html").read_text("utf-8")
    assert 'data-entity="glossary/emir" data-note="2" id="p2-1" href="../../glossary/#emir"' in html


def steps(work: Callable[[], object]) -> int:
    """Count the lines that some work goes through, each turn of a loop again."""
    count = 0

    def counting(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return counting

    before = sys.gettrace()
    sys.settrace(counting)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_a_passage_of_many_sentences_is_cut_in_one_go() -> None:
    def work(sentences: int) -> int:
        named = (text("It is said of "), name(), text(". So it was. "))
        return steps(lambda: in_sentences(named * sentences))

    assert work(400) < 2.5 * work(200)
