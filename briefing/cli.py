"""The command line: what is asked for, what is printed, which status is returned.

0 done; 1 the content has errors and nothing was written; 2 the command line or the set-up
is wrong; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TextIO

from briefing import __version__
from briefing.diagnostics import FORMATS, BriefingError, Diagnostic, Severity, count
from briefing.model import Briefing
from briefing.pipeline import Options, Report, accept, build, check, read
from briefing.read.fields import is_web_address

DONE, CONTENT_ERRORS, USAGE, INTERRUPTED = 0, 1, 2, 130

_COMMANDS = {"build": build, "check": check, "accept": accept}


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run one command and return its exit status. ``root`` is the default of ``--root``."""
    try:
        asked = _parser(root or Path.cwd()).parse_args(arguments)
        if asked.command in _LISTINGS:
            return _list(asked)
        report = _COMMANDS[asked.command](_options(asked))
        _print(report, asked)
    except BriefingError as error:
        return _refused(str(error))
    except OSError as error:
        # What the system refuses is a matter of the set-up, and it says itself what it was.
        return _refused(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        _say("build.py: interrupted, nothing was changed", sys.stderr)
        return INTERRUPTED
    return CONTENT_ERRORS if report.failed else DONE


def _refused(reason: str) -> int:
    _say(f"build.py: {reason}", sys.stderr)
    return USAGE


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        raise BriefingError(f"{message} (--help lists what there is)")


def _parser(root: Path) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="build.py",
        allow_abbrev=False,  # an abbreviation that works today means another option tomorrow
        description="Turn a source text and its editors' pages into a linked, searchable site.",
        epilog="Exit status: 0 done, 1 the content has errors, 2 wrong usage or set-up.",
    )
    parser.add_argument("--version", action="version", version=f"briefing {__version__}")
    commands = {
        "build": "make the site (the default)",
        "check": "read and check, write nothing",
        "accept": "take the cited passages as they are now: write content/evidence.lock",
        "links": "list every automatic link, and every name that became none and why",
        "suggest": "list names in the articles that no page covers yet",
    }
    parser.add_argument(
        "command",
        nargs="?",
        choices=tuple(commands),
        default="build",
        metavar="COMMAND",
        help="; ".join(f"{name}: {does}" for name, does in commands.items()),
    )
    add = parser.add_argument
    add("--root", type=Path, default=root, help="the folder with content/ and seeds/")
    add("--out", type=Path, help="the folder of the site (default: ROOT/site)")
    add("--base-url", type=_web_address, metavar="URL", help="the address the site will have")
    add("--strict", action="store_true", help="a warning counts as an error")
    add("--format", choices=tuple(FORMATS), default="text", help="how mistakes are printed")
    add("--drafts", action="store_true", help="include drafts")
    add("--no-search", action="store_true", help="leave out the search index")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="print mistakes only")
    loudness.add_argument("-v", "--verbose", action="store_true", help="print notes as well")
    return parser


def _web_address(text: str) -> str:
    if is_web_address(text, base=True):
        return text
    raise argparse.ArgumentTypeError(f'"{text}" is not a web address (https://…)')


def _options(asked: argparse.Namespace) -> Options:
    return Options(
        root=asked.root,
        out=asked.out or asked.root / "site",
        base_url=asked.base_url,
        strict=asked.strict,
        drafts=asked.drafts,
        search=not asked.no_search,
    )


def _print(report: Report, asked: argparse.Namespace) -> None:
    """Print the diagnostics on standard output and the closing line on standard error.

    Machine formats own standard output; for a person both go where a person looks.
    """
    wanted = (problem for problem in report.problems if _wanted(problem, asked))
    _say("\n".join(map(FORMATS[asked.format], wanted)), sys.stdout)
    if not asked.quiet:
        _say(_summary(report, asked), sys.stderr)
    if asked.verbose:
        _say(_evidence(report), sys.stderr)


Listing = tuple[list[str], str]
"""The lines of a listing, and what closes it."""


def _links(briefing: Briefing, form: str) -> Listing:
    from briefing.link import receipt

    lines = receipt.receipt(briefing)
    written = receipt.as_json if form == "json" else receipt.as_text
    return [written(line) for line in lines], receipt.closing(lines)


def _suggest(briefing: Briefing, form: str) -> Listing:
    from briefing.link import suggest

    names = suggest.suggest(briefing)
    written = suggest.as_json if form == "json" else suggest.as_text
    return [written(name) for name in names], suggest.closing(names)


# Each imports what it needs when it is asked for: a build needs neither.
_LISTINGS = {"links": _links, "suggest": _suggest}


def _list(asked: argparse.Namespace) -> int:
    """Print a listing; mistakes in the content go to standard error."""
    # A name that has a draft already needs no page any more.
    drafts = asked.drafts or asked.command == "suggest"
    reading = read(replace(_options(asked), drafts=drafts))
    lines, closing = _LISTINGS[asked.command](reading.briefing, asked.format)
    errors = [str(p) for p in reading.problems if p.severity is Severity.ERROR]
    _say("\n".join(lines), sys.stdout)
    _say("\n".join(errors), sys.stderr)
    if not asked.quiet:
        _say(closing, sys.stderr)
    return CONTENT_ERRORS if errors else DONE


def _say(text: str, stream: TextIO | None) -> None:
    """Print lines, whatever letters the terminal knows and whether or not anyone still reads."""
    if not text or stream is None:
        return
    encoding = stream.encoding or "utf-8"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)
    except BrokenPipeError:
        # The work is done and its status stands. Nothing more can be said here, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _wanted(diagnostic: Diagnostic, asked: argparse.Namespace) -> bool:
    """Say whether a diagnostic is printed: notes only when asked for, what is assumed always."""
    if diagnostic.severity is not Severity.NOTE:
        return True
    assumed = diagnostic.code in ("no-base-url", "republished")
    once = assumed and asked.command == "build" and asked.format == "text"
    return not asked.quiet and (asked.verbose or once)


def _summary(report: Report, asked: argparse.Namespace) -> str:
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
    return "evidence: " + ", ".join(f"{number} {name}" for name, number in report.evidence.items())


def _number(number: int, name: str) -> str:
    many = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{number} {name if number == 1 else many}"
