"""One build at a time: who holds the lock on a target, and who waits for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from time import localtime, monotonic, sleep, strftime, time

from briefing.errors import BriefingError

if sys.platform != "win32":
    import fcntl

_UNSIGNED = 10.0  # seconds after which a lock without a number was left by a build that is gone


@contextmanager
def flock_file(path: Path) -> Iterator[None]:
    """Hold the file by the system's own lock, which a killed process cannot leave behind."""
    held = path.open("a+")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.fstat(held.fileno()).st_nlink:
            raise BlockingIOError  # the build before us deleted it after we had opened it
        try:
            held.truncate(0)
            held.write(str(os.getpid()))
            held.flush()
            yield
        finally:
            _give_back(path)
    finally:
        with suppress(OSError):
            held.close()


@contextmanager
def pid_file(path: Path) -> Iterator[None]:
    """Hold the file by having made it, where the system has no locks."""
    try:
        with path.open("x") as made:
            made.write(str(os.getpid()))
    except FileExistsError as error:
        if _stale(path):
            path.unlink(missing_ok=True)
        raise BlockingIOError from error
    try:
        yield
    finally:
        _give_back(path)


def _give_back(path: Path) -> None:
    """Delete a lock; one that stays holds nobody up, and what was done under it is done."""
    with suppress(OSError):
        path.unlink()


Lock = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def locked(
    target: Path, patience: float, lock: Lock = pid_file if sys.platform == "win32" else flock_file
) -> Iterator[None]:
    """Keep other builds off the target; wait for theirs at most ``patience`` seconds."""
    path = target.with_name(f".{target.name}.lock")
    deadline = monotonic() + patience
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(lock(path))
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise BriefingError(_taken(path, patience)) from None
                sleep(0.05)
        yield


def alive(process: int) -> bool:
    """Tell whether a process runs under that number; if that cannot be known, assume so."""
    if sys.platform == "win32":
        return True  # there, asking by signal would end the process
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _stale(path: Path) -> bool:
    """Tell whether the build that made a lock is gone, as the number in it says."""
    try:
        holder, since = path.read_text(), path.stat().st_mtime
    except FileNotFoundError:
        return False  # it has been given back meanwhile
    if holder.isdigit():
        return not alive(int(holder))
    return time() - since > _UNSIGNED  # its maker was ended before it could write the number


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
