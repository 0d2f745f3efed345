"""Medians, ratios and growth of what was measured, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2
from statistics import median

from bench.edits import RUNS
from bench.measure import Cost
from bench.rounds import Output, Sample

MB = 1_000_000

Costs = Mapping[int, Cost]
"""What a tool's run cost, by round."""


# --- figures ----------------------------------------------------------------------------------


def costs(samples: Iterable[Sample], tool: str, size: int, run: str) -> Costs:
    """Return what a tool's run cost, by round."""
    chosen = (s for s in samples if (s.tool, s.size, s.run) == (tool, size, run))
    return {sample.round: sample.cost for sample in chosen}


def ratio(own: Mapping[int, float], other: Mapping[int, float]) -> float | None:
    """Return the median of the ratios of the rounds in which both ran; of none, none.

    The two of a round ran one after the other, so that a slow minute is in both.
    """
    pairs = [own[number] / other[number] for number in own.keys() & other.keys()]
    return median(pairs) if pairs else None


def per_doubling(small: float, large: float, times: float) -> float:
    """Return by what a figure grows with each doubling of a size that grew so many times."""
    return float((large / small) ** (1 / log2(times)))


def _clock(of: Costs) -> dict[int, float]:
    return {number: cost.wall for number, cost in of.items()}


def _work(of: Costs) -> dict[int, float]:
    return {number: cost.cpu for number, cost in of.items()}


# --- tables -----------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first columns are words and the others figures."""
    marks = ["---" if name in _WORDS else "---:" for name in head]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, marks, *rows])


_WORDS = ("run", "tool", "corpus", "phase", "file", "what")


def comparison(samples: Sequence[Sample], baseline: str) -> str:
    """Return for each size and run the median seconds of each tool and its ratio to one."""
    tools = _tools(samples)
    rows = []
    for size, run in _cases(samples):
        others = _clock(costs(samples, baseline, size, run))
        cells = (_cell(_clock(costs(samples, tool, size, run)), others) for tool in tools)
        rows.append([f"{size:,}", RUNS[run], *cells])
    return table(["entities", "run", *tools], rows)


def details(samples: Sequence[Sample], baseline: str) -> str:
    """Return everything that was measured of each tool in each case."""
    head = ["entities", "run", "tool", "s", "least", "most", "×", "CPU s", "CPU ×"]
    rows = []
    for size, run in _cases(samples):
        others = costs(samples, baseline, size, run)
        for tool in _tools(samples):
            own = costs(samples, tool, size, run)
            rows += [[f"{size:,}", RUNS[run], tool, *_figures(own, others)]] if own else []
    return table([*head, "largest process, MB", "rounds"], rows)


def _figures(own: Costs, others: Costs) -> list[str]:
    wall, cpu = _clock(own), _work(own)
    seconds = [median(wall.values()), min(wall.values()), max(wall.values())]
    largest = median(cost.largest for cost in own.values()) / MB
    return [
        *(f"{figure:.2f}" for figure in seconds),
        _times(ratio(wall, _clock(others))),
        f"{median(cpu.values()):.2f}",
        _times(ratio(cpu, _work(others))),
        f"{largest:.0f}",
        str(len(own)),
    ]


def written(outputs: Iterable[Output]) -> str:
    """Return what each tool wrote, and the memory that its processes held together."""
    head = ["entities", "tool", "files", "MB", "pages in the index", "memory together, MB"]
    rows = (
        [f"{o.size:,}", o.tool, f"{o.files:,}", f"{o.bytes / MB:.1f}", f"{o.indexed:,}", _memory(o)]
        for o in outputs
    )
    return table(head, rows)


def growth(outputs: Sequence[Output]) -> str:
    """Return what the sizes cost, and by what each figure grows with a doubling of the size."""
    head = ["entities", "s", "CPU s", "memory together, MB", "files"]
    figures = ["s", "CPU s", "memory"]
    rows = []
    before: Output | None = None
    for output in sorted(outputs, key=lambda output: output.size):
        grown = ["" for _ in figures]
        if before:
            times = output.size / before.size
            pairs = zip(_growing(before), _growing(output), strict=True)
            grown = [f"{per_doubling(a, b, times):.2f} ×" if a else "" for a, b in pairs]
        own = [f"{output.cost.wall:.1f}", f"{output.cost.cpu:.1f}", _memory(output)]
        rows.append([f"{output.size:,}", *own, f"{output.files:,}", *grown])
        before = output
    return table([*head, *(f"{name} per doubling" for name in figures)], rows)


def variants(outputs: Mapping[str, Output]) -> str:
    """Return what each corpus that is large in its own way costs."""
    head = ["corpus", "s", "CPU s", "memory together, MB", "files", "MB"]
    rows = []
    for name, output in outputs.items():
        spent = [f"{output.cost.wall:.1f}", f"{output.cost.cpu:.1f}", _memory(output)]
        rows.append([name, *spent, f"{output.files:,}", f"{output.bytes / MB:.1f}"])
    return table(head, rows)


def _tools(samples: Iterable[Sample]) -> list[str]:
    return list(dict.fromkeys(sample.tool for sample in samples))


def _cases(samples: Sequence[Sample]) -> Iterator[tuple[int, str]]:
    """Yield the sizes and runs that there are, in the order in which they were made."""
    yield from dict.fromkeys((sample.size, sample.run) for sample in samples)


def _cell(own: Mapping[int, float], others: Mapping[int, float]) -> str:
    if not own:
        return "–"
    found = _times(ratio(own, others))
    return f"{median(own.values()):.2f}" + (f" ({found} ×)" if found else "")


def _times(found: float | None) -> str:
    return "" if found is None else f"{found:.2f}"


def _growing(output: Output) -> tuple[float, float, float]:
    return output.cost.wall, output.cost.cpu, float(output.cost.together)


def _memory(output: Output) -> str:
    held = output.cost.together or output.cost.largest
    return f"{held / MB:.0f}"
