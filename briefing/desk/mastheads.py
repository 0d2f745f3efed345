"""What the head of a text says of it: title, author, publisher, date, address.

Each is a guess that names the line it was made from, and is meant to be read by an editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType

from msgspec import Struct, field

from briefing.desk.extents import FENCE, Extent, extent
from briefing.desk.forms import Given
from briefing.desk.lexicon import AND, BYLINE, LABELS, MONTHS, PUBLISHED
from briefing.diagnostics import Position
from briefing.fragments import Located
from briefing.link.roles import ends_in_body
from briefing.model import SourceFile
from briefing.read.addresses import is_web_address
from briefing.read.dates import parse_date
from briefing.read.source import Markers, read_source

_MOST_SHOWN = 12
_LONGEST_SHOWN = 70
_LONGEST_NAME = 5  # words
_LONGEST_PUBLISHER = 8

_LABELLED = re.compile(r"([^\W\d_]+)\s*[:：]\s+(.+)")
_APART = re.compile(r"\s*(?:[|•·]|\s[–—-]\s|,?\s\bfor\s)\s*")
_ELSEWHERE = re.compile("[|›»•]")
"""What parts the places that a row of links leads to."""
_PARTICLES = frozenset(
    "al el bin ibn bint ben abu umm de del della di da do dos du la le van von".split()
)

_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?!\d)"),
    re.compile(
        r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)? (?:de )?(?P<name>[^\W\d_]+)\.? (?:de )?"
        r"(?P<year>\d{4})\b"
    ),
    re.compile(r"\b(?P<name>[^\W\d_]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})\b"),
    re.compile(r"\b(?P<name>[^\W\d_]+)\.? (?P<year>\d{4})\b"),
    re.compile(r"\A(?P<year>\d{4})\Z"),
)


class Line(Struct, frozen=True):
    """A line of a head: its number from 1, and its words without marks of Markdown."""

    number: int
    text: str


class Masthead(Struct, frozen=True):
    """What was found at the head of a text: by field, the values and the line of each."""

    found: Mapping[str, tuple[str, Line]] = field(default_factory=lambda: MappingProxyType({}))
    extent: Extent = field(default_factory=lambda: Extent(0, 0))


def masthead(file: SourceFile) -> Masthead:
    """Read the head of a text."""
    lines = file.text.split("\n")
    where = extent(lines)
    if not _holds_text(file, where):
        where = Extent(0, len(lines))
    head = [
        Line(i + 1, _bare(line))
        for i, line in enumerate(lines[: where.first])
        if _bare(line) and line.strip() != FENCE
    ]
    found: dict[str, tuple[str, Line]] = {}
    for read in (_by_label, _addresses, _bylines, _days, _titles, _names, _publishers):
        used = {line.number for _, line in found.values()}
        free = [line for line in head if line.number not in used]
        for name, value, line in read(free):
            found.setdefault(name, (value, line))
    return Masthead(MappingProxyType(found), where)


def _holds_text(file: SourceFile, where: Extent) -> bool:
    """Say whether a paragraph is left between the markers."""
    after, before = (
        Located(text, Position(file.path)) if text else None for text in (where.after, where.before)
    )
    return bool(read_source(file, Markers(after, before), lambda _: None).passages)


def _bare(line: str) -> str:
    """Return the words of a line without the marks of Markdown around them."""
    return re.sub(r"^#{1,6}\s+|^[>*_\s]+|[*_#\s]+$", "", line.strip())


Found = Iterator[tuple[str, str, Line]]


def _by_label(head: Sequence[Line]) -> Found:
    for line in head:
        said = _LABELLED.fullmatch(line.text)
        name = LABELS.get(said[1].lower()) if said else None
        if said and name:
            value = said[2].strip().strip("\"'")
            good = {"date": bool(_date(value)), "url": is_web_address(value)}.get(name, True)
            if good:
                yield name, _date(value) if name == "date" else value, line


def _addresses(head: Sequence[Line]) -> Found:
    for line in head:
        yield from (("url", word, line) for word in line.text.split() if is_web_address(word))


def _bylines(head: Sequence[Line]) -> Found:
    for line in head:
        if said := BYLINE.fullmatch(line.text):
            who, *rest = _APART.split(said["who"], maxsplit=1)
            people, _, house = who.strip(" ,").rpartition(", ")
            if people and _is_house(people, house):
                who, rest = people, [house, *rest]
            yield "author", who.strip(" ,"), line
            for text in rest:
                yield from _dated(text, line)


def _is_house(people: str, last: str) -> bool:
    """Say whether what follows the last comma of a byline is no person: Jane Doe, The Herald."""
    listed = AND.search(people) and not last.startswith(("and ", "et ", "und "))
    return bool(listed) or last.startswith("The ") or ends_in_body(last)


def _days(head: Sequence[Line]) -> Found:
    for line in head:
        if len(line.text.split()) <= _LONGEST_PUBLISHER:
            yield from (found for found in _dated(line.text, line) if _date(line.text))


def _dated(text: str, line: Line) -> Found:
    """Yield the date in a text, and what else it says as the publisher."""
    if day := _date(text):
        yield "date", day, line
    rest = PUBLISHED.sub("", text)
    for pattern in _DATES:
        rest = pattern.sub("", rest)
    if name := rest.strip(" ,;:|–—-()"):
        yield "publisher", name, line


def _titles(head: Sequence[Line]) -> Found:
    """Yield the first line that is neither a list of places to go to nor a mere word or two."""
    places = [line for line in head if not _ELSEWHERE.search(line.text)] or list(head)
    long = [line for line in places if len(line.text.split()) > 2]
    yield from (("title", line.text, line) for line in (long or places)[:1])


def _names(head: Sequence[Line]) -> Found:
    for line in head:
        if _is_name(line.text) and not _LABELLED.fullmatch(line.text):
            yield "author", line.text, line


def _publishers(head: Sequence[Line]) -> Found:
    for line in head:
        short = len(line.text.split()) <= _LONGEST_PUBLISHER
        if short and not _ELSEWHERE.search(line.text) and not _LABELLED.fullmatch(line.text):
            yield "publisher", line.text, line


def _is_name(text: str) -> bool:
    """Say whether a line may be somebody's name: a few words, all with a capital if they can."""
    words = text.replace("-", " ").split()
    letters = all(re.fullmatch(r"[^\W\d_]+(?:[’'.][^\W\d_]*)*", word) for word in words)
    small = [word for word in words if word[:1].islower() and word not in _PARTICLES]
    return letters and not small and 1 < len(text.split()) <= _LONGEST_NAME


