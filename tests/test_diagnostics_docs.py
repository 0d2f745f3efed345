"""The page about diagnostics has a section for each code, and its examples print what it says."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise

import pytest
from conftest import ROOT, Project

from briefing.diagnostics import SEVERITIES
from briefing.pipeline import Options, check

PAGE = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
GROUPS = ["Reading", "Linking", "Evidence", "Coverage", "Templates", "Notes"]

_HEADING = re.compile(r"^## ([a-z-]+)$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _sections() -> dict[str, str]:
    """Return the text of each section by its code."""
    starts = [*_HEADING.finditer(PAGE), None]
    return {
        a[1]: PAGE[a.end() : b.start() if b else None].partition("\n# ")[0]
        for a, b in pairwise(starts)
        if a
    }


SECTIONS = _sections()


def _actor(title: str, body: str = "") -> str:
    return f"---\ntitle: {title}\nkind: person\n---\n{body}"


def _lock() -> str:
    """Return the lock of which the page speaks: April in place of March."""
    text = _examples(PAGE)["seeds/text.txt"].strip().split("\n\n")[1].replace("March", "April")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps({"articles/text#p2": {"sha256": digest, "text": text}})


def _examples(text: str) -> dict[str, str]:
    return {path: body for _, path, body in _FENCE.findall(text) if path}


def _told(code: str) -> dict[str, str | bytes]:
    """Return the files that a section tells of in words."""
    told: dict[str, dict[str, str | bytes]] = {
        "duplicate-slug": {"content/actors/weaver.md": _actor("Weaver")},
        "encoding": {
            "content/actors/miller.md": _actor("Miller", "He was a café").encode("latin-1")
        },
        "broken-link": {"content/actors/miller.md": _actor("Miller")},
        "ambiguous-name": {"content/places/miller.md": _actor("Miller").replace("person", "city")},
        "source-changed": {"content/evidence.lock": _lock()},
    }
    return told.get(code, {})


def test_every_code_has_a_section_and_no_section_is_for_another() -> None:
    assert list(SECTIONS) == re.findall(r"^## (.+)$", _FENCE.sub("", PAGE), re.MULTILINE)
    assert set(SECTIONS) == set(SEVERITIES)


def test_the_groups_come_in_order() -> None:
    assert re.findall(r"^# (.+)$", _FENCE.sub("", PAGE), re.MULTILINE) == ["Diagnostics", *GROUPS]


@pytest.mark.parametrize("code", SECTIONS)
def test_a_section_gives_the_weight_of_its_code(code: str) -> None:
    assert SECTIONS[code].lstrip().startswith(f"*{SEVERITIES[code].value.capitalize()}.* ")
    assert "\n*To mend it:* " in SECTIONS[code]


@pytest.mark.parametrize("code", SECTIONS)
def test_an_example_prints_what_the_page_says(code: str, project: Project) -> None:
    (printed,) = (body for kind, _, body in _FENCE.findall(SECTIONS[code]) if kind == "text")
    files = {"seeds/text.txt": _examples(PAGE)["seeds/text.txt"], **_examples(SECTIONS[code])}
    root = project({**files, **_told(code)})
    problems = check(Options(root, root / "site", search=False)).problems
    assert f"[{code}]: " in printed
    assert printed.strip() in [str(problem) for problem in problems]
