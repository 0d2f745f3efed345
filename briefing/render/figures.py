"""What every figure has: a name, what it shows in words, and the frame it is drawn in."""

from __future__ import annotations

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """The frame of a drawing; the views of the single figures add to it what is drawn.

    ``id`` is unique on its page. ``title`` names the figure, ``description`` says what is
    drawn for those who cannot see it, ``finding`` is the first line of the caption and
    ``source`` the small one below. ``width`` and ``height`` are those of the viewBox.
    """

    id: str
    title: str
    description: str
    finding: str
    source: str
    width: int
    height: int
