"""A conversation with Pagefind's program, in the way of its own wrappers.

``--service``: base64 of JSON, a comma after each message. Requests are put one after the
other and replies are gathered meanwhile, so that Pagefind works on one page while the next
one is made.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Event, Thread
from time import monotonic
from typing import IO, Any

from msgspec.json import decode, encode

from briefing.errors import BriefingError

_SILENT = "it ended without an answer"


def converse(
    command: Sequence[str], requests: Iterable[dict[str, object]], timeout: float
) -> Mapping[str, Any]:
    """Run Pagefind, put one request after the other and return the last reply.

    ``timeout`` is how many seconds it may keep us waiting; what we do meanwhile ourselves,
    making the next request, does not count.
    """
    clean = {k: v for k, v in os.environ.items() if not k.upper().startswith("PAGEFIND_")}
    # It also reads pagefind.yml and its like from the working directory: give it an empty one.
    with TemporaryDirectory() as empty, TemporaryFile() as said:
        try:
            argv = [*command, "--service"]
            process = Popen(argv, stdin=PIPE, stdout=PIPE, stderr=said, cwd=empty, env=clean)
        except OSError as error:
            raise BriefingError(f"Pagefind cannot be run: {error.strerror or error}") from error
        line = _Line(process, timeout)
        try:
            return line.talk(requests)
        except _NoAnswerError as failure:
            late = f"it did not finish within {timeout:g} seconds"
            reason = late if line.late else _first_line(said) or str(failure)
            raise BriefingError(f"Pagefind failed: {reason}") from failure
        finally:
            line.hang_up()


class _NoAnswerError(Exception):
    """Pagefind gave no answer; an exception of another kind is not its fault."""


class _Line:
    """The line to a running process: one thread listens, one sees to it that we do not wait on."""

    def __init__(self, process: Popen[bytes], timeout: float) -> None:
        assert process.stdin and process.stdout
        self.late = False
        self._process, self._timeout = process, timeout
        self._to, self._from = process.stdin, process.stdout
        self._replies: SimpleQueue[bytes] = SimpleQueue()
        self._since: float | None = None
        self._over = Event()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        Thread(target=self._watch, daemon=True).start()

    def talk(self, requests: Iterable[dict[str, object]]) -> Mapping[str, Any]:
        """Put all requests, take the replies as they come, and return the last of these."""
        reply: Mapping[str, Any] = {}
        owed = 0
        for number, request in enumerate(requests):
            self._put({"message_id": number, "payload": request})
            owed += 1
            while not self._replies.empty():
                reply, owed = _payload(self._replies.get()), owed - 1
        while owed:
            with self._waiting():
                said = self._replies.get()
            reply, owed = _payload(said), owed - 1
        return reply

    def hang_up(self) -> None:
        """End the process, which waits for more requests or is past helping."""
        self._over.set()
        self._process.kill()
        self._listener.join()
        with suppress(OSError), self._process:
            pass  # waits for it and closes the pipes, of which one may hold what nobody read

    def _put(self, message: Mapping[str, object]) -> None:
        data = b64encode(encode(message)) + b","
        try:
            with self._waiting():
                self._to.write(data)
                self._to.flush()
        except OSError as error:
            raise _NoAnswerError(_SILENT) from error

    def _listen(self) -> None:
        """Gather the replies, and after the last one an empty one."""
        received = bytearray()
        while some := self._from.read1():  # type: ignore[attr-defined] # a BufferedReader
            *ends, rest = some.split(b",")
            for end in ends:
                self._replies.put(bytes(received + end))
                received.clear()
            received += rest
        self._replies.put(b"")

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self._since = monotonic()
        try:
            yield
        finally:
            self._since = None

    def _watch(self) -> None:
        while not self._over.wait(min(1.0, self._timeout / 4)):
            since = self._since
            if since is not None and monotonic() - since > self._timeout:
                self.late = True
                self._process.kill()
                return


def _payload(said: bytes) -> Mapping[str, Any]:
    """Return what a reply holds."""
    if not said:
        raise _NoAnswerError(_SILENT)
    try:
        payload: Mapping[str, Any] = decode(b64decode(said))["payload"]
        complaint = payload["message"] if payload["type"] == "Error" else ""
    except (ValueError, LookupError, TypeError) as error:
        raise _NoAnswerError(f"its answer cannot be read ({error})") from error
    if complaint:
        raise _NoAnswerError(complaint)
    return payload


def _first_line(said: IO[bytes]) -> str:
    """Return the first line of what the program complained of, if it did."""
    said.seek(0)
    lines = (line.strip() for line in said.read().decode(errors="replace").splitlines())
    return next(filter(None, lines), "")
