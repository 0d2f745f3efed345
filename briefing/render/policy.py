"""What a page may load and run: one policy, said in each page and in the hosts' headers.

Everything comes from the site itself. The one script that stands in a page is known by its
digest, which is taken from the very text that the page holds, so that the two cannot part.
"""

from __future__ import annotations

import base64
import hashlib

from markupsafe import Markup

from briefing.render.assets import FOLDER

HEADERS = "_headers"

THEME = Markup(
    'try{let t=localStorage["briefing:theme"];'
    'if(t=="dark"||t=="light")document.documentElement.dataset.theme=t}catch{}'
)
"""Sets the theme that the reader chose before the first line is drawn."""

REFERRER = "strict-origin-when-cross-origin"

# Only features that every engine knows: an unknown one is complained of in the console.
_NO_DEVICES = ", ".join(f"{name}=()" for name in ("camera", "geolocation", "microphone", "usb"))
_SEARCH = "'wasm-unsafe-eval' "
_A_YEAR = 365 * 24 * 60 * 60


def policy(*, searchable: bool) -> str:
    """Return the content security policy of every page.

    The search alone asks for more: it fetches its index and runs WebAssembly. What only a
    header may say is not in it: a page that says it is complained of in the console.
    """
    digest = base64.b64encode(hashlib.sha256(THEME.encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {_SEARCH if searchable else ''}'sha256-{digest}'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'" if searchable else "",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items() if sources)


def headers(*, searchable: bool) -> bytes:
    """Return the file that Netlify and Cloudflare Pages read: a path, and headers below it.

    Paths count from the root of what is deployed, which is the folder of the site.
    """
    site = {
        "Content-Security-Policy": f"{policy(searchable=searchable)}; frame-ancestors 'none'",
        "Permissions-Policy": _NO_DEVICES,
        "Referrer-Policy": REFERRER,
        "X-Content-Type-Options": "nosniff",
    }
    assets = {"Cache-Control": f"public, max-age={_A_YEAR}, immutable"}
    return (_block("/*", site) + _block(f"/{FOLDER}*", assets)).encode()


def _block(path: str, fields: dict[str, str]) -> str:
    return "".join([f"{path}\n", *(f"  {name}: {value}\n" for name, value in fields.items())])
