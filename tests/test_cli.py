"""The command line: what is asked for, what is printed, which status is returned."""

from __future__ import annotations

import ctypes
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project, tree

from briefing import __version__
from briefing import cli as module
from briefing.cli import main
from briefing.publish.locking import locked

PLAIN = "<!doctype html><html lang=en><title>{{ page.title }}</title><main>{{ page.title }}</main>"
PAGES = "home article entity evidence index glossary timeline search page 404 redirect".split()
FAST: dict[str, str | bytes] = {f"templates/pages/{page}.html": PLAIN for page in PAGES}

WRONG: dict[str, str | bytes] = {
    "content/actors/a.md": "---\ntitle: A\nkind: grup\nkindd: x\n---\nOf [[nobody]].\n",
    "content/pages/z.md": "---\ntitle: Z\n---\n\n<b>bold</b> [@p9]\n",
}


class Run:
    """What one run of the command line came to."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def lines(self) -> list[str]:
        """One line a mistake; what shows the line of the file below it is indented."""
        return [line for line in self.out.splitlines() if not line.startswith("    ")]


Cli = Callable[..., Run]


@pytest.fixture
def cli(project: Project, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command line on a briefing from a dict of files, with plain templates."""

    def run(files: Mapping[str, str | bytes], *arguments: str) -> Run:
        root = project({**FAST, **files})
        status = main(["--no-search", *arguments], root=root)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Run(status, captured.out, captured.err)

    return run


# --- commands --------------------------------------------------------------------------------


def test_build_is_what_no_command_means(cli: Cli, tmp_path: Path) -> None:
    done = cli({})
    assert (done.status, done.out) == (0, "")
    assert done.err == (
        "1 article, 2 passages, 0 entities, 0 events, 0 mentions, 10 pages; 0 errors, 0 warnings\n"
    )
    first = tree(tmp_path / "briefing" / "site")
    assert "index.html" in first
    assert cli({}, "build").status == 0
    assert tree(tmp_path / "briefing" / "site") == first


def test_check_writes_nothing(cli: Cli, tmp_path: Path) -> None:
    before = tree(tmp_path / "briefing")
    done = cli({}, "check")
    assert (done.status, done.out) == (0, "")
    assert done.err.endswith("; 0 errors, 0 warnings\n")
    assert not (tmp_path / "briefing" / "site").exists()
    assert {path for path in tree(tmp_path / "briefing") if path not in before} == {
        "content/site.yml",
        "content/articles/text.md",
        "seeds/text.txt",
        *FAST,
    }


LOCK = "content/evidence.lock"
CITING = {
    "content/pages/w.md": "---\ntitle: W\n---\n\nIt is first. [@p1] And again. [@p1]\n",
    "seeds/text.txt": "First passage, of 40 ships.\n\nSecond passage.\n",
}
CHANGED = {**CITING, "seeds/text.txt": "First passage, of 50 ships.\n\nAnother second.\n"}


def test_accept_takes_the_cited_passages_as_they_are(cli: Cli, tmp_path: Path) -> None:
    lock = tmp_path / "briefing" / LOCK
    done = cli(CITING, "accept")
    assert (done.status, done.out) == (0, "")
    assert ", 1 accepted passage; " in done.err
    assert [entry["text"] for entry in json.loads(lock.read_bytes()).values()] == [
        "First passage, of 40 ships."
    ]
    assert cli(CITING, "check", "--strict").status == 0
    changed = cli(CHANGED, "check", "--strict")
    assert changed.status == 1
    (line,) = changed.lines
    assert line.startswith("content/pages/w.md:5:14: warning[source-changed]: ")
    assert "40" in line and "50" in line and "python build.py accept" in line
    assert cli(CHANGED, "accept").status == 0
    assert cli(CHANGED, "check", "--strict").status == 0
    assert not (tmp_path / "briefing" / "site").exists()


def test_accept_writes_nothing_over_mistakes(cli: Cli, tmp_path: Path) -> None:
    assert cli(CITING, "accept").status == 0
    lock = tmp_path / "briefing" / LOCK
    before = lock.read_bytes()
    done = cli({**CHANGED, **WRONG}, "accept")
    assert done.status == 1 and done.err.endswith(": nothing was written\n")
    assert lock.read_bytes() == before


