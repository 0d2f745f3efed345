"""Files of the earlier site that are as they would be made: named, and not made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from msgspec import Struct

from briefing.memo import Once

Earlier = Callable[[str, str], bool]
"""Says whether the earlier site has a file, by its path and its SHA-256."""


class Unchanged(Struct, frozen=True):
    """A file that the earlier site has as it would be made.

    ``digest`` is its SHA-256; ``make`` makes it after all, should it be gone by now.
    """

    digest: str
    make: Callable[[], bytes]


File = bytes | Unchanged
"""A file of a site: what it holds, or that it stands there already."""


def taken_over(
    path: str, key: tuple[object, ...], make: Callable[[], bytes], once: Once, earlier: Earlier
) -> File:
    """Return a file as unchanged, if the earlier site has it as it would be made; else make it.

    ``key`` names all that the file is made from; ``make`` may be called twice.
    """
    known = once(key, lambda: hashlib.sha256(make()).hexdigest())
    return Unchanged(known, make) if earlier(path, known) else make()
