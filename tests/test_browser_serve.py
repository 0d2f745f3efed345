"""The preview in a real browser: what an edit does to the page that is open."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, Page, expect
from previewed import Preview, previewing
from served import PHONE, Complaints, Visit, summon

from bench.storm import restore
from briefing.pipeline import TEMPLATES

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PLACE = "content/places/tell-nahr.md"
ADDRESS = "places/tell-nahr/"
TEXT = "".join(f"Paragraph {number} of Tell Nahr and the river.\n\n" for number in range(60))
TEXTS = {
    "content/site.yml": "title: Ford\nevidence: off\n",
    "content/articles/text.md": "---\ntitle: The text\nsource: text.txt\nauthor: Nobody\n---\n",
    "seeds/text.txt": "The Brothers held Tell Nahr.\n\nThen they left it.\n",
    "content/actors/brothers.md": "---\ntitle: the Brothers\nkind: group\n---\n\nA band.\n",
    PLACE: f"---\ntitle: Tell Nahr\nkind: city\nsummary: A hill.\n---\n\n{TEXT}",
}
FILES = {path: text.encode() for path, text in TEXTS.items()}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
FAULTS = """axe.run('#briefing-preview').then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))"""
FIRST: dict[str, bytes] = {}
"""The first page that a preview showed, by its address."""
SHEET = "templates/assets/css/99-mine.css"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests of this module."""
    folder = tmp_path_factory.mktemp("preview")
    root = folder / "briefing"
    restore(root, FILES)
    (root / SHEET).parent.mkdir(parents=True)
    with previewing(root, folder, BRIEFING_EDITOR="vscode") as preview:
        yield preview


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """The preview, whose files are as they were before each test."""
    restore(running.root, FILES)
    (running.root / SHEET).write_text("", encoding="utf-8")
    deadline = time.monotonic() + 30
    while (now := running.read(ADDRESS)) != FIRST.setdefault(running.url, now):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield running


def put(preview: Preview, path: str, old: str, new: str) -> None:
    """Save a file with something else in the place of what it holds."""
    file = preview.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def opened(preview: Preview, visitor: Visit, address: str = ADDRESS, **options: object) -> Page:
    """Open a page that is up to date, and mark it: a page that is loaded again loses the mark."""
    page = visitor(preview.url + address, **options)
    expect(page.locator("main")).to_contain_text("Paragraph 59" if address == ADDRESS else "")
    until(page, "document.querySelector('#briefing-preview')")
    page.wait_for_timeout(300)
    page.evaluate("window.mark = 1")
    return page


def same(page: Page) -> bool:
    """Say whether the page has not been loaded again."""
    return bool(page.evaluate("window.mark === 1"))


