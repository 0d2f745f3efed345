"""A source that changed under its citations is noticed; ``accept`` takes it as it is now."""

from __future__ import annotations

import errno
import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Built, Linked, Project
from smallsite import SMALL

from briefing.check.drift import difference, lock_text, passage_texts, read_lock
from briefing.cli import main
from briefing.errors import BriefingError
from briefing.fragments import PassageRef
from briefing.pipeline import Options, Report, accept, build, check, read

LOCK = "content/evidence.lock"
SEED = "First passage, of a river.\n\nSecond passage.\n\nThird passage.\n"
FILES: dict[str, str | bytes] = {
    "seeds/text.txt": SEED,
    "content/actors/a.md": """---
title: Ann
kind: person
relations: ["friend of [[bob]] [@p3]"]
summary: "She is named. [@p1, p2]"
---

She lives. [@p1] And [it](https://example.org/) works. [@p3]
""",
    "content/actors/b.md": "---\ntitle: Bob\nkind: person\n---\n\nHe lives. [@p2]\n",
    "content/pages/about.md": "---\ntitle: About\n---\n\nOf Ann and Bob.\n",
}


def options(root: Path, **more: Any) -> Options:
    return Options(root, root / "site", **{"search": False, **more})


def told(report: Report) -> list[str]:
    return [f"{p.position}" for p in report.problems if p.code == "source-changed"]


@pytest.fixture
def locked(project: Project) -> Callable[[str], Report]:
    """Accept a briefing, change its source, and check it."""

    def run(seed: str) -> Report:
        root = project(FILES)
        assert not accept(options(root)).failed
        (root / "seeds/text.txt").write_text(seed, encoding="utf-8")
        return check(options(root))

    return run


# --- the lock ------------------------------------------------------------------------------------


def test_the_lock_holds_the_cited_passages_sorted_with_their_digests(linked: Linked) -> None:
    text = lock_text(linked(FILES)[0])
    assert text == lock_text(linked(FILES)[0]) and text.endswith("}\n")
    lock = json.loads(text)
    assert list(lock) == [f"text#p{n}" for n in (1, 2, 3)]
    words = "Second passage."
    digest = hashlib.sha256(words.encode()).hexdigest()
    assert lock["text#p2"] == {"sha256": digest, "text": words}


def test_ten_comes_after_nine_and_what_nobody_cites_is_not_in_it(linked: Linked) -> None:
    cites = "---\ntitle: Ann\nkind: person\n---\n\nOf much. [@p10, p2, p9]\n"
    seed = "\n\n".join(f"Passage {n}." for n in range(1, 13))
    briefing = linked({"seeds/text.txt": seed, "content/actors/a.md": cites})[0]
    assert [name[-3:] for name in json.loads(lock_text(briefing))] == ["#p2", "#p9", "p10"]


def test_what_is_written_can_be_read(linked: Linked) -> None:
    briefing = linked(SMALL)[0]
    locked, faults = read_lock(lock_text(briefing).encode())
    assert not faults and locked.items() <= passage_texts(briefing.articles).items()


def test_an_older_lock_names_the_folder_of_the_article_as_well(linked: Linked) -> None:
    text = lock_text(linked(FILES)[0])
    assert read_lock(text.replace('"text#p', '"articles/text#p').encode()) == read_lock(
        text.encode()
    )


def entry(text: Any, digest: str = "") -> dict[str, Any]:
    return {"sha256": digest or hashlib.sha256(str(text).encode()).hexdigest(), "text": text}


