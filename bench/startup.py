"""How soon the command line answers: `python -m bench.startup [--runs 40]`.

Each command runs beside the interpreter that does nothing, in turns, so that both meet the
same machine. What is told is the median of the differences: milliseconds beyond the
interpreter, on the clock and of the processor. Exit status: 0 when each stays below its limit,
1 when one does not.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from briefing.terminal import say

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 60.0
"""The milliseconds beyond the interpreter in which what needs no content is answered."""

NOTHING = ("-c", "pass")
COMMANDS: Mapping[str, tuple[tuple[str, ...], float | None]] = {
    "--version": (("build.py", "--version"), LIMIT),
    "--help": (("build.py", "--help"), LIMIT),
    "a wrong option": (("build.py", "--formt", "json"), LIMIT),
    "a wrong value": (("build.py", "--format", "jsn"), LIMIT),
    "a wrong address": (("build.py", "--base-url", "example.org"), LIMIT),
    "a wrong command": (("build.py", "biuld"), LIMIT),
    "a root without content": (("build.py", "--root", "docs"), LIMIT),
    "what a build imports": (("-c", "import briefing.commands, briefing.pipeline"), None),
}
"""What is measured: arguments of the interpreter, and what they may take."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The milliseconds of a process: on the clock, and of the processor."""

    wall: float
    cpu: float

    def beyond(self, other: Taken) -> Taken:
        """Return how much more it took than another."""
        return Taken(self.wall - other.wall, self.cpu - other.cpu)


def taken(arguments: Iterable[str], env: Mapping[str, str]) -> Taken:
    """Run the interpreter once and return what it took."""
    command = [sys.executable, *arguments]
    before, start = _cpu(), time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    return Taken((time.perf_counter() - start) * 1000, (_cpu() - before) * 1000)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measured(runs: int, env: Mapping[str, str]) -> dict[str, Taken]:
    """Return the median of each command beyond the interpreter, by name."""
    found: dict[str, list[Taken]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, (arguments, _) in COMMANDS.items():
            alone = taken(NOTHING, env)
            difference = taken(arguments, env).beyond(alone)
            if turn:  # the first writes the bytecode
                found[name].append(difference)
    return {
        name: Taken(median(x.wall for x in all_), median(x.cpu for x in all_))
        for name, all_ in found.items()
    }


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each command and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=40)
    asked = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        given = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        found = measured(asked.runs, {**given, "PYTHONPYCACHEPREFIX": folder})
    say(
        f"{'milliseconds beyond the interpreter':36}{'clock':>8}{'processor':>11}{'limit':>8}",
        sys.stdout,
    )
    for name, what in found.items():
        limit = COMMANDS[name][1]
        shown = "" if limit is None else f"{limit:.0f}"
        say(f"{name:36}{what.wall:8.1f}{what.cpu:11.1f}{shown:>8}", sys.stdout)
    # The processor's time: what other work on the machine takes is not ours.
    return int(any(limit and found[name].cpu > limit for name, (_, limit) in COMMANDS.items()))


if __name__ == "__main__":
    sys.exit(main())
