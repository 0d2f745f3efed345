"""Dates, counts and names in words, as a reader reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache, partial

from markupsafe import Markup, escape

from briefing.model import Date
from briefing.render.language import Language
from briefing.render.parts import When

# Runs of a right-to-left script, with the spaces and marks between their words. They and those
# of the other direction are compiled when a text asks for them: so many letters take long.
_RTL = (
    ("ar", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe"),
    ("he", "\u0590-\u05ff\ufb1d-\ufb4f"),
)
_RTL_RUNS = tuple(
    (language, rf"[{letters}]+(?:[\s،؛؟.\-]+[{letters}]+)*") for language, letters in _RTL
)
_LEFTWARD = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Fewer ranges that hold these: a text without any of them is passed over in half the time.
_PERHAPS_LEFTWARD = re.compile("[\u0590-\u08ff\u200f\ufb1d-\U0010ffff]")
# Letters of the Arabic script that Arabic itself does not write.
_NOT_ARABIC = re.compile("[\u0672-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f]")
_LTR = (
    "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u02bb-\u02c1"
    "\u0300-\u036f\u0370-\u0373\u0376-\u037d\u037f-\u0481\u048a-\u052f\u1e00-\u1fff"
)
_LTR_RUN = rf"[{_LTR}][{_LTR}\d]*(?:[\s.,:;'’&/\-]+[{_LTR}][{_LTR}\d]*)*"
# A short first part and what follows it; what stands in tags is passed over.
_SHORT_PART = re.compile(r"<[^>]*>|(?<![\w-])([^\W\d_]{1,2}-[^\W\d_]{2,16}+)(?!\w)")
# Blocks of Markdown that hold no other, and quotations set apart.
_KINDS = r"p|li|h[2-6]|t[dh]|d[dt]"
_BLOCK = re.compile(rf"<({_KINDS})>((?:(?!<(?:{_KINDS})>).)*?)</\1>", re.DOTALL)
_QUOTATION = re.compile(r"<(blockquote)>((?:(?!<blockquote>).)*?)</\1>", re.DOTALL)
_RTL_LANGUAGES = frozenset(
    ("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a language tag, its script considered."""
    primary, *rest = language.lower().split("-")
    if "latn" in rest or "cyrl" in rest:
        return "ltr"
    return "rtl" if primary in _RTL_LANGUAGES or "arab" in rest or "hebr" in rest else "ltr"


def type_in_words(kind: str, language: Language) -> str:
    """Return what a kind of entity is called on a page; ``other`` is not called anything."""
    return language.optional(f"types.{kind}")


def naming_in_words(total: int, passages: int, language: Language) -> str:
    """Return how often the articles name an entity: ``Named 12 times in 3 passages``."""
    if total < 2:
        return language.say("card.once") if total else ""
    return language.say(
        "card.named",
        times=language.count("card.times", total),
        passages=language.count("card.passages", passages),
    )


def escaped(value: object) -> str:
    """Return what stands for a value in markup, as :func:`markupsafe.escape` does, but faster.

    Most of what is written is markup already, a number, or has nothing in it to escape.
    """
    if type(value) is Markup:
        return value
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return str(value) if type(value) in (int, float) else escape(value)


def prose(text: str, around: str = "ltr", tongue: str = "") -> str:
    """Escape text; words that run against the direction around stand in a ``bdi`` of their own.

    As with :func:`escaped`, a text with nothing to escape is what stands for it in markup.
    ``tongue`` is the language that the text speaks of, which its words of that script are in.
    """
    if around == "rtl":
        return _leftward(text)
    if not _has_leftward(text):
        return escaped(text)
    marked = str(escape(text))
    for language, runs in _RTL_RUNS:
        marked = re.sub(runs, partial(_apart, language, tongue), marked)
    return Markup(marked)


def _has_leftward(text: str) -> bool:
    """Say whether any letter of a text runs from right to left; most texts have none."""
    if text.isascii() or not (perhaps := _PERHAPS_LEFTWARD.search(text)):
        return False
    return _LEFTWARD.search(text, perhaps.start()) is not None


