"""Search in a real browser: the dialog on every page, and the page search/?q=."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect
from served import ARTICLE, PHONE, Serve, Served, Visit, measured

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
    expect(page.get_by_role("status")).to_contain_text(re.compile("result"))
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


@pytest.mark.parametrize("height", [844, 360])
def test_a_button_closes_the_dialog_wherever_it_was_scrolled(
    own: Served, visitor: Visit, height: int
) -> None:
    page = visitor(own.url, viewport={"width": 390, "height": height})
    dialog = opened(page)
    asked(page, "islamic state")
    page.locator(".hit").last.scroll_into_view_if_needed()
    button = page.get_by_role("button", name="Close")
    expect(button).to_be_in_viewport(ratio=1)
    page.locator(".search-input").focus()
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    button.click()
    expect(dialog).to_be_hidden()


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
    expect(status).to_have_text(re.compile(r"^\d+ results$"))
    groups = dialog.locator(".hits")
    assert groups.count() > 1
    for group in groups.all():
        kind = group.locator("h2")
        number = int(re.sub(r"\D", "", kind.inner_text()))
        expect(kind).to_have_text(re.compile(r"^[A-Z][a-z]+ \d+$"))
        assert 1 <= group.locator(".hit").count() <= number
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


@pytest.mark.parametrize(
    ("query", "near", "beginnings"),
    [
        ("sirte attack", True, ("sirt",)),  # Pagefind shortens it to "at"
        ("sirten", True, ("sirt",)),
        ("officials sent", False, ("official", "sent")),
    ],
)
def test_only_what_begins_as_the_words_asked_for_is_marked(
    own: Served, visitor: Visit, query: str, near: bool, beginnings: tuple[str, ...]
) -> None:
    page = visitor(own.url)
    opened(page)
    asked(page, query)
    status = page.get_by_role("status").inner_text()
    assert status.startswith("Nothing says") == near
    marked = page.locator(".hit mark").all_inner_texts()
    assert marked
    assert [words for words in marked if not words.lower().startswith(beginnings)] == []


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
