"""The briefing that comes with the generator: its names, found as a careful reader finds them.

The lists below were made by reading the article, not by running the program.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from conftest import ROOT

from briefing.diagnostics import Diagnostic
from briefing.fragments import Mention, PassageRef, plain_text
from briefing.link.linking import link
from briefing.model import Briefing
from briefing.read.documents import read_library
from briefing.read.files import read_files

ARTICLE = "articles/barr-splintering-network"

SHORT = {
    "IS": "actors/islamic-state",
    "AQ": "actors/al-qaida",
    "AQIM": "actors/al-qaida-in-the-islamic-maghreb",
    "ISWAP": "actors/islamic-state-west-africa-province",
    "KUIN": "actors/katibat-uqba-ibn-nafi",
    "shishani": "actors/abu-omar-al-shishani",
    "binali": "actors/turki-al-binali",
    "anbari": "actors/abu-ali-al-anbari",
    "baghdadi": "actors/abu-bakr-al-baghdadi",
    "egyptians": "actors/egyptian-security-officials",
    "tunisians": "actors/tunisian-security-forces",
    "military": "actors/algerian-military",
    "WS": "actors/wilayat-sinai",
    "EK": "actors/el-khabar",
    "AK": "actors/akher-khabar",
    "US": "actors/united-states",
    "NA": "places/north-africa",
    "WA": "places/west-africa",
    "ME": "places/middle-east",
    "mountains": "places/western-tunisian-mountains",
}

# Who and where, passage by passage: a short name, or a place that is its own short name,
# and the words that name it where these are not the entity's usual ones.
ACTORS_AND_PLACES = {
    "p1": "IS Mosul Syria IS ME NA Iraq Syria IS IS",
    "p2": "IS NA NA Sirte IS Syria Iraq Tunisia Algeria AQ IS",
    "p3": "Sirte IS Sirte NA Syria Iraq shishani IS binali anbari baghdadi IS Syria Iraq Libya"
    " IS Sirte NA Raqqa Mosul",
    "p4": "Sirte IS Africa Sirte ISWAP Nigeria Libya Libya Sirte IS Sebratha Libya Tunisia"
    " egyptians WS Libya",
    "p5": "IS Sirte WA IS NA WA IS",
    "p6": "NA IS Tunisia Algeria AQ Sirte IS",
    "p7": "Algeria AQ IS EK AQIM=al-Qaida_in_the_Islamic_Maghreb AQIM AQ IS AQ EK IS Algeria"
    " military AQ IS",
    "p8": "AQ=Al-Qaida IS mountains=mountains_of_western_Tunisia AK IS"
    " KUIN=Katibat_Uqba_ibn_Nafi KUIN AQ IS mountains tunisians mountains KUIN AQ IS AQ",
    "p9": "IS NA Sirte Libya US IS Sirte",
    "p10": "IS Syria Iraq Libya IS Syria Iraq NA Afghanistan WA Sahel IS AQ",
}

USUAL = {
    "IS": "Islamic State",
    "AQ": "al-Qaida",
    "ISWAP": "Islamic State’s West Africa Province",
    "shishani": "Abu Omar al-Shishani",
    "binali": "Turki al-Binali",
    "anbari": "Abu Ali al-Anbari",
    "baghdadi": "Abu Bakr al-Baghdadi",
    "egyptians": "Egyptian security officials",
    "tunisians": "Tunisian security officials",
    "military": "Algerian military",
    "WS": "Wilayat Sinai",
    "EK": "El Khabar",
    "AK": "Akher Khabar",
    "US": "U.S.",
    "NA": "North Africa",
    "WA": "West Africa",
    "ME": "Middle East",
    "mountains": "western mountains",
}

TERMS = {
    "p1": "affiliate=affiliates wilayat affiliate=affiliates",
    "p2": "defection=defections jihadi security-forces=security_forces defection=defectors",
    "p3": "foreign-fighter=foreign_fighters beachhead",
    "p4": "command-and-control jihadi",
    "p5": "territorial-sanctuary=territorial_sanctuary",
    "p6": "jihadi=Jihadis open-source-information=open-source_information"
    " buyers-remorse=buyers’_remorse caliphate jihadi=jihadis",
    "p7": "munasahah=Munasahah cleric=clerics sms=SMS cleric=clerics defection=defect emir"
    " munasahah=rehabilitation_initiative",
    "p8": "affiliate affiliate materiel cell=cells",
    "p9": "",
    "p10": "",
}


@pytest.fixture(scope="module")
def seed() -> tuple[Briefing, tuple[Diagnostic, ...]]:
    library = read_library(read_files(ROOT))
    briefing, problems = link(library)
    return briefing, (*library.problems, *problems)


@pytest.fixture(scope="module")
def briefing(seed: tuple[Briefing, tuple[Diagnostic, ...]]) -> Briefing:
    return seed[0]


def read_by_hand(line: str, folder: str = "") -> list[tuple[str, str]]:
    """Turn ``IS AQ=Al-Qaida Sirte`` into (entity, surface)."""
    found = []
    for word in line.split():
        name, _, surface = word.partition("=")
        entity = f"{folder}/{name}" if folder else SHORT.get(name, f"places/{name.lower()}")
        found.append((entity, surface.replace("_", " ") or USUAL.get(name, name)))
    return found


def found(briefing: Briefing, passage: str, folders: tuple[str, ...]) -> list[tuple[str, str]]:
    mentions = briefing.mentions[PassageRef(ARTICLE, passage)]
    return [(m.entity, m.text) for m in mentions if m.entity.startswith(folders)]


def test_nothing_is_wrong_with_it(seed: tuple[Briefing, tuple[Diagnostic, ...]]) -> None:
    assert [str(problem) for problem in seed[1] if problem.severity != "note"] == []


@pytest.mark.parametrize("passage", ACTORS_AND_PLACES)
def test_actors_and_places(briefing: Briefing, passage: str) -> None:
    wanted = read_by_hand(ACTORS_AND_PLACES[passage])
    assert found(briefing, passage, ("actors/", "places/")) == wanted


@pytest.mark.parametrize("passage", TERMS)
def test_terms(briefing: Briefing, passage: str) -> None:
    assert found(briefing, passage, ("glossary/",)) == read_by_hand(TERMS[passage], "glossary")


def test_every_passage_was_read(briefing: Briefing) -> None:
    passages = [reference.passage for reference in briefing.mentions]
    assert passages == list(ACTORS_AND_PLACES) == list(TERMS)


def test_how_often_each_is_named(briefing: Briefing) -> None:
    counted = Counter(m.entity for found in briefing.mentions.values() for m in found)
    by_hand = Counter(
        entity
        for passage, line in ACTORS_AND_PLACES.items()
        for entity, _ in (*read_by_hand(line), *read_by_hand(TERMS[passage], "glossary"))
    )
    assert counted == by_hand
    assert counted["actors/islamic-state"] == 31
    assert counted["actors/al-qaida"] == 11
    assert counted["places/sirte"] == 11
    assert counted["places/west-africa"] == 3
    assert counted["places/africa"] == 1


def test_the_province_is_neither_the_group_nor_the_region(briefing: Briefing) -> None:
    passage = next(p for p in briefing.articles[0].passages if p.id == "p4")
    at = passage.text.index("Islamic State’s West Africa Province")
    inside = [m for m in briefing.mentions[PassageRef(ARTICLE, "p4")] if at <= m.start < at + 36]
    assert [m.entity for m in inside] == ["actors/islamic-state-west-africa-province"]


@pytest.mark.parametrize(
    ("passage", "around", "entity"),
    [
        ("p4", "Sirte-based", "places/sirte"),
        ("p4", "Libya-based", "places/libya"),
        ("p8", "pro-Islamic State", "actors/islamic-state"),
        ("p9", "U.S. aircraft", "actors/united-states"),
        ("p5", "North and West Africa", "places/west-africa"),
        ("p3", "parts of North Africa—and", "places/north-africa"),
        ("p7", "2015—al-Qaida", "actors/al-qaida"),
    ],
)
def test_names_in_hard_places(briefing: Briefing, passage: str, around: str, entity: str) -> None:
    text = next(p.text for p in briefing.articles[0].passages if p.id == passage)
    start = text.index(around)
    mentions = briefing.mentions[PassageRef(ARTICLE, passage)]
    inside = [m.entity for m in mentions if start <= m.start < start + len(around)]
    assert inside == [entity]


def test_offsets(briefing: Briefing) -> None:
    for passage in briefing.articles[0].passages:
        reference = PassageRef(ARTICLE, passage.id)
        mentions = briefing.mentions[reference]
        assert all(passage.text[m.start : m.end] == m.text for m in mentions)
        assert all(one.end <= other.start for one, other in pairwise(mentions))
        assert [m.number for m in mentions] == list(range(1, len(mentions) + 1))
        assert plain_text(briefing.passages[reference]) == passage.text


def test_positions_are_those_of_the_source(briefing: Briefing) -> None:
    for mentions in briefing.mentions.values():
        for mention in mentions:
            path, line, column = (
                mention.position.path,
                mention.position.line,
                mention.position.column,
            )
            written = (ROOT / path).read_text("utf-8").split("\n")[line - 1]
            assert written[column - 1 :].startswith(mention.text)


def test_the_first_of_each_section_is_a_link(briefing: Briefing) -> None:
    sections = [("p1", "p2"), ("p3", "p4"), ("p5", "p6"), ("p7", "p8"), ("p9", "p10")]
    for section in sections:
        mentions: list[Mention] = []
        for passage in section:
            mentions += briefing.mentions[PassageRef(ARTICLE, passage)]
        seen: set[str] = set()
        for mention in mentions:
            assert mention.linked == (mention.entity not in seen), mention
            seen.add(mention.entity)


def test_the_sentences_of_an_entity(briefing: Briefing) -> None:
    (line,) = briefing.concordance["places/africa"]
    assert line.sentence.passage == PassageRef(ARTICLE, "p4")
    assert line.text.startswith("Sirte also functioned")
    assert [m.text for m in line.mentions] == ["Africa"]
    (line,) = briefing.concordance["actors/united-states"]
    assert line.text.startswith("Indeed, the group’s forces")
    assert line.text.endswith("as many as 85 militants.")


def test_each_mention_stands_in_one_line(briefing: Briefing) -> None:
    lines = Counter(
        (line.sentence.passage, mention.number)
        for found in briefing.concordance.values()
        for line in found
        for mention in line.mentions
    )
    mentions = {(r, m.number) for r, found in briefing.mentions.items() for m in found}
    assert set(lines) == mentions
    assert set(lines.values()) == {1}
