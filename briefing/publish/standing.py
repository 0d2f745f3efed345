"""Whether the site stands as a build would make it: then there is nothing to do but to say so.

A build that has put its site in place notes the digest of everything that it was made from
and how each of its files lies on the disk: size and time of the last change. Where the next
one finds both unchanged, the report of the earlier one is its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from briefing import disk
from briefing.errors import BriefingError
from briefing.publish.earlier import EarlierSite
from briefing.publish.imprint import below, imprint, marks, same
from briefing.publish.keeping import cache_file, keep, kept
from briefing.publish.manifest import listed
from briefing.read.files import INPUTS, SHADOWED, bundled_templates
from briefing.runs import Options, Report

_TEMPLATES = ("templates", "bundled")
"""The briefing's own templates and the program's, as a survey calls their folders."""


class Standing(Struct, frozen=True):
    """What a build left: the digests of its inputs and of its site's imprint, and its report."""

    inputs: str
    imprint: str
    report: Report


def standing(options: Options, inputs: Mapping[str, str]) -> Report | None:
    """Return the report of the build whose site still stands, if this one would make the same.

    ``inputs`` are the digests of all that it would be made from, by path.
    """
    found = _noted(options)
    if found is None or found.inputs != _key(options, inputs):
        return None
    with suppress(OSError):
        if not _in_doubt(options.out) and imprint(marks(options.out)) == found.imprint:
            return found.report
    return None


def earlier_site(options: Options) -> EarlierSite:
    """Return the site that stands, and whether nobody touched it since it was built."""
    with suppress(OSError, BriefingError):
        found, lying = _noted(options), marks(options.out)
        if found and imprint(lying) == found.imprint:
            return EarlierSite(options.out, listed(options.out), lying)
    return EarlierSite(options.out)


def note(
    options: Options,
    inputs: Mapping[str, str],
    used: Mapping[str, str],
    imprint: str,
    report: Report,
) -> None:
    """Remember the site that a build has put in place.

    ``used`` are the digests of what it was really made from, as its manifest has them. Files
    that changed, came or went for a moment after ``inputs`` were surveyed may have been read
    before or after; of a site in doubt nothing is remembered.
    """
    file = _file(options)
    if file and used == _read_of(inputs):
        keep(file, Standing(_key(options, inputs), imprint, report))


def note_again(options: Options, earlier: EarlierSite) -> None:
    """Remember the ``earlier`` site as before, after a build that left it where it is.

    Its files had other names for a while, which changed how they lie on the disk.
    """
    with suppress(OSError):
        found, now = _noted(options), marks(options.out)
        file = _file(options)
        if file and found and found.imprint == imprint(earlier.marks) and same(earlier.marks, now):
            keep(file, replace(found, imprint=imprint(now)))


def survey(root: Path) -> Mapping[str, str]:
    """Return the digest of each file that a build of a briefing may look at, by its path.

    What is a link or cannot be read stands there as such: it will not be equal to a digest.
    """
    folders = {name: root / name for name in INPUTS} | {"bundled": bundled_templates()}
    return {
        f"{name}/{path}": _digest(entry)
        for name, folder in folders.items()
        for path, entry in below(folder)
    }


def _read_of(inputs: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a build reads of all that lies there, by the paths in its manifest."""
    own = {path: digest for path, digest in inputs.items() if not _private(path)}
    bundled = {
        path.replace("bundled/", "templates/", 1): own.pop(path)
        for path in [*own]
        if path.startswith("bundled/")
    }
    covered = {
        path.replace("templates/", f"templates/{SHADOWED}", 1): digest
        for path, digest in bundled.items()
        if path.startswith("templates/languages/") and own.get(path, digest) != digest
    }
    return {**bundled, **own, **covered}


def _private(path: str) -> bool:
    """Say whether a name keeps a file out of a build: its own or, but in templates, a folder's."""
    top, *folders, name = path.split("/")
    return any(part[0] in "._" for part in ([name] if top in _TEMPLATES else [*folders, name]))


def _noted(options: Options) -> Standing | None:
    """Return what the last build left, if it left anything."""
    found = kept(file) if (file := _file(options)) else None
    return found if isinstance(found, Standing) else None


def _file(options: Options) -> Path | None:
    return cache_file(options.root, "site") if options.cache else None


def _key(options: Options, inputs: Mapping[str, str]) -> str:
    """Return the digest of all that a site depends on, beside the program's code."""
    asked = (options.base_url, options.strict, options.drafts, options.search, options.safe)
    around = (os.environ.get("SOURCE_DATE_EPOCH"), str(options.out.absolute()))
    known = hashlib.sha256(repr((asked, around)).encode("utf-8", "surrogatepass"))
    known.update(repr(sorted(inputs.items())).encode("utf-8", "surrogatepass"))
    return known.hexdigest()


def _in_doubt(out: Path) -> bool:
    """Say whether a build would refuse the folder, or has to clear away what another left."""
    if disk.is_link(out):
        return True
    target = out.resolve()
    start = f".{target.name}."
    with os.scandir(target.parent) as beside:
        return any(entry.name.startswith(start) for entry in beside)


def _digest(entry: os.DirEntry[str]) -> str:
    path = Path(entry.path)
    try:
        link = path.readlink() if entry.is_symlink() else ""
        if not entry.is_file():
            return f"{link} is no plain file"  # a pipe would be waited for in vain
        with path.open("rb") as data:
            return f"{link}{hashlib.file_digest(data, 'sha256').hexdigest()}"
    except OSError as error:
        return f"unreadable: {error.strerror}"
