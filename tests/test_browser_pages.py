"""Every page in a real browser: silent, followable, readable by anyone, on paper too."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from served import (
    ARTICLE,
    DESK,
    PHONE,
    TYPES,
    Complaints,
    Serve,
    Served,
    Visit,
    found_in,
    measured,
    summon,
)

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

A_PAGE_OF_EACH_TYPE = list(TYPES.values())
FOCUSED = "document.activeElement"


def address(page: Page, site: Served) -> str:
    """Return where a page is, below the site's address."""
    assert page.url.startswith(site.url)
    return page.url.removeprefix(site.url)


# --- silence ---------------------------------------------------------------------------------


def test_no_page_complains_or_asks_another_host(own: Served, visitor: Visit) -> None:
    page = visitor()
    for path in own.pages:
        answer = page.goto(own.url + path)
        assert answer is not None
        assert answer.ok, path
        expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("mount", ["/repo/", "/a/b/"])
def test_the_same_bytes_are_silent_below_any_path(
    serve: Serve, own: Served, visitor: Visit, mount: str
) -> None:
    site = serve("own", mount)
    assert site.folder == own.folder
    page = visitor()
    for path in A_PAGE_OF_EACH_TYPE:
        page.goto(site.url + path)
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"


def test_a_briefing_full_of_markup_stays_text(serve: Serve, visitor: Visit) -> None:
    site, page = serve("small", "/a/b/"), visitor()
    for path in site.pages:
        if 'http-equiv="refresh"' in site.read(path):
            continue
        page.goto(site.url + path)
        assert page.locator("main script, main style, main iframe, main object").count() == 0
    page.goto(site.url + "about/")
    expect(page.locator("h1")).to_have_text("About & <script>alert(1)</script>")


