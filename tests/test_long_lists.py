"""Long lists are cut into pages: nothing is lost, nothing stands twice, all can be reached."""

from __future__ import annotations

import gzip
from collections import Counter, deque
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from conftest import ENGLISH, SITE, Built, Shelved
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sitecheck import Page, Site, entity_links, headings, links, parse_errors, titles, unique_ids

from briefing.diagnostics import Position
from briefing.fragments import Mention, PassageRef
from briefing.link.redirects import _FURTHER
from briefing.model import MentionLine, Sentence
from briefing.pipeline import TEMPLATES
from briefing.read.files import read_templates
from briefing.render import leaves
from briefing.render.leaves import Book, Leaf, filled, letter_folder, numbered
from briefing.render.pagers import pager
from briefing.render.sheets import Sheet, sheets
from briefing.render.shelf import Shelf
from briefing.render.site import render_site
from briefing.render.views import EntityView, FurtherView

LETTERS = "ABCDÉFGش三"


def _files() -> dict[str, str | bytes]:
    """A briefing of which every list is longer than the limits that the tests set."""
    files: dict[str, str | bytes] = {
        "content/site.yml": SITE,
        "content/references.yml": "book: {title: The Book}\n",
        "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\npart_of: libya\n---\n",
        "content/places/libya.md": "---\ntitle: Libya\nkind: country\n---\n",
        "content/glossary/rise.md": "---\ntitle: rise\nsummary: To go up.\n---\n",
    }
    for n in range(14):
        texts = (f"Sirte and Libya rise in {n}. Sirte saw {LETTERS[i]}name {i}." for i in range(6))
        files[f"seeds/t{n}.txt"] = "\n\n".join(texts) + "\n"
        head = f"title: Text {n}\nsource: t{n}.txt\nauthor: A. Writer\n"
        files[f"content/articles/t{n}.md"] = f"---\n{head}---\n"
    for n in range(18):
        title, other = f"{LETTERS[n % 9]}name {n}", (n + 1) % 18
        own = f'article: t{n % 14}\nsummary: "It saw Sirte. [@p{1 + n % 6}] [@book]"\n'
        body = f"See [[actors/x{other}]] and [[glossary/w{other}]]. It saw Sirte too. [@p1]\n"
        relation = f'relations: ["rival of [[actors/x{other}]] [@p2]"]\n'
        files[f"content/actors/x{n}.md"] = (
            f"---\ntitle: {title}\nkind: person\n{own}{relation}---\n{body}"
        )
        place = f"kind: city\npart_of: libya\ncoordinates: [{20 + n}, {10 + n}]\n"
        files[f"content/places/y{n}.md"] = f"---\ntitle: Y{title}\n{place}{own}---\n"
        files[f"content/glossary/w{n}.md"] = f"---\ntitle: W{title}\n{own}---\n{body}"
        dated = f"date: {1990 + n // 3}\nplaces: [sirte]\n"
        files[f"content/events/e{n}.md"] = f"---\ntitle: Event {n}\n{dated}{own}---\n"
    files["content/events/early.md"] = "---\ntitle: Early\ndate: ../1950\nplaces: [sirte]\n---\n"
    return files


LOW = {
    "ROWS": 5,
    "LINES": 9,
    "TERMS": 1500,
    "EVENTS": 4,
    "CLAIMS": 7,
    "TIES": 4,
    "SENTENCES": 6,
    "SENTENCES_OF_A_TERM": 3,
    "PORTION": 4,
    "WAYS_BACK": 5,
}


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in LOW.items():
        monkeypatch.setattr(leaves, name, most)


@pytest.fixture
def cut(low: None, built: Built) -> Site:
    report, folder = built(_files())
    assert not report.failed
    return Site(folder, "https://example.org/")


def reached(site: Site, start: str) -> set[str]:
    """Return the addresses of the list that begins at ``start`` to which its pages lead."""
    found, ahead = {start}, deque([start])
    while ahead:
        here = ahead.popleft()
        for link in site.pages[f"{here}index.html"].all("a"):
            to = urljoin(f"https://x/{here}", link.get("href", "")).removeprefix("https://x/")
            address = to.partition("#")[0]
            if address.startswith(start) and address not in found and _further(address):
                found.add(address)
                ahead.append(address)
    return found


