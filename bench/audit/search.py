"""What the first search of a reader costs, measured in a browser."""

from __future__ import annotations

import os

from playwright.sync_api import Page, Request, sync_playwright

FIRST, NEXT = "islamic state", "islamic states"


def first_search(url: str, chromium: str) -> dict[str, float]:
    """Open the search dialog, search twice; return the requests and what came over the wire."""
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page()
        page.goto(url, wait_until="networkidle")
        asked: list[Request] = []
        page.on("requestfinished", lambda request: asked.append(request))
        page.keyboard.press("Control+k")
        _ask(page, FIRST)
        first = _sizes(asked)
        _ask(page, NEXT)
        both = _sizes(asked)
        browser.close()
    return {
        "first search, requests": len(first),
        "first search, kB": sum(first) / 1000,
        "next search, kB": (sum(both) - sum(first)) / 1000,
    }


def _ask(page: Page, query: str) -> None:
    field = page.locator("dialog input")
    field.fill(query)
    page.locator(".hit-title").first.wait_for()
    page.wait_for_timeout(1000)  # the last results
    page.wait_for_load_state("networkidle")


def _sizes(requests: list[Request]) -> list[int]:
    return [request.sizes()["responseBodySize"] for request in requests]
