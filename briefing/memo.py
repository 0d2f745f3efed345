"""What need not be worked out twice: the results of pure functions, by all they are made from.

A stage asks ``once(key, make)``. A single build makes everything: ``directly``. What makes
sites again and again, as the preview does, hands a :class:`Memo` instead, and what an edit
did not touch is taken over. The key names everything that the value depends on, so that what
is taken over equals what would be made; a test makes sites both ways and compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Protocol, TypeVar

from msgspec import Struct

_V = TypeVar("_V")


class Once(Protocol):
    """Returns the value of a key, made by ``make`` if it is not known."""

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value."""

    def knows(self, key: Hashable) -> bool:
        """Say whether the value of a key need not be made."""

    def news(self) -> Mapping[bytes, bytes]:
        """Return as data what is worth keeping and is new since this was last asked.

        So another process that works for this one tells what it has made.
        """

    def take(self, news: Mapping[bytes, bytes]) -> None:
        """Keep what another process has made."""


class Directly:
    """Makes a value, whatever its key, and keeps nothing."""

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value."""
        return make()

    def knows(self, key: Hashable) -> bool:
        """Say that the value is not known."""
        return False

    def news(self) -> Mapping[bytes, bytes]:
        """Return nothing."""
        return {}

    def take(self, news: Mapping[bytes, bytes]) -> None:
        """Keep nothing."""


directly = Directly()


class Token(Struct, frozen=True, eq=False):
    """Stands in keys for a value that is long to compare: two that know the same have one."""


class Same(Struct, frozen=True, eq=False):
    """A value as a part of a key: only the very same object is equal to it."""

    value: object  # held, so that no other object can come to its place in memory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


class Known:
    """A value that is remembered, and the run that used it last: none yet."""

    __slots__ = ("run", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.run = -1


class Memo(Directly):
    """Remembers the values of one run for the next, and forgets what a run had no use for."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Known] = {}
        self._run = 0

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value of a key, that of this run or of the last one, or a new one."""
        kept = self._known.get(key)  # once: to hash a key is most of what it costs
        if kept is None:
            kept = self._known[key] = Known(make())
        kept.run = self._run
        value: _V = kept.value
        return value

    def knows(self, key: Hashable) -> bool:
        """Say whether a value is that of this run or of the last one."""
        return key in self._known

    def turn(self) -> None:
        """End a run: what it used is what the next one finds."""
        for key, kept in list(self._known.items()):  # a page may be made meanwhile
            if kept.run != self._run:
                self._known.pop(key, None)
        self._run += 1
