"""``publish: excerpt``: no eight words of the source in a row are anywhere in the site."""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import ROOT, Built, Linked, Project
from smallsite import LETTER, SECRET, SMALL

from briefing.check.excerpts import verbatim
from briefing.pipeline import Options, accept, build

RUN = 8
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_QUOTED = re.compile("“[^”]*”")


# --- the search for copies, which shares no code with the generator -------------------------------


def words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(normalize("NFKC", text))]


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def readings(data: bytes) -> Iterator[str]:
    """Yield every way in which a file may be read: packed, marked up, escaped."""
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    text = data.decode("utf-8", "ignore")
    yield text
    for between in ("", " "):
        yield html.unescape(re.sub(r"<[^>]*>", between, text))
    yield re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    yield text.replace("\\n", " ").replace('\\"', '"')


def copies(site: Path, source: str) -> list[str]:
    """Return the runs of the source in all files of a site, quotations left out."""
    known = runs(source)
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    return [
        f"{path.relative_to(site)}: {' '.join(run)}"
        for path in files
        for reading in readings(path.read_bytes())
        for part in _QUOTED.split(reading)
        for run in runs(part) & known
    ]


# --- whole sites ---------------------------------------------------------------------------------


def own(there: Path) -> tuple[Path, str]:
    """Copy this repository's content, as an excerpt; return it and the text of its source."""
    for name in ("content", "seeds"):
        shutil.copytree(ROOT / name, there / name)
    (article,) = (there / "content/articles").glob("*.md")
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("publish: full", "publish: excerpt"), encoding="utf-8")
    assert "publish: excerpt" in article.read_text(encoding="utf-8")
    (seed,) = (there / "seeds").glob("*.txt")
    return there, seed.read_text(encoding="utf-8")


def reworded(root: Path) -> None:
    """Put in other words what the checks call a copy: the full edition may say it so."""
    card = root / "content/actors/islamic-state-west-africa-province.md"
    text = card.read_text(encoding="utf-8").replace("A jihadi group based in", "Jihadis from")
    card.write_text(text, encoding="utf-8")


def test_the_search_finds_a_copy(tmp_path: Path) -> None:
    text = "one two three four five six seven eight nine"
    packed = gzip.compress(f"<p>{text.replace(' ', ' <b>')}".encode())
    (tmp_path / "packed").write_bytes(packed)
    (tmp_path / "script").write_text("one two three four five six seven\\neight", "utf-8")
    (tmp_path / "quoted").write_text(f"They said “{text}”.", "utf-8")
    assert {copy.partition(":")[0] for copy in copies(tmp_path, text)} == {"packed", "script"}


def test_no_copy_is_in_a_small_site_search_index_included(project: Project) -> None:
    root = project(SMALL)
    assert not accept(Options(root, root / "site")).failed
    report = build(Options(root, root / "site"))
    assert not report.failed
    assert list((root / "site/pagefind").rglob("*.pf_fragment"))
    assert SECRET in (root / "content/evidence.lock").read_text(encoding="utf-8")
    assert copies(root / "site", LETTER) == []


def test_no_copy_is_in_this_repository_s_site_as_an_excerpt(tmp_path: Path) -> None:
    root, source = own(tmp_path / "root")
    reworded(root)
    assert not accept(Options(root, root / "site")).failed
    report = build(Options(root, root / "site"))
    assert [str(p) for p in report.problems if p.severity == "error"] == []
    assert copies(root / "site", source) == []
    seeds = {path.read_bytes() for path in (root / "seeds").iterdir()}
    assert not seeds & {p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()}


def test_the_full_edition_has_the_text(tmp_path: Path) -> None:
    build(Options(ROOT, tmp_path / "site", search=False))
    (seed,) = (ROOT / "seeds").glob("*.txt")
    assert len(copies(tmp_path / "site", seed.read_text(encoding="utf-8"))) > 100


def test_gists_stand_in_place_of_the_passages_and_mentions_have_no_places(built: Built) -> None:
    _, site = built(SMALL)
    data = json.loads((site / "data/briefing.json").read_bytes())
    (letter,) = (a for a in data["articles"] if a["id"] == "articles/letter")
    assert [p["text"] for p in letter["passages"]] == [
        "It tells of winters, and is signed.",
        "It names a place.",
    ]
    mentions = [m for m in data["mentions"] if m["in"] == "articles/letter"]
    assert mentions and not any({"start", "end"} & m.keys() for m in mentions)
    page = (site / "articles/letter/index.html").read_text(encoding="utf-8")
    assert '<p id="p2" data-passage="letter#p2">It names a place.</p>' in page