def _further(address: str) -> bool:
    return bool(_FURTHER.fullmatch(address.strip("/")))


def ids(pages: list[Page], tag: str, name: str) -> list[str]:
    return [e.get(name, "") for page in pages for e in page.all(tag) if name in e.attrib]


# --- whole sites ----------------------------------------------------------------------------------


def test_a_cut_site_is_in_order(cut: Site) -> None:
    for check in (parse_errors, headings, unique_ids, titles, links, entity_links):
        assert list(check(cut)) == []


@pytest.mark.parametrize(
    ("start", "skipped"),
    [("actors/", "actors/x"), ("places/", "places/y"), ("glossary/", "glossary/w")],
)
def test_every_entry_of_an_index_stands_on_one_of_its_pages(
    cut: Site, start: str, skipped: str
) -> None:
    addresses = [at for at in sorted(reached(cut, start)) if "/named/" not in at]
    pages = [cut.pages[f"{at}index.html"] for at in addresses if "/ties/" not in at]
    assert len(pages) > 2
    if start == "glossary/":
        entries = ids(pages, "section", "data-entity-page")
    else:
        rows = (e for page in pages for e in page.all("p") if e.get("class") == "row-name")
        entries = [a.get("data-entity", "") for row in rows for a in row if a.tag == "a"]
    known = [e["id"] for e in cut.data["entities"] if e["id"].startswith(start)]
    assert sorted(entries) == sorted(known)
    assert skipped.rstrip("xyw") == start


def test_events_and_claims_stand_on_one_page_each(cut: Site) -> None:
    years = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, "timeline/"))]
    shown = [e.get("id") for p in years for e in p.all("h3") if e.get("class") == "event-title"]
    assert len(years) > 3
    assert sorted(filter(None, shown)) == sorted(
        event["id"].partition("/")[2] for event in cut.data["events"]
    )
    addresses = [a for a in sorted(reached(cut, "evidence/")) if "/passages" not in a]
    proof = [cut.pages[f"{at}index.html"] for at in addresses]
    claims = Counter(i for i in ids(proof, "li", "id") if i.count(":") == 2)
    assert len(claims) == len(cut.data["evidence"]) and set(claims.values()) == {1}
    assert all(len(ids([page], "li", "id")) <= 7 + 1 for page in proof)


def test_the_passages_and_the_names_and_the_relations_are_all_reached(cut: Site) -> None:
    relied = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, "evidence/passages/"))]
    cited = {c.replace("#", ":") for e in cut.data["evidence"] for c in e["cites"] if "#" in c}
    assert len(relied) > 2 and set(ids(relied, "section", "id")) == cited
    names = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, "search/"))]
    listed = [a for p in names for ul in p.all("section") for a in ul.iter("a")]
    documents = len(cut.data["entities"]) + len(cut.data["articles"]) + len(cut.data["events"])
    lines = [a for a in listed if not _further(urljoin("search/", a.get("href", "")))]
    assert len(names) > 3 and len(lines) >= documents
    ties = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, "actors/"))]
    starts = [e.get("start") for p in ties for e in p.all("ol") if e.get("start")]
    assert starts == ["5", "9", "13", "17"]


def test_an_entity_goes_on_with_all_its_lists(cut: Site) -> None:
    for place, sentences in (("sirte", 168), ("libya", 84)):
        pages = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, f"places/{place}/"))]
        spots = [e.get("href") for p in pages for e in p.all("a") if e.get("class") == "spot"]
        assert len(spots) == sentences
        own = [p for p in pages if "data-entity-page" in p.all("main")[0].attrib]
        assert [p.address for p in own] == [f"places/{place}/"]
        assert [p for p in pages if "data-pagefind-body" in p.all("main")[0].attrib] == own
    pages = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, "places/libya/"))]
    within = [a.get("data-entity") for p in pages for dd in p.all("dd") for a in dd.iter("a")]
    assert Counter(within) == Counter([f"places/y{n}" for n in range(18)] + ["places/sirte"])


