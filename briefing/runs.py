"""What a run is asked for, how long its phases took, and what came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from briefing.diagnostics import Diagnostic


class Options(Struct, frozen=True):
    """What the command line says. ``root`` holds the briefing, ``out`` is the site.

    With ``cache`` a build takes over what an earlier one made, and keeps what it makes.
    With ``safe`` the briefing's own templates are refused. ``jobs`` is how many processes work,
    ``None`` for as many as pay; ``executor`` names the cluster that works instead,
    ``dask:ADDRESS``.
    """

    root: Path
    out: Path
    base_url: str | None = None
    strict: bool = False
    drafts: bool = False
    search: bool = True
    cache: bool = False
    safe: bool = False
    jobs: int | None = None
    executor: str = ""


class Report(Struct, frozen=True):
    """What came of a run: the diagnostics, sorted, and how much was read and made.

    ``texts`` are the texts of the files that the diagnostics speak of, where there are any.
    """

    problems: tuple[Diagnostic, ...]
    counts: Mapping[str, int]
    evidence: Mapping[str, int]
    failed: bool
    texts: Mapping[str, str]


Lap = Callable[[str], None]
"""Is told which phase of a run has ended."""


def untimed(phase: str) -> None:
    """Take no notice of the time."""


class Phase(Struct, frozen=True):
    """How long a phase took in seconds: on the clock, and of all processors together."""

    name: str
    wall: float
    cpu: float


class Stopwatch:
    """Measures the phases of a run, one after the other."""

    def __init__(self) -> None:
        self.phases: list[Phase] = []
        self._wall, self._cpu = perf_counter(), _spent()

    def __call__(self, phase: str) -> None:
        """Note the phase that has ended, which began when the one before it did end."""
        wall, cpu = perf_counter(), _spent()
        self.phases.append(Phase(phase, wall - self._wall, cpu - self._cpu))
        self._wall, self._cpu = wall, cpu

    def as_text(self) -> str:
        """Return a table of the phases."""
        rows = [*self.phases, self._whole()]
        width = max(len(phase.name) for phase in rows)
        head = f"{'phase':{width}}  seconds  processors"
        return "\n".join((head, *(f"{p.name:{width}}  {p.wall:7.3f}  {p.cpu:10.3f}" for p in rows)))

    def as_json(self) -> str:
        """Return the phases as one line of JSON, the whole last."""
        rows = [*self.phases, self._whole()]
        phases = [{"phase": p.name, "wall": round(p.wall, 4), "cpu": round(p.cpu, 4)} for p in rows]
        return json.dumps({"timings": phases})

    def _whole(self) -> Phase:
        """Return the sum of all phases."""
        phases = self.phases
        return Phase("whole", sum(p.wall for p in phases), sum(p.cpu for p in phases))


def _spent() -> float:
    """Return the processor time of this process and of those that it has waited for."""
    return sum(os.times()[:4])
