"""This project's own generator: names in plain prose, citations, relations, coordinates."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from bench.corpus import Corpus, Entity, files, page
from bench.peers.tool import OUT, ROOT, Files, Names, Tool


@dataclass(frozen=True, slots=True)
class Own(Tool):
    """The generator that the corpus is made for; its pages are whole, its index is its own."""

    @property
    def indexes(self) -> bool:
        """Whether the tool makes the search index itself."""
        return True

    def files(self, made: Corpus) -> Files:
        """Yield the files of the corpus as a briefing."""
        yield from files(made)

    def page(self, entity: Entity, names: Names) -> tuple[str, str]:
        """Return the file of an entity; its text holds names, not links."""
        return page(entity)


_PROGRAM = ROOT / "build.py"

OWN = Own(
    name="briefing",
    program=_PROGRAM,
    call=(sys.executable, str(_PROGRAM), "--quiet", "--root", ".", "--out", OUT),
    version=(sys.executable, str(_PROGRAM), "--version"),
)
