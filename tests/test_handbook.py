"""The handbook: its links lead somewhere, its commands are there, its examples run."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ENGLISH, ROOT
from handbook import change, fences, put, without_fences

from briefing import cli
from briefing.diagnostics import Severity
from briefing.errors import BriefingError
from briefing.pipeline import Options, check
from briefing.read.dates import parse_date
from briefing.render.wording import date_in_words
from tools import house

_SKIPPED = {"site", "content", "golden", "node_modules", "build"}
_PARSER = cli._parser(Path())
_MAKE = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _walk(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder that is the project's own and no content."""
    for path in sorted(folder.iterdir()):
        if path.name in _SKIPPED or (path.name.startswith(".") and path.name != ".github"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in _walk(ROOT)
    if path.suffix == ".md" and path.parent.name not in ("specs", "data")
}
TODAY = [page for page in PAGES if page != "CHANGELOG.md"]
"""The pages that speak of what there is now."""

DOCS = sorted(page for page in PAGES if page.startswith("docs/"))

DEVELOPERS = [page for page in DOCS if "/developers/" in page]
"""Pages whose examples are followed step by step: tests/test_walkthroughs.py."""

EXAMPLES = ("linking", "citing", "dates", "rights", "publishing")
"""Pages for editors whose examples make up one briefing, in the order in which they stand."""

ELSEWHERE = {
    "adding": "test_new.py",
    "browser": "test_editors.py",
    "obsidian": "test_editors.py",
    "starting": "test_new_briefing.py",
    "vscode": "test_editors.py",
}
"""Pages for editors whose examples other tests run."""

COMMANDS = ("preview",)
"""Pages whose examples are commands alone, which do not end by themselves."""


# --- links ----------------------------------------------------------------------------------------


def prose(page: str) -> str:
    """Return a page without code: what stands there is no link."""
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", without_fences(page), flags=re.DOTALL)


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip()
    words = re.sub(r"\*+([^*]+)\*+", r"\1", words).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page: str) -> set[str]:
    """Return the anchors of a page; a heading that comes again is numbered."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", without_fences(page), re.MULTILINE):
        anchor = slug(heading)
        found.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return found


def links(page: str) -> list[str]:
    """Return where a page leads: links and pictures, but none outside the repository."""
    found = re.findall(r"\]\(<?([^()\s>]+)>?(?: \"[^\"]*\")?\)", prose(page))
    return [target for target in found if not re.match(r"[a-z]+:|//", target)]


@cache
def names(folder: str) -> frozenset[str]:
    """Return what a folder holds, as it is written there."""
    return frozenset(path.name for path in (ROOT / folder).iterdir())


def is_there(path: str) -> bool:
    """Say whether a path exists in just these letters, on a disk that is not so strict too."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return all(part in names("/".join(parts[:n])) for n, part in enumerate(parts))


def broken(page: str) -> Iterator[str]:
    for link in links(PAGES[page]):
        target, _, anchor = unquote(link).partition("#")
        path = (
            posixpath.normpath(posixpath.join(posixpath.dirname(page), target)) if target else page
        )
        if path.startswith("..") or (target and not is_there(path)):
            yield f"{link}: no such file"
        elif anchor and path.endswith(".md") and anchor not in anchors(PAGES[path]):
            yield f"{link}: no such heading"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: str) -> None:
    assert list(broken(page)) == []


def test_a_broken_link_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        "[a](ci.md) [b](CI.md) [c](ci.md#gitlab) [d](ci.md#GitLab) [e](#own) ![f](no.png) `[g](x)`"
    )
    monkeypatch.setitem(PAGES, "docs/made-up.md", f"# Own\n\n{page}\n\n```\n[h](y)\n```\n")
    assert list(broken("docs/made-up.md")) == [
        "CI.md: no such file", "ci.md#GitLab: no such heading", "no.png: no such file"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("2. What editors write", "2-what-editors-write"),
        ("Without make: macOS, Windows, by hand", "without-make-macos-windows-by-hand"),
        ("`aral-sea`: the Aral Sea", "aral-sea-the-aral-sea"),
        ("Who’s *who* & where", "whos-who--where"),
        ("[A link](b.md) in_it", "a-link-in_it"),
    ],
)
def test_a_heading_has_the_anchor_that_github_gives_it(heading: str, anchor: str) -> None:
    assert anchors(f"# {heading}\n\n# {heading}\n") == {anchor, f"{anchor}-1"}


