"""`--format json` against schemas/diagnostic.schema.json: every kind of mistake, and no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ROOT, Project
from jsonschema import Draft202012Validator

from briefing.cli import main
from briefing.diagnostics import FORMATS, SEVERITIES, Position, Severity, problem

SCHEMA = json.loads((ROOT / "schemas" / "diagnostic.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD: dict[str, Any] = SCHEMA["examples"][0]


def test_the_schema_is_one_and_its_examples_are_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for example in SCHEMA["examples"]:
        VALIDATOR.validate(example)
    for name, field in SCHEMA["properties"].items():
        assert field["description"], name
        for example in field.get("examples", ()):
            VALIDATOR.validate({**GOOD, name: example})


def test_it_knows_every_code_and_every_weight_and_no_other() -> None:
    assert SCHEMA["properties"]["code"]["enum"] == sorted(SEVERITIES)
    assert SCHEMA["properties"]["severity"]["enum"] == [weight.value for weight in Severity]


@pytest.mark.parametrize("severity", [None, *Severity])
@pytest.mark.parametrize("code", SEVERITIES)
def test_every_kind_of_mistake_is_valid(code: str, severity: Severity | None) -> None:
    place = Position("content/pages/ü, %:1.md", 3, 7)
    for message, hint in (("x", ""), ('a\nb\r\u2028 "c"', "d\n\te"), ("y" * 10_000, "z" * 10_000)):
        found = problem(code, place, message, hint, severity)
        VALIDATOR.validate(json.loads(FORMATS["json"](found)))


@pytest.mark.parametrize(
    "change",
    [
        {"line": 0},
        {"column": 0},
        {"line": "1"},
        {"path": ""},
        {"code": "broken"},
        {"severity": "fatal"},
        {"message": ""},
        {"message": "a\nb"},
        {"hint": None},
        {"more": 1},
    ],
)
def test_anything_else_is_not(change: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid({**GOOD, **change})


@pytest.mark.parametrize("field", SCHEMA["required"])
def test_no_field_may_be_missing(field: str) -> None:
    assert not VALIDATOR.is_valid({name: GOOD[name] for name in GOOD if name != field})


def test_what_is_printed_is_valid(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        "content/actors/a.md": "---\ntitle: A\nkind: grup\nkindd: x\n---\nOf [[nobody]].\n",
        "content/pages/z.md": "---\ntitle: Z\n---\n\n<b>bold</b> [@p9]\n",
        "content/pages/A b.md": "no head",
        "content/site.yml": "title: T\n",
        "seeds/text.txt": b"caf\xe9\n",
    }
    assert main(["check", "-v", "--format", "json", "--root", str(project(wrong))]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["severity"] for line in lines} == {"error", "warning", "note"}
    for line in lines:
        VALIDATOR.validate(line)
