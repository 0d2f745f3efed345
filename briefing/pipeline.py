"""The table of contents: read, link, check, render, publish.

Each step takes a finished value and returns a new one. Diagnostics are gathered beside
the values and sorted at the end; an error anywhere leaves the earlier site untouched.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefing.check.checks import Checked, check_briefing
from briefing.check.drift import lock_text
from briefing.diagnostics import (
    BriefingError,
    Diagnostic,
    Position,
    Severity,
    count,
    ordered,
    problem,
)
from briefing.link.linking import link
from briefing.memo import Once, directly
from briefing.model import Briefing, Library
from briefing.publish.cache import KEPT, Cache, cache_file
from briefing.publish.search import search_index
from briefing.publish.staging import check_target, digest, publish, replace_file
from briefing.read.documents import read_library
from briefing.read.files import LOCK, Files, bundled_templates, read_files, read_templates
from briefing.render.site import Rendered, render_site
from briefing.render.templates import TemplateFaultError

TEMPLATES = bundled_templates()
INPUTS = ("content", "seeds", "templates")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says. ``root`` holds the briefing, ``out`` is the site.

    With ``cache`` a build takes over what an earlier one made, and keeps what it makes.
    """

    root: Path
    out: Path
    base_url: str | None = None
    strict: bool = False
    drafts: bool = False
    search: bool = True
    cache: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run: the diagnostics, sorted, and how much was read and made.

    ``texts`` are the texts of the files that the diagnostics speak of, where there are any.
    """

    problems: tuple[Diagnostic, ...]
    counts: Mapping[str, int]
    evidence: Mapping[str, int]
    failed: bool
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A briefing read, linked and checked, and the files that it was made from."""

    files: Files
    briefing: Briefing
    checked: Checked
    problems: tuple[Diagnostic, ...]
    failed: bool


def read(options: Options, once: Once = directly, *, locked: bool = True) -> Reading:
    """Read, link and check a briefing, with the evidence lock unless said. Nothing is written."""
    files = read_files(options.root)
    library = _with_options(read_library(files, once), options)
    briefing, problems = link(library, drafts=options.drafts, once=once)
    checked = check_briefing(briefing, files.others.get(LOCK) if locked else None, once)
    found = ordered([*library.problems, *problems, *checked.problems, *_notes(briefing)])
    return Reading(files, briefing, checked, found, _failed(found, options))


@dataclass(frozen=True, slots=True)
class Made:
    """A site in memory; ``site`` is ``None`` where errors forbid one, ``search`` is its index."""

    reading: Reading
    inputs: Mapping[str, str]
    site: Rendered | None
    report: Report
    search: Mapping[str, bytes] = field(default_factory=dict)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles away: what is made stays, and it would walk it all, often."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def make(options: Options, once: Once = directly, *, asked: Iterable[str] | None = None) -> Made:
    """Read, link, check and render a briefing, its templates included. Nothing is written.

    Where only some paths are ``asked`` for, the other files are made when they are looked at,
    and what is wrong with their templates is found then.
    """
    reading = read(options, once)
    if reading.failed:
        return Made(reading, {}, None, _report(reading))
    templates = read_templates(TEMPLATES, options.root)
    site, faults = _rendered(reading, templates, options, once, asked)
    made = {"page": site.pages} if site else {}
    inputs = _inputs(reading.files, templates)
    return Made(reading, inputs, site, _report(reading, faults, made, templates))


def index(made: Made, options: Options, once: Once = directly) -> Mapping[str, bytes]:
    """Return the files of the search index of a site, none if it is not wanted."""
    if not (options.search and made.site):
        return {}
    language, number = made.reading.briefing.settings.language, made.site.indexed
    pages = {path: data for path, data in made.site.files.items() if path.endswith(".html")}
    key = tuple((path, digest(data)) for path, data in sorted(pages.items()))
    return once(("search", language, key), lambda: search_index(pages, language, number))


def prepare(options: Options, *, searchable: bool = False) -> Made:
    """Make a site for a command: with the help of what earlier builds kept, if that is wanted."""
    file = cache_file(options.root) if options.cache else None
    cache = Cache(file) if file else None
    once: Once = cache or directly
    made = make(options, once)
    if searchable:
        made = replace(made, search=index(made, options, once))
    if cache:
        # What a run did not come to is not out of use.
        missed = () if made.site else KEPT - {"document"}
        cache.save(missed or (() if searchable and options.search else ("search",)))
    return made


def check(options: Options) -> Report:
    """Say what is wrong with a briefing, its templates included."""
    return prepare(options).report


def build(options: Options) -> Report:
    """Make the site; on any error leave the earlier one as it is."""
    made = prepare(options, searchable=True)
    write(made, options)
    return made.report


