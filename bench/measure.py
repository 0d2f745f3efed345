"""Run one command and say what it cost: time, work of the processors, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Thread

_PAUSE = 0.02  # seconds between two looks at the memory of all processes, at least, and
_REST = 20  # times as long as the last look took: a process stands still while it is looked at
_KIBI = 1 if sys.platform == "darwin" else 1024  # what the system counts the largest process in


class RunError(Exception):
    """A command that failed, or did not do what it should."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What commands cost: seconds by the clock, seconds of all processors, bytes of memory.

    ``largest`` is the most that one process held, ``together`` the most that all held at one
    time with what they share counted once, or 0 where nobody looked.
    """

    wall: float
    cpu: float
    largest: int
    together: int = 0

    def then(self, other: Cost) -> Cost:
        """Return the cost of this and another after it."""
        return Cost(
            self.wall + other.wall,
            self.cpu + other.cpu,
            max(self.largest, other.largest),
            max(self.together, other.together),
        )


def cost(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], watch: bool = False
) -> Cost:
    """Run a command in a folder to its end; ``watch`` looks at the memory of all its processes.

    Processes count that the command, or a process below it, has waited for.
    """
    with TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        with _watching(process.pid if watch else 0) as peaks:
            _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            text = " ".join(said.read().decode(errors="replace").split())[-200:]
            raise RunError(f"{Path(command[0]).name} ended with {process.returncode}: {text}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _KIBI, max(peaks, default=0))


# --- the memory of several processes ----------------------------------------------------------


@contextmanager
def _watching(pid: int) -> Iterator[list[int]]:
    """Look again and again at the memory of a process and all below it; of process 0, never."""
    peaks: list[int] = []
    done = Event()

    def watch() -> None:
        pause = _PAUSE
        while not done.wait(pause):
            began = time.perf_counter()
            peaks.append(together(pid))
            pause = max(_PAUSE, _REST * (time.perf_counter() - began))

    thread = Thread(target=watch, daemon=True)
    if pid:
        thread.start()
    try:
        yield peaks
    finally:
        done.set()
        if pid:
            thread.join()


def together(pid: int) -> int:
    """Return the bytes that a process and all below it hold; 0 where the system does not tell.

    What n of them share counts for a n-th in each (the proportional set size).
    """
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:  # it has ended, or this is no Linux
        return 0
    own = next((line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")), "0")
    return int(own) * 1024 + sum(map(together, children))
