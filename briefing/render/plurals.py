"""Plural rules as Unicode's CLDR writes them, for whole numbers.

A rule is ``n % 10 = 2..4 and n % 100 != 12..14``: relations between an operand, with or
without a modulus, and a list of values and ranges, joined by ``and`` and, more loosely, by
``or`` (UTS 35, part 3, section 5.1.1). Of a whole number the operands ``n`` and ``i`` are
the number itself; the others speak of decimals and exponents, and are 0.
"""

from __future__ import annotations

import re

from msgspec import Struct

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The categories of CLDR, in its order; ``other`` is whatever no rule claims."""

_RELATION = re.compile(
    r"([nivwftce])(?:\s*%\s*([1-9]\d*))?\s*(!?=)\s*(\d+(?:\.\.\d+)?(?:\s*,\s*\d+(?:\.\.\d+)?)*)"
)


class Relation(Struct, frozen=True):
    """One comparison of a rule: the operand's remainder lies in one of the ranges, or in none."""

    whole: bool
    modulus: int
    inside: bool
    ranges: tuple[tuple[int, int], ...]

    def holds(self, number: int) -> bool:
        """Say whether it holds for a whole number."""
        value = number if self.whole else 0
        value = value % self.modulus if self.modulus else value
        return self.inside is any(low <= value <= high for low, high in self.ranges)


Rule = tuple[tuple[Relation, ...], ...]
"""Relations of which all must hold, in alternatives of which one must."""

Rules = dict[str, Rule]
"""The rules of a language by category, in CLDR's order."""


def parse(text: str) -> Rule:
    """Read a rule; raises ``ValueError`` with the part that is none."""
    return tuple(
        tuple(_relation(part) for part in re.split(r"\s+and\s+", alternative))
        for alternative in re.split(r"\s+or\s+", text.strip())
    )


def _relation(text: str) -> Relation:
    match = _RELATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    ends = (part.strip().partition("..") for part in match[4].split(","))
    ranges = tuple((int(low), int(high or low)) for low, _, high in ends)
    return Relation(match[1] in "ni", int(match[2] or 0), match[3] == "=", ranges)


def category(rules: Rules, number: int) -> str:
    """Return the category of a whole number: that of the first rule that holds."""
    for name, rule in rules.items():
        if any(all(relation.holds(number) for relation in part) for part in rule):
            return name
    return "other"
