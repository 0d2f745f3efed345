"""The evidence page, and beside each passage the pages that rely on it and for what."""

from __future__ import annotations

import re

import pytest
from conftest import Built, Views
from smallsite import SMALL
from test_ledger import FILES

from briefing.cli import main
from briefing.render.claimed import PassageClaims
from briefing.render.parts import Reliances
from briefing.render.views import ArticleView, EvidenceView, ReliancesView


def evidence(views: Views) -> EvidenceView:
    page = views(FILES)["evidence/index.html"]
    assert isinstance(page, EvidenceView)
    return page


def relied_on(views: Views, files: dict[str, str | bytes], passage: int) -> Reliances | None:
    page = views(files)["articles/text/index.html"]
    assert isinstance(page, ArticleView)
    passages = [p for section in page.sections for p in section.passages]
    return passages[passage - 1].relied_on


def resting(views: Views, files: dict[str, str | bytes]) -> dict[str, PassageClaims]:
    page = views(files)["evidence/passages/index.html"]
    assert isinstance(page, ReliancesView)
    return {passage.id: passage for passage in page.passages}


def test_claims_stand_under_their_pages_each_with_an_anchor(views: Views) -> None:
    page = evidence(views)
    assert [(item.id, item.page.label, item.page.href) for item in page.pages] == [
        ("places:fort", "Fort", "../places/fort/"),
        ("pages:about", "About", "../about/"),
    ]
    ids = [claim.id for item in page.pages for claim in item.claims]
    assert ids[0] == "places:fort:1" and len(set(ids)) == len(ids)


def test_a_claim_shows_what_it_cites_and_its_verdict(views: Views) -> None:
    first = evidence(views).pages[0].claims[0]
    assert (first.text, first.verdict, first.part) == ("It had 12 gates.", "verified", "summary")
    assert 'data-cite="text#p1" href="../articles/text/#p1"' in first.cites


def test_verdicts_are_explained_and_unused_passages_linked(views: Views) -> None:
    page = evidence(views)
    assert {word for word, _ in page.verdicts} == {c.verdict for p in page.pages for c in p.claims}
    assert [(link.label, link.href) for link in page.unused] == [("¶3", "../articles/text/#p3")]
    assert dict(page.sums)["passages no page relies on"] == 1


def test_beside_a_passage_stand_the_pages_that_rely_on_it(views: Views) -> None:
    assert relied_on(views, FILES, 1) == Reliances(
        ("Fort", "About"), "../../evidence/passages/#text:p1"
    )
    assert relied_on(views, FILES, 3) is None


def test_the_statements_that_rest_on_a_passage_stand_under_it_in_full(views: Views) -> None:
    first, second = resting(views, FILES).values()
    fort, about = first.pages
    assert (fort.page.label, fort.page.href) == ("Fort", "../../places/fort/")
    assert fort.claims[0] == "It had 12 gates." and len(fort.claims) == 5
    assert about.claims[-1] == "The fort is old."
    assert (first.passage.label, first.passage.href) == ("¶1", "../../articles/text/#p1")
    assert [reliance.claims for reliance in second.pages] == [("Fort: near to Tower",)]


def test_the_article_s_own_page_is_not_listed_beside_its_passages(views: Views) -> None:
    article = "---\ntitle: T\nsource: text.txt\nauthor: A\nsummary: 'It ends. [@p3]'\n---\n"
    files = {**FILES, "content/articles/text.md": article}
    assert relied_on(views, files, 3) is None
    assert "text:p3" not in resting(views, files)


@pytest.mark.parametrize("files", [FILES, SMALL], ids=["fort", "small"])
def test_every_anchor_that_is_linked_is_there(built: Built, files: dict[str, str | bytes]) -> None:
    _, site = built(files)
    page = (site / "evidence/passages/index.html").read_text(encoding="utf-8")
    ids = re.findall(r'id="([^"]+)"', page)
    linked = {
        target
        for file in site.glob("articles/*/index.html")
        for target in re.findall(
            r'href="../../evidence/passages/#([^"]+)"', file.read_text("utf-8")
        )
    }
    assert linked and linked <= set(ids) and len(ids) == len(set(ids))


def test_check_prints_the_same_figures_in_one_line(
    built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    report, site = built(FILES)
    main(["check", "-v", "--root", str(site.parent)])
    (line,) = (text for text in capsys.readouterr().err.splitlines() if "evidence:" in text)
    assert [int(n) for n in re.findall(r"\d+", line)] == [*report.evidence.values()]