def test_a_broken_lock_is_told_and_accept_writes_it_anew(cli: Cli, tmp_path: Path) -> None:
    broken = cli({**CITING, LOCK: "<<<<<<< HEAD"}, "check")
    assert broken.status == 1
    assert broken.out.startswith(f"{LOCK}:1:1: error[bad-value]: ")
    assert cli(CITING, "accept").status == 0
    assert json.loads((tmp_path / "briefing" / LOCK).read_bytes())
    assert cli(CITING, "check").status == 0


def test_verbose_tells_the_evidence_and_what_was_accepted(cli: Cli) -> None:
    page = "---\ntitle: W\n---\n\nThere were 50. [@p1 ~ a slip of the text]\n"
    files = {**CITING, "content/pages/w.md": page}
    done = cli(files, "check", "-v", "--strict")
    assert done.status == 0
    assert done.lines == ["content/pages/w.md:5:1: note[accepted]: accepted: a slip of the text"]
    assert done.err.splitlines()[1] == (
        "evidence: 1 claim, 1 cited, 0 quotations verified, 0 figures verified, "
        "1 accepted exception, 1 passage no page relies on"
    )
    assert "number-not-in-source" in cli({**files, "content/pages/w.md": page.replace(
        " ~ a slip of the text", "")}, "check").out  # fmt: skip


@pytest.mark.parametrize("command", ["links", "suggest"])
def test_a_listing_writes_nothing(cli: Cli, tmp_path: Path, command: str) -> None:
    done = cli(CITING, command)
    assert done.status == 0 and done.err
    assert not (tmp_path / "briefing" / "site").exists()
    wrong = cli(WRONG, command, "-q")
    assert wrong.status == 1 and len(wrong.err.splitlines()) == 4


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([option])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert out == f"briefing {__version__}\n" if option == "--version" else "--base-url" in out


# --- exit status 1: the content -----------------------------------------------------------------


def test_all_mistakes_in_one_run_sorted_and_nothing_written(cli: Cli, tmp_path: Path) -> None:
    assert cli({}).status == 0
    site = tmp_path / "briefing" / "site"
    before = tree(site), site.stat().st_ino
    done = cli(WRONG)
    assert done.status == 1
    assert [line.split(": ")[:2] for line in done.lines] == [
        ["content/actors/a.md:2:1", "warning[unused-name]"],
        ["content/actors/a.md:3:7", "error[bad-value]"],
        ["content/actors/a.md:4:1", "error[unknown-field]"],
        ["content/actors/a.md:6:1", "warning[uncited]"],
        ["content/actors/a.md:6:4", "error[broken-link]"],
        ["content/pages/z.md:5:1", "warning[raw-html]"],
        ["content/pages/z.md:5:8", "warning[raw-html]"],
        ["content/pages/z.md:5:15", "error[unknown-citation]"],
    ]
    assert '(did you mean "group"?)' in done.out and '(did you mean "kind"?)' in done.out
    assert done.err == "4 errors, 4 warnings: nothing was written\n"
    assert (tree(site), site.stat().st_ino) == before
    assert cli(WRONG, "check").err == "4 errors, 4 warnings: not in order\n"


