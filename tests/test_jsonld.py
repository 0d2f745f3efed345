"""The pages as linked data say what the pages show, and every pointer leads to a page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest
from conftest import ENGLISH, ROOT, Linked
from smallsite import SMALL

from briefing.link.linking import link
from briefing.model import Briefing
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.render import urls
from briefing.render.jsonld import article_jsonld, as_script, entity_jsonld, glossary_jsonld
from briefing.render.sheets import sheets
from briefing.render.shelf import Shelf
from briefing.render.views import EntityView, GlossaryView, HomeView, View

HOST = "https://example.net/deep/"
BASE = "https://briefing.example/sub/"

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script> ]]> &amp; &lt;",
    "quotes \" ' and \\u003c and \\",
    "=1+1, {x}; two\u2028lines",
    "تنظيم \u200fالدولة\u200e 🕊️",
)


def based(files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    return {**files, "content/site.yml": f"{files['content/site.yml']!s}base_url: {BASE}\n"}


@pytest.fixture
def small(linked: Linked) -> Briefing:
    return linked(SMALL)[0]


@pytest.fixture
def small_with_base(linked: Linked) -> Briefing:
    return linked(based(SMALL))[0]


@pytest.fixture(scope="module")
def own() -> Briefing:
    return link(read_library(read_files(ROOT)))[0]


@pytest.fixture(params=["small", "small_with_base", "own"])
def briefing(request: pytest.FixtureRequest) -> Briefing:
    found: Briefing = request.getfixturevalue(request.param)
    return found


def pages(briefing: Briefing) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the data of every page that has any, with its address."""
    for article in briefing.articles:
        yield urls.address(article.id), article_jsonld(Shelf(briefing), article)
    for entity in briefing.entities.values():
        yield urls.address(entity.id).partition("#")[0], entity_jsonld(briefing, entity, ENGLISH)
    yield urls.address("glossary"), glossary_jsonld(briefing, ENGLISH)


def shelf(briefing: Briefing) -> Shelf:
    return Shelf(briefing, {path: f"assets/{path}" for path in briefing.files}, language=ENGLISH)


def views_of(briefing: Briefing) -> Iterator[View]:
    return (sheet.view() for sheet in sheets(shelf(briefing)))


def nodes(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from nodes(value)
    elif isinstance(data, list):
        for value in data:
            yield from nodes(value)


def headings(briefing: Briefing) -> dict[str, str]:
    """Return the heading that a reader sees at each address of the site."""
    found = {}
    for view in views_of(briefing):
        address = view.output.removesuffix("index.html")
        found[address] = view.title
        if isinstance(view, GlossaryView):
            entries = (entry for letter in view.letters for entry in letter.entries)
            found |= {f"{address}#{entry.slug}": entry.title for entry in entries}
    return found


# --- pointers -----------------------------------------------------------------------------------


def test_every_id_leads_to_a_page_under_its_heading(briefing: Briefing) -> None:
    root = briefing.settings.base_url or HOST
    shown = headings(briefing)
    seen = 0
    for here, data in pages(briefing):
        for node in nodes(data):
            if "@id" not in node:
                continue
            found = urljoin(root + here, node["@id"])
            assert found.startswith(root)
            assert found.removeprefix(root) in shown
            for said in {"name", "headline"} & node.keys():
                assert node[said] == shown[found.removeprefix(root)]
            seen += 1
    assert seen > 20


def test_ids_are_relative_unless_the_site_knows_its_address(
    small: Briefing, small_with_base: Briefing
) -> None:
    for _, data in pages(small):
        ids = [node["@id"] for node in nodes(data) if "@id" in node]
        assert not [found for found in ids if "//" in found or found.startswith("/")]
    for _, data in pages(small_with_base):
        ids = [node["@id"] for node in nodes(data) if "@id" in node]
        assert all(found.startswith(BASE) for found in ids)


def test_every_entity_s_own_node_is_the_page_s(briefing: Briefing) -> None:
    root = briefing.settings.base_url or HOST
    for entity in briefing.entities.values():
        thing, _ = entity_jsonld(briefing, entity, ENGLISH)["@graph"]
        address = urls.address(entity.id)
        assert urljoin(root + address, thing["@id"]) == root + address


# --- articles -----------------------------------------------------------------------------------

ARTICLE = """---
title: The text
source: text.txt
author: [Jane Doe, Bo]
publisher: The Press
date: {date}
updated: 2020-02-03
url: https://press.example/text
rights: "Theirs. [@p1]"
summary: "What it says. [@book]"
publish: {publish}
gists: {{p1: One., p2: Two., p3: Three.}}
---
"""
FILES: dict[str, str | bytes] = {
    "seeds/text.txt": "Jane Doe saw Sirte.\n\nIn Sirte was Bo.\n\nThe Press was there.\n",
    "content/articles/text.md": ARTICLE.format(date="2016-03-18", publish="full"),
    "content/actors/jane-doe.md": "---\ntitle: Jane Doe\nkind: person\n---\n",
    "content/actors/press.md": "---\ntitle: The Press\nkind: media\n---\n",
    "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\n---\n",
    "content/references.yml": "book: {title: A book, author: A. N., date: 1999?, "
    "url: https://book.example/}\n",
}


def article_of(linked: Linked, **changes: str) -> dict[str, Any]:
    text = ARTICLE.format(**{"date": "2016-03-18", "publish": "full", **changes})
    briefing, problems = linked({**FILES, "content/articles/text.md": text})
    assert not [problem for problem in problems if problem.severity == "error"]
    return article_jsonld(Shelf(briefing), briefing.articles[0])


def test_an_article_is_based_on_the_original(linked: Linked) -> None:
    base = "https://example.org/"
    jane = {"@type": "Person", "@id": f"{base}actors/jane-doe/", "name": "Jane Doe"}
    press = {
        "@type": "NewsMediaOrganization",
        "@id": f"{base}actors/press/",
        "name": "The Press",
    }
    assert article_of(linked) == {
        "@context": "https://schema.org",
        "@type": "AnalysisNewsArticle",
        "@id": f"{base}articles/text/",
        "headline": "The text",
        "inLanguage": "en",
        "author": [jane, "Bo"],
        "dateModified": "2020-02-03",
        "isPartOf": {"@type": "WebSite", "@id": base, "name": "Test briefing"},
        "isBasedOn": {
            "@type": "Article",
            "name": "The text",
            "author": [{"@id": jane["@id"]}, "Bo"],
            "publisher": press,
            "datePublished": "2016-03-18",
            "url": "https://press.example/text",
            "copyrightNotice": "Theirs.",
        },
        "about": [{"@id": f"{base}places/sirte/", "name": "Sirte"}],
        "mentions": [{"@id": jane["@id"]}, {"@id": press["@id"]}],
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "A book",
                "author": "A. N.",
                "url": "https://book.example/",
            }
        ],
    }


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2016", "2016"),
        ("2016-03", "2016-03"),
        *((doubtful, None) for doubtful in ("2016?", "2016~", "2015/2016", "201X", "2016-21")),
        *((doubtful, None) for doubtful in ("-0043", "0000", "2014/..", "2016-XX")),
    ],
)
def test_only_a_certain_date_is_said(linked: Linked, date: str, said: str | None) -> None:
    assert article_of(linked, date=f'"{date}"')["isBasedOn"].get("datePublished") == said


