"""What this program is called where it runs: `build.py` in a checkout, `briefing` installed."""

from __future__ import annotations

import sys


def name() -> str:
    """Return its name: its lines begin with it."""
    called = sys.argv[0].replace("\\", "/").rpartition("/")[2].partition(".")[0]
    return "briefing" if called == "briefing" else "build.py"


def command() -> str:
    """Return what one types to run it."""
    return "briefing" if name() == "briefing" else "python build.py"


def extra(wanted: str, here: str) -> str:
    """Return how to install what a command needs besides: an extra, or in a checkout what it says.

    ``wanted`` is the name of the extra.
    """
    return f'pip install "briefing[{wanted}]"' if name() == "briefing" else here
