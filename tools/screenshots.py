"""Take a picture of every type of page: `python -m tools.screenshots [SITE] [OUT]`.

Three widths, light and dark, an open card and the results of a search, and what comes out of
a printer, with a page index.html that shows them all. For a person to look at.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.host import hosting

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDTHS = (390, 1280, 1680)
SCHEMES = ("light", "dark")
HEIGHT = 1000
TALLEST = 6000
"""px; a longer page is cut off here."""

TYPES = {
    "home": "",
    "article": "articles/*/",
    "actor": "actors/*/",
    "place": "places/*/",
    "actors": "actors/",
    "glossary": "glossary/",
    "timeline": "timeline/",
    "page": "about/",
    "evidence": "evidence/",
    "search": "search/",
    "404": "404.html",
}
"""The types of pages; of several pages of one type the heaviest is taken."""

PRINTED = ("article", "actor", "place", "glossary")

HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Screenshots</title>
<style>
body { font: 16px/1.4 system-ui; margin: 2rem; background: #ddd; color: #111 }
div { display: flex; gap: 1rem; overflow-x: auto; align-items: start; padding-block-end: 1rem }
figure { margin: 0; flex: none } img { block-size: 36rem; display: block; border: 1px solid #888 }
</style>
<h1>Screenshots</h1>
"""


def pages(site: Path) -> dict[str, str]:
    """Return the address of one page of each type that the site has."""
    found = {}
    for name, pattern in TYPES.items():
        files = list(site.glob(pattern if pattern.endswith(".html") else f"{pattern}index.html"))
        if files:
            file = max(sorted(files), key=lambda file: file.stat().st_size)
            found[name] = file.relative_to(site).as_posix().removesuffix("index.html")
    return found


def states(page: Page, name: str) -> Iterator[str]:
    """Take a page through its states; yield the name of each."""
    yield ""
    names = page.locator("main a[data-entity]:visible")
    if name == "article" and names.count():
        names.nth(min(12, names.count() - 1)).evaluate("a => a.focus({ focusVisible: true })")
        page.locator(".card").wait_for()
        yield "-card"
        page.keyboard.press("Escape")
    if name in ("home", "search"):
        page.keyboard.press("Control+k")
        page.locator(".search-input:focus").wait_for()  # its script has to come first
        page.keyboard.insert_text("islamic")
        page.locator(".hit-title").first.wait_for()
        page.wait_for_timeout(500)  # the other groups of results
        yield "-results"


def shot(page: Page, file: Path, whole: bool) -> Path:
    """Save what a page looks like: the whole of it, or what the window shows."""
    if whole:
        tall = page.evaluate("document.documentElement.scrollHeight")
        size = page.viewport_size or {"width": 0}
        box = {"x": 0, "y": 0, "width": size["width"], "height": min(tall, TALLEST)}
        page.screenshot(path=file, full_page=True, clip=box)  # type: ignore[arg-type]
    else:
        page.screenshot(path=file)
    return file


def shots(browser: Browser, url: str, found: dict[str, str], out: Path) -> Iterator[Path]:
    """Take the pictures; yield the file of each."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            size = {"width": width, "height": HEIGHT}
            context = browser.new_context(
                viewport=size,  # type: ignore[arg-type]
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, address in found.items():
                page.goto(url + address, wait_until="networkidle")
                for state in states(page, name):
                    file = out / f"{name}{state}-{width}-{scheme}.png"
                    yield shot(page, file, whole=not state)
            context.close()


def prints(browser: Browser, url: str, found: dict[str, str], out: Path) -> Iterator[Path]:
    """Print pages on A4; yield the file of each."""
    page = browser.new_page()
    for name in PRINTED:
        if name in found:
            page.goto(url + found[name], wait_until="networkidle")
            file = out / f"{name}.pdf"
            page.pdf(path=file, format="A4", prefer_css_page_size=True)
            yield file


def sheet(found: dict[str, str], files: list[Path]) -> str:
    """Return the contact sheet: a row for each type of page, its prints at the end."""
    rows = []
    for name, address in found.items():
        own = [file for file in files if file.stem.split("-")[0] == name]
        figures = "".join(
            f'<figure><a href="{file.name}"><img loading="lazy" alt="" src="{file.name}"></a>'
            f"<figcaption>{escape(file.stem)}</figcaption></figure>\n"
            if file.suffix == ".png"
            else f'<p><a href="{file.name}">on paper</a></p>\n'
            for file in own
        )
        rows.append(f"<h2>{name} <small>/{escape(address)}</small></h2>\n<div>{figures}</div>\n")
    return HEAD + "".join(rows)


def main(site: Path, out: Path) -> int:
    """Take all pictures of a built site into `out`; return the exit status."""
    if not (site / "index.html").is_file():
        sys.stderr.write(f"screenshots: no site at {site}; build it first\n")
        return 2
    out.mkdir(parents=True, exist_ok=True)
    found = pages(site)
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with hosting(site) as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        files = [*shots(browser, url, found, out), *prints(browser, url, found, out)]
        browser.close()
    (out / "index.html").write_text(sheet(found, files), encoding="utf-8")
    sys.stdout.write(f"{len(files)} pictures; open {out / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    _, *given = sys.argv
    sys.exit(main(*map(Path, [*given, *("site", "screenshots")[len(given) :]])))
