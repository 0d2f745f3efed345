"""What each kind of file of a site costs: `python -m bench.kinds ROOT` prints a table.

One process makes all files from nothing. Of a page the values that its template sees are one part,
the template, with the cards of what it links to, another. Reading, linking, checking, the search
index and writing are not in it.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.tables import table
from briefing.pipeline import make
from briefing.render.sheets import Sheet
from briefing.render.templates import Templates
from briefing.runs import Options

_STEPS = {"values": (Sheet, "view"), "template": (Templates, "render")}
_ALL = "all"
_PAGES = {"actors": "an actor's page", "places": "a place's page", "articles": "an article"}

Spent = dict[str, Counter[str]]
"""Seconds by kind of file and by step; under ``_ALL`` those of the whole file."""


def kind_of(path: str) -> str:
    """Return what kind of file stands at a path of a site."""
    top, _, rest = path.partition("/")
    if path.endswith(".html"):
        own = rest.count("/") == 1 and rest.endswith("/index.html")
        return _PAGES[top] if own and top in _PAGES else "a list or another page"
    return "a shared picture" if path.endswith(".png") else "data and feeds"


def spent(root: Path) -> tuple[Spent, Counter[str]]:
    """Make the site of a briefing; return what its files took, and how many there are of a kind."""
    gc.disable()  # as a build does
    site = make(Options(root, root / "site"), asked=()).site
    if site is None:
        raise SystemExit(f"bench.kinds: {root} has mistakes; python build.py check tells them")
    seconds: Spent = defaultdict(Counter)
    number: Counter[str] = Counter()
    with _timed() as clock:
        for path in site.files:
            clock.clear()
            began = time.perf_counter()
            site.files[path]
            clock[_ALL] = time.perf_counter() - began
            seconds[kind_of(path)].update(clock)
            number[kind_of(path)] += 1
    return seconds, number


@contextmanager
def _timed() -> Iterator[Counter[str]]:
    """Count the seconds that each step takes."""
    clock: Counter[str] = Counter()

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                clock[name] += time.perf_counter() - began

        return run

    with ExitStack() as patched:
        for name, (owner, method) in _STEPS.items():
            watched = timed(name, getattr(owner, method))
            patched.enter_context(patch.object(owner, method, watched))
        yield clock


def kinds(seconds: Spent, number: Counter[str]) -> str:
    """Return what a file of each kind takes as a table, what takes most together first."""
    head = ["file", "files", "values, ms", "template, ms", "whole, ms", "all of them, s"]
    ranked = sorted(seconds.items(), key=lambda item: -item[1][_ALL])
    return table(head, (_row(kind, taken, number[kind]) for kind, taken in ranked))


def _row(kind: str, taken: Counter[str], number: int) -> list[str]:
    """Return the cells of a kind; one is empty for a step that the kind does not know."""
    each = (taken[step] * 1000 / number for step in (*_STEPS, _ALL))
    cells = (f"{step:.2f}" if step else "" for step in each)
    return [kind, f"{number:,}", *cells, f"{taken[_ALL]:.2f}"]


def main(words: Sequence[str]) -> int:
    """Measure the briefing that is named; return the exit status."""
    if len(words) != 1:
        sys.stderr.write("usage: python -m bench.kinds ROOT\n")
        return 2
    sys.stdout.write(kinds(*spent(Path(words[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
