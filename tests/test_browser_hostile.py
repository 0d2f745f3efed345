"""A site full of hostile strings in a real browser: nothing runs, nothing asks, nothing opens.

Every page is listened to: a dialog, a violation of the policy, an error, a word in the console
or a request to another host fails the test that opened it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile import ALLOWED, GLOBAL, SAMPLE, briefing
from playwright.sync_api import Page, expect
from served import Served, Visit, serving, summon

from briefing.pipeline import Options, build

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

ENTITY = "main a[data-entity]"
STRANGERS = """([allowed, everywhere, within]) => {
  const strange = [];
  for (const element of document.querySelectorAll(within)) {
    const own = allowed[element.localName];
    if (!own) strange.push(`<${element.localName}>`);
    for (const { localName } of element.attributes)
      if (!(own ?? []).includes(localName) && !everywhere.includes(localName)
        && !localName.startsWith('data-') && !localName.startsWith('aria-'))
        strange.push(`<${element.localName} ${localName}>`);
  }
  return strange;
}"""
BY_SCRIPT = {
    **ALLOWED,
    "dialog": frozenset({"open"}),
    "output": frozenset(),
    "button": ALLOWED["button"] | {"disabled", "popovertarget", "value"},
    "input": ALLOWED["input"] | {"autofocus", "placeholder", "maxlength"},
    "div": ALLOWED["div"] | {"popover", "style"},
    "aside": ALLOWED["aside"] | {"popover"},
    "html": frozenset({"style"}),
}
"""What the program's own scripts add: the card, the dialog of the search."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("hostile")
    briefing(SAMPLE).settle(root)
    assert not build(Options(root, root / "site")).failed
    with serving(root / "site", "/a/") as served:
        yield served


def strangers(page: Page, within: str = "*") -> list[str]:
    table = {tag: sorted(attributes) for tag, attributes in BY_SCRIPT.items()}
    return page.evaluate(STRANGERS, [table, sorted(GLOBAL), within])


def test_no_page_runs_asks_or_shows_what_it_was_given(site: Served, visitor: Visit) -> None:
    page = visitor()
    addresses = [a for a in site.pages if 'http-equiv="refresh"' not in site.read(a)]
    assert len(addresses) > 40
    for address in addresses:
        page.goto(site.url + address)
        assert strangers(page) == [], address


def test_cards_speak_of_hostile_names_as_text(site: Served, visitor: Visit) -> None:
    page = visitor(site.url + "all/")
    links = page.locator(ENTITY)
    names = links.all_text_contents()
    assert any("<script" in name for name in names)
    for number in range(0, len(names), max(1, len(names) // 20)):
        links.nth(number).focus()
        card = page.locator(".card:visible")
        expect(card).to_be_visible()
        assert names[number].split()[0] in (card.text_content() or "")
        assert strangers(page, ".card, .card *") == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("query", ["script", "alert", "<img src=x onerror=alert(1)>", "javascript"])
def test_results_of_a_search_are_text(site: Served, visitor: Visit, query: str) -> None:
    page = visitor(site.url)
    summon(page)
    page.keyboard.insert_text(query)
    results = page.locator(".search-panel li a")
    expect(results.first).to_be_visible()
    assert strangers(page) == []
    assert page.locator(".search-panel :is(img, script, iframe, style)").count() == 0


def test_a_shared_search_says_its_query_as_text(site: Served, visitor: Visit) -> None:
    page = visitor(
        site.url + "search/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%27%22#javascript:1"
    )
    expect(page.get_by_label("Search this briefing")).to_have_value(
        "<img src=x onerror=alert(1)>'\""
    )
    expect(page.get_by_role("status")).not_to_be_empty()
    assert strangers(page) == []


@pytest.mark.parametrize(
    "anchor", ["from:<img src=x onerror=alert(1)>", 'a"]:not([b="', "%", "from:%E0%A4%A"]
)
def test_an_anchor_from_a_stranger_does_nothing(site: Served, visitor: Visit, anchor: str) -> None:
    page = visitor()
    for address in ("all/", "articles/txt/", "actors/a0/", "search/"):
        page.goto(f"{site.url}{address}#{anchor}")
        assert strangers(page) == []
