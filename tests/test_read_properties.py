"""What holds for any text: it is read, nothing is lost, and places are the right ones."""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Callable, Iterator
from types import FrameType

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.diagnostics import Diagnostic, Position, Severity
from briefing.fragments import Body, Citation, Fragments, Link, Located, Text, plain_text
from briefing.model import SourceFile
from briefing.read import inline, markdown
from briefing.read.fields import PROSE, RELATION, Field, many
from briefing.read.frontmatter import read_mapping, split
from briefing.read.markdown import parse, parse_inline
from briefing.read.scalars import Scalar
from briefing.read.source import Markers, read_source
from briefing.read.yamltree import Mapping, Node, Sequence, parse_yaml

quick = settings(max_examples=60)

# What our grammars are made of comes up more often than in any text.
MARKUP = "ab1 \n\t[]()!|@p,#*_`~>-=+.:;\\&<>/\"'{}^é\u00a0—"
# A file's lines end in line feeds alone by the time its text is read, and it holds no NUL.
odd = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60)
marked = st.text(st.sampled_from(MARKUP), max_size=120)
pieces = st.lists(
    st.sampled_from(
        """[[a]]|[[a|b]]|[[!c]]|[@p1]|[@p1, p2]|[x](y)|![x](y)|<b>|<!--|&amp;|\\*|`c`|**|*|~~|
        > |- |1. |# |\n|\n\n|    |  |\t|\\\\|---|===|| a | b |\n|---|---|\n|: |[^1]|[^1]: d|
        <http://a.b>|word|— ||[a]: b|```""".split("|")
    ),
    max_size=25,
).map("".join)
texts = odd | marked | pieces


def walked(fragments: Fragments) -> Iterator[Text | Link | Citation]:
    for fragment in fragments:
        if isinstance(fragment, Text | Link | Citation):
            yield fragment
        if isinstance(fragment, Link):
            yield from walked(fragment.inner)


def character(text: str, position: Position) -> str:
    """Return what stands at a position, which must be one of the text."""
    line = text.split("\n")[position.line - 1]
    assert 1 <= position.column <= len(line) + 1
    return line[position.column - 1 : position.column]


# --- any text is read -------------------------------------------------------------------


@quick
@given(texts)
def test_any_body_is_read_and_its_mistakes_lie_in_it(text: str) -> None:
    _, problems = parse(text, "f", top=2, prefix="x:")
    for problem in problems:
        character(text, problem.position)


@quick
@given(texts)
def test_any_summary_is_read(text: str) -> None:
    body, _ = parse_inline(text, lambda offset: Position("f", 1, offset + 1))
    assert all(isinstance(f.at(0), Position) for f in body.fragments if isinstance(f, Text))


@quick
@given(texts, st.sampled_from([".txt", ".md"]), texts, texts)
def test_any_source_is_read_and_its_passages_are_whole(
    text: str, ending: str, after: str, before: str
) -> None:
    here = Position("f")
    markers = Markers(Located(after, here), Located(before, here)) if after else Markers()
    problems: list[Diagnostic] = []
    source = read_source(SourceFile(f"a{ending}", text), markers, problems.append)
    for number, passage in enumerate(source.passages, 1):
        assert passage.number == number
        assert passage.text.strip()
        assert plain_text(passage.fragments) == passage.text
        character(text, passage.position)
    assert {p.code for p in problems} <= {"text-marker"}


FIELDS = (Field("a", many(PROSE), ""), Field("b", RELATION, ""))


@quick
@given(texts | texts.map("a: ".__add__) | texts.map("b: ".__add__))
def test_any_front_matter_is_read_and_its_mistakes_lie_in_it(text: str) -> None:
    problems: list[Diagnostic] = []
    file = SourceFile("f", f"---\n{text}\n---\n")
    parts = split(file, problems.append)
    assert parts
    read_mapping(parts.head, "f", FIELDS, problems.append)
    for problem in problems:
        character(file.text, problem.position)


# --- what is plain is read at once, and as it is rule by rule ------------------------------------

NEVER = re.compile(r"(?!)")
PLAIN = "word¬É.¬it's ¬“¬(¬, ¬: ¬[[a]]¬[[!c]]¬[@p1]¬\n¬\n\n¬ ".split("¬")
NEARLY = (
    "[[a|b]]¬*a* ¬**b** ¬ _a_ ¬`c` ¬ ~~s~~ ¬<b>¬&amp;¬\\*¬\\.¬[x](y)¬ [@p1](x)¬[^1]¬ \n¬\n ¬\t"
    "¬\n- a\n¬\n1. a\n¬\n# a\n¬\n> a\n¬\n    a\n¬a\n===\n¬\n---\n¬\n: a\n¬\n```\n¬\n\n\n"
    "¬\n[@p1]: a\n¬\n[[a]]: b\n¬\n[^1]: a\n¬a|b\n-|-\n¬\n|a|b|\n|-|-|\n"
).split("¬")
plain = st.lists(st.sampled_from(PLAIN), max_size=6).map("".join)


