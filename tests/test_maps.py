"""The maps of the pages: where things stand, what is named, what is said, what they weigh."""

from __future__ import annotations

import gzip
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import html5lib
import pytest
from conftest import ENGLISH, ROOT, Built, Codes
from msgspec.structs import replace
from pyproj import Proj

from briefing.check.checks import check_briefing
from briefing.draw.labels import Box, Label, Name, placed
from briefing.draw.maps import Map
from briefing.draw.metrics import WIDTHS, width
from briefing.draw.projection import Projection
from briefing.draw.views import fitted
from briefing.draw.world import PATH
from briefing.link.linking import link
from briefing.model import Entity
from briefing.pipeline import TEMPLATES, Options, build
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.render import maps
from briefing.render.atlas import atlas
from briefing.render.maps import Maps, MapView
from briefing.render.shelf import Shelf

Spot = tuple[str, str, tuple[float, float] | None, str]
"""The title, the kind, the coordinates of a place, and what it is a part of."""

REGIONS: dict[str, list[Spot]] = {
    "Central Asia": [
        ("Fergana", "city", (40.386, 71.786), "uzbekistan"),
        ("Osh", "city", (40.53, 72.8), "kyrgyzstan"),
        ("Khujand", "city", (40.283, 69.617), "tajikistan"),
        ("Uzbekistan", "country", (41, 64), ""),
        ("Kyrgyzstan", "country", (41, 75), ""),
        ("Tajikistan", "country", (39, 71), ""),
        ("Fergana Valley", "region", (40.6, 71.6), ""),
    ],
    "Pacific": [
        ("Fiji", "country", (-18, 178), ""),
        ("Suva", "city", (-18.14, 178.44), "fiji"),
        ("Kiribati", "country", (1.4, 173), ""),
        ("Tarawa", "city", (1.45, 173.03), "kiribati"),
        ("Tonga", "country", (-20, -175), ""),
        ("Nukualofa", "city", (-21.14, -175.2), "tonga"),
        ("Taveuni", "area", (-16.85, -179.97), "fiji"),
    ],
    "Arctic": [
        ("Longyearbyen", "city", (78.22, 15.65), "norway"),
        ("Murmansk", "city", (68.97, 33.08), "russia"),
        ("Norway", "country", (62, 10), ""),
        ("Russia", "country", (60, 100), ""),
        ("North Pole", "area", (90, 0), ""),
        ("Utqiagvik", "city", (71.29, -156.79), ""),
    ],
    "Antarctica": [
        ("McMurdo", "city", (-77.85, 166.67), "antarctica"),
        ("Vostok", "city", (-78.46, 106.84), "antarctica"),
        ("Esperanza", "city", (-63.4, -57), "antarctica"),
        ("Antarctica", "country", (-80, 0), ""),
    ],
    "the world": [
        ("New York", "city", (40.7, -74), ""),
        ("Tokyo", "city", (35.7, 139.7), ""),
        ("Sydney", "city", (-33.9, 151.2), ""),
        ("Lagos", "city", (6.5, 3.4), ""),
        ("London", "city", (51.5, -0.1), ""),
    ],
    "one": [("Only", "city", (31.2, 16.6), "")],
    "one point": [(name, "city", (31.2, 16.6), "") for name in ("First", "Second", "Third")],
    "the tiny": [
        ("Vatican", "country", (41.9, 12.45), ""),
        ("Malta", "country", (35.9, 14.4), ""),
        ("Valletta", "city", (35.9, 14.51), "malta"),
        ("Singapore", "country", (1.3, 103.8), ""),
    ],
}


def place(
    title: str, kind: str, at: tuple[float, float] | None, part_of: str, more: str = ""
) -> str:
    head = f"title: {title}\nkind: {kind}\n{more}"
    head += f"coordinates: [{at[0]}, {at[1]}]\n" if at else ""
    head += f"part_of: {part_of}\n" if part_of else ""
    return f"---\n{head}---\n"


def files(spots: list[Spot]) -> dict[str, str | bytes]:
    paths = (f"content/places/{title.lower().replace(' ', '-')}.md" for title, *_ in spots)
    return {path: place(*spot) for path, spot in zip(paths, spots, strict=True)}


def shelf(root: Path) -> Shelf:
    briefing, _ = link(read_library(read_files(root)))
    data = (TEMPLATES / PATH).read_bytes()
    return Shelf(briefing, {}, check_briefing(briefing).ledger, ENGLISH, data)