_BROKEN_WORDS = """(cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
  while (walker.nextNode()) {
    for (const word of walker.currentNode.data.matchAll(/[\\p{L}\\p{M}’]+/gu)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_no_word_of_a_table_is_broken_and_what_is_too_wide_is_moved(
    own: Served, visitor: Visit, width: int
) -> None:
    page = visitor(own.url + "names-left-out/", viewport=PHONE | {"width": width})
    cells = page.locator(".table :is(th, td)").all()
    assert cells
    assert [word for cell in cells for word in cell.evaluate(_BROKEN_WORDS)] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    frame = page.get_by_role("group", name="Table").first
    frame.focus()
    frame.evaluate("frame => { frame.style.inlineSize = '10rem'; }")  # whatever the table's width
    page.keyboard.press("ArrowRight")
    expect(frame).not_to_have_js_property("scrollLeft", 0)


def test_a_page_that_moved_takes_the_reader_along(serve: Serve, visitor: Visit) -> None:
    site = serve("small", "/a/b/")
    page = visitor(site.url + "glossary/furt/")
    page.wait_for_url(site.url + "glossary/#ford")
    expect(page.locator("#ford")).to_be_in_viewport()


# --- the way from page to page -----------------------------------------------------------------


@pytest.mark.parametrize("mount", ["/", "/repo/", "/a/b/"])
def test_the_way_through_the_site(serve: Serve, visitor: Visit, mount: str) -> None:
    site = serve("own", mount)
    page = visitor(site.url)

    page.get_by_role("link", name="Read the article").first.click()
    page.wait_for_url(site.url + ARTICLE)

    page.locator("#p1 [data-entity='actors/islamic-state']").first.click()
    page.wait_for_url(site.url + "actors/islamic-state/#from:p1-1")
    main = page.locator("main")
    expect(main).to_have_attribute("data-entity-page", "actors/islamic-state")

    page.locator(".spot[href$='#p3-2']").click()
    page.wait_for_url(site.url + ARTICLE + "#p3-2")
    spot = page.locator("#p3-2")
    expect(spot).to_have_text("Islamic State")
    expect(spot).to_be_in_viewport()
    assert spot.evaluate("e => e.matches(':target') && getComputedStyle(e).outlineStyle") == "solid"

    page.locator("[data-entity='places/sirte']").first.click()
    page.wait_for_url(re.compile(re.escape(site.url) + r"places/sirte/#from:p\d+-\d+$"))
    page.go_back()
    page.locator("[data-entity='glossary/wilayat']").first.click()
    page.wait_for_url(site.url + "glossary/#wilayat")
    term = page.locator("#wilayat")
    expect(term).to_be_in_viewport()
    marked = "e => getComputedStyle(e.querySelector('h2')).outlineStyle"
    assert term.evaluate(marked) == "solid"

    sections = page.get_by_role("navigation", name="Sections")
    sections.get_by_role("link", name="Timeline").click()
    page.wait_for_url(site.url + "timeline/")
    expect(sections.locator("[aria-current]")).to_have_text("Timeline")
    page.keyboard.press("Control+k")
    page.get_by_role("link", name="Open as a page").click()
    page.wait_for_url(site.url + "search/")
    page.locator(".masthead-title").click()
    page.wait_for_url(site.url)


def test_every_link_of_a_page_of_each_type_leads_somewhere(own: Served, visitor: Visit) -> None:
    """As the browser understands the addresses; sitecheck reads them for itself."""
    page, seen = visitor(), set()
    hrefs = "[...document.links].map((a) => a.href)"
    for path in A_PAGE_OF_EACH_TYPE:
        page.goto(own.url + path)
        seen |= {href.partition("#")[0] for href in page.evaluate(hrefs)}
    inside = sorted(href for href in seen if href.startswith(own.url))
    assert len(inside) > 40
    assert [href for href in inside if page.request.get(href, max_redirects=0).status != 200] == []


def test_passage_numbers_and_citations_lead_to_passages(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    numbers = page.locator(".number")
    for index in range(numbers.count()):
        numbers.nth(index).click()
        assert address(page, own) == f"{ARTICLE}#p{index + 1}"
        expect(page.locator(":target")).to_have_attribute("id", f"p{index + 1}")
    page.goto(own.url + "places/sirte/")
    cite = page.locator(".entity-body [data-cite]").first
    passage = (cite.get_attribute("data-cite") or "").partition("#")[2]
    cite.click()
    expect(page.locator(f"#{passage}")).to_be_in_viewport()
    tint = page.locator(f"#{passage}").evaluate("e => getComputedStyle(e).backgroundColor")
    assert tint != "rgba(0, 0, 0, 0)"


def test_the_whole_row_of_a_sentence_leads_to_its_spot(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "places/sirte/")
    row = page.locator(".sentences > li").first
    href = row.locator(".spot").evaluate("e => e.href")
    row.click(position={"x": 300, "y": 20})
    page.wait_for_url(href)


def test_a_page_that_is_not_there_leads_on_from_any_depth(
    serve: Serve, visitor: Visit, complaints: Complaints
) -> None:
    site = serve("own", "/a/b/", based=True)
    missing = site.url + "nowhere/at/all"
    complaints.allowed = lambda line: missing in line or "status of 404" in line
    page = visitor()
    answer = page.goto(missing)
    assert answer is not None
    assert answer.status == 404
    hrefs = page.evaluate("[...document.links].map((a) => a.href.replace(/#.*/, ''))")
    hrefs.remove(missing)  # the skip link
    assert len(hrefs) > 8
    assert [href for href in hrefs if page.request.get(href).status != 200] == []
    summon(page)
    page.keyboard.type("sirte")
    first = page.locator(".hit-title").first
    expect(first).to_have_text("Sirte")  # not yet what the first letters found
    first.click()
    page.wait_for_url(site.url + "places/sirte/")


# --- every width, both directions ---------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 1280, 1680])
def test_nothing_reaches_out_of_the_window(own: Served, visitor: Visit, width: int) -> None:
    page = visitor(viewport={"width": width, "height": 800})
    found = []
    for path in A_PAGE_OF_EACH_TYPE:
        page.goto(own.url + path)
        for direction in ("ltr", "rtl"):
            page.evaluate("(dir) => { document.documentElement.dir = dir; }", direction)
            found += [f"{path} {direction}: {line}" for line in measured(page, "overflow()")]
    assert found == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_text_is_lost_when_it_is_spaced_out(own: Served, visitor: Visit, width: int) -> None:
    """WCAG 1.4.12: a reader's own spacing."""
    page = visitor(viewport={"width": width, "height": 800})
    found = []
    for path in A_PAGE_OF_EACH_TYPE:
        page.goto(own.url + path)
        page.evaluate(
            """() => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
              document.adoptedStyleSheets.push(sheet);
            }"""
        )
        found += [f"{path}: {line}" for line in measured(page, "overflow()")]
        found += [f"{path}: {line}" for line in measured(page, "collisions()")]
    assert found == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_word_is_too_long_for_its_column(own: Served, visitor: Visit, width: int) -> None:
    page = visitor(viewport={"width": width, "height": 800})
    found = []
    for path in A_PAGE_OF_EACH_TYPE:
        page.goto(own.url + path)
        page.evaluate(
            """() => {
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const text = walker.currentNode;
                // The words of a drawing are cut to their room when it is made.
                const ours = text.parentElement.closest('.row-count, .cite, kbd, svg');
                if (text.data.trim() && !ours) {
                  // What is kept in one line is never longer than this.
                  const tied = text.parentElement.closest('.tied');
                  text.data = tied ? 'al-Donaudampfschiff' : 'Donaudampfschifffahrt'.repeat(4);
                }
              }
            }"""
        )
        found += [f"{path}: {line}" for line in measured(page, "overflow()")]
    assert found == []


