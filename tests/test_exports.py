"""Places, relations and events come back unchanged through readers of their formats."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geojson
import jsonschema
import networkx
import pytest
from conftest import ROOT, Linked
from smallsite import SMALL

from briefing.check.checks import check_briefing
from briefing.check.ledger import VERDICTS
from briefing.link.linking import link
from briefing.model import Briefing
from briefing.read.dates import parse_date
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.render import urls
from briefing.render.data import BRIEFING, briefing_json
from briefing.render.exports import (
    EVENTS,
    PLACES,
    RELATIONS,
    earliest,
    events_csv,
    latest,
    places_geojson,
    relations_graphml,
)

HOSTILE = (
    'a "quoted" name, with commas; and semicolons',
    "braces {one} }two{ and \\backslash\\",
    "</script><script>alert(1)</script> & ]]> <!-- --",
    "=HYPERLINK(1)",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "'already quoted",
    "''twice",
    "＝1+1",
    "تنظيم \u200fالدولة\u200e",
    "emoji 🕊️ and ʿAyn",
    "$x_1^2$ 100% #1 ~",
)


@pytest.fixture
def small(linked: Linked) -> Briefing:
    return linked(SMALL)[0]


@pytest.fixture(scope="module")
def own() -> Briefing:
    return link(read_library(read_files(ROOT)))[0]


@pytest.fixture(params=["small", "own"])
def briefing(request: pytest.FixtureRequest) -> Briefing:
    found: Briefing = request.getfixturevalue(request.param)
    return found


def whole(briefing: Briefing) -> bytes:
    return briefing_json(briefing, check_briefing(briefing).ledger)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def hostile_files(text: str) -> dict[str, str | bytes]:
    # In Markdown a backslash keeps the sign after it from being markup.
    prose = re.sub(r"([\\`*_{}\[\]()#+.!<>&~$@'\"=^|-])", r"\\\1", text)
    return {
        "content/places/here.md": f"---\ntitle: {quoted(text)}\nkind: city\n"
        f"aliases: [{quoted(text + ' too')}]\ncoordinates: [1, 2]\n"
        f'relations: ["near [[there]] [@p1]"]\n---\n',
        "content/places/there.md": "---\ntitle: There\nkind: area\n---\n",
        "content/events/it.md": f"---\ntitle: {quoted(text)}\ndate: -0043-03-15\n"
        f"summary: {quoted(prose)}\nplaces: [here]\n---\n",
    }


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-02?", "2016-02-01", "2016-02-29"),
        ("2014/..", "2014-01-01", ""),
        ("../2014", "", "2014-12-31"),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15"),
        ("0000", "0000-01-01", "0000-12-31"),
        ("0009-01-02", "0009-01-02", "0009-01-02"),
        ("Y17000", "17000-01-01", "17000-12-31"),
    ],
)
def test_a_day_has_a_year_of_four_digits_on_either_side_of_the_year_0(
    date: str, first: str, last: str
) -> None:
    assert (earliest(parse_date(date)), latest(parse_date(date))) == (first, last)


def test_no_date_has_no_days() -> None:
    assert earliest(None) == latest(None) == ""


# --- places -----------------------------------------------------------------------------------


def test_places_are_valid_geojson(briefing: Briefing) -> None:
    collection = geojson.loads(places_geojson(briefing))
    assert collection.is_valid, collection.errors()
    assert "crs" not in collection
    ids = [feature["id"] for feature in collection["features"]]
    assert ids == sorted(e.id for e in briefing.entities.values() if e.kind == "places")


def test_longitude_comes_first(small: Briefing) -> None:
    features = {f["id"]: f for f in json.loads(places_geojson(small))["features"]}
    hill = features["places/tell-nahr"]
    assert hill["geometry"] == {"type": "Point", "coordinates": [16.6, -31.2]}
    assert hill["properties"] == {
        "id": "places/tell-nahr",
        "title": "Tell Nahr",
        "kind": "place",
        "type": "city",
        "aliases": ["تل نهر"],
        "summary": "A hill at a river.",
        "part_of": "places/the-valley",
        "url": "places/tell-nahr/",
        "mentions": sum(
            m.entity == "places/tell-nahr" for found in small.mentions.values() for m in found
        ),
    }
    assert hill["properties"]["mentions"] > 1


def test_a_place_without_coordinates_is_there_without_geometry(small: Briefing) -> None:
    features = {f["id"]: f for f in json.loads(places_geojson(small))["features"]}
    valley = features["places/the-valley"]
    assert valley["geometry"] is None
    assert valley["properties"]["part_of"] is None
    assert valley["properties"]["mentions"] == 0


def test_the_point_0_0_is_a_point(linked: Linked) -> None:
    place = "---\ntitle: Null Island\nkind: area\ncoordinates: [0, 0]\n---\n"
    found = json.loads(places_geojson(linked({"content/places/null.md": place})[0]))
    assert found["features"][0]["geometry"]["coordinates"] == [0.0, 0.0]


def test_no_places_are_an_empty_collection(linked: Linked) -> None:
    assert json.loads(places_geojson(linked({})[0])) == {
        "type": "FeatureCollection",
        "features": [],
    }


# --- relations --------------------------------------------------------------------------------


def graph_of(briefing: Briefing) -> Any:
    text = relations_graphml(briefing).decode()
    return networkx.parse_graphml(text, force_multigraph=True)


def test_the_graph_holds_the_relations_and_those_who_take_part(briefing: Briefing) -> None:
    graph = graph_of(briefing)
    assert graph.is_directed()
    assert list(graph.nodes) == sorted(
        {e for r in briefing.relations for e in (r.source, r.target)}
    )
    for page, about in graph.nodes(data=True):
        assert about["title"] == briefing.entities[page].title
        assert about["url"] == urls.address(page)
    edges = sorted((s, t, about["label"]) for s, t, about in graph.edges(data=True))
    assert edges == sorted((r.source, r.target, r.label) for r in briefing.relations)


def test_a_relation_keeps_its_date_and_its_evidence(small: Briefing) -> None:
    graph = graph_of(small)
    source, target = "actors/brothers-of-the-ford", "places/tell-nahr"
    assert graph.edges[source, target, f"{source}--{target}--1"] == {
        "label": "holders of",
        "date": "1203~/1204",
        "earliest": "1203-01-01",
        "latest": "1204-12-31",
        "cites": "chronicle#p1 hill-book",
    }
    assert graph.nodes[source] == {
        "title": "Brothers of the Ford",
        "kind": "actor",
        "type": "group",
        "url": "actors/brothers-of-the-ford/",
    }
    undated = graph.get_edge_data("actors/umm-ali", source)
    assert undated == {f"actors/umm-ali--{source}--1": {"label": "of the", "cites": "chronicle#p2"}}


def test_an_edge_keeps_its_id_when_others_are_added(linked: Linked) -> None:
    there = "---\ntitle: There\nkind: area\nrelations:\n{}---\n"
    here = "---\ntitle: Here\nkind: area\nrelations:\n{}---\n"

    def labels(first: str, second: str) -> dict[str, str]:
        files = {"content/places/a.md": here.format(first), "content/places/b.md": there}
        files["content/places/b.md"] = there.format(second)
        edges = graph_of(linked(files)[0]).edges(keys=True, data="label")
        return {key: label for _, _, key, label in edges}

    few = labels('  - "north of [[b]]"\n', '  - "south of [[a]]"\n')
    more = labels('  - "north of [[b]]"\n  - "above [[b]]"\n', '  - "south of [[a]]"\n')
    assert few == {
        "places/a--places/b--1": "north of",
        "places/b--places/a--1": "south of",
    }
    assert more == {**few, "places/a--places/b--2": "above"}


def test_no_relations_are_an_empty_graph(linked: Linked) -> None:
    assert len(graph_of(linked({})[0])) == 0


# --- events -----------------------------------------------------------------------------------


def rows_of(briefing: Briefing) -> list[dict[str, str]]:
    text = events_csv(briefing).decode()
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]


def test_the_table_is_as_rfc_4180_has_it(briefing: Briefing) -> None:
    data = events_csv(briefing)
    assert data.startswith(
        b"id,title,date,earliest,latest,uncertain,approximate,summary,actors,places,cites\r\n"
    )
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == len(briefing.events) + 1


def test_events_come_in_the_order_of_the_timeline(small: Briefing) -> None:
    rows = rows_of(small)
    assert [row["id"] for row in rows] == ["events/founding", "events/year1204", "events/fall"]
    assert rows[0]["date"] == "-0043"
    assert rows[0]["earliest"] == "-0043-01-01"
    assert rows[1]["latest"] == ""
    assert rows[2] == {
        "id": "events/fall",
        "title": "Tell Nahr falls",
        "date": "1204-05",
        "earliest": "1204-05-01",
        "latest": "1204-05-31",
        "uncertain": "false",
        "approximate": "false",
        "summary": "It fell to the Brothers.",
        "actors": "actors/brothers-of-the-ford",
        "places": "places/tell-nahr",
        "cites": "chronicle#p4 hill-book ford-book",
    }


@pytest.mark.parametrize(
    ("date", "uncertain", "approximate"),
    [
        ("2016", "false", "false"),
        ("2016?", "true", "false"),
        ("2016~", "false", "true"),
        ("2016%", "true", "true"),
    ],
)
def test_doubts_about_a_date_have_columns(
    linked: Linked, date: str, uncertain: str, approximate: str
) -> None:
    event = f'---\ntitle: It\ndate: "{date}"\n---\n'
    (row,) = rows_of(linked({"content/events/it.md": event})[0])
    assert (row["date"], row["uncertain"], row["approximate"]) == (date, uncertain, approximate)


def test_the_table_tells_what_the_json_tells(briefing: Briefing) -> None:
    data = {event["id"]: event for event in json.loads(whole(briefing))["events"]}
    for row in rows_of(briefing):
        event = data.pop(row["id"])
        assert row["title"] == event["title"]
        assert row["summary"] == event["summary"]
        assert row["cites"].split() == event["cites"]
        assert sorted((row["actors"] + " " + row["places"]).split()) == [
            page for page in event["entities"] if not page.startswith("glossary/")
        ]
    assert not data


def test_no_cell_but_a_date_begins_as_a_formula_does(linked: Linked) -> None:
    for text in HOSTILE:
        table = events_csv(linked(hostile_files(text))[0]).decode()
        (row,) = csv.DictReader(io.StringIO(table, newline=""), strict=True)
        assert row["date"] == "-0043-03-15"
        free = [cell for name, cell in row.items() if name not in ("date", "earliest", "latest")]
        assert not [cell for cell in free if cell.startswith(tuple("=+-@＝\t\r"))]


def test_a_key_that_begins_as_a_formula_does_is_kept_from_it(linked: Linked) -> None:
    files = {
        "content/references.yml": "+book: {title: A book}\n",
        "content/events/it.md": '---\ntitle: It\ndate: 2016\nsummary: "So. [@+book]"\n---\n',
    }
    table = events_csv(linked(files)[0]).decode()
    assert table.rstrip().endswith(",'+book")


# --- all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_text_holds_comes_back(linked: Linked, text: str) -> None:
    briefing, problems = linked(hostile_files(text))
    assert [problem for problem in problems if problem.severity == "error"] == []
    (here, _) = geojson.loads(places_geojson(briefing))["features"]
    assert here["properties"]["title"] == text
    assert here["properties"]["aliases"] == [f"{text} too"]
    assert graph_of(briefing).nodes["places/here"]["title"] == text
    (row,) = rows_of(briefing)
    assert row["title"] == text
    assert row["summary"] == text


WRITERS = (places_geojson, relations_graphml, events_csv)


def test_they_are_the_same_whatever_the_order_of_files(linked: Linked) -> None:
    first = [write(linked(SMALL)[0]) for write in WRITERS]
    turned = dict(reversed(SMALL.items()))
    assert [write(linked(turned)[0]) for write in WRITERS] == first


def test_they_never_name_the_site_s_own_address(linked: Linked) -> None:
    site = str(SMALL["content/site.yml"]) + "base_url: https://briefing.example/sub/\n"
    briefing = linked({**SMALL, "content/site.yml": site})[0]
    for write in WRITERS:
        assert b"briefing.example" not in write(briefing)


def test_an_excerpt_s_text_is_in_none_of_them(small: Briefing) -> None:
    together = b"".join(write(small) for write in WRITERS)
    for article in small.articles:
        for passage in article.passages if article.publish == "excerpt" else ():
            words = passage.text.split()
            runs = (" ".join(words[i : i + 8]) for i in range(max(len(words) - 7, 0)))
            assert not [run for run in runs if run.encode() in together]


# --- data/briefing.json and its schema ----------------------------------------------------------

SCHEMA = json.loads((ROOT / "schemas" / "data" / "briefing.schema.json").read_text("utf-8"))


def closed(schema: Any) -> Any:
    """Return a schema that lets no field pass which it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    return inner | ({"additionalProperties": False} if "required" in schema else {})


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, list):
        for item in schema:
            yield from objects(item)
    elif isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for item in schema.values():
            yield from objects(item)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_describes_every_field_and_no_other(briefing: Briefing) -> None:
    validator = jsonschema.Draft202012Validator(closed(SCHEMA))
    problems = validator.iter_errors(json.loads(whole(briefing)))
    assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []


