"""Each page has the picture that is shown with a link to it, if the site knows its address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Shelved
from msgspec.structs import replace

from briefing.memo import Memo
from briefing.publish.earlier import EarlierSite
from briefing.render import previews
from briefing.render.parts import Picture
from briefing.render.previews import EDITION, Words, gallery
from briefing.render.sheets import sheets
from briefing.render.shelf import Shelf
from briefing.render.taken import Unchanged

FILES = {
    "content/site.yml": "title: The Ford\nbase_url: https://example.org/a/\n",
    "content/actors/bo.md": "---\ntitle: Bo\nkind: person\nredirect_from: [/old/]\n---\n",
    "content/places/hill.md": "---\ntitle: The hill\nkind: area\n---\n",
}
LETTERS = {"picture/letters.json": b"letters"}


def pictures(
    shelf: Shelf, templates: Mapping[str, bytes] = LETTERS
) -> tuple[dict[str, Picture | None], dict[str, bytes]]:
    """Return the picture that each page names, and the pictures."""
    found = gallery(shelf, templates)
    assert found
    shown = [found.shown(sheet) for sheet in sheets(shelf)]
    drawn = {one[0]: found.picture(*one) for _, one in shown if one}
    return {sheet.output: sheet.view().picture for sheet, _ in shown}, drawn


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what is asked for in words: how a picture looks is tested where it is drawn."""

    def words(atlas: object, *said: str) -> bytes:
        return " | ".join(said).encode()

    monkeypatch.setattr(previews, "picture", words)
    monkeypatch.setattr(previews, "read_atlas", lambda found: found.get("picture/letters.json"))


def test_a_page_s_picture_says_what_the_page_is(shelved: Shelved) -> None:
    named, files = pictures(shelved(FILES))
    found = named["actors/bo/index.html"]
    assert found is not None
    assert found.alt == "Actor · Person · Bo · The Ford"
    assert (found.width, found.height) == (1200, 630)
    address = found.href.removeprefix("https://example.org/a/")
    assert files[address] == "Bo | Actor · Person | The Ford | actor".encode()
    assert re.fullmatch(r"assets/actors-bo\.[0-9a-f]{10}\.png", address)
    home = named["index.html"]
    assert home is not None
    assert home.alt == "The Ford"
    assert home.href.startswith("https://example.org/a/assets/home.")
    place = named["places/hill/index.html"]
    assert place is not None
    assert files[place.href.removeprefix("https://example.org/a/")].endswith(b" | place")


def test_each_page_that_can_be_shared_has_one_of_its_own(shelved: Shelved) -> None:
    named, files = pictures(shelved(FILES))
    without = {page for page, picture in named.items() if picture is None}
    assert without == {"404.html", "old/index.html"}
    hrefs = {picture.href for picture in named.values() if picture}
    assert len(hrefs) == len(named) - 2
    assert hrefs == {f"https://example.org/a/{address}" for address in files}


@pytest.mark.parametrize(
    ("site", "templates"),
    [("title: The Ford\n", LETTERS), (FILES["content/site.yml"], {})],
    ids=["no address", "no letters"],
)
def test_else_there_is_none(shelved: Shelved, site: str, templates: dict[str, bytes]) -> None:
    shelf = shelved({**FILES, "content/site.yml": site})
    assert gallery(shelf, templates) is None
    assert {sheet.view().picture for sheet in sheets(shelf)} == {None}


def addresses(shelf: Shelf, letters: bytes = b"letters") -> set[str]:
    return set(pictures(shelf, {"picture/letters.json": letters, "base.html": letters})[1])


def test_a_picture_has_another_address_as_soon_as_it_is_another(
    shelved: Shelved, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = addresses(shelved(FILES))
    assert addresses(shelved(FILES)) == before
    assert not before & addresses(shelved(FILES), b"other letters")
    for path, old, new in (
        ("content/actors/bo.md", "title: Bo", "title: Bob"),
        ("content/actors/bo.md", "kind: person", "kind: state"),
    ):
        after = addresses(shelved({**FILES, path: FILES[path].replace(old, new)}))
        assert {a.split(".")[0] for a in before - after} == {"assets/actors-bo"}
    told = {**FILES, "content/site.yml": FILES["content/site.yml"].replace("The Ford", "A ford")}
    assert not before & addresses(shelved(told))
    monkeypatch.setattr(previews, "EDITION", EDITION + 1)
    assert not before & addresses(shelved(FILES))


def test_the_pictures_of_the_earlier_site_are_taken_over_if_they_are_the_same(
    tmp_path: Path, shelved: Shelved, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def words(atlas: object, *said: str) -> bytes:
        drawn.append(said[0])
        return said[0].encode()

    monkeypatch.setattr(previews, "picture", words)
    shelf = replace(shelved(FILES), once=Memo())
    asked = ("assets/bo.png", Words("Bo", "", "The Ford", "actor"))
    found = gallery(shelf, LETTERS, EarlierSite(tmp_path).holds)
    assert found
    assert found.picture(*asked) == b"Bo" and drawn == ["Bo"], "drawn once, though also compared"
    (tmp_path / "assets").mkdir()
    (tmp_path / asked[0]).write_bytes(b"Bo")
    unchanged = found.picture(*asked)
    assert isinstance(unchanged, Unchanged) and drawn == ["Bo"]
    assert unchanged.digest == hashlib.sha256(b"Bo").hexdigest()
    (tmp_path / asked[0]).write_bytes(b"somebody else's")
    assert found.picture(*asked) == b"Bo" and drawn == ["Bo", "Bo"]
