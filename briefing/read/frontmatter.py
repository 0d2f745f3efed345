"""A Markdown file's head is split off and read; its body keeps the file's line numbers."""

from __future__ import annotations

from msgspec import Struct

from briefing.diagnostics import Position, problem
from briefing.model import SourceFile
from briefing.read import yamltree
from briefing.read.fields import Field, Report, Values, read_fields
from briefing.read.yamltree import parse_yaml

FENCE = "---"


class Split(Struct, frozen=True):
    """A file's head as YAML text, and its body with the head's lines left blank."""

    head: str
    body: str


def split(file: SourceFile, report: Report) -> Split | None:
    """Part the front matter from the body, or report that there is none."""
    lines = file.text.split("\n")
    if lines[0].rstrip() != FENCE:
        hint = "the file begins with ---, fields such as title:, and --- again"
        report(problem("yaml-syntax", Position(file.path), "there is no front matter", hint))
        return None
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == FENCE), None)
    if end is None:
        message = "the front matter is not closed"
        report(problem("yaml-syntax", Position(file.path), message, "end it with a line of ---"))
        return None
    return Split("\n".join(lines[:end]) + "\n", "\n" * (end + 1) + "\n".join(lines[end + 1 :]))


def read_mapping(text: str, path: str, fields: tuple[Field, ...], report: Report) -> Values | None:
    """Read YAML whose top level is a group of fields; ``None`` if it is not even that."""
    node, problems = parse_yaml(text, path)
    for found in problems:
        report(found)
    if isinstance(node, yamltree.Mapping):
        return read_fields(node, fields, report)
    if not problems:
        hint = "each line is a field name, a colon and its value"
        where = node.position if node else Position(path)
        report(problem("wrong-type", where, "there are no fields here", hint))
    return None
