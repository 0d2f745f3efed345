"""Dates, names and directions in words."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from conftest import ENGLISH
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from briefing.read.dates import parse_date
from briefing.render.wording import (
    counted_off,
    date_in_words,
    direction,
    escaped,
    letter,
    prose,
    running,
    search_forms,
    sort_key,
    turned,
    when,
    whole,
    year_in_words,
)


@pytest.mark.parametrize(
    ("edtf", "words", "datetime"),
    [
        ("2016", "2016", "2016"),
        ("2016-03", "March 2016", "2016-03"),
        ("2016-03-18", "18 March 2016", "2016-03-18"),
        ("2016-03-01", "1 March 2016", "2016-03-01"),
        ("2016-03-18T10:30:00Z", "18 March 2016", ""),
        ("2016?", "2016 (uncertain)", "2016"),
        ("2016~", "about 2016", "2016"),
        ("2016-03%", "about March 2016 (uncertain)", "2016-03"),
        ("2014/2015", "2014–2015", ""),
        ("2014-05/2015", "May 2014 – 2015", ""),
        ("2014-05-01/2014-06-02", "1 May 2014 – 2 June 2014", ""),
        ("2014/2014", "2014", ""),
        ("2014~/2015?", "about 2014–2015 (uncertain)", ""),
        ("2014/..", "from 2014", ""),
        ("../2014-05", "until May 2014", ""),
        ("2016-21", "spring 2016", ""),
        ("2016-24", "winter 2016", ""),
        ("201X", "2010s", ""),
        ("20XX", "2000–2099", ""),
        ("2016-XX", "2016", ""),
        ("2016-03-XX", "March 2016", ""),
        ("2016-XX-XX", "2016", ""),
        ("0632-06-08", "8 June 632", "0632-06-08"),
        ("0009", "9", "0009"),
        ("0000", "1 BC", ""),
        ("-0043", "44 BC", ""),
        ("-0043-03-15", "15 March 44 BC", ""),
        ("-004X", "50–41 BC", ""),
        ("-01XX", "200–101 BC", ""),
        ("Y17000", "17000", ""),
        ("Y-17000", "17001 BC", ""),
    ],
)
def test_dates_in_words(edtf: str, words: str, datetime: str) -> None:
    date = parse_date(edtf)
    assert date_in_words(date, ENGLISH) == words
    assert when(date, ENGLISH).datetime == datetime
    assert when(date, ENGLISH).edtf == edtf


@given(st.integers(-9999, 9999))
def test_a_year_in_words_has_no_leading_zero_and_no_minus(year: int) -> None:
    words = year_in_words(f"{'-' if year < 0 else ''}{abs(year):04}", ENGLISH)
    assert re.fullmatch(r"[1-9]\d*( BC)?", words)
    assert words == (str(year) if year > 0 else f"{1 - year} BC")


# --- scripts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("AR", "rtl"),
        ("ar-Latn", "ltr"),
        ("fa-IR", "rtl"),
        ("he", "rtl"),
        ("pa-Arab", "rtl"),
        ("az", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_direction_of_a_language(language: str, way: str) -> None:
    assert direction(language) == way


def test_words_of_a_right_to_left_script_are_set_apart_and_escaped() -> None:
    assert prose("a <b> & ولاية سيناء, and שלום") == Markup(
        'a &lt;b&gt; &amp; <bdi lang="ar" dir="rtl">ولاية سيناء</bdi>, '
        'and <bdi lang="he" dir="rtl">שלום</bdi>'
    )


@pytest.mark.parametrize(
    ("words", "tongue", "language"),
    [
        ("جيحون", "", "ar"),
        ("آمودریا", "", ""),  # the yeh of Persian
        ("فرسنگ", "", ""),
        ("فرسنگ", "ar", ""),
        ("فرسنگ", "fa", "fa"),
        ("ایران", "ckb", "ckb"),
        ("جيحون", "fa-AF", "fa-AF"),
        ("جيحون", "fa-Latn", "ar"),
        ("جيحون", "de", "ar"),
        ("גולן", "fa", "he"),
        ("גולן", "yi", "yi"),
    ],
)
def test_words_are_in_the_language_that_their_letters_or_their_page_tell(
    words: str, tongue: str, language: str
) -> None:
    element = f'<bdi lang="{language}" dir="rtl">{words}</bdi>'
    assert prose(f"a {words} b", "ltr", tongue) == f"a {element} b"
    assert whole(words, "ltr", tongue) == element


def test_a_byte_order_mark_is_no_arabic() -> None:
    assert "bdi" not in prose("é\ufeffé")


@given(st.text() | st.text("&<>'\" a").map(Markup) | st.integers() | st.none())
def test_what_is_escaped_is_what_markupsafe_escapes(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))


def test_every_letter_that_runs_from_right_to_left_is_known_to() -> None:
    letters = filter(str.isalpha, map(chr, range(sys.maxunicode + 1)))
    leftward = [x for x in letters if unicodedata.bidirectional(x) in ("R", "AL")]
    assert len(leftward) > 2000
    for sign in leftward:
        assert "<bdi" in whole(sign)
        assert 'dir="rtl"' in turned(Markup(f"<p>{sign}</p>"), "ltr")


@given(st.text())
@example("\"<ولاية>&'")
def test_nothing_is_lost_and_nothing_gets_through(text: str) -> None:
    marked = prose(text)
    plain = re.sub(r'<bdi lang="(ar|he|)" dir="rtl">|</bdi>', "", str(marked))
    assert plain == escape(text)
    assert marked.count("<bdi") == marked.count("</bdi>")


# --- order -------------------------------------------------------------------------------------


def test_titles_are_sorted_by_their_letters_alone() -> None:
    titles = ["Zuwara", "Šabāb", "al-Qaida", "ʿAlī", "Ägypten", "'Ajdabiya", "3rd Army", "sirte"]
    assert sorted(titles, key=sort_key) == [
        "3rd Army",
        "Ägypten",
        "'Ajdabiya",
        "ʿAlī",
        "al-Qaida",
        "Šabāb",
        "sirte",
        "Zuwara",
    ]


@pytest.mark.parametrize(
    ("title", "first"),
    [("al-Qaida", "A"), ("Ägypten", "A"), ("ʿAlī", "A"), ("3rd Army", "0–9"), ("—", "0–9"),
     ("ولاية", "و"), ("ßa", "S"), ("٣", "0–9")],
)  # fmt: skip
def test_the_letter_of_a_title(title: str, first: str) -> None:
    assert letter(title) == first


@given(st.text(min_size=1))
def test_every_title_has_a_key_and_a_letter(title: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", title)) == sort_key(title)
    assert letter(title) == "0–9" or letter(title).isalpha()


def test_search_is_told_what_it_does_not_fold() -> None:
    assert search_forms("Sanʿāʾ", ("the Capital", "Saʿda’s", "the Capital")) == (
        "the Capital",
        "Saʿda’s",
        "Sanā",
        "Sadas",
    )
    assert search_forms("Sirte", ()) == ()
    assert search_forms("ʿ", ("’",)) == ("’",)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("al-Qaida’s", '<span class="tied">al-Qaida</span>’s'),
        ("an al-Shabaab-linked cell", 'an <span class="tied">al-Shabaab</span>-linked cell'),
        ("<al-Anbari>", '&lt;<span class="tied">al-Anbari</span>&gt;'),
        ("al-Donaudampfschiff", '<span class="tied">al-Donaudampfschiff</span>'),
        ("self-proclaimed, 5-day, a-b, semi-al-Q, al-Donaudampfschiffe", None),
    ],
)  # fmt: skip
def test_no_line_ends_behind_a_short_first_part(text: str, html: str | None) -> None:
    assert running(text) == (html or escape(text))


def test_the_language_of_a_word_is_no_short_first_part() -> None:
    html = running("the al-Qods, قدس", tongue="ar-EG")
    assert '<bdi lang="ar-EG" dir="rtl">قدس</bdi>' in html
    assert '<span class="tied">al-Qods</span>' in html


def test_a_name_by_itself_is_kept_in_one_line_too() -> None:
    assert whole("Abu al-Anbari") == 'Abu <span class="tied">al-Anbari</span>'
    assert whole("Anbari & Co") == "Anbari &amp; Co"
    tied = '<span class="tied">al-Qaida</span> (<bdi lang="ar" dir="rtl">القاعدة</bdi>)'
    assert whole("al-Qaida (القاعدة)") == tied


def test_the_marks_around_a_word_of_the_other_direction_stay_whole() -> None:
    html = running('سرت al-Qaida "x-ray" &')
    assert re.sub("<span[^>]*>|</span>", "", html) == prose('سرت al-Qaida "x-ray" &')


def test_what_is_counted_off_by_letters_goes_on_after_the_last() -> None:
    found = [counted_off(number, "ABC") for number in range(1, 15)]
    assert found == "A B C AA AB AC BA BB BC CA CB CC AAA AAB".split()
