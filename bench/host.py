"""Serve a folder on this machine as a static host does: compressed, cached, with its own 404."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

SQUEEZED = ("text/", "application/json", "application/xml", "image/svg+xml")
"""The types that hosts compress; everything else is sent as it is."""

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.folder / path.lstrip("/")
        if not file.resolve().is_relative_to(self.folder):
            self._answer(404, b"", "text/plain")
        elif file.is_dir() and not path.endswith("/"):
            self._answer(301, b"", "text/plain", Location=f"{path}/")
        else:
            file = file / "index.html" if file.is_dir() else file
            status, file = (200, file) if file.is_file() else (404, self.folder / "404.html")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._answer(status, file.read_bytes(), kind)

    def _answer(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        if kind.startswith(SQUEEZED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves a page hangs up; that is no error."""


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port of the loopback; yield the address, with a slash at its end."""
    handler = type("Handler", (_Handler,), {"folder": folder.resolve()})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
