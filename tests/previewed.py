"""A preview that runs: `build.py serve` as a process of its own, and what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from conftest import ROOT

PATIENCE = 30.0  # seconds, for a busy machine


@dataclass(frozen=True)
class Preview:
    """A running preview: the briefing's folder, the address, the process, what it prints to."""

    root: Path
    url: str
    process: subprocess.Popen[bytes]
    said: Path

    def read(self, path: str) -> bytes:
        """Return what the preview answers at a path below its address."""
        with urlopen(self.url + path, timeout=PATIENCE) as answer:
            return bytes(answer.read())

    def lines(self) -> list[str]:
        """Return what the preview has printed so far."""
        return self.said.read_text(encoding="utf-8").splitlines()

    def until(self, word: str, times: int = 1) -> list[str]:
        """Wait until so many printed lines hold a word; return all lines."""
        deadline = time.monotonic() + PATIENCE
        while sum(word in line for line in self.lines()) < times:
            assert time.monotonic() < deadline, f"no {word!r} in {self.lines()}"
            assert self.process.poll() is None, self.lines()
            time.sleep(0.02)
        return self.lines()


@contextmanager
def previewing(root: Path, folder: Path, *options: str, **variables: str) -> Iterator[Preview]:
    """Run the preview of a briefing at a free port; what it prints goes into ``folder``."""
    said = folder / "said.txt"
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--root", str(root), *options]
    command += [] if "--port" in options else ["--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **variables}
    with said.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    try:
        preview = Preview(root, "", process, said)
        lines = "\n".join(preview.until("shows the briefing"))
        found = re.search(r"http://127\.0\.0\.1:\d+/", lines)
        assert found, lines
        yield Preview(root, found[0], process, said)
    finally:
        process.kill()
        process.wait()
