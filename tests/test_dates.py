from __future__ import annotations

import warnings
from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.read.dates import parse_date, sort_key

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from edtf import parse_edtf

LEVEL_0 = {
    "1985": ((1985, 1, 1), (1985, 12, 31)),
    "1985-04": ((1985, 4, 1), (1985, 4, 30)),
    "1985-04-12": ((1985, 4, 12), (1985, 4, 12)),
    "0000": ((0, 1, 1), (0, 12, 31)),
    "1985-04-12T23:20:30": ((1985, 4, 12), (1985, 4, 12)),
    "1985-04-12T23:20:30Z": ((1985, 4, 12), (1985, 4, 12)),
    "1985-04-12T23:20:30-04": ((1985, 4, 12), (1985, 4, 12)),
    "1985-04-12T23:20:30+04:30": ((1985, 4, 12), (1985, 4, 12)),
    "1964/2008": ((1964, 1, 1), (2008, 12, 31)),
    "2004-06/2006-08": ((2004, 6, 1), (2006, 8, 31)),
    "2004-02-01/2005-02-08": ((2004, 2, 1), (2005, 2, 8)),
    "2004-02-01/2005-02": ((2004, 2, 1), (2005, 2, 28)),
    "2004-02-01/2005": ((2004, 2, 1), (2005, 12, 31)),
    "2005/2006-02": ((2005, 1, 1), (2006, 2, 28)),
}
LEVEL_1 = {
    "Y170000002": ((170000002, 1, 1), (170000002, 12, 31)),
    f"Y-{10**14}": ((-(10**14), 1, 1), (-(10**14), 12, 31)),
    "Y-170000002": ((-170000002, 1, 1), (-170000002, 12, 31)),
    "2001-21": ((2001, 3, 1), (2001, 5, 31)),
    "2001-22": ((2001, 6, 1), (2001, 8, 31)),
    "2001-23": ((2001, 9, 1), (2001, 11, 30)),
    "2001-24": ((2001, 12, 1), (2002, 2, 28)),
    "2003-24": ((2003, 12, 1), (2004, 2, 29)),
    "1984?": ((1984, 1, 1), (1984, 12, 31)),
    "2004-06~": ((2004, 6, 1), (2004, 6, 30)),
    "2004-06-11%": ((2004, 6, 11), (2004, 6, 11)),
    "201X": ((2010, 1, 1), (2019, 12, 31)),
    "20XX": ((2000, 1, 1), (2099, 12, 31)),
    "2004-XX": ((2004, 1, 1), (2004, 12, 31)),
    "1985-04-XX": ((1985, 4, 1), (1985, 4, 30)),
    "1985-XX-XX": ((1985, 1, 1), (1985, 12, 31)),
    "201X?": ((2010, 1, 1), (2019, 12, 31)),
    "1985-04-12/..": ((1985, 4, 12), None),
    "1985-04/..": ((1985, 4, 1), None),
    "1985/..": ((1985, 1, 1), None),
    "../1985-04-12": (None, (1985, 4, 12)),
    "../1985-04": (None, (1985, 4, 30)),
    "../1985": (None, (1985, 12, 31)),
    "1984?/2004%": ((1984, 1, 1), (2004, 12, 31)),
    "1984~/2004~": ((1984, 1, 1), (2004, 12, 31)),
    "1984-06-02?/2004-08-08~": ((1984, 6, 2), (2004, 8, 8)),
    "1984-06-02~/..": ((1984, 6, 2), None),
    "2003-22/2003-24": ((2003, 6, 1), (2004, 2, 29)),
    "-1985": ((-1985, 1, 1), (-1985, 12, 31)),
    "-198X": ((-1989, 1, 1), (-1980, 12, 31)),
    "-000X": ((-9, 1, 1), (-1, 12, 31)),
    "-1985/1985": ((-1985, 1, 1), (1985, 12, 31)),
}
EDGES = {
    "2016-02-29": ((2016, 2, 29), (2016, 2, 29)),
    "2000-02-XX": ((2000, 2, 1), (2000, 2, 29)),
    "1900-02": ((1900, 2, 1), (1900, 2, 28)),
    "-0004-02": ((-4, 2, 1), (-4, 2, 29)),
    "9999-24": ((9999, 12, 1), (10000, 2, 29)),
    "2008-06/2008": ((2008, 6, 1), (2008, 12, 31)),
    "2008/2008": ((2008, 1, 1), (2008, 12, 31)),
    " 2016-03\n": ((2016, 3, 1), (2016, 3, 31)),
}
GENERAL = "not a date of EDTF level 0 or 1"
REFUSED = {
    "": GENERAL,
    "soon": GENERAL,
    "785": GENERAL,
    "2016-1-": GENERAL,
    "２０１６": GENERAL,
    "2016-13": "month 13 does not exist",
    "2016-00": "month 00 does not exist",
    "2016-02-30": "day 30 does not exist in 2016-02",
    "2015-02-29": "day 29 does not exist in 2015-02",
    "-0001-02-29": "day 29 does not exist in -0001-02",
    "1900-02-29": "day 29 does not exist in 1900-02",
    "2016-03-00": "day 00 does not exist",
    "2016-04-31/2016-05": "day 31 does not exist",
    "2001-21-01": "a season takes no day",
    "-0000": "write 0000",
    "2016-03-18T24:00:00": GENERAL,
    "2016-03-18T10:00": GENERAL,
    "2016-03-18T10:00:00?": GENERAL,
    "2016-03T10:00:00": GENERAL,
    "2016-03-XXT10:00:00": GENERAL,
    "1985/": 'needs ".." for an open end',
    "/1985": 'needs ".." for an open end',
    "/": 'needs ".." for an open end',
    "/..": 'needs ".." for an open end',
    "../..": "open at both ends",
    "1985/86/87": "one slash",
    "2015/2014": "ends before it starts",
    "2015-06/2015-05-31": "ends before it starts",
    "2016-03-18T10:00:00/2016-04": "no time of day",
    "..": GENERAL,
    # Level 2.
    "Y17E7": GENERAL,
    "Y2016": GENERAL,
    "Y17000-05": GENERAL,
    f"Y{10**15}": "at most 15 digits",
    "Y-" + "9" * 5_000: "at most 15 digits",
    f"2016/Y{10**15}": "at most 15 digits",
    "1950S2": GENERAL,
    "2001-34": "month 34 does not exist",
    "[1667, 1668, 1670..1672]": GENERAL,
    "{1960, 1961-12}": GENERAL,
    "2004-06~-11": GENERAL,
    "?2004-06-11": GENERAL,
    "156X-12-25": GENERAL,
    "XXXX-12-XX": GENERAL,
    "1XXX": GENERAL,
    "2004-1X": GENERAL,
    "1985-XX-15": GENERAL,
    "2004-06-XX/2004-07-03": "no X",
    # What was meant is plain.
    "March 2016": "write 2016-03",
    "18 March 2016": "write 2016-03-18",
    "Mar. 18, 2016": "write 2016-03-18",
    "2016-3": "write 2016-03",
    "2016-3-8": "write 2016-03-08",
    "2016/03/18": "write 2016-03-18",
    "20160318": "write 2016-03-18",
    "12000": "write Y12000",
    "-12000": "write Y-12000",
    "2014 - 2015": "write 2014/2015",
    "2014–2015": "write 2014/2015",
    "2014-2015": "write 2014/2015",
    "2014 to 2015": "write 2014/2015",
    "March 2014 – May 2015": "write 2014-03/2015-05",
    "2010s": "write 201X",
    "c. 2016": "write 2016~",
    "40 March 2016": GENERAL,
}