def every(shelf: Shelf) -> dict[str, MapView | None]:
    """Return the map of all places under "", and each place's own."""
    maps = Maps(shelf)
    own = {place.title: maps.locator(place) for place in shelf.of_kind("places")}
    return {"": maps.overview(""), **own}


@pytest.fixture
def drawn(project: Any) -> Any:
    """Return the maps of a briefing: that of all its places under "", and each place's own."""

    def run(given: dict[str, str | bytes]) -> dict[str, MapView | None]:
        return every(shelf(project(given)))

    return run


@pytest.fixture(scope="module")
def own() -> dict[str, MapView | None]:
    """The maps of this repository's own briefing."""
    return every(shelf(ROOT))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("own") / "site"
    assert not build(Options(ROOT, out, search=False)).failed
    return out


def figure(page: Path) -> str:
    found = re.search(r'<figure class="figure map".*?</figure>', page.read_text("utf-8"), re.S)
    return found[0] if found else ""


# --- where things stand ---------------------------------------------------------------------


def theirs(own: Projection, south: float, north: float) -> Proj:
    """Return PROJ's form of a projection of a view between two latitudes."""
    start = f"+R=1 +lon_0={own.meridian}"
    if own.polar:
        return Proj(f"+proj=laea {start} +lat_0={90 * own.n}")
    if own.n == 0:
        return Proj(f"+proj=cea {start} +lat_ts={math.degrees(math.acos(own.c))}")
    sixth = (north - south) / 6
    return Proj(f"+proj=aea {start} +lat_1={south + sixth} +lat_2={north - sixth} +lat_0=0")


@pytest.mark.parametrize(
    ("points", "height"),
    [
        ([(16.589, 31.209), (12.488, 32.793), (25.0, 22.0)], (22.0, 32.793)),
        ([(178.4, -18.1), (-175.2, -21.1), (173.0, -12.0)], (-21.1, -12.0)),
        ([(15.6, 78.2), (33.1, 68.9), (-156.8, 85.0)], (68.9, 85.0)),
    ],
)
def test_a_mark_stands_where_proj_sets_it(
    points: list[tuple[float, float]], height: tuple[float, float]
) -> None:
    view = fitted(points, (720, 420), pad=0.1, least=6)
    room = max(6 * 420 / 720 - (height[1] - height[0]), (height[1] - height[0]) * 0.1) / 2
    proj = theirs(view.projection, height[0] - room, height[1] + room)
    base = proj(view.projection.meridian, 0)
    start = (0.0, 0.0) if view.projection.polar else view.projection(view.projection.meridian, 0)
    for lon, lat in points:
        x, y = proj(lon, lat)
        left = 360 + ((x - base[0] + start[0]) if not view.projection.polar else x) * view.scale
        left -= view.x * view.scale
        top = 210 - ((y - base[1] + start[1]) if not view.projection.polar else y) * view.scale
        top += view.y * view.scale
        assert view(lon, lat) == pytest.approx((left, top), abs=0.01)


def test_marks_of_the_own_briefing_stand_on_half_pixels_near_the_point(
    own: dict[str, MapView | None],
) -> None:
    """Sirte lies 420 km east-south-east of Sebratha; the map must say the same as the caption."""
    view = own["Sirte"]
    assert view
    one, other = view.map.layers[0].marks[:2]
    far = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
    assert far / view.map.bar.length * view.map.bar.kilometres == pytest.approx(423, rel=0.03)
    assert one.kind == "own" and other.kind == "place"
    for mark in view.map.layers[0].marks:
        assert mark.x * 2 % 1 == mark.y * 2 % 1 == 0


# --- names ----------------------------------------------------------------------------------


def labelled(view: MapView) -> list[str]:
    layer = view.map.layers[0]
    return [label.text for label in (*layer.names, *layer.lands[1:])]


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_names(view: MapView) -> None:
    """Fail where two names overlap, one covers a mark, or one leaves the map."""
    drawn: Map = view.map
    for layer in drawn.layers:
        boxes = [label.box for label in (*layer.names, *layer.lands)]
        for i, box in enumerate(boxes):
            assert not any(overlap(box, other) for other in boxes[i + 1 :]), layer
            assert box[0] >= 0 and box[1] >= 0 and box[2] <= drawn.width and box[3] <= drawn.height
            for mark in layer.marks:
                round_it = (mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r)
                assert not overlap(box, round_it)
    if drawn.inset:
        inset = drawn.inset
        box = (inset.x, inset.y, inset.x + inset.width, inset.y + inset.height)
        labels = [one for layer in drawn.layers for one in (*layer.names, *layer.lands)]
        assert not any(overlap(label.box, box) for label in labels)


