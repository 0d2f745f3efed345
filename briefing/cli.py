"""The command line: what is asked for, what is printed, which status is returned.

0 done; 1 the content has errors and nothing was written; 2 the command line or the set-up
is wrong; 130 interrupted.

Each command imports what it needs when it is asked for: ``--version`` and a wrong option
answer at once, and a listing does not wait for templates.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from briefing import __version__
from briefing.diagnostics import (
    FORMATS,
    BriefingError,
    Diagnostic,
    Severity,
    count,
    did_you_mean,
)
from briefing.terminal import say, tell

if TYPE_CHECKING:
    from briefing.pipeline import Made, Options, Reading, Report

DONE, CONTENT_ERRORS, USAGE, INTERRUPTED = 0, 1, 2, 130
_NEW = (("KIND", '"Title"'), ("briefing", "DIR", "SOURCE.txt"))


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run one command and return its exit status. ``root`` is the default of ``--root``."""
    try:
        parser = _parser(root or Path.cwd())
        parser.look_over(sys.argv[1:] if arguments is None else arguments)
        asked = parser.parse_intermixed_args(arguments)
        return _COMMANDS[asked.command].run(_complete(asked))
    except BriefingError as error:
        return _refused(str(error))
    except OSError as error:
        # What the system refuses is a matter of the set-up, and it says itself what it was.
        return _refused(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "briefing":
            raise  # a fault of the program, not of the set-up
        wanted = "run `make site` once, and then .venv/bin/python build.py"
        return _refused(f"the package {error.name} is missing: {wanted}")
    except KeyboardInterrupt:
        say("build.py: interrupted, nothing was changed", sys.stderr)
        return INTERRUPTED


def _refused(reason: str) -> int:
    say(f"build.py: {reason}", sys.stderr)
    return USAGE


# --- what is asked for ------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        raise BriefingError(f"{message} (--help lists what there is)")

    def look_over(self, arguments: Sequence[str]) -> None:
        """Refuse an option that there is not, before what follows it is taken for a command."""
        known = self._option_string_actions
        for word in takewhile(lambda word: word != "--", arguments):
            option = word.partition("=")[0]
            if word.startswith("--") and option not in known:
                guess = did_you_mean(option, known)
                self.error(f"unrecognized arguments: {word}{guess and f', {guess}'}")


def _parser(root: Path) -> _Parser:
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
        type=_one_of(_COMMANDS),
        default="build",
        metavar="COMMAND",
        help="; ".join(f"{name}: {command.does}" for name, command in _COMMANDS.items()),
    )
    add = parser.add_argument
    add("words", nargs="*", metavar="WORD", help="what a command asks for beside its options")
    parser.set_defaults(home=root)
    add("--root", type=Path, default=root, help="the folder with content/ and seeds/")
    add("--out", type=Path, help="the folder of the site (default: ROOT/site)")
    add("--base-url", type=_web_address, metavar="URL", help="the address the site will have")
    add("--strict", action="store_true", help="a warning counts as an error")
    forms = tuple(FORMATS)
    add("--format", choices=forms, type=_one_of(forms), default="text", help="how mistakes print")
    add("--drafts", action="store_true", help="include drafts")
    add("--no-search", action="store_true", help="leave out the search index")
    add("--no-cache", action="store_true", help="take nothing from an earlier build")
    add("--port", type=_port, metavar="N", help="serve: the port (default: the next free one)")
    add("--open", action="store_true", help="serve: open the browser")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="print mistakes only")
    loudness.add_argument("-v", "--verbose", action="store_true", help="print notes as well")
    return parser


def _one_of(words: Iterable[str]) -> Callable[[str], str]:
    """Return a reader that knows some words and guesses at what another was meant to be."""

    def read(word: str) -> str:
        if word in words:
            return word
        guess = did_you_mean(word, words) or f"it is one of {', '.join(words)}"
        raise argparse.ArgumentTypeError(f"invalid choice: {word!r}, {guess}")

    return read


