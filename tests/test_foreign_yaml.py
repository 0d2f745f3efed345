"""The YAML test suite: each of its cases is read as PyYAML composes it, or refused.

A front matter is a small part of YAML. What is no error there may be one here (anchors, tags,
a second document, a list at the top); but whatever is read is what the suite says it is, as far
as PyYAML, which reads YAML 1.1, agrees with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefing.diagnostics import Diagnostic
from briefing.model import SourceFile
from briefing.read.frontmatter import split
from briefing.read.scalars import Scalar
from briefing.read.yamltree import Mapping, Node, Sequence, parse_yaml

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "yaml-test-suite.json").read_text("utf-8")
)


ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "\\": "\\"}
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser that reads front matters, too; the one in Python reads some odd cases otherwise."""


def ours(node: Node | None) -> Any:
    """Return a tree as tuples: (kind, …), each scalar as its text."""
    match node:
        case Mapping(pairs=pairs):
            return ("map", *((ours(key), ours(value)) for key, value in pairs))
        case Sequence(items=items):
            return ("seq", *map(ours, items))
        case Scalar(text=text):
            return ("text", text)
        case _:
            return None


def composed(node: yaml.Node | None) -> Any:
    match node:
        case yaml.MappingNode(value=pairs):
            return ("map", *((composed(key), composed(value)) for key, value in pairs))
        case yaml.SequenceNode(value=items):
            return ("seq", *map(composed, items))
        case yaml.ScalarNode(value=text):
            return ("text", text)
        case _:
            return None


def told(tree: str) -> Any:
    """Return what the suite says of a case, without its tags and anchors."""
    events = iter(tree.splitlines())

    def node(line: str) -> Any:
        form = line.split(" ", 1)[0]
        if form == "=VAL":
            rest = line[5:]
            while rest[:1] in "&<":
                rest = rest.partition(" ")[2]
            text = rest[1:]
            return ("text", re.sub(r"\\(.)", lambda sign: ESCAPES[sign[1]], text))
        if form == "=ALI":
            return ("alias",)
        end = "-MAP" if form == "+MAP" else "-SEQ"
        return (
            ("map", *_pairs(node, inner(end))) if end == "-MAP" else ("seq", *map(node, inner(end)))
        )

    def inner(end: str) -> Iterator[str]:
        for line in events:
            if line.strip() == end:
                return
            yield line.strip()

    for line in events:
        if line.strip()[:4] in ("=VAL", "+MAP", "+SEQ", "=ALI"):
            return node(line.strip())
    return None


def _pairs(node: Any, lines: Iterator[str]) -> Iterator[Any]:
    for line in lines:
        key = node(line)
        yield key, node(next(lines))


def pyyaml(text: str) -> Any:
    """Return what PyYAML composes, or the word "refused"."""
    try:
        nodes = list(yaml.compose_all(text, Loader=LOADER))
    except yaml.YAMLError:
        return "refused"
    return composed(nodes[0]) if len(nodes) == 1 else "refused" if nodes else None


def aliased(text: str) -> bool:
    try:
        events = list(yaml.parse(text, Loader=LOADER))
    except yaml.YAMLError:
        return False
    return any(isinstance(e, yaml.AliasEvent) or getattr(e, "anchor", None) for e in events)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_is_read_as_it_is_meant_or_refused(case: dict[str, Any]) -> None:
    text = case["yaml"].replace("\r\n", "\n").replace("\r", "\n")
    node, problems = parse_yaml(text, "f")
    lines = text.split("\n")
    for problem in problems:
        assert problem.message
        assert 1 <= problem.position.line <= len(lines)
        assert 1 <= problem.position.column <= len(lines[problem.position.line - 1]) + 1
    if problems:
        return
    assert ours(node) == pyyaml(text)
    # PyYAML reads an older YAML than the suite is of; where both agree we do.
    if case["tree"] and not case["fail"] and pyyaml(text) == told(case["tree"]):
        assert ours(node) == told(case["tree"])
    assert not aliased(text)


def errors(text: str) -> list[Diagnostic]:
    return [found for found in parse_yaml(text, "f")[1] if found.severity == "error"]


def test_most_of_what_a_front_matter_may_meet_is_read() -> None:
    """Nothing is refused without a reason: only what PyYAML, or one of our rules, refuses."""
    read = [case for case in CASES if not errors(case["yaml"])]
    assert len(read) > 150
    for case in CASES:
        text = case["yaml"]
        if case not in read and pyyaml(text) != "refused":
            (*_, last) = errors(text)
            assert last.code in ("yaml-syntax", "duplicate-key", "encoding"), case["id"]
            own = ("anchors", "tag", "second document", "field name", "twice", "control character")
            assert any(word in last.message for word in own), (case["id"], last)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_as_a_front_matter_ends_in_no_traceback(case: dict[str, Any]) -> None:
    problems: list[Any] = []
    parts = split(SourceFile("f", f"---\n{case['yaml']}\n---\nBody\n"), problems.append)
    assert parts is not None
    parse_yaml(parts.head, "f")
