"""YAML as a tree of texts: what is kept, what is refused, and where things stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from briefing.diagnostics import Position, Severity
from briefing.read.yamltree import MAX_DEPTH, MAX_LENGTH, Mapping, Node, Scalar, parse_yaml


def tree(text: str) -> Node | None:
    node, problems = parse_yaml(text, "f")
    assert problems == ()
    return node


def values(text: str) -> list[str]:
    node = tree(text)
    assert isinstance(node, Mapping)
    return [value.text for _, value in node.pairs if isinstance(value, Scalar)]


def faults(text: str) -> list[str]:
    return [f"{p.position.line}:{p.position.column} {p.code}" for p in parse_yaml(text, "f")[1]]


SURPRISES = (
    """no yes on off NO 010 0x1F 1_000 1e3 .inf 12:30 2016-03-18 2016-03 3.10 null ~ = <<""".split()
)


@pytest.mark.parametrize("text", SURPRISES)
def test_a_plain_scalar_stays_the_text_that_was_written(text: str) -> None:
    assert values(f"a: {text}") == [text]


@pytest.mark.parametrize(
    ("written", "empty"),
    [
        ("", True),
        ("~", True),
        ("null", True),
        ('""', True),
        ("'  '", True),
        ("|\n\n", True),
        ("[]", True),
        ("[~, '']", True),
        ("{}", True),
        ('"~"', False),
        ("'null'", False),
        ("Null", False),
        ("no", False),
        ("0", False),
        ("[~, a]", False),
    ],
)
def test_what_counts_as_left_out(written: str, empty: bool) -> None:
    node = tree(f"a: {written}\n")
    assert isinstance(node, Mapping)
    assert node.pairs[0][1].empty is empty


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_document_is_none(text: str) -> None:
    assert tree(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: b: c", "1:5 yaml-syntax"),
        ("a: b\n c: d", "2:3 yaml-syntax"),
        ("a: @b", "1:4 yaml-syntax"),
        ("a: `b`", "1:4 yaml-syntax"),
        ("a: %b", "1:4 yaml-syntax"),
        ('a: "b" c', "1:8 yaml-syntax"),
        ("a: [[b]] c", "1:10 yaml-syntax"),
        # The fault is where something begins and never ends.
        ("a: [b, c\nd: e", "1:4 yaml-syntax"),
        ("a: {b: c\n", "1:4 yaml-syntax"),
        ('a: "b\nc: d', "1:4 yaml-syntax"),
        ("a: 'b\nc: d", "1:4 yaml-syntax"),
        ("a: b\nfoo\nc: d", "2:1 yaml-syntax"),
        ("a: b\nc:d e\nf: g", "2:2 yaml-syntax"),
        ('a: b\nc:"d"', "2:2 yaml-syntax"),
        ("a: b\nc:\u00a0d\ne: f", "2:2 yaml-syntax"),
        ("a\uff1ab\nc: d", "1:2 yaml-syntax"),
        ("c:d\nf: g", "1:2 yaml-syntax"),
        ("  key-points:d e \n  f: g", "1:13 yaml-syntax"),
        ("c://d\nf: g", "2:2 yaml-syntax"),
        ("x: a\n b:c\nd: e: f", "3:5 yaml-syntax"),
        ("x: |\n  b:c\nd: e: f", "3:5 yaml-syntax"),
        ('a: "\\q"', "1:5 yaml-syntax"),
        ("a:\n\tb: c", "2:1 yaml-syntax"),
        ("\ta: b", "1:1 yaml-syntax"),
        ("a: - b", "1:4 yaml-syntax"),
        ("- a\nb: c", "2:1 yaml-syntax"),
        # Well formed, and not taken.
        ("a: &x b\nc: *x", "1:4 yaml-syntax"),
        ("a: *x", "1:4 yaml-syntax"),
        ("a: !!python/object:os.system b", "1:4 yaml-syntax"),
        ("a: !x b", "1:4 yaml-syntax"),
        # Escapes that are no UTF-8: the parser does not say where.
        ("a: 1\nb: !%C0%BE c", "2:4 yaml-syntax"),
        ("[!a%C0%BE b]", "1:2 yaml-syntax"),
        ("!<%E0%80%BC> a", "1:1 yaml-syntax"),
        ("a: b\n---\nc: d", "2:1 yaml-syntax"),
        ("? [a]\n: b", "1:3 yaml-syntax"),
        ("? {a: b}\n: b", "1:3 yaml-syntax"),
    ],
)
def test_what_is_broken_or_refused_is_said_with_its_place(text: str, found: str) -> None:
    assert parse_yaml(text, "f")[0] is None
    assert faults(text) == [found]


def test_each_syntax_error_comes_in_an_editors_words_with_a_remedy() -> None:
    for text in ("a: b: c", "a: @b", "a: [b", 'a: "b', "a:\n\tb: c", "a: - b", "a\nb: c"):
        (problem,) = parse_yaml(text, "f")[1]
        assert problem.hint
        assert not {"mapping", "token", "scalar", "node"} & set(problem.message.split())


def test_a_tab_is_told_from_a_character_that_needs_quotes() -> None:
    (tab,) = parse_yaml("a:\n\tb: c", "f")[1]
    (at,) = parse_yaml("a: @b", "f")[1]
    assert ("tab" in tab.message, tab.hint) == (True, "indent with spaces")
    assert (at.message, at.hint) == ("a text cannot begin with @", "put quotes around it")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("title: Case #3\n", ["1:13"]),
        ("title: #3\n", ["1:8"]),
        ("a:\n  - x #1\n  - y\n", ["2:7"]),
        ("a: x\n  y #3\nb: z #4", ["2:5", "3:6"]),
        ("a: Case # the third\n#b: c\n# d\nc: x#3\nd: ## e ##\n", []),
        ("a: \"x #3\"\nb: 'x #3'\nc: >\n  x #3\n", []),
    ],
)
def test_a_text_that_ends_where_a_comment_seems_to_begin_is_told(
    text: str, places: list[str]
) -> None:
    _, problems = parse_yaml(text, "f")
    assert [f"{p.position.line}:{p.position.column}" for p in problems] == places
    assert {(p.code, p.severity) for p in problems} <= {("bad-value", Severity.WARNING)}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a:\n  -Foo\n  - Bar\n", ["2:3"]),
        ("a:\n  – Foo\n  – Bar\n", ["2:3"]),
        ("a:\n  —Foo\nb: -Bar", ["2:3", "3:4"]),
        ("a:\n  - Foo\n  - -12.5\nb: -3\nc: '-Foo'\nd: -\ne: --x\n", []),
    ],
)
def test_a_hyphen_that_begins_no_item_is_told(text: str, places: list[str]) -> None:
    _, problems = parse_yaml(text, "f")
    found = [p for p in problems if "item" in p.message]
    assert [f"{p.position.line}:{p.position.column}" for p in found] == places
    assert {(p.code, p.severity) for p in found} <= {("bad-value", Severity.WARNING)}


def test_every_duplicate_is_reported_and_the_first_counts() -> None:
    assert faults("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\na: 4") == [
        "3:1 duplicate-key",
        "4:11 duplicate-key",
        "5:1 duplicate-key",
    ]
    node, problems = parse_yaml("a: 1\na: 2", "f")
    assert isinstance(node, Mapping)
    assert [value.text for _, value in node.pairs if isinstance(value, Scalar)] == ["1"]
    assert "line 1" in problems[0].message


def test_a_bomb_is_refused_before_it_is_built() -> None:
    pairs = pairwise("abcdefghi")
    bomb = "a: &a [x]\n" + "".join(f"{c}: &{c} [*{b}, *{b}]\n" for b, c in pairs)
    assert faults(bomb) == ["1:4 yaml-syntax"]


@pytest.mark.parametrize("deep", ["[" * 5000, "{a: " * 5000, "- " * 5000, "? " * 5000])
def test_what_is_nested_too_deep_is_refused(deep: str) -> None:
    assert [fault.split()[1] for fault in faults(f"a:\n  {deep}")] == ["yaml-syntax"]


def test_just_deep_enough_is_taken() -> None:
    assert tree("a: " + "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1))


def test_a_text_that_is_too_long_is_refused() -> None:
    assert values("a: " + "x" * MAX_LENGTH) == ["x" * MAX_LENGTH]
    assert faults("a: b\nc: " + "x" * (MAX_LENGTH + 1)) == ["2:4 yaml-syntax"]


def test_lines_are_those_of_an_editor_not_of_yaml() -> None:
    assert faults('a: "x\u2028y"\nb: *z') == ["2:4 yaml-syntax"]


def test_the_head_of_a_file_may_begin_with_its_fence() -> None:
    node = tree("---\na: b\n")
    assert isinstance(node, Mapping)
    assert node.pairs[0][1].position == Position("f", 2, 4)


@pytest.mark.parametrize(
    ("written", "text", "offset", "found"),
    [
        ("abc", "abc", 2, "1:6"),
        ('"a\\"b"', 'a"b', 2, "1:8"),
        ('"\\u00e9\\nb"', "é\nb", 2, "1:13"),
        ("'a''b'", "a'b", 2, "1:8"),
        ("a\n  b", "a b", 2, "2:3"),
        ("a\n\n\n  b", "a\n\nb", 3, "4:3"),
        ('"a\\\n  b"', "ab", 1, "2:3"),
        (">\n  a\n  b\n\n  c\n", "a b\nc\n", 4, "5:3"),
        ("|\n  a\n   b\n", "a\n b\n", 3, "3:4"),
        (">\n   a\n    b\n   c\n", "a\n b\nc\n", 5, "4:4"),
    ],
)
def test_an_offset_is_followed_into_the_file(
    written: str, text: str, offset: int, found: str
) -> None:
    node = tree(f"k: {written}")
    assert isinstance(node, Mapping)
    scalar = node.pairs[0][1]
    assert isinstance(scalar, Scalar)
    assert scalar.text == text
    assert str(scalar.locator()(offset)) == f"f:{found}"


def test_an_empty_text_has_a_place_too() -> None:
    node = tree("k: >\n\nb: c")
    assert isinstance(node, Mapping)
    scalar = node.pairs[0][1]
    assert isinstance(scalar, Scalar)
    assert str(scalar.locator()(0)) == "f:1:4"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a: "one\nb: "two"\n', (1, 4)),
        ('a: x\nb: "one [@p1]\nc:\n  - "two"\n  - "three"\n', (2, 4)),
        ('a:\n  - "one\n  - "two"\n', (2, 5)),
    ],
)
def test_a_quotation_that_is_not_closed_is_told_where_it_opens(
    text: str, place: tuple[int, int]
) -> None:
    node, (found,) = parse_yaml(text, "a.yml")
    assert node is None
    assert (found.code, found.position.line, found.position.column) == ("yaml-syntax", *place)
    assert "not closed" in found.message


def test_a_quotation_over_two_lines_that_ends_is_no_mistake() -> None:
    assert parse_yaml('a: "one\n  two"\nb: x\n', "a.yml")[1] == ()
