"""What JSON Schema (draft 2020-12) says of each type of field.

A schema sees a value as YAML 1.2 means it, where ``2016`` is a number and ``true`` no text.
The readers take every single value for the text that was written. So a shape lets pass what
the readers take for a text. The law between the two, which ``tests/test_schemas.py`` holds:

- What a shape refuses, the reader refuses too, an empty text in the place of a value aside.
- What a shape lets pass, the reader takes, but for what no pattern can know: how a number
  was written, the length of a February, the end of an interval before its start.

The patterns mean the same to ECMAScript and to Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from briefing.read.units import UNITS

Shape = Mapping[str, Any]

_NULL = "null"

TEXT: Shape = {"type": ["string", "number", "boolean"]}

_TRUE = r"[Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]"
_FALSE = r"[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff]"

FLAG: Shape = {
    "type": ["boolean", "string"],
    "pattern": f"^(?:{_TRUE}|{_FALSE})$",
    "examples": [True],
}

# --- dates ------------------------------------------------------------------------------------

_YEAR = r"(?!-0000)-?[0-9]{4}"
_MONTH = r"(?:0[1-9]|1[0-2]|2[1-4])"
_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_HOUR = r"(?:[01][0-9]|2[0-3])"
_TIME = rf"T{_HOUR}:[0-5][0-9]:[0-5][0-9](?:Z|[+-]{_HOUR}(?::[0-5][0-9])?)?"
_CLEAR = rf"(?:Y-?[1-9][0-9]{{4,14}}|{_YEAR}(?:-(?:{_DAY}|{_MONTH}))?)[?~%]?"
_MASKED = rf"(?:-?[0-9]{{2}}[0-9X]X|{_YEAR}-(?:{_MONTH}|XX)(?:-XX)?)[?~%]?"
_INTERVAL = rf"{_CLEAR}/(?:\.\.|{_CLEAR})|\.\./{_CLEAR}"

DATE: Shape = {
    "type": ["string", "integer"],
    "pattern": rf"^\s*(?:{_CLEAR}|{_MASKED}|{_YEAR}-{_DAY}{_TIME}|{_INTERVAL})\s*$",
    "minimum": -9999,
    "maximum": 9999,
    "examples": ["2016-03-18", "2016-03", "2015/2016", "2017?"],
}

# --- coordinates --------------------------------------------------------------------------------

_LATITUDE = r"\s*[+-]?0*(?:90(?:\.0+)?|[0-8]?[0-9](?:\.[0-9]+)?)\s*"
_LONGITUDE = r"\s*[+-]?0*(?:180(?:\.0+)?|(?:1[0-7][0-9]|[0-9]{1,2})(?:\.[0-9]+)?)\s*"


def _degrees(pattern: str, most: int) -> Shape:
    bounds = {"minimum": -most, "maximum": most}
    return {"type": ["number", "string"], **bounds, "pattern": f"^{pattern}$"}


COORDINATES: Shape = {
    "oneOf": [
        {
            "type": "array",
            "prefixItems": [_degrees(_LATITUDE, 90), _degrees(_LONGITUDE, 180)],
            "items": False,
            "minItems": 2,
        },
        {"type": "string", "pattern": f"^{_LATITUDE},{_LONGITUDE}$"},
    ],
    "examples": [[31.2, 16.6], "31.2, 16.6"],
}

# --- the web, prose, relations, codes -------------------------------------------------------------

_HOST = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/\\<>\"?#]+"

URL: Shape = {
    "type": "string",
    "pattern": rf"{_HOST}(?:[/?#][^\s\\<>\"]*)?$",
    "examples": ["https://example.org/article"],
}
BASE_URL: Shape = {
    "type": "string",
    "pattern": rf"{_HOST}(?:/[^\s\\<>\"?#]*)?$",
    "examples": ["https://example.org/briefing/"],
}

LANGUAGE: Shape = {
    "type": "string",
    "pattern": r"^\s*[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\s*$",
    "examples": ["en", "fr-CA"],
}

RELATION: Shape = {
    "type": "string",
    "pattern": r"\S[\s\S]*(?:\[\[[^\[\]]|\]\(|<)",
    "examples": ["affiliate of [[islamic-state]] (2014/2016) [@p4]"],
}

UNIT: Shape = {"$ref": "#/$defs/unit"}

DEFINITIONS: Mapping[str, Shape] = MappingProxyType(
    {
        "unit": {
            "description": "A code of Natural Earth’s countries and territories.",
            "enum": sorted(UNITS),
        }
    }
)
"""What shapes refer to, by its name under ``$defs``."""

KEY = r"^(?!p[0-9]+$)[^\s!-*,/:-@\[-^`{-~]+$"
"""A key of ``references.yml``: letters, digits and ``. + - _``, and not ``p3``."""

# --- made of others -------------------------------------------------------------------------------


def one_of(options: Mapping[str, str]) -> Shape:
    """Return the shape of one of a few words, each with what it means."""
    return {"oneOf": [{"const": word, "description": about} for word, about in options.items()]}


def listed(shape: Shape) -> Shape:
    """Return the shape of a list, or of one value in its place; gaps are passed over."""
    bare = {key: value for key, value in shape.items() if key != "examples"}
    return {"oneOf": [bare, {"type": "array", "items": optional(bare)}]}


def grouped(properties: Mapping[str, Shape], required: Iterable[str]) -> Shape:
    """Return the shape of a group of known fields."""
    shape = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**shape, "required": list(required)}


def keyed(shape: Shape) -> Shape:
    """Return the shape of a group whose keys are free."""
    return {"type": "object", "additionalProperties": optional(shape)}


def described(shape: Shape, about: str, examples: tuple[Any, ...], *, required: bool) -> Shape:
    """Return the shape of a field: with its description, its examples, and what may be empty."""
    known = list(examples) or shape.get("examples", [])
    bare = {key: value for key, value in shape.items() if key != "examples"}
    told = {"description": f"{about[0].upper()}{about[1:]}."} | _some("examples", known)
    return told | dict(_filled(bare) if required else optional(bare))


def _some(key: str, values: list[Any]) -> dict[str, Any]:
    return {key: values} if values else {}


def optional(shape: Shape) -> Shape:
    """Return a shape that also lets nothing pass: a field without its value is not given."""
    if "oneOf" in shape:
        return {**shape, "oneOf": [*shape["oneOf"], {"type": _NULL}]}
    if "type" not in shape:
        return {"oneOf": [shape, {"type": _NULL}]}
    types = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    return {**shape, "type": [*types, _NULL]}


def _filled(shape: Shape) -> Shape:
    """Return a shape that an empty text or an empty list does not have."""
    if "oneOf" in shape:
        return {**shape, "oneOf": [_filled(option) for option in shape["oneOf"]]}
    if shape.get("type") == "array":
        return {"minItems": 1, **shape}
    return {"pattern": r"\S", **shape} if "string" in shape.get("type", ()) else shape
