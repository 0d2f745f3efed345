"""Measure this generator beside others: `python -m bench [OPTIONS]`; README.md says how.

Prints what it measures and at the end the tables, which it also writes to `results.md` beside
it. Each figure on its own goes to `.cache/bench/samples.csv`. Exit status: 0 when all was
measured, 1 when a tool failed, 2 when the command line is wrong.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import tables
from bench.corpus import EACH, Corpus, corpus, long_article, one_name
from bench.edits import RUNS, TURN
from bench.floor import Seconds, least
from bench.floor import measured as floor
from bench.machine import described, scratch
from bench.measure import RunError
from bench.peers.eleventy import ELEVENTY
from bench.peers.hugo import HUGO
from bench.peers.mkdocs import MKDOCS
from bench.peers.own import OWN
from bench.peers.pelican import PELICAN
from bench.peers.tool import PEERS, Tool
from bench.peers.zensical import ZENSICAL
from bench.phases import PhasesError, file_costs, phases
from bench.rounds import LEAST, Measured, Output, Sample, first, repeats, side_by_side, stand
from briefing.errors import BriefingError

TOOLS = {t.name.lower(): t for t in (OWN, HUGO, ELEVENTY, MKDOCS, ZENSICAL, PELICAN)}
RESULTS = Path(__file__).with_name("results.md")
SAMPLES = PEERS / "samples.csv"
PARTS = ("compare", "floor", "phases", "growth", "large")

_COMPARED = """\
Seconds by the clock, medians, and in brackets the ratio to Hugo in the same round, the median
of the rounds. Every tool but `briefing`, which does so itself, is followed by Pagefind's own
command. [README.md](README.md) says what the pages of each hold.

"""

_LEAST = """\
What no build can do without, each measured by itself, beside whole runs of Hugo followed by
Pagefind's own command. Ratios are to the first of them.

"""

_FILES = """\
Its files, made by one process. The values are all that a template sees of the briefing; the
template's time includes the cards of what the page links to.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for; return the exit status."""
    asked = _parser().parse_args(words)
    tools = [TOOLS[name] for name in asked.tools]
    for tool in tools:
        if not tool.installed:
            _say(f"not installed, left out: {tool.name} (make bench-peers)")
    tools = [tool for tool in tools if tool.installed]
    missing = [f"{name}: not installed" for name in asked.tools if TOOLS[name] not in tools]
    measured, text = Measured(), ""
    with TemporaryDirectory(prefix="bench-", dir=asked.folder) as folder:
        facts = [*described(tools, Path(folder)), *missing]
        parts: dict[str, str] = {}
        for heading, part in _parts(asked, tools, Path(folder), measured):
            # What takes an hour is not lost with its last minute.
            parts[heading] = part
            text = _page(facts, parts)
            asked.out.write_text(text, encoding="utf-8")
            _keep(measured.samples)
    sys.stdout.write(text)
    return int(bool(measured.failed))


def _page(facts: Iterable[str], parts: Mapping[str, str]) -> str:
    """Return the page of results."""
    told = "".join(f"- {fact}\n" for fact in facts)
    texts = (f"## {heading}\n\n{part}" for heading, part in parts.items())
    return "\n".join(["# What was measured\n", told, *texts])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--parts", nargs="+", choices=PARTS, default=PARTS)
    add("--sizes", nargs="+", type=_size, default=[50, 1000, 10_000], help="entities")
    add("--tools", nargs="+", choices=TOOLS, default=[*TOOLS])
    add("--runs", nargs="+", choices=RUNS, default=[*RUNS])
    add("--rounds", type=int, help="how often; without it, what fits the budget")
    add("--budget", type=float, default=300.0, help="seconds for all rounds of a size")
    add("--growth", nargs="+", type=int, default=[1000, 10_000, 50_000], help="entities")
    add("--words", type=int, default=200_000, help="of the long article")
    add("--mentions", type=int, default=50_000, help="of the one name")
    add("--folder", type=Path, default=scratch(), help="where content and sites lie meanwhile")
    add("--out", type=Path, default=RESULTS)
    return parser


def _size(word: str) -> int:
    if (size := int(word)) < TURN:
        raise argparse.ArgumentTypeError(f"at least {TURN} entities, so that each edit finds one")
    return size


# --- the parts --------------------------------------------------------------------------------


