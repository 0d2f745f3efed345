"""Data as JSON, in the very bytes that Python's own ``json`` writes, but sooner.

That lays out what it indents in the interpreter; msgspec does it ten times as fast.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Order = Literal["sorted"] | None
"""The order of an object's keys: their own, or ``sorted``."""


def laid_out(data: Any, indent: int, order: Order = None) -> bytes:
    """Return data as a file of JSON.

    Numbers that are not whole are given as :func:`number`.
    """
    return msgspec.json.format(msgspec.json.encode(data, order=order), indent=indent) + b"\n"


def number(value: float) -> msgspec.Raw:
    """Return a number as Python writes it: ``1e-05``, for which msgspec has ``0.00001``."""
    return msgspec.Raw(repr(value).encode())


def compact(data: Any, order: Order = None) -> str:
    """Return data as JSON without spaces; a mapping of any kind is an object."""
    return msgspec.json.encode(data, enc_hook=dict, order=order).decode()
