"""The words of the interface: complete in every language, right by CLDR, found by every tag."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import babel
import html5lib
import pytest
from babel.dates import format_date
from babel.localedata import locale_identifiers
from conftest import ENGLISH, ROOT, Built, Project
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from tongues import ARABIC, FRENCH

from briefing.check.ledger import VERDICTS, Ledger
from briefing.diagnostics import Diagnostic, Position
from briefing.pipeline import TEMPLATES, Options, check
from briefing.read.dates import parse_date
from briefing.read.files import read_templates
from briefing.render.language import Counted, Language, filled, places, read_language
from briefing.render.plurals import CATEGORIES, category, parse
from briefing.render.wording import date_in_words

ASKED = Position("content/site.yml")
FILES = read_templates(TEMPLATES, ROOT)
BUNDLED = sorted(path.stem for path in (TEMPLATES / "languages").glob("*.yml"))


def read(tag: str, files: Mapping[str, bytes] = FILES) -> tuple[Language, tuple[Diagnostic, ...]]:
    return read_language(files, tag, ASKED)


LANGUAGES = {tag: read(tag)[0] for tag in BUNDLED}


def own(tag: str, text: str) -> tuple[Language, list[str]]:
    """Read a language with a file of the briefing's own, and say what is wrong with it."""
    path = f"languages/{tag}.yml"
    shadowed = {f"bundled/{path}": FILES[path]} if path in FILES else {}
    found, problems = read(tag, {**FILES, **shadowed, path: text.encode()})
    return found, [str(problem) for problem in problems]


# --- the bundled languages ------------------------------------------------------------------


def test_english_french_and_arabic_are_there() -> None:
    assert {"ar", "en", "fr"} <= set(BUNDLED)


def keys(tag: str) -> list[str]:
    """Return all lines of a file that open a section, a text or a form of one, in order."""
    text = (TEMPLATES / "languages" / f"{tag}.yml").read_text(encoding="utf-8")
    lines = re.findall(r'^( {0,2})"?([\w-]+)"?:', text, re.MULTILINE)
    start = lines.index(("", "frame"))
    return [f"{indent}{name}" for indent, name in lines[start:]]


@pytest.mark.parametrize("tag", BUNDLED)
def test_a_bundled_language_is_whole_and_in_the_order_of_the_others(tag: str) -> None:
    assert read(tag)[1] == ()
    assert keys(tag) == keys("en")


@pytest.mark.parametrize("tag", BUNDLED)
def test_a_bundled_language_has_the_places_of_english(tag: str) -> None:
    texts = LANGUAGES[tag].texts
    for key, text in ENGLISH.texts.items():
        assert places(texts[key]) == places(text), key


@pytest.mark.parametrize("tag", BUNDLED)
def test_a_text_that_counts_has_every_form_that_cldr_asks_for(tag: str) -> None:
    wanted = {*babel.Locale.parse(tag).plural_form.tags, "other"}
    counted = [text for text in LANGUAGES[tag].texts.values() if isinstance(text, Counted)]
    assert counted
    for text in counted:
        assert set(text.forms) == wanted
        assert set(text.rules) == wanted - {"other"}


@pytest.mark.parametrize("tag", BUNDLED)
def test_a_number_that_has_several_values_shows_in_the_form_for_them(tag: str) -> None:
    """A form without {number} in it must be for one number alone; only "mentions" stands apart."""
    for key, text in LANGUAGES[tag].texts.items():
        if not isinstance(text, Counted) or "number" not in places(text):
            continue
        for name, form in text.forms.items():
            numbers = [n for n in range(2000) if category(text.rules, n) == name]
            assert "{number}" in form or len(numbers) <= 1, f"{key}: {form}"


