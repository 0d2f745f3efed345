"""Addresses, files and the relative hrefs between them."""

from __future__ import annotations

import string
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.render import urls

HOST = "https://example.org/some/where/"


@pytest.mark.parametrize(
    ("page", "address", "output"),
    [
        ("home", "", "index.html"),
        ("actors", "actors/", "actors/index.html"),
        ("actors/aqim", "actors/aqim/", "actors/aqim/index.html"),
        ("places/sirte", "places/sirte/", "places/sirte/index.html"),
        ("glossary/wilayat", "glossary/#wilayat", "glossary/index.html"),
        ("events/loss-of-sirte", "timeline/#loss-of-sirte", "timeline/index.html"),
        ("articles/barr", "articles/barr/", "articles/barr/index.html"),
        ("pages/about", "about/", "about/index.html"),
        ("search", "search/", "search/index.html"),
    ],
)
def test_a_page_has_an_address_and_a_file(page: str, address: str, output: str) -> None:
    assert urls.address(page) == address
    assert urls.output(address) == output


def test_a_file_answers_for_itself() -> None:
    assert urls.output("404.html") == "404.html"
    assert urls.output("old/brothers.html") == "old/brothers.html"


@pytest.mark.parametrize(
    ("target", "start", "href"),
    [
        ("", "", "./"),
        ("", "places/sirte/", "../../"),
        ("places/sirte/", "", "places/sirte/"),
        ("places/sirte/", "places/sirte/", "./"),
        ("places/sirte/", "places/", "sirte/"),
        ("places/", "places/sirte/", "../"),
        ("places/sirte/", "actors/aqim/", "../../places/sirte/"),
        ("glossary/#wilayat", "glossary/", "#wilayat"),
        ("glossary/#wilayat", "glossary/#emir", "#wilayat"),
        ("glossary/#wilayat", "", "glossary/#wilayat"),
        ("#who", "", "#who"),
        ("assets/a b#c.png", "places/", "../assets/a%20b#c.png"),
        ("articles/barr/#p3-1", "places/sirte/", "../../articles/barr/#p3-1"),
        ("timeline/#größe", "timeline/", "#gr%C3%B6%C3%9Fe"),
        ("feed.xml", "404.html", "feed.xml"),
        ("feed.xml", "old/brothers.html", "../feed.xml"),
    ],
)
def test_hrefs_are_relative(target: str, start: str, href: str) -> None:
    assert urls.relative(target, start) == href


NAMES = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=8)
FOLDERS = st.lists(NAMES, max_size=4).map(lambda names: "".join(f"{name}/" for name in names))
# A file of an editor may be called almost anything, and stands among the assets.
FILES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/#"), min_size=1
).map(lambda name: f"assets/x{name}.png")
ANCHORS = st.text(st.characters(categories=["L", "N"], include_characters="-:_"), max_size=9)
ADDRESSES = st.one_of(FOLDERS, FILES, st.tuples(FOLDERS, NAMES).map(lambda p: f"{p[0]}{p[1]}.html"))


@given(ADDRESSES, ANCHORS, ADDRESSES)
def test_an_href_joined_to_its_page_gives_its_target(path: str, anchor: str, start: str) -> None:
    target = urls.with_anchor(path, anchor)
    href = urls.relative(target, start)
    assert not urlsplit(href).scheme and not href.startswith("/")
    joined = urlsplit(urljoin(HOST + quote(start), href))
    there = unquote(joined.path).removeprefix("/some/where/")
    assert (there, unquote(joined.fragment)) == (path, anchor)


@given(ADDRESSES, ANCHORS)
def test_an_anchor_replaces_the_one_before(path: str, anchor: str) -> None:
    assert urls.with_anchor(f"{path}#old", "new") == f"{path}#new"
    assert urls.with_anchor(path, "") == path
    assert urls.output(urls.with_anchor(path, anchor)) == urls.output(path)


@pytest.mark.parametrize(
    ("target", "base", "href"),
    [
        ("", "", "./"),
        ("actors/", "", "actors/"),
        ("", "https://example.org", "/"),
        ("", "https://example.org/repo", "/repo/"),
        ("actors/", "https://example.org", "/actors/"),
        ("glossary/#wilayat", "https://example.org/repo/", "/repo/glossary/#wilayat"),
        ("assets/site.css", "https://example.org/a/b/", "/a/b/assets/site.css"),
    ],
)
def test_the_page_that_answers_anywhere_has_rooted_links(target: str, base: str, href: str) -> None:
    assert urls.rooted(target, base) == href
