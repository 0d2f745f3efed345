"""Hostile strings in every field, body, source, name and setting come out as text.

``hostile`` makes the briefing of them; here its site is read by html5lib, and held against a
list of what may stand in a page. ``test_browser_hostile.py`` opens it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from conftest import ROOT, Project
from hostile import ALLOWED, CORPORA, GLOBAL, SAMPLE, Briefing, briefing
from sitecheck import (
    CHECKS,
    Page,
    Site,
    headings,
    is_data,
    links,
    no_other_host,
    references,
    said,
    titles,
)
from smallsite import SMALL

from briefing.diagnostics import Severity
from briefing.pipeline import Options, build
from briefing.render.policy import THEME, policy

pytestmark = pytest.mark.timeout(300)

Made = tuple[Briefing, Site]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("hostile")
    hostile = briefing(SAMPLE)
    hostile.settle(root)
    assert not build(Options(root, root / "site")).failed
    return hostile, Site(root / "site")


def test_most_strings_are_in_it(made: Made) -> None:
    hostile, _ = made
    assert hostile.tried > len(SAMPLE)
    assert hostile.refused < hostile.tried / 8


def test_they_are_those_that_the_corpora_hold() -> None:
    assert {name: len(strings) for name, strings in CORPORA.items()} == {
        "markdown-it-py": 15,
        "bleach": 20,
        "blns": 484,
        "brs-kb": 4462,
    }


# Editors may skip a level of headings, and may write a summary that says what the title says.
KEPT = [check for check in CHECKS if check not in (headings, titles)]


@pytest.mark.parametrize("check", KEPT, ids=lambda check: check.__name__)
def test_the_site_is_in_order(made: Made, check: Any) -> None:
    assert list(check(made[1])) == []


def strangers(page: Page) -> Iterator[str]:
    """Yield what stands in a page and is not on the list."""
    for element in page.elements:
        tag = element.tag.rpartition("}")[2]
        if tag not in ALLOWED:
            yield f"{page.path}: <{tag}>"
        others = {a.rpartition("}")[2] for a in element.attrib} - GLOBAL - ALLOWED.get(tag, GLOBAL)
        yield from (f"{page.path}: <{tag} {attribute}>" for attribute in sorted(others))


def runs(page: Page) -> Iterator[str]:
    """Yield the scripts of a page that are none of the program's."""
    for script in page.all("script"):
        own = re.search(r"(?:^|/)assets/(?:site|search)\.[0-9a-f]{10}\.js$", script.get("src", ""))
        theme = not script.attrib and "".join(script.itertext()) == THEME
        if not (own or theme or is_data(script)):
            yield f"{page.path}: {said(script)!r} {script.attrib}"


def addresses(page: Page) -> Iterator[str]:
    """Yield the addresses of a page that are neither the site's nor harmless."""
    for element, address in references(page):
        plain = re.sub(r"[\0-\x20]", "", unquote(address)).lower()
        scheme = urlsplit(plain).scheme
        outside = {"https", "http", "mailto"} if element.tag in ("a", "link") else set()
        if scheme not in outside | {""} or (not scheme and plain.startswith(("//", "\\"))):
            yield f"{page.path}: <{element.tag}> {address}"


@pytest.mark.parametrize("look", [strangers, runs, addresses])
def test_nothing_came_in(made: Made, look: Any) -> None:
    pages = made[1].pages.values()
    assert len(pages) > 40
    assert [line for page in pages for line in look(page)] == []


def test_every_page_has_the_policy_that_is_ours(made: Made) -> None:
    for page in made[1].pages.values():
        metas = [e.get("content") for e in page.all("meta") if "http-equiv" in e.attrib]
        assert metas[0] == policy(searchable=True)
        assert all(re.fullmatch(r"0; url=[\w./#:-]*", m or "") for m in metas[1:]), page.path


def test_a_hostile_title_is_shown_as_it_is_written(made: Made) -> None:
    site = made[1]
    data = site.data["entities"]
    shown = {page.text("h1") for page in site.pages.values()}
    titles = {" ".join(e["title"].split()) for e in data if e["kind"] != "term"}
    assert any("<script" in title for title in titles)
    assert titles <= shown


