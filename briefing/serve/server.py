"""The server: answers from memory, on this machine alone, and tells open pages of changes."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from briefing.errors import BriefingError
from briefing.serve.showing import PLACE, Opener, answer, file_of_page, state
from briefing.serve.workshop import Workshop

HOST = "127.0.0.1"
PORT = 8000
_NEXT = 10  # ports that are tried after the first
_A_YEAR = 365 * 24 * 60 * 60


class Bell:
    """Wakes all who wait whenever it is rung, from whichever thread; once closed, at once."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self.closed = False

    def hang(self) -> None:
        """Belong to the loop that is running; before that nobody can wait."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Wake all who wait now."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """Wake all for the last time."""
        self.closed = True
        self._wake()

    def next(self) -> asyncio.Event:
        """Return what will be set when the bell is rung next."""
        return self._rung

    def _wake(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()


def application(
    shop: Workshop, bell: Bell, tools: Mapping[str, bytes], opener: Opener
) -> Starlette:
    """Return the web application that shows what a workshop has at that moment."""

    def told(path: str) -> dict[str, object]:
        scene = shop.scene
        shop.look(file_of_page(scene, path))
        return state(scene, path, opener)

    async def file(request: Request) -> Response:
        found = answer(shop.scene, request.scope["path"], tools)
        query = f"?{request.url.query}" if request.url.query else ""
        keep = f"max-age={_A_YEAR}, immutable" if found.lasting else "no-store"
        fields = {"Cache-Control": keep, **_GUARDS}
        if found.to:
            fields["Location"] = found.to + query
        return Response(found.body, found.status, fields, found.kind)

    async def now(request: Request) -> Response:
        path = _asked_of(request)
        return JSONResponse(told(path), headers=_UNKEPT)

    async def events(request: Request) -> Response:
        path = _asked_of(request)
        stream = _events(lambda: told(path), bell, request)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_UNKEPT)

    routes = [
        Route(f"{PLACE}events", events, methods=["GET"]),
        Route(f"{PLACE}state", now, methods=["GET"]),
        Route("/{path:path}", file, methods=["GET"]),
    ]
    # A page of another host, whose name was made to lead to this machine, must not read here.
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)
    return Starlette(routes=routes, middleware=[guard])


_GUARDS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
_UNKEPT = {"Cache-Control": "no-store", **_GUARDS}


def _asked_of(request: Request) -> str:
    """Return the path of the page that asks, which it gives as its address has it."""
    return unquote(request.query_params.get("page", "/"))


async def _events(
    told: Callable[[], dict[str, object]], bell: Bell, request: Request
) -> AsyncIterator[str]:
    """Yield the state, and the new one each time that it is another, while somebody listens."""
    yield "retry: 500\n\n"
    last = ""
    while not bell.closed and not await request.is_disconnected():
        rung = bell.next()
        text = json.dumps(told())
        if text != last:
            yield f"data: {text}\n\n"
        last = text
        await rung.wait()


# --- running ------------------------------------------------------------------------------------


def listening(port: int | None) -> socket.socket:
    """Return a socket on this machine alone: at that port, or without one at the next free."""
    tried = [PORT + more for more in range(_NEXT + 1)] if port is None else [port]
    reason = ""
    for number in tried:
        try:
            return socket.create_server((HOST, number))
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
    which = f"port {tried[0]}" if port is not None else f"none of the ports {PORT} to {tried[-1]}"
    verb = "cannot be used" if port is not None else "can be used"
    raise BriefingError(f"{which} {verb}: {reason} (--port names another)")


def run(application: Starlette, door: socket.socket, bell: Bell) -> int:
    """Serve until a signal comes, and return its number; nothing that runs delays the end."""
    config = uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, bell)
    asyncio.run(server.serve(sockets=[door]))
    return server.signal


class _Server(uvicorn.Server):
    """A server that opens the bell, and ends the streams, which would never end by themselves."""

    def __init__(self, config: uvicorn.Config, bell: Bell) -> None:
        super().__init__(config)
        self._bell = bell
        self.signal = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._bell.hang()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._bell.close()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: object) -> None:
        """Note the signal; what follows from it is for the caller to say."""
        self.signal = sig
        self.should_exit = True
