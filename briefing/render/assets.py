"""Style sheets, scripts, fonts and pictures under names that change with their bytes.

All assets stand in one flat folder, ``assets/NAME.HASH.EXT``, so that a browser may keep
them for ever and a new page never meets an old style sheet.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from briefing.diagnostics import Position, did_you_mean, problem
from briefing.render.templates import TemplateFaultError

FOLDER = "assets/"
_REFERENCE = re.compile(rb"asset:([\w./-]+)")

# Comments that fill whole lines; "/*!" is the mark of those that must stay, as licences.
_BLOCK = rb"/\*(?!!)(?:[^*]|\*(?!/))*\*/[ \t]*"
_SPARE = {
    ".css": re.compile(rb"^[ \t]*%s\r?\n" % _BLOCK, re.MULTILINE),
    ".js": re.compile(rb"^[ \t]*(?://[^\n]*|%s)?\r?\n|^[ \t]+" % _BLOCK, re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class Assets:
    """``files`` are the bytes by address below the site, ``addresses`` those by source path."""

    files: Mapping[str, bytes]
    addresses: Mapping[str, str]


def bundle(templates: Mapping[str, bytes], others: Mapping[str, bytes]) -> Assets:
    """Name all assets by their digest.

    ``templates`` holds the templates' files, of which those below ``assets/`` count;
    ``others`` are files of the briefing that its pages show. The style sheets become one,
    in the order of their names. What only those read who write them stays at home.
    """
    sources = {
        path.removeprefix(FOLDER): data
        for path, data in templates.items()
        if path.startswith(FOLDER) and not path.endswith(".txt")
    }
    plain = {p: bare(p, data) for p, data in sources.items() if not p.endswith(".css")}
    addresses = {path: hashed(path, data) for path, data in (plain | dict(others)).items()}
    sheet = _style_sheet(sources, addresses)
    addresses["site.css"] = hashed("site.css", sheet)
    contents = {**plain, **others, "site.css": sheet}
    files = {addresses[path]: data for path, data in contents.items()}
    return Assets(files, addresses)


def hashed(path: str, data: bytes) -> str:
    """Return the address of an asset: its name, ten digits of its SHA-256, its ending."""
    name = PurePosixPath(path)
    return f"{FOLDER}{name.stem}.{hashlib.sha256(data).hexdigest()[:10]}{name.suffix}"


def _style_sheet(sources: Mapping[str, bytes], addresses: Mapping[str, str]) -> bytes:
    """Join the style sheets, in the order of their names."""
    sheets = (path for path in sorted(sources) if path.endswith(".css"))
    return b"".join(bare(path, _named(path, sources[path], addresses)) for path in sheets)


def bare(path: str, data: bytes) -> bytes:
    """Return a style sheet without the comments that fill lines, a script not indented either.

    It knows no strings: none may go over more than one line.
    """
    spare = _SPARE.get(PurePosixPath(path).suffix)
    return spare.sub(b"", data) if spare else data


def _named(path: str, sheet: bytes, addresses: Mapping[str, str]) -> bytes:
    """Set the name that a file got for each ``asset:PATH`` of a style sheet."""

    def name(match: re.Match[bytes]) -> bytes:
        wanted = match[1].decode()
        if wanted in addresses:
            return addresses[wanted].removeprefix(FOLDER).encode()
        before = sheet[: match.start()].decode("utf-8", "replace").split("\n")
        place = Position(f"templates/{FOLDER}{path}", len(before), len(before[-1]) + 1)
        message = f'there is no file "{wanted}" in templates/assets/'
        raise TemplateFaultError(
            problem("template", place, message, did_you_mean(wanted, addresses))
        )

    return _REFERENCE.sub(name, sheet)
