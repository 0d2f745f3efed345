"""Hostile files: each is read or refused with a line that says where; none ends in a traceback.

YAML that explodes, texts that nest without end, names that a disk takes for something else, paths
that leave the briefing. Whole builds, as a pull request would ask for them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, Project

from bench.hostile import BRIEFING, TEXTS
from briefing.cli import main
from briefing.read.fields import MAX_LINE
from briefing.read.yamltree import MAX_DEPTH, MAX_LENGTH

Told = tuple[int, str]
HEAD = "---\ntitle: A\nkind: group\n{}\n---\n"
ACTOR = "content/actors/a.md"
MEMORY = 3 * 2**29
"""The bytes of address space that a build may take for what stands here: 1.5 GiB."""


def told(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> Told:
    """Build a briefing; return the status and what is printed."""
    status = main(["-q", "--no-search", "--no-cache", "--root", str(root), *more])
    return status, capsys.readouterr().out


# --- YAML -----------------------------------------------------------------------------------------

BOMB = "a: &a [x]\n" + "".join(f"{c}: &{c} [*{b}, *{b}, *{b}]\n" for b, c in pairwise("abcdefghij"))
REFUSED_YAML = {
    "a bomb": (BOMB, "anchors and aliases"),
    "a merge": ("x: &x {a: b}\n<<: *x", "anchors and aliases"),
    "an object": ("x: !!python/object/apply:os.system [id]", "YAML tag"),
    "a tag of one's own": ("x: !own y", "YAML tag"),
    "binary": ("x: !!binary aGVsbG8=", "YAML tag"),
    "a key twice": ("title: B", "given twice"),
    "a megabyte": ("summary: " + "x" * 2**20, f"more than {MAX_LENGTH:,} characters"),
    "a megabyte in quotes": ('summary: "' + "x " * 2**19 + '"', f"more than {MAX_LENGTH:,}"),
    "a name for every page": (
        "aliases:\n  - " + "Name " * 201,
        f"more than {MAX_LINE:,} characters",
    ),
    "a megabyte of a key": ("x" * 2**20 + ": y", ""),
    "depth": ("aliases: " + "[" * 10_000, f"nested more than {MAX_DEPTH} deep"),
    "depth of groups": ("aliases: " + "{a: " * 10_000, f"nested more than {MAX_DEPTH} deep"),
    "depth of lines": ("aliases:\n" + "".join(" " * n + "-\n" for n in range(1, 400)), "deep"),
    "a zero byte": ("summary: a\0b", "U+0000"),
    "an escaped zero byte": ('summary: "a\\0b"', "U+0000"),
    "an escape of a terminal": ('summary: "\\e[2J"', "U+001B"),
    "a turned direction": ("summary: a\u202eb", "U+202E"),
    "an escaped turned direction": ('summary: "\\u202e"', "U+202E"),
    "half a pair": ('summary: "\\ud800"', ""),
    "a second document": ("x: y\n...\n%YAML 1.2\n---\nz: 1", ""),
    "a directive": ("%TAG ! tag:x,2000:\n", ""),
    "a complex key": ("? [a, b]\n: c", "field name"),
    "a number of fields": ("".join(f"f{n}: x\n" for n in range(3000)), "unknown-field"),
}


@pytest.mark.parametrize("name", REFUSED_YAML)
def test_yaml_is_refused_with_a_line_that_says_where(
    project: Project, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text, said = REFUSED_YAML[name]
    status, out = told(project({ACTOR: HEAD.format(text)}), capsys)
    assert status == 1
    assert out.startswith(f"{ACTOR}:")
    assert said in out
    assert max(map(len, out.splitlines())) < 400


ENCODINGS = {
    "utf-16": "UTF-16",
    "utf-16-be": "not UTF-8|control character",
    "utf-32": "UTF-16|control character|not UTF-8",
    "latin-1": "not UTF-8",
    "cp1252": "not UTF-8",
    "utf-7": "",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_another_encoding_is_refused_and_never_guessed(
    project: Project, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    data = HEAD.format("summary: Ein Stück für später, [[a]]").encode(encoding)
    status, out = told(project({ACTOR: data}), capsys)
    if ENCODINGS[encoding]:
        assert (status, "error[encoding]" in out) == (1, True)
        assert any(word in out for word in ENCODINGS[encoding].split("|"))
    else:  # it is ASCII, and says what it says
        assert "Traceback" not in out


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_a_byte_order_mark_change_nothing(
    project: Project, capsys: pytest.CaptureFixture[str], end: str, mark: str
) -> None:
    text = "---\ntitle: A\nkind: group\nsummary: >\n  One\n  two.\n---\n\nBody\nof [[a]].\n"
    plain = project({ACTOR: text})
    assert told(plain, capsys, "--out", str(plain / "one"))[0] == 0
    (plain / ACTOR).write_bytes((mark + text).replace("\n", end).encode())
    assert told(plain, capsys, "--out", str(plain / "two"))[0] == 0
    pages = [(plain / out / "actors/a/index.html").read_bytes() for out in ("one", "two")]
    assert pages[0] == pages[1]


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    ["../secret.txt", "/etc/passwd", "../../secret.txt", "./../../secret.txt", "a\\..\\secret.txt",
     "%2e%2e/secret.txt", "file:///etc/passwd", "text.txt/../../../secret.txt", "~/secret.txt"],
)  # fmt: skip
def test_a_source_outside_of_the_briefing_is_none(
    project: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str
) -> None:
    (tmp_path / "secret.txt").write_text("seven secret winters")
    article = f"---\ntitle: T\nsource: '{source}'\nauthor: A\n---\n"
    root = project({"content/articles/text.md": article})
    status, out = told(root, capsys)
    assert (status, "error[missing-source]" in out, "winters" in out) == (1, True, False)


def test_what_a_link_leads_to_outside_is_never_read(
    project: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("seven secret winters")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.md").write_text(HEAD.format("") + "seven secret winters")
    root = project({})
    (root / "seeds" / "text.txt").unlink()
    (root / "seeds" / "text.txt").symlink_to("../../secret.txt")
    (root / "content" / "pages").symlink_to(tmp_path / "out")
    (root / "content" / "evidence.lock").symlink_to(tmp_path / "secret.txt")
    (root / "content" / "references.yml").symlink_to("/dev/zero")
    status, out = told(root, capsys)
    assert status == 1
    assert out.count("this link leads out of the briefing's folder") == 4
    assert "winters" not in out


@pytest.mark.parametrize("folder", ["content", "seeds"])
def test_a_folder_that_is_a_link_out_is_not_read(
    project: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: str
) -> None:
    root = project({})
    (root / folder).rename(tmp_path / "moved")
    (root / folder).symlink_to(tmp_path / "moved")
    status, out = told(root, capsys)
    assert (status, "leads out of" in out) == (1, True)


NAMES = """con AUX nul com1 lpt9 index A a.b -a a- a--b é e\u0301 سرت a'b a"b a<b> a?b a*b a:b
a|b a\\b %2e%2e a;b $(id) `id` &amp; a\u202eb a\u200bb""".split()
NAMES += ["a b", "x" * 61, "x" * 252]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_some_disk_or_host_cannot_have_is_no_address(
    project: Project, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    status, out = told(project({f"content/actors/{name}.md": HEAD.format("")}), capsys)
    assert status == 1
    assert "error[bad-slug]" in out or "error[encoding]" in out


def test_names_that_are_one_to_some_disk_cannot_both_be_addresses(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    composed, apart = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
    names = ["name", "NAME", "Name", composed, apart]
    root = project({f"content/actors/{name}.md": HEAD.format("") for name in names})
    _, out = told(root, capsys)
    assert out.count("error[bad-slug]") == len(names) - 1


def test_one_address_is_claimed_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "content/actors/a.md": HEAD.format("redirect_from: [/actors/b/, /actors/b, actors/../b/]"),
        "content/actors/b.md": HEAD.format("redirect_from: [/]").replace("A", "B", 1),
        "content/actors/a.markdown": HEAD.format(""),
    }
    status, out = told(project(files), capsys)
    assert status == 1
    assert "error[duplicate-slug]" in out


@pytest.mark.parametrize(
    "address",
    [
        *"""/../../out/ https://evil.example/ /a/../../b/ /a\\b/ /%2e%2e/ /manifest.json /assets/x/
        /pagefind/ /index.html /con/ /.nojekyll /_headers /feed.json /manifest.webmanifest /a./
        /x/aux.html /a?b /a#b""".split(),
        "/" + "x" * 300 + "/",
        "/a" * 3000,
        "/a\x00b/",
    ],
)
def test_an_old_address_leads_nowhere_but_into_the_site(
    project: Project, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    files = {ACTOR: "---\ntitle: A\nkind: group\nredirect_from:\n  - " + repr(address) + "\n---\n"}
    root = project(files)
    status, out = told(root, capsys)
    assert status == 1, out
    assert out.startswith(ACTOR)
    assert [p.name for p in root.parent.iterdir()] == [root.name]


# --- Markdown and other texts ---------------------------------------------------------------------

BOUNDED = sorted(TEXTS)


def limited() -> None:
    """Let a process have so much memory and no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def test_no_text_ends_in_a_traceback_or_without_memory(tmp_path: Path) -> None:
    """All texts of the bench at a tenth of their size, one after the other, in one process."""
    for number, name in enumerate(BOUNDED):
        size, make = TEXTS[name]
        for path, text in {**BRIEFING, **make(size // 10)}.items():
            file = tmp_path / str(number) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    program = (
        "import sys\nfrom briefing.cli import main\n"
        "options = ['-q', '--no-search', '--no-cache', '--jobs', '1', '--root']\n"
        "for number in range(int(sys.argv[2])):\n"
        "    status = main([*options, f'{sys.argv[1]}/{number}'])\n"
        "    print('status', number, status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(len(BOUNDED))],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=limited,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stderr == ""
    ends = [line.split()[2] for line in done.stdout.splitlines() if line.startswith("status ")]
    assert len(ends) == len(BOUNDED)
    assert set(ends) <= {"0", "1"}


def test_a_small_text_does_not_become_a_large_site(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """The longest name there may be, linked a thousand times: a few times what it must be."""
    name = "Name " * (MAX_LINE // 5)
    files = {
        ACTOR: HEAD.replace("A", name, 1).format(""),
        "content/actors/b.md": HEAD.replace("A", "B", 1).format("") + "[[actors/a]] " * 1000,
    }
    root = project(files)
    assert told(root, capsys)[0] == 0
    size = sum(f.stat().st_size for f in (root / "site").rglob("*") if f.is_file())
    assert size < 10 * 1000 * MAX_LINE
    root = project({ACTOR: HEAD.replace("A", name + "x" * 20, 1).format("")})
    assert told(root, capsys)[0] == 1


@pytest.mark.parametrize(("mark", "limit"), [("> ", 50), ("- ", 50), ("1. ", 50)])
def test_what_is_nested_ten_thousand_deep_is_refused_with_the_limit(
    project: Project, capsys: pytest.CaptureFixture[str], mark: str, limit: int
) -> None:
    status, out = told(project({ACTOR: HEAD.format("") + mark * 10_000 + "word"}), capsys)
    assert status == 1
    assert f"nested more than {limit} deep" in out


def test_a_file_past_the_limit_is_refused_with_it(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({})
    with (root / "content" / "pages.md").open("wb") as file:
        file.truncate(2**40)  # a hole: it takes no place on the disk
    status, out = told(root, capsys)
    assert (status, "larger than 32 MB" in out) == (1, True)
