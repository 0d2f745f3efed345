"""Each page has the picture that is shown with a link to it, if the site knows its address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest
from conftest import Shelved

from briefing.render import previews
from briefing.render.previews import illustrated, letters
from briefing.render.sheets import sheets
from briefing.render.shelf import Shelf
from briefing.render.views import View

FILES = {
    "content/site.yml": "title: The Ford\nbase_url: https://example.org/a/\n",
    "content/actors/bo.md": "---\ntitle: Bo\nkind: person\nredirect_from: [/old/]\n---\n",
    "content/places/hill.md": "---\ntitle: The hill\nkind: area\n---\n",
}


def illustrations(
    shelf: Shelf, templates: Mapping[str, bytes]
) -> tuple[list[View], dict[str, bytes]]:
    """Return all pages with their pictures, and the pictures."""
    atlas = letters(shelf, templates)
    found = [illustrated(sheet.view(), shelf, atlas) for sheet in sheets(shelf)]
    return [view for view, _ in found], {k: v for _, files in found for k, v in files.items()}


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what is asked for in words: how a picture looks is tested where it is drawn."""

    def words(atlas: object, *said: str) -> bytes:
        return " | ".join(said).encode()

    monkeypatch.setattr(previews, "picture", words)
    monkeypatch.setattr(previews, "read_atlas", lambda templates: templates.get("atlas"))


def test_a_page_s_picture_says_what_the_page_is(shelved: Shelved) -> None:
    shelf = shelved(FILES)
    views, files = illustrations(shelf, {"atlas": b"letters"})
    pictures = {view.output: view.picture for view in views}
    found = pictures["actors/bo/index.html"]
    assert found is not None
    assert found.alt == "Actor · Person · Bo · The Ford"
    assert (found.width, found.height) == (1200, 630)
    address = found.href.removeprefix("https://example.org/a/")
    assert files[address] == "Bo | Actor · Person | The Ford | actor".encode()
    assert address == f"assets/actors-bo.{hashlib.sha256(files[address]).hexdigest()[:10]}.png"
    home = pictures["index.html"]
    assert home is not None
    assert home.alt == "The Ford"
    assert home.href.startswith("https://example.org/a/assets/home.")
    place = pictures["places/hill/index.html"]
    assert place is not None
    assert files[place.href.removeprefix("https://example.org/a/")].endswith(b" | place")


def test_each_page_that_can_be_shared_has_one_of_its_own(shelved: Shelved) -> None:
    shelf = shelved(FILES)
    views, files = illustrations(shelf, {"atlas": b"letters"})
    without = {view.output for view in views if view.picture is None}
    assert without == {"404.html", "old/index.html"}
    hrefs = {view.picture.href for view in views if view.picture}
    assert len(hrefs) == len(views) - 2
    assert hrefs == {f"https://example.org/a/{address}" for address in files}


@pytest.mark.parametrize(
    ("site", "templates"),
    [("title: The Ford\n", {"atlas": b"letters"}), (FILES["content/site.yml"], {})],
    ids=["no address", "no letters"],
)
def test_else_there_is_none(shelved: Shelved, site: str, templates: dict[str, bytes]) -> None:
    shelf = shelved({**FILES, "content/site.yml": site})
    views, files = illustrations(shelf, templates)
    assert files == {}
    assert views == [sheet.view() for sheet in sheets(shelf)]
