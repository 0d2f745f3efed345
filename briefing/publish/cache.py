"""What a build keeps for the next one: a memo in a file, outside the site and the briefing.

A value is found by the digest of its whole key. The file is bound to the code that wrote it,
holds what the last build used and no more, and may be deleted at any time. What cannot be
read is as good as not there. Values are read as data of the program's own types alone:
whoever can write the file can make a page wrong, but run nothing.

What a briefing is before it is rendered lies in a second file: its documents, read, linked and
judged. There one value is the key of another by being the very same, so they are kept together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from briefing.memo import Known, Memo
from briefing.publish.keeping import keep, kept
from briefing.values import UNREADABLE, dump, load

_V = TypeVar("_V")

KEPT = frozenset({"overview", "plan", "map", "network", "linked", "printed", "picture"})
"""The kinds of key whose values are worth a place in the file, and made of nothing but data."""

TOGETHER = frozenset("document facts naming anchors texts relations compared judgement".split())
"""The kinds of key whose values are kept with each other; others of their kinds point at them."""

_MOST = 100_000  # values that are kept together: of some 25,000 documents
_NEW = 20  # one in so many must be new, or idle, for all to be written again

_NAMED = "named"


class Cache(Memo):
    """A memo that finds what the last build made, and leaves what this one used."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file, self._beside = file, file.with_suffix(".texts")
        self._recalled = self._recall()
        found = kept(file)
        self._found: dict[bytes, bytes] = found if isinstance(found, dict) else {}
        self._used: dict[bytes, bytes] = {}
        self._news: dict[bytes, bytes] = {}

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value of a key, from the file if it is of a kind that is kept."""
        if not _is_of(key, KEPT):
            return super().__call__(key, make)
        return super().__call__(key, lambda: self._kept(_digest(key), make))

    def _kept(self, digest: bytes, make: Callable[[], _V]) -> _V:
        data = self._found.get(digest)
        if data is not None:
            try:
                value: _V = load(data)
            except UNREADABLE:
                pass
            else:
                self._used[digest] = self._news[digest] = data
                return value
        made = make()
        self._used[digest] = self._news[digest] = dump(made)
        return made

    def news(self) -> Mapping[bytes, bytes]:
        """Return what was used since this was last asked."""
        news, self._news = self._news, {}
        return news

    def take(self, news: Mapping[bytes, bytes]) -> None:
        """Keep what another process used."""
        self._used |= news

    def last(self, name: str) -> Any:
        """Return what was last put under a name, ``None`` if there is nothing."""
        try:
            return load(self._found.get(_named(name), b""))
        except UNREADABLE:
            return None

    def put(self, name: str, value: object) -> None:
        """Keep a value under a name, in the place of what was there."""
        self._used[_named(name)] = dump(value)

    def save(self, unused: Collection[str] = ()) -> None:
        """Write what this build used; that it cannot be written is no matter.

        What has a name stays until another is put there; of the kinds that this build did not
        come to, what was found stays, too.
        """
        kinds = tuple(f"{kind} ".encode() for kind in (*unused, _NAMED))
        left = {k: v for k, v in self._found.items() if k.startswith(kinds)} | self._used
        if left != self._found:
            keep(self._file, left)
        self.save_together()

    def _recall(self) -> tuple[Known, ...]:
        """Return what was kept together, once it is known to this memo."""
        found = kept(self._beside)
        try:
            pairs = [(key, Known(value)) for key, value in found or ()]
            self._known |= {key: known for key, known in pairs if _is_of(key, TOGETHER)}
        except (TypeError, ValueError):
            return ()
        return tuple(self._known.values())

    def save_together(self) -> None:
        """Write what this build used of what is kept together, if there is enough new in it."""
        used = {k: v for k, v in self._known.items() if _is_of(k, TOGETHER) and v.run == self._run}
        idle = sum(known.run != self._run for known in self._recalled)
        new = len(used) - (len(self._recalled) - idle)
        if (new + idle) * _NEW > len(used) and len(used) <= _MOST:
            keep(self._beside, [(key, known.value) for key, known in used.items()])
            self._recalled = tuple(used.values())


def _is_of(key: Hashable, kinds: Collection[str]) -> TypeGuard[tuple[Hashable, ...]]:
    return isinstance(key, tuple) and len(key) > 0 and key[0] in kinds


def _named(name: str) -> bytes:
    return f"{_NAMED} {name}".encode()


def _digest(key: tuple[Hashable, ...]) -> bytes:
    """Return kind and digest of a key, which is made of texts, numbers and frozen values."""
    found = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest()
    return f"{key[0]} ".encode() + found
