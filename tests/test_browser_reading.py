"""How the pages read: sizes, headings, order, colours of controls, scripts of other languages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from served import ARTICLE, DESK, PHONE, TYPES, Serve, Served, Visit, found_in, measured

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PAGES = [*TYPES.values(), "evidence/"]
LETTERS = "ḥṣḍṭẓāīūġḫḵʿʾ"
"""What transliteration of Arabic needs beyond ASCII."""


def number(page: Page, selector: str, name: str) -> float:
    """Return a length of an element's style in pixels."""
    style = page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{name}")
    return float(style.removesuffix("px"))


# --- size and structure -------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "least", "most"), [(360, 17, 20), (390, 17, 20), (1280, 18, 20)])
def test_the_text_is_large_enough_and_its_lines_lie_well_apart(
    own: Served, visitor: Visit, width: int, least: float, most: float
) -> None:
    page = visitor(own.url + ARTICLE, viewport={"width": width, "height": 800})
    size = number(page, "[data-passage]", "fontSize")
    assert least <= size <= most
    assert 1.45 <= number(page, "[data-passage]", "lineHeight") / size <= 1.6


@pytest.mark.parametrize("width", [1280, 1680])
def test_no_line_is_longer_than_eighty_characters(own: Served, visitor: Visit, width: int) -> None:
    page = visitor(own.url + ARTICLE, viewport={"width": width, "height": 800})
    assert 50 < measured(page, "longest()") <= 80


