"""How the files of a site lie on the disk, in one digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path


def imprint(site: Path) -> str:
    """Return a digest of how the files of a site lie on the disk: size, mode, last change.

    The time of the last change of what the disk says of a file counts as well: unlike that of
    its bytes no program can set it.
    """
    known = hashlib.sha256()
    for path, entry in below(site):
        status = entry.stat(follow_symlinks=False)
        when = f"{status.st_mtime_ns}\0{status.st_ctime_ns}"
        line = f"{path}\0{status.st_size}\0{when}\0{status.st_mode}\n"
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
