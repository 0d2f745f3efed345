"""The content security policy: one value, in each page and in the hosts' headers."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from conftest import Built

from briefing.render.policy import REFERRER, THEME, headers, policy


def rules(text: str) -> dict[str, list[str]]:
    parts = (part.split() for part in text.split("; "))
    return {name: sources for name, *sources in parts}


DIGEST = base64.b64encode(hashlib.sha256(THEME.encode()).digest()).decode()
WITHOUT_SEARCH = {
    "default-src": ["'none'"],
    "script-src": ["'self'", f"'sha256-{DIGEST}'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["'none'"],
}


def test_a_page_loads_what_is_its_own_and_nothing_else() -> None:
    assert rules(policy(searchable=False)) == WITHOUT_SEARCH


def test_the_search_alone_may_fetch_and_run_webassembly() -> None:
    script = ["'self'", "'wasm-unsafe-eval'", f"'sha256-{DIGEST}'"]
    wanted = WITHOUT_SEARCH | {"script-src": script, "connect-src": ["'self'"]}
    assert rules(policy(searchable=True)) == wanted


def test_the_one_script_in_a_page_is_small() -> None:
    assert len(f"<script>{THEME}</script>".encode()) <= 200
    assert "</" not in THEME and "<!--" not in THEME


@pytest.mark.parametrize("search", [True, False])
def test_pages_and_headers_have_the_same_policy(built: Built, search: bool) -> None:
    _, site = built({}, search=search)
    said = (site / "_headers").read_text()
    (header,) = re.findall(r"^  Content-Security-Policy: (.+); frame-ancestors 'none'$", said, re.M)
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 5
    for page in pages:
        html = page.read_text()
        # Before anything that it speaks of, and once.
        head = re.match(
            r'<!doctype html>\n<html [^>]+>\n<head>\n<meta charset="utf-8">\n'
            r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">',
            html,
        )
        assert head is not None, page
        assert head[1] == header == policy(searchable=search)
        assert html.count("Content-Security-Policy") == 1
        assert html.index(f"<script>{THEME}</script>") < html.index('rel="stylesheet"')
        assert f'<meta name="referrer" content="{REFERRER}">' in html
    assert ("wasm" in header) is ("connect-src" in header) is search


def test_hosts_are_told_the_rest() -> None:
    blocks = headers(searchable=True).decode().split("\n/")
    site, assets = (block.splitlines() for block in blocks)
    assert (site[0], assets[0]) == ("/*", "assets/*")
    named = dict(line.strip().split(": ", 1) for line in site[1:])
    assert named.keys() == {
        "Content-Security-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
    }
    assert named["X-Content-Type-Options"] == "nosniff"
    assert named["Referrer-Policy"] == REFERRER
    assert assets[1:] == ["  Cache-Control: public, max-age=31536000, immutable"]
    # Cloudflare reads no line of more than 2000 characters.
    assert max(map(len, site)) < 2000
