"""The pages of two tiny briefings, held against what is expected of them.

Of every page the <main> is compared, and of one page of each template the whole. After a
change that is meant, ``pytest tests/test_golden.py --update-golden`` writes the expected
pages anew; their difference is read like code.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from briefing.pipeline import Options, build

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


def pages(name: str, out: Path) -> dict[str, str]:
    """Build a briefing and return what of its pages is compared, by path."""
    report = build(Options(GOLDEN / name, out, search=False))
    assert [str(p) for p in report.problems if p.severity != "note"] == []
    found: dict[str, str] = {}
    for path in sorted(out.rglob("*.html")):
        # The name of an asset changes with every byte of it, which is not what is looked at here.
        html = re.sub(r"\.[0-9a-f]{10}\.(?=\w+)", ".0123456789.", path.read_text(encoding="utf-8"))
        whole = name == "harbour" and path.relative_to(out).as_posix() in WHOLE.values()
        main = re.search(r"<main\b.*</main>\n?", html, re.DOTALL)
        assert main is not None, path
        found[path.relative_to(out).as_posix()] = html if whole else main[0]
    return found


def test_each_template_is_seen_whole() -> None:
    templates = (ROOT / "templates" / "pages").glob("*.html")
    assert sorted(WHOLE) == sorted(template.stem for template in templates)


@pytest.mark.parametrize("name", BRIEFINGS)
def test_the_pages_are_what_is_expected(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    expected, found = GOLDEN / name / "expected", pages(name, tmp_path / "site")
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
