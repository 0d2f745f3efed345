"""The map of the world: whole, sewn up where it was cut, its borders shared."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import unary_union
from shapely.geometry import Polygon, box
from shapely.validation import make_valid

from briefing.draw.cells import found_in, sorted_in
from briefing.draw.clipping import around_pole, clipped, windowed
from briefing.draw.land import TOLERANCE, area_of, base, in_view, main_points, sight
from briefing.draw.nearest import nearest, tree
from briefing.draw.paths import area
from briefing.draw.views import distance, fitted
from briefing.draw.world import (
    DISPUTED,
    FINEST,
    PATH,
    RANKS,
    World,
    rank_of,
    read_world,
    ring_points,
)
from briefing.pipeline import TEMPLATES
from briefing.read.units import UNITS

DATA = (TEMPLATES / PATH).read_bytes()
WORLD = read_world(DATA)
ALL = range(len(WORLD.arcs))


def shape(ring: list[tuple[float, float]]) -> Polygon:
    return make_valid(Polygon(ring))


# --- the data -------------------------------------------------------------------------------


def test_the_file_has_a_rank_for_each_point() -> None:
    topology = json.loads(DATA)
    assert topology["type"] == "Topology"
    numbers = [len(arc.split(" ")) for arc in topology["arcs"]]
    assert numbers == [2 * len(ranks) for ranks in topology["ranks"]]
    assert all(ranks[0] == ranks[-1] == RANKS[-1] for ranks in topology["ranks"])
    assert set("".join(topology["ranks"])) <= set(RANKS)


def test_the_file_tells_the_extent_of_each_arc() -> None:
    for arc in WORLD.arcs:
        lons, lats = zip(*arc.points, strict=True)
        assert (arc.west, arc.south, arc.east, arc.north) == (
            *(min(lons), min(lats)),
            *(max(lons), max(lats)),
        )
        assert (arc.first, arc.last) == (arc.points[0], arc.points[-1])


def test_the_codes_that_editors_may_write_are_those_of_the_map() -> None:
    assert WORLD.units.keys() == UNITS


def test_the_licences_name_the_origin() -> None:
    tool = (ROOT / "tools" / "world.py").read_text(encoding="utf-8")
    (digest,) = re.findall(r'SHA256 = "(\w{64})"', tool)
    assert digest in (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def test_every_code_and_every_disputed_border_is_in_the_docs() -> None:
    text = (ROOT / "docs" / "maps.md").read_text(encoding="utf-8")
    for unit in WORLD.units.values():
        assert f"{unit.id} {unit.name}" in text
    said = {frozenset(pair.split("–")) for pair in re.findall(r"`([A-Z]{3}–[A-Z]{3})`", text)}
    assert said == DISPUTED


def test_a_disputed_pair_is_of_units_that_are_there() -> None:
    assert {unit for pair in DISPUTED for unit in pair} <= WORLD.units.keys()
    bordering = set(WORLD.borders.values())
    assert {frozenset(("MAR", "ESH")), frozenset(("SOM", "SOL"))} <= DISPUTED & bordering


@pytest.mark.parametrize(
    ("unit", "others"),
    [("LBY", "DZA EGY NER SDN TCD TUN"), ("PRT", "ESP"), ("ISL", ""), ("LSO", "ZAF")],
)
def test_neighbours(unit: str, others: str) -> None:
    assert WORLD.neighbours(unit) == tuple(others.split())


# --- rings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", sorted(WORLD.units))
def test_rings_are_closed(unit: str) -> None:
    for ring in WORLD.rings((unit,)):
        points = ring_points(WORLD, ring, "0", ALL)
        turns = (points[-1][0] - points[0][0]) / 360
        assert abs(turns - round(turns)) < 0.001
        assert abs(points[-1][1] - points[0][1]) < 0.06
        assert around_pole(points) == (unit == "ATA" and len(points) > 1000)


def test_steps_are_short_even_across_the_cut() -> None:
    for ring in (*WORLD.rings(("FJI",)), *WORLD.rings(("RUS",))):
        points = ring_points(WORLD, ring, "0", ALL)
        assert max(abs(a[0] - b[0]) for a, b in pairwise(points)) < 10


def test_the_parts_of_a_country_on_both_sides_of_the_cut_are_one() -> None:
    rings = [ring_points(WORLD, ring, "0", ALL) for ring in WORLD.rings(("RUS",))]
    largest = max(rings, key=len)
    lons = [lon for lon, _ in largest]
    assert min(lons) < 30 and max(lons) > 185  # from the Gulf of Finland to the Bering Strait


def test_units_together_have_no_borders_inside() -> None:
    whole = WORLD.rings(("DZA", "TUN"))
    inner = {arc for arc, owners in WORLD.borders.items() if owners == {"DZA", "TUN"}}
    assert inner
    assert inner.isdisjoint(piece.arc for ring in whole for piece in ring.pieces)


def test_the_land_is_as_large_as_its_units() -> None:
    """Around 100 E, far from the cut, the union of all is what the units add up to."""
    window = (60.0, 5.0, 140.0, 60.0)
    view_all = [ring_points(WORLD, ring, "0", ALL) for ring in WORLD.land]
    land = sum(
        area(clipped(ring, window)) for ring in view_all if not around_pole(ring) and _outer(ring)
    )
    lakes = sum(
        area(clipped(ring, window))
        for ring in view_all
        if not around_pole(ring) and not _outer(ring)
    )
    units = 0.0
    for unit in WORLD.units:
        for ring in WORLD.rings((unit,)):
            points = ring_points(WORLD, ring, "0", ALL)
            if not around_pole(points):
                sign = 1 if _outer(points) else -1
                units += sign * area(clipped(points, window))
    assert land - lakes == pytest.approx(units, rel=1e-6)


def _outer(ring: list[tuple[float, float]]) -> bool:
    """Say whether a ring is run clockwise: land, not a hole in it."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) < 0


