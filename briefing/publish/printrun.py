"""The print run: the files of a site are made by a crew and laid down as they are made.

Who makes a file lays it down, too, and tells its digest. So the pages of a large site need
neither travel from one process to another nor stay in the memory of any; the search index reads
them where they lie.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Protocol

from msgspec import Struct

from briefing.memo import Once, directly
from briefing.render.site import Prints
from briefing.render.taken import File
from briefing.workers import Crew, cut

_LEAST = 4
"""Files for one share of a crew: fewer cost more to hand over than to make."""

_Made = tuple[Mapping[str, File], Mapping[bytes, bytes]]
_Laid = tuple[Mapping[str, str], Mapping[bytes, bytes]]
"""Some files, or their digests, by path, and what of making them is worth keeping."""


class Stage(Protocol):
    """Where files are laid down."""

    def lay(self, files: Mapping[str, File]) -> Mapping[str, str]:
        """Lay files down and return their digests by path."""

    def read(self, path: str) -> bytes:
        """Return a file that was laid down."""


class Nowhere(Struct, frozen=True):
    """A stage for files that only have to be made: nothing is kept of them."""

    def lay(self, files: Mapping[str, File]) -> Mapping[str, str]:
        """Return no digests, but the paths."""
        return dict.fromkeys(files, "")

    def read(self, path: str) -> bytes:
        """Refuse: nothing lies here."""
        raise LookupError(path)


class PrintRun(Mapping[str, bytes]):
    """The files of a site, where they are laid down; one that is to come is waited for.

    ``digests`` are those of the files that have come, by their paths.
    """

    def __init__(self, files: Prints, stage: Stage, once: Once = directly) -> None:
        self._files, self._stage, self._once = files, stage, once
        self._coming: Iterator[_Laid] = iter(())
        self.digests: dict[str, str] = {}

    def __getitem__(self, path: str) -> bytes:
        while path not in self.digests:
            if (share := next(self._coming, None)) is None:
                raise KeyError(path)
            self._take(share)
        return self._stage.read(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    @contextmanager
    def by(self, crew: Crew, first: Iterable[str] = ()) -> Iterator[None]:
        """Have all files made by a crew meanwhile: the ``first`` in their order, then the others.

        Whoever waits for the first can go on while the others are made.
        """
        shares = cut([*dict.fromkeys((*first, *self._files))], crew.size, _LEAST)
        with closing(self._made(crew, shares)) as self._coming:
            yield
            for share in self._coming:
                self._take(share)

    def _made(self, crew: Crew, shares: Sequence[Sequence[str]]) -> Generator[_Laid, None, None]:
        """Yield the shares as they are laid down, by the crew unless it works elsewhere."""
        if crew.here:
            yield from crew(partial(_made_and_laid, self._files, self._stage), shares)
        else:
            yield from (_laid(self._stage, made) for made in crew(self._files.share, shares))

    def _take(self, share: _Laid) -> None:
        self.digests |= share[0]
        self._once.take(share[1])


def _made_and_laid(files: Prints, stage: Stage, paths: Sequence[str]) -> _Laid:
    return _laid(stage, files.share(paths))


def _laid(stage: Stage, made: _Made) -> _Laid:
    return stage.lay(made[0]), made[1]
