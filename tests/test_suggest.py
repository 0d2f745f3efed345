"""Names without a page: found in newspaper prose, and nothing that is no name."""

from __future__ import annotations

import json

import pytest
from conftest import ARTICLE, ROOT, SITE, Linked

from briefing.fragments import PassageRef
from briefing.link.capitals import runs
from briefing.link.linking import link
from briefing.link.roles import adjectives, kind_of
from briefing.link.suggest import Suggestion, as_json, as_text, closing, suggest
from briefing.model import Library
from briefing.read.documents import read_library
from briefing.read.files import read_files

Files = dict[str, str | bytes]


def page(title: str, *lines: str, kind: str = "other") -> str:
    return "\n".join(["---", f"title: {title}", f"kind: {kind}", *lines, "---", ""])


def found(linked: Linked, text: str, files: Files | None = None) -> tuple[Suggestion, ...]:
    return suggest(linked({"seeds/text.txt": text, **(files or {})})[0])


def names(linked: Linked, text: str, files: Files | None = None) -> list[str]:
    """Return the names suggested for a text, sorted, each with its count if it is not one."""
    return sorted(
        s.name if s.count == 1 else f"{s.name} {s.count}" for s in found(linked, text, files)
    )


# --- three texts ------------------------------------------------------------------------

NEWSPAPER = """\
Negotiators from the Coastal Labour Union (CLU) walked out on Tuesday after President Ilse
Brandt refused to reopen the port of Marrow Bay. “We have waited since January,” said Tomas
Okoye, who leads the CLU. “Nobody listens.”

Brandt told reporters in Ostrava that her government would not bend. Former Prime Minister
Jean-Luc de Vries, now a professor at the University of Ostrava, called the walkout “slow
harbouring” and Ms. Brandt unwise. Critics of “slow harbouring” disagree.

However, Moravian officials denied it. The Moravian coast, north of Ostrava, lies outside the
deal. In Moravia, Dr. Anna Li and Okoye met on 3 May 2019. According to the Herald, Gen. Abdul
Rahman al-Tikriti sent ships. U.S. Secretary of State John Kerry was in Geneva. The Secretary
of Defense said: Nothing will change. I was there, I’m told. Did CLU win? Yes.

Senior Herald editors met staff of the Marrow Bay Authority. Leaving Geneva took days. The
Iran-Iraq border is closed; trade with Iran, and with Iraq, matters. Bin Laden’s men, and bin
Laden himself, were not there. In The Hague nobody spoke. EU officials were silent, and so was
the European Union (EU).
"""


def test_a_newspaper(linked: Linked) -> None:
    assert names(linked, NEWSPAPER) == [
        "Abdul Rahman al-Tikriti",
        "Anna Li",
        "Bin Laden 2",
        "Coastal Labour Union 3",
        "European Union 2",
        "Geneva 2",
        "Herald 2",
        "Ilse Brandt 3",
        "Iran",
        "Iraq",
        "Jean-Luc de Vries",
        "John Kerry",
        "Marrow Bay",
        "Marrow Bay Authority",
        "Moravia",
        "Ostrava 2",
        "The Hague",
        "Tomas Okoye 2",
        "University of Ostrava",
        "slow harbouring 2",
    ]


HEADLINES = """\
HARBOUR TALKS COLLAPSE

The Long Road to a Ceasefire

Why Negotiators Walk Out of Every Room

Talks collapsed. Delegates left. Nothing was signed, and nobody in Tamsin spoke.

WHAT COMES NEXT? NOBODY KNOWS.

Delegates wait.
"""


def test_headlines_prove_nothing(linked: Linked) -> None:
    assert names(linked, HEADLINES) == ["Tamsin"]


PLAIN = """\
Harbours close in winter. Ships wait outside, and crews sleep. When spring comes, they sail
again: Everything moves. “Boats first,” they say. It is said on Mondays in June (Everyone
laughs). Sometimes nothing moves at all! Ice, e.g. Slush, is why… Then it melts. I know, and
I’d say so.

Sailors talk. 'Storms pass.' - Everybody waits; the masters are patient.
"""


def test_a_plain_text_has_no_names(linked: Linked) -> None:
    assert names(linked, PLAIN) == []


