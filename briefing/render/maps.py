"""The maps of the pages: where each place lies, and all places at once.

A country is drawn as land: the one that its ``area`` names, or the one of Natural Earth's
that has its title or an alias. So is a region that names its countries. What has only
coordinates is a dot if it is a city, and otherwise a soft circle, for it has no outline.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, islice
from math import cos, radians
from typing import Any

from msgspec import Struct

from briefing.draw.land import Sight
from briefing.draw.maps import Land, Map, Scene, Size, draw
from briefing.draw.views import View, fitted
from briefing.model import Entity
from briefing.render.atlas import SOFT, Atlas, atlas, point_of, ranked, spot_of
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
_KNOT = 4.0  # degrees between the middles of such locators
_ASIDE = 0.22  # how far, in shares of the frame, a city may stand from its middle

_MARKS = 60  # cities beside its own that a locator may show

_PLACES = 120
"""Places on the overview: of more those that the articles name most often."""


class MapView(Figure, frozen=True, kw_only=True):
    """A map; ``places`` are those of the briefing that are drawn on it."""

    map: Map
    places: tuple[EntityLink, ...]


class Plan(Struct, frozen=True):
    """What the map of one place is to show, and what its caption says."""

    view: View
    scene: Scene
    finding: str


class Maps(Struct, frozen=True, dict=True):
    """The maps of a briefing, each drawn once for as long as it shows the same.

    What they show is chosen anew when anything changes that any of them may show.
    """

    shelf: Shelf

    @cached_property
    def _atlas(self) -> Atlas | None:
        return atlas(self.shelf)

    @cached_property
    def _world(self) -> str:
        return hashlib.sha256(self.shelf.atlas).hexdigest()

    @cached_property
    def _known(self) -> str:
        """A name of all that maps are made from: the world, the places in order, the words."""
        shelf, language = self.shelf, self.shelf.language
        told = (shelf.briefing.settings.language, language.tag, sorted(language.texts.items()))
        places = [_drawn_from(shelf, place) for place in ranked(shelf)]
        return hashlib.sha256(repr((self._world, told, places)).encode()).hexdigest()

    def overview(self, here: str) -> MapView | None:
        """Return the map of all places, or nothing where none can be drawn."""
        return self.shelf.once(
            ("overview", self._known, here), lambda: _overview(self._atlas, here)
        )

    def locator(self, place: Entity) -> MapView | None:
        """Return the map on a place's own page, or nothing where it cannot be drawn."""
        once = self.shelf.once
        plan = once(("plan", self._known, place.id), lambda: _plan(self._atlas, place))
        if plan is None:
            return None
        number = self.shelf.language.say("map.scale", number="{}")
        key = ("map", self._world, plan.view, plan.scene, number)
        drawn = once(key, lambda: draw(self._sight(plan.view), plan.scene, number))
        return _locator(self.shelf, place, plan, drawn)

    def _sight(self, view: View) -> Sight:
        assert self._atlas, "what has a plan has an atlas"
        return self._atlas.sight(view)


def _drawn_from(shelf: Shelf, place: Entity) -> tuple[object, ...]:
    """Return all of a place that a map may show."""
    aliases = tuple(alias.text for alias in place.naming.aliases)
    parent = shelf.briefing.parents.get(place.id, "")
    return place.id, place.title, place.type, place.coordinates, place.area, aliases, parent


# --- all places -----------------------------------------------------------------------------


def _overview(chart: Atlas | None, here: str) -> MapView | None:
    """Return the map of all places, or nothing where none can be drawn."""
    known = [p for p in chart.ranked if _is_drawn(chart, p)] if chart else []
    if chart is None or not known:
        return None
    shelf, shown = chart.shelf, known[:_PLACES]
    cities = [p for p in shown if not chart.land(p.id) and p.type not in SOFT]
    soft = [p for p in shown if not chart.land(p.id) and p.type in SOFT]
    countries = [p for p in shown if chart.land(p.id)]
    lands = tuple(Land(p.title, "named", chart.land(p.id)) for p in countries)
    spots = tuple(spot_of(place) for place in (*cities, *soft))
    view = _view_of_all(chart, shown)
    scene = Scene(spots, lands, _WIDE, most=10, bytes=24_000)
    say = shelf.language.say
    drawn = draw(chart.sight(view), scene, say("map.scale", number="{}"))
    return MapView(
        **_frame(shelf, scene, drawn),
        id="map",
        title=say("map.overview"),
        finding=_overall(shelf, len(shown), len(known)),
        places=tuple(shelf.entity_link(place.id, here) for place in shown),
    )


def _overall(shelf: Shelf, shown: int, known: int) -> str:
    """Say where most places lie, and how many are shown if these are not all that could be."""
    chosen = shelf.language.say("map.chosen", shown=shown, number=known) if shown < known else ""
    said = " ".join(filter(None, (_most(shelf), chosen)))
    return said or shelf.language.count("map.marked", shown)


def _is_drawn(chart: Atlas, place: Entity) -> bool:
    """Say whether the overview shows a place: regions of several countries would cover others."""
    units = chart.land(place.id)
    return len(units) == 1 if units else place.coordinates is not None


