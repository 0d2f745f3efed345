"""When a page fetches the script of the search, what it does without it, and the one sheet."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from playwright.sync_api import Page, Route, expect
from served import ARTICLE, Complaints, Served, Visit, summon

from briefing.render.assets import bare, tight

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

SCRIPT = "**/assets/search.*.js"
SHEETS = sorted((ROOT / "templates/assets/css").glob("*.css"))


def fetched(page: Page) -> list[str]:
    """Return what a page fetches from now on of the search: a list that grows."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    return seen


def parts(seen: list[str]) -> list[str]:
    """Return the names of the search's files among them, without their digests."""
    found = [re.search(r"/(pagefind|assets/search\b)", url) for url in seen]
    return [match[1] for match in found if match]


# --- when it is fetched -----------------------------------------------------------------------


def test_a_page_fetches_nothing_of_the_search(own: Served, visitor: Visit) -> None:
    page = visitor()
    seen = fetched(page)
    for address in ("", ARTICLE, "glossary/"):
        page.goto(own.url + address, wait_until="networkidle")
    assert len(seen) > 6
    assert parts(seen) == []


@pytest.mark.parametrize("way", ["pointer", "focus"])
def test_who_is_about_to_open_it_gets_the_script_and_no_index(
    own: Served, visitor: Visit, way: str
) -> None:
    page = visitor(own.url)
    seen, opener = fetched(page), page.locator(".masthead-search")
    with page.expect_response(SCRIPT):
        if way == "pointer":
            opener.hover()
        else:
            opener.focus()
    expect(page.locator("dialog")).to_be_attached()
    expect(page.locator("dialog")).to_be_hidden()
    assert parts(seen) == ["assets/search"]
    with page.expect_request("**/pagefind/**"):
        opener.click()
    expect(page.locator("dialog input")).to_be_focused()
    assert parts(seen).count("assets/search") == 1


def test_the_search_page_has_it_once(own: Served, visitor: Visit) -> None:
    page = visitor()
    seen = fetched(page)
    page.goto(own.url + "search/", wait_until="networkidle")
    page.locator(".masthead-search").click()
    expect(page.get_by_label("Search this briefing")).to_be_focused()
    expect(page.locator("dialog, .search-kinds + .search-kinds")).to_have_count(0)
    expect(page.locator(".search-kinds")).to_have_count(1)
    assert parts(seen) == ["assets/search"]


# --- slow and failed --------------------------------------------------------------------------


def test_while_it_is_fetched_the_opener_is_busy(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    held: list[Route] = []
    page.route(SCRIPT, lambda route: held.append(route))
    opener = page.locator(".masthead-search")
    opener.click()
    expect(opener).to_have_attribute("aria-busy", "true")
    opener.click()  # to no avail
    page.wait_for_timeout(500)
    expect(opener).to_have_text("Search Ctrl K")
    assert page.url == own.url
    held[0].continue_()
    expect(page.locator("dialog input")).to_be_focused()
    expect(opener).not_to_have_attribute("aria-busy", "true")
    assert len(held) == 1


def test_if_it_does_not_come_that_is_told_and_the_page_of_the_search_opens(
    own: Served, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: "/assets/search." in line or "ERR_FAILED" in line
    page = visitor(own.url + ARTICLE)
    page.route(SCRIPT, lambda route: route.abort(), times=1)
    told: list[str] = []
    page.expose_function("told", lambda text: told.append(text))
    page.evaluate(
        """() => {
          const opener = document.querySelector('.masthead-search');
          new MutationObserver(() => told(opener.textContent)).observe(opener, {childList: true});
        }"""
    )
    page.keyboard.press("Control+k")
    page.wait_for_url(own.url + "search/")
    assert told == ["Search did not load. Opening its page…"]
    page.get_by_label("Search this briefing").fill("sirte")
    expect(page.locator(".hit-title").first).to_have_text("Sirte")


@pytest.mark.parametrize("tag", ["zh_CN", "fr_x", "x", "", "en-US-u-nu-arab"])
def test_a_tag_that_the_browser_does_not_know_counts_all_the_same(
    own: Served, visitor: Visit, tag: str
) -> None:
    page = visitor(own.url)

    def renamed(route: Route) -> None:
        answer = route.fetch()
        script = answer.text().replace('const LANGUAGE = "en"', f'const LANGUAGE = "{tag}"')
        assert f'"{tag}"' in script
        route.fulfill(response=answer, body=script)

    page.route(SCRIPT, renamed)
    summon(page)
    page.keyboard.insert_text("sirte")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ results$"))


# --- the sheet --------------------------------------------------------------------------------

RULES = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  // The value of a property of one's own is given as it is written.
  return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(', ', ','));
}"""


def test_a_sheet_without_spaces_says_the_same_to_a_browser(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    for file in SHEETS:
        source = file.read_bytes()
        meant = page.evaluate(RULES, source.decode())
        assert meant
        assert page.evaluate(RULES, tight(bare(file.name, source)).decode()) == meant, file.name
    whole = b"".join(bare(file.name, file.read_bytes()) for file in SHEETS)
    assert page.evaluate(RULES, tight(whole).decode()) == page.evaluate(RULES, whole.decode())
