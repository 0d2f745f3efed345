"""The card in a real browser: when it opens and closes, where it stands, for whom it is not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from served import ARTICLE, DESK, PHONE, Served, Visit

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

SIRTE = "#p2 [data-entity='places/sirte']"
CITE = ".key-points [data-cite]"
HERE = "document.activeElement.dataset.entity ?? document.activeElement.dataset.cite"


def still(visitor: Visit, url: str, **options: Any) -> Page:
    """Open a page whose clock goes only when a test lets it: ``page.clock.run_for(350)``."""
    page = visitor(**options)
    page.clock.install(time=0)
    page.goto(url)
    page.clock.pause_at(60_000)
    return page


def card(page: Page) -> Locator:
    return page.locator(".card")


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found is not None
    return found


def apart(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )


def rested(page: Page, selector: str) -> Locator:
    """Rest the pointer on the first such link until its card is open."""
    link = page.locator(selector).first
    link.hover()
    page.clock.run_for(350)
    expect(card(page)).to_be_visible()
    return link


def reached(page: Page, selector: str) -> Locator:
    """Reach the first such link with the keyboard."""
    link = page.locator(selector).first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    return link


# --- with the pointer ---------------------------------------------------------------------


def test_it_opens_when_the_pointer_rests_and_not_before(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    page.locator(SIRTE).first.hover()
    page.clock.run_for(349)
    expect(card(page)).to_have_count(0)
    page.clock.run_for(1)
    expect(card(page)).to_contain_text("Place · citySirte")
    expect(card(page)).to_contain_text("Named 11 times in 6 passages")
    page.clock.run_for(15_000)
    expect(card(page)).to_be_visible()


def test_a_pointer_that_passes_opens_nothing(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    page.locator(SIRTE).first.hover()
    page.clock.run_for(200)
    page.mouse.move(2, 400)
    page.clock.run_for(2000)
    expect(card(page)).to_have_count(0)


def test_it_closes_a_while_after_the_pointer_left(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    link = rested(page, SIRTE)
    page.mouse.move(2, 400)
    page.clock.run_for(299)
    expect(card(page)).to_be_visible()
    page.clock.run_for(1)
    expect(card(page)).to_have_count(0)
    expect(link).not_to_have_attribute("aria-describedby", "part:card")
    expect(page.locator(".cards")).to_be_hidden()


def test_the_pointer_may_enter_it_and_follow_its_link(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    rested(page, SIRTE)
    page.mouse.move(2, 400)
    page.clock.run_for(200)
    card(page).hover()
    page.clock.run_for(15_000)
    expect(card(page)).to_be_visible()
    card(page).get_by_role("link", name="open page").click()
    page.wait_for_url(re.compile(f"^{own.url}places/sirte/(#.*)?$"))


def test_another_link_takes_its_place(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    rested(page, SIRTE)
    page.locator("#p2 [data-entity='places/tunisia']").hover()
    page.clock.run_for(350)
    expect(card(page)).to_have_count(1)
    expect(card(page).locator("b")).to_have_text("Tunisia")
    expect(card(page).locator("a")).to_have_count(1)
    expect(page.locator("[aria-describedby]")).to_have_count(1)


# --- with the keyboard ------------------------------------------------------------------------


def test_the_focus_opens_it_at_once_and_takes_it_along(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    link = reached(page, SIRTE)
    expect(card(page).locator("b")).to_have_text("Sirte")
    expect(link).to_have_attribute("aria-describedby", "part:card")
    expect(link).to_have_accessible_description(re.compile("^Place · city Sirte A city .* page$"))
    page.keyboard.press("Tab")
    assert page.evaluate(HERE) == "glossary/jihadi"
    expect(card(page).locator("b")).to_have_text("jihadi")
    page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()


def test_escape_closes_it_and_the_focus_stays(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    link = reached(page, SIRTE)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(link).to_be_focused()
    expect(card(page)).to_have_count(0)


def test_it_stays_while_the_focus_does_and_goes_with_it(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    reached(page, SIRTE)
    page.mouse.move(2, 2)
    page.clock.run_for(15_000)
    expect(card(page)).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.clock.run_for(300)
    expect(card(page)).to_have_count(0)


def test_a_press_of_the_pointer_is_no_focus_of_the_keyboard(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    page.locator(SIRTE).first.evaluate(
        "a => { a.addEventListener('click', (e) => e.preventDefault()) }"
    )
    page.locator(SIRTE).first.click()
    page.mouse.move(2, 400)
    page.clock.run_for(2000)
    expect(card(page)).to_have_count(0)


def test_it_closes_when_its_link_is_scrolled_away(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE, reduced_motion="reduce")
    page.mouse.move(2, 400)
    link = reached(page, SIRTE)
    expect(link).to_be_in_viewport()
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(400)
    expect(card(page)).to_be_visible()
    page.mouse.wheel(0, 4000)
    expect(card(page)).to_have_count(0)
    expect(link).to_be_focused()


def test_it_waits_for_a_link_that_is_still_on_its_way(own: Served, visitor: Visit) -> None:
    """The focus may scroll the page a long way, and smoothly."""
    page = visitor(own.url + ARTICLE)
    reached(page, SIRTE)
    expect(card(page)).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(1000)
    expect(card(page)).to_be_in_viewport(ratio=1)


# --- under a finger ---------------------------------------------------------------------------


def test_a_tap_follows_the_link_and_opens_no_card(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE, viewport=PHONE, has_touch=True, is_mobile=True)
    link = page.locator(SIRTE).first
    link.evaluate("a => { a.addEventListener('click', (e) => e.preventDefault(), { once: true }) }")
    link.tap()
    page.wait_for_timeout(800)
    expect(card(page)).to_have_count(0)
    expect(page.locator(".cards-switch")).to_be_hidden()
    link.tap()
    page.wait_for_url(re.compile(f"^{own.url}places/sirte/(#.*)?$"))


# --- what it shows ----------------------------------------------------------------------------


def test_a_citation_shows_the_beginning_of_its_passage(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    rested(page, CITE)
    here = card(page).locator("p").inner_text()
    assert len(here.split()) == 30
    assert here.endswith("…")
    assert page.locator("#p3").inner_text().startswith(here[:-1])
    label = card(page).locator("small").inner_text()
    assert label.startswith("Passage 3 · ")

    page.goto(own.url)
    rested(page, f"{CITE.split()[1]}[data-cite$='#p3']")
    expect(card(page).locator("p")).to_have_text(here)
    expect(card(page).locator("small")).to_have_text(label)
    card(page).get_by_role("link", name="open passage").click()
    page.wait_for_url(own.url + ARTICLE + "#p3")


def test_every_link_of_the_article_has_a_card(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    missing = page.evaluate(
        """() => [...document.querySelectorAll('a[data-entity], a[data-cite]')]
        .map((a) => a.dataset.entity ?? a.dataset.cite)
        .filter((name) => !document.querySelector(`[data-card="${name}"]`))"""
    )
    assert missing == []


BOXES = """(link, block) => {
  link.blur(), link.scrollIntoView({ block });
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  link.focus({ preventScroll: true, focusVisible: true });
  return [document.querySelector('.card'), link].map((e) => e?.getBoundingClientRect().toJSON());
}"""

# --- where it stands --------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESK, PHONE, {"width": 320, "height": 256}], ids=str)
@pytest.mark.parametrize("address", [ARTICLE, "places/sirte/"])
def test_it_covers_no_link_of_its_own_and_stays_in_the_window(
    own: Served, visitor: Visit, size: Any, address: str
) -> None:
    page = still(visitor, own.url + address, viewport=size, reduced_motion="reduce")
    width, height = size["width"], size["height"]
    links = page.locator("main :is([data-entity], [data-cite]):visible")
    seen = 0
    for index in range(0, links.count(), 3):
        link = links.nth(index)
        for block in ("start", "center", "end"):
            boxes = link.evaluate(BOXES, block)
            if not boxes[0]:
                continue
            found, trigger = boxes
            seen += 1
            assert apart(found, trigger), (index, block)
            assert found["x"] >= 0
            assert found["x"] + found["width"] <= width
            assert found["y"] >= -0.5
            assert found["y"] + found["height"] <= height + 0.5
            assert found["height"] <= 0.6 * height + 0.5
            assert found["width"] <= 0.9 * width
    assert seen > 12


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("dir", ["ltr", "rtl"])
def test_it_never_makes_the_page_wider(own: Served, visitor: Visit, dir: str, width: int) -> None:
    page = still(visitor, own.url + ARTICLE, viewport={"width": width, "height": 700})
    page.evaluate(f"document.documentElement.dir = '{dir}'")
    start = {"ltr": "left", "rtl": "right"}[dir]
    seen = 0
    for link in page.locator("main [data-entity]:visible").all()[:40:3]:
        link.evaluate("a => { a.blur(); a.focus({ focusVisible: true }) }")
        found = box(card(page))
        assert 0 <= found["x"] <= found["x"] + found["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        lines = link.evaluate(f"a => [...a.getClientRects()].map((r) => Math.round(r.{start}))")
        edge = round(found["x"] + (found["width"] if dir == "rtl" else 0))
        seen += any(abs(edge - line) <= 1 for line in lines)
    assert seen > 0  # where there is room, it begins where its link does


def test_beside_a_broken_link_it_stands_at_the_line_next_to_it(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE, viewport={"width": 1280, "height": 900})
    page.evaluate("document.fonts.ready.then(() => true)")  # they may break lines elsewhere
    broken = page.evaluate_handle(
        """() => [...document.querySelectorAll('main [data-passage] [data-entity]')]
        .find((a) => new Set([...a.getClientRects()].map(({ top }) => top)).size === 2)"""
    ).as_element()
    assert broken is not None
    broken.evaluate("a => a.scrollIntoView({ block: 'end', behavior: 'instant' })")
    broken.evaluate("a => a.focus({ preventScroll: true, focusVisible: true })")
    one, two = broken.evaluate("a => [...a.getClientRects()].map((r) => r.toJSON())")
    found = box(card(page))
    assert found["y"] + found["height"] <= one["top"]
    assert found["x"] == pytest.approx(min(one["left"], 1280 - found["width"] - 8), abs=1.5)
    assert one["left"] > two["left"]


def test_a_very_long_one_is_scrolled_within_itself(own: Served, visitor: Visit) -> None:
    size = {"width": 320, "height": 480}
    page = still(visitor, own.url + ARTICLE, viewport=size, reduced_motion="reduce")
    page.evaluate(
        "document.querySelector('[data-card=\"places/sirte\"] p').textContent = 'word '.repeat(900)"
    )
    link = reached(page, SIRTE)
    found, trigger = box(card(page)), box(link)
    assert apart(found, trigger)
    assert found["height"] <= 0.6 * 480 + 0.5
    assert 0 <= found["y"] <= found["y"] + found["height"] <= 480
    assert card(page).evaluate("e => e.scrollHeight > 2 * e.clientHeight")
    card(page).hover()
    page.mouse.wheel(0, 200)
    page.clock.run_for(1000)
    page.wait_for_timeout(500)
    assert card(page).evaluate("e => e.scrollTop") > 100


def test_it_moves_along_when_the_window_changes(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    link = reached(page, SIRTE)
    page.set_viewport_size({"width": 700, "height": 600})
    link.scroll_into_view_if_needed()
    page.clock.run_for(500)
    expect(card(page)).to_be_visible()
    assert apart(box(card(page)), box(link))


# --- whether it is wanted ---------------------------------------------------------------------


def test_the_switch_is_remembered(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    switch = page.locator(".cards-switch")
    expect(switch).to_have_text("Cards: on")
    switch.click()
    expect(switch).to_have_text("Cards: off")
    page.goto(own.url + "places/sirte/")
    expect(switch).to_have_text("Cards: off")
    page.locator("main [data-cite]").first.hover()
    page.clock.run_for(2000)
    expect(card(page)).to_have_count(0)
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_text("Cards: on")
    page.goto(own.url + ARTICLE)
    rested(page, SIRTE)


def test_a_browser_that_keeps_nothing_has_cards_all_the_same(own: Served, visitor: Visit) -> None:
    page = visitor()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
    )
    page.goto(own.url + ARTICLE)
    reached(page, SIRTE)
    expect(card(page)).to_be_visible()
    page.locator(".cards-switch").click()
    expect(page.locator(".cards-switch")).to_have_text("Cards: off")
    expect(card(page)).to_have_count(0)


def test_without_scripts_there_are_links_and_nothing_else(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE, java_script_enabled=False)
    expect(page.locator(".cards")).to_be_hidden()
    expect(page.locator(".cards-switch")).to_have_count(0)
    page.locator(SIRTE).first.click()
    page.wait_for_url(re.compile(f"^{own.url}places/sirte/(#.*)?$"))


def test_it_is_closed_before_the_page_is_printed(own: Served, visitor: Visit) -> None:
    page = still(visitor, own.url + ARTICLE)
    reached(page, SIRTE)
    expect(card(page)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(card(page)).to_have_count(0)
    assert page.locator(".cards [style*=':'], .cards a[tabindex]").count() == 0


def test_it_has_an_edge_in_forced_colours_and_does_not_move_unasked(
    own: Served, visitor: Visit
) -> None:
    page = still(visitor, own.url + ARTICLE, forced_colors="active", reduced_motion="reduce")
    reached(page, SIRTE)
    style = "e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).animationName]"
    assert card(page).evaluate(style) == ["solid", "none"]


def test_what_is_kept_in_one_line_has_nothing_behind_it(own: Served, visitor: Visit) -> None:
    """The dot behind a card's figures stands behind no name in its title."""
    page = still(visitor, own.url + ARTICLE)
    reached(page, 'a[data-entity="actors/al-qaida"]')
    tied = card(page).locator("b .tied")
    expect(tied).to_have_text("al-Qaida")
    assert tied.evaluate("tied => getComputedStyle(tied, '::after').content") == "none"
