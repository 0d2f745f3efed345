"""The briefing as open data: the shape that the contract fixes, in a stable order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Built, Linked
from smallsite import SECRET, SMALL

from briefing.check.checks import check_briefing
from briefing.render.data import briefing_json


@pytest.fixture
def data(linked: Linked) -> dict[str, Any]:
    briefing, _ = linked(SMALL)
    found: dict[str, Any] = json.loads(briefing_json(briefing, check_briefing(briefing).ledger))
    return found


def test_it_has_the_parts_that_the_contract_names(data: dict[str, Any]) -> None:
    assert list(data) == [
        "site",
        "articles",
        "entities",
        "mentions",
        "links",
        "relations",
        "events",
        "evidence",
    ]
    assert data["site"]["title"] == "Ford & <Hill>"
    assert all({"id", "title", "passages"} <= article.keys() for article in data["articles"])
    keys = {"id", "kind", "title", "aliases", "summary", "url"}
    assert all(keys <= entity.keys() for entity in data["entities"])
    assert {entity["kind"] for entity in data["entities"]} == {"actor", "place", "term"}
    assert all(link.keys() == {"from", "to"} for link in data["links"])
    keys = {"page", "part", "text", "cites", "verdict", "quotations", "figures"}
    assert all(claim.keys() == keys for claim in data["evidence"])


def test_offsets_slice_the_surface_form_out_of_its_passage(data: dict[str, Any]) -> None:
    texts = {(a["id"], p["id"]): p["text"] for a in data["articles"] for p in a["passages"]}
    full = [m for m in data["mentions"] if m["in"] == "articles/chronicle"]
    assert len(full) == 10
    for mention in full:
        text = texts[mention["in"], mention["passage"]]
        assert text[mention["start"] : mention["end"]] == mention["text"]


def test_what_is_known_of_an_entity(data: dict[str, Any]) -> None:
    places = {entity["id"]: entity for entity in data["entities"]}
    assert places["places/tell-nahr"] == {
        "id": "places/tell-nahr",
        "kind": "place",
        "type": "city",
        "title": "Tell Nahr",
        "aliases": ["تل نهر"],
        "summary": "A hill at a river.",
        "url": "places/tell-nahr/",
        "coordinates": [-31.2, 16.6],
        "part_of": "places/the-valley",
    }


def test_claims_with_what_they_cite(data: dict[str, Any]) -> None:
    assert {
        "page": "articles/chronicle",
        "part": "key point",
        "text": "The Brothers held the crossing.",
        "cites": ["chronicle#p1", "chronicle#p2"],
        "verdict": "cited",
        "quotations": 0,
        "figures": 0,
    } in data["evidence"]
    assert data["relations"][0] == {
        "from": "actors/brothers-of-the-ford",
        "label": "holders of",
        "to": "places/tell-nahr",
        "date": "1203~/1204",
        "cites": ["chronicle#p1", "hill-book"],
    }
    events = {event["id"]: event for event in data["events"]}
    fall = events["events/fall"]
    assert (fall["earliest"], fall["latest"]) == ("1204-05-01", "1204-05-31")
    assert fall["entities"] == ["actors/brothers-of-the-ford", "places/tell-nahr"]
    assert events["events/year1204"]["latest"] == ""


def test_every_array_has_a_stable_order(data: dict[str, Any]) -> None:
    assert [e["id"] for e in data["entities"]] == sorted(e["id"] for e in data["entities"])
    pairs = [(link["from"], link["to"]) for link in data["links"]]
    assert pairs == sorted(set(pairs))
    places = [(m["in"], m["passage"], m.get("start", 0)) for m in data["mentions"]]
    assert places == sorted(places)


def test_every_id_is_known(data: dict[str, Any]) -> None:
    entities = {entity["id"] for entity in data["entities"]}
    assert {mention["entity"] for mention in data["mentions"]} <= entities
    assert {r[end] for r in data["relations"] for end in ("from", "to")} <= entities
    pages = entities | {item["id"] for name in ("articles", "events") for item in data[name]}
    pages |= {"pages/about", "pages/plain"}
    assert {link[end] for link in data["links"] for end in ("from", "to")} <= pages


def test_an_excerpt_gives_gists_and_no_places_in_its_text(data: dict[str, Any]) -> None:
    letter = next(a for a in data["articles"] if a["id"] == "articles/letter")
    assert [p["text"] for p in letter["passages"]] == [
        "It tells of winters, and is signed.",
        "It names a place.",
    ]
    named = [m for m in data["mentions"] if m["in"] == "articles/letter"]
    assert named and not any("start" in m or "end" in m for m in named)
    assert SECRET not in json.dumps(data)


def test_it_stands_in_the_site_as_utf_8(built: Built) -> None:
    _, site = built(SMALL)
    data = (site / "data" / "briefing.json").read_bytes()
    assert "تل نهر".encode() in data and data.endswith(b"}\n")
