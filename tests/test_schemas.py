"""The JSON Schemas say of each field what its reader does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator as Validator
from test_fields import ALL, VALID, WRONG

from briefing.cli import main
from briefing.diagnostics import Position, Severity
from briefing.read import yamltree
from briefing.read.documents import REFERENCES, SITE, read_library
from briefing.read.fields import Field
from briefing.read.files import read_files
from briefing.read.frontmatter import read_mapping, split
from briefing.read.kinds import KINDS
from briefing.read.scalars import Scalar
from briefing.read.schemas import schemas
from briefing.read.yamltree import parse_yaml

SCHEMAS = {path: json.loads(data) for path, data in schemas().items()}
NAMES = {
    **{folder: kind.label.lower() for folder, kind in KINDS.items()},
    "site": "site",
    "references": "references",
}
FIELDS = [(kind, field) for kind in ALL for field in ALL[kind]]


def schema(kind: str) -> dict[str, Any]:
    """Return the schema of one kind's fields; of references that of one work."""
    whole: dict[str, Any] = SCHEMAS[f"schemas/{NAMES[kind]}.schema.json"]
    return dict(whole["additionalProperties"]) if kind == "references" else whole


def field_schema(kind: str, name: str) -> dict[str, Any]:
    whole = schema(kind)
    return {**whole["properties"][name], "$defs": whole.get("$defs", {})}


# --- YAML 1.2, as editors see it ----------------------------------------------------------------

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def resolved(node: Any) -> Any:
    """Return what the core schema of YAML 1.2 makes of a node."""
    match node:
        case yamltree.Mapping():
            return {key.text: resolved(value) for key, value in node.pairs}
        case yamltree.Sequence():
            return [resolved(item) for item in node.items]
        case Scalar(style=""):
            return plain(node.text)
        case Scalar():
            return node.text
    return None


def plain(text: str) -> Any:
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text.lower() in ("true", "false") and text in (text.lower(), text.title(), text.upper()):
        return text.lower() == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def instance(text: str) -> Any:
    node, problems = parse_yaml(text, "f")
    assert problems == ()
    return resolved(node)


def passes(kind: str, name: str, text: str) -> bool:
    """Say whether the schema lets the value of one field pass."""
    value = instance(text)[name]
    return bool(Validator(field_schema(kind, name)).is_valid(value))


def taken(kind: str, name: str, text: str) -> bool:
    """Say whether the reader takes the value of one field: without an error."""
    problems: list[Any] = []
    read_mapping(text, "f", ALL[kind], problems.append)
    start = Position("f", 1, 1)
    own = (p for p in problems if p.position != start or f'"{name}"' in p.message)
    return not any(p.severity is Severity.ERROR for p in own)


# --- the files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCHEMAS)
def test_the_committed_files_are_what_is_generated(path: str) -> None:
    assert (ROOT / path).read_bytes() == schemas()[path], "build.py schema writes it anew"


def test_there_is_one_file_for_each_kind_and_each_yaml_file() -> None:
    names = {path.removeprefix("schemas/").removesuffix(".schema.json") for path in SCHEMAS}
    assert names == {"article", "actor", "place", "term", "event", "page", "site", "references"}


@pytest.mark.parametrize("path", SCHEMAS)
def test_they_are_schemas_of_the_draft_that_they_name(path: str) -> None:
    assert SCHEMAS[path]["$schema"] == Validator.META_SCHEMA["$id"]
    Validator.check_schema(SCHEMAS[path])


@pytest.mark.parametrize("kind", ALL)
def test_they_hold_the_declared_fields_and_no_others(kind: str) -> None:
    assert list(schema(kind)["properties"]) == [field.name for field in ALL[kind]]
    assert schema(kind)["required"] == [field.name for field in ALL[kind] if field.required]
    assert schema(kind)["additionalProperties"] is False


