"""Claims against their evidence: planted faults are found, sound statements left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

import pytest
from conftest import ARTICLE, SITE, Linked
from unknown import BRIEFINGS, Unknown

from briefing.check.evidence import Evidence, Verdict, compared
from briefing.check.judging import judgements
from briefing.check.statements import of_page
from briefing.diagnostics import Diagnostic, Severity, ordered
from briefing.memo import directly
from briefing.model import Briefing

Files = Mapping[str, str | bytes]

ACTOR = "content/actors/mill.md"
HEAD = "---\ntitle: Mill\nkind: group\n---\n"
TEXT = "content/articles/text.md"
SEED = """The dam was built in 1954 by eighty-five men.
“It will hold for a hundred years,” they said.

In March 2011 it burst. Several hundred people fled; 3,500 houses stood in water.

They came back. Nobody has counted the fish.
"""


def checked(briefing: Briefing) -> tuple[Diagnostic, ...]:
    return ordered(p for one in judgements(briefing, directly) for p in one.problems)


def judged(briefing: Briefing) -> list[Verdict]:
    """Return the verdicts of all pages."""
    evidence = Evidence(briefing.articles, compared(briefing)[1])
    said = chain.from_iterable(of_page(briefing, document) for document in briefing.documents)
    return [evidence.verdict(statement) for statement in said if statement.rests_on]


def faults(linked: Linked, files: Files) -> list[str]:
    """Return what the evidence checks print, with what is wrong besides."""
    briefing, problems = linked({"seeds/text.txt": SEED, **files})
    return [str(problem) for problem in (*problems, *checked(briefing))]


def found(linked: Linked, files: Files) -> list[str]:
    """Return the faults as ``path:line:column code``."""
    return [re.sub(r": \w+\[([\w-]+)\].*", r" \1", fault) for fault in faults(linked, files)]


def of_body(linked: Linked, body: str) -> list[str]:
    """Return the faults of an actor's body as ``line:column code``, lines counted in the body."""
    lines = HEAD.count("\n")
    cut = (
        re.fullmatch(rf"{ACTOR}:(\d+):(\d+ .*)", fault)
        for fault in found(linked, {ACTOR: HEAD + body})
    )
    return [f"{int(match[1]) - lines}:{match[2]}" if match else "elsewhere" for match in cut]


def verdict_of(linked: Linked, body: str, **more: str) -> Verdict:
    files = {"seeds/text.txt": SEED, ACTOR: HEAD + body, **more}
    briefing, _ = linked(files)
    (verdict,) = judged(briefing)
    return verdict


# --- what is said, and where -------------------------------------------------------------------


def test_a_misquote_is_an_error_with_the_nearest_wording(linked: Linked) -> None:
    assert faults(
        linked, {ACTOR: HEAD + "They said: “It will hold for a thousand years”. [@p1]"}
    ) == [
        "content/actors/mill.md:5:13: error[misquote]: “It will hold for a thousand years” does not"
        " stand in p1 (it says “It will hold for a hundred years”)"
    ]


def test_a_misquote_names_the_passage_in_which_the_words_do_stand(linked: Linked) -> None:
    (fault,) = faults(linked, {ACTOR: HEAD + "“Nobody has counted the fish.” [@p1, p2]"})
    assert fault.endswith("does not stand in p1 or p2 (it stands in p3)")


def test_a_misquote_like_nothing_says_so(linked: Linked) -> None:
    (fault,) = faults(linked, {ACTOR: HEAD + "“Birds sing so loudly here.” [@p1]"})
    assert fault.endswith("(nothing in p1 comes near it)")


@pytest.mark.parametrize(
    ("between", "hint"),
    [
        (",” he wrote, “", "other words stand between these: put … in their place"),
        (f". {'They came back. ' * 40}", "other words stand between these: put … in their place"),
        ("; ", "it says “I had the presentiment of a great thing; but I could not tell it”"),
    ],
)
def test_a_misquote_that_leaves_words_out_says_so(linked: Linked, between: str, hint: str) -> None:
    seed = f"“I had the presentiment of a great thing{between}but I could not tell it.”\n"
    body = "“I had the presentiment of a great thing, but I could not tell it.” [@p1]"
    (fault,) = faults(linked, {"seeds/text.txt": seed, ACTOR: HEAD + body})
    assert fault.endswith(f" does not stand in p1 ({hint})")
    mended = body.replace("thing,", "thing …")
    assert faults(linked, {"seeds/text.txt": seed, ACTOR: HEAD + mended}) == []