def test_the_first_page_leads_to_every_other_once() -> None:
    found = [posixpath.normpath(f"docs/{link}") for link in links(PAGES["docs/README.md"])]
    assert sorted(p for p in found if p.startswith("docs/")) == sorted({*DOCS} - {"docs/README.md"})
    assert "docs/README.md" in links(PAGES["README.md"])
    assert "docs/README.md" in links(PAGES["CONTRIBUTING.md"])


@pytest.mark.parametrize("page", DOCS)
def test_a_page_is_one_that_the_repository_s_host_shows_well(page: str) -> None:
    text = PAGES[page]
    assert re.match(r"# \S", text), "a heading comes first, no front matter"
    assert "\t" not in text and not re.search(r" $", without_fences(text), re.MULTILINE)
    assert not re.search(r"<(?!https?://)[a-z]", prose(text)), "Markdown alone"


@pytest.mark.parametrize("page", [*(f"docs/editors/{name}.md" for name in EXAMPLES), *DEVELOPERS])
def test_the_reader_is_told_which_file_an_example_is(page: str) -> None:
    # The host shows no words that stand behind a fence.
    for before, path in re.findall(r"([^\n]+(?:\n[^\n]+)*)\n\n```+\w+ (\S+)\n", PAGES[page]):
        assert f"`{path}`" in before


@pytest.mark.parametrize("page", TODAY)
def test_files_that_are_named_in_code_are_there(page: str) -> None:
    named = re.findall(r"`((?:tests|tools|briefing|templates|docs|bench)/[\w./-]+)`", PAGES[page])
    others = re.compile(r".*(TAG|NAME|SLUG)|templates/languages/de\.yml|tests/test_cmark_spec/")
    made = {fence.path for fence in fences(PAGES[page])}
    gone = [path for path in named if not is_there(path) and path not in made]
    assert [path for path in gone if not others.match(path)] == []


# --- commands -------------------------------------------------------------------------------------

_CALL = re.compile(r"(?:^|\bpython )(?:build\.py|briefing) (.*)")


def commands(page: str) -> Iterator[str]:
    """Yield the command lines of a page, those in its text included."""
    for fence in fences(page):
        if fence.language in ("sh", "powershell"):
            yield from (line.partition(" #")[0].strip() for line in fence.text.splitlines())
    for code in re.findall(r"`([^`]+)`", without_fences(page)):
        yield " ".join(code.split())


def faults(page: str) -> Iterator[str]:
    """Yield the command lines of a page that would be refused, or name what is not there."""
    made = {fence.path for fence in fences(page)}
    for line in commands(page):
        target, call = re.match(r"make ([\w-]+)", line), _CALL.search(line)
        module = re.search(r"\bpython -m ((?:bench|tools)[\w.]*)", line)
        files = re.findall(r"(?<=[ =])((?:constraints|tools|tests)[/\\][\w./\\-]+)", line)
        if module:
            path = module[1].replace(".", "/")
            files.append(f"{path}/__main__.py" if (ROOT / path).is_dir() else f"{path}.py")
        there = all(is_there(file.replace("\\", "/")) or file in made for file in files)
        if not there or (target and target[1] not in _MAKE) or (call and not taken(call[1])):
            yield line


def taken(call: str) -> bool:
    """Say whether the command line takes the words of a call; the form of one is none."""
    if "[" in call:
        return True
    words = shlex.split(call.partition(" | ")[0])
    try:
        _PARSER.look_over(words)
        _PARSER.parse_intermixed_args(words)
    except BriefingError:
        return False
    return True