@pytest.mark.parametrize("mark", NEARLY)
@settings(max_examples=40)
@given(plain, plain)
def test_what_is_plain_is_read_as_it_is_rule_by_rule(mark: str, before: str, after: str) -> None:
    text = before + mark + after

    def read() -> object:
        body = parse(f"\n\n{text}", "f", top=2, prefix="x:")
        return body, parse_inline(text, lambda offset: Position("f", 1, offset + 1))

    at_once = read()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_PARAGRAPHS", NEVER)
        patch.setattr(inline, "_PLAIN", NEVER)
        assert read() == at_once


# --- nothing is lost --------------------------------------------------------------------

words = st.text(st.sampled_from("abcXYZéßسرت’“”…"), min_size=1, max_size=8)
prose = st.lists(st.lists(words, min_size=1, max_size=9).map(" ".join), max_size=6)


@quick
@given(prose, st.sampled_from(["\n", "\n\n", "\n \n", " \n"]))
def test_a_text_without_markup_survives(lines: list[str], between: str) -> None:
    text = between.join(lines)
    found = [f.text for f in walked(parse(text, "f")[0].fragments) if isinstance(f, Text)]
    assert " ".join(found).split() == text.split()
    for name in ("a.txt", "a.md"):
        source = read_source(SourceFile(name, text), Markers(), lambda _: None)
        assert " ".join(p.text for p in source.passages).split() == text.split()


# --- places -----------------------------------------------------------------------------


@quick
@given(texts)
def test_each_letter_of_prose_stands_where_it_says(text: str) -> None:
    for fragment in walked(parse(text, "f")[0].fragments):
        if isinstance(fragment, Text):
            for offset, letter in enumerate(fragment.text):
                # An entity is written with other letters than it is read with.
                if letter.isalnum() and "&" not in text and "<" not in text:
                    assert character(text, fragment.at(offset)) == letter


CITED = st.lists(
    st.sampled_from(
        [
            "a {} b {} c",
            "a {}\nb {},\n  {} c",
            "# a {} #",
            "a {}\n---",
            "- a {}\n- b\n  {}\n\n  c {}",
            "1. - > {} a",
            "> a {}\nb {}\n>\n> — {}",
            "| a {} | {} |\n|---|---|\n| {} | a \\| b {} |",
            "Term {}\n: a {}\n\n  b {}",
            "x[^n] {}\n\n[^n]: a {}\n\n    b {}",
            "**a {}** *{}* ~~{}~~ `x` [y](z) ![x](y) &amp; \\* {}",
            "<b>{}</b> <https://a.b> {}",
            "[[a|b]]{} [[!c]]{}",
            "```\ncode\n```\n{}",
            "\ta {}".replace("\t", "-\t"),
        ]
    ),
    max_size=6,
)


