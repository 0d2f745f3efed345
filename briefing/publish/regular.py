"""Regular files alone: what lies in a checkout may be a link out of it, or a pipe."""

from __future__ import annotations

import os
from errno import ELOOP
from pathlib import Path
from stat import S_ISREG

from briefing import disk

# Windows knows neither; a link is told by the look at the name, a pipe it has nowhere in folders.
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_IS_NONE = "it is no plain file"


def opened(path: Path, flags: int) -> int:
    """Open a regular file and return its descriptor; it follows no link and waits for no pipe.

    Raises ``OSError``, with what is to be told, for anything else.
    """
    if disk.is_link(path):
        raise OSError(ELOOP, _IS_NONE, os.fspath(path))
    descriptor = os.open(path, flags | _SAFELY | getattr(os, "O_BINARY", 0), 0o666)
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(ELOOP, _IS_NONE, os.fspath(path))
    return descriptor


def read(path: Path) -> bytes:
    """Return what a regular file holds."""
    with os.fdopen(opened(path, os.O_RDONLY), "rb") as file:
        return file.read()
