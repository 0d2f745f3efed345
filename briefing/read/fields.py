"""What a field of a front matter may hold: one small reader for each type.

A reader takes the YAML node of a value and returns the clean value; a value that cannot
be used is reported and gives ``None``, so that one bad field never hides the next. Each
field type also says what it is in words, for messages and documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from briefing.diagnostics import Diagnostic, Position, Severity, problem
from briefing.errors import did_you_mean
from briefing.fragments import Body, Citation, Fragments, Link, Located, Text, plain_text
from briefing.model import Date, RelationLine
from briefing.read import shapes, yamltree
from briefing.read.addresses import is_web_address
from briefing.read.dates import parse_date
from briefing.read.habits import habit
from briefing.read.markdown import parse_inline
from briefing.read.scalars import Scalar
from briefing.read.shapes import Shape
from briefing.read.units import UNITS
from briefing.read.yamltree import Node, Sequence

Report = Callable[[Diagnostic], None]

MAX_LINE = 1_000
"""How many characters a name or another single line has: each may stand on every page."""


class Type(Struct, frozen=True):
    """A type of field: what it is called, how a value of it is read, its JSON Schema."""

    name: str
    read: Callable[[Node, Report], Any]
    shape: Shape


class Field(Struct, frozen=True):
    """One field of a front matter, as the contract's table lists it.

    ``examples`` are values as JSON has them; a type may have examples of its own.
    """

    name: str
    type: Type
    about: str
    required: bool = False
    examples: tuple[Any, ...] = ()

    @property
    def shape(self) -> Shape:
        """What JSON Schema says of the field."""
        return shapes.described(self.type.shape, self.about, self.examples, required=self.required)


# --- single values ------------------------------------------------------------------------


def _scalar(node: Node, report: Report, wanted: str) -> Scalar | None:
    """Return the node if it is a single text, else say what was wanted."""
    if isinstance(node, Scalar):
        return node
    shape = "a list" if isinstance(node, Sequence) else "a group of fields"
    hint = "put quotes around it" if _is_wiki_link(node) else ""
    report(problem("wrong-type", node.position, f"{wanted} is wanted here, not {shape}", hint))
    return None


def _is_wiki_link(node: Node) -> bool:
    """Say whether YAML took ``[[sirte]]`` for a list in a list."""
    inner = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else None
    return isinstance(inner, Sequence) and all(isinstance(item, Scalar) for item in inner.items)


def _text(node: Node, report: Report) -> str | None:
    line = _located(node, report)
    return line.text if line else None


def _located(node: Node, report: Report) -> Located | None:
    scalar = _scalar(node, report, "a text")
    if scalar is None:
        return None
    text = " ".join(scalar.text.split())
    if len(text) > MAX_LINE:
        message = f"a line of more than {MAX_LINE:,} characters"
        report(problem("bad-value", scalar.position, message, "make it shorter"))
        return None
    return Located(text, scalar.position)


def _flag(node: Node, report: Report) -> bool | None:
    scalar = _scalar(node, report, "true or false")
    if scalar is None:
        return None
    value = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if scalar.text.lower() not in value:
        message = f'"{scalar.text}" is neither true nor false'
        report(problem("wrong-type", scalar.position, message, "write true or false"))
    return value.get(scalar.text.lower())


def _date(node: Node, report: Report) -> Date | None:
    scalar = _scalar(node, report, "a date")
    if scalar is None:
        return None
    try:
        return parse_date(scalar.text)
    except ValueError as error:
        message = f'"{scalar.text}" is not a date: {error}'
        hint = _calendar_day(scalar.text) or "such as 2016-03, 2015/2016 or 2017?"
        report(problem("bad-date", scalar.position, message, hint))
        return None


_DAY = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*", re.ASCII)


def _calendar_day(text: str) -> str:
    """Return how a day is written here that was written as calendars do."""
    if not (found := _DAY.fullmatch(text)):
        return ""
    one, two, year = int(found[1]), int(found[2]), found[3]
    days = {(two, one), (one, two)} if max(one, two) <= 12 else {(min(one, two), max(one, two))}
    return "write " + " or ".join(f"{year}-{month:02}-{day:02}" for month, day in sorted(days))


_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


def _coordinates(node: Node, report: Report) -> tuple[float, float] | None:
    """Read latitude and longitude, as a list of two or as one text with a comma."""
    if isinstance(node, Sequence):
        parts = [item.text if isinstance(item, Scalar) else "" for item in node.items]
    else:
        parts = node.text.split(",") if isinstance(node, Scalar) else []
    numbers = [float(part) for part in parts if _NUMBER.fullmatch(part.strip())]
    if not len(numbers) == len(parts) == 2:
        message = "coordinates are two numbers: latitude, longitude"
        hint = "in degrees with a decimal point, such as [31.2, 16.6]"
        report(problem("bad-coordinates", node.position, message, hint))
        return None
    latitude, longitude = numbers
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        swapped = -90 <= longitude <= 90 and -180 <= latitude <= 180
        hint = "latitude comes first" if swapped else "latitude -90 to 90, longitude -180 to 180"
        message = f"there is no point {latitude:g}, {longitude:g} on Earth"
        report(problem("bad-coordinates", node.position, message, hint))
        return None
    return latitude, longitude


def _url(node: Node, report: Report, *, base: bool = False) -> str | None:
    scalar = _scalar(node, report, "a web address")
    if scalar is None:
        return None
    if not is_web_address(scalar.text, base=base):
        message = f'"{scalar.text}" is not a web address'
        hint = "it begins with https:// and holds no spaces"
        if is_web_address(scalar.text):
            message = f'"{scalar.text}" cannot be the address of a site'
            hint = "leave out what begins with ? or #"
        report(problem("unsafe-url", scalar.position, message, hint))
        return None
    return scalar.text


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def _language(node: Node, report: Report) -> str | None:
    """Read the tag of a language: two or three letters, and what narrows it down (BCP 47)."""
    scalar = _scalar(node, report, "the tag of a language")
    if scalar is None or not scalar.text.strip():
        return None if scalar is None else ""
    tag = scalar.text.strip()
    if not _LANGUAGE.fullmatch(tag):
        message = f'"{tag}" is not the tag of a language'
        hint = "two or three letters, such as en, fr or ar; en-GB is narrower"
        report(problem("bad-value", scalar.position, message, hint))
        return None
    return tag


def _prose(node: Node, report: Report) -> Body | None:
    scalar = _scalar(node, report, "a text")
    return _marked_up(scalar, report) if scalar else None


def _marked_up(scalar: Scalar, report: Report) -> Body:
    """Read a text as one line of Markdown."""
    text = scalar.text.strip()
    lead = len(scalar.text) - len(scalar.text.lstrip())
    body, problems = parse_inline(text, scalar.locator(lead))
    for found in problems:
        report(found)
    return body


def choice(options: Mapping[str, str]) -> Type:
    """Return the type of a field that holds one of a few words, each with what it means."""

    def read(node: Node, report: Report) -> str | None:
        scalar = _scalar(node, report, "one word")
        if scalar is None or scalar.text in options:
            return scalar.text if scalar else None
        message = f'"{scalar.text}" is not one of {", ".join(options)}'
        hint = did_you_mean(scalar.text, options)
        report(problem("bad-value", scalar.position, message, hint))
        return None

    return Type("one of " + ", ".join(options), read, shapes.one_of(options))


def _unit(node: Node, report: Report) -> str | None:
    scalar = _scalar(node, report, "a code of three letters")
    if scalar is None or scalar.text in UNITS:
        return scalar.text if scalar else None
    message = f'"{scalar.text}" is no code of Natural Earth’s countries'
    hint = did_you_mean(scalar.text, UNITS) or "such as MLI; docs/maps.md lists them"
    report(problem("bad-value", scalar.position, message, hint))
    return None


# --- lists and groups -----------------------------------------------------------------------


_COMMA = re.compile(r"\S,\s+(?!(?:Jr|Sr|Inc|Ltd|Esq|Ph\.?D|(?:[A-Z]\.)+)\.?\s*\Z)\S")


def many(type: Type) -> Type:
    """Return the type of a list; one value alone is taken as a list of one."""

    def read(node: Node, report: Report) -> tuple[Any, ...]:
        items: tuple[Node, ...] = (node,)
        if isinstance(node, Sequence) and not _is_wiki_link(node):
            items = node.items
        values = (type.read(item, report) for item in items if not item.empty)
        return tuple(value for value in values if value is not None)

    return Type(f"a list: {type.name}", read, shapes.listed(type.shape))


def _names(node: Node, report: Report) -> tuple[Located, ...]:
    """Read a list of names; one text that holds several would be one name that nobody writes."""
    if isinstance(node, Scalar) and not node.style and _COMMA.search(node.text):
        listed = " ".join(node.text.split())
        message = f'"{listed}" looks like several names and is one'
        hint = f"write [{listed}], or put quotes around a name with a comma in it"
        report(problem("bad-value", node.position, message, hint, Severity.WARNING))
    names: tuple[Located, ...] = many(LINE).read(node, report)
    return names


def shape_of(fields: tuple[Field, ...]) -> Shape:
    """Return what JSON Schema says of a group of fields."""
    required = (field.name for field in fields if field.required)
    return shapes.grouped({field.name: field.shape for field in fields}, required)


def group(*fields: Field) -> Type:
    """Return the type of a group of named fields; its value is a mapping."""

    def read(node: Node, report: Report) -> Mapping[str, Any] | None:
        if isinstance(node, yamltree.Mapping):
            return read_fields(node, fields, report).values
        names = ", ".join(field.name for field in fields)
        message = f"a group of fields is wanted here: {names}"
        report(problem("wrong-type", node.position, message, "one a line, indented by two spaces"))
        return None

    return Type("a group of " + ", ".join(field.name for field in fields), read, shape_of(fields))


def by_key(type: Type) -> Type:
    """Return the type of a group whose keys are free, such as one line for each passage."""

    def read(node: Node, report: Report) -> Mapping[str, tuple[Any, Position]] | None:
        if not isinstance(node, yamltree.Mapping):
            message = 'lines of "key: value" are wanted here'
            report(problem("wrong-type", node.position, message, "indent them by two spaces"))
            return None
        given = ((key, value) for key, value in node.pairs if not value.empty)
        values = ((key, type.read(value, report)) for key, value in given)
        return MappingProxyType(
            {key.text: (value, key.position) for key, value in values if value is not None}
        )

    return Type(f"lines of a key and {type.name}", read, shapes.keyed(type.shape))


# --- relations ------------------------------------------------------------------------------

_PERIOD = re.compile(r"\(([^()]*)\)")


def _relation(node: Node, report: Report) -> RelationLine | None:
    """Read ``affiliate of [[islamic-state]] (2014/2016) [@p4]``."""
    scalar = _scalar(node, report, "a relation")
    if scalar is None:
        return None
    fragments = _marked_up(scalar, report).fragments
    links = [i for i, f in enumerate(fragments) if isinstance(f, Link) and f.form != "image"]
    label = " ".join(plain_text(fragments[: links[0]]).split()) if links else ""
    target = fragments[links[0]] if len(links) == 1 else None
    if not isinstance(target, Link) or not label:
        hint = 'such as "affiliate of [[islamic-state]] (2014/2016) [@p4]"'
        message = "a relation is what it is, then one link, a period if known, its evidence"
        report(problem("bad-value", scalar.position, message, hint))
        return None
    period = _period(fragments[links[0] + 1 :], target.position, report)
    citations = tuple(f for f in fragments if isinstance(f, Citation))
    return RelationLine(label, target, period, citations, scalar.position)


def _period(after: Fragments, link: Position, report: Report) -> Date | None:
    """Read the period of a relation, ``(2014/2016)``, from what follows its link."""
    words = plain_text(after).strip()
    texts = [f for f in after if isinstance(f, Text) and f.text.strip()]
    at = texts[0].at(len(texts[0].text) - len(texts[0].text.lstrip())) if texts else link
    match = _PERIOD.fullmatch(words)
    if match:
        inside = replace(at, column=at.column + 1)
        return _date(Scalar(match[1], inside, match[1]), report)
    if words:
        message = f'"{words}" is neither a period nor a citation'
        hint = "after the link comes a period in brackets, then citations"
        report(problem("bad-value", at, message, hint))
    return None


# --- the types ------------------------------------------------------------------------------

TEXT = Type("a text", _text, shapes.TEXT)
LINE = Type("a text", _located, shapes.TEXT)
NAMES = replace(many(LINE), read=_names)
FLAG = Type("true or false", _flag, shapes.FLAG)
DATE = Type("a date in EDTF", _date, shapes.DATE)
COORDINATES = Type("latitude and longitude in degrees", _coordinates, shapes.COORDINATES)
UNIT = Type("a code of Natural Earth’s countries", _unit, shapes.UNIT)
LANGUAGE = Type("the tag of a language", _language, shapes.LANGUAGE)
URL = Type("a web address", _url, shapes.URL)
BASE_URL = Type("a web address", partial(_url, base=True), shapes.BASE_URL)
PROSE = Type("a text with citations", _prose, shapes.TEXT)
RELATION = Type("a relation line", _relation, shapes.RELATION)


# --- a whole front matter ---------------------------------------------------------------------


class Values(Struct, frozen=True):
    """The clean values of a front matter by field, and where each field stands."""

    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    positions: Mapping[str, Position] = field(default_factory=lambda: MappingProxyType({}))


def read_fields(node: yamltree.Mapping, fields: tuple[Field, ...], report: Report) -> Values:
    """Read the fields of a mapping: unknown ones and missing ones are reported."""
    known = {field.name: field for field in fields}
    values: dict[str, Any] = {}
    positions: dict[str, Position] = {}
    for key, value in node.pairs:
        positions[key.text] = key.position
        if key.text not in known:
            message = f'there is no field "{key.text}" here'
            report(problem("unknown-field", key.position, message, _unknown_hint(key.text, known)))
        elif not value.empty:
            values[key.text] = known[key.text].type.read(value, report)
    for field_ in fields:
        if field_.required and field_.name not in values:
            where = positions.get(field_.name, node.position)
            message = f'the field "{field_.name}" is missing'
            report(problem("missing-field", where, message, f"it holds {field_.type.name}"))
    given = {name: value for name, value in values.items() if value is not None}
    return Values(MappingProxyType(given), MappingProxyType(positions))


def _unknown_hint(name: str, known: Mapping[str, Field]) -> str:
    """Say what to write in the place of a field that is none: known from elsewhere, or a slip."""
    return habit(name, known) or did_you_mean(name, known) or "known are: " + ", ".join(known)
