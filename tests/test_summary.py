"""The summary of a run: what GitHub shows of it beside the annotations."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Project
from html5lib import HTMLParser
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from briefing.cli import main
from briefing.diagnostics import Position, problem
from briefing.pipeline import Made, Options, make
from briefing.summary import LARGEST, cell, summary

WRONG = {
    "content/actors/a.md": "---\ntitle: A\nkind: grup\n---\nOf [[no|body]].\n",
    "content/pages/z.md": "---\ntitle: Z\n---\n\n<b>bold</b> [@p9]\n",
}
NAMES = {
    "content/actors/miller.md": "---\ntitle: Miller\nkind: person\nweak_aliases: the man\n---\n",
    "seeds/text.txt": (
        "Here Miller met Josef Brand. Then Miller met Josef Brand again, and the man ate.\n\n"
        "On that day Josef Brand left.\n"
    ),
}

Making = Callable[[Mapping[str, str | bytes]], Made]


@pytest.fixture
def making(project: Project) -> Making:
    def run(files: Mapping[str, str | bytes]) -> Made:
        root = project(files)
        return make(Options(root, root / "site", search=False))

    return run


def table(text: str, title: str) -> list[list[str]]:
    """Return the rows of a table as a browser shows them."""
    tree = HTMLParser(namespaceHTMLElements=False).parse(
        MarkdownIt("gfm-like", {"linkify": False}).render(text)
    )
    heads = {"".join(h.itertext()): h for h in tree.iter("h3")}
    body = list(tree.find("body"))
    following = body[body.index(heads[title]) + 1]
    assert following.tag == "table", title
    return [["".join(td.itertext()) for td in row.iter("td")] for row in following.iter("tr")][1:]


def test_what_there_is_and_how_the_evidence_stands(making: Making) -> None:
    made = making(NAMES)
    text = summary("build", made)
    assert text.startswith("## Test briefing: build\n\n**In order**: errors: 0, warnings: ")
    assert table(text, "What there is") == [[n, str(c)] for n, c in made.report.counts.items()]
    assert table(text, "Evidence") == [[n, str(c)] for n, c in made.report.evidence.items()]
    assert made.report.evidence["passages no page relies on"] == 2


def test_names_that_became_no_link_and_names_without_a_page(making: Making) -> None:
    text = summary("check", making(NAMES))
    assert ["weak alias", "1"] in table(text, "Names that became no link")
    (first, *_) = table(text, "Names without a page")
    assert first == ["Josef Brand", "3", "?", "articles/text#p1"]


def test_the_heaviest_pages_come_first(making: Making) -> None:
    made = making(NAMES)
    assert made.site
    rows = table(summary("check", made), "Heaviest pages")
    pages = {path: data for path, data in made.site.files.items() if path.endswith(".html")}
    sent = {path: len(gzip.compress(data, 6, mtime=0)) for path, data in pages.items()}
    top = max(sent, key=sent.__getitem__)
    assert rows[0] == [top, f"{sent[top] / 1000:.1f} kB", f"{len(pages[top]) / 1000:.1f} kB"]
    assert rows[-1][0] == f"all {len(pages)} pages"
    assert len(rows) == min(len(pages), 10) + 1
    figures = [float(row[1].split()[0]) for row in rows[:-1]]
    assert figures == sorted(figures, reverse=True)


def test_all_mistakes_stand_in_a_table(making: Making) -> None:
    made = making(WRONG)
    assert made.report.failed and made.site is None
    text = summary("check", made)
    assert "**Not in order**: errors: 3, warnings: 4\n" in text
    assert table(text, "Mistakes") == [
        [str(p.position), f"{p.severity}[{p.code}]", p.message, p.hint]
        for p in made.report.problems
        if p.severity != "note"
    ]
    assert "### Heaviest pages" not in text, "there are none"


def test_notes_come_if_wanted(making: Making) -> None:
    made = making({"content/site.yml": "title: T\n"})
    assert "no-base-url" not in summary("check", made)
    assert "no-base-url" in summary("check", made, notes=True)


ODD = [
    "a | b", "`code`", "``` |", "<script>alert(1)</script>", "<!-- x", "&lt;", "**bold** _it_",
    "[text](https://example.org)", "![x](y)", "~~gone~~", "a\\|b", "$x^2$", "# head", "1. one",
    "- x", "==", "https://example.org/a_b_c", "||", "|", "\\", "a\nb", "&#124;",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_what_editors_wrote_is_shown_as_it_is(odd: str, making: Making) -> None:
    made = making({})
    found = problem("bad-value", Position(f"content/pages/{odd.replace('/', '')}.md"), odd, odd)
    made = replace(made, report=replace(made.report, problems=(found,)))
    text = summary("check", made)
    (row,) = table(text, "Mistakes")
    shown = " ".join(odd.split())
    assert row[2:] == [shown, shown]
    assert row[0] == " ".join(str(found.position).split())
    assert table(text, "What there is"), "what follows is not swallowed"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_any_text_is_a_cell_that_says_it(text: str) -> None:
    shown = cell(text)
    assert not re.search(r"[|<>`*\[\]\\\n]", shown)
    turning = re.compile("[\u202a-\u202e\u2066-\u2069]")
    assert html.unescape(shown) == turning.sub("\ufffd", " ".join(text.split()))


def test_a_briefings_title_breaks_nothing(making: Making) -> None:
    text = summary("check", making({"content/site.yml": 'title: "<b> | `x` # *y*"\n'}))
    assert MarkdownIt().render(text.splitlines()[0]) == ("<h2>&lt;b&gt; | `x` # *y*: check</h2>\n")


def test_it_never_is_larger_than_what_is_shown(making: Making) -> None:
    made = making({})
    many = tuple(
        problem("broken-link", Position("content/pages/ولاية.md", line), "ü|" * 150, "<" * 300)
        for line in range(1, 3000)
    )
    text = summary("check", replace(made, report=replace(made.report, problems=many)))
    assert LARGEST - 10_000 < len(text.encode()) <= LARGEST
    rows = text.count("\n| <code>content/")
    assert f"{len(many) - rows} more do not fit here" in text
    rest = text.partition("more do not fit here")[2]
    assert table(rest, "Heaviest pages") == table(summary("check", made), "Heaviest pages")


def test_the_same_run_gives_the_same_summary(making: Making) -> None:
    assert summary("check", making(NAMES)) == summary("check", making(NAMES))


# --- on the command line ------------------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that GitHub shows."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "page.md"))
    return tmp_path / "page.md"


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(root), "--no-search", "--format", "github"])


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_run_adds_its_summary_and_leaves_the_others(
    command: str, project: Project, page: Path
) -> None:
    page.write_text("# Of another step\n", encoding="utf-8")
    root = project(NAMES)
    assert run(root, command) == 0
    assert run(root, command) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# Of another step\n## Test briefing: {command}\n")
    assert text.count(f"## Test briefing: {command}\n") == 2


def test_a_run_that_fails_has_its_summary_too(
    project: Project, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project(WRONG), "check") == 1
    assert "**Not in order**" in page.read_text(encoding="utf-8")
    assert capsys.readouterr().out.count("::error ") == 3


@pytest.mark.parametrize("form", ["text", "json"])
def test_other_forms_write_none(form: str, project: Project, page: Path) -> None:
    main(["check", "--root", str(project({})), "--format", form])
    assert not page.exists()


def test_without_a_page_there_is_no_summary(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert run(project({}), "check") == 0
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "")
    assert run(project({}), "check") == 0


def test_a_page_that_cannot_be_written_is_said_and_no_more(
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "page.md"))
    assert run(project({}), "check") == 0
    first, _ = capsys.readouterr().err.splitlines()
    assert first.startswith("build.py: no summary, ") and "page.md" in first


def test_the_briefing_of_this_repository_has_a_summary() -> None:
    made = make(Options(ROOT, ROOT / "site", search=False))
    text = summary("check", made)
    assert dict(map(tuple, table(text, "Evidence"))) == {  # type: ignore[arg-type]
        name: str(number) for name, number in made.report.evidence.items()
    }
