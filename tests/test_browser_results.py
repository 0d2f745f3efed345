"""The search page, the kinds of results, and what is said when the search is slow or fails."""

from __future__ import annotations

import gzip
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from served import ARTICLE, PHONE, Complaints, Serve, Served, Visit, measured, summon

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

BUNDLE = "**/pagefind/**"
EVERYTHING = "Everything from A to Z"


def shared(site: Served, query: str) -> str:
    """Return the address under which a search can be shared."""
    return f"{site.url}search/?q={quote(query)}"


def searched(page: Page, query: str) -> Locator:
    """Open the dialog, ask for something, and return the row of the kinds that were found."""
    summon(page)
    page.keyboard.insert_text(query)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"\d+ results?$"))
    return page.get_by_role("group", name="Kinds of results")


def counts(bar: Locator) -> dict[str, int]:
    """Return the kinds that can be chosen with the numbers that they are said to have."""
    texts = [button.inner_text().rsplit(" ", 1) for button in bar.get_by_role("button").all()]
    return {kind: int(number) for kind, number in texts}


def open_all(page: Page) -> None:
    """Press "Show more" until there is no more."""
    more = page.get_by_role("button", name="Show more")
    while more.count():
        before = page.locator(".hit").count()
        more.press("Enter")
        expect(page.locator(".hit").nth(before)).to_be_attached()


# --- the kinds --------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["islamic state", "sirte", "the"])
def test_each_kind_has_as_many_results_as_it_says(own: Served, visitor: Visit, query: str) -> None:
    page = visitor(own.url)
    bar = searched(page, query)
    found = counts(bar)
    total = found.pop("All")
    assert total == sum(found.values())
    expect(page.get_by_role("status")).to_have_text(f"{total} results")
    open_all(page)
    assert page.locator(".hit").count() == total
    assert counts(bar) == {"All": total, **found}
    for section in page.locator(".hits").all():
        kind, number = section.locator("h2").inner_text().split()
        assert section.locator(".hit").count() == int(number) == found[kind]