def write(made: Made, options: Options) -> None:
    """Put a site that was made in the place of the earlier one."""
    protected = tuple(options.root / name for name in INPUTS)
    _check_out(options.out, protected)
    if made.site:
        publish({**made.site.files, **made.search}, made.inputs, options.out, protected=protected)


def accept(options: Options) -> Report:
    """Take the cited passages as they are now: write ``content/evidence.lock``.

    What the earlier lock says is no matter: to replace it, stale or broken, is the point.
    """
    reading = read(options, locked=False)
    if reading.failed:
        return _report(reading)
    lock = lock_text(reading.briefing).encode()
    if reading.files.others.get(LOCK) != lock:
        replace_file(options.root / LOCK, lock)
    return _report(reading, made={"accepted passage": len(reading.briefing.citing)})


def _report(
    reading: Reading,
    faults: tuple[Diagnostic, ...] = (),
    made: Mapping[str, int] | None = None,
    templates: Mapping[str, bytes] | None = None,
) -> Report:
    counts = _counts(reading.briefing) | dict(made or {})
    failed = reading.failed or bool(count(faults, Severity.ERROR))
    problems = ordered([*reading.problems, *faults])
    texts = texts_of(reading.files, problems, templates or {})
    return Report(problems, counts, reading.checked.ledger.sums(), failed, texts)


def faulty(report: Report, faults: tuple[Diagnostic, ...]) -> Report:
    """Return a report to which a page that was made later has added."""
    problems = ordered([*report.problems, *faults])
    return replace(report, problems=problems, failed=True)


def texts_of(
    files: Files, problems: Iterable[Diagnostic], templates: Mapping[str, bytes]
) -> Mapping[str, str]:
    """Return the texts of the files and templates that diagnostics speak of, by path."""
    named = {problem.position.path for problem in problems}
    read = {file.path: file.text for file in (*files.content, *files.seeds.values())}
    drawn = {f"templates/{path}": data for path, data in templates.items()}
    used = {path: drawn[path].decode(errors="replace") for path in sorted(named & drawn.keys())}
    return {path: read[path] for path in sorted(named & read.keys())} | used


def _check_out(out: Path, protected: tuple[Path, ...]) -> None:
    """Refuse a site in the place of what it is made from, or where it would be read as such."""
    check_target(out, protected)
    for folder in protected:
        if out.resolve().is_relative_to(folder.resolve()):
            raise BriefingError(f"{out} lies in {folder}, which the site is made from")


def _inputs(files: Files, templates: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return the digest of everything that the site is made from."""
    return {
        **files.digests,
        **{f"templates/{path}": digest(data) for path, data in templates.items()},
    }


def _with_options(library: Library, options: Options) -> Library:
    """Let the command line override the settings."""
    if options.base_url is None:
        return library
    return replace(library, settings=replace(library.settings, base_url=options.base_url))


def _rendered(
    reading: Reading,
    templates: Mapping[str, bytes],
    options: Options,
    once: Once,
    asked: Iterable[str] | None,
) -> tuple[Rendered | None, tuple[Diagnostic, ...]]:
    """Render the site and return notes on it, or return what is wrong with the templates."""
    others, ledger = reading.files.others, reading.checked.ledger
    briefing, searchable = reading.briefing, options.search
    try:
        site = render_site(briefing, templates, others, ledger, once, searchable=searchable)
        for path in site.files if asked is None else asked:
            site.files.get(path)
    except TemplateFaultError as fault:
        return None, fault.diagnostics
    return site, site.notes


def _failed(problems: tuple[Diagnostic, ...], options: Options) -> bool:
    warnings = count(problems, Severity.WARNING) if options.strict else 0
    return bool(count(problems, Severity.ERROR) or warnings)


def _counts(briefing: Briefing) -> dict[str, int]:
    """Return how much there is of everything, by the name of one, for the closing line."""
    return {
        "article": len(briefing.articles),
        "passage": len(briefing.passages),
        "entity": len(briefing.entities),
        "event": len(briefing.events),
        "mention": sum(len(found) for found in briefing.mentions.values()),
    }


def _notes(briefing: Briefing) -> list[Diagnostic]:
    """Return what is worth saying and no mistake."""
    notes = []
    for article in briefing.articles:
        for first, last in article.source.left_out:
            lines = f"line {first} is" if first == last else f"lines {first} to {last} are"
            message = f"{lines} left out of {article.id}"
            notes.append(problem("left-out", Position(article.source.path, first), message))
    if not briefing.settings.base_url:
        message = "without a base_url there are no sitemap, no canonical links and no previews"
        notes.append(problem("no-base-url", Position(briefing.settings.path), message))
    return notes
