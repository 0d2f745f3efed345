"""The head of a Markdown file is split off and read; its body keeps the file's lines."""

from __future__ import annotations

import pytest

from briefing.diagnostics import Diagnostic
from briefing.model import SourceFile
from briefing.read.fields import TEXT, Field
from briefing.read.frontmatter import Split, read_mapping, split

FIELDS = (Field("title", TEXT, "its heading", required=True), Field("tagline", TEXT, "a line"))


def parted(text: str) -> tuple[Split | None, list[str]]:
    problems: list[Diagnostic] = []
    parts = split(SourceFile("f", text), problems.append)
    return parts, [f"{p.position} {p.code} {p.message}" for p in problems]


def mapped(text: str) -> list[str]:
    problems: list[Diagnostic] = []
    read_mapping(text, "f", FIELDS, problems.append)
    return [f"{p.position.line}:{p.position.column} {p.code}" for p in problems]


def test_the_body_keeps_the_lines_of_the_file() -> None:
    parts, problems = parted("---\ntitle: a\n---\n\nBody\n")
    assert problems == []
    assert parts == Split("---\ntitle: a\n", "\n\n\n\nBody\n")


@pytest.mark.parametrize("fence", ["---", "--- ", "---\t"])
def test_white_space_after_a_fence_is_no_matter(fence: str) -> None:
    parts, problems = parted(f"{fence}\ntitle: a\n{fence}\nBody")
    assert (parts and parts.body, problems) == ("\n\n\nBody", [])


def test_a_rule_in_the_body_is_part_of_the_body() -> None:
    parts, _ = parted("---\ntitle: a\n---\nOne\n\n---\n\nTwo")
    assert parts and parts.body == "\n\n\nOne\n\n---\n\nTwo"


@pytest.mark.parametrize(
    "text", ["", "\n", "title: a\n", " ---\na: b\n---\n", "\n---\na: b\n---\n", "----\na: b\n"]
)
def test_a_file_without_front_matter(text: str) -> None:
    assert parted(text) == (None, ["f:1:1 yaml-syntax there is no front matter"])


@pytest.mark.parametrize("text", ["---", "---\n", "---\ntitle: a\n", "---\ntitle: a\n ---\n"])
def test_front_matter_that_is_not_closed(text: str) -> None:
    assert parted(text) == (None, ["f:1:1 yaml-syntax the front matter is not closed"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title: a\n", []),
        ("", ["1:1 wrong-type"]),
        ("---\n# nothing yet\n", ["3:1 wrong-type"]),
        ("- title: a\n", ["1:1 wrong-type"]),
        ("just words\n", ["1:1 wrong-type"]),
        ("title: a: b\n", ["1:9 yaml-syntax"]),
        # A broken head says what broke it, and not what is missing because of that.
        ("tagline: *x\n", ["1:10 yaml-syntax"]),
        ("{}", ["1:1 missing-field"]),
    ],
)
def test_a_head_that_holds_no_fields(text: str, found: list[str]) -> None:
    assert mapped(text) == found
