"""Files that guide machines to the pages: the feed, the sitemap, robots.txt."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from conftest import Built, Shelved
from smallsite import SMALL

from briefing.errors import BriefingError
from briefing.render import feeds

ATOM = "{http://www.w3.org/2005/Atom}"
HEAD = "title: Test & <feed>\ntagline: “All” of it\nlanguage: ar\n"
FILES = {
    "content/site.yml": HEAD + "base_url: https://example.org/repo\n",
    "content/articles/text.md": """---
title: The <text>
source: text.txt
author: [A. Writer, B. Other]
date: 2016-03
summary: "One claim [@p1], and another & more. [@p2]"
---
""",
    "content/actors/a.md": "---\ntitle: A\nkind: group\nupdated: 2020-05-06\n---\n",
    "content/glossary/b.md": "---\ntitle: b\nsummary: B.\nupdated: 2018-07-08\n---\n",
    "content/events/c.md": "---\ntitle: C\ndate: 2001\nupdated: 2020\n---\n",
    "content/pages/d.md": "---\ntitle: D\n---\n",
}


def atom(shelved: Shelved, files: Mapping[str, str] = FILES) -> ET.Element:
    return ET.fromstring(feeds.feed(shelved(files)))


def texts(element: ET.Element, tag: str) -> list[str]:
    return [found.text or "" for found in element.iter(ATOM + tag)]


def test_the_feed_is_atom(shelved: Shelved) -> None:
    feed = atom(shelved)
    assert feed.tag == ATOM + "feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    children = [child.tag.removeprefix(ATOM) for child in feed]
    assert [children.count(t) for t in ("title", "id", "updated", "subtitle")] == [1, 1, 1, 1]
    assert texts(feed, "name") == ["A. Writer", "B. Other"]
    for entry in feed.iter(ATOM + "entry"):
        tags = [child.tag.removeprefix(ATOM) for child in entry]
        assert tags[:4] == ["title", "id", "updated", "link"]
        assert not {*tags[4:]} - {"summary"}


def test_articles_and_revised_pages_the_newest_first(shelved: Shelved) -> None:
    feed = atom(shelved)
    assert texts(feed, "title") == ["Test & <feed>", "A", "b", "The <text>"]
    assert texts(feed, "updated") == [
        "2020-05-06T00:00:00Z",
        "2020-05-06T00:00:00Z",
        "2018-07-08T00:00:00Z",
        "2016-03-01T00:00:00Z",
    ]
    assert texts(feed, "summary") == ["B.", "One claim, and another & more."]


def test_links_are_absolute_where_an_address_is_known_and_relative_where_not(
    shelved: Shelved,
) -> None:
    links = [(e.get("rel"), e.get("href")) for e in atom(shelved).iter(ATOM + "link")]
    assert links == [
        ("alternate", "https://example.org/repo/"),
        ("self", "https://example.org/repo/feed.xml"),
        ("alternate", "https://example.org/repo/actors/a/"),
        ("alternate", "https://example.org/repo/glossary/#b"),
        ("alternate", "https://example.org/repo/articles/text/"),
    ]
    bare = atom(shelved, {**FILES, "content/site.yml": HEAD})
    assert [e.get("href") for e in bare.iter(ATOM + "link")] == [
        "./",
        "actors/a/",
        "glossary/#b",
        "articles/text/",
    ]


def test_ids_are_unique_and_do_not_change_with_the_address(shelved: Shelved) -> None:
    ids = texts(atom(shelved), "id")
    assert len(set(ids)) == len(ids) == 4
    assert all(id.startswith("urn:uuid:") for id in ids)
    assert texts(atom(shelved, {**FILES, "content/site.yml": HEAD}), "id") == ids


UNDATED = {"content/site.yml": HEAD}


@pytest.mark.parametrize(
    ("epoch", "moment"),
    [
        (None, "1970-01-01T00:00:00Z"),
        ("", "1970-01-01T00:00:00Z"),
        ("1600000000", "2020-09-13T12:26:40Z"),
    ],
)
def test_without_a_date_in_the_content_the_build_is_told_one(
    shelved: Shelved, monkeypatch: pytest.MonkeyPatch, epoch: str | None, moment: str
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if epoch is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert texts(atom(shelved, UNDATED), "updated") == [moment, moment]


@pytest.mark.parametrize("epoch", ["soon", "²", "1e9", "99999999999999999999"])
def test_a_date_that_is_none_is_refused(
    shelved: Shelved, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(BriefingError, match=r"SOURCE_DATE_EPOCH is .*, which is no number"):
        atom(shelved, UNDATED)


def test_dates_before_the_common_era_have_no_moment(shelved: Shelved) -> None:
    article = FILES["content/articles/text.md"].replace("2016-03", "-0043-03-15")
    assert "1970-01-01T00:00:00Z" in texts(
        atom(shelved, {**FILES, "content/articles/text.md": article}), "updated"
    )


# RFC 4287: what a feed and an entry must have, may have, and how often (section 4.1).
ONCE_IN_A_FEED = {"id": True, "title": True, "updated": True, "subtitle": False}
ONCE_IN_AN_ENTRY = {"id": True, "title": True, "updated": True, "summary": False}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("files", [FILES, UNDATED, SMALL], ids=["dated", "bare", "all"])
def test_the_feed_keeps_the_rules_of_atom(shelved: Shelved, files: Mapping[str, str]) -> None:
    feed = atom(shelved, files)
    for element, rules, others in (
        (feed, ONCE_IN_A_FEED, {"author", "link", "entry"}),
        *((entry, ONCE_IN_AN_ENTRY, {"link"}) for entry in feed.iter(ATOM + "entry")),
    ):
        tags = Counter(child.tag.removeprefix(ATOM) for child in element)
        assert tags.keys() <= rules.keys() | others
        for tag, needed in rules.items():
            assert (1 if needed else 0) <= tags[tag] <= 1, tag
        # Without a content an entry must have an alternate link; none twice of one type.
        links = Counter((e.get("rel"), e.get("type")) for e in element if e.tag == ATOM + "link")
        assert links["alternate", "text/html"] == 1
        assert set(links.values()) == {1}
        ids = [e.text or "" for e in element if e.tag == ATOM + "id"]
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", ids[0])
        assert all(name.text for e in element if e.tag == ATOM + "author" for name in e)
    # Authors of the feed are those of each entry without one.
    assert feed.find(ATOM + "author") is not None
    moments = texts(feed, "updated")
    assert all(RFC_3339.fullmatch(moment) for moment in moments)
    assert moments[0] == max(moments)


def test_the_json_feed_says_what_the_other_says(shelved: Shelved) -> None:
    feed = atom(shelved)
    data = json.loads(feeds.json_feed(shelved(FILES)))
    entries = list(feed.iter(ATOM + "entry"))
    site = "https://example.org/repo/"
    assert {name: value for name, value in data.items() if name != "items"} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Test & <feed>",
        "home_page_url": site,
        "feed_url": f"{site}feed.json",
        "description": "“All” of it",
        "language": "ar",
        "authors": [{"name": "A. Writer"}, {"name": "B. Other"}],
    }
    assert [item["id"] for item in data["items"]] == texts(feed, "id")[1:]
    assert [item["title"] for item in data["items"]] == texts(feed, "title")[1:]
    assert [item["date_modified"] for item in data["items"]] == texts(feed, "updated")[1:]
    assert [item["url"] for item in data["items"]] == [
        link.get("href") for entry in entries for link in entry.iter(ATOM + "link")
    ]
    assert [item["content_text"] for item in data["items"]] == [
        "A",
        "B.",
        "One claim, and another & more.",
    ]
    assert all(item.keys() == {"id", "url", "title", "content_text", "date_modified"}
               for item in data["items"])  # fmt: skip


def test_the_json_feed_names_no_address_that_nobody_gave(shelved: Shelved) -> None:
    data = json.loads(feeds.json_feed(shelved({**FILES, "content/site.yml": HEAD})))
    assert not {"home_page_url", "feed_url"} & data.keys()
    assert data["items"]
    assert not any("url" in item for item in data["items"])


# --- sitemap and robots ---------------------------------------------------------------------

# W3C's note on dates and times, as the sitemaps' rules ask.
W3C_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def test_the_sitemap_keeps_its_rules(built: Built) -> None:
    _, site = built(FILES)
    root = ET.fromstring((site / "sitemap.xml").read_bytes())
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    dates = {}
    for url in root:
        assert url.tag == f"{name}url"
        tags = [child.tag.removeprefix(name) for child in url]
        assert tags in (["loc"], ["loc", "lastmod"])
        loc, *lastmod = (child.text or "" for child in url)
        assert loc.startswith("https://example.org/repo/") and len(loc) < 2048
        assert loc == quote(loc, safe=":/") and "#" not in loc
        assert all(W3C_DATE.fullmatch(date) for date in lastmod)
        assert loc not in dates
        dates[loc] = lastmod
    told = {loc.split("/repo/")[1]: date[0] for loc, date in dates.items() if date}
    # The glossary was changed when its latest term was, the timeline when its latest event was;
    # of that only the year is known, which is no date to the schema.
    assert told == {"actors/a/": "2020-05-06", "glossary/": "2018-07-08"}


def test_a_date_that_is_not_certain_is_no_date_of_a_change(built: Built) -> None:
    doubtful = FILES["content/actors/a.md"].replace("2020-05-06", "2020~")
    _, site = built({**FILES, "content/actors/a.md": doubtful})
    assert b"actors/a/</loc>\n  </url>" in (site / "sitemap.xml").read_bytes()


def test_the_sitemap_lists_exactly_the_indexable_pages(built: Built) -> None:
    moved = FILES["content/actors/a.md"].replace("---\n", "---\nredirect_from: [/old/]\n", 1)
    _, site = built({**FILES, "content/actors/a.md": moved})
    root = ET.fromstring((site / "sitemap.xml").read_bytes())
    assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {"404.html", "old/index.html"} < pages
    listed = [element.text for element in root.iter() if element.tag.endswith("loc")]
    assert sorted(filter(None, listed)) == sorted(
        "https://example.org/repo/" + page.removesuffix("index.html")
        for page in pages - {"404.html", "old/index.html"}
    )


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ("https://example.org", True),
        ("https://example.org/", True),
        ("https://example.org/repo/", False),
        ("", False),
    ],
)
def test_robots_are_spoken_to_at_the_root_of_a_host_only(base: str, found: bool) -> None:
    text = feeds.robots(base)
    assert (text is not None) is found
    if text is not None:
        assert text.decode().endswith("\nSitemap: https://example.org/sitemap.xml\n")


def test_nothing_names_an_address_that_nobody_gave(built: Built) -> None:
    _, site = built({**FILES, "content/site.yml": HEAD})
    assert not (site / "sitemap.xml").exists() and not (site / "robots.txt").exists()
    for page in site.rglob("*.html"):
        assert "canonical" not in page.read_text()
    assert "http" not in (site / "feed.json").read_text().replace("https://jsonfeed.org", "")
    assert "http" not in (site / "feed.xml").read_text().replace("http://www.w3.org/2005/Atom", "")
