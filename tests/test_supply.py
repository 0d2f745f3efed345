"""What is installed is pinned, needed, known by its digest, and under a licence that is listed."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from conftest import ROOT

from tools.sbom import Pin, installed, licence, needs, normal, pinned, requirement

PINS = pinned()
NAMES = {file: {pin.name for pin in found} for file, found in PINS.items()}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BEYOND = frozenset({"test", "fonts"})
"""The constraints that tests and tools need, and no build."""

ELSEWHERE = {"fontTools": "fonttools", "freetype": "freetype-py"}
"""Modules of packages that only who cuts the type anew installs: nothing here knows of them."""

# What is run and not imported: where its use stands, and the words there.
RUN = {
    "axe-playwright-python": ("tests/test_browser_axe.py", "axe_playwright_python"),
    "codespell": ("Makefile", "-m codespell_lib"),
    "cyclonedx-python-lib": ("tests/test_sbom.py", "cyclonedx.schema"),
    "mypy": ("Makefile", "-m mypy"),
    "pytest-timeout": ("pyproject.toml", "\ntimeout = "),
    "pytest-xdist": ("Makefile", "-m pytest -n "),
    "ruff": ("Makefile", "-m ruff check"),
    "setuptools": ("pyproject.toml", "setuptools.build_meta"),
    "types-html5lib": ("tests/test_package.py", "setuptools"),
    "types-pyyaml": ("pyproject.toml", "strict = true"),
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        found = sorted((ROOT / folder).rglob("*.py")) if folder != "build.py" else [ROOT / folder]
        yield from (path for path in found if "node_modules" not in path.parts)


_distributions = cache(packages_distributions)


@cache
def third_party(*folders: str) -> dict[str, set[str]]:
    """Return the packages whose modules are imported, anywhere in a file, with these files."""
    known = _distributions()
    own = {"briefing", "bench", "tools", *(path.stem for path in sources("tests", "tools"))}
    found: dict[str, set[str]] = defaultdict(set)
    for path in sources(*folders):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for top in {module.partition(".")[0] for module in modules}:
                if top not in sys.stdlib_module_names and top not in own:
                    named = known.get(top, [ELSEWHERE.get(top, top)])
                    found[normal(named[0])].add(path.relative_to(ROOT).as_posix())
    return found


def asked(file: str) -> list[str]:
    """Return what pyproject.toml asks for in the name of one file of constraints."""
    extras = PROJECT["optional-dependencies"]
    wanted = {"site": [], "test": ["serve", "test"]}.get(file, [file])
    return [*PROJECT["dependencies"], *(line for extra in wanted for line in extras[extra])]


# --- what is imported, and what is pinned ---------------------------------------------------------


def test_what_the_program_imports_is_pinned_for_it() -> None:
    there = set().union(*(names for file, names in NAMES.items() if file not in BEYOND))
    strange = {name: used for name, used in third_party("briefing", "build.py").items()
               if name not in there}  # fmt: skip
    assert not strange


def test_what_tests_and_tools_import_is_pinned() -> None:
    there = set().union(*NAMES.values())
    found = third_party("tests", "tools", "bench")
    assert {"pytest", "hypothesis", "fonttools"} <= found.keys()
    assert not {name: used for name, used in found.items() if name not in there}


def reached(file: str) -> set[str]:
    """Return the pins that what is asked for needs, by what the installed packages say."""
    waiting = [requirement(line) for line in asked(file)]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        need = waiting.pop()
        if need not in seen and need[0] in NAMES[file]:
            seen.add(need)
            about = installed(need[0])
            waiting += needs(about, need[1]) if about else ()
    return {name for name, _ in seen}


@pytest.mark.parametrize("file", PINS)
def test_nothing_is_pinned_that_nobody_needs(file: str) -> None:
    there = reached(file)
    conditional = {pin.name for pin in PINS[file] if pin.marker}
    absent = {name for name in there if not installed(name)}
    # What is not installed does not say what it needs: if it is for other systems, that is for
    # other systems as well; if not, this file is not the one that was installed here.
    unknown = NAMES[file] if absent - conditional else conditional if absent else set()
    idle = NAMES[file] - there
    assert not {name for name in idle if installed(name) or name not in unknown}


def test_what_the_tests_need_is_known() -> None:
    """Where the tests run, nothing hides behind a package that is not there."""
    conditional = {pin.name for pin in PINS["test"] if pin.marker}
    assert {name for name in NAMES["test"] if not installed(name)} <= conditional


@pytest.mark.parametrize("file", PINS)
def test_what_is_asked_for_is_pinned(file: str) -> None:
    assert {requirement(line)[0] for line in asked(file)} <= NAMES[file]


def test_what_is_asked_for_is_used() -> None:
    used = third_party("briefing", "build.py", "tests", "tools", "bench")
    lines = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    for name in {requirement(line)[0] for line in lines} - used.keys():
        file, words = RUN[name]
        assert words in (ROOT / file).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("file", PINS)
def test_every_line_is_a_version_and_its_digests(file: str) -> None:
    text = (ROOT / "constraints" / f"{file}.txt").read_text(encoding="utf-8")
    wanted = re.findall(r"^[^\s#].*$", text, re.MULTILINE)
    assert len(wanted) == len(PINS[file])
    assert all(pin.digests for pin in PINS[file])
    assert "://" not in text and not re.search(r"^-", text, re.MULTILINE)


def test_a_package_has_one_version_wherever_it_is_pinned() -> None:
    versions: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pin in {pin for found in PINS.values() for pin in found}:
        versions[pin.name, "" if not _by_python(pin) else pin.marker].add(pin.version)
    assert not {key: found for key, found in versions.items() if len(found) > 1}


def _by_python(pin: Pin) -> bool:
    return len(
        {p.version for found in PINS.values() for p in found if p.name == pin.name}
    ) > 1 and ("python_full_version" in pin.marker)


# --- what is installed ----------------------------------------------------------------------------

OWN = 'pip install "briefing @ git+'
"""How others install the program itself; what that needs follows pyproject.toml."""


def instructions() -> Iterator[tuple[str, str]]:
    """Yield (file, command) for each command of the documents and scripts, lines joined."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")]
    paths += [*(ROOT / ".github").rglob("*.yml"), *(ROOT / "tools").iterdir()]
    paths += [ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / "bench" / "audit" / "__main__.py"]
    for path in sorted(filter(Path.is_file, paths)):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        yield from ((path.relative_to(ROOT).as_posix(), line.strip()) for line in text.splitlines())


