"""One page's own relations as a fan: its name at one side, a branch for each at the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from msgspec import Struct

from briefing.draw.lines import Words, half, wrap
from briefing.draw.metrics import width

WIDTH = 360
"""As wide as a phone, so that letters keep their size."""

NAME, LABEL = 14.5, 13.5
"""The sizes of the letters of a name and of a relation."""

_OWN, _ROOM, _REACH, _HEAD = 16, 88, 44, 8  # name, its room, the lines beside it, their heads
_LEVEL = 14  # of a line before its head, where a stroke crosses it
_LONG = 26  # more room, if a single word of the page's own name asks for it
_BOLD = 1.06  # as wide as the letters of the measure are the heavier ones of the page's own name
_NAME_LINE, _LABEL_LINE, _GAP = 18, 16, 12
_SPARE = 5  # browsers set letters a little wider than they are measured


class Tie(Struct, frozen=True):
    """A relation as the fan is given it: in words, which way it runs, how it is drawn."""

    label: str
    outgoing: bool
    style: str
    ended: bool = False


class Spoke(Struct, frozen=True):
    """Another page with all relations to it."""

    name: str
    kind: str
    ties: tuple[Tie, ...]


class Branch(Struct, frozen=True):
    """A relation as drawn: its path, the head of its arrow, a stroke across it if it ended."""

    style: str
    path: str
    head: str
    stop: str
    words: tuple[Words, ...]


class Leaf(Struct, frozen=True):
    """Another page as drawn: its mark, and its name."""

    kind: str
    mark: str
    words: tuple[Words, ...]


class Fan(Struct, frozen=True):
    """The whole drawing, with the mark and the name of the page itself."""

    width: int
    height: int
    mark: str
    words: tuple[Words, ...]
    branches: tuple[Branch, ...]
    leaves: tuple[Leaf, ...]


def fan(name: str, spokes: Sequence[Spoke]) -> Fan:
    """Draw the relations of a page, spoke by spoke from the top."""
    size = NAME * _BOLD
    longest = max((width(word, size) for word in name.split()), default=0)
    room = min(max(_ROOM, ceil(longest)), _ROOM + _LONG)
    own, text = wrap(name, size, room, 6), _OWN + room + _REACH + _HEAD
    root = _OWN + 8 + max((round(width(line, size)) for line in own), default=0)
    tall = sum(_height(spoke, text) + _GAP for spoke in spokes) - _GAP
    height = max(tall, len(own) * _NAME_LINE) + 4
    middle = height / 2
    branches, leaves, top = list[Branch](), list[Leaf](), (height - tall) / 2
    for spoke in spokes:
        branches += _branches(spoke, top, (root, middle), text)
        leaves.append(_leaf(spoke, top, text))
        top += _height(spoke, text) + _GAP
    first = middle - len(own) * _NAME_LINE / 2 + 13
    words = tuple(Words(_OWN, first + n * _NAME_LINE, line) for n, line in enumerate(own))
    own_mark = mark("actor", 5, middle)
    return Fan(WIDTH, round(height), own_mark, words, tuple(branches), tuple(leaves))


def mark(kind: str, x: float, y: float) -> str:
    """Draw the mark of a page around a point: a square for an actor, else a disc."""
    if kind == "actor":
        return f"M{x - 4.5:g} {y - 4.5:g}h9v9h-9z"
    return f"M{x - 5:g} {y:g}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"


def _labels(spoke: Spoke, text: int) -> Iterator[tuple[Tie, tuple[str, ...]]]:
    """Yield each relation to a page with its lines; ``text`` is where they begin."""
    for tie in spoke.ties:
        yield tie, wrap(tie.label, LABEL, WIDTH - text - _SPARE)


def _names(spoke: Spoke, text: int) -> tuple[str, ...]:
    return wrap(spoke.name, NAME, WIDTH - text - 16 - _SPARE)


def _height(spoke: Spoke, text: int) -> int:
    labels = sum(len(lines) for _, lines in _labels(spoke, text))
    return labels * _LABEL_LINE + len(_names(spoke, text)) * _NAME_LINE


def _branches(spoke: Spoke, top: float, root: tuple[int, float], text: int) -> Iterator[Branch]:
    """Yield the relations to one page, one under the other, from where its lines begin."""
    start, middle = root
    tip = text - _HEAD
    for tie, lines in _labels(spoke, text):
        y = top + 8
        words = tuple(Words(text, top + 12 + n * _LABEL_LINE, line) for n, line in enumerate(lines))
        near = tip - _LEVEL if tie.ended else tip  # level where a stroke across it says so
        bend = half((start + near) / 2)
        line = f"M{start} {middle:g}C{bend:g} {middle:g} {bend:g} {y:g} {near} {y:g}H{tip}"
        head = f"M{tip + 4} {y:g}l-7-4v8z" if tie.outgoing else f"M{tip - 5} {y:g}l7-4v8z"
        stop = f"M{tip - 9} {y - 5:g}v10" if tie.ended else ""
        yield Branch(tie.style, line, head, stop, words)
        top += len(lines) * _LABEL_LINE


def _leaf(spoke: Spoke, top: float, text: int) -> Leaf:
    """Return another page under the relations to it."""
    labels = sum(len(lines) for _, lines in _labels(spoke, text))
    base = top + labels * _LABEL_LINE + 13
    words = tuple(
        Words(text + 16, base + n * _NAME_LINE, line) for n, line in enumerate(_names(spoke, text))
    )
    return Leaf(spoke.kind, mark(spoke.kind, text + 5, base - 5), words)