@pytest.mark.parametrize(
    "lock",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 100_000,
        b"9" * 5000,
        b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n",
        *(
            json.dumps(broken).encode()
            for broken in (
                {"articles/text#p1": "First passage."},
                {"articles/text#p1": ["text", "sha256"]},
                {"articles/text#p1": {"text": "First"}},
                {"articles/text#p1": {"sha256": "x"}},
                {"articles/text#p1": entry(7)},
                {"articles/text#p1": entry(None)},
                {"articles/text#p1": entry("changed by hand", "0" * 64)},
                {"articles/text#p1": entry("\x1b[2Jclear")},
                {"articles/text#p1": {"sha256": "", "text": "\ud800"}},
                {"articles/text": entry("x")},
                {"a#b#c": entry("x")},
            )
        ),
    ],
)
def test_a_broken_lock_is_one_error_at_its_first_line(project: Project, lock: bytes) -> None:
    report = check(options(project({**FILES, LOCK: lock})))
    found = [p for p in report.problems if p.position.path == LOCK]
    assert [f"{p.position} {p.code} {p.severity}" for p in found] == [f"{LOCK}:1:1 bad-value error"]
    assert "build.py accept" in found[0].hint and report.failed


def test_a_broken_lock_is_mended_by_accepting(project: Project) -> None:
    root = project({**FILES, LOCK: b"{"})
    assert not accept(options(root)).failed
    assert not check(options(root)).failed


@pytest.mark.parametrize("name", ["articles/other#p1", "articles/text#p99", "#", "x#y"])
def test_what_the_lock_knows_and_nobody_cites_is_no_matter(project: Project, name: str) -> None:
    lock = json.dumps({name: entry("Once there was another text.")}).encode()
    report = check(options(project({**FILES, LOCK: lock})))
    assert not report.failed and told(report) == []


# --- who is warned -----------------------------------------------------------------------------


def test_without_a_change_and_without_a_lock_nobody_is_warned(
    locked: Callable[[str], Report], project: Project
) -> None:
    assert told(locked(SEED)) == []
    (project({}) / LOCK).unlink()
    assert told(check(options(project({"seeds/text.txt": "Other.\n\nOther.\n\nOther.\n"})))) == []


def test_each_page_is_warned_once_for_a_passage_at_its_first_citation(
    locked: Callable[[str], Report],
) -> None:
    report = locked(SEED.replace("river", "brook"))
    assert told(report) == ["content/actors/a.md:5:25"]
    (found,) = (p for p in report.problems if p.code == "source-changed")
    assert found.message == "p1 has changed: … passage, of a [-river.-] {+brook.+}"
    assert found.hint == "compare, mend what it supports, then: python build.py accept"
    assert found.severity == "warning" and not report.failed


def test_all_pages_that_cite_it_are_warned(locked: Callable[[str], Report]) -> None:
    found = told(locked(SEED.replace("Second", "Next")))
    assert found == ["content/actors/a.md:5:25", "content/actors/b.md:6:11"]


def test_the_citation_of_a_relation_counts_and_stands_first(
    locked: Callable[[str], Report],
) -> None:
    assert told(locked(SEED.replace("Third", "Last"))) == ["content/actors/a.md:4:32"]


def test_what_lies_around_the_passages_is_no_matter(locked: Callable[[str], Report]) -> None:
    assert told(locked(SEED.replace("\n\n", "\n\n\n") + "\nA fourth one.\n")) == []


def test_a_paragraph_inserted_at_the_start_is_told_as_what_it_is(
    locked: Callable[[str], Report],
) -> None:
    report = locked("A new opening.\n\n" + SEED)
    hints = {p.message[:2]: p.hint for p in report.problems if p.code == "source-changed"}
    assert hints == {
        f"p{n}": f"what it said is p{n + 1} now: cite [@p{n + 1}], then: python build.py accept"
        for n in (1, 2, 3)
    }


def test_a_passage_that_is_gone_is_an_unknown_citation_and_no_drift(
    locked: Callable[[str], Report],
) -> None:
    report = locked("First passage, of a river.\n\nSecond passage.\n")
    assert {p.code for p in report.problems if p.severity == "error"} == {"unknown-citation"}
    assert told(report) == []


def test_of_several_articles_the_one_is_named(project: Project) -> None:
    root = project(SMALL)
    accept(options(root))
    letter = root / "seeds/letter.txt"
    letter.write_text(letter.read_text("utf-8").replace("seven", "eight"), encoding="utf-8")
    found = [p for p in check(options(root)).problems if p.code == "source-changed"]
    assert found and all(p.message.startswith("letter:p1 has changed: ") for p in found)


