"""The search index holds every page, whole, in the same bytes, or there is none."""

from __future__ import annotations

import gzip
import json
import random
import sys
from base64 import b64encode
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project

from briefing.errors import BriefingError
from briefing.pipeline import build
from briefing.publish import search
from briefing.publish.search import Texts, indexed, search_index, searched
from briefing.runs import Options

PAGE = """<!doctype html>
<html lang="{lang}"><head><title>{title}</title></head><body>
<main{body}><h1 data-pagefind-meta="title">{title}</h1>
<p data-pagefind-meta="kind:place">{title} lies on the coast. Ṣanʿāʾ, Sanaa, café, انصار.</p>
</main></body></html>
"""
NAMES = [f"places/town-{number}/index.html" for number in range(20)]


def make(names: list[str], lang: str = "en-GB") -> dict[str, bytes]:
    """Return pages that are to be found and one that is not."""
    pages = {n: PAGE.format(lang=lang, title=n, body=" data-pagefind-body") for n in names}
    pages["404.html"] = PAGE.format(lang=lang, title="404", body="")
    return {name: page.encode() for name, page in pages.items()}


def index(files: Mapping[str, bytes], language: str, expected: int, **how: Any) -> dict[str, bytes]:
    """Return the files of the index by their names in its folder."""
    pages = [name for name in files if name.endswith(".html")]
    found = search_index(Texts(files, pages, {}), language, expected, **how)
    assert all(name.startswith("pagefind/") for name in found)
    return {name.removeprefix("pagefind/"): data for name, data in found.items()}


# --- the real Pagefind ------------------------------------------------------------


def test_every_page_is_indexed_and_only_what_a_page_loads_is_kept() -> None:
    parts = index(make(NAMES), "en-GB", len(NAMES))
    loaded = {name.partition("/")[0] for name in parts} - {"fragment", "index"}
    meta = next(name for name in loaded if name.endswith(".pf_meta"))
    assert loaded == {"pagefind.js", "pagefind-entry.json", "kinds.json", "wasm.en.pagefind", meta}
    found = [
        json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd"))["url"]
        for name, data in parts.items()
        if name.startswith("fragment/")
    ]
    assert sorted(found) == sorted(f"/{name.removesuffix('index.html')}" for name in NAMES)
    fragments = [name.split("/")[1].split(".")[0] for name in parts if name.startswith("fragment/")]
    assert json.loads(parts["kinds.json"]) == {"place": sorted(fragments)}


def test_while_the_index_is_put_together_something_else_is_done() -> None:
    done: list[int] = []
    asked: list[str] = []

    class Asked(Texts):
        def __getitem__(self, path: str) -> str:
            asked.append(path)
            return super().__getitem__(path)

    texts = Asked(make(NAMES), NAMES, {})
    search_index(texts, "en", len(NAMES), meanwhile=lambda: done.append(len(asked)))
    assert done == [len(NAMES)], "once, when Pagefind has all pages"


def test_the_order_of_the_files_does_not_matter() -> None:
    shuffled = random.Random(1)
    orders = [shuffled.sample(NAMES, len(NAMES)) for _ in range(8)]
    bundles = [index(make(order), "en-GB", len(NAMES)) for order in orders]
    assert all(one == bundles[0] for one in bundles)


def test_settings_of_the_user_do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = index(make(NAMES), "en", len(NAMES))
    here = tmp_path / "here"
    here.mkdir()
    (here / "pagefind.yml").write_text("root_selector: h1\nkeep_index_url: true\n")
    monkeypatch.chdir(here)
    monkeypatch.setenv("PAGEFIND_KEEP_INDEX_URL", "true")
    assert index(make(NAMES), "en", len(NAMES)) == plain


@pytest.mark.parametrize(
    ("language", "known", "wasm"),
    [("en-GB", "en", "en"), ("ar", "ar", "ar"), ("AR-EG", "ar", "ar"), ("ckb", "ckb", "unknown")],
)
def test_the_site_is_one_index_in_its_language(language: str, known: str, wasm: str) -> None:
    parts = index(make(NAMES[:2], language), language, 2)
    assert list(json.loads(parts["pagefind-entry.json"])["languages"]) == [known]
    assert f"wasm.{wasm}.pagefind" in parts


def test_two_languages_on_the_pages_do_not_split_the_index() -> None:
    parts = index({**make(NAMES[:2], "en"), **make(NAMES[2:4], "ar")}, "en", 4)
    assert list(json.loads(parts["pagefind-entry.json"])["languages"]) == ["en"]


