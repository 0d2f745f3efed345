"""A file's name is an address: which names can be one, and one for any title."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

LONGEST = 60

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))]
)
RESERVED_PAGES = frozenset(
    "actors articles assets cite data evidence feed glossary index manifest pagefind places"
    " robots search sitemap timeline 404".split()
)
"""Names at the top of the site that a free page cannot have."""


def slug_fault(slug: str, folder: str) -> tuple[str, str]:
    """Say why a name cannot be an address on every host and every disk, and what may mend it.

    Both texts are empty for a name that can.
    """
    if not _SLUG.fullmatch(slug):
        message = f'"{slug}" cannot be an address: only a-z, 0-9 and single hyphens'
        return message, _better(slug)
    if len(slug) > LONGEST:
        return f"the address of this page is longer than {LONGEST} characters", _better(slug)
    if is_device(slug) or slug == "index":
        return f'"{slug}" is a reserved name', "choose another name"
    if folder == "pages" and slug in RESERVED_PAGES:
        return f"the address /{slug}/ is taken by the site itself", "choose another name"
    return "", ""


def _better(slug: str) -> str:
    better = suggest_slug(slug)
    return f'such as "{better}.md"' if better else "a-z, 0-9 and hyphens"


def is_device(name: str) -> bool:
    """Say whether Windows takes a file of this name, whatever its ending, for a device."""
    return name.partition(".")[0].strip().lower() in _DEVICES


def suggest_slug(text: str) -> str:
    """Return a slug for any text, empty when nothing of it can be kept.

    Accents are dropped, and Arabic, Cyrillic and Greek letters become Latin ones. What is
    too long is cut, between two words if the first are not too short by themselves.
    """
    apart = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(map(_latin, apart)).encode("ascii", "ignore").decode()
    return _cut(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"))


def _latin(letter: str) -> str:
    """Return what stands for a letter in an address; marks part words, apostrophes do not."""
    if letter in _APOSTROPHES:
        return ""
    return _LATIN.get(letter, "-" if unicodedata.category(letter)[0] in "PSZ" else letter)


def _cut(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    between = slug.rfind("-", LONGEST // 2, LONGEST + 1)
    return slug[: between if between > 0 else LONGEST].rstrip("-")


_APOSTROPHES = frozenset("'’‘ʼʻʿʾ`´")


def _table(*rows: str) -> dict[str, str]:
    """Make a table of rows of ``letters:latin``; a letter that is not written has no latin."""
    pairs = (pair.partition(":") for row in rows for pair in row.split())
    return {letter: latin for letters, _, latin in pairs for letter in letters}


# After NFKD, so a letter with an accent is met without it. Short vowels of Arabic are not
# written, and nothing is made up for them.
_LATIN = MappingProxyType(
    _table(
        # Latin letters that no accent explains
        "ß:ss æ:ae œ:oe ø:o ł:l đð:d þ:th ı:i ħ:h ŋ:ng ə:a",
        # Cyrillic: Russian, Ukrainian, Serbian, Kazakh, Uzbek, Tajik
        "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f",
        "х:kh ц:ts ч:ch ш:sh щ:shch ъь: ы:y э:e ю:yu я:ya є:ye і:i ґ:g ѓ:g ђ:dj ј:j љ:lj њ:nj",
        "ћ:c џ:dz ә:a ғ:gh қ:q ң:ng ө:o ү:u ұ:u һ:h ҳ:h ҷ:j ҝ:g ѕ:dz",
        # Greek
        "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σς:s τ:t υ:y",
        "φ:f χ:ch ψ:ps ω:o",
        # Arabic, with the letters of Persian and Urdu
        "ا:a ب:b ت:t ث:th ج:j ح:h خ:kh د:d ذ:dh ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:a غ:gh",
        "ف:f ق:q ك:k ل:l م:m ن:n ه:h ة:a و:w ي:y ى:a ء: ٱ:a پ:p چ:ch ژ:zh گ:g ک:k ی:y ے:e",
        "٠۰:0 ١۱:1 ٢۲:2 ٣۳:3 ٤۴:4 ٥۵:5 ٦۶:6 ٧۷:7 ٨۸:8 ٩۹:9",
    )
)
