"""The page about the gate: its commands run, its files say what services and hooks take."""

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Project

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {path: body for kind, path, body in _FENCE.findall(PAGE) if path}
SHELL = [body for kind, path, body in _FENCE.findall(PAGE) if kind == "sh"]
SECTIONS = PAGE.split("\n## ")
INSTALL = 'pip install "briefing @ git+https://example.org/briefing@v0.1.0"'
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

GOOD: dict[str, str | bytes] = {
    "content/actors/miller.md": "---\ntitle: Miller\nkind: person\nsummary: He built. [@p1]\n---\n",
    "seeds/text.txt": "Miller built the mill.\n\nIt burnt.\n",
}
WRONG: dict[str, str | bytes] = {
    **GOOD,
    "content/pages/w.md": "---\ntitle: W\n---\n\n[[x]] [[y]]\n",
}
WARNED: dict[str, str | bytes] = {**GOOD, "content/pages/w.md": "---\ntitle: W\n---\n\n<b>x\n"}

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run a script in a folder with the program on the path, as the package puts it there."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = scripts["scripts"]["briefing"].partition(":")
    start = f"import sys; from {module} import {function}; sys.exit({function}())"
    program = tmp_path / "bin" / "briefing"
    program.parent.mkdir()
    called = f"{shlex.quote(sys.executable)} -c {shlex.quote(start)}"
    program.write_text(f'#!/bin/sh\nexec {called} "$@"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment}
        return subprocess.run(
            ["sh", "-eu", "-c", script], cwd=folder, env=env, capture_output=True, text=True,
            encoding="utf-8", check=False, timeout=50,
        )  # fmt: skip

    return run


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="no sh")


