"""The figures in a real browser: nothing over anything, letters large enough, links to reach."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from served import DESK, PHONE, Serve, Served, Visit

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ACTOR, HUB, TIMELINE = "actors/al-qaida/", "actors/islamic-state/", "timeline/"
NARROW = {"width": 360, "height": 740}
PAGES = ["actors/", ACTOR, HUB, "actors/abu-omar-al-shishani/", "places/sirte/", TIMELINE]
DRAWN = ".figure:is(.ties, .spans) > svg"

Area = tuple[float, float, float, float, str]

# The areas of what a drawing shows, in pixels of the window: (left, top, right, bottom, what).
AREAS = """(svgs) => svgs.filter((svg) => svg.checkVisibility()).map((svg) =>
  [...svg.querySelectorAll(%r)].map((part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return [left, top, right, bottom, part.textContent || part.getAttribute('d')];
  }))"""


def areas(page: Page, parts: str) -> list[list[Area]]:
    """Return the areas of some parts of each figure that is shown."""
    found = page.locator(DRAWN).evaluate_all(AREAS % parts)
    return [[(*numbers, str(what)) for *numbers, what in figure] for figure in found]


def over(one: Area, two: Area, slack: float) -> bool:
    """Say whether one area lies over another by more than a little."""
    return (
        min(one[2], two[2]) - max(one[0], two[0]) > slack
        and min(one[3], two[3]) - max(one[1], two[1]) > slack
    )


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("path", PAGES)
def test_no_words_are_over_other_words(
    own: Served, visitor: Visit, path: str, size: dict[str, int]
) -> None:
    page = visitor(own.url + path, viewport=size)
    page.evaluate("document.fonts.ready")
    for figure in areas(page, "text"):
        assert figure
        # The area of a text is as high as its font, a little more than its letters.
        laid = [(a[4], b[4]) for a, b in combinations(figure, 2) if over(a, b, 4)]
        assert laid == []


def test_no_box_is_over_another_and_words_stay_within_theirs(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "actors/")
    page.evaluate("document.fonts.ready")
    (boxes,), (names,) = areas(page, ".boxes path"), areas(page, ".boxes text")
    (numbers,) = areas(page, ".numbers text")
    assert len(boxes) > 10
    assert not any(over(a, b, 0) for a, b in combinations(boxes, 2))
    for name in names:
        (home,) = [box for box in boxes if over(name, box, 0)]
        assert home[0] < name[0]
        assert name[2] < home[2]
    assert not [n[4] for n in numbers for box in boxes if over(n, box, 4)]


@pytest.mark.parametrize("path", PAGES)
def test_all_that_is_drawn_is_within_the_drawing(own: Served, visitor: Visit, path: str) -> None:
    page = visitor(own.url + path)
    page.evaluate("document.fonts.ready")
    frames = page.locator(DRAWN).evaluate_all(
        AREAS.replace("[...svg.querySelectorAll(%r)]", "[svg]")
    )
    for (frame,), parts in zip(frames, areas(page, "text, path"), strict=True):
        assert parts
        for left, top, right, bottom, what in parts:
            assert left >= frame[0] - 1.5, what
            assert top >= frame[1] - 3, what
            assert right <= frame[2] + 1.5, what
            assert bottom <= frame[3] + 3, what


@pytest.mark.parametrize("path", PAGES)
def test_letters_are_large_enough_on_the_narrowest_phone(
    own: Served, visitor: Visit, path: str
) -> None:
    page = visitor(own.url + path, viewport=NARROW)
    sizes = page.locator(f"{DRAWN} text").evaluate_all(
        """(texts) => texts.filter((text) => text.checkVisibility()).map((text) =>
          parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
    )
    assert all(size >= 11 for size in sizes)
    assert bool(sizes) is path.startswith("actors/a") or path == HUB
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_a_phone_does_not_draw_it_lists(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "actors/", viewport=PHONE)
    expect(page.locator(".figure.ties")).to_be_hidden()
    page.get_by_text("All relations between actors").click()
    expect(page.locator("details.ties li").first).to_be_visible()
    page.goto(own.url + TIMELINE)
    expect(page.locator(".figure.spans")).to_be_hidden()
    expect(page.locator(".events > li").first).to_be_visible()


