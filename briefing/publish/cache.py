"""What a build keeps for the next one: a memo in a file, outside the site and the briefing.

A value is found by the digest of its whole key. The file is bound to the code that wrote it,
holds what the last build used and no more, and may be deleted at any time. What cannot be
read is as good as not there. Values are read as data of the program's own types alone:
whoever can write the file can make a page wrong, but run nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from briefing.memo import Memo
from briefing.publish.keeping import keep, kept
from briefing.values import UNREADABLE, dump, load

_V = TypeVar("_V")

KEPT = frozenset({"document", "overview", "plan", "map", "network", "linked", "printed", "picture"})
"""The kinds of key whose values are worth a place in the file, and made of nothing but data."""

_NAMED = "named"


class Cache(Memo):
    """A memo that finds what the last build made, and leaves what this one used."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        found = kept(file)
        self._found: dict[bytes, bytes] = found if isinstance(found, dict) else {}
        self._used: dict[bytes, bytes] = {}
        self._news: dict[bytes, bytes] = {}

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value of a key, from the file if it is of a kind that is kept."""
        if not (isinstance(key, tuple) and key[0] in KEPT):
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

    def knows(self, key: Hashable) -> bool:
        """Say whether a value is known, at least to the file."""
        return super().knows(key) or (isinstance(key, tuple) and _digest(key) in self._found)

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


def _named(name: str) -> bytes:
    return f"{_NAMED} {name}".encode()


def _digest(key: tuple[Hashable, ...]) -> bytes:
    """Return kind and digest of a key, which is made of texts, numbers and frozen values."""
    found = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest()
    return f"{key[0]} ".encode() + found