@pytest.mark.parametrize("tag", BUNDLED)
def test_the_typography_of_a_language_is_that_of_its_press(tag: str) -> None:
    for key, text in LANGUAGES[tag].texts.items():
        for form in [text] if isinstance(text, str) else text.forms.values():
            assert not re.search("[\"']|\\.\\.\\.|  ", form), f"{key}: {form}"
            if tag == "fr":
                assert not re.search(r"[ \w][;!?»:]|« |[^\u00a0]:(?= |$)", form), f"{key}: {form}"
            if tag == "ar":
                bare = re.sub(r"\{[a-z]+\}|^[A-Z]{2}$", "", form)
                assert not re.search("[A-Za-z,;?\u0660-\u0669]", bare), f"{key}: {form}"


# --- keys in use ------------------------------------------------------------------------------


def sources(*patterns: str) -> Iterator[str]:
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            yield path.read_text(encoding="utf-8")


def used() -> tuple[set[str], set[str]]:
    """Return the keys that templates and modules name, and the sections of which they name any."""
    text = "\n".join(sources("templates/**/*.html", "briefing/render/*.py"))
    whole = set(re.findall(r"""["']([a-z-]+\.[a-z-]+)["']""", text))
    sections = set(re.findall(r"""f["']([a-z-]+)\.[a-z-]*\{""", text))
    return whole, sections


def test_every_text_is_used() -> None:
    whole, sections = used()
    idle = [
        key
        for key in ENGLISH.texts
        if key not in whole
        and key.partition(".")[0] not in {*sections, "site-script", "search-script"}
    ]
    assert idle == []


def test_every_text_that_is_used_exists() -> None:
    text = "\n".join(sources("templates/**/*.html", "briefing/render/*.py"))
    asked = set(re.findall(r"""\b(?:say|count|optional)\(\s*["']([^"']+)["']""", text))
    assert len(asked) > 80
    assert asked - ENGLISH.texts.keys() == set()


@pytest.mark.parametrize("script", ["site", "search"])
def test_the_texts_of_a_script_are_those_that_it_says(script: str) -> None:
    """A key stands in a script as it is, or is put together of a name and its state."""
    text = "\n".join(sources(f"templates/assets/js/{script}/*.js"))
    words = ENGLISH.section(f"{script}-script")
    assert words
    for key in words:
        name, _, state = key.partition("-")
        parts = [name] if not state else [name, state]
        found = f"'{key}'" in text or all(re.search(rf"'{part}'", text) for part in parts)
        assert found or f"kinds.{key}" in ENGLISH.texts, key
    said = set(re.findall(r"""\bsay\('([^']+)'|WORDS\['([^']+)'\]""", text))
    assert {one or other for one, other in said} <= words.keys()


def test_what_the_ledger_says_has_words() -> None:
    for word in VERDICTS:
        assert ENGLISH.say(f"verdicts.{word}") == word
        assert ENGLISH.say(f"verdict-meanings.{word}") == VERDICTS[word]
    for name in Ledger().sums():
        assert ENGLISH.say(f"sums.{name.replace(' ', '-')}") == name


# --- plural rules -----------------------------------------------------------------------------


def cldr(rules: Mapping[str, str]) -> dict[str, str]:
    """Return Babel's rules in the syntax of CLDR, in the order of its categories."""
    slips = ((" not in ", " != "), (" in ", " = "), (" mod ", " % "))

    def rule(text: str) -> str:
        for slip, meant in slips:
            text = text.replace(slip, meant)
        return text

    return {name: rule(rules[name]) for name in CATEGORIES if name in rules}


NUMBERS = (*range(2001), 10**4, 10**5, 10**6, 10**6 + 1, 2 * 10**6, 10**9)
ALL = sorted({tag.partition("_")[0] for tag in locale_identifiers()} - {"root"})


@pytest.mark.parametrize("tag", ALL)
def test_the_rules_of_cldr_are_read_as_babel_reads_them(tag: str) -> None:
    oracle = babel.Locale.parse(tag).plural_form
    rules = {name: parse(rule) for name, rule in cldr(oracle.rules).items()}
    assert [category(rules, n) for n in NUMBERS] == [oracle(n) for n in NUMBERS]


