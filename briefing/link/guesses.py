"""What a name was meant to be, among thousands of names.

Comparing a slip with every name takes too long where there are many of both. So the names
that share the most pairs of letters with it, rare pairs first, are looked up, and only these
compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from heapq import nlargest
from itertools import pairwise

_COMPARED = 20
_LOOKED_UP = 2000
_LIKELY = 3


class Guesses:
    """Guesses which of the known names was meant. Nothing is made before the first slip."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = known
        self._made: dict[str, str] = {}

    def nearest(self, word: str) -> str:
        """Return the name most like the word, empty if none is like it."""
        if word not in self._made:
            self._made[word] = self._nearest(word)
        return self._made[word]

    def hint(self, word: str) -> str:
        """Phrase the guess as a question, empty if there is none."""
        nearest = self.nearest(word)
        return f'did you mean "{nearest}"?' if nearest else ""

    def _nearest(self, word: str) -> str:
        shared = Counter[str]()
        lists = [self._having[pair] for pair in sorted(_pairs(word)) if pair in self._having]
        for names in sorted(lists, key=len):
            if shared and shared.total() + len(names) > _LOOKED_UP:
                break
            shared.update(names)
        size = len(word)
        likely = nlargest(_COMPARED, shared, key=lambda n: (shared[n] / (size + len(n)), n))
        options = {name.casefold(): name for name in sorted(likely)}
        close = get_close_matches(word.casefold(), options, n=_LIKELY, cutoff=0.6)
        return options[_likeliest(word.casefold(), close)] if close else ""

    @cached_property
    def _having(self) -> dict[str, list[str]]:
        """The names that have each pair of letters."""
        having: dict[str, list[str]] = defaultdict(list)
        for name in sorted(set(self._known)):
            for pair in _pairs(name):
                having[pair].append(name)
        return having


def _likeliest(word: str, close: Sequence[str]) -> str:
    """Return the first of the names most like a word; of equals one that begins as it does."""

    def likeness(name: str) -> tuple[float, bool]:
        return SequenceMatcher(None, name, word).ratio(), name[:1] == word[:1]

    return max(close, key=likeness)


def _pairs(word: str) -> set[str]:
    """Return the pairs of neighbouring letters, the word's two ends counted as letters."""
    return {one + other for one, other in pairwise(f" {word.casefold()} ")}
