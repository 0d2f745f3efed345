"""Draw the picture of the house, docs/house.svg, from the modules and what they import.

Usage, when a module came, went or imports another floor:

    .venv/bin/python tools/house.py

The floors and the rooms come in the order of the plan in docs/architecture.md. To the right a
dot stands in the column of each floor that a floor imports: the larger, the more imports.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAN = "docs/architecture.md"
PICTURE = "docs/house.svg"

DOORS = ("read/files", "publish/", "serve/", "terminal", "commands", "cli")
"""Where the program touches the outside: rooms, and floors as a whole."""

WIDTH, EDGE, ROOF = 900, 20, 92
_NAMES, _ROOMS, _STAIRS = EDGE + 14, 138, 600  # where the three parts of a floor begin
_STEP, _ROW, _PAD = 16, 25, 9  # a column of the stairs, a row of rooms, the air in a floor
_LETTER = 6.6  # the width of a letter of 11 pixels in any font of even pitch

_STYLE = """
text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.name { font-weight: 700; font-size: 13px; }
.head { font: 700 22px Georgia, "Liberation Serif", serif; }
.line, .foot { font: 13px Georgia, "Liberation Serif", serif; }
.paper { fill: #fdfcf9; } .wall { fill: none; stroke: #8d877b; } .roof { fill: #f3efe6; }
text { fill: #1e1c19; } .soft { fill: #625d54; } .room { fill: #f3efe6; stroke: #b8b1a3; }
.door { fill: #f6e7b8; stroke: #967720; stroke-width: 1.5; } .dot { fill: #8a2b1f; }
.own { fill: none; stroke: #8a2b1f; stroke-width: 1.3; } .grid { stroke: #e4dfd4; }
@media (prefers-color-scheme: dark) {
.paper { fill: #17181b; } .wall { stroke: #75767c; } .roof { fill: #212327; }
text { fill: #e9e6df; } .soft { fill: #a8a398; } .room { fill: #212327; stroke: #55575e; }
.door { fill: #4d431f; stroke: #b39a52; } .dot { fill: #f0a08f; }
.own { stroke: #f0a08f; } .grid { stroke: #2f3136; }
}
""".strip()


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor: its rooms in order, and how often it imports each floor, itself included.

    A floor of one room is a module and has its own name.
    """

    name: str
    rooms: tuple[str, ...]
    imports: tuple[tuple[str, int], ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rooms in rows that fit between the names and the stairs."""
        rows: list[list[str]] = [[]]
        for room in self.rooms:
            if sum(map(_breadth, (*rows[-1], room))) > _STAIRS - _ROOMS - 14:
                rows.append([])
            rows[-1].append(room)
        return tuple(map(tuple, rows))

    @property
    def height(self) -> int:
        """Its height in the picture."""
        return len(self.rows) * _ROW + 2 * _PAD - 4


def _breadth(room: str) -> float:
    """Return the width of a room with the wall beside it."""
    return len(room) * _LETTER + 18


# --- what there is --------------------------------------------------------------------------


def floors(root: Path) -> tuple[Floor, ...]:
    """Return the floors from top to bottom, as planned, with what their modules import."""
    planned = _planned((root / PLAN).read_text(encoding="utf-8"))
    return tuple(
        Floor(name, rooms, tuple(sorted(_imports(root, name).items())))
        for name, rooms in planned.items()
    )


def _planned(page: str) -> dict[str, tuple[str, ...]]:
    """Return the rooms of each floor from the plan: the first block of code of the page."""
    found: dict[str, tuple[str, ...]] = {}
    below = page.split("```")[1].partition("\nbriefing/\n")[2]
    floor = ""
    for line in below.splitlines():
        if house := re.match(r"  (\w+)/ ", line):
            floor = house[1]
            found[floor] = ()
        elif room := re.match(r"    (\w+)\.py ", line):
            found[floor] += (room[1],)
        elif single := re.match(r"  (\w+)\.py ", line):
            found[single[1]] = (single[1],)
    return found


def _imports(root: Path, floor: str) -> Counter[str]:
    """Count the imports of a floor's modules by the floor that they import."""
    own = root / "briefing" / floor
    paths = sorted(own.glob("*.py")) if own.is_dir() else [own.with_suffix(".py")]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    return Counter(name for tree in trees for name in _imported(tree))


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the floor of each module of the program that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "briefing":
            yield from (alias.name for alias in node.names if alias.name.isidentifier())
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("briefing."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.Import):
            names = (alias.name.split(".") for alias in node.names)
            yield from (parts[1] for parts in names if parts[0] == "briefing" and parts[1:])


# --- how it is drawn --------------------------------------------------------------------------


def picture(root: Path = ROOT) -> str:
    """Return the picture as SVG, the same on any machine."""
    house = floors(root)
    tops, y = [], ROOF
    for floor in house:
        tops.append(y)
        y += floor.height
    height = y + 64
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>The house: floors, rooms, and what each floor imports</title>",
        f"<style>\n{_STYLE}\n</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
        *_roof(y),
    ]
    for floor, top in zip(house, tops, strict=True):
        parts += _walls(floor, top)
    return "\n".join([*parts, *_stairs(house, tops, y), *_foot(y), "</svg>"]) + "\n"


def _roof(ground: int) -> Iterator[str]:
    right = WIDTH - EDGE
    yield (
        f'<path class="roof wall" d="M{EDGE} {ROOF}L{EDGE + 40} 18H{right - 40}L{right} {ROOF}z"/>'
    )
    yield _text(EDGE + 62, 50, "The house", "head")
    yield _text(EDGE + 62, 74, "A floor imports only floors above it.", "line soft")
    yield _text(_STAIRS - 2, 50, "What it imports", "line soft")
    yield f'<path class="wall" d="M{EDGE} {ROOF}V{ground}H{right}V{ROOF}"/>'


def _walls(floor: Floor, top: int) -> Iterator[str]:
    """Yield a floor with its rooms."""
    yield f'<path class="wall" d="M{EDGE} {top}H{WIDTH - EDGE}"/>'
    yield _text(_NAMES, top + _PAD + 15, floor.name, "name")
    single = floor.rooms == (floor.name,)
    for row, rooms in enumerate(floor.rows):
        x, y = float(_ROOMS), top + _PAD + row * _ROW
        for room in rooms:
            path = room if single else f"{floor.name}/{room}"
            kind = "door" if any(path == d or path.startswith(d) for d in DOORS) else "room"
            width = _breadth(room) - 6
            yield (
                f'<rect class="{kind}" x="{x:g}" y="{y}" width="{width:.4g}" height="20" rx="2"/>'
            )
            yield _text(round(x + 6, 1), y + 14, room)
            x = round(x + _breadth(room), 1)


def _stairs(house: tuple[Floor, ...], tops: list[int], ground: int) -> Iterator[str]:
    """Yield a column for each floor, and a dot where a floor imports it."""
    places = {floor.name: _STAIRS + 8 + _STEP * n for n, floor in enumerate(house)}
    for floor, top in zip(house, tops, strict=True):
        x = places[floor.name]
        yield f'<path class="grid" d="M{x} {top + _PAD + 10}V{ground}"/>'
    for floor, top in zip(house, tops, strict=True):
        y = top + _PAD + 10
        for name, number in floor.imports:
            radius = min(6.5, 2.2 + number**0.5 * 0.5)
            if name in places:
                kind = "own" if name == floor.name else "dot"
                yield f'<circle class="{kind}" cx="{places[name]}" cy="{y}" r="{radius:.3g}"/>'
        if floor.name not in dict(floor.imports):
            yield f'<circle class="own" cx="{places[floor.name]}" cy="{y}" r="2.2"/>'


def _foot(ground: int) -> Iterator[str]:
    y = ground + 28
    yield f'<rect class="door" x="{_NAMES}" y="{y - 13}" width="22" height="16" rx="2"/>'
    yield _text(_NAMES + 30, y, "a door to the disk, a process or the terminal", "foot soft")
    yield f'<circle class="dot" cx="{_NAMES + 350}" cy="{y - 4}" r="5"/>'
    yield _text(_NAMES + 362, y, "imports the floor of this column", "foot soft")
    yield f'<circle class="own" cx="{_NAMES + 590}" cy="{y - 4}" r="5"/>'
    yield _text(_NAMES + 602, y, "its own column, and its own rooms", "foot soft")


def _text(x: float, y: int, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:g}" y="{y}">{escape(words)}</text>'


if __name__ == "__main__":
    (ROOT / PICTURE).write_text(picture(), encoding="utf-8", newline="\n")
