"""The theme in a real browser: automatic, light or dark, chosen by the reader and kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from served import ARTICLE, Served, Visit

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PAPER = {"light": "rgb(253, 252, 249)", "dark": "rgb(22, 23, 26)"}
KEPT = "localStorage['briefing:theme']"


def switch(page: Page) -> Locator:
    return page.get_by_role("contentinfo").get_by_role("button", name="Theme")


def paper(page: Page) -> str:
    """Return the colour that the window is filled with."""
    found: str = page.evaluate(
        "[document.body, document.documentElement]"
        ".map((e) => getComputedStyle(e).backgroundColor).find((c) => c !== 'rgba(0, 0, 0, 0)')"
    )
    return found


@pytest.mark.parametrize("system", ["light", "dark"])
def test_it_goes_round_in_three_states(own: Served, visitor: Visit, system: str) -> None:
    page = visitor(own.url, color_scheme=system)
    expect(switch(page)).to_have_accessible_name("Theme: automatic")
    assert paper(page) == PAPER[system]
    for state in ("light", "dark"):
        switch(page).press("Enter")
        expect(switch(page)).to_have_accessible_name(f"Theme: {state}")
        expect(switch(page)).to_be_focused()
        assert paper(page) == PAPER[state]
        assert page.evaluate(KEPT) == state
    switch(page).press("Enter")
    expect(switch(page)).to_have_accessible_name("Theme: automatic")
    assert paper(page) == PAPER[system]
    assert page.evaluate(KEPT) is None
    assert page.evaluate("document.documentElement.hasAttribute('data-theme')") is False


def test_what_was_chosen_holds_on_the_next_page_before_it_is_drawn(
    own: Served, visitor: Visit
) -> None:
    page = visitor(own.url, color_scheme="light")
    switch(page).click()
    switch(page).click()
    # Without the site's script: what applies it stands in the page.
    page.route("**/assets/site.*.js", lambda route: route.fulfill(body="", status=200))
    page.goto(own.url + ARTICLE)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert paper(page) == PAPER["dark"]
    expect(switch(page)).to_have_count(0)


def test_other_tabs_follow(own: Served, visitor: Visit) -> None:
    one = visitor(own.url, color_scheme="light")
    other = one.context.new_page()
    other.goto(own.url + ARTICLE)
    switch(one).click()
    switch(one).click()
    expect(switch(other)).to_have_text("Theme: dark")
    assert paper(other) == PAPER["dark"]
    switch(one).click()
    expect(switch(other)).to_have_text("Theme: automatic")
    assert paper(other) == PAPER["light"]


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })",
        "Storage.prototype.setItem = () => { throw new Error('full') };"
        "Object.defineProperty(window, 'localStorage', { value: new Proxy({}, {"
        " set() { throw new Error('full') }, deleteProperty() { throw new Error('full') } }) })",
    ],
    ids=["unreadable", "full"],
)
def test_a_browser_that_keeps_nothing_changes_for_the_page(
    own: Served, visitor: Visit, broken: str
) -> None:
    page = visitor()
    page.add_init_script(broken)
    page.goto(own.url)
    for state in ("light", "dark", "automatic", "light"):
        switch(page).click()
        expect(switch(page)).to_have_text(f"Theme: {state}")
    assert paper(page) == PAPER["light"]


def test_what_is_kept_by_someone_else_is_no_theme(own: Served, visitor: Visit) -> None:
    page = visitor(own.url, color_scheme="dark")
    page.evaluate(f"{KEPT} = 'purple'")
    page.reload()
    expect(switch(page)).to_have_text("Theme: automatic")
    assert paper(page) == PAPER["dark"]
    switch(page).click()
    expect(switch(page)).to_have_text("Theme: light")


def test_both_switches_stand_together_and_can_be_hit(own: Served, visitor: Visit) -> None:
    page = visitor(own.url)
    buttons = page.get_by_role("contentinfo").get_by_role("button")
    assert buttons.all_inner_texts() == ["Theme: automatic", "Cards: on"]
    boxes = [button.bounding_box() for button in buttons.all()]
    assert all(box and box["height"] >= 24 and box["width"] >= 24 for box in boxes)


def test_without_scripts_the_system_decides(own: Served, visitor: Visit) -> None:
    for system in ("light", "dark"):
        page = visitor(own.url, java_script_enabled=False, color_scheme=system)
        expect(switch(page)).to_have_count(0)
        assert page.screenshot(clip={"x": 0, "y": 0, "width": 1, "height": 1})