@quick
@given(CITED)
def test_each_citation_stands_where_it_says(blocks: list[str]) -> None:
    text = "\n\n".join(blocks).replace("{}", "[@p1, q]")
    wanted = [
        Position("f", number, match.start() + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for match in re.finditer(r"\[@", line)
    ]
    # Of footnotes with one label the first counts, and notes stand at a body's end.
    once = text.count("[^n]:") <= 1
    found = [f for f in walked(parse(text, "f")[0].fragments) if isinstance(f, Citation)]
    assert {f.position for f in found} <= set(wanted)
    assert not once or sorted(f.position for f in found) == wanted
    for citation in found:
        line = text.split("\n")[citation.position.line - 1]
        for item in citation.items:
            assert line.startswith(item.text, item.position.column - 1)


values = st.text(st.sampled_from("ab c\n\t'\"\\é:#-|>[]@\u00a0😀"), max_size=60)
styles = st.sampled_from([None, '"', "'", "|", ">"])


@quick
@given(st.dictionaries(words, values | st.lists(values, max_size=3), max_size=4), styles, st.data())
def test_keys_and_each_letter_of_a_value_stand_where_they_say(
    fields: dict[str, str | list[str]], style: str | None, data: st.DataObject
) -> None:
    width, indent = data.draw(st.integers(20, 80)), data.draw(st.integers(2, 6))
    text = yaml.dump(fields, default_style=style, allow_unicode=True, width=width, indent=indent)
    node, problems = parse_yaml(text, "f")
    assert {p.severity for p in problems} <= {Severity.WARNING}  # "-é" may be no item of a list
    assert isinstance(node, Mapping)
    assert [key.text for key, _ in node.pairs] == sorted(fields)
    for scalar in scalars(node):
        locate = scalar.locator()
        for offset, letter in enumerate(scalar.text):
            if letter in string.ascii_letters:
                assert character(text, locate(offset)) == letter


@quick
@given(pieces, styles, st.integers(20, 80))
def test_each_letter_of_a_summary_stands_where_it_says(
    text: str, style: str | None, width: int
) -> None:
    head = yaml.dump({"a": text}, default_style=style, allow_unicode=True, width=width)
    values = read_mapping(head, "f", FIELDS, lambda _: None)
    assert values
    for body in values.values.get("a", ()):
        for fragment in walked(body.fragments):
            if isinstance(fragment, Text) and "&" not in text and "<" not in text:
                for offset, letter in enumerate(fragment.text):
                    if letter in string.ascii_letters:
                        assert character(head, fragment.at(offset)) == letter


def scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Mapping(pairs=pairs):
            for key, value in pairs:
                yield key
                yield from scalars(value)
        case Sequence(items=items):
            for item in items:
                yield from scalars(item)
        case _:
            yield node


# --- cost grows with the text, not with its square --------------------------------------

NASTY: dict[str, Callable[[int], str]] = {
    "wiki links never closed": lambda n: "[[" * n,
    "citations never closed": lambda n: "[@" * n,
    "tags never closed": lambda n: "<a" * n,
    "comments never closed": lambda n: "<!--\n" * n,
    "brackets": lambda n: "[" * n + "]" * n,
    "links in links": lambda n: "[a" * n + "](b)" * n,
    "pictures never closed": lambda n: "![" * n,
    "addresses never closed": lambda n: "[a](" * n,
    "code never closed": lambda n: "".join("`" * (i % 9) + " a " for i in range(n)),
    "emphasis": lambda n: "*a _b " * n,
    "wiki links": lambda n: "[[a|b]] " * n,
    "citations": lambda n: "[@p1, p2] " * n,
    "one citation": lambda n: "[@" + "p1," * n + "p2]",
    "spaces in a wiki link": lambda n: "[[a" + " " * n,
    "lines": lambda n: "word\n" * n,
    "one line": lambda n: "word " * n,
    "escapes": lambda n: "\\*" * n,
    "entities": lambda n: "&amp;" * n,
    "equal headings": lambda n: "# a\n" * n,
    "references": lambda n: "".join(f"[a{i}]: b\n" for i in range(n)) + "\n" + "[[a1]]" * n,
    "footnotes": lambda n: "".join(f"x[^{i}]\n\n[^{i}]: b\n\n" for i in range(n)),
    "rows": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * n,
    "cells": lambda n: "|a" * n + "|\n" + "|-" * n + "|\n" + "|c" * n + "|",
    "source lines": lambda n: "> " + "— a [[b]] " * n,
}


parse("", "f")  # The grammar is made once, and is not what is measured.


def calls(work: Callable[[], object]) -> int:
    """Count the calls that some work takes: the same on every machine."""
    count = 0

    def counting(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def used(body: Body) -> int:
    """Ask for the place of everything, as linking does."""
    return sum(
        len({f.at(i) for i in range(0, len(f.text), 9)})
        for f in walked(body.fragments)
        if isinstance(f, Text)
    )


@pytest.mark.parametrize("nasty", NASTY)
def test_twice_the_text_is_twice_the_work(nasty: str) -> None:
    once, twice = (calls(lambda n=n: used(parse(NASTY[nasty](n), "f")[0])) for n in (200, 400))
    assert twice < 2.5 * once


def test_a_long_value_is_followed_in_one_go() -> None:
    def work(n: int) -> int:
        text = 'a: "' + "[@p1] é \\n " * n + '"'
        return calls(lambda: read_mapping(text, "f", FIELDS, lambda _: None))

    assert work(400) < 2.5 * work(200)


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "[", "[[", "![", "*", "> - ", "` ", "<", "[^"])
def test_what_is_nested_two_thousand_deep_is_read(mark: str) -> None:
    body, problems = parse(mark * 2000 + "word", "f")
    # What the parser gives up on is said, never dropped without a word.
    assert "word" in plain_text(body.fragments) or [p.code for p in problems] == ["bad-value"]


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_as_deep_as_anyone_will_go_nothing_is_lost(mark: str) -> None:
    body, problems = parse(mark * 45 + "word", "f")
    assert (plain_text(body.fragments), problems) == ("word", ())


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("\u00a0\nSee [[nope]].", (2, 5)),
        ("x\n\n\u2003\n\u00a0\nSee [[nope]].", (5, 5)),
        ("- \u00a0\n  See [[nope]].", (2, 7)),
        ("> \u00a0\n> See [[nope]].", (2, 7)),
        ("- 3\n\n  3 [[nope]].", (3, 5)),
        ("\u2028\n\u00a0\n[[nope]]\n\u2028\n[[nope]]", (3, 1)),
    ],
)
def test_a_line_of_other_spaces_is_counted(body: str, place: tuple[int, int]) -> None:
    """Such lines begin a paragraph, and the parser drops them."""
    fragments = parse(body, "f")[0].fragments
    position = next(f.position for f in fragments if isinstance(f, Link))
    assert (position.line, position.column) == place
