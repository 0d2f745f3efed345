"""How the files of a site lie on the disk: each by itself, and all in one digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct


class Mark(Struct, frozen=True):
    """How a file lies on the disk; times are in nanoseconds.

    ``changed`` is when anything that the disk says of it last changed, its number of names
    included: unlike the time at which it was ``written`` no program can set it. (On Windows it
    is the time at which the file was made.)
    """

    size: int
    mode: int
    written: int
    changed: int

    def same(self, other: Mark) -> bool:
        """Say whether another mark is that of a file that is as it was but for its names."""
        return (self.size, self.mode, self.written) == (other.size, other.mode, other.written)


def mark(status: os.stat_result) -> Mark:
    """Return the mark of a file."""
    return Mark(status.st_size, status.st_mode, status.st_mtime_ns, status.st_ctime_ns)


def marks(site: Path) -> Mapping[str, Mark]:
    """Return how each file of a site lies on the disk, by its path."""
    return {path: mark(entry.stat(follow_symlinks=False)) for path, entry in below(site)}


def same(before: Mapping[str, Mark], now: Mapping[str, Mark]) -> bool:
    """Say whether the files of a site are as they were but for their names."""
    return before.keys() == now.keys() and all(now[path].same(before[path]) for path in before)


def imprint(marks: Mapping[str, Mark]) -> str:
    """Return one digest of how the files of a site lie on the disk."""
    known = hashlib.sha256()
    for path, m in marks.items():
        line = f"{path}\0{m.size}\0{m.written}\0{m.changed}\0{m.mode}\n"
        known.update(os.fsencode(line))
    return known.hexdigest()


def below(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all below a folder that is no folder itself, with its path there, sorted."""
    waiting = [("", os.fspath(folder))]
    while waiting:
        start, name = waiting.pop()
        try:
            with os.scandir(name) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            path = f"{start}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{path}/", entry.path))
            else:
                yield path, entry
