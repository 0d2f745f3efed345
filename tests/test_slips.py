"""What looks like a citation or a link and is plain words is told, and so is what `new` left."""

from __future__ import annotations

import re

import pytest
from conftest import Linked

from briefing.check.slips import slips, stand_ins
from briefing.diagnostics import Diagnostic, Severity
from briefing.link.backlinks import written
from briefing.read.markdown import parse

ACTOR = "---\ntitle: Bo\nkind: person\nsummary: {summary}\n---\n\n{body}\n"
ARTICLE = {
    "content/articles/a.md": "---\ntitle: A\nsource: a.txt\nauthor: B\n---\n",
    "seeds/a.txt": "One thing.\n\nAnother [p2] thing [[here.\n",
}


def told(linked: Linked, body: str = "", summary: str = "x") -> list[Diagnostic]:
    files = {**ARTICLE, "content/actors/bo.md": ACTOR.format(summary=summary, body=body)}
    return [s for texts in written(linked(files)[0]).values() for s in slips(texts)]


@pytest.mark.parametrize(
    ("body", "column", "code", "words"),
    [
        ("It left [p1] then. [@p1]", 9, "unknown-citation", "[p1]"),
        ("It left [p1, p2]. [@p1]", 9, "unknown-citation", "[p1, p2]"),
        ("It left (@p1). [@p1]", 9, "unknown-citation", "(@p1)"),
        ("It left. [@p1] Then [@p2", 21, "unknown-citation", "[@p2"),
        ("It left[^b] then.\n\n[^a]: No.", 8, "broken-link", "[^b]"),
        ("It left[^my note] then.", 8, "broken-link", "[^my note]"),
        ("It left^[so they say] then.", 8, "broken-link", "^[so they say]"),
        ("See ![it](../files/my pic.png).", 6, "broken-link", "[it](../files/my pic.png)"),
        ("See [bo](../files/my pic.png).", 5, "broken-link", "[bo](../files/my pic.png)"),
        ("See [it [@p1]](https://a.org).", 14, "broken-link", "](https://a.org)"),
        ("See (it)[https://a.org].", 9, "broken-link", "[https://a.org]"),
        ("It left [[bo city, and so on.", 9, "broken-link", "[[bo city, and so on."),
    ],
)
def test_a_slip_is_told_where_it_stands(
    linked: Linked, body: str, column: int, code: str, words: str
) -> None:
    (found,) = told(linked, body)
    assert (found.position.line, found.position.column) == (7, column)
    assert (found.code, found.severity) == (code, Severity.WARNING)
    assert f"“{words}” looks like a" in found.message
    assert found.hint.startswith("write [")


@pytest.mark.parametrize(
    "body",
    [
        "It left. [@p1] [@p1, p2] [@a:p1]",
        "It left[^b] then [^]\n\n[^b]: So.",
        "[[bo]] and [[Bo|him]], `[p1]` and `[[bo` in code",
        "A list [of three] (p. 4), page [12], an e-mail (bo@p1.example).",
        "    [[bo and [p1] in a block of code",
        "[it](https://a.org) <https://a.org> (https://a.org) f(x)[1] [1](bo.md)",
        "[a link](https://example.org/[p1])",
    ],
)
def test_what_is_right_or_something_else_is_left_alone(linked: Linked, body: str) -> None:
    assert told(linked, body) == []


def test_summaries_are_read_and_source_texts_are_not(linked: Linked) -> None:
    (found,) = told(linked, summary='"Somebody [p1] there. [@p1]"')
    assert found.position.line == 4


@pytest.mark.parametrize(("draft", "number"), [("", 1), ("draft: true\n", 0)])
def test_the_sentence_of_a_new_page_must_not_stay(linked: Linked, draft: str, number: int) -> None:
    text = "---\ntitle: Bo\nkind: person\n" + draft
    text += 'summary: "Who or what it is, in one sentence of your own. [@p1]"\n---\n'
    briefing = linked({**ARTICLE, "content/actors/bo.md": text})[0]
    found = [*stand_ins(briefing)]
    assert len(found) == number
    assert all(f.position.line == 4 and f.severity is Severity.WARNING for f in found)


@pytest.mark.parametrize(
    ("notes", "wanted"),
    [
        ("It[^1].\n\n[^1]: So.\n[^c]: No.", ["10:1 nothing refers to the footnote [^c]"]),
        ("It.\n\n- [^c]: No.", ["9:1 nothing refers to the footnote [^c]"]),
        ("It[^1].\n\n[^1]: So.\n[^1]: No.", ["9:1 there is another footnote [^1] below"]),
        ("It[^1].\n\n[^1]: So, as said[^2].\n\n[^2]: No. It[^1].", []),
        (
            "It.\n\n[^1]: So, as said[^2].\n\n[^2]: No. It[^1].\n[^3]: See[^3].",
            [f"{n}:1 nothing refers to the footnote [^{m}]" for n, m in ((9, 1), (11, 2), (12, 3))],
        ),
    ],
)
def test_a_footnote_that_is_not_shown_is_told(
    linked: Linked, notes: str, wanted: list[str]
) -> None:
    page = ACTOR.format(summary="x", body=notes)
    _, problems = linked({**ARTICLE, "content/actors/bo.md": page})
    found = [p for p in problems if p.code == "bad-value"]
    assert [f"{p.position.line}:{p.position.column} {p.message}" for p in found] == wanted
    assert all(p.severity == "warning" for p in found)


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("| c | d | e [[bo]] |\n| f | g |\n", ["9:10"]),
        ("c | d | e\n| | f | g | h |\n", ["9:8", "10:8"]),
        ("| c | d | |\n| e \\| f | g |\n", []),
        ("|| c | d |\n", ["9:7"]),
    ],
)
def test_cells_that_are_not_shown_are_told(linked: Linked, rows: str, places: list[str]) -> None:
    page = ACTOR.format(summary="x", body=f"| a | b |\n| - | - |\n{rows}")
    _, problems = linked({**ARTICLE, "content/actors/bo.md": page})
    found = [p for p in problems if p.code == "bad-value"]
    assert [f"{p.position.line}:{p.position.column}" for p in found] == places
    assert all(p.severity == "warning" for p in found)


def test_what_only_a_footnote_refers_to_that_is_not_shown_is_not_either() -> None:
    text = (
        "A[^x] b[^y] c[^y].\n\n[^n]: It[^y] and[^m].\n[^m]: So.\n[^y]: Yes[^z].\n[^x]: X.\n[^z]: Z."
    )
    body, problems = parse(text, "f")
    html = "".join(getattr(f, "html", "") or getattr(f, "text", "") for f in body.fragments)
    assert [p.message[-4:] for p in problems] == ["[^n]", "[^m]"]
    assert html.count("<li") == 3
    links, ids = re.findall(r'href="#([^"]+)"', html), re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 7
    assert set(links) <= set(ids)
