"""The command line: what is asked for, what is printed, which status is returned.

0 done; 1 the content has errors and nothing was written; 2 the command line or the set-up
is wrong; 130 interrupted.

Each command imports what it needs when it is asked for: ``--version`` and a wrong option
answer at once, and a listing does not wait for templates.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from briefing import __version__
from briefing.diagnostics import FORMATS, BriefingError, Diagnostic, Severity, count

if TYPE_CHECKING:
    from briefing.pipeline import Options, Report

DONE, CONTENT_ERRORS, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run one command and return its exit status. ``root`` is the default of ``--root``."""
    try:
        asked = _parser(root or Path.cwd()).parse_intermixed_args(arguments)
        return _COMMANDS[asked.command].run(_complete(asked))
    except BriefingError as error:
        return _refused(str(error))
    except OSError as error:
        # What the system refuses is a matter of the set-up, and it says itself what it was.
        return _refused(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        _say("build.py: interrupted, nothing was changed", sys.stderr)
        return INTERRUPTED


def _refused(reason: str) -> int:
    _say(f"build.py: {reason}", sys.stderr)
    return USAGE


# --- what is asked for ------------------------------------------------------------------------


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
    parser.add_argument(
        "command",
        nargs="?",
        choices=tuple(_COMMANDS),
        default="build",
        metavar="COMMAND",
        help="; ".join(f"{name}: {command.does}" for name, command in _COMMANDS.items()),
    )
    add = parser.add_argument
    add("words", nargs="*", metavar="WORD", help="what a command asks for beside its options")
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
    from briefing.read.fields import is_web_address

    if is_web_address(text, base=True):
        return text
    raise argparse.ArgumentTypeError(f'"{text}" is not a web address (https://…)')


def _complete(asked: argparse.Namespace) -> argparse.Namespace:
    """Refuse words that a command does not ask for, and a command that lacks some."""
    wanted = _COMMANDS[asked.command].words
    if len(asked.words) == len(wanted):
        return asked
    if not wanted:
        raise BriefingError(f"unrecognized arguments: {' '.join(asked.words)} (--help lists more)")
    raise BriefingError(f"say: build.py {asked.command} {' '.join(wanted)}")


def _options(asked: argparse.Namespace) -> Options:
    from briefing.pipeline import Options

    return Options(
        root=asked.root,
        out=asked.out or asked.root / "site",
        base_url=asked.base_url,
        strict=asked.strict,
        drafts=asked.drafts,
        search=not asked.no_search,
    )


# --- the commands -----------------------------------------------------------------------------


def _build(asked: argparse.Namespace) -> int:
    from briefing.pipeline import build

    return _reported(build(_options(asked)), asked)


def _check(asked: argparse.Namespace) -> int:
    from briefing.pipeline import check

    return _reported(check(_options(asked)), asked)


def _accept(asked: argparse.Namespace) -> int:
    from briefing.pipeline import accept

    return _reported(accept(_options(asked)), asked)


def _links(asked: argparse.Namespace) -> int:
    from briefing.link import receipt
    from briefing.pipeline import read

    reading = read(_options(asked))
    lines = receipt.receipt(reading.briefing)
    written = receipt.as_json if asked.format == "json" else receipt.as_text
    return _listed([written(x) for x in lines], receipt.closing(lines), reading.problems, asked)


def _suggest(asked: argparse.Namespace) -> int:
    from briefing.link import suggest
    from briefing.pipeline import read

    # A name that has a draft already needs no page any more.
    reading = read(replace(_options(asked), drafts=True))
    names = suggest.suggest(reading.briefing)
    written = suggest.as_json if asked.format == "json" else suggest.as_text
    return _listed([written(x) for x in names], suggest.closing(names), reading.problems, asked)


@dataclass(frozen=True, slots=True)
class _Command:
    """A command: what it does in words, how it is run, the words that it asks for."""

    does: str
    run: Callable[[argparse.Namespace], int]
    words: tuple[str, ...] = ()


_COMMANDS: Mapping[str, _Command] = {
    "build": _Command("make the site (the default)", _build),
    "check": _Command("read and check, write nothing", _check),
    "accept": _Command(
        "take the cited passages as they are now: write content/evidence.lock", _accept
    ),
    "links": _Command("list every automatic link, and every name that became none and why", _links),
    "suggest": _Command("list names in the articles that no page covers yet", _suggest),
}


# --- what is printed --------------------------------------------------------------------------


def _reported(report: Report, asked: argparse.Namespace) -> int:
    """Print the diagnostics on standard output and the closing line on standard error.

    Machine formats own standard output; for a person both go where a person looks.
    """
    wanted = (problem for problem in report.problems if _wanted(problem, asked))
    _say("\n".join(map(FORMATS[asked.format], wanted)), sys.stdout)
    if not asked.quiet:
        _say(_summary(report, asked), sys.stderr)
    if asked.verbose:
        _say(_evidence(report), sys.stderr)
    return CONTENT_ERRORS if report.failed else DONE


def _listed(
    lines: list[str], closing: str, problems: Sequence[Diagnostic], asked: argparse.Namespace
) -> int:
    """Print a listing; mistakes in the content go to standard error."""
    errors = [str(p) for p in problems if p.severity is Severity.ERROR]
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
