"""A briefing to begin with: from a text file to a site, with every guess told as one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.cli import main
from briefing.desk.beginnings import beginning
from briefing.desk.extents import extent
from briefing.desk.mastheads import article_fields, masthead
from briefing.desk.new import new
from briefing.desk.tongues import language_of
from briefing.diagnostics import Severity
from briefing.errors import BriefingError
from briefing.link.linking import link
from briefing.model import Article, SourceFile
from briefing.pipeline import Options, build, check
from briefing.publish.staging import create_folder
from briefing.read.documents import read_library
from briefing.read.files import Files, misplaced, read_files

LONG = "The water stood at the gates for a year, and nobody dared to touch them while it rained."

MARKDOWN = f"""# The River and the Mill

*By Jane Doe and John Roe, The Valley Gazette*

3 May 2019

## Before the flood

The Valley Water Authority (VWA) held the dam. {LONG}

Commander Abu Yusuf said the VWA would wait in the town of Marrow Bay. {LONG}

## After

- First they mended the mill.

Share this

© 2019 The Valley Gazette. All rights reserved.
"""
LABELLED = f"""Title: Harbour: a history
Author: Tom Okoye
Source: The Herald
URL: https://example.org/a?b=1
Date: March 3, 2021

{LONG}
"""
FENCED = f"""---
title: "A second river"
author: Ann Li
date: 2020-01-02
tags: [a]
---

{LONG}
"""
FRENCH = """Le fleuve et le moulin

Par Jeanne Dupont
Publié le 1er août 2019

Le Syndicat des eaux de la vallée (SEV) a tenu le barrage, et personne n’osait toucher aux vannes.

Les gens de Lyon et de Lyon-Sud patientent, a dit le SEV dans un texte que nous avons lu ici.

Tous droits réservés.
"""
ARABIC = """النهر والطاحونة

بقلم: ليلى حسن

٣ مايو ٢٠١٩

كانت هيئة مياه الوادي تسيطر على السد في خليج مارو لمدة عام كامل، ولم يجرؤ أحد على لمس البوابات.

