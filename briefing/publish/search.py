"""The search index of a site: the same bytes for the same pages, and all of them.

Pagefind numbers pages in the order in which it meets them. Left to walk the folder itself
it takes the file system's order, and another machine gets other bytes; so it is spoken to
page by page, in sorted order. It hands the index back in memory: of it only what a page
loads is kept, which leaves out three user interfaces, a highlighter and a worker.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from briefing.asjson import compact
from briefing.errors import BriefingError
from briefing.publish.pagefind import converse

FOLDER = "pagefind"
ENTRY = "pagefind-entry.json"
KINDS = "kinds.json"
_FRAGMENT = b"pagefind_dcd"
_GZIP = 16 + zlib.MAX_WBITS

_ID = ' id="'
_HEADING = re.compile(r"h[1-6]\b")
_NAME = re.compile(r'(?:term:)?[^":]*"')  # what the content named, not the page

# A letter or a figure that is neither in a tag nor in the name of a character.
_WORD = re.compile(r">(?:[^<&]|&#?\w+;)*?[^\W_]")

_MARKED = re.compile(r"data-pagefind-(?!ignore)")
_IGNORED = " data-pagefind-ignore"
_TAG = re.compile(r"<([a-z][a-z0-9]*)[^<>]*+\Z")
_DATED = re.compile(
    r'(<p class="event-date">(?:[^<]|<(?!/p>))*</p>)'
    r'(\s*<div[^<>]*>\s*<h([1-6]) [^<>]*\bid="(?:[^<]|<(?!/h\3>))*</h\3>)'
)


class Held(Struct, frozen=True):
    """The digest of a page, and that of what the index takes of it."""

    page: bytes
    text: bytes


class Index(Struct, frozen=True):
    """A search index: what it holds of each page, by path, and its files."""

    language: str
    pages: Mapping[str, Held]
    files: Mapping[str, bytes]


def indexed(
    files: Mapping[str, bytes],
    paths: Collection[str],
    language: str,
    earlier: Index | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Index:
    """Return the index of the pages at some paths, or the earlier one if it is of the same texts.

    Pages are compared in the order of ``paths``. As soon as one is not as it was, Pagefind gets
    them all in the order of their names, and works while the others are made. When it has them
    it needs half a second for 1,000 entities; what there is to do ``meanwhile`` is done then.
    """
    before = earlier.pages if earlier and earlier.language == language else {}
    texts = Texts(files, paths, before)
    same = (path in before and before[path].text == texts.held(path).text for path in paths)
    if earlier and len(before) == len(paths) and all(same):
        return earlier
    found = search_index(texts, language, len(paths), meanwhile=meanwhile)
    return Index(language, {path: texts.held(path) for path in sorted(paths)}, found)


class Texts(Mapping[str, str]):
    """What the index takes of each page; of each that was asked for the digests are remembered.

    Of a page that is as it was ``before`` the text is, too, and need not be looked for.
    """

    def __init__(
        self, files: Mapping[str, bytes], paths: Collection[str], before: Mapping[str, Held]
    ) -> None:
        self._files, self._paths, self._before = files, paths, before
        self._held: dict[str, Held] = {}

    def __getitem__(self, path: str) -> str:
        page = self._files[path]
        text = searched(page)
        self._held[path] = Held(_digest(page), _digest(text.encode()))
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def held(self, path: str) -> Held:
        """Return the digests of a page and of what the index takes of it."""
        if path not in self._held:
            known = self._before.get(path)
            if known and known.page == _digest(self._files[path]):
                self._held[path] = known
            else:
                self[path]
        return self._held[path]


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def search_index(
    texts: Mapping[str, str],
    language: str,
    expected: int,
    *,
    meanwhile: Callable[[], None] | None = None,
    command: Sequence[str] | None = None,
    timeout: float = 300.0,
) -> Mapping[str, bytes]:
    """Return the files of the index below ``pagefind/``; without pages, none.

    ``texts`` are what the index takes of each page, by path, each asked for when Pagefind is to
    have it, in the order of their paths; ``language`` is a BCP 47 tag, ``expected`` the number
    of pages that are to be found if each has a word, ``meanwhile`` is called while Pagefind works
    on its own, ``command`` stands in for the bundled Pagefind, ``timeout`` is how many seconds it
    may keep us waiting.
    """
    if not expected:
        return {}
    mute: list[str] = []
    requests = _requests(texts, language, mute, meanwhile)
    reply = converse(command or (_executable(),), requests, timeout)
    try:
        parts = {part["path"]: b64decode(part["content"]) for part in reply["files"]}
        indexes = json.loads(parts[ENTRY])["languages"].values()
        found = sum(index["page_count"] for index in indexes)
        needed = {ENTRY, "pagefind.js"}.union(*map(_needed, indexes))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BriefingError("Pagefind gave no readable account of what it indexed") from error
    expected -= len(mute)
    if found != expected:
        # It leaves out a page without data-pagefind-body, or without <html>, and says nothing.
        raise BriefingError(f"the search index holds {found} pages, not the {expected} expected")
    loaded = _loaded(parts, needed)
    parts = {**loaded, KINDS: _kinds(loaded)}
    return {f"{FOLDER}/{name}": data for name, data in parts.items()}


def _executable() -> str:
    """Find the program itself: running its Python package would start Python once more."""
    try:
        from pagefind_bin import get_executable  # type: ignore[import-untyped] # it has no types

        return str(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise BriefingError("Pagefind is missing: install the package pagefind-bin") from error


def _requests(
    texts: Mapping[str, str],
    language: str,
    mute: list[str],
    meanwhile: Callable[[], None] | None,
) -> Iterator[dict[str, object]]:
    """Say what Pagefind is to do: open an index, take every page in order, hand the index over.

    A page without a word could not be found, and Pagefind leaves it out: it is noted as ``mute``.
    """
    # One language for all pages: two would become two indexes that do not see each other.
    # The primary subtag decides the stemming; an unknown one is indexed without stemming.
    primary = language.partition("-")[0].lower()
    yield {"type": "NewIndex", "config": {"force_language": primary}}
    for path in sorted(texts):
        text = texts[path]
        if _WORD.search(text):
            yield {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": text}
        else:
            mute.append(path)
    yield {"type": "GetFiles", "index_id": 0}
    if meanwhile:
        meanwhile()


def searched(page: bytes) -> str:
    """Return what the index takes of a page, without what it passes over anyway.

    Pagefind notes each id with the text behind it, and a reader fetches all that: of an
    article with an id at every name it was a third. So only the ids remain to which results
    lead. Of our own pages only the main part is searched; one from another template may be
    marked elsewhere and is taken as it is.
    """
    html = page.decode()
    return "".join(_led_to(_main(html) or html))


def _led_to(html: str) -> Iterator[str]:
    """Yield a page without the ids of what is no heading, or bears no name of the content."""
    before, *rest = html.split(_ID)
    yield before
    for part in rest:
        tag = before.rpartition("<")[2]
        kept = ">" in tag or (_HEADING.match(tag) and _NAME.match(part))
        yield _ID + part if kept else part.partition('"')[2]
        before = part


def _main(html: str) -> str:
    """Return the main part of a page, nothing if what is for the index stands elsewhere as well.

    What is to be ignored weighs more than the text, and a change of it is none to the index.
    """
    head, main, tail = html.partition("<main ")
    inside, end, tail = tail.partition("</main>")
    opened = head.partition("<html")[2].partition(">")[0]
    marked = "data-pagefind-body" in inside.partition(">")[0] and "<h1" in inside
    if not (end and opened and marked) or _MARKED.search(head) or _MARKED.search(tail):
        return ""
    # What Pagefind shows of an event begins at its heading and ends at the next one, but on the
    # page the date stands before the heading: it would be shown of the event before.
    text = _DATED.sub(r"\2\1", "".join(_heeded(inside)))
    return f"<html{opened}><body>{main}{text}{end}</body></html>"


def _heeded(html: str) -> Iterator[str]:
    """Yield markup without the elements that are marked to be ignored.

    One that holds another of its kind, or a mark of another sort, stays: Pagefind sees to it.
    """
    done, mark = 0, html.find(_IGNORED)
    while mark >= 0:
        start, inside = html.rfind("<", done, mark), mark + len(_IGNORED)
        tag = _TAG.match(html, start, mark) if start >= 0 else None
        end = html.find(f"</{tag[1]}>", inside) if tag else -1
        if tag and end >= 0 and _is_plain(html[inside:end], tag[1]):
            yield html[done:start]
            done = end + len(tag[1]) + len("</>")
        mark = html.find(_IGNORED, max(done, inside))
    yield html[done:]


def _is_plain(inside: str, tag: str) -> bool:
    """Say whether the inside of an element holds no other of its kind and no mark."""
    return f"<{tag}" not in inside and not _MARKED.search(inside)


def _needed(index: Mapping[str, Any]) -> set[str]:
    """Name the files that ``pagefind.js`` asks for first; without stemming it takes "unknown"."""
    return {f"pagefind.{index['hash']}.pf_meta", f"wasm.{index['wasm'] or 'unknown'}.pagefind"}


def _loaded(parts: Mapping[str, bytes], needed: set[str]) -> Mapping[str, bytes]:
    """Return what a page loads."""
    wanted = needed | {name for name in parts if PurePath(name).suffix.startswith(".pf_")}
    return {name: parts.get(name, b"") for name in sorted(wanted)}


def _kinds(parts: Mapping[str, bytes]) -> bytes:
    """List the pages of each kind by the names that Pagefind gives them in its results.

    Of a result it tells no more before its text is fetched, one request each, and its own
    filters come in another order each time. This is 5 bytes a page, packed.
    """
    kinds: dict[str, list[str]] = {}
    for name, held in _held(parts):
        if name.startswith("fragment/"):
            kinds.setdefault(_kind(name, held), []).append(PurePath(name).stem)
    return compact(kinds, order="sorted").encode()


def _held(parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts unpacked; one cut short would fail only in a reader's browser."""
    for name, data in parts.items():
        held = _unpacked(name, data)
        if not held:
            raise BriefingError(f"Pagefind did not hand over all of {name}; build again")
        yield name, held


def _kind(name: str, fragment: bytes) -> str:
    try:
        return str(json.loads(fragment)["meta"].get("kind", "page"))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BriefingError(f"Pagefind gave no readable {name}") from error


def _unpacked(name: str, data: bytes) -> bytes:
    """Return what a part holds, nothing if it is cut: a script has exports, the rest checksums."""
    if name == ENTRY:
        return data  # it was read already
    if name == "pagefind.js":
        return data if b"export{" in data else b""
    try:
        before, _, held = zlib.decompress(data, _GZIP).partition(_FRAGMENT)
    except zlib.error:
        return b""
    return b"" if before else held