def _view_of_all(chart: Atlas, shown: Sequence[Entity]) -> View:
    points = [point_of(place) for place in shown if place.coordinates]
    for unit in sorted({unit for place in shown for unit in chart.land(place.id)}):
        outline = chart.outline((unit,))
        whole = fitted(outline, _OVERVIEW, pad=0, least=_NEAREST)
        points += outline if whole.degrees < _VAST or not points else []
    return fitted(points, _OVERVIEW, pad=0.05, least=2 * _NEAREST)


def _most(shelf: Shelf) -> str:
    """Say in which place most of the others lie, the smallest that holds a third; if any does."""
    places, language = shelf.of_kind("places"), shelf.language
    above = {place.id: [*shelf.ancestors(place.id)] for place in places}
    held = Counter(chain.from_iterable(above.values()))
    large = [p for p in places if 3 * held[p.id] >= len(places)]
    if not large:
        return ""
    best = min(large, key=lambda p: (held[p.id], -len(above[p.id]), p.id))
    return language.count("map.most", held[best.id], all=len(places), place=best.title)


# --- one place ------------------------------------------------------------------------------


def _plan(chart: Atlas | None, place: Entity) -> Plan | None:
    """Return what the map on a place's own page is to show, nothing where none can be drawn."""
    if chart is None or place.kind != "places":
        return None
    own = _own(chart, place)
    if not own.units and not place.coordinates:
        return None
    view = _view(chart, place, own.units)
    dotted = place.coordinates and (not chart.land(place.id) or _tiny(chart, own.units))
    spots = (spot_of(place, "own"),) if dotted else ()
    seen = chart.sight(view)
    beside = (spot for other, spot in chart.spots_in(seen.window) if other != place.id)
    lands = (land for land in chart.lands_in(seen) if not own.name or land.units != own.units)
    spots = (*spots, *islice(beside, _MARKS))
    scene = Scene(spots, (own, *lands), _COLUMN, most=10, bytes=3300)
    return Plan(view, scene, _finding(chart, place))


def _locator(shelf: Shelf, place: Entity, plan: Plan, drawn: Map) -> MapView:
    """Return the map on a place's own page."""
    return MapView(
        **_frame(shelf, plan.scene, drawn),
        id="map",
        title=shelf.language.say("map.title", place=place.title),
        finding=plan.finding,
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
    at = point_of(place)
    if not outline:
        return _near(at)
    whole = fitted([*outline, at], _LOCATOR, pad=0.14, least=_NEAREST)
    if whole.degrees <= _WIDEST:
        return whole
    near = fitted([at], _LOCATOR, pad=0, least=_WIDEST)
    flat = [near(*point) for point in outline]
    x = (min(x for x, _ in flat) + max(x for x, _ in flat)) / 2 / near.width - 0.5
    y = (min(y for _, y in flat) + max(y for _, y in flat)) / 2 / near.height - 0.5
    shift = (max(-_ASIDE, min(_ASIDE, x)), max(-_ASIDE, min(_ASIDE, -y)))
    aside = fitted([at], _LOCATOR, pad=0, least=_WIDEST, shift=shift)
    return _near(aside.centre or at)


def _near(at: tuple[float, float]) -> View:
    """Return a view of what is around a point, the same one for all points around a knot.

    However many cities there are, there are no more such views than knots on the globe.
    """
    lat = _KNOT * round(at[1] / _KNOT)
    step = 360 / max(1, round(360 / _KNOT * cos(radians(lat))))
    return fitted([(step * round(at[0] / step), lat)], _LOCATOR, pad=0, least=_WIDEST)


def _tiny(chart: Atlas, units: tuple[str, ...]) -> bool:
    """Say whether a country is so small that a map of what is around it needs a dot for it."""
    return fitted(chart.outline(units), _LOCATOR, pad=0, least=0.01).degrees < _NEAREST / 20


# --- words ----------------------------------------------------------------------------------


def _frame(shelf: Shelf, scene: Scene, drawn: Map) -> dict[str, Any]:
    say = shelf.language.say
    named = (*(land.name for land in scene.lands), *(spot.name for spot in scene.spots))
    names = {name.upper(): name for name in named}  # as lands are labelled
    labels = [label.text for label in (*drawn.layers[0].names, *drawn.layers[0].lands[1:])]
    listed = say("lists.comma").join(names[text.upper()] for text in labels)
    shown = say("map.shows", names=listed) if labels else ""
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
    if not units and place.type in SOFT:
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
    beside = chart.world.neighbours(unit)
    found = sorted(one for other in beside for one in chart.countries.get(other, ()))
    return [other.title for _, other in found if other.id != place.id]


def _nearest(chart: Atlas, place: Entity) -> str:
    """Return how far the nearest other city of the briefing is, and which, in words."""
    near = chart.nearest(point_of(place))
    if near is None:
        return ""
    far, title = near
    rounded = round(far, -1) if far >= 100 else round(far)
    return chart.shelf.language.say("map.distance", number=f"{rounded:.0f}", other=title)
