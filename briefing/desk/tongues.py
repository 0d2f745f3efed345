"""Which language a text is in: by its script, and for Latin script by its commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from types import MappingProxyType

from briefing.desk.lexicon import COMMON

_ENOUGH = 20_000  # characters that are looked at
_LEAST = 3  # words that tell a language, and
_SHARE = 0.05  # of all words

_SCRIPTS = MappingProxyType(
    {
        "ARABIC": "ar",
        "CYRILLIC": "ru",
        "GREEK": "el",
        "HEBREW": "he",
        "HIRAGANA": "ja",
        "KATAKANA": "ja",
        "HANGUL": "ko",
        "CJK": "zh",
        "DEVANAGARI": "hi",
        "THAI": "th",
    }
)
# Letters that the language's neighbours in the same script do not have.
_TELLING = ((re.compile("[پچژگ]"), "ar", "fa"), (re.compile("[їєґі]"), "ru", "uk"))


def language_of(text: str) -> str:
    """Return the tag of the language that a text is in, empty where nothing tells."""
    sample = text[:_ENOUGH]
    names = Counter(
        unicodedata.name(c, "").partition(" ")[0].partition("-")[0] for c in sample if c.isalpha()
    )
    script = max(names, key=lambda name: names[name], default="")
    if "HIRAGANA" in names and script == "CJK":
        return "ja"
    if script != "LATIN":
        found = _SCRIPTS.get(script, "")
        told = (other for pattern, tag, other in _TELLING if tag == found and pattern.search(text))
        return next(told, found)
    words = re.findall(r"[^\W\d_]+", sample.lower())
    counts = {tag: sum(word in common for word in words) for tag, common in COMMON.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] >= max(_LEAST, _SHARE * len(words)) else ""
