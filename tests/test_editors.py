"""What editing programs are set up with is current, and what they write is in order."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conftest import ROOT, Project

from briefing.diagnostics import Position, Severity, problem
from briefing.pipeline import Options, Report, build, check
from briefing.read.kinds import KINDS
from tools import editors

SNIPPETS: dict[str, Any] = json.loads(editors.files()[editors.SNIPPETS])
PAGES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "editors").glob("*.md")}
OWN = ("browser.md", "obsidian.md", "vscode.md")

# A briefing that has everything that a snippet's gaps name.
AROUND: dict[str, str | bytes] = {
    "seeds/network.txt": "First passage.\n\nSecond passage.\n",
    "content/references.yml": "key: {title: A work}\n",
    "content/pages/slug.md": "---\ntitle: A page\n---\n",
    "content/files/name.jpg": b"jpg",
}


def mistakes(report: Report) -> list[str]:
    return [str(p) for p in report.problems if p.severity is Severity.ERROR]


def checked(project: Project, files: dict[str, str | bytes]) -> Report:
    root = project(files)
    return check(Options(root, root / "site", search=False))


# --- snippets -------------------------------------------------------------------------------------

_GAP = re.compile(r"\$(?:(\d+)|\{(\d+)\}|\{(\d+):([^}]*)\}|\{(\d+)\|([^}]*)\|\})")


def expanded(snippet: dict[str, Any], option: int = 0) -> str:
    """Return what a snippet leaves behind if nobody writes into its gaps."""
    body = snippet["body"]

    def filled(gap: re.Match[str]) -> str:
        words = (gap[6] or "").split(",")
        return gap[4] or words[option % len(words)]

    text = _GAP.sub(filled, "\n".join(body) if isinstance(body, list) else body)
    assert not re.search(r"[${}]", text)
    return text


@pytest.mark.parametrize("path", editors.files())
def test_the_committed_files_are_what_is_generated(path: str) -> None:
    assert (ROOT / path).read_bytes() == editors.files()[path], "run tools/editors.py"


def test_each_kind_has_a_starter_with_all_that_must_be_given() -> None:
    assert set(editors.STARTERS) == set(KINDS)
    for folder, kind in KINDS.items():
        names = editors.STARTERS[folder].split()
        assert {field.name for field in kind.fields if field.required} <= set(names)
        assert set(names) <= {field.name for field in kind.fields}
        shown = [line.partition(":")[0] for line in SNIPPETS[kind.label]["body"][1:-3]]
        assert sorted(shown) == sorted(names)


def test_the_gaps_of_a_snippet_are_numbered_in_order() -> None:
    for name, snippet in SNIPPETS.items():
        text = "\n".join(
            snippet["body"] if isinstance(snippet["body"], list) else [snippet["body"]]
        )
        numbers = [int(next(filter(None, (m[1], m[2], m[3], m[5])))) for m in _GAP.finditer(text)]
        gaps = [number for number in numbers if number]
        assert gaps == list(range(1, len(gaps) + 1)), name


@pytest.mark.parametrize("option", range(5))
@pytest.mark.parametrize("folder", KINDS)
def test_a_starter_is_a_file_that_is_in_order(folder: str, option: int, project: Project) -> None:
    snippet = SNIPPETS[KINDS[folder].label]
    if option and expanded(snippet, option) == expanded(snippet):
        return  # it has no words to choose from
    path = f"content/{folder}/starter.md"
    report = checked(project, {**AROUND, path: expanded(snippet, option)})
    said = [str(p) for p in report.problems if p.severity is not Severity.NOTE]
    assert [line for line in said if path in line and "[unused-name]" not in line] == []
    assert mistakes(report) == []


@pytest.mark.parametrize("name", editors.WITHIN)
def test_what_stands_in_a_text_is_in_order(name: str, project: Project) -> None:
    text = expanded(editors.WITHIN[name])
    relations, body = (f"relations:\n  {text}\n", "") if name == "Relation" else ("", text)
    page = f"---\ntitle: Somebody\nkind: person\n{relations}---\n\nHe is {body} there. [@p1]\n"
    around = AROUND | {"content/actors/slug.md": "---\ntitle: S\nkind: group\n---\n"}
    around = {path: data for path, data in around.items() if path != "content/pages/slug.md"}
    assert mistakes(checked(project, {**around, "content/actors/somebody.md": page})) == []


def test_a_reference_is_a_work_that_can_be_cited(project: Project) -> None:
    page = "---\ntitle: A page\n---\n\nSo it is. [@key]\n"
    works = expanded(SNIPPETS["Reference"]) + expanded(SNIPPETS["Reference"]).replace("key", "two")
    files = {**AROUND, "content/references.yml": works, "content/pages/slug.md": page}
    assert mistakes(checked(project, files)) == []


# --- VS Code --------------------------------------------------------------------------------------


def shipped(name: str) -> Any:
    return json.loads((ROOT / ".vscode" / name).read_text("utf-8"))


def test_the_settings_name_schemas_and_files_that_are_there() -> None:
    for schema, file in shipped("settings.json")["yaml.schemas"].items():
        assert (ROOT / schema).is_file()
        assert (ROOT / file).is_file()


@pytest.mark.parametrize("severity", Severity)
def test_the_task_finds_every_mistake_that_is_printed(severity: Severity) -> None:
    (task,) = shipped("tasks.json")["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    found = problem("bad-value", Position("content/a b.md", 7, 3), "m: [x](y): z", "do", severity)
    match = re.search(pattern["regexp"], str(found))
    assert match
    parts = {name: match[number] for name, number in pattern.items() if name != "regexp"}
    assert parts == {
        "file": "content/a b.md",
        "line": "7",
        "column": "3",
        "severity": severity.value,
        "code": "bad-value",
        "message": "m: [x](y): z (do)",
    }
    assert not re.search(pattern["regexp"], "    title: a:1:2: error[x]: b")


def test_what_is_shipped_is_kept_out_of_nobody_s_commits() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    ours = [".vscode/settings.json", ".vscode/extensions.json", ".vscode/tasks.json"]
    for path in (*ours, *editors.files(), "content/.obsidian/app.json"):
        assert (ROOT / path).is_file()
        assert f"!/{path}" in ignored


# --- Obsidian -------------------------------------------------------------------------------------


def test_every_flat_field_has_a_type_that_obsidian_knows() -> None:
    types = json.loads(editors.files()[editors.TYPES])["types"]
    assert set(types.values()) <= {"text", "multitext", "checkbox", "date", "aliases"}
    names = {field.name for kind in KINDS.values() for field in kind.fields}
    assert names - set(types) == {"text", "sections", "gists"}
    assert (types["date"], types["updated"]) == ("text", "date")
    assert (types["coordinates"], types["draft"]) == ("multitext", "checkbox")


def test_the_vault_s_own_folder_is_not_read(project: Project) -> None:
    files: dict[str, str | bytes] = {
        path: (ROOT / path).read_bytes() for path in (editors.TYPES, "content/.obsidian/app.json")
    }
    assert mistakes(checked(project, files | {"content/.obsidian/odd.md": "no head"})) == []


def test_the_signs_of_obsidian_are_shown_as_they_are_written(project: Project) -> None:
    signs = "==mark== %%comment%% #tag ^block"
    files: dict[str, str | bytes] = {
        "content/pages/signs.md": f"---\ntitle: Signs\n---\n\n{signs}\n\n> [!note] A callout\n"
    }
    root = project(files)
    report = build(Options(root, root / "site", search=False))
    html = (root / "site" / "signs" / "index.html").read_text("utf-8")
    assert mistakes(report) == []
    assert signs in html
    assert "<blockquote" in html


# --- the pages of the handbook --------------------------------------------------------------------

_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", OWN)
def test_the_examples_of_a_page_are_in_order(name: str, project: Project) -> None:
    examples: dict[str, str | bytes] = {p: text for _, p, text in _FENCE.findall(PAGES[name]) if p}
    assert examples
    report = checked(project, examples)
    said = [str(p) for p in report.problems if p.severity is not Severity.NOTE]
    assert [line for line in said if "[unused-name]" not in line and "[orphan]" not in line] == []


def test_a_slip_in_an_example_prints_what_the_page_says(project: Project) -> None:
    fences = _FENCE.findall(PAGES["browser.md"])
    (printed,) = (text.strip() for kind, _, text in fences if kind == "text")
    files: dict[str, str | bytes] = {
        path: text.replace("kind: person", "kind: persn") for _, path, text in fences if path
    }
    assert mistakes(checked(project, files)) == [printed]


def test_the_page_lists_the_snippets_that_there_are() -> None:
    table = [line.split("|")[1] for line in PAGES["vscode.md"].splitlines() if line[:3] == "| `"]
    listed = re.findall(r"`(\w+)`", " ".join(table))
    assert sorted(listed) == sorted(snippet["prefix"] for snippet in SNIPPETS.values())


def test_the_page_says_what_the_vault_is_set_to() -> None:
    app = json.loads((ROOT / "content" / ".obsidian" / "app.json").read_text("utf-8"))
    assert app == {
        "alwaysUpdateLinks": True,
        "attachmentFolderPath": "files",
        "newLinkFormat": "absolute",
        "useMarkdownLinks": False,
    }
    rows = [line for line in PAGES["obsidian.md"].splitlines() if line.startswith("| ")]
    assert len(rows) == len(app) + 2
    for words in ("Absolute path in vault", "| on |", "`files`"):
        assert any(words in row for row in rows), words


@pytest.mark.parametrize("name", OWN)
def test_a_page_leads_to_files_that_are_there(name: str) -> None:
    text = _FENCE.sub("", PAGES[name])
    for target in re.findall(r"(?<!`)(?<!\w)\[[^\]]*\]\((?!http)([^)#]+)(?:#[^)]*)?\)", text):
        if not target.startswith("../files/"):
            assert (ROOT / "docs" / "editors" / target).exists(), target
