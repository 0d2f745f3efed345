"""The search index of a site: the same bytes for the same pages, and all of them.

Pagefind numbers pages in the order in which it meets them. Left to walk the folder itself
it takes the file system's order, and another machine gets other bytes; so it is spoken to
as its own wrappers do (``--service``: base64 of JSON, a comma after each message) and given
the pages one by one, sorted. It hands the index back in memory: of it only what a page
loads is kept, which leaves out three user interfaces, a highlighter and a worker.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer
from time import monotonic
from typing import IO, Any

from briefing.diagnostics import BriefingError

FOLDER = "pagefind"
ENTRY = "pagefind-entry.json"
KINDS = "kinds.json"
_FRAGMENT = b"pagefind_dcd"

# The id of what is no heading, or of a heading that bears no name of the content.
_IDLE = re.compile(r'(<(?!h[1-6]\b[^>]* id="(?:term:)?[^":]*")[a-z][^>]*?) id="[^"]*"')


def search_index(
    files: Mapping[str, bytes],
    language: str,
    expected: int,
    *,
    command: Sequence[str] | None = None,
    timeout: float = 300.0,
) -> Mapping[str, bytes]:
    """Return the files of the index below ``pagefind/``; without pages, none.

    ``files`` are the site's by path, of which the pages are read; ``language`` is a BCP 47
    tag, ``expected`` the number of pages that are to be found, ``command`` stands in for the
    bundled Pagefind, ``timeout`` is in seconds.
    """
    if not expected:
        return {}
    reply = _converse(command or (_executable(),), _requests(files, language), timeout)
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
        text = _spare(files[path].decode())
        yield {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": text}
    yield {"type": "GetFiles", "index_id": 0}


def _spare(html: str) -> str:
    """Return a page with the ids alone to which results lead.

    Pagefind notes each id with the text behind it, and a reader fetches all that: of an
    article with an id at every name it was a third.
    """
    return _IDLE.sub(r"\1", html)


def _converse(
    command: Sequence[str], requests: Iterable[dict[str, object]], timeout: float
) -> Mapping[str, Any]:
    """Run Pagefind, put one request after the other and return the last reply."""
    clean = {k: v for k, v in os.environ.items() if not k.upper().startswith("PAGEFIND_")}
    deadline = monotonic() + timeout
    # It also reads pagefind.yml and its like from the working directory: give it an empty one.
    with TemporaryDirectory() as empty, TemporaryFile() as said:
        try:
            argv = [*command, "--service"]
            process = Popen(argv, stdin=PIPE, stdout=PIPE, stderr=said, cwd=empty, env=clean)
        except OSError as error:
            raise BriefingError(f"Pagefind cannot be run: {error.strerror or error}") from error
        watchdog = Timer(timeout, process.kill)
        watchdog.start()
        reply: Mapping[str, Any] = {}
        try:
            for number, request in enumerate(requests):
                reply = _ask(process, number, request)
        except (OSError, EOFError, ValueError, LookupError) as error:
            late = f"it did not finish within {timeout:g} seconds"
            reason = late if monotonic() >= deadline else _first_line(said) or str(error)
            raise BriefingError(f"Pagefind failed: {reason}") from error
        finally:
            watchdog.cancel()
            process.kill()  # it waits for more requests, or is past helping
            process.communicate()
    return reply


def _ask(process: Popen[bytes], number: int, request: dict[str, object]) -> Mapping[str, Any]:
    """Put one request and wait for its reply."""
    assert process.stdin and process.stdout
    message = json.dumps({"message_id": number, "payload": request})
    process.stdin.write(b64encode(message.encode()) + b",")
    process.stdin.flush()
    received = bytearray()
    while not received.endswith(b","):
        if not (some := process.stdout.read1()):  # type: ignore[attr-defined] # a BufferedReader
            raise EOFError("it ended without an answer")
        received += some
    payload: Mapping[str, Any] = json.loads(b64decode(received[:-1]))["payload"]
    if payload["type"] == "Error":
        raise ValueError(payload["message"])
    return payload


def _first_line(said: IO[bytes]) -> str:
    """Return the first line of what the program complained of, if it did."""
    said.seek(0)
    lines = (line.strip() for line in said.read().decode(errors="replace").splitlines())
    return next(filter(None, lines), "")


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
