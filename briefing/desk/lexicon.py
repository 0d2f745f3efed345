"""Words of several languages by which the head, the foot and the prose of a text are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType


def _by_word(**rows: str) -> Mapping[str, str]:
    return MappingProxyType({word: name for name, words in rows.items() for word in words.split()})


LABELS = _by_word(
    title="title headline titre titel título العنوان",
    author="author authors by byline auteur autor الكاتب المؤلف",
    publisher="publisher publication source éditeur quelle fuente المصدر الناشر",
    date="date published datum fecha التاريخ",
    url="url link address permalink الرابط",
)
"""The field that a label stands for, as in "Author: Jane Doe"."""

BYLINE = re.compile(r"(?:by|par|von|por|بقلم)\s*:?\s+(?P<who>\S.*)", re.IGNORECASE)
AND = re.compile(r"\s*(?:,\s*(?:and\s)?|\band\b|\bet\b|\bund\b|&)\s*")
"""What parts the authors in a byline."""

PUBLISHED = re.compile(
    r"\A(?:(?:first )?(?:published|posted|updated)(?: on)?|publié le|mis à jour le|"
    r"veröffentlicht am|publicado el|نشر في)\b",
    re.IGNORECASE,
)
"""What stands before a date and is no publisher."""

MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for names in (
            "jan feb mar apr may jun jul aug sep oct nov dec",
            "janv févr mars avr mai juin juil août sept oct nov déc",
            "january february march april may june july august september october november december",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "januar februar märz april mai juni juli august september oktober november dezember",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
            " diciembre",
            "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        )
        for number, name in enumerate(names.split(), 1)
    }
)

BOILERPLATE = re.compile(
    r"""©|\bcopyright\b|\ball\ rights\ reserved|\bcookies?\b|\bclick\ here\b|\bsubscribe\b
    |\bnewsletter\b|\bsign\ up\b|\blog\ in\b|\bshare\ (?:this|on)\b|\bfollow\ us\b
    |\b(?:related|other|more)\ (?:articles|stories|posts)\b|\bread\ (?:more|the\ original)\b
    |\boriginal\ article\b|\badvertisement\b|\bprivacy\ policy\b|\bterms\ of\ (?:use|service)\b
    |\btous\ droits\ réservés|\babonnez-vous|\blire\ aussi\b|\bcliquez\ ici\b|\bpublicité\b
    |\balle\ rechte\ vorbehalten|\blesen\ sie\ auch\b|\btodos\ los\ derechos\ reservados
    |جميع\ الحقوق\ محفوظة|اقرأ\ أيضا|اشترك""",
    re.IGNORECASE | re.VERBOSE,
)
"""What a page from the web says around a text."""

COMMON: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset("the of and to in that is was for with as by on are from his it".split()),
        "fr": frozenset("le la les l de des d et en dans une du que qui sur par au il".split()),
        "de": frozenset("der die das und ist den von mit nicht ein eine dem zu auf für".split()),
        "es": frozenset("el la los las de que y en un una por con del para se su al".split()),
        "it": frozenset("il la di che e è un una per con del della non sono gli nel".split()),
        "pt": frozenset("o a os as de que e em um uma para com do da não no na dos".split()),
    }
)
"""The commonest words of languages in Latin script."""
