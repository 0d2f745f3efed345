"""Measure from saving a file to seeing it: `python -m bench.serve [--edits 30] [--sizes 1000]`.

A real browser shows one page of a preview (`build.py serve`). A text, a style sheet and a
template are saved again and again, each time with another mark in them. The page itself says
in which frame it first held the mark. Exit status: 0 when the medians are within the
targets, 1 when one is not, 2 when there is no browser.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import Page, sync_playwright

from bench.corpus import write

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LIMITS = {"own": 150, "made": 400}
"""ms that the median from saving a page's text to seeing it may take."""

QUIET = 0.25
"""Seconds between two edits."""

_LOOK = """
let last = '';
const style = () => getComputedStyle(document.documentElement).getPropertyValue('--mark');
const look = () => {
  const text = `${document.body?.textContent} ${style()}`;
  const found = (text.match(/zq\\d+qz/g) ?? []).join();
  if (found !== last) {
    last = found;
    console.debug(`mark ${performance.timeOrigin + performance.now()} ${found}`);
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A briefing to measure on: its name, its folder, a page and the file of its text."""

    name: str
    root: Path
    address: str
    file: str
    limit: int


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured: ms from saving to seeing, and ms of them in which the site was made."""

    what: str
    seen: list[float]
    made: list[float]


@contextmanager
def preview(root: Path) -> Iterator[tuple[str, Queue[str]]]:
    """Run a preview; yield its address and the lines that it prints."""
    command = [sys.executable, "build.py", "serve", "--port", "0", "--root", str(root)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    lines: Queue[str] = Queue()

    def read() -> None:
        assert process.stderr
        for line in process.stderr:
            lines.put(line)

    Thread(target=read, daemon=True).start()
    try:
        while not (found := re.search(r"http://\S+", lines.get(timeout=600))):
            pass
        yield found[0], lines
    finally:
        process.kill()
        process.wait()


def measure(
    page: Page, save: Callable[[str], None], what: str, edits: int, lines: Queue[str]
) -> Row:
    """Save a mark again and again; return when each was seen."""
    seen, made = [], []
    for number in range(edits):
        mark = f"zq{time.time_ns()}qz"
        page.wait_for_timeout(QUIET * 1000)
        while not lines.empty():
            lines.get()
        with page.expect_console_message(
            lambda message, mark=mark: mark in message.text, timeout=600_000
        ) as found:
            began = time.time() * 1000
            save(mark)
        seen.append(float(found.value.text.split()[1]) - began)
        line = lines.get(timeout=600)
        if time_taken := re.search(r": (\d+) ms", line):
            made.append(float(time_taken[1]))
        if number == 0:
            # The first index of search, and whatever else comes once, is out of the way then.
            page.wait_for_timeout(2000)
    return Row(what, seen, made)


def rows(subject: Subject, edits: int) -> Iterator[Row]:
    """Yield what was measured on a briefing."""
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with preview(subject.root) as (url, lines), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page()
        page.add_init_script(_LOOK)
        page.goto(url + subject.address)
        page.wait_for_timeout(3000)
        text = subject.root / subject.file
        plain = text.read_text(encoding="utf-8")
        # In a heading: what stands there cites nothing and names nothing.
        ways: dict[str, Callable[[str], None]] = {
            "a page's text": lambda mark: _save(text, f"{plain}\n## Mark {mark}\n"),
            "a style sheet": lambda mark: _save(
                subject.root / "templates/assets/css/95-mark.css", f':root {{ --mark: "{mark}" }}\n'
            ),
            "a template": lambda mark: _save(
                subject.root / "templates/base.html",
                (ROOT / "templates/base.html")
                .read_text(encoding="utf-8")
                .replace("</footer>", f"{mark}</footer>"),
            ),
        }
        for what, save in ways.items():
            yield measure(page, save, what, edits, lines)
        browser.close()


def _save(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def subjects(folder: Path, sizes: list[int]) -> Iterator[Subject]:
    """Copy this repository's briefing and write made-up ones; yield each."""
    own = folder / "own"
    for name in ("content", "seeds"):
        shutil.copytree(ROOT / name, own / name)
    slug = "islamic-state"
    yield Subject("own", own, f"actors/{slug}/", f"content/actors/{slug}.md", LIMITS["own"])
    for size in sizes:
        made = folder / f"made-{size}"
        write(size, made)
        file = min((made / "content" / "actors").iterdir())
        relative = file.relative_to(made).as_posix()
        yield Subject(f"made, {size}", made, f"actors/{file.stem}/", relative, LIMITS["made"])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Print a table of medians and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=30)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000])
    asked = parser.parse_args()
    if not Path(CHROMIUM).is_file():
        sys.stderr.write(f"no browser at {CHROMIUM}; CHROMIUM names another\n")
        return 2
    over = False
    _say("| briefing | saved | edits | median ms | 90th of 100 | of which making | target |")
    _say("| --- | --- | --- | --- | --- | --- | --- |")
    with TemporaryDirectory() as folder:
        for subject in subjects(Path(folder), asked.sizes):
            for row in rows(subject, asked.edits):
                target = subject.limit if row.what == "a page's text" else None
                over |= target is not None and median(row.seen) > target
                slow = quantiles(row.seen, n=10)[-1] if len(row.seen) > 1 else row.seen[0]
                _say(
                    f"| {subject.name} | {row.what} | {len(row.seen)} | {median(row.seen):.0f} "
                    f"| {slow:.0f} | {median(row.made or [0]):.0f} | {target or ''} |"
                )
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
