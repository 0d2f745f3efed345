"""The command line: what is asked for, what is printed, which status is returned.

0 done; 1 the content has errors and nothing was written; 2 the command line or the set-up
is wrong; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from briefing import __version__
from briefing.diagnostics import FORMATS, BriefingError, Diagnostic, Severity, count
from briefing.pipeline import Options, Report, build, check

DONE, CONTENT_ERRORS, USAGE, INTERRUPTED = 0, 1, 2, 130

_COMMANDS = {"build": build, "check": check}


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run one command and return its exit status. ``root`` is the default of ``--root``."""
    try:
        asked = _parser(root or Path.cwd()).parse_args(arguments)
        options = _options(asked)
        report = _COMMANDS[asked.command](options)
        _print(report, asked)
    except BriefingError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("build.py: interrupted, nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return USAGE
    return CONTENT_ERRORS if report.failed else DONE


def _parser(root: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Turn a source text and its editors' pages into a linked, searchable site.",
        epilog="Exit status: 0 done, 1 the content has errors, 2 wrong usage or set-up.",
    )
    parser.add_argument("--version", action="version", version=f"briefing {__version__}")
    commands = {"build": "make the site (the default)", "check": "read and check, write nothing"}
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
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f'"{text}" is not a web address (https://…)')
    return text


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
    for diagnostic in report.problems:
        if _wanted(diagnostic, asked):
            print(FORMATS[asked.format](diagnostic))
    if not asked.quiet:
        print(_summary(report, asked), file=sys.stderr)


def _wanted(diagnostic: Diagnostic, asked: argparse.Namespace) -> bool:
    """Say whether a diagnostic is printed: notes only when asked for, one of them always."""
    if diagnostic.severity is not Severity.NOTE:
        return True
    once = diagnostic.code == "no-base-url" and asked.command == "build" and asked.format == "text"
    return not asked.quiet and (asked.verbose or once)


def _summary(report: Report, asked: argparse.Namespace) -> str:
    """Return the closing line: what was made, or why nothing was."""
    errors = count(report.problems, Severity.ERROR)
    warnings = count(report.problems, Severity.WARNING)
    faults = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"
    if report.failed:
        end = "nothing was written" if asked.command == "build" else "not in order"
        return f"{faults}: {end}"
    what = ", ".join(f"{number} {name}" for name, number in report.counts.items())
    return f"{what}; {faults}"


def _number(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
