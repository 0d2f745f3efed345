"""Faults on purpose: the n-th operation on files fails, or is the last that a process does.

As a program (``python tests/faults.py FOLDER HOW``) it ends a process at each operation of a
publication in turn, and says in JSON what came of it. ``HOW`` is ``exchange`` or ``renames``.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES)

_CALLS = {
    os: """mkdir rmdir rename replace link unlink remove chmod stat lstat fstat scandir listdir open
    readlink access""".split(),
    fcntl: ["flock"],
    subprocess: ["Popen"],
}
_OF_A_FILE = frozenset("read readinto write flush truncate".split())


class Tripwire:
    """Counts operations; what happens at the one with the number is up to ``act``."""

    def __init__(self, number: int, act: Callable[[], object]) -> None:
        self.number, self.act = number, act
        self.count, self.fired = 0, ""

    def step(self, name: str) -> bool:
        """Count an operation and say whether it is the one."""
        self.count += 1
        if self.count == self.number:
            self.fired = name
        return self.count == self.number

    def watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the operation so that it is counted, and does not happen at its number."""

        def step(*args: Any, **options: Any) -> Any:
            if self.step(name):
                self.act()
            return call(*args, **options)

        return step

    def opening(self, *args: Any, **options: Any) -> _File:
        """Open a file whose reading and writing are counted, too."""
        if self.step("open a file"):
            self.act()
        return _File(_OPEN(*args, **options), self)


_OPEN = io.open


class _File:
    """An open file that is watched. Of what is written at the fault a half arrives."""

    def __init__(self, file: Any, wire: Tripwire) -> None:
        self._file, self._wire = file, wire

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        return self._wire.watched(f"{name} a file", found) if name in _OF_A_FILE else found

    def write(self, data: Any) -> Any:
        if self._wire.step("write a file"):
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._wire.act()
        return self._file.write(data)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def close(self) -> None:
        self._file.close()
        if self._wire.step("close a file"):
            self._wire.act()


def refusing(code: int) -> Callable[[], object]:
    """Return what raises an error of the system."""

    def refuse() -> None:
        raise OSError(code, os.strerror(code), "some file")

    return refuse


def dying() -> None:
    """End this process as a power cut would: nothing that stands in a ``finally`` is done."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def tripped(number: int, act: Callable[[], object]) -> Iterator[Tripwire]:
    """Count the operations on files while this lasts, and act at the one with the number."""
    wire = Tripwire(number, act)
    with ExitStack() as patched:
        for module, names in _CALLS.items():
            for name in names:
                watched = wire.watched(name, getattr(module, name))
                patched.enter_context(patch.object(module, name, watched))
        for module in (io, builtins):
            patched.enter_context(patch.object(module, "open", wire.opening))
        yield wire


def whole(site: Path) -> dict[str, bytes]:
    """Return the files of a site that is just what its manifest says; anything else raises."""
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    listed = json.loads(files["manifest.json"])["files"]
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    del digests["manifest.json"]
    assert digests == listed, f"{site} is not whole: {sorted(digests.items() ^ listed.items())}"
    return files


# --- a process that dies at each operation in turn -------------------------------------------

FIRST = {"index.html": b"first", "data/briefing.json": b"{}", "old/index.html": b"gone"}
SECOND = {"index.html": b"second", ".nojekyll": b"", "actors/a/index.html": b"a"}
INPUTS = {"seeds/a.txt": hashlib.sha256(b"seed").hexdigest()}


def _died(work: Callable[[], object], number: int) -> str:
    """Do the work in a process that dies at an operation; say at which, nothing if at none."""
    reading, writing = os.pipe()
    if not (child := os.fork()):

        def die() -> None:
            os.write(writing, wire.fired.encode())
            dying()

        with tripped(number, die) as wire:
            work()
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    fired = os.read(reading, 100).decode()
    os.close(reading)
    assert bool(fired) == (os.waitstatus_to_exitcode(status) == -signal.SIGKILL), status
    return fired


def deaths(folder: Path, *, renames: bool) -> tuple[Counter[str], Counter[str]]:
    """Let a publication die at each operation in turn; count by operation, and what stood then."""
    import publishing

    from briefing.publish import staging

    swap = staging._exchange_by_renames if renames else staging.exchange
    site, aside = folder / "site", folder / ".site.earlier"

    def publish(files: dict[str, bytes]) -> dict[str, bytes]:
        publishing.publish(files, INPUTS, site, exchange=swap)
        return whole(site)

    new, old = publish(SECOND), publish(FIRST)
    tried: Counter[str] = Counter()
    stood: Counter[str] = Counter()
    while fired := _died(lambda: publishing.publish(SECOND, INPUTS, site, exchange=swap),
                         tried.total() + 1):  # fmt: skip
        tried[fired] += 1
        found = whole(site if site.exists() or not renames else aside)
        assert found in (old, new), f"{fired} {tried.total()}: neither the old site nor the new"
        stood["old" if found == old else "new"] += 1
        assert publish(SECOND) == new
        assert [path.name for path in folder.iterdir()] == ["site"]
        assert publish(FIRST) == old
    return tried, stood


if __name__ == "__main__":
    counts = deaths(Path(sys.argv[1]), renames=sys.argv[2] == "renames")
    sys.stdout.write(json.dumps(counts))
