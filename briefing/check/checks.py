"""Whole-site rules: each reads the briefing and yields diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefing.check.heads import source_heads
from briefing.diagnostics import Diagnostic
from briefing.model import Briefing

Check = Callable[[Briefing], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (source_heads,)
"""Every check, in the order in which they run."""


def run_checks(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield what all checks find."""
    for check in CHECKS:
        yield from check(briefing)