def _web_address(text: str) -> str:
    from briefing.read.fields import is_web_address

    if is_web_address(text, base=True):
        return text
    raise argparse.ArgumentTypeError(f'"{text}" is not a web address (https://…)')


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a port (0 to 65535)')


def _complete(asked: argparse.Namespace) -> argparse.Namespace:
    """Refuse words that a command does not ask for, and a command that lacks some."""
    ways = _COMMANDS[asked.command].ways
    if len(asked.words) in map(len, ways):
        return asked
    if not any(ways):
        raise BriefingError(f"unrecognized arguments: {' '.join(asked.words)} (--help lists more)")
    said = (f"build.py {asked.command} {' '.join(way)}" for way in ways)
    raise BriefingError(f"say: {', or '.join(said)}")


def _options(asked: argparse.Namespace) -> Options:
    from briefing.pipeline import Options

    try:
        asked.root.resolve()
    except RuntimeError as error:  # what Python says of it until 3.13
        raise BriefingError(f"{asked.root} is a link that leads to itself") from error
    return Options(
        root=asked.root,
        out=asked.out or asked.root / "site",
        base_url=asked.base_url,
        strict=asked.strict,
        drafts=asked.drafts,
        search=not asked.no_search,
        cache=not asked.no_cache,
    )


# --- the commands -----------------------------------------------------------------------------


def _build(asked: argparse.Namespace) -> int:
    from briefing.pipeline import prepare, write

    made = prepare(_options(asked), searchable=True)
    write(made, _options(asked))
    _summarized(made, asked)
    return _reported(made.report, asked)


def _check(asked: argparse.Namespace) -> int:
    from briefing.pipeline import prepare

    made = prepare(_options(asked))
    _summarized(made, asked)
    return _reported(made.report, asked)


def _accept(asked: argparse.Namespace) -> int:
    from briefing.pipeline import accept

    return _reported(accept(_options(asked)), asked)


def _links(asked: argparse.Namespace) -> int:
    from briefing.link import receipt
    from briefing.pipeline import read

    reading = read(_options(asked))
    lines = receipt.receipt(reading.briefing)
    written = receipt.as_json if asked.format == "json" else receipt.as_text
    return _listed([written(x) for x in lines], receipt.closing(lines), reading, asked)


def _suggest(asked: argparse.Namespace) -> int:
    from briefing.link import suggest
    from briefing.pipeline import read

    # A name that has a draft already needs no page any more.
    reading = read(replace(_options(asked), drafts=True))
    where = _where(asked.root, asked)
    names = tuple(replace(x, where=where) for x in suggest.suggest(reading.briefing))
    written = suggest.as_json if asked.format == "json" else suggest.as_text
    return _listed([written(x) for x in names], suggest.closing(names), reading, asked)


def _new(asked: argparse.Namespace) -> int:
    from briefing.desk.new import new

    made = new(asked.words, asked.root)
    say("\n".join(made.paths), sys.stdout)
    see = f"python build.py --drafts{_where(made.root, asked)}"
    say("" if asked.quiet else f"next: {made.then}; see it: {see}", sys.stderr)
    return DONE


def _where(root: Path, asked: argparse.Namespace) -> str:
    """Return the option that names a root, empty for the one that needs no name."""
    return "" if root == asked.home else f" --root {shlex.quote(str(root))}"


def _serve(asked: argparse.Namespace) -> int:
    try:
        from briefing.serve.serving import Voice, Wishes, serve
    except ModuleNotFoundError as error:
        wanted = "install what constraints/serve.txt names, as `make serve` does"
        raise BriefingError(f"serve needs the package {error.name}: {wanted}") from error
    voice = Voice(
        line=lambda text: None if asked.quiet else say(text, sys.stderr),
        fault=lambda text: say(text, sys.stderr),
        mistakes=lambda report, before: _printed(report, asked, before),
    )
    return serve(_options(asked), Wishes(asked.port, asked.open), voice)


