"""What a body loses: it is not shown, or not read, or stands there as raw as it was written.

Nothing of it is wrong Markdown, so nobody would be told. What may have been meant so is left
alone: bars in a line of prose, code between its fences, a dash before a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

from markdown_it.token import Token

from briefing.diagnostics import Diagnostic, Position, Severity, problem
from briefing.read.grammar import DEEPEST
from briefing.read.inline import CITATION, Locate

_BAR = re.compile(r"(?<!\\)\|")
_SPACED_BAR = re.compile(r"(?<=\s)\|(?=\s)")
_RULE = re.compile(r"(?=.*\|)\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
# A bar within code, between as many backticks on either side, or within a link parts no cells.
_WHOLE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\[\[[^\[\]]*\]\]")
_ITEMS = re.compile(
    "|".join(
        rf"^[ \t]*{mark}.*\n[ \t]*{mark}"
        for mark in ("•", r"-(?=[^\W\d_])", r"\d{1,2}\.(?=[^\W\d_])")
    ),
    re.MULTILINE,
)
# Code has doubled brackets of its own: [[ -f x ]], x[["a"]], [[1, 2]].
_OURS = re.compile(rf"(?P<link>(?<!\w)\[\[[^\W\d_][^\[\]\\]*\]\])|{CITATION.pattern}")


def lost(
    tokens: Sequence[Token], text: str, path: str, env: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """Report the blocks of a body of which something is not shown, or not read."""
    return chain(
        _too_deep(tokens, path),
        _lost_cells(tokens, text, path),
        _lost_notes(env, path),
        _code(tokens, text, path),
    )


def raw_rows(content: str, locate: Locate) -> Iterator[Diagnostic]:
    """Report the first table and the first list that a paragraph shows as they were written."""
    if "\n" not in content:
        return
    if (start := _table(content)) is not None:
        message = "this looks like a table and is none"
        hint = "below the first row comes a line | --- | --- | of as many columns"
        yield problem("bad-value", locate(start), message, hint, Severity.WARNING)
    if items := _ITEMS.search(content):
        message = "this looks like a list and is none"
        hint = 'write "- " or "1. ", with a space, before each item'
        yield problem("bad-value", locate(items.start()), message, hint, Severity.WARNING)


def _table(content: str) -> int | None:
    """Return where two lines begin that have cells, as many each, or bars above a rule."""
    start = 0
    for line, below in pairwise(content.split("\n")):
        ruled = "|" in line and _RULE.fullmatch(below.strip())
        if ruled or _cells(line) == _cells(below) > 1:
            return start
        start += len(line) + 1
    return None


def _cells(line: str) -> int:
    """Return how many cells a line has between bars at its ends, or parted by two at least."""
    line = _WHOLE.sub("", line).strip()
    cells = _BAR.split(line)
    if len(cells) > 2 and not cells[0] and not cells[-1]:
        return len(cells) - 2
    bars = len(_SPACED_BAR.findall(line))
    return bars + 1 if bars > 1 else 0


def _code(tokens: Sequence[Token], text: str, path: str) -> Iterator[Diagnostic]:
    """Report the first citation or link in each block of code that may not be meant as one."""
    lines = text.split("\n")
    for token in tokens:
        begin, end = token.map or (0, 0)
        if token.type == "code_block":
            hint = "take the spaces before it away; what is code stands between lines of ```"
        elif token.type == "fence" and not _is_closed(token, lines[begin + 1 : end]):
            hint = f"write {token.markup} on a line below the code"
        else:
            continue
        found = ((number, _OURS.search(lines[number])) for number in range(begin, end))
        for number, ours in ((n, match) for n, match in found if match):
            code = "broken-link" if ours["link"] else "unknown-citation"
            message = f"“{ours[0]}” stands in a block of code and is not read"
            position = Position(path, number + 1, ours.start() + 1)
            yield problem(code, position, message, hint, Severity.WARNING)
            break


def _is_closed(fence: Token, inside: Sequence[str]) -> bool:
    """Say whether the last line below the mark that opens a block of code closes it."""
    last = inside[-1].lstrip("> \t").rstrip() if inside else ""
    return last.startswith(fence.markup) and not last.strip(fence.markup[0])


def _too_deep(tokens: Sequence[Token], path: str) -> Iterator[Diagnostic]:
    """Report the quotations and lists whose content the parser has dropped."""
    for token in tokens:
        if token.level >= DEEPEST - 1 and token.type in ("blockquote_open", "list_item_open"):
            position = Position(path, token.map[0] + 1 if token.map else 1)
            message = f"quotations or lists are nested more than {DEEPEST // 2} deep"
            yield problem("bad-value", position, message, "what is deeper would be lost")


def _lost_cells(tokens: Sequence[Token], text: str, path: str) -> Iterator[Diagnostic]:
    """Report the rows of tables that have more cells than the first: the last are not shown."""
    rows = [token for token in tokens if token.type in ("thead_open", "th_open", "tr_open")]
    lines, columns = text.split("\n") if rows else [], 0
    for token in rows:
        if token.tag != "tr":
            columns = columns + 1 if token.tag == "th" else 0
        elif token.map and columns:
            row = token.map[0]
            first = re.match(r"[>\s]*\|?", lines[row])
            bars = [bar.end() for bar in _BAR.finditer(lines[row], first.end() if first else 0)]
            end = bars[columns - 1] if len(bars) >= columns else len(lines[row])
            if lines[row][end:].strip("| \t"):
                message = f"this table has {columns} columns, so what follows is not shown"
                hint = "write \\| for a bar that parts no cells"
                position = Position(path, row + 1, end + 1)
                yield problem("bad-value", position, message, hint, Severity.WARNING)


def _lost_notes(env: Mapping[str, Any], path: str) -> Iterator[Diagnostic]:
    """Report the footnotes that are not shown: of two with one label, the first."""
    notes = env.get("notes", ())
    last = {label: place for label, place, _ in notes}
    for label, place, shown in notes:
        if place is not last[label]:
            message = f"there is another footnote [^{label}] below"
            hint = "give one of them another label"
        elif not shown:
            message = f"nothing refers to the footnote [^{label}]"
            hint = "so it is not shown"
        else:
            continue
        yield problem("bad-value", Position(path, place[0] + 1), message, hint, Severity.WARNING)
