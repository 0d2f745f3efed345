"""YAML as a tree of texts with positions.

Every scalar stays the text that the editor wrote and the field decides what it means, so
``no``, ``010``, ``12:30`` and dates survive. What no front matter needs and what makes
YAML dangerous is refused with its position: duplicate keys, anchors, aliases, tags, texts
past ``MAX_LENGTH`` and nesting past ``MAX_DEPTH``. Built from PyYAML's events, which carry
the offsets at which they begin and end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

from briefing.diagnostics import Diagnostic, Position, Severity, problem
from briefing.read.files import control_character, misplaced
from briefing.read.scalars import Scalar, line_starts

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

# A comment that is one has a space behind its sign; "Case #3" was meant to be the text.
_CUT = re.compile(r"[ \t]+#(?=[^\s#])")
_GLUED = re.compile(r"([\w-]+)(?:\uff1a\s*|:\u00a0+|:(?=[^\s:/]))(\S.*)")
# An item of a list whose hyphen has no space behind it, or is a dash: YAML reads a text.
_ITEM = re.compile(r"(?:-(?=[^\W\d])|[–—][ \t]*)\S")
_ESCAPED_TAG = re.compile(r"![^\s,\[\]{}]*%[^\s,\[\]{}]*")

MAX_DEPTH = 20
MAX_LENGTH = 100_000


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    position: Position

    @property
    def empty(self) -> bool:
        """Whether no item holds anything."""
        return all(item.empty for item in self.items)


class Mapping(Struct, frozen=True):
    """Keys and values in written order, each key once."""

    pairs: tuple[tuple[Scalar, Node], ...]
    position: Position

    @property
    def empty(self) -> bool:
        """Whether it has no keys."""
        return not self.pairs


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
        return None, (*reader.problems, reader.fault(error))
    except UnicodeDecodeError:
        return None, (*reader.problems, reader.garbled())
    except (yaml.YAMLError, RecursionError) as error:
        message = str(error).splitlines()[0]
        return None, (*reader.problems, problem("yaml-syntax", Position(path), message))


# What PyYAML says, what it means to an editor, what mends it, and whether the place to
# look at is where the faulty thing begins and not where the parser gave up.
_FAULTS = (
    (
        "mapping values are not allowed",
        'a ": " is not expected here',
        'put quotes around a text with ": " in it, or check the indentation',
        False,
    ),
    (
        "could not find expected ':'",
        "this line has no field",
        "each line is a field name, a colon, a space and its value",
        True,
    ),
    (
        "did not find expected key",
        "this is not expected here",
        "quotes go around the whole text, and fields of one group begin in one column",
        False,
    ),
    (
        "did not find expected <document start>",
        "this is not expected here",
        "quotes go around the whole text",
        False,
    ),
    (
        "did not find expected ',' or",
        "the bracket that opens here is not closed, or a comma is missing",
        "put quotes around a text that begins with a bracket",
        True,
    ),
    (
        "unexpected end of stream",
        "the quote that opens here is never closed",
        "a quotation mark of the same kind inside it is doubled or escaped",
        True,
    ),
    (
        "unknown escape character",
        "a backslash within double quotes begins an escape",
        "use single quotes, or write it twice",
        False,
    ),
    (
        "block sequence entries are not allowed",
        "a list does not begin on the line of its field",
        'put each "- item" on a line of its own, or quotes around the text',
        False,
    ),
    (
        "did not find expected '-' indicator",
        "this is not an item of the list above",
        "fields stand one by one, without a hyphen before the first",
        False,
    ),
    ("tab", "a tab is not indentation here", "indent with spaces", False),
    ("cannot start any token", "a text cannot begin with {}", "put quotes around it", False),
)


class _Reader:
    """Builds nodes from the stream of events, noting what may be passed over."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.lines = line_starts(text)
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
            hint = "only one document is read; delete this line"
            raise self.refusal(rest, "a second document begins here", hint)
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
        if len(raw) > MAX_LENGTH:
            message = f"a text of more than {MAX_LENGTH:,} characters"
            raise self.refusal(event, message, "long texts go below the second ---")
        position = self.position(event)
        if not event.style and (cut := _CUT.match(self.text, event.end_mark.index)):
            self.problems.append(self.cut_off(cut.end() - 1))
        if not event.style and _ITEM.match(raw):
            self.problems.append(self.no_item(raw, position))
        if "\\" in raw:
            # What stands in the file as it is was reported when the file was read.
            found = dict.fromkeys(match[0] for match in misplaced(event.value, self.path))
            escaped = (character for character in found if character not in raw)
            self.problems += [control_character(character, position) for character in escaped]
        return Scalar(event.value, position, raw, event.style or "")

    def cut_off(self, offset: int) -> Diagnostic:
        """Warn of a text that ends where a sign of a comment begins."""
        message, hint = "what stands behind this # is not read", "put quotes around the whole text"
        return problem("bad-value", self.spot(offset), message, hint, Severity.WARNING)

    def no_item(self, raw: str, position: Position) -> Diagnostic:
        """Warn of a text that was meant to be an item of a list."""
        message = f'"{raw[:1]}" begins no item of a list here'
        hint = "write a hyphen and a space, or put quotes around a text that begins so"
        return problem("bad-value", position, message, hint, Severity.WARNING)

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
        return self.place(event.start_mark)

    def place(self, mark: Any) -> Position:
        """Return the position of a mark, by its offset: YAML counts other lines than editors."""
        return self.spot(mark.index)

    def spot(self, offset: int) -> Position:
        """Return the position of an offset."""
        line = bisect_right(self.lines, offset) - 1
        return Position(self.path, line + 1, offset - self.lines[line] + 1)

    def garbled(self) -> Diagnostic:
        """Refuse a tag whose escapes are no text; libyaml does not say where it stands."""
        tag = _ESCAPED_TAG.search(self.text)
        position = self.spot(tag.start()) if tag else Position(self.path)
        said = f'the YAML tag "{tag[0]}"' if tag else "a YAML tag"
        return problem("yaml-syntax", position, f"{said} is not taken", "write the text out")

    def fault(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        """Turn PyYAML's complaint into a diagnostic with the likeliest remedy."""
        said = error.problem or error.context or "this is not YAML"
        mark = error.problem_mark or error.context_mark
        if mark and (opened := self._opened(mark.index)) is not None:
            return self._unclosed(opened)
        if glued := self._glued(error, said):
            return glued
        here = self.text[mark.index : mark.index + 1] if mark else ""
        found = "tab" if here == "\t" else said
        known = (row for row in _FAULTS if row[0] in found)
        _, message, hint, start = next(known, ("", said, "", False))
        mark = error.context_mark if start and error.context_mark else mark
        position = self.place(mark) if mark else Position(self.path)
        return problem("yaml-syntax", position, message.replace("{}", here), hint)

    def _opened(self, spot: int) -> int | None:
        """Return where a quotation began that ended right before a spot, on an earlier line.

        It was not closed where it should have been, and ran on to the next quotation mark.
        """
        before = self.text[:spot].rstrip()
        opened = before.rfind('"', 0, len(before) - 1) if before.endswith('"') else -1
        return opened if opened >= 0 and "\n" in before[opened:] else None

    def _glued(self, error: yaml.MarkedYAMLError, said: str) -> Diagnostic | None:
        """Return what is wrong with a line whose colon has no space behind it.

        It is taken for a text: the first that goes on until there is a colon on the next line,
        or one that should have been a field.
        """
        mark = error.problem_mark if "mapping values" in said else error.context_mark
        if mark is None:
            return None
        line = bisect_right(self.lines, mark.index) - 1
        if "mapping values" in said:
            line -= ": " not in self.text[self.lines[line] : mark.index]
        start, *after = self.lines[max(line, 0) :][:2]
        written = self.text[start : after[0] if after else None]
        glued = _GLUED.fullmatch(written.strip())
        if glued is None:
            return None
        hint = f"write {glued[1]}: {glued[2]}"
        position = self.spot(start + len(written) - len(written.lstrip()) + len(glued[1]))
        return problem("yaml-syntax", position, "there is no space behind this colon", hint)

    def _unclosed(self, opened: int) -> Diagnostic:
        position = self.spot(opened)
        message = "the quotation mark that opens here is not closed at the end of its text"
        return problem("yaml-syntax", position, message, 'end the text with "')

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
