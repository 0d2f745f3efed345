"""What pages say of themselves: titles, descriptions, addresses, whether they may be listed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import html5lib
import pytest
from conftest import Built, Views
from smallsite import SMALL

from briefing.render.heads import INDEX, NOINDEX, description, head_title, locale
from briefing.render.language import Language

WORD = "Donaudampfschifffahrtsgesellschaftskapitänswitwenpensionskassenverwaltungsrat"

NAMES = {
    "content/site.yml": f"title: {'The very long name of a briefing ' * 3}\n",
    "content/articles/text.md": f"""---
title: "{"An account of what was said and done, " * 5}as told"
source: text.txt
author: [{", ".join(f"Author Number {i} of the Long Names" for i in range(12))}]
summary: "{"A summary, long and full of words, " * 12}at last. [@p1]"
---
""",
    **{
        f"content/actors/a{i}.md": f"---\ntitle: {WORD} {i}\nkind: group\n"
        f"summary: {'The same words for all of them ' * 8}\n---\n"
        for i in range(3)
    },
    "content/places/p.md": f"---\ntitle: {WORD * 3}\nkind: city\nsummary: {WORD * 4}\n---\n",
}
BARE = {
    "content/site.yml": "title: B\n",
    "content/articles/text.md": "---\ntitle: T\nsource: text.txt\nauthor: A\n---\n",
    "content/actors/x.md": "---\ntitle: X\nkind: other\n---\n",
    "content/actors/y.md": "---\ntitle: Y\nkind: other\n---\n",
    "content/places/x.md": "---\ntitle: Xx\nkind: area\nsummary: A.\n---\n",
    "content/places/y.md": "---\ntitle: Yy\nkind: area\nsummary: A.\n---\n",
    "content/pages/p.md": "---\ntitle: P\n---\n",
}
TWINS = {
    "content/site.yml": "title: Places\n",
    "content/actors/home.md": "---\ntitle: Timeline\nkind: other\nredirect_from: [/a/, /b/]\n---\n",
    "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\n---\n",
    "content/pages/one.md": "---\ntitle: Sirte\nsummary: What this is, in one sentence.\n---\n",
    "content/pages/two.md": "---\ntitle: Sirte\nsummary: What this is, in one sentence.\n---\n",
    "content/pages/three.md": "---\ntitle: Page not found\n---\n",
}


@pytest.mark.parametrize("files", [NAMES, BARE, TWINS, SMALL], ids=["long", "bare", "twins", "all"])
def test_every_page_is_told_from_every_other(views: Views, files: Mapping[str, str]) -> None:
    pages = views(files)
    assert len(pages) > 8
    for field in ("head_title", "description"):
        texts = Counter(getattr(view, field) for view in pages.values())
        assert [text for text, times in texts.items() if times > 1] == [], field
    for path, view in pages.items():
        assert 1 <= len(view.head_title) <= 65, path
        assert 50 <= len(view.description) <= 160, (path, view.description)
        for text in (view.head_title, view.description):
            assert text == " ".join(text.split())


def test_the_first_of_two_keeps_its_title(views: Views) -> None:
    pages = views(TWINS)
    titles = {path.removesuffix("/index.html"): view.head_title for path, view in pages.items()}
    assert titles["index.html"] == "Places"
    assert titles["places"] == "Places (2)"
    assert titles["actors/home"] == "Timeline · Places"
    assert titles["timeline"] == "Timeline (Event) · Places"
    assert titles["places/sirte"] == "Sirte · Places"
    assert titles["one"] == "Sirte (Page) · Places"
    assert titles["two"] == "Sirte (2) · Places"
    assert titles["a"] == "Timeline (Moved) · Places"
    assert titles["b"] == "Timeline (2) · Places"
    # What a page is called in its heading is no matter of its neighbours.
    assert pages["two/index.html"].title == "Sirte"


# --- titles and descriptions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "site", "mark", "found"),
    [
        ("Sirte", "The Network", "", "Sirte · The Network"),
        ("The Network", "The Network", "", "The Network"),
        ("Sirte", "The Network", "Page", "Sirte (Page) · The Network"),
        ("S" * 50, "N" * 12, "", f"{'S' * 50} · {'N' * 12}"),
        ("S" * 50, "N" * 13, "", "S" * 50),
        ("S" * 65, "N", "", "S" * 65),
        ("S" * 66, "N", "", "S" * 64 + "…"),
        ("word " * 12 + "another", "N", "", "word " * 11 + "word…"),
        ("S" * 60, "N", "Place", "S" * 56 + "… (Place)"),
    ],
)
def test_a_title_is_kept_whole_where_it_fits(title: str, site: str, mark: str, found: str) -> None:
    assert head_title(title, site, mark) == found


LONG = "Five words stand in here. " * 2


@pytest.mark.parametrize(
    ("text", "facts", "found"),
    [
        (LONG.strip(), ["never"], LONG.strip()),
        ("Short", ["a fact", LONG, "never"], f"Short. a fact. {LONG.strip()}"),
        ("Short!", ["", "It is “quoted.”", LONG], f"Short! It is “quoted.” {LONG.strip()}"),
        ("Short", ["word " * 60], "Short. " + "word " * 29 + "word…"),
    ],
)
def test_a_short_description_is_filled_up(text: str, facts: list[str], found: str) -> None:
    assert description(text, [fact.strip() for fact in facts]) == found


def test_what_fills_it_up_is_what_the_page_knows(views: Views) -> None:
    files = {
        "seeds/text.txt": "Sirte and Sirte again.\n\nOf Sirte, no more.\n",
        "content/articles/text.md": "---\ntitle: A text\nsource: text.txt\nauthor: A. Writer\n"
        "publisher: The Press\ndate: 2016-03\n---\n",
        "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\nsummary: A *port*. [@p1]\n---\n",
        "content/places/other.md": "---\ntitle: Other\nkind: area\n---\n",
        "content/site.yml": "title: Ports\ntagline: Where ships lie.\n",
    }
    told = {path.split("/")[-2]: v.description for path, v in views(files).items() if "/" in path}
    assert told["sirte"] == "A port. City. Named 3 times in 2 passages. Where ships lie."
    assert told["other"].startswith("Other. Area. Where ships lie. A page of the briefing “Ports”.")
    assert told["text"].startswith("A text. A. Writer, The Press, March 2016. Where ships lie.")


# --- may it be listed? --------------------------------------------------------------------------

ORIGINAL = "https://press.example/text"
SITE = "title: Test briefing\nbase_url: https://example.org/\n"


def article(*lines: str) -> dict[str, str]:
    head = ["title: The text", "source: text.txt", "author: A. Writer", *lines]
    return {"content/articles/text.md": "\n".join(["---", *head, "---", ""])}


def site(index: str = "") -> dict[str, str]:
    return {"content/site.yml": SITE + (f"index: {index}\n" if index else "")}


def told(views: Views, files: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return of two pages what engines are told: may it be listed, and under what address."""
    pages = views(files)
    found = {"article": pages["articles/text/index.html"], "own": pages["actors/index.html"]}
    assert pages["404.html"].robots == NOINDEX
    return {name: (view.robots, view.canonical) for name, view in found.items()}