# --- what is a name ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("They met Abu Yusuf ibn al-Hasan there.", ["Abu Yusuf ibn al-Hasan"]),
        ("They met the Duke of the Marches there.", []),
        ("It is Sana'a's port, Bin’ali said.", ["Bin'ali", "Sana'a"]),
        ("A pro-Hamdan, Tamsin-based group.", ["Hamdan", "Tamsin"]),
        ("He saw Tamsin and Hamdan.", ["Hamdan", "Tamsin"]),
        ("He saw Umm ʿAlī and O’Neill in Côte d’Ivoire.", ["Côte d'Ivoire", "O'Neill", "Umm ʿAlī"]),
        ("So Tamsin’s Hamdan spoke.", ["Hamdan", "Tamsin"]),
        # The start of a sentence.
        ("Tamsin fell.", []),
        ("Tamsin fell. He left Tamsin.", ["Tamsin 2"]),
        ("Hamid Tamsin fell.", ["Hamid Tamsin"]),
        ("Now Hamid Tamsin fell.", ["Hamid Tamsin"]),
        ("Reaching Tamsin took days.", []),
        ("Reaching Tamsin took days. They left Tamsin.", ["Tamsin 2"]),
        ("North Tamsin fell, south of it.", ["North Tamsin"]),
        ("He said: Tamsin, and “Hamid, come”.", []),
        # Acronyms.
        (
            "It is the League of the North Shore (LNS). The LNS met.",
            ["League of the North Shore 2"],
        ),
        (
            "Last May that al-Noor in the Eastern Hills (ANEH) met.",
            ["al-Noor in the Eastern Hills"],
        ),
        ("It is the North Shore League, a body (XYZ).", ["North Shore League"]),
        ("The ship (in Tamsin) sank.", ["Tamsin"]),
        ("South of Tamsin, they met.", ["Tamsin"]),
        ("Hamid Tamsin fell. Then they saw Tamsin.", ["Hamid Tamsin 2"]),
        # Surnames, and parts of names.
        ("We met Omar Tamsin. Later we saw Tamsin, and Mr. Tamsin.", ["Omar Tamsin 3"]),
        ("We met Omar Tamsin, Ali Tamsin, and Tamsin.", ["Ali Tamsin", "Omar Tamsin", "Tamsin"]),
        ("We met Omar Tamsin and then Omar.", ["Omar Tamsin"]),
        ("We met the Tamsin Council; the Council sat.", ["Tamsin Council 2"]),
        ("We met Osama bin Tamsin; bin Tamsin, or Tamsin, spoke.", ["Osama bin Tamsin 3"]),
        # Offices and peoples.
        ("So the President met General Hamid.", ["Hamid"]),
        (
            "So Tamsian President Omar Hamid met Foreign Minister Ali Noor.",
            ["Ali Noor", "Omar Hamid"],
        ),
        ("In Tamsia the Tamsian and Tamsians met.", ["Tamsia"]),
        ("So the Norvish met Tamsese boats.", []),
        ("So the Chief Justice Council met.", ["Chief Justice Council"]),
        # Terms in quotation marks.
        ("They “soft land” it, they say. They “soft land” it.", ["soft land 2"]),
        ("They “soft land” it, they say.", []),
    ],
)
def test_what_is_a_name(linked: Linked, text: str, wanted: list[str]) -> None:
    assert names(linked, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "في مدينة سرت قال أبو يوسف إنه رأى ليبيا.",
        "国际货币基金组织在日内瓦说。他们在利比亚。",
        "हम लीबिया में मिले। वह चला गया।",
        "თბილისი არის ქალაქი. ისინი წავიდნენ თბილისში.",
        "he wrote as cummings did. nobody in tamsin minded.",
        "THEY MET IN TAMSIN. THEN THEY LEFT.",
        "",
        "… — 12,5 (3) “” ‘’ . 'x",
    ],
)
def test_without_capitals_nothing_is_suggested(linked: Linked, text: str) -> None:
    assert names(linked, text) == []


def test_another_script_with_capitals(linked: Linked) -> None:
    assert names(linked, "Они были в Тамсине, где жил Омар Хамид.") == ["Омар Хамид", "Тамсине"]