def test_words_of_the_interface_are_text_as_well(project: Project) -> None:
    """A briefing's own file of words is taken with ``--safe``: it can do nothing but speak."""
    english = ROOT / "templates" / "languages" / "en.yml"
    words: dict[str, Any] = yaml.load(english.read_text("utf-8"), yaml.BaseLoader)
    strings = [
        s
        for s in (*CORPORA["bleach"], *CORPORA["brs-kb"])
        if s.isprintable() and not set(s) & set("{}")
    ]
    numbers = iter(range(10_000))

    def hostile(text: Any) -> Any:
        if isinstance(text, dict):
            return {key: hostile(value) for key, value in text.items()}
        return f"{text} {strings[next(numbers) % len(strings)]}"

    own = {
        section: texts if section == "plural" else hostile(texts)
        for section, texts in words.items()
    }
    root = project({**SMALL, "templates/languages/en.yml": json.dumps(own)})
    report = build(Options(root, root / "site", search=False, safe=True))
    assert [str(p) for p in report.problems if p.severity is Severity.ERROR] == []
    site = Site(root / "site")
    assert "<script" in site.pages["index.html"].text("body")
    lines = [
        x for p in site.pages.values() for look in (runs, addresses, words_came_in) for x in look(p)
    ]
    assert lines == []


def words_came_in(page: Page) -> Iterator[str]:
    yield from (x for x in strangers(page) if re.search(r"<(script|img|iframe|style|on\w+)", x))


def test_no_file_is_given_a_name_that_a_disk_refuses(project: Project, tmp_path: Path) -> None:
    names = [
        "a#b?c.png",
        "con.png",
        "é" * 100 + ".png",
        "x" * 240 + ".png",
        "a%b.png",
        "e\u0301.png",
    ]
    files = {f"content/files/{name}": b"GIF89a" + name.encode() for name in names}
    shown = "".join(
        f"![x](<../files/{n.replace('%', '%25').replace('#', '%23').replace('?', '%3F')}>)\n"
        for n in names
    )
    root = project({**files, "content/pages/p.md": f"---\ntitle: P\n---\n{shown}"})
    assert not build(Options(root, root / "site", search=False)).failed
    site = Site(root / "site", "https://example.org/")
    assert len(site.pages["p/index.html"].all("img")) == len(names)
    for check in (no_other_host, links):
        assert list(check(site)) == []
    for path in site.files:
        name = path.rpartition("/")[2]
        assert len(name.encode()) <= 255
        assert not set(name) & set('"#%*:<>?\\|')
        assert name.partition(".")[0].lower() not in ("con", "aux", "nul", "prn")


def test_what_a_browser_would_run_is_no_file_to_link_to(project: Project) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
    bad = {
        "a.html": "<script>alert(1)</script>",
        "b.HTM": "x",
        "c.xhtml": "x",
        "d.xml": "x",
        "e.js": "alert(1)",
        "f.svg": drawing.format("<script>alert(1)</script>"),
        "g.svg": drawing.format('\n<path onclick="alert(1)" d="M0 0"/>'),
        "h.svg": drawing.format('<a href="java&#10;script:alert(1)"><text>x</text></a>'),
        "i.svg": drawing.format('<animate attributeName="href" values="javascript:alert(1)"/>'),
        "j.svg": drawing.format(
            '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'
        ),
        "k.svg": '<!DOCTYPE svg [<!ENTITY x "<script/>">]>' + drawing.format("&x;"),
        "l.svg": '<?xml-stylesheet href="x.xsl"?>' + drawing.format(""),
        "m.svg": drawing.format("<foreignObject/>"),
        "n.svg": drawing.format("<use href='data:image/svg+xml,%3Csvg/%3E'/>"),
        "o.svg": "<svg",
        "p.svgz": "x",
    }
    good = {
        "y.svg": '<?xml version="1.0"?><!-- x -->'
        + drawing.format('<style>path{fill:red}</style><use href="#a"/><path id="a" d="M0 0"/>'),
        "z.pdf": "%PDF",
    }
    for files, found in ((bad, sorted(bad)), (good, [])):
        shown = "".join(f"[x](../files/{name}) " for name in files)
        content = {f"content/files/{name}": text for name, text in files.items()}
        root = project({**content, "content/pages/p.md": f"---\ntitle: P\n---\n{shown}\n"})
        report = build(Options(root, root / "site", search=False))
        told = [p.position for p in report.problems if p.code == "unsafe-url"]
        assert sorted(place.path.removeprefix("content/files/") for place in told) == found
        assert report.failed is bool(found)
        assert not found or next(p.line for p in told if p.path.endswith("g.svg")) == 2
