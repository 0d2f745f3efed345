"""The contract says what there is, and says so of nothing else."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from conftest import ROOT

from briefing import cli
from briefing.diagnostics import SEVERITIES
from briefing.read.fields import MAX_LINE
from briefing.read.files import LOCK
from briefing.read.grammar import DEEPEST
from briefing.read.kinds import KINDS, REFERENCE_FIELDS, SITE_FIELDS
from briefing.read.yamltree import MAX_DEPTH, MAX_LENGTH
from briefing.render.data import BRIEFING
from briefing.render.exports import EVENTS, PLACES, RELATIONS

CONTRACT = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
NOT_YET = "*(not yet)*"
PARSER = cli._parser(Path())


def section(number: int) -> str:
    """Return one section of the contract."""
    parts = re.split(r"^## \d+\. .*$", CONTRACT, flags=re.MULTILINE)
    return parts[number]


def rows(text: str) -> dict[str, str]:
    """Return the rows of the tables by the words in code type of their first cell."""
    cells = (line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| `"))
    named = ((re.findall(r"`([^`]+)`", first), [first, *rest]) for first, *rest in cells)
    return {name.split()[0]: "|".join(row) for names, row in named for name in names}


def commands() -> set[str]:
    (command,) = (action for action in PARSER._actions if action.dest == "command")
    return set(command.choices or ())


def options() -> set[str]:
    found = (action for action in PARSER._actions if not isinstance(action, argparse._HelpAction))
    return {option for action in found for option in action.option_strings}


def marked_as_there(table: dict[str, str]) -> set[str]:
    return {name for name, row in table.items() if NOT_YET not in row.split("|")[0]}


def test_every_command_is_in_the_contract_and_no_other_is_promised_for_today() -> None:
    table = {name: row for name, row in rows(section(1)).items() if not name.startswith("-")}
    known = {name for name in marked_as_there(table) if name not in ("json", "github")}
    assert known == commands()


def test_every_option_is_in_the_contract_and_no_other_is_promised_for_today() -> None:
    table = {name: row for name, row in rows(section(1)).items() if name.startswith("-")}
    assert marked_as_there(table) - {"-h", "--help"} == options()


@pytest.mark.parametrize("folder", KINDS)
def test_every_field_of_a_front_matter_is_in_the_contract(folder: str) -> None:
    text = section(2)
    row = next(line for line in text.splitlines() if f"`content/{folder}/SLUG.md`" in line)
    (common,) = re.findall(r"^Every Markdown file may also have (.+?)\n\n", text, re.M | re.S)
    (naming,) = re.findall(r"^- The naming fields: (.+?)\n- ", text, re.M | re.S)
    where = row + common + (naming if "the naming fields" in row else "")
    for field in KINDS[folder].fields:
        assert re.search(rf"`{field.name}(: [^`]+)?`", where), field.name
        assert (f"**`{field.name}`**" in row) == field.required, field.name


@pytest.mark.parametrize(
    ("file", "fields"), [("site", SITE_FIELDS), ("references", REFERENCE_FIELDS)]
)
def test_every_field_of_the_other_files_is_in_the_contract(file: str, fields: tuple) -> None:  # type: ignore[type-arg]
    row = next(line for line in section(2).splitlines() if f"`content/{file}.yml`" in line)
    for field in fields:
        assert f"`{field.name}`" in row, field.name
        assert (f"**`{field.name}`**" in row) == field.required, field.name


def test_every_code_is_in_the_contract_with_its_weight() -> None:
    table = rows(section(5))
    assert set(table) == set(SEVERITIES)
    for code, severity in SEVERITIES.items():
        assert table[code].split("|")[1].strip() == severity


def test_the_limits_of_reading_are_in_the_contract() -> None:
    (limits,) = re.findall(r"^- Limits: (.+?)\n\n", section(2), re.M | re.S)
    said = " ".join(limits.split())
    assert f"at most {MAX_LENGTH:,} characters" in said
    assert f"at most {MAX_LINE:,}," in said
    assert f"at most {MAX_DEPTH} levels deep" in said
    assert f"blocks of Markdown at most {DEEPEST}," in said


def test_no_page_promises_a_code_or_a_file_for_later_that_is_there() -> None:
    assert NOT_YET not in section(5)
    (tree,) = re.findall(r"```\n(site/.+?)```", section(4), re.S)
    for path in (BRIEFING, PLACES, RELATIONS, EVENTS, LOCK):
        assert path in tree or path in section(2), path
    for name in ("evidence/index.html", "cite/SLUG.bib", "cite/SLUG.ris", "cite/SLUG.json"):
        assert name in tree


def test_the_page_leads_to_pages_that_are_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", CONTRACT):
        if "`" not in target and not target.endswith("sirte.md"):
            assert (ROOT / "docs" / target).exists(), target
