"""The briefing is checked: rules over the whole site, and every claim against its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from briefing.check.coverage import missing_gists, orphans, unused_names
from briefing.check.drift import changed_sources, read_lock
from briefing.check.excerpts import verbatim
from briefing.check.heads import source_heads
from briefing.check.indexing import indexing
from briefing.check.judging import Judgement, judgements
from briefing.check.ledger import Claim, Ledger, unused
from briefing.check.slips import stand_ins
from briefing.diagnostics import Diagnostic, problem
from briefing.fragments import PassageRef
from briefing.memo import Once, directly
from briefing.model import Briefing

Check = Callable[[Briefing], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    source_heads,
    indexing,
    unused_names,
    orphans,
    missing_gists,
    verbatim,
    stand_ins,
)
"""The rules over the whole site, in the order in which they run."""


class Checked(Struct, frozen=True):
    """What the checks found, and the list of all claims with their verdicts."""

    problems: tuple[Diagnostic, ...]
    ledger: Ledger


def check_briefing(briefing: Briefing, lock: bytes | None = None, once: Once = directly) -> Checked:
    """Check everything. ``lock`` is the evidence lock, ``None`` if there is none."""
    judged = tuple(judgements(briefing, once))
    claims = ledger(briefing, judged)
    locked, faults = ({}, ()) if lock is None else read_lock(lock)
    problems = [
        *(problem for check in CHECKS for problem in check(briefing)),
        *(problem for one in judged for problem in one.problems),
        *changed_sources(briefing, locked),
        *faults,
        *_accepted(claims),
    ]
    return Checked(tuple(problems), claims)


def ledger(briefing: Briefing, judged: Iterable[Judgement]) -> Ledger:
    """Return the list of all claims."""
    claims: list[Claim] = []
    relied: set[PassageRef] = set()
    for one in judged:
        claims += one.claims
        relied |= one.relied
    return Ledger(tuple(claims), tuple(unused(briefing, relied)))


def _accepted(claims: Ledger) -> Iterator[Diagnostic]:
    """Yield a note for each exception that the editors accepted, with their reason."""
    for claim in claims.claims:
        if claim.verdict == "accepted":
            yield problem("accepted", claim.position, f"accepted: {claim.reason}")
