"""Fixtures: a briefing from a dict of files, read, linked, built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from briefing.check.checks import check_briefing
from briefing.diagnostics import Diagnostic, Position, Severity, ordered
from briefing.link.linking import link
from briefing.model import Briefing
from briefing.pipeline import TEMPLATES, Options, Report, build
from briefing.read.documents import read_library
from briefing.read.files import read_files, read_templates
from briefing.render.language import read_language
from briefing.render.sheets import sheets
from briefing.render.shelf import Shelf
from briefing.render.views import View

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes is the machine's matter; speed is measured in bench/.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")

SITE = "title: Test briefing\nbase_url: https://example.org/\n"
ARTICLE = "---\ntitle: The text\nsource: text.txt\nauthor: A. Writer\n---\n"

ENGLISH = read_language(read_templates(TEMPLATES, ROOT), "en", Position("content/site.yml"))[0]
"""The words of the interface as most tests read them."""

Project = Callable[[Mapping[str, str | bytes]], Path]
Linked = Callable[[Mapping[str, str | bytes]], tuple[Briefing, tuple[Diagnostic, ...]]]
Codes = Callable[[Mapping[str, str | bytes]], list[str]]
Shelved = Callable[[Mapping[str, str | bytes]], Shelf]
Views = Callable[[Mapping[str, str | bytes]], dict[str, View]]
Built = Callable[..., tuple[Report, Path]]


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden/*/expected anew"
    )


@pytest.fixture(scope="session", autouse=True)
def faults_of_the_program_are_raised() -> Iterator[None]:
    """Have the command line raise what it would tell an editor in a line."""

    def raised(error: Exception, *, verbose: bool) -> int:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("briefing.cli._failed", raised)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write files below a new root; a briefing's two indispensable ones come by themselves.

    ``content/site.yml``, ``content/articles/text.md`` and ``seeds/text.txt`` are given
    unless the files name them; ``None`` is not a value, an empty text leaves a file empty.
    """

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "briefing"
        standard = {
            "content/site.yml": SITE,
            "content/articles/text.md": ARTICLE,
            "seeds/text.txt": "First passage.\n\nSecond passage.\n",
        }
        for path, text in {**standard, **files}.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return write


@pytest.fixture
def linked(project: Project) -> Linked:
    """Read and link a briefing from a dict of files; return it with its diagnostics."""

    def run(files: Mapping[str, str | bytes]) -> tuple[Briefing, tuple[Diagnostic, ...]]:
        library = read_library(read_files(project(files)))
        briefing, problems = link(library)
        return briefing, ordered([*library.problems, *problems])

    return run


@pytest.fixture(autouse=True, scope="session")
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what builds leave for the next one away from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def codes(linked: Linked) -> Codes:
    """Return what is wrong with a briefing as ``path:line:column code`` lines, in order."""

    def run(files: Mapping[str, str | bytes]) -> list[str]:
        return [f"{problem.position} {problem.code}" for problem in linked(files)[1]]

    return run


@pytest.fixture
def shelved(linked: Linked) -> Shelved:
    """Put a briefing, whose files must be in order, on a shelf."""

    def run(files: Mapping[str, str | bytes]) -> Shelf:
        briefing, problems = linked(files)
        assert [str(p) for p in problems if p.severity is Severity.ERROR] == []
        addresses = {path: f"assets/{path}" for path in briefing.files}
        return Shelf(briefing, addresses, check_briefing(briefing).ledger, ENGLISH)

    return run


@pytest.fixture
def views(shelved: Shelved) -> Views:
    """Return the view of each page of a briefing, by its path below the site."""

    def run(files: Mapping[str, str | bytes]) -> dict[str, View]:
        return {sheet.output: sheet.view() for sheet in sheets(shelved(files))}

    return run


@pytest.fixture
def built(project: Project) -> Built:
    """Build a briefing, without a search index unless asked; return its report and its site."""

    def run(files: Mapping[str, str | bytes], **options: Any) -> tuple[Report, Path]:
        root = project(files)
        report = build(Options(root, root / "site", **{"search": False, **options}))
        return report, root / "site"

    return run