def commands(body: str) -> Iterator[str]:
    """Yield the commands of the steps and jobs of a file, wherever in it they stand."""

    def walk(value: Any, key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for name, item in value.items():
                yield from walk(item, str(name))
        elif isinstance(value, list):
            for item in value:
                yield from walk(item, key)
        elif key in ("run", "script", "before_script"):
            yield str(value)

    yield from walk(yaml.safe_load(body))


# --- the examples -------------------------------------------------------------------------------


def test_there_is_an_example_for_each_service() -> None:
    assert set(FILES) == {
        ".github/workflows/briefing.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"
    }  # fmt: skip
    assert [section.partition("\n")[0] for section in SECTIONS[1:]] == [
        "GitHub", "GitLab", "A shell", "Before a commit is made"
    ]  # fmt: skip


@needs_sh
@pytest.mark.parametrize("path", [".github/workflows/briefing.yml", ".gitlab-ci.yml"])
def test_the_commands_of_a_service_pass_what_is_in_order_and_stop_what_is_not(
    path: str, project: Project, shell: Shell
) -> None:
    install, *others = commands(FILES[path])
    assert install == INSTALL
    assert others and all(command.startswith("briefing ") for command in others)
    assert not any(flag in command for command in others for flag in ("||", "|", ";"))
    root = project(GOOD)
    for command in others:
        done = shell(command, root)
        assert done.returncode == 0, done.stdout + done.stderr
    kept = "public" if path == ".gitlab-ci.yml" else "site"
    assert (root / kept / "index.html").is_file()
    assert kept in str(yaml.safe_load(FILES[path])), "what was built is kept"
    assert shell(others[0], project(WARNED)).returncode == 1
    assert shell(others[0], project(WRONG)).returncode == 1


@needs_sh
def test_the_commands_for_a_shell_run(project: Project, shell: Shell) -> None:
    weblinks, install, check, by_file, codes = SHELL
    assert weblinks == ".venv/bin/python -m tools.weblinks site\n"
    assert f".venv/bin/{INSTALL}" in install
    root = project(GOOD)
    assert shell(check, root).returncode == 0
    assert (root / "site" / "index.html").is_file()
    root = project(WRONG)
    assert shell(check, root).returncode == 1
    assert shell(by_file, root).stdout.split() == ["2", "content/pages/w.md"]
    assert shell(codes, root).stdout == "broken-link\n"


def test_the_page_leads_to_files_that_are_there() -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", PAGE)
    assert targets and all((ROOT / "docs" / target).is_file() for target in targets)


# --- the hook -----------------------------------------------------------------------------------

(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_hook_is_the_one_of_the_page_and_asks_for_the_package() -> None:
    ((used,),) = (
        repo["hooks"] for repo in yaml.safe_load(FILES[".pre-commit-config.yaml"])["repos"]
    )
    assert used == {"id": HOOK["id"]}
    assert (HOOK["language"], HOOK["pass_filenames"]) == ("python", False)
    (own,) = (
        hook
        for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
        for hook in repo["hooks"]
        if hook["id"] == "content"
    )
    assert own["files"] == HOOK["files"] and "check --strict" in own["entry"]


@pytest.mark.parametrize(
    ("path", "touched"),
    [
        ("content/actors/a.md", True),
        ("seeds/text.txt", True),
        ("templates/base.html", True),
        ("README.md", False),
        ("old/content/a.md", False),
    ],
)
def test_the_hook_runs_where_a_briefing_is_touched(path: str, touched: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) == touched


@needs_sh
@pytest.mark.parametrize(
    ("files", "arguments", "status"),
    [(GOOD, None, 0), (WRONG, None, 1), (WARNED, None, 1), (WARNED, [], 0)],
)
def test_the_hook_stops_what_is_wrong(
    files: dict[str, str | bytes],
    arguments: list[str] | None,
    status: int,
    project: Project,
    shell: Shell,
) -> None:
    root = project(files)
    words = [HOOK["entry"], *(HOOK["args"] if arguments is None else arguments)]
    done = shell(" ".join(words), root)
    assert done.returncode == status, done.stdout + done.stderr
    assert not (root / "site").exists(), "a hook writes nothing"


# --- the workflows of this repository -------------------------------------------------------------


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_names_versions_and_asks_for_little(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert all(
        re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)
        for used in re.findall(r"uses: (.*)", text)
    ), "a tag can be moved, a commit cannot"
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_the_links_to_the_outside_block_no_commit() -> None:
    text = (ROOT / ".github" / "workflows" / "links.yml").read_text(encoding="utf-8")
    started = yaml.safe_load(text)[True]  # "on" is a truth of YAML 1.1
    assert set(started) == {"schedule", "workflow_dispatch"}
    assert any("-m tools.weblinks site" in c and "--strict" not in c for c in commands(text))
    assert "weblinks" not in (ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8")


def test_the_gate_annotates_keeps_the_site_and_its_caches() -> None:
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    ran = list(commands(text))
    assert ".venv/bin/python build.py check --strict --format github" in ran
    assert sum("--format github" in command for command in ran) == 1, "one summary a run"
    steps = yaml.safe_load(text)["jobs"]["build"]["steps"]
    kept = {step["uses"].partition("@")[0]: step["with"] for step in steps if "with" in step}
    assert kept["actions/upload-artifact"]["path"] == "site"
    assert kept["actions/setup-python"]["cache"] == "pip"
    caches = [step["with"] for step in steps if step.get("uses", "").startswith("actions/cache@")]
    paths = {path for cache in caches for path in cache["path"].split()}
    assert paths == {"~/.cache/briefing", ".mypy_cache", ".ruff_cache", ".hypothesis", "~/.passed"}


def test_a_tree_that_has_passed_is_only_built() -> None:
    """A commit that changes nothing takes seconds: what was tested is not tested again."""
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"]["build"]["steps"]
    (asks,) = (step for step in steps if step.get("id") == "passed")
    assert asks["with"]["key"].endswith("${{ steps.tree.outputs.id }}"), "the key is the tree"
    skipped = [s["run"] for s in steps if "passed.outputs.cache-hit != 'true'" in s.get("if", "")]
    assert skipped == ["make lint", "make test"]
    order = [step.get("run", "") for step in steps]
    assert order.index("make test") < order.index("touch ~/.passed")
