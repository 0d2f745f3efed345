"""YAML as a tree of texts with positions.

Every scalar stays the text that the editor wrote and the field decides what it means, so
``no``, ``010``, ``12:30`` and dates survive. What no front matter needs and what makes
YAML dangerous is refused with its position: duplicate keys, anchors, aliases, tags, and
nesting past ``MAX_DEPTH``. Built from PyYAML's events, which carry line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from briefing.diagnostics import Diagnostic, Position, problem

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. ``raw`` is how it stands in the file, from ``position`` on."""

    text: str
    position: Position
    raw: str
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether the value was left out: nothing, ``~`` or ``null``."""
        return self.plain and self.text in ("", "~", "null")

    def at(self, offset: int) -> Position:
        """Return where the character at ``offset`` of the text stands in the file.

        The text is followed through its raw form, past quotes, escapes and line breaks.
        """
        where = -1
        for character in self.text[: offset + 1]:
            found = self.raw.find(character, where + 1)
            if character == " ":
                found = _first_space(self.raw, where + 1)
            where = found if found >= 0 else where
        return _advance(self.position, self.raw[: max(where, 0)])


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in written order, each key once."""

    pairs: tuple[tuple[Scalar, Node], ...]
    position: Position


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """YAML that is well formed and still not taken."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def parse_yaml(text: str, path: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read one YAML document; ``None`` stands for one that is empty or broken."""
    reader = _Reader(text, path)
    try:
        return reader.document(), tuple(reader.problems)
    except _RefusedError as refused:
        return None, (*reader.problems, refused.diagnostic)
    except yaml.MarkedYAMLError as error:
        return None, (*reader.problems, _syntax(error, path))
    except (yaml.YAMLError, RecursionError) as error:
        message = str(error).splitlines()[0]
        return None, (*reader.problems, problem("yaml-syntax", Position(path), message))


def _syntax(error: yaml.MarkedYAMLError, path: str) -> Diagnostic:
    """Turn PyYAML's complaint into a diagnostic with the likeliest remedy."""
    mark = error.problem_mark or error.context_mark
    position = Position(path, mark.line + 1, mark.column + 1) if mark else Position(path)
    message = error.problem or error.context or "this is not YAML"
    return problem("yaml-syntax", position, message, _remedy(message))


def _remedy(message: str) -> str:
    """Guess what an editor should do about a syntax error."""
    remedies = {
        "mapping values are not allowed": 'a text with ": " in it needs quotes around it',
        "cannot start any token": "a text that begins with this character needs quotes around it",
        "could not find expected ':'": "each line is a field name, a colon and its value",
        "did not find expected <document start>": "quotes must go around the whole text",
        "did not find expected key": "check the indentation and the quotes of this line",
        "did not find expected ',' or ']'": "a list in brackets needs commas and a closing one",
        "unexpected end of stream": "a quote is opened and not closed",
        "tab": "indent with spaces, not tabs",
    }
    return next((remedy for part, remedy in remedies.items() if part in message), "")


class _Reader:
    """Builds nodes from the stream of events, noting what may be passed over."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
        self.problems: list[Diagnostic] = []

    def document(self) -> Node | None:
        """Read the first document of the stream."""
        for event in self.events:
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                break
        if isinstance(event, yaml.StreamEndEvent):
            return None
        node = self.node(event, 0)
        next(self.events)  # the document's end
        rest = next(self.events)
        if isinstance(rest, yaml.DocumentStartEvent):
            raise self.refusal(rest, "a second document begins here", "remove the --- line")
        return node

    def node(self, event: Any, depth: int) -> Node:
        """Read the node that begins with ``event``."""
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.refusal(event, "YAML anchors and aliases (& and *) are not taken")
        if event.tag is not None and event.tag != "!":
            raise self.refusal(event, f'the YAML tag "{event.tag}" is not taken')
        if depth > MAX_DEPTH:
            raise self.refusal(event, f"nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(depth)), self.position(event))
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(tuple(self.pairs(depth)), self.position(event))
        raw = self.text[event.start_mark.index : event.end_mark.index]
        return Scalar(event.value, self.position(event), raw, event.implicit[0])

    def items(self, depth: int) -> Iterator[Node]:
        """Yield the nodes of a sequence up to its end."""
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.node(event, depth + 1)

    def pairs(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        """Yield the keys and values of a mapping, each key once."""
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self.node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self.refusal(event, "a field name must be plain text")
            value = self.node(next(self.events), depth + 1)
            if key.text in lines:
                self.problems.append(_duplicate(key, lines[key.text]))
                continue
            lines[key.text] = key.position.line
            yield key, value

    def position(self, event: Any) -> Position:
        """Return where an event begins."""
        return Position(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def refusal(self, event: Any, message: str, hint: str = "write the text out") -> _RefusedError:
        """Make the exception for something that is not taken."""
        return _RefusedError(problem("yaml-syntax", self.position(event), message, hint))


def _duplicate(key: Scalar, line: int) -> Diagnostic:
    return problem(
        "duplicate-key",
        key.position,
        f'"{key.text}" is given twice, first on line {line}',
        "keep one of the two",
    )


def _first_space(raw: str, start: int) -> int:
    """Return the first white space of the raw form: a folded line break reads as a space."""
    return next((i for i in range(start, len(raw)) if raw[i].isspace()), -1)


def _advance(position: Position, passed: str) -> Position:
    """Return the position after the characters that were passed."""
    lines = passed.count("\n")
    if not lines:
        return Position(position.path, position.line, position.column + len(passed))
    return Position(position.path, position.line + lines, len(passed) - passed.rindex("\n"))
