"""The pages of two tiny briefings, held against what is expected of them.

Of every page the <main> is compared, and of one page of each template the whole. After a
change that is meant, ``pytest tests/test_golden.py --update-golden`` writes the expected
pages anew; their difference is read like code.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT

from briefing.pipeline import Options, build
from briefing.render import leaves

GOLDEN = Path(__file__).resolve().parent / "golden"
BRIEFINGS = ("harbour", "river")
WHOLE = {
    "404": "404.html",
    "article": "articles/note/index.html",
    "entity": "actors/keeper/index.html",
    "evidence": "evidence/index.html",
    "glossary": "glossary/index.html",
    "home": "index.html",
    "index": "places/index.html",
    "page": "about/index.html",
    "passages": "evidence/passages/index.html",
    "redirect": "keeper/index.html",
    "search": "search/index.html",
    "timeline": "timeline/index.html",
}


CUT = {
    "articles": "articles/index.html",
    "further": "places/marsa/named/2/index.html",
    "ties": "actors/ties/2/index.html",
}
"""Pages that only long lists have; here a list is long if it has more than one item."""


GULL = """---
title: The gull
kind: other
summary: "It is near the keeper. [@p1]"
relations: ["friend of [[keeper]] [@p1]", "rival of [[heron]] [@p1]"]
---
"""


def pages(root: Path, out: Path, seen: Mapping[str, str] = WHOLE) -> dict[str, str]:
    """Build a briefing and return what of its pages is compared, by path."""
    report = build(Options(root, out, search=False))
    assert [str(p) for p in report.problems if p.severity != "note"] == []
    found: dict[str, str] = {}
    for path in sorted(out.rglob("*.html")):
        # The name of an asset changes with every byte of it, which is not what is looked at here.
        html = re.sub(r"\.[0-9a-f]{10}\.(?=\w+)", ".0123456789.", path.read_text(encoding="utf-8"))
        whole = root.name == "harbour" and path.relative_to(out).as_posix() in seen.values()
        main = re.search(r"<main\b.*</main>\n?", html, re.DOTALL)
        assert main is not None, path
        found[path.relative_to(out).as_posix()] = html if whole else main[0]
    return found


def test_each_template_is_seen_whole() -> None:
    templates = (ROOT / "templates" / "pages").glob("*.html")
    assert sorted([*WHOLE, *CUT]) == sorted(template.stem for template in templates)


def test_the_pages_of_long_lists_are_what_is_expected(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CARDS", "ROWS", "TIES", "SENTENCES", "PORTION"):
        monkeypatch.setattr(leaves, name, 1 if name != "CARDS" else 0)
    root = shutil.copytree(GOLDEN / "harbour", tmp_path / "harbour")
    (root / "content/actors/gull.md").write_text(GULL, encoding="utf-8")
    expected, found = GOLDEN / "harbour" / "cut", pages(root, tmp_path / "site", CUT)
    for name, path in CUT.items():
        if request.config.getoption("--update-golden"):
            expected.mkdir(exist_ok=True)
            (expected / f"{name}.html").write_text(found[path], encoding="utf-8", newline="\n")
        wanted = (expected / f"{name}.html").read_text(encoding="utf-8")
        assert found[path] == wanted, f"{path}: if it is meant, --update-golden"


@pytest.mark.parametrize("name", BRIEFINGS)
def test_the_pages_are_what_is_expected(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    expected, found = GOLDEN / name / "expected", pages(GOLDEN / name, tmp_path / "site")
    if request.config.getoption("--update-golden"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, html in found.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(html, encoding="utf-8", newline="\n")
    wanted = {
        path.relative_to(expected).as_posix(): path.read_text(encoding="utf-8")
        for path in expected.rglob("*.html")
    }
    assert sorted(found) == sorted(wanted)
    for path, html in wanted.items():
        assert found[path] == html, f"{name}/{path}: if it is meant, --update-golden"