def until(page: Page, condition: str) -> None:
    """Wait until JavaScript holds; the page's policy leaves Playwright's own way to no one."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(Error):  # the page is just being loaded again
            if page.evaluate(f"Boolean({condition})"):
                return
        page.wait_for_timeout(20)
    pytest.fail(condition)


def panel(page: Page) -> Locator:
    return page.locator("#briefing-preview section")


def badge(page: Page) -> Locator:
    return page.locator("#briefing-preview .badge")


# --- an edit ----------------------------------------------------------------------------------


def test_a_text_changes_in_the_open_page_where_the_reader_is(
    preview: Preview, visitor: Visit
) -> None:
    page = opened(preview, visitor)
    page.evaluate("scrollTo(0, 900)")
    put(preview, PLACE, "Paragraph 3 of", "Paragraph three of")
    expect(page.locator("main")).to_contain_text("Paragraph three of")
    assert page.evaluate("scrollY") == 900
    assert same(page)


def test_a_page_that_changed_around_its_text_is_loaded_again_where_the_reader_was(
    preview: Preview, visitor: Visit
) -> None:
    page = opened(preview, visitor)
    page.get_by_role("link", name="Actors").first.focus()
    page.evaluate("scrollTo(0, 900)")
    put(preview, PLACE, "summary: A hill.", "summary: A mountain.")
    expect(page.locator("main")).to_contain_text("A mountain.")
    until(page, "scrollY === 900")
    assert not same(page)
    until(page, "document.activeElement.textContent === 'Actors'")
    assert page.get_attribute("meta[name=description]", "content")


def test_the_seed_the_settings_and_a_template_show_too(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor, "articles/text/")
    put(preview, "seeds/text.txt", "Then they left it.", "Then they lost it.")
    expect(page.locator("main")).to_contain_text("Then they lost it.")
    put(preview, "content/site.yml", "title: Ford", "title: The Ford")
    expect(page.locator(".masthead-title")).to_have_text("The Ford")
    base = (TEMPLATES / "base.html").read_text(encoding="utf-8")
    own = preview.root / "templates/base.html"
    own.write_text(base.replace("</footer>", "<p>Of our own</p></footer>"), encoding="utf-8")
    expect(page.locator("footer")).to_contain_text("Of our own")
    own.unlink()
    expect(page.locator("footer")).not_to_contain_text("Of our own")


def test_a_style_sheet_is_exchanged_without_loading_the_page(
    preview: Preview, visitor: Visit
) -> None:
    page = opened(preview, visitor)
    page.evaluate("scrollTo(0, 700)")
    for colour in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        (preview.root / SHEET).write_text(f"main {{ color: {colour} }}", encoding="utf-8")
        expect(page.locator("main")).to_have_css("color", colour)
    expect(page.locator("head link[rel=stylesheet]")).to_have_count(1)
    assert same(page)
    assert page.evaluate("scrollY") == 700


def test_a_page_that_goes_and_comes_back_is_followed(
    preview: Preview, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: "404" in line
    page = opened(preview, visitor)
    file = preview.root / PLACE
    kept = file.read_bytes()
    file.unlink()
    expect(page.locator("main")).not_to_contain_text("Paragraph 59")
    expect(page.locator("h1")).not_to_have_text("Tell Nahr")
    file.write_bytes(kept)
    expect(page.locator("h1")).to_have_text("Tell Nahr")


def test_a_page_that_nobody_saw_meanwhile_catches_up(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor)
    page.evaluate("""() => {
        Object.defineProperty(document, 'hidden', { get: () => window.away, configurable: true });
        window.away = true;
        document.dispatchEvent(new Event('visibilitychange'));
    }""")
    put(preview, PLACE, "Paragraph 3 of", "Paragraph III of")
    page.wait_for_timeout(1000)
    assert "Paragraph III of" not in page.inner_text("main")
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("main")).to_contain_text("Paragraph III of")


def test_a_burst_of_saves_is_one_rebuild(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor)
    for turn in range(20):
        before = sum(" ms, " in line for line in preview.lines())
        for number in range(30):
            old = f"Paragraph {'no. ' * turn}{number} of"
            put(preview, PLACE, old, f"Paragraph {'no. ' * (turn + 1)}{number} of")
        expect(page.locator("main")).to_contain_text(f"Paragraph {'no. ' * (turn + 1)}29 of")
        page.wait_for_timeout(500)
        rebuilds = sum(" ms, " in line for line in preview.lines()) - before
        assert 1 <= rebuilds < 10
        if rebuilds == 1:  # else the machine paused between the saves, and it was no burst
            return
    pytest.fail("no burst of saves was one rebuild")


# --- mistakes ---------------------------------------------------------------------------------


def test_a_mistake_lies_over_the_last_good_page_and_goes_when_it_is_mended(
    preview: Preview, visitor: Visit
) -> None:
    page = opened(preview, visitor)
    expect(panel(page)).to_be_hidden()
    put(preview, PLACE, "kind: city", "kind: town")
    expect(panel(page)).to_be_visible()
    expect(panel(page).get_by_role("heading")).to_have_text("1 error")
    link = panel(page).get_by_role("link", name=f"{PLACE}:3:7")
    file = preview.root.resolve() / PLACE
    expect(link).to_have_attribute("href", f"vscode://file{file.as_posix()}:3:7")
    expect(panel(page).locator("pre")).to_have_text("kind: town")
    expect(panel(page).locator("mark")).to_have_text("t")
    expect(panel(page).locator("code")).to_have_text("bad-value")
    expect(page.locator("main")).to_contain_text("Paragraph 59")
    expect(page.locator("#briefing-preview [role=status]")).to_contain_text("1 error")
    assert page.evaluate("document.activeElement === document.body")
    put(preview, PLACE, "kind: town", "kind: city")
    expect(panel(page)).to_be_hidden()
    expect(badge(page)).to_be_hidden()
    assert same(page)


def test_escape_puts_mistakes_aside_until_the_next_change(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor)
    put(preview, PLACE, "kind: city", "kind: town")
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(badge(page)).to_have_text("1 error")
    page.keyboard.press("Shift+Tab")
    expect(badge(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    expect(panel(page).get_by_role("list")).to_be_focused()
    page.keyboard.press("Escape")
    expect(badge(page)).to_be_focused()
    put(preview, PLACE, "kind: town", "kidn: city")
    expect(panel(page).get_by_text('did you mean "kind"?')).to_be_visible()
    put(preview, PLACE, "kidn: city", "kind: city")
    expect(panel(page)).to_be_hidden()


def test_warnings_count_themselves_and_wait_to_be_asked(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor)
    put(preview, PLACE, "Paragraph 3 of", "Paragraph <b>3</b> of")
    expect(badge(page)).to_have_text("2 warnings")
    expect(panel(page)).to_be_hidden()
    badge(page).click()
    expect(panel(page).get_by_role("listitem")).to_have_count(2)
    panel(page).get_by_role("button", name="Close").click()
    expect(badge(page)).to_be_focused()
    put(preview, PLACE, "Paragraph <b>3</b> of", "Paragraph 3 of")
    expect(badge(page)).to_be_hidden()


def test_who_types_in_the_search_is_not_disturbed(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor)
    summon(page)
    page.keyboard.type("tell")
    put(preview, PLACE, "summary: A hill.", "summary: A mount.")
    put(preview, PLACE, "kind: city", "kind: town")
    page.wait_for_timeout(1500)
    page.keyboard.type(" nahr")
    expect(page.locator(".search-panel input")).to_have_value("tell nahr")
    expect(page.locator(".search-panel input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(panel(page)).to_be_visible()
    put(preview, PLACE, "kind: town", "kind: city")
    expect(page.locator("main")).to_contain_text("A mount.")
    expect(panel(page)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_fits_a_phone(preview: Preview, visitor: Visit, scheme: str) -> None:
    page = opened(preview, visitor, viewport=PHONE, color_scheme=scheme)
    put(preview, PLACE, "kind: city", f"kind: {'x' * 300}")
    expect(panel(page)).to_be_visible()
    box = panel(page).bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert box["y"] > PHONE["height"] / 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inner = panel(page).locator("ol")
    assert inner.evaluate("list => list.scrollWidth <= list.clientWidth")
    paper, ink = panel(page).evaluate(
        "panel => [getComputedStyle(panel).backgroundColor, getComputedStyle(panel).color]"
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (paper, ink)]
    assert (light[0] > light[1]) == (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_panel_and_the_badge(
    preview: Preview, visitor: Visit, scheme: str
) -> None:
    # axe adds a style of its own, which the policy of the page would refuse.
    page = opened(preview, visitor, color_scheme=scheme, bypass_csp=True)
    put(preview, PLACE, "kind: city", "kind: town")
    put(preview, PLACE, "Paragraph 3 of", "Paragraph <b>3</b> of")
    expect(panel(page).get_by_role("heading")).to_have_text("1 error, 2 warnings")
    page.evaluate(f"{AXE}; undefined")
    assert page.evaluate(FAULTS) == []
    page.keyboard.press("Escape")
    expect(badge(page)).to_be_visible()
    assert page.evaluate(FAULTS) == []


def test_a_briefing_that_begins_with_mistakes_shows_them_and_then_itself(
    tmp_path: Path, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: "503" in line
    root = tmp_path / "briefing"
    restore(root, {**FILES, "content/site.yml": b"heading: Ford\n"})
    with previewing(root, tmp_path, "--no-search") as preview:
        page = visitor(preview.url + ADDRESS)
        expect(page.locator("h1")).to_have_text("There is no page yet")
        expect(panel(page)).to_contain_text("content/site.yml:1:1")
        expect(panel(page).get_by_role("link")).to_have_count(0)
        restore(root, FILES)
        expect(page.locator("h1")).to_have_text("Tell Nahr")
        expect(panel(page)).to_be_hidden()
        (root / "content").rename(root / "elsewhere")
        expect(panel(page)).to_contain_text("there is no folder content/")
        expect(page.locator("h1")).to_have_text("Tell Nahr")
        (root / "elsewhere").rename(root / "content")
        expect(panel(page)).to_be_hidden()
        complaints.allowed = lambda line: True  # the browser says that nobody answers
        preview.process.terminate()
        expect(badge(page)).to_have_text("The preview has ended")


# --- the search -------------------------------------------------------------------------------


def test_the_search_finds_what_was_just_written(preview: Preview, visitor: Visit) -> None:
    page = opened(preview, visitor)
    summon(page)
    page.keyboard.insert_text("Tell Nahr")
    expect(page.locator(".hit-title").first).to_have_text("Tell Nahr")
    page.keyboard.press("Escape")
    page.evaluate("window.mark = 1")
    put(preview, "content/actors/brothers.md", "A band.", "A zanzibarian band.")
    # The page itself is as it was, but what it searched in is not.
    until(page, "window.mark !== 1")
    page.wait_for_timeout(300)
    summon(page)
    page.keyboard.insert_text("zanzibarian")
    expect(page.locator(".hit-title").first).to_have_text("the Brothers")


def test_the_page_of_the_search_keeps_what_was_asked(preview: Preview, visitor: Visit) -> None:
    page = visitor(f"{preview.url}search/?q=quinquereme")
    field = page.locator(".search-panel input")
    expect(page.get_by_role("status").first).to_contain_text("quinquereme")
    field.click()
    put(preview, "content/actors/brothers.md", "A band.", "A quinquereme.")
    expect(page.locator(".hit-title").first).to_have_text("the Brothers")
    expect(field).to_have_value("quinquereme")
    expect(field).to_be_focused()
