"""One build at a time: who holds the lock on a target, and who waits for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import EISDIR, ELOOP
from pathlib import Path
from time import localtime, monotonic, sleep, strftime
from typing import TextIO

from briefing.errors import BriefingError
from briefing.publish.regular import opened

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30  # far behind what a lock says, which can be read while a byte there is locked


@contextmanager
def locked(target: Path, patience: float) -> Iterator[None]:
    """Keep other builds off the target; wait for theirs at most ``patience`` seconds."""
    path = target.with_name(f".{target.name}.lock")
    deadline = monotonic() + patience
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(_holding(path))
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise BriefingError(_taken(path, patience)) from None
                sleep(0.05)
        yield


@contextmanager
def _holding(path: Path) -> Iterator[None]:
    """Hold a file by the system's own lock, which a killed process cannot leave behind."""
    held = _opened(path)
    taken = False
    try:
        _take(held)
        if not os.fstat(held.fileno()).st_nlink:
            raise BlockingIOError  # the build before us deleted it after we had opened it
        taken = True
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield
    finally:
        if taken and sys.platform != "win32":
            _give_back(path)
        with suppress(OSError):
            held.close()
        if taken and sys.platform == "win32":  # which deletes no file that is open
            _give_back(path)


def _opened(path: Path) -> TextIO:
    """Open a lock; one that Windows is about to delete counts as taken."""
    try:
        return os.fdopen(opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND), "a+")
    except OSError as error:
        if error.errno in (ELOOP, EISDIR):
            raise BriefingError(f"{path} is a link or no file at all; delete it") from error
        if sys.platform == "win32" and isinstance(error, PermissionError):
            raise BlockingIOError from error
        raise


def _take(held: TextIO) -> None:
    """Lock an open file. Raises ``BlockingIOError`` where another process has it."""
    if sys.platform == "win32":
        os.lseek(held.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error
        held.seek(0)
    else:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _give_back(path: Path) -> None:
    """Delete a lock; one that stays holds nobody up, and what was done under it is done."""
    with suppress(OSError):
        path.unlink()


def _taken(path: Path, patience: float) -> str:
    """Say who holds a lock that was waited for in vain, and since when."""
    try:
        holder, since = path.read_text(), localtime(path.stat().st_mtime)
    except OSError:
        return f"another build holds {path}; try again"
    who = f"process {holder}" if holder.isdigit() else "a process that has not said its number"
    when = strftime("%Y-%m-%d %H:%M:%S", since)
    waited = f"after {patience:g} seconds of waiting"
    return f"another build holds {path} {waited}: {who}, since {when}; try again when it has ended"
