"""A plugin for the modules ``test_browser_*``: a real Chromium, and the sites that it visits.

Every page that a test opens through ``visitor`` is listened to; when the test ends, whatever
a page complained about fails it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served import DESK, Complaints, Serve, Served, Visit, serving
from smallsite import SMALL

from briefing.pipeline import Options, build

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 15_000  # ms, for a busy machine; nothing waits longer than it must
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    path = os.environ.get("CHROMIUM", CHROMIUM)
    if "CHROMIUM" not in os.environ and not Path(path).is_file():
        pytest.skip(f"no browser at {path}; CHROMIUM names another")
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """The complaints of this test's pages, of which none may be left at its end."""
    found = Complaints()
    yield found
    if found.lines:
        pytest.fail("\n".join(found.lines), pytrace=False)


@pytest.fixture
def visitor(chromium: Browser, complaints: Complaints) -> Iterator[Visit]:
    """Open a new page, in a context of its own: ``visitor("http://…", color_scheme="dark")``."""
    with ExitStack() as contexts:

        def visit(url: str | None = None, **options: Any) -> Page:
            context = chromium.new_context(**{"viewport": DESK, **options})
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE)
            complaints.listen(context)
            page = context.new_page()
            if url is not None:
                page.goto(url)
            return page

        yield visit


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve the ``own`` or the ``small`` site at a mount; each is built once, when asked for.

    ``serve("own", "/a/b/", based=True)`` is a build that was told of that address.
    """
    folder = tmp_path_factory.mktemp("served")
    built: dict[tuple[str, str], Path] = {}
    served: dict[tuple[Path, str], Served] = {}

    def site(name: str, base: str) -> Path:
        if (name, base) not in built:
            root = ROOT if name == "own" else write(folder / "small", SMALL)
            out = folder / f"site-{len(built)}"
            assert not build(Options(root, out, base_url=base or None)).failed
            built[name, base] = out
        return built[name, base]

    with ExitStack() as servers:

        def serve(name: str = "own", mount: str = "/", *, based: bool = False) -> Served:
            out = site(name, f"https://example.org{mount}" if based else "")
            if (out, mount) not in served:
                served[out, mount] = servers.enter_context(serving(out, mount))
            return served[out, mount]

        yield serve


@pytest.fixture(scope="session")
def own(serve: Serve) -> Served:
    """This repository's own site, at ``/``."""
    return serve()
