"""Whether a hostile text makes a build slow or large: `python -m bench.hostile [NAME …]`.

Each text is made at a size and at twice that size, put into a briefing and built without a
search index, each time by a process of its own. Told are the seconds of the processor beyond
those of the briefing without it, how they grow, and the most memory that the process held.
A build may refuse the text; it may not end in any other way. Exit status: 0 when each grows
by at most ``GROWTH`` and holds at most ``MEMORY``, 1 when one does not.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.machine import scratch
from bench.measure import Cost, RunError, cost
from briefing.terminal import say

ROOT = Path(__file__).resolve().parent.parent
GROWTH = 2.6
"""How many times the work twice the text may be: 2, and room for what varies."""
MEMORY = 2**30
"""The bytes that a process may hold."""
SLIGHT = 0.4
"""Seconds of the processor below which growth is not told from chance."""

Files = Mapping[str, str]

BRIEFING: Files = {
    "content/site.yml": "title: Hostile\n",
    "content/articles/text.md": "---\ntitle: T\nsource: text.txt\nauthor: A\n---\n",
    "content/actors/group.md": "---\ntitle: The Group\nkind: group\n---\n\nBody.\n",
    "seeds/text.txt": "The Group was there.\n",
}


def _body(text: str) -> Files:
    return {"content/actors/group.md": f"---\ntitle: The Group\nkind: group\n---\n\n{text}\n"}


def _head(text: str) -> Files:
    return {"content/actors/group.md": f"---\ntitle: The Group\nkind: group\n{text}\n---\n"}


def _source(text: str, ending: str = "txt") -> Files:
    article = BRIEFING["content/articles/text.md"].replace("txt", ending)
    return {"content/articles/text.md": article, f"seeds/text.{ending}": text}


def _actors(count: int, more: Callable[[int], str]) -> Files:
    head = "---\ntitle: Name {0}\nkind: group\n{1}\n---\n"
    return {f"content/actors/a{n}.md": head.format(n, more(n)) for n in range(count)}


K = 1000
TEXTS: Mapping[str, tuple[int, Callable[[int], Files]]] = {
    # --- nesting
    "quotations in each other": (5 * K, lambda n: _body("> " * n + "word")),
    "lists in each other": (5 * K, lambda n: _body("- " * n + "word")),
    "indented lists": (
        10 * K,
        lambda n: _body("".join("  " * (i % 45) + "- a\n" for i in range(n))),
    ),
    "brackets in each other": (5 * K, lambda n: _body("[" * n + "word" + "]" * n)),
    "emphasis in emphasis": (5 * K, lambda n: _body("*a **b " * n)),
    "YAML lists in each other": (5 * K, lambda n: _head("aliases: " + "[" * n)),
    "a lock of lists in each other": (
        50 * K,
        lambda n: {"content/evidence.lock": "[" * n + "]" * n},
    ),
    # --- one line
    "a megabyte of a word": (500 * K, lambda n: _body("a" * n)),
    "a megabyte of words": (500 * K, lambda n: _body("word " * (n // 5))),
    "a megabyte of a name": (500 * K, lambda n: _body("The Group " * (n // 10))),
    "a megabyte of spaces": (500 * K, lambda n: _body("a" + " " * n + "b")),
    "a megabyte of quotation marks": (500 * K, lambda n: _body("“" * (n // 3))),
    "a megabyte of accents": (500 * K, lambda n: _body("a" + "\u0301" * (n // 2))),
    "a megabyte of capitals": (500 * K, lambda n: _body("Aa " * (n // 3))),
    "a megabyte of digits": (500 * K, lambda n: _body("7" * n)),
    "a megabyte of figures": (500 * K, lambda n: _body("1,000 " * (n // 6) + "[@p1]")),
    "a megabyte of number words": (500 * K, lambda n: _body("hundred and " * (n // 12) + "[@p1]")),
    "a megabyte of full stops": (500 * K, lambda n: _body("." * n + " [@p1]")),
    "a megabyte of sentences": (500 * K, lambda n: _body("It is. " * (n // 7) + "[@p1]")),
    "a source on one line": (500 * K, lambda n: _source("The Group was. " * (n // 15))),
    "a source of a word": (500 * K, lambda n: _source("a" * n)),
    "a source of initials": (500 * K, lambda n: _source("A. " * (n // 3))),
    "a source of quotations": (500 * K, lambda n: _source("“a ‘b " * (n // 10))),
    "a source in Markdown": (200 * K, lambda n: _source("**The Group** [a](b) " * (n // 21), "md")),
    # --- many
    "links": (50 * K, lambda n: _body("[[The Group]] " * n)),
    "links to nothing": (5 * K, lambda n: _body("".join(f"[[nobody {i}]] " for i in range(n)))),
    "links of Markdown": (50 * K, lambda n: _body("[a](b.md) " * n)),
    "citations": (50 * K, lambda n: _body("A. [@p1] " * n)),
    "one citation of many": (50 * K, lambda n: _body("A. [@" + "p1," * n + "p1]")),
    "a range of passages": (
        500,
        lambda n: {**_source("A.\n\n" * n), **_body(f"A. [@p1-p{n}]\n\n" * 40)},
    ),
    "passages": (10 * K, lambda n: _source("The Group.\n\n" * n)),
    "headings": (10 * K, lambda n: _body("# a\n\n" * n)),
    "footnotes": (5 * K, lambda n: _body("".join(f"x[^{i}]\n\n[^{i}]: b\n\n" for i in range(n)))),
    "one footnote, often": (10 * K, lambda n: _body("x[^1] " * n + "\n\n[^1]: b")),
    "definitions of links": (20 * K, lambda n: _body("".join(f"[a{i}]: b\n" for i in range(n)))),
    "cells": (20 * K, lambda n: _body("|a" * n + "|\n" + "|-" * n + "|\n" + "|c" * n + "|")),
    "rows of few cells": (
        2 * K,
        lambda n: _body("|a" * n + "|\n" + "|-" * n + "|\n" + "|c|\n" * n),
    ),
    "aliases": (
        10 * K,
        lambda n: _head("aliases: [" + ", ".join(f"b {i}" for i in range(n)) + "]"),
    ),
    "relations": (2 * K, lambda n: _head("relations:\n" + '  - "of [[group]] [@p1]"\n' * n)),
    "a name in names": (1 * K, lambda n: _actors(n, lambda i: f"aliases: [{'x ' * (i % 90)}y{i}]")),
    "one alias of all": (1 * K, lambda n: _actors(n, lambda i: "aliases: [Same]")),
    "places in each other": (
        500,
        lambda n: {
            f"content/places/p{i}.md": f"---\ntitle: P{i}\nkind: area\npart_of: p{i + 1}\n---\n"
            for i in range(n)
        },
    ),
    "duplicate keys": (20 * K, lambda n: _head("aliases: [x]\n" * n)),
    "unknown fields": (2 * K, lambda n: _head("".join(f"field{i}: x\n" for i in range(n)))),
    "control characters": (500 * K, lambda n: _body("\x01" * n)),
    # --- what is never closed
    "wiki links never closed": (200 * K, lambda n: _body("[[a" * (n // 3))),
    "citations never closed": (200 * K, lambda n: _body("[@p1" * (n // 4))),
    "links never closed": (100 * K, lambda n: _body("[a](b" * (n // 5))),
    "links never closed, with titles": (100 * K, lambda n: _body('[a](b "' * (n // 7))),
    "links in angles never closed": (100 * K, lambda n: _body("[a](<b" * (n // 6))),
    "tags never closed": (100 * K, lambda n: _body("<a b='" * (n // 6))),
    "comments never closed": (100 * K, lambda n: _body("<!-- a " * (n // 7))),
    "processing never closed": (100 * K, lambda n: _body("<? a " * (n // 5))),
    "declarations never closed": (100 * K, lambda n: _body("<!A a " * (n // 6))),
    "character data never closed": (100 * K, lambda n: _body("<![CDATA[ a " * (n // 12))),
    "code never closed": (3 * K, lambda n: _body("".join("`" * (i % 300) + " " for i in range(n)))),
    "addresses never closed": (200 * K, lambda n: _body("<http://a" * (n // 9))),
    "entities never closed": (200 * K, lambda n: _body("&amp" * (n // 4))),
    "definitions never closed": (50 * K, lambda n: _body('[a]: b "\n' * (n // 9))),
    "strikes never closed": (100 * K, lambda n: _body("a~~ ~~b " * (n // 8))),
    "marks of emphasis": (100 * K, lambda n: _body("*" * n)),
    "marks of two kinds": (50 * K, lambda n: _body("*_" * (n // 2) + "a")),
    "marks around letters": (50 * K, lambda n: _body("a*b_" * (n // 4))),
    "fences never closed": (50 * K, lambda n: _body("```\na\n~~~\n" * (n // 10))),
    "quotations begun": (50 * K, lambda n: _body(">\n\n" * (n // 3))),
    "dashes of source lines": (200 * K, lambda n: _body("> " + "— " * (n // 2))),
    "setext": (100 * K, lambda n: _body("a\n" * (n // 2) + "=")),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a text cost beyond nothing, at its size and at twice that, and the memory held."""

    once: float
    twice: float
    memory: int

    @property
    def growth(self) -> float:
        """Return how many times the work twice the text is; 0 where both are too slight."""
        return self.twice / max(self.once, 0.01) if self.twice > SLIGHT else 0.0

    @property
    def well(self) -> bool:
        """Say whether work and memory stay within their limits."""
        return self.growth <= GROWTH and self.memory <= MEMORY