@pytest.mark.parametrize(("text", "bounds"), (LEVEL_0 | LEVEL_1 | EDGES).items())
def test_bounds(text, bounds):
    date = parse_date(text)
    assert (date.lower, date.upper) == bounds
    assert date.text == text.strip()


@pytest.mark.parametrize(("text", "message"), REFUSED.items())
def test_refusals(text, message):
    with pytest.raises(ValueError) as refusal:
        parse_date(text)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "start", "end", "uncertain", "approximate"),
    [
        ("1984", "1984", None, False, False),
        ("1984?", "1984?", None, True, False),
        ("1984~", "1984~", None, False, True),
        ("1984%", "1984%", None, True, True),
        ("1984?/..", "1984?", "..", True, False),
        ("../2004-06~", "..", "2004-06~", False, True),
        ("1984?/2004~", "1984?", "2004~", True, True),
    ],
)
def test_ends_and_qualifiers(text, start, end, uncertain, approximate):
    date = parse_date(text)
    assert (date.start, date.end) == (start, end)
    assert (date.uncertain, date.approximate) == (uncertain, approximate)


def test_order():
    texts = ["../2014", "../2015", "-1985", "1985", "1985/2014", "1985/..", "2014-01", "2014"]
    texts += ["2014~", "2014-06", "Y20000"]
    dates = [parse_date(text) for text in texts]
    assert sorted(dates[1::2] + dates[::2], key=sort_key) == dates


