"""``check --site``: what has become of a site since it was built, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from briefing.diagnostics import Diagnostic, Position, ordered, problem
from briefing.publish.manifest import MANIFEST, Difference, Fault, differences, listed
from briefing.runs import Report

_SAID: Mapping[Fault, tuple[str, str, str]] = MappingProxyType(
    {
        Fault.MISSING: ("site-missing", f"{MANIFEST} lists this file and it is not there", ""),
        Fault.CHANGED: ("site-changed", "the file is not as it was built", ""),
        Fault.EXTRA: (
            "site-extra",
            f"{MANIFEST} does not list this file",
            "delete it, as the next build will",
        ),
    }
)
"""Of each fault its code, what is said of it, and what may mend it, if not another build."""


def verify(site: Path, root: Path) -> Report:
    """Say of every file of a site that is missing, changed or not of it; nothing is written.

    Paths are told below the ``root`` of the briefing where the site lies there.
    """
    wanted = listed(site)
    found = differences(site, wanted)
    start = site.resolve()
    shown = start.relative_to(root.resolve()) if start.is_relative_to(root.resolve()) else site
    problems = ordered(_diagnostic(one, shown) for one in found)
    return Report(problems, {"file": len(wanted)}, {}, bool(problems), {})


def _diagnostic(found: Difference, shown: Path) -> Diagnostic:
    """Return a difference as it is told."""
    code, message, hint = _SAID[found.fault]
    path = (shown / found.path).as_posix()
    path = path if path.isprintable() else path.encode("unicode-escape").decode()
    because = f": {found.reason}" if found.reason else ""
    return problem(code, Position(path), f"{message}{because}", hint or "build the site again")
