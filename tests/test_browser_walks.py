"""From home to the article, an actor, a place, a term, search and back: whoever walks, and how."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from served import ARTICLE, PHONE, Complaints, Serve, Served, Visit

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Follow = Callable[[Page, Locator], None]
"""How a reader follows a link that is on the page."""

QUERY = "sirte"


def tabbed(page: Page, link: Locator) -> None:
    """Reach a link with Tab alone, from wherever the focus is, and press Enter."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if link.evaluate("a => a === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not come to {link}")


def tapped(page: Page, link: Locator) -> None:
    link.tap()


def clicked(page: Page, link: Locator) -> None:
    link.click()


def searched(page: Page, base: str, opener: Locator, follow: Follow) -> None:
    """Open the search, ask it, and follow its first result."""
    follow(page, opener)
    expect(page.locator("dialog .search-input")).to_be_focused()
    page.keyboard.type(QUERY)
    first = page.locator(".hit-title").first
    expect(first).to_have_text(re.compile("Sirte"))
    follow(page, first)
    page.wait_for_url(f"{base}places/sirte/**")


def listed(page: Page, base: str, opener: Locator, follow: Follow) -> None:
    """Come to the list of everything, and follow a name of it."""
    follow(page, opener)
    page.wait_for_url(f"{base}search/**")
    follow(page, page.locator("#a-z").get_by_role("link", name="Sirte", exact=True))
    page.wait_for_url(f"{base}places/sirte/**")


def filtered(page: Page, base: str, opener: Locator, follow: Follow) -> None:
    """Search where there is no index to load: Enter opens what bears the very name."""
    follow(page, opener)
    page.locator(".search-input:visible").press_sequentially(QUERY)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}places/sirte/**")


def walk(page: Page, base: str, follow: Follow, search: Callable[..., None] = searched) -> None:
    """Walk through the site that stands at `base`, and back to where the walk began."""
    main = page.locator("main")
    follow(page, main.get_by_role("link", name="Read the article").first)
    page.wait_for_url(f"{base}{ARTICLE}**")

    follow(page, page.locator("#p1 a[data-entity='actors/islamic-state']").first)
    page.wait_for_url(f"{base}actors/islamic-state/**")

    # Back to the very sentence, and on from there.
    follow(page, page.locator(".spot[href*='#p2-']").first)
    page.wait_for_url(re.compile(re.escape(base + ARTICLE) + r"(index\.html)?#p2-"))
    expect(page.locator(":target")).to_be_in_viewport()
    follow(page, page.locator("#p2 a[data-entity='places/sirte']").first)
    page.wait_for_url(f"{base}places/sirte/**")
    expect(page.locator("h1")).to_have_text("Sirte")

    follow(page, main.locator("a[data-cite]:visible").first)
    page.wait_for_url(re.compile(re.escape(base + ARTICLE) + r"(index\.html)?#p\d"))
    follow(page, page.locator("[data-passage] a[data-entity='glossary/wilayat']").first)
    page.wait_for_url(re.compile(re.escape(base) + r"glossary/(index\.html)?#wilayat$"))
    expect(page.locator("#wilayat")).to_be_in_viewport()

    search(page, base, page.locator(".masthead-search"), follow)
    expect(page.locator("h1")).to_have_text("Sirte")
    follow(page, page.locator(".masthead-title"))
    page.wait_for_url(re.compile(re.escape(base) + r"(index\.html)?$"))


def test_with_the_keyboard_alone(own: Served, visitor: Visit) -> None:
    walk(visitor(own.url, reduced_motion="reduce"), own.url, tabbed)


def test_with_a_finger_alone(own: Served, visitor: Visit) -> None:
    page = visitor(own.url, viewport=PHONE, has_touch=True, is_mobile=True)
    walk(page, own.url, tapped)
    expect(page.locator(".card")).to_have_count(0)


def test_without_scripts(own: Served, visitor: Visit) -> None:
    walk(visitor(own.url, java_script_enabled=False), own.url, clicked, listed)


@pytest.mark.parametrize("based", [False, True], ids=["unknown", "told"])
def test_below_a_path(serve: Serve, visitor: Visit, based: bool) -> None:
    site = serve("own", "/a/b/", based=based)
    walk(visitor(site.url), site.url, clicked)


def from_disk(line: str) -> bool:
    """Whether this is of a browser that takes no font from a disk, or of the pages themselves."""
    return bool(re.search(r"\.woff2|ERR_FAILED|^strayed: file:", line))


@pytest.mark.parametrize("width", [390, 1280])
def test_from_a_folder_on_a_disk(
    own: Served, visitor: Visit, complaints: Complaints, width: int
) -> None:
    complaints.allowed = from_disk
    base = own.folder.as_uri() + "/"
    page = visitor(f"{base}index.html", viewport={"width": width, "height": 800})
    walk(page, base, clicked, filtered)
