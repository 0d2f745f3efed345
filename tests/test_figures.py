"""Figures in words and digits: what is read, what is the same, what is missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.check.figures import comparable, figures, missing, values


def missed(statement: str, source: str) -> list[str]:
    return [figure.text for figure in missing(comparable(statement), statement, values(source))]


def read(text: str) -> list[tuple[str, str]]:
    return [(figure.text, figure.value) for figure in figures(text) if figure.sure]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("eighty-five men", [("eighty-five", "85")]),
        ("one hundred and twenty", [("one hundred and twenty", "120")]),
        ("two hundred and fifty thousand", [("two hundred and fifty thousand", "250000")]),
        ("three thousand five hundred", [("three thousand five hundred", "3500")]),
        ("Ninety\u00a0nine", [("Ninety\u00a0nine", "99")]),
        ("three million", [("three million", "3000000")]),
        ("two dozen", [("two dozen", "24")]),
        ("a dozen", [("dozen", "12")]),
        ("half a dozen", [("dozen", "6")]),
        ("ten-twenty", [("ten", "10"), ("twenty", "20")]),
        ("five six", [("five", "5"), ("six", "6")]),
        ("hundred and", [("hundred", "100")]),
        ("the twenty-first century", [("twenty-first", "21")]),
        ("3,500", [("3,500", "3500")]),
        ("3 500", [("3 500", "3500")]),
        ("3\u00a0500", [("3\u00a0500", "3500")]),
        ("3\u202f500\u202f000", [("3\u202f500\u202f000", "3500000")]),
        ("3.500", [("3.500", "3500")]),
        ("0.500", [("0.500", "0.5")]),
        ("0,500", [("0,500", "0.5")]),
        ("0 800 123", [("0", "0"), ("800 123", "800123")]),
        ("0.500.250", [("0.500", "0.5"), ("250", "250")]),
        ("00 44 20 7946", [("00", "0"), ("44", "44"), ("20", "20"), ("7946", "7946")]),
        ("3'500", [("3'500", "3500")]),
        ("3’500’000.5", [("3’500’000.5", "3500000.5")]),
        ("3,50,000", [("3,50,000", "350000")]),
        ("12,34,56,789.5", [("12,34,56,789.5", "123456789.5")]),
        ("12,34", [("12,34", "12.34")]),
        ("5'10", [("5", "5"), ("10", "10")]),
        ("3,500.25", [("3,500.25", "3500.25")]),
        ("3.5", [("3.5", "3.5")]),
        ("3,5", [("3,5", "3.5")]),
        ("3.5 million", [("3.5 million", "3500000")]),
        ("In 2015. Million", [("2015", "2015"), ("Million", "1000000")]),
        ("5%", [("5", "5")]),
        ("18th", [("18th", "18")]),
        ("the 1990s", [("1990s", "1990")]),
        ("10-20", [("10", "10"), ("20", "20")]),
        ("10:30", [("10:30", "10:30")]),
        ("10.30 a.m.", [("10.30", "10:30")]),
        ("3:30 p.m.", [("3:30", "15:30")]),
        ("9/11", [("9", "9"), ("11", "11")]),
        ("2017-01-18", [("2017", "2017"), ("01", "1"), ("18", "18")]),
        ("several hundred", [("several hundred", "about 100")]),
        ("hundreds", [("hundreds", "about 100")]),
        ("tens of thousands", [("tens of thousands", "about 10000")]),
        ("hundreds of thousands", [("hundreds of thousands", "about 100000")]),
        ("several hundred thousand", [("several hundred thousand", "about 100000")]),
        ("dozens of the scores", [("dozens", "about 12")]),
        ("scores of men", [("scores", "about 20")]),
        ("٣٤", [("٣٤", "34")]),
        ("twofold, once, twice, both, several, a few", []),
    ],
)
def test_what_is_read(text: str, wanted: list[tuple[str, str]]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *[
            (f"{name} 3", number)
            for number, names in enumerate(
                "Jan January,Feb February,Mar March,Apr April,May,Jun June,Jul July,Aug August,"
                "Sep Sept September,Oct October,Nov November,Dec December".split(","),
                1,
            )
            for name in names.split()
        ],
        ("Jan. 3", 1),
        ("the 3rd of May", 5),
        ("mid-March", 3),
        ("in May", 5),
        ("last August", 8),
        ("October", 10),
    ],
)
def test_months_in_long_and_short_form(text: str, month: int) -> None:
    (found,) = [f for f in figures(text) if f.value.startswith("month")]
    assert (found.value, found.sure) == (f"month {month}", True)


@pytest.mark.parametrize(
    "text",
    [
        "March on the capital",
        "The March on Rome",
        "May we",
        "It may be",
        "Theresa May left",
        "by May’s government",
        "an August company",
        "Jan Smith",
        "the march in step",
    ],
)
def test_words_that_only_look_like_months_are_never_missed(text: str) -> None:
    assert missed(text, "") == []


SAME = [
    ("85 men", "eighty-five men"),
    ("eighty-five", "85"),
    ("3,500 houses", "3 500 houses"),
    ("3 500 houses", "3500 houses"),
    ("$3.5 million", "$3,500,000"),
    ("$3.5 million", "3.5m dollars"),
    ("£2bn", "two billion pounds"),
    ("10,000", "10k"),
    ("5 percent", "5%"),
    ("5%", "five percent"),
    ("five per cent", "5 percent"),
    ("Jan. 18", "18 January"),
    ("January 18th", "18 Jan"),
    ("18 January 2017", "2017-01-18"),
    ("18 January 2017", "18.01.2017"),
    ("18 January 2017", "1/18/2017"),
    ("mid-2015", "the middle of 2015"),
    ("2014-15", "from 2014 to 2015"),
    ("2014–2015", "2014/15"),
    ("from 2014 to 2016", "2014–16"),
    ("December 2010", "2010-12"),
    ("in the ’90s", "in the 1990s"),
    ("in the 1990s", "the '90s"),
    ("in the 1990s", "in 1994"),
    ("the 1800s", "1855"),
    ("the 19th century", "in 1855"),
    ("the nineteenth century", "the 1850s"),
    ("the 21st century", "twenty-first century"),
    ("the first, the second, once, twice, half, both", ""),
    ("two of the three", "three of them"),
    ("a third of the town, one fifth, two-thirds", ""),
    ("a quarter and 3/4 of it", ""),
    ("G7", "the Group of Seven"),
    ("G7, H2O, COVID-19, AK-47", ""),
    ("the seven", "the G7"),
    ("9/11", "September 11"),
    ("9/11", "11 September 2001"),
    ("September 11", "9/11"),
    ("24-hour", "twenty-four hours"),
    ("Article 5", "Article V"),
    ("World War II", ""),
    ("Unit 8200", "unit 8200"),
    ("a 34-year-old", "aged thirty-four"),
    ("at 10:30", "10.30 a.m."),
    ("at 3 p.m.", "at 15:00"),
    ("at 15:30", "at 3:30 p.m."),
    ("10-20 men", "ten to twenty"),
    ("at least 10", "at least ten"),
    ("dozens", "36 men"),
    ("dozens", "dozens"),
    ("a dozen", "12"),
    ("12", "a dozen"),
    ("24", "two dozen"),
    ("a hundred", "100"),
    ("hundreds", "several hundred"),
    ("several hundred", "350 men"),
    ("a few hundred", "hundreds"),
    ("thousands", "6,000"),
    ("tens of thousands", "40,000"),
    ("hundreds of thousands", "several hundred thousand"),
    ("some 40 people", "38 people"),
    ("some 40 people", "about 40 people"),
    ("nearly 4,000", "3,912"),
    ("almost 90", "87"),
    ("more than 80", "85"),
    ("over 3,000", "3,120"),
    ("fewer than 50", "47"),
    ("up to 50", "fifty"),
    ("3.5 million", "3,512,345"),
    ("85 percent", "85.4 percent"),
    ("some two thousand", "2,140"),
    ("about three million", "2,950,000"),
    ("three countries, Libya, Egypt and Tunisia", ""),
    ("three parties (A, B and C)", ""),
    ("the three men", "He named Ali, Omar and Hassan."),
    ("the fourth floor", "four floors"),
    ("in March", "March brought floods."),
    ("in May", "May saw the fall."),
    ("ten years", "a decade"),
    ("50 percent", "half of it"),
    ("67 percent", "two-thirds"),
    ("at 10.30", "at 10:30"),
    ("at 10:30", "at 10.30 the bell rang"),
    ("12 o’clock", "noon"),
    ("in his 60s", "aged 63"),
    ("24/7, a 50/50 chance", ""),
    ("€1 million", "€1–3 million"),
    ("from 3 million to 5 million", "between 3 and 5 million"),
    ("in the early 20th-century style", "in 1911"),
    ("Sept. 11, 2001", "11 September 2001"),
    ("S-300s, Q1, the T-72", ""),
    ("two and a half million", "2.5 million"),
    ("2.5 million", "two-and-a-half million"),
    ("one and a quarter billion", "1,250,000,000"),
    ("two and three-quarter million", "2.75 million"),
    ("2 and a half million", "2,500,000"),
    ("a million and a half", "1.5 million"),
    ("half a million", "500,000"),
    ("500,000", "a half million"),
    ("a quarter of a million", "250,000"),
    ("three quarters of a million", "750,000"),
    ("3½ million, 2 ¼ million", "3.5 million and 2,250,000"),
    ("3.5 million", "3½ million"),
    ("2.5 million", "2 1/2 million"),
    ("½ million, ¾ of a million", "500,000 and 750,000"),
    ("£3½m", "£3.5 million"),
    ("nearly half a million", "487,000"),
    ("In 2015 and a half million", "500,000 in 2015"),
    ("ten and half a million", "10 and 500,000"),
    ("3½ percent", "3.5 percent"),
    ("3½ percent", "three and a half percent"),
    ("half of them, a half, half a dozen", "6"),
    ("five to six thousand", "5,000 to 6,000"),
    ("5,000 to 6,000", "five to six thousand"),
    ("between three and five million", "3 million and 5 million"),
    ("between three and five million", "3m to 5m"),
    ("3 million to 5 million", "between three and five million"),
    ("twenty to twenty-five thousand", "20,000–25,000"),
    ("two hundred to three hundred thousand", "200,000 to 300,000"),
    ("two to three hundred thousand", "200,000 to 300,000"),
    ("fell from 5 to 3 million", "5,000,000 and 3,000,000"),
    ("£3–5m, £3 to 5 m", "£3 million to £5 million"),
    ("£3.5 bn", "£3.5 billion"),
    ("3.5 billion", "3.5 bn"),
    ("£3.5 million", "£3.5 m"),
    ("EUR 3.5 m", "3.5 m euros"),
    ("Nearly £4m, about £4m, £3.98m", "£3,976,582"),
    ("about 4m people", "3,976,582"),
    ("a wall of about 4m", "3.9 metres"),
    ("3million", "3,000,000"),
    ("In the ’80s", "in the 1880s"),
    ("In the ’80s", "in 1884"),
    ("in ’56", "in 1856"),
    ("From 1854 to ’55", "from 1854 to 1855"),
    ("Thousands, many thousands", "22,000"),
    ("Millions", "22 million"),
    ("More than a million", "1.2 million"),
    ("over a thousand, about a thousand", "1,012"),
    ("nearly a million, close to a million", "970,000"),
    ("fewer than a hundred, up to a hundred", "96"),
    ("from 1999 to 2002", "1999/02"),
    ("from 1999 to 2000", "1999–00"),
    ("from 2014 to 2015", "2014-15"),
    ("in March 2014", "2014-03"),
]


@pytest.mark.parametrize(("statement", "source"), SAME)
def test_what_means_the_same_is_not_missed(statement: str, source: str) -> None:
    assert missed(statement, source) == []


@pytest.mark.parametrize(
    ("statement", "source", "wanted"),
    [
        ("85 men", "eighty-six men", ["85"]),
        ("eighty-five", "85,000", ["eighty-five"]),
        ("3,500", "3,600", ["3,500"]),
        ("3.6 million", "3.5 million", ["3.6 million"]),
        ("3 million", "3 billion", ["3 million"]),
        ("5%", "6%", ["5"]),
        ("in 2014", "in 2015", ["2014"]),
        ("15 people", "in 2015", ["15"]),
        ("in the 1980s", "in 1994", ["1980s"]),
        ("the 20th century", "in 1855", ["20th"]),
        ("18 March", "18 May", ["March"]),
        ("in May", "in March", ["May"]),
        ("June", "July", ["June"]),
        ("9/11", "the 7th of June", ["9", "11"]),
        ("10:30", "10:40", ["10:30"]),
        ("3:30 p.m.", "3:30 a.m. and 4 p.m.", []),
        ("hundreds", "thousands", ["hundreds"]),
        ("several hundred", "several thousand", ["several hundred"]),
        ("dozens", "hundreds", ["dozens"]),
        ("dozens", "seven", ["dozens"]),
        ("some 50 people", "some 40 people", ["50"]),
        ("at least 12", "at least 10", ["12"]),
        ("more than 80", "more than 70", ["80"]),
        ("some 2,000 men", "in 2016", ["2,000"]),
        ("nearly 4,000", "4,100", ["4,000"]),
        ("a hundred", "a thousand", ["hundred"]),
        ("four sluices, two turbines and a ladder", "three sluices", ["four"]),
        ("three sluices, two turbines and a ladder", "four sluices", ["three"]),
        ("the fourth floor", "five floors", ["fourth"]),
        ("from 2014 to 2016", "from 2014 to 2017", ["2016"]),
        ("2014-15", "2014-16", ["15"]),
        ("3 500", "3 600", ["3 500"]),
        ("Unit 8200", "Unit 9900", ["8200"]),
        ("mid-2015", "mid-2016", ["2015"]),
        ("1 in 3", "2 in 5", ["1", "3"]),
        ("19 men", "COVID-19", ["19"]),
        ("3 million", "3 to 5 years, 6 million", ["3 million"]),
        ("€2 million", "€1–3 million", ["2 million"]),
        ("Two and a half million", "About 1 million", ["Two and a half million"]),
        ("Half a million", "About 1 million", ["Half a million"]),
        ("One and a half million", "About 1 million", ["One and a half million"]),
        ("A quarter of a million", "About 1 million", ["A quarter of a million"]),
        ("A third of a million", "no figure", []),  # what it is in figures nobody would write
        ("A million and a half", "About 1 million", ["million and a half"]),
        ("½ million", "1 million", ["½ million"]),
        ("£3½m", "£3m", ["3½m"]),
        ("1 million, £1m", "half a million", ["1 million", "1m"]),
        ("1 million, £1m", "£500,000", ["1 million", "1m"]),
        ("50 percent", "half a million", ["50"]),
        ("nearly half a million", "510,000", ["half a million"]),
        ("ten and half a million", "10.5 million", ["ten", "half a million"]),
        ("one to two million", "500,000 to 2 million", ["one"]),
        ("five to six thousand", "4,000 to 6,000", ["five"]),
        ("5,000 to 7,000", "five to six thousand", ["7,000"]),
        ("9,000", "ninety to one hundred", ["9,000"]),
        ("800,000", "eight hundred to one thousand", ["800,000"]),
        ("20 million", "two hundred to three hundred thousand", ["20 million"]),
        ("5,000", "Of the five, six thousand", ["5,000"]),
        ("3 million", "3 to 5m wide", ["3 million"]),
        ("3.5 million", "a wall of 3.5 m", ["3.5 million"]),
        ("3.5 m", "3.5 million", ["3.5"]),
        ("£4m", "4 people", ["4m"]),
        ("£4m", "£4.6 million", ["4m"]),
        ("over £4m", "£3,976,582", ["4m"]),
        ("£3.98m", "£3,986,582", ["3.98m"]),
        ("in ’56", "in 1857", ["56"]),
        ("in ’56", "1,856 men", ["56"]),
        ("in 1856", "in 1956", ["1856"]),
        ("In the ’80s", "in 1894", ["80s"]),
        ("in his 80s", "in 1884", ["80s"]),
        ("Thousands", "220,000", ["Thousands"]),
        ("several thousand", "22,000", ["several thousand"]),
        ("a few thousands", "22,000", ["thousands"]),
        ("hundreds", "2,200", ["hundreds"]),
        ("tens of thousands", "thousands", ["tens of thousands"]),
        ("more than a million", "970,000", ["million"]),
        ("over a thousand", "2,500", ["thousand"]),
        ("in 2003", "2014-03", ["2003"]),
        ("in 2002", "1999-02", ["2002"]),
    ],
)
def test_what_differs_is_missed(statement: str, source: str, wanted: list[str]) -> None:
    assert missed(statement, source) == wanted


def test_what_is_never_missed_is_not_compared() -> None:
    text = "One or two of the G7, half of them in May, twice; the first of three in 2016."
    assert [figure.text for figure in comparable(text)] == ["May", "three", "2016"]


def test_a_figure_knows_where_it_begins() -> None:
    text = "In  May 2016, eighty-five of 3 500 fell."
    assert [text[f.start :].startswith(f.text) and f.text for f in figures(text)] == [
        "May",
        "2016",
        "eighty-five",
        "3 500",
    ]


WRITTEN = """
12 3,500 3.5 million eighty five hundred and of tens dozen several some half a May 9/11 10:30
p.m. 1990s ’15 2014-15 II G 7 - third century th k to quarter three million £3 m bn ’80s 3½
"""
SIGNS = [" ", "  ", "-", ".", ",", "\u00a0", "9" * 60, "٣", "²", "½", "\x00"]
PIECES = st.sampled_from([*WRITTEN.split(), *SIGNS])
GROUPS = st.lists(
    st.sampled_from(["0", "00", "015", "3", "٣", "24", "500"]), min_size=2, max_size=5
)
PARTED = st.builds(str.join, st.sampled_from(" .,'’\u202f:/-–"), GROUPS)
TEXTS = st.text(max_size=80) | PARTED | st.lists(PIECES, max_size=14).map("".join)
WORDY = st.lists(PIECES, max_size=14).map(" ".join)


@given(TEXTS | WORDY)
def test_no_text_misses_its_own_figures(text: str) -> None:
    assert missed(text, text) == []


@given(TEXTS | WORDY)
def test_what_is_not_compared_would_never_be_missed(text: str) -> None:
    compared = comparable(text)
    assert set(compared) <= set(figures(text))
    for figure in set(figures(text)) - set(compared):
        assert not figure.sure or (figure.in_words and figure.value in ("0", "1", "2"))


@given(TEXTS | WORDY, TEXTS)
def test_figures_stand_where_they_say_and_never_overlap(text: str, source: str) -> None:
    end = 0
    for figure in figures(text):
        assert figure.start >= end
        end = figure.start + len(figure.text)
        assert text[figure.start : end] == figure.text != ""
    assert set(missed(text, source)) <= {figure.text for figure in figures(text)}


@given(st.integers(3, 10**9))
def test_a_number_with_and_without_separators_is_one(number: int) -> None:
    assert missed(f"{number:,}", str(number)) == []
    assert missed(str(number), f"{number:,}".replace(",", "\u202f")) == []


@given(st.integers(3, 10**6), st.integers(3, 10**6))
def test_a_plain_number_is_missed_unless_it_stands_there(number: int, other: int) -> None:
    assert bool(missed(f"{number:,} men", f"{other} men")) == (number != other)


def test_no_row_of_large_words_is_too_large() -> None:
    assert missed("9" + " million" * 10**5, "9 million") != []
    assert values("two" + " hundred" * 10**5)


@pytest.mark.parametrize(
    "piece",
    [
        "9",
        "1,",
        "1,00,",
        "0 000 ",
        "a dozen ",
        "one hundred and ",
        "1/",
        "and, ",
        "of tens ",
        "1:3",
        "hundred ",
        "five-",
        "half a million ",
        "two and a half million to ",
        "3 to 3 m ",
    ],
)
def test_long_texts_end_within_the_limit_of_a_test(piece: str) -> None:
    text = piece * 50_000
    assert len(figures(text)) <= len(text) and len(values(text)) <= len(text)
