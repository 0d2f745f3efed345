"""Dates along an axis: where they stand, how they end, and that no title is over another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from conftest import ENGLISH
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw.calendar import day_number, day_of, edtf_year, ticks
from briefing.draw.metrics import width
from briefing.draw.spans import LABEL, Mark, Spans, Stretch, spans
from briefing.model import Event
from briefing.read.dates import parse_date, sort_key
from briefing.render.chronicle import WHOLE, chronicle
from briefing.render.drawings import SpansView

EPOCH = datetime.date(1970, 1, 1)
DATES = (
    "2016", "2016-05", "2016-05-04", "2016?", "2016~", "2014/2016", "2014?/2016", "../2015",
    "2015/..", "-0043-03-15", "0622", "201X", "2016-21", "Y12000", "0000", "1999-12-31",
)  # fmt: skip


def events(*dates: str) -> list[Event]:
    found = [
        Event(id=f"events/{n}", path="", title=f"What happened on the {n}th", date=parse_date(date))
        for n, date in enumerate(dates)
    ]
    return sorted(found, key=lambda event: (sort_key(event.date), event.id))


def view(*dates: str) -> SpansView:
    found = chronicle(events(*dates), ENGLISH, WHOLE)
    assert found is not None
    return found


def drawn(*dates: str) -> Spans:
    return view(*dates).drawing


def across(path: str) -> tuple[float, float]:
    """Return from where to where a mark goes; a dot is eight wide."""
    numbers = [float(x) for x in re.findall(r"[MH](-?[\d.]+)", path)]
    return (numbers[0], numbers[0] + 8) if "a4" in path else (min(numbers), max(numbers))


def place(drawing: Spans, year: int) -> float:
    """Return where a year begins by the ticks, which must be years."""
    known = {int(date): x for x, date in drawing.ticks}
    first, last = min(known), max(known)
    start, end, day = (datetime.date(y, 1, 1).toordinal() for y in (first, last, year))
    return known[first] + (known[last] - known[first]) * (day - start) / (end - start)


# --- days -----------------------------------------------------------------------------------


@given(st.dates())
def test_a_day_has_the_number_that_python_gives_it(date: datetime.date) -> None:
    number = day_number((date.year, date.month, date.day))
    assert number == (date - EPOCH).days
    assert day_of(number) == (date.year, date.month, date.day)


@given(st.integers(-10_000_000, 10_000_000))
def test_days_before_the_year_one_follow_each_other_too(number: int) -> None:
    assert day_number(day_of(number)) == number
    assert day_of(number) < day_of(number + 1)


def test_the_calendar_repeats_every_four_hundred_years() -> None:
    assert day_number((-399, 3, 1)) + 146_097 == day_number((1, 3, 1))
    assert edtf_year(-43) == "-0043"
    assert edtf_year(12_000) == "Y12000"


# --- the axis -------------------------------------------------------------------------------


@given(st.integers(-800_000, 800_000), st.integers(1, 900_000), st.integers(112, 900))
def test_ticks_hold_all_days_and_are_few(first: int, days: int, room: int) -> None:
    found = ticks(first, first + days, room)
    assert found[0].day <= first
    assert found[-1].day >= first + days
    assert 2 <= len(found) <= 8
    assert [tick.day for tick in found] == sorted({tick.day for tick in found})
    for tick in found:
        lower = parse_date(tick.text).lower
        assert lower is not None
        assert day_number(lower) == tick.day


@pytest.mark.parametrize(
    ("dates", "shown"),
    [
        (("2016-03-01", "2016-03-04"), ["2016-03-01", "2016-03-02", "2016-03-03", "2016-03-04"]),
        (("2016-01", "2016-04"), ["2016-01", "2016-02", "2016-03", "2016-04", "2016-05"]),
        (("2014", "2016"), ["2014", "2015", "2016", "2017"]),
        (("1903", "1998"), ["1900", "1920", "1940", "1960", "1980", "2000"]),
        (("0622", "1999"), ["0600", "0800", "1000", "1200", "1400", "1600", "1800", "2000"]),
        (("-0043", "-0041"), ["-0043", "-0042", "-0041", "-0040"]),
    ],
)
def test_the_axis_counts_in_what_its_dates_are_apart(
    dates: tuple[str, ...], shown: list[str]
) -> None:
    found = [date for _, date in drawn(*dates).ticks]
    assert found[: len(shown)] == shown


@pytest.mark.parametrize(
    ("dates", "shown"),
    [
        (
            ("9999-09", "9999-12"),
            ["September 9999", "October 9999", "November 9999", "December 9999", "January 10000"],
        ),
        (("9999", "Y10000"), ["9999", "10000", "10001"]),
        (
            ("Y12000", "Y-12000"),
            ["15001 BC", "10001 BC", "5001 BC", "1 BC", "5000", "10000", "15000"],
        ),
        (("../9999", "Y10000/.."), ["31 December 9999", "1 January 10000", "2 January 10000"]),
    ],
)
def test_years_of_five_digits_are_shown_as_others_are(
    dates: tuple[str, ...], shown: list[str]
) -> None:
    assert [text for _, text in view(*dates).ticks] == shown


def test_the_dates_at_the_axis_do_not_touch_and_stay_inside() -> None:
    for dates in (DATES[:9], ("2016-09-28", "2016-10-02"), ("0622", "2016-01", "2016-05")):
        found = view(*dates)
        edges = [(x - width(t, LABEL) / 2, x + width(t, LABEL) / 2) for x, t in found.ticks]
        assert edges
        assert edges[0][0] >= -1
        assert edges[-1][1] <= found.width + 1
        assert all(a[1] < b[0] for a, b in pairwise(edges))


# --- marks ----------------------------------------------------------------------------------


def test_a_mark_stands_where_its_days_are() -> None:
    drawing = drawn("2014/2015", "2015", "2016")
    span, year, last = (across(mark.path) for mark in drawing.marks)
    assert span == pytest.approx((place(drawing, 2014), place(drawing, 2016)), abs=1)
    assert year == pytest.approx((place(drawing, 2015), place(drawing, 2016)), abs=2)
    assert last == pytest.approx((place(drawing, 2016), place(drawing, 2017)), abs=2)


@pytest.mark.parametrize(
    ("date", "form", "unsure"),
    [
        ("2015-06-01", "dot", False),
        ("2015-06-01?", "dot", True),
        ("2015", "time", False),
        ("2015~", "time", True),
        ("2014/2015", "span", False),
        ("2014/2015?", "span", True),
    ],
)
def test_what_a_date_is_shows(date: str, form: str, unsure: bool) -> None:
    (mark,) = [m for m in drawn(date, "2010", "2019").marks if m.text.endswith("0th")]
    assert (mark.form, mark.unsure, mark.ends) == (form, unsure, "")


def test_an_open_end_runs_to_the_end_of_the_axis_and_has_an_arrow() -> None:
    drawing = drawn("../2012", "2014/..", "2010", "2019")
    first, _, after, _ = drawing.marks
    assert across(first.path)[0] < place(drawing, 2010)
    assert across(first.path)[1] == pytest.approx(place(drawing, 2013), abs=1)
    assert across(after.path)[0] == pytest.approx(place(drawing, 2014), abs=1)
    assert across(after.path)[1] > place(drawing, 2020)
    assert first.ends.count("z") == after.ends.count("z") == 1


def test_one_far_date_does_not_press_the_others_together() -> None:
    drawing = drawn("0622", "2016-01", "2016-05", "2016-11")
    assert drawing.broken
    months = sorted(across(mark.path)[0] for mark in drawing.marks[1:])
    assert months[-1] - months[0] > 100
    assert not drawn("1990", "1996").broken
    assert not drawn("0622", "2016").broken


def boxes(marks: Sequence[Mark]) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the titles and of the marks, a little smaller than they are."""
    found = []
    for mark in marks:
        wide, x = width(mark.text, LABEL), mark.x
        left = x - wide if mark.anchor == "end" else x
        if mark.text:
            found.append((left + 1, left + wide - 1, mark.y - 10, mark.y + 2))
        middle = float(re.findall(r"M-?[\d.]+ ([\d.]+)", mark.path)[0])
        middle += 4 if mark.form != "dot" else 0
        start, end = across(mark.path)
        found.append((start + 1, end - 1, middle - 4, middle + 4))
    return found


