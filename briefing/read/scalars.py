"""A single value of YAML: the text that it means, and the raw form that stands in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from msgspec import Struct

from briefing.diagnostics import Position


class Scalar(Struct, frozen=True):
    """A text. ``raw`` is how it stands in the file, from ``position`` on.

    ``style`` is the mark that the raw form begins with: ``"``, ``'``, ``|``, ``>``, or
    nothing for plain text.
    """

    text: str
    position: Position
    raw: str
    style: str = ""

    @property
    def empty(self) -> bool:
        """Whether the value was left out: nothing, ``~`` or ``null``, or an empty text."""
        return not self.text.strip() or (not self.style and self.text in ("~", "null"))

    def locator(self, start: int = 0) -> Callable[[int], Position]:
        """Return the map from offsets in the text, from ``start`` on, to the file.

        The text is followed through its raw form, past quotes, escapes and line breaks.
        """
        pairs = list(_block(self) if self.style in ("|", ">") else _flow(self))
        offsets = [offset for offset, _ in pairs]
        lines = line_starts(self.raw)

        def locate(offset: int) -> Position:
            known, where = pairs[max(bisect_right(offsets, start + offset) - 1, 0)]
            where += start + offset - known
            line = bisect_right(lines, where) - 1
            column = where - lines[line] + (1 if line else self.position.column)
            return Position(self.position.path, self.position.line + line, column)

        return locate


_FOLD = r"[ \t]*\n[ \t\n]*"
_SPECIAL = {
    "": re.compile(_FOLD),
    "'": re.compile(rf"''|{_FOLD}"),
    '"': re.compile(
        rf"\\(?:\n[ \t\n]*|x[\da-fA-F]{{2}}|u[\da-fA-F]{{4}}|U[\da-fA-F]{{8}}|.)|{_FOLD}"
    ),
}
"""What stands for another number of characters than it has, by the style of the scalar."""


def _flow(scalar: Scalar) -> Iterator[tuple[int, int]]:
    """Yield (offset in the text, offset in the raw form) from which on both run alike."""
    start = len(scalar.style)
    shift = -start
    yield 0, start
    if len(scalar.raw) == len(scalar.text) + 2 * start:
        return  # whatever stands for another number of characters makes the text shorter
    for match in _SPECIAL[scalar.style].finditer(scalar.raw, start):
        breaks = match[0].count("\n")
        folded = breaks == 1 and not match[0].startswith("\\")
        stands_for = 1 if folded or not breaks else breaks - 1
        shift += stands_for - len(match[0])
        yield match.end() + shift, match.end()


def _block(scalar: Scalar) -> Iterator[tuple[int, int]]:
    """Yield the like for a block, whose lines all stand in the text, without indentation."""
    starts = line_starts(scalar.raw)[1:]
    lines = scalar.raw.split("\n")[1:]
    filled = (line for line in lines if line.strip(" \t"))
    indent = min((len(line) - len(line.lstrip(" ")) for line in filled), default=0)
    offset = 0
    for start, line in zip(starts, lines, strict=True):
        if line.strip(" \t"):
            found = scalar.text.find(line[indent:], offset)
            yield max(found, offset), start + indent
            offset = max(found, offset) + len(line) - indent
    if not offset:
        yield 0, 0


def line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text begin."""
    return list(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))