def test_ten_mistakes_in_ten_files_are_ten_lines(cli: Cli) -> None:
    wrong = {f"content/pages/p{n}.md": f"---\ntitle: P{n}\n---\n\n[[x{n}]]\n" for n in range(10)}
    done = cli(wrong, "check")
    assert done.status == 1
    assert [line.partition(":")[0] for line in done.lines] == sorted(wrong)
    assert all("error[broken-link]" in line for line in done.lines)
    assert cli(wrong, "check", "-q").out.splitlines() == done.lines


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"content/site.yml": ""}, "content/site.yml:1:1: error["),
        ({"content/site.yml": "tagline: T\n"}, "content/site.yml:1:1: error[missing-field]"),
        ({"content/site.yml": "title: [a\n"}, "content/site.yml:"),
        ({"seeds/text.txt": b"\xff\xfe\x00"}, "seeds/text.txt:1:1: error[encoding]"),
        ({"content/pages/A b.md": "---\ntitle: A\n---\n"}, "content/pages/A b.md:1:1: error["),
        ({"content/pages/a.md": "no head"}, "content/pages/a.md:1:1: error["),
        ({"content/odd/a.md": "---\ntitle: A\n---\n"}, "content/odd/a.md:1:1: error[bad-slug]"),
        ({"templates/base.html": "{{", "templates/pages/home.html": '{% extends "base.html" %}'},
         "templates/base.html:1:1: error[template]"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place(cli: Cli, files: dict[str, str | bytes], line: str) -> None:
    done = cli(files)
    assert done.status == 1
    assert any(found.startswith(line) for found in done.lines), done.out


# --- exit status 2: the command line and the set-up -------------------------------------------


def refused(done: Run) -> str:
    """Return the one line that says why nothing was done."""
    assert done.status == 2
    assert done.out == ""
    (line,) = done.err.splitlines()
    assert line.startswith("build.py: ")
    return line.removeprefix("build.py: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--nope"], "unrecognized arguments: --nope"),
        (["biuld"], "invalid choice: 'biuld'"),
        (["chekc"], "invalid choice: 'chekc', did you mean \"check\"?"),
        (["chekc", "--strict"], 'did you mean "check"?'),
        (["frobnicate"], "it is one of build, check, accept, "),
        (["--formt", "json"], 'unrecognized arguments: --formt, did you mean "--format"?'),
        (["check", "--formt=json"], '--formt=json, did you mean "--format"?'),
        (["--base-ulr=https://example.org"], 'did you mean "--base-url"?'),
        (["--format", "jsn"], "invalid choice: 'jsn', did you mean \"json\"?"),
        (["build", "check"], "unrecognized arguments: check"),
        (["--form=json"], "unrecognized arguments: --form"),
        (["--format", "xml"], "invalid choice: 'xml'"),
        (["--root"], "expected one argument"),
        (["-q", "-v"], "not allowed with argument"),
        (["--base-url", "example.org"], '"example.org" is not a web address'),
        (["--base-url", "ftp://example.org"], "is not a web address"),
        (["--base-url", "https://"], "is not a web address"),
        (["--base-url", "https://["], "is not a web address"),
        (["--base-url", "https://example.org/?a=b"], "is not a web address"),
        (["--base-url", "https://example.org/#"], "is not a web address"),
        (["--base-url", "https://example.org/a b"], "is not a web address"),
        (["--base-url", 'https://example.org/"'], "is not a web address"),
        (["--base-url", ""], "is not a web address"),
    ],
)
def test_a_wrong_command_line_is_one_line(cli: Cli, arguments: list[str], said: str) -> None:
    assert said in refused(cli({}, *arguments))


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_root_that_is_none(cli: Cli, tmp_path: Path, command: str) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for root in (tmp_path / "nowhere", file, file / "below"):
        done = cli({}, command, "--root", str(root))
        assert refused(done).startswith(f"there is no folder content/ in {root}")


def test_a_place_that_is_not_ours_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    root, others = tmp_path / "briefing", tmp_path / "others"
    others.mkdir()
    (others / "thesis.txt").write_text("years of work")
    file = tmp_path / "file"
    file.write_text("x")
    (tmp_path / "link").symlink_to(others)
    for out, said in (
        (others, "was not made by briefing"),
        (file, "is a file"),
        (file / "below", "nothing can be written below"),
        (tmp_path / "link", "symbolic link"),
        (root, "which the site is made from"),
        (root / "content", "which the site is made from"),
        (root / "content" / "site", "which the site is made from"),
        (root / "seeds" / "deep" / "site", "which the site is made from"),
        (root / "templates" / "site", "which the site is made from"),
        (tmp_path, "which the site is made from"),
    ):
        assert said in refused(cli({}, "--out", str(out)))
    assert tree(others) == {"thesis.txt": b"years of work"}
    assert not (root / "content" / "site").exists()


