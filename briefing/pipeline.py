"""The table of contents: read, link, check, render, publish.

Each step takes a finished value and returns a new one. Diagnostics are gathered beside
the values and sorted at the end; an error anywhere leaves the earlier site untouched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.check.checks import run_checks
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
from briefing.model import Briefing, Library
from briefing.publish.search import build_index
from briefing.publish.staging import check_target, digest, publish
from briefing.read.documents import read_library
from briefing.read.files import Files, read_files, read_templates
from briefing.render.site import Rendered, render_site
from briefing.render.templates import TemplateFaultError

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
INPUTS = ("content", "seeds", "templates")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says. ``root`` holds the briefing, ``out`` is the site."""

    root: Path
    out: Path
    base_url: str | None = None
    strict: bool = False
    drafts: bool = False
    search: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run: the diagnostics, sorted, and how much was read and made."""

    problems: tuple[Diagnostic, ...]
    counts: Mapping[str, int]
    failed: bool


def check(options: Options) -> Report:
    """Read and link everything, and say what is wrong with it. Nothing is written."""
    files = read_files(options.root)
    briefing, problems = _linked(files, options)
    if not _failed(problems, options):
        templates = read_templates(TEMPLATES, options.root)
        _, faults = _rendered(briefing, files, templates, options)
        problems = ordered([*problems, *faults])
    return Report(problems, _counts(briefing), _failed(problems, options))


def build(options: Options) -> Report:
    """Make the site; on any error leave the earlier one as it is."""
    files = read_files(options.root)
    protected = tuple(options.root / name for name in INPUTS)
    _check_out(options.out, protected)
    briefing, problems = _linked(files, options)
    if _failed(problems, options):
        return Report(problems, _counts(briefing), failed=True)
    templates = read_templates(TEMPLATES, options.root)
    rendered, faults = _rendered(briefing, files, templates, options)
    if rendered is None:
        return Report(ordered([*problems, *faults]), _counts(briefing), failed=True)
    publish(
        rendered.files,
        _inputs(files, templates),
        options.out,
        lambda site: _index(site, briefing, rendered, options),
        protected=protected,
    )
    return Report(problems, _counts(briefing) | {"page": rendered.pages}, failed=False)


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


def _linked(files: Files, options: Options) -> tuple[Briefing, tuple[Diagnostic, ...]]:
    """Read and link the briefing, with everything that is wrong with it."""
    library = _with_options(read_library(files), options)
    briefing, problems = link(library, drafts=options.drafts)
    found = [*library.problems, *problems, *run_checks(briefing), *_notes(briefing)]
    return briefing, ordered(found)


def _with_options(library: Library, options: Options) -> Library:
    """Let the command line override the settings."""
    if options.base_url is None:
        return library
    return replace(library, settings=replace(library.settings, base_url=options.base_url))


def _rendered(
    briefing: Briefing, files: Files, templates: Mapping[str, bytes], options: Options
) -> tuple[Rendered | None, tuple[Diagnostic, ...]]:
    """Render the site, or return what is wrong with the templates."""
    try:
        return render_site(briefing, templates, files.others, searchable=options.search), ()
    except TemplateFaultError as fault:
        return None, (fault.diagnostic,)


def _index(site: Path, briefing: Briefing, rendered: Rendered, options: Options) -> None:
    """Add the search index to the staged site."""
    if options.search:
        build_index(site, briefing.settings.language, rendered.indexed)


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
        message = "without a base_url there are no sitemap and no canonical links"
        notes.append(problem("no-base-url", Position(briefing.settings.path), message))
    return notes
