"""The command line: what is asked for, and which status is returned.

0 done; 1 the content has errors and nothing was written; 2 the command line or the set-up
is wrong; 130 interrupted.

Only what is asked for is imported, and only when it is understood: ``--version`` and a slip
answer at once. So this module does without ``typing``, ``msgspec`` and ``pathlib``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

from briefing import __version__, program
from briefing.errors import BriefingError, NoContentError, did_you_mean
from briefing.terminal import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

USAGE, INTERRUPTED = 2, 130
FORMS = ("text", "json", "github")

_TOLD = 200
"""How many characters are told of a fault of the program."""


class Command:
    """A command in words: what it does, the ways to give the words it asks for.

    ``reads`` says whether it begins with a briefing that is there.
    """

    def __init__(
        self, does: str, ways: tuple[tuple[str, ...], ...] = ((),), *, reads: bool = True
    ) -> None:
        self.does, self.ways, self.reads = does, ways, reads


_NEW = (("KIND", '"Title"'), ("briefing", "DIR", "SOURCE.txt"))

COMMANDS: Mapping[str, Command] = {
    "build": Command("make the site (the default)"),
    "check": Command("read and check, write nothing"),
    "accept": Command("take the cited passages as they are now: write content/evidence.lock"),
    "links": Command("list every automatic link, and every name that became none and why"),
    "suggest": Command("list names in the articles that no page covers yet"),
    "schema": Command("write the JSON Schemas of what editors write to schemas/", reads=False),
    "serve": Command("show the site in the browser as it is written"),
    "new": Command("write a page to begin with, or a whole briefing", _NEW, reads=False),
}


def main(arguments: Sequence[str] | None = None, root: str | os.PathLike[str] | None = None) -> int:
    """Run one command and return its exit status. ``root`` is the default of ``--root``."""
    verbose = False
    try:
        asked = _asked(sys.argv[1:] if arguments is None else arguments, root or os.getcwd())
        verbose = asked.verbose
        from briefing.commands import run

        return run(asked, last=arguments is None)
    except BriefingError as error:
        return _refused(str(error))
    except OSError as error:
        # What the system refuses is a matter of the set-up, and it says itself what it was.
        return _refused(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        say(f"{program.name()}: interrupted, nothing was changed", sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and not f"{error.name}.".startswith("briefing."):
            return _refused(f"the package {error.name} is missing: {_remedy()}")
        return _failed(error, verbose=verbose)


def _remedy() -> str:
    if program.name() == "briefing":
        return "install briefing again, with what it needs"
    return "run `make site` once, and then .venv/bin/python build.py"


def _refused(reason: str) -> int:
    say(f"{program.name()}: {reason}", sys.stderr)
    return USAGE


def _failed(error: Exception, *, verbose: bool) -> int:
    """Tell of a fault of the program itself: where it lies, and how the whole of it is shown."""
    import traceback

    if verbose:
        say("".join(traceback.format_exception(error)).rstrip(), sys.stderr)
    own = os.path.dirname(os.path.abspath(__file__))
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(own)]
    where = f" at {os.path.relpath(frames[-1].filename, own)}:{frames[-1].lineno}" if frames else ""
    what = " ".join(f"{type(error).__name__}: {error}".split())[:_TOLD]
    asked = "please report it" if verbose else "please report it with what -v shows"
    return _refused(f"a fault of the program, not of the briefing{where}: {what} ({asked})")


# --- what is asked for ------------------------------------------------------------------------


def _asked(arguments: Sequence[str], root: str | os.PathLike[str]) -> argparse.Namespace:
    """Return what the arguments ask for, or refuse them."""
    parser = _parser(root)
    parser.look_over(arguments)
    asked = _complete(parser.parse_intermixed_args(arguments))
    if asked.site and asked.command != "check":
        raise BriefingError(f"--site goes with check, not with {asked.command}")
    reads = COMMANDS[asked.command].reads and not asked.site
    if reads and not os.path.isdir(os.path.join(asked.root, "content")):
        raise NoContentError(asked.root)
    return asked


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


def _parser(root: str | os.PathLike[str]) -> _Parser:
    parser = _Parser(
        prog=program.name(),
        allow_abbrev=False,  # an abbreviation that works today means another option tomorrow
        description="Turn a source text and its editors' pages into a linked, searchable site.",
        epilog="Exit status: 0 done, 1 the content has errors, 2 wrong usage or set-up.",
    )
    parser.add_argument("--version", action="version", version=f"briefing {__version__}")
    parser.add_argument(
        "command",
        nargs="?",
        choices=tuple(COMMANDS),
        type=_one_of(COMMANDS),
        default="build",
        metavar="COMMAND",
        help="; ".join(f"{name}: {command.does}" for name, command in COMMANDS.items()),
    )
    add = parser.add_argument
    add("words", nargs="*", metavar="WORD", help="what a command asks for beside its options")
    parser.set_defaults(home=root)
    add("--root", default=root, help="the folder with content/ and seeds/")
    add("--out", help="the folder of the site (default: ROOT/site)")
    add("--base-url", type=_web_address, metavar="URL", help="the address the site will have")
    add("--strict", action="store_true", help="a warning counts as an error")
    add("--format", choices=FORMS, type=_one_of(FORMS), default="text", help="how mistakes print")
    add("--drafts", action="store_true", help="include drafts")
    add("--safe", action="store_true", help="refuse templates of the briefing's own: a stranger's")
    add("--no-search", action="store_true", help="leave out the search index")
    add("--no-cache", action="store_true", help="take nothing from an earlier build")
    add("--jobs", type=_jobs, metavar="N", help="how many processes work (default: as many as pay)")
    add("--executor", default="", metavar="WHO", help="who works instead: dask:ADDRESS")
    add("--timings", action="store_true", help="build: a table of how long each phase took")
    add("--site", action="store_true", help="check: the built site against its manifest.json")
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
    from briefing.read.addresses import is_web_address

    if is_web_address(text, base=True):
        return text
    raise argparse.ArgumentTypeError(f'"{text}" is not a web address (https://…)')


def _port(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a port (0 to 65535)')


def _jobs(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 512:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a number of processes (1 to 512)')


def _complete(asked: argparse.Namespace) -> argparse.Namespace:
    """Refuse words that a command does not ask for, and a command that lacks some."""
    ways = COMMANDS[asked.command].ways
    if len(asked.words) in map(len, ways) or len(asked.words) > max(map(len, ways)) > 0:
        return asked  # too many are a title without its quotation marks, as the command will say
    if not any(ways):
        raise BriefingError(f"unrecognized arguments: {' '.join(asked.words)} (--help lists more)")
    said = (f"{program.name()} {asked.command} {' '.join(way)}" for way in ways)
    raise BriefingError(f"say: {', or '.join(said)}")