@pytest.mark.parametrize("width", [390, 1680])
def test_no_text_lies_over_another(own: Served, visitor: Visit, width: int) -> None:
    page = visitor(viewport={"width": width, "height": 800})
    assert found_in(page, own, "collisions()", A_PAGE_OF_EACH_TYPE) == []


@pytest.mark.parametrize(("width", "least", "most"), [(360, 38, 50), (1280, 60, 75)])
def test_a_line_is_neither_long_nor_short(
    own: Served, visitor: Visit, width: int, least: int, most: int
) -> None:
    page = visitor(own.url + ARTICLE, viewport={"width": width, "height": 800})
    assert least <= measured(page, "measure()") <= most


def test_the_numbers_of_passages_hang_in_the_gutter(own: Served, visitor: Visit) -> None:
    for viewport in (DESK, PHONE):
        page = visitor(own.url + ARTICLE, viewport=viewport)
        passages = page.locator(".passage")
        assert passages.count() == page.locator("[data-passage]").count() > 0
        for passage in passages.all():
            number = passage.locator(".number").bounding_box()
            text = passage.locator("[data-passage]").bounding_box()
            assert number
            assert text
            assert 0 <= number["x"] < number["x"] + number["width"] <= text["x"] + 0.5
            assert abs(number["y"] - text["y"]) < 12


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_controls_are_large_enough_to_hit(
    own: Served, visitor: Visit, viewport: dict[str, int]
) -> None:
    page = visitor(viewport=viewport)
    found = found_in(page, own, "small()", A_PAGE_OF_EACH_TYPE)
    # A phone's margin, in which the numbers hang, is narrower than 24 px.
    assert [line for line in found if "a.number" not in line or viewport is DESK] == []


def test_arabic_is_as_large_inside_arabic_as_on_its_own(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE)
    styles = """() => ['[data-passage]', '[data-passage] a', '.gist', '.kicker', 'h1']
      .map((part) => getComputedStyle(document.querySelector(part)))
      .map(({ fontSize, letterSpacing, fontStyle }) => [fontSize, letterSpacing, fontStyle])"""
    latin = page.evaluate(styles)
    page.evaluate("document.documentElement.lang = 'ar'")
    arabic = page.evaluate(styles)
    assert [size for size, _, _ in arabic] == [size for size, _, _ in latin]
    assert {(space, slant) for _, space, slant in arabic} <= {
        ("0px", "normal"),
        ("normal", "normal"),
    }


# --- colours --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_paper(own: Served, visitor: Visit, scheme: str) -> None:
    page = visitor(color_scheme=scheme)
    found = found_in(page, own, "faint(4.5, 7)", A_PAGE_OF_EACH_TYPE)
    found += found_in(page, own, "faint(4.5, 4.5)", [f"{ARTICLE}#p3-2", "glossary/#wilayat"])
    assert found == []


def test_the_dark_scheme_is_dark(own: Served, visitor: Visit) -> None:
    colours = "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle({}))"
    seen = []
    for scheme in ("light", "dark"):
        page = visitor(own.url + ARTICLE, color_scheme=scheme)
        element = "document.documentElement"
        seen.append(page.evaluate(colours.replace("{}", element)))
        link = page.locator("#p1 a.actor").first
        seen[-1].append(link.evaluate("e => getComputedStyle(e).color"))
    light, dark = seen
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert sum(map(int, re.findall(r"\d+", dark[1])[:3])) < 120


def test_kinds_differ_in_line_and_not_in_colour_alone(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE, forced_colors="active")
    style = "e => getComputedStyle(e).textDecorationStyle"
    kinds = ("actor", "place", "term")
    lines = [page.locator(f"main a.{kind}").first.evaluate(style) for kind in kinds]
    assert lines == ["solid", "dotted", "dashed"]