@pytest.mark.parametrize("tag", BUNDLED)
def test_the_rules_of_a_bundled_language_are_those_of_cldr(tag: str) -> None:
    counted = LANGUAGES[tag].texts["counts.actors"]
    assert isinstance(counted, Counted)
    oracle = babel.Locale.parse(tag).plural_form
    assert [category(counted.rules, n) for n in NUMBERS] == [oracle(n) for n in NUMBERS]


@pytest.mark.parametrize("text", ["n", "n =", "x = 1", "n % 0 = 1", "n = 1..", "n within 1..2"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse(f"n = 1 and {text} or i = 2")


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "0 places,1 place,2 places,3 places,11 places,100 places"),
        ("fr", "0 lieu,1 lieu,2 lieux,3 lieux,11 lieux,100 lieux"),
        ("ar", "لا أماكن,مكان واحد,مكانان,3 أماكن,11 مكانًا,100 مكان"),
    ],
)
def test_places_counted(tag: str, words: str) -> None:
    said = [LANGUAGES[tag].count("counts.places", n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == words.split(",")


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", BUNDLED)
def test_days_and_months_are_those_of_babel(tag: str) -> None:
    for month in range(1, 13):
        day = datetime.date(2016, month, 17)
        for edtf, pattern in (("%Y-%m-%d", "d MMMM y"), ("%Y-%m", "MMMM y")):
            words = date_in_words(parse_date(day.strftime(edtf)), LANGUAGES[tag])
            assert words == format_date(day, pattern, locale=tag)


@pytest.mark.parametrize("tag", BUNDLED)
def test_the_order_of_a_date_is_that_of_babel(tag: str) -> None:
    """English alone is printed with the day first, as its newspapers outside America do."""
    pattern = babel.Locale.parse(f"{tag}_001" if tag == "en" else tag).date_formats["long"].pattern
    assert LANGUAGES[tag].say("dates.day", day="d", month="MMMM", year="y") == pattern


@pytest.mark.parametrize("tag", BUNDLED)
def test_years_before_christ_are_those_of_babel(tag: str) -> None:
    era = babel.Locale.parse(tag).eras["abbreviated"][0]
    assert LANGUAGES[tag].say("dates.before-christ", year=44).replace("\u202f", " ") == f"44 {era}"


DATES = """2016-03-01 | 1er mars 2016 | 1 مارس 2016
2016~ | vers 2016 | نحو 2016
2016-03-18~ | vers le 18 mars 2016 | نحو 18 مارس 2016
2016-22~ | été 2016 (environ) | صيف 2016 (تقريبًا)
2016? | 2016 (incertain) | 2016 (غير مؤكد)
2016-03% | vers mars 2016 (incertain) | نحو مارس 2016 (غير مؤكد)
2014/2015 | 2014–2015 | 2014–2015
2014-05/2015 | mai 2014 – 2015 | مايو 2014 – 2015
2014/.. | à partir de 2014 | منذ 2014
2014-05-01/.. | à partir du 1er mai 2014 | منذ 1 مايو 2014
../2014-05 | jusqu’en mai 2014 | حتى مايو 2014
../2014-05-01 | jusqu’au 1er mai 2014 | حتى 1 مايو 2014
201X~ | années 2010 (environ) | عقد 2010 (تقريبًا)
../2014-21 | printemps 2014 et avant | حتى ربيع 2014
2014~/.. | à partir de 2014 (environ) | منذ 2014 (تقريبًا)
20XX | 2000–2099 | 2000–2099
-0043 | 44 av. J.-C. | 44 ق.م
../-0043 | jusqu’en 44 av. J.-C. | حتى 44 ق.م"""


@pytest.mark.parametrize("line", DATES.splitlines())
def test_dates_in_french_and_arabic(line: str) -> None:
    edtf, *words = line.split(" | ")
    date = parse_date(edtf)
    assert [date_in_words(date, LANGUAGES[tag]) for tag in ("fr", "ar")] == words


# --- values in texts --------------------------------------------------------------------------


@given(st.text(), st.text())
def test_what_is_set_into_a_text_stays_text(text: str, value: str) -> None:
    text = re.sub("[{}]", "", text)
    assert filled(f"{text}{{name}}", {"name": value}) == text + value
    marked = filled(f"{text}{{name}}{{link}}", {"name": value, "link": Markup("<b>x</b>")})
    assert isinstance(marked, Markup)
    assert marked.striptags().split() == f"{text}{value}x".split() or "<" in text + value
    assert marked.count("<") == 2


def test_a_text_is_asked_for_as_what_it_is() -> None:
    with pytest.raises(TypeError, match="counts something"):
        ENGLISH.say("counts.places")
    with pytest.raises(TypeError, match="counts nothing"):
        ENGLISH.count("frame.skip", 2)
    assert ENGLISH.optional("types.other") == ""


def test_the_scripts_get_texts_and_forms() -> None:
    words = ENGLISH.section("search-script")
    assert words["failed"] == ENGLISH.say("search-script.failed")
    assert words["results"] == {"one": "{number} result", "other": "{number} results"}
    assert "theme" not in words


# --- which language ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "found"),
    [("en", "en"), ("en-GB", "en"), ("FR", "fr"), ("fr-CA", "fr"), ("ar-Arab-EG", "ar")],
)
def test_a_tag_finds_its_language_without_a_word(tag: str, found: str) -> None:
    language, problems = read(tag)
    assert (language.tag, problems) == (found, ())


def test_a_language_without_words_is_english_and_says_so() -> None:
    language, problems = read("de-AT")
    assert language.texts == ENGLISH.texts
    assert [str(problem) for problem in problems] == [
        "content/site.yml:1:1: note[untranslated]: the interface is in English: there are no words"
        ' for the language "de-AT" (write templates/languages/de.yml)'
    ]


GERMAN = """plural: {one: "i = 1 and v = 0"}
frame: {search: Suche}
counts:
  places: {one: "{number} Ort", other: "{number} Orte"}
"""


def test_an_own_language_needs_no_code_and_may_be_unfinished() -> None:
    language, problems = own("de", GERMAN)
    assert (language.tag, language.say("frame.search")) == ("de", "Suche")
    assert [language.count("counts.places", n) for n in (1, 2)] == ["1 Ort", "2 Orte"]
    assert language.say("frame.skip") == ENGLISH.say("frame.skip")
    assert language.count("counts.terms", 1) == "1 term"
    (note,) = problems
    assert note.startswith(
        "templates/languages/de.yml:1:1: note[untranslated]: what has no words here is said in"
        " English: article.by, "
    )


def test_an_own_file_changes_only_what_it_holds() -> None:
    language, problems = own("fr", "sections:\n  actors: Protagonistes\n")
    assert language.say("sections.actors") == "Protagonistes"
    assert language.say("sections.places") == "Lieux"
    assert language.count("counts.terms", 0) == "0 terme"
    assert problems == []
    english, problems = own("en", "sections:\n  actors: Cast\n")
    assert (english.say("sections.actors"), problems) == ("Cast", [])
    assert english.say("sections.places") == "Places"


def test_a_region_lies_on_its_language() -> None:
    path = "languages/fr-CA.yml"
    language, problems = read("fr-CA", {**FILES, path: b"sections:\n  home: Entree\n"})
    assert (language.tag, problems) == ("fr-CA", ())
    assert (language.say("sections.home"), language.say("sections.places")) == ("Entree", "Lieux")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("frame: [a]", "1:8", "a group of texts belongs here, each under a name"),
        ("Suche", "1:1", "a group of texts belongs here, each under a name"),
        ("frame:\n  serach: Suche", "2:3", 'there is no text "frame.serach"'),
        ("frame:\n  search: [a]", "2:11", "a text belongs here"),
        ("frame:\n  search: ''", "2:11", "a text belongs here"),
        ("frame:\n  search: '{1} x'", "2:11", "a brace stands alone here"),
        ("frame:\n  search: '{name}'", "2:3", 'there is no value "name" here'),
        ("article:\n  by: 'von {name}'", "2:3", 'there is no value "name" here'),
        ("frame:\n  search: {one: a, other: b}", "2:3", '"frame.search" has another shape'),
        ("counts:\n  places: Orte", "2:3", '"counts.places" has another shape'),
        ("counts:\n  places: {one: Ort}", "2:11", "a form is missing: other"),
        ("counts:\n  places: {other: b, one: a, few: c}", "2:30", '"few" is no form of this text'),
        ("counts:\n  places: {other: b, one: [a]}", "2:27", "a text belongs here"),
        ("plural:\n  some: n = 1", "2:3", '"some" is no plural category'),
        ("plural:\n  other: n = 1", "2:3", '"other" is no plural category'),
        ("plural:\n  one: n is 1", "2:8", '"n is 1" is no part of a plural rule of CLDR'),
        ("frame:\n  search: a\n  search: b", "3:3", '"search" is given twice'),
        ("frame:\n  search: a: b", "2:12", 'a ": " is not expected here'),
    ],
)
def test_a_mistake_in_an_own_language_is_told_at_its_place(
    text: str, place: str, said: str
) -> None:
    language, problems = own("de", text)
    start = f"templates/languages/de.yml:{place}: error[template]: {said}"
    assert next(problem for problem in problems if "note[" not in problem).startswith(start)
    assert language.say("frame.search") in ("Search", "a")


