"""The site opened from a folder by double click: links, cards, switches and the search."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from served import ARTICLE, DESK, PHONE, Complaints, Serve, Served, Visit

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SHOWN = "#a-z section li:visible > a"


@pytest.fixture
def disk(own: Served, visitor: Visit, complaints: Complaints) -> Open:
    """Open a page of the own site from disk: ``disk("search/", "?q=sirte")``."""
    # From a disk a browser preloads no fonts and takes no manifest; the rest must be there, the
    # fonts too.
    spare = re.compile(r"\.woff2|\.webmanifest|^strayed: file:|net::ERR_FAILED$|from origin 'null'")
    complaints.allowed = lambda line: bool(spare.search(line))

    def disk(address: str = "", query: str = "", **options: object) -> Page:
        path = own.folder / address
        file = path / "index.html" if path.is_dir() else path
        return visitor(file.as_uri() + query, **options)

    return disk


def field(page: Page) -> Locator:
    return page.get_by_label("Search this briefing")


def shown(page: Page) -> list[str]:
    return page.locator(SHOWN).all_inner_texts()


def test_every_link_of_every_page_leads_to_a_file(own: Served, disk: Open) -> None:
    page, missing, seen = disk(), set(), 0
    for address in own.pages:
        if address == "404.html":
            continue  # it answers for addresses that a server does not have
        file = own.folder / address
        page.goto((file / "index.html" if file.is_dir() else file).as_uri())
        hrefs = page.evaluate(
            """() => [...document.querySelectorAll('a[href]')]
            .map((a) => new URL(a.getAttribute('href'), document.baseURI).href)
            .filter((href) => href.startsWith('file:'))"""
        )
        seen += len(hrefs)
        root = own.folder.as_uri()
        paths = {re.sub("[?#].*", "", href).removeprefix(root).lstrip("/") for href in hrefs}
        missing |= {f"{address} → {path}" for path in paths if not (own.folder / path).is_file()}
    assert seen > 1000
    assert missing == set()


def test_a_walk_from_home_and_back(own: Served, disk: Open) -> None:
    page = disk()
    page.locator(".masthead-nav a").first.click()
    page.wait_for_url(re.compile("/articles/[a-z-]+/index.html$"))
    page.locator("#p2 [data-entity='places/sirte']").first.click()
    page.wait_for_url(re.compile("/places/sirte/index.html(#.*)?$"))
    page.locator(".spot").first.click()
    page.wait_for_url(re.compile("/articles/[a-z-]+/index.html#"))
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Splintering")


def test_anchors_and_queries_are_kept_and_others_left_alone(disk: Open) -> None:
    expect(disk().locator(".masthead-search")).to_have_attribute("href", "search/index.html")
    page = disk("glossary/")
    hrefs = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
    )
    assert [href for href in hrefs if re.match(r"[^:?#]*/([?#]|$)", href)] == []
    assert any(re.search(r"/index\.html#", href) for href in hrefs)
    assert any(href.startswith("#") for href in hrefs)
    outside = disk("about/").locator("a[href^=http]").evaluate_all("all => all.map((a) => a.href)")
    assert outside
    assert not any("index.html" in href for href in outside)


def test_over_http_no_link_is_changed(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    assert page.locator("a[href*='index.html']").count() == 0
    expect(page.locator(".masthead-search")).to_have_attribute("href", "../../search/")


def chosen(start: Callable[[], Page], switch: str, text: str, file: Path) -> Page:
    """Turn a switch on a page, and open another file in a tab beside it that has the choice too.

    Each file has a process of its own, and on a busy machine Chromium leaves some of them cut off
    from what the others store, for as long as they live: 57 of 1,500 with version 156, five
    browsers and two processors. No waiting mends that; choosing again in a new context does.
    """
    for _ in range(20):
        page = start()
        page.locator(switch).click()
        expect(page.locator(switch)).to_have_text(text)
        tab = page.context.new_page()
        tab.goto(file.as_uri())
        if tab.locator(switch).text_content() == text:
            return tab
    pytest.fail(f"{file.name}: {switch} has never the text {text}")


def test_cards_work_and_their_link_leads_to_a_file(disk: Open) -> None:
    page = disk(ARTICLE)
    link = page.locator("#p2 [data-entity='places/sirte']").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".card b")).to_have_text("Sirte")
    assert "/places/sirte/index.html" in page.locator(".card a").evaluate("a => a.href")


def test_switched_off_cards_stay_off(own: Served, disk: Open) -> None:
    file = own.folder / "places/sirte/index.html"
    tab = chosen(lambda: disk(ARTICLE), ".cards-switch", "Cards: off", file)
    tab.locator("main a[data-entity]").first.focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    expect(tab.locator("main a[data-entity]").first).to_be_focused()
    assert tab.locator(".card").count() == 0


def test_a_theme_is_kept(own: Served, disk: Open) -> None:
    tab = chosen(disk, ".theme-switch", "Theme: light", own.folder / "about/index.html")
    assert tab.evaluate("document.documentElement.dataset.theme") == "light"


@pytest.mark.parametrize("old", ["brothers/", "old/brothers.html"])
def test_an_old_address_leads_to_a_file(serve: Serve, visitor: Visit, disk: Open, old: str) -> None:
    small = serve("small", "/repo/")
    path = small.folder / old
    page = visitor((path / "index.html" if path.is_dir() else path).as_uri())
    page.wait_for_url(re.compile("/actors/[a-z-]+/index.html$"))
    expect(page.locator("h1")).to_be_visible()


def test_the_fonts_come_from_the_disk(disk: Open) -> None:
    page = disk(ARTICLE)
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"
    )
    assert {"Title", "Text"} <= set(loaded)


@pytest.mark.parametrize("way", ["Control+k", "click"])
def test_the_opener_leads_to_the_search_page(disk: Open, way: str) -> None:
    page = disk(ARTICLE)
    expect(page.locator(".masthead-search")).not_to_have_attribute("aria-haspopup", "dialog")
    if way == "click":
        page.locator(".masthead-search").click()
    else:
        page.keyboard.press(way)
    page.wait_for_url(re.compile("/search/index.html$"))
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_list_is_filtered_by_name_and_alias(disk: Open, size: dict[str, int]) -> None:
    page = disk("search/", viewport=size)
    total, status = len(shown(page)), page.get_by_role("status")
    assert total > 80
    field(page).fill("sirte")
    expect(status).to_have_text(re.compile(r"^\d+ entr(y|ies) below$"))
    assert "Sirte" in shown(page)
    assert all("sirte" in name.lower() for name in shown(page))
    field(page).fill("AQIM")
    expect(status).to_have_text("1 entry below")
    assert shown(page) == ["AQIM"]
    # A letter without a name is not there, and no link leads to it.
    assert page.locator("#a-z .letter:visible").all_inner_texts() == ["A"]
    assert page.locator("#a-z .jumps a:visible").all_inner_texts() == ["A"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    field(page).fill("")
    expect(page.locator(SHOWN)).to_have_count(total)
    expect(status).to_have_text("")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("al-Qa'ida", "al-Qaida"),
        ("ÁL QÁÏDA", "al-Qaida"),
        ("صبراتة", "صبراتة"),
        ("state islamic", "Islamic State"),
    ],
)
def test_names_are_compared_as_the_search_compares_them(disk: Open, query: str, name: str) -> None:
    page = disk("search/")
    field(page).fill(query)
    expect(page.get_by_role("status")).to_contain_text("below")
    assert name in shown(page)


def test_nothing_found_is_said(disk: Open) -> None:
    page = disk("search/")
    field(page).fill("xqzzyvw")
    expect(page.get_by_role("status")).to_have_text("Nothing found for “xqzzyvw”.")
    assert shown(page) == []


def test_a_query_in_the_address_is_taken_and_kept(disk: Open) -> None:
    page = disk("search/", "?q=sirte")
    expect(field(page)).to_have_value("sirte")
    expect(page.get_by_role("status")).to_contain_text("below")
    assert "Sirte" in shown(page)
    field(page).fill("tunis")
    page.wait_for_url(re.compile(r"\?q=tunis$"))
    page.reload()
    expect(field(page)).to_have_value("tunis")
    assert any("Tunis" in name for name in shown(page))


def test_arrows_and_enter_reach_the_list(disk: Open) -> None:
    page = disk("search/", "?q=sirte")
    expect(page.get_by_role("status")).to_contain_text("below")
    field(page).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(SHOWN).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    field(page).fill("AQIM")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/actors/al-qaida-in-the-islamic-maghreb/index.html$"))


def test_nothing_is_fetched(disk: Open, complaints: Complaints) -> None:
    page, seen = disk("search/"), []
    page.on("request", lambda request: seen.append(request.url))
    field(page).fill("sirte")
    expect(page.get_by_role("status")).to_contain_text("below")
    assert [url for url in seen if not url.endswith(".svg")] == []  # the icon of the tab
