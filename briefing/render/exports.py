"""The briefing for the tools of three trades: a map, a graph and a table.

``data/briefing.json`` holds everything. These files hold a part of it each, in the form
that is opened as it is: the places as GeoJSON (RFC 7946), the relations as GraphML, the
events as CSV (RFC 4180). Addresses in them are those of the site's own pages, below its
root, so that the files stay true wherever the site stands.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from briefing.asjson import laid_out, number
from briefing.fragments import Cite, Fragments
from briefing.model import Briefing, Date, Entity, Event, Relation
from briefing.render import urls
from briefing.render.bodies import kind_class, passage_name, plain
from briefing.render.lookups import Lookups
from briefing.render.shelf import Shelf

PLACES = "data/places.geojson"
RELATIONS = "data/relations.graphml"
EVENTS = "data/events.csv"


# --- what they share ------------------------------------------------------------------------


def earliest(date: Date | None) -> str:
    """Return the first day that a date may mean, empty for an open start or no date."""
    return _day(date.lower) if date and date.lower else ""


def latest(date: Date | None) -> str:
    """Return the last day that a date may mean, empty for an open end or no date."""
    return _day(date.upper) if date and date.upper else ""


def _day(day: tuple[int, int, int]) -> str:
    """Return a day as YYYY-MM-DD. A year has four digits even before the year 0: -0043."""
    year, month, number = day
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{number:02}"


def cited(fragments: Fragments) -> tuple[str, ...]:
    """Return what fragments cite, each once: passages as ``SLUG#p3``, references by key."""
    cites = [fragment for fragment in fragments if isinstance(fragment, Cite)]
    passages = (passage_name(passage) for cite in cites for passage in cite.passages)
    references = (key for cite in cites for key in cite.references)
    return tuple(dict.fromkeys([*passages, *references]))


# --- places ---------------------------------------------------------------------------------


def places_geojson(briefing: Briefing) -> bytes:
    """Return the places as a GeoJSON feature collection, sorted by id.

    A place whose coordinates nobody gave is a feature without geometry: it has a page, and
    leaving it out would make the file say that it does not exist.
    """
    shelf = Shelf(briefing)
    places = sorted(shelf.of_kind("places"), key=lambda place: place.id)
    features = [_feature(shelf, place) for place in places]
    content = {"type": "FeatureCollection", "features": features}
    return laid_out(content, indent=1)


def _feature(shelf: Shelf, place: Entity) -> dict[str, Any]:
    """Return a place as a feature. GeoJSON sets the longitude first, editors the latitude."""
    point = [number(degrees) for degrees in reversed(place.coordinates or ())]
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {
            "id": place.id,
            "title": place.title,
            "kind": kind_class(place.id),
            "type": place.type,
            "aliases": [alias.text for alias in place.naming.aliases],
            "summary": plain(shelf.briefing.summaries[place.id]),
            "part_of": shelf.briefing.parents.get(place.id),
            "url": urls.address(place.id),
            "mentions": shelf.counts.get(place.id, (0, 0))[0],
        },
    }


# --- relations ------------------------------------------------------------------------------

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE = ("title", "kind", "type", "url")
_EDGE = ("label", "date", "earliest", "latest", "cites")


def relations_graphml(briefing: Briefing) -> bytes:
    """Return the relations as a directed graph of the entities that take part in one.

    A node's id is the entity's. An edge's id is made of its two ends and a number among
    the relations between these, so that a relation keeps its id when others are added.
    """
    root = ET.Element("graphml", xmlns=_GRAPHML)
    for owner, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            key = {"id": f"{owner}.{name}", "for": owner, "attr.name": name}
            ET.SubElement(root, "key", {**key, "attr.type": "string"})
    graph = ET.SubElement(root, "graph", id="relations", edgedefault="directed")
    ends = {end for relation in briefing.relations for end in (relation.source, relation.target)}
    for page in sorted(ends):
        _add(graph, "node", {"id": page}, _node(briefing.entities[page]))
    for nth, relation in _numbered(briefing.relations):
        source, target = relation.source, relation.target
        about = {"id": f"{source}--{target}--{nth}", "source": source, "target": target}
        _add(graph, "edge", about, _edge(relation))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _numbered(relations: Iterable[Relation]) -> Iterator[tuple[int, Relation]]:
    """Yield relations with their numbers, counted from 1 for each pair of ends."""
    count: Counter[tuple[str, str]] = Counter()
    for relation in relations:
        pair = relation.source, relation.target
        count[pair] += 1
        yield count[pair], relation


def _node(entity: Entity) -> Mapping[str, str]:
    return {
        "title": entity.title,
        "kind": kind_class(entity.id),
        "type": entity.type,
        "url": urls.address(entity.id),
    }


def _edge(relation: Relation) -> Mapping[str, str]:
    return {
        "label": relation.label,
        "date": relation.date.text if relation.date else "",
        "earliest": earliest(relation.date),
        "latest": latest(relation.date),
        "cites": " ".join(cited(relation.cites)),
    }


def _add(parent: ET.Element, tag: str, about: dict[str, str], data: Mapping[str, str]) -> None:
    """Add a node or an edge with its data; what is empty is left out."""
    element = ET.SubElement(parent, tag, about)
    for name, value in data.items():
        if value:
            ET.SubElement(element, "data", key=f"{tag}.{name}").text = value


# --- events ---------------------------------------------------------------------------------

_DATES = ("date", "earliest", "latest")
_COLUMNS = (
    "id",
    "title",
    *_DATES,
    "uncertain",
    "approximate",
    "summary",
    "actors",
    "places",
    "cites",
)

# With the wide forms, which some spreadsheets take for the narrow ones.
_FORMULA = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n", "'")


def events_csv(briefing: Briefing) -> bytes:
    """Return the events as a table with a header, in the order of their dates.

    A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula.
    Such a cell is given an apostrophe in front, and so is one that begins with an
    apostrophe itself: a program gets the text back by taking one apostrophe away. Dates
    are left as they are. Their grammar has no room for a formula that could do anything
    but subtract, and a program must be able to read ``-0043`` as the date that it is.
    """
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    lookups = Lookups(briefing)
    for event in lookups.events:
        row = _row(briefing, event, sorted(lookups.participants.get(event.id, ())))
        writer.writerow({name: _cell(name, text) for name, text in row.items()})
    return table.getvalue().encode()


def _cell(column: str, text: str) -> str:
    """Return a cell's text, kept from being run as a formula."""
    return f"'{text}" if column not in _DATES and text.startswith(_FORMULA) else text


def _row(briefing: Briefing, event: Event, pages: Sequence[str]) -> Mapping[str, str]:
    """Return an event in which ``pages`` take part as a row.

    No id holds a space, so a space parts the ids of a cell.
    """
    date, summary = event.date, briefing.summaries[event.id]
    return {
        "id": event.id,
        "title": event.title,
        "date": date.text,
        "earliest": earliest(date),
        "latest": latest(date),
        "uncertain": str(date.uncertain).lower(),
        "approximate": str(date.approximate).lower(),
        "summary": plain(summary),
        "actors": " ".join(page for page in pages if page.startswith("actors/")),
        "places": " ".join(page for page in pages if page.startswith("places/")),
        "cites": " ".join(cited(summary + briefing.bodies[event.id])),
    }