# --- the oracle -------------------------------------------------------------------------

# The oracle cuts winter at the end of the year and has no tuple for an open end.
SOUND = [
    text
    for text, bounds in (LEVEL_0 | LEVEL_1 | EDGES).items()
    if None not in bounds and "-24" not in text and text not in ("-000X", " 2016-03\n")
]


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.filterwarnings("ignore")
def test_agrees_with_the_edtf_package(text):
    date, oracle = parse_date(text), parse_edtf(text)
    assert date.lower == tuple(oracle.lower_strict())[:3]
    assert date.upper == tuple(oracle.upper_strict())[:3]


# --- properties -------------------------------------------------------------------------

years = st.integers(-9999, 9999) | st.integers(10_000, 10**12) | st.integers(-(10**12), -10_000)
qualifiers = st.sampled_from(["", "?", "~", "%"])


def written_year(year: int) -> str:
    if abs(year) > 9999:
        return f"Y{year}"
    return f"{'-' * (year < 0)}{abs(year):04}"


@st.composite
def days(draw):
    year, month = draw(st.integers(-9999, 9999)), draw(st.integers(1, 12))
    return year, month, draw(st.integers(1, monthrange(year, month)[1]))


def written(day: tuple[int, int, int], precision: int) -> str:
    year, month, number = day
    return "-".join([written_year(year), f"{month:02}", f"{number:02}"][:precision])


@given(days(), st.integers(1, 3), qualifiers)
def test_bounds_hold_the_day_that_was_written(day, precision, qualifier):
    date = parse_date(written(day, precision) + qualifier)
    assert date.lower <= day <= date.upper
    assert (date.lower == date.upper) is (precision == 3)


@given(years)
def test_every_year_can_be_written(year):
    date = parse_date(written_year(year))
    assert (date.lower, date.upper) == ((year, 1, 1), (year, 12, 31))


@given(days(), days(), st.integers(1, 3), st.integers(1, 3))
def test_an_interval_holds_both_its_ends_or_is_refused(first, last, one, other):
    text = f"{written(first, one)}/{written(last, other)}"
    try:
        date = parse_date(text)
    except ValueError:
        assert first > last
    else:
        assert date.lower <= first
        assert last <= date.upper


SNIPPETS = [
    "1985",
    "-",
    "04",
    "/",
    "..",
    "X",
    "XX",
    "T",
    "Y",
    "~",
    "?",
    "March",
    " ",
    "–",
    "c.",
    "21",
]


@given(st.text() | st.lists(st.sampled_from(SNIPPETS)).map("".join))
def test_any_text_is_a_date_or_refused_in_one_line(text):
    try:
        date = parse_date(text)
    except ValueError as refusal:
        assert "\n" not in str(refusal)
        assert str(refusal)
    else:
        assert date.lower is None or date.upper is None or date.lower <= date.upper
        assert parse_date(date.text) == date
        assert sort_key(date) == sort_key(parse_date(text))