def test_one_kind_alone_is_shown_whole_and_given_up_again(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    bar = searched(page, "islamic state")
    found = counts(bar)
    assert found["Actors"] > 6  # more than are fetched at first
    bar.get_by_role("button", name="Actors").click()
    status = page.get_by_role("status")
    expect(status).to_have_text(f"{found['Actors']} results")
    pressed = bar.locator("[aria-pressed=true]")
    expect(pressed).to_have_text(f"Actors {found['Actors']}")
    expect(pressed).to_be_focused()
    expect(page.locator(".hits")).to_have_count(1)
    assert counts(bar) == found
    open_all(page)
    assert page.locator(".hit").count() == found["Actors"]
    assert all(
        "/actors/" in str(link.get_attribute("href")) for link in page.locator(".hit-title").all()
    )
    bar.get_by_role("button", name="All").click()
    expect(status).to_have_text(f"{found['All']} results")
    assert page.locator(".hits").count() > 1


def test_another_query_is_asked_of_all_kinds(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    bar = searched(page, "sirte")
    bar.get_by_role("button", name="Events").click()
    expect(bar.locator("[aria-pressed=true]")).to_have_text(re.compile("Events"))
    page.locator("dialog input").fill("tunisia")
    expect(bar.locator("[aria-pressed=true]")).to_have_text(re.compile("All"))
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_the_kinds_are_reached_and_chosen_with_the_keyboard(
    own: Served, visitor: Visit, dir: str
) -> None:
    page = visitor(own.url)
    page.evaluate(f"document.documentElement.dir = '{dir}'")
    buttons = searched(page, "sirte").get_by_role("button")
    on, back = ("ArrowRight", "ArrowLeft") if dir == "ltr" else ("ArrowLeft", "ArrowRight")
    page.keyboard.press("Tab")
    expect(buttons.first).to_be_focused()
    page.keyboard.press(on)
    expect(buttons.nth(1)).to_be_focused()
    page.keyboard.press(back)
    page.keyboard.press(back)
    expect(buttons.first).to_be_focused()
    page.keyboard.press(on)
    page.keyboard.press("Enter")
    expect(buttons.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(buttons.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input")).to_be_focused()
    # In the field the arrows to the sides are the field's own.
    page.keyboard.press(on)
    expect(page.locator("dialog input")).to_be_focused()


def test_one_kind_alone_is_no_choice(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    bar = searched(page, "buyers remorse")
    if page.locator(".hits").count() == 1:
        expect(bar.get_by_role("button")).to_have_count(0)
    page.locator("dialog input").fill("xqzzyvw")
    expect(page.get_by_role("status")).to_contain_text("Nothing found")
    expect(page.locator(".search-kinds button")).to_have_count(0)


def test_events_lead_to_their_day(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    bar = searched(page, "sirte")
    bar.get_by_role("button", name="Events").click()
    expect(page.locator(".hits")).to_have_count(1)
    first = page.locator(".hit-title").first
    title = first.inner_text()
    first.click()
    page.wait_for_url(re.compile(r"/timeline/#[a-z-]+$"))
    expect(page.locator(":target")).to_have_text(title)


def test_an_event_is_shown_with_its_own_date(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    searched(page, "senior officials sent").get_by_role("button", name="Events").click()
    hit = page.locator(".hit", has_text="Senior Islamic State officials are sent to Sirte")
    expect(hit.locator(".hit-text")).to_contain_text("to Sirte. 2015–2016. In 2015 and early 2016")


def test_who_asks_for_more_reads_on_where_they_were(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    searched(page, "the")
    last = page.locator(".hit-title").last.get_attribute("href")
    before = page.locator(".hit").count()
    page.get_by_role("button", name="Show more").press("Enter")
    expect(page.locator(".hit").nth(before)).to_be_attached()
    expect(page.locator(f".hit-title[href='{last}']")).to_be_focused()


# --- what it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["islamic state", "sirte", "the", "al-qaida libya"])
def test_the_first_search_is_small(own: Served, visitor: Visit, query: str) -> None:
    """As a host sends it: at most 130 kB in at most 16 requests."""
    page, seen = visitor(), []
    page.goto(own.url, wait_until="networkidle")  # what the page itself fetches is not counted
    page.on("response", lambda response: seen.append(response))
    searched(page, query)
    expect(page.locator(".hit").first).to_be_visible()
    bodies = [response.body() for response in seen]
    packed = sum(min(len(body), len(gzip.compress(body, 6))) for body in bodies)
    for part in ("/assets/search.", "/pagefind/kinds.json"):
        assert any(part in response.url for response in seen), part
    assert len(seen) <= 16
    assert packed <= 130_000


# --- slow and failed --------------------------------------------------------------------------


STOPWATCH = """() => {
  document.addEventListener('input', () => { window.asked = performance.now(); });
  new MutationObserver(() => { window.told ??= performance.now(); })
    .observe(document.querySelector('.search-status'), { childList: true });
}"""


def test_a_slow_search_says_so_and_offers_the_list(own: Served, visitor: Visit) -> None:
    page, held = visitor(own.url), []
    page.route("**/pagefind/wasm.*", lambda route: held.append(route))
    summon(page)
    page.evaluate(STOPWATCH)
    page.keyboard.insert_text("sirte")
    status = page.get_by_role("status")
    expect(status).to_contain_text("Loading the search…")
    expect(status.get_by_role("link", name=EVERYTHING)).to_be_visible()
    assert page.evaluate("told - asked") >= 400
    held[0].continue_()
    expect(status).to_have_text(re.compile(r"^\d+ results$"))
    expect(page.locator(".hit-title").first).to_have_text("Sirte")


def test_on_its_page_a_failed_search_leaves_the_list_of_names(
    own: Served, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: "pagefind" in line or "ERR_FAILED" in line
    page = visitor()
    page.route(BUNDLE, lambda route: route.abort())
    page.goto(shared(own, "AQIM"))
    status = page.get_by_role("status")
    expect(status).to_have_text("Search could not be loaded. 1 entry below")
    assert page.locator("#a-z section li:visible a").all_inner_texts() == ["AQIM"]
    page.get_by_label("Search this briefing").press("ArrowDown")
    expect(page.locator("#a-z section li:visible a")).to_be_focused()
    page.unroute(BUNDLE)
    page.get_by_label("Search this briefing").fill("sirte")
    expect(page.locator(".hit-title").first).to_have_text("Sirte")
    assert page.locator("#a-z section li:visible a").count() > 80


def test_nothing_near_is_called_found(own: Served, visitor: Visit) -> None:
    page = visitor(shared(own, "sirten"))
    status = page.get_by_role("status")
    expect(status).to_have_text(
        re.compile("^Nothing says “sirten” as such. Near it: \\d+ results?$")
    )


def test_words_that_are_being_composed_are_left_alone(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    searched(page, "sirte")
    taken = page.locator("dialog input").evaluate(
        """(field) => ['ArrowDown', 'k'].map((key) => {
          const event = new KeyboardEvent('keydown', { key, ctrlKey: key === 'k',
            isComposing: true, bubbles: true, cancelable: true });
          field.dispatchEvent(event);
          return event.defaultPrevented;
        })"""
    )
    assert taken == [False, False]
    expect(page.locator("dialog input")).to_be_focused()


# --- under the strictest policy -----------------------------------------------------------------


def test_all_of_it_works_with_trusted_types_and_none_allowed(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in str(policy)
    searched(page, "daesh")
    expect(page.locator(".hit").first).to_contain_text("also known as Daesh")
    page.keyboard.press("Escape")
    page.locator(".theme-switch").click()
    expect(page.locator(".theme-switch")).to_have_text("Theme: light")
    page.locator("#p2 [data-entity='places/sirte']").first.hover()
    expect(page.locator(".card b")).to_have_text("Sirte")


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
    # Keys that come slowly are asked one by one: the address has the first of them before.
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == {"q": ["a & b=c"]})
    field.fill("")
    page.wait_for_url(own.url + "search/")
    page.go_back()
    assert page.url == own.url


def test_the_dialog_opens_as_a_page_with_its_query(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "places/sirte/")
    searched(page, "AQIM")
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
    summon(page)
    page.keyboard.type("sirte")
    status = page.get_by_role("status")
    expect(status).to_contain_text("Search could not be loaded")
    if not path:
        link = status.get_by_role("link", name=EVERYTHING)
        assert link.evaluate("e => e.href") == own.url + "search/#a-z"
    page.unroute(BUNDLE)
    page.keyboard.type(" ")
    expect(page.locator(".hit-title").first).to_have_text("Sirte")


def test_a_part_that_does_not_come_is_told(
    own: Served, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: "pagefind" in line or "ERR_FAILED" in line
    page = visitor(own.url)
    page.route("**/pagefind/fragment/**", lambda route: route.abort())
    summon(page)
    page.keyboard.type("sirte")
    expect(page.get_by_role("status")).to_contain_text("Search could not be loaded")


def test_without_scripts_the_search_page_lists_everything(own: Served, visitor: Visit) -> None:
    page = visitor(own.url, java_script_enabled=False)
    page.locator(".masthead-search").click()
    page.wait_for_url(own.url + "search/")
    expect(page.locator("form")).to_be_hidden()
    links = page.locator(".register li a")
    hrefs = set(links.evaluate_all("all => all.map((a) => a.href)"))
    entries = [path for path in own.pages if re.match("(articles|actors|places)/.", path)]
    missing = [path for path in entries if own.url + path not in hrefs]
    assert len(entries) > 30
    assert missing == []
    assert len([href for href in hrefs if "/glossary/#" in href]) >= 19
    names = links.all_inner_texts()
    assert {"Sirte", "AQIM", "Daesh", "wilayat"} <= set(names)
    pages = {href.partition("#")[0] for href in hrefs}
    assert [href for href in pages if page.request.get(href).status != 200] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_stand_out_and_can_be_hit(own: Served, visitor: Visit, scheme: str) -> None:
    page = visitor(own.url, color_scheme=scheme, viewport=PHONE)
    searched(page, "sirte")
    dialog = page.get_by_role("dialog")
    assert measured(page, "faint(4.5, 4.5, 'dialog')") == []
    page.set_viewport_size({"width": 320, "height": 500})
    box = dialog.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 320
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 500
    expect(dialog.locator("input")).to_be_in_viewport()