def _apart(script: str, tongue: str, run: re.Match[str]) -> str:
    """Return words that run from right to left, in the language that they are known to be in."""
    return f'<bdi lang="{_language(run[0], script, tongue)}" dir="rtl">{run[0]}</bdi>'


def _language(words: str, script: str, tongue: str) -> str:
    """Return the language of words: ``tongue`` if it has this script, else that of the script.

    Where letters stand that Arabic lacks it is another one, and which is not known.
    """
    found = tongue if tongue and _script(tongue) == script else script
    foreign = found.lower().split("-")[0] == "ar" and _NOT_ARABIC.search(words)
    return "" if foreign else found


def _script(language: str) -> str:
    """Return the language for which the script of a language is known here, if it is."""
    if direction(language) != "rtl":
        return ""
    return "he" if language.lower().split("-")[0] in ("he", "yi") else "ar"


def running(text: str, around: str = "ltr", tongue: str = "") -> str:
    """Escape running text as :func:`prose` does; no line ends behind a short first part: al-|Qaida.

    A hyphen that is no place to break would be another character, and not be found.
    """
    return _tied(prose(text, around, tongue))


def _tied(marked: str) -> str:
    """Return markup in which short first parts stay with what follows them."""
    if "-" not in marked:
        return marked
    return Markup(_SHORT_PART.sub(_in_one_line, str(marked)))


def _in_one_line(found: re.Match[str]) -> str:
    return f'<span class="tied">{found[1]}</span>' if found[1] else found[0]


def _leftward(text: str) -> Markup:
    """Escape text among words that run from right to left."""
    parts, place = [], 0
    for run in re.finditer(_LTR_RUN, text):
        apart = Markup('<bdi dir="ltr">{}</bdi>').format(run[0])
        parts += [escape(text[place : run.start()]), apart]
        place = run.end()
    return Markup("").join([*parts, escape(text[place:])])


def against(text: str, around: str) -> str:
    """Return the direction of a text of which every letter runs against the direction around."""
    other, ways = ("ltr", ("L",)) if around == "rtl" else ("rtl", ("R", "AL"))
    letters = False
    for letter in filter(str.isalpha, text):
        if unicodedata.bidirectional(letter) not in ways:
            return ""
        letters = True
    return other if letters else ""


def whole(text: str, around: str = "ltr", tongue: str = "") -> str:
    """Escape a text that stands by itself; its marks go with its words if all run one way."""
    if around == "ltr" and not _has_leftward(text):
        return _tied(escaped(text))
    if not (own := against(text, around)):
        return _tied(prose(text, around, tongue))
    return Markup("<bdi{}>{}</bdi>").format(_attributes(text, own, tongue), text)


def _attributes(text: str, own: str, tongue: str) -> Markup:
    """Return the attributes of what runs against the direction around, its language if known."""
    if own == "rtl":
        for script, letters in _RTL:
            if re.search(f"[{letters}]", text):
                return Markup(' lang="{}" dir="rtl"').format(_language(text, script, tongue))
    return Markup(f' dir="{own}"')


def turned(markup: Markup, around: str, tongue: str = "") -> Markup:
    """Give a paragraph wholly of the other direction its own, and its full stop the right side."""
    if around == "ltr" and not _has_leftward(markup):
        return markup

    def turn(block: re.Match[str]) -> str:
        text = Markup(block[2]).striptags()
        if not (own := against(text, around)):
            return block[0]
        return f"<{block[1]}{_attributes(text, own, tongue)}>{block[2]}</{block[1]}>"

    return Markup(_QUOTATION.sub(turn, _BLOCK.sub(turn, markup)))