def test_a_page_too_few_is_told_with_both_figures() -> None:
    with pytest.raises(BriefingError, match="holds 3 pages, not the 4 expected"):
        index(make(NAMES[:3]), "en", 4)


TITLED = '<html lang="en"><body><main data-pagefind-body><h1>{}</h1></main></body></html>'


@pytest.mark.parametrize(
    "title", ["…", "?", "&amp; &#39;", '<img alt="bridge" src="x">', "😀", "_"]
)
def test_a_page_without_a_word_is_neither_indexed_nor_expected(title: str) -> None:
    mute, mill = TITLED.format(title), TITLED.format("Mill")
    assert search_index({"a": mute, "b": mill}, "en", 2) == search_index({"b": mill}, "en", 1)
    assert search_index({"a": mute}, "en", 1), "an empty index is one"


@pytest.mark.parametrize("title", ["٣", "中", "½", "ﷺ", "<b>a</b>", "&amp;a", "? 1", "_ʿ"])
def test_a_page_of_a_single_letter_or_figure_is_expected(title: str) -> None:
    with pytest.raises(BriefingError, match="holds 1 pages, not the 2 expected"):
        search_index({"a": TITLED.format(title)}, "en", 2)


def test_a_site_with_a_page_that_says_nothing_is_built(project: Project) -> None:
    page = "---\ntitle: {}\n---\n{}"
    root = project(
        {
            "content/pages/dots.md": page.format("…", ""),
            "content/pages/mark.md": page.format("'?'", "—"),
        }
    )
    assert not build(Options(root, root / "site")).failed
    assert (root / "site/dots/index.html").exists()


def test_without_pages_there_is_no_index() -> None:
    assert index({}, "en", 0, command=["no-such-program"]) == {}


CARDS = '<aside class="cards" hidden data-pagefind-ignore><p>Sirte</p></aside>'


def test_of_a_page_of_ours_the_main_part_alone_is_taken(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert not build(Options(ROOT, site, search=False)).failed
    pages = [path.read_bytes() for path in sorted(site.rglob("*.html"))]
    found = [page for page in pages if b" data-pagefind-body" in page]
    assert len(found) > 40
    for page in found:
        taken = searched(page)
        assert taken.startswith("<html lang=") and taken.endswith("</main></body></html>")
        assert "<head>" not in taken and 'class="cards"' not in taken and "<svg" not in taken


@pytest.mark.parametrize(
    ("extra", "whole"),
    [
        (CARDS, False),
        ('<p data-pagefind-meta="kind">term</p>', True),
        ("<div data-pagefind-body>Benghazi</div>", True),
    ],
)
def test_a_page_that_is_marked_elsewhere_too_is_taken_as_it_is(extra: str, whole: bool) -> None:
    page = make(NAMES)[NAMES[0]]
    marked = page.replace(b"</main>", b"</main>" + extra.encode())
    assert (searched(marked) == marked.decode()) == whole


@pytest.mark.parametrize(
    ("html", "taken"),
    [
        ("<p>a</p><p data-pagefind-ignore>b</p><p>c</p>", "<p>a</p><p>c</p>"),
        ('<div class="x" data-pagefind-ignore><i>b</i></div>c<a data-pagefind-ignore>d</a>', "c"),
        ('<p data-pagefind-ignore="all">b</p>c', "c"),
        # What ends nobody knows where, or holds a mark of another sort, is left to Pagefind.
        ("<p data-pagefind-ignore>b<p>c</p></p>", None),
        ("<p data-pagefind-ignore>b", None),
        ('<p data-pagefind-ignore><b data-pagefind-meta="x">y</b></p>', None),
        ("<p>how data-pagefind-ignore works</p>", None),
    ],
)
def test_what_is_to_be_ignored_is_not_handed_over(html: str, taken: str | None) -> None:
    page = '<html lang="en"><body><main data-pagefind-body><h1>a</h1>{}</main></body></html>'
    found = searched(page.format(html).encode())
    assert found == page.format(html if taken is None else taken)


def test_pagefind_makes_the_same_of_what_is_left() -> None:
    ignored = '<section data-pagefind-ignore><h2 id="b">Benghazi</h2><p>far</p></section>'
    pages = make(NAMES[:3])
    more = {
        name: page.replace(b"</main>", f"{ignored}<p>Near.</p></main>".encode())
        for name, page in pages.items()
    }
    whole = {name: page.decode() for name, page in more.items()}
    assert search_index(whole, "en", 3) == search_index(Texts(more, [*whole], {}), "en", 3)


TIMELINE = "content/events/{}.md"
EVENT = "---\ntitle: {title}\ndate: {date}\nsummary: Of {title}.\n---\n"


def test_an_event_is_found_with_its_own_date_and_no_other(project: Project) -> None:
    """What is shown of it runs from its heading to the next, here over the turn of a year."""
    days = {"Thaw": "2014-02-01", "Flood": "2014-06-01", "Harvest": "2015-09-01"}
    files = {
        TIMELINE.format(title.lower()): EVENT.format(title=title, date=date)
        for title, date in days.items()
    }
    root = project(files)
    assert not build(Options(root, root / "site")).failed
    fragments = (root / "site/pagefind/fragment").iterdir()
    pages = [
        json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
        for file in fragments
    ]
    (timeline,) = [page for page in pages if page["url"] == "/timeline/"]
    words = timeline["content"].split()
    starts = [anchor["location"] for anchor in timeline["anchors"]]
    assert [anchor["text"] for anchor in timeline["anchors"]] == [*days]
    assert [" ".join(words[a:b]) for a, b in pairwise([*starts, None])] == [
        "Thaw. 1 February 2014. Of Thaw.",
        "Flood. 1 June 2014. Of Flood.",
        "Harvest. 1 September 2015. Of Harvest.",
    ]


DATE = '<p class="event-date"><time>1999</time></p>'


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ('<div class="x"><h3 class="y" id="a"><a>Then</a></h3>', "<p>so</p></div>", True),
        ('\n<div>\n<h4 id="a">Then</h4>', "</div>", True),
        # A heading to which no result leads needs no date of its own.
        ("<div><h3>Then</h3>", "</div>", False),
        ("<p>more</p>", '<h3 id="a">Then</h3>', False),
    ],
)
def test_a_date_before_its_heading_is_handed_over_behind_it(
    before: str, after: str, moved: bool
) -> None:
    page = '<html lang="en"><body><main data-pagefind-body><h1>a</h1>{}</main></body></html>'
    found = searched(page.format(DATE + before + after).encode())
    assert found == page.format(before + DATE + after if moved else DATE + before + after)


