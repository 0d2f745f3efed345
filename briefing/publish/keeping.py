"""Files in which builds keep values for later ones, outside the site and the briefing.

A file is bound to its content and to the code that wrote it, and may be deleted at any time.
What cannot be read is as good as not there.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from briefing.values import UNREADABLE, dump, load

_LARGEST = 256 * 1024 * 1024
_FILES, _ALL = 192, 1 << 30  # of all briefings together, the latest: so many, so many bytes
_MARK = b"briefing kept 2\n"


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


def cache_file(root: Path, kind: str = "cache") -> Path | None:
    """Return the file in which the builds of a briefing keep what they made."""
    folder = cache_folder()
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:24]
    return folder / f"{name}.{kind}" if folder else None


def kept(file: Path) -> Any:
    """Return what a file holds; ``None`` if it is not whole, of other code or of another user."""
    try:
        status = file.stat()
        if status.st_size > _LARGEST or (sys.platform != "win32" and status.st_uid != os.getuid()):
            return None
        data = file.read_bytes()
    except OSError:
        return None
    start = len(_MARK) + 64
    payload = data[start:]
    if data[:start] != _MARK + _stamp(payload):
        return None
    try:
        return load(payload)
    except UNREADABLE:
        return None


def keep(file: Path, value: object) -> None:
    """Write a value to a file, unless it is too large; that it cannot be written is no matter."""
    payload = dump(value)
    if len(payload) > _LARGEST:
        return
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        try:
            beside.write_bytes(_MARK + _stamp(payload) + payload)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
        _prune(file.parent)


def _prune(folder: Path) -> None:
    """Delete what was written longest ago, and what a killed build left."""
    files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    sizes = accumulate(file.stat().st_size for file in files)
    for number, (file, size) in enumerate(zip(files, sizes, strict=True)):
        if number >= _FILES or size > _ALL:
            file.unlink(missing_ok=True)


def _stamp(payload: bytes) -> bytes:
    """Return what binds a file to its content and to the code that wrote it."""
    return hashlib.sha256(payload).digest() + code_stamp()


@cache
def code_stamp() -> bytes:
    """Return the digest of the program's own code, of Python and of all packages beside it."""
    own = Path(__file__).resolve().parent.parent
    known = hashlib.sha256(sys.version.encode())
    for file in sorted(own.rglob("*.py")):
        known.update(file.relative_to(own).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    known.update("\0".join(sorted(_packages())).encode("utf-8", "surrogatepass"))
    return known.digest()


def _packages() -> Iterator[str]:
    """Yield the packages that can be imported, each with its version, as their folders say."""
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError):
            yield from (path.name for path in Path(folder).glob("*.dist-info"))
