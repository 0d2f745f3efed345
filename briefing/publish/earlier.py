"""The site that stands, as the next one sees it: what would be the same is taken over.

Nobody is to touch a site between two builds, so a file that the next one would make again is
given a second name instead: nothing is written and nothing read. Where somebody did touch the
site, or the system gives no second names, files are compared by what they hold, and copied.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from briefing.publish.imprint import Mark, mark
from briefing.publish.manifest import file_of


class EarlierSite(Struct, frozen=True):
    """The site in a ``folder``.

    As long as nobody touched it since it was built, ``digests`` are those of its files and
    ``marks`` how these lie on the disk, both by path; else they are empty.
    """

    folder: Path
    digests: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def holds(self, path: str, digest: str) -> bool:
        """Say whether it has a file of that SHA-256."""
        if path in self.digests:
            return self.digests[path] == digest
        return file_of(self.folder, path, digest) is not None

    def lend(self, path: str, digest: str, name: str) -> bool:
        """Give a file of that SHA-256 a second ``name``, if it is known and can have one."""
        own = f"{self.folder}/{path}"
        if self.digests.get(path) != digest or _mark(own) != self.marks.get(path):
            return False
        try:
            os.link(own, name)  # thousands: a path costs more
        except OSError:  # a disk behind a network may have done it all the same
            if not os.path.lexists(name):
                return False
        if (found := _mark(name)) and self.lent(path, found):
            return True
        os.unlink(name)  # noqa: PTH108 # somebody was here a moment ago
        return False

    def lent(self, path: str, found: Mark) -> bool:
        """Say whether a file of that mark is one of its own."""
        own = self.marks.get(path)
        return own is not None and own.same(found)


def _mark(name: str) -> Mark | None:
    """Return how a file lies on the disk, nothing if it is gone."""
    try:
        return mark(os.lstat(name))
    except OSError:
        return None