# --- accept ------------------------------------------------------------------------------------


def test_a_second_accept_changes_nothing(project: Project) -> None:
    root = project(FILES)
    accept(options(root))
    first = (root / LOCK).stat()
    accept(options(root))
    assert (root / LOCK).stat() == first
    assert not [path for path in (root / "content").iterdir() if path.name.startswith(".")]


def test_accepting_ends_the_warnings(project: Project) -> None:
    root = project(FILES)
    accept(options(root))
    (root / "seeds/text.txt").write_text(SEED.replace("river", "brook"), encoding="utf-8")
    assert told(check(options(root)))
    assert accept(options(root)).counts["accepted passage"] == 3
    assert told(check(options(root))) == []


@pytest.mark.parametrize(
    ("broken", "strict"),
    [("Of [[nothing]].", False), ("It cites nothing.", True)],
)
def test_what_has_errors_is_not_accepted(project: Project, broken: str, strict: bool) -> None:
    page = f"---\ntitle: C\nkind: person\n---\n\n{broken}\n"
    root = project({**FILES, "content/actors/c.md": page})
    assert accept(options(root, strict=strict)).failed
    assert not (root / LOCK).exists()


def test_drift_itself_never_keeps_from_accepting(project: Project) -> None:
    full = {name: text for name, text in FILES.items() if "/b.md" not in name}
    files = {**full, "content/actors/bob.md": "---\ntitle: Bob\nkind: person\n---\n\nBob. [@p2]\n"}
    root = project({**files, "content/site.yml": "title: T\nevidence: 'off'\n"})
    accept(options(root))
    (root / "seeds/text.txt").write_text(SEED.replace("river", "brook"), encoding="utf-8")
    assert check(options(root, strict=True)).failed
    assert not accept(options(root, strict=True)).failed


def test_drafts_are_accepted_when_asked(project: Project) -> None:
    draft = "---\ntitle: D\nkind: person\ndraft: true\n---\n\nOf much. [@p3]\n"
    root = project({"seeds/text.txt": SEED, "content/actors/d.md": draft})
    accept(options(root))
    assert json.loads((root / LOCK).read_bytes()) == {}
    accept(options(root, drafts=True))
    assert list(json.loads((root / LOCK).read_bytes())) == ["text#p3"]