def test_an_index_of_the_same_texts_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is looked into only if it is another one, and the index made only if its text is."""
    pages = {name: page for name, page in make(NAMES[:3]).items() if name in NAMES}
    looked_into: list[bytes] = []

    def noted(page: bytes) -> str:
        looked_into.append(page)
        return searched(page)

    first = indexed(pages, [*pages], "en")
    monkeypatch.setattr(search, "searched", noted)
    assert indexed(pages, [*pages], "en", first) is first and looked_into == []
    dressed = pages | {NAMES[1]: pages[NAMES[1]].replace(b"</head>", b"<meta></head>")}
    assert indexed(dressed, [*dressed], "en", first) is first and looked_into == [dressed[NAMES[1]]]
    said = pages | {NAMES[1]: pages[NAMES[1]].replace(b"coast", b"river")}
    for others in (said, {NAMES[0]: pages[NAMES[0]]}):
        assert indexed(others, [*others], "en", first) == indexed(others, [*others], "en") != first
    again = indexed(pages, [*pages], "fr", first)
    assert again == indexed(pages, [*pages], "fr") and again.files != first.files


# --- one that misbehaves ----------------------------------------------------------

ANSWERS = """
import base64, json, pathlib, sys
files = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
received = b""
while some := sys.stdin.buffer.read1():
    *whole, received = (received + some).split(b",")
    for message in whole:
        request = json.loads(base64.b64decode(message))["payload"]
        reply = {"payload": {"type": request["type"], "files": files}}
        print(base64.b64encode(json.dumps(reply).encode()).decode(), end=",", flush=True)
