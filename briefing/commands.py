"""The commands: each is run once the command line is understood, and returns its status.

Each imports what it needs when it is asked for: a listing does not wait for templates.
"""

from __future__ import annotations

import gc
import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from briefing import program
from briefing.diagnostics import FORMATS, Diagnostic, Severity, count
from briefing.errors import BriefingError
from briefing.terminal import say, tell

if TYPE_CHECKING:
    from argparse import Namespace

    from briefing.pipeline import Made, Reading
    from briefing.runs import Options, Report, Stopwatch

DONE, CONTENT_ERRORS = 0, 1


def run(asked: Namespace, *, last: bool = False) -> int:
    """Run the command that is asked for and return its exit status.

    Where it is the ``last`` thing that a process does, the interpreter need not look for cycles:
    all goes as a whole soon, but for a preview, which stays.
    """
    if last and asked.command != "serve":
        gc.disable()
    asked.home, asked.root = Path(asked.home), Path(asked.root)
    status = COMMANDS[asked.command](asked)
    if last:
        gc.freeze()
    return status


def _options(asked: Namespace) -> Options:
    from briefing.runs import Options

    return Options(
        root=asked.root,
        out=asked.root / "site" if asked.out is None else Path(asked.out),
        base_url=asked.base_url,
        strict=asked.strict,
        drafts=asked.drafts,
        search=not asked.no_search,
        cache=not asked.no_cache,
        safe=asked.safe,
        jobs=asked.jobs,
        executor=asked.executor,
    )


def _build(asked: Namespace) -> int:
    from briefing.publish.standing import standing, survey
    from briefing.runs import Stopwatch

    options, clock = _options(asked), Stopwatch()
    surveyed = survey(options.root) if options.cache else {}
    clock("survey")
    report = None if _page(asked) else standing(options, surveyed)
    if report is None:
        report = _built(options, asked, surveyed, clock)
    if asked.timings:
        say(clock.as_json() if asked.format == "json" else clock.as_text(), sys.stderr)
    return _reported(report, asked)


def _built(
    options: Options, asked: Namespace, surveyed: Mapping[str, str], clock: Stopwatch
) -> Report:
    """Make the site, put it in place and return what came of it."""
    from briefing.pipeline import produce

    made = produce(options, clock, surveyed)
    _summarized(made, asked)
    return made.report


def _check(asked: Namespace) -> int:
    if asked.site:
        from briefing.publish.verify import verify

        options = _options(asked)
        return _reported(verify(options.out, options.root), asked)
    from briefing.pipeline import prepare

    made = prepare(_options(asked))
    _summarized(made, asked)
    return _reported(made.report, asked)


def _accept(asked: Namespace) -> int:
    from briefing.pipeline import accept

    return _reported(accept(_options(asked)), asked)


def _links(asked: Namespace) -> int:
    from briefing.link import receipt
    from briefing.pipeline import read

    reading = read(_options(asked))
    lines = receipt.receipt(reading.briefing)
    written = receipt.as_json if asked.format == "json" else receipt.as_text
    return _listed([written(x) for x in lines], receipt.closing(lines), reading, asked)


def _suggest(asked: Namespace) -> int:
    from briefing.link import suggest
    from briefing.pipeline import read

    # A name that has a draft already needs no page any more.
    reading = read(replace(_options(asked), drafts=True))
    where = _where(asked.root, asked)
    names = tuple(replace(x, where=where) for x in suggest.suggest(reading.briefing))
    written = suggest.as_json if asked.format == "json" else suggest.as_text
    return _listed([written(x) for x in names], suggest.closing(names), reading, asked)


def _new(asked: Namespace) -> int:
    from briefing.desk.new import new

    made = new(asked.words, asked.root)
    say("\n".join(made.paths), sys.stdout)
    see = f"{program.command()} --drafts{_where(made.root, asked)}"
    say("" if asked.quiet else f"next: {made.then}; see it: {see}", sys.stderr)
    return DONE


def _where(root: Path, asked: Namespace) -> str:
    """Return the option that names a root, empty for the one that needs no name."""
    return "" if root == asked.home else f" --root {shlex.quote(str(root))}"


def _serve(asked: Namespace) -> int:
    try:
        from briefing.serve.serving import Voice, Wishes, serve
    except ModuleNotFoundError as error:
        wanted = program.extra(
            "serve", "install what constraints/serve.txt names, as `make serve` does"
        )
        raise BriefingError(f"serve needs the package {error.name}: {wanted}") from error
    voice = Voice(
        line=lambda text: None if asked.quiet else say(text, sys.stderr),
        fault=lambda text: say(text, sys.stderr),
        mistakes=lambda report, before: _printed(report, asked, before),
    )
    return serve(_options(asked), Wishes(asked.port, asked.open), voice)


