"""The site that stands, as the next one sees it: what would be the same is taken over.

Nobody is to touch a site between two builds, and a file that the next one would make again is
given a second name instead: no byte of it is read or written. Where somebody did touch the site,
or the system gives no second names, files are compared by what they hold and copied.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from briefing.errors import BriefingError
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

    def read(self, path: str, digest: str) -> bytes:
        """Return a file that it has."""
        data = file_of(self.folder, path, digest)
        if data is None:
            raise BriefingError(f"{self.folder / path} was changed meanwhile; build again")
        return data

    def lend(self, path: str, digest: str, name: str) -> bool:
        """Give a file of that SHA-256 a second ``name``, if it is known and can have one."""
        if self.digests.get(path) != digest:
            return False
        try:
            os.link(f"{self.folder}/{path}", name)  # thousands: a path costs more
        except OSError:
            return False
        if self.lent(path, mark(os.stat(name))):  # noqa: PTH116 # as above
            return True
        os.unlink(name)  # noqa: PTH108 # another build was here, or somebody's editor
        return False

    def lent(self, path: str, found: Mark) -> bool:
        """Say whether a file of that mark is one of its own."""
        own = self.marks.get(path)
        return own is not None and own.same(found)
