"""What a build keeps for the next one: a memo in a file, outside the site and the briefing.

A value is found by the digest of its whole key. The file is bound to the code that wrote it,
holds what the last build used and no more, and may be deleted at any time. What cannot be
read is as good as not there. Values are read as data of the program's own types alone:
whoever can write the file can make a page wrong, but run nothing.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from collections.abc import Callable, Collection, Hashable
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Any, TypeVar

from briefing.memo import Memo

_V = TypeVar("_V")

KEPT = frozenset({"document", "map", "network", "search"})
"""The kinds of key whose values are worth a place in the file, and made of nothing but data."""

_LARGEST = 256 * 1024 * 1024
_FILES = 64  # briefings whose caches are kept side by side
_MARK = b"briefing cache 1\n"
_PARTS = ("markdown-it-py", "mdit-py-plugins", "pyyaml", "markupsafe", "pagefind-bin")
"""Packages that have a hand in what is kept."""


def cache_folder() -> Path | None:
    """Return the user's folder for caches of this program; a user without a home has none."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():
        return Path(base) / "briefing"
    if sys.platform == "win32" and (base := os.environ.get("LOCALAPPDATA", "")):
        return Path(base) / "briefing"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ".cache" / "briefing" if home.is_absolute() and home.name else None


def cache_file(root: Path) -> Path | None:
    """Return the file in which the builds of a briefing keep what they made."""
    folder = cache_folder()
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:24]
    return folder / f"{name}.cache" if folder else None


class Cache(Memo):
    """A memo that finds what the last build made, and leaves what this one used."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._found = _read(file)
        self._used: dict[bytes, bytes] = {}

    def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
        """Return the value of a key, from the file if it is of a kind that is kept."""
        if not (isinstance(key, tuple) and key[0] in KEPT):
            return super().__call__(key, make)
        return super().__call__(key, lambda: self._kept(_digest(key), make))

    def _kept(self, digest: bytes, make: Callable[[], _V]) -> _V:
        data = self._found.get(digest)
        if data is not None:
            try:
                value: _V = _load(data)
            except _UNREADABLE:
                pass
            else:
                self._used[digest] = data
                return value
        made = make()
        self._used[digest] = _dump(made)
        return made

    def save(self, unused: Collection[str] = ()) -> None:
        """Write what this build used; that it cannot be written is no matter.

        Of the kinds that it came to have no use for, what was found stays, too.
        """
        kinds = tuple(f"{kind} ".encode() for kind in unused)
        kept = {k: v for k, v in self._found.items() if k.startswith(kinds)} | self._used
        if kept.keys() == self._found.keys():
            return
        payload = _dump(kept)
        if len(payload) > _LARGEST:
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=self._file.parent, delete=False) as beside:
                beside.write(_MARK + _stamp(payload) + payload)
            Path(beside.name).replace(self._file)
            _prune(self._file.parent)


def _prune(folder: Path) -> None:
    """Delete the caches that were written longest ago, and what a killed build left."""
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[_FILES:]:
        file.unlink(missing_ok=True)


# --- the file -----------------------------------------------------------------------------------


def _read(file: Path) -> dict[bytes, bytes]:
    """Return what a file holds, nothing if it is not whole, of other code or another's."""
    try:
        status = file.stat()
        if status.st_size > _LARGEST or (sys.platform != "win32" and status.st_uid != os.getuid()):
            return {}
        data = file.read_bytes()
    except OSError:
        return {}
    start = len(_MARK) + 64
    payload = data[start:]
    if data[:start] != _MARK + _stamp(payload):
        return {}
    try:
        found = _load(payload)
    except _UNREADABLE:
        return {}
    return found if isinstance(found, dict) else {}


def _stamp(payload: bytes) -> bytes:
    """Return what binds a file to its content and to the code that wrote it."""
    return hashlib.sha256(payload).digest() + _code()


def _code() -> bytes:
    """Return the digest of the program's own code and of the packages beside it."""
    own = Path(__file__).resolve().parent.parent
    known = hashlib.sha256(sys.version.encode())
    for file in sorted(own.rglob("*.py")):
        known.update(file.relative_to(own).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for package in _PARTS:
        known.update(f"{package} {_version(package)}\0".encode())
    return known.digest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _digest(key: tuple[Hashable, ...]) -> bytes:
    """Return kind and digest of a key, which is made of texts, numbers and frozen values."""
    found = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest()
    return f"{key[0]} ".encode() + found


# --- values as data -------------------------------------------------------------------------------

_UNREADABLE: tuple[type[Exception], ...] = (
    *(pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError),
    *(KeyError, TypeError, ValueError, OverflowError, MemoryError, RecursionError),
)

_PLAIN = {("markupsafe", "Markup"), (__name__, "_sealed")}


def _sealed(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a mapping that nobody can change, which pickle cannot name by itself."""
    return MappingProxyType(values)


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _sealed, (dict(value),)
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Reads values of the program's own types; anything else is no cache of ours."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith("briefing.") else None
        if not (is_dataclass(found) or (isinstance(found, type) and issubclass(found, Enum))):
            raise pickle.UnpicklingError(f"{module}.{name} is no kind of value")
        return found


def _dump(value: object) -> bytes:
    stream = io.BytesIO()
    _Writer(stream, protocol=5).dump(value)
    return stream.getvalue()


def _load(data: bytes) -> Any:
    return _Reader(io.BytesIO(data)).load()
