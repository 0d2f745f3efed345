"""A source text becomes passages: its paragraphs, numbered in reading order.

The file under ``seeds/`` is never changed; the text markers say which of its lines are
the text, and the lines outside of them are left out and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from briefing.diagnostics import Position, problem
from briefing.errors import did_you_mean
from briefing.fragments import Fragment, Html, Link, Located, Text, plain_text
from briefing.model import Passage, Section, SourceFile, SourceText
from briefing.read.fields import Report
from briefing.read.markdown import heading_slug, parse_source


class Markers(Struct, frozen=True):
    """The lines between which a text lies, as the front matter names them."""

    after: Located | None = None
    before: Located | None = None


def read_source(file: SourceFile, markers: Markers, report: Report) -> SourceText:
    """Read the passages of a source text, ``.txt`` or ``.md``.

    Where a marker is not found nothing is read: all passages would have other numbers.
    """
    lines = file.text.split("\n")
    extent = _extent(lines, markers, report)
    if extent is None:
        return SourceText("")
    first, last = extent
    inside = "\n".join(line if first <= i < last else "" for i, line in enumerate(lines))
    read = _markdown if file.path.endswith(".md") else _plain
    passages, headings, skipped = read(inside, file.path)
    outside = [*_written(lines, range(first)), *_written(lines, range(last, len(lines)))]
    head = tuple(
        Located(line.strip(), Position(file.path, i + 1))
        for i, line in enumerate(lines[:first])
        if line.strip()
    )
    left_out = _runs(sorted([*outside, *skipped]))
    return SourceText(file.path, head, passages, headings, left_out)


def _extent(lines: list[str], markers: Markers, report: Report) -> tuple[int, int] | None:
    """Return the first line of the text and the line after its last, from 0, if both are told."""
    above = _marked(lines, markers.after, 0, report) if markers.after else -1
    start = 0 if above is None else above + 1
    below = _marked(lines, markers.before, start, report) if markers.before else len(lines)
    return None if above is None or below is None else (start, below)


def _marked(lines: list[str], marker: Located, start: int, report: Report) -> int | None:
    """Find the first line from ``start`` on that begins with a marker."""
    found = [i for i, line in enumerate(lines) if " ".join(line.split()).startswith(marker.text)]
    after = next((i for i in found if i >= start), None)
    if after is None and found:
        message = f'"{marker.text}" stands on line {found[-1] + 1}, above the text'
        hint = '"after" is the line above the text, "before" the line below it'
        report(problem("text-marker", marker.position, message, hint))
    elif after is None:
        known = (_opening(line, len(marker.text)) for line in lines if line.strip())
        message = f'no line of the source begins with "{marker.text}"'
        report(problem("text-marker", marker.position, message, did_you_mean(marker.text, known)))
    return after


def _opening(line: str, length: int) -> str:
    """Return the first words of a line, at least as long as ``length`` if it has as many."""
    words = " ".join(line.split())
    end = words.find(" ", length)
    return words[:end] if end >= 0 else words


_Read = tuple[tuple[Passage, ...], tuple[Section, ...], list[int]]


def _plain(text: str, path: str) -> _Read:
    """Read paragraphs parted by blank lines."""
    passages = []
    for number, paragraph in enumerate(_paragraphs(text), 1):
        joined = " ".join(line.strip() for _, line in paragraph)
        starts = accumulate((len(line.strip()) + 1 for _, line in paragraph), initial=0)
        places = [Position(path, at, len(line) - len(line.lstrip()) + 1) for at, line in paragraph]
        fragment = Text(joined, tuple(zip(starts, places, strict=False)))
        passages.append(Passage(f"p{number}", joined, (fragment,), places[0]))
    return tuple(passages), (), []


def _paragraphs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield each paragraph as its lines with their numbers."""
    paragraph: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            paragraph.append((number, line))
        elif paragraph:
            yield paragraph
            paragraph = []


def _markdown(text: str, path: str) -> _Read:
    """Read the paragraphs of Markdown; its headings become sections.

    Of headings with no paragraph between them the last one counts, as in a title above
    the first section.
    """
    passages: list[Passage] = []
    headings: dict[str, Section] = {}
    skipped: list[int] = []
    for role, fragments, position in parse_source(text, path):
        words = _one_line(plain_text(fragments))
        at = f"p{len(passages) + 1}"
        if re.fullmatch("h[1-6]", role):
            headings[at] = section(at, words, position)
        elif role == "other" or not words.strip():
            skipped.append(position.line)
        else:
            shown = tuple(_spaced(f) for f in fragments)
            passages.append(Passage(at, words, shown, position, role))
    known = {passage.id for passage in passages}
    return tuple(passages), tuple(s for s in headings.values() if s.at in known), skipped


def section(at: str, title: str, position: Position) -> Section:
    """Return the section that begins with a passage, its id one of a kind."""
    return Section(at, title, f"{heading_slug(title) or 'section'}-{at}", position)


def _spaced(fragment: Fragment) -> Fragment:
    """Read line breaks within a paragraph as spaces."""
    match fragment:
        case Html(text=text) | Text(text=text):
            return replace(fragment, text=_one_line(text))
        case Link(text=text, inner=inner):
            return replace(fragment, text=_one_line(text), inner=tuple(map(_spaced, inner)))
    return fragment


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _written(lines: list[str], stretch: range) -> range:
    """Return the line numbers of a stretch, its blank ends cut off."""
    written = [i for i in stretch if lines[i].strip()]
    return range(written[0] + 1, written[-1] + 2) if written else range(0)


def _runs(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    """Join line numbers that follow each other into (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)
