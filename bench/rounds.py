"""Run tools side by side: the same corpus, the same edits, one after the other in turn."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pagefind_bin import get_executable  # type: ignore[import-untyped] # it has no types

from bench.corpus import Corpus, Entity, put
from bench.edits import COLD, edit
from bench.measure import Cost, RunError, cost
from bench.peers.tool import CACHE, OUT, Names, Tool, by_name

LEAST = 3
MOST = 15
"""How often each run is repeated."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """One run that was measured: of a tool, over so many entities, in a round."""

    tool: str
    size: int
    run: str
    round: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool wrote: files, their bytes, pages in the search index; what the run cost."""

    tool: str
    size: int
    files: int
    bytes: int
    indexed: int
    cost: Cost


@dataclass(slots=True)
class Measured:
    """All that came of running tools side by side; ``failed`` says why one was left out."""

    outputs: list[Output] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stand:
    """A tool with a corpus in a folder of its own."""

    tool: Tool
    made: Corpus
    folder: Path
    names: Names = field(repr=False)

    @property
    def out(self) -> Path:
        """The folder of the site."""
        return self.folder / OUT


def stand(tool: Tool, made: Corpus, folder: Path) -> Stand:
    """Write the corpus for a tool to a folder."""
    put(tool.files(made), folder)
    return Stand(tool, made, folder, by_name(made))


# --- one run ----------------------------------------------------------------------------------


def run(here: Stand, name: str, number: int, watch: bool = False) -> Cost:
    """Do what comes before a run, run it, and make sure that it did its work."""
    if name == COLD:
        for kept in (CACHE, OUT):
            shutil.rmtree(here.folder / kept, ignore_errors=True)
    if done := edit(here.made, name, number):
        put([here.tool.page(done.entity, here.names)], here.folder)
    total = Cost(0, 0, 0)
    for command in _commands(here.tool, again=name != COLD):
        total = total.then(cost(command, here.folder, environment(here.folder), watch))
    if missing := next((page for page in _pages(here) if not page.is_file()), None):
        raise RunError(f"there is no {missing.relative_to(here.folder)}")
    if done and done.shown not in _text(here, done.entity):
        raise RunError(f"the page of {done.entity.slug} does not show {done.shown!r}")
    return total


def _commands(tool: Tool, again: bool) -> Iterator[Sequence[str]]:
    yield (again and tool.again) or tool.call
    if not tool.indexes:
        yield str(get_executable()), "--site", OUT, "--quiet"


def environment(folder: Path) -> Mapping[str, str]:
    """Return the environment in which a tool keeps what it keeps in its own folder."""
    kept = str(folder / CACHE)
    return {**os.environ, "XDG_CACHE_HOME": kept, "HUGO_CACHEDIR": f"{kept}/hugo"}


def _pages(here: Stand) -> Iterator[Path]:
    """Yield the pages that every tool writes: ours shows all terms on one."""
    for entity in here.made.entities:
        if entity.folder != "glossary":
            yield _page(here, entity)


def _page(here: Stand, entity: Entity) -> Path:
    return here.out / entity.folder / entity.slug / "index.html"


def _text(here: Stand, entity: Entity) -> str:
    return _page(here, entity).read_text(encoding="utf-8")


def first(here: Stand) -> Output:
    """Run a tool cold, look at the memory of all its processes, and count what it wrote.

    This run also brings programs and texts into the system's own cache.
    """
    spent = run(here, COLD, 0, watch=True)
    written = [file.stat().st_size for file in here.out.rglob("*") if file.is_file()]
    size = len(here.made.entities)
    return Output(here.tool.name, size, len(written), sum(written), _indexed(here.out), spent)


def _indexed(out: Path) -> int:
    """Return how many pages the search index of a site holds."""
    try:
        entry = json.loads((out / "pagefind" / "pagefind-entry.json").read_text("utf-8"))
        return sum(language["page_count"] for language in entry["languages"].values())
    except (OSError, ValueError, LookupError) as error:
        raise RunError(f"there is no search index: {error}") from error


# --- many, in turn ----------------------------------------------------------------------------


def side_by_side(
    stands: Sequence[Stand], runs: Sequence[str], rounds: Callable[[float], int], say: Say
) -> Measured:
    """Measure tools in rounds; ``rounds`` says how many from the seconds that the first took.

    In a round each tool makes each run once, and every run is made by all tools before the
    next: what slows the machine for a while slows all of them. Each round begins with
    another tool.
    """
    measured = Measured()
    going = [here for here in stands if _begun(here, measured, say)]
    number, enough = 0, 1
    while number < enough and going:
        for name in runs:
            for here in _turned(going, number):
                if not _sampled(here, name, number, measured, say):
                    going.remove(here)
        if not number:
            enough = rounds(sum(sample.cost.wall for sample in measured.samples))
        number += 1
    return measured


def repeats(first_round: float, budget: float) -> int:
    """Return how many rounds of so many seconds fit a budget, within the bounds."""
    return max(LEAST, min(MOST, round(budget / max(first_round, 0.001))))


def _turned(stands: Sequence[Stand], number: int) -> list[Stand]:
    start = number % (len(stands) or 1)
    return [*stands[start:], *stands[:start]]


def _begun(here: Stand, measured: Measured, say: Say) -> bool:
    try:
        measured.outputs.append(first(here))
    except (RunError, OSError) as error:
        return _left_out(here, str(error), measured, say)
    return True


def _sampled(here: Stand, name: str, number: int, measured: Measured, say: Say) -> bool:
    size = len(here.made.entities)
    try:
        spent = run(here, name, number)
    except (RunError, OSError) as error:
        return _left_out(here, f"{name}: {error}", measured, say)
    measured.samples.append(Sample(here.tool.name, size, name, number, spent))
    say(f"{size} entities, round {number + 1}, {name}: {here.tool.name} {spent.wall:.2f} s")
    return True


def _left_out(here: Stand, why: str, measured: Measured, say: Say) -> bool:
    measured.failed.append(f"{here.tool.name}, {len(here.made.entities)} entities: {why}")
    say(f"left out: {measured.failed[-1]}")
    return False