CONTRAST = """(elements, what) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4;
    });
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const probe = document.body.appendChild(document.createElement('i'));
  const grounds = ['var(--paper)', 'var(--land)'].map((color) => {
    probe.style.color = color;
    return luminance(getComputedStyle(probe).color);
  });
  probe.remove();
  return elements.map((element) => {
    const ink = luminance(getComputedStyle(element)[what]);
    return Math.min(...grounds.map((g) => (Math.max(g, ink) + .05) / (Math.min(g, ink) + .05)));
  });
}"""
"""The contrast of what is drawn with the paper, and with the ground of a group: the lesser."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_words_and_lines_stand_out_in_both_themes(
    own: Served, visitor: Visit, path: str, scheme: str
) -> None:
    page = visitor(own.url + path, color_scheme=scheme, bypass_csp=True)

    def contrasts(parts: str, what: str) -> list[float]:
        found: list[float] = page.locator(f"{DRAWN} {parts}").evaluate_all(CONTRAST, what)
        return found

    words = contrasts("text", "fill")
    assert words
    assert min(words) >= 4.5
    lines = "path:is(.tie, .against, .other, .span, .time, .dot)"
    marks = contrasts(".name path", "fill") + contrasts(".boxes path", "stroke")
    assert min([*contrasts(lines, "stroke"), *marks]) >= 3


def test_the_names_of_a_figure_are_read_as_one_picture(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + ACTOR)
    picture = page.get_by_role("img", name=re.compile("^Relations of al-Qaida"))
    expect(picture).to_have_count(1)
    assert picture.locator("a").count() == 0


# --- the strip ----------------------------------------------------------------------------------


@pytest.mark.parametrize("touch", [True, False])
def test_a_mark_of_the_strip_leads_to_its_passage(own: Served, visitor: Visit, touch: bool) -> None:
    size = PHONE if touch else DESK
    page = visitor(own.url + "places/sirte/", viewport=size, has_touch=touch)
    marks = page.locator(".strip a")
    for n in range(marks.count()):
        area = marks.nth(n).bounding_box()
        assert area is not None
        assert area["width"] >= 24
        assert area["height"] >= 24
    mark = page.get_by_role("link", name="Passage 3, named 3 times")
    if touch:
        mark.tap()
    else:
        mark.press("Enter")
    page.wait_for_url("**/articles/*/#p3")


def test_a_strip_keeps_its_heights_in_forced_colors_and_on_paper(
    own: Served, visitor: Visit
) -> None:
    page = visitor(own.url + "places/sirte/", forced_colors="active")
    measure = "(mark) => parseFloat(getComputedStyle(mark).borderBlockEndWidth)"
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)  # type: ignore[arg-type]
        heights = [page.locator(f".strip .n{n}").first.evaluate(measure) for n in (1, 3)]
        assert 5 < heights[0] < heights[1] / 2


# --- paper and other directions -------------------------------------------------------------------


def test_the_figures_are_printed(own: Served, visitor: Visit) -> None:
    page = visitor(own.url + "actors/", color_scheme="dark")
    text = " ".join(s.extract_text() for s in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    assert "Islamic State is related to" in text
    assert re.search(r"Katibat Uqba ibn\s+Nafi", text)
    page.emulate_media(media="print")
    box, sheet = page.locator(DRAWN).bounding_box(), page.evaluate("innerWidth")
    assert box is not None
    assert box["width"] <= sheet


def test_in_a_site_from_right_to_left_the_words_stay_at_their_marks(
    own: Served, visitor: Visit
) -> None:
    page = visitor(own.url + ACTOR)
    before = areas(page, "text")
    page.evaluate("document.documentElement.dir = 'rtl'")
    after = areas(page, "text")
    for one, two in zip(before, after, strict=True):
        shifts = {round(b[0] - a[0]) for a, b in zip(one, two, strict=True)}
        assert max(shifts) - min(shifts) <= 1


def test_a_small_site_draws_what_it_has(serve: Serve, visitor: Visit) -> None:
    page = visitor(serve("small").url + "actors/brothers-of-the-ford/")
    expect(page.locator(".figure.ties svg")).to_be_visible()
    assert page.locator(".ties .is-place").count() == 1
