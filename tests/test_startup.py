"""Nothing is imported that a command does not use; what needs no content is answered at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Project

from briefing import cli, commands, diagnostics
from briefing.read.files import read_files

ITSELF = frozenset(
    "briefing briefing.cli briefing.errors briefing.program briefing.terminal".split()
)
"""What of the program understands a command line, and refuses one."""

ARGPARSE = """
import __future__, argparse, collections.abc
parser = argparse.ArgumentParser(prog="x")
parser.add_argument("--version", action="version", version="x")
parser.add_argument("words", nargs="*", help="x")
parser.parse_args(["--help"])
"""
"""What the standard library imports for any command line, and no more."""


def imported(*arguments: str) -> frozenset[str]:
    """Return the modules that a fresh interpreter imports, as it tells them itself."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    told = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return frozenset(line.rpartition("|")[2].strip() for line in told)


@pytest.fixture(scope="module")
def bare() -> frozenset[str]:
    return imported("-c", ARGPARSE)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_import_the_parser_alone(option: str, bare: frozenset[str]) -> None:
    assert imported("build.py", option) - bare == ITSELF


@pytest.mark.parametrize(
    "arguments",
    [["--formt"], ["--format", "jsn"], ["biuld"], ["--port", "x"], ["check", "more"], ["new"]],
)
def test_a_slip_imports_what_a_guess_takes(arguments: list[str], bare: frozenset[str]) -> None:
    guess = imported("-c", "import difflib")
    assert imported("build.py", *arguments) - bare - guess == ITSELF


def test_a_root_without_content_is_refused_at_once(bare: frozenset[str], tmp_path: Path) -> None:
    assert imported("build.py", "--root", str(tmp_path)) - bare == ITSELF


def test_a_wrong_address_imports_what_reads_one(bare: frozenset[str]) -> None:
    reads = {"briefing.read", "briefing.read.addresses"}
    urls = imported("-c", "import urllib.parse")
    assert imported("build.py", "--base-url", "x.org") - bare - urls == ITSELF | reads


# --- a command imports its own ---------------------------------------------------------------

REACHING = "ssl http.client http.server urllib.request ftplib smtplib asyncio distributed".split()
"""What speaks to other machines, or waits for them."""

COMPANY = "multiprocessing concurrent.futures.process importlib.metadata email zipfile".split()
"""What starts processes, where none is wanted, and what reads of packages."""

WORKSHOP = "unittest doctest pdb pydoc idlelib distutils setuptools pip pytest".split()
"""What programmers use."""

LIBRARIES = "jinja2 ahocorasick_rs starlette uvicorn watchfiles anyio click".split()

USES: dict[str, tuple[list[str], set[str]]] = {
    "build": (["--no-search", "--jobs", "1"], {"jinja2", "ahocorasick_rs", "publish"}),
    "check": (["--jobs", "1"], {"jinja2", "ahocorasick_rs", "publish"}),
    "schema": ([], {"publish"}),
    "new": (["term", "Sand"], {"ahocorasick_rs", "publish", "desk"}),
}
"""Arguments of a command, and the libraries and late floors that its work takes."""

LATE = ("desk", "serve", "publish")


@pytest.mark.parametrize("command", USES)
def test_a_command_imports_only_its_own(command: str, project: Project) -> None:
    arguments, uses = USES[command]
    found = imported("build.py", command, "--root", str(project({})), *arguments)
    top = {name.partition(".")[0] for name in found}
    assert "briefing.commands" in found, "the command was refused"
    assert not found & {*REACHING, *COMPANY} and not top & {*WORKSHOP}
    assert top & {*LIBRARIES} <= uses
    floors = {name.split(".")[1] for name in found if name.startswith("briefing.")}
    assert floors & {*LATE} <= uses
    assert ("render" in floors) == ("jinja2" in uses)


# --- what stands in two places so that nothing has to be imported ------------------------------


def test_each_command_is_known_to_both() -> None:
    assert list(cli.COMMANDS) == list(commands.COMMANDS)


def test_the_forms_are_those_of_diagnostics() -> None:
    assert tuple(diagnostics.FORMATS) == cli.FORMS


def test_a_root_without_content_is_told_in_the_same_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(cli.NoContentError) as refused:
        read_files(tmp_path)
    assert cli.main(["--root", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"build.py: {refused.value}\n"