COPY = article("publisher: The Press", f"url: {ORIGINAL}")
HERE, OWN = "https://example.org/articles/text/", "https://example.org/actors/"


@pytest.mark.parametrize(
    ("index", "files", "of_the_article", "of_the_rest"),
    [
        ("", COPY, (NOINDEX, HERE), (INDEX, OWN)),
        ("", article("publisher: The Press"), (NOINDEX, HERE), (INDEX, OWN)),
        ("", article(f"url: {ORIGINAL}"), (NOINDEX, HERE), (INDEX, OWN)),
        ("", article(), (INDEX, HERE), (INDEX, OWN)),
        ("noindex", COPY, (NOINDEX, HERE), (INDEX, OWN)),
        ("noindex", article(), (NOINDEX, HERE), (INDEX, OWN)),
        ("index", COPY, (INDEX, HERE), (INDEX, OWN)),
        ("canonical-original", COPY, (INDEX, ORIGINAL), (INDEX, OWN)),
        ("canonical-original", article(), (INDEX, HERE), (INDEX, OWN)),
    ],
)
def test_the_setting_says_what_engines_may_list(
    views: Views,
    index: str,
    files: dict[str, str],
    of_the_article: tuple[str, str],
    of_the_rest: tuple[str, str],
) -> None:
    assert told(views, site(index) | files) == {"article": of_the_article, "own": of_the_rest}


def test_gists_are_the_editors_own_words(views: Views) -> None:
    files = article("publisher: P", f"url: {ORIGINAL}", "publish: excerpt", "gists: {p1: A, p2: B}")
    assert told(views, site() | files)["article"] == (INDEX, HERE)
    assert told(views, site("canonical-original") | files)["article"] == (INDEX, HERE)
    assert told(views, site("noindex") | files)["article"] == (INDEX, HERE)


@pytest.mark.parametrize(
    ("index", "files", "found"),
    [
        ("", COPY, ["1:1 republished"]),
        ("", article("publisher: P"), ["1:1 republished"]),
        ("", article(), []),
        ("", article(f"url: {ORIGINAL}", "publish: excerpt", "gists: {p1: A, p2: B}"), []),
        ("noindex", COPY, []),
        ("index", COPY, []),
        ("canonical-original", COPY, []),
        ("canonical-original", article("publisher: P"), ["3:1 missing-field"]),
        ("canonical-original", article(), []),
        ("maybe", COPY, ["3:8 bad-value"]),
    ],
)
def test_what_is_assumed_is_said(
    built: Built, index: str, files: dict[str, str], found: list[str]
) -> None:
    report, _ = built(site(index) | files)
    about = [p for p in report.problems if p.position.path == "content/site.yml"]
    assert [f"{p.position.line}:{p.position.column} {p.code}" for p in about] == found
    for problem in about:
        weight = "note" if problem.code == "republished" else "error"
        assert problem.severity == weight
        if problem.code != "bad-value":
            assert "articles/text" in problem.message


