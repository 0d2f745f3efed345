from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.link.sentences import sentences

SEED = Path(__file__).parent.parent / "seeds" / "000_e7778e857796af8d.txt"


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


# A bar stands where one sentence ends and the next begins; the space around it is trimmed.
@pytest.mark.parametrize(
    "marked",
    [
        "One.| Two!| Three?| Four…| Five",
        "One.|\nTwo,\nthree; Four: Five —\nSix.",
        "no terminator",
        # Quotes, brackets and footnote marks belong to the sentence that they close.
        "“What?” he asked.| “Nothing.”| She left.",
        "He said: “Go.”| (They went.)| [All of them.]| 'Why?'| ‘No.’| «So.»| Then.",
        "It fell.[12]| It rose.[a][b]| It fell.¹²| It rose.*| It fell.†| End.",
        "„Was?“ fragte er.| „Nichts.“| Dann ging er.",
        "Il dit : « Oui. »| Puis il sortit.| « Non. »",
        "Il dit : «\u00a0Oui.\u00a0»| Puis il sortit.",
        "It works (as in the U.S.).| That is all.",
        "Really?!| Yes.",
        "Stop! it said.",
        "Why now?| 2011 was worse.| $5 million went.| ¿Y qué?| ¡Nada!",
        # Numbers and names with dots.
        "It rose 3.5 percent to 1.000.000.| See bbc.co.uk.| Then 4.",
        "1. The first.| 2. The second.",
        "It ended in 2015.| The war went on.",
        # Abbreviations that stand before a name or a number.
        "Mr. Smith, Mrs. Smith, Ms. Hall, Dr. No, Prof. X and Gen. He met.| They left.",
        "Gov. Brown, Sen. Hill, Rep. King, Lt. Col. Ives, Sgt. Pepper, Capt. Cook, Maj. Tom.",
        "St. Thomas climbed Mt. Sinai, cf. Exodus, i.e. The Book, e.g. The Law, vs. Pharaoh.",
        "See p. 5, pp. 7, vol. II and c. 1980 and ca. 1990.",
        "No. 5 is alive.| No.| That was all.| He said no.| Five left.",
        # Abbreviations that may end a sentence.
        "on Jan. 18, on Feb. 2, on Sept. 11, on Dec. 25",
        "He came in Jan.| The others came in Feb.| In March they left.",
        "It bought Acme Inc. Russia did not.",
        "It bought Acme Inc.| The price was high.",
        "Acme Corp. Chairman Li met Sons & Co. Ltd. President Wu.",
        "Guns, money, etc.| But no men.",
        "Guns, money, etc. Libya sent nothing.",
        "as Byman et al. Show",
        # Initials and acronyms.
        "J. Smith met J. R. R. Tolkien, A. C. Clarke and Harry S. Truman.| All agreed.",
        "А. С. Пушкин родился в Москве.| Потом он уехал.",
        "U.S. aircraft and U.S. Secretary of State Kerry met U.N. No. 2 Eliasson.",
        "They flew to the U.S.| The talks began at 9 a.m.| However, they failed.",
        "They flew to the U.S.| “It’s over,” he said.",
        "at 9 a.m. Tuesday in Washington, D.C. Smith, Ph.D. and friends",
        "There was no Plan B.| A third was made by J. A. Smith.",
        "the U.S. On-Site Inspection Agency",
        # Omissions.
        "He said … and left.",
        "He said … The group left […] Libya [...] In haste . . . Then nothing.",
        "He left. …| The rest stayed. . . .| All was well.",
        "… The group left. ...| And came.",
        "Well…| Libya fell.",
        # What stands for an ayn or a hamza opens a name, and no word of small letters.
        "It fell.| ʿAlī left.| ʾUmar, too.| ʻAli stayed.| ʼAnas left. ʿalī stayed. ʿ",
        # Other scripts.
        "他走了。|她也走了！|为什么？|没人知道。",
        "他说：“我走了。”|然后「再见。」|（完。）|她笑了。",
        "彼は行った。| 彼女も行った。",
        "ماذا حدث؟| لا أحد يعرف.| انتهى!",
        "وہ گیا۔| وہ بھی گئی۔",
        "वह गया।| वह भी गई॥| अंत",
        "Ինչ եղավ։| Ոչինչ։",
        "ሄደ።| መጣች።",
    ],
)
def test_breaks(marked):
    assert cut(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
def test_no_text_has_no_sentences(text):
    assert sentences(text) == ()


def test_stretches_are_trimmed():
    assert sentences("  One.  Two. \n") == ((2, 6), (8, 12))
    assert sentences("...") == ((0, 3),)


# --- the seed ---------------------------------------------------------------------------

PARAGRAPHS = [line for line in SEED.read_text(encoding="utf-8").splitlines() if len(line) > 200]
COUNTS = [4, 5, 5, 4, 4, 5, 4, 4, 3, 4]


@pytest.mark.parametrize(("paragraph", "count"), list(zip(PARAGRAPHS, COUNTS, strict=True)))
def test_counts_of_the_seed(paragraph, count):
    assert len(cut(paragraph)) == count
    assert all(sentence.endswith(".") for sentence in cut(paragraph))


def test_abbreviations_of_the_seed():
    last = cut(PARAGRAPHS[8])[-1]
    assert last.startswith("Indeed, the group’s forces")
    assert "; on Jan. 18, U.S. aircraft\u00a0bombed" in last
    assert last.endswith("killing as many as 85 militants.")


def test_starts_of_the_seed():
    starts = [" ".join(sentence.split()[:3]) for sentence in cut(PARAGRAPHS[6])]
    assert starts == [
        "This may be",
        "El Khabar, an",
        "The clerics have",
        "With the Islamic",
    ]


# --- properties -------------------------------------------------------------------------

SNIPPETS = [*".!?…。！[]()“”»«\"' \n—他", "The", "Jan", "U.S", "3.5", "[1]", "no"]
texts = st.text() | st.lists(st.sampled_from(SNIPPETS)).map("".join)


@given(texts)
def test_sentences_cover_the_text_in_order(text):
    at = 0
    for start, end in sentences(text):
        assert not text[at:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(texts)
def test_what_follows_a_sentence_never_changes_those_before(text):
    found = sentences(text)
    for number, (_, end) in enumerate(found, 1):
        assert sentences(text[:end]) == found[:number]


@pytest.mark.parametrize(
    "unit", [".", ". ", "! (", "A. ", "… ", " .", "a.", "。", "[1]", ".[1] ", "U.S. ((", " ", "x"]
)
def test_a_long_text_ends_within_the_limit_of_a_test(unit):
    text = unit * (1_000_000 // len(unit))
    assert all(0 <= start <= end <= len(text) for start, end in sentences(text))
