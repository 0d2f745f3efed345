"""All claims in one list: what each cites, how it stood, and the sums over them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Built, Linked

from briefing.check.checks import check_briefing
from briefing.check.ledger import VERDICTS, Claim, Ledger
from briefing.fragments import PassageRef
from briefing.pipeline import Options, build

Listed = Callable[[Mapping[str, str | bytes]], Ledger]

SEED = "The fort had 12 gates and “a very old door” in it.\n\nNobody knew of 1204.\n\nEnd.\n"
FILES: dict[str, str | bytes] = {
    "seeds/text.txt": SEED,
    "content/references.yml": "book: {title: A Book}\n",
    "content/places/fort.md": """---
title: Fort
kind: city
summary: "It had 12 gates. [@p1]"
relations: ["near to [[tower]] (1204) [@p2, book]", "above [[tower]]"]
---

It is a fort. [@p1] It had “a very old door” in it. [@p1] It had 13 gates. [@p1]

It stood in 1999. [@p1 ~ the title page says so] A book tells of it. [@book] Nothing says this.
""",
    "content/places/tower.md": "---\ntitle: Tower\nkind: city\n---\n",
    "content/pages/about.md": "---\ntitle: About\n---\n\nThis is a page. The fort is old. [@p1]\n",
}


@pytest.fixture
def listed(linked: Linked) -> Listed:
    def run(files: Mapping[str, str | bytes]) -> Ledger:
        return check_briefing(linked(files)[0]).ledger

    return run


def of(ledger: Ledger, page: str) -> list[Claim]:
    return [claim for claim in ledger.claims if claim.page == page]


def test_each_claim_has_a_number_a_part_and_a_verdict(listed: Listed) -> None:
    found = of(listed(FILES), "places/fort")
    assert [(c.number, c.part, c.verdict, c.quotations, c.figures) for c in found] == [
        (1, "summary", "verified", 0, 1),
        (2, "body", "cited", 0, 0),
        (3, "body", "verified", 1, 0),
        (4, "body", "open", 0, 0),
        (5, "body", "accepted", 0, 0),
        (6, "body", "reference", 0, 0),
        (7, "body", "uncited", 0, 0),
        (8, "relation", "cited", 0, 0),
    ]
    assert {claim.verdict for claim in found} == set(VERDICTS)


def test_claims_know_their_text_their_citations_and_their_place(listed: Listed) -> None:
    first, *_, relation = of(listed(FILES), "places/fort")
    assert (first.text, str(first.position)) == ("It had 12 gates.", "content/places/fort.md:4:11")
    assert first.passages == (PassageRef("articles/text", "p1"),)
    assert (relation.text, relation.references) == ("Fort: near to Tower", ("book",))
    assert str(relation.position) == "content/places/fort.md:5:39"
    accepted = next(c for c in of(listed(FILES), "places/fort") if c.verdict == "accepted")
    assert accepted.reason == "the title page says so"


def test_a_free_page_makes_claims_only_where_it_cites(listed: Listed) -> None:
    assert [c.text for c in of(listed(FILES), "pages/about")][-1:] == ["The fort is old."]
    files = {**FILES, "content/pages/about.md": "---\ntitle: About\n---\n\nThis is a page.\n"}
    assert of(listed(files), "pages/about") == []


@pytest.mark.parametrize(
    ("body", "uncited"),
    [
        ("| gate | year |\n| - | - |\n| north | 1204 [@p2] |", []),
        ("| gate | year |\n| - | - |\n| north | 1204 |", ["north · 1204"]),
        ("Gate\n: One of 12. [@p1]", []),
        ("Gate\n: A door.", ["A door."]),
        ("It had two things:\n\n- 12 gates [@p1]\n- a door [@p1]", []),
        ("It had two things:\n\n| a |\n| - |\n| 12 gates [@p1] |", []),
        ("It was old. It had two things:\n\n- 12 gates [@p1]", ["It was old."]),
        ("It had two things:\n\n- gates\n- doors", ["It had two things:", "gates", "doors"]),
        ("It ended so:", ["It ended so:"]),
        ("It said: nothing.\n\nIt ended. [@p3]", ["It said: nothing."]),
    ],
)
def test_what_only_leads_to_claims_is_none(listed: Listed, body: str, uncited: list[str]) -> None:
    page = f"---\ntitle: Tower\nkind: city\n---\n\n{body}\n"
    ledger = listed({**FILES, "content/places/tower.md": page})
    claims = [claim for claim in of(ledger, "places/tower") if claim.verdict == "uncited"]
    assert [claim.text for claim in claims] == uncited


def test_pages_follow_each_other_in_their_order(listed: Listed) -> None:
    pages = [claim.page for claim in listed(FILES).claims]
    assert list(dict.fromkeys(pages)) == ["places/fort", "pages/about"]
    assert pages == sorted(pages, key=["places/fort", "pages/about"].index)


def test_an_article_s_own_reliance_on_a_passage_does_not_count(listed: Listed) -> None:
    article = "---\ntitle: T\nsource: text.txt\nauthor: A\nsummary: 'It ends. [@p3]'\n---\n"
    ledger = listed({**FILES, "content/articles/text.md": article})
    assert ledger.unused == (PassageRef("articles/text", "p3"),)


def test_a_relation_relies_on_its_passage(listed: Listed) -> None:
    assert PassageRef("articles/text", "p2") not in listed(FILES).unused


def test_the_sums_are_sums(listed: Listed) -> None:
    assert listed(FILES).sums() == {
        "claims": len(listed(FILES).claims),
        "cited": len(listed(FILES).claims) - 1,
        "quotations verified": 1,
        "figures verified": 1,
        "accepted exceptions": 1,
        "passages no page relies on": 1,
    }


def test_with_evidence_off_the_claims_are_still_listed(listed: Listed) -> None:
    ledger = listed({**FILES, "content/site.yml": "title: T\nevidence: 'off'\n"})
    words = {claim.verdict for claim in of(ledger, "places/fort")}
    assert words == {"cited", "reference", "uncited"}


def recomputed(data: dict[str, Any]) -> dict[str, int]:
    """Work the figures of the evidence page out anew, from the data file alone."""
    claims = data["evidence"]
    relied = {
        cite
        for claim in claims
        for cite in claim["cites"]
        if claim["page"] != f"articles/{cite.partition('#')[0]}"
    }
    passages = {
        f"{article['id'].removeprefix('articles/')}#{passage['id']}"
        for article in data["articles"]
        for passage in article["passages"]
    }
    return {
        "claims": len(claims),
        "cited": sum(bool(claim["cites"]) for claim in claims),
        "quotations verified": sum(claim["quotations"] for claim in claims),
        "figures verified": sum(claim["figures"] for claim in claims),
        "accepted exceptions": sum(claim["verdict"] == "accepted" for claim in claims),
        "passages no page relies on": len(passages - relied),
    }


def test_the_figures_follow_from_the_data_file(built: Built) -> None:
    report, site = built(FILES)
    assert recomputed(json.loads((site / "data/briefing.json").read_bytes())) == report.evidence


def test_so_do_those_of_this_repository(tmp_path: Path) -> None:
    report = build(Options(ROOT, tmp_path / "site", search=False))
    data = json.loads((tmp_path / "site/data/briefing.json").read_bytes())
    assert recomputed(data) == report.evidence
    page = (tmp_path / "site/evidence/index.html").read_text(encoding="utf-8")
    for name, number in report.evidence.items():
        assert f"<dt>{name}</dt>\n<dd>{number}</dd>" in page