def test_a_page_that_shows_the_gists_alone_is_not_by_the_article_s_author(linked: Linked) -> None:
    data = article_of(linked, publish="excerpt")
    assert "author" not in data
    jane, bo = data["isBasedOn"]["author"]
    assert (jane["name"], bo) == ("Jane Doe", "Bo")


def test_an_article_s_data_weigh_little(own: Briefing) -> None:
    (article,) = own.articles
    data = article_jsonld(Shelf(own), article)
    assert len(gzip.compress(as_script(data).encode(), 9, mtime=0)) <= 800
    # Whom the data only point to, their own pages tell of.
    assert all(node.keys() == {"@id"} for node in data["mentions"])
    assert len({node["@id"] for node in nodes(data) if len(node) > 1 and "@id" in node}) == len(
        [node for node in nodes(data) if len(node) > 1 and "@id" in node]
    )


def test_a_bare_article_has_nothing_empty(linked: Linked) -> None:
    briefing = linked({})[0]
    data = article_jsonld(Shelf(briefing), briefing.articles[0])
    assert all(value for node in nodes(data) for value in node.values())
    assert data["isBasedOn"]["author"] == ["A. Writer"]
    assert "publisher" not in data["isBasedOn"]


# --- entities -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "kind", "type"),
    [
        ("actors", "person", "Person"),
        ("actors", "group", "Organization"),
        ("actors", "state", "GovernmentOrganization"),
        ("actors", "media", "NewsMediaOrganization"),
        ("actors", "other", "Thing"),
        ("places", "city", "City"),
        ("places", "country", "Country"),
        ("places", "region", "Place"),
        ("places", "area", "Place"),
        ("places", "other", "Place"),
    ],
)
def test_the_type_is_that_of_the_editors_kind(
    linked: Linked, folder: str, kind: str, type: str
) -> None:
    briefing = linked({f"content/{folder}/it.md": f"---\ntitle: It\nkind: {kind}\n---\n"})[0]
    thing, _ = entity_jsonld(briefing, briefing.entities[f"{folder}/it"], ENGLISH)["@graph"]
    assert thing["@type"] == type
    assert thing.keys() == {"@type", "@id", "name", "url"}


