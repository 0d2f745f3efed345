"""A build that would make the site that stands already makes nothing, and says the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import tree
from hypothesis import given, settings
from hypothesis import strategies as st
from smallsite import SMALL
from test_memo import SLOW, Edit, edits, put

from briefing.cli import main
from briefing.publish.keeping import cache_file
from briefing.publish.standing import survey

WARNED = {**SMALL, "content/places/odd.md": "---\ntitle: Odd\nkind: city\n---\nIt is odd.\n"}

Build = Callable[..., tuple[int, str, str, bool]]
"""Runs a build; returns its status, what it printed and whether it made anything."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    put(tmp_path / "root", WARNED)
    return tmp_path / "root"


@pytest.fixture
def build(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Build:
    from briefing import pipeline

    calls: list[int] = []
    produce = pipeline.produce

    def noted(*given: object, **named: object) -> object:
        calls.append(1)
        return produce(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "produce", noted)

    def run(*arguments: str) -> tuple[int, str, str, bool]:
        calls.clear()
        status = main(["--no-search", "--jobs", "1", *arguments], root=root)
        said = capsys.readouterr()
        return status, said.out, said.err, bool(calls)

    return run


def test_the_second_build_says_the_same_and_makes_nothing(build: Build, root: Path) -> None:
    first = build("-v")
    before = tree(root / "site")
    second = build("-v")
    assert first[:3] == second[:3]
    assert "odd.md" in first[1], "there is something to say"
    assert (first[3], second[3]) == (True, False)
    assert tree(root / "site") == before


def edited(path: str, text: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return edit


CHANGES: dict[str, Callable[[Path], object]] = {
    "a text": edited("content/places/odd.md", "---\ntitle: Odd\nkind: city\n---\nIt is even.\n"),
    "a new file": edited("content/pages/new.md", "---\ntitle: New\n---\nNew.\n"),
    "a template": edited("templates/pages/404.html", "{{ page.title }}"),
    "a file less": lambda root: (root / "content/places/odd.md").unlink(),
    "a source": lambda root: next((root / "seeds").rglob("*.txt")).write_text("Other.\n"),
    "a page of the site": edited("site/index.html", "mine"),
    "a page of the site gone": lambda root: (root / "site/404.html").unlink(),
    "a page more in the site": edited("site/mine.html", "mine"),
    "the mode of a page": lambda root: (root / "site/index.html").chmod(0o600),
    "the site gone": lambda root: shutil.rmtree(root / "site"),
    "a killed build": lambda root: (root / ".site.1.x.tmp").mkdir(),
    "a cache that is damaged": lambda root: _site_file(root).write_bytes(b"briefing kept 2\n"),
    "no cache": lambda root: _site_file(root).unlink(),
}


def _site_file(root: Path) -> Path:
    file = cache_file(root, "site")
    assert file and file.is_file()
    return file


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_has_changed_is_noticed(
    build: Build, root: Path, change: Callable[[Path], object]
) -> None:
    assert build()[3]
    assert not build()[3]
    change(root)
    status, _, _, made = build()
    assert made
    warm = tree(root / "site")
    assert build("--no-cache")[0] == status
    assert tree(root / "site") == warm


@pytest.mark.parametrize(
    "options", [("--drafts",), ("--strict",), ("--base-url", "https://example.org/x/")]
)
def test_another_wish_is_another_build(build: Build, options: tuple[str, ...]) -> None:
    build()
    assert build(*options)[3]


def test_another_place_is_another_build(build: Build, root: Path) -> None:
    build()
    assert build("--out", str(root / "elsewhere"))[3]
    assert not build("--out", str(root / "elsewhere"))[3]


def test_a_date_from_outside_is_noticed(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build()[3]


def test_without_a_cache_everything_is_made(build: Build) -> None:
    build()
    assert build("--no-cache")[3]


def test_a_failed_build_leaves_the_note_on_the_site_that_stands(build: Build, root: Path) -> None:
    build()
    page = root / "content/places/odd.md"
    good = page.read_text()
    page.write_text("---\ntitle: Odd\nkind: nothing\n---\n")
    assert build()[0] == 1
    page.write_text(good)
    assert not build()[3]


def test_a_file_that_changes_while_a_site_is_made_is_not_taken_for_read(
    build: Build, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing.publish import standing

    page = root / "content/places/odd.md"

    def late(folder: Path) -> object:
        found = survey(folder)
        page.write_text(page.read_text() + "\nAnd more.\n")  # an editor saves meanwhile
        return found

    with monkeypatch.context() as patched:
        patched.setattr(standing, "survey", late)
        assert build()[3]
    assert "And more." in (root / "site/places/odd/index.html").read_text()
    assert build()[3], "what was read is not what was surveyed"
    assert not build()[3]


def test_the_page_that_a_host_shows_is_written_each_time(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", os.fspath(tmp_path / "summary.md"))
    build("--format", "github")
    once = (tmp_path / "summary.md").read_text()
    build("--format", "github")
    assert (tmp_path / "summary.md").read_text() == once * 2


# --- the law: warm is cold, for every sequence of edits -----------------------------------------


def nothing(_: Path) -> None:
    """Leave everything as it is."""


@given(st.lists(st.tuples(st.just(nothing) | edits, st.sampled_from("12")), min_size=2, max_size=5))
@settings(max_examples=8, suppress_health_check=SLOW)
def test_whatever_was_kept_a_build_is_that_of_a_clean_one(
    root: Path, capsys: pytest.CaptureFixture[str], done: list[tuple[Edit, str]]
) -> None:
    """With the index of search, with one process and with two, on the site of the last build."""
    put(root, SMALL)
    for edit, jobs in done:
        edit(root)
        said = []
        for more in (("--jobs", jobs), ("--jobs", "1", "--no-cache")):
            out = root.parent / ("cold" if "--no-cache" in more else "warm")
            status = main(["-v", "--out", str(out), *more], root=root)
            captured = capsys.readouterr()
            said.append((status, captured.out, captured.err, tree(out)))
        assert said[0] == said[1]
