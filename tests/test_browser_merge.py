"""One search over several briefings, as docs/scale.md describes it, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from playwright.sync_api import expect
from served import Visit, serving

from briefing.pipeline import build
from briefing.runs import Options

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}[^\n]*\n(.*?)```", PAGE, re.DOTALL)


def test_a_portal_finds_what_either_briefing_says(visitor: Visit, tmp_path: Path) -> None:
    (html,) = blocks("html")
    for name, root in (("sirte", ROOT), ("aral-sea", ROOT / "examples" / "aral-sea")):
        assert not build(Options(root, tmp_path / name)).failed
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    with serving(tmp_path) as portal:
        page = visitor(portal.url)
        for asked, leads_to in (("sirte", "/sirte/"), ("muynak", "/aral-sea/")):
            page.get_by_role("searchbox").fill(asked)
            links = page.get_by_role("listitem").get_by_role("link")
            expect(links.first).to_have_attribute("href", re.compile(f"^{leads_to}"))
        page.get_by_role("searchbox").fill("water")
        expect(page.locator('li a[href^="/aral-sea/"]').first).to_be_visible()


def test_the_shards_build_every_briefing_once() -> None:
    """The matrix of the example hands each folder to exactly one of its jobs."""
    (text,) = blocks("yaml")
    job = yaml.safe_load(text)["jobs"]["build"]
    shards = job["strategy"]["matrix"]["shard"]
    assert shards == list(range(len(shards)))
    line = next(step["run"] for step in job["steps"] if "briefings/*" in step.get("run", ""))
    number = int(re.search(r"NR % (\d+)", line)[1])  # type: ignore[index] # it is there
    assert number == len(shards)
