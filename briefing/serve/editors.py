"""Links that open a text editor at a spot of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from briefing.errors import BriefingError

VARIABLE = "BRIEFING_EDITOR"
"""The variable of the environment that names an editor, or the form of its links."""

EDITORS: Mapping[str, str] = MappingProxyType(
    {
        "cursor": "cursor://file{path}:{line}:{column}",
        "idea": "idea://open?file={path}&line={line}&column={column}",
        "obsidian": "obsidian://open?path={path}",
        "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
        "vscode": "vscode://file{path}:{line}:{column}",
        "vscodium": "vscodium://file{path}:{line}:{column}",
        "zed": "zed://file{path}:{line}:{column}",
    }
)
"""The editors known by name. ``{path}`` begins with a slash on every system."""

# An address of a scheme of its own: what would run in the page, or load another, opens no editor.
_FORM = re.compile(r"(?!(?:javascript|data|blob|https?|file):)[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def form_of(wanted: str) -> str:
    """Return the form of the links of an editor, given by name or as such a form."""
    form = EDITORS.get(wanted.lower(), wanted)
    if form and not (_FORM.fullmatch(form) and "{path}" in form):
        known = ", ".join(EDITORS)
        raise BriefingError(
            f'{VARIABLE} is "{wanted}": it names one of {known}, or is an address with {{path}}'
        )
    return form


def link(form: str, file: Path, line: int, column: int) -> str:
    """Return the address that opens a file at a spot; without a form, nothing."""
    path = "/" + quote(file.as_posix().lstrip("/"), safe="/:")
    places = {"{path}": path, "{line}": str(line), "{column}": str(column)}
    for name, value in places.items():
        form = form.replace(name, value)
    return form