def test_a_term_is_linked_where_it_stands_and_a_crowded_page_leads_nowhere_back(cut: Site) -> None:
    at = {e["id"]: e["url"] for e in cut.data["entities"]}
    moved = [url for id, url in at.items() if id.startswith("glossary/w") and "/letter/" in url]
    assert moved
    for url in moved:
        page, _, anchor = url.partition("#")
        assert anchor in cut.pages[f"{page}index.html"].ids
    sirte = cut.pages["places/sirte/index.html"]
    assert not [id for id in sirte.ids if id.startswith("from:")]


def test_each_page_is_in_the_sitemap_and_says_where_it_is_in_its_list(cut: Site) -> None:
    sitemap = cut.files["sitemap.xml"].decode()
    for path, page in cut.pages.items():
        if _further(page.address) and "/passages/" not in f"/{path}":
            assert f"<loc>https://example.org/{page.address}</loc>" in sitemap
    letters = cut.pages["actors/index.html"]
    bar = next(e for e in letters.all("nav") if e.get("class") == "jumps")
    assert [a.get("aria-current") for a in bar.iter("a")].count("page") == 1
    assert [e.get("rel") for e in letters.all("a") if e.get("rel") in ("next", "prev")] == [
        "next"
    ] * 2


def test_many_articles_have_a_page_and_one_entry_in_the_navigation(cut: Site) -> None:
    pages = [cut.pages[f"{at}index.html"] for at in sorted(reached(cut, "articles/"))]
    found = [a.get("href", "") for page in pages for h2 in page.all("h2") for a in h2.iter("a")]
    assert sorted(found) == sorted(set(found)) and len(found) == len(cut.data["articles"]) == 15
    assert len(pages) == 2
    bar = next(e for e in cut.pages["index.html"].all("nav") if e.get("class") == "masthead-nav")
    assert next(bar.iter("a")).get("href") == "articles/"


def test_an_old_address_cannot_be_one_of_a_further_page(codes: Any) -> None:
    old = ["actors/letter/s", "timeline/1204", "places/sirte/named/2", "evidence/passages"]
    page = f"---\ntitle: One\nkind: city\nredirect_from: [{', '.join(old)}]\n---\n"
    assert [line.rpartition(" ")[2] for line in codes({"content/places/one.md": page})] == [
        "duplicate-slug"
    ] * len(old)


# --- very long ones -------------------------------------------------------------------------------


def _named(shelf: Shelf, number: int) -> Shelf:
    """Return a shelf on whose only place so many sentences are said to be."""
    (passage,) = (p for p in shelf.briefing.passages if p.passage == "p1")
    text = "Nobody knows what Sirte was before it was what it is, and nobody asks."
    mentions = tuple(
        Mention("places/sirte", "Sirte", 18, 23, Position("seeds/text.txt", 1), number=n + 1)
        for n in range(number)
    )
    lines = tuple(
        MentionLine(Sentence(PassageRef(passage.article, passage.passage), 0, 70), text, (mention,))
        for mention in mentions
    )
    briefing = replace(
        shelf.briefing,
        mentions={**shelf.briefing.mentions, passage: mentions},
        concordance={"places/sirte": lines},
    )
    return replace(shelf, briefing=briefing)


def _sheets(shelf: Shelf, start: str) -> list[Sheet]:
    return [sheet for sheet in sheets(shelf) if sheet.output.startswith(start)]


def test_a_name_with_fifty_thousand_mentions_has_light_pages(shelved: Shelved) -> None:
    place = "---\ntitle: Sirte\nkind: city\n---\n"
    shelf = _named(shelved({"content/places/sirte.md": place}), 50_000)
    pages = _sheets(shelf, "places/sirte/")
    assert len(pages) == 50_000 // leaves.SENTENCES
    views = [page.view() for page in (*pages[:2], pages[600], pages[-1])]
    assert isinstance(views[0], EntityView) and isinstance(views[1], FurtherView)
    for view in views:
        assert isinstance(view, EntityView | FurtherView)
        shown = [one for part in view.entry.named for one in part.sentences]
        assert len(shown) == leaves.SENTENCES
        assert view.entry.pager and len(view.entry.pager.numbers) < 40
    templates = read_templates(TEMPLATES, Path())
    site = render_site(shelf.briefing, templates, {}, shelf.ledger)
    for page in (*pages[:2], pages[600], pages[-1]):
        assert len(gzip.compress(site.files[page.output])) < 8_000


