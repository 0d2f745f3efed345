"""The maps in a real browser: letters where the build set them, large enough and apart."""

from __future__ import annotations

from typing import Any

import pytest
from served import Served, Visit

pytestmark = pytest.mark.browser
pytest_plugins = ["browser"]

TEXTS = """
() => [...document.querySelectorAll('.map text')].filter(text => text.getClientRects().length)
  .map(text => {
    // The box of a text is as high as a line; the letters reach so far above and below.
    const box = text.getBBox(), base = text.y.baseVal[0].value;
    const em = parseFloat(getComputedStyle(text).fontSize);
    const own = text.ownerSVGElement, shown = text.getBoundingClientRect();
    return {
      text: text.textContent, x: box.x, width: box.width,
      top: base - 0.74 * em, bottom: base + 0.24 * em,
      size: em * own.getBoundingClientRect().width / own.viewBox.baseVal.width,
      inside: shown.left >= own.getBoundingClientRect().left - 1
        && shown.right <= own.getBoundingClientRect().right + 1,
    };
  })
"""
PAGES = ["", "places/", "places/sirte/", "places/tunisia/", "places/africa/", "places/sinai/"]


def texts(visitor: Visit, own: Served, path: str, width: int) -> list[dict[str, Any]]:
    page = visitor(own.url + path, viewport={"width": width, "height": 800})
    page.evaluate("document.fonts.ready")
    found: list[dict[str, Any]] = page.evaluate(TEXTS)
    assert found
    return found


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_names_are_legible_and_apart(visitor: Visit, own: Served, path: str, width: int) -> None:
    found = texts(visitor, own, path, width)
    for i, one in enumerate(found):
        assert one["size"] >= 10.95, one
        assert one["inside"], one
        for other in found[i + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"] + 1
                or other["x"] + other["width"] <= one["x"] + 1
                or one["bottom"] <= other["top"] + 0.5
                or other["bottom"] <= one["top"] + 0.5
            )
            assert apart, (one, other)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_with_a_map_does_not_scroll_sideways(
    visitor: Visit, own: Served, width: int, scheme: str
) -> None:
    for path in PAGES:
        page = visitor(
            own.url + path, viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawing = page.locator(".map svg").first.bounding_box()
        assert drawing and drawing["width"] > 250
