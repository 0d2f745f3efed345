"""What the browser is given: the site's files, pages with the preview's script, the state.

Everything is looked up in values in memory: a request can reach no file of the disk. All
here is pure.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote

from msgspec import Struct

from briefing.diagnostics import Diagnostic, Severity
from briefing.messages import excerpt
from briefing.render import urls
from briefing.render.assets import FOLDER
from briefing.serve.workshop import Scene

PLACE = "/-/"
"""Where the preview's own answers lie; no page can have this address."""

CLIENT = "preview.js"
STYLE = "preview.css"
BLANK = "blank.html"
"""The preview's own files, in ``templates/preview/``. ``BLANK`` is shown before there is a site."""

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".js": "text/javascript",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
        ".geojson": "application/geo+json",
        ".graphml": "application/xml",
        ".bib": "text/plain",
        ".ris": "text/plain",
        ".svg": "image/svg+xml",
    }
)
_SHEET = re.compile(rb'<link rel="stylesheet" href="([^"]*)"')
_MAIN = re.compile(rb"<main\b.*</main>", re.DOTALL)
_POLICY = re.compile(rb'(http-equiv="Content-Security-Policy" content="(?![^"]*connect-src)[^"]*)')
_RELATIVE = re.compile(rb'\b(href|src|data-search)="(?![/#]|[a-z][a-z0-9+.-]*:)(?:\./)?')
_HEAD_END = re.compile(rb"</head>|\Z")

Opener = Callable[[str, int, int], str]
"""Makes the address that opens an editor at (path, line, column); empty for none."""


class Answer(Struct, frozen=True):
    """An answer of the server; ``to`` is where the browser is sent instead."""

    status: int
    body: bytes
    kind: str
    lasting: bool = False
    to: str = ""


def answer(scene: Scene, path: str, tools: Mapping[str, bytes]) -> Answer:
    """Return what stands at a path, as a static host would answer; ``tools`` is the preview."""
    own = tools.get(path.removeprefix(PLACE)) if path.startswith(PLACE) else None
    if own is not None:
        return Answer(200, own, kind_of(path))
    if not scene.files:
        return Answer(503, _blank(tools), kind_of(BLANK))
    file = _file(scene, path)
    if file is None and _file(scene, f"{path}/"):
        return Answer(307, b"", "text/plain", to=quote(f"{path}/"))
    if file is None or file.endswith(".html"):
        page = page_at(scene, path)
        return Answer(200 if file else 404, _with_client(page), kind_of(BLANK))
    data = next(files[file] for files in _shelves(scene) if file in files)
    return Answer(200, data, kind_of(file), lasting=file.startswith(FOLDER))


def _blank(tools: Mapping[str, bytes]) -> bytes:
    """Return the page that is shown while there is no site: it counts as no page at all."""
    return re.sub(rb'(data-(?:seen|frame))="[^"]*"', rb'\1=""', _with_client(tools[BLANK]))


def page_at(scene: Scene, path: str) -> bytes:
    """Return the page that answers at a path as a build would write it; empty without a site.

    The page for what is not found answers in any folder, and without a ``base_url`` its
    addresses count from the top of the site, which here is known.
    """
    file = file_of_page(scene, path)
    page = scene.files.get(file, b"") if file.endswith(".html") else b""
    return _RELATIVE.sub(rb'\1="/', page) if file == urls.NOT_FOUND else page


def file_of_page(scene: Scene, path: str) -> str:
    """Return the file that answers at a path of the server, if need be that for a lost way."""
    return _file(scene, path) or urls.NOT_FOUND


def _file(scene: Scene, path: str) -> str | None:
    """Return the file of the site that stands at a path of the server.

    The page for what is not found holds addresses that begin where the site will stand.
    """
    for start in dict.fromkeys(("/", scene.base.rstrip("/") + "/")):
        if path.startswith(start):
            file = urls.output(path.removeprefix(start))
            if any(file in files for files in _shelves(scene)):
                return file
    return None


def _shelves(scene: Scene) -> tuple[Mapping[str, bytes], ...]:
    """Return where a file may stand, the newest first."""
    return scene.files, scene.search, scene.former


def kind_of(path: str) -> str:
    """Return the media type of a file by its ending; text is UTF-8."""
    ending = re.sub(r".*(?=\.)", "", path)
    kind = _TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def digest(page: bytes) -> str:
    """Return a name of a page's bytes, its style sheets aside: those are exchanged in place."""
    return hashlib.sha256(_SHEET.sub(b"", page)).hexdigest()[:16] if page else ""


def _frame(page: bytes) -> str:
    """Return a name of all of a page that lies around its main part."""
    return digest(_MAIN.sub(b"", page))


def _with_client(page: bytes) -> bytes:
    """Return a page that keeps itself up to date: one script more, which may ask the server.

    The script is told which page it stands in, as the server names it.
    """
    names = f'data-seen="{digest(page)}" data-frame="{_frame(page)}"'
    script = f'<script defer src="{PLACE}{CLIENT}" {names}></script>\n'.encode()
    allowed = _POLICY.sub(rb"\1; connect-src 'self'", page, count=1)
    end = _HEAD_END.search(allowed)
    spot = end.start() if end else len(allowed)
    return allowed[:spot] + script + allowed[spot:]


# --- the state ----------------------------------------------------------------------------------


def state(scene: Scene, path: str, opener: Opener) -> dict[str, object]:
    """Return what the page at a path has to know, as JSON: itself, its sheets, the mistakes."""
    page = page_at(scene, path)
    report = scene.report
    problems = [p for p in report.problems if p.severity is not Severity.NOTE] if report else []
    return {
        "page": digest(page),
        "frame": _frame(page),
        "sheets": [href.decode() for href in _SHEET.findall(page)],
        "search": scene.edition,
        "failed": scene.failed,
        "fault": scene.fault,
        "problems": [_told(p, report.texts, opener) for p in problems] if report else [],
    }


def _told(problem: Diagnostic, texts: Mapping[str, str], opener: Opener) -> dict[str, object]:
    """Return a mistake with the line of the file, parted where the caret stands."""
    position = problem.position
    found = excerpt(texts, position)
    return {
        "path": position.path,
        "line": position.line,
        "column": position.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "before": found.line[: found.caret] if found else "",
        "after": found.line[found.caret :] if found else "",
        "opens": opener(position.path, position.line, position.column),
    }
