"""What browser tests use: sites behind a static server, what pages complain about, measures."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Response, expect

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

ARTICLE = "articles/barr-splintering-network/"
TYPES = {
    "home": "",
    "article": ARTICLE,
    "actor": "actors/islamic-state/",
    "place": "places/sirte/",
    "index": "actors/",
    "glossary": "glossary/",
    "timeline": "timeline/",
    "page": "about/",
    "search": "search/",
    "404": "404.html",
}
"""One page of each type of this repository's own site."""

Serve = Callable[..., "Served"]
Visit = Callable[..., Page]


# --- the server ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """A site that is being served: its folder, and the address at which it stands."""

    folder: Path
    url: str

    @property
    def pages(self) -> list[str]:
        """The addresses below ``url`` of all pages."""
        files = sorted(self.folder.rglob("*.html"))
        return [
            file.relative_to(self.folder).as_posix().removesuffix("index.html") for file in files
        ]

    def read(self, address: str) -> str:
        """Return the HTML of the page at an address below ``url``."""
        file = self.folder / address
        return (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8")


class _Handler(BaseHTTPRequestHandler):
    """Answers as GitHub Pages does: a folder's index, its slash added, the site's own 404."""

    protocol_version = "HTTP/1.1"
    folder: Path
    mount: str

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not path.startswith(self.mount):
            self._answer(404, b"not this site", "text/plain")
            return
        file = self.folder / path.removeprefix(self.mount)
        if file.is_dir() and not path.endswith("/"):
            self._answer(301, b"", "text/plain", Location=f"{path}/")
            return
        file = file / "index.html" if file.is_dir() else file
        if file.is_file():
            self._answer(200, file.read_bytes(), _type(file))
        else:
            self._answer(404, (self.folder / "404.html").read_bytes(), _type(Path("404.html")))

    def _answer(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves a page hangs up; that is no error."""


def _type(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@contextmanager
def serving(folder: Path, mount: str = "/") -> Iterator[Served]:
    """Serve a folder on a port of its own, so that a link out of ``mount`` finds nothing."""
    handler = type("Handler", (_Handler,), {"folder": folder, "mount": mount})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield Served(folder, f"http://127.0.0.1:{server.server_port}{mount}")
        server.shutdown()
        thread.join()


# --- what pages complain about ---------------------------------------------------------------


@dataclass
class Complaints:
    """What pages complained about: console, errors, dialogs, requests that failed or strayed."""

    allowed: Callable[[str], bool] = lambda _: False
    lines: list[str] = field(default_factory=list)

    def add(self, line: str) -> None:
        if not self.allowed(line):
            self.lines.append(line)

    def listen(self, context: BrowserContext) -> None:
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) =>"
            " console.error(`policy: ${e.effectiveDirective} ${e.blockedURI}`))"
        )
        context.on("console", lambda message: self.add(f"console: {message.text}"))
        context.on("weberror", lambda error: self.add(f"error: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("dialog", lambda dialog: (self.add("dialog"), dialog.dismiss()))

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it came
            self.add(f"failed: {request.url} {request.failure}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith("data:"):
            self.add(f"strayed: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.add(f"status: {response.status} {response.url}")


def summon(page: Page) -> None:
    """Open the search with the keys, and wait until its field has come."""
    page.keyboard.press("Control+k")
    expect(page.locator(".search-panel input")).to_be_focused()


# --- what is measured ----------------------------------------------------------------------

_MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8").strip()


def measured(page: Page, call: str) -> Any:
    """Evaluate one of the functions of measures.js in a page: ``measured(page, "small()")``."""
    return page.evaluate(f"{_MEASURES}.{call}")


def found_in(page: Page, site: Served, call: str, addresses: list[str]) -> list[str]:
    """Measure several pages of a site one after the other, in one tab."""
    findings = []
    for address in addresses:
        page.goto(site.url + address)
        findings += [f"{address}: {finding}" for finding in measured(page, call)]
    return findings
