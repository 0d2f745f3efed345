"""A set-up that cannot be used, and a guess at what was meant.

This much the command line needs before it knows what is asked for, so it stands on nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 300


class BriefingError(Exception):
    """The command line or the set-up cannot be used; its text is one line for a person."""


class NoContentError(BriefingError):
    """A folder is not the root of a briefing."""

    def __init__(self, root: object) -> None:
        super().__init__(f"there is no folder content/ in {root}; --root names another")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Phrase a guess at what ``word`` was meant to be, or return an empty text."""
    if len(word) > _LONGEST:
        return ""  # no slip of the pen, and the comparison would take long
    from difflib import get_close_matches  # few runs meet a slip

    options = {option.casefold(): option for option in sorted(known)}
    close = get_close_matches(word.casefold(), options, n=1, cutoff=0.6)
    return f'did you mean "{options[close[0]]}"?' if close else ""