@pytest.mark.parametrize("page", TODAY)
def test_every_command_of_a_page_is_one_that_there_is(page: str) -> None:
    assert list(faults(PAGES[page])) == []


def test_a_command_that_there_is_not_would_be_found() -> None:
    fine = ["make site", "briefing check -q | cut -d: -f1", 'python build.py new actor "A B"',
            "python -m bench.audit", "python -m pytest tests/test_docs.py"]  # fmt: skip
    wrong = ["make nothing", "python build.py chekc", "python build.py --derive",
             "python -m bench.nothing", "pip install -r constraints/no.txt"]  # fmt: skip
    assert list(faults("".join(f"`{line}` " for line in fine + wrong))) == wrong
    block = "\n".join(fine + wrong)
    assert list(faults(f"```sh\n{block} # a remark\n```\n")) == wrong


def test_the_parts_of_the_suite_that_the_page_names_are_there() -> None:
    lines = [line for line in commands(PAGES["docs/developers/testing.md"]) if "pytest" in line]
    source = [path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py")]
    tests = [name for text in source for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)]
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    for line in lines:
        words = shlex.split(line.partition("pytest")[2])
        for option, value in pairwise(words):
            if option == "-k":
                assert any(all(word in name for word in value.split(" and ")) for name in tests)
            elif option == "-m":
                assert f'"{value.removeprefix("not ")}: ' in settings
        assert {word for word in words if word[0] == "-"} <= {"-k", "-m", "-n", "--update-golden"}
    assert len(lines) >= 6


# --- examples -------------------------------------------------------------------------------------


def page_for_editors(name: str) -> str:
    return PAGES[f"docs/editors/{name}.md"]


def test_the_examples_of_every_page_for_editors_are_run() -> None:
    there = {path.split("/")[-1].removesuffix(".md") for path in DOCS if "/editors/" in path}
    assert there == {*EXAMPLES, *ELSEWHERE, *COMMANDS}
    for name, test in ELSEWHERE.items():
        assert f'"{name}.md"' in (ROOT / "tests" / test).read_text("utf-8")
    for name in COMMANDS:
        assert {fence.language for fence in fences(page_for_editors(name))} == {"sh"}


def run(line: str, root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Run a command of a page; return its status and the lines that it prints."""
    capsys.readouterr()
    words = shlex.split(line)[2:]
    for n, word in enumerate(words):
        if word == "--out":
            words[n + 1] = str(root / words[n + 1])
    status = cli.main(words, root=root)
    said = capsys.readouterr()
    return status, (said.out + said.err).splitlines()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_a_page_make_a_briefing_and_print_what_it_says(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(fences(page_for_editors(name)))
    files = [f for f in found if f.path and f.language != "diff"]
    assert len({f.path for f in files}) == len(files), "each file stands on the page once"
    for file in files:
        put(tmp_path, file)
    if not (tmp_path / "content" / "site.yml").exists():
        (tmp_path / "content" / "site.yml").write_text("title: The mill\n", encoding="utf-8")
    printed: list[str] = []
    for fence in found:
        if fence.language == "diff":
            change(tmp_path, fence)
        elif fence.language == "sh":
            for line in fence.text.splitlines():
                if line.startswith("python build.py"):
                    status, printed = run(line, tmp_path, capsys)
                else:
                    assert line.startswith("rsync ")
        elif not fence.path:
            assert fence.language == "text"
            shown = fence.text.splitlines()
            assert [line for line in shown if line not in printed] == []
            if "error[" in fence.text:
                assert status == 1
    problems = check(Options(tmp_path, tmp_path / "site", search=False)).problems
    assert [str(one) for one in problems if one.severity is not Severity.NOTE] == []


def test_the_publishing_page_s_commands_leave_a_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(fences(page_for_editors("publishing")))
    for fence in found:
        if fence.path:
            put(tmp_path, fence)
    lines = [line for f in found if f.language == "sh" for line in f.text.splitlines()]
    for line in lines:
        if line.startswith("python build.py"):
            assert run(line, tmp_path, capsys)[0] == 0
    own, elsewhere = (tmp_path / out / "sitemap.xml" for out in ("site", "public"))
    assert "https://example.org/mill/articles/mill/" in own.read_text("utf-8")
    assert "https://example.org/elsewhere/articles/mill/" in elsewhere.read_text("utf-8")
    assert (tmp_path / "site/.nojekyll").is_file() and (tmp_path / "site/_headers").is_file()


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the first table behind a heading, its own two lines aside."""
    parts = text.partition(f"{heading}\n\n")[2].split("\n\n")
    table = next(part for part in parts if part.startswith("| "))
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in table.splitlines()[2:]
    ]


