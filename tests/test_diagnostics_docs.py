"""The page about diagnostics has a section for each code, and its examples print what it says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, Project

from briefing.diagnostics import SEVERITIES, Diagnostic, Severity
from briefing.messages import as_text
from briefing.pipeline import Options, accept, build, check
from briefing.publish.verify import verify

PAGE = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
GROUPS = ["Reading", "Linking", "Evidence", "Coverage", "Templates", "The built site", "Notes"]

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
    return {path: body for kind, path, body in _FENCE.findall(text) if path and kind != "diff"}


def _told(code: str) -> dict[str, str | bytes]:
    """Return the files that a section tells of in words."""
    told: dict[str, dict[str, str | bytes]] = {
        "duplicate-slug": {"content/actors/weaver.md": _actor("Weaver")},
        "encoding": {
            "content/actors/miller.md": _actor("Miller", "He was a café").encode("latin-1")
        },
        "missing-file": {"content/pictures/mill.jpg": b"\xff\xd8\xff"},
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


def _files(code: str) -> dict[str, str | bytes]:
    """Return the files of the example of a section."""
    source = {"seeds/text.txt": _examples(PAGE)["seeds/text.txt"]}
    return {**source, **_examples(SECTIONS[code]), **_told(code)}


def _mended(code: str) -> dict[str, str | bytes]:
    """Return the files of an example as the end of its section mends them."""
    files = _files(code)
    ((path, diff),) = ((p, body) for kind, p, body in _FENCE.findall(SECTIONS[code])
                       if kind == "diff")  # fmt: skip
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in "- ")
    new = "".join(line[1:] for line in lines if line[0] in "+ ")
    if not path:  # the file gets another name
        files[new.strip()] = files.pop(old.strip())
        return files
    text = files[path]
    assert isinstance(text, str) and text.count(old) == 1, "what is mended stands in the example"
    return {**files, path: text.replace(old, new)}


_ALTERED: dict[str, Callable[[Path], object]] = {
    "site-missing": lambda site: (site / "404.html").unlink(),
    "site-changed": lambda site: (site / "index.html").write_bytes(b"another"),
    "site-extra": lambda site: (site / "notes.txt").touch(),
}
"""What the sections about a built site say was done to it."""


def _problems(root: Path) -> tuple[Diagnostic, ...]:
    options = Options(root, root / "site", search=False)
    return (verify(options.out, root) if options.out.exists() else check(options)).problems


def _codes(root: Path) -> set[str]:
    return {one.code for one in _problems(root)}


def _alter(code: str, root: Path) -> None:
    """Build what a section about a built site speaks of, and do to it what it tells."""
    if code in _ALTERED:
        assert not build(Options(root, root / "site", search=False)).failed
        _ALTERED[code](root / "site")


@pytest.mark.parametrize("code", SECTIONS)
def test_the_end_of_a_section_mends_its_example(code: str, project: Project) -> None:
    by_a_command = ("encoding", "source-changed", *_ALTERED)
    if SEVERITIES[code] is Severity.NOTE and "```diff" not in SECTIONS[code]:
        return
    if code not in by_a_command:
        root = project(_mended(code))
        assert code not in _codes(root)
        return
    root = project(_files(code))
    _alter(code, root)
    assert code in _codes(root)
    if code in _ALTERED:
        assert not build(Options(root, root / "site", search=False)).failed
    elif code == "encoding":
        file = root / "content/actors/miller.md"
        file.write_text(file.read_text(encoding="latin-1"), encoding="utf-8")
    else:
        assert not accept(Options(root, root / "site")).failed
    assert code not in _codes(root)


@pytest.mark.parametrize("code", SECTIONS)
def test_an_example_prints_what_the_page_says(code: str, project: Project) -> None:
    (printed,) = (body for kind, _, body in _FENCE.findall(SECTIONS[code]) if kind == "text")
    root = project(_files(code))
    _alter(code, root)
    assert f"[{code}]: " in printed
    assert printed.strip() in [str(problem) for problem in _problems(root)]


def test_the_example_of_the_whole_message_is_what_is_printed(project: Project) -> None:
    (shown,) = (body for kind, _, body in _FENCE.findall(PAGE) if kind == "console")
    root = project(_files("broken-link"))
    report = check(Options(root, root / "site", search=False))
    found = [one for one in report.problems if one.code == "broken-link"]
    assert as_text(found, report.texts) == shown.strip()
