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
        ("See (it)[bo.md].", 9, "broken-link", "[bo.md]"),
        ("See (it)[../actors/bo.md#so].", 9, "broken-link", "[../actors/bo.md#so]"),
        ("It left. [ @p1 ] [@p1]", 10, "unknown-citation", "[ @p1 ]"),
        ("It left. ［@a:p1, p2］ [@p1]", 10, "unknown-citation", "［@a:p1, p2］"),
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
        "Ann (@chomp5), Ed (@startup2020, on X) and Bo (@p3rry)",
        "[ @group4 ] [ @pass ] ［p1］ (see)[12] the file [bo.md] and a[bo.md]",
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


def of_body(linked: Linked, body: str) -> list[str]:
    """Return where what is said of a page's body stands, and what it is."""
    page = ACTOR.format(summary="x", body=body)
    _, problems = linked({**ARTICLE, "content/actors/bo.md": page})
    assert all(p.severity == "warning" for p in problems)
    return [
        f"{p.position.line}:{p.position.column} {p.code} {p.message.split(' and ')[0]}"
        for p in problems
        if p.position.path == "content/actors/bo.md"
    ]


CITED = "unknown-citation “[@p1]” stands in a block of code"
LINKED = "broken-link “[[bo]]” stands in a block of code"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("It.\n\n    So. [@p1]\n    And [[bo]].", [f"9:9 {CITED}"]),
        ("It.\n\n\tSo [[bo]].", [f"9:5 {LINKED}"]),
        ("> It.\n>\n>     So. [@p1]", [f"9:11 {CITED}"]),
        ("```\na\n\nSo. [@p1]", [f"10:5 {CITED}"]),
        ("- ~~~ sh\n  So [[bo]].\n\nIt.", [f"8:6 {LINKED}"]),
        ("```\na [@p1]\n~~~\n``", [f"8:3 {CITED}"]),
        # What is meant to be code.
        ("```\n[@p1] [[bo]]\n```\n\nIt.", []),
        ("> ~~~\n> [@p1]\n> ~~~~\n\nIt.", []),
        ("- ```\n  [[bo]]\n  ```", []),
        ("It.\n\n    if [[ -f x ]]; x[[bo]] [[1, 2]] [['a']] [[]] [@]", []),
        ("It.\n\n- a\n\n    So. [@a:p1]", []),
    ],
)
def test_what_is_not_read_because_it_is_code_is_told(
    linked: Linked, body: str, wanted: list[str]
) -> None:
    assert of_body(linked, body) == wanted


TABLE, LIST = ("bad-value this looks like a table", "bad-value this looks like a list")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("| a | b |\n| c | d |", [f"7:1 {TABLE}"]),
        ("As said:\n| a | b |\n| c [[bo\\|Bo]] | d |\n| e | f |", [f"8:1 {TABLE}"]),
        ("a | b | c\nd | e | f", [f"7:1 {TABLE}"]),
        ("It.\n\na | b\n--- | --- | ---\nc | d", [f"9:1 {TABLE}"]),
        ("| a | b |\n|---|\n| c | d |", [f"7:1 {TABLE}"]),
        ("> | a | b |\n> | c | d |", [f"7:3 {TABLE}"]),
        ("• a\n• b", [f"7:1 {LIST}"]),
        ("As said:\n•a\n•b\n•c", [f"8:1 {LIST}"]),
        ("It.\n\n-one\n-two", [f"9:1 {LIST}"]),
        ("1.One\n2.Two", [f"7:1 {LIST}"]),
        # Honest prose, and what is a table or a list.
        ("| a | b |\n| - | - |\n| c | d |", []),
        ("a | b\n- | -", []),
        ("P(A|B) is |a| and |b|,\nbut P(B|A) is |c| and |d|.", []),
        ("|x|\n|y|", []),
        ("[[bo|Bo]], [[bo|he]] | `a | b | c`\n[[bo|Bo]], [[bo|he]] | `a | b | c`", []),
        ("Say `` ls | sort | ` `` or\n`` ls | uniq | ` `` then.", []),
        ("say ``a``` | b | c\nor ``a``` | d | e", [f"7:1 {TABLE}"]),
        ("Home | About | More\nand so on | or not", []),
        ("\\| a \\| b \\|\n\\| c \\| d \\|", []),
        ("a • b\n• c", []),
        ("It fell by\n-5 and\n-6 degrees.", []),
        ("-one\ntwo\n-three", []),
        ("– One.\n– Two.\n— Three.", []),
        ("It rose by\n1.5 and\n2.5 per cent.", []),
        ("- a\n- b\n\n1. c\n2. d", []),
    ],
)
def test_a_table_or_a_list_that_is_shown_raw_is_told(
    linked: Linked, body: str, wanted: list[str]
) -> None:
    assert [p for p in of_body(linked, body) if "bad-value" in p] == wanted
