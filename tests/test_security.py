"""Each promise of SECURITY.md names tests that are there."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/\w+\.py)::(\w+)`")


def promises() -> list[tuple[str, str]]:
    """Return the rows of the tables: (promise, what holds it)."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("|")]
    return [(row[0], row[1]) for row in rows if row[0] not in ("promise", "---")]


def functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("promise", "held"), promises(), ids=lambda text: text[:40])
def test_a_promise_names_the_tests_that_hold_it(promise: str, held: str) -> None:
    named = _TEST.findall(held)
    assert named and _TEST.sub("", held).replace(",", "").strip() == ""
    for file, test in named:
        assert test.startswith("test_") and test in functions(file), f"{promise}: {file}::{test}"


def test_every_section_of_promises_has_some() -> None:
    assert len(promises()) >= 25
    assert "SECURITY.md" in (ROOT / "README.md").read_text(encoding="utf-8")
