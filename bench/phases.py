"""Where the time of a cold build goes, as the program itself tells it (`--timings`)."""

from __future__ import annotations

import json
import subprocess

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
