"""Each page has the picture that is shown with a link to it, if the site knows its address."""

from __future__ import annotations

import hashlib

import pytest
from conftest import Shelved

from briefing.render import previews
from briefing.render.pages import page_views
from briefing.render.previews import with_pictures

FILES = {
    "content/site.yml": "title: The Ford\nbase_url: https://example.org/a/\n",
    "content/actors/bo.md": "---\ntitle: Bo\nkind: person\nredirect_from: [/old/]\n---\n",
    "content/places/hill.md": "---\ntitle: The hill\nkind: area\n---\n",
}


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what is asked for in words: how a picture looks is tested where it is drawn."""

    def words(atlas: object, *said: str) -> bytes:
        return " | ".join(said).encode()

    monkeypatch.setattr(previews, "picture", words)
    monkeypatch.setattr(previews, "read_atlas", lambda templates: templates.get("atlas"))


def test_a_page_s_picture_says_what_the_page_is(shelved: Shelved) -> None:
    shelf = shelved(FILES)
    views, files = with_pictures(page_views(shelf), shelf, {"atlas": b"letters"})
    pictures = {view.output: view.picture for _, view in views}
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
    views, files = with_pictures(page_views(shelf), shelf, {"atlas": b"letters"})
    without = {view.output for _, view in views if view.picture is None}
    assert without == {"404.html", "old/index.html"}
    hrefs = {view.picture.href for _, view in views if view.picture}
    assert len(hrefs) == len(views) - 2
    assert hrefs == {f"https://example.org/a/{address}" for address in files}


@pytest.mark.parametrize(
    ("site", "templates"),
    [("title: The Ford\n", {"atlas": b"letters"}), (FILES["content/site.yml"], {})],
    ids=["no address", "no letters"],
)
def test_else_there_is_none(shelved: Shelved, site: str, templates: dict[str, bytes]) -> None:
    shelf = shelved({**FILES, "content/site.yml": site})
    views, files = with_pictures(page_views(shelf), shelf, templates)
    assert files == {}
    assert [view for _, view in views] == [view for _, view in page_views(shelf)]
