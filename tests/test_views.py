"""What the pages show: every page is a frozen view, all of it computed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from conftest import SITE, Shelved, Views
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import asdict, astuple

from briefing.render import urls
from briefing.render.assets import Assets
from briefing.render.parts import Reliances
from briefing.render.sheets import sheets
from briefing.render.site import Frame
from briefing.render.views import (
    ArticleView,
    EntityView,
    FreeView,
    GlossaryView,
    HomeView,
    IndexView,
    RedirectView,
    SearchView,
    TimelineView,
    View,
)

FILES: dict[str, str | bytes] = {
    "content/site.yml": SITE + "repository: https://example.org/repo/\nbranch: 'fix/#12'\n",
    "content/articles/text.md": """---
title: The text
source: text.txt
author: [Ann Other, Bo]
publisher: The Press
date: 2016-03
summary: "What it says. [@p1]"
key_points: ["A point [@book], and more. [@p2]"]
sections: [{at: p2, title: After}, {at: p3, title: At last}]
gists: {p1: "A gist. [@map]"}
---
""",
    "seeds/text.txt": """Sirte fell, says Bo. Then Sirte rose. The Fund paid.

Bo left Sirte. Nobody else did; Ann Other stayed.

Zuwara stood.
""",
    "content/actors/bo.md": """---
title: Bo
kind: person
summary: "He left. [@p2] [@map]"
relations: ["friend of [[ann]] (2014/..) [@p1] [@book]", "born in [[sirte]] [@p2]"]
---
Of [[sirte]] and Zuwara. [@book]
""",
    "content/actors/ann.md": "---\ntitle: Ann Other\nkind: other\n---\n",
    "content/actors/fund.md": """---
title: International Fund
kind: media
aliases: ["I’F", Fonds]
weak_aliases: [the Fund, "I'F", fonds]
---
""",
    "content/places/sirte.md": """---
title: Sirte
kind: city
part_of: libya
coordinates: [31.2, -16.6]
redirect_from: [/old/, was/gone.html]
---
""",
    "content/places/libya.md": "---\ntitle: Libya\nkind: country\npart_of: africa\n---\n",
    "content/places/africa.md": "---\ntitle: Africa\nkind: region\n---\n",
    "content/places/zuwara.md": "---\ntitle: Zuwara\nkind: city\npart_of: libya\n---\n",
    "content/glossary/fall.md": """---
title: fall
summary: "To go down. [@book]"
match: [fell]
see_also: [actors/bo]
redirect_from: [/falling/]
---
See [[actors/bo]].
""",
    "content/glossary/emir.md": "---\ntitle: Émir\nsummary: A title.\n---\n",
    "content/events/b-fall.md": """---
title: The fall
date: 2016-03
summary: "It fell. [@map]"
actors: [bo]
places: [sirte]
---
""",
    "content/events/a-late.md": "---\ntitle: Late\ndate: 2017\nactors: [bo]\n---\n",
    "content/events/c-open.md": "---\ntitle: Open\ndate: ../2015\n---\n",
    "content/pages/about.md": "---\ntitle: About\nnav: true\n---\nOf [[bo]] and [[sirte]].\n",
    "content/references.yml": """book: {title: A Book, author: A. Writer}