@pytest.mark.parametrize("region", REGIONS)
def test_names_keep_clear_of_each_other_everywhere(region: str, drawn: Any) -> None:
    for view in drawn(files(REGIONS[region])).values():
        assert view
        check_names(view)
        assert len(labelled(view)) <= 10
        assert "nan" not in str(view.map)


def test_names_keep_clear_of_each_other_here(own: dict[str, MapView | None]) -> None:
    for view in filter(None, own.values()):
        check_names(view)
        assert len(labelled(view)) <= 10


def test_a_place_is_named_on_its_own_map(own: dict[str, MapView | None]) -> None:
    for title in ("Sirte", "Sebratha", "Mosul", "Raqqa", "Sinai"):
        view = own[title]
        assert view and title in labelled(view)
    for title in ("Libya", "Tunisia", "Nigeria", "Afghanistan"):
        view = own[title]
        assert view and title.upper() in labelled(view)


def test_a_name_that_fits_nowhere_is_left_out_not_shrunk() -> None:
    frame = (0.0, 0.0, 110.0, 60.0)
    names = [Name(f"No. {i}", "place", 12, 50, 30, 3) for i in range(30)]
    labels = placed(names, frame, [(47, 27, 53, 33)])
    assert 1 < len(labels) < 30
    assert {label.size for label in labels} == {12}
    assert [label.text for label in labels] == [f"No. {i}" for i in range(len(labels))]
    boxes = [label.box for label in labels]
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert placed([Name("A name much too long for it", "place", 12, 50, 30)], frame) == ()


def test_a_name_that_would_reach_far_from_its_mark_is_left_out() -> None:
    """It would stand over what it does not name."""
    name = Name("Western mountains", "place", 12, 200, 30)
    assert 80 < width(name.text, 12) < 120
    assert placed([name], (0, 0, 200, 60)) == ()
    assert len(placed([name], (0, 0, 300, 60))) == 1
    assert len(placed([replace(name, kind="own", x=40)], (0, 0, 200, 60))) == 1, (
        "but the page's own"
    )


def test_a_name_keeps_away_from_the_marks_of_others_if_it_can() -> None:
    """Right of its own there is room, but then it would stand below the other one."""
    frame, own = (0.0, 0.0, 400.0, 60.0), (195.0, 25.0, 205.0, 35.0)
    name, other = Name("Raqqa", "place", 12, 200, 30, 5), (225.0, 16.0, 231.0, 22.0)
    (alone,), (apart,) = placed([name], frame, [own]), placed([name], frame, [own], 9, [own, other])
    assert alone.x > 205 > 195 > apart.x
    wall = [(0.0, y, 195.0, y + 1.0) for y in (20.0, 30.0, 40.0)]
    (near,) = placed([name], (0, 22, 400, 38), [own, *wall], 9, [own, other])
    assert near.x == alone.x, "where there is no other room it is better than none"


def test_the_first_name_gets_the_best_place() -> None:
    (label,) = placed([Name("Sirte", "own", 10, 50, 30, 4)], (0, 0, 200, 60))
    assert isinstance(label, Label)
    assert label.box[0] > 54 and label.box[1] < 30 < label.box[3]


def test_letters_have_widths() -> None:
    assert width("il", 10) < width("MW", 10)
    assert width("ab", 10, 1) == width("ab", 10) + 2
    assert width("ليبيا", 10) == pytest.approx(5 * 7)
    assert {"A", "z", "ʿ", "ā", "’"} <= WIDTHS.keys()


# --- what is drawn --------------------------------------------------------------------------


def test_all_places_with_a_point_or_a_country_are_on_the_map(
    own: dict[str, MapView | None],
) -> None:
    view = own[""]
    assert view
    chart = atlas(shelf(ROOT))
    assert chart
    wanted = {
        p.id
        for p in chart.ranked
        if (p.coordinates or chart.land(p.id)) and len(chart.land(p.id)) < 2
    }
    assert {place.id for place in view.places} == wanted
    dots = [p for p in chart.ranked if p.type == "city"]
    assert len(view.map.layers[0].marks) == len(dots)
    assert len(view.map.soft) == 2  # Sinai, and the mountains of western Tunisia
    assert len(view.map.areas) == len([p for p in chart.ranked if p.type == "country"])