def test_what_french_elides_is_no_part_of_a_name(linked: Linked) -> None:
    text = (
        "L'Égypte vendit ses parts à l’Angleterre. Le duc Henri d'Orléans vint d’Alexandrie avec "
        "l'impératrice Eugénie. Qu'Ismaïl Pacha parte ne changea rien à l'Égypte.\n"
    )
    french: Files = {"content/site.yml": SITE + "language: fr-CA\n"}
    expected = "Alexandrie, Angleterre, Eugénie, Henri d'Orléans, Ismaïl Pacha, Égypte 2"
    assert names(linked, text, french) == expected.split(", ")
    assert names(linked, "He read L'Égypte in bed, and L'Égypte at noon.\n") == ["L'Égypte 2"]


def test_a_capital_before_an_apostrophe_is_the_name_s_own(linked: Linked) -> None:
    text = (
        "Le convoi quitta N'Djamena avec Massimo D'Alema. N'Djamena fut prise. D'Alema y resta. "
        "Elle cita L'Oréal deux fois, puis L'Oréal encore.\n"
    )
    french: Files = {"content/site.yml": SITE + "language: fr\n"}
    assert names(linked, text, french) == ["L'Oréal 2", "Massimo D'Alema 2", "N'Djamena 2"]


def test_where_every_noun_has_a_capital(linked: Linked) -> None:
    files: Files = {"content/site.yml": SITE + "language: de-AT\n"}
    assert names(linked, "Dort sah der Hund das Haus und die Katze.", files) == []


# --- what is covered --------------------------------------------------------------------

COVERED: Files = {
    "content/places/tamsia.md": page("Tamsia", "aliases: [the Coast]", kind="country"),
    "content/places/north-tamsia.md": page("North Tamsia", kind="region"),
    "content/actors/hamid.md": page(
        "Omar al-Hamid", "weak_aliases: [the Old Man, Abu Omar]", kind="person"
    ),
    "content/actors/front.md": page(
        "Harbour Front (HF)", "match: [Harbour Front]", "no_match: [Harbour Front Road]"
    ),
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In Tamsia and on the Coast; Tamsia’s Tamsian, North Tamsian men.", []),
        ("So Abu Omar met the Old Man, al-Hamid and Hamid.", []),
        ("In North and West Tamsia.", []),
        ("On Harbour Front Road the Harbour Front (HF) met; HF said so.", []),
        ("The Tamsian Omar al-Hamid and President Omar al-Hamid met.", []),
        ("In Tamsia Dawn met; at Tamsia University too.", ["Tamsia Dawn", "Tamsia University"]),
        ("They saw the Gulf of Tamsia, and Tamsia-Norvia trade.", ["Gulf of Tamsia", "Norvia"]),
        ("They saw Tamsia President Ali Noor.", ["Ali Noor"]),
        ("They saw Omar al-Hamid of the Harbour Front of North Tamsia.", []),
        ("They saw Eastern Tamsia and Greater North Tamsia.", []),
        (
            "At the General Assembly of the North Tamsia he spoke.",
            ["General Assembly of the North Tamsia"],
        ),
        ("So the General Commander of the North Tamsia spoke.", []),
    ],
)
def test_what_pages_cover(linked: Linked, text: str, wanted: list[str]) -> None:
    assert names(linked, text, COVERED) == wanted


def test_a_name_that_the_article_leaves_alone(linked: Linked) -> None:
    article = ARTICLE.replace("---\n", "---\nno_autolink: [Tamsin]\n", 1)
    assert names(linked, "In Tamsin, in Hamdan.", {"content/articles/text.md": article}) == [
        "Hamdan"
    ]


def test_the_title_of_an_event_is_covered(linked: Linked) -> None:
    files: Files = {"content/events/war.md": "---\ntitle: Tamsin War\ndate: 2001\n---\n"}
    assert names(linked, "So the Tamsin War began.", files) == []


# --- kinds, order, form -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They met President Tamsin.", "actor"),
        ("Then Tamsin said so.", "actor"),
        ("It was so, according to the Tamsin.", "actor"),
        ("They met the Tamsin Party.", "actor"),
        ("It was near Tamsin.", "place"),
        ("It was south of Tamsin.", "place"),
        ("It was in northern Tamsin.", "place"),
        ("It was in the town of Tamsin.", "place"),
        ("They saw Tamsin Bay.", "place"),
        ("It was in Tamsin.", ""),
        ("Near Tamsin, they met Mr. Tamsin.", ""),
    ],
)
def test_the_kind(linked: Linked, text: str, kind: str) -> None:
    (only,) = found(linked, text)
    assert only.kind == kind
    assert only.command == f'python build.py new {kind or "KIND"} "{only.name}"'