def build(files: Files, folder: Path) -> Cost:
    """Build a briefing in a process of its own; a status that no build has is a RunError."""
    with TemporaryDirectory(dir=folder) as name:
        root = Path(name)
        for path, text in {**BRIEFING, **files}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        options = ("-q", "--no-search", "--no-cache", "--jobs", "1", "--root", str(root))
        build = f"{sys.executable} {ROOT / 'build.py'} {' '.join(options)}"
        # A refusal is an answer, too: its status is 1, that of a fault of the program 2.
        wanted = f"{build} > said 2> fault; test $? -lt 2"
        return cost(("sh", "-c", wanted), root, os.environ)


def measured(name: str, folder: Path, nothing: float) -> Found:
    """Return what a text costs beyond nothing at its size and at twice that size."""
    size, make = TEXTS[name]
    once, twice = (build(make(size * times), folder) for times in (1, 2))
    return Found(once.cpu - nothing, twice.cpu - nothing, max(once.largest, twice.largest))


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each text and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only texts with this in a name")
    asked = parser.parse_args(arguments)
    names = [n for n in TEXTS if not asked.names or any(word in n for word in asked.names)]
    bad = 0
    with TemporaryDirectory(dir=scratch()) as name:
        folder = Path(name)
        nothing = build({}, folder).cpu
        say(
            f"{'seconds of the processor, beyond':36}{nothing:9.2f}{'twice':>9}{'×':>7}{'MB':>7}",
            sys.stdout,
        )
        for text in names:
            try:
                found = measured(text, folder, nothing)
            except RunError as error:
                bad += 1
                say(f"{text:36} {error}", sys.stdout)
                continue
            bad += not found.well
            mark = "" if found.well else "  !"
            figures = (
                f"{found.once:9.2f}{found.twice:9.2f}{found.growth:7.2f}{found.memory / 1e6:7.0f}"
            )
            say(f"{text:36}{figures}{mark}", sys.stdout)
    say(f"{len(names)} texts, {bad} past a limit", sys.stdout)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
