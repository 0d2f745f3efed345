"""The icons in PNG are the mark of the SVG: drawn from it, and nothing else."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import icons

FOLDER = ROOT / "templates" / "assets" / "img"
SVG = (FOLDER / "icon.svg").read_text(encoding="utf-8")


def read(path: Path) -> tuple[int, list[bytes]]:
    """Return the size of a PNG that this project wrote, and its rows of pixels."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (width, depth, kind) == (height, 8, 6)
    length, name = struct.unpack(">I4s", data[33:41])
    assert name == b"IDAT"
    plain = zlib.decompress(data[41 : 41 + length])
    step = 1 + 4 * width
    lines = [plain[at : at + step] for at in range(0, len(plain), step)]
    assert all(line[0] == 0 for line in lines)
    return width, [line[1:] for line in lines]


@pytest.mark.parametrize("icon", icons.ICONS, ids=lambda icon: icon.name)
def test_the_committed_icons_are_the_mark(icon: icons.Icon) -> None:
    size, rows = read(FOLDER / icon.name)
    assert size == icon.size
    assert rows == list(icons.pixels(SVG, icon))


@pytest.mark.parametrize("icon", icons.ICONS, ids=lambda icon: icon.name)
def test_the_corners_are_clear_where_nobody_else_cuts_them(icon: icons.Icon) -> None:
    _, rows = read(FOLDER / icon.name)
    corners = [row[at] for row in (rows[0], rows[-1]) for at in (3, -1)]
    assert corners == [0 if icon.corners else 255] * 4
    assert rows[icon.size // 2][3] == 255


def test_a_mask_leaves_the_mark_whole() -> None:
    """A mask may cut all but the circle of four fifths of the width around the middle."""
    icon = next(icon for icon in icons.ICONS if icon.mark < 1)
    size, rows = read(FOLDER / icon.name)
    ground = rows[0][:3]
    marked = [(x, y) for y, row in enumerate(rows) for x in range(size)
              if row[4 * x : 4 * x + 3] != ground]  # fmt: skip
    assert marked
    middle = size / 2
    assert all((x - middle) ** 2 + (y - middle) ** 2 <= (0.4 * size) ** 2 for x, y in marked)


def test_a_circle_covers_as_much_as_it_should() -> None:
    covered = sum(map(sum, icons.coverage(icons.rounded(20, 10), 20)))
    assert covered == pytest.approx(3.14159 * 100, rel=0.002)


def test_a_half_square_is_half_covered() -> None:
    square = ((0.5, 0.0), (2.0, 0.0), (2.0, 2.0), (0.5, 2.0))
    assert list(icons.coverage(square, 3)) == [[0.5, 1, 0], [0.5, 1, 0], [0, 0, 0]]
