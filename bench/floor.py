"""What no build can do without, each by itself: starting, and Pagefind over the texts of all pages.

Whatever becomes quicker in between, a build with a search index takes as long as these.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from pagefind_bin import get_executable  # type: ignore[import-untyped] # it has no types

from bench.edits import COLD, RUNS
from bench.measure import RunError, cost
from bench.peers.tool import ROOT
from bench.rounds import Stand, environment, run
from bench.tables import ratio, table
from briefing.publish.search import search_index, searched

# As a build does it: what is imported stays, and is not walked for cycles.
_IMPORTS = "import gc; gc.disable(); import briefing.commands, briefing.pipeline; gc.freeze()"
_MARK = b"data-pagefind-body"

Seconds = Mapping[str, Sequence[float]]
"""What was measured, in rounds."""


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the index takes of each page, in memory and in a folder."""

    held: Mapping[str, str]
    folder: Path

    def given(self) -> float:
        """Have Pagefind make the index as a build does: each text is handed to it."""
        began = time.perf_counter()
        search_index(self.held, "en", len(self.held))
        return time.perf_counter() - began

    def walked(self, *, fresh: bool) -> float:
        """Have Pagefind's command make the index of the folder, from nothing or once more."""
        if fresh:
            shutil.rmtree(self.folder / "pagefind", ignore_errors=True)
        command = [str(get_executable()), "--site", str(self.folder), "--quiet"]
        return cost(command, self.folder, environment(self.folder)).wall


def measured(own: Stand, other: Stand, rounds: int) -> Seconds:
    """Measure in turns what no build can do without, beside another tool's whole runs."""
    run(own, COLD, 0)
    texts = _texts(own.out, own.folder / "texts")
    cases: Mapping[str, Callable[[int], float]] = {
        **{f"{other.tool.name}, {RUNS[name]}": partial(_whole, other, name) for name in RUNS},
        "starting: the interpreter, what a build imports": lambda _: _started(),
        "Pagefind, handed each text as a build does": lambda _: texts.given(),
        "Pagefind's command over the texts": lambda _: texts.walked(fresh=True),
        "the same, over its own earlier output": lambda _: texts.walked(fresh=False),
    }
    found: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds):
        for name, case in cases.items():
            found[name].append(case(number))
    return found


def _whole(here: Stand, name: str, number: int) -> float:
    return run(here, name, number).wall


def _started() -> float:
    return cost((sys.executable, "-c", _IMPORTS), ROOT, environment(ROOT)).wall


def _texts(site: Path, folder: Path) -> _Texts:
    """Write what the index takes of each page of a site to a folder, under the page's own path."""
    pages = {file: file.read_bytes() for file in sorted(site.rglob("*.html"))}
    held = {
        file.relative_to(site).as_posix(): searched(page)
        for file, page in pages.items()
        if _MARK in page
    }
    if not held:
        raise RunError("no page is searched")
    for path, text in held.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return _Texts(held, folder)


def least(sizes: Mapping[int, Seconds]) -> str:
    """Return the median seconds by size, and their ratios to what was measured first."""
    rows = []
    for size, found in sizes.items():
        first = dict(enumerate(next(iter(found.values()))))
        for name, seconds in found.items():
            times = ratio(dict(enumerate(seconds)), first)
            rows.append([f"{size:,}", name, f"{median(seconds):.2f}", f"{times:.2f}"])
    return table(["entities", "what", "s", "×"], rows)