def test_the_text_grows_with_the_size_that_a_reader_has_set(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    wanted = ("[data-passage]", "h1", ".standfirst", ".kicker", ".masthead-nav a", ".number")
    before = [number(page, selector, "fontSize") for selector in wanted]
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('html { font-size: 200% !important }');
          document.adoptedStyleSheets.push(sheet);
        }"""
    )
    assert number(page, "html", "fontSize") == 32
    after = [number(page, selector, "fontSize") for selector in wanted]
    # The largest title is held to the width of the window, and need not double.
    growth = {"h1": 1.25}
    for selector, one, two in zip(wanted, before, after, strict=True):
        assert two >= growth.get(selector, 1.6) * one, selector


def test_headings_skip_no_level(own: Served, visitor: Visit) -> None:
    page = visitor()
    assert found_in(page, own, "levels()", PAGES) == []
    page.goto(own.url + ARTICLE)
    assert page.locator("main :is(h4, h5, h6)").count() == 0


@pytest.mark.parametrize("kind", [*TYPES, "evidence"])
def test_a_page_has_its_landmarks(own: Served, visitor: Visit, kind: str) -> None:
    page = visitor(own.url + TYPES.get(kind, "evidence/"))
    for role in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    expect(page.get_by_role("navigation", name="Sections")).to_have_count(1)
    for nav in page.get_by_role("navigation").all():
        assert nav.evaluate("e => e.ariaLabel || e.getAttribute('aria-labelledby')")
    assert page.evaluate("document.body.firstElementChild.matches('a.skip')")


def test_what_is_read_first_stands_first(own: Served, visitor: Visit) -> None:
    """In one column the order of the source is the order on the screen."""
    page = visitor(viewport={"width": 390, "height": 800})
    assert found_in(page, own, "backwards()", PAGES) == []


# --- room ---------------------------------------------------------------------------------------


def test_a_page_at_400_per_cent_scrolls_in_one_direction(own: Served, visitor: Visit) -> None:
    """1280 × 1024 at 400 %: WCAG 1.4.10."""
    page = visitor(viewport={"width": 320, "height": 256})
    found = []
    for path in PAGES:
        page.goto(own.url + path)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        found += [f"{path}: {page.evaluate(wide)} px"] if page.evaluate(wide) > 0 else []
        found += [f"{path}: {line}" for line in measured(page, "overflow()")]
        fixed = """[...document.querySelectorAll('*')].filter((e) => e.checkVisibility()
          && ['fixed', 'sticky'].includes(getComputedStyle(e).position)
          && e.getBoundingClientRect().height > innerHeight / 3).map((e) => e.className)"""
        found += [f"{path}: in the way: {line}" for line in page.evaluate(fixed)]
    assert found == []


def test_pictures_have_their_room_before_they_come(own: Served, visitor: Visit) -> None:
    assert found_in(visitor(), own, "unsized()", PAGES) == []


WIDTHS = """([selector, ...families]) => families.map((family) => {
  let sum = 0;
  for (const element of document.querySelectorAll(selector)) {
    const copy = document.createElement('span');
    copy.textContent = element.textContent;
    const { fontStyle, fontWeight, letterSpacing } = getComputedStyle(element);
    Object.assign(copy.style, { position: 'absolute', whiteSpace: 'nowrap', fontStyle,
      fontWeight, letterSpacing, fontSize: '100px', fontFamily: family });
    document.body.append(copy);
    sum += copy.getBoundingClientRect().width;
    copy.remove();
  }
  return sum;
})"""


@pytest.mark.parametrize(
    ("selector", "family", "path"),
    [
        (".entity-body p", "Text", "actors/islamic-state/"),
        (".gist", "Text", ARTICLE),
        ("h1", "Title", ARTICLE),
    ],
    ids=["text", "italic", "title"],
)
def test_what_stands_in_for_a_font_is_as_wide(
    own: Served, visitor: Visit, selector: str, family: str, path: str
) -> None:
    page = visitor(own.url + path)
    page.evaluate("document.fonts.ready")
    ours, other = page.evaluate(WIDTHS, [selector, f'"{family}"', f'"Times as {family}"'])
    assert ours > 1000
    assert other == pytest.approx(ours, rel=0.015)


@pytest.mark.parametrize("width", [390, 1280])
def test_late_fonts_move_no_more_than_a_line(own: Served, visitor: Visit, width: int) -> None:
    """A third of a second late they may break one paragraph elsewhere, which no metrics prevent."""
    page = visitor(viewport={"width": width, "height": 800})

    def late(route: Any) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/*.woff2", late)
    page.add_init_script(
        """window.moved = [0];
        new PerformanceObserver((list) => {
          for (const { sources } of list.getEntries()) {
            for (const { previousRect, currentRect } of sources) {
              window.moved.push(Math.abs(previousRect.top - currentRect.top));
            }
          }
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    for path in ("", ARTICLE, "actors/islamic-state/", "glossary/"):
        page.goto(own.url + path)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(200)
        assert page.evaluate("document.fonts.size") > 0
        assert page.evaluate("Math.max(...window.moved)") <= 32, path


@pytest.mark.parametrize("by_key", [False, True], ids=["pointer", "keyboard"])
def test_the_sentence_one_was_sent_to_is_marked_and_not_covered(
    own: Served, visitor: Visit, by_key: bool
) -> None:
    page = visitor(own.url + "actors/islamic-state/")
    spot = page.locator(".sentences .spot[href$='#p3-2']")
    spot.press("Enter") if by_key else spot.click()
    page.wait_for_url(f"{own.url}{ARTICLE}#p3-2")
    page.wait_for_timeout(500)
    expect(page.locator(".card")).to_have_count(0)
    tint = "getComputedStyle(document.querySelector('.sentence:has(:target)')).backgroundColor"
    assert page.evaluate(tint) not in ("rgba(0, 0, 0, 0)", "transparent")
    assert page.locator(":target").inner_text() == "Islamic State"
    page.locator(":target").click()
    page.wait_for_url(f"{own.url}actors/islamic-state/#from:p3-2")
    back = page.locator(".back:visible")
    expect(back).to_have_count(1)
    back.get_by_role("link").click()
    page.wait_for_url(f"{own.url}{ARTICLE}#p3-2")


# --- controls -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_uses_the_keyboard_sees_where_it_is(own: Served, visitor: Visit, scheme: str) -> None:
    page = visitor(color_scheme=scheme, reduced_motion="reduce")
    assert found_in(page, own, "rings(3)", PAGES) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_controls_stand_out_from_their_paper(own: Served, visitor: Visit, scheme: str) -> None:
    page = visitor(color_scheme=scheme)
    assert found_in(page, own, "edges(3)", PAGES) == []
    page.keyboard.press("Control+k")
    expect(page.locator(".search-panel input")).to_be_visible()
    assert measured(page, "edges(3)") == []


def test_the_readers_own_colours_leave_controls_and_marks(own: Served, visitor: Visit) -> None:
    page = visitor(forced_colors="active", reduced_motion="reduce")
    spots = [f"{ARTICLE}#p3-2", f"{ARTICLE}#p3", "glossary/#wilayat"]
    assert found_in(page, own, "unmarked()", [*PAGES, *spots]) == []
    assert found_in(page, own, "rings(3)", [ARTICLE, "glossary/", "search/"]) == []


@pytest.mark.parametrize("kind", ["article", "place", "search"])
def test_the_keyboard_is_never_trapped_nor_hidden(own: Served, visitor: Visit, kind: str) -> None:
    page = visitor(own.url + TYPES[kind], reduced_motion="reduce")
    page.evaluate(
        """() => {
          window.stops = new Set();
          addEventListener('focusin', ({ target }) => window.stops.add(target));
        }"""
    )
    for _ in range(300):
        page.keyboard.press("Tab")
    there = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, summary')]
        .filter((e) => e.checkVisibility() && e.tabIndex >= 0).length"""
    )
    assert page.evaluate("window.stops.size") == min(there, 300)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_covers_what_has_the_focus(
    own: Served, visitor: Visit, viewport: dict[str, int]
) -> None:
    """WCAG 2.4.11, when a card that was open has gone."""
    page = visitor(viewport=viewport, reduced_motion="reduce")
    found = []
    for path in (ARTICLE, "places/sirte/", "glossary/"):
        page.goto(own.url + path)
        found += page.evaluate(
            """async () => {
              const found = [];
              const covered = (element) => ![...element.getClientRects()].some((
                { left, top, width, height }) => element.contains(
                document.elementFromPoint(left + width / 2, top + height / 2)));
              for (const element of document.querySelectorAll('a[href], button, input, summary')) {
                if (!element.checkVisibility() || element.tabIndex < 0) continue;
                element.focus({ focusVisible: true });
                if (covered(element)) await new Promise((done) => setTimeout(done, 500));
                if (covered(element)) found.push(element.outerHTML);
              }
              return found;
            }"""
        )
    assert found == []


# --- other scripts ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["own", "small"])
def test_arabic_is_set_apart_wherever_it_stands(serve: Serve, visitor: Visit, name: str) -> None:
    site, page = serve(name), visitor()
    pages = [path for path in site.pages if 'http-equiv="refresh"' not in site.read(path)]
    sizes: list[float] = []
    found = []
    for path in pages:
        page.goto(site.url + path)
        found += [f"{path}: {line}" for line in measured(page, "arabic()")]
        sizes += measured(page, "arabicSizes()")
    assert found == []
    assert len(sizes) > 1
    assert all(1.1 <= size <= 1.2 for size in sizes), sorted(set(sizes))


@pytest.mark.parametrize("selector", ["[data-passage]", ".standfirst", ".gist", "h1"])
def test_the_letters_of_transliteration_come_from_one_font(
    own: Served, visitor: Visit, selector: str
) -> None:
    page = visitor(own.url + ARTICLE, viewport=DESK)
    page.locator(selector).first.evaluate(f"e => {{ e.textContent = '{LETTERS}'; e.id = 'here' }}")
    page.evaluate("document.fonts.ready")
    expect(page.locator("#here")).to_have_text(LETTERS)
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#here"})["nodeId"]
    for _ in range(50):  # a font is fetched when a letter first asks for it
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if [font["isCustomFont"] for font in fonts] == [True]:
            break
        page.wait_for_timeout(100)
    assert [(font["isCustomFont"], font["glyphCount"]) for font in fonts] == [(True, len(LETTERS))]
