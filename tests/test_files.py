"""The door to a briefing's files: what is read, how it is decoded, what is refused."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from briefing.errors import BriefingError
from briefing.read.files import Files, read_files, read_templates


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("content/places", "seeds"):
        (tmp_path / "root" / folder).mkdir(parents=True)
    return tmp_path / "root"


def found(files: Files) -> list[str]:
    return [f"{p.position} {p.code}" for p in files.problems]


def decoded(root: Path, data: bytes, path: str = "content/a.md") -> tuple[str, list[str]]:
    (root / path).write_bytes(data)
    files = read_files(root)
    (text,) = (file.text for file in (*files.content, *files.seeds.values()))
    return text, found(files)


# --- which files ------------------------------------------------------------------------


def test_texts_and_other_files_are_read_in_order_with_their_digests(root: Path) -> None:
    names = ["content/z.md", "content/places/b.md", "content/a.yml", "content/places/map.png"]
    names += ["seeds/t.txt", "seeds/scan.pdf", "content/list.txt"]
    for name in names:
        (root / name).write_text(name)
    files = read_files(root)
    assert [file.path for file in files.content] == [
        "content/a.yml",
        "content/places/b.md",
        "content/z.md",
    ]
    assert list(files.seeds) == ["seeds/t.txt"]
    assert sorted(files.others) == ["content/list.txt", "content/places/map.png", "seeds/scan.pdf"]
    assert files.digests == {n: hashlib.sha256(n.encode()).hexdigest() for n in names}
    assert files.problems == ()


def test_names_with_a_dot_or_an_underscore_before_them_are_private(root: Path) -> None:
    for name in (".hidden.md", "_draft.md", ".git/a.md", "_old/a.md", "places/.DS_Store"):
        (root / "content" / name).parent.mkdir(exist_ok=True)
        (root / "content" / name).write_text("x")
    assert read_files(root).digests == {}


def test_odd_names_are_paths_like_any_other(root: Path) -> None:
    names = ["a b.md", "ç.md", "سرت.md", "a'b&c.md", "UPPER.MD", "x.markdown"]
    for name in names:
        (root / "content" / name).write_text("x")
    files = read_files(root)
    assert sorted(file.path for file in files.content) == sorted(f"content/{n}" for n in names)
    assert files.problems == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"a\nb.md", "a\\nb.md"), (b"a\x1bb.md", "a\\x1bb.md"), (b"\xff.md", "\\udcff.md")],
)
def test_a_name_that_cannot_be_shown_is_refused(root: Path, name: bytes, shown: str) -> None:
    (root / "content" / os.fsdecode(name)).write_text("x")
    files = read_files(root)
    assert found(files) == [f"content/{shown}:1:1 encoding"]
    assert not files.content


def test_a_root_without_content_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="--root"):
        read_files(tmp_path)


def test_a_root_without_seeds_is_read(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert read_files(tmp_path).problems == ()


# --- links and what is no file ----------------------------------------------------------


def test_a_link_out_of_the_root_is_refused(root: Path) -> None:
    (root.parent / "secret.md").write_text("secret")
    (root.parent / "elsewhere").mkdir()
    (root.parent / "elsewhere" / "a.md").write_text("secret")
    (root / "content" / "a.md").symlink_to(root.parent / "secret.md")
    (root / "content" / "b.md").symlink_to("../../secret.md")
    (root / "content" / "folder").symlink_to(root.parent / "elsewhere")
    files = read_files(root)
    assert found(files) == [
        "content/a.md:1:1 missing-file",
        "content/b.md:1:1 missing-file",
        "content/folder:1:1 missing-file",
    ]
    assert files.digests == {}


def test_a_link_within_the_root_is_read_as_what_it_leads_to(root: Path) -> None:
    (root / "seeds" / "t.txt").write_text("x")
    (root / "content" / "t.md").symlink_to("../seeds/t.txt")
    files = read_files(root)
    assert ([file.text for file in files.content], files.problems) == (["x"], ())


def test_links_to_folders_loops_and_dead_ends_are_reported(root: Path) -> None:
    (root / "content" / "loop").symlink_to(root / "content")
    (root / "content" / "self.md").symlink_to("self.md")
    (root / "content" / "dead.md").symlink_to("nothing.md")
    assert found(read_files(root)) == [
        "content/dead.md:1:1 missing-file",
        "content/loop:1:1 missing-file",
        "content/self.md:1:1 missing-file",
    ]


def test_a_pipe_does_not_hang_the_build(root: Path) -> None:
    os.mkfifo(root / "content" / "pipe.md")
    assert found(read_files(root)) == ["content/pipe.md:1:1 missing-file"]


def test_a_file_that_is_too_large_is_not_read(root: Path) -> None:
    with (root / "seeds" / "t.txt").open("wb") as file:
        file.truncate(33 * 1024 * 1024)
    assert found(read_files(root)) == ["seeds/t.txt:1:1 bad-value"]


# --- decoding ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfa", "a"),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", "a"),
        ("é\u200f\u00ad\u2028\f\t".encode(), "é\u200f\u00ad\u2028\f\t"),
    ],
)
def test_what_is_text(root: Path, data: bytes, text: str) -> None:
    assert decoded(root, data) == (text, [])


@pytest.mark.parametrize(
    ("data", "text", "where"),
    [
        (b"a\nb\xe9c \xe8", "a\nb\ufffdc \ufffd", "2:2"),
        ("é\r\nç".encode() + b"\xff", "é\nç\ufffd", "2:2"),
        (b"\xef\xbb\xbfa\xff", "a\ufffd", "1:2"),
        ("a\nß".encode("utf-16"), "a\nß", "1:1"),
        (b"\xfe\xff" + "a\nß".encode("utf-16-be"), "a\nß", "1:1"),
        (b"ab\0\n\0", "ab \n ", "1:3 2:1"),
        (b"a\n\x1b[0m", "a\n [0m", "2:1"),
        ("a\x92s \x7f".encode(), "a s  ", "1:2 1:5"),
        ("a\nb \u202ec".encode(), "a\nb \u202ec", "2:3"),
        ("a \u2066b\u2069".encode(), "a \u2066b\u2069", "1:3 1:5"),
        ("\ufeffa\uffff".encode(), "a ", "1:2"),
    ],
)
def test_what_is_not_text_is_said_and_the_rest_is_read(
    root: Path, data: bytes, text: str, where: str
) -> None:
    assert decoded(root, data) == (text, [f"content/a.md:{w} encoding" for w in where.split()])


def test_of_what_is_no_text_at_all_the_beginning_is_said(root: Path) -> None:
    _, problems = decoded(root, b"\1" * 5000 + "\u202e".encode() * 5000)
    assert [p.split()[0] for p in problems] == [
        *(f"content/a.md:1:{n}" for n in range(1, 11)),
        *(f"content/a.md:1:{n}" for n in range(5001, 5011)),
    ]


def test_two_sorts_of_characters_are_two_mistakes(root: Path) -> None:
    _, problems = decoded(root, "\x00\u202e".encode())
    assert problems == ["content/a.md:1:1 encoding", "content/a.md:1:2 encoding"]


def test_a_source_text_may_turn_its_direction(root: Path) -> None:
    text = "a \u202bسرت\u202c b"
    assert decoded(root, text.encode(), "seeds/t.txt") == (text, [])


# --- templates --------------------------------------------------------------------------


def test_a_briefings_own_templates_replace_the_bundled_ones_one_by_one(tmp_path: Path) -> None:
    for name, text in {
        "bundled/base.html": "b",
        "bundled/pages/home.html": "b",
        "bundled/_private.html": "b",
        "root/templates/pages/home.html": "own",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    templates = read_templates(tmp_path / "bundled", tmp_path / "root")
    assert templates == {"base.html": b"b", "pages/home.html": b"own"}


def test_templates_without_a_base_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match=r"base\.html"):
        read_templates(tmp_path, tmp_path)