def test_the_command_says_what_it_did(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(FILES)
    assert main(["accept", "--root", str(root)]) == 0
    assert "3 accepted passages" in capsys.readouterr().err
    (root / "content/actors/a.md").write_text("---\n---\n", encoding="utf-8")
    before = (root / LOCK).read_bytes()
    assert main(["accept", "--root", str(root)]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert (root / LOCK).read_bytes() == before


def test_a_folder_in_its_place_is_told_in_one_line(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({**FILES, f"{LOCK}/x.bin": b""})
    assert main(["accept", "--root", str(root)]) == 2
    assert capsys.readouterr().err.startswith("build.py: cannot write ")
    assert not list((root / "content").glob(".*"))


def test_a_write_that_fails_leaves_the_earlier_lock(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project({**FILES, LOCK: b"{}"})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BriefingError, match=r"cannot write .*evidence\.lock: No space left"):
        accept(options(root))
    assert (root / LOCK).read_bytes() == b"{}"
    assert not list((root / "content").glob(".*"))


# --- never in the site ---------------------------------------------------------------------------


def test_the_lock_is_an_input_and_never_in_the_site(built: Built) -> None:
    _, site = built(FILES)
    lock = json.dumps({"articles/text#p1": entry("Quaggamire, once.")})
    _, with_lock = built({**FILES, LOCK: lock.encode()})
    manifest = json.loads((with_lock / "manifest.json").read_bytes())
    assert LOCK in manifest["inputs"] and site == with_lock
    everything = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert b"Quaggamire" not in everything


@pytest.mark.parametrize("link", ["[x](../evidence.lock)", "![x](../evidence.lock)"])
def test_a_page_cannot_publish_the_lock(project: Project, link: str) -> None:
    page = f"---\ntitle: P\n---\n\n{link}\n"
    root = project({**FILES, LOCK: b"{}", "content/pages/p.md": page})
    report = build(options(root))
    assert [f"{p.position} {p.code}" for p in report.problems if p.severity == "error"] == [
        "content/pages/p.md:5:1 missing-file"
    ]


# --- the words that differ ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c d e f g", "a b c X e f g", "a b c [-d-] {+X+} e f g"),
        ("1 2 3 4 5 6 7 8 9", "1 2 3 4 X 6 7 8 9", "… 2 3 4 [-5-] {+X+} 6 7 8 …"),
        ("One. Two.", "One. And more. Two.", "One. {+And more.+} Two."),
        ("One. Two. Three.", "One. Three.", "One. [-Two.-] Three."),
        ("a b c", "x y z", "[-a b c-] {+x y z+}"),
        ("a b", "", "[-a b-]"),
        ("", "a b", "{+a b+}"),
        ("a  b", "a b", "only in its spaces"),
        ("a b c d e f g h", "x", "[-a b c … f g h-] {+x+}"),
        (
            "k a b c d e f g h l n",
            "K a b c d e f g h L n",
            "[-k-] {+K+} a b c … f g h [-l-] {+L+} n",
        ),
        ("A cat is on it.", "No dog of it ran.", "[-A cat is on it.-] {+No dog of it ran.+}"),
    ],
)
def test_what_differs_is_shown_word_by_word(before: str, after: str, shown: str) -> None:
    assert difference(before, after) == shown


def test_of_many_changes_the_first_are_shown_and_the_others_counted() -> None:
    words = [f"w{n}" for n in range(200)]
    after = [word if n % 10 else f"X{n}" for n, word in enumerate(words)]
    shown = difference(" ".join(words), " ".join(after))
    assert shown.startswith("[-w0-] {+X0+} w1 w2 w3 … w7 w8 w9 [-w10-] {+X10+}")
    assert shown.endswith(" more") and len(shown) < 260


def test_two_far_changes_in_a_long_passage_are_both_shown() -> None:
    text = " ".join(f"Sentence {n} says what it says." for n in range(1500))
    after = text.replace("Sentence 7 says", "Sentence 7 cries").replace("1490 says", "1490 sings")
    assert difference(text, after) == (
        "… says. Sentence 7 [-says-] {+cries+} what it says. … says. Sentence 1490 "
        "[-says-] {+sings+} what it says. …"
    )


@pytest.mark.parametrize("letters", [1, 2, 3, 26])
@pytest.mark.parametrize("size", [300, 3_000, 30_000])
def test_it_is_short_whatever_the_texts_are(letters: int, size: int) -> None:
    dice = random.Random(size)
    some = ["a", "b.", "C", *"defghijklmnopqrstuvwxyz"][:letters]
    before, after = (" ".join(dice.choice(some) for _ in range(size)) for _ in "12")
    assert len(difference(before, after)) < 300


def test_a_word_without_end_is_cut() -> None:
    assert len(difference("x" * 9_000, "y" * 9_000)) < 80


# --- this repository's own ------------------------------------------------------------------------


def test_one_word_of_the_source_warns_just_the_pages_that_cite_it(tmp_path: Path) -> None:
    for name in ("content", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    assert not accept(options(tmp_path)).failed
    (seed,) = (tmp_path / "seeds").glob("*.txt")
    text = seed.read_text(encoding="utf-8")
    assert text.count("self-proclaimed") == 1
    seed.write_text(text.replace("self-proclaimed", "so-called"), encoding="utf-8")
    warned = {
        p.position.path for p in check(options(tmp_path)).problems if p.code == "source-changed"
    }
    briefing = read(options(tmp_path)).briefing
    citing = briefing.citing[PassageRef("articles/barr-splintering-network", "p1")]
    paths = {document.id: document.path for document in briefing.documents}
    assert warned == {paths[page] for page in citing}
    assert len(told(check(options(tmp_path)))) == len(warned) > 5