def _parts(
    asked: argparse.Namespace, tools: Sequence[Tool], folder: Path, measured: Measured
) -> Iterator[tuple[str, str]]:
    """Measure one part after the other; yield headings and texts, the last of a heading counts.

    ``measured`` takes in what was measured.
    """
    if "compare" in asked.parts:
        for size in asked.sizes:
            _compare(asked, corpus(size), tools, folder, measured)
            yield "Side by side", _COMPARED + tables.comparison(measured.samples, HUGO.name)
            yield "All figures", tables.details(measured.samples, HUGO.name)
            yield "What each wrote", tables.written(measured.outputs)
    if "floor" in asked.parts and OWN in tools and HUGO in tools:
        found: dict[int, Seconds] = {}
        for size in asked.sizes:
            found |= _floor(asked, corpus(size), folder, measured)
            yield "The least there is", _LEAST + least(found)
    if "phases" in asked.parts:
        yield "Where the time goes", _phases(max(asked.sizes), folder)
    if "growth" in asked.parts:
        made = ((f"{size} entities", corpus(size)) for size in asked.growth)
        grown = _alone(made, folder, measured)
        yield "Growth of a cold build", tables.growth([*grown.values()])
    if "large" in asked.parts:
        grown = _alone(_large(asked), folder, measured)
        yield f"Large in one way, {EACH} entities", tables.variants(grown)
    if measured.failed:
        yield "Left out", "".join(f"- {line}\n" for line in measured.failed)


def _compare(
    asked: argparse.Namespace,
    made: Corpus,
    tools: Sequence[Tool],
    folder: Path,
    measured: Measured,
) -> None:
    def rounds(seconds: float) -> int:
        return asked.rounds or repeats(seconds, asked.budget)

    with TemporaryDirectory(dir=folder) as here:
        stands = [stand(tool, made, Path(here) / tool.name) for tool in tools]
        found = side_by_side(stands, asked.runs, rounds, _say)
    measured.outputs += found.outputs
    measured.samples += found.samples
    measured.failed += found.failed


def _floor(
    asked: argparse.Namespace, made: Corpus, folder: Path, measured: Measured
) -> dict[int, Seconds]:
    """Measure what no build of a corpus can do without; nothing if that failed."""
    size = len(made.entities)
    with TemporaryDirectory(dir=folder) as here:
        try:
            own, other = (stand(tool, made, Path(here) / tool.name) for tool in (OWN, HUGO))
            found = floor(own, other, asked.rounds or LEAST)
        except (RunError, BriefingError, OSError) as error:
            measured.failed.append(f"the least there is, {size} entities: {error}")
            _say(f"left out: {measured.failed[-1]}")
            return {}
    _say(f"{size} entities: the least there is, measured")
    return {size: found}


def _large(asked: argparse.Namespace) -> Iterator[tuple[str, Corpus]]:
    yield f"an article of {asked.words:,} words", long_article(corpus(EACH), asked.words)
    yield f"one name with {asked.mentions:,} mentions", one_name(corpus(EACH), asked.mentions)


def _alone(
    made: Iterable[tuple[str, Corpus]], folder: Path, measured: Measured
) -> dict[str, Output]:
    """Build each corpus once from nothing, and say what that cost."""
    outputs = {}
    for name, one in made:
        with TemporaryDirectory(dir=folder) as here:
            try:
                outputs[name] = first(stand(OWN, one, Path(here)))
                _say(f"{name}: {outputs[name].cost.wall:.1f} s")
            except (RunError, OSError) as error:
                measured.failed.append(f"{OWN.name}, {name}: {error}")
                _say(f"left out: {measured.failed[-1]}")
    return outputs


def _phases(size: int, folder: Path) -> str:
    with TemporaryDirectory(dir=folder) as here:
        try:
            one = stand(OWN, corpus(size), Path(here))
            return f"{size:,} entities, cold.\n\n{phases(one)}\n{_FILES}\n{file_costs(one)}"
        except PhasesError as reason:
            return f"Left out: {reason}\n"


def _keep(samples: Sequence[Sample]) -> None:
    SAMPLES.parent.mkdir(parents=True, exist_ok=True)
    with SAMPLES.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["tool", "entities", "run", "round", "wall", "cpu", "largest", "together"])
        rows.writerows((s.tool, s.size, s.run, s.round, *astuple(s.cost)) for s in samples)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