# --- dates ----------------------------------------------------------------------------------------


def _day(day: tuple[int, int, int] | None) -> str:
    if day is None:
        return "open"
    sign = "-" if day[0] < 0 else ""
    return f"{sign}{abs(day[0]):04}-{day[1]:02}-{day[2]:02}"


@pytest.mark.parametrize("row", rows(PAGES["docs/editors/dates.md"], "# Dates"), ids=lambda r: r[0])
def test_a_date_is_shown_in_the_words_of_the_table(row: list[str]) -> None:
    date = parse_date(row[0].strip("`"))
    assert row[1:] == [date_in_words(date, ENGLISH), _day(date.lower), _day(date.upper)]


@pytest.mark.parametrize(
    "row", rows(PAGES["docs/editors/dates.md"], "## What is not read"), ids=lambda r: r[0]
)
def test_what_is_no_date_is_answered_as_the_table_says(row: list[str]) -> None:
    with pytest.raises(ValueError) as refused:
        parse_date(row[0].strip("`"))
    assert str(refused.value) == row[1].strip("`")


# --- links and citations --------------------------------------------------------------------------


def forms(name: str, heading: str) -> list[str]:
    """Return the forms of the first column of a table, as they are written in a file."""
    first = [row[0].replace("\\|", "|") for row in rows(page_for_editors(name), heading)]
    return [code for cell in first for code in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize(
    ("name", "heading"), [("linking", "## Links written by hand"), ("citing", "## Passages")]
)
def test_every_form_of_a_table_is_read(name: str, heading: str, tmp_path: Path) -> None:
    for fence in fences(page_for_editors(name)):
        if fence.path and fence.language != "diff":
            put(tmp_path, fence)
    found = forms(name, heading)
    assert len(found) >= 5
    page = "---\ntitle: All\n---\n\n" + "".join(f"So it is {form}.\n\n" for form in found)
    (tmp_path / "content/pages").mkdir(exist_ok=True)
    (tmp_path / "content/pages/all.md").write_text(page, encoding="utf-8")
    problems = check(Options(tmp_path, tmp_path / "site", search=False)).problems
    assert [str(one) for one in problems if one.severity is Severity.ERROR] == []


# --- the picture of the house ---------------------------------------------------------------------


def test_the_picture_of_the_house_is_current() -> None:
    drawn = (ROOT / house.PICTURE).read_bytes()
    assert drawn == house.picture().encode(), "run tools/house.py"


def test_the_picture_has_every_module_on_its_floor() -> None:
    there = {
        path.relative_to(ROOT / "briefing").with_suffix("").as_posix()
        for path in (ROOT / "briefing").rglob("*.py")
        if path.name != "__init__.py"
    }
    drawn = house.floors(ROOT)
    assert there == {
        room if floor.rooms == (floor.name,) else f"{floor.name}/{room}"
        for floor in drawn
        for room in floor.rooms
    }


def test_every_dot_of_the_picture_lies_on_or_left_of_its_ring() -> None:
    order = [floor.name for floor in house.floors(ROOT)]
    for place, floor in enumerate(house.floors(ROOT)):
        known = [name for name, _ in floor.imports if name in order]
        assert all(order.index(name) <= place for name in known), floor.name
    commands, line = ({name for name, _ in floor.imports} for floor in house.floors(ROOT)[-2:])
    assert commands >= {"pipeline", "terminal"} and line >= {"commands", "terminal"}
