"""What the heads of pages promise, seen by a real browser: theme, policy, manifest, lost ways."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import Page
from served import Complaints, Serve, Served, Visit

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

DARK, LIGHT = (0x16, 0x17, 0x1A), (0xFD, 0xFC, 0xF9)
# The ground of the page in every frame from the first that has a body to paint.
FRAMES = """
window.grounds = [];
requestAnimationFrame(function look() {
  const root = document.documentElement;
  if (document.body) window.grounds.push(getComputedStyle(root).backgroundColor);
  if (window.grounds.length < 20) requestAnimationFrame(look);
});
"""
STORE = "localStorage.setItem('briefing:theme', '{}')"
BROKEN = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"


def corner(picture: bytes) -> tuple[int, ...]:
    """Return the first pixel of a PNG, whose row needs no other to be read."""
    at, data = 8, b""
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            data += picture[at + 8 : at + 8 + length]
        at += length + 12
    return tuple(zlib.decompress(data)[1:4])


# --- the theme --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "stored", "shown"),
    [
        ("light", "dark", DARK),
        ("dark", "light", LIGHT),
        ("light", "light", LIGHT),
        ("dark", "purple", DARK),
        ("light", None, LIGHT),
        ("dark", None, DARK),
    ],
)
def test_the_first_frame_has_the_theme_that_was_chosen(
    own: Served, visitor: Visit, system: str, stored: str | None, shown: tuple[int, ...]
) -> None:
    page = visitor(color_scheme=system)
    if stored:
        page.add_init_script(STORE.format(stored))
    page.add_init_script(FRAMES)
    # The scripts that come later have no part in it.
    page.route("**/assets/*.js", lambda route: route.fulfill(body=""))
    page.goto(own.url)
    assert corner(page.screenshot()) == shown
    frames = page.evaluate("grounds")
    assert frames and set(frames) == {f"rgb{shown}"}


def test_storage_that_is_barred_leaves_the_system_s_theme(own: Served, visitor: Visit) -> None:
    page = visitor(color_scheme="dark")
    page.add_init_script(BROKEN)
    page.goto(own.url)
    assert page.evaluate("document.documentElement.dataset.theme") is None
    assert corner(page.screenshot()) == DARK


@pytest.mark.parametrize(("system", "shown"), [("light", LIGHT), ("dark", DARK)])
def test_without_scripts_the_system_decides(
    own: Served, visitor: Visit, system: str, shown: tuple[int, ...]
) -> None:
    page = visitor(own.url, color_scheme=system, java_script_enabled=False)
    assert corner(page.screenshot()) == shown


# --- the policy -------------------------------------------------------------------------------

FORBIDDEN = {
    "a script in the page": "const s = document.createElement('script'); s.text = 'window.bad = 1';"
    " document.head.append(s)",
    "a style in an element": "document.body.setAttribute('style', 'color: red')",
    "markup from a text": "document.body.innerHTML = '<p>bad'",
    "code from a text": "window.bad = Function('return 1')()",
    "another host's picture": "new Image().src = 'https://elsewhere.example/x.png'",
    "a frame": "document.body.append(document.createElement('iframe'));"
    " document.querySelector('iframe').src = 'https://elsewhere.example/'",
    "a request elsewhere": "fetch('https://elsewhere.example/').catch(() => 0)",
}


@pytest.mark.parametrize("deed", FORBIDDEN)
def test_what_the_policy_forbids_does_not_happen(
    own: Served, visitor: Visit, complaints: Complaints, deed: str
) -> None:
    page = visitor(own.url)
    before = page.locator("body").inner_html()
    text = json.dumps(FORBIDDEN[deed])
    # Not in the page's own world alone: a timer's work is done under the page's policy.
    page.evaluate(f"setTimeout(() => {{ try {{ {json.loads(text)} }} catch {{}} }})")
    page.wait_for_function("() => true")
    page.wait_for_timeout(200)
    assert page.evaluate("window.bad") is None
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    assert len(page.locator("body").inner_html()) >= len(before)
    violations = [line for line in complaints.lines if "policy: " in line]
    assert violations, complaints.lines
    complaints.lines.clear()


# --- manifest and lost ways ---------------------------------------------------------------------


def test_the_manifest_is_read_without_complaint(serve: Serve, visitor: Visit) -> None:
    site = serve("own", "/a/b/")
    page = visitor(site.url + "actors/islamic-state/")
    told: dict[str, Any] = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"] == site.url + "manifest.webmanifest"
    data = json.loads(told["data"])
    for icon in data["icons"]:
        answer = page.request.get(site.url + icon["src"])
        assert answer.ok
        assert answer.headers["content-type"] == icon["type"]


def _links(page: Page) -> list[str]:
    script = "e => e.map(x => x.href)"
    return page.locator("main a, nav a, footer a").evaluate_all(script)


@pytest.mark.parametrize("lost", ["x", "x/y/z", "actors/islamic-state/nothing/"])
def test_who_is_lost_finds_the_way_back(
    serve: Serve, visitor: Visit, complaints: Complaints, lost: str
) -> None:
    site = serve("own", "/repo/", based=True)
    complaints.allowed = lambda line: "404" in line
    page = visitor(site.url + lost)
    assert page.locator("h1").count() == 1
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    links = _links(page)
    assert len(links) > 5
    for link in sorted({link.partition("#")[0] for link in links}):
        assert link.startswith(site.url)
        assert page.request.get(link).ok, link
