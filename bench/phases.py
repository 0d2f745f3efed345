"""Where the time of a cold build goes: its phases, as the program itself tells them, its files."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.peers.tool import ROOT
from bench.rounds import Stand, environment
from bench.tables import table


class PhasesError(Exception):
    """The program does not tell."""


def phases(here: Stand) -> str:
    """Build once from nothing; return the phases as a table, or raise why there is none."""
    done = subprocess.run(
        [*here.tool.call, "--timings", "--format", "json"],
        cwd=here.folder,
        env=environment(here.folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PhasesError(" ".join(done.stderr.split()) or f"it ended with {done.returncode}")
    try:
        told = json.loads(done.stderr.strip().rpartition("\n")[2])["timings"]
        rows = [(t["phase"], f"{t['wall']:.2f}", f"{t['cpu']:.2f}") for t in told]
    except (ValueError, LookupError, TypeError) as error:
        raise PhasesError("it printed no timings") from error
    return table(["phase", "s", "CPU s"], rows)


def file_costs(here: Stand) -> str:
    """Make all files in one process; return what each kind takes as a table, or raise why not."""
    command = [sys.executable, "-m", "bench.kinds", str(here.folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PhasesError(" ".join(done.stderr.split())[-200:])
    return done.stdout
