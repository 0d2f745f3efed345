"""What is wrong, where, and how to say it.

An editor's mistake is a :class:`Diagnostic`, a value that travels beside the
result and is sorted and printed at the end. A set-up that cannot be used is a
:class:`~briefing.errors.BriefingError`, caught once by the command line. Anything
else that is raised is a fault of the program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the build, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Position(Struct, frozen=True, order=True):
    """A place in a project file: its path below the root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Diagnostic(Struct, frozen=True):
    """One mistake: its stable code, where it stands, what it is and what may mend it."""

    position: Position
    code: str
    severity: Severity
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.position}: {self.severity}[{self.code}]: {self.message}{hint}"


_ERRORS = """
yaml-syntax duplicate-key unknown-field missing-field wrong-type bad-value bad-date
bad-coordinates bad-slug duplicate-slug encoding missing-source text-marker broken-link
broken-anchor ambiguous-name unknown-citation misquote verbatim unsafe-url missing-file template
site-missing site-changed site-extra
""".split()
_WARNINGS = """
number-not-in-source uncited source-changed raw-html orphan unused-name missing-gist
""".split()
_NOTES = "accepted left-out no-base-url untranslated republished".split()

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    dict.fromkeys(_ERRORS, Severity.ERROR)
    | dict.fromkeys(_WARNINGS, Severity.WARNING)
    | dict.fromkeys(_NOTES, Severity.NOTE)
)
"""Every code with the weight it has unless a check says otherwise."""


def problem(
    code: str, position: Position, message: str, hint: str = "", severity: Severity | None = None
) -> Diagnostic:
    """Make a diagnostic of one line; the code decides its severity unless one is given."""
    weight = severity or SEVERITIES[code]
    return Diagnostic(position, code, weight, _one_line(message), _one_line(hint))


_LONGEST = 300
_UNSEEN = {ord(letter): f"<U+{ord(letter):04X}>" for letter in "\u00ad\u200b\u2060\ufeff"}


def _one_line(text: str) -> str:
    """Return a text that quotes what an editor wrote as one line of bearable length.

    What nobody sees in it is spelt out: it is likely to be what is wrong.
    """
    line = " ".join(text.translate(_UNSEEN).split())
    half = _LONGEST // 2
    return line if len(line) <= _LONGEST else f"{line[:half]} … {line[-half:]}"


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line, column and code, each mistake once."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.position, d.code, d.message, d.hint)))


def count(diagnostics: Iterable[Diagnostic], severity: Severity) -> int:
    """Return how many of the diagnostics have the severity."""
    return sum(d.severity is severity for d in diagnostics)


def as_json(diagnostic: Diagnostic) -> str:
    """Return the diagnostic as one line of JSON, in ASCII: any terminal and any pipe takes it."""
    position = diagnostic.position
    fields = {
        "path": position.path,
        "line": position.line,
        "column": position.column,
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }
    return json.dumps(fields)


def as_annotation(diagnostic: Diagnostic) -> str:
    """Return the diagnostic as a workflow command that GitHub shows on the line itself."""
    position = diagnostic.position
    level = "notice" if diagnostic.severity is Severity.NOTE else diagnostic.severity.value
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return (
        f"::{level} file={_property(position.path)},line={position.line},"
        f"col={position.column},title={_property(diagnostic.code)}::"
        f"{_data(diagnostic.message + hint)}"
    )


def _data(text: str) -> str:
    """Escape text as GitHub's workflow commands ask for their message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape text as GitHub's workflow commands ask for their properties."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Diagnostic], str]] = MappingProxyType(
    {"text": str, "json": as_json, "github": as_annotation}
)
"""The forms of ``--format``: one diagnostic in, one line out."""