def test_an_index_of_ten_thousand_entries_has_light_pages(shelved: Shelved) -> None:
    shelf = shelved({"content/places/sirte.md": "---\ntitle: Sirte\nkind: city\n---\n"})
    (one,) = shelf.of_kind("places")
    names = [f"{chr(97 + n % 26)}{n * 7919 % 9973:x} of the {n}th name" for n in range(10_000)]
    entities = {
        f"places/s{n}": replace(one, id=f"places/s{n}", title=name) for n, name in enumerate(names)
    }
    texts = dict.fromkeys(entities, ())
    briefing = replace(
        shelf.briefing, entities=entities, summaries={**shelf.briefing.summaries, **texts}
    )
    whole = replace(shelf, briefing=replace(briefing, bodies={**briefing.bodies, **texts}))
    pages = [s for s in _sheets(whole, "places/") if s.head["template"] == "index"]
    views = [page.view() for page in pages]
    listed = [e.link.id for v in views for g in v.groups for e in g.entries]  # type: ignore[attr-defined]
    assert sorted(listed) == sorted(entities) and len(set(listed)) == 10_000
    site = render_site(whole.briefing, read_templates(TEMPLATES, Path()), {}, whole.ledger)
    for page in pages[::20]:
        assert len(gzip.compress(site.files[page.output])) < 14_000


# --- cutting --------------------------------------------------------------------------------------

GROUPS = st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=30), max_size=12)


@given(GROUPS, st.integers(9, 40))
def test_what_is_cut_is_all_there_in_order_and_no_page_is_too_heavy(
    groups: list[list[int]], most: int
) -> None:
    named = list(enumerate(groups))
    pages = [page for _, page in filled(named, most, lambda weight: weight)]
    flat = [(key, item) for page in pages for key, items in page for item in items]
    assert flat == [(key, item) for key, items in named for item in items]
    assert all(sum(sum(items) for _, items in page) <= most for page in pages)
    parted = [key for key, times in Counter(k for p in pages for k, _ in p).items() if times > 1]
    assert all(sum(groups[key]) > most for key in parted)
    whole = [sum(sum(items) for _, items in page) for page in pages]
    assert all(one + other > most for one, other in pairwise(whole) if not parted)


@given(GROUPS, st.integers(9, 40))
def test_pages_have_addresses_of_their_own(groups: list[list[int]], most: int) -> None:
    book = numbered(list(enumerate(groups)), most, "list/", weigh=lambda weight: weight)
    found = [leaf.address for leaf in book.leaves]
    assert len(set(found)) == len(found) and found[0] == "list/"


def _steps(book: Book[str, int]) -> int:
    """Return how many links lead from the first page to the one that is farthest."""
    at = {leaf.address: n for n, leaf in enumerate(book.leaves)}
    far, ahead = {0: 0}, deque([0])
    while ahead:
        here = ahead.popleft()
        for place in _led(book, here, at):
            if place not in far:
                far[place] = far[here] + 1
                ahead.append(place)
    assert len(far) == len(book.leaves)
    return max(far.values())


def _led(book: Book[str, int], here: int, at: dict[str, int]) -> Iterator[int]:
    way = pager(book, here, ENGLISH)
    assert way
    around = (*way.sections, *way.numbers, *filter(None, (way.previous, way.next)))
    assert len(around) < 80
    for link in around:
        yield at[urljoin(f"https://x/{book.leaves[here].address}", link.href)[len("https://x/") :]]


def test_any_page_of_very_many_is_a_few_steps_away() -> None:
    assert _steps(numbered([("", range(3000))], 1, "list/")) <= 8
    sections: tuple[Leaf[str, int], ...] = tuple(
        Leaf(f"list/{n}/", (str(n), str(n)), 1, ()) for n in range(500)
    )
    assert _steps(Book(sections)) <= 6


def test_a_letter_has_an_address_that_any_host_takes() -> None:
    assert [letter_folder(one) for one in ("S", "ع", "0–9")] == [
        "letter/s/",
        "letter/u639/",
        "letter/0/",
    ]