def test_of_a_long_misquote_no_words_are_missed(linked: Linked) -> None:
    words = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(70))
    said, comma = f"“{words}” [@p1]", words.replace("wordzb ", "wordzb, ")
    (fault,) = faults(linked, {"seeds/text.txt": comma + "\n", ACTOR: HEAD + said})
    assert "(it says “wordaa wordba" in fault


def test_a_number_not_in_the_source_is_a_warning(linked: Linked) -> None:
    assert faults(linked, {ACTOR: HEAD + "It was built in 1955. [@p1, p2]"}) == [
        'content/actors/mill.md:5:17: warning[number-not-in-source]: "1955" does not stand in p1'
        " or p2 (mend the figure or the citation; [@p3 ~ why] accepts it as it is)"
    ]


def test_passages_of_several_articles_are_named_with_their_article(linked: Linked) -> None:
    files = {
        "content/articles/other.md": ARTICLE.replace("The text", "Other"),
        ACTOR: HEAD + "It has 7 doors. [@text:p1, other:p2]",
    }
    (fault,) = faults(linked, files)
    assert '"7" does not stand in text:p1 or other:p2' in fault


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Built by 86 men. [@p1]", ["1:10 number-not-in-source"]),
        ("It was\nbuilt by *some*\n**86** men. [@p1]", ["3:3 number-not-in-source"]),
        ("In 1954. [@p1] In May 2011. [@p2]", ["1:19 number-not-in-source"]),
        (
            "In 1955. [@p1] In May 2011. [@p2]",
            ["1:4 number-not-in-source", "1:19 number-not-in-source"],
        ),
        ("So “it will hold for an hundred years” [@p1].", ["1:5 misquote"]),
        ("“It *will* hold for\nten [years](https://example.org)” [@p1].", ["1:2 misquote"]),
        ("- Built by 85. [@p1]\n- In 1955. [@p1]", ["2:6 number-not-in-source"]),
        ("1. Built by 85. [@p1]\n   - In 1955. [@p1]", ["2:9 number-not-in-source"]),
        ("| a | b |\n| - | - |\n| c | 1955 [@p1] |", ["3:7 number-not-in-source"]),
        ("| a | b |\n| - | - |\n| 1955 | c [@p1] |", ["3:3 number-not-in-source"]),
        ("So. [@p1][^1]\n\n[^1]: In 1955. [@p1]", ["3:10 number-not-in-source"]),
        ("> It was 1955.\n>\n> So. [@p1]", ["1:10 number-not-in-source"]),
        ("[In 1955](https://example.org) so. [@p1]", ["1:5 number-not-in-source"]),
        ("The Mill has 9 wheels. [@p1]", ["1:14 number-not-in-source"]),
        ("Mill\n: It has 9 wheels. [@p1]", ["2:10 number-not-in-source"]),
        # A figure is held against the citations of its sentence, or of the next that has some.
        ("In 1955. Then it was so. [@p1]", ["1:4 number-not-in-source"]),
        ("In 1954. [@p2] So. [@p1]", ["1:4 number-not-in-source"]),
        ("In 1954 [@p1] it stood, in 2012 [@p2] no more.", ["1:28 number-not-in-source"]),
        ("So. [@p1] It has 9 wheels.", []),
        # One mistake is one diagnostic.
        ("“It will hold for 99 years” [@p1].", ["1:2 misquote"]),
        ("In 1955. [@p9]", ["1:12 unknown-citation"]),
        ("“It will hold for 99 years” [@p9].", ["1:31 unknown-citation"]),
        ("“It will hold” and “they came back” [@p1, p3].", []),
        ("“It will hold” [@p1] and “they came back” [@p3].", []),
        ("“It will hold” and “they went back” [@p1, p3].", ["1:21 misquote"]),
        ("“The dam was built … 3,500 houses” [@p2, p1].", []),
        ("“Nobody has counted the fish. They came back.” [@p3]", ["1:2 misquote"]),
        ("“They came back. Nobody has counted the fish.” [@p3]", []),
        ("“They came back. Nobody has eaten the fish.” So it says. [@p3]", ["1:2 misquote"]),
        ("A “so-called dam” of 1954. [@p1]", []),
        ("“[We will kill all of them]”. [@p1]", ["1:2 misquote"]),
        ("“[We will kill] … [all of them]”. [@p1]", ["1:2 misquote"]),
        ("De sa: ”It will hold for a week”. [@p1]", ["1:9 misquote"]),
        ("Man las: ‚It will hold for a week‘. [@p1]", ["1:11 misquote"]),
        ("Man las: ‹It will hold for a week›. [@p1]", ["1:11 misquote"]),
        ("De sa: ”It will hold for a hundred years”. [@p1]", []),
        ("他们说：「它将屹立一百年」。[@p1]", ["1:6 misquote"]),
        ("Called “Mill of the Lower Valley”, of 1954. [@p1]", ["1:9 misquote"]),
        ("Its article, “The text”, and the “Mill”, say so. [@p1]", []),
    ],
)
def test_exact_places_in_a_body(linked: Linked, body: str, wanted: list[str]) -> None:
    assert of_body(linked, body) == wanted


