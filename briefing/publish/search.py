"""The search index of a site: the same bytes for the same pages, and all of them.

Pagefind numbers pages in the order in which it meets them. Left to walk the folder itself
it takes the file system's order, and another machine gets other bytes; so it is spoken to
page by page, in sorted order. It hands the index back in memory: of it only what a page
loads is kept, which leaves out three user interfaces, a highlighter and a worker.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from operator import eq
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from briefing.errors import BriefingError
from briefing.publish.pagefind import converse

FOLDER = "pagefind"
ENTRY = "pagefind-entry.json"
KINDS = "kinds.json"
_FRAGMENT = b"pagefind_dcd"

# The id of what is no heading, or of a heading that bears no name of the content.
_IDLE = re.compile(r'(<(?!h[1-6]\b[^>]* id="(?:term:)?[^":]*")[a-z][^>]*?) id="[^"]*"')

_FIGURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


class Index(Struct, frozen=True):
    """A search index: the digests of what it holds of each page, and its files."""

    language: str
    texts: tuple[tuple[str, bytes], ...]
    files: Mapping[str, bytes]


def indexed(pages: Mapping[str, bytes], language: str, earlier: Index | None = None) -> Index:
    """Return the index of pages, or the earlier one if it is that of the same texts.

    Pages are asked for in the order of their paths. As soon as one is not as it was, Pagefind
    has them, and works while the others are made.
    """
    paths = sorted(pages)
    before = earlier.texts if earlier and earlier.language == language else ()
    digests = ((path, _digest(pages[path])) for path in paths)
    if earlier and len(before) == len(paths) and all(map(eq, digests, before)):
        return earlier
    files = search_index(pages, language, len(paths))
    return Index(language, tuple((path, _digest(pages[path])) for path in paths), files)


def _digest(page: bytes) -> bytes:
    return hashlib.sha256(searched(page).encode()).digest()


def search_index(
    files: Mapping[str, bytes],
    language: str,
    expected: int,
    *,
    command: Sequence[str] | None = None,
    timeout: float = 300.0,
) -> Mapping[str, bytes]:
    """Return the files of the index below ``pagefind/``; without pages, none.

    ``files`` are the site's by path, of which the pages are read in the order of their paths,
    each when Pagefind is to have it; ``language`` is a BCP 47 tag, ``expected`` the number of
    pages that are to be found, ``command`` stands in for the bundled Pagefind, ``timeout`` is
    how many seconds it may keep us waiting.
    """
    if not expected:
        return {}
    reply = converse(command or (_executable(),), _requests(files, language), timeout)
    try:
        parts = {part["path"]: b64decode(part["content"]) for part in reply["files"]}
        indexes = json.loads(parts[ENTRY])["languages"].values()
        found = sum(index["page_count"] for index in indexes)
        needed = {ENTRY, "pagefind.js"}.union(*map(_needed, indexes))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BriefingError("Pagefind gave no readable account of what it indexed") from error
    if found != expected:
        # It leaves out a page without data-pagefind-body, or without <html>, and says nothing.
        raise BriefingError(f"the search index holds {found} pages, not the {expected} expected")
    kept = {**_loaded(parts, needed), KINDS: _kinds(parts)}
    return {f"{FOLDER}/{name}": data for name, data in kept.items()}


def _executable() -> str:
    """Find the program itself: running its Python package would start Python once more."""
    try:
        from pagefind_bin import get_executable  # type: ignore[import-untyped] # it has no types

        return str(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise BriefingError("Pagefind is missing: install the package pagefind-bin") from error


def _requests(files: Mapping[str, bytes], language: str) -> Iterator[dict[str, object]]:
    """Say what Pagefind is to do: open an index, take every page in order, hand the index over."""
    # One language for all pages: two would become two indexes that do not see each other.
    # The primary subtag decides the stemming; an unknown one is indexed without stemming.
    primary = language.partition("-")[0].lower()
    yield {"type": "NewIndex", "config": {"force_language": primary}}
    for path in sorted(path for path in files if path.endswith(".html")):
        text = searched(files[path])
        yield {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": text}
    yield {"type": "GetFiles", "index_id": 0}


def searched(page: bytes) -> str:
    """Return what the index takes of a page, without what it passes over anyway.

    Pagefind notes each id with the text behind it, and a reader fetches all that: of an
    article with an id at every name it was a third. So only the ids remain to which results
    lead. Of our own pages only the main part is searched; one from another template may be
    marked elsewhere and is taken as it is.
    """
    html = page.decode()
    return _IDLE.sub(r"\1", _main(html) or html)


def _main(html: str) -> str:
    """Return the main part of a page, nothing if what is for the index stands elsewhere as well.

    A figure is not searched, and weighs more than the text.
    """
    head, main, tail = html.partition("<main ")
    inside, end, tail = tail.partition("</main>")
    opened = head.partition("<html")[2].partition(">")[0]
    marked = "data-pagefind-body" in inside.partition(">")[0] and "<h1" in inside
    if not (end and opened and marked) or "data-pagefind-" in head or "data-pagefind-" in tail:
        return ""
    return f"<html{opened}><body>{main}{_FIGURE.sub('', inside)}{end}</body></html>"


def _needed(index: Mapping[str, Any]) -> set[str]:
    """Name the files that ``pagefind.js`` asks for first; without stemming it takes "unknown"."""
    return {f"pagefind.{index['hash']}.pf_meta", f"wasm.{index['wasm'] or 'unknown'}.pagefind"}


def _loaded(parts: Mapping[str, bytes], needed: set[str]) -> Mapping[str, bytes]:
    """Return what a page loads; one part cut short would fail only in a reader's browser."""
    wanted = needed | {name for name in parts if PurePath(name).suffix.startswith(".pf_")}
    for name in sorted(wanted):
        if not _whole(name, parts.get(name, b"")):
            raise BriefingError(f"Pagefind did not hand over all of {name}; build again")
    return {name: parts[name] for name in sorted(wanted)}


def _kinds(parts: Mapping[str, bytes]) -> bytes:
    """List the pages of each kind by the names that Pagefind gives them in its results.

    Of a result it tells no more before its text is fetched, one request each, and its own
    filters come in another order each time. This is 5 bytes a page, packed.
    """
    kinds: dict[str, list[str]] = {}
    for path, data in sorted(parts.items()):
        if path.startswith("fragment/"):
            try:
                page = json.loads(gzip.decompress(data).removeprefix(_FRAGMENT))
                kinds.setdefault(page["meta"].get("kind", "page"), []).append(PurePath(path).stem)
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                raise BriefingError(f"Pagefind gave no readable {path}") from error
    return json.dumps(kinds, separators=(",", ":"), sort_keys=True).encode()


def _whole(name: str, data: bytes) -> bool:
    """Tell whether the data are complete: a script up to its exports, a part up to its checksum."""
    if name == ENTRY:
        return True  # it was read already
    if name == "pagefind.js":
        return b"export{" in data
    try:
        return gzip.decompress(data).startswith(_FRAGMENT)  # an empty file unpacks, too
    except (OSError, EOFError, zlib.error):
        return False