@lru_cache(maxsize=1 << 17)  # more than a briefing has titles: each is asked for several times
def sort_key(title: str) -> str:
    """Return the form by which titles are sorted: accents, marks and capitals aside."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    # Unicode counts the half rings of transliteration (ʿ, ʾ) among the letters.
    kept = (c for c in plain if (c.isalnum() and not "\u02b0" <= c <= "\u02ff") or c == " ")
    return "".join(kept).strip() or plain


def counted_off(number: int, letters: Sequence[str]) -> str:
    """Return the letter of a number from 1 on: after the last of them come pairs, AA, AB."""
    name = ""
    while number:
        number, place = divmod(number - 1, len(letters))
        name = letters[place] + name
    return name


def letter(title: str) -> str:
    """Return the letter under which a title is listed."""
    first = sort_key(title)[:1].upper()
    return first if first.isalpha() else "0–9"


def search_forms(title: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what search is to find beside a title: other names, and all of them written plainly.

    Pagefind folds accents and apostrophes but not the half rings of transliteration.
    """
    bare = (" ".join(re.sub("[ʿʾʼʻ‘’']", "", name).split()) for name in (title, *names))
    forms = dict.fromkeys([*names, *filter(None, bare)])
    return tuple(form for form in forms if form != title)


# --- dates ----------------------------------------------------------------------------------

# How a date is put into a phrase: some languages say it otherwise before a day, and before
# what is longer than a month but no year.
_PLAIN, _DAY, _TIME = "", "-day", "-time"


def when(date: Date, language: Language) -> When:
    """Return a date in words; ``datetime`` only where HTML has a form for it."""
    text = date_in_words(date, language)
    plain = date.start.rstrip("?~%")
    valid = date.end is None and re.fullmatch(r"(?!0000)\d{4}(-(0\d|1[0-2])(-\d\d)?)?", plain)
    return When(text, plain if valid else "", date.text)


def date_in_words(date: Date, language: Language) -> str:
    """Return a date in words: ``March 2016``, ``2014–2015``, ``about 2017 (uncertain)``."""
    if date.end is None:
        text, form = _single(date.start, language)
    elif ".." in (date.start, date.end):
        key, one = ("from", date.start) if date.end == ".." else ("until", date.end)
        text, form = _single(one, language)
        text, form = language.say(f"dates.{key}{form}", date=text), _TIME
    else:
        text, form = _span(date.start, date.end, language)
    if date.approximate:
        text = language.say(f"dates.about{form}", date=text)
    return language.say("dates.uncertain", date=text) if date.uncertain else text


def day_in_words(text: str, language: Language) -> str:
    """Return a single EDTF date in words, its qualifiers aside."""
    return _single(text, language)[0]


def _span(first: str, last: str, language: Language) -> tuple[str, str]:
    """Join the ends of a span; years with a dash alone, longer dates with spaces."""
    (start, form), (end, _) = _single(first, language), _single(last, language)
    if start == end:
        return start, form
    if (start + end).isdigit():
        return language.say("dates.years", start=start, end=end), _PLAIN
    return language.say("dates.span", start=start, end=end), _TIME


def _single(text: str, language: Language) -> tuple[str, str]:
    """Return one EDTF date in words, its qualifiers aside, and how it is put into a phrase."""
    match = re.fullmatch(
        r"Y?(-?[\dX]+)(?:-([\dX]{2}))?(?:-([\dX]{2}))?(?:T.*)?", text.rstrip("?~%")
    )
    if match is None:
        return text, _PLAIN
    year, month, day = year_in_words(match[1], language), match[2] or "", match[3] or ""
    if season := language.optional(f"seasons.{month}"):
        return language.say("dates.season", season=season, year=year), _TIME
    if not month.isdigit():
        return year, _TIME if "X" in match[1] else _PLAIN
    name = language.say(f"months.{month}")
    if not day.isdigit():
        return language.say("dates.month", month=name, year=year), _PLAIN
    key = "first-day" if int(day) == 1 else "day"
    return language.say(f"dates.{key}", day=int(day), month=name, year=year), _DAY


def year_in_words(year: str, language: Language) -> str:
    """Return an EDTF year in words: ``2016``, ``2010s``, ``1900–1999``; the year 0 is 1 BC."""
    low, high = (int(year.lstrip("-").replace("X", digit)) for digit in "09")
    if year.startswith("-") or not high:
        return language.say("dates.before-christ", year=_years(high + 1, low + 1, language))
    if high - low == 9:
        return language.say("dates.decade", year=low)
    return _years(low, high, language)


def _years(start: int, end: int, language: Language) -> str:
    return str(end) if start == end else language.say("dates.years", start=start, end=end)
