"""The maps of the pages: where each place lies, and all places at once.

A country is drawn as land: the one that its ``area`` names, or the one of Natural Earth's
that has its title or an alias. So is a region that names its countries. What has only
coordinates is a dot if it is a city, and otherwise a soft circle, for it has no outline.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from briefing.draw.land import Sight, main_points, sight
from briefing.draw.maps import Land, Map, Scene, Size, Spot, draw
from briefing.draw.views import View, distance, fitted
from briefing.draw.world import World
from briefing.link.names import key
from briefing.model import Entity
from briefing.render.figures import Figure
from briefing.render.parts import EntityLink
from briefing.render.shelf import Shelf

_LOCATOR, _OVERVIEW = (360, 240), (720, 420)

_COLUMN = (Size("", 14, 12.5, 4),)
"""A locator is never shown much smaller than it is drawn: 328 pixels wide on a small phone."""

_WIDE = (Size("wide", 13.5, 11.6, 3.5), Size("narrow", 28, 24.5, 8))
"""The overview is 684 pixels wide on a tablet, 328 on a small phone: 11 pixels at least."""

_WIDEST = 20.0  # degrees that the locator of a city shows at most
_NEAREST = 6.0  # degrees that a view shows at least
_VAST = 60.0  # a country of more degrees is no measure for the overview
_ASIDE = 0.22  # how far, in shares of the frame, a city may stand from its middle

_SOFT = ("region", "area", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView(Figure):
    """A map; ``places`` are those of the briefing that are drawn on it."""

    map: Map
    places: tuple[EntityLink, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The places of a briefing on the map of the world, those named most often first.

    ``units`` are the countries that each is drawn as. What is seen through a view is kept, for
    the cities of a country share one, and so are the points around some units.
    """

    shelf: Shelf
    world: World
    ranked: tuple[Entity, ...]
    units: Mapping[str, tuple[str, ...]]
    _sights: dict[View, Sight] = field(default_factory=dict, compare=False, repr=False)
    _outlines: dict[tuple[str, ...], list[tuple[float, float]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def sight(self, view: View) -> Sight:
        """Return the world through a view."""
        if view not in self._sights:
            self._sights[view] = sight(self.world, view)
        return self._sights[view]

    def outline(self, units: tuple[str, ...]) -> list[tuple[float, float]]:
        """Return points around the main part of some units."""
        if units not in self._outlines:
            self._outlines[units] = main_points(self.world, units)
        return self._outlines[units]

    def land(self, place: str) -> tuple[str, ...]:
        """Return the units that a place is drawn as."""
        return self.units.get(place, ())


def atlas(shelf: Shelf) -> Atlas | None:
    """Return the places on the map, or nothing where there are none or there is no map."""
    places = shelf.by_appearance("places")
    if not places or shelf.world is None:
        return None
    names = {key(unit.name): unit.id for unit in shelf.world.units.values()}
    units = {place.id: _units(place, names, shelf.world) for place in places}
    return Atlas(shelf, shelf.world, _ranked(shelf), units)


def _ranked(shelf: Shelf) -> tuple[Entity, ...]:
    """Return the places, those named most often first."""
    places = shelf.by_appearance("places")
    return tuple(sorted(places, key=lambda place: -shelf.counts.get(place.id, (0, 0))[0]))


def _units(place: Entity, names: Mapping[str, str], world: World) -> tuple[str, ...]:
    """Return the units that a place is made of: those it names, or the one of its name."""
    if place.area or place.type != "country":
        return tuple(unit for unit in place.area if unit in world.units)
    titles = (place.title, *(alias.text for alias in place.naming.aliases))
    found = (names[key(title)] for title in titles if key(title) in names)
    return tuple(found)[:1]


def _at(place: Entity) -> tuple[float, float]:
    """Return longitude and latitude of a place that has coordinates."""
    latitude, longitude = place.coordinates or (0.0, 0.0)
    return longitude, latitude


def _spot(place: Entity, kind: str = "") -> Spot:
    lon, lat = _at(place)
    return Spot(place.title, kind or "place", lon, lat, place.type in _SOFT)


@dataclass(frozen=True)
class Maps:
    """The maps of a briefing, each drawn once for as long as nothing on any of them changes."""

    shelf: Shelf

    @cached_property
    def _atlas(self) -> Atlas | None:
        return atlas(self.shelf)

    @cached_property
    def _known(self) -> str:
        """A name of all that maps are drawn from: the world, the places in order, the words."""
        shelf = self.shelf
        world = hashlib.sha256(shelf.atlas).hexdigest()
        language = shelf.language
        told = (shelf.briefing.settings.language, language.tag, sorted(language.texts.items()))
        places = [_drawn_from(shelf, place) for place in _ranked(shelf)]
        return hashlib.sha256(repr((world, told, places)).encode()).hexdigest()

    def overview(self, here: str) -> MapView | None:
        """Return the map of all places, or nothing where none can be drawn."""
        make = partial(self._overview, here)
        return self.shelf.once(("map", self._known, here), make)

    def locator(self, place: Entity) -> MapView | None:
        """Return the map on a place's own page, or nothing where it cannot be drawn."""
        make = partial(self._locator, place)
        return self.shelf.once(("map", self._known, place.id), make)

    def _overview(self, here: str) -> MapView | None:
        return overview(self._atlas, here)

    def _locator(self, place: Entity) -> MapView | None:
        return locator(self._atlas, place)


def _drawn_from(shelf: Shelf, place: Entity) -> tuple[object, ...]:
    """Return all of a place that a map may show."""
    aliases = tuple(alias.text for alias in place.naming.aliases)
    parent = shelf.briefing.parents.get(place.id, "")
    return place.id, place.title, place.type, place.coordinates, place.area, aliases, parent


# --- all places -----------------------------------------------------------------------------


def overview(chart: Atlas | None, here: str) -> MapView | None:
    """Return the map of all places, or nothing where none can be drawn."""
    shown = [p for p in chart.ranked if _is_drawn(chart, p)] if chart else []
    if chart is None or not shown:
        return None
    shelf = chart.shelf
    cities = [p for p in shown if not chart.land(p.id) and p.type not in _SOFT]
    soft = [p for p in shown if not chart.land(p.id) and p.type in _SOFT]
    countries = [p for p in shown if chart.land(p.id)]
    lands = tuple(Land(p.title, "named", chart.land(p.id)) for p in countries)
    spots = tuple(_spot(place) for place in (*cities, *soft))
    view = _view_of_all(chart, shown)
    scene = Scene(spots, lands, _WIDE, most=10, bytes=24_000)
    say, names = shelf.language.say, [place.title for place in shown]
    drawn = draw(chart.sight(view), scene, say("map.scale", number="{}"))
    return MapView(
        **_frame(shelf, names, drawn),
        id="map",
        title=say("map.overview"),
        finding=_most(shelf, shown),
        places=tuple(shelf.entity_link(place.id, here) for place in shown),
    )


def _is_drawn(chart: Atlas, place: Entity) -> bool:
    """Say whether the overview shows a place: regions of several countries would cover others."""
    units = chart.land(place.id)
    return len(units) == 1 if units else place.coordinates is not None


def _view_of_all(chart: Atlas, shown: Sequence[Entity]) -> View:
    points = [_at(place) for place in shown if place.coordinates]
    for unit in sorted({unit for place in shown for unit in chart.land(place.id)}):
        outline = chart.outline((unit,))
        whole = fitted(outline, _OVERVIEW, pad=0, least=_NEAREST)
        points += outline if whole.degrees < _VAST or not points else []
    return fitted(points, _OVERVIEW, pad=0.05, least=2 * _NEAREST)


def _most(shelf: Shelf, shown: Sequence[Entity]) -> str:
    """Say in which place most of the others lie, the smallest that holds a third of them."""
    places, language = shelf.of_kind("places"), shelf.language
    above = {place.id: [*shelf.ancestors(place.id)] for place in places}
    held = {p.id: sum(p.id in found for found in above.values()) for p in places}
    large = [p for p in places if 3 * held[p.id] >= len(places)]
    if not large:
        return language.count("map.marked", len(shown))
    best = min(large, key=lambda p: (held[p.id], -len(above[p.id]), p.id))
    return language.count("map.most", held[best.id], all=len(places), place=best.title)


# --- one place ------------------------------------------------------------------------------


def locator(chart: Atlas | None, place: Entity) -> MapView | None:
    """Return the map on a place's own page, or nothing where it cannot be drawn."""
    if chart is None or place.kind != "places":
        return None
    shelf = chart.shelf
    own = _own(chart, place)
    if not own.units and not place.coordinates:
        return None
    view = _view(chart, place, own.units)
    dotted = place.coordinates and (not chart.land(place.id) or _tiny(chart, own.units))
    spots = (_spot(place, "own"),) if dotted else ()
    scene = Scene(
        (*spots, *_beside(chart, place)), (own, *_lands(chart, own)), _COLUMN, most=10, bytes=3300
    )
    drawn = draw(chart.sight(view), scene, shelf.language.say("map.scale", number="{}"))
    labels = [label.text for label in (*drawn.layers[0].names, *drawn.layers[0].lands[1:])]
    known = (*(u.name for u in chart.world.units.values()), *(p.title for p in chart.ranked))
    titles = {name.upper(): name for name in known}
    return MapView(
        **_frame(shelf, [titles[text.upper()] for text in labels], drawn),
        id="map",
        title=shelf.language.say("map.title", place=place.title),
        finding=_finding(chart, place),
        places=(),
    )


def _own(chart: Atlas, place: Entity) -> Land:
    """Return the land of a place, or that of the nearest place above it that has any.

    Its name is shown only where it is a country: a region's name would stand on one of them.
    """
    chain = (place.id, *chart.shelf.ancestors(place.id))
    found = next((one for one in chain if chart.land(one)), "")
    units = chart.land(found)
    name = chart.shelf.documents[found].title if len(units) == 1 else ""
    return Land(name, "own", units)


def _view(chart: Atlas, place: Entity, units: tuple[str, ...]) -> View:
    """Return a view of a country or region, or of a city in its country."""
    outline = chart.outline(units)
    if chart.land(place.id) or not place.coordinates:
        return fitted(outline, _LOCATOR, pad=0.16, least=_NEAREST)
    at = _at(place)
    whole = fitted([*outline, at], _LOCATOR, pad=0.14, least=_NEAREST)
    if outline and whole.degrees <= _WIDEST:
        return whole
    near = fitted([at], _LOCATOR, pad=0, least=_WIDEST)
    if not outline:
        return near
    flat = [near(*point) for point in outline]
    x = (min(x for x, _ in flat) + max(x for x, _ in flat)) / 2 / near.width - 0.5
    y = (min(y for _, y in flat) + max(y for _, y in flat)) / 2 / near.height - 0.5
    shift = (max(-_ASIDE, min(_ASIDE, x)), max(-_ASIDE, min(_ASIDE, -y)))
    return fitted([at], _LOCATOR, pad=0, least=_WIDEST, shift=shift)


def _tiny(chart: Atlas, units: tuple[str, ...]) -> bool:
    """Say whether a country is so small that a map of what is around it needs a dot for it."""
    return fitted(chart.outline(units), _LOCATOR, pad=0, least=0.01).degrees < _NEAREST / 20


def _beside(chart: Atlas, place: Entity) -> Iterator[Spot]:
    """Yield the other cities of the briefing."""
    for other in chart.ranked:
        is_city = other.coordinates and other.type not in _SOFT and not chart.land(other.id)
        if is_city and other.id != place.id:
            yield _spot(other)


def _lands(chart: Atlas, own: Land) -> Iterator[Land]:
    """Yield the other countries to name: the briefing's, then all that may be around.

    The names of those are English, so pages in other languages go without.
    """
    seen = set(own.units) if own.name else set()
    for other in (p for p in chart.ranked if len(chart.land(p.id)) == 1):
        (unit,) = chart.land(other.id)
        if unit not in seen:
            seen.add(unit)
            yield Land(other.title, "", (unit,))
    if chart.shelf.language.tag.startswith("en"):
        for code, unit_ in sorted(chart.world.units.items()):
            if code not in seen:
                yield Land(unit_.name, "", (code,))


# --- words ----------------------------------------------------------------------------------


def _frame(shelf: Shelf, names: Sequence[str], drawn: Map) -> dict[str, Any]:
    say = shelf.language.say
    listed = say("lists.comma").join(names)
    shown = say("map.shows", names=listed) if names else ""
    bordered = drawn.base.borders or drawn.base.disputed
    source = say("map.source" if bordered else "map.plain", source="Natural Earth")
    return {
        "description": shown,
        "source": shelf.prose(source),
        "width": drawn.width,
        "height": drawn.height,
        "map": drawn,
    }


def _finding(chart: Atlas, place: Entity) -> str:
    """Say in words what the map of a place shows."""
    shelf, say = chart.shelf, chart.shelf.language.say
    title, parents = place.title, [shelf.documents[p].title for p in shelf.ancestors(place.id)]
    units = chart.land(place.id)
    if len(units) > 1:
        return shelf.language.count("map.units", len(units), place=title)
    if units and (borders := _borders(chart, place, units[0])):
        return say("map.borders", place=title, others=say("lists.comma").join(borders))
    if not place.coordinates and not units:
        return say("map.unplaced", place=title, parent=parents[0])
    if not units and place.type in _SOFT:
        return say("map.circle", place=title)
    near = "" if units else _nearest(chart, place)
    if near and parents:
        return say("map.near-in", place=title, parent=parents[0], near=near)
    if near:
        return say("map.near", place=title, near=near)
    if parents:
        return say("map.in", place=title, parent=parents[0])
    if units:
        return say("map.lone", place=title)
    return say("lists.sentence", text=say("map.title", place=title))


def _borders(chart: Atlas, place: Entity, unit: str) -> list[str]:
    """Return the countries of the briefing that a country has a border with."""
    beside = set(chart.world.neighbours(unit))
    places = chart.shelf.of_kind("places")
    return [
        p.title
        for p in places
        if p.id != place.id and len(chart.land(p.id)) == 1 and chart.land(p.id)[0] in beside
    ]


def _nearest(chart: Atlas, place: Entity) -> str:
    """Return how far the nearest other city of the briefing is, and which, in words."""
    cities = (p for p in chart.shelf.of_kind("places") if p.coordinates and p.type == "city")
    others = [(distance(_at(place), _at(p)), p.title) for p in cities if p.id != place.id]
    far, title = min((one for one in others if one[0] >= 1), default=(0.0, ""))
    if not title:
        return ""
    rounded = round(far, -1) if far >= 100 else round(far)
    return chart.shelf.language.say("map.distance", number=f"{rounded:.0f}", other=title)