def test_the_schema_and_the_documentation_know_every_verdict() -> None:
    words = SCHEMA["$defs"]["claim"]["properties"]["verdict"]["oneOf"]
    assert [word["const"] for word in words] == list(VERDICTS)
    (table,) = re.findall(r"^\| `verdict` .+?\n\n", DOCS, re.M | re.S)
    assert re.findall(r"^\| `(\w+)`", table, re.M)[1:] == list(VERDICTS)


def test_the_schema_notices_what_is_wrong(small: Briefing) -> None:
    data = json.loads(whole(small))
    del data["entities"][0]["title"]
    data["mentions"][0]["start"] = -1
    data["events"][0]["earliest"] = "March"
    data["evidence"][0]["verdict"] = "true"
    found = jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)
    assert sorted(problem.json_path for problem in found) == [
        "$.entities[0]",
        "$.events[0].earliest",
        "$.evidence[0].verdict",
        "$.mentions[0].start",
    ]


# --- docs/data.md -------------------------------------------------------------------------------

DOCS = (ROOT / "docs" / "data.md").read_text("utf-8")


def test_every_field_and_column_is_in_the_documentation(small: Briefing) -> None:
    named = set(re.findall(r"`([\w]+)`", DOCS))
    assert {field for part in objects(SCHEMA) for field in part["properties"]} <= named
    columns = events_csv(small).decode().partition("\r\n")[0].split(",")
    properties = json.loads(places_geojson(small))["features"][0]["properties"]
    graph = graph_of(small)
    data = {name for _, about in graph.nodes(data=True) for name in about}
    data |= {name for _, _, about in graph.edges(data=True) for name in about}
    assert {*columns, *properties, *data} <= named


EXAMPLES = re.findall(r"```python\n(.+?)```", DOCS, re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_examples_run(
    briefing: Briefing,
    number: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "site" / "data"
    folder.mkdir(parents=True)
    files = {
        BRIEFING: whole,
        PLACES: places_geojson,
        RELATIONS: relations_graphml,
        EVENTS: events_csv,
    }
    for path, write in files.items():
        (tmp_path / "site" / path).write_bytes(write(briefing))
    monkeypatch.chdir(tmp_path)
    exec(compile(EXAMPLES[number], f"docs/data.md, example {number + 1}", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) > 0


def test_there_is_an_example_for_each_file() -> None:
    for path in (BRIEFING, PLACES, RELATIONS, EVENTS):
        assert any(f"site/{path}" in example for example in EXAMPLES)
