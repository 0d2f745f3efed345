"""How mistakes are shown to a person: one line each, then the spot in the file itself.

The first line is that of :class:`~briefing.diagnostics.Diagnostic` and stands at the margin;
what follows is indented. So ``grep -v '^ '`` leaves one line a mistake. Columns are those of
a terminal: a Chinese letter takes two, a combining accent none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import takewhile
from types import MappingProxyType
from unicodedata import bidirectional, category, east_asian_width

from msgspec import Struct

from briefing.diagnostics import Diagnostic, Position, Severity

EXPLAINED = "docs/diagnostics.md"
"""The page with a section for each code."""

ROOM = 88
"""The columns that the line of a file may take; a longer one is cut around the spot."""

_INDENT = "    "
_TAB = "    "
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_BOLD, _DIM = "1", "2"
_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
)

Paint = Callable[[str, str], str]


class Excerpt(Struct, frozen=True):
    """A line of a file as it can be shown; ``caret`` counts the characters before the spot."""

    line: str
    caret: int


def as_text(
    problems: Iterable[Diagnostic],
    texts: Mapping[str, str],
    *,
    colour: bool = False,
    brief: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Return mistakes with the lines of ``texts`` that they speak of; ``brief`` leaves these out.

    The page that explains a code is named where the code comes first. A note is one line:
    nothing is wrong there. What the ``encoding`` of the terminal lacks is written as ``\\u0448``.
    """
    paint = _painted if colour else _plain
    explained: set[str] = set()
    lines: list[str] = []
    for problem in problems:
        lines.append(_first_line(problem, paint))
        if brief or problem.severity is Severity.NOTE:
            continue
        lines += _spot(problem, texts, paint, encoding)
        if problem.code not in explained:
            lines.append(paint(f"{_INDENT}see {EXPLAINED}#{problem.code}", _DIM))
            explained.add(problem.code)
    return "\n".join(lines)


def _plain(text: str, _style: str) -> str:
    return text


def _painted(text: str, style: str) -> str:
    return f"\033[{style}m{text}\033[0m"


def _first_line(problem: Diagnostic, paint: Paint) -> str:
    """Return what ``str`` says of a mistake, painted."""
    place = paint(str(problem.position), _BOLD)
    kind = paint(f"{problem.severity}[{problem.code}]", _COLOURS[problem.severity])
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {kind}: {problem.message}{hint}"


def _spot(
    problem: Diagnostic, texts: Mapping[str, str], paint: Paint, encoding: str
) -> Iterator[str]:
    """Yield the line of the file and a caret under the spot, or nothing if there is none."""
    found = excerpt(texts, problem.position)
    if found is None:
        return
    before, after = found.line[: found.caret], found.line[found.caret :]
    before = before.encode(encoding, "backslashreplace").decode(encoding)
    yield _INDENT + before + after
    if _turns(before, after):
        rest = _fitting(after, ROOM // 2) or "the end of the line"
        yield paint(f"{_INDENT}here: {rest}", _COLOURS[problem.severity])
    else:
        yield _INDENT + " " * width(before) + paint("^", _COLOURS[problem.severity])


# --- the line of a file -----------------------------------------------------------------------


def excerpt(texts: Mapping[str, str], position: Position) -> Excerpt | None:
    """Return the line that a position names, cut around it, or ``None`` if it shows nothing.

    A mistake of a file as a whole stands at its start; the fence of a front matter and an
    empty line tell nothing of it.
    """
    lines = _lines(texts.get(position.path, ""))
    if not 1 <= position.line <= len(lines):
        return None
    line = lines[position.line - 1]
    if not line.strip() or line.rstrip() == "---":
        return None
    spot = min(position.column - 1, len(line))
    return _cut(shown(line[:spot]), shown(line[spot:]))


@lru_cache(maxsize=1)  # the mistakes of one file come one after the other
def _lines(text: str) -> list[str]:
    return text.split("\n")


def shown(text: str) -> str:
    """Return a text without what would move a terminal's cursor or turn its direction."""
    return "".join(_TAB if c == "\t" else "\ufffd" if _moves(c) else c for c in text)


def _moves(character: str) -> bool:
    turning = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return turning or category(character) in ("Cc", "Cs", "Zl", "Zp")


def _cut(before: str, after: str) -> Excerpt:
    """Return a line that fits the room; the spot keeps at least a third of it ahead."""
    ahead = _fitting(after, max(ROOM - width(before), ROOM // 3))
    behind = _fitting(before[::-1], ROOM - width(ahead))[::-1]
    return Excerpt(behind + ahead, len(behind))


def _fitting(text: str, room: int) -> str:
    """Return as much of the start of a text as fits, with an ellipsis for what does not."""
    if len(text) <= room // 2 or width(text) <= room:
        return text
    end = taken = 0
    while taken + columns(text[end]) < room:  # one column is the ellipsis's
        taken += columns(text[end])
        end += 1
    return text[:end] + "…"


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(columns, text))


def columns(character: str) -> int:
    """Return how many columns of a terminal a character takes: 0, 1 or 2."""
    if character == "\u00ad":  # a soft hyphen is shown
        return 1
    # The vowels and finals of a Korean syllable join the letter before them.
    if category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _turns(before: str, after: str) -> bool:
    """Say whether the spot may stand elsewhere on the screen than its column tells.

    Some terminals set right-to-left letters from right to left, others do not.
    """
    ahead = takewhile(lambda c: bidirectional(c) != "L", after)
    return any(bidirectional(c) in _RIGHT_TO_LEFT for c in (*before, *ahead))
