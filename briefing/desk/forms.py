"""A front matter as a form: the fields that are filled in, and the others as remarks.

Everything that is said of a field comes from the one declaration in ``read/kinds.py``: a
field that is added there shows up here by itself.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from briefing.read.fields import Field

WIDTH = 96
"""How many characters a line of remarks has at most."""

# Plain text that no reader of YAML takes for anything but a text.
_PLAIN = re.compile(r"[^\W\d_][\w’.-]*(?: [\w’.()-]+)*")
_WORDS = frozenset("y n yes no on off true false null".split())
# What turns the direction of writing, and what ends a line elsewhere: no remark may hold it.
_UNQUOTABLE = re.compile(
    "[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


class Given(Struct, frozen=True):
    """A value for a field, as JSON has it, and remarks on how it was come by."""

    value: Any
    remarks: tuple[str, ...] = ()


def filled(fields: Sequence[Field], given: Mapping[str, Given]) -> Iterator[str]:
    """Yield the lines of the given fields in the order declared, each with what it means."""
    for field in fields:
        if field.name in given:
            entry = given[field.name]
            yield ""
            yield from remarks(_said(field), *entry.remarks)
            yield from _lines(field.name, entry.value)


def others(fields: Sequence[Field], given: Mapping[str, Given], what: str) -> Iterator[str]:
    """Yield the lines of the fields that are not given, each with an example, as remarks."""
    left = [field for field in fields if field.name not in given]
    if left:
        yield ""
        yield from remarks(f"What else {what} may say. To use a field, delete the # before it:")
    for field in left:
        yield ""
        yield from remarks(_said(field))
        yield f"#{field.name}:{_example(field)}"


def remarks(*texts: str) -> Iterator[str]:
    """Yield remarks, each broken into lines that are not too long; none holds a control."""
    for text in texts:
        one = " ".join(_UNQUOTABLE.sub(" ", text).split())
        later = " " * (len(text) - len(text.lstrip()) + 2)
        first = later[2:]
        broken = textwrap.wrap(
            one, WIDTH - 2, initial_indent=first, subsequent_indent=later if first else "",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        yield from (f"# {line}" for line in broken)


def _example(field: Field) -> str:
    """Return a value that a field may have, behind a space; nothing where none is known."""
    known = [*field.shape.get("examples", ()), *options(field)]
    return f" {flow(known[0])}" if known else ""


def _said(field: Field) -> str:
    """Say what a field is, and what may be chosen for it."""
    words = options(field)
    choices = f": {', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else ""
    return f"{field.about}{choices}{' (required)' if field.required else ''}"


def options(field: Field) -> list[str]:
    """Return the words that a field offers for choice, in the order declared."""
    known: Sequence[Mapping[str, Any]] = field.type.shape.get("oneOf", ())
    return [option["const"] for option in known if "const" in option]


# --- YAML -------------------------------------------------------------------------------------


def scalar(text: str) -> str:
    """Return a text as YAML, in quotes wherever it could be taken for something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    match value:
        case str():
            return scalar(value)
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
        case Sequence():
            return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


def _lines(name: str, value: Any) -> Iterator[str]:
    """Yield a field with its value, a list or a group one item a line."""
    match value:
        case str() | bool():
            yield f"{name}: {flow(value)}"
        case Mapping():
            yield f"{name}:"
            yield from (f"  {key}: {flow(item)}" for key, item in value.items())
        case Sequence():
            yield f"{name}:"
            yield from (f"  - {flow(item)}" for item in value)
        case _:
            yield f"{name}: {flow(value)}"