@given(st.lists(st.sampled_from(DATES), min_size=1, max_size=12), st.sampled_from([660, WHOLE]))
def test_nothing_is_over_anything_and_all_is_inside(dates: list[str], wide: int) -> None:
    stretches = [
        Stretch(e.date.lower, e.date.upper, e.title, e.date.end is None, e.date.uncertain)
        for e in events(*dates)
    ]
    found = spans(stretches, wide)
    assert found is not None
    assert len(found.marks) == len(dates)
    areas = boxes(found.marks)
    for n, (left, right, top, bottom) in enumerate(areas):
        assert left >= -1
        assert right <= wide + 1
        assert bottom <= found.height
        for a, b, c, d in areas[:n]:
            assert right <= a or left >= b or bottom <= c or top >= d


def test_many_events_have_no_titles_and_stay_small() -> None:
    dates = [f"{1900 + 7 * n % 97}-0{1 + n % 9}" for n in range(200)]
    found = drawn(*dates)
    assert not any(mark.text for mark in found.marks)
    assert found.height < 400


def test_a_long_title_beside_a_long_span_stands_above_it() -> None:
    one = Event(
        id="events/0", path="", title="A very long title " * 3, date=parse_date("2011/2018")
    )
    two = Event(id="events/1", path="", title="Short", date=parse_date("2010"))
    found = chronicle([two, one], ENGLISH, 400)
    assert found is not None
    mark = found.drawing.marks[1]
    assert mark.text.startswith("A very long title")
    assert mark.y < float(re.findall(r"M[\d.]+ ([\d.]+)", mark.path)[0])


# --- words ----------------------------------------------------------------------------------


def test_the_caption_says_what_is_drawn() -> None:
    found = view("2014/2015", "2016?", "2017~").finding
    assert found == "3 events, 2014–2017, 2 of uncertain date."
    assert view("2016-01", "2016-05").finding == "2 events, 2016."
    assert view("-0043", "0014").finding == "2 events, 44 BC – 14."
    assert "Dashed" not in view("2014", "2015").source
    assert "arrow" in view("2014/..", "2015").source


@pytest.mark.parametrize(
    "dates", [(), ("2016",), ("2016/2018",), ("2016", "2016?"), (f"Y{10**12}", f"Y{10**13}")]
)
def test_what_tells_nothing_is_not_drawn(dates: tuple[str, ...]) -> None:
    assert chronicle(events(*dates), ENGLISH, WHOLE) is None