# --- simplification and clipping, with shapely as the oracle ------------------------------------


@pytest.mark.parametrize("unit", ["LBY", "EGY", "FRA", "IDN", "GRC", "KGZ", "NGA"])
@pytest.mark.parametrize("rank", "258")
def test_a_simplified_country_loses_no_more_than_its_points_are_worth(unit: str, rank: str) -> None:
    least = FINEST * 2 ** RANKS.index(rank)
    for ring in WORLD.rings((unit,)):
        whole, less = (ring_points(WORLD, ring, own, ALL) for own in ("0", rank))
        if len(less) > 3:
            lost = shape(on_sphere(whole)).symmetric_difference(shape(on_sphere(less))).area
            assert lost <= least * (len(whole) - len(less)) + 1e-12


def on_sphere(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a ring on a plane on which areas are those on the sphere."""
    return [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat in ring]


def test_neighbours_share_their_border_at_every_rank() -> None:
    pair = [WORLD.rings((unit,)) for unit in ("LBY", "EGY")]
    for rank in "0369":
        one, other = (
            {point for ring in rings for point in ring_points(WORLD, ring, rank, ALL)}
            for rings in pair
        )
        (border,) = [arc for arc, owners in WORLD.borders.items() if owners == {"LBY", "EGY"}]
        assert set(WORLD.arcs[border].taken(rank)) <= one & other


def test_a_rank_is_the_area_that_a_point_is_worth() -> None:
    assert rank_of(FINEST) == RANKS[0]
    assert rank_of(FINEST * 8) == RANKS[3]
    assert rank_of(0) == RANKS[0]
    assert rank_of(9e9) == RANKS[-1]


@pytest.mark.parametrize("unit", ["LBY", "NOR", "IDN", "CAN", "GRC"])
def test_what_is_clipped_is_what_shapely_cuts_out(unit: str) -> None:
    for ring in WORLD.rings((unit,)):
        points = ring_points(WORLD, ring, "0", ALL)
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        window = (min(lons) + 0.3, min(lats) + 0.3, max(lons) - 1.1, max(lats) - 0.7)
        if window[0] < window[2] and window[1] < window[3]:
            true = shape(points).intersection(box(*window)).area
            assert area(clipped(points, window)) == pytest.approx(true, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("meridian", [-170, -100, 0, 17, 90, 175])
@pytest.mark.parametrize("unit", ["RUS", "FJI", "USA"])
def test_no_land_is_lost_at_the_cut(unit: str, meridian: float) -> None:
    for ring in WORLD.rings((unit,)):
        points = ring_points(WORLD, ring, "0", ALL)
        parts = [*windowed(points, meridian)]
        assert sum(map(area, parts)) == pytest.approx(area(points), rel=1e-6)
        for lon, _ in (point for part in parts for point in part):
            assert meridian - 180 - 1e-9 <= lon <= meridian + 180 + 1e-9


def test_a_ring_around_the_pole_is_closed_along_it() -> None:
    (ring,) = [r for r in WORLD.rings(("ATA",)) if len(ring_points(WORLD, r, "0", ALL)) > 1000]
    for meridian in (0, 120):
        parts = [*windowed(ring_points(WORLD, ring, "0", ALL), meridian)]
        assert all(min(lat for _, lat in part) == -90 for part in parts)
        below = unary_union([shape(part) for part in parts])
        # All of the plane below 84° south, where no sea is, and no sea above 60° south.
        assert below.covers(box(meridian - 179, -89, meridian + 179, -86))
        assert below.bounds[3] < -60


# --- land in view ------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["LBY", "NOR", "KGZ", "FJI", "ATA", "CHL"])
def test_a_map_is_no_longer_than_it_may_be(unit: str) -> None:
    view = fitted(main_points(WORLD, (unit,)), (360, 240), pad=0.15, least=6)
    seen = sight(WORLD, view)
    found = base(seen, [(unit,)], most=3300)
    assert found.shaded == (area_of(seen, (unit,), found.rank).path,)
    assert found.size <= 3300
    assert found.size == sum(map(len, (found.land, found.borders, found.disputed, *found.shaded)))
    finest = base(seen, most=10**6)
    assert finest.rank == rank_of(TOLERANCE / view.scale**2)


def test_a_country_in_view_has_its_true_area() -> None:
    """Areas are kept, so the pixels of a country tell how large it is."""
    view = fitted(main_points(WORLD, ("LBY",)), (360, 240), pad=0.1, least=6)
    drawn = area_of(sight(WORLD, view), ("LBY",), "0")
    kilometres = sum(map(area, drawn.rings)) / view.scale**2 * 6371**2
    (ring,) = WORLD.rings(("LBY",))
    lons, lats = zip(*ring_points(WORLD, ring, "0", ALL), strict=True)
    true = Geod(ellps="WGS84").polygon_area_perimeter(lons, lats)[0] / 1e6
    assert kilometres == pytest.approx(abs(true), rel=0.01)


VIEWS = [(16.0, 31.0), (-9.5, -10.5), (25.0, 62.0), (-150.0, 64.0), (178.0, -17.0), (115.0, 2.0)]


@pytest.mark.parametrize("at", VIEWS)
@pytest.mark.parametrize("degrees", [8.0, 20.0, 60.0])
def test_the_land_in_view_is_what_is_cut_out_of_the_whole(
    at: tuple[float, float], degrees: float
) -> None:
    """Passing over what is out of sight leaves out nothing in sight and adds nothing."""
    view = fitted([at], (360, 240), pad=0, least=degrees)
    frame, true = (0.0, 0.0, 360.0, 240.0), 0.0
    for ring in WORLD.land:
        points = ring_points(WORLD, ring, "4", ALL)
        for part in () if around_pole(points) else windowed(points, view.projection.meridian):
            true += signed(clipped(view.many(part), frame))
    seen = sight(WORLD, view)
    drawn = sum(signed(clipped(ring, frame)) for ring in in_view(seen, seen.land, "4"))
    assert drawn == pytest.approx(true, abs=10.0)  # islands below a square pixel are left out


def signed(ring: list[tuple[float, float]]) -> float:
    return area(ring) * (1 if len(ring) > 2 and _outer(ring) else -1)


@pytest.mark.parametrize("at", [*VIEWS, (0.0, 0.0), (10.0, 84.0), (-70.0, -75.0)])
def test_a_view_reaches_as_far_as_its_frame(at: tuple[float, float]) -> None:
    for shift in ((0.0, 0.0), (0.3, -0.4)):
        view = fitted([at], (360, 240), pad=0, least=30, shift=shift)
        west, south, east, north = view.reach()
        across, down = 180 / view.scale, 120 / view.scale
        steps = [step / 50 for step in range(-50, 51)]
        edge = [(a, b) for step in steps for a, b in ((step, 1), (step, -1), (1, step), (-1, step))]
        for a, b in edge:
            point = view.projection.inverse(view.x + a * across, view.y + b * down)
            if point:
                assert west <= point[0] <= east and south <= point[1] <= north


@settings(max_examples=80)
@given(st.data())
def test_cells_hold_all_that_a_window_touches(data: st.DataObject) -> None:
    lons, lats = st.floats(-180, 180), st.floats(-90, 90)
    points = data.draw(st.lists(st.tuples(lons, lats), max_size=40))
    cells = sorted_in((lon, lat, lon, lat) for lon, lat in points)
    west, south = data.draw(st.tuples(st.floats(-400, 200), lats))
    east, north = west + data.draw(st.floats(0, 400)), south + data.draw(st.floats(0, 90))
    found = {number for cell in found_in(cells, (west, south, east, north)) for number in cell}
    for number, (lon, lat) in enumerate(points):
        if lon + 360 * math.ceil((west - lon) / 360) <= east and south <= lat <= north:
            assert number in found


@settings(max_examples=80)
@given(st.data())
def test_the_nearest_point_is_that_of_a_search_through_all(data: st.DataObject) -> None:
    points = data.draw(
        st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=60)
    )
    at = data.draw(st.sampled_from(points))
    root = tree(points)
    ways = {n: distance(at, point) for n, point in enumerate(points) if distance(at, point) >= 1}
    found = nearest(root, at, lambda number: number in ways)
    assert (min(ways.values()) if ways else None) == min((ways[n] for n in found), default=None)


def test_nothing_is_in_view_on_the_high_seas() -> None:
    view = fitted([(-120.0, -40.0)], (360, 240), pad=0, least=10)
    assert base(sight(WORLD, view), most=1000).land == ""


def test_the_world_is_a_value() -> None:
    again: World = read_world(DATA)
    assert again.land == WORLD.land
    assert again == WORLD
