"""The JSON Schemas of what editors write, made from the one declaration of the fields.

One file for the front matter of each kind of page, one for each of the two YAML files.
Editors that know JSON Schema complete, explain and check fields by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from briefing.asjson import laid_out
from briefing.read.fields import shape_of
from briefing.read.kinds import KINDS, REFERENCE_FIELDS, SITE_FIELDS
from briefing.read.shapes import DEFINITIONS, KEY, Shape

FOLDER = "schemas"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, bytes]:
    """Return every schema by its path below a briefing's root."""
    return {f"{FOLDER}/{name}.schema.json": _bytes(schema) for name, schema in _schemas()}


def _schemas() -> Iterator[tuple[str, Shape]]:
    """Yield each schema under the name of what it describes."""
    for kind in KINDS.values():
        file = f"content/{kind.folder}/SLUG.md"
        yield kind.label.lower(), _schema(f"The front matter of {file}", shape_of(kind.fields))
    yield "site", _schema("content/site.yml", shape_of(SITE_FIELDS))
    works = {
        "type": ["object", "null"],
        "propertyNames": {"pattern": KEY},
        "additionalProperties": {"description": "A work.", **shape_of(REFERENCE_FIELDS)},
    }
    yield "references", _schema("content/references.yml", works)


def _schema(title: str, shape: Shape) -> Shape:
    """Return a whole schema, with the definitions that its shapes refer to."""
    head = {"$schema": _DRAFT, "title": title}
    referred = sorted(set(_referred(shape)))
    definitions = {name: DEFINITIONS[name] for name in referred}
    return {**head, **shape, **({"$defs": definitions} if definitions else {})}


def _referred(value: Any) -> Iterator[str]:
    """Yield the names of the definitions that a shape refers to."""
    if isinstance(value, Mapping):
        if "$ref" in value:
            yield value["$ref"].rpartition("/")[2]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _referred(item)


def _bytes(schema: Shape) -> bytes:
    return laid_out(schema, indent=2)