"""
PACKED = gzip.compress(b'pagefind_dcd{"meta": {"kind": "actor"}}', mtime=0)
ENTRY = {"languages": {"en": {"hash": "en_1", "wasm": "en", "page_count": 2}}}
WHOLE = {
    "pagefind-entry.json": json.dumps(ENTRY).encode(),
    "pagefind.js": b"let a;export{a};",
    "pagefind.en_1.pf_meta": PACKED,
    "wasm.en.pagefind": PACKED,
    "fragment/en_2.pf_fragment": PACKED,
    "pagefind-ui.js": b"nobody loads this",
}


def answering(folder: Path, parts: Mapping[str, bytes]) -> list[str]:
    """Make a stand-in that hands over the parts, and return its command line."""
    files = [{"path": name, "content": b64encode(data).decode()} for name, data in parts.items()]
    (folder / "fake.json").write_text(json.dumps(files))
    return script(folder, ANSWERS)


def script(folder: Path, text: str) -> list[str]:
    (folder / "fake.py").write_text(text)
    return [sys.executable, str(folder / "fake.py")]


def test_the_stand_in_is_believed_when_all_is_well(tmp_path: Path) -> None:
    parts = index({}, "en", 2, command=answering(tmp_path, WHOLE))
    assert set(parts) == set(WHOLE) - {"pagefind-ui.js"} | {"kinds.json"}
    assert json.loads(parts["kinds.json"]) == {"actor": ["en_2"]}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fragment/en_2.pf_fragment", PACKED[:-4]),
        ("fragment/en_2.pf_fragment", b""),
        ("fragment/en_2.pf_fragment", b"not packed"),
        ("fragment/en_2.pf_fragment", gzip.compress(b"something else", mtime=0)),
        ("wasm.en.pagefind", PACKED[:9]),
        ("pagefind.en_1.pf_meta", b""),
        ("pagefind.js", b"let a;exp"),
    ],
    ids=["short", "empty", "unpacked", "foreign", "header", "no-meta", "script"],
)
def test_a_part_cut_short_is_named(name: str, data: bytes, tmp_path: Path) -> None:
    command = answering(tmp_path, {**WHOLE, name: data})
    with pytest.raises(BriefingError, match=rf"not hand over all of {name}"):
        index({}, "en", 2, command=command)


@pytest.mark.parametrize("name", ["wasm.en.pagefind", "pagefind.en_1.pf_meta", "pagefind.js"])
def test_a_part_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    parts = {other: data for other, data in WHOLE.items() if other != name}
    with pytest.raises(BriefingError, match=rf"not hand over all of {name}"):
        index({}, "en", 2, command=answering(tmp_path, parts))


@pytest.mark.parametrize("entry", [None, b"", b"[]", b"{}", b'{"languages": {"en": {}}}'])
def test_an_unreadable_account_is_refused(entry: bytes | None, tmp_path: Path) -> None:
    parts = {name: data for name, data in WHOLE.items() if name != "pagefind-entry.json"}
    if entry is not None:
        parts["pagefind-entry.json"] = entry
    with pytest.raises(BriefingError, match="no readable account"):
        index({}, "en", 2, command=answering(tmp_path, parts))


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("import sys; sys.exit('\\nout of cheese\\nredo from start')", "out of cheese"),
        ("import sys; sys.stdin.read(1); sys.exit(1)", "it ended without an answer"),
        ("import sys; print('hello', end=',', flush=True); sys.stdin.read(1)", "."),
    ],
)
def test_what_a_failing_program_says_first_is_passed_on(
    program: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(BriefingError, match=rf"^Pagefind failed: {complaint}") as caught:
        index(make(NAMES[:1]), "en", 1, command=script(tmp_path, program))
    assert "\n" not in str(caught.value)


def test_an_error_in_its_answer_is_passed_on(tmp_path: Path) -> None:
    program = ANSWERS.replace('"files": files', '"message": "no such index"').replace(
        'request["type"]', '"Error"'
    )
    (tmp_path / "fake.json").write_text("[]")
    with pytest.raises(BriefingError, match=r"^Pagefind failed: no such index$"):
        index({}, "en", 1, command=script(tmp_path, program))


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    command = script(tmp_path, "import time; time.sleep(600)")
    with pytest.raises(BriefingError, match=r"did not finish within 0\.3 seconds"):
        index(make(NAMES[:1]), "en", 1, command=command, timeout=0.3)


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match=r"^Pagefind cannot be run: No such file"):
        index(make(NAMES[:1]), "en", 1, command=[str(tmp_path / "missing")])


@pytest.mark.parametrize("text", [b"pagefind_dcd and more", b"pagefind_dcd[]", b"pagefind_dcd{}"])
def test_a_page_that_cannot_be_read_is_told(text: bytes, tmp_path: Path) -> None:
    parts = {**WHOLE, "fragment/en_2.pf_fragment": gzip.compress(text, mtime=0)}
    with pytest.raises(BriefingError, match="no readable fragment/en_2"):
        index({}, "en", 2, command=answering(tmp_path, parts))
