"""The layout of a network: near its steps, nothing over anything, the same on every machine."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence
from itertools import combinations

import networkx
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw.boxes import WIDTH, Box, apart, box
from briefing.draw.layout import Point, components, distances, placed
from briefing.draw.lines import shorten, wrap
from briefing.draw.metrics import width
from briefing.draw.network import NUMBER, Edge, Network, Node, network

Pairs = list[tuple[int, int]]
pairs_of = st.integers(1, 14).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=2 * count
        ),
    )
)


def graph(count: int, pairs: Pairs) -> networkx.Graph:
    found = networkx.Graph()
    found.add_nodes_from(range(count))
    found.add_edges_from(pairs)
    return found


def tree(count: int, seed: int, more: int = 0) -> Pairs:
    """Return a random tree with a few hubs, and some ties across it."""
    chance = random.Random(seed)
    pairs = [(n, chance.randrange(max(1, n // 3))) for n in range(1, count)]
    across = [(chance.randrange(count), chance.randrange(count)) for _ in range(more)]
    return pairs + [(a, b) for a, b in across if a != b]


def drawn(count: int, pairs: Pairs, binding: str = "") -> Network:
    nodes = [Node(f"The people of number {n}", "actor") for n in range(count)]
    return network(nodes, [Edge(a, b, "tie") for a, b in pairs], binding)


GROUND = 18
"""How far the grounds of two groups reach together: as the style sheet draws them."""


def overlaps(one: Box, two: Box) -> bool:
    """Say whether two boxes, or the grounds around them, lie over each other."""
    return (
        abs(one.x - two.x) < (one.width + two.width) / 2 + GROUND
        and abs(one.y - two.y) < (one.height + two.height) / 2 + GROUND
    )


def stress(steps: Sequence[Sequence[float]], points: Sequence[Point]) -> float:
    """Return how far the distances of points are from the given ones, at the best scale."""
    pairs = [
        (math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2), steps[a][b])
        for (a, p), (b, q) in combinations(enumerate(points), 2)
    ]
    over = sum((far / wanted) ** 2 for far, wanted in pairs)
    scale = sum(far / wanted for far, wanted in pairs) / over if over else 1
    return sum(((scale * far - wanted) / wanted) ** 2 for far, wanted in pairs)


# --- steps and groups -----------------------------------------------------------------------


@given(pairs_of)
def test_those_that_hang_together_are_those_of_an_independent_library(
    given_pairs: tuple[int, Pairs],
) -> None:
    count, pairs = given_pairs
    theirs = networkx.connected_components(graph(count, pairs))
    assert components(count, pairs) == tuple(sorted(tuple(sorted(group)) for group in theirs))


@given(pairs_of)
def test_the_steps_are_those_of_an_independent_library(given_pairs: tuple[int, Pairs]) -> None:
    count, pairs = given_pairs
    ours = distances(count, pairs)
    theirs = dict(networkx.all_pairs_shortest_path_length(graph(count, pairs)))
    reached = [step for steps in theirs.values() for step in steps.values()]
    beyond = min(max(reached) + 1, 3)
    for a in range(count):
        for b in range(count):
            assert ours[a][b] == theirs[a].get(b, beyond)


def test_two_groups_stand_farther_apart() -> None:
    assert distances(3, [(0, 1), (1, 2)], [1, 1, 2])[1] == (1, 0, 1.5)


# --- the layout -----------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "seed"), [(5, 1), (12, 2), (20, 3), (35, 4)])
def test_no_layout_by_chance_and_then_improved_is_much_better(count: int, seed: int) -> None:
    """The stress is at most a tenth above the best of many descents from random starts."""
    steps = distances(count, tree(count, seed))
    chance = random.Random(seed)

    def descended() -> float:
        points = [(chance.random(), chance.random()) for _ in range(count)]
        for _ in range(60):
            for n, row in enumerate(steps):
                points[n] = pulled(n, row, points)
        return stress(steps, points)

    best = min(descended() for _ in range(12))
    assert stress(steps, placed(steps)) <= 1.1 * best + 1e-9


def pulled(
    n: int, row: tuple[float, ...], points: list[tuple[float, float]]
) -> tuple[float, float]:
    """One step of stress majorization for one node, written anew with complex numbers."""
    here, rest = complex(*points[n]), [m for m in range(len(points)) if m != n]
    weights = [row[m] ** -2 for m in rest]
    wanted = []
    for m in rest:
        there = complex(*points[m])
        apart_ = abs(here - there) or 1e-9
        wanted.append(there + row[m] * (here - there) / apart_)
    mean = sum(w * z for w, z in zip(weights, wanted, strict=True)) / sum(weights)
    return mean.real, mean.imag


def test_a_path_is_laid_out_straight_and_a_ring_round() -> None:
    path = distances(6, [(n, n + 1) for n in range(5)])
    assert stress(path, placed(path)) < 0.01
    ring = distances(8, [(n, (n + 1) % 8) for n in range(8)])
    points = placed(ring)
    x, y = (sum(point[way] for point in points) / 8 for way in (0, 1))
    radii = [math.hypot(a - x, b - y) for a, b in points]
    assert max(radii) / min(radii) < 1.02


def test_stress_knows_no_scale() -> None:
    steps = distances(4, [(0, 1), (1, 2), (2, 3)])
    assert stress(steps, [(n, 0) for n in range(4)]) == pytest.approx(0)
    assert stress(steps, [(50 * n, 9) for n in range(4)]) == pytest.approx(0)
    assert stress(steps, [(0, 0), (1, 0), (0, 1), (1, 1)]) > 0.3


# --- boxes ----------------------------------------------------------------------------------


@given(pairs_of)
def test_no_box_is_over_another_or_beyond_the_rim(given_pairs: tuple[int, Pairs]) -> None:
    count, pairs = given_pairs
    boxes = tuple(box(f"Somebody with the number {n}", "actor") for n in range(count))
    found, height = apart(boxes, placed(distances(count, pairs)), pairs)
    assert not any(overlaps(one, two) for one, two in combinations(found, 2))
    for one in found:
        assert one.left >= 0
        assert one.top >= 0
        assert one.left + one.width <= WIDTH
        assert one.top + one.height <= height


@pytest.mark.parametrize("count", [1, 2, 5, 20, 60])
def test_a_network_is_clear_at_any_size(count: int) -> None:
    found = drawn(count, tree(count, count, more=count // 6))
    assert not any(overlaps(one, two) for one, two in combinations(found.boxes, 2))
    assert len(found.boxes) == count
    assert found.height <= max(200, 50 * count)


@pytest.mark.parametrize("count", [10, 25, 40])
def test_a_chain_is_bent_and_not_drawn_ever_higher(count: int) -> None:
    found = drawn(count, [(n, n + 1) for n in range(count - 1)])
    assert found.height <= max(200, 50 * count)
    assert found.crossings == 0


@pytest.mark.parametrize(("count", "most"), [(5, 0), (12, 0), (20, 1), (60, 15)])
def test_few_lines_cross_or_pass_under_a_box(
    count: int, most: int, record_property: Callable[[str, object], None]
) -> None:
    for seed in (1, 2, 3):
        found = drawn(count, tree(count, seed))
        record_property(f"crossings {count}/{seed}", f"{found.crossings} + {found.covered}")
        assert found.crossings + found.covered <= most


def test_all_names_stand_in_their_boxes() -> None:
    for one in drawn(9, tree(9, 9)).boxes:
        assert len(one.words) == len(one.lines)
        for line in one.words:
            assert width(line.text, 13.5) <= one.width - 10
            assert one.top < line.y < one.top + one.height


# --- lines ----------------------------------------------------------------------------------


def test_a_number_is_never_over_a_box_or_another_number() -> None:
    found = drawn(20, tree(20, 5, more=4))
    reach = {line.number: width(str(line.number), NUMBER) for line in found.lines}
    for line in found.lines:
        for one in found.boxes:
            assert (
                abs(line.x - one.x) >= (reach[line.number] + one.width) / 2
                or abs(line.y - one.y) >= (NUMBER + one.height) / 2 - 1
            ), (line, one)
    for one_line, two in combinations(found.lines, 2):
        near = (reach[one_line.number] + reach[two.number]) / 2
        assert abs(one_line.x - two.x) >= near or abs(one_line.y - two.y) >= NUMBER - 1


@given(pairs_of)
def test_a_line_is_long_enough_for_its_number_and_its_head(given_pairs: tuple[int, Pairs]) -> None:
    count, pairs = given_pairs
    for line in drawn(count, [(a, b) for a, b in pairs if a != b]).lines:
        start, end = ([*map(float, point.split())] for point in line.path[1:].split("L"))
        assert math.dist(start, end) >= 33


def test_what_hangs_together_stands_beside_the_rest_and_not_far_from_it() -> None:
    pairs = [(0, 1), (2, 3), (4, 5), (6, 7), (7, 8)]
    found = drawn(9, pairs)
    groups = [(6, 7, 8), (0, 1), (2, 3), (4, 5)]
    areas = [box_around([found.boxes[n] for n in group]) for group in groups]
    for one, two in combinations(areas, 2):
        assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
    assert sum((a[2] - a[0]) * (a[3] - a[1]) for a in areas) > found.width * found.height / 2
    assert found.width < drawn(20, tree(20, 5)).width == WIDTH


def box_around(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    left, top = min(one.left for one in boxes), min(one.top for one in boxes)
    right = max(one.left + one.width for one in boxes)
    return left, top, right, max(one.top + one.height for one in boxes)


def test_two_lines_between_the_same_two_run_beside_each_other() -> None:
    found = drawn(2, [(0, 1), (1, 0), (0, 1)])
    assert len({line.path for line in found.lines}) == 3
    assert len({(line.x, line.y) for line in found.lines}) == 3
    assert found.crossings == 0


def test_what_ended_has_a_stroke_across() -> None:
    nodes = [Node("A", "actor"), Node("B", "actor")]
    found = network(nodes, [Edge(0, 1, "tie"), Edge(0, 1, "tie", ended=True)], "")
    assert [bool(line.stop) for line in found.lines] == [False, True]


def test_a_group_stands_on_its_boxes_and_the_lines_that_bind_it() -> None:
    nodes = [Node("A", "actor", 1), Node("B", "actor", 1), Node("C", "actor")]
    found = network(nodes, [Edge(0, 1, "tie"), Edge(1, 2, "against")], "tie")
    ((group, path),) = found.hulls
    assert group == 1
    assert path.count("z") == 2
    assert path.count("L") == 1


def test_places_are_whole_or_half() -> None:
    for line in drawn(12, tree(12, 2)).lines:
        numbers = line.path.replace("M", "").replace("L", " ").split()
        assert all((float(number) * 2).is_integer() for number in numbers)


def test_the_ground_is_as_broad_as_it_is_taken_to_be() -> None:
    sheet = (ROOT / "templates/assets/css/77-figures.css").read_text(encoding="utf-8")
    assert re.findall(r"\.ground \{[^}]*stroke-width: (\d+)", sheet) == [str(GROUND)]


# --- text -----------------------------------------------------------------------------------


@given(st.text("abc déf, ", max_size=80), st.integers(20, 200))
def test_what_is_cut_fits_and_says_so(text: str, room: int) -> None:
    cut = shorten(text, 13, room)
    assert cut == text or cut.endswith("…")
    assert width(cut, 13) <= room
    for line in wrap(text, 13, room):
        assert width(line, 13) <= room


def test_a_text_is_broken_at_words_and_kept_whole_if_it_can_be() -> None:
    assert wrap("one two three", 13, 50) == ("one two", "three")
    assert wrap("one two three four five six seven", 13, 50, 2)[-1].endswith("…")
    assert " ".join(wrap("one two three four", 13, 60)) == "one two three four"
    assert shorten("one, two three", 13, width("one, two…", 13)) == "one, two…"
    assert shorten("one, two three", 13, width("one…", 13)) == "one…"


# --- lines ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("treated among the provinces of", 162, ("treated among the", "provinces of")),
        ("treated among the provinces of", 150, ("treated among the", "provinces of")),
        ("treated among the provinces of", 240, ("treated among the provinces of",)),
        ("among provinces", 80, ("among", "provinces")),
        ("so it is unmistakable", 60, ("so it is", "unmist…")),
        ("", 60, ()),
    ],
)
def test_no_word_stands_alone_on_the_last_line_if_another_can_join_it(
    text: str, room: int, lines: tuple[str, ...]
) -> None:
    assert wrap(text, 13.5, room) == lines
