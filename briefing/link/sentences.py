"""Find the sentences of a passage.

A sentence ends at a stop (a terminator with the quotes, brackets and footnote marks
that close behind it) if what follows can start a new one and the stop is not part of
an abbreviation, an initial, an enumeration or an omission. Where the text alone cannot
tell, no break is made: two sentences shown as one read better than half a sentence.
The rules know English abbreviations and no other language, but any script's marks.
"""

from __future__ import annotations

import re
from unicodedata import category

# 。and its kin need no space behind them; the others do, or 3.5 and bbc.co.uk would break.
_WIDE = "。｡！？"
_MARKS = ".!?…‼⁇⁈⁉؟۔։।॥።။។" + _WIDE

# Every branch starts with a character of its own and nothing follows the repetition but
# white space, so the search never backs up. The first mark stands alone: what begins with a
# repetition is tried at every character.
_STOP = re.compile(
    rf"""
    (?P<stop>
      (?P<mark> [{_MARKS}] [{_MARKS}]*+ )
      (?: [{_MARKS}]
        | ["'”’»›)\]}}」』）】》〉〕］｝]
        | [“‘«‹] (?=\s|\Z)                            # as German and Danish close
        | [ \u00a0\u202f] (?: »(?=\s|\Z) | [.…](?!\w) )  # « Oui. » and the dots of ". . ."
        | \[\w{{1,3}}\] | [*†‡¹²³⁰⁴-⁹]                # footnote marks
      )*
    )
    \s*+
    """,
    re.VERBOSE,
)

# Capitals, letters without case, digits, opening brackets and quotes, currency signs.
_STARTS = frozenset({"Lu", "Lt", "Lo", "Nd", "Nl", "No", "Ps", "Pi", "Sc"})
_STARTING_MARKS = frozenset("\"'’”»¿¡")
_OPENING = frozenset({"Ps", "Pi"})
_AYNS = frozenset("ʿʾʻʼ")
"""Letters without case that stand before a name: a sentence may start with ʿAlī."""
_AFTER_STOP = """ \n\u00a0\u202f"'”’»›)]}」』）】》〉〕］｝“‘«‹"""
_ENDS = tuple(_MARKS)


def _words(text: str) -> frozenset[str]:
    """Make a set of words; a list of quoted ones would be a page long."""
    return frozenset(text.split())


# These stand before what they belong to, so no sentence ends with them.
_LEADING = _words(
    """
    Mr Mrs Ms Messrs Dr Prof Gen Brig Col Lt Sgt Cpl Pvt Capt Maj Cmdr Adm Gov Sen Sens Rep Reps
    Pres Rev Hon St Mt Ft vs cf Cf ca c e.g i.e E.g I.e viz approx p pp vol Vol
    """
)
# These are abbreviations only before a number: "No. 5", but "No. That was all."
_NUMBERED = _words("No Nos Fig Figs Art Arts Sec Ch Op")
# These may end a sentence, and do where a word follows that hardly ever is part of a name.
_TRAILING = _words(
    """
    Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec etc al ed eds Ed Eds
    Inc Ltd Co Corp Bros Jr Sr Dept Univ Ave Blvd est Est
    """
)
_SENTENCE_STARTERS = _words(
    """
    A After Although Among An And Another Any As At Because Before Both But By Despite During
    Each Earlier Even Every For From He Her Here His How However I If In Indeed Instead It Its
    Later Many Meanwhile Moreover Nevertheless No Nonetheless Nor Not Now On Once Only Or Our
    Perhaps She Similarly Since So Some Still Such That The Their Then There These They This
    Those Though Thus Today Unlike Until We What When Where Whether Which While Who Why With
    Without Yet You Your
    """
)
# Not before a full stop or a hyphen: "J. A. Smith", "U.S. No. 1", "U.S. On-Site Inspection".
_NEXT_WORD = re.compile(r"[\"'“”‘’«»(\[]{0,3}(\w++)(?![.-])")

_SHORTENED = _LEADING | _NUMBERED | _TRAILING
# What may stand before the first letter that tells: “Libya, ʿAlī, al-Qaida, d’Estaing.
_BEFORE_NAME = re.compile(r"[\"'“‘«»(\[¿¡ʿʾʻʼ]{0,3}(?:[^\W\d_]{1,3}[-’'])?")

