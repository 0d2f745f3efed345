"""Draw the site's icons in PNG from templates/assets/img/icon.svg.

Usage, when the mark has changed:

    .venv/bin/python tools/icons.py templates/assets/img

A home screen and an installed page want pixels. They get the very shapes of the SVG: its
rectangle and its path, of which the commands M, H, V, h, v, a (half circles) and z are known.
Each pixel is as much covered as the shapes cover it, so an edge is soft and never ragged.

- touch.png: 180 pixels, without round corners, as the home screen cuts them itself.
- icon-192.png: with the corners of the SVG.
- icon-512.png: without corners, and the mark smaller, so that any mask leaves it whole.
"""

import re
import struct
import sys
import zlib
from collections.abc import Iterator
from math import ceil, cos, floor, pi, sin
from pathlib import Path
from typing import NamedTuple

LINES = 8
"""Lines on which the coverage of a row of pixels is measured."""

Point = tuple[float, float]
Colour = tuple[int, int, int]


class Shape(NamedTuple):
    """A closed outline in the units of the SVG, filled with one colour."""

    outline: tuple[Point, ...]
    fill: Colour


class Icon(NamedTuple):
    """A file to be drawn: its size in pixels, its corners, the scale of the mark in it."""

    name: str
    size: int
    corners: bool
    mark: float


ICONS = (
    Icon("touch.png", 180, False, 1.0),
    Icon("icon-192.png", 192, True, 1.0),
    Icon("icon-512.png", 512, False, 0.8),
)


# --- the shapes of the SVG ------------------------------------------------------------------


def shapes(svg: str) -> tuple[float, float, Shape, Shape]:
    """Return the SVG's size, the radius of its corners, its ground without them and its mark."""
    size, radius, ground = re.search(
        r'<rect width="(\d+)" height="\1" rx="(\d+)" fill="(#\w{6})"', svg
    ).groups()
    fill, path = re.search(r'<path fill="(#\w{6})" d="([^"]+)"', svg).groups()
    side = float(size)
    square = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    return side, float(radius), Shape(square, colour(ground)), Shape(outline(path), colour(fill))


def colour(text: str) -> Colour:
    """Return the parts of a colour written ``#rrggbb``."""
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def outline(path: str) -> tuple[Point, ...]:
    """Return the corners of a path, its half circles as many small steps."""
    x = y = 0.0
    points: list[Point] = []
    for command, text in re.findall(r"([MHVhvaz])([^MHVhvaz]*)", path):
        given = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
        match command:
            case "M":
                x, y = given
            case "H" | "h":
                x = given[0] + (x if command == "h" else 0)
            case "V" | "v":
                y = given[0] + (y if command == "v" else 0)
            case "a":
                points += half_circle((x, y), given)
                x, y = x + given[5], y + given[6]
        points.append((x, y))
    return tuple(points)


def half_circle(start: Point, given: list[float]) -> Iterator[Point]:
    """Yield the steps of an arc upwards, clockwise, whose ends are a diameter apart."""
    radius, _, _, _, sweep, dx, dy = given
    if dx or abs(dy) != 2 * radius or dy > 0 or not sweep:
        raise ValueError("only half circles upwards, clockwise, are known")
    for step in range(1, 64):
        turn = pi * step / 64
        yield start[0] - radius * sin(turn), start[1] - radius + radius * cos(turn)


def rounded(side: float, radius: float) -> tuple[Point, ...]:
    """Return a square with round corners."""
    inner = side - radius
    corners = ((inner, inner, 0), (radius, inner, 1), (radius, radius, 2), (inner, radius, 3))
    return tuple(
        (x + radius * cos(turn), y + radius * sin(turn))
        for x, y, quarter in corners
        for turn in ((quarter + step / 32) * pi / 2 for step in range(33))
    )


# --- pixels ---------------------------------------------------------------------------------


def coverage(points: tuple[Point, ...], size: int) -> Iterator[list[float]]:
    """Yield how much of each pixel an outline covers, row by row, from 0 to 1."""
    edges = list(zip(points, (*points[1:], points[0]), strict=True))
    for row in range(size):
        covered = [0.0] * size
        for line in range(LINES):
            y = row + (line + 0.5) / LINES
            crossings = sorted(
                ax + (y - ay) * (bx - ax) / (by - ay)
                for (ax, ay), (bx, by) in edges
                if (ay <= y) != (by <= y)
            )
            for left, right in zip(crossings[::2], crossings[1::2], strict=True):
                for x in range(max(0, floor(left)), min(size, ceil(right))):
                    covered[x] += (min(right, x + 1) - max(left, x)) / LINES
        yield covered


def pixels(svg: str, icon: Icon) -> Iterator[bytes]:
    """Yield the rows of an icon, four bytes a pixel."""
    side, radius, ground, mark = shapes(svg)
    scale, middle = icon.size / side, side / 2
    around = rounded(side, radius) if icon.corners else ground.outline
    inside = [
        (middle + (x - middle) * icon.mark, middle + (y - middle) * icon.mark)
        for x, y in mark.outline
    ]
    layers = (
        coverage(tuple((x * scale, y * scale) for x, y in points), icon.size)
        for points in (around, inside)
    )
    for below, above in zip(*layers, strict=True):
        row = bytearray()
        for opaque, part in zip(below, above, strict=True):
            row += bytes(
                round(a + (b - a) * part) for a, b in zip(ground.fill, mark.fill, strict=True)
            )
            row.append(round(255 * opaque))
        yield bytes(row)


def png(size: int, rows: Iterator[bytes]) -> bytes:
    """Return a picture with alpha as PNG."""
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def main() -> None:
    """Write the icons beside the SVG, and say the sizes."""
    folder = Path(sys.argv[1])
    svg = (folder / "icon.svg").read_text(encoding="utf-8")
    for icon in ICONS:
        data = png(icon.size, pixels(svg, icon))
        (folder / icon.name).write_bytes(data)
        sys.stdout.write(f"{icon.name}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
