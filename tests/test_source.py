"""A source text becomes passages, between the lines that its markers name."""

from __future__ import annotations

import pytest

from briefing.diagnostics import Diagnostic, Position
from briefing.fragments import Html, Located, Text, plain_text
from briefing.model import SourceFile, SourceText
from briefing.read.source import Markers, read_source

HERE = Position("content/articles/a.md", 5, 10)
BELOW = Position("content/articles/a.md", 6, 11)


def source(
    text: str, after: str = "", before: str = "", name: str = "a.txt"
) -> tuple[SourceText, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    markers = Markers(
        Located(after, HERE) if after else None, Located(before, BELOW) if before else None
    )
    return read_source(SourceFile(f"seeds/{name}", text), markers, problems.append), problems


def texts(text: str, name: str = "a.txt") -> list[str]:
    return [passage.text for passage in source(text, name=name)[0].passages]


# --- plain text -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("One.\n\nTwo.\n", ["One.", "Two."]),
        ("\n\n\nOne.\n\n\n\nTwo.", ["One.", "Two."]),
        ("One,\nhard-wrapped,\n  indented.", ["One, hard-wrapped, indented."]),
        ("One. \t\n \t \nTwo.", ["One.", "Two."]),
        ("One.\n\u00a0\nTwo.", ["One.", "Two."]),
        ("a\u00a0b  c", ["a\u00a0b  c"]),
        ("One.\n\f\nTwo.", ["One.", "Two."]),
        ("One.\n\fTwo.", ["One. Two."]),
        ("# no *Markdown* [[here]] [@p1] <b> &amp;", ["# no *Markdown* [[here]] [@p1] <b> &amp;"]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_paragraphs_are_parted_by_blank_lines(text: str, passages: list[str]) -> None:
    assert texts(text) == passages


def test_passages_are_numbered_and_know_where_each_of_their_lines_stands() -> None:
    read, problems = source("One.\n\n  Two,\n\tthree.\n")
    assert problems == []
    assert [(p.id, p.number, str(p.position)) for p in read.passages] == [
        ("p1", 1, "seeds/a.txt:1:1"),
        ("p2", 2, "seeds/a.txt:3:3"),
    ]
    (text,) = read.passages[1].fragments
    assert isinstance(text, Text)
    assert [str(text.at(text.text.index(word))) for word in ("Two", "three")] == [
        "seeds/a.txt:3:3",
        "seeds/a.txt:4:2",
    ]


# --- the markers ------------------------------------------------------------------------

LETTER = "A title\nBy A. Writer\n\nOne.\n\nTwo.\n\nThe end.\n\nfooter\n"


def test_the_text_lies_between_the_markers_and_the_rest_is_remembered() -> None:
    read, problems = source(LETTER, "By A.", "The end.")
    assert problems == []
    assert [passage.text for passage in read.passages] == ["One.", "Two."]
    assert [str(p.position) for p in read.passages] == ["seeds/a.txt:4:1", "seeds/a.txt:6:1"]
    assert [(line.text, line.position.line) for line in read.head] == [
        ("A title", 1),
        ("By A. Writer", 2),
    ]
    assert read.left_out == ((1, 2), (8, 10))


def test_one_marker_is_enough() -> None:
    assert [p.text for p in source(LETTER, after="By")[0].passages][:1] == ["One."]
    assert len(source(LETTER, before="Two.")[0].passages) == 2


def test_a_marker_is_the_start_of_a_line_whatever_its_spaces() -> None:
    read, problems = source(" By  A.\u00a0Writer\nOne.", "By A. Writer")
    assert (problems, [p.text for p in read.passages]) == ([], ["One."])


def test_of_two_lines_that_begin_alike_the_first_counts() -> None:
    read, problems = source("x\na\nx\nb\nend\nc\nend", "x", "end")
    assert (problems, [p.text for p in read.passages]) == ([], ["a x b"])


@pytest.mark.parametrize(
    ("after", "before", "found"),
    [
        ("Bye A.", "", [HERE]),
        ("", "The endd", [BELOW]),
        ("nowhere", "neither", [HERE, BELOW]),
        # In reverse: what should come below the text stands above it.
        ("The end.", "By A.", [BELOW]),
    ],
)
def test_without_a_marker_no_passage_has_its_number(
    after: str, before: str, found: list[Position]
) -> None:
    text = LETTER.replace("By A. Writer\n", "By A. Writer\n\n")
    read, problems = source(text, after, before)
    assert [(p.position, p.code) for p in problems] == [(at, "text-marker") for at in found]
    assert read == SourceText("")


def test_a_marker_is_guessed_by_the_start_of_a_long_line() -> None:
    _, (problem,) = source("Original article contains an image. " * 9, after="Original arxicle")
    assert problem.hint == 'did you mean "Original article"?'


def test_markers_in_reverse_are_told_apart_from_unknown_ones() -> None:
    _, (problem,) = source("x\na\ny", "y", "x")
    assert problem.message == '"x" stands on line 1, above the text'


# --- Markdown ---------------------------------------------------------------------------


def test_headings_are_sections_and_paragraphs_passages() -> None:
    read, problems = source(
        "# Title\n\n## Part one\n\nOne *two*\nthree.\n\nUnder\n---\n\nFour.\n\n## Part one\n\n"
        "Five.\n\n## Nothing follows\n",
        name="a.md",
    )
    assert problems == []
    assert [(p.id, p.text) for p in read.passages] == [
        ("p1", "One two three."),
        ("p2", "Four."),
        ("p3", "Five."),
    ]
    # The title is no section of its own, and no two sections have one id.
    assert [(s.at, s.title, s.id, s.position.line) for s in read.headings] == [
        ("p1", "Part one", "part-one-p1", 3),
        ("p2", "Under", "under-p2", 8),
        ("p3", "Part one", "part-one-p3", 13),
    ]


def test_quotations_and_lists_give_their_role() -> None:
    read, _ = source("a\n\n> b\n> c\n\n- d\n\n  e\n- > f\n\n1. g\n\nh\n", name="a.md")
    assert [(p.text, p.role) for p in read.passages] == [
        ("a", ""),
        ("b c", "quote"),
        ("d", "item"),
        ("e", "item"),
        ("f", "quote"),
        ("g", "item"),
        ("h", ""),
    ]


def test_tables_and_code_are_left_out_with_all_their_lines() -> None:
    read, _ = source("a\n\n| b |\n|---|\n| c |\n\nd\n\n```\ne\n\n```\n\n    f\n", name="a.md")
    assert [p.text for p in read.passages] == ["a", "d"]
    assert read.left_out == ((3, 5), (9, 12), (14, 14))


def test_our_own_syntax_means_nothing_in_a_source() -> None:
    assert texts("[[a|b]] [@p1] [[!c]]", name="a.md") == ["[[a|b]] [@p1] [[!c]]"]


@pytest.mark.parametrize("written", ["a  \nb", "a\\\nb", "a\nb"])
def test_a_line_break_is_a_space(written: str) -> None:
    read, _ = source(written, name="a.md")
    assert [p.text for p in read.passages] == ["a b"]


@pytest.mark.parametrize(
    "text",
    [
        "a  \nb *c* `d\ne` &amp; [f\ng](h)\ni <b>j</b> ![k](l)",
        "a\\\nb <https://c.d> ~~e~~ \\* f",
    ],
)
def test_the_text_of_a_passage_is_the_text_of_its_fragments(text: str) -> None:
    read, _ = source(text, name="a.md")
    (passage,) = read.passages
    assert plain_text(passage.fragments) == passage.text
    assert "\n" not in passage.text


def test_raw_html_in_a_source_is_text() -> None:
    read, problems = source("a <b>c</b>\n\n<div>\nd", name="a.md")
    assert problems == []
    assert [p.text for p in read.passages] == ["a <b>c</b>", "<div> d"]
    html = "".join(f.html for p in read.passages for f in p.fragments if isinstance(f, Html))
    assert "<" not in html


def test_footnotes_of_a_source_leave_no_link_that_leads_nowhere() -> None:
    read, _ = source("a[^1]\n\n[^1]: b", name="a.md")
    html = "".join(f.html for p in read.passages for f in p.fragments if isinstance(f, Html))
    assert "href" not in html
    assert [p.text for p in read.passages] == ["a", "b"]


def test_markers_hold_for_markdown_too() -> None:
    read, problems = source("# Head\n\nx\n\n# One\n\na\n\n---\nfoot", "x", "---", "a.md")
    assert problems == []
    assert [(p.id, p.text) for p in read.passages] == [("p1", "a")]
    assert [s.title for s in read.headings] == ["One"]
    assert read.left_out == ((1, 3), (9, 10))


def test_what_is_left_out_is_told_in_runs_of_lines_in_their_order() -> None:
    """The lines around the text, and those within it that are no passage."""
    lines = ["Head", "By A", "", "One.", "", "| a |", "| - |", "", "Two.", "END", "Foot", "", "."]
    read, problems = source("\n".join(lines), after="By A", before="END", name="a.md")
    assert (problems, read.left_out) == ([], ((1, 2), (6, 7), (10, 13)))