def test_a_date_from_outside_that_is_none(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert "SOURCE_DATE_EPOCH" in refused(cli({}))


# --- options -------------------------------------------------------------------------------------


def test_root_out_and_base_url(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "public"
    root = tmp_path / "briefing"
    done = cli({}, "--root", str(root), "--out", str(out), "--base-url", "https://other.org/repo")
    assert done.status == 0
    assert b"https://other.org/repo/actors/" in (out / "sitemap.xml").read_bytes()
    assert not (root / "site").exists()


def test_without_an_address_that_is_said_once(cli: Cli) -> None:
    bare = {"content/site.yml": "title: T\n"}
    note = "content/site.yml:1:1: note[no-base-url]: "
    done = cli(bare)
    assert done.status == 0 and done.out.startswith(note) and len(done.lines) == 1
    assert cli(bare, "--base-url", "https://example.org").out == ""
    assert cli(bare, "-q").out == "" and cli(bare, "--format", "json").out == ""
    assert cli(bare, "check").out == "" and cli(bare, "check", "-v").out.startswith(note)
    assert cli(bare, "--strict").status == 0, "a note is no mistake"


def test_quiet_prints_mistakes_only_and_verbose_notes_as_well(cli: Cli) -> None:
    head = "---\ntitle: One\nsource: text.txt\nauthor: A\ntext: {after: One, before: Third}\n---\n"
    files = {"content/articles/text.md": head, "seeds/text.txt": "One by A\n\nP.\n\nThird\n\n4th\n"}
    assert (cli(files, "-q").out, cli(files, "--quiet").err) == ("", "")
    assert cli(files).out == ""
    for option in ("-v", "--verbose"):
        assert cli(files, option).lines == [
            "seeds/text.txt:1:1: note[left-out]: line 1 is left out of articles/text",
            "seeds/text.txt:5:1: note[left-out]: lines 5 to 7 are left out of articles/text",
        ]
    wrong = cli({**files, **WRONG}, "-q")
    assert len(wrong.lines) == 7 and wrong.err == "", "who wrote the article is named"


WARNING = {"content/pages/w.md": "---\ntitle: W\n---\n\nA <b>word</b>.\n"}


def test_strict_makes_errors_of_warnings(cli: Cli, tmp_path: Path) -> None:
    assert cli(WARNING, "check").status == 0
    done = cli(WARNING, "--strict")
    assert done.status == 1
    assert done.err == "0 errors, 2 warnings: nothing was written\n"
    assert not (tmp_path / "briefing" / "site").exists()
    assert cli(WARNING).status == 0


def test_drafts_are_left_out_unless_asked_for(cli: Cli, tmp_path: Path) -> None:
    draft = {"content/pages/w.md": "---\ntitle: Draft\ndraft: true\n---\n"}
    page = tmp_path / "briefing" / "site" / "w" / "index.html"
    assert cli(draft).status == 0 and not page.exists()
    assert cli(draft, "--drafts").status == 0 and page.exists()


def test_the_search_index_can_be_left_out(project: Project, tmp_path: Path) -> None:
    root = project({})
    assert main(["--root", str(root), "-q", "--no-search"]) == 0
    assert not (root / "site" / "pagefind").exists()
    assert main(["--root", str(root), "-q"]) == 0
    assert (root / "site" / "pagefind" / "pagefind.js").exists()


# --- formats -----------------------------------------------------------------------------------

STRANGE = {
    "content/pages/ü, %:1.md": "---\ntitle: 'Ü'\nodd: 1\n---\n",
    "content/pages/w.md": '---\ntitle: W\n---\n\n[["50%", 1: ü]]\n',
}


def test_json_is_one_object_a_line_with_the_contracts_keys(cli: Cli) -> None:
    done = cli({**WRONG, **STRANGE}, "check", "--format", "json")
    assert done.status == 1
    found = [json.loads(line) for line in done.lines]
    keys = ["path", "line", "column", "severity", "code", "message", "hint"]
    assert all(list(item) == keys for item in found)
    assert all(isinstance(item["line"], int) and item["column"] > 0 for item in found)
    assert {item["severity"] for item in found} == {"error", "warning"}
    assert any(item["path"] == "content/pages/ü, %:1.md" for item in found)
    places = [(item["path"], item["line"], item["column"]) for item in found]
    assert places == sorted(places)
    assert len(cli({**WRONG, **STRANGE}, "check").lines) == len(found)


def test_github_gets_escaped_annotations(cli: Cli) -> None:
    done = cli({**WRONG, **STRANGE}, "check", "--format", "github")
    form = re.compile(r"::(error|warning|notice) file=[^:,]+,line=\d+,col=\d+,title=[\w-]+::.+")
    assert done.lines and all(form.fullmatch(line) for line in done.lines)
    assert any("file=content/pages/ü%2C %25%3A1.md," in line for line in done.lines)
    assert any('no page is called ""50%25", 1: ü"' in line for line in done.lines)
    bare = cli({"content/site.yml": "title: T\n"}, "-v", "--format", "github")
    assert "::notice file=content/site.yml,line=1,col=1,title=no-base-url::" in bare.out


# --- in a process of its own -------------------------------------------------------------------


Process = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def process() -> Iterator[Process]:
    """Start the front door itself; what is still at work in the end is stopped."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, env: Mapping[str, str] | None = None, **streams: Any) -> Any:
        command = [sys.executable, str(ROOT / "build.py"), *arguments]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        started.append(subprocess.Popen(command, env={**os.environ, **(env or {})}, **streams))
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.wait()


def test_any_terminal_can_show_it(project: Project, process: Process) -> None:
    root = project({"content/pages/w.md": "---\ntitle: W\n---\n\n[[ü ولاية]]\n"})
    for form in ("text", "json"):
        arguments = ("check", "--root", str(root), "--format", form)
        child = process(*arguments, env={"PYTHONIOENCODING": "ascii"})
        out, err = child.communicate()
        assert (child.returncode, b"Traceback" in err) == (1, False)
        if form == "text":
            assert b'no page is called "\\xfc \\u0648' in out
        else:
            assert 'no page is called "ü ولاية"' in json.loads(out)["message"]


@pytest.mark.parametrize(("files", "status"), [({}, 0), (WRONG, 1)])
def test_a_reader_that_went_away_changes_nothing(
    project: Project, process: Process, files: dict[str, str | bytes], status: int
) -> None:
    """``build.py | head -0``: the status is that of the work, and no pipe is complained of."""
    read, write = os.pipe()
    os.close(read)
    child = process("check", "-v", "--root", str(project(files)), stdout=write)
    os.close(write)
    _, err = child.communicate()
    assert child.returncode == status
    assert b"Traceback" not in err and b"Exception" not in err


def opened(file: Path) -> int:
    """Return a descriptor that can be read as soon as somebody has opened the file (inotify)."""
    system = ctypes.CDLL(None)
    watch: int = system.inotify_init()
    assert system.inotify_add_watch(watch, os.fsencode(file), 0x20) >= 0  # IN_OPEN
    return watch


INTERRUPTED = b"build.py: interrupted, nothing was changed\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only there it is seen who asks for a lock")
def test_ctrl_c_leaves_the_earlier_site(project: Project, process: Process) -> None:
    root = project(FAST)
    assert main(["--root", str(root), "-q", "--no-search"]) == 0
    before = tree(root)
    with locked(root / "site", patience=1.0):
        asked = opened(root / ".site.lock")
        child = process("--root", str(root), "--no-search")
        # To ask for the lock is to open its file: now the build is at work.
        while not select.select([asked], [], [], 0.1)[0] and child.poll() is None:
            pass
        child.send_signal(signal.SIGINT)
        out, err = child.communicate()
    os.close(asked)
    assert (child.returncode, out, err) == (130, b"", INTERRUPTED)
    assert tree(root) == before


@pytest.mark.skipif(
    sys.platform == "win32" or os.getuid() == 0, reason="nothing is forbidden to root"
)
def test_what_may_not_be_read_is_told_in_a_line(cli: Cli, tmp_path: Path) -> None:
    assert cli({}).status == 0
    page = tmp_path / "briefing" / "templates" / "pages" / "home.html"
    page.chmod(0)
    root = ("--root", str(tmp_path / "briefing"))
    assert main(["check", *root]) == 2
    page.chmod(0o644)
    (tmp_path / "briefing").chmod(0)
    assert main(["check", *root]) == 2
    (tmp_path / "briefing").chmod(0o755)


def test_a_package_that_is_missing_is_one_line(tmp_path: Path) -> None:
    """Python without the packages of the project: what a fresh clone has before any set-up."""
    command = [sys.executable, "-S", str(ROOT / "build.py"), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == "" and done.stderr.count("\n") == 1
    assert "is missing: run `make site` once, and then .venv/bin/python build.py" in done.stderr


_FAILED = module._failed  # as it is when no test stands by to look at what is raised


@pytest.mark.parametrize("error", [ZeroDivisionError("a\nb"), ModuleNotFoundError("a\nb")])
def test_a_fault_of_the_program_is_one_line_and_all_of_it_on_demand(
    error: Exception,
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise error

    if isinstance(error, ModuleNotFoundError):
        error.name = "briefing.nothing"
    monkeypatch.setattr(module, "_failed", _FAILED)
    monkeypatch.setattr("briefing.pipeline.link", fault)
    told = refused(cli({}))
    what = rf"pipeline\.py:\d+: {type(error).__name__}: a b \(please report it"
    said = rf"a fault of the program, not of the briefing at {what}"
    assert re.fullmatch(rf"{said} with what -v shows\)", told)
    assert main(["check", "-v", "--root", str(tmp_path / "briefing")]) == 2
    *traceback, last = capsys.readouterr().err.splitlines()
    assert traceback[0].startswith("Traceback") and traceback[-1] == "b"
    assert re.fullmatch(rf"build\.py: {said}\)", last)


def test_a_root_that_is_a_link_to_itself_is_one_line(cli: Cli, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    said = refused(cli({}, "check", "--root", str(loop)))
    assert "loop" in said and "Traceback" not in said
