"""Files of the earlier site that are as they would be made: named, and not made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from briefing.memo import Once


class Unchanged(Struct, frozen=True):
    """A file that the earlier site has as it would be made; ``digest`` is its SHA-256."""

    digest: str


File = bytes | Unchanged
"""A file of a site: what it holds, or that it stands there already."""


class Earlier(Protocol):
    """The earlier site."""

    def holds(self, path: str, digest: str) -> bool:
        """Say whether it has a file of that SHA-256."""

    def read(self, path: str, digest: str) -> bytes:
        """Return a file that it has; if that is another by now, a fault is raised."""


def taken_over(
    path: str, key: tuple[object, ...], make: Callable[[], bytes], once: Once, earlier: Earlier
) -> File:
    """Return a file as unchanged, if the earlier site has it as it would be made; else make it.

    ``key`` names all that the file is made from; ``make`` may be called twice.
    """
    known = once(key, lambda: hashlib.sha256(make()).hexdigest())
    return Unchanged(known) if earlier.holds(path, known) else make()
