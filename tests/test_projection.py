"""The projections are Snyder's: held to PROJ's, and to what makes a map true to area."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Proj

from briefing.draw.projection import EARTH, Projection, azimuthal, conic, suited
from briefing.draw.views import distance, fitted, meridian_of

NEAR = 1e-6
LONS = st.floats(-180, 180)
LATS = st.floats(-85, 85)


def oracle(own: Projection, first: float, second: float) -> Proj:
    """Return PROJ's form of one of our projections."""
    start = f"+R=1 +lon_0={own.meridian}"
    if own.n == 0:
        return Proj(f"+proj=cea {start} +lat_ts={math.degrees(math.acos(own.c))}")
    if own.polar:
        return Proj(f"+proj=laea {start} +lat_0={90 * own.n}")
    return Proj(f"+proj=aea {start} +lat_1={first} +lat_2={second} +lat_0=0")


@given(LONS, LATS, LATS, st.floats(-179, 179), st.floats(-89, 89))
def test_a_point_falls_where_proj_sets_it(
    meridian: float, one: float, other: float, turn: float, lat: float
) -> None:
    first, second = sorted((one, other))
    own = conic(meridian, first, second)
    theirs = oracle(own, first, second)
    x, y = own(meridian + turn, lat)
    base = (0.0, 0.0) if own.n == 0 else own(meridian, 0)
    found = (x - base[0], y - base[1])
    assert found == pytest.approx(theirs(meridian + turn, lat), abs=NEAR)


@pytest.mark.parametrize("north", [True, False])
@given(meridian=LONS, turn=st.floats(-179, 179), lat=st.floats(-80, 90))
def test_a_plane_at_a_pole_is_that_of_proj(
    north: bool, meridian: float, turn: float, lat: float
) -> None:
    own = azimuthal(meridian, north=north)
    lat = lat if north else -lat
    theirs = oracle(own, 0, 0)(meridian + turn, lat)
    assert own(meridian + turn, lat) == pytest.approx(theirs, abs=NEAR)


@given(LONS, st.floats(-80, 70), st.floats(1, 20), st.floats(-179, 179), st.floats(-89, 89))
def test_there_and_back(
    meridian: float, south: float, height: float, turn: float, lat: float
) -> None:
    own = suited(meridian, south, south + height)
    back = own.inverse(*own(meridian + turn, lat))
    assert back and back == pytest.approx((meridian + turn, lat), abs=1e-4)


@given(LONS, st.floats(-89, 89), st.floats(2, 100), st.floats(0, 1), st.floats(0, 1))
def test_a_view_reaches_to_all_that_is_in_it(
    lon: float, lat: float, wide: float, across: float, down: float
) -> None:
    view = fitted([(lon, lat)], (360, 240), pad=0, least=wide)
    x = view.x + (across - 0.5) * view.width / view.scale
    y = view.y + (down - 0.5) * view.height / view.scale
    west, south, east, north = view.reach()
    if found := view.projection.inverse(x, y):
        assert south <= found[1] <= north
        assert west <= found[0] <= east or east - west >= 359


@pytest.mark.parametrize(
    ("south", "north", "kind"),
    [(20, 38, "aea"), (-38, -20, "aea"), (-8, 8, "cea"), (70, 88, "laea"), (-90, -60, "laea")],
)
def test_each_view_gets_the_projection_that_suits_it(south: float, north: float, kind: str) -> None:
    own = suited(17, south, north)
    assert oracle(own, south + (north - south) / 6, north - (north - south) / 6).name == kind


@given(LONS, st.floats(-75, 60), st.floats(1, 15), LONS, st.floats(-70, 70))
def test_areas_are_kept(
    meridian: float, south: float, height: float, lon: float, lat: float
) -> None:
    own = suited(meridian, south, south + height)
    lon, step = meridian + lon / 2, 1e-4
    ax, ay = own(lon - step, lat)
    bx, by = own(lon + step, lat)
    cx, cy = own(lon, lat - step)
    dx, dy = own(lon, lat + step)
    area = abs((bx - ax) * (dy - cy) - (by - ay) * (dx - cx))
    true = (2 * math.radians(step)) ** 2 * math.cos(math.radians(lat))
    assert area == pytest.approx(true, rel=1e-4)


@given(LONS, st.floats(-75, 74), st.floats(0.5, 15))
def test_the_stretch_of_a_parallel_is_that_of_proj(
    meridian: float, south: float, height: float
) -> None:
    own = suited(meridian, south, min(south + height, 79))
    lat = south + height / 2
    step = 1e-3
    (ax, ay), (bx, by) = own(meridian - step, lat), own(meridian + step, lat)
    true = 2 * math.radians(step) * math.cos(math.radians(lat))
    assert math.hypot(bx - ax, by - ay) / true == pytest.approx(own.stretch(lat), rel=1e-5)


@given(LONS, LATS, LONS, LATS)
def test_distances_are_those_of_a_sphere(a: float, b: float, c: float, d: float) -> None:
    sphere = Geod(a=EARTH, b=EARTH)
    assert distance((a, b), (c, d)) == pytest.approx(sphere.inv(a, b, c, d)[2], abs=1e-3)


@pytest.mark.parametrize(
    ("lons", "middle", "span"),
    [
        ([10], 10, 0),
        ([10, 20], 15, 10),
        ([170, -170], -180, 20),
        ([178, -178, -150], -166, 32),
        ([-10, 0, 50], 20, 60),
    ],
)
def test_the_middle_of_longitudes_leaves_out_the_widest_gap(
    lons: list[float], middle: float, span: float
) -> None:
    found = meridian_of(lons)
    assert (found[0] - middle) % 360 == pytest.approx(0)
    assert found[1] == pytest.approx(span)


POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(POINTS, min_size=1, max_size=8))
def test_a_view_shows_all_that_it_was_made_for(points: list[tuple[float, float]]) -> None:
    view = fitted(points, (360, 240), pad=0.1, least=5)
    for lon, lat in points:
        x, y = view(lon, lat)
        assert 35.9 <= x <= 324.1 and 23.9 <= y <= 216.1
    assert view.degrees >= 5 - 1e-9


@given(POINTS, st.floats(1, 60))
def test_the_scale_bar_is_right_in_the_middle(point: tuple[float, float], wide: float) -> None:
    view = fitted([point], (360, 240), pad=0, least=wide)
    if abs(view.middle) > 88:
        return  # a parallel there is a small circle around the pole, and no measure
    meridian = view.projection.meridian
    (ax, ay), (bx, by) = view(meridian - 0.01, view.middle), view(meridian + 0.01, view.middle)
    far = distance((meridian - 0.01, view.middle), (meridian + 0.01, view.middle))
    assert math.hypot(bx - ax, by - ay) == pytest.approx(view.pixels(far), rel=1e-3)
    assert (view.width / 2, view.height / 2) == pytest.approx(view(meridian, view.middle), abs=0.01)