def test_what_is_on_the_map_is_in_the_list_beside_it(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    (listed,) = re.findall(r'<details class="figure-list">.*?</details>', home, re.S)
    (shown,) = re.findall(r'<desc id="map:desc">(.*?)</desc>', figure(site / "index.html"))
    names = re.findall(r'data-entity="places/[\w-]+" href="[^"]+">([^<]+)<', listed)
    named = shown.removeprefix("Named on it: ").removesuffix(".").split(", ")
    assert 5 < len(named) < len(names) and {*named} < {*names}
    letters = [name.casefold() for name in re.findall(r"<text [^>]*>([^<]+)<", home)]
    assert {name.casefold() for name in named} < {*letters}
    index = (site / "places" / "index.html").read_text(encoding="utf-8")
    rows = set(re.findall(r'data-entity="(places/[\w-]+)"', index.split("</figure>")[1]))
    assert set(re.findall(r'data-entity="(places/[\w-]+)"', listed)) <= rows


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (place("Libya", "country", None, ""), (1, 0, 0)),
        (place("Maghreb", "region", None, "", "area: [DZA, LBY, MAR]\n"), (1, 0, 0)),
        (place("Hill", "area", (30, 20), ""), (0, 1, 0)),
        (place("Town", "city", (30, 20), ""), (0, 0, 1)),
        (place("Libye", "country", (27, 17), "", "aliases: [libya]\n"), (1, 0, 0)),
        (place("Land", "country", (27, 17), "", "area: LBY\n"), (1, 0, 0)),
    ],
)
def test_each_kind_of_place_is_drawn_in_its_way(
    head: str, expected: tuple[int, int, int], drawn: Any
) -> None:
    (view,) = (v for title, v in drawn({"content/places/a.md": head}).items() if title)
    map_ = view.map
    assert (len(map_.areas), len(map_.soft), len(map_.layers[0].marks)) == expected


def test_nothing_to_draw_is_no_map(drawn: Any) -> None:
    assert drawn({"content/places/a.md": place("Nowhere", "area", None, "")}) == {
        "": None,
        "Nowhere": None,
    }


def test_a_briefing_without_places_has_no_map(drawn: Any) -> None:
    assert drawn({}) == {"": None}


def test_without_the_data_there_is_no_map(drawn: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shelf, "world", None)
    assert set(drawn(files(REGIONS["one"])).values()) == {None}


def test_disputed_borders_are_dashed_and_the_caption_says_so(
    own: dict[str, MapView | None],
) -> None:
    view = own["Egypt"]
    assert view and view.map.base.disputed and "some in dispute are dashed" in view.source


@pytest.mark.parametrize("title", ["Fiji", "Tonga", "Malta", "Valletta"])
def test_a_tiny_place_gets_an_inset(title: str, drawn: Any) -> None:
    spots = REGIONS["Pacific"] + REGIONS["the tiny"]
    assert drawn(files(spots))[title].map.inset


def test_a_bar_is_a_round_number(own: dict[str, MapView | None]) -> None:
    for view in filter(None, own.values()):
        assert str(view.map.bar.kilometres).rstrip("0") in ("1", "2", "5")
        assert view.map.layers[0].lands[0].text == f"{view.map.bar.kilometres} km"
        assert view.width / 12 < view.map.bar.length <= view.width / 5


def test_cities_near_each_other_share_a_map_and_keep_clear_of_its_edge(drawn: Any) -> None:
    spots = [(f"Town {n}", "city", (10 + n * 0.37, 20 - n * 0.53), "") for n in range(40)]
    views = [view for title, view in drawn(files(spots)).items() if title]  # type: ignore[arg-type]
    assert len({view.map.base.land for view in views}) <= 12
    for view in views:
        (own,) = [mark for mark in view.map.layers[0].marks if mark.kind == "own"]
        assert 60 <= own.x <= 300 and 60 <= own.y <= 180


def test_a_crowd_of_cities_is_no_crowd_of_marks(drawn: Any) -> None:
    spots = [(f"Town {n}", "city", (10 + n % 9 / 9, 20 + n / 90), "") for n in range(90)]
    for title, view in drawn(files(spots)).items():  # type: ignore[arg-type]
        assert not title or len(view.map.layers[0].marks) == 1 + maps._MARKS


# --- words ----------------------------------------------------------------------------------

