"""Names in text, case by case: specs/mentions.md, and how mentions stand in a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.diagnostics import Position
from briefing.fragments import Located, Mention, Text
from briefing.link.gazetteer import Gazetteer, ambiguous_names
from briefing.link.mentions import mark_mentions
from briefing.link.names import UNSPACED, case_rule, fold, key, plurals, unspaced
from briefing.model import Entity, Naming

SPEC = Path(__file__).parent / "specs" / "mentions.md"
HERE = Position("content/actors/a.md")


# --- the spec ---------------------------------------------------------------------------


def spec_cases() -> Iterator[tuple[str, str, str]]:
    """Yield the cases: a line with a title, then input and output between lines of a dot."""
    lines = SPEC.read_text("utf-8").split("\n")
    dots = [i for i, line in enumerate(lines) if line == "."]
    for first, middle, last in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
        title = f"line {first}: {lines[first - 1]}"
        yield title, "\n".join(lines[first + 1 : middle]), "\n".join(lines[middle + 1 : last])


def shown(text: str) -> str:
    r"""Read what the eye could not tell: ``\u00a0`` stands for that character."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def entity(line: str) -> Entity:
    """Make an entity from ``actors/al-qaida: al-Qaida | alias: AQ | match_case: true``."""
    head, *fields = line.split(" | ")
    page, title = head.split(": ", 1)
    lists: dict[str, list[Located]] = {"alias": [], "match": [], "no_match": [], "weak": []}
    match_case = None
    for field in fields:
        name, value = field.split(": ", 1)
        if name == "match_case":
            match_case = {"true": True, "false": False}[value]
        else:
            lists[name].append(Located(value, HERE))
    naming = Naming(
        title,
        aliases=tuple(lists["alias"]),
        weak_aliases=tuple(lists["weak"]),
        match=tuple(lists["match"]),
        no_match=tuple(lists["no_match"]),
        match_case=match_case,
    )
    return Entity(id=page, path=f"content/{page}.md", title=title, naming=naming)


def entities(lines: str) -> list[Entity]:
    return [entity(line) for line in lines.strip().split("\n")]


def marked(text: str, gazetteer: Gazetteer) -> str:
    """Return the text with each mention as ``{entity|surface}``."""
    out, place = "", 0
    for match in gazetteer.find(text):
        out += text[place : match.start] + "{" + match.entity + "|"
        out += text[match.start : match.end] + "}"
        place = match.end
    return out + text[place:]


@pytest.mark.parametrize(
    ("given", "wanted"), [pytest.param(i, o, id=title) for title, i, o in spec_cases()]
)
def test_spec(given: str, wanted: str) -> None:
    declared, text = shown(given).split("\n---\n")
    gazetteer = Gazetteer(entities(declared))
    assert marked(text, gazetteer) == shown(wanted)


def test_the_spec_is_read_whole() -> None:
    titles = [title.partition(": ")[2] for title, _, _ in spec_cases()]
    assert len(titles) > 80
    assert all(titles)
    assert len(set(titles)) == len(titles), "two cases share a title"


# --- small parts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "wanted"),
    [
        ("emir", ("emirs",)),
        ("agency", ("agencies",)),
        ("convoy", ("convoys",)),
        ("soliloquy", ("soliloquies",)),
        ("box", ("boxes",)),
        ("pass", ("passes",)),
        ("clash", ("clashes",)),
        ("waltz", ("waltzes",)),
        ("coach", ("coachs", "coaches")),
        ("oligarch", ("oligarchs", "oligarches")),
        ("embargo", ("embargos", "embargoes")),
        ("studio", ("studios",)),
        ("émigré", ("émigrés",)),
        ("SMS", ("SMSes",)),
        ("IED", ("IEDs",)),
        ("POY", ("POYs",)),
        ("foreign fighter", ("foreign fighters",)),
        ("ولاية", ()),
        ("джихад", ()),
        ("Area 51", ()),
        ("U.S.", ()),
        ("", ()),
    ],
)
def test_plurals(term: str, wanted: tuple[str, ...]) -> None:
    assert plurals(term) == wanted


@pytest.mark.parametrize(
    ("name", "term", "match_case", "wanted"),
    [
        ("Sirte", False, None, "exact"),
        ("al-Qaida", False, None, "first"),
        ("émigré", False, None, "first"),
        ("emir", True, None, "any"),
        ("Munasahah", True, None, "any"),
        ("SMS", True, None, "exact"),
        ("U.S.", True, None, "exact"),
        ("SMS", True, False, "any"),
        ("emir", True, True, "exact"),
        ("WHO", False, False, "any"),
        ("al-Qaida", False, True, "exact"),
        ("ولاية", True, None, "any"),
    ],
)
def test_case_rule(name: str, term: bool, match_case: bool | None, wanted: str) -> None:
    assert case_rule(name, term=term, match_case=match_case) == wanted