def _date(text: str) -> str:
    """Return the first date in a text as EDTF, empty if there is none."""
    text = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    for pattern in _DATES:
        for said in pattern.finditer(text):
            parts = {"month": "", "day": "", "name": "", **said.groupdict(default="")}
            month = parts["month"] or MONTHS.get(parts["name"].lower(), "")
            if parts["name"] and not month:
                continue
            numbers = [parts["year"], *(f"{int(n):02}" for n in (month, parts["day"]) if n)]
            if _is_date("-".join(numbers)):
                return "-".join(numbers)
    return ""


def _is_date(text: str) -> bool:
    try:
        return bool(parse_date(text))
    except ValueError:
        return False


# --- as fields ---------------------------------------------------------------------------------


def article_fields(title: str, file: SourceFile) -> dict[str, Given]:
    """Return the fields of an article on a text; an empty title is guessed as well."""
    head = masthead(file)
    given = {"title": Given(title)} if title else {"title": _title(head, file)}
    given["source"] = Given(file.path.removeprefix("seeds/"))
    for name in ("author", "publisher", "date", "url"):
        if name in head.found:
            value, line = head.found[name]
            names = [part for part in AND.split(value) if part] if name == "author" else []
            given[name] = Given(names if len(names) > 1 else value, (_guessed(line),))
    unknown = Given("Unknown", ("the head of the text names nobody: write who wrote it",))
    given.setdefault("author", unknown)
    if head.extent.after or head.extent.before:
        given["text"] = _markers(head.extent, file.text.split("\n"))
    return given


def _guessed(line: Line) -> str:
    return f"guessed from line {line.number} of the text: check"


def _title(head: Masthead, file: SourceFile) -> Given:
    if "title" in head.found:
        value, line = head.found["title"]
        return Given(value, (_guessed(line),))
    words = " ".join(re.split(r"[\s_-]+", PurePosixPath(file.path).stem)).strip()
    return Given(words[:1].upper() + words[1:], ("made from the file's name: check",))


def _markers(where: Extent, lines: list[str]) -> Given:
    """Return the text markers, and as remarks what they leave out."""
    value = {"after": where.after, "before": where.before}
    out = [i for i in (*range(where.first), *range(where.last, len(lines))) if lines[i].strip()]
    shown = [f"  line {i + 1}: {_short(lines[i])}" for i in out[:_MOST_SHOWN]]
    if len(out) > _MOST_SHOWN:
        shown.append(f"  … and {len(out) - _MOST_SHOWN} more")
    said = "guessed: the lines between these two are the text. Left out, so check that none of it"
    given = {name: text for name, text in value.items() if text}
    return Given(given, (f"{said} belongs to it:", *shown))


def _short(line: str) -> str:
    text = " ".join(line.split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN].rstrip()} …"