FINDINGS = """Sirte | Sirte lies in Libya, 420 km from Sebratha.
Libya | Of the countries in this briefing, Libya borders Algeria, Egypt, Tunisia.
Nigeria | Nigeria lies in West Africa.
Afghanistan | Afghanistan borders no other country of this briefing.
North Africa | North Africa, drawn as 7 countries and territories.
Sinai | The circle shows roughly where to find Sinai; it is no outline.
Maghreb | Within North Africa; no outline of Maghreb is given.
 | 9 of 20 places lie in North Africa."""


@pytest.mark.parametrize("line", FINDINGS.splitlines())
def test_the_caption_says_what_the_map_shows(line: str, own: dict[str, MapView | None]) -> None:
    title, finding = line.split(" | ") if not line.startswith(" |") else ("", line[3:])
    view = own[title]
    assert view and view.finding == finding


def test_the_overview_says_that_it_shows_some_places_only(
    drawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "_PLACES", 2)
    spots = [(f"Town {n}", "city", (10 + 9 * n, 20), "") for n in range(3)]
    shown = drawn(files(spots))[""]
    assert shown.finding == "Shown are the 2 of 3 places that are named most often."


# --- the field --------------------------------------------------------------------------------


def test_a_code_that_is_none_is_told(codes: Codes, linked: Any) -> None:
    head = place("Sahel", "region", None, "", "area: [MLI, mli, XXX]\n")
    _, problems = linked({"content/places/sahel.md": head})
    told = [p for p in problems if p.code == "bad-value"]
    assert told[0].hint == 'did you mean "MLI"?'
    assert all("Natural Earth" in p.message for p in told) and len(told) == 2
    assert "docs/maps.md" in told[1].hint or "did you mean" in told[1].hint


def test_the_area_of_a_place_is_read(linked: Any) -> None:
    briefing, _ = linked(
        {"content/places/sahel.md": place("Sahel", "region", None, "", "area: [MLI, NER]\n")}
    )
    sahel: Entity = briefing.entities["places/sahel"]
    assert sahel.area == ("MLI", "NER")


# --- the pages --------------------------------------------------------------------------------


def svg(text: str) -> str:
    return re.search(r"<svg.*?</svg>\n<figcaption", text, re.S)[0].removesuffix("<figcaption")  # type: ignore[index]


def test_maps_are_light(site: Path) -> None:
    most = {"index.html": (30_000, 12_000), "places/index.html": (30_000, 12_000)}
    pages = [site / "index.html", *sorted((site / "places").rglob("index.html"))]
    seen = 0
    for page in pages:
        if drawing := figure(page):
            raw, packed = most.get(page.relative_to(site).as_posix(), (5_000, 2_500))
            data = drawing.encode()
            assert len(data) <= raw, page
            assert len(gzip.compress(data, 6)) <= packed, page
            seen += 1
    assert seen == 21  # the Middle East has neither a point nor an outline


def test_a_drawing_is_plain(site: Path) -> None:
    for page in [site / "index.html", *sorted((site / "places").rglob("index.html"))]:
        drawing = figure(page)
        assert not re.search(r"style|<script|href|url\(|<a |on\w+=", drawing)
        text = page.read_text(encoding="utf-8")
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        if drawing:
            (labels,) = re.findall(r'role="img" aria-labelledby="([^"]+)"', drawing)
            assert set(labels.split()) <= set(ids)
            assert re.findall(r"<desc [^>]+>[^<]+</desc>", drawing)


def test_the_same_bytes_for_any_hash_seed() -> None:
    script = """
import sys; sys.path[:0] = [{root!r}, {tests!r}]
from test_maps import *
print(__import__("hashlib").sha256(repr(every(shelf(ROOT))).encode()).hexdigest())
""".format(root=str(ROOT), tests=str(ROOT / "tests"))
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64


def test_a_site_without_places_has_no_map(built: Built) -> None:
    _, out = built({})
    assert not figure(out / "index.html") and not figure(out / "places" / "index.html")


def test_letters_are_as_large_on_a_phone_as_they_must_be() -> None:
    """The smallest letters, on a page 360 pixels wide with its margins, have 11 pixels."""
    page = 360 - 2 * 0.95 * 17
    assert min(size.small for size in maps._COLUMN) * page / maps._LOCATOR[0] >= 11
    assert maps._WIDE[1].small * page / maps._OVERVIEW[0] >= 11
    desk = 768 - 2 * 2.2 * 19
    assert maps._WIDE[0].small * desk / maps._OVERVIEW[0] >= 11
