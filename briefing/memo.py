"""What need not be worked out twice: the results of pure functions, by all they are made from.

A stage asks ``once(key, make)``. A single build makes everything: ``directly``. What makes
sites again and again, as the preview does, hands a :class:`Memo` instead, and what an edit
did not touch is taken over. The key names everything that the value depends on, so that what
is taken over equals what would be made; a test makes sites both ways and compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

_V = TypeVar("_V")


class Once(Protocol):
    """Returns the value of a key, made by ``make`` if it is not known."""

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value."""


def directly(key: Hashable, make: Callable[[], _V]) -> _V:
    """Make a value, whatever its key."""
    return make()


class Same:
    """A value as a part of a key: only the very same object is equal to it."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value  # held, so that no other object can come to its place in memory

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


class Memo:
    """Remembers the values of one run for the next, and forgets what a run had no use for."""

    def __init__(self) -> None:
        self._before: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value of a key, that of this run or of the last one, or a new one."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else make()
        value: _V = self._now[key]
        return value

    def turn(self) -> None:
        """End a run: what it used is what the next one finds."""
        self._before, self._now = self._now, {}