def test_a_language_must_be_utf_8() -> None:
    _, problems = read("de", {**FILES, "languages/de.yml": "a:\n b: ü".encode("latin-1")})
    assert str(problems[0]).startswith("templates/languages/de.yml:2:1: error[template]: byte 0xfc")


def test_mistakes_stop_the_build_and_are_told_together(built: Built, tmp_path: Path) -> None:
    files = {
        "content/site.yml": "title: T\nlanguage: de\n",
        "templates/languages/de.yml": "frame:\n  serach: x\n  skpi: y\n",
    }
    report, site = built(files)
    assert report.failed
    assert not site.exists()
    assert [str(p.position) for p in report.problems if p.code == "template"] == [
        "templates/languages/de.yml:2:3",
        "templates/languages/de.yml:3:3",
    ]


def test_a_note_on_the_language_stops_nothing(built: Built) -> None:
    report, site = built({"content/site.yml": "title: T\nlanguage: de\n"})
    assert "untranslated" in [problem.code for problem in report.problems]
    assert not report.failed
    assert '<html lang="de" dir="ltr">' in (site / "index.html").read_text(encoding="utf-8")


# --- whole sites ------------------------------------------------------------------------------

SHOWN = ("aria-label", "title", "alt", "placeholder", "aria-description")
NAMES = frozenset(
    {
        "BibTeX",
        "RIS",
        "CSL-JSON",
        "Ctrl K",
        "Natural Earth",
        "The mill stood for a hundred years",
    }
)
"""What stays as it is: the names of formats, keys and sources, and what the content quotes."""