def test_a_place_says_where_it_is(small: Briefing) -> None:
    found = entity_jsonld(small, small.entities["places/tell-nahr"], ENGLISH)
    data = json.loads(as_script(found))
    valley = {"@type": "Place", "@id": "../the-valley/", "name": "The Valley"}
    assert data == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "City",
                "@id": "./",
                "name": "Tell Nahr",
                "url": "./",
                "alternateName": ["تل نهر"],
                "description": "A hill at a river.",
                "geo": {"@type": "GeoCoordinates", "latitude": -31.2, "longitude": 16.6},
                "containedInPlace": valley,
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Places", "item": {"@id": "../"}},
                    {
                        "@type": "ListItem",
                        "position": 2,
                        "name": "The Valley",
                        "item": {"@id": "../the-valley/"},
                    },
                    {
                        "@type": "ListItem",
                        "position": 3,
                        "name": "Tell Nahr",
                        "item": {"@id": "./"},
                    },
                ],
            },
        ],
    }


def test_names_that_are_not_names_outside_the_text_stay_out(small: Briefing) -> None:
    brothers = small.entities["actors/brothers-of-the-ford"]
    thing, _ = entity_jsonld(small, brothers, ENGLISH)["@graph"]
    assert brothers.naming.weak_aliases
    assert thing["alternateName"] == [alias.text for alias in brothers.naming.aliases]


def test_relations_are_not_made_into_facts(own: Briefing) -> None:
    known = {"@type", "@id", "name", "url", "alternateName", "description"}
    for entity in own.entities.values():
        if entity.kind == "actors":
            thing, _ = entity_jsonld(own, entity, ENGLISH)["@graph"]
            assert thing.keys() <= known


def test_the_breadcrumbs_are_those_of_the_page(briefing: Briefing) -> None:
    root = briefing.settings.base_url or HOST
    for view in views_of(briefing):
        if not isinstance(view, EntityView):
            continue
        here = view.output.removesuffix("index.html")
        entity = briefing.entities[view.entry.id]
        _, crumbs = entity_jsonld(briefing, entity, ENGLISH)["@graph"]
        *above, last = crumbs["itemListElement"]
        assert [(item["name"], urljoin(root + here, item["item"]["@id"])) for item in above] == [
            (crumb.label, urljoin(root + here, crumb.href)) for crumb in view.crumbs
        ]
        assert last["name"] == view.title


def test_the_glossary_holds_its_terms_in_the_order_of_the_page(briefing: Briefing) -> None:
    data = glossary_jsonld(briefing, ENGLISH)
    views = [view for view in views_of(briefing) if isinstance(view, GlossaryView)]
    shown = [entry.slug for letter in views[0].letters for entry in letter.entries]
    assert [term["termCode"] for term in data["hasDefinedTerm"]] == shown
    assert all(term["inDefinedTermSet"] == {"@id": data["@id"]} for term in data["hasDefinedTerm"])
    assert data["name"] == views[0].title
    for term in data["hasDefinedTerm"]:
        assert urldefrag(term["@id"]).fragment == term["termCode"]


def test_the_site_s_name_is_that_of_the_home_page(briefing: Briefing) -> None:
    (home,) = (view for view in views_of(briefing) if isinstance(view, HomeView))
    assert glossary_jsonld(briefing, ENGLISH)["isPartOf"]["name"] == home.title


def test_an_empty_glossary_has_no_terms(linked: Linked) -> None:
    assert "hasDefinedTerm" not in glossary_jsonld(linked({})[0], ENGLISH)


# --- in a page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_ends_the_script(text: str) -> None:
    written = as_script({"name": text, "list": [{text: text}]})
    assert not set("<>&\u2028") & set(written)
    page = f'<title>x</title><script type="application/ld+json">{written}</script><p>after'
    document = html5lib.parse(page, namespaceHTMLElements=False)
    (script,) = document.iter("script")
    assert json.loads(script.text or "") == {"name": text, "list": [{text: text}]}
    assert [element.text for element in document.iter("p")] == ["after"]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_name_holds_comes_back(linked: Linked, text: str) -> None:
    line = " ".join(text.split())
    quoted = json.dumps(text, ensure_ascii=False)
    place = f'---\ntitle: {quoted}\nkind: city\naliases: [{quoted[:-1]} too"]\n---\n'
    briefing = linked({"content/places/it.md": place})[0]
    data = entity_jsonld(briefing, briefing.entities["places/it"], ENGLISH)
    thing, _ = json.loads(as_script(data))["@graph"]
    assert thing["name"] == line
    assert thing["alternateName"] == [f"{line} too"]


def test_it_is_the_same_whatever_the_order_of_files(linked: Linked) -> None:
    def written(files: Mapping[str, str | bytes]) -> list[tuple[str, str]]:
        return [(here, as_script(data)) for here, data in pages(linked(files)[0])]

    assert written(dict(reversed(SMALL.items()))) == written(SMALL)


def test_an_excerpt_s_text_is_not_in_it(small: Briefing) -> None:
    together = " ".join(
        json.dumps(json.loads(as_script(data)), ensure_ascii=False) for _, data in pages(small)
    )
    for article in small.articles:
        for passage in article.passages if article.publish == "excerpt" else ():
            words = passage.text.split()
            runs = (" ".join(words[i : i + 8]) for i in range(max(len(words) - 7, 0)))
            assert not [run for run in runs if run in together]