def shapes(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from shapes(item)


@pytest.mark.parametrize("path", SCHEMAS)
def test_every_group_is_closed_and_every_word_explained(path: str) -> None:
    for shape in shapes(SCHEMAS[path]):
        if "properties" in shape:
            assert shape["additionalProperties"] is False
            assert all(property["description"] for property in shape["properties"].values())
        if "const" in shape:
            assert shape["description"]


@pytest.mark.parametrize("path", SCHEMAS)
def test_the_patterns_mean_the_same_to_ecmascript(path: str) -> None:
    for shape in shapes(SCHEMAS[path]):
        pattern = shape.get("pattern")
        if isinstance(pattern, str):
            # What ECMAScript lacks, or Python takes for more than ASCII.
            assert not re.search(r"\\[dwbDWBAZ]|\(\?(?![:!=])", pattern), pattern


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_them_below_the_root(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "actor.schema.json").write_text("old", encoding="utf-8")
    (tmp_path / "schemas" / "another.json").write_text("kept", encoding="utf-8")
    assert main(["schema", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", f"8 schemas in {tmp_path / 'schemas'}\n")
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.json")}
    assert written == {*schemas(), "schemas/another.json"}
    for path, data in schemas().items():
        assert (tmp_path / path).read_bytes() == data
    assert main(["-q", "schema", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_command_makes_no_root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--root", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.startswith(f"build.py: {tmp_path / 'none'}")
    assert not list(tmp_path.iterdir())


# --- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda value: getattr(value, "name", value))
def test_the_examples_are_valid(kind: str, field: Field) -> None:
    found = field_schema(kind, field.name)
    words = [option["const"] for option in found.get("oneOf", []) if "const" in option]
    examples = found.get("examples", []) + words
    assert examples
    for example in examples:
        text = f"{field.name}: {json.dumps(example, ensure_ascii=False)}\n"
        assert Validator(found).is_valid(example)
        assert passes(kind, field.name, text)
        assert taken(kind, field.name, text)


# --- agreement ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name", "written", "value"), VALID)
def test_what_a_reader_takes_passes(kind: str, name: str, written: str, value: object) -> None:
    assert passes(kind, name, f"{name}: {written}\n")


# What no pattern can know, or what the schema leaves to the reader on purpose.
BEYOND = {
    'base_url: "https://["': "which hosts there are",
    "coordinates: [1e1, 1]": "how a number was written",
    "summary: a <b>": "HTML in prose is a warning",
    "gists:\n  p1: a <i>": "HTML in prose is a warning",
}


@pytest.mark.parametrize(("kind", "line", "found"), [row for row in WRONG if "titl:" not in row[1]])
def test_what_a_reader_refuses_does_not_pass(kind: str, line: str, found: str) -> None:
    name = line.partition(":")[0]
    assert passes(kind, name, line + "\n") == bool(BEYOND.get(line))


DATES = "2016 -0043 0000 2016-03 2016-21 2016-24-XX 2016-03-18 2016-02-29 201X 20XX -01XX 2016-XX"
DATES += (
    " 2016-XX-XX 2016-03-XX 2017? 2017-05~ 2017-05-02% Y12345 Y-12345 2014/2015 2014/.. ../2014"
)
DATES += " 2014-05?/2015-06-07~ 2016-03-18T10:20:30 2016-03-18T10:20:30Z 2016-03-18T10:20:30+01:30"
NO_DATES = (
    "-0000 16 2016-13 2016-25 2016-21-05 2016-04-31 2016-02-30 2016-XX-05 2X16 ../.. 2014/ /.."
)
NO_DATES += (
    " 201X/2015 2016-03/2016-XX 2016-03-18T25:00:00 2016-03T10:20:30 2016?? 2016-3 18.3.2016"
)
NO_DATES += " 2014/2015/2016 2016-03-18T10:20:30/2017 Y2016 spring"
POINTS = ("'90, 180'", "'-90.0,-180.00'", "'031.2, 0'", '["31.2", "16.6"]', "[-9, 179.9]", "0, 99")
NO_POINTS = ("'91, 0'", "'90.1, 0'", "'0, 180.5'", "'0, 181'", '["91", "0"]', "[0, 200]", "'1.,2'")
AGREED = [
    *(("events", "date", f"'{text}'", True) for text in DATES.split()),
    *(("events", "date", f"'{text}'", False) for text in NO_DATES.split()),
    *(("pages", "nav", text, True) for text in "true True TRUE yes On NO off False tRuE".split()),
    *(("pages", "nav", text, False) for text in ("y", "n", "1", "0", "soon", "truee", "'true '")),
    *(("actors", "relations", f'"{text}"', True) for text in ("rival of [[a]]", "a [b](c.md)")),
    *(("actors", "relations", f'"{text}"', False) for text in ("rival of a", "[[a]]", "12")),
    *(("places", "coordinates", text, True) for text in POINTS),
    *(("places", "coordinates", text, False) for text in NO_POINTS),
    ("actors", "aliases", "\n  - a\n  -\n  - 7", True),
    ("actors", "aliases", "\n  - a\n  - [b]", False),
    ("actors", "aliases", "\n  - a\n  - b: c", False),
    ("places", "area", "\n  - MLI\n  -", True),
    ("places", "area", "MLI", True),
    ("places", "area", "[MLI, XXX]", False),
    ("articles", "gists", "\n  p1: a\n  p2:", True),
    ("articles", "sections", "{at: p1, title: A}", True),
    ("articles", "sections", "\n  - {at: p1}", False),
    ("articles", "text", "{after: a, between: b}", False),
]


@pytest.mark.parametrize(("kind", "name", "written", "fine"), AGREED)
def test_the_schema_and_the_reader_agree(kind: str, name: str, written: str, fine: bool) -> None:
    line = f"{name}: {written}\n"
    assert (passes(kind, name, line), taken(kind, name, line)) == (fine, fine)


def test_an_unknown_field_does_not_pass() -> None:
    value = instance("title: a\ntitl: b\n")
    assert not Validator(schema("pages")).is_valid(value)
    del value["titl"]
    assert Validator(schema("pages")).is_valid(value)


@pytest.mark.parametrize("kind", ALL)
def test_a_missing_or_empty_required_field_does_not_pass(kind: str) -> None:
    examples = {f.name: _example(kind, f) for f in ALL[kind] if f.required}
    assert Validator(schema(kind)).is_valid(examples)
    for name in examples:
        for empty in (None, "", " ", []):
            assert not Validator(schema(kind)).is_valid(examples | {name: empty}), (name, empty)
        rest = {key: value for key, value in examples.items() if key != name}
        assert not Validator(schema(kind)).is_valid(rest)


def _example(kind: str, field: Field) -> Any:
    shape = schema(kind)["properties"][field.name]
    return shape["examples"][0] if "examples" in shape else shape["oneOf"][0]["const"]


@pytest.mark.parametrize("kind", ALL)
def test_a_field_without_its_value_passes_where_it_may_be_left_out(kind: str) -> None:
    for field in ALL[kind]:
        assert passes(kind, field.name, f"{field.name}:\n") is not field.required, field.name


def test_the_key_of_a_work_is_what_a_citation_can_name() -> None:
    found = Validator(SCHEMAS["schemas/references.schema.json"])
    for key in ("ford-book", "müller.2016", "a_b+c", "1984", "p", "p3a", "كتاب"):
        assert found.is_valid({key: {"title": "a"}}), key
    for key in ("p3", "p12", "a b", "a/b", "a@b", "", "a,b", "a]b", "a:b", "~a"):
        assert not found.is_valid({key: {"title": "a"}}), key
    assert found.is_valid(None)


def test_what_this_repository_s_editors_wrote_passes() -> None:
    files = read_files(ROOT)
    assert not [p for p in read_library(files).problems if p.severity is Severity.ERROR]
    for file in files.content:
        kind = {SITE: "site", REFERENCES: "references"}.get(file.path) or file.path.split("/")[1]
        head = file.text if file.path.endswith(".yml") else None
        parts = None if head else split(file, lambda problem: None)
        value = instance(head or (parts.head if parts else ""))
        whole = SCHEMAS[f"schemas/{NAMES[kind]}.schema.json"]
        assert list(Validator(whole).iter_errors(value)) == [], file.path


# --- agreement on what nobody thought of ----------------------------------------------------------

_DATE_PIECES = st.sampled_from(
    "2016 0000 -0000 -0043 0043 16 201X 20XX 2XXX -01XX Y12345 Y-12345 Y1234 - -- 01 02 12 13 21 24"
    " 25 28 29 30 31 32 XX X ? ~ % / .. T T10:20:30 Z +01 +01:30 -25 00 1".split()
)
_NUMBER_PIECES = st.sampled_from(
    "0 1 7 8 9 90 91 180 181 17 00 . .0 .5 + - , e1 nan ° _1 ٣".split()
)
_URL_PIECES = st.sampled_from(
    "https://a.org http https HTTPS ftp : // a.org a : 80 / ? # [ \\ < > ü @ %20".split()
)
_WORDS = st.sampled_from(
    "a 7 true No on [[b]] [b] (2016) [@p1] ( ) [[ ]] ](c.md) <b> , . !".split()
)
_FLAGS = st.sampled_from("t r u e y s n o f a l E S O 1".split())
CORPUS = [
    ("events", "date", _DATE_PIECES, ""),
    ("places", "coordinates", _NUMBER_PIECES, ""),
    ("articles", "url", _URL_PIECES, ""),
    ("site", "base_url", _URL_PIECES, ""),
    ("actors", "relations", _WORDS, " "),
    ("pages", "draft", _FLAGS, ""),
    ("actors", "kind", st.sampled_from("person group pers on gro up".split()), ""),
    ("glossary", "summary", _WORDS, " "),
]


@pytest.mark.parametrize(("kind", "name", "pieces", "between"), CORPUS, ids=lambda v: str(v)[:12])
@settings(max_examples=300)
@given(data=st.data())
def test_what_does_not_pass_is_not_taken(
    kind: str, name: str, pieces: st.SearchStrategy[str], between: str, data: st.DataObject
) -> None:
    text = between.join(data.draw(st.lists(pieces, min_size=1, max_size=7)))
    for written in (json.dumps(text, ensure_ascii=False), text):
        line = f"{name}: {written}\n"
        node, problems = parse_yaml(line, "f")
        if problems or not isinstance(node, yamltree.Mapping) or node.pairs[0][1].empty:
            continue  # no YAML, or an empty text in the place of a value
        assert passes(kind, name, line) or not taken(kind, name, line)


@settings(max_examples=500)
@given(parts=st.lists(_DATE_PIECES, min_size=1, max_size=7))
def test_a_date_that_passes_as_a_text_is_taken_but_for_the_calendar(parts: list[str]) -> None:
    line = f"date: '{''.join(parts)}'\n"
    if passes("events", "date", line) and not taken("events", "date", line):
        problems: list[Any] = []
        read_mapping(line, "f", ALL["events"], problems.append)
        said = " ".join(p.message for p in problems)
        assert "day 29 does not exist" in said or "ends before it starts" in said, line


@pytest.mark.parametrize(
    ("kind", "name", "pieces"),
    [
        ("places", "coordinates", _NUMBER_PIECES),
        ("pages", "draft", _FLAGS),
        ("actors", "kind", st.sampled_from("person group pers on gro up".split())),
    ],
    ids=["coordinates", "draft", "kind"],
)
@settings(max_examples=500)
@given(data=st.data())
def test_a_text_passes_if_it_is_taken_and_only_then(
    kind: str, name: str, pieces: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = "".join(data.draw(st.lists(pieces, min_size=1, max_size=7)))
    line = f"{name}: '{text}'\n"
    assert passes(kind, name, line) == taken(kind, name, line)
