"""The web manifest: what a browser needs that keeps the site at hand like a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from briefing.asjson import laid_out
from briefing.model import Settings
from briefing.render.bodies import shortened
from briefing.render.wording import direction

MANIFEST = "manifest.webmanifest"

_LONGEST = 30
_TOKENS = "assets/css/20-tokens.css"
_PAPER = re.compile(rb"--paper:\s*light-dark\(\s*(#[0-9a-fA-F]{3,8})\b")
_ICONS = (
    ("img/icon.svg", {"sizes": "any", "type": "image/svg+xml"}),
    ("img/icon-192.png", {"sizes": "192x192", "type": "image/png"}),
    ("img/icon-512.png", {"sizes": "512x512", "type": "image/png", "purpose": "maskable"}),
)


def webmanifest(
    settings: Settings, addresses: Mapping[str, str], templates: Mapping[str, bytes]
) -> bytes:
    """Return the manifest. It stands at the site's root, and every path in it is relative.

    ``addresses`` are those of the assets; its colour is the paper of the style sheets.
    """
    data = {
        "name": settings.title,
        "short_name": shortened(settings.title, _LONGEST),
        "description": settings.description or settings.tagline,
        "lang": settings.language,
        "dir": direction(settings.language),
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        **_colours(templates.get(_TOKENS, b"")),
        "icons": list(_icons(addresses)),
    }
    kept = {name: value for name, value in data.items() if value}
    return laid_out(kept, indent=2)


def _colours(tokens: bytes) -> Mapping[str, str]:
    """Return the colours of the frame and of the moment before a page is drawn."""
    paper = _PAPER.search(tokens)
    names = ("theme_color", "background_color")
    return dict.fromkeys(names, paper[1].decode()) if paper else {}


def _icons(addresses: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    for path, fields in _ICONS:
        if path in addresses:
            yield {"src": addresses[path], **fields}
