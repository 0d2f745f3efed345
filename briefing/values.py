"""Frozen values as data: to be kept in a file, or sent to another process.

They are read as data of the program's own types alone: whoever can change the data can make
a page wrong, but run nothing.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, is_dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

UNREADABLE: tuple[type[Exception], ...] = (
    *(pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError),
    *(KeyError, TypeError, ValueError, OverflowError, MemoryError, RecursionError),
)

_PLAIN = {("markupsafe", "Markup"), (__name__, "_sealed")}


def _sealed(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a mapping that nobody can change, which pickle cannot name by itself."""
    return MappingProxyType(values)


class _Writer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _sealed, (dict(value),)
        if isinstance(value, Enum):
            return type(value), (value.value,)  # some versions of Python ask for ``getattr``
        return NotImplemented


class _Plain(_Writer):
    """Writes a value of ours as its kind and its fields, each thing as often as it stands there."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, protocol=5)
        self.fast = True  # no reference to what was written before

    def reducer_override(self, value: Any) -> Any:
        if names := _fields(type(value)):
            return type(value), tuple(getattr(value, name) for name in names)
        return super().reducer_override(value)


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a kind of value, none of any other type."""
    if kind not in _FIELDS:
        own = fields(kind) if is_dataclass(kind) else ()
        _FIELDS[kind] = tuple(field.name for field in own)
    return _FIELDS[kind]


class _Reader(pickle.Unpickler):
    """Reads values of the program's own types; anything else is no cache of ours."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith("briefing.") else None
        if not (is_dataclass(found) or (isinstance(found, type) and issubclass(found, Enum))):
            raise pickle.UnpicklingError(f"{module}.{name} is no kind of value")
        return found


def dump(value: object) -> bytes:
    """Return a value as data."""
    stream = io.BytesIO()
    _Writer(stream, protocol=5).dump(value)
    return stream.getvalue()


def plain(value: object) -> bytes | None:
    """Return a value as data to compare, ``None`` if it is none: equal data mean equal values.

    What stands in a value twice is written twice, whether or not it is one object.
    """
    stream = io.BytesIO()
    try:
        _Plain(stream).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None
    return stream.getvalue()


def load(data: bytes) -> Any:
    """Return the value of some data; raises one of ``UNREADABLE`` where they are none of ours."""
    return _Reader(io.BytesIO(data)).load()
