"""axe-core finds no fault, whatever the page, the width, the colours, and what is open on it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from served import TYPES, Serve, Visit

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: the slow ones, and all that light and dark can differ in."""

REVIEWED = {
    # Text that another box covers, wholly or in part, has no background that axe can tell:
    # beneath a card, and where a list of results is scrolled. A card covers its text on
    # purpose and is opaque; faint() in measures.js measures every text uncovered.
    ("color-contrast", "bgOverlap"),
    ("color-contrast", "elmPartiallyObscured"),
    ("color-contrast", "elmPartiallyObscuring"),
    # One letter, such as those of the glossary, may be an icon to axe; faint() measures it.
    ("color-contrast", "shortTextContent"),
    # The letters of a drawing, whose ground is drawn too: the tests of the drawings measure them.
    ("color-contrast", "imgNode"),
}
"""What axe leaves to a person: the rule, and why it could not say. Each was looked at."""

_RUN = """async ([part, options]) => {
  const { violations, incomplete } = await axe.run(part, options);
  return [violations, incomplete].map((found) => found.flatMap(({ id, nodes }) => nodes.map(
    (node) => ({
      rule: id,
      where: node.target.join(' '),
      checks: [...node.any, ...node.all, ...node.none].map(({ message }) => message),
      keys: [...node.any, ...node.all, ...node.none].map(({ data }) => data?.messageKey),
    }))));
}"""

_REACH = """() => {
  const of = ({ entity, cite }) => document.querySelector(`[data-card="${entity ?? cite}"]`);
  const links = [...document.querySelectorAll('main :is(a[data-entity], a[data-cite])')];
  const link = links.find((a) => a.checkVisibility() && of(a.dataset));
  link?.focus({ focusVisible: true });
  return Boolean(link);
}"""
"""Focus the first link that has a card, as the keyboard does; tell whether there is one."""


def faults(page: Page, part: str, **options: Any) -> Iterator[str]:
    """Yield what axe finds wrong in a part of a page, and what it leaves open unreviewed."""
    wanted = {"resultTypes": ["violations", "incomplete"], **options}
    violations, incomplete = page.evaluate(_RUN, [part, wanted])
    for found in violations:
        yield f"{found['rule']}: {found['where']}: {'; '.join(found['checks'])}"
    for found in incomplete:
        if any((found["rule"], key) not in REVIEWED for key in found["keys"]):
            yield f"open: {found['rule']}: {found['where']}: {'; '.join(found['checks'])}"


def faults_of_state(page: Page, part: str) -> Iterator[str]:
    """Yield the faults of the whole page, and of the colours of the part that is new on it."""
    page.emulate_media(color_scheme="light")
    structure = {rule: {"enabled": False} for rule in COLOUR}
    yield from faults(page, "html", runOnly={"type": "tag", "values": TAGS}, rules=structure)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        yield from (f"{scheme}: {fault}" for fault in faults(page, part, runOnly=COLOUR))


def states(page: Page) -> Iterator[tuple[str, str]]:
    """Take a page through its states; yield the name of each and the part that is new in it."""
    yield "rest", "body"
    if page.evaluate(_REACH):
        expect(page.locator(".card")).to_be_visible()
        yield "card", ".card"
        page.keyboard.press("Escape")
        page.locator(":focus").blur()
    page.keyboard.press("Control+k")
    expect(page.locator(".search-panel input")).to_be_focused()
    yield "search", ".search-panel"
    page.keyboard.insert_text("sirte")
    expect(page.locator(".hit-title").first).to_be_visible()
    yield "results", ".search-panel"


@pytest.mark.parametrize("kind", [*TYPES, "evidence"])
def test_axe_finds_nothing(serve: Serve, visitor: Visit, kind: str) -> None:
    # The small site's evidence has every verdict, and not hundreds of claims.
    own = kind in TYPES
    site, address = (serve(), TYPES[kind]) if own else (serve("small"), "evidence/")
    page, found = visitor(reduced_motion="reduce"), []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(site.url + address)
        page.evaluate(f"{AXE}; undefined")
        for state, part in states(page) if own else [("rest", "body")]:
            found += [f"{width} px, {state}: {fault}" for fault in faults_of_state(page, part)]
    assert found == []


def test_axe_would_find_faults(serve: Serve, visitor: Visit) -> None:
    """A check that cannot fail is none: each state's two halves see what is broken for them."""
    page = visitor(serve().url + TYPES["place"], reduced_motion="reduce")
    page.evaluate(f"{AXE}; undefined")
    page.evaluate(
        """() => {
          const heading = document.createElement('h4');
          heading.textContent = 'No heading of the first level';
          document.querySelector('h1').replaceWith(heading);
          document.querySelector('.standfirst').style.color = 'light-dark(#fff, #000)';
        }"""
    )
    found = "\n".join(faults_of_state(page, "body"))
    assert "page-has-heading-one" in found
    assert "light: color-contrast" in found
    assert "dark: color-contrast" in found
