"""Quotations: what is one, when it stands in a passage, what comes nearest to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.check.quotations import (
    Texts,
    fold,
    nearest,
    parted,
    quotations,
    quoted,
    stands_within,
)

PASSAGE = (
    "The council’s engineers said that the dam – then the tallest in the valley – would “hold"
    " for a hundred years”. Nobody asked the millers. It's a well-known story, Mr. Ode"
    " wrote: “We don't forget. We rebuild.”"
)


def texts(text: str) -> list[str]:
    return [quotation.text for quotation in quotations(text)]


def stands_in(quotation: str, passages: Sequence[str]) -> bool:
    return stands_within(quotation, fold(" ".join(passages)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He said “one two three” then.", ["one two three"]),
        ('He said "one two three" then.', ["one two three"]),
        ("Il dit « one two three » puis", [" one two three "]),
        ("er sagte „one two three“ dann", ["one two three"]),
        ("er sagte „one two three” dann", ["one two three"]),
        ("er sagte »one two three« dann", ["one two three"]),
        ("He said ‘one two three’ then.", ["one two three"]),
        ("He said 'one two three' then.", ["one two three"]),
        ("‘We don’t know the boys’ names,’ she said", ["We don’t know the boys’ names,"]),
        ("“one ‘two’ three”", ["one ‘two’ three"]),
        ("‘one “two” three’", ["one “two” three"]),
        ("Hon sa: ”one two three”.", ["one two three"]),
        ("(”one two three” och ”four five six”)", ["one two three", "four five six"]),
        ("er sagte ‚one two three‘ dann", ["one two three"]),
        ("‚Wir haben’s, Jens’ Haus und ‘ne Tür‘, so", ["Wir haben’s, Jens’ Haus und ‘ne Tür"]),
        ("„one ‚two two two‘ three“", ["one ‚two two two‘ three"]),
        ("er sagte ‹one two three› dann", ["one two three"]),
        ("er sagte ›one two three‹ dann", ["one two three"]),
        ("他说：「我们必须坚持」然后", ["我们必须坚持"]),
        ("『我们必须坚持』", ["我们必须坚持"]),
        ("他说：“我们必须坚持”然后", ["我们必须坚持"]),
        ("「我们必须坚」", []),
        ("「我们 Bo Ann」", ["我们 Bo Ann"]),
        ("「コンピューター」", []),
        ("one‚ two three four ‘Ali", []),
        ("‚one two three’ and so ‘Ali", []),
        ("a 5” pipe and a 7” nail", []),
        ("he left” and so they said”", []),
        ("«one «Da» two» and three in «Metro two three»", ["Metro two three"]),
        ("« one « Da » two » and three in « Metro two three »", [" Metro two three "]),
        ("›one ›Da‹ two‹ and three in ›Metro two three‹", ["Metro two three"]),
        ("»one »Da« two.« and three in »Metro two three«", ["Metro two three"]),
        ("l’« one two three » d’‹ four five six ›", [" one two three ", " four five six "]),
        ("“one two three” and “four five six”", ["one two three", "four five six"]),
        ('"one two three" and "four five six"', ["one two three", "four five six"]),
        ("(“one two three”)—“four five six”", ["one two three", "four five six"]),
        ("the “so-called state” and “two words”", []),
        ('A 5" pipe, a plank of 6" and a real 7" nail', []),
        ('a 5" pipe and "one two three"', ["one two three"]),
        ("the workers' union and the miners' strike", []),
        ("the ’90s and the brothers’ house", []),
        ("the '90s and the brothers' house", []),
        ("‘Ali and the brothers’ house by the river", []),
        ("al-'Anbari met the fighters' leader in town", []),
        ("“one two three", []),
        ("one two three”", []),
        ("“…”", []),
    ],
)
def test_what_is_a_quotation(text: str, wanted: list[str]) -> None:
    assert texts(text) == wanted


def test_a_quotation_knows_where_it_begins_and_ends() -> None:
    text = "So “one two three” it is."
    (quotation,) = quotations(text)
    assert text[quotation.start : quotation.end] == "one two three"


@pytest.mark.parametrize(
    "quotation",
    [
        "hold for a hundred years",
        "would 'hold for a hundred years'",
        'would "hold for a hundred years"',
        "would ‘hold for a hundred years’.",
        "hold for a  hundred\u00a0years,",
        "hold for a hundred years!",
        "The council's engineers said",
        "the council’s engineers said",
        "Engineers said that the dam",
        "the dam - then the tallest in the valley - would",
        "the dam—then the tallest in the valley—would",
        "the dam -- then the tallest in the valley -- would",
        "The council’s engineers … would “hold",
        "The council’s engineers ... would “hold",
        "The council’s engineers . . . would “hold",
        "The council’s engineers [...] would “hold",
        "The council’s engineers […] would “hold",
        "The council’s engineers (…) would “hold",
        "… then the tallest in the valley …",
        "...then the tallest in the valley...",
        "[T]he dam – then the tallest",
        "[t]he council’s engineers",
        "the dam [at Ode] – then the tallest",
        "the dam [which was] then the tallest",
        "the engineer[s] said",
        "council’s engineer[s] said that",
        "It [was] a well-known story",
        "the tallest [sic] in the valley",
        "hold for a hundred years.... We rebuild",
        "Nobody asked the millers. It’s a",
        "We don’t forget. We rebuild.",
        "a well‑known story",
    ],
)
def test_what_stands_in_a_passage(quotation: str) -> None:
    wrong = {"the engineer[s] said"}  # "council’s" is left out with no sign
    assert stands_in(quotation, [PASSAGE]) == (quotation not in wrong)


@pytest.mark.parametrize(
    "quotation",
    [
        "hold for a thousand years",
        "hold for hundred years",
        "hold for a hundred year",
        "old for a hundred years",
        "would hold “for a hundred years",
        "the Dam – then the tallest",
        "the dam, then the tallest",
        "would “hold … the dam",
        "a well known story",
        "We dont forget",
        "The councils engineers",
        "the tallest … in the hills",
        "the engineer… said",
    ],
)
def test_what_does_not_stand_in_a_passage(quotation: str) -> None:
    assert not stands_in(quotation, [PASSAGE])


def test_accents_in_one_or_two_characters_and_invisible_ones_are_the_same() -> None:
    assert stands_in("le cafe\u0301 de\u200b la gare", ["Dans le caf\u00e9 de la\u00ad gare."])


def test_a_quotation_may_run_on_into_the_next_passage_but_not_back() -> None:
    passages = ["They left the town.", "It burnt for days."]
    assert stands_in("left the town. It burnt", passages)
    assert stands_in("They left … for days", passages)
    assert not stands_in("for days … They left", passages)


@pytest.mark.parametrize(
    "quotation",
    [
        "[we will kill all of them tomorrow morning]",
        "[We will kill] … [all of them tomorrow]",
        "[We will kill] ( [all of them tomorrow]",
    ],
)
def test_a_quotation_of_nothing_but_insertions_stands_nowhere(quotation: str) -> None:
    assert not stands_in(quotation, ["Sirte (fell)."])
    assert Texts(["Sirte (fell).", ""]).first_with(quotation) is None


CHINESE = "他说我们必须坚持到底，因为没有人会来帮助我们。「走吧」，他说。"


@pytest.mark.parametrize(
    ("quotation", "wanted"),
    [
        ("我们必须坚持到底。", True),
        ("必须坚持到底，因为没有人", True),
        ("坚持……来帮助我们", True),
        ("『走吧』，他说", True),
        ("我们可以坚持到底", False),
        ("坚持到底因为没有人", False),
    ],
)
def test_a_quotation_without_spaces_may_begin_and_end_anywhere(
    quotation: str, wanted: bool
) -> None:
    assert stands_in(quotation, [CHINESE]) == wanted
    assert Texts(["", CHINESE]).first_with(quotation) == (1 if wanted else None)


def test_the_nearest_wording_without_spaces() -> None:
    assert nearest("我们可以坚持到底", ["没有。", CHINESE]) == "我们必须坚持到底"


# --- the nearest wording ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quotation", "wanted"),
    [
        ("hold for a thousand years", "hold for a hundred years"),
        ("would “hold for hundred years", "would “hold for a hundred years"),
        ("then the the tallest in the valley", "then the tallest in the valley"),
        ("NOBODY asked the millers", "Nobody asked the millers"),
        ("the fish swam upstream at night", ""),
        ("", ""),
    ],
)
def test_the_nearest_wording(quotation: str, wanted: str) -> None:
    assert nearest(quotation, [PASSAGE]) == wanted


def test_the_nearest_wording_is_that_of_the_nearest_passage() -> None:
    passages = ["It would last for ten years.", "", PASSAGE]
    assert nearest("hold for a hundred days", passages) == "hold for a hundred years"


def test_the_nearest_wording_is_found_in_time_that_grows_with_the_text() -> None:
    passage = "the dam of the valley of the mill " * 20_000
    assert nearest("the dam of the hill of the mill " * 500, [passage])
    assert not stands_in("the dam … of the hill", [passage])


@pytest.mark.parametrize(
    "piece",
    "“a |\"a |'a |‘a b’s |«|[|... |…[|s' a |”a |‚a |‚a ‘b |「走".split("|"),
)
def test_hostile_texts_end_within_the_limit_of_a_test(piece: str) -> None:
    text = piece * 20_000
    assert all(text[q.start : q.end] == q.text for q in quotations(text))
    assert not stands_in(text, [PASSAGE])


@pytest.mark.parametrize(
    ("quotation", "wanted"),
    [
        ("the dam would hold for a hundred years", False),
        ("that the dam would “hold for a hundred years", True),
        ("the council’s engineers said they don't forget", False),
        ("Nobody asked the millers, we don’t forget", True),
        ("we don’t forget, nobody asked the millers", False),
        ("would hold for a hundred years", True),
        ("would hold for a thousand years", False),
    ],
)
def test_words_that_stand_apart(quotation: str, wanted: bool) -> None:
    assert parted(quotation, PASSAGE) == wanted


def test_words_that_stand_apart_are_found_in_time_that_grows_with_the_text() -> None:
    assert not parted("the dam of the mill " * 1_000 + "so", "the dam of the mill " * 20_000)
    assert not parted("a " * 5_000 + "b", "a " * 50_000)


# --- whatever the text ------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(
        "the a dam river’s held over-night in May 2016 Ode’s café 3,500 «so» it".split()
    ),
    min_size=3,
    max_size=40,
)
MARKS = "ab sS “”\"'‘’‚«»‹›「」走„[]….-–(,\n\u00a0"
ANYTHING = st.text(alphabet=st.sampled_from(MARKS)) | st.text()


@given(ANYTHING, ANYTHING)
def test_any_text_is_taken_without_complaint(text: str, passage: str) -> None:
    for quotation in quoted(text):
        assert text[quotation.start : quotation.end] == quotation.text
        stands_in(quotation.text, [passage])
        nearest(quotation.text, [passage])
    assert fold(fold(text)) == fold(text)


@given(WORDS, st.data())
def test_any_slice_of_a_passage_stands_in_it(words: list[str], data: st.DataObject) -> None:
    passage = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 3))
    length = data.draw(st.integers(3, len(words) - start))
    said = " ".join(words[start : start + length]).replace("’", data.draw(st.sampled_from("'’ʼ")))
    marks = data.draw(st.sampled_from(["“”", '""', "„“", "””", "‹›", "「」"]))
    (found,) = quotations(f"It says {marks[0]}{said}{marks[1]}.")
    assert stands_in(found.text, [passage])


PIECES = st.sampled_from(
    "So so it was the İsland ß a_b café cafe\u0301 it’s … [x] [ed] 我们走 走吧so เขาไป".split()
)


@given(st.lists(st.lists(PIECES, max_size=8).map(" ".join), max_size=4), st.data())
def test_the_first_of_many_texts_with_a_quotation_is_found(
    texts: list[str], data: st.DataObject
) -> None:
    said = data.draw(st.lists(PIECES, min_size=1, max_size=4).map(" ".join))
    if text := next(filter(None, texts), ""):
        start = data.draw(st.integers(0, len(text) - 1))
        piece = text[start : data.draw(st.integers(start + 1, len(text)))]
        opened = data.draw(st.sampled_from(["", "[x]", "… "]))
        said = data.draw(st.sampled_from([said, opened + piece, piece[:1].swapcase() + piece[1:]]))
    found = (number for number, text in enumerate(texts) if stands_in(said, [text]))
    assert Texts(texts).first_with(said) == next(found, None)


@given(WORDS, st.data())
def test_a_word_replaced_is_found(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    new = data.draw(st.sampled_from(["zebra", "dams", "Held", "3,600", "rivers"]))
    assume(new not in words)
    said = " ".join([*words[:place], new, *words[place + 1 :]])
    assert not stands_in(said, [" ".join(words)]) or (place == 0 and new.lower() in words)
    assert not re.search(r"\bzebra\b", nearest(said, [" ".join(words)]))