def test_a_passage_without_a_gist_shows_nothing(built: Built) -> None:
    article = str(SMALL["content/articles/letter.md"]).partition("gists:")[0] + "---\n"
    _, site = built({**SMALL, "content/articles/letter.md": article})
    assert copies(site, LETTER) == []


def test_a_long_heading_of_the_source_is_no_section_of_an_excerpt(built: Built) -> None:
    heading = "How the seven secret winters came over the valley that nobody knew"
    seed = f"# Title\n\n## {heading}\n\nOne.\n\n## A short one\n\nTwo.\n"
    article = (
        "---\ntitle: T\nsource: text.md\nauthor: A\npublish: excerpt\ngists: {p1: x, p2: y}\n---\n"
    )
    _, site = built({"seeds/text.md": seed, "content/articles/text.md": article})
    assert copies(site, heading) == []
    assert "A short one" in (site / "articles/text/index.html").read_text(encoding="utf-8")


# --- what editors copy ---------------------------------------------------------------------------

COPY = "one two three four five six seven eight"
EXCERPT: dict[str, str | bytes] = {
    "seeds/text.txt": f"Then {COPY} nine.\n\nThe end.\n",
    "content/articles/text.md": """---
title: The text
source: text.txt
author: A. Writer
publish: excerpt
gists: {p1: Numbers., p2: An end.}
---
""",
}
ACTOR = "---\ntitle: Ann\nkind: person\n---\n\n"


def told(linked: Linked, files: dict[str, str | bytes]) -> list[str]:
    found = verbatim(linked({**EXCERPT, **files})[0])
    return [f"{p.position} {p.code} {p.severity}" for p in found]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (f"She said {COPY}. [@p1]", [10]),
        (f"She said “{COPY}”.", [11]),
        (f"She said “{COPY}”. [@p1]", []),
        (f'She said "{COPY}". [@p1]', []),
        ("She said one two three four five six seven. [@p1]", []),
        ("One, TWO – three *four* five [six](https://example.org) seven-eight. [@p1]", [1]),
        ("One two three four. [@p1] Five six seven eight. [@p1]", [1]),
        ("One two three four five six seven.\n\nEight.", [1]),
        ("Then one “two three four five six seven eight nine”. [@p1]", []),
        # What is not seen.
        ("One t&shy;wo thr\u00adee four fi\u200bve \u200b six seven\ufeff ei\u034fght.", [1]),
    ],
)
def test_a_copy_in_a_body_is_an_error_at_its_first_word(
    linked: Linked, text: str, columns: list[int]
) -> None:
    expected = [f"content/actors/a.md:6:{column} verbatim error" for column in columns]
    assert told(linked, {"content/actors/a.md": ACTOR + text + "\n"}) == expected


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("content/site.yml", f"title: T\ndescription: {COPY}\n", "2:1"),
        ("content/site.yml", f"title: T\nnav: ['[[articles|{COPY}]]']\n", "2:18"),
        ("content/references.yml", f"book: {{title: {COPY}}}\n", "1:1"),
        ("content/pages/p.md", f"---\ntitle: {COPY}\n---\n", "2:1"),
        ("content/pages/p.md", f"---\ntitle: P\nsummary: {COPY}\n---\n", "3:10"),
        ("content/pages/p.md", "---\ntitle: One two\nsummary: " + COPY[8:] + "\n---\n", "2:1"),
        ("content/pages/p.md", f"---\ntitle: P\n---\n\n```\n{COPY}\n```\n", "1:1"),
        ("content/pages/p.md", f"---\ntitle: P\n---\n\n[x](https://a.org '{COPY}')\n", "5:2"),
        ("content/pages/p.md", f"---\ntitle: P\n---\n\nIt: ![{COPY}](p.md)\n", "5:5"),
        ("content/pages/p.md", f"---\ntitle: P\n---\n\nSo. [@p1 ~ {COPY}]\n", "5:5"),
        ("content/actors/p.md", f"---\ntitle: P\nkind: group\naliases: [{COPY}]\n---\n", "4:11"),
        ("content/glossary/p.md", f"---\ntitle: P\noriginal: {COPY}\n---\n", "3:1"),
    ],
)
def test_a_copy_anywhere_else_is_told_too(linked: Linked, path: str, text: str, place: str) -> None:
    assert told(linked, {path: text}) == [f"{path}:{place} verbatim error"]


