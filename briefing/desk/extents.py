"""Where a text begins and ends: what a page from the web has above and below it is no text.

A guess, to be shown to an editor: paragraphs of some length that end as sentences do are the
text; what stands above the first is its head, and what below the last speaks of cookies,
copyright or other articles is left out, with all that follows it.
"""

from __future__ import annotations

import re

from msgspec import Struct

from briefing.desk.lexicon import BOILERPLATE

_LEAST = 80
"""How many characters a paragraph has at least that is surely one of the text."""
_NOTICE = 250
"""How many a paragraph has at most that speaks of cookies and is no text for that."""
_LONGEST_MARKER = 60

_CLOSED = re.compile(r"[.!?…؟۔।。！？][\"'”’»›)\]*_]*\Z")
_LABEL = re.compile(r"[^\W\d_][^:.]{0,20}: \S")
_HEADING = re.compile(r"#{1,6} ")
_SECTION = re.compile(r"#{2,6} ")
FENCE = "---"


class Extent(Struct, frozen=True):
    """The lines of a text, ``first:last`` from 0, and the markers that say so, if needed.

    A marker is the start of the line above the text, or below it.
    """

    first: int
    last: int
    after: str = ""
    before: str = ""


def extent(lines: list[str]) -> Extent:
    """Return where the text lies among the lines of a source."""
    first, last = _head(lines), len(lines)
    for start, _ in reversed(_blocks(lines, first)[1:]):
        if _is_text(lines, start):
            break
        last = start if BOILERPLATE.search(_joined(lines, start)) else last
    after = _marker(lines, above, 0) if (above := _above(lines, first)) is not None else ""
    if not after:
        first = 0
    before = _marker(lines, last, first) if last < len(lines) else ""
    return Extent(first, last if before else len(lines), after, before)


def _head(lines: list[str]) -> int:
    """Return the first line of the text; sections' headings right above it belong to it."""
    inside = _labelled(lines)
    blocks = [start for start, _ in _blocks(lines, inside)]
    if not any(_is_text(lines, start) for start in blocks):
        return inside
    at = next(i for i, start in enumerate(blocks) if _is_text(lines, start))
    while at and _SECTION.match(lines[blocks[at - 1]]):
        at -= 1
    return blocks[at]


def _labelled(lines: list[str]) -> int:
    """Return the line behind fields at the very top, ``Title: …``, with or without fences."""
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[start].strip() == FENCE:
        ends = (i for i in range(start + 1, len(lines)) if lines[i].strip() == FENCE)
        return next(ends, -1) + 1
    end = start
    while end < len(lines) and _LABEL.match(lines[end]) and len(lines[end]) < _NOTICE:
        end += 1
    return end if end - start > 1 else 0


def _blocks(lines: list[str], first: int) -> list[tuple[int, int]]:
    """Return the paragraphs from a line on as (first line, line behind the last)."""
    blocks: list[tuple[int, int]] = []
    for i in range(first, len(lines)):
        if lines[i].strip():
            goes_on = bool(blocks) and blocks[-1][1] == i and not _HEADING.match(lines[i - 1])
            start = blocks.pop()[0] if goes_on else i
            blocks.append((start, i + 1))
    return blocks


def _joined(lines: list[str], start: int) -> str:
    """Return the paragraph that begins at a line."""
    end = start
    while end < len(lines) and lines[end].strip():
        end += 1
    return " ".join(" ".join(lines[start:end]).split())


def _is_text(lines: list[str], start: int) -> bool:
    """Say whether the paragraph at a line is surely one of the text."""
    text = _joined(lines, start)
    notice = len(text) < _NOTICE and BOILERPLATE.search(text)
    closed = len(text) >= _LEAST and _CLOSED.search(text)
    return bool(closed and not notice and not _HEADING.match(text))


def _above(lines: list[str], first: int) -> int | None:
    """Return the last line above the text that says something."""
    said = [i for i in range(first) if lines[i].strip() and lines[i].strip() != FENCE]
    return said[-1] if said else None


def _marker(lines: list[str], at: int, start: int) -> str:
    """Return the start of a line by which it is found from ``start`` on, empty if by none."""
    whole = " ".join(lines[at].split())
    sentence = re.match(r".+?[.!?](?= |\Z)", whole)
    words = whole[: whole.rfind(" ", 0, _LONGEST_MARKER)] if len(whole) > _LONGEST_MARKER else whole
    for text in (sentence[0] if sentence else words, words, whole):
        found = (i for i in range(start, len(lines)) if " ".join(lines[i].split()).startswith(text))
        if len(text) <= _LONGEST_MARKER and next(found) == at:
            return text
    return ""