def test_pip_installs_what_is_pinned_and_asks_for_the_digests() -> None:
    found = [(file, line) for file, line in instructions() if re.search(r"\bpip install\b", line)]
    assert {"README.md", "tools/setup.sh"} <= {file for file, _ in found}
    for file, line in found:
        if file in ("docs/ci.md", "docs/scale.md") and OWN in line:
            continue
        pinned_ = re.search(r"-r \"?constraints[/\\](\w+|\$1)\.txt", line)
        assert pinned_ and "--require-hashes" in line, f"{file}: {line}"
        assert pinned_[1] in {*PINS, "$1"}, f"{file}: {line}"


def test_npm_installs_what_is_locked() -> None:
    run = [line for file, line in instructions() if file.endswith("audit/__main__.py")]
    assert any('run("npm", "ci", "--ignore-scripts"' in line for line in run)
    lock = json.loads((ROOT / "bench/audit/package-lock.json").read_text(encoding="utf-8"))
    packages = {path: about for path, about in lock["packages"].items() if path}
    assert packages and all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not any("resolved" in about for about in packages.values())
    asked_ = json.loads((ROOT / "bench/audit/package.json").read_text(encoding="utf-8"))
    for name, version in asked_["dependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version


def test_a_workflow_takes_each_action_by_its_digest() -> None:
    used = [
        line for file, line in instructions() if file.startswith(".github/") and "uses:" in line
    ]
    assert len(used) >= 8
    form = re.compile(r"(- )?uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in used if not form.fullmatch(line)] == []


# --- licences -------------------------------------------------------------------------------------

FAMILIES = {
    "MIT": r"\bMIT\b",
    "BSD": r"\bBSD",
    "Apache": r"\bApache",
    "MPL": r"\bMPL|Mozilla",
    "PSF": r"\bPSF|Python Software",
    "LGPL": r"\bLGPL",
    "GPL": r"\bGPL|General Public",
    "Unicode": r"\bUnicode",
}
_SILENT = {"axe-playwright-python"}
"""Packages whose metadata say nothing of a licence; their archives hold one."""

PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def listed() -> dict[str, str]:
    """Return the licence of each package by the tables of the page."""
    found: dict[str, str] = {}
    columns: list[str] = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")] if line[:1] == "|" else []
        if "packages" in cells and "license" in cells:
            columns = cells
        elif not cells:
            columns = []
        elif columns and set(cells[0]) != {"-"}:
            row = dict(zip(columns, cells, strict=True))
            names = re.sub(r"\([^()]*\)", "", row["packages"]).split(",")
            found |= dict.fromkeys((normal(name.strip()) for name in names), row["license"])
    return found


def families(text: str) -> set[str]:
    return {family for family, form in FAMILIES.items() if re.search(form, text)}


def test_the_list_of_licences_names_what_is_pinned_and_no_more() -> None:
    assert listed().keys() == set().union(*NAMES.values())


@pytest.mark.parametrize("name", sorted(set().union(*NAMES.values())))
def test_each_package_is_listed_under_its_licence(name: str) -> None:
    about = installed(name)
    if about is None or name in _SILENT:
        assert families(listed()[name])
    else:
        assert families(listed()[name]) == families(licence(about)) != set()


def test_licences_are_told_apart() -> None:
    assert families("MPL-2.0") == {"MPL"} and families("MIT AND PSF-2.0") == {"MIT", "PSF"}
    assert families("GNU GPLv3+") == {"GPL"} and families("LGPL-3.0-only") == {"LGPL"}
