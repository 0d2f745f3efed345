"""Write what editing programs are set up with, from the one declaration of the fields.

Usage, when a field has changed:

    .venv/bin/python tools/editors.py

- .vscode/briefing.code-snippets: a starter for each kind of page, and what stands in them.
- content/.obsidian/types.json: what Obsidian's form shows for each field.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from briefing.read.fields import FLAG, PROSE, Field
from briefing.read.kinds import KINDS, REFERENCE_FIELDS, Kind

ROOT = Path(__file__).resolve().parent.parent
SNIPPETS = ".vscode/briefing.code-snippets"
TYPES = "content/.obsidian/types.json"

STARTERS = {
    "articles": "title source author publisher date url summary",
    "actors": "title kind aliases summary",
    "places": "title kind aliases summary coordinates part_of",
    "glossary": "title aliases summary",
    "events": "title date summary actors places",
    "pages": "title summary",
}
"""The fields that a new page begins with; the others are in docs/contract.md."""

Snippet = dict[str, Any]

WITHIN: Mapping[str, Snippet] = {
    "Link": {"prefix": "link", "body": "[[${1:slug}]]", "description": "A link to a page"},
    "Link with other words": {
        "prefix": "linkas",
        "body": "[[${1:slug}|${2:the words shown}]]",
        "description": "A link that shows other words",
    },
    "Plain word": {
        "prefix": "nolink",
        "body": "[[!${1:name}]]",
        "description": "A name that is not linked here",
    },
    "Citation": {"prefix": "cite", "body": "[@p${1:1}]", "description": "A cited passage"},
    "Citation of two": {
        "prefix": "cites",
        "body": "[@p${1:1}, p${2:2}]",
        "description": "Two cited passages",
    },
    "Citation of a work": {
        "prefix": "citework",
        "body": "[@${1:key}]",
        "description": "A work of content/references.yml",
    },
    "Citation with a reason": {
        "prefix": "citewhy",
        "body": "[@p${1:1} ~ ${2:why the sentence may stand}]",
        "description": "Accept what the check of the evidence objects to",
    },
    "Relation": {
        "prefix": "relation",
        "body": '- "${1:affiliate of} [[${2:slug}]] (${3:2014/2016}) [@p${4:1}]"',
        "description": "A line below relations: what, whom, when, evidence",
    },
    "Picture": {
        "prefix": "picture",
        "body": "![${1:what it shows}](../files/${2:name.jpg})",
        "description": "A picture below content/files/",
    },
}
"""What stands in the text of a page, or below ``relations:``."""


def files() -> Mapping[str, bytes]:
    """Return every file by its path below the root."""
    return {SNIPPETS: _bytes(dict(snippets())), TYPES: _bytes({"types": dict(types())})}


def snippets() -> Iterator[tuple[str, Snippet]]:
    """Yield the snippets by name."""
    for kind in KINDS.values():
        yield kind.label, starter(kind)
    for name, snippet in WITHIN.items():
        yield name, {"scope": "markdown", "include": ["**/content/*/*.md"], **snippet}
    stops = count(2)
    yield (
        "Reference",
        {
            "scope": "yaml",
            "include": ["**/content/references.yml"],
            "prefix": "reference",
            "body": ["${1:key}:", *(f"  {line(f, stops)}" for f in REFERENCE_FIELDS), "$0"],
            "description": "A work that pages cite by its key",
        },
    )


def starter(kind: Kind) -> Snippet:
    """Return the snippet of a new page: its fields in their order, then the text."""
    wanted, stops = STARTERS[kind.folder].split(), count(1)
    fields = (field for field in kind.fields if field.name in wanted)
    return {
        "scope": "markdown",
        "include": [f"**/content/{kind.folder}/*.md"],
        "prefix": kind.label.lower(),
        "body": ["---", *(line(field, stops) for field in fields), "---", "", "$0"],
        "description": f"A new file in content/{kind.folder}/",
    }


def line(field: Field, stops: Iterator[int]) -> str:
    """Return the line of a field: what must be given has a text to write over."""
    stop, shown = next(stops), field.shape
    words = [option["const"] for option in shown.get("oneOf", ()) if "const" in option]
    if words:
        return f"{field.name}: ${{{stop}|{','.join(words)}|}}"
    if field.type is PROSE:
        about = field.about.partition(",")[0]
        return f'{field.name}: "${{{stop}:{about}}} [@p${{{next(stops)}:1}}]"'
    if field.required:
        text = field.about if field.name == "title" else shown["examples"][0]
        return f'{field.name}: "${{{stop}:{text}}}"'
    return f"{field.name}: [${stop}]" if _is_list(field) else f"{field.name}: ${stop}"


def types() -> Iterator[tuple[str, str]]:
    """Yield each flat field with the type that it has in Obsidian."""
    fields = {field.name: field for kind in KINDS.values() for field in kind.fields}
    for name, field in sorted(fields.items()):
        if not _nests(field):
            yield name, _obsidian(field)


def _obsidian(field: Field) -> str:
    """Return Obsidian's type of a field; what is no plain day is no date to it."""
    if field.type is FLAG:
        return "checkbox"
    kinds = {"aliases": "aliases", "updated": "date"}
    return kinds.get(field.name, "multitext" if _is_list(field) else "text")


def _is_list(field: Field) -> bool:
    return any(option.get("type") == "array" for option in field.shape.get("oneOf", ()))


def _nests(field: Field) -> bool:
    return '"object"' in json.dumps(field.shape)


def _bytes(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


if __name__ == "__main__":
    for path, data in files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(data)
