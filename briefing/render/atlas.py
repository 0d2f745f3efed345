"""The places of a briefing on the map of the world, and what its maps choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import merge
from math import ceil

from msgspec import Struct

from briefing.draw.cells import Cells, Window, found_in, sorted_in
from briefing.draw.land import Sight, main_points, sight
from briefing.draw.maps import Land, Spot
from briefing.draw.nearest import Tree, nearest, tree
from briefing.draw.views import View, distance
from briefing.draw.world import World
from briefing.link.names import key
from briefing.model import Entity
from briefing.render.shelf import Shelf

SOFT = ("region", "area", "other")
"""The types of places that a point does not stand for."""

_SAME = 1.0  # kilometres: what is nearer is no other city


class Atlas(Struct, frozen=True, dict=True):
    """The places of a briefing on the map of the world, those named most often first.

    ``units`` are the countries that each is drawn as. What is seen through a view is kept, for
    the cities of a country share one, and so are the points around some units.
    """

    shelf: Shelf
    world: World
    ranked: tuple[Entity, ...]
    units: Mapping[str, tuple[str, ...]]

    @cached_property
    def _sights(self) -> dict[View, Sight]:
        return {}

    @cached_property
    def _outlines(self) -> dict[tuple[str, ...], list[tuple[float, float]]]:
        return {}

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

    # --- what maps choose from ------------------------------------------------------------------

    @cached_property
    def spots(self) -> tuple[tuple[str, Spot], ...]:
        """The cities with their ids, those named most often first."""
        cities = (p for p in self.ranked if p.coordinates and not self.land(p.id))
        return tuple((p.id, spot_of(p)) for p in cities if p.type not in SOFT)

    @cached_property
    def _cells(self) -> Cells:
        points = ((spot.lon, spot.lat) for _, spot in self.spots)
        return sorted_in((lon, lat, lon, lat) for lon, lat in points)

    def spots_in(self, window: Window) -> Iterator[tuple[str, Spot]]:
        """Yield the cities in a window, those named most often first."""
        west, south, east, north = window
        for number in merge(*found_in(self._cells, window)):
            _, spot = self.spots[number]
            lon = spot.lon + 360 * ceil((west - spot.lon) / 360)
            if lon <= east and south <= spot.lat <= north:
                yield self.spots[number]

    @cached_property
    def lands(self) -> Mapping[str, Land]:
        """The countries that maps name, by unit: the briefing's, then all others.

        The names of those are English, so pages in other languages go without.
        """
        own = ((p, self.land(p.id)) for p in self.ranked)
        named = [(units[0], p.title) for p, units in own if len(units) == 1]
        if self.shelf.language.tag.startswith("en"):
            named += [(code, unit.name) for code, unit in sorted(self.world.units.items())]
        found: dict[str, Land] = {}
        for unit, name in named:
            found.setdefault(unit, Land(name, "", (unit,)))
        return found

    @cached_property
    def _land_ranks(self) -> Mapping[str, int]:
        return {unit: rank for rank, unit in enumerate(self.lands)}

    def lands_in(self, seen: Sight) -> list[Land]:
        """Return the countries that maps name and that may lie in view."""
        ranks = self._land_ranks
        return [
            self.lands[unit] for unit in sorted(seen.units & ranks.keys(), key=ranks.__getitem__)
        ]

    @cached_property
    def countries(self) -> Mapping[str, tuple[tuple[int, Entity], ...]]:
        """The countries of the briefing by unit, each with its place in the list of places."""
        found: dict[str, tuple[tuple[int, Entity], ...]] = {}
        for number, place in enumerate(self.shelf.of_kind("places")):
            if len(units := self.land(place.id)) == 1:
                found[units[0]] = (*found.get(units[0], ()), (number, place))
        return found

    @cached_property
    def cities(self) -> Mapping[tuple[float, float], str]:
        """The points at which cities stand, each with the first of their titles."""
        found: dict[tuple[float, float], str] = {}
        for place in self.shelf.of_kind("places"):
            if place.coordinates and place.type == "city":
                point = point_of(place)
                found[point] = min(found.get(point, place.title), place.title)
        return found

    @cached_property
    def _points(self) -> tuple[tuple[float, float], ...]:
        return tuple(self.cities)

    @cached_property
    def _tree(self) -> Tree | None:
        return tree(self._points)

    def nearest(self, at: tuple[float, float]) -> tuple[float, str] | None:
        """Return how far the nearest city is that is not at a point itself, and its title."""
        points = self._points
        found = nearest(self._tree, at, lambda number: distance(at, points[number]) >= _SAME)
        ways = ((distance(at, points[n]), self.cities[points[n]]) for n in found)
        return min(ways, default=None)


def atlas(shelf: Shelf) -> Atlas | None:
    """Return the places on the map, or nothing where there are none or there is no map."""
    places = shelf.by_appearance("places")
    if not places or shelf.world is None:
        return None
    names = {key(unit.name): unit.id for unit in shelf.world.units.values()}
    units = {place.id: _units(place, names, shelf.world) for place in places}
    return Atlas(shelf, shelf.world, ranked(shelf), units)


def ranked(shelf: Shelf) -> tuple[Entity, ...]:
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


def point_of(place: Entity) -> tuple[float, float]:
    """Return longitude and latitude of a place that has coordinates."""
    latitude, longitude = place.coordinates or (0.0, 0.0)
    return longitude, latitude


def spot_of(place: Entity, kind: str = "") -> Spot:
    """Return a place that has coordinates as maps draw it, if not as land."""
    lon, lat = point_of(place)
    return Spot(place.title, kind or "place", lon, lat, place.type in SOFT)
