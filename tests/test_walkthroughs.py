"""What the handbook says of adding a kind of page and a check, done in a copy of the program."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from handbook import Fence, change, fences, put

FOLDERS = (
    "briefing",
    "templates",
    "docs",
    "schemas",
    "tools",
    "tests",
    ".vscode",
    "content/.obsidian",
)
FILES = ("build.py", "pyproject.toml", "CHANGELOG.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "golden", "screenshots")

SMALL = {
    "content/site.yml": "title: The ford\n",
    "content/articles/text.md": "---\ntitle: The text\nsource: text.txt\nauthor: A. Writer\n---\n",
    "seeds/text.txt": "The Treaty of the Ford was signed.\n\nThe Letter of the Mayor says so.\n",
}
"""The briefing of the copy."""

slow = pytest.mark.timeout(300)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the program with a small briefing of its own."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_OUT)
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path / file)
    for path, text in SMALL.items():
        put(tmp_path, Fence("", path, text))
    return tmp_path


def examples(name: str) -> list[Fence]:
    return list(fences((ROOT / "docs" / "developers" / f"{name}.md").read_text("utf-8")))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in the copy."""
    program, *words = shlex.split(command)
    assert program == "python"
    return subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=280,
    )  # fmt: skip


def follow(name: str, folder: Path) -> Iterator[tuple[str, subprocess.CompletedProcess[str]]]:
    """Do what a page says, step by step; yield its commands with what they did."""
    for fence in examples(name):
        if fence.language == "diff":
            change(folder, fence)
        elif fence.path:
            assert not (folder / fence.path).exists(), "a new file"
            put(folder, fence)
        else:
            assert fence.language == "sh"
            for line in fence.text.splitlines():
                yield line, run(line, folder)


def untidy(name: str, folder: Path) -> str:
    """Return what the linter and the formatter object to in the modules that a page changes."""
    modules = " ".join(sorted({f.path for f in examples(name) if f.path.endswith(".py")}))
    found = [
        run(f"python -m ruff {how} --no-cache {modules}", folder)
        for how in ("check", "format --check")
    ]
    return "".join(one.stdout + one.stderr for one in found if one.returncode)


def page(folder: Path, path: str) -> str:
    return (folder / "site" / path).read_text(encoding="utf-8")


@slow
def test_a_kind_of_page_is_added_as_the_handbook_says(copy: Path) -> None:
    document = next(f for f in examples("kind") if f.path.startswith("content/documents/"))
    put(copy, document)
    before = run("python build.py check -q", copy)
    assert (before.returncode, "content/documents/ is no folder" in before.stdout) == (1, True)
    shutil.rmtree(copy / "content/documents")

    done = list(follow("kind", copy))
    assert [(line, run.stdout + run.stderr) for line, run in done if run.returncode] == []
    assert untidy("kind", copy) == ""
    assert (copy / "content/documents/letter-of-the-mayor.md").is_file()
    schema = json.loads((copy / "schemas/document.schema.json").read_text(encoding="utf-8"))
    options = [option["const"] for option in schema["properties"]["kind"]["oneOf"]]
    assert options == ["treaty", "report", "other"]

    own = page(copy, "documents/treaty-of-the-ford/index.html")
    assert 'data-entity-page="documents/treaty-of-the-ford"' in own
    assert "March 1911" in own and "<dt>Date</dt>" in own
    link = 'class="document" data-entity="documents/treaty-of-the-ford"'
    assert link in page(copy, "articles/text/index.html")
    listed = page(copy, "documents/index.html")
    assert link in listed and ">Treaties <" in listed
    home = page(copy, "index.html")
    assert ">1 document</a>" in home and 'href="documents/"' in home
    assert not (copy / "site/documents/letter-of-the-mayor").exists(), "it is a draft"
    kinds = json.loads((copy / "site/pagefind/kinds.json").read_text())
    assert "document" in kinds
    told = run("python -m pytest -q tests/test_docs.py", copy)
    assert told.returncode == 0, told.stdout[-3000:]


@slow
def test_a_check_is_added_as_the_handbook_says(copy: Path) -> None:
    put(
        copy, Fence("", "content/pages/w.md", "---\ntitle: W\nsummary: It breaks off at the\n---\n")
    )
    before = run("python build.py check --strict", copy)
    assert before.returncode == 0, before.stdout
    (copy / "content/pages/w.md").unlink()

    done = list(follow("check", copy))
    assert [(line, run.stdout + run.stderr) for line, run in done if run.returncode] == []
    assert untidy("check", copy) == ""
    assert len(done) == 3 and all("passed" in run.stdout for _, run in done[1:])
    put(
        copy, Fence("", "content/pages/w.md", "---\ntitle: W\nsummary: It breaks off at the\n---\n")
    )
    after = run("python build.py check --strict -q", copy)
    assert after.returncode == 1
    assert after.stdout.startswith(
        "content/pages/w.md:3:1: warning[broken-off]: the summary breaks off after"
    )