def _schema(asked: Namespace) -> int:
    from briefing.publish.staging import replace_file
    from briefing.read.schemas import FOLDER, schemas

    folder, files = asked.root / FOLDER, schemas()
    folder.mkdir(exist_ok=True)
    for path, data in files.items():
        replace_file(asked.root, path, data)
    if not asked.quiet:
        say(f"{_number(len(files), 'schema')} in {folder}", sys.stderr)
    return DONE


COMMANDS: Mapping[str, Callable[[Namespace], int]] = MappingProxyType(
    {
        "build": _build,
        "check": _check,
        "accept": _accept,
        "links": _links,
        "suggest": _suggest,
        "schema": _schema,
        "serve": _serve,
        "new": _new,
    }
)
"""What each command of the command line does."""


# --- what is printed --------------------------------------------------------------------------


def _reported(report: Report, asked: Namespace) -> int:
    """Print the diagnostics on standard output and the closing line on standard error.

    Machine formats own standard output; for a person both go where a person looks.
    """
    _printed(report, asked)
    if not asked.quiet:
        say(_summary(report, asked), sys.stderr)
    if asked.verbose and report.evidence:
        say(_evidence(report), sys.stderr)
    return CONTENT_ERRORS if report.failed else DONE


def _printed(report: Report, asked: Namespace, before: Report | None = None) -> None:
    """Print the diagnostics of a report but those that an earlier one had as well."""
    known = set(before.problems if before else ())
    wanted = [p for p in report.problems if _wanted(p, asked) and p not in known]
    if asked.format == "text":
        tell(wanted, report.texts, sys.stdout, brief=asked.quiet)
    else:
        say("\n".join(map(FORMATS[asked.format], wanted)), sys.stdout)


def _listed(lines: list[str], closing: str, reading: Reading, asked: Namespace) -> int:
    """Print a listing; mistakes in the content go to standard error."""
    from briefing.pipeline import texts_of

    errors = [p for p in reading.problems if p.severity is Severity.ERROR]
    say("\n".join(lines), sys.stdout)
    tell(errors, texts_of(reading.files, errors, {}), sys.stderr, brief=asked.quiet)
    if not asked.quiet:
        say(closing, sys.stderr)
    return CONTENT_ERRORS if errors else DONE


def _summarized(made: Made, asked: Namespace) -> None:
    """Add what a run came to to the page that GitHub shows of it, if it runs there.

    Other commands of the same step may have written before. The page is a courtesy: if it
    cannot be written, the run is worth no less.
    """
    if not (file := _page(asked)):
        return
    from briefing.summary import summary

    text = summary(asked.command, made, notes=asked.verbose)
    try:
        with Path(file).open("a", encoding="utf-8", errors="replace", newline="\n") as page:
            page.write(f"{text}\n")
    except OSError as error:
        say(f"{program.name()}: no summary, {file}: {error.strerror}", sys.stderr)


def _page(asked: Namespace) -> str:
    """Return the file of the page that GitHub shows of a run, empty where there is none."""
    return os.environ.get("GITHUB_STEP_SUMMARY", "") if asked.format == "github" else ""


def _wanted(diagnostic: Diagnostic, asked: Namespace) -> bool:
    """Say whether a diagnostic is printed: notes only when asked for, what is assumed always."""
    if diagnostic.severity is not Severity.NOTE:
        return True
    assumed = diagnostic.code in ("no-base-url", "republished")
    once = assumed and asked.command == "build" and asked.format == "text"
    return not asked.quiet and (asked.verbose or once)


def _summary(report: Report, asked: Namespace) -> str:
    """Return the closing line: what was made, or why nothing was."""
    errors = count(report.problems, Severity.ERROR)
    warnings = count(report.problems, Severity.WARNING)
    faults = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"
    if report.failed:
        end = "not in order" if asked.command == "check" else "nothing was written"
        return f"{faults}: {end}"
    what = ", ".join(_number(number, name) for name, number in report.counts.items())
    return f"{what}; {faults}"


def _evidence(report: Report) -> str:
    """Return the figures of the evidence page in one line."""
    return "evidence: " + ", ".join(f"{n} {_sum(name, n)}" for name, n in report.evidence.items())


def _sum(name: str, number: int) -> str:
    """Return the name of a sum; of one, its first plural is none: "passage no page relies on"."""
    return re.sub(r"s\b", "", name, count=1) if number == 1 else name


def _number(number: int, name: str) -> str:
    many = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{number} {name if number == 1 else many}"
