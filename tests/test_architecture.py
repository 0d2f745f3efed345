"""The house keeps its plan: floors, doors to the outside, sizes, frozen values."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from msgspec import Struct

FLOORS = (
    "program",
    "errors",
    "disk",
    "diagnostics",
    "memo",
    "values",
    "asjson",
    "workers",
    "runs",
    "fragments",
    "model",
    "read",
    "link",
    "check",
    "draw",
    "render",
    "publish",
    "pipeline",
    "desk",
    "messages",
    "summary",
    "serve",
    "terminal",
    "commands",
    "cli",
)
"""A floor imports only floors that stand above it in this list."""

OUTSIDE = tuple(
    f"briefing.{name}"
    for name in "disk workers runs read.files read.bytecode terminal commands cli".split()
)
"""The modules that may touch disk, processes, clock, terminal, beside all of two floors."""

SEALED = {
    "markdown_it": {f"briefing.read.{name}" for name in ("grammar", "markdown", "lost", "inline")},
    "mdit_py_plugins": {"briefing.read.grammar"},
    "jinja2": {"briefing.render.templates"},
    "yaml": {"briefing.read.yamltree"},
    "ahocorasick_rs": {"briefing.link.gazetteer"},
    "pagefind_bin": {"briefing.publish.search"},
    "starlette": {"briefing.serve.server"},
    "uvicorn": {"briefing.serve.server"},
    "watchfiles": {"briefing.serve.watching"},
}
"""Libraries that stay behind a door: the modules that may know of each."""

# Functions, methods of a path, and modules by which a module reaches out.
_FUNCTIONS = frozenset("open print input exec eval breakpoint".split())
_METHODS = frozenset(
    """open read_text read_bytes write_text write_bytes exists is_file is_dir is_symlink is_folder
    is_link iterdir glob rglob mkdir unlink rmdir rename chmod touch stat lstat symlink_to
    hardlink_to resolve absolute cwd home owner""".split()
)
_MODULES = frozenset(
    "os subprocess shutil tempfile socket ctypes multiprocessing threading signal".split()
)
_HARMLESS = {
    ("briefing.render.feeds", "os"): "the environment's SOURCE_DATE_EPOCH, no file",
    ("briefing.pipeline", "resolve"): "where the bundled templates and the site's folder lie",
}


def modules() -> dict[str, tuple[Path, ast.Module]]:
    found = {}
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = (path, ast.parse(path.read_text(encoding="utf-8")))
    return found


MODULES = modules()
NAMES = tuple(name for name in MODULES if name != "briefing")


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports, wherever in it that stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole way"
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in MODULES else str(node.module)


def floor(name: str) -> str:
    return name.split(".")[1]


def own(name: str) -> set[str]:
    return {found for found in imports(MODULES[name][1]) if found.startswith("briefing.")}


# --- floors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_floor_imports_only_floors_above_it(name: str) -> None:
    here = FLOORS.index(floor(name))
    below = [n for n in own(name) if FLOORS.index(floor(n)) > here]
    assert not below, f"{name} imports from below: {below}"


@pytest.mark.parametrize(
    "stage", ["read", "link", "check", "draw", "render", "publish", "desk", "serve"]
)
def test_the_rooms_of_a_floor_import_each_other_in_one_direction(stage: str) -> None:
    rooms = {name: {n for n in own(name) if floor(n) == stage} for name in NAMES}
    rooms = {name: found for name, found in rooms.items() if floor(name) == stage}
    while rooms:
        free = [name for name, found in rooms.items() if not found & rooms.keys() - {name}]
        assert free, f"these import each other in a circle: {sorted(rooms)}"
        rooms = {name: found for name, found in rooms.items() if name not in free}


# --- doors ---------------------------------------------------------------------------------------


def reaching(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, what) for each way in which a module reaches out of the program."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
            yield from ((node.lineno, str(n)) for n in names if str(n).split(".")[0] in _MODULES)
        elif isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) if name in _FUNCTIONS:
                    yield node.lineno, name
                case ast.Attribute(attr=name) if name in _METHODS:
                    yield node.lineno, name
        elif isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "stdin"):
            yield node.lineno, node.attr


@pytest.mark.parametrize("name", NAMES)
def test_only_the_doors_touch_the_outside(name: str) -> None:
    if name in OUTSIDE or floor(name) in ("publish", "serve"):
        return
    found = [
        f"line {line}: {what}"
        for line, what in reaching(MODULES[name][1])
        if (name, what) not in _HARMLESS
    ]
    assert not found, f"{name} touches the outside: {found}"


@pytest.mark.parametrize("name", NAMES)
def test_what_lies_at_a_path_is_asked_of_one_module(name: str) -> None:
    """A path's own answer is "no" from Python 3.14 on, whatever went wrong."""
    asked = {
        f"line {node.lineno}: {ast.unparse(node.value)}.{node.attr}"
        for node in ast.walk(MODULES[name][1])
        if isinstance(node, ast.Attribute)
        and node.attr in ("exists", "is_file", "is_dir", "is_symlink")
        # What a listing of a folder yields still says what went wrong.
        and ast.unparse(node.value) not in ("disk", "entry")
    }
    assert not asked


