"""The program's templates are compiled once: kept beside its bytecode, and nothing else is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import jinja2
import pytest
from conftest import ENGLISH, ROOT
from test_templates import SITE, VIEW

from briefing.read.files import bundled_templates, read_templates
from briefing.render import templates
from briefing.render.templates import Templates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in the place of all that Python keeps bytecode in."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the templates that are compiled from here on."""
    names: list[str] = []
    compile_ = jinja2.Environment.compile

    def noted(self: jinja2.Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return compile_(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    return names


def page(own: Mapping[str, bytes] | None = None) -> str:
    """Return a page, printed by a program that has just been started."""
    bundled = read_templates(bundled_templates(), ROOT / "nowhere")
    return Templates({**bundled, **(own or {})}, ENGLISH).render(VIEW, SITE)


def found(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name.partition(".cpython")[0]: path.read_bytes() for path in files}


@contextmanager
def a_file_for_each(folder: Path) -> Iterator[None]:
    """Hold that what is done keeps as many files as there were."""
    before = found(folder)
    yield
    assert found(folder).keys() == before.keys()


def test_what_was_compiled_is_not_compiled_again(folder: Path, compiled: list[str]) -> None:
    first = page()
    assert compiled == ["pages/404.html", "base.html", "partials/links.html"]
    assert found(folder).keys() == {f"template.{name.replace('/', '.')}" for name in compiled}
    compiled.clear()
    assert page() == first
    assert not compiled


def test_a_briefings_own_template_is_neither_kept_nor_taken_for_the_bundled_one(
    folder: Path, compiled: list[str]
) -> None:
    page()
    before = found(folder)
    compiled.clear()
    assert page({"pages/404.html": b"own"}) == page({"pages/404.html": b"own"}) == "own"
    assert compiled == ["pages/404.html", "pages/404.html"]
    assert found(folder) == before


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
    ],
)
def test_what_is_not_whole_is_made_again(
    folder: Path, compiled: list[str], damaged: object
) -> None:
    assert callable(damaged)
    first, whole = page(), found(folder)
    for path in folder.rglob("*.jinja"):
        path.write_bytes(damaged(path.read_bytes()))
    compiled.clear()
    assert page() == first
    assert len(compiled) == 3
    assert found(folder) == whole


def test_what_another_jinja_compiled_makes_room(
    folder: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = page()
    compiled.clear()
    with a_file_for_each(folder):
        monkeypatch.setattr(templates, "__version__", "4.0")
        assert page() == first
    assert len(compiled) == 3


def test_nothing_is_kept_where_python_keeps_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    page()
    assert not folder.exists()


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(folder: Path) -> None:
    folder.write_text("no folder")
    assert "<html" in page()
    assert folder.read_text() == "no folder"