map: {title: A Map, url: "https://example.org/map"}
""",
}


@pytest.fixture
def pages(views: Views) -> dict[str, View]:
    return views(FILES)


def entity(pages: dict[str, View], page: str) -> EntityView:
    found = pages[f"{page}/index.html"]
    assert isinstance(found, EntityView)
    return found


def test_every_page_is_named_once(pages: dict[str, View], shelved: Shelved) -> None:
    assert list(pages) == [
        "index.html",
        "articles/text/index.html",
        "actors/index.html",
        "actors/ann/index.html",
        "actors/bo/index.html",
        "actors/fund/index.html",
        "places/index.html",
        "places/africa/index.html",
        "places/libya/index.html",
        "places/sirte/index.html",
        "places/zuwara/index.html",
        "glossary/index.html",
        "timeline/index.html",
        "evidence/index.html",
        "evidence/passages/index.html",
        "search/index.html",
        "about/index.html",
        "404.html",
        "falling/index.html",
        "old/index.html",
        "was/gone.html",
    ]
    assert sum(sheet.indexed for sheet in sheets(shelved(FILES))) == 11


def test_what_editors_wrote_leads_to_its_own_file(pages: dict[str, View]) -> None:
    start = "https://example.org/repo/edit/fix/%2312/content/"
    own = {path: view.edit.removeprefix(start) for path, view in pages.items() if view.edit}
    assert own["index.html"] == "site.yml"
    assert own["articles/text/index.html"] == "articles/text.md"
    assert own["about/index.html"] == "pages/about.md"
    glossary, timeline = pages["glossary/index.html"], pages["timeline/index.html"]
    assert isinstance(glossary, GlossaryView) and isinstance(timeline, TimelineView)
    terms = [entry for letter in glossary.letters for entry in letter.entries]
    assert terms and [t.edit for t in terms] == [f"{start}{t.id}.md" for t in terms]
    events = [event for year in timeline.years for event in year.events]
    assert events and [e.edit for e in events] == [f"{start}events/{e.id}.md" for e in events]
    made = {"glossary", "timeline", "search", "evidence", "actors", "places"}
    assert not made & {path.removesuffix("/index.html") for path in own}


def test_without_a_repository_nothing_leads_to_a_file(views: Views) -> None:
    pages = views(FILES | {"content/site.yml": SITE})
    assert not [path for path, view in pages.items() if view.edit]
    glossary = pages["glossary/index.html"]
    assert isinstance(glossary, GlossaryView)
    assert not [e for letter in glossary.letters for e in letter.entries if e.edit]


def test_the_head_of_a_page(pages: dict[str, View]) -> None:
    bo = entity(pages, "actors/bo")
    assert bo.head_title == "Bo · Test briefing"
    named = "Named 2 times in 2 passages."
    assert bo.description == f"He left. Person. {named} A page of the briefing “Test briefing”."
    assert bo.label == "Actor"
    assert bo.canonical == "https://example.org/actors/bo/"
    assert bo.edit == "https://example.org/repo/edit/fix/%2312/content/actors/bo.md"
    assert pages["index.html"].head_title == "Test briefing"
    assert pages["index.html"].canonical == "https://example.org/"
    assert pages["404.html"].canonical == "" and pages["404.html"].robots == "noindex"


def test_crumbs_lead_from_the_index_down_to_the_page(pages: dict[str, View]) -> None:
    crumbs = entity(pages, "places/sirte").crumbs
    assert [(c.label, c.href) for c in crumbs] == [
        ("Places", "../"),
        ("Africa", "../africa/"),
        ("Libya", "../libya/"),
    ]


def test_key_facts(pages: dict[str, View]) -> None:
    sirte = {fact.label: fact.html for fact in entity(pages, "places/sirte").entry.facts}
    assert list(sirte) == ["Kind", "Part of", "Coordinates"]
    assert sirte["Part of"].striptags() == "Libya, Africa"
    assert 'data-entity="places/libya" href="../libya/"' in sirte["Part of"]
    assert sirte["Coordinates"] == "31.2° N, 16.6° W"
    libya = {fact.label: fact.html for fact in entity(pages, "places/libya").entry.facts}
    assert libya["Places within"].striptags() == "Sirte, Zuwara"
    assert entity(pages, "actors/ann").entry.facts == ()


def test_names_are_shown_once_strong_ones_first(pages: dict[str, View]) -> None:
    (names, kind) = entity(pages, "actors/fund").entry.facts
    assert names.html == "I’F, Fonds, the Fund"
    assert kind.html == "News outlet"
    assert entity(pages, "actors/fund").entry.search_aliases == "I’F, Fonds, the Fund, IF"


def test_a_relation_shows_on_both_pages(pages: dict[str, View]) -> None:
    out = entity(pages, "actors/bo").entry.relations[0]
    assert (out.label, out.other.title, out.outgoing) == ("friend of", "Ann Other", True)
    assert out.when is not None and out.when.text == "from 2014"
    (back,) = entity(pages, "actors/ann").entry.relations
    assert (back.label, back.other.title, back.outgoing) == ("friend of", "Bo", False)
    assert back.other.href == "../bo/"
    # Beside each other, not glued; numbered by the page that shows them.
    assert back.cites.striptags() == "¶1 [1]"
    assert out.cites.striptags() == "¶1 [2]"


def test_the_sentences_that_name_an_entity_by_section(pages: dict[str, View]) -> None:
    entry = entity(pages, "places/sirte").entry
    assert [(part.title, part.article, part.href) for part in entry.named] == [
        ("", "", "../../articles/text/#p1"),
        ("After", "", "../../articles/text/#after-p2"),
    ]
    sentences = [s for part in entry.named for s in part.sentences]
    assert [(s.number, s.html, s.href, s.quoted) for s in sentences] == [
        (1, "<mark>Sirte</mark> fell, says Bo.", "../../articles/text/#p1-1", True),
        (1, "Then <mark>Sirte</mark> rose.", "../../articles/text/#p1-4", True),
        (2, "Bo left <mark>Sirte</mark>.", "../../articles/text/#p2-2", True),
    ]
    assert (entry.count, entry.passages, entry.of) == (3, 2, 3)


def test_the_very_spots_exist(pages: dict[str, View]) -> None:
    article = pages["articles/text/index.html"]
    assert isinstance(article, ArticleView)
    html = "".join(p.html for section in article.sections for p in section.passages)
    spots = set(re.findall(r'id="(p\d+-\d+)"', html))
    for page in pages.values():
        if isinstance(page, EntityView):
            hrefs = {s.href for part in page.entry.named for s in part.sentences}
            assert {href.partition("#")[2] for href in hrefs} <= spots


def test_a_weak_alias_is_no_mention(pages: dict[str, View]) -> None:
    entry = entity(pages, "actors/fund").entry
    assert (entry.named, entry.count) == ((), 0)


def test_the_article_passage_by_passage(pages: dict[str, View]) -> None:
    article = pages["articles/text/index.html"]
    assert isinstance(article, ArticleView)
    assert [(a.label, a.href) for a in article.authors] == [
        ("Ann Other", "../../actors/ann/"),
        ("Bo", "../../actors/bo/"),
    ]
    assert article.publisher is not None and article.publisher.href == ""
    assert [section.title for section in article.sections] == ["", "After", "At last"]
    first, second, _ = article.sections
    assert [p.data for p in first.passages] == ["text#p1"]
    assert [[n.title for n in names] for names in (first.actors, first.places)] == [
        ["Bo"],
        ["Sirte"],
    ]
    assert second.passages[0].relied_on == Reliances(("Bo",), "../../evidence/passages/#text:p2")
    assert first.passages[0].gist.striptags() == "A gist. [2]"
    assert article.minutes == 1


def test_references_are_numbered_as_cited_and_their_anchors_are_there(
    pages: dict[str, View],
) -> None:
    for page in pages.values():
        for html, references in _with_references(page):
            ids = {reference.id: reference.number for reference in references}
            cited = re.findall(r'class="cite" href="#([^"]+)"[^>]*>\[([^]]+)\]', html)
            assert {(id, str(number)) for id, number in ids.items()} == set(cited)
            assert list(ids.values()) == list(range(1, len(ids) + 1))
    assert not any("[?]" in html for page in pages.values() for html in _markup(page))


def _with_references(page: View) -> list[tuple[str, tuple[Any, ...]]]:
    if isinstance(page, GlossaryView):
        return [("".join(_markup(e)), e.references) for g in page.letters for e in g.entries]
    if isinstance(page, ArticleView | FreeView | TimelineView):
        return [("".join(_markup(page)), page.references)]
    if isinstance(page, EntityView):
        return [("".join(_markup(page)), page.entry.references)]
    return []


def _markup(value: object) -> list[str]:
    """Return every piece of finished markup of a view."""
    if isinstance(value, Markup):
        return [str(value)]
    if isinstance(value, tuple):
        return [html for item in value for html in _markup(item)]
    if isinstance(value, Struct):
        return [html for part in astuple(value) for html in _markup(part)]
    return []


def test_references_cited_elsewhere_lead_to_the_page_that_lists_them(
    pages: dict[str, View],
) -> None:
    home = pages["index.html"]
    assert isinstance(home, HomeView)
    assert 'href="articles/text/#ref:book"' in home.articles[0].key_points[0]
    assert 'href="timeline/#ref:map"' in "".join(_markup(home.years))
    (event, _) = entity(pages, "actors/bo").entry.events
    assert 'href="../../timeline/#ref:map"' in event.summary


def test_home_names_the_actors_as_they_first_appear(pages: dict[str, View]) -> None:
    home = pages["index.html"]
    assert isinstance(home, HomeView)
    assert [row.link.title for row in home.who] == ["Bo", "Ann Other", "International Fund"]
    assert [(row.type, row.count) for row in home.who] == [
        ("Person", 2),
        ("", 1),
        ("News outlet", 0),
    ]
    assert [row.link.title for row in home.where] == ["Sirte", "Zuwara", "Africa", "Libya"]
    assert [(link.label, link.href) for link in home.counts] == [
        ("3 actors", "actors/"),
        ("4 places", "places/"),
        ("2 terms", "glossary/"),
        ("3 events", "timeline/"),
    ]


def test_home_shows_twelve_of_a_kind_and_leads_to_all_of_them(views: Views) -> None:
    names = [f"Man {number:02}" for number in range(13)]
    files = {
        "content/site.yml": "title: T\n",
        "seeds/text.txt": "Head\n\n" + "".join(f"{name} came. " for name in reversed(names)),
        "content/articles/text.md": "---\ntitle: Head\nsource: text.txt\nauthor: A\n---\n",
    }
    for at, name in enumerate(names):
        files[f"content/actors/a{at}.md"] = f"---\ntitle: {name}\nkind: person\n---\n"
        place = f"---\ntitle: Town {at}\nkind: city\n---\n"
        files |= {f"content/places/p{at}.md": place} if at else {}
        event = f"---\ntitle: Day {at}\ndate: {2000 + at // 5}\nsummary: It was.\n---\n"
        files[f"content/events/e{at}.md"] = event
    home = views(files)["index.html"]
    assert isinstance(home, HomeView)
    assert [row.link.title for row in home.who] == names[:0:-1]
    assert len(home.where) == 12
    assert [len(year.events) for year in home.years] == [5, 5, 2]
    assert [(kind, link.label, link.href) for kind, link in home.more.items()] == [
        ("actors", "13 actors", "actors/"),
        ("timeline", "13 events", "timeline/"),
    ]


def test_names_stand_in_the_margin_where_the_first_passage_is_as_tall(views: Views) -> None:
    long, short = "word " * 200, "word " * 8
    site = {
        "content/site.yml": "title: T\n",
        "seeds/text.txt": f"Man {long}\n\nMan {short}\n\nMan {long}",
        "content/articles/text.md": "---\ntitle: T\nsource: text.txt\nauthor: A\n"
        "sections: [{at: p2, title: Two}, {at: p3, title: Three}]\n"
        f"gists: {{p1: It is., p2: It is., p3: '{long * 3}'}}\n---\n",
        "content/actors/man.md": "---\ntitle: Man\nkind: person\n---\n",
    }
    article = views(site)["articles/text/index.html"]
    assert isinstance(article, ArticleView)
    assert [section.roomy for section in article.sections] == [True, False, False]


def test_an_index_is_grouped_by_kind_and_sorted_by_name(pages: dict[str, View]) -> None:
    index = pages["places/index.html"]
    assert isinstance(index, IndexView)
    assert [(g.id, [row.link.title for row in g.entries]) for g in index.groups] == [
        ("city", ["Sirte", "Zuwara"]),
        ("region", ["Africa"]),
        ("country", ["Libya"]),
    ]


def test_the_glossary_by_letter(pages: dict[str, View]) -> None:
    glossary = pages["glossary/index.html"]
    assert isinstance(glossary, GlossaryView)
    assert [(g.id, [e.slug for e in g.entries]) for g in glossary.letters] == [
        ("letter:E", ["emir"]),
        ("letter:F", ["fall"]),
    ]
    (fall,) = glossary.letters[1].entries
    assert fall.references[0].id == "fall:ref:book"
    assert [link.href for link in fall.see_also] == ["../actors/bo/"]


def test_the_timeline_by_year(pages: dict[str, View]) -> None:
    timeline = pages["timeline/index.html"]
    assert isinstance(timeline, TimelineView)
    assert [(y.id, y.title, [e.id for e in y.events]) for y in timeline.years] == [
        ("year:", "Earlier", ["c-open"]),
        ("year:2016", "2016", ["b-fall"]),
        ("year:2017", "2017", ["a-late"]),
    ]
    event = timeline.years[1].events[0]
    assert [link.href for link in event.actors + event.places] == [
        "../actors/bo/",
        "../places/sirte/",
    ]


def test_the_register_lists_every_name_under_its_letter(views: Views) -> None:
    odd = {f"content/pages/x{n}.md": f"---\ntitle: '{t}'\n---\n" for n, t in enumerate("٣—3½")}
    register = views({**FILES, **odd})["search/index.html"]
    assert isinstance(register, SearchView)
    ids = [group.id for group in register.letters]
    assert len(ids) == len(set(ids)), "a letter stands once, however its titles are sorted"
    lines = {item.name: item for group in register.letters for item in group.items}
    assert (lines["Fonds"].alias_of, lines["Fonds"].href) == (
        "International Fund",
        "../actors/fund/",
    )
    assert (lines["Sirte"].label, lines["Sirte"].alias_of) == ("City", "")
    assert {"The text", "Late", "About", "fall"} <= lines.keys()


def test_backlinks_name_pages_other_than_articles(pages: dict[str, View]) -> None:
    sirte = entity(pages, "places/sirte").entry
    assert [one.page.label for one in sirte.said] == ["Bo"]
    assert [link.label for link in sirte.backlinks] == ["About"]
    assert [event.id for event in sirte.events] == ["b-fall"]


def test_a_redirect_leads_to_the_new_address(pages: dict[str, View]) -> None:
    names = ("old/index.html", "was/gone.html", "falling/index.html")
    old, gone, term = (pages[name] for name in names)
    assert isinstance(old, RedirectView) and isinstance(gone, RedirectView)
    assert isinstance(term, RedirectView)
    assert (old.href, gone.href, term.href) == (
        "../places/sirte/",
        "../places/sirte/",
        "../glossary/#fall",
    )
    assert old.canonical == gone.canonical == "https://example.org/places/sirte/"
    assert term.canonical == "https://example.org/glossary/", "a spot has no address of its own"
    assert old.robots == "noindex"


def test_every_href_of_every_view_leads_to_a_page(pages: dict[str, View]) -> None:
    files = [*pages, *(f"cite/text.{form}" for form in ("bib", "ris", "json"))]
    there = {f"http://site/{path}".removesuffix("index.html") for path in files}
    for page in pages.values():
        here = f"http://site/{page.output}".removesuffix("index.html")
        for href in _hrefs(page):
            if not href.startswith("https:"):
                assert urljoin(here, href).partition("#")[0] in there, (page.output, href)


def _hrefs(value: object) -> list[str]:
    if isinstance(value, Markup):
        return re.findall(r'href="([^"]+)"', value)
    if isinstance(value, tuple):
        return [href for item in value for href in _hrefs(item)]
    if isinstance(value, Struct):
        held = asdict(value)
        own = [held.pop("href", "")]
        return list(filter(None, own)) + [href for part in held.values() for href in _hrefs(part)]
    return []


# --- several articles, excerpts ------------------------------------------------------------------

TWO = {
    **FILES,
    "content/site.yml": SITE,
    "content/actors/bo.md": "---\ntitle: Bo\nkind: person\n---\n",
    "content/articles/more.md": """---