def test_the_original_s_page_is_the_only_one_that_is_not_in_the_sitemap(built: Built) -> None:
    _, made = built(site("canonical-original") | COPY)
    pages = {path.relative_to(made).as_posix() for path in made.rglob("*.html")}
    listed = re.findall(
        r"<loc>https://example.org/([^<]*)</loc>", (made / "sitemap.xml").read_text()
    )
    assert {f"{address}index.html" for address in listed} == pages - {
        "articles/text/index.html",
        "404.html",
    }


# --- the head itself ------------------------------------------------------------------------------


def head(path: Path) -> dict[str, str]:
    """Return what the head of a page says, by name."""
    root = html5lib.parse(
        path.read_bytes(), transport_encoding="utf-8", namespaceHTMLElements=False
    )
    found = {}
    for element in root.find("head"):
        name = element.get("name") or element.get("property")
        if element.tag == "meta" and name and not name.startswith("citation_"):
            assert name not in found, name
            found[name] = element.get("content")
        elif element.tag == "link" and element.get("rel") not in ("preload", "stylesheet"):
            found[f"{element.get('rel')} {element.get('type', '')}".strip()] = element.get("href")
    return found


def test_a_head_says_all_there_is(built: Built) -> None:
    person = "---\ntitle: A & <b>B</b> “C”\nkind: person\nsummary: Who it is.\n---\n"
    _, made = built(site("index") | {"content/actors/it.md": person})
    found = head(made / "actors/it/index.html")
    text = "Who it is. Person. A page of the briefing “Test briefing”."
    icons = {name: found.pop(name) for name in ("icon image/svg+xml", "apple-touch-icon")}
    assert {name: re.sub(r"\.\w{10}\.", ".", href) for name, href in icons.items()} == {
        "icon image/svg+xml": "../../assets/icon.svg",
        "apple-touch-icon": "../../assets/touch.png",
    }
    picture = found.pop("og:image")
    assert re.fullmatch(r"https://example\.org/assets/actors-it\.\w{10}\.png", picture)
    assert (made / picture.removeprefix("https://example.org/")).is_file()
    assert found == {
        "viewport": "width=device-width, initial-scale=1",
        "color-scheme": "light dark",
        "referrer": "strict-origin-when-cross-origin",
        "description": text,
        "robots": "index, follow, max-image-preview:large",
        "canonical": "https://example.org/actors/it/",
        "og:url": "https://example.org/actors/it/",
        "og:type": "profile",
        "og:title": "A & <b>B</b> “C”",
        "og:description": text,
        "og:site_name": "Test briefing",
        "og:locale": "en_US",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Actor · Person · A & <b>B</b> “C” · Test briefing",
        "twitter:card": "summary_large_image",
        "manifest": "../../manifest.webmanifest",
        "alternate application/atom+xml": "../../feed.xml",
        "alternate application/feed+json": "../../feed.json",
    }


def test_without_an_address_nothing_names_one(built: Built) -> None:
    _, made = built({"content/site.yml": "title: Test\n"})
    for page in made.rglob("*.html"):
        found = head(page)
        assert not found.keys() & {"canonical", "og:url", "og:image"}
        assert not [said for said in found.values() if "://" in said]


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("articles/text", "article"),
        ("actors/person", "profile"),
        ("actors/group", "website"),
        ("places", "website"),
    ],
)
def test_what_the_open_graph_calls_a_page(views: Views, path: str, type: str) -> None:
    files = {f"content/actors/{k}.md": f"---\ntitle: The {k}\nkind: {k}\n---\n" for k in
             ("person", "group")}  # fmt: skip
    assert views(files)[f"{path}/index.html"].graph_type == type


@pytest.mark.parametrize(
    ("tag", "words", "found"),
    [
        ("en", "en", "en_US"),
        ("en-GB", "en", "en_GB"),
        ("zh-Hant-TW", "en", "zh_TW"),
        ("es-419", "es", "es_419"),
        ("fr", "en", "fr"),
    ],
)
def test_the_locale_names_the_region_if_it_is_known(tag: str, words: str, found: str) -> None:
    assert locale(tag, Language(words, {"head.region": "US"})) == found


# --- the manifest ---------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["", "base_url: https://example.org/a/b\n"])
def test_the_manifest_holds_wherever_the_site_stands(built: Built, base: str) -> None:
    title = "The name of a briefing, which is not short"
    _, made = built({"content/site.yml": f"title: {title}\nlanguage: he\n{base}"})
    data = json.loads((made / "manifest.webmanifest").read_text())
    assert {name: value for name, value in data.items() if name != "icons"} == {
        "name": title,
        "short_name": "The name of a briefing…",
        "lang": "he",
        "dir": "rtl",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "theme_color": "#fdfcf9",
        "background_color": "#fdfcf9",
    }
    for icon in data["icons"]:
        assert (made / icon["src"]).is_file()
        if icon["type"] == "image/png":
            size = (made / icon["src"]).read_bytes()[16:24]
            assert icon["sizes"] == "x".join(
                str(int.from_bytes(side, "big")) for side in (size[:4], size[4:])
            )
    assert [icon["sizes"] for icon in data["icons"]] == ["any", "192x192", "512x512"]
