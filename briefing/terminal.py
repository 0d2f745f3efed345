"""The terminal: what is printed, whatever letters and colours it knows and whoever reads."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # the command line speaks before it knows whether it needs `typing`
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from briefing.diagnostics import Diagnostic


def say(text: str, stream: TextIO | None) -> None:
    """Print lines, whatever letters the terminal knows and whether or not anyone still reads."""
    if not text or stream is None:
        return
    encoding = stream.encoding or "utf-8"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)
    except BrokenPipeError:
        # The work is done and its status stands. Nothing more can be said here, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell(
    problems: Iterable[Diagnostic], texts: Mapping[str, str], stream: TextIO | None, *, brief: bool
) -> None:
    """Print mistakes as a person reads them, in colours where the stream shows them."""
    from briefing.messages import as_text

    encoding = (stream and stream.encoding) or "utf-8"
    colour = coloured(stream)
    say(as_text(problems, texts, colour=colour, brief=brief, encoding=encoding), stream)


def coloured(stream: TextIO | None) -> bool:
    """Say whether colours are shown: on a terminal that knows them, unless ``NO_COLOR`` is set."""
    given = os.environ
    if stream is None or given.get("NO_COLOR") or given.get("TERM") == "dumb":
        return False
    if sys.platform == "win32" and not given.keys() & {"WT_SESSION", "ANSICON", "TERM"}:
        return False  # a console of old prints the codes themselves
    return stream.isatty()
