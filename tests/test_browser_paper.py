"""What comes out of the printer: few sheets, no controls, headings with their text, notes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader
from served import ARTICLE, TYPES, Serve, Served, Visit

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PRINTED = [TYPES[kind] for kind in ("home", "article", "actor", "place", "glossary", "timeline")]
PAPERS = ["A4", "Letter"]


def printed(page: Page, paper: str = "A4") -> list[PageObject]:
    """Print a page and return its sheets."""
    return list(PdfReader(BytesIO(page.pdf(format=paper))).pages)


def squeezed(text: str) -> str:
    """Return the letters of a text: a PDF knows no words, joins fi, and takes ’ for a letter."""
    return re.sub(r"[\Wʼ]+", "", unicodedata.normalize("NFKC", text))


def words(sheets: list[PageObject]) -> str:
    """Return all text of the sheets."""
    return "\n".join(sheet.extract_text() for sheet in sheets)


@dataclass
class Row:
    """A line of a sheet, over all columns: its text squeezed, and its largest type in points."""

    text: str
    size: float


def rows(sheet: PageObject) -> list[Row]:
    """Return the lines of a sheet from top to bottom."""
    found: dict[int, list[tuple[float, str, float]]] = {}

    def visit(text: str, page: Any, line: Any, font: Any, size: float) -> None:
        x = line[4] * page[0] + line[5] * page[2] + page[4]
        y = line[4] * page[1] + line[5] * page[3] + page[5]
        if text.strip():
            points = abs(size * line[3] * page[3])
            found.setdefault(round(y / 4), []).append((x, text, points))

    sheet.extract_text(visitor_text=visit)
    ordered = [sorted(found[y]) for y in sorted(found, reverse=True)]
    return [
        Row(squeezed("".join(text for _, text, _ in row)), max(size for *_, size in row))
        for row in ordered
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_an_article_takes_six_sheets_at_most(own: Served, visitor: Visit, paper: str) -> None:
    sheets = printed(visitor(own.url + ARTICLE, color_scheme="dark"), paper)
    assert 3 <= len(sheets) <= 6
    assert all(sheet.extract_text().strip() for sheet in sheets)


@pytest.mark.parametrize("paper", PAPERS)
def test_no_heading_stands_alone_at_the_end_of_a_sheet(
    own: Served, visitor: Visit, paper: str
) -> None:
    page, found = visitor(), []
    for path in PRINTED:
        page.goto(own.url + path)
        texts = page.locator("main :is(h1, h2, h3, h4)").all_text_contents()
        headings = {squeezed(text) for text in texts if len(squeezed(text)) > 3}
        for number, sheet in enumerate(printed(page, paper)[:-1], 1):
            lines = rows(sheet)
            usual = median(line.size for line in lines)
            if lines[-1].text in headings and lines[-1].size > 1.05 * usual:
                found.append(f"{path}: sheet {number} ends with {lines[-1].text}")
    assert found == []


@pytest.mark.parametrize("path", PRINTED)
def test_paper_has_the_whole_text_and_no_controls(own: Served, visitor: Visit, path: str) -> None:
    page = visitor(own.url + path, color_scheme="dark")
    controls = page.locator(".skip, .masthead-nav a, .masthead-search, .colophon, button")
    labels = {squeezed(text) for text in controls.all_inner_texts()}
    labels -= {squeezed(text) for text in page.locator("h1").all_inner_texts()}
    held = page.locator("main h2, main [data-passage], main .definition").all_text_contents()
    cite = page.locator("main h2[id='part:cite']").all_text_contents()  # downloads: not for paper
    sheets = printed(page)
    lines = {line.text for sheet in sheets for line in rows(sheet)[:3]}
    assert lines & labels == set()
    for label in ("Skip to the content", "Ctrl K", "Cards: on"):
        assert squeezed(label) not in squeezed(words(sheets))
    text = squeezed(words(sheets)).casefold()
    for part in set(held) - set(cite):
        assert squeezed(part)[:30].casefold() in text, part


def test_addresses_out_of_the_site_are_printed_and_no_others(serve: Serve, visitor: Visit) -> None:
    site = serve("small")
    page = visitor(site.url + "actors/brothers-of-the-ford/")
    outside = page.locator("main a[href^='http']").evaluate_all(
        "links => links.map((a) => a.getAttribute('href'))"
    )
    text = "".join(words(printed(page)).split())
    assert len(outside) > 1
    assert [href for href in outside if href not in text] == []
    assert site.url not in text
    assert "../" not in text


def test_the_names_of_an_article_are_its_notes_on_paper(own: Served, visitor: Visit) -> None:
    """A number at the first link of each name, and at the end the sentence under that number."""
    page = visitor(own.url + ARTICLE)
    names = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('[data-passage] a[data-entity]')]
        .map((a) => a.dataset.entity))].map((name) => {
          const card = document.querySelector(`[data-card="${name}"]`);
          return [card.querySelector('b').textContent, card.querySelector('p').textContent];
        })"""
    )
    assert len(names) > 10
    text = squeezed(words(printed(page)))
    missing = [title for title, sentence in names if squeezed(sentence)[:40] not in text]
    assert missing == []
    notes = page.locator("a[data-note]").evaluate_all("all => all.map((a) => a.dataset.note)")
    assert notes == [str(number) for number in range(1, len(notes) + 1)]
    assert len(notes) >= len(names)


@pytest.mark.parametrize("path", ["glossary/", "actors/islamic-state/"])
def test_what_is_folded_on_the_screen_is_open_on_paper(
    own: Served, visitor: Visit, path: str
) -> None:
    page = visitor(own.url + path)
    folded = page.locator("main details:not([open])").evaluate_all(
        "all => all.map((e) => [...e.children].slice(1).map((c) => c.textContent).join(' '))"
    )
    text = squeezed(words(printed(page)))
    assert [part for part in folded if squeezed(part)[:40] not in text] == []
