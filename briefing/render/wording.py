"""Dates, counts and names in words, as a reader reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup, escape

from briefing.model import Date
from briefing.render.parts import When

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "person": "Person",
        "group": "Group",
        "state": "State body",
        "media": "News outlet",
        "city": "City",
        "region": "Region",
        "country": "Country",
        "area": "Area",
    }
)
"""What the kinds of entity are called on a page; ``other`` is not called anything."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

# Runs of a right-to-left script, with the spaces and marks between their words.
_RTL = (
    ("ar", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe"),
    ("he", "\u0590-\u05ff\ufb1d-\ufb4f"),
)
_RTL_RUNS = tuple(
    (language, re.compile(rf"[{letters}]+(?:[\s،؛؟.\-]+[{letters}]+)*"))
    for language, letters in _RTL
)
_RTL_LANGUAGES = frozenset(
    ("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)


def direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a language tag, its script considered."""
    primary, *rest = language.lower().split("-")
    if "latn" in rest or "cyrl" in rest:
        return "ltr"
    return "rtl" if primary in _RTL_LANGUAGES or "arab" in rest or "hebr" in rest else "ltr"


def prose(text: str) -> Markup:
    """Escape text; words of a right-to-left script stand in a ``bdi`` of their own."""
    marked = str(escape(text))
    if text.isascii():
        return Markup(marked)
    for language, runs in _RTL_RUNS:
        marked = runs.sub(rf'<bdi lang="{language}" dir="rtl">\g<0></bdi>', marked)
    return Markup(marked)


def sort_key(title: str) -> str:
    """Return the form by which titles are sorted: accents, marks and capitals aside."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    # Unicode counts the half rings of transliteration (ʿ, ʾ) among the letters.
    kept = (c for c in plain if (c.isalnum() and not "\u02b0" <= c <= "\u02ff") or c == " ")
    return "".join(kept).strip() or plain


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


def when(date: Date) -> When:
    """Return a date in words; ``datetime`` only where HTML has a form for it."""
    text = date_in_words(date)
    plain = date.start.rstrip("?~%")
    valid = date.end is None and re.fullmatch(r"(?!0000)\d{4}(-(0\d|1[0-2])(-\d\d)?)?", plain)
    return When(text, plain if valid else "", date.text)


def date_in_words(date: Date) -> str:
    """Return a date in words: ``March 2016``, ``2014–2015``, ``about 2017 (uncertain)``."""
    if date.end is None:
        text = _single(date.start)
    elif date.end == "..":
        text = f"from {_single(date.start)}"
    elif date.start == "..":
        text = f"until {_single(date.end)}"
    else:
        text = _span(_single(date.start), _single(date.end))
    about = "about " if date.approximate else ""
    return f"{about}{text}{' (uncertain)' if date.uncertain else ''}"


def _span(start: str, end: str) -> str:
    """Join the ends of a span; years with a dash alone, longer dates with spaces."""
    if start == end:
        return start
    return f"{start}–{end}" if (start + end).isdigit() else f"{start} – {end}"


def _single(text: str) -> str:
    """Return one EDTF date in words, its qualifiers aside."""
    match = re.fullmatch(
        r"Y?(-?[\dX]+)(?:-([\dX]{2}))?(?:-([\dX]{2}))?(?:T.*)?", text.rstrip("?~%")
    )
    if match is None:
        return text
    year, month, day = match[1], match[2] or "", match[3] or ""
    shown = year_in_words(year)
    if month in _SEASONS:
        return f"{_SEASONS[month]} {shown}"
    if not month.isdigit():
        return shown
    name = _MONTHS[int(month) - 1]
    return f"{int(day)} {name} {shown}" if day.isdigit() else f"{name} {shown}"


def year_in_words(year: str) -> str:
    """Return an EDTF year in words: ``2016``, ``2010s``, ``1900–1999``; the year 0 is 1 BC."""
    low, high = (int(year.lstrip("-").replace("X", digit)) for digit in "09")
    if year.startswith("-") or not high:
        return f"{low + 1} BC" if low == high else f"{high + 1}–{low + 1} BC"
    if low == high:
        return str(low)
    return f"{low}s" if high - low == 9 else f"{low}–{high}"