@pytest.mark.parametrize(
    ("field", "line", "column"),
    [
        ("summary: It was 1955. [@p1]", 4, 17),
        ('summary: "It was 1955. [@p1]"', 4, 18),
        ("summary: 'It''s 1955. [@p1]'", 4, 17),
        ('summary: "\\u201cIt\\u201d was 1955. [@p1]"', 4, 30),
        ("summary: >\n  It was\n  1955. [@p1]", 6, 3),
        ("summary: |-\n  It was in\n  1955. [@p1]", 6, 3),
        ("summary: It was\n  so in\n  1955. [@p1]", 6, 3),
    ],
)
def test_exact_places_in_a_summary(linked: Linked, field: str, line: int, column: int) -> None:
    files = {ACTOR: f"---\ntitle: Mill\nkind: group\n{field}\n---\n"}
    assert found(linked, files) == [f"{ACTOR}:{line}:{column} number-not-in-source"]


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ('key_points: ["In 1954. [@p1]", "In 1955. [@p1]"]', ["6:36 number-not-in-source"]),
        ("key_points:\n  - In 1954. [@p1]\n  - Nothing.", ["8:5 uncited"]),
        ("key_points:\n  - >-\n    It was\n    “to hold for an hour” [@p1]", ["9:6 misquote"]),
        ("summary: In 1955. [@p1]", ["6:13 number-not-in-source"]),
        ("summary: It cites nothing.", []),
        ("gists: {p1: Built in 1954., p2: In 1954 it burst.}", ["6:36 number-not-in-source"]),
        ("gists: {p2: It says “it did burst”.}", ["6:22 misquote"]),
    ],
)
def test_exact_places_in_an_article(linked: Linked, field: str, wanted: list[str]) -> None:
    files = {
        TEXT: ARTICLE.replace("author:", "date: 1999\nauthor:").removesuffix("---\n")
        + field
        + "\n---\n"
    }
    assert found(linked, files) == [f"{TEXT}:{place}" for place in wanted]


def test_free_pages_are_compared_and_need_not_cite(linked: Linked) -> None:
    page = "---\ntitle: About\nsummary: In 1950.\n---\nIn 1951.\n\nIn 1955. [@p1]\n"
    assert found(linked, {"content/pages/about.md": page}) == [
        "content/pages/about.md:7:4 number-not-in-source"
    ]


# --- dates, references, names --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "said", "missed"),
    [
        ("2017-03-18", "Of 18 March 2017", []),
        ("2017-03-18", "Of 19 March 2017", ["19"]),
        ("2017-03", "Of March 2017", []),
        ("2017-03", "Of 1 March 2017", ["1"]),
        ("2017?", "Of 2017", []),
        ("2017?", "Of January 2017", ["January"]),
        ("2016-11/2017-02", "From November 2016 to Feb. 2017", []),
        ("2017-21", "In spring 2017", []),
        ("2017-XX-XX", "In 2017", []),
        ("1856", "In ’56", []),
        ("1856", "In ’57", ["57"]),
    ],
)
def test_the_date_of_the_article_counts(
    linked: Linked, date: str, said: str, missed: list[str]
) -> None:
    article = ARTICLE.replace("author:", f'date: "{date}"\nauthor:')
    verdict = verdict_of(linked, f"{said}, it was. [@p3]", **{TEXT: article})
    assert [figure.text for figure in verdict.unfounded] == missed


def test_what_rests_on_a_reference_is_not_compared(linked: Linked) -> None:
    references = {"content/references.yml": "book: {title: The Long Book of Mills, date: 1977}\n"}
    verdict = verdict_of(linked, "“A b c”, in 1977 and 1955. [@p1, book]", **references)
    assert (verdict.unread, verdict.sound, verdict.quoted, verdict.counted) == (True, True, 0, 0)


def test_names_and_titles_of_the_briefing_may_stand_in_quotation_marks(linked: Linked) -> None:
    head = HEAD.replace("kind", 'aliases: ["the mill by the river"]\nkind')
    files = {
        ACTOR: head + "“The Mill by the River”, of “A Tale of Fish”, “the text of all.” [@p1]",
        TEXT: ARTICLE.replace("The text", "The text of all"),
        "content/references.yml": "tale: {title: A Tale of Fish}\n",
    }
    assert found(linked, files) == []


