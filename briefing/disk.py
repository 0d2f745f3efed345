"""What lies at a path: yes, no, or the system's refusal to say.

From Python 3.14 on a path's own ``is_file`` and its like say "no" whatever went wrong. What
cannot be looked at is not absent, though: a template that may not be read would be left out
of the site in silence, and a folder with a history in it would be replaced.
"""

from __future__ import annotations

import os
import stat
from errno import EBADF, ELOOP, ENOENT, ENOTDIR

_ABSENT = frozenset((ENOENT, ENOTDIR, EBADF, ELOOP))
# Windows: a drive without a disk, a name that none can have, a link that leads nowhere.
_ABSENT_ON_WINDOWS = frozenset((21, 123, 1921))


def exists(path: str | os.PathLike[str]) -> bool:
    """Say whether anything is there, links followed."""
    return _mode(path) != 0


def is_file(path: str | os.PathLike[str]) -> bool:
    """Say whether a regular file is there, links followed."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Say whether a folder is there, links followed."""
    return stat.S_ISDIR(_mode(path))


def is_link(path: str | os.PathLike[str]) -> bool:
    """Say whether a symbolic link is there, wherever it leads."""
    return stat.S_ISLNK(_mode(path, follow=False))


def _mode(path: str | os.PathLike[str], *, follow: bool = True) -> int:
    """Return the mode of what is there, 0 if nothing is; raise what else the system says."""
    try:
        return os.stat(path, follow_symlinks=follow).st_mode  # noqa: PTH116 # either look
    except OSError as error:
        absent = getattr(error, "winerror", 0) in _ABSENT_ON_WINDOWS
        if absent or error.errno in _ABSENT:
            return 0
        raise