def test_nothing_moves_for_who_asked_for_rest(own: Served, visitor: Visit) -> None:
    page = visitor(reduced_motion="reduce")
    assert found_in(page, own, "moving()", A_PAGE_OF_EACH_TYPE) == []


def test_who_comes_from_another_page_is_there_at_once(own: Served, visitor: Visit) -> None:
    page = visitor(f"{own.url}{ARTICLE}#p9", reduced_motion="no-preference")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    expect(page.locator("#p9")).to_be_in_viewport()


# --- keyboard, no scripts, no styles ---------------------------------------------------------


@pytest.mark.parametrize("path", ["", ARTICLE, "glossary/", "search/"])
def test_the_skip_link_comes_first_and_works(own: Served, visitor: Visit, path: str) -> None:
    page = visitor(own.url + path)
    skip = page.locator(".skip")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.closest('main') !== null")


def test_the_keyboard_goes_round_a_page_and_is_always_seen(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "actors/turki-al-binali/")
    stops = page.locator("a:visible, summary:visible").count()
    seen = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(f"{FOCUSED}.href || {FOCUSED}.localName"))
        ring = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
        assert ring == "solid", seen[-1]
    assert len(seen) == stops
    assert page.evaluate(f"{FOCUSED}.closest('.colophon') !== null")


def test_all_can_be_read_without_scripts(own: Served, visitor: Visit) -> None:
    scripted, plain = visitor(), visitor(java_script_enabled=False)
    for path in A_PAGE_OF_EACH_TYPE:
        if path == "search/":
            continue
        scripted.goto(own.url + path)
        plain.goto(own.url + path)
        one, other = (page.locator("main").inner_text().split() for page in (scripted, plain))
        assert one == other, path


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_article_can_be_read_without_styles(
    own: Served, visitor: Visit, complaints: Complaints
) -> None:
    complaints.allowed = lambda line: ".css" in line or "ERR_FAILED" in line
    page = visitor()
    page.route("**/*.css", lambda route: route.abort())
    page.goto(own.url + ARTICLE)
    text = squeezed(measured(page, "reading()"))
    passages = page.locator("[data-passage]").all_text_contents()
    marks = ["Skip to the content", page.locator("h1").inner_text()]
    marks += [page.locator(".key-points li").first.inner_text(), *passages]
    places = [text.find(squeezed(mark)) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)
    assert len(passages) == 10


# --- paper ------------------------------------------------------------------------------------


def printed(page: Page) -> int:
    """Print a page on A4 and return the number of sheets."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_an_article_prints_on_six_sheets_at_most(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ARTICLE, color_scheme="dark")
    assert 2 <= printed(page) <= 6
    page.goto(own.url + "places/sirte/")
    assert printed(page) <= 4


@pytest.mark.parametrize("path", [ARTICLE, "actors/islamic-state/", "glossary/", ""])
def test_paper_shows_the_content_and_no_controls(own: Served, visitor: Visit, path: str) -> None:
    page = visitor(own.url + path, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".masthead-nav", ".masthead-search", ".skip", ".colophon", ".jumps"):
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    # The names of an article are its notes: each printed once, under the number of its link.
    numbers = page.eval_on_selector_all("a[data-note]", "all => all.map(e => +e.dataset.note)")
    notes = page.locator(".cards > [data-card*='/']:visible")
    assert numbers == list(range(1, notes.count() + 1))
    assert bool(numbers) == (path == ARTICLE)
    for number, note in enumerate(notes.all(), start=1):
        link = page.locator(f"a[data-note='{number}']")
        assert link.get_attribute("data-entity") == note.get_attribute("data-card")
        after = link.evaluate("e => getComputedStyle(e, '::after').content")
        assert after in {f'"{number}"', "attr(data-note)"}
    expect(page.locator(".cards > [data-card*='#']:visible")).to_have_count(0)
    assert measured(page, "collisions()") == []


def test_links_out_of_the_site_are_written_out_on_paper(serve: Serve, visitor: Visit) -> None:
    page = visitor(serve("small").url + "actors/brothers-of-the-ford/")
    page.emulate_media(media="print")
    link = page.locator(".references a[href^='http']").first
    assert urlsplit(link.get_attribute("href") or "").hostname == "example.org"
    after = link.evaluate("e => getComputedStyle(e, '::after').content")
    assert "attr(href)" in after or "example.org" in after