title: More
source: more.txt
author: Bo
publish: excerpt
gists: {p1: "He is named. [@map]"}
---
""",
    "seeds/more.txt": "Bo came. Then Bo went.\n\nBo slept, and nobody knew.\n",
}


@pytest.fixture
def two(views: Views) -> dict[str, View]:
    files = {k: v for k, v in TWO.items() if "events" not in k and "glossary" not in k}
    return views({**files, "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\n---\n"})


def test_with_several_articles_each_list_says_whose_it_is(two: dict[str, View]) -> None:
    named = entity(two, "actors/bo").entry.named
    assert [(part.article, part.title) for part in named] == [
        ("A · More", ""),
        ("B · The text", ""),
        ("B · The text", "After"),
    ]


def test_with_several_articles_a_mark_says_which_where_it_leads_to_another(
    two: dict[str, View],
) -> None:
    related = entity(two, "actors/bo").entry.related
    assert [(link.label, link.spoken) for link in related[0].passages[-1:]] == [
        ("B ¶2", "B ¶2 (The text)")
    ]
    article = two["articles/text/index.html"]
    assert isinstance(article, ArticleView)
    assert article.volume == "B"


def test_an_excerpt_shows_the_gist_once_and_no_sentence(two: dict[str, View]) -> None:
    excerpt = entity(two, "actors/bo").entry.named[0]
    assert [(s.number, s.href, s.quoted) for s in excerpt.sentences] == [
        (1, "../../articles/more/#p1", False),
        (2, "../../articles/more/#p2", False),
    ]
    assert excerpt.sentences[0].html.striptags() == "He is named. [1]"
    assert 'href="../../articles/more/#ref:map"' in excerpt.sentences[0].html


def test_a_name_in_a_gist_is_a_link_on_the_article_s_page_alone(views: Views) -> None:
    article = str(TWO["content/articles/more.md"]).replace("He is named", "Bo is named")
    files = {k: v for k, v in TWO.items() if "events" not in k and "glossary" not in k}
    files |= {"content/places/sirte.md": "---\ntitle: Sirte\nkind: city\n---\n"}
    found = views({**files, "content/articles/more.md": article})
    page = found["articles/more/index.html"]
    assert isinstance(page, ArticleView)
    assert 'data-entity="actors/bo"' in page.sections[0].passages[0].gist
    sentence = entity(found, "actors/bo").entry.named[0].sentences[0]
    assert sentence.html.startswith("Bo is named") and "data-entity" not in sentence.html


def test_no_view_of_an_excerpt_holds_its_text(two: dict[str, View]) -> None:
    article = two["articles/more/index.html"]
    assert isinstance(article, ArticleView) and article.excerpt
    assert [p.html for s in article.sections for p in s.passages] == ["", ""]
    whole = "".join(repr(page) for page in two.values())
    assert "Bo came" not in whole and "nobody knew" not in whole


# --- the frame ------------------------------------------------------------------------------------


def test_the_frame_is_relative_to_its_page_and_marks_its_section(shelved: Shelved) -> None:
    shelf = shelved(FILES)
    addresses = {
        "site.css": "assets/s.css",
        "site.js": "assets/s.js",
        "search.js": "assets/q.js",
    }
    frame = Frame(shelf, Assets({}, addresses), searchable=True)
    site = frame.around("actors/bo/index.html", "actors")
    assert (site.home, site.css, site.search) == ("../../", "../../assets/s.css", "../../search/")
    assert (site.script, site.search_script) == ("../../assets/s.js", "../../assets/q.js")
    assert [(link.label, link.href, link.current) for link in site.nav] == [
        ("Article", "../../articles/text/", False),
        ("Actors", "../", True),
        ("Places", "../../places/", False),
        ("Glossary", "../../glossary/", False),
        ("Timeline", "../../timeline/", False),
        ("About", "../../about/", False),
    ]
    assert [(link.label, link.href) for link in site.footer] == [("Evidence", "../../evidence/")]
    assert frame.around("404.html", "404").home == "/"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "about/",
        "actors/",
        "articles/text/",
        "places/sirte/",
        "evidence/passages/",
        "old/x.html",
    ],
)
def test_all_that_a_frame_leads_to_is_where_it_says(shelved: Shelved, address: str) -> None:
    shelf = shelved(FILES)
    addresses = {"site.css": "assets/s.css", "site.js": "assets/s.js", "search.js": "places/q.js"}
    frame = Frame(shelf, Assets({}, addresses), searchable=True)
    frame.around("places/bani-walid/index.html", "places")
    site = frame.around(urls.output(address), "")
    found = [site.home, site.css, site.script, site.search_script, site.search, site.feed]
    found += [link.href for link in (*site.nav, *site.footer)]
    wanted = ["", *addresses.values(), "search/", "feed.xml"]
    wanted += [urls.address(page) for page, _ in shelf.nav] + ["evidence/"]
    host = "https://example.org/"
    assert [urljoin(host + address, href) for href in found] == [host + one for one in wanted]


def test_pages_beside_each_other_share_their_frame(shelved: Shelved) -> None:
    addresses = {"site.css": "s", "site.js": "places/sirte/s.js", "search.js": "q"}
    frame = Frame(shelved(FILES), Assets({}, addresses), searchable=True)
    bo, al, sirte, wadi = (
        frame.around(f"{page}/index.html", page.partition("/")[0])
        for page in ("actors/bo", "actors/al", "places/sirte", "places/wadi")
    )
    assert bo is al
    assert wadi.script == "../sirte/s.js"
    assert sirte.script == "s.js"


def test_without_search_nothing_is_searchable(shelved: Shelved) -> None:
    addresses = {"site.css": "s", "site.js": "assets/s.js", "search.js": "q"}
    site = Frame(shelved({}), Assets({}, addresses), searchable=False).around("index.html", "home")
    assert (site.script, site.searchable) == ("assets/s.js", False)


def test_an_empty_briefing_has_its_pages(shelved: Shelved) -> None:
    shelf = shelved({"content/articles/text.md": "---\ntitle: T\ndraft: true\nsource: text.txt\n"
                     "author: A\n---\n"})  # fmt: skip
    outputs = [sheet.output for sheet in sheets(shelf)]
    assert outputs[0] == "index.html" and "glossary/index.html" in outputs