def test_the_most_frequent_first_then_as_they_come(linked: Linked) -> None:
    text = "In Tamsin.\n\nIn Hamdan, in Alba.\n\nIn Alba, in Norvia. Alba fell.\n"
    suggestions = found(linked, text)
    assert [s.name for s in suggestions] == ["Alba", "Tamsin", "Hamdan", "Norvia"]
    article = "articles/text"
    assert suggestions[0].passages == (PassageRef(article, "p2"), PassageRef(article, "p3"))
    assert suggestions[0].count == 3


def test_how_it_is_said() -> None:
    one = Suggestion("Abu Yusuf", 1, (PassageRef("articles/a", "p3"),))
    two = (*one.passages, PassageRef("articles/a", "p5"), PassageRef("articles/b", "p1"))
    more = Suggestion("Tamsin", 3, two, "place")
    assert as_text(one) == '"Abu Yusuf" once (a p3): python build.py new KIND "Abu Yusuf"'
    assert as_text(more) == '"Tamsin" 3 times (a p3, p5; b p1): python build.py new place "Tamsin"'
    assert json.loads(as_json(more)) == {
        "name": "Tamsin",
        "count": 3,
        "passages": ["a#p3", "a#p5", "b#p1"],
        "kind": "place",
        "command": 'python build.py new place "Tamsin"',
    }
    assert [closing(()), closing((one,)), closing((one, more))] == [
        "no names without a page",
        "1 name without a page",
        "2 names without a page",
    ]


def test_adjectives() -> None:
    made = set(adjectives("libya")) | set(adjectives("lebanon")) | set(adjectives("turkey"))
    made |= set(adjectives("afghanistan")) | set(adjectives("north africa"))
    assert made >= {"libyan", "libyans", "lebanese", "turkish", "afghan", "north african"}
    assert "libya" not in set(adjectives("libya"))
    assert "iraqi" in set(adjectives("iraq"))


def test_a_kind_needs_good_ground() -> None:
    assert kind_of("Tamsin", ("in",), "", office=False) == ""
    assert kind_of("Party", (), "", office=False) == ""


# --- the seed ---------------------------------------------------------------------------


def seed() -> Library:
    return read_library(read_files(ROOT))


def test_the_seed_is_covered() -> None:
    assert suggest(link(seed())[0]) == ()


def test_the_seed_without_its_pages() -> None:
    library = seed()
    bare = library.without(frozenset(d.id for d in library.documents if d not in library.articles))
    suggestions = suggest(link(bare)[0])
    assert {s.name: s.count for s in suggestions} == {
        "Islamic State": 32,
        "Sirte": 11,
        "al-Qaida": 11,
        "North Africa": 9,
        "Syria": 7,
        "Libya": 7,
        "Iraq": 6,
        "Tunisia": 4,
        "Algeria": 4,
        "West Africa": 3,
        **dict.fromkeys(["Mosul", "El Khabar", "provinces"], 2),
        "Katibat Uqba ibn Nafi": 2,
        **dict.fromkeys(["Abu Omar al-Shishani", "Turki al-Binali", "Abu Ali al-Anbari"], 1),
        **dict.fromkeys(["Abu Bakr al-Baghdadi", "Raqqa", "Africa", "Nigeria", "Sebratha"], 1),
        **dict.fromkeys(["West Africa Province", "Wilayat Sinai", "Middle East", "Sahel"], 1),
        **dict.fromkeys(["al-Qaida in the Islamic Maghreb", "Munasahah", "SMS"], 1),
        **dict.fromkeys(["Akher Khabar", "U.S.", "Afghanistan"], 1),
    }


# --- cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "So Abu Yusuf ibn al-Hasan of the North (AYN) met. ",
        "Tamsin ",
        "of the ",
        "a (AA) ",
        ". ",
        "“",
        "“a ",
        "'a",
        "al-",
        "A.",
        "…1",
    ],
)
def test_a_long_text_ends_within_the_limit_of_a_test(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    assert len(runs(text)) <= len(text)
