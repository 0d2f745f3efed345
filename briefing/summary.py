"""What a run came to, as Markdown for the page that a workflow shows of it.

GitHub shows ten annotations of a kind for each step; here stand all mistakes, and what is no
mistake and yet worth a look: how the evidence stood, the names without a link, the heaviest
pages. Whatever editors wrote is shown as it is: none of it is Markdown or HTML here.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from briefing.diagnostics import Diagnostic, Severity, count
from briefing.link.receipt import receipt
from briefing.link.suggest import suggest
from briefing.messages import shown
from briefing.model import Briefing
from briefing.pipeline import Made

LARGEST = 1_000_000
"""The bytes that a summary may take: GitHub shows none of more than 1 MiB."""

_NAMES, _PAGES, _LONGEST = 20, 10, 120
_MARKS = re.compile(r"[&<>|\\`*_\[\]~$#@!]")


def summary(command: str, made: Made, *, notes: bool = False) -> str:
    """Return the summary of a command's run, with the ``notes`` among the mistakes if wanted."""
    report, briefing = made.report, made.reading.briefing
    problems = [p for p in report.problems if notes or p.severity is not Severity.NOTE]
    files = made.site.files if made.site else {}
    title = cell(f"{briefing.settings.title}: {command}")
    head = f"## {title}\n\n{_verdict(problems, report.failed)}\n"
    tail = [
        table("What there is", ("What", "How many"), _counts(report.counts)),
        table("Evidence", ("What", "How many"), _counts(report.evidence)),
        table("Names that became no link", ("Reason", "Names"), _declined(briefing)),
        table("Names without a page", ("Name", "Times", "Kind", "First in"), _unlinked(briefing)),
        table("Heaviest pages", ("Page", "Sent (gzip)", "Unpacked"), _weights(files)),
    ]
    rest = "\n".join(filter(None, tail))
    room = LARGEST - len(head.encode()) - len(rest.encode())
    return "\n".join(filter(None, (head, _mistakes(problems, room), rest)))


def _verdict(problems: Iterable[Diagnostic], failed: bool) -> str:
    found = list(problems)
    errors, warnings = (count(found, kind) for kind in (Severity.ERROR, Severity.WARNING))
    return f"**{'Not in order' if failed else 'In order'}**: errors: {errors}, warnings: {warnings}"


# --- the parts --------------------------------------------------------------------------------


def _mistakes(problems: list[Diagnostic], room: int) -> str:
    """Return the table of all mistakes that fit the room, and how many do not."""
    rows: list[tuple[str, ...]] = []
    left = room - 1000  # for the head of the table and the line below it
    for problem in problems:
        row = _mistake(problem)
        left -= len(" | ".join(row).encode()) + 5
        if left < 0:
            break
        rows.append(row)
    shown_rows = table("Mistakes", ("Where", "Code", "What", "Hint"), rows)
    missing = len(problems) - len(rows)
    more = f"\n{missing} more do not fit here; the log of the step has them all.\n"
    return shown_rows + more if missing else shown_rows


def _mistake(problem: Diagnostic) -> tuple[str, ...]:
    kind = f"{problem.severity}[{problem.code}]"
    return code(str(problem.position)), code(kind), cell(problem.message), cell(problem.hint)


def _counts(counts: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    for name, number in counts.items():
        yield cell(name), str(number)


def _declined(briefing: Briefing) -> Iterator[tuple[str, ...]]:
    """Yield why names were not linked, most frequent first."""
    reasons = Counter(line.declined for line in receipt(briefing) if line.declined)
    for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        yield cell(reason), str(number)


def _unlinked(briefing: Briefing) -> Iterator[tuple[str, ...]]:
    """Yield the names that are used most and that no page covers."""
    for name in suggest(briefing)[:_NAMES]:
        first = name.passages[0]
        where = code(f"{first.article}#{first.passage}")
        yield cell(name.name[:_LONGEST]), str(name.count), cell(name.kind or "?"), where


def _weights(files: Mapping[str, bytes]) -> Iterator[tuple[str, ...]]:
    """Yield the heaviest pages as a host sends them, and the pages together."""
    pages = {path: data for path, data in files.items() if path.endswith(".html")}
    sent = {path: len(gzip.compress(data, 6, mtime=0)) for path, data in pages.items()}
    for path in sorted(sent, key=lambda path: (-sent[path], path))[:_PAGES]:
        yield code(path), _size(sent[path]), _size(len(pages[path]))
    if pages:
        total = sum(map(len, pages.values()))
        yield f"all {len(pages)} pages", _size(sum(sent.values())), _size(total)


def _size(number: int) -> str:
    return f"{number / 1000:.1f} kB"


# --- Markdown ---------------------------------------------------------------------------------


def table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table under a heading, or nothing if there are no rows."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return ""
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *body]
    return f"### {title}\n\n" + "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """Return a text that means nothing in Markdown and in HTML but itself."""
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", shown(" ".join(text.split())))


def code(text: str) -> str:
    """Return a text in the type of code; a code span could not hold every backtick and bar."""
    return f"<code>{cell(text)}</code>"