def test_a_verdict_counts_what_stands(linked: Linked) -> None:
    verdict = verdict_of(
        linked, "“It will hold for a hundred years”, “it will hold for a week”, 1954, 85, 86. [@p1]"
    )
    assert (verdict.quoted, verdict.counted, verdict.sound) == (1, 2, False)
    assert [q.text for q in verdict.misquoted] == ["it will hold for a week"]
    assert [f.text for f in verdict.unfounded] == ["86"]


# --- what cites nothing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Nothing.", ["1:1 uncited"]),
        ("So. [@p1]\n\nNothing\nat all.", ["3:1 uncited"]),
        ("*Nothing* at all.", ["1:2 uncited"]),
        ("So. [@p1] Nothing.", []),
        ("- So. [@p1]\n- Nothing.", ["2:3 uncited"]),
        ("1. Nothing.\n   - Nothing.", ["1:4 uncited", "2:6 uncited"]),
        ("- So. [@p1]\n\n  Nothing.", ["3:3 uncited"]),
        ("Word\n: Nothing.", ["2:3 uncited"]),
        ("> Nothing.\n>\n> — Nobody", ["1:3 uncited"]),
        ("> So.\n>\n> — Somebody [@p1]", []),
        ("# Nothing\n\n---\n\n```\nNothing.\n```\n", []),
        ("| a |\n| - |\n| Nothing. |", []),
        ("![Nothing](../files/x.png)", []),
        # What a lead-in cites need not be cited again, and a lead-in need not cite.
        ("Two things are said: [@p1]\n\n- One.\n- Another.\n\nNothing.", ["6:1 uncited"]),
        ("Two things are said [@p1]:\n\n> One.\n\nSo. [@p1]", []),
        ("Two things are said:\n\n- One.\n- Another. [@p1]", ["3:3 uncited"]),
        ("So, in two ways: [@p1]\n\n- One:\n  - Another.", []),
        # A footnote may cite for its paragraph.
        ("So.[^1]\n\n[^1]: [@p1]", []),
        ("So.[^1]\n\nNothing.\n\n[^1]: See there. [@p1]", ["3:1 uncited"]),
        ("So.[^1]\n\n[^1]: See there.", ["1:1 uncited"]),
        ("So. [@p1][^1]\n\n[^1]: A word of ours.", []),
        ("So. [@p9]", ["1:7 unknown-citation"]),
    ],
)
def test_what_must_cite_something(linked: Linked, body: str, wanted: list[str]) -> None:
    files = {ACTOR: HEAD + body, "content/files/x.png": b""}
    lines = HEAD.count("\n")
    assert found(linked, files) == [
        f"{ACTOR}:{int(line) + lines}:{rest}"
        for line, _, rest in (w.partition(":") for w in wanted)
    ]


def test_summaries_of_entities_and_events_must_cite(linked: Linked) -> None:
    files = {
        ACTOR: "---\ntitle: Mill\nkind: group\nsummary: Nothing.\n---\n",
        "content/places/ode.md": "---\ntitle: Ode\nkind: city\nsummary: >-\n  Nothing.\n---\n",
        "content/glossary/weir.md": '---\ntitle: weir\nsummary: "Nothing."\n---\n',
        "content/events/flood.md": "---\ntitle: Flood\ndate: 2011\nsummary: Nothing.\n---\nNo.\n",
        "content/pages/about.md": "---\ntitle: About\nsummary: Nothing.\n---\nNothing.\n",
    }
    assert found(linked, files) == [
        "content/actors/mill.md:4:10 uncited",
        "content/events/flood.md:4:10 uncited",
        "content/events/flood.md:6:1 uncited",
        "content/glossary/weir.md:3:11 uncited",
        "content/places/ode.md:5:3 uncited",
    ]


def test_what_is_uncited_says_what_it_is(linked: Linked) -> None:
    (fault,) = faults(linked, {ACTOR: HEAD + "- Nothing."})
    assert fault == (
        "content/actors/mill.md:5:3: warning[uncited]: this list item cites nothing"
        " (name the passage that supports it: [@p3])"
    )


