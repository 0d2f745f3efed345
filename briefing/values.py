"""Frozen values as data: to be kept in a file, or sent to another process.

They are read as data of the program's own types alone: whoever can change the data can make
a page wrong, but run nothing.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from enum import Enum
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.msgpack import Encoder, Ext

UNREADABLE: tuple[type[Exception], ...] = (
    *(pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError),
    *(KeyError, TypeError, ValueError, OverflowError, MemoryError, RecursionError),
)

_PLAIN = {("markupsafe", "Markup"), ("msgspec._utils", "rebuild"), (__name__, "_sealed")}
_VALUES = (Struct, Enum)


def _sealed(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Return a mapping that nobody can change, which pickle cannot name by itself."""
    return MappingProxyType(values)


class _Ways(dict[type, Callable[[Any], Any]]):
    """How a value of each type is taken apart; all of ours need not be asked for theirs."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        if issubclass(kind, Struct):
            self[kind] = kind.__reduce__
        elif issubclass(kind, Enum):
            self[kind] = _by_value  # some versions of Python ask for ``getattr``
        elif issubclass(kind, str):
            self[kind] = _by_text
        else:
            raise KeyError(kind)
        return self[kind]


def _by_value(member: Enum) -> tuple[type, tuple[Any]]:
    return type(member), (member.value,)


def _by_text(text: str) -> tuple[type, tuple[str]]:
    return type(text), (str(text),)


_WAYS = _Ways({MappingProxyType: lambda mapping: (_sealed, (dict(mapping),))})


class _Reader(pickle.Unpickler):
    """Reads values of the program's own types; anything else is no cache of ours.

    A type is handed out as the call that makes a value of it: data may also say what attributes
    a thing is to have, and those of a type hold for the whole process.
    """

    def find_class(self, module: str, name: str) -> Any:
        own = module.startswith("briefing.") or (module, name) in _PLAIN
        found = super().find_class(module, name) if own else None
        if (module, name) in _PLAIN or (isinstance(found, type) and issubclass(found, _VALUES)):
            return type(found).__call__.__get__(found)
        raise pickle.UnpicklingError(f"{module}.{name} is no kind of value")


def dump(value: object) -> bytes:
    """Return a value as data."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=5)
    pickler.dispatch_table = _WAYS
    pickler.dump(value)
    return stream.getvalue()


def plain(value: object) -> bytes | None:
    """Return what a template sees of a value as data to compare, ``None`` if it is no value.

    A struct is its fields by their names. Text that is markup is told from text that is not.
    """
    try:
        return _SEEN.encode(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _seen(value: Any) -> object:
    """Return what is written of a value that MessagePack has no word for."""
    if isinstance(value, str):
        return Ext(_MARKUP, str(value).encode("utf-8", "surrogatepass"))
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise TypeError(type(value))


_MARKUP = 1
_SEEN = Encoder(enc_hook=_seen)


def load(data: bytes) -> Any:
    """Return the value of some data; raises one of ``UNREADABLE`` where they are none of ours."""
    return _Reader(io.BytesIO(data)).load()