def texts(page: Path) -> Iterator[str]:
    """Yield every text that a reader sees or hears of a page, its head's included."""
    tree = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    for element in tree.iter():
        yield from (element.attrib[name] for name in SHOWN if name in element.attrib)
        if element.tag == "meta" and element.attrib.get("name") == "description":
            yield element.attrib["content"]
        if element.tag not in ("script", "style"):
            yield element.text or ""
        yield element.tail or ""


def text(site: Path, address: str) -> str:
    return " ".join(" ".join(texts(site / address / "index.html")).split())


def test_every_word_of_an_arabic_site_is_arabic(built: Built) -> None:
    report, site = built(ARABIC)
    assert not report.failed
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        assert '<html lang="ar" dir="rtl">' in page.read_text(encoding="utf-8")
        strange = [
            t for t in texts(page) if re.search("[A-Za-z]{2}", t) and t.strip(" .") not in NAMES
        ]
        assert strange == [], page


def test_an_arabic_site_counts_and_dates_in_arabic(built: Built) -> None:
    _, site = built(ARABIC)
    assert "3 فاعلين مكانان مصطلح واحد حدثان" in text(site, "")
    assert "بقلم سلمى النجار، يوسف الحداد" in text(site, "articles/text")
    assert "18 مارس 2016 دقيقة واحدة" in text(site, "articles/text")
    salim = text(site, "actors/salim")
    assert "ورد الاسم 4 مرات، في 4 من 5 فقرات" in salim
    assert "(اطُّلع عليه في 1 مايو 2016)" in salim
    assert "نحو 44 ق.م" in text(site, "timeline")
    assert "31.25 درجة جنوبًا، 16.5 درجة شرقًا" in text(site, "places/hill")
    assert "عنوانها الجديد" in text(site, "old-mill")