# --- how much the evidence weighs, and exceptions ------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "wanted"),
    [
        ("off", []),
        ("warn", ["misquote error", "number-not-in-source warning", "uncited warning"]),
        ("require", ["misquote error", "number-not-in-source warning", "uncited error"]),
    ],
)
def test_the_setting_decides(linked: Linked, evidence: str, wanted: list[str]) -> None:
    body = "“It will hold a week” [@p1].\n\nIn 1955. [@p1]\n\nNothing.\n"
    files = {
        "content/site.yml": f"{SITE}evidence: {evidence}\n",
        ACTOR: HEAD + body,
        "seeds/text.txt": SEED,
    }
    briefing, _ = linked(files)
    assert [f"{p.code} {p.severity}" for p in checked(briefing)] == wanted
    (page,) = (one for one in judgements(briefing, directly) if len(one.claims) == 3)
    words = ("cited", "cited", "uncited") if evidence == "off" else ("open", "open", "uncited")
    assert tuple(claim.verdict for claim in page.claims) == words


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("[@p1 ~ counted again]", "counted again"),
        ("[@p1~x]", "x"),
        ("[@p1] [@p2 ~ counted]", "counted"),
    ],
)
def test_an_editor_accepts_an_exception(linked: Linked, written: str, reason: str) -> None:
    body = f"In 1955 “it did not hold”. {written}"
    assert of_body(linked, body) == []
    verdict = verdict_of(linked, body)
    assert (verdict.accepted, verdict.reason, verdict.sound) == (True, reason, False)


def test_an_exception_holds_for_its_sentence_only(linked: Linked) -> None:
    body = "In 1955. [@p1 ~ why] In 1956. [@p1]"
    assert of_body(linked, body) == ["1:25 number-not-in-source"]


@pytest.mark.parametrize("written", ["[@p1 ~]", "[@p1~]", "[@p1 ~  ]"])
def test_an_exception_without_a_reason_accepts_nothing_and_is_told(
    linked: Linked, written: str
) -> None:
    body = f"It had 99 men. {written}"
    assert faults(linked, {ACTOR: HEAD + body}) == [
        "content/actors/mill.md:5:16: warning[bad-value]: an exception without a reason accepts"
        " nothing (say why behind it: [@p3 ~ why])",
        'content/actors/mill.md:5:8: warning[number-not-in-source]: "99" does not stand in p1'
        " (mend the figure or the citation; [@p3 ~ why] accepts it as it is)",
    ]
    verdict = verdict_of(linked, body)
    assert (verdict.accepted, verdict.reason, verdict.sound) == (False, "", False)


def test_an_exception_of_a_relation_needs_a_reason_too(linked: Linked) -> None:
    sluice = HEAD.replace("Mill", "Sluice")
    for written, word in (("[@p1 ~]", "cited"), ("[@p1 ~ why]", "accepted")):
        head = HEAD.replace("group", f"group\nrelations: ['rival of [[sluice]] {written}']")
        files = {"seeds/text.txt": SEED, ACTOR: head, "content/actors/sluice.md": sluice}
        briefing, problems = linked(files)
        (claim,) = (c for one in judgements(briefing, directly) for c in one.claims)
        assert claim.verdict == word
        assert [p.code for p in problems] == ["bad-value"] * (word == "cited")


def test_a_sentence_that_shares_an_exception_takes_it_only_if_it_must(linked: Linked) -> None:
    body = "It was built. In 1955. So it was. [@p1 ~ why]"
    briefing, _ = linked({"seeds/text.txt": SEED, ACTOR: HEAD + body})
    assert [v.accepted for v in judged(briefing)] == [False, True, True]
    assert checked(briefing) == ()


# --- briefings that the checks have never seen ---------------------------------------------------


@pytest.mark.parametrize("unknown", BRIEFINGS, ids=lambda unknown: unknown.name)
def test_sound_statements_raise_no_alarm(linked: Linked, unknown: Unknown) -> None:
    briefing, problems = linked(unknown.files)
    assert [str(p) for p in (*problems, *checked(briefing))] == []
    assert len(judged(briefing)) >= 15


@pytest.mark.parametrize("unknown", BRIEFINGS, ids=lambda unknown: unknown.name)
def test_planted_faults_are_found_where_they_stand_and_nothing_else(
    linked: Linked, unknown: Unknown
) -> None:
    files, wanted = unknown.faulty()
    briefing, problems = linked(files)
    assert [f"{p.position} {p.code}" for p in ordered([*problems, *checked(briefing)])] == wanted


@pytest.mark.parametrize("unknown", BRIEFINGS, ids=lambda unknown: unknown.name)
@pytest.mark.parametrize("place", range(4))
def test_each_fault_by_itself_is_one_diagnostic(
    linked: Linked, unknown: Unknown, place: int
) -> None:
    files, wanted = unknown.faulty(unknown.plants[place : place + 1])
    briefing, problems = linked(files)
    found = ordered([*problems, *checked(briefing)])
    assert [f"{p.position} {p.code}" for p in found] == wanted
    assert all(p.severity in (Severity.ERROR, Severity.WARNING) for p in found)
