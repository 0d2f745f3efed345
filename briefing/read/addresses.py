"""What an address on the web looks like."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WEB_ADDRESS = re.compile(r"https?://[^\s/\\<>\"?#]+(?:[/?#][^\s\\<>\"]*)?", re.IGNORECASE)


def is_web_address(text: str, *, base: bool = False) -> bool:
    """Say whether a text is an address on the web; a base has neither query nor anchor."""
    try:
        whole = bool(urlsplit(text).hostname)
    except ValueError:
        return False
    return bool(
        whole
        and _WEB_ADDRESS.fullmatch(text)
        and text.isprintable()
        and not base & bool({*"?#"} & {*text})
    )
