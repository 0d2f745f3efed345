"""Every field of every kind: what it takes, and what it says of what it does not take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from briefing.diagnostics import Diagnostic
from briefing.fragments import Body, Citation, Link, Located, plain_text
from briefing.model import Date
from briefing.read.fields import Field, Values
from briefing.read.frontmatter import read_mapping
from briefing.read.habits import HABITS, _plain
from briefing.read.kinds import KINDS, REFERENCE_FIELDS, SITE_FIELDS

ALL: Mapping[str, tuple[Field, ...]] = {
    **{folder: kind.fields for folder, kind in KINDS.items()},
    "site": SITE_FIELDS,
    "references": REFERENCE_FIELDS,
}

# Section 2 of the contract; what every document may have stands under "common".
CONTRACT = {
    "common": "redirect_from no_autolink article updated draft",
    "site": "title! tagline description language base_url repository branch links evidence nav"
    " index",
    "articles": "title! source! author! publisher date url rights publish text summary"
    " key_points sections gists",
    "actors": "title! kind! aliases weak_aliases match no_match match_case summary relations",
    "places": "title! kind! aliases weak_aliases match no_match match_case summary"
    " coordinates area part_of relations",
    "glossary": "title! aliases weak_aliases match no_match match_case summary! language"
    " original see_also",
    "events": "title! date! summary actors places",
    "pages": "title! summary nav",
    "references": "title! author publisher date url accessed",
}


def read(kind: str, text: str) -> tuple[Values, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    values = read_mapping(text, "f", ALL[kind], problems.append)
    assert values is not None
    return values, problems


def faults(kind: str, text: str) -> list[str]:
    """Return the faults of a front matter, those of missing fields aside."""
    found = [p for p in read(kind, text)[1] if p.code != "missing-field"]
    return [f"{p.position.line}:{p.position.column} {p.code}" for p in found]


def plain(value: Any) -> Any:
    """Return a value without its positions."""
    match value:
        case Located(text=text):
            return text
        case Body(fragments=fragments):
            return plain_text(fragments)
        case Date(text=text):
            return text
        case tuple():
            return tuple(map(plain, value))
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("kind", ALL)
def test_the_fields_are_those_of_the_contract(kind: str) -> None:
    common = [] if kind in ("site", "references") else CONTRACT["common"].split()
    known = [field.name + "!" * field.required for field in ALL[kind]]
    assert known == CONTRACT[kind].split() + common


TEXTS = [("no", "no"), ("010", "010"), ("12:30", "12:30"), ("2016-03-18", "2016-03-18")]
TEXTS += [('"a: b"', "a: b"), ("'it''s'", "it's"), (">\n  a\n  b", "a b"), ('" a  b "', "a b")]
LISTS = [("a", ("a",)), ("[a, no]", ("a", "no")), ("\n  - a\n  -\n  - ''\n  - b: c", ("a",))]
LISTS += [("\n- a\n- b", ("a", "b")), ("[]", None), ("", None)]
DATES = [("2016-03", "2016-03"), ("2014/..", "2014/.."), ('"2017?"', "2017?"), ("2017~", "2017~")]
FLAGS = [("true", True), ("no", False), ("On", True), ("FALSE", False)]
PROSES = [("a *b* [@p1]", "a b "), ('"A: [[b]]"', "A: b"), ("|\n  a\n  b\n", "a\nb")]
URLS = [("https://a.org", "https://a.org"), ("http://a.b:80/c?d=e#f", "http://a.b:80/c?d=e#f")]

VALID = [
    *(("site", name, w, v) for name in ("title", "tagline", "description") for w, v in TEXTS),
    *(("site", name, w, v) for name in ("branch",) for w, v in TEXTS[:2]),
    *(("site", "repository", w, v) for w, v in URLS),
    *(("site", "base_url", w, v) for w, v in URLS if "?" not in w),
    *(("site", "links", word, word) for word in "all none first-per-page".split()),
    *(("site", "evidence", word, word) for word in "off warn require".split()),
    *(("site", "index", word, word) for word in "noindex index canonical-original".split()),
    ("site", "nav", "[actors, about]", ("actors", "about")),
    *(("articles", "title", w, v) for w, v in TEXTS),
    ("articles", "source", "a b.txt", "a b.txt"),
    ("articles", "author", "A. Writer", ("A. Writer",)),
    ("articles", "author", "[A, B]", ("A", "B")),
    ("articles", "publisher", "P: Q".replace(": ", " "), "P Q"),
    *(("articles", name, w, v) for name in ("date", "updated") for w, v in DATES),
    *(("articles", "url", w, v) for w, v in URLS),
    *(("articles", name, w, v) for name in ("rights", "summary") for w, v in PROSES),
    *(("articles", "publish", word, word) for word in ("full", "excerpt")),
    ("articles", "text", "{after: a, before: '# b'}", {"after": "a", "before": "# b"}),
    ("articles", "text", "\n  after: a", {"after": "a"}),
    ("articles", "key_points", "\n  - a [@p1]\n  - b", ("a ", "b")),
    ("articles", "sections", "\n  - {at: p1, title: A}", ({"at": "p1", "title": "A"},)),
    *(("actors", "kind", word, word) for word in "person group state media other".split()),
    *(("places", "kind", word, word) for word in "city region country area other".split()),
    *(
        (kind, name, w, v)
        for kind in ("actors", "places", "glossary")
        for name in ("aliases", "weak_aliases", "match", "no_match")
        for w, v in LISTS
        if ":" not in w
    ),
    *(("glossary", "match_case", w, v) for w, v in FLAGS),
    *(("pages", name, w, v) for name in ("draft", "nav") for w, v in FLAGS),
    ("places", "coordinates", "[31.2, 16.6]", (31.2, 16.6)),
    ("places", "coordinates", '"31.2, 16.6"', (31.2, 16.6)),
    ("places", "coordinates", "-33, +18.40", (-33.0, 18.4)),
    ("places", "coordinates", "[90, -180]", (90.0, -180.0)),
    ("places", "part_of", "libya", "libya"),
    ("places", "part_of", '"[[libya]]"', "[[libya]]"),
    ("glossary", "original", "ولاية", "ولاية"),
    ("glossary", "language", "ar", "ar"),
    ("site", "language", "en-GB", "en-GB"),
    ("site", "language", "zh-Hant-TW", "zh-Hant-TW"),
    ("glossary", "see_also", "[emir, cell]", ("emir", "cell")),
    ("events", "date", "2016-12-06", "2016-12-06"),
    ("events", "actors", "a", ("a",)),
    ("events", "places", "[a, b]", ("a", "b")),
    ("pages", "redirect_from", "[/old/, a.html]", ("/old/", "a.html")),
    ("pages", "no_autolink", "Sirte", ("Sirte",)),
    ("pages", "article", "barr", "barr"),
    ("references", "accessed", "2024-05-01", "2024-05-01"),
]


@pytest.mark.parametrize(("kind", "name", "written", "value"), VALID)
def test_what_a_field_takes(kind: str, name: str, written: str, value: object) -> None:
    values, problems = read(kind, f"{name}: {written}\n")
    assert [str(p) for p in problems if p.code != "missing-field"] == []
    assert plain(values.values.get(name)) == value


# The value of a wrong line stands at 2:NN, right after its key.
WRONG = [
    ("site", "title: [a]", "2:8 wrong-type"),
    ("site", "title: {a: b}", "2:8 wrong-type"),
    ("site", "base_url: example.org", "2:11 unsafe-url"),
    ("site", "base_url: https://a.org/?b=c", "2:11 unsafe-url"),
    ("site", "base_url: https://a.org/#b", "2:11 unsafe-url"),
    ("site", 'base_url: "https://["', "2:11 unsafe-url"),
    ("site", "base_url: javascript:alert(1)", "2:11 unsafe-url"),
    ("site", "repository: //example.org", "2:13 unsafe-url"),
    ("site", "base_url: https://a b", "2:11 unsafe-url"),
    ("site", 'base_url: "https://a.org/\\"x"', "2:11 unsafe-url"),
    ("site", "base_url: https://evil\\@a.org", "2:11 unsafe-url"),
    ("site", "links: first", "2:8 bad-value"),
    ("site", "language: english", "2:11 bad-value"),
    ("site", "language: en_GB", "2:11 bad-value"),
    ("glossary", "language: [ar]", "2:11 wrong-type"),
    ("site", "index: true", "2:8 bad-value"),
    ("site", "evidence: yes", "2:11 bad-value"),
    ("site", "evidence: [warn]", "2:11 wrong-type"),
    ("articles", "source: [a]", "2:9 wrong-type"),
    ("articles", "author: [a, [b]]", "2:13 wrong-type"),
    ("articles", "date: 18 March 2016", "2:7 bad-date"),
    ("articles", "date: 2016-13", "2:7 bad-date"),
    ("articles", "date: 2016-02-30", "2:7 bad-date"),
    ("articles", "date: [2016]", "2:7 wrong-type"),
    ("articles", "url: ftp://a", "2:6 unsafe-url"),
    ("articles", "publish: excerp", "2:10 bad-value"),
    ("articles", "text: a", "2:7 wrong-type"),
    ("articles", "text: {aftr: a}", "2:8 unknown-field"),
    ("articles", "text:\n  after: [a]", "3:10 wrong-type"),
    ("articles", "summary: [a]", "2:10 wrong-type"),
    ("articles", "key_points:\n  - a\n  - [b]", "4:5 wrong-type"),
    ("articles", "sections: a", "2:11 wrong-type"),
    ("articles", "sections:\n  - {at: p1, titl: a}", "3:14 unknown-field"),
    ("articles", "gists: [a]", "2:8 wrong-type"),
    ("articles", "gists:\n  p1: a\n  p2: [b]", "4:7 wrong-type"),
    ("articles", "summary: a <b>", "2:12 raw-html"),
    ("articles", "gists:\n  p1: a <i>", "3:9 raw-html"),
    ("actors", "kind: Group", "2:7 bad-value"),
    ("actors", "kind: city", "2:7 bad-value"),
    ("places", "kind: [city]", "2:7 wrong-type"),
    ("actors", "aliases: {a: b}", "2:10 wrong-type"),
    ("actors", "match_case: maybe", "2:13 wrong-type"),
    ("actors", "match_case: [true]", "2:13 wrong-type"),
    *(
        ("places", f"coordinates: {written}", "2:14 bad-coordinates")
        for written in (
            "31.2",
            "[31.2]",
            "[31.2, 16.6, 3]",
            "[31.2, [16.6]]",
            "[31.2, [x], 16.6]",
            "31,2, 16,6",
            "31.2 16.6",
            "31.2°N, 16.6°E",
            "[nan, 1]",
            "[inf, 1]",
            "[1_0, 1]",
            "[1e1, 1]",
            "[٣١, 1]",
            "[91, 0]",
            "[0, 181]",
            "{lat: 1}",
        )
    ),
    ("places", "part_of: [libya]", "2:10 wrong-type"),
    ("events", "actors: [[turki]]", "2:9 wrong-type"),
    ("events", "actors:\n  - [[a]]\n  - b\n  - [[c]]", "3:5 wrong-type 5:5 wrong-type"),
    ("pages", "draft: soon", "2:8 wrong-type"),
    ("pages", "titl: a", "2:1 unknown-field"),
]


@pytest.mark.parametrize(("kind", "line", "found"), WRONG)
def test_what_a_field_does_not_take(kind: str, line: str, found: str) -> None:
    wanted = [f"{a} {b}" for a, b in zip(found.split()[::2], found.split()[1::2], strict=True)]
    assert faults(kind, f"# a comment\n{line}\n") == wanted


@pytest.mark.parametrize("kind", ALL)
def test_every_missing_field_is_said_at_the_start_or_at_its_empty_key(kind: str) -> None:
    required = [field.name for field in ALL[kind] if field.required]
    _, problems = read(kind, "# c\nx_y_z: 1\n")
    missing = [f"{p.position} {p.code}" for p in problems if p.code == "missing-field"]
    assert missing == ["f:2:1 missing-field"] * len(required)
    for empty in ("", " ~", " ''", " null", " []", " ['', ~]"):
        text = "x_y_z: 1\n" + "".join(f"{name}:{empty}\n" for name in required)
        _, problems = read(kind, text)
        missing = [str(p.position) for p in problems if p.code == "missing-field"]
        assert missing == [f"f:{line}:1" for line in range(2, len(required) + 2)]


def test_a_wrong_value_is_not_missing_too() -> None:
    _, problems = read("actors", "title: [a]\nkind: [b]\n")
    assert [p.code for p in problems] == ["wrong-type", "wrong-type"]


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [
        ("actors", "alias", 'here it is called "aliases"'),
        ("actors", "Description", 'here it is called "summary"'),
        ("articles", "lastmod", 'here it is called "updated"'),
        ("places", "location", 'here it is called "coordinates"'),
        ("places", "type", 'here it is called "kind"'),
        ("actors", "weak_alias", 'did you mean "weak_aliases"?'),
        ("actors", "Title", 'did you mean "title"?'),
        ("site", "baseurl", 'did you mean "base_url"?'),
    ],
)
def test_an_unknown_field_comes_with_the_likeliest_one(kind: str, name: str, hint: str) -> None:
    unknown = [p for p in read(kind, f"{name}: x\n")[1] if p.code == "unknown-field"]
    assert [(p.message, p.hint) for p in unknown] == [(f'there is no field "{name}" here', hint)]


# What is said of each field of other tools, wherever a file of the kind does not have it itself.
ADDRESS = "the name of the file is the address: rename the file; an old address goes into"
HABITS_SAID = {
    "summary": {"actors": "description excerpt abstract teaser subtitle definition"},
    "updated": {"places": "lastmod modified last_modified lastUpdated updated-at"},
    "title": {"pages": "name heading", "site": "name"},
    "kind": {"actors": "type", "places": "type"},
    "aliases": {"glossary": "alias aka also_known_as names other_names"},
    "redirect_from": {"events": "redirect redirects redirect_to old_urls"},
    "coordinates": {"places": "location geo coords"},
    "part_of": {"places": "parent within located_in up"},
    "see_also": {"glossary": "see related links related_pages"},
    "author": {"articles": "authors by byline creator"},
    "rights": {"articles": "copyright license licence"},
    "places": {"events": "place location where"},
    "actors": {"events": "actor people persons participants who"},
    "original": {"glossary": "native_name script"},
    "language": {"glossary": "lang locale", "site": "lang locale languageCode"},
    "base_url": {"site": "url site_url root"},
    "repository": {"site": "repo repo_url edit_uri"},
    "index": {"site": "robots"},
    "nav": {"site": "menu menus sidebar", "pages": "menu"},
    "date": {"articles": "publishDate pub_date"},
}
HABITS_TOLD = [
    ("pages", "permalink slug id uid url", ADDRESS),
    ("articles", "permalink slug id", ADDRESS),
    ("actors", "date created createdAt", 'when the page was last revised is "updated"'),
    ("actors", "tags tag categories category keywords topics", "there are no tags"),
    ("pages", "layout template theme type kind", "the folder says what a page is"),
    ("actors", "publish published unlisted private status expiryDate publishDate", "every page is"),
    ("articles", "published", 'unless it says "draft: true"'),
    ("pages", "weight order nav_order sidebar_position sort_order", "pages are sorted by name"),
    ("actors", "nav menu nav_exclude", 'the navigation is "nav" in content/site.yml'),
    ("events", "alias aliases aka", 'old addresses go into "redirect_from"'),
    (
        "actors",
        "image images cover thumbnail banner picture image_alt featured_image",
        "a picture stands in",
    ),
    (
        "actors",
        "search searchable pagefind noindex robots search_exclude",
        "search finds every page",
    ),
    ("actors", "original native_name", '"aliases" holds names in every script'),
    ("actors", "lang language locale", 'is "language" in content/site.yml'),
    ("places", "lat lng lon long latitude longitude", "both numbers go into"),
    ("actors", "coordinates lat lng location geo", "only a place has coordinates"),
    (
        "actors",
        "parent part_of member_of leader leaders allies enemies affiliation",
        'a line of "relations"',
    ),
    ("pages", "see_also related links", "related pages are links in the text"),
    ("actors", "source sources references citations bibliography cite", "sources stand in"),
    ("pages", "author authors byline", "only an article has an author"),
    ("pages", "cssclasses cssclass", "what Obsidian notes for itself"),
]


@pytest.mark.parametrize(("field", "where"), HABITS_SAID.items())
def test_a_field_under_the_name_of_another_tool_is_told_its_own(
    field: str, where: dict[str, str]
) -> None:
    for kind, names in where.items():
        for name in names.split():
            hint = f'here it is called "{field}"'
            assert [p.hint for p in unknown(kind, name)] == [hint], name


@pytest.mark.parametrize(("kind", "names", "hint"), HABITS_TOLD)
def test_a_field_that_only_another_tool_has_is_answered_in_words(
    kind: str, names: str, hint: str
) -> None:
    for name in names.split():
        assert [hint in p.hint for p in unknown(kind, name)] == [True], name


def unknown(kind: str, name: str) -> list[Diagnostic]:
    return [p for p in read(kind, f"{name}: x\n")[1] if p.code == "unknown-field"]


def test_every_row_of_the_table_is_tried() -> None:
    tried = [
        name for where in HABITS_SAID.values() for names in where.values() for name in names.split()
    ]
    tried += [name for _, names, _ in HABITS_TOLD for name in names.split()]
    assert set(HABITS) - {_plain(name) for name in tried} == set()


@pytest.mark.parametrize("kind", ALL)
def test_a_hint_never_names_a_field_that_the_file_cannot_have(kind: str) -> None:
    known = {field.name for field in ALL[kind]}
    for name in sorted(set(HABITS) - known):
        for hint in (p.hint for p in unknown(kind, name)):
            called = re.findall(r'here it is called "(\w+)"', hint)
            assert set(called) <= known, (name, hint)


@pytest.mark.parametrize("name", ["Aliases", "partOf", "Redirect_From", "see-also"])
def test_a_slip_in_the_spelling_of_a_known_field_is_no_habit(name: str) -> None:
    kind = "glossary" if name == "see-also" else "places"
    assert [p.hint[:12] for p in unknown(kind, name)] == ["did you mean"]


def test_an_unknown_field_like_no_other_comes_with_all_of_them() -> None:
    (unknown,) = (p for p in read("references", "title: a\nzzz: x\n")[1])
    assert unknown.hint == "known are: title, author, publisher, date, url, accessed"


@pytest.mark.parametrize(
    ("kind", "line", "hint"),
    [
        ("places", "coordinates: [120, 31]", "latitude comes first"),
        ("places", "coordinates: [999, 31]", "latitude -90 to 90, longitude -180 to 180"),
        ("events", "actors: [[turki]]", "put quotes around it"),
        ("actors", "kind: groop", 'did you mean "group"?'),
        ("articles", "url: www.a.org", "it begins with https:// and holds no spaces"),
    ],
)
def test_a_hint_helps(kind: str, line: str, hint: str) -> None:
    assert hint in [p.hint for p in read(kind, line + "\n")[1]]


def test_a_date_that_is_plainly_meant_is_proposed() -> None:
    (found,) = (p for p in read("articles", "date: 18 March 2016\n")[1] if p.code == "bad-date")
    assert "2016-03-18" in found.message


# --- relations --------------------------------------------------------------------------


def relation(line: str) -> tuple[Any, list[str]]:
    values, problems = read("actors", f"relations:\n  - {line}\n")
    found = [p for p in problems if p.code != "missing-field"]
    return values.values["relations"], [f"{p.position} {p.code}" for p in found]


def test_a_relation_has_what_whom_when_and_its_evidence() -> None:
    (line,), problems = relation('"affiliate of [[islamic-state|IS]] (2014/2016) [@p4, p5] [@x]"')
    assert problems == []
    assert (line.label, line.target.target, line.date.text) == (
        "affiliate of",
        "islamic-state",
        "2014/2016",
    )
    assert [[item.text for item in c.items] for c in line.citations] == [["p4", "p5"], ["x"]]
    assert [str(c.position) for c in line.citations] == ["f:2:52", "f:2:62"]
    assert (str(line.position), str(line.target.position)) == ("f:2:5", "f:2:19")


@pytest.mark.parametrize(
    ("line", "label", "date"),
    [
        ('"rival of [[a]]"', "rival of", None),
        ("'rival of [a](a.md) [@p1] (2016?)'", "rival of", "2016?"),
        ('"said in 2014 [@p1] to fight [[a]] (2014)"', "said in 2014 to fight", "2014"),
        ('"*rival* of [[a]]"', "rival of", None),
    ],
)
def test_a_relation_may_be_short(line: str, label: str, date: str | None) -> None:
    (read_line,), problems = relation(line)
    assert problems == []
    assert (read_line.label, read_line.date and read_line.date.text) == (label, date)


def test_no_citation_of_a_relation_is_lost() -> None:
    ((line),), _ = relation('"rival [@p1] of [[a]] [@p2]"')
    assert [c.items[0].text for c in line.citations] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("rival of a", "f:2:5 bad-value"),
        ('"[[a]]"', "f:2:5 bad-value"),
        ('"rival of [[a]] and [[b]]"', "f:2:5 bad-value"),
        ('"seen on ![a](b.png)"', "f:2:5 bad-value"),
        ('"won 2015-1 [[a]] (2015-1) [@p1]"', "f:2:24 bad-date"),
        ('"rival of [[a]] ()"', "f:2:22 bad-date"),
        ('"rival of [[a]] in 2014 [@p1]"', "f:2:21 bad-value"),
        ('"rival of [[a]] (2014) x"', "f:2:21 bad-value"),
        ("[[a]]", "f:2:5 wrong-type"),
        ('"rival of <b> [[a]]"', "f:2:15 raw-html"),
    ],
)
def test_a_relation_that_cannot_be_read(line: str, found: str) -> None:
    assert relation(line)[1] == [found]


# --- prose ------------------------------------------------------------------------------


def test_prose_keeps_links_and_citations_open() -> None:
    values, _ = read("pages", "title: a\nsummary: On [[b]]. [@p1]\n")
    fragments = values.values["summary"].fragments
    assert [str(f.position) for f in fragments if isinstance(f, Link | Citation)] == [
        "f:2:13",
        "f:2:20",
    ]


@pytest.mark.parametrize("text", ["a ^[b] c", "a[^1]", "# a", "- a", "> a", "| a |", "[a]: b"])
def test_a_summary_is_one_line_whatever_it_looks_like(text: str) -> None:
    values, problems = read("pages", f"title: a\nsummary: '{text}'\n")
    assert problems == []
    assert plain(values.values["summary"]) == text


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("18/03/2016", "write 2016-03-18"),
        ("3.18.2016", "write 2016-03-18"),
        ("03/04/2016", "write 2016-03-04 or 2016-04-03"),
        ("5-5-2016", "write 2016-05-05"),
        ("March 2016", "such as 2016-03, 2015/2016 or 2017?"),
    ],
)
def test_a_date_of_the_calendar_is_told_in_the_form_wanted_here(written: str, hint: str) -> None:
    _, problems = read("events", f"date: {written}\n")
    assert [p.hint for p in problems if p.code == "bad-date"] == [hint]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("Palmerston, Pam", True),
        ("Palmerston,\n  Pam", True),
        ("Palmerston", False),
        ('"Smith, John"', False),
        ("'Smith, John'", False),
        ("[Palmerston, Pam]", False),
        ('["Smith, John"]', False),
        ("\n- Smith, John", False),
        ("Route 1,5", False),
        ("Smith,", False),
        ("Washington, D.C.", False),
        ("Miller, Jr.", False),
        ("Acme, Inc.", False),
    ],
)
@pytest.mark.parametrize("field", ["aliases", "weak_aliases"])
def test_several_names_that_are_no_list_are_told(field: str, names: str, told: bool) -> None:
    values, problems = read("actors", f"{field}: {names}")
    found = [str(p) for p in problems if p.code != "missing-field"]
    assert values.values[field]
    said = '"Palmerston, Pam" looks like several names and is one'
    hint = "write [Palmerston, Pam], or put quotes around a name with a comma in it"
    warning = f"f:1:{len(field) + 3}: warning[bad-value]: {said} ({hint})"
    assert found == ([warning] if told else [])
