"""What a mistake is and how it prints."""

from __future__ import annotations

import json

import pytest

from briefing.diagnostics import (
    FORMATS,
    SEVERITIES,
    Diagnostic,
    Position,
    Severity,
    count,
    ordered,
    problem,
)
from briefing.errors import did_you_mean

HERE = Position("content/actors/aqim.md", 7, 3)
BROKEN = problem("broken-link", HERE, 'no page is called "sirt"', 'did you mean "sirte"?')


def test_as_text() -> None:
    assert FORMATS["text"](BROKEN) == (
        'content/actors/aqim.md:7:3: error[broken-link]: no page is called "sirt"'
        ' (did you mean "sirte"?)'
    )


def test_as_text_without_a_hint() -> None:
    assert FORMATS["text"](problem("uncited", HERE, "x")).endswith(" warning[uncited]: x")


def test_as_json() -> None:
    line = FORMATS["json"](BROKEN)
    assert "\n" not in line
    assert json.loads(line) == {
        "path": "content/actors/aqim.md",
        "line": 7,
        "column": 3,
        "severity": "error",
        "code": "broken-link",
        "message": 'no page is called "sirt"',
        "hint": 'did you mean "sirte"?',
    }


def test_as_an_annotation_with_what_would_break_it_escaped() -> None:
    odd = problem("uncited", Position("a,b:c%.md", 1, 2), "50%: a,b", "x")
    assert FORMATS["github"](odd) == (
        "::warning file=a%2Cb%3Ac%25.md,line=1,col=2,title=uncited::50%25: a,b (x)"
    )
    assert FORMATS["github"](problem("left-out", HERE, "x")).startswith("::notice ")


@pytest.mark.parametrize("form", FORMATS)
def test_whatever_an_editor_wrote_a_mistake_is_one_line(form: str) -> None:
    found = problem("bad-value", HERE, '"a\nb\r\u2028c" is not one of x', "d\n\te")
    assert len(FORMATS[form](found).splitlines()) == 1


def test_a_long_value_is_shortened_and_the_end_of_the_message_kept() -> None:
    found = problem("bad-value", HERE, f'"{"x" * 1_000_000}" is not one of person, group')
    assert len(found.message) < 400
    assert found.message.startswith('"xxx')
    assert found.message.endswith('xxx" is not one of person, group')


def test_what_nobody_sees_in_a_value_is_spelt_out() -> None:
    found = problem("bad-value", Position("a.md"), '"per\u00adson\u200b" is none', 'not "a\ufeff"')
    assert (found.message, found.hint) == ('"per<U+00AD>son<U+200B>" is none', 'not "a<U+FEFF>"')
    joined = "\u0645\u06cc\u200c\u0634\u0648\u062f"  # Persian, with a non-joiner that it needs
    assert problem("bad-value", Position("a.md"), joined).message == joined


def test_each_code_of_the_contract_has_a_weight() -> None:
    codes = """
    yaml-syntax duplicate-key unknown-field missing-field wrong-type bad-value bad-date
    bad-coordinates bad-slug duplicate-slug encoding missing-source text-marker broken-link
    broken-anchor ambiguous-name unknown-citation misquote number-not-in-source uncited
    unsafe-url raw-html missing-file template orphan unused-name missing-gist
    """.split()
    assert set(codes) <= SEVERITIES.keys()


def test_a_weight_can_be_given() -> None:
    assert problem("uncited", HERE, "x", severity=Severity.ERROR).severity is Severity.ERROR


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("sirt", 'did you mean "sirte"?'),
        ("SIRTE", 'did you mean "sirte"?'),
        ("islamic-stat", 'did you mean "Islamic-State"?'),
        ("tripoli", ""),
        ("", ""),
        ("sirte" * 100_000, ""),
    ],
)
def test_a_guess_at_what_was_meant(word: str, guess: str) -> None:
    assert did_you_mean(word, ["sirte", "Islamic-State", "libya"]) == guess


def test_mistakes_are_sorted_by_file_and_line_each_once() -> None:
    places = [Position("b", 1), Position("a", 10), Position("a", 9, 2), Position("a", 9)]
    found = [problem("uncited", place, "x") for place in places] * 2
    assert [str(p.position) for p in ordered(found)] == ["a:9:1", "a:9:2", "a:10:1", "b:1:1"]
    same = [Diagnostic(HERE, "uncited", Severity.WARNING, "x", hint) for hint in "ba"]
    assert [p.hint for p in ordered(same)] == ["a", "b"]
    assert count(found, Severity.WARNING) == 8