def test_key_makes_equal_what_looks_equal() -> None:
    assert key(" Turki  al‑Bin’ali ") == "turki al-bin'ali"
    assert key("Cafe\u0301") == key("CAFÉ") == "café"
    assert key("ΟΔΟΣ") == key("οδος") == key("οδοσ")
    assert key("Si\u00adrte") == "sirte"
    assert key("\u1112\u1161\u11ab") == key("한")


def test_a_span_leaves_out_what_cannot_be_seen() -> None:
    text = "\ufeffSirte\u00ad\u200b fell, Si\u00adrte\u200b."
    gazetteer = Gazetteer(entities("places/sirte: Sirte"))
    assert marked(text, gazetteer) == (
        "\ufeff{places/sirte|Sirte}\u00ad\u200b fell, {places/sirte|Si\u00adrte}\u200b."
    )


@pytest.mark.parametrize(
    ("characters", "wanted"),
    [
        ("\u0e00กไ\u0eff\u1000\u109f\u1780ក\u17ff\u3040あ\u309f", True),
        ("\u3400\u4dbf\u4e00中\u9fff\uf900\ufaff\U00020000\U0003ffff", True),
        ("aZéʿ9 سहЖ\u0dff\u0f00\u0fff\u10a0\u177f\u1800\u303f", False),
        ("\u30a0ン\u33ff\u4dc0\u4dff\ua000한\uf8ff\ufb00\U0001ffff\U00040000", False),
    ],
)
def test_scripts_written_without_spaces(characters: str, wanted: bool) -> None:
    for character in characters:
        assert unspaced(character) is wanted, ascii(character)
        assert unspaced(f"{character}中a") is wanted, ascii(character)
        assert (re.match(f"[{UNSPACED}]", character) is not None) is wanted


def test_fold_of_nothing() -> None:
    assert fold("").text == ""
    assert Gazetteer([]).find("Sirte") == ()
    assert Gazetteer(entities("places/sirte: Sirte")).find("") == ()
    assert Gazetteer([entity("actors/none: \u200b")]).find("none") == ()


# --- ambiguous names --------------------------------------------------------------------


def claims(lines: str) -> list[str]:
    found = ambiguous_names(entities(lines))
    return [problem.message.removesuffix(f" ({HERE})") for problem in found]


def test_one_error_for_each_claim_after_the_first() -> None:
    lines = "\n".join(f"actors/a{n}: Sirte" for n in range(60))
    assert len(claims(lines)) == 59


def test_the_error_names_both_and_says_where() -> None:
    (problem,) = ambiguous_names(entities("actors/a: Fund\nactors/b: The other | alias: Fund"))
    assert problem.position == HERE
    assert problem.message == '"Fund" is also a name of actors/a (content/actors/a.md:1:1)'


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("actors/a: al-Qaida\nplaces/b: Al-Qaida", ['"Al-Qaida" is also a name of actors/a']),
        ("actors/a: Al-Qaida\nplaces/b: al-Qaida", ['"al-Qaida" is also a name of actors/a']),
        ("actors/a: Emir\nglossary/b: emir", ['"emir" is also a name of actors/a']),
        ("actors/a: Bin’ali\nactors/b: Bin'ali", ['"Bin\'ali" is also a name of actors/a']),
        ("actors/a: WHO\nglossary/b: who | match_case: true", []),
        ("actors/a: US\nglossary/b: us", ['"us" is also a name of actors/a']),
        ("actors/a: Fund\nactors/b: Bank | weak: Fund", []),
        ("actors/a: Fund | alias: Fund | match: Fund", []),
        ("actors/a: Emirs\nglossary/b: emir", []),
        ("glossary/a: emir\nglossary/b: emirs", []),
    ],
)
def test_who_claims_what(lines: str, wanted: list[str]) -> None:
    assert claims(lines) == wanted


# --- mentions in fragments --------------------------------------------------------------


def test_a_name_left_alone_keeps_the_names_in_it_alone() -> None:
    gazetteer = Gazetteer(entities("places/wa: West Africa\nplaces/africa: Africa"))
    text = Text("West Africa, Africa.", ((0, HERE),))
    found = mark_mentions((text,), gazetteer, {"west africa"})
    assert [f.entity for f in found if isinstance(f, Mention)] == ["places/africa"]
    assert [f.text for f in found if isinstance(f, Text) and f.barred] == ["West Africa"]


def test_positions_follow_the_pieces_of_a_text() -> None:
    spots = ((0, Position("a", 1, 5)), (6, Position("a", 2, 3)), (12, Position("a", 3, 1)))
    text = Text("Sirte Libya Sirte Libya", spots)
    gazetteer = Gazetteer(entities("places/sirte: Sirte\nplaces/libya: Libya"))
    found = mark_mentions((text,), gazetteer)
    where = [(f.position.line, f.position.column) for f in found if isinstance(f, Mention)]
    assert where == [(1, 5), (2, 3), (3, 1), (3, 7)]
    rest = [f for f in found if isinstance(f, Text)]
    assert [(f.at(0).line, f.at(0).column) for f in rest] == [(1, 10), (2, 8), (3, 6)]