def test_a_french_site_is_french(built: Built) -> None:
    report, site = built(FRENCH)
    assert [str(p) for p in report.problems if p.code != "no-base-url"] == []
    for page in site.rglob("*.html"):
        assert '<html lang="fr-CA" dir="ltr">' in page.read_text(encoding="utf-8")
        english = r"\b(?:the|of|and|page not|search|named|open|with|this|key|also|by)\b"
        strange = [t for t in texts(page) if re.search(english, t, re.IGNORECASE)]
        assert strange == [], page
    article = text(site, "articles/text")
    assert "Par Anne Roy, Luc Gagnon 1er mars 2016 1 minute" in article
    assert "46,5° N, 72,25° O" in text(site, "places/seve")
    assert "jusqu’au 1er mars 2016" in text(site, "timeline")
    assert "2 mentions, dans 2 des 2 passages" in text(site, "actors/jean")


# --- scripts of two directions ----------------------------------------------------------------

MIXED = {
    "content/articles/text.md": "---\ntitle: The text\nsource: text.txt\nauthor: A. B.\n---\n",
    "seeds/text.txt": "Sirte is a city.\n\n«باقية وتتمدد»، هكذا قالوا: كلها.\n\nOf باقية, too.\n",
    "content/places/sirte.md": """---
title: Sirte
kind: city
---

«سرت»: مدينة.

The word سرت stands here.

> قالوا: كلها.

- سرت (المدينة).
- Sirte
""",
}


def test_a_paragraph_wholly_in_arabic_runs_from_right_to_left(built: Built) -> None:
    _, site = built(MIXED)
    article = (site / "articles/text/index.html").read_text(encoding="utf-8")
    ways = dict(re.findall(r'<p id="(p\d)" data-passage="[^"]*"(| dir="\w+")>', article))
    assert ways == {"p1": "", "p2": ' dir="rtl"', "p3": ""}
    place = (site / "places/sirte/index.html").read_text(encoding="utf-8")
    body = place.partition('<div class="entity-body prose">')[2].partition("</div>")[0]
    assert re.findall(r'<(\w+) lang="ar" dir="rtl">', re.sub("<bdi [^>]*>", "", body)) == [
        "p",
        "blockquote",
        "p",
        "li",
    ]
    assert '<p>The word <bdi lang="ar" dir="rtl">سرت</bdi> stands here.</p>' in body


def test_in_an_arabic_site_other_words_stand_apart(built: Built) -> None:
    _, site = built(ARABIC)
    page = (site / "actors/salim/index.html").read_text(encoding="utf-8")
    assert '<blockquote dir="ltr">' in page
    assert 'dir="rtl">سالم' not in page
    article = (site / "articles/text/index.html").read_text(encoding="utf-8")
    assert '<bdi dir="ltr">BibTeX</bdi>' in article


def test_the_check_reads_the_words_too(project: Project) -> None:
    root = project({"content/site.yml": "title: T\nlanguage: nl\n"})
    found = check(Options(root, root / "site")).problems
    assert [str(p.position) for p in found if p.code == "untranslated"] == ["content/site.yml:1:1"]