def test_a_spelling_that_no_page_shows_is_no_copy(linked: Linked) -> None:
    page = f"---\ntitle: P\nkind: group\nmatch: [{COPY}]\n---\n"
    assert told(linked, {"content/actors/p.md": page}) == []


def test_a_phrase_that_is_no_name_is_in_no_file_of_the_site(built: Built) -> None:
    actor = f"---\ntitle: Six\nkind: group\nno_match: [{COPY}]\n---\n"
    report, site = built({**EXCERPT, "content/actors/six.md": actor})
    assert "verbatim" not in {p.code for p in report.problems}
    assert copies(site, COPY) == []


CLAUSES = "我们必须坚持到底，因为没有人会来帮助我们。"  # 19 characters


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("他说我们必须坚持到底，因为没有人会来帮。", [(8, "我们必须坚持到底因为没有人会来帮")]),
        ("他说我们必须坚持到底，因为没有人会来。", []),
        (f"他说“{CLAUSES}”。[@p1]", []),
        ("So 到底，因为没有人会来帮助我们 Bo.", []),
        (
            "走：坚持到底因为没有人会来帮助我们 Bo Ann",
            [(9, "坚持到底因为没有人会来帮助我们 bo")],
        ),
    ],
)
def test_without_spaces_two_characters_count_as_a_word(
    linked: Linked, text: str, wanted: list[tuple[int, str]]
) -> None:
    files = {"seeds/text.txt": f"{CLAUSES} Bo Ann.\n\nEnd.\n", "content/actors/a.md": ACTOR + text}
    found = verbatim(linked({**EXCERPT, **files})[0])
    assert [f.message for f in found] == [
        f"{number} words of articles/text, an excerpt, stand here: {said}"
        for number, said in wanted
    ]


def test_the_message_counts_the_words_and_says_the_first(linked: Linked) -> None:
    text = f"And so, then {COPY} nine ten eleven.\n"
    (found,) = verbatim(linked({**EXCERPT, "content/actors/a.md": ACTOR + text})[0])
    assert found.message == f"10 words of articles/text, an excerpt, stand here: then {COPY} nine"
    assert found.hint == "say it in other words, or quote and cite it: “…” [@p3]"


def test_a_copy_in_what_an_article_is_given_is_told(linked: Linked) -> None:
    article = str(EXCERPT["content/articles/text.md"])
    for field in (
        f"summary: {COPY}",
        f"key_points: [{COPY}]",
        f"rights: {COPY}",
        f"sections: [{{at: p2, title: {COPY}}}]",
    ):
        text = article.replace("publish:", f"{field}\npublish:")
        assert len(told(linked, {"content/articles/text.md": text})) == 1, field
    gist = article.replace("Numbers.", COPY)
    assert len(told(linked, {"content/articles/text.md": gist})) == 1


def test_a_relation_is_read_with_both_of_its_ends(linked: Linked) -> None:
    one = "---\ntitle: One two\nkind: group\nrelations: ['three four five six [[eight]]']\n---\n"
    two = "---\ntitle: Seven eight\nkind: group\n---\n"
    files: dict[str, str | bytes] = {
        "content/actors/one.md": one.replace("[[eight]]", "[[two]]"),
        "content/actors/two.md": two,
    }
    assert told(linked, files) == ["content/actors/one.md:4:1 verbatim error"]


def test_of_a_text_that_is_published_in_full_everything_may_be_said(linked: Linked) -> None:
    actor = ACTOR + COPY + "\n"
    full = str(EXCERPT["content/articles/text.md"]).replace("publish: excerpt", "publish: full")
    files: dict[str, str | bytes] = {"content/actors/a.md": actor}
    assert told(linked, {**files, "content/articles/text.md": full}) == []
    assert told(linked, {**files, "content/articles/other.md": full}) == []


def test_this_repository_s_own_copies_are_found(tmp_path: Path) -> None:
    root, _ = own(tmp_path)
    report = build(Options(root, root / "site", search=False))
    assert {p.code for p in report.problems if p.severity == "error"} <= {"verbatim"}
