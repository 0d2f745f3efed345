"""The program's own templates, compiled, beside its own bytecode.

Whoever can write there can change the program itself, so no door is opened that was shut. A
briefing's own templates are never kept: nobody who writes a briefing writes there.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

from briefing.read.files import bundled_templates

_DIGEST = 32  # bytes of SHA-256


def kept(name: str) -> bytes:
    """Return what is kept for a template, nothing if it is not whole."""
    try:
        data = _file(name).read_bytes()
    except (OSError, NotImplementedError):
        return b""
    digest, rest = data[:_DIGEST], data[_DIGEST:]
    return rest if hashlib.sha256(rest).digest() == digest else b""


def keep(name: str, source: str, data: bytes) -> None:
    """Keep what a template was compiled to, if it is the program's own and that is possible.

    There is one file for each template, so what is kept of an older one makes room.
    """
    if sys.dont_write_bytecode:
        return
    try:
        if (bundled_templates() / name).read_bytes() == source.encode():
            _replace(_file(name), hashlib.sha256(data).digest() + data)
    except (OSError, NotImplementedError):
        return  # as Python does without a place for its bytecode


def _file(name: str) -> Path:
    """Return where a template is kept: where Python keeps the program, under a name of its own."""
    module = Path(__file__).parent.parent / f"template.{name.replace('/', '.')}.py"
    return Path(cache_from_source(str(module))).with_suffix(".jinja")


def _replace(file: Path, data: bytes) -> None:
    """Write a file that is there as a whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