قال القائد أبو يوسف إن الهيئة لن تتحرك من مكانها قبل نهاية العام، وإن سكان المدينة ينتظرون قرارا.
"""
TEXTS = {
    "river.md": MARKDOWN,
    "labelled.txt": LABELLED,
    "fenced.md": FENCED,
    "fleuve.txt": FRENCH,
    "nahr.txt": ARABIC,
    "one line.txt": "Just a line.\n",
    "UPPER.TXT": "Title words here\n\nShort.\n",
    "windows.txt": f"\ufeffTitle of the text\r\n\r\nBy Jane Doe\r\n\r\n{LONG}\r\n",
}


def fields(name: str, text: str) -> dict[str, object]:
    """Return what is guessed for the article on a text."""
    found = article_fields("", SourceFile(f"seeds/{name}", text))
    return {key: value.value for key, value in found.items() if key != "source"}


def passages(files: dict[str, bytes]) -> tuple[Article, list[str]]:
    """Return the article of a new briefing as it is read, and the errors in all of it."""
    texts = {
        p: SourceFile(p, d.decode("utf-8-sig").replace("\r\n", "\n")) for p, d in files.items()
    }
    content = tuple(texts[p] for p in sorted(texts) if p.startswith("content/"))
    seeds = {p: f for p, f in texts.items() if p.startswith("seeds/")}
    library = read_library(Files(content, seeds, {}, {}, ()))
    problems = (*library.problems, *link(library, drafts=True)[1])
    return library.articles[0], [str(p) for p in problems if p.severity is Severity.ERROR]


# --- the handbook's example ---------------------------------------------------------------------

_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_handbook_shows_what_the_commands_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "editors" / "starting.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed, shown = "", 0
    for language, path, text in _FENCE.findall(page):
        if path == "dam.txt":
            Path(path).write_text(text, encoding="utf-8")
        elif language == "sh":
            begun, built = (shlex.split(line)[2:] for line in text.splitlines())
            assert main(begun) == 0
            printed = capsys.readouterr().out
            assert main([*built, "--no-search"]) == 0
        elif language == "text":
            assert text == printed
        else:
            written = Path("my-briefing", path).read_text(encoding="utf-8")
            assert text.rstrip() == written.partition("\n# What else")[0].rstrip()
            shown += 1
    assert shown == 3 and Path("my-briefing/site/index.html").is_file()
    report = check(Options(Path("my-briefing"), Path("site"), drafts=True))
    assert [str(p) for p in report.problems if p.severity is not Severity.NOTE] == []


def test_what_the_handbook_says_of_texts_is_said(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "editors" / "starting.md").read_text(encoding="utf-8")
    table = page.partition("## If the text cannot")[2]
    said = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\|(.+?)\|", table, re.MULTILINE)))
    assert len(said) == 6
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"")
    joined = b"word " * 80 + b"\n" + b"other " * 80
    bad = {
        "a.txt": "a".encode("utf-16"),
        "b.txt": b"caf\xe9",
        "c.docx": b"PK",
        "f.txt": b"A title\n\n" + joined,
        "d.txt": b" \n",
    }
    told = [refusal(tmp_path, name, data) for name, data in bad.items()]
    told.append(refusal(tmp_path, "e.txt", LONG.encode(), "full"))
    for words, line in zip(said, told, strict=True):
        assert words in line


def refusal(folder: Path, name: str, data: bytes, out: str = "new") -> str:
    """Return the one line that says why a text was not taken; nothing was written."""
    (folder / name).write_bytes(data)
    before = sorted(folder.rglob("*"))
    with pytest.raises(BriefingError) as refused:
        new(["briefing", str(folder / out), str(folder / name)], folder)
    assert sorted(folder.rglob("*")) == before
    assert "\n" not in str(refused.value)
    return str(refused.value)


# --- texts of many kinds --------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_the_result_builds_and_the_text_is_kept_byte_for_byte(name: str, tmp_path: Path) -> None:
    data = TEXTS[name].encode()
    (tmp_path / name).write_bytes(data)
    root = tmp_path / "made"
    assert main(["new", "briefing", str(root), str(tmp_path / name)]) == 0
    assert (root / "seeds" / name).read_bytes() == data
    assert (root / ".gitignore").read_text() == "/site/\n"
    for drafts in (False, True):
        report = build(Options(root, root / "site", drafts=drafts, search=False))
        assert [str(p) for p in report.problems if p.severity is Severity.ERROR] == []
    pages = [d for d in read_library(read_files(root)).documents if not isinstance(d, Article)]
    assert all(page.draft for page in pages)


@pytest.mark.parametrize(
    ("name", "guessed"),
    [
        ("river.md", {"title": "The River and the Mill", "author": ["Jane Doe", "John Roe"],
                      "publisher": "The Valley Gazette", "date": "2019-05-03",
                      "text": {"after": "3 May 2019", "before": "Share this"}}),
        ("labelled.txt", {"title": "Harbour: a history", "author": "Tom Okoye",
                          "publisher": "The Herald", "date": "2021-03-03",
                          "url": "https://example.org/a?b=1",
                          "text": {"after": "Date: March 3, 2021"}}),
        ("fenced.md", {"title": "A second river", "author": "Ann Li", "date": "2020-01-02",
                       "text": {"after": "tags: [a]"}}),
        ("fleuve.txt", {"title": "Le fleuve et le moulin", "author": "Jeanne Dupont",
                        "date": "2019-08-01", "text": {"after": "Publié le 1er août 2019",
                                                       "before": "Tous droits réservés."}}),
        ("nahr.txt", {"title": "النهر والطاحونة", "author": "ليلى حسن", "date": "2019-05-03",
                      "text": {"after": "٣ مايو ٢٠١٩"}}),
        ("one line.txt", {"title": "One line", "author": "Unknown"}),
    ],
)  # fmt: skip
def test_the_head_is_read(name: str, guessed: dict[str, object]) -> None:
    assert fields(name, TEXTS[name]) == guessed


@pytest.mark.parametrize(
    ("head", "guessed"),
    [
        ("A Title of Words\n\nJane Doe", {"author": "Jane Doe"}),
        ("A Title of Words\n\nBy Jane Doe, John Roe and Ann Li",
         {"author": ["Jane Doe", "John Roe", "Ann Li"]}),
        ("A Title of Words\n\nBy Jane Doe, The Herald",
         {"author": "Jane Doe", "publisher": "The Herald"}),
        ("A Title of Words\n\nBy Jane Doe | 5 Jan 2016",
         {"author": "Jane Doe", "date": "2016-01-05"}),
        ("Home | News | About\n\nA Title of Words", {"title": "A Title of Words"}),
        ("News\n\nA Title of Words\n\nWorld Politics Review, January 30, 2017",
         {"publisher": "World Politics Review", "date": "2017-01-30"}),
        ("A Title of Words\n\n31 Smarch 2017", {"date": None}),
        ("A Title of Words\n\nMarch 2016", {"date": "2016-03"}),
        ("A Title of Words\n\n2016", {"date": "2016"}),
        ("A Title of Words\n\nhttps://example.org/x", {"url": "https://example.org/x"}),
    ],
)  # fmt: skip
def test_a_line_of_a_head_is_told_by_its_form(head: str, guessed: dict[str, object]) -> None:
    found = fields("a.txt", f"{head}\n\n{LONG}\n")
    assert {name: found.get(name) for name in guessed} == guessed
    assert found["title"] == "A Title of Words"


@pytest.mark.parametrize("name", ["labelled.txt", "fenced.md", "fleuve.txt", "nahr.txt"])
def test_what_was_read_from_labels_is_what_the_head_says(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(TEXTS[name], encoding="utf-8")
    new(["briefing", str(tmp_path / "b"), str(tmp_path / name)], tmp_path)
    options = Options(tmp_path / "b", tmp_path / "s", drafts=True)
    assert [str(p) for p in check(options).problems if p.severity is not Severity.NOTE] == []
    article = next((tmp_path / "b" / "content" / "articles").glob("*.md"))
    text = article.read_text(encoding="utf-8")
    article.write_text(re.sub(r"^title: .*", "title: Another", text, flags=re.MULTILINE), "utf-8")
    assert any(p.code == "bad-value" for p in check(options).problems)


def test_a_guess_names_its_line() -> None:
    found = article_fields("", SourceFile("seeds/river.md", MARKDOWN))
    assert found["date"].remarks == ("guessed from line 5 of the text: check",)
    left_out = [line for line in found["text"].remarks if line.startswith("  line ")]
    assert left_out[0] == "  line 1: # The River and the Mill"
    assert left_out[-1].startswith("  line 19: © 2019")


def test_what_stays_of_a_text() -> None:
    article, errors = passages(
        dict(beginning(SourceFile("seeds/r.md", MARKDOWN), MARKDOWN.encode()))
    )
    assert errors == []
    assert [p.text[:12] for p in article.passages] == [
        "The Valley W",
        "Commander Ab",
        "First they m",
    ]
    assert [s.title for s in article.sections] == ["Before the flood", "After"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"Menu\n\n{LONG}\n\n{LONG}", slice(2, 5)),
        (f"{LONG}\n\nIt ended there.", slice(0, 3)),
        (f"{LONG}\n\nRelated articles\n\nOne\n\nTwo", slice(0, 2)),
        (f"{LONG}\n\nWe use cookies here.\n\n{LONG}", slice(0, 5)),
        (f"{LONG}\n\nNo comment\n\n© A publisher", slice(0, 4)),
        ("© All rights reserved", slice(0, 1)),
        ("Short.\n\nLines.\n\nOnly.", slice(0, 5)),
        # A marker that stands further up as well would cut at the wrong line.
        (f"Menu\n\nMenu\n\n{LONG}", slice(0, 5)),
    ],
)
def test_where_a_text_lies(text: str, kept: slice) -> None:
    lines = text.split("\n")
    found = extent(lines)
    assert [x for x in lines[found.first : found.last] if x] == [x for x in lines[kept] if x]


LINES = st.lists(
    st.sampled_from([LONG, "", "Menu", "By Jane Doe", "© All rights reserved", "# Title", "---",
                     "3 May 2019", "Title: T", "- item", "> quote", "A (B) C", "سرت", "a: b: c"])
    | st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=90),
    max_size=14,
)  # fmt: skip


@settings(max_examples=150)
@given(LINES, st.sampled_from([".txt", ".md"]))
def test_whatever_a_text_is_the_result_has_no_errors(lines: list[str], ending: str) -> None:
    text = "\n".join(lines).replace("\r", " ")
    source = SourceFile(f"seeds/x{ending}", text)
    if any(misplaced(text, source.path)):
        return  # such a text is refused when it is read
    try:
        files = dict(beginning(source, text.encode()))
    except BriefingError as error:
        assert re.search("holds no text|holds no paragraph", str(error))
        return
    assert passages(files)[1] == []


# --- this project's own text --------------------------------------------------------------------


def test_the_guesses_on_the_first_briefing_are_what_its_editors_wrote(tmp_path: Path) -> None:
    library = read_library(read_files(ROOT))
    written = library.articles[0]
    (seed,) = (ROOT / "seeds").glob("*.txt")
    assert main(["new", "briefing", str(tmp_path / "b"), str(seed)]) == 0
    made = read_library(read_files(tmp_path / "b"))
    guessed = made.articles[0]
    assert (guessed.title, guessed.authors, guessed.publisher, guessed.source.path) == (
        written.title,
        written.authors,
        written.publisher,
        written.source.path,
    )
    assert [p.text for p in guessed.passages] == [p.text for p in written.passages]
    known = {e.title: (e.kind, e.type) for e in library.entities}
    drafts = {e.title: (e.kind, e.type) for e in made.entities}
    assert len(drafts) == 12
    assert {title: known[title][0] for title in drafts} == {t: k for t, (k, _) in drafts.items()}
    told = {title: found for title, found in drafts.items() if found[1] != "other"}
    assert len(told) == 9 and all(known[title] == found for title, found in told.items())
    report = check(Options(tmp_path / "b", tmp_path / "s", drafts=True))
    assert [str(p) for p in report.problems if p.severity is not Severity.NOTE] == []


# --- the folder -----------------------------------------------------------------------------------


def test_the_same_text_gives_the_same_bytes() -> None:
    source = SourceFile("seeds/river.md", MARKDOWN)
    assert beginning(source, b"x") == beginning(source, b"x")


def test_a_folder_that_is_empty_is_taken_and_one_that_is_not_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(LONG)
    Path("empty").mkdir()
    assert main(["new", "briefing", "empty", "a.txt"]) == 0
    assert "--root empty" in capsys.readouterr().err
    before = {path: path.read_bytes() for path in Path("empty").rglob("*") if path.is_file()}
    assert main(["new", "briefing", "empty", "a.txt"]) == 2
    assert main(["new", "briefing", "a.txt", "a.txt"]) == 2
    Path("link").symlink_to("elsewhere")
    assert main(["new", "briefing", "link", "a.txt"]) == 2
    assert main(["new", "briefing", "x", "nowhere.txt"]) == 2
    assert main(["new", "briefing", "x", "empty"]) == 2
    assert main(["new", "briefing", "x"]) == 2
    assert not Path("x").exists() and not Path("elsewhere").exists()
    assert before == {
        path: path.read_bytes() for path in Path("empty").rglob("*") if path.is_file()
    }
    assert all(line.startswith("build.py: ") for line in capsys.readouterr().err.splitlines())


@pytest.mark.parametrize("name", [".hidden.txt", "_private.txt", "a.text", "a"])
def test_a_name_that_would_not_be_read_is_refused(name: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, name, LONG.encode())


def test_what_is_no_text_at_all_is_told_by_its_ending(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.docx", b"PK\xec\xff").startswith("a.docx is no source text: ")


def test_paragraphs_that_would_be_one_passage_are_told(tmp_path: Path) -> None:
    lines = ["A title", "", "word " * 70, "other " * 70, "last " * 70]
    told = refusal(tmp_path, "a.txt", "\n".join(lines).encode())
    assert told.startswith("a.txt: lines 3 and 4 would be one passage: ")
    parted = "\n\n".join(lines).encode()
    new(["briefing", str(tmp_path / "new"), str(written(tmp_path / "b.txt", parted))], tmp_path)


def test_two_long_lines_below_a_text_are_no_reason_to_refuse_it(tmp_path: Path) -> None:
    paragraphs = "\n\n".join(["A title", *(f"{word} " * 70 for word in ("word", "other", "last"))])
    text = tmp_path / "a.txt"
    text.write_text(f"{paragraphs}\n\n{'Related: ' * 40}\n{'Licence: ' * 40}\n", encoding="utf-8")
    assert main(["new", "briefing", str(tmp_path / "made"), str(text)]) == 0


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_control_character_is_told_with_its_place(tmp_path: Path) -> None:
    assert "a.txt:2:3: the control character U+0007" in refusal(tmp_path, "a.txt", b"ok\nab\x07")


def test_if_one_file_cannot_be_written_none_is_left(tmp_path: Path) -> None:
    files = {"a.md": b"1", "b/c.md": b"2", "b": b"3"}
    with pytest.raises(BriefingError):
        create_folder(tmp_path / "new", files)
    assert [path for path in (tmp_path / "new").rglob("*") if path.is_file()] == []


# --- languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (LONG, "en"), (FRENCH, "fr"), (ARABIC, "ar"), ("", ""), ("12 34", ""), ("One line", ""),
        ("Der Fluss und die Mühle lagen im Tal, das nicht weit von der Stadt liegt.", "de"),
        ("El río y el molino estaban en un valle que no era de la ciudad.", "es"),
        ("L'Égypte vendit le canal de Suez à l'Angleterre, en pleine nuit.", "fr"),
        ("La convention garantit le libre passage de la mer à la ville.", "fr"),
        ("La convención garantizó el libre paso del mar Rojo a la ciudad.", "es"),
        ("Il canale di Suez fu aperto nel 1869 e la città crebbe.", "it"),
        ("A convenção garantiu a livre passagem do mar Vermelho à cidade.", "pt"),
        ("Река и мельница", "ru"), ("Ріка і млин їх", "uk"), ("رودخانه و چاه گرگ", "fa"),
        ("Ο ποταμός", "el"), ("הנהר", "he"), ("川と水車", "ja"), ("河流和磨坊", "zh"),
        ("강과 방앗간", "ko"),
    ],
)  # fmt: skip
def test_which_language_a_text_is_in(text: str, tag: str) -> None:
    assert language_of(text) == tag


def test_a_text_without_a_head_has_none() -> None:
    assert masthead(SourceFile("seeds/a.txt", LONG)).found == {}
