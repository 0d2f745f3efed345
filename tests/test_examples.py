"""The second briefing, ``examples/aral-sea``: another field, other settings, the same promises."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from sitecheck import CHECKS, Site, said
from test_excerpt import copies

from briefing.pipeline import Options, Report, build, check

HERE = ROOT / "examples" / "aral-sea"
BASE = "https://example.org/aral-sea/"
FULL, EXCERPT = "drying-sea", "kokaral-dam"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Site]:
    out = tmp_path_factory.mktemp("example") / "site"
    return build(Options(HERE, out)), Site(out, BASE)


@pytest.fixture(scope="module")
def site(built: tuple[Report, Site]) -> Site:
    return built[1]


def folder(kind: str) -> list[str]:
    return sorted(path.stem for path in (HERE / "content" / kind).glob("*.md"))


def html(site: Site, path: str) -> str:
    return site.files[f"{path}index.html"].decode()


# --- it is in order -----------------------------------------------------------------------------


def test_nothing_is_wrong_with_it(built: tuple[Report, Site]) -> None:
    assert [str(problem) for problem in built[0].problems if problem.severity != "note"] == []


def test_the_strict_check_is_clean(tmp_path: Path) -> None:
    report = check(Options(HERE, tmp_path / "site", strict=True))
    assert not report.failed
    assert {problem.code for problem in report.problems} == {"accepted", "left-out"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_site_is_in_order(site: Site, check: Callable[[Site], Iterator[str]]) -> None:
    assert list(check(site)) == []


def test_the_same_input_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    """Another folder, hash seed, time zone and locale change nothing, nor does the second build."""
    root = tmp_path / "elsewhere"
    for name in ("content", "seeds"):
        shutil.copytree(HERE / name, root / name)
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "-q"]
    odd = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX"}
    subprocess.run(command, check=True, env={**os.environ, **odd}, cwd=tmp_path)
    there = Site(root / "site").files
    assert there.keys() == site.files.keys()
    assert [path for path in there if there[path] != site.files[path]] == []


def test_every_content_file_has_its_place(site: Site) -> None:
    for kind in ("articles", "actors", "places"):
        assert {f"{kind}/{slug}/index.html" for slug in folder(kind)} <= site.pages.keys()
    assert {f"{slug}/index.html" for slug in folder("pages")} <= site.pages.keys()
    assert {*folder("glossary")} <= {*site.pages["glossary/index.html"].ids}
    assert {*folder("events")} <= {*site.pages["timeline/index.html"].ids}


# --- two articles, one of them an excerpt --------------------------------------------------------


def test_the_text_of_the_excerpt_is_in_no_file(site: Site) -> None:
    assert copies(site.folder, (HERE / "seeds/dam.txt").read_text(encoding="utf-8")) == []


def test_the_text_of_the_other_article_is_there(site: Site) -> None:
    texts = {a["id"]: [p["text"] for p in a["passages"]] for a in site.data["articles"]}
    seed = (HERE / "seeds/rivers.md").read_text(encoding="utf-8").replace("*", "")
    assert len(texts[f"articles/{FULL}"]) == 12
    assert all(text in seed for text in texts[f"articles/{FULL}"])


def test_each_passage_of_the_excerpt_shows_its_gist(site: Site) -> None:
    page = site.pages[f"articles/{EXCERPT}/index.html"]
    shown = {e.get("id"): said(e) for e in page.all("p") if "data-passage" in e.attrib}
    assert len(shown) == 9
    gist = "The North Aral Sea filled in less than a year, to 42 meters above the ocean."
    assert shown["p5"] == gist


def test_the_articles_link_to_each_other(site: Site) -> None:
    for here, there in ((FULL, EXCERPT), (EXCERPT, FULL)):
        links = [e.get("href") for e in site.pages[f"articles/{here}/index.html"].all("a")]
        assert f"../{there}/" in links
    both = {link["to"] for link in site.data["links"] if link["from"] == f"articles/{FULL}"}
    assert f"articles/{EXCERPT}" in both


def test_a_page_cites_both_articles_and_both_name_an_entity(site: Site) -> None:
    page = site.pages["places/north-aral-sea/index.html"]
    cited = {e.get("data-cite") for e in page.all("a")}
    assert {f"{FULL}#p8", f"{EXCERPT}#p5"} <= cited
    naming = {m["in"] for m in site.data["mentions"] if m["entity"] == "places/north-aral-sea"}
    assert naming == {f"articles/{FULL}", f"articles/{EXCERPT}"}


def test_the_way_back_tells_which_article(site: Site) -> None:
    assert f'href="../../places/khwarazm/#from:{FULL}:p3-2"' in html(site, f"articles/{FULL}/")


def test_the_headings_of_the_source_are_the_sections(site: Site) -> None:
    headings = [said(e) for e in site.pages[f"articles/{FULL}/index.html"].all("h2")]
    assert headings[1:4] == [
        "A lake without an outlet",
        "Water for cotton",
        "Five states and one basin",
    ]


# --- scripts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "word", "language"),
    [
        (f"articles/{FULL}/", "جيحون", "ar"),
        ("places/aral-sea/", "بحيرة خوارزم", "ar"),
        ("actors/al-istakhri/", "الإصطخري", "ar"),
        ("glossary/", "دریا", "fa"),
        ("glossary/", "فرسخ", "ar"),
    ],
)
def test_a_word_from_right_to_left_says_so(site: Site, path: str, word: str, language: str) -> None:
    assert f'<bdi lang="{language}" dir="rtl">{word}</bdi>' in html(site, path)


def test_a_cell_from_right_to_left_is_so_as_a_whole(site: Site) -> None:
    cells = [e for e in site.pages["names/index.html"].all("td") if said(e) == "سيحون"]
    assert [e.get("dir") for e in cells] == ["rtl"]


def test_other_scripts_are_names_too(site: Site) -> None:
    aliases = {e["id"]: e["aliases"] for e in site.data["entities"]}
    assert "Арал теңізі" in aliases["places/aral-sea"]
    assert "Мўйноқ" in aliases["places/moynaq"]
    assert "반기문" in aliases["actors/ban-ki-moon"]
    found = {m["text"]: m["entity"] for m in site.data["mentions"] if "start" in m}
    assert found["سيحون"] == found["Sayhun"] == "places/syr-darya"


def test_the_word_for_an_island_stands_in_its_own_script(site: Site) -> None:
    assert '<bdi lang="kk" dir="ltr">арал</bdi>' in html(site, "glossary/")


# --- what else differs from the first briefing ---------------------------------------------------


def test_a_name_is_linked_once_a_page(site: Site) -> None:
    page = site.pages[f"articles/{FULL}/index.html"]
    linked = [
        e.get("data-entity")
        for p in page.all("p")
        if "data-passage" in p.attrib
        for e in p.iter("a")
    ]
    assert linked.count("places/amu-darya") == 1
    assert len(linked) == len(set(linked)) > 15


def test_the_navigation_is_its_own(site: Site) -> None:
    navs = site.pages["index.html"].all("nav")
    (nav,) = (e for e in navs if e.get("class") == "masthead-nav")
    labels = [said(e) for e in nav.iter("a")]
    assert labels[:2] == ["A Sea That Lost Its Rivers", "The Dam at Kokaral"]
    assert labels[2:] == ["Places", "Actors", "Timeline", "Words", "Names and scripts", "About"]


def test_the_strait_is_not_the_man(site: Site) -> None:
    """His last name alone stands for him, but the Berg Strait does not."""
    dam = [m for m in site.data["mentions"] if m["in"] == f"articles/{EXCERPT}"]
    assert [m["text"] for m in dam if m["entity"] == "actors/lev-berg"] == ["Lev Berg"]


def test_a_weak_alias_is_shown_and_not_linked(site: Site) -> None:
    page = site.pages["actors/ifas/index.html"]
    assert "the Fund" in [part.strip() for e in page.all("dd") for part in said(e).split(",")]
    assert not [m for m in site.data["mentions"] if m["text"].lower() == "the fund"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("fund", "../actors/ifas/"), ("colophon", "../about/"), ("places/kokaral-dam", "../kokaral/")],
)
def test_an_old_address_leads_on(site: Site, old: str, new: str) -> None:
    page = site.pages[f"{old}/index.html"]
    told = [e.get("content") for e in page.all("meta") if e.get("http-equiv") == "refresh"]
    assert told == [f"0; url={new}"]


def test_dates_of_many_shapes_are_read(site: Site) -> None:
    dates = {
        e["id"].removeprefix("events/"): (e["date"], e["earliest"], e["latest"])
        for e in site.data["events"]
    }
    assert dates["survey"] == ("1848/1849", "1848-01-01", "1849-12-31")
    assert dates["sea-parts"] == ("1987~", "1987-01-01", "1987-12-31")
    assert dates["first-dike"] == ("1992/1999-04", "1992-01-01", "1999-04-30")
    assert dates["fund"] == ("1993/..", "1993-01-01", "")
    assert dates["dam-finished"] == ("2005-08", "2005-08-01", "2005-08-31")
    assert dates["visit-to-moynaq"] == ("2010-04-04", "2010-04-04", "2010-04-04")
    assert dates["eastern-basin-dry"] == ("2014-22", "2014-06-01", "2014-08-31")


def test_relations_are_of_several_kinds(site: Site) -> None:
    relations = {(r["from"], r["label"], r["to"]): r["date"] for r in site.data["relations"]}
    assert relations["actors/ban-ki-moon", "head of", "actors/united-nations"] == "2007/2016"
    assert relations["places/kazakhstan", "part of", "actors/soviet-union"] == "../1991"
    assert relations["actors/ifas", "observer at", "actors/united-nations"] == "2008-12/.."
    assert relations["actors/world-bank", "lender to", "places/kazakhstan"] == "2001"


def test_a_statement_rests_on_a_work(site: Site) -> None:
    assert [c for c in site.data["evidence"] if c["verdict"] == "reference"]
    cited = {key for claim in site.data["evidence"] for key in claim["cites"] if "#" not in key}
    assert {"berg", "istakhri", "steingass", "micklin-1988", "le-strange"} <= cited
    source = "Аральское море: опыт физико-географической монографии"
    assert source in said(site.pages["actors/lev-berg/index.html"].root)


def test_every_claim_is_borne_out_and_one_is_accepted(site: Site) -> None:
    found = Counter(claim["verdict"] for claim in site.data["evidence"])
    assert (found["accepted"], found["open"]) == (1, 0)
    assert found["verified"] > 50
    assert sum(claim["quotations"] for claim in site.data["evidence"]) == 1
    bare = [claim for claim in site.data["evidence"] if claim["verdict"] == "uncited"]
    assert {claim["part"] for claim in bare} <= {"body"}


def test_a_body_may_hold_more_than_paragraphs(site: Site) -> None:
    sea, dam = (site.pages[f"places/{slug}/index.html"] for slug in ("aral-sea", "kokaral"))
    assert [e for e in sea.all("section") if e.get("class") == "footnotes"]
    assert "Lake of Khwarazm, in Arabic بحيرة خوارزم" in [said(e) for e in sea.all("dt")]
    assert ["barrier", "first", "second"] in [
        [said(cell) for cell in table.iter("th")] for table in dam.all("table")
    ]


def test_the_picture_is_ours_and_described(site: Site) -> None:
    for path in ("places/kokaral/index.html", f"articles/{EXCERPT}/index.html"):
        (image,) = site.pages[path].all("img")
        assert "North Aral Sea" in image.get("alt", "")
        assert image.get("src", "").endswith(".svg")


def test_the_region_is_made_up_of_countries(site: Site) -> None:
    (place,) = (e for e in site.data["entities"] if e["id"] == "places/central-asia")
    assert "coordinates" not in place
    assert "<svg" in html(site, "places/central-asia/")


def test_it_may_be_listed_and_says_where_it_stands(site: Site) -> None:
    assert f"{BASE}articles/{FULL}/" in site.files["sitemap.xml"].decode()
    assert not site.pages[f"articles/{FULL}/index.html"].hidden


def test_the_lock_holds_the_passages_that_are_cited() -> None:
    lock = (HERE / "content/evidence.lock").read_text(encoding="utf-8")
    assert f'{FULL}#p1"' in lock
    assert f'{EXCERPT}#p9"' in lock