@pytest.mark.parametrize("library", SEALED)
def test_a_library_stays_behind_its_door(library: str) -> None:
    knowing = {
        name
        for name in NAMES
        if any(found.split(".")[0] == library for found in imports(MODULES[name][1]))
    }
    assert knowing <= SEALED[library]


def test_nothing_is_imported_that_is_not_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["serve"], *extras["dask"]]
    packages = {re.split(r"[<>=\[; ]", line)[0].replace("-", "_").lower() for line in asked}
    # What a package brings with it as a part of its own interface.
    packages |= {"yaml", "markdown_it"} | ({"markupsafe"} if "jinja2" in packages else set())
    known = {"briefing", *sys.stdlib_module_names, *packages}
    for name in MODULES:
        strange = {found.split(".")[0] for found in imports(MODULES[name][1])} - known
        assert not strange, f"{name} imports {strange}"


def test_every_room_is_on_the_plan() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    shown, stage = set(), ""
    for line in plan.partition("\nbriefing/\n")[2].splitlines():
        if found := re.match(r" {2}(\w+)/ ", line):
            stage = f"{found[1]}."
        elif found := re.match(r"( {2}| {4})(\w+)\.py ", line):
            shown.add(f"briefing.{stage if len(found[1]) == 4 else ''}{found[2]}")
    there = {name for name in NAMES if MODULES[name][0].name != "__init__.py"}
    assert shown == there


# --- sizes and shapes ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_module_and_its_functions_are_short(name: str) -> None:
    path, tree = MODULES[name]
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{name} has {lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            # The one place where everything that was linked is put together, field by field.
            most = 80 if (name, node.name) == ("briefing.link.linking", "briefing") else 50
            assert length <= most, f"{name}.{node.name} has {length} lines"


@pytest.mark.parametrize("name", NAMES)
def test_values_are_frozen_structs(name: str) -> None:
    assert "dataclasses" not in set(imports(MODULES[name][1]))
    for node in ast.walk(MODULES[name][1]):
        if not isinstance(node, ast.ClassDef):
            continue
        kind = getattr(importlib.import_module(name), node.name, None)
        if isinstance(kind, type) and issubclass(kind, Struct):
            assert kind.__struct_config__.frozen, f"{name}.{node.name} can be changed"


@pytest.mark.parametrize("name", MODULES)
def test_no_group_of_an_expression_is_possessive(name: str) -> None:
    """Python before 3.11.5, which Debian 12 has, goes wrong where such a group backtracks."""
    for each, value in vars(importlib.import_module(name)).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            assert not re.search(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+", value.pattern), each


@pytest.mark.parametrize("name", MODULES)
def test_a_module_opens_with_a_promise(name: str) -> None:
    promise = ast.get_docstring(MODULES[name][1]) or ""
    assert promise.splitlines()[:1], f"{name} says nothing of itself"
    assert promise.split("\n\n")[0].endswith((".", ":")), f"{name}: {promise.splitlines()[0]}"
