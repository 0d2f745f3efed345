"""Whole sites, as a reader gets them: this repository's own, and one that uses everything.

``sitecheck`` tells what every site must satisfy and shares no code with the generator.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import html5lib
import pytest
from conftest import ROOT
from sitecheck import CHECKS, Site, unique_ids
from smallsite import DRAFT_WORDS, SECRET, SMALL

BASE = "https://example.org/a/repo/"
INPUTS = ("content", "seeds", "templates")


def build(out: Path, *arguments: str, root: Path = ROOT, **env: str) -> None:
    """Build a site in a process of its own, from a folder that has nothing to do with it."""
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--out", str(out), "-q"]
    environment = {name: v for name, v in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run([*command, *arguments], check=True, env={**environment, **env}, cwd=out.parent)


def write(root: Path) -> Path:
    for path, text in SMALL.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Site]:
    """Build each site when it is first asked for, and once."""
    folder = tmp_path_factory.mktemp("sites")
    small = write(folder / "small")
    made: dict[str, Site] = {}

    def site(name: str) -> Site:
        if name not in made:
            root, base = (small if "small" in name else ROOT), (BASE if "at" in name else "")
            out = folder / "built" / name.replace(" ", "-")
            out.parent.mkdir(exist_ok=True)
            build(out, *(("--base-url", base) if base else ()), root=root)
            made[name] = Site(out, base)
        return made[name]

    return site


SITES = ("own", "own at an address", "small", "small at an address")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", SITES)
def test_a_site_is_in_order(
    sites: Callable[[str], Site],
    name: str,
    check: Callable[[Site], Iterator[str]],
) -> None:
    assert list(check(sites(name))) == []


# --- what is in it ------------------------------------------------------------------------------


def test_it_holds_the_files_that_the_contract_lists(sites: Callable[[str], Site]) -> None:
    files = set(sites("own").files)
    assert {"index.html", "404.html", "feed.xml", ".nojekyll", "manifest.json"} <= files
    assert {f"{name}/index.html" for name in ("actors", "places", "glossary", "timeline")} <= files
    assert {"search/index.html", "evidence/index.html"} <= files
    data = ("briefing.json", "places.geojson", "relations.graphml", "events.csv")
    assert {f"data/{name}" for name in data} <= files
    assert {"feed.json", "manifest.webmanifest", "_headers"} <= files
    assert "sitemap.xml" not in files
    for name in ("own at an address", "small at an address"):
        assert "sitemap.xml" in sites(name).files
    for path in files:
        if path.startswith("assets/"):
            assert re.fullmatch(r"assets/[^/]+\.[0-9a-f]{10}\.\w+", path)


def test_every_content_file_has_its_place(sites: Callable[[str], Site]) -> None:
    site = sites("own")
    for folder in ("actors", "places", "articles"):
        for file in (ROOT / "content" / folder).glob("*.md"):
            assert f"{folder}/{file.stem}/index.html" in site.pages
    glossary, timeline = site.pages["glossary/index.html"], site.pages["timeline/index.html"]
    assert {file.stem for file in (ROOT / "content" / "glossary").glob("*.md")} <= {*glossary.ids}
    assert {file.stem for file in (ROOT / "content" / "events").glob("*.md")} <= {*timeline.ids}


def test_no_file_holds_a_path_of_this_machine(sites: Callable[[str], Site]) -> None:
    for name in ("own", "small"):
        site = sites(name)
        machine = [str(site.folder.parent), str(ROOT), str(Path.home()), sys.prefix]
        paths = [path.encode() for path in machine if path.count("/") > 1]
        for path, data in site.texts.items():
            assert not [found for found in paths if found in data], path


def test_the_manifest_tells_every_input(sites: Callable[[str], Site]) -> None:
    inputs = json.loads(sites("own").files["manifest.json"])["inputs"]
    files = [path for name in INPUTS for path in (ROOT / name).rglob("*") if path.is_file()]
    assert inputs == {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not any(part[0] in "._" for part in path.relative_to(ROOT).parts)
    }


def test_the_seeds_are_read_and_left_as_they_are(tmp_path: Path) -> None:
    root = tmp_path / "copy"
    for name in INPUTS[:2]:
        shutil.copytree(ROOT / name, root / name)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    build(tmp_path / "site", "--no-search", root=root)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_no_word_of_a_draft_is_anywhere(sites: Callable[[str], Site]) -> None:
    for path, data in sites("small").texts.items():
        text = (path + data.decode("utf-8", "replace")).lower()
        assert not [word for word in DRAFT_WORDS if word in text and path != "manifest.json"], path


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_no_eight_words_of_an_excerpt_are_anywhere(sites: Callable[[str], Site]) -> None:
    letter = str(SMALL["seeds/letter.txt"])
    runs = {tuple(words(letter)[i : i + 8]) for i in range(len(words(letter)) - 7)}
    assert tuple(words(SECRET)[:8]) in runs
    for path, data in sites("small").texts.items():
        text = data.decode("utf-8", "replace")
        if path.endswith(".html"):
            text += " " + "".join(html5lib.parse(text, namespaceHTMLElements=False).itertext())
        said = words(text)
        found = {tuple(said[i : i + 8]) for i in range(len(said) - 7)} & runs
        assert not found, path


def test_the_images_of_a_page_are_those_of_the_briefing(sites: Callable[[str], Site]) -> None:
    site = sites("small")
    (image,) = site.pages["articles/chronicle/index.html"].all("img")
    assert image.get("alt") == "The ford, “today”"
    (name,) = (path for path in site.files if path.endswith(".gif"))
    assert site.files[name] == SMALL["content/files/ford today.gif"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("brothers/index.html", "../actors/brothers-of-the-ford/"),
        ("old/brothers.html", "../actors/brothers-of-the-ford/"),
        ("glossary/furt/index.html", "../#ford"),
    ],
)
def test_old_addresses_lead_on(sites: Callable[[str], Site], old: str, new: str) -> None:
    page = sites("small").pages[old]
    (refresh,) = (e for e in page.all("meta") if e.get("http-equiv") == "refresh")
    assert refresh.get("content") == f"0; url={new}"
    assert page.hidden


CLASHES: dict[str, dict[str, str]] = {
    "the page's own parts": {
        "content/actors/nobody.md": "---\ntitle: Nobody\nkind: other\n---\n## Facts\n\n## Main\n",
        "content/pages/plain.md": "---\ntitle: A plain page\n---\n## Main\n\n## Rights\n",
    },
    "the article's parts": {
        "content/articles/letter.md": str(SMALL["content/articles/letter.md"])
        + "\n## Rights\n\n## Key points\n\n## p1\n",
    },
    "the next event": {
        f"content/events/e{number}.md": f"---\ntitle: E{number}\ndate: 2016\n---\n"
        "## What for\n\nA word[^1].\n\n[^1]: A note.\n"
        for number in (1, 2)
    },
    "the next section": {
        "seeds/chronicle.md": "*By a hand\n\n## p1\n\nOne.\n\n## p1\n\n“We shall not pass.”\n\n"
        "Three.\n\nFour.\n"
    },
}


@pytest.mark.parametrize(
    "clash",
    [
        "the page's own parts",
        "the article's parts",
        "the next event",
        "the next section",
    ],
)
def test_no_heading_has_an_id_that_is_taken(tmp_path: Path, clash: str) -> None:
    root = write(tmp_path / "root")
    for path, text in CLASHES[clash].items():
        (root / path).write_text(text, encoding="utf-8")
    build(tmp_path / "site", "--no-search", root=root)
    assert list(unique_ids(Site(tmp_path / "site"))) == []


# --- the same bytes ----------------------------------------------------------------------------


def copied(root: Path, there: Path) -> Path:
    """Copy a briefing's folder, its files made in the reverse of their order."""
    files = sorted(path for name in INPUTS for path in (root / name).rglob("*") if path.is_file())
    for file in reversed(files):
        copy = there / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return there


def test_the_same_input_gives_the_same_bytes(sites: Callable[[str], Site], tmp_path: Path) -> None:
    """Another folder, order of files, hash seed, time zone, locale and umask change nothing."""
    root = copied(ROOT, tmp_path / "ein anderer Ort")
    before = os.umask(0o077)
    try:
        build(
            tmp_path / "other",
            root=root,
            PYTHONHASHSEED="4711",
            TZ="Pacific/Kiritimati",
            LANG="C",
            LC_ALL="POSIX",
            PYTHONUTF8="0",
            PYTHONIOENCODING="latin-1",
        )
    finally:
        os.umask(before)
    here, there = sites("own").files, Site(tmp_path / "other").files
    assert here.keys() == there.keys()
    assert [path for path in here if here[path] != there[path]] == []
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in (tmp_path / "other").rglob("*"))


def test_a_second_build_and_a_moved_site_are_the_same(
    sites: Callable[[str], Site], tmp_path: Path
) -> None:
    small = sites("small")
    out = tmp_path / "site"
    root = write(tmp_path / "root")
    build(out, root=root)
    build(out, root=root)
    moved = Site(Path(shutil.move(out, tmp_path / "moved" / "deep")))
    assert moved.files == small.files
