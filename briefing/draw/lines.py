"""What figures share: places on halves, text cut to a room and broken into lines."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from briefing.draw.metrics import width

_MORE = "…"


class Words(Struct, frozen=True):
    """A line of text, and where on its base line it stands."""

    x: float
    y: float
    text: str


def half(number: float) -> float:
    """Round a place to half a unit, so that no machine's last digit shows."""
    return round(number * 2) / 2


def shorten(text: str, size: float, room: float) -> str:
    """Return a text that fits a room: whole, or cut at a word, or at last within one."""
    if width(text, size) <= room:
        return text
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        cut = " ".join(words[:count]).rstrip(",;:–—-") + _MORE
        if width(cut, size) <= room:
            return cut
    letters = words[0] if words else ""
    while letters and width(letters + _MORE, size) > room:
        letters = letters[:-1]
    return letters + _MORE


@lru_cache(maxsize=1 << 12)
def wrap(text: str, size: float, room: float, most: int = 3) -> tuple[str, ...]:
    """Break a text into at most so many lines that fit a room; the last is cut if it must be."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), size) <= room:
            count += 1
        lines.append(shorten(" ".join(words[:count]), size, room))
        words = words[count:]
    return _joined((*lines, shorten(" ".join(words), size, room)) if words else tuple(lines))


def _joined(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Give a last line of one word another, if the line above it has words to spare."""
    if len(lines) < 2:
        return lines
    *others, above, last = lines
    kept, _, moved = above.rpartition(" ")
    short = " " not in last and len(moved) + len(last) < len(above)
    return (*others, kept, f"{moved} {last}") if short and " " in kept else lines
