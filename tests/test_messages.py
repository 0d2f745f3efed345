"""What a person sees of a mistake: its line, the line of the file, a caret under the spot."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator

import pytest
from conftest import ROOT, Project
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.cli import main
from briefing.diagnostics import SEVERITIES, Diagnostic, Position, Severity, problem
from briefing.messages import EXPLAINED, ROOM, as_text, columns, excerpt, width

PATH = "content/actors/a.md"


def at(line: int, column: int, code: str = "broken-link") -> Diagnostic:
    return problem(code, Position(PATH, line, column), "no page is called so", "mend it")


def below(line: str, column: int) -> list[str]:
    """Return the two lines that show a spot of a line."""
    _, *shown = as_text([at(1, column)], {PATH: line}).splitlines()
    return [part.removeprefix("    ") for part in shown if not part.startswith("    see ")]


# --- the lines below a mistake ------------------------------------------------------------------


def test_a_mistake_shows_its_line_and_where_it_is_explained() -> None:
    found = at(2, 4)
    assert as_text([found], {PATH: "---\nOf [[nobody]].\n"}) == (
        f"{found}\n    Of [[nobody]].\n       ^\n    see docs/diagnostics.md#broken-link"
    )


def test_a_code_is_explained_once_a_run() -> None:
    found = [at(1, 1), at(1, 2), at(1, 3, "misquote"), at(1, 4)]
    lines = as_text(found, {PATH: "words"}).splitlines()
    pages = [line.strip() for line in lines if line.startswith("    see ")]
    assert pages == [f"see {EXPLAINED}#broken-link", f"see {EXPLAINED}#misquote"]
    assert [line for line in lines if line[0] != " "] == [str(one) for one in found]


def test_brief_is_one_line_a_mistake() -> None:
    found = [at(1, 1), at(1, 2, "misquote")]
    assert as_text(found, {PATH: "words"}, brief=True) == f"{found[0]}\n{found[1]}"


def test_a_note_is_one_line() -> None:
    note = at(1, 1, "left-out")
    assert note.severity is Severity.NOTE
    assert as_text([note], {PATH: "words"}) == str(note)


def test_nothing_is_nothing() -> None:
    assert as_text([], {}) == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("a\n\nb", 2), ("---\ntitle: A\n---\n", 1), ("a\n", 3), (" \t\n", 1), ("a", 2)],
)
def test_where_the_file_shows_nothing_there_is_no_caret(text: str, line: int) -> None:
    found = at(line, 1)
    assert excerpt({PATH: text}, found.position) is None
    assert as_text([found], {PATH: text}).splitlines() == [
        str(found),
        "    see docs/diagnostics.md#broken-link",
    ]


def test_a_file_that_was_not_read_shows_no_line() -> None:
    assert excerpt({}, Position("seeds/none.txt", 1, 1)) is None


@pytest.mark.parametrize("code", SEVERITIES)
def test_the_page_that_a_message_names_has_the_section(code: str) -> None:
    page = (ROOT / EXPLAINED).read_text(encoding="utf-8")
    assert re.search(rf"^## {code}$", page, re.MULTILINE)


# --- the caret ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "column", "caret"),
    [
        ("kind: grup", 7, 6),
        ("kind: grup", 1, 0),
        ("title:", 7, 6),  # the end of the line
        ("title:", 99, 6),  # beyond it
        ("\t\tx", 3, 8),
        ("a\tx", 3, 5),
        ("漢字 x", 4, 5),
        ("ｘ x", 3, 3),
        ("한글 x", 4, 5),
        ("\u1112\u1161\u11ab x", 5, 3),  # the same syllable, letter by letter
        ("e\u0301e\u0301 x", 6, 3),
        ("e\u20dd x", 4, 2),
        ("a\u200db x", 5, 3),
        ("co\u00adop x", 7, 6),
        ("日本\tx", 4, 8),
        ("Привет x", 8, 7),
        ("ελληνικά x", 10, 9),
    ],
)
def test_the_caret_stands_under_the_spot(line: str, column: int, caret: int) -> None:
    shown, mark = below(line, column)
    assert shown == line.replace("\t", "    ")
    assert mark == " " * caret + "^"


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        ("في [[ولاية]] و", 4, "here: [[ولاية]] و"),
        ("عن x", 4, "here: x"),
        ("שלום", 1, "here: שלום"),
        ("شيء", 4, "here: the end of the line"),
        ("[[ولاية]] is", 1, "here: [[ولاية]] is"),
        ("See [[x]] في", 5, "    ^"),  # nothing before the spot is turned
    ],
)
def test_among_letters_from_right_to_left_the_words_are_named(
    line: str, column: int, shown: str
) -> None:
    assert below(line, column) == [line, shown]


@pytest.mark.parametrize("character", "\u202e\u2066\u0085\u2028\x1b\x07\ud800")
def test_what_moves_a_terminals_cursor_is_not_printed(character: str) -> None:
    shown, mark = below(f"a{character}b", 3)
    assert shown == "a\ufffdb" and mark == "  ^"


def test_a_long_line_is_cut_around_the_spot() -> None:
    line = "x " * 250 + "[[nobody]] " + "y " * 250
    shown, mark = below(line, 501)
    assert len(shown) == ROOM and shown.startswith("…") and shown.endswith("…")
    assert shown[mark.index("^") :].startswith("[[nobody]] y")
    shown, mark = below(line, 1)
    assert (len(shown), mark, shown[-1], shown[0]) == (ROOM, "^", "…", "x")
    shown, mark = below(line.rstrip(), len(line))
    assert len(shown) == len(mark) - 1 == ROOM and shown.startswith("…")


def test_a_long_line_of_wide_letters_is_cut_by_columns() -> None:
    shown, mark = below("漢" * 300, 150)
    assert ROOM - 2 <= width(shown) <= ROOM
    assert mark.endswith("^") and width(shown) > len(mark)


@given(st.text(st.characters(exclude_characters="\n")), st.integers(1, 400))
@example("a" * 500, 250)
def test_whatever_the_line_the_excerpt_is_of_it(line: str, column: int) -> None:
    found = excerpt({PATH: line}, Position(PATH, 1, column))
    if found is None:
        assert not line.strip() or line.rstrip() == "---"
        return
    assert 0 <= found.caret <= len(found.line)
    assert width(found.line) <= ROOM
    assert "\n" not in found.line and "\t" not in found.line
    if column <= len(line) and columns(line[column - 1]) and line[column - 1].isprintable():
        assert found.line[found.caret] in (line[column - 1], "\ufffd")


def test_what_a_terminal_cannot_write_is_spelled_and_the_caret_knows() -> None:
    _, line, caret, *_ = as_text([at(1, 3)], {PATH: "ш x"}, encoding="ascii").splitlines()
    assert (line, caret) == (r"    \u0448 x", " " * 11 + "^")


# --- colours ------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\033\[[\d;]*m")


def test_colours_change_nothing_but_the_colour() -> None:
    found, texts = [at(1, 3), at(1, 2, "uncited"), at(1, 1, "left-out")], {PATH: "words"}
    painted = as_text(found, texts, colour=True)
    assert _ESCAPE.search(painted)
    assert _ESCAPE.sub("", painted) == as_text(found, texts)
    assert all(line.count("\033[") % 2 == 0 for line in painted.splitlines()), "none goes on"


class Terminal(io.StringIO):
    """A stream that is a terminal, or says so."""

    encoding = "utf-8"

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


Printed = Callable[..., str]


@pytest.fixture
def printed(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Printed]:
    """Return what a check of a wrong briefing prints where standard output is a terminal."""
    root = project({PATH: "---\ntitle: A\nkind: grup\n---\n"})
    for name in ("NO_COLOR", "TERM", "WT_SESSION", "ANSICON"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, terminal: bool = True, **environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        stream = Terminal(terminal)
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["check", "--root", str(root), *arguments]) == 1
        return stream.getvalue()

    yield run


def test_a_terminal_gets_colours(printed: Printed) -> None:
    assert "\033[" in printed(TERM="xterm-256color")


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "0", "TERM": "xterm"}]
)
def test_a_terminal_that_wants_none_gets_none(
    printed: Printed, environment: dict[str, str]
) -> None:
    plain = printed(**environment)
    assert "\033[" not in plain and "      ^\n" in plain


def test_an_empty_no_color_says_nothing(printed: Printed) -> None:
    assert "\033[" in printed(NO_COLOR="", TERM="xterm")


@pytest.mark.parametrize("arguments", [(), ("-q",), ("--format", "json"), ("--format", "github")])
def test_a_pipe_never_gets_colours(printed: Printed, arguments: tuple[str, ...]) -> None:
    assert "\033[" not in printed(*arguments, terminal=False, TERM="xterm")


@pytest.mark.parametrize("form", ["json", "github"])
def test_machines_never_get_colours(printed: Printed, form: str) -> None:
    out = printed("--format", form, TERM="xterm")
    assert "\033[" not in out and "^" not in out


def test_a_windows_console_of_old_gets_none(
    printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.terminal.sys.platform", "win32")
    assert "\033[" not in printed()
    assert "\033[" in printed(WT_SESSION="1")


# --- on the command line ------------------------------------------------------------------------


def test_a_pipe_reads_the_spot_too_and_quiet_leaves_it_out(printed: Printed) -> None:
    lines = printed(terminal=False).splitlines()
    assert lines[1:4] == ["    title: A", "    ^", "    see docs/diagnostics.md#unused-name"]
    assert lines[5:] == ["    kind: grup", "          ^", "    see docs/diagnostics.md#bad-value"]
    assert printed("-q", terminal=False).splitlines() == [lines[0], lines[4]]


def test_a_listing_shows_the_spot_of_an_error(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({PATH: "---\ntitle: A\nkind: grup\n---\n"})
    assert main(["links", "--root", str(root)]) == 1
    assert "    kind: grup\n          ^\n" in capsys.readouterr().err


def test_a_template_shows_its_line(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({"templates/partials/entry.html": "{% if a %}\n{{ b }\n{% endif %}\n"})
    assert main(["check", "--root", str(root)]) == 1
    _, line, caret, _ = capsys.readouterr().out.splitlines()
    assert (line, caret) == ("    {{ b }", "    ^")


def test_a_text_that_is_not_utf_8_shows_what_could_be_read(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({PATH: "---\ntitle: Café\nkind: person\n---\n".encode("latin-1")})
    assert main(["check", "--root", str(root)]) == 1
    assert "    title: Caf\ufffd\n              ^\n" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_real_terminal_gets_colours_and_its_pipe_none(project: Project) -> None:
    import pty
    import subprocess

    root = project({PATH: "---\ntitle: A\nkind: grup\n---\n"})
    command = [sys.executable, str(ROOT / "build.py"), "check", "--root", str(root)]
    env = {**os.environ, "TERM": "xterm", "NO_COLOR": ""}
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.PIPE, env=env) as child:
        os.close(follower)
        seen = _all_of(leader)
        assert child.wait() == 1
    assert b"\033[1;31merror[bad-value]" in seen and b"kind: grup" in seen
    piped = subprocess.run(command, capture_output=True, env=env, check=False)
    assert b"\033" not in piped.stdout and b"kind: grup" in piped.stdout


def _all_of(descriptor: int) -> bytes:
    """Read a pseudo-terminal to its end, which some systems tell by an error."""
    seen = b""
    try:
        while chunk := os.read(descriptor, 4096):
            seen += chunk
    except OSError:
        pass
    os.close(descriptor)
    return seen
