"""``manifest.json``: every file of a site by digest, and whether they lie there like that."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from errno import ELOOP, ENOENT
from pathlib import Path
from typing import Any

from msgspec import Struct

from briefing.asjson import laid_out
from briefing.errors import BriefingError
from briefing.publish import regular
from briefing.publish.imprint import below

MANIFEST = "manifest.json"
GENERATOR = "briefing"


class Fault(StrEnum):
    """In what way a file departs from the list."""

    MISSING = "missing"
    CHANGED = "changed"
    EXTRA = "extra"


class Difference(Struct, frozen=True):
    """A file that is not as it was listed; ``reason`` is why it could not even be read."""

    path: str
    fault: Fault
    reason: str = ""


def digest(data: bytes) -> str:
    """Return the SHA-256 of the data in hexadecimal, as ``manifest.json`` gives it."""
    return hashlib.sha256(data).hexdigest()


def file_of(site: Path, path: str, known: str) -> bytes | None:
    """Return a file of a site, ``None`` unless it is there and has that digest."""
    try:
        data = regular.read(site / path)
    except OSError:
        return None
    return data if digest(data) == known else None


def written(files: Mapping[str, str], inputs: Mapping[str, str]) -> bytes:
    """Return the manifest of files and inputs, both by path with their digests."""
    manifest = {"files": dict(files), "generator": GENERATOR, "inputs": dict(inputs)}
    return laid_out(manifest, indent=2, order="sorted")


def ours(folder: Path) -> bool:
    """Tell whether a folder was made by this tool, as its manifest says."""
    try:
        return bool(_read(regular.read(folder / MANIFEST)))
    except OSError as error:
        if error.errno in (ENOENT, ELOOP):
            return False  # none, or no plain file: who made this folder is not known
        raise


def inputs_of(site: Path) -> Mapping[str, str]:
    """Return the digest of every input of a site, none of a folder that is no site."""
    try:
        found = _read(regular.read(site / MANIFEST)).get("inputs")
    except OSError:
        return {}
    return found if isinstance(found, dict) else {}


def listed(site: Path) -> Mapping[str, str]:
    """Return the digest of every file that a site should hold, its manifest's own included."""
    try:
        data = regular.read(site / MANIFEST)
    except FileNotFoundError as error:
        raise BriefingError(f"{site} holds no site: there is no {MANIFEST}") from error
    files = _read(data).get("files")
    if not isinstance(files, dict) or not all(isinstance(one, str) for one in files.values()):
        wrong = f"{site / MANIFEST} is not what {GENERATOR} writes"
        raise BriefingError(f"{wrong}; delete the site and build again")
    return {**files, MANIFEST: digest(data)}


def differences(
    site: Path, wanted: Mapping[str, str], unread: Collection[str] = ()
) -> Iterator[Difference]:
    """Yield every file of a site that is missing, changed or not ``wanted``.

    Only what lies in the folder is opened, and only plain files: a list may hold anything. Of
    the ``unread`` ones it is enough that they are there.
    """
    left = dict(wanted)
    for path, entry in below(site):
        known = left.pop(path, None)
        if known is None:
            yield Difference(path, Fault.EXTRA)
        elif path not in unread and (reason := _departure(entry, known)):
            yield Difference(path, Fault.CHANGED, reason)
    yield from (Difference(path, Fault.MISSING) for path in sorted(left))


def _departure(entry: os.DirEntry[str], known: str) -> str:
    """Say how a file departs from its digest, nothing if it does not."""
    if not entry.is_file(follow_symlinks=False):
        return "it is no plain file"
    try:
        found = digest(Path(entry.path).read_bytes())
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return "" if found == known else "its bytes are others"


def _read(data: bytes) -> Mapping[str, Any]:
    """Return what a manifest of this tool holds, nothing of any other file."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    mine = isinstance(manifest, dict) and manifest.get("generator") == GENERATOR
    return manifest if mine else {}