_BREAK = re.compile(r"[^\w.]")
_LONGEST_ABBREVIATION = 12
_LONGEST_ENUMERATOR = 4


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return where each sentence of a passage starts and ends, without the space around it.

    The stretches are in order, never overlap and hold every character that is not white
    space, so that whatever is found in a passage lies in a sentence.
    """
    found = []
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for stop in _STOP.finditer(text):
        following = stop.end()
        if following < end and _is_end(text, start, stop, following):
            found.append((start, stop.end("stop")))
            start = following
    if start < end:
        found.append((start, end))
    return tuple(found)


def ends_with_stop(text: str) -> bool:
    """Tell whether a text ends with a mark that may end a sentence, or one closed behind it."""
    return text.rstrip(_AFTER_STOP).endswith(_ENDS)


def ends_at(text: str, at: int) -> bool:
    """Tell whether a sentence ends at a place where what it rests on is cited.

    Behind the full stop of a whole word it does, whatever follows. Behind another mark, an
    abbreviation or a quotation what begins small goes on: “We won!” [@p1] they said.
    """
    before = text[max(0, at - 2 * _LONGEST_ABBREVIATION) : at].rstrip()
    bare = before.rstrip(_AFTER_STOP)
    if not bare.endswith(_ENDS):
        return False
    word = _BREAK.split(bare[-_LONGEST_ABBREVIATION:-1])[-1]
    whole = word and not (word in _SHORTENED or _is_initials(word))
    following = text[at : at + _LONGEST_ABBREVIATION].lstrip()
    if bare[-1] in _WIDE or (bare == before and bare[-1] == "." and whole):
        return True
    name = _BEFORE_NAME.sub("", following, count=1)[:1]
    return not following or (name.isalpha() and not name.islower())


def _is_end(text: str, start: int, stop: re.Match[str], following: int) -> bool:
    """Tell whether the sentence from ``start`` ends at the stop."""
    mark, at = stop["mark"], stop.start()
    if not (_can_start(text, following) and _has_words(text, start, at)):
        return False
    if mark[-1] in _WIDE:
        return True
    if following == stop.end("stop") or _is_omission(mark, text[at - 1]):
        return False
    return mark != "." or _is_full_stop(text, start, at, following)


def _can_start(text: str, at: int) -> bool:
    """Tell whether a sentence can start there; ``“What?” he asked`` goes on."""
    if text[at] in _AYNS:
        return text[at + 1 : at + 2].isupper()
    return category(text[at]) in _STARTS or text[at] in _STARTING_MARKS


def _has_words(text: str, start: int, at: int) -> bool:
    """Tell whether more than an enumerator, ``1.`` or ``(2).``, comes before the stop."""
    return at - start >= _LONGEST_ENUMERATOR or any(map(str.isalpha, text[start:at]))


def _is_omission(mark: str, before: str) -> bool:
    """Tell whether the mark is dots that hang on no word, as in ``a … B`` or ``a […] B``."""
    loose = before.isspace() or category(before) in _OPENING
    return loose and set(mark) <= {".", "…"}


def _is_full_stop(text: str, start: int, at: int, following: int) -> bool:
    """Tell whether a single dot ends a sentence and not just a shortened word."""
    # A window, since a look at the whole of an endless word for each dot would be quadratic.
    window = text[max(start, at - _LONGEST_ABBREVIATION) : at]
    word = _BREAK.split(window)[-1]
    if word in _LEADING:
        return False
    if word in _NUMBERED:
        return not text[following].isdigit()
    if word in _TRAILING or _is_initials(word):
        after = _NEXT_WORD.match(text, following)
        return after is not None and after[1] in _SENTENCE_STARTERS
    return True


def _is_initials(word: str) -> bool:
    """Recognise ``J`` as in "J. Smith", and ``U.S``, ``a.m`` and ``Ph.D``."""
    if "." not in word:
        return len(word) == 1 and word.isupper()
    return all(part.isalpha() and len(part) <= 2 for part in word.split("."))
