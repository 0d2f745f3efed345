"""Search in a real browser: the dialog on every page, and the page search/?q=."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect
from served import ARTICLE, PHONE, Complaints, Serve, Served, Visit, measured

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

BUNDLE = "**/pagefind/**"
ACTIVE = "document.activeElement"
INSIDE = f"{ACTIVE}.closest('dialog') !== null"


def opened(page: Page) -> Locator:
    """Open the dialog with the keys and return it."""
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog).to_be_visible()
    return dialog


def asked(page: Page, query: str) -> Locator:
    """Put a query into the open dialog at once; return the titles of what it found."""
    page.keyboard.insert_text(query)
    expect(page.get_by_role("status")).to_contain_text(re.compile("result|page"))
    return page.locator(".hit-title")


def shared(site: Served, query: str) -> str:
    """Return the address under which a search can be shared."""
    return f"{site.url}search/?q={quote(query)}"


# --- opening and closing ------------------------------------------------------------------------


def test_nothing_of_the_index_is_asked_for_before_search_is_opened(
    own: Served, visitor: Visit
) -> None:
    page, seen = visitor(), []
    page.on("request", lambda request: seen.append(request.url))
    for path in ("", ARTICLE, "search/"):
        page.goto(own.url + path, wait_until="networkidle")
    assert [url for url in seen if "/pagefind/" in url] == []
    assert len(seen) > 6
    page.goto(own.url)
    with page.expect_request(BUNDLE):
        opened(page)


def test_a_click_opens_and_escape_gives_the_focus_back(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    opener = page.get_by_role("link", name="Search")
    expect(opener).to_have_attribute("aria-haspopup", "dialog")
    expect(opener).to_have_attribute("aria-keyshortcuts", "Control+K")
    opener.click()
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_label("Search this briefing")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    assert page.url == own.url + ARTICLE
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k", "Control+K"])
def test_the_keys_open_and_close(own: Served, visitor: Visit, keys: str) -> None:
    page = visitor(own.url)
    dialog = page.locator("dialog")
    page.locator(".button").first.focus()
    page.keyboard.press(keys)
    expect(dialog.locator("input")).to_be_focused()
    page.keyboard.press(keys)
    expect(dialog).to_be_hidden()
    expect(page.locator(".button").first).to_be_focused()
    page.keyboard.press("Control+Alt+k")
    expect(dialog).to_be_hidden()


def test_the_keys_are_left_alone_where_a_reader_writes(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    page.evaluate(
        """() => {
          document.querySelector('main').append(document.createElement('textarea'));
          addEventListener('keydown', (event) => { window.taken = event.defaultPrevented; });
        }"""
    )
    page.locator("textarea").focus()
    page.keyboard.press("Control+k")
    assert page.evaluate("window.taken") is False
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("textarea")).to_be_focused()
    page.evaluate("document.body.dispatchEvent(new Event('keydown', { bubbles: true }))")


def test_the_focus_goes_round_in_the_dialog(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    opened(page)
    asked(page, "sirte")
    stops = page.locator("dialog").locator("input, a, button").count()
    for key in ("Tab", "Shift+Tab"):
        seen = set()
        for _ in range(stops):
            page.keyboard.press(key)
            assert page.evaluate(INSIDE)
            seen.add(page.evaluate(f"{ACTIVE}.href ?? {ACTIVE}.id"))
        expect(page.locator("dialog input")).to_be_focused()
        assert len(seen) > 8


def test_a_click_beside_the_dialog_closes_it(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    dialog = opened(page)
    page.mouse.click(640, 790)
    expect(dialog).to_be_hidden()


# --- what is found ----------------------------------------------------------------------------


def test_results_are_grouped_and_counted_aloud(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    dialog = opened(page)
    status = dialog.get_by_role("status")
    expect(status).to_have_text("")
    titles = asked(page, "sirte")
    expect(titles.first).to_have_text("Sirte")
    expect(status).to_have_text(re.compile(r"^\d+ (results|pages)$"))
    groups = dialog.locator(".hits")
    assert groups.count() > 1
    for group in groups.all():
        kind = group.locator("h2")
        number = group.locator(".hit").count()
        expect(kind).to_have_text(re.compile(rf"^[A-Z][a-z]+ {number}$"))
    assert len(set(groups.locator("h2").all_inner_texts())) == groups.count()
    expect(groups.first.locator("h2")).to_contain_text("Places")


def test_arrows_move_through_the_results(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    dialog = opened(page)
    asked(page, "sirte")
    links = dialog.locator(".search-results a, .search-results button")
    field = dialog.locator("input")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    for index in range(links.count()):
        page.keyboard.press("ArrowDown")
        expect(links.nth(index)).to_be_focused()
        expect(links.nth(index)).to_be_in_viewport()
    page.keyboard.press("ArrowDown")
    expect(links.last).to_be_focused()
    for _ in range(links.count()):
        page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()


@pytest.mark.parametrize("mount", ["/", "/repo/", "/a/b/"])
def test_enter_opens_the_first_result(serve: Serve, visitor: Visit, mount: str) -> None:
    site = serve("own", mount)
    page = visitor(site.url + ARTICLE)
    opened(page)
    asked(page, "KUIN")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "actors/katibat-uqba-ibn-nafi/")


def test_enter_does_not_wait_for_the_results(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    opened(page)
    page.keyboard.type("sirte\n")
    page.wait_for_url(own.url + "places/sirte/")


def test_the_first_result_is_the_one_that_was_meant(own: Served, visitor: Visit) -> None:
    page, wrong = visitor(own.url), {}
    dialog = opened(page)
    for query, address in (
        ("ISIS", "actors/islamic-state/"),
        ("Daesh", "actors/islamic-state/"),
        ("AQIM", "actors/al-qaida-in-the-islamic-maghreb/"),
        ("KUIN", "actors/katibat-uqba-ibn-nafi/"),
        ("al-Shishani", "actors/abu-omar-al-shishani/"),
        ("abu omar al shishani", "actors/abu-omar-al-shishani/"),
        ("al-Qa’ida", "actors/al-qaida/"),
        ("al-Qa'ida", "actors/al-qaida/"),
        ("al qaida", "actors/al-qaida/"),
        ("ál-Qáïda", "actors/al-qaida/"),
        ("Sabratha", "places/sebratha/"),
        ("صبراتة", "places/sebratha/"),
        ("sirte", "places/sirte/"),
        ("SIRTE", "places/sirte/"),
        ("sirt", "places/sirte/"),
        ("  sirte  ", "places/sirte/"),
        ("wilayat", "glossary/#wilayat"),
        ("provinces", "glossary/#wilayat"),
        ("Munasahah", "glossary/#munasahah"),
        ("مناصحة", "glossary/#munasahah"),
        ("Splintering North African Network", ARTICLE),
        ("how to read", "how-to-read/"),
    ):
        dialog.locator(".search-results").evaluate("e => e.replaceChildren()")
        dialog.locator("input").fill(query)
        first = dialog.locator(".hit-title").first
        expect(first, query).to_be_visible()
        found = first.evaluate("e => e.href").removeprefix(own.url)
        if found != address:
            wrong[query] = found
    assert wrong == {}


def test_headings_and_terms_lead_to_the_very_spot(serve: Serve, visitor: Visit) -> None:
    site = serve("own", "/a/b/")
    page = visitor(site.url)
    opened(page)
    asked(page, "beachhead")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(site.url + "glossary/#beachhead")
    expect(page.locator("#beachhead")).to_be_in_viewport()
    page.goto(shared(site, "overtures algeria"))
    part = page.locator(".hit-parts a[href*='barr-splintering']").first
    assert "#" in (part.get_attribute("href") or "")
    anchor = part.evaluate("e => decodeURIComponent(e.hash)")
    part.click()
    expect(page.locator(anchor)).to_be_in_viewport()


def test_a_result_on_the_same_page_takes_the_reader_there(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "glossary/")
    dialog = opened(page)
    asked(page, "wilayat")
    page.keyboard.press("Enter")
    page.wait_for_url(own.url + "glossary/#wilayat")
    expect(dialog).to_be_hidden()
    expect(page.locator("#wilayat")).to_be_in_viewport()
    page.keyboard.press("Tab")
    follows = "document.querySelector('#wilayat').compareDocumentPosition(document.activeElement)"
    assert page.evaluate(f"{follows} & Node.DOCUMENT_POSITION_FOLLOWING") > 0


def test_results_that_go_do_not_take_the_focus_along(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    dialog = opened(page)
    asked(page, "sirte")
    dialog.locator("input").evaluate(
        "e => { e.value = 'xqzzyvw'; e.dispatchEvent(new Event('input')); }"
    )
    page.keyboard.press("ArrowDown")
    expect(dialog.locator(".hit")).to_have_count(0)
    expect(dialog.locator("input")).to_be_focused()


def test_the_frame_of_a_page_is_not_a_part_of_it(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    opened(page)
    expect(asked(page, "ISIL").first).to_have_text("Islamic State")
    expect(page.locator(".hit-parts a", has_text="Key facts")).to_have_count(0)


def test_the_other_name_by_which_it_was_found_is_shown(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    opened(page)
    asked(page, "daesh")
    expect(page.locator(".hit").first).to_contain_text("also known as Daesh")


def test_what_is_near_is_said_to_be_near(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    opened(page)
    asked(page, "sirten")
    expect(page.get_by_role("status")).to_contain_text("Nothing says “sirten” as such")


def test_nonsense_finds_nothing_and_offers_the_list(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    dialog = opened(page)
    page.keyboard.type("xqzzyvw")
    status = dialog.get_by_role("status")
    expect(status).to_contain_text("Nothing found for “xqzzyvw”")
    expect(dialog.locator(".hit")).to_have_count(0)
    status.get_by_role("link", name="Everything from A to Z").click()
    page.wait_for_url(own.url + "search/#a-z")
    expect(page.locator("#a-z")).to_be_in_viewport()


@pytest.mark.parametrize("query", ["e", "the", "islamic state"])
def test_all_pages_are_shown_when_asked_for(own: Served, visitor: Visit, query: str) -> None:
    page = visitor(shared(own, query))
    more = page.get_by_role("button", name=re.compile(r"Show all \d+ pages"))
    expect(page.locator(".hit")).not_to_have_count(0)
    if more.count():
        before = page.locator(".hit").count()
        more.press("Enter")
        expect(more).to_have_count(0)
        assert page.locator(".hit").count() > before
        assert page.evaluate(f"{ACTIVE}.closest('.search-panel') !== null")


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "&lt;b&gt; &amp;",
    "x" * 5000,
    "sirte " * 400,
    "\u202esirte\u202c",
    "سرت",
    "     ",
    "'\"`\\",
    "%00%2e%2e/",
    "*.[(^$?+",
    "🏴 🧨",
    "ﷺ",
    "constructor __proto__",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_asked_stays_text(own: Served, visitor: Visit, query: str) -> None:
    page = visitor(shared(own, query), viewport=PHONE)
    field, status = page.get_by_label("Search this briefing"), page.get_by_role("status")
    expect(field).to_have_value(query)
    if query.strip():
        expect(status).not_to_be_empty()
    assert page.locator("main img, main svg, main script, main b").count() == 0
    assert page.title() == "Search · The Splintering Network"
    assert measured(page, "overflow()") == []


def test_titles_full_of_markup_stay_text(serve: Serve, visitor: Visit) -> None:
    site = serve("small", "/repo/")
    page = visitor(site.url)
    opened(page)
    titles = asked(page, "alert")
    expect(titles.first).to_have_text("About & <script>alert(1)</script>")
    expect(page.locator("dialog script, dialog b")).to_have_count(0)


# --- the page that can be shared ------------------------------------------------------------------


@pytest.mark.parametrize("mount", ["/", "/a/b/"])
def test_a_search_can_be_shared(serve: Serve, visitor: Visit, mount: str) -> None:
    site = serve("own", mount)
    page = visitor(shared(site, "sirte"))
    first = page.locator(".hit-title").first
    expect(first).to_have_text("Sirte")
    first.click()
    page.wait_for_url(site.url + "places/sirte/")
    page.go_back()
    expect(page.get_by_label("Search this briefing")).to_have_value("sirte")
    expect(first).to_have_text("Sirte")


def test_typing_keeps_the_address_up_to_date(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    page.goto(own.url + "search/")
    page.keyboard.press("Control+k")
    field = page.get_by_label("Search this briefing")
    expect(field).to_be_focused()
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.type("a & b=c")
    page.wait_for_url(re.compile(r"\?q="))
    assert page.evaluate("new URLSearchParams(location.search).get('q')") == "a & b=c"
    field.fill("")
    page.wait_for_url(own.url + "search/")
    page.go_back()
    assert page.url == own.url


def test_the_dialog_opens_as_a_page_with_its_query(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "places/sirte/")
    opened(page)
    asked(page, "AQIM")
    page.get_by_role("link", name="Open as a page").click()
    page.wait_for_url(shared(own, "AQIM"))
    expect(page.locator(".hit-title").first).to_contain_text("Maghreb")


# --- when something is missing ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "search/"])
def test_a_bundle_that_does_not_come_is_told(
    own: Served, visitor: Visit, complaints: Complaints, path: str
) -> None:
    complaints.allowed = lambda line: "pagefind" in line or "ERR_FAILED" in line
    page = visitor(own.url + path)
    page.route(BUNDLE, lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.keyboard.type("sirte")
    status = page.get_by_role("status")
    expect(status).to_contain_text("Search could not be loaded")
    list_of_all = status.get_by_role("link", name="Everything from A to Z")
    assert list_of_all.evaluate("e => e.href") == own.url + "search/#a-z"
    page.unroute(BUNDLE)
    page.keyboard.type(" ")
    expect(page.locator(".hit-title").first).to_have_text("Sirte")


def test_a_part_that_does_not_come_is_told(
    own: Served, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: "pagefind" in line or "ERR_FAILED" in line
    page = visitor(own.url)
    page.route("**/pagefind/fragment/**", lambda route: route.abort())
    opened(page)
    page.keyboard.type("sirte")
    expect(page.get_by_role("status")).to_contain_text("Search could not be loaded")


def test_without_scripts_the_search_page_lists_everything(own: Served, visitor: Visit) -> None:
    page = visitor(own.url, java_script_enabled=False)
    page.locator(".masthead-search").click()
    page.wait_for_url(own.url + "search/")
    expect(page.locator("form")).to_be_hidden()
    links = page.locator(".register li a")
    hrefs = set(links.evaluate_all("all => all.map((a) => a.href)"))
    missing = [path for path in own.pages if path.count("/") == 2 and own.url + path not in hrefs]
    assert missing == []
    assert len([href for href in hrefs if "/glossary/#" in href]) >= 19
    names = links.all_inner_texts()
    assert {"Sirte", "AQIM", "Daesh", "wilayat"} <= set(names)
    pages = {href.partition("#")[0] for href in hrefs}
    assert [href for href in pages if page.request.get(href).status != 200] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_stand_out_and_can_be_hit(own: Served, visitor: Visit, scheme: str) -> None:
    page = visitor(own.url, color_scheme=scheme, viewport=PHONE)
    dialog = opened(page)
    asked(page, "sirte")
    assert measured(page, "faint(4.5, 4.5, 'dialog')") == []
    page.set_viewport_size({"width": 320, "height": 500})
    box = dialog.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 500
    expect(dialog.locator("input")).to_be_in_viewport()
