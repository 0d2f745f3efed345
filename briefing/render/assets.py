"""Style sheets, scripts, fonts and pictures under names that change with their bytes.

All assets stand in one flat folder, ``assets/NAME.HASH.EXT``, so that a browser may keep
them for ever and a new page never meets an old style sheet.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from briefing.asjson import compact
from briefing.diagnostics import Position, problem
from briefing.errors import did_you_mean
from briefing.read.slugs import is_device
from briefing.render.language import NO_WORDS, Language
from briefing.render.templates import TemplateFaultError

FOLDER = "assets/"
SHEET = "site.css"
SCRIPT = "site.js"
SEARCH = "search.js"
_PART = re.compile(r".*\.css|js/(?:site|search)/.*\.js")  # of a sheet or a script
# What some disk or some address cannot have in a name, as editors may have it in theirs.
_AWKWARD = re.compile(r'["#%*:<>?\\|\0-\x1f\x7f]+')
_LONGEST, _ENDING = 48, 12  # characters; a disk takes 255 bytes for name, digits and ending
_REFERENCE = re.compile(rb"asset:([\w./-]+)")

# Comments that fill whole lines; "/*!" is the mark of those that must stay, as licences.
_BLOCK = rb"/\*(?!!)(?:[^*]|\*(?!/))*\*/[ \t]*"
_SPARE = {
    ".css": re.compile(rb"^[ \t]*%s\r?\n" % _BLOCK, re.MULTILINE),
    ".js": re.compile(rb"^[ \t]*(?://[^\n]*|%s)?\r?\n|^[ \t]+" % _BLOCK, re.MULTILINE),
}

# Spaces that a style sheet has for its readers alone: at the beginning of a line, around
# braces, after signs. What may hold signs of its own (the group) is passed over.
_LOOSE = re.compile(
    rb"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|/\*(?:[^*]|\*(?!/))*\*/|\\.\s*)"""
    rb"""|^\s+|(?<=[{};:,>])\s+|;?\s*(?=\})|\s+(?=[{>])""",
    re.MULTILINE,
)


class Assets(Struct, frozen=True):
    """``files`` are the bytes by address below the site, ``addresses`` those by source path."""

    files: Mapping[str, bytes]
    addresses: Mapping[str, str]


def bundle(
    templates: Mapping[str, bytes], others: Mapping[str, bytes], language: Language = NO_WORDS
) -> Assets:
    """Name all assets by their digest.

    ``templates`` holds the templates' files, of which those below ``assets/`` count;
    ``others`` are files of the briefing that its pages show. The style sheets become one,
    in the order of their names, and the scripts two: ``js/site/`` for every page and
    ``js/search/`` for the search, each with the words of ``language`` that it says. What
    only those read who write them stays at home.
    """
    sources = {
        path.removeprefix(FOLDER): data
        for path, data in templates.items()
        if path.startswith(FOLDER) and not path.endswith(".txt")
    }
    contents = {path: data for path, data in sources.items() if not _PART.fullmatch(path)}
    contents |= {name: _script(name, sources, language) for name in (SCRIPT, SEARCH)} | dict(others)
    addresses = {path: hashed(path, data) for path, data in contents.items()}
    contents[SHEET] = _style_sheet(sources, addresses)
    addresses[SHEET] = hashed(SHEET, contents[SHEET])
    files = {addresses[path]: data for path, data in contents.items()}
    return Assets(files, addresses)


def hashed(path: str, data: bytes) -> str:
    """Return the address of an asset: its name, ten digits of its SHA-256, its ending."""
    name = PurePosixPath(_AWKWARD.sub("-", unicodedata.normalize("NFC", PurePosixPath(path).name)))
    stem, ending = name.stem[:_LONGEST].rstrip(), name.suffix[:_ENDING]
    if is_device(stem):
        stem = f"file-{stem}"
    return f"{FOLDER}{stem}.{hashlib.sha256(data).hexdigest()[:10]}{ending}"


def bare(path: str, data: bytes) -> bytes:
    """Return a style sheet without the comments that fill lines, a script not indented either.

    It knows no strings: none may go over more than one line.
    """
    spare = _SPARE.get(PurePosixPath(path).suffix)
    return spare.sub(b"", data) if spare else data


def tight(sheet: bytes) -> bytes:
    """Return a style sheet without the spaces at its lines' beginnings and beside its signs."""
    return _LOOSE.sub(lambda found: found[1] or b"", sheet)


def _style_sheet(sources: Mapping[str, bytes], addresses: Mapping[str, str]) -> bytes:
    """Join the style sheets, in the order of their names."""
    sheets = (path for path in sorted(sources) if path.endswith(".css"))
    whole = b"".join(bare(path, _named(path, sources[path], addresses)) for path in sheets)
    return tight(whole)


def _script(name: str, sources: Mapping[str, bytes], language: Language) -> bytes:
    """Join the scripts of a folder in the order of their names: one scope, first its words."""
    stem = PurePosixPath(name).stem
    words = language.section(f"{stem}-script")
    said = f"const LANGUAGE = {_json(language.tag)};\nconst WORDS = {_json(words)};\n"
    scripts = (path for path in sorted(sources) if re.fullmatch(rf"js/{stem}/.*\.js", path))
    whole = b"\n".join([said.encode(), *(bare(path, sources[path]) for path in scripts)])
    return b"(() => {\n'use strict';\n" + whole + b"\n})();\n"


def _json(value: object) -> str:
    """Return a value as JSON that may stand in a script, and that in a page."""
    return compact(value, order="sorted").replace("<", "\\u003c")


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