def _schema(asked: argparse.Namespace) -> int:
    from briefing.publish.staging import replace_file
    from briefing.read.schemas import FOLDER, schemas

    folder, files = asked.root / FOLDER, schemas()
    folder.mkdir(exist_ok=True)
    for path, data in files.items():
        replace_file(asked.root / path, data)
    if not asked.quiet:
        say(f"{_number(len(files), 'schema')} in {folder}", sys.stderr)
    return DONE


@dataclass(frozen=True, slots=True)
class _Command:
    """A command: what it does in words, how it is run, the ways to give the words it asks for."""

    does: str
    run: Callable[[argparse.Namespace], int]
    ways: tuple[tuple[str, ...], ...] = ((),)


_COMMANDS: Mapping[str, _Command] = {
    "build": _Command("make the site (the default)", _build),
    "check": _Command("read and check, write nothing", _check),
    "accept": _Command(
        "take the cited passages as they are now: write content/evidence.lock", _accept
    ),
    "links": _Command("list every automatic link, and every name that became none and why", _links),
    "suggest": _Command("list names in the articles that no page covers yet", _suggest),
    "schema": _Command("write the JSON Schemas of what editors write to schemas/", _schema),
    "serve": _Command("show the site in the browser as it is written", _serve),
    "new": _Command("write a page to begin with, or a whole briefing", _new, _NEW),
}


# --- what is printed --------------------------------------------------------------------------


def _reported(report: Report, asked: argparse.Namespace) -> int:
    """Print the diagnostics on standard output and the closing line on standard error.

    Machine formats own standard output; for a person both go where a person looks.
    """
    _printed(report, asked)
    if not asked.quiet:
        say(_summary(report, asked), sys.stderr)
    if asked.verbose:
        say(_evidence(report), sys.stderr)
    return CONTENT_ERRORS if report.failed else DONE


def _printed(report: Report, asked: argparse.Namespace, before: Report | None = None) -> None:
    """Print the diagnostics of a report but those that an earlier one had as well."""
    known = set(before.problems if before else ())
    wanted = [p for p in report.problems if _wanted(p, asked) and p not in known]
    if asked.format == "text":
        tell(wanted, report.texts, sys.stdout, brief=asked.quiet)
    else:
        say("\n".join(map(FORMATS[asked.format], wanted)), sys.stdout)


def _listed(lines: list[str], closing: str, reading: Reading, asked: argparse.Namespace) -> int:
    """Print a listing; mistakes in the content go to standard error."""
    from briefing.pipeline import texts_of

    errors = [p for p in reading.problems if p.severity is Severity.ERROR]
    say("\n".join(lines), sys.stdout)
    tell(errors, texts_of(reading.files, errors, {}), sys.stderr, brief=asked.quiet)
    if not asked.quiet:
        say(closing, sys.stderr)
    return CONTENT_ERRORS if errors else DONE


def _summarized(made: Made, asked: argparse.Namespace) -> None:
    """Add what a run came to to the page that GitHub shows of it, if it runs there.

    Other commands of the same step may have written before. The page is a courtesy: if it
    cannot be written, the run is worth no less.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if asked.format != "github" or not file:
        return
    from briefing.summary import summary

    text = summary(asked.command, made, notes=asked.verbose)
    try:
        with Path(file).open("a", encoding="utf-8", errors="replace", newline="\n") as page:
            page.write(f"{text}\n")
    except OSError as error:
        say(f"build.py: no summary, {file}: {error.strerror}", sys.stderr)


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
    return "evidence: " + ", ".join(f"{n} {_sum(name, n)}" for name, n in report.evidence.items())


def _sum(name: str, number: int) -> str:
    """Return the name of a sum; of one, its first plural is none: "passage no page relies on"."""
    return re.sub(r"s\b", "", name, count=1) if number == 1 else name


def _number(number: int, name: str) -> str:
    many = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{number} {name if number == 1 else many}"
