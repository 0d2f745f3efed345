"""The briefing is checked: rules over the whole site, and every claim against its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from briefing.check.coverage import missing_gists, orphans, unused_names
from briefing.check.drift import changed_sources, read_lock
from briefing.check.evidence import evidence_problems, verdicts
from briefing.check.excerpts import verbatim
from briefing.check.heads import source_heads
from briefing.check.indexing import indexing
from briefing.check.ledger import Ledger, ledger
from briefing.check.slips import slips, stand_ins
from briefing.check.statements import stated
from briefing.diagnostics import Diagnostic, problem
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
    said = stated(briefing, once)
    found = verdicts(briefing, said, once)
    claims = ledger(briefing, said, found, once)
    locked, faults = ({}, ()) if lock is None else read_lock(lock)
    problems = [
        *(problem for check in CHECKS for problem in check(briefing)),
        *slips(briefing, once),
        *evidence_problems(briefing, said, found, once),
        *changed_sources(briefing, locked),
        *faults,
        *_accepted(claims),
    ]
    return Checked(tuple(problems), claims)


def _accepted(claims: Ledger) -> Iterator[Diagnostic]:
    """Yield a note for each exception that the editors accepted, with their reason."""
    for claim in claims.claims:
        if claim.verdict == "accepted":
            reason = claim.reason or "no reason is given"
            yield problem("accepted", claim.position, f"accepted: {reason}")
