"""The table of contents: read, link, check, render, publish.

Each step takes a finished value and returns a new one. Diagnostics are gathered beside
the values and sorted at the end; an error anywhere leaves the earlier site untouched.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from briefing.check.attachments import active_files
from briefing.check.checks import Checked, check_briefing
from briefing.check.drift import lock_text
from briefing.diagnostics import Diagnostic, Position, Severity, count, ordered, problem
from briefing.errors import BriefingError
from briefing.link.linking import link
from briefing.memo import Once, directly
from briefing.model import Briefing, Library
from briefing.publish.cache import KEPT, Cache
from briefing.publish.earlier import EarlierSite
from briefing.publish.keeping import cache_file
from briefing.publish.manifest import digest, inputs_of
from briefing.publish.printrun import Nowhere, PrintRun, Stage
from briefing.publish.search import Index, indexed
from briefing.publish.staging import check_target, replace_file, staged
from briefing.publish.standing import earlier_site, note, note_again
from briefing.read.documents import read_library
from briefing.read.files import (
    INPUTS,
    LOCK,
    Files,
    bundled_templates,
    read_files,
    read_templates,
    refused_templates,
)
from briefing.render.site import Rendered, render_site
from briefing.render.taken import Earlier
from briefing.render.templates import TemplateFaultError
from briefing.render.urls import address, output
from briefing.runs import Lap, Options, Report, untimed
from briefing.workers import ALONE, Crew, crew_for

TEMPLATES = bundled_templates()


class Reading(Struct, frozen=True):
    """A briefing read, linked and checked, and the files that it was made from."""

    files: Files
    briefing: Briefing
    checked: Checked
    problems: tuple[Diagnostic, ...]
    failed: bool


def read(
    options: Options,
    once: Once = directly,
    crew: Crew = ALONE,
    lap: Lap = untimed,
    *,
    locked: bool = True,
) -> Reading:
    """Read, link and check a briefing, with the evidence lock unless said. Nothing is written."""
    files = read_files(options.root)
    lap("files")
    library = _with_options(read_library(files, once, crew), options)
    lap("read")
    briefing, problems = link(library, drafts=options.drafts, once=once)
    lap("link")
    checked = check_briefing(briefing, files.others.get(LOCK) if locked else None, once)
    active = active_files(briefing.files, files.others)
    found = ordered([*library.problems, *problems, *checked.problems, *active, *_notes(briefing)])
    lap("check")
    return Reading(files, briefing, checked, found, _failed(found, options))


class Made(Struct, frozen=True):
    """A site whose files can be made; ``site`` is ``None`` where errors forbid one."""

    reading: Reading
    inputs: Mapping[str, str]
    site: Rendered | None
    report: Report
    templates: Mapping[str, bytes] = field(default_factory=dict)


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
def make(
    options: Options,
    once: Once = directly,
    crew: Crew = ALONE,
    lap: Lap = untimed,
    *,
    asked: Iterable[str] | None = None,
    earlier: Earlier | None = None,
) -> Made:
    """Read, link, check and render a briefing, its templates included. Nothing is written.

    Where only some paths are ``asked`` for, the other files are made when they are looked at,
    and what is wrong with their templates is found then. Of an ``earlier`` site files are
    taken over that show nothing new.
    """
    reading = read(options, once, crew, lap)
    if reading.failed:
        return Made(reading, {}, None, _report(reading))
    if refused := refused_templates(TEMPLATES, options.root, safe=options.safe):
        return _unmade(reading, {}, TemplateFaultError(*refused))
    templates = read_templates(TEMPLATES, options.root, safe=options.safe)
    try:
        others, ledger = reading.files.others, reading.checked.ledger
        briefing, searchable = reading.briefing, options.search
        site = render_site(
            briefing, templates, others, ledger, once, searchable=searchable, earlier=earlier
        )
        for path in site.files if asked is None else asked:
            site.files.get(path)
    except TemplateFaultError as fault:
        return _unmade(reading, templates, fault)
    inputs = _inputs(reading.files, templates)
    report = _report(reading, site.notes, {"page": site.pages}, templates)
    lap("heads")
    return Made(reading, inputs, site, report, templates)


def _unmade(reading: Reading, templates: Mapping[str, bytes], fault: TemplateFaultError) -> Made:
    """Return what comes of a site whose templates cannot be used."""
    report = _report(reading, fault.diagnostics, templates=templates)
    return Made(reading, {}, None, report, templates)


def index(
    made: Made,
    options: Options,
    files: Mapping[str, bytes],
    earlier: Index | None = None,
    first: Iterable[str] = (),
    meanwhile: Callable[[], None] | None = None,
) -> Index | None:
    """Return the search index of a site by its ``files``, none if it is not wanted.

    It is made while the pages are, unless the ``earlier`` one turns out to be right; at the
    ``first`` pages that is looked for first. While it is put together there is time for what
    is to be done ``meanwhile``.
    """
    if not (options.search and made.site):
        return None
    paths = dict.fromkeys((*first, *made.site.indexed))
    return indexed(files, paths, made.reading.briefing.settings.language, earlier, meanwhile)


@_uncollected()
def prepare(options: Options, lap: Lap = untimed) -> Made:
    """Make a whole site and write nothing of it: so all that is wrong with it comes out."""
    with _working(options, lap) as work:
        return work.printed(work.made(), Nowhere(), searchable=False)[0]


@_uncollected()
def produce(
    options: Options, lap: Lap = untimed, surveyed: Mapping[str, str] | None = None
) -> Made:
    """Make a site and put it in the place of the earlier one; any error leaves that as it is.

    ``surveyed`` are the digests of what it should be made from, taken before it was: the next
    build need do nothing then, as long as they stay the same.
    """
    protected = tuple(options.root / name for name in INPUTS)
    _check_out(options.out, protected)
    with _working(options, lap) as work:
        made = work.made()
        if made.site is None:
            return made
        published = False
        try:
            with staged(options.out, protected, work.earlier) as stage:
                made, listed = work.printed(made, stage, searchable=True)
                if made.site:
                    laid, published = stage.publish(listed, made.inputs), True
                    if surveyed is not None:
                        note(options, surveyed, made.inputs, laid, made.report)
        finally:
            if work.earlier and not published:
                note_again(options, work.earlier)
    lap("write")
    return made


class _Work(Struct, frozen=True):
    """What a command makes a site with: all who can help, and what earlier builds kept."""

    options: Options
    crew: Crew
    cache: Cache | None
    earlier: EarlierSite | None
    lap: Lap

    def made(self) -> Made:
        """Return the site, of which no file is made."""
        once: Once = self.cache or directly
        earlier = self.earlier.holds if self.earlier else None
        made = make(self.options, once, self.crew, self.lap, asked=(), earlier=earlier)
        if made.site is None:
            self._save(made)
        return made

    def printed(
        self, made: Made, stage: Stage, *, searchable: bool
    ) -> tuple[Made, Mapping[str, str]]:
        """Make all files of a site, and the index if it is wanted, and lay them down.

        Their digests are returned as well, none if there is no site.
        """
        if made.site is None:
            return made, {}
        last = self.cache.last("index") if self.cache and searchable else None
        earlier = last if isinstance(last, Index) else None
        first = _edited(made, self.options.out) if earlier else ()
        run = PrintRun(made.site.files, stage, self.cache or directly)
        found = None
        try:
            with run.by(self.crew, (*first, *made.site.indexed)):
                if searchable:
                    keep = self.cache.save_together if self.cache else None
                    found = index(made, self.options, run, earlier, first, keep)
            listed = {**run.digests, **stage.lay(found.files if found else {})}
        except TemplateFaultError as fault:
            made, listed = _unmade(made.reading, made.templates, fault), {}
        if self.cache and found and found is not earlier:
            self.cache.put("index", found)
        self.lap("pages and index")
        self._save(made)
        return made, listed

    def _save(self, made: Made) -> None:
        """Leave what was made for the next build; what a run did not come to is still in use."""
        if self.cache:
            self.cache.save(() if made.site else KEPT)
            self.lap("cache")


@contextmanager
def _working(options: Options, lap: Lap) -> Iterator[_Work]:
    file = cache_file(options.root) if options.cache else None
    cache = Cache(file) if file else None
    earlier = earlier_site(options) if file else None
    lap("start")
    with crew_for(options.jobs, options.executor) as crew:
        yield _Work(options, crew, cache, earlier, lap)


def _edited(made: Made, out: Path) -> tuple[str, ...]:
    """Return the indexed pages of which the files are not those of the earlier site.

    If any text is not as it was it is likely to be one of theirs.
    """
    assert made.site
    before, now = inputs_of(out), made.reading.files.digests
    documents = made.reading.briefing.documents
    edited = {output(address(d.id)) for d in documents if before.get(d.path) != now.get(d.path)}
    return tuple(path for path in made.site.indexed if path in edited)


def check(options: Options) -> Report:
    """Say what is wrong with a briefing, its templates included."""
    return prepare(options).report


def build(options: Options) -> Report:
    """Make the site and say what came of it."""
    return produce(options).report


def accept(options: Options) -> Report:
    """Take the cited passages as they are now: write ``content/evidence.lock``.

    What the earlier lock says is no matter: to replace it, stale or broken, is the point.
    """
    reading = read(options, locked=False)
    if reading.failed:
        return _report(reading)
    lock = lock_text(reading.briefing).encode()
    if reading.files.others.get(LOCK) != lock:
        replace_file(options.root, LOCK, lock)
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
