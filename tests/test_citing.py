"""One record in three formats: each read back by a reader of its own, and all agree."""

from __future__ import annotations

import json
import re
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import (
    MonthIntMiddleware,
    NameParts,
    SeparateCoAuthors,
    SplitNameParts,
)
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from conftest import ENGLISH, ROOT, Linked
from msgspec import Struct
from msgspec.structs import replace
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from smallsite import SMALL

from briefing.link.linking import link
from briefing.model import Article, Settings
from briefing.read.dates import parse_date
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.render.citing import (
    Issued,
    Name,
    Record,
    bibtex,
    citation_meta,
    cite_files,
    csl_json,
    organizations,
    record,
    ris,
)

DATES = (
    *("", "2016", "2016-03", "2016-03-18", "2016-03-18T10:30:00Z", "0632-06-08", "2016-XX"),
    *("2016-03-XX", "2017?", "2017~", "2017-05%", "2014/2015", "2014-05/2015-06-02"),
    *("2014/..", "../2015", "201X", "2016-21", "2016-21/2017", "2016-24~", "-0043", "0000"),
    "Y17000",
)

HOSTILE = (
    'a "quoted" title, with commas; and semicolons',
    "braces {one} }two{ and \\backslash\\ and \\textbf{x}",
    "</script><script>alert(1)</script> & <b>",
    "$x_1^2$ 100% #1 ~ | `tick` ``two`` ''three'' -- --- ,, <<a>>",
    "@article{evil, title = {x}}",
    "TY  - BOOK ER  - AU  - Evil, M",
    "=1+1",
    "تنظيم \u200fالدولة\u200e",
    "emoji 🕊️ and ʿAyn, Čapek, Ørsted, Ğ",
    "Jane and John AND Joan",
    "i: The iPhone and NATO",
)


class Told(Struct, frozen=True):
    """What any of the formats tells of a record."""

    key: str
    title: str
    authors: tuple[Name, ...]
    container: str
    date: tuple[int, ...]
    url: str
    language: str
    note: str


def told(record: Record) -> Told:
    parts = record.issued.parts if record.issued else ()
    return Told(
        record.key,
        record.title,
        record.authors,
        record.container,
        parts[0] if parts else (),
        record.url,
        record.language,
        record.note,
    )


# --- the readers ------------------------------------------------------------------------------


# Commands of LaTeX's kernel that the reader does not know, or takes for an accent.
KERNEL = {"braceleft": "{", "braceright": "}", "less": "<", "greater": ">", "bar": "|"}
KERNEL |= {"asciicircum": "^"}
TEX = get_default_latex_context_db()
TEX.add_context_category(
    "kernel",
    macros=[MacroTextSpec(f"text{name}", shown) for name, shown in KERNEL.items()],
    prepend=True,
)


def shown(text: str) -> str:
    """Return what TeX shows of a text."""
    return LatexNodes2Text(latex_context=TEX, keep_comments=True).latex_to_text(text)


def read_bibtex(text: str) -> Told:
    """Read an entry with bibtexparser; texts as TeX shows them, the address as it stands."""
    names = [SeparateCoAuthors(), SplitNameParts(), MonthIntMiddleware()]
    library = bibtexparser.parse_string(text, append_middleware=names)
    assert library.failed_blocks == []
    assert len(library.blocks) == 1, "one entry and nothing around it"
    (entry,) = library.entries
    found = {field.key: field.value for field in entry.fields}
    assert entry.entry_type == ("article" if "journal" in found else "misc")
    day = re.fullmatch(r"\d{4}-\d\d-(\d\d).*", found.get("date", ""))
    date = [found.get("year"), found.get("month"), day and day[1]]
    return Told(
        entry.key,
        shown(found["title"]),
        tuple(bibtex_name(name) for name in found.get("author", ())),
        shown(found.get("journal", "")),
        tuple(int(part) for part in date if part),
        found.get("url", ""),
        found.get("language", ""),
        shown(found.get("note", "")),
    )


def bibtex_name(name: NameParts) -> Name:
    family, given = shown(" ".join([*name.von, *name.last])), shown(" ".join(name.first))
    return Name(family, given) if given else Name(literal=family)


def read_ris(text: str) -> Told:
    """Read a record with rispy."""
    assert text.endswith("ER  - \r\n")
    assert text.count("\n") == text.count("\r\n")
    (found,) = rispy.loads(text)
    year, month, day, _ = found.get("date", "///").split("/")
    assert year == found.get("year", "")
    assert found["type_of_reference"] == ("MGZN" if "secondary_title" in found else "GEN")
    authors = (author.partition(", ") for author in found.get("authors", ()))
    return Told(
        found["id"],
        found["title"],
        tuple(Name(f, g) if comma else Name(literal=f) for f, comma, g in authors),
        found.get("secondary_title", ""),
        tuple(int(part) for part in (year, month, day) if part),
        found.get("urls", [""])[0],
        found.get("language", ""),
        found.get("notes", [""])[0],
    )


def read_csl(text: str) -> Told:
    (item,) = json.loads(text)
    assert item["type"] == ("article-magazine" if "container-title" in item else "document")
    return Told(
        item["id"],
        item["title"],
        tuple(Name(**name) for name in item.get("author", ())),
        item.get("container-title", ""),
        tuple(item.get("issued", {}).get("date-parts", [()])[0]),
        item.get("URL", ""),
        item.get("language", ""),
        item.get("note", ""),
    )


def read_meta(tags: tuple[tuple[str, str], ...]) -> Told:
    def first(name: str) -> str:
        return next((content for tag, content in tags if tag == f"citation_{name}"), "")

    authors = (content.partition(", ") for tag, content in tags if tag == "citation_author")
    return Told(
        "",
        first("title"),
        tuple(Name(f, g) if comma else Name(literal=f) for f, comma, g in authors),
        first("journal_title"),
        tuple(int(part) for part in first("publication_date").split("/") if part),
        first("public_url"),
        first("language"),
        "",
    )


def assert_all_agree(record: Record) -> None:
    wanted = told(record)
    assert read_bibtex(bibtex(record)) == wanted
    assert read_ris(ris(record)) == wanted
    assert read_csl(csl_json(record)) == wanted
    tags = read_meta(citation_meta(record, ""))
    # The tags have no key, no note, and no word for more than one day.
    assert tags == replace(wanted, key="", note="")


RECORD = Record(
    key="the-text",
    type="article-magazine",
    title="The Title",
    authors=(Name("Barr", "Nathaniel"),),
    container="The Press",
    issued=Issued("2016-03-18", "18 March 2016", ((2016, 3, 18),)),
    url="https://example.org/a_b?c=1&d=%20x#y~z",
    language="en",
)


@pytest.fixture
def article(linked: Linked) -> Article:
    return linked({})[0].articles[0]


def made(article: Article, **changes: Any) -> Record:
    return record(replace(article, **changes), Settings("Site"), ENGLISH)


# --- the formats agree --------------------------------------------------------------------------


def test_the_formats_describe_the_same_record() -> None:
    assert_all_agree(RECORD)


@pytest.mark.parametrize("date", DATES)
def test_they_agree_on_every_kind_of_date(article: Article, date: str) -> None:
    assert_all_agree(made(article, date=parse_date(date) if date else None))


@pytest.mark.parametrize("text", HOSTILE)
def test_they_agree_on_whatever_a_text_holds(text: str) -> None:
    assert_all_agree(replace(RECORD, title=text, container=text))


@pytest.mark.parametrize("text", [text for text in HOSTILE if "," not in text])
def test_they_agree_on_whatever_a_name_holds(text: str) -> None:
    assert_all_agree(replace(RECORD, authors=(Name(literal=text), Name("Doe", "Jane"))))


@pytest.mark.parametrize(
    "names",
    [
        (),
        (Name(literal="Nobody"),),
        (Name("van Doe", "Jane"), Name("al-Turabi", "Hassan")),
        (Name("García Márquez", "Gabriel José"), Name(literal="أحمد علي")),
        (Name("O’Neil", "J. P."), Name(literal="The Press and Co. {Ltd}")),
        (Name("Band and Sons", "Rock and Roll"),),
        (Name("Rock And Roll", "Jim"),),
    ],
)
def test_they_agree_on_every_kind_of_name(names: tuple[Name, ...]) -> None:
    assert_all_agree(replace(RECORD, authors=names))


@pytest.mark.parametrize("field", ["container", "url", "language"])
def test_what_is_not_given_is_left_out(field: str) -> None:
    kind = "document" if field == "container" else RECORD.type
    bare = replace(RECORD, **{field: ""}, type=kind)
    assert_all_agree(bare)
    assert "{}" not in bibtex(bare)
    assert not re.search(r"^(?!ER)..  - \r$", ris(bare), re.MULTILINE)
    assert all(content for _, content in citation_meta(bare, ""))


def test_a_record_of_a_title_alone(article: Article) -> None:
    bare = replace(made(article), authors=(), language="")
    assert_all_agree(bare)
    assert bibtex(bare) == "@misc{text,\n  title = {{The text}}\n}\n"
    assert ris(bare) == "TY  - GEN\r\nID  - text\r\nTI  - The text\r\nER  - \r\n"
    assert json.loads(csl_json(bare)) == [{"id": "text", "type": "document", "title": "The text"}]
    assert citation_meta(bare, "") == (("citation_title", "The text"),)


# --- BibTeX ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_braces_are_balanced_as_bibtex_counts_them(text: str) -> None:
    written = bibtex(replace(RECORD, title=text, authors=(Name(literal=text), Name(text, text))))
    depth = 0
    for character in written:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


def test_a_title_keeps_its_capitals_and_its_letters() -> None:
    written = bibtex(replace(RECORD, title="Über die IS-Provinzen in ليبيا & 100%"))
    assert r"  title = {{Über die IS-Provinzen in ليبيا \& 100\%}}," in written


def test_an_address_with_braces_is_written_without_them(article: Article) -> None:
    found = made(article, url="https://example.org/{a}|^`b")
    assert found.url == "https://example.org/%7Ba%7D%7C%5E%60b"
    assert_all_agree(found)


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "parts", "note"),
    [
        ("2016-03-18", ((2016, 3, 18),), ""),
        ("2016-XX", ((2016,),), ""),
        ("2017?", ((2017,),), "Date: 2017 (uncertain); EDTF 2017?"),
        ("2017-05~", ((2017, 5),), "Date: about May 2017; EDTF 2017-05~"),
        ("2014/2015", ((2014,), (2015,)), "Date: 2014–2015; EDTF 2014/2015"),
        ("2014/..", (), "Date: from 2014; EDTF 2014/.."),
        ("201X", (), "Date: 2010s; EDTF 201X"),
        ("2016-21", ((2016,),), "Date: spring 2016; EDTF 2016-21"),
        ("2016-21/2017", (), "Date: spring 2016 – 2017; EDTF 2016-21/2017"),
        ("2016/2017-21", (), "Date: 2016 – spring 2017; EDTF 2016/2017-21"),
        ("-0043", (), "Date: 44 BC; EDTF -0043"),
    ],
)
def test_a_date_is_told_by_numbers_and_what_they_cannot_tell_by_a_note(
    article: Article, date: str, parts: tuple[tuple[int, ...], ...], note: str
) -> None:
    found = made(article, date=parse_date(date))
    assert found.issued is not None
    assert found.issued.parts == parts
    assert found.note == note


@pytest.mark.parametrize(
    ("date", "csl", "ris_date"),
    [
        ("2016-03-18", {"date-parts": [[2016, 3, 18]]}, "2016/03/18/"),
        ("2016-03", {"date-parts": [[2016, 3]]}, "2016/03//"),
        ("2017?", {"date-parts": [[2017]], "circa": True}, "2017///uncertain"),
        ("2017~", {"date-parts": [[2017]], "circa": True}, "2017///approximate"),
        ("2017%", {"date-parts": [[2017]], "circa": True}, "2017///approximate, uncertain"),
        ("2014-05/2015", {"date-parts": [[2014, 5], [2015]]}, "2014/05//"),
        ("2016-24", {"date-parts": [[2016]], "season": 4}, "2016///"),
        ("2014/..", {"literal": "from 2014"}, None),
    ],
)
def test_doubts_are_told_in_the_words_of_each_format(
    article: Article, date: str, csl: dict[str, Any], ris_date: str | None
) -> None:
    found = made(article, date=parse_date(date))
    assert json.loads(csl_json(found))[0]["issued"] == csl
    assert rispy.loads(ris(found))[0].get("date") == ris_date
    assert f"  date = {{{date}}}," in bibtex(found)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nathaniel Barr", Name("Barr", "Nathaniel")),
        ("Barr, Nathaniel", Name("Barr", "Nathaniel")),
        ("A. Writer", Name("Writer", "A.")),
        ("Jane van Doe", Name("van Doe", "Jane")),
        ("Hassan al-Turabi", Name("al-Turabi", "Hassan")),
        ("ʿAlī Čapek", Name("Čapek", "ʿAlī")),
        ("King, Martin Luther, Jr.", Name(literal="King, Martin Luther, Jr.")),
        ("Martin King Jr.", Name(literal="Martin King Jr.")),
        ("Umm ʿAlī", Name(literal="Umm ʿAlī")),
        ("Abu Bakr al-Baghdadi", Name(literal="Abu Bakr al-Baghdadi")),
        ("Plato", Name(literal="Plato")),
        ("the editors", Name(literal="the editors")),
        ("Editors of the Review", Name(literal="Editors of the Review")),
        ("International Crisis Group", Name(literal="International Crisis Group")),
        ("Human Rights Watch", Name(literal="Human Rights Watch")),
        ("Team 7", Name(literal="Team 7")),
        ("أحمد علي", Name(literal="أحمد علي")),
        ("王 小波", Name(literal="王 小波")),
        ("One Two Three Four Five", Name(literal="One Two Three Four Five")),
        (",", Name(literal=",")),
        ("A, ", Name(literal="A,")),
    ],
)
def test_a_name_is_taken_apart_only_where_that_is_plain(
    article: Article, text: str, name: Name
) -> None:
    assert made(article, authors=(text,)).authors == (name,)


def test_an_actor_that_is_no_person_stays_whole(linked: Linked) -> None:
    files = {
        "content/articles/text.md": "---\ntitle: T\nsource: text.txt\n"
        "author: [Al Monitor, Jane Doe, Black Rose]\n---\n",
        "content/actors/monitor.md": "---\ntitle: The Monitor\naliases: [Al Monitor]\n"
        "kind: media\n---\n",
        "content/actors/rose.md": "---\ntitle: Black Rose\nkind: group\n---\n",
        "content/actors/doe.md": "---\ntitle: Jane Doe\nkind: person\n---\n",
    }
    briefing = linked(files)[0]
    assert organizations(briefing) == {"The Monitor", "Al Monitor", "Black Rose"}
    written = dict(cite_files(briefing, ENGLISH))["cite/text.json"]
    assert json.loads(written)[0]["author"] == [
        {"literal": "Al Monitor"},
        {"family": "Doe", "given": "Jane"},
        {"literal": "Black Rose"},
    ]


# --- the rest -----------------------------------------------------------------------------------


def test_a_text_of_several_lines_is_one(article: Article) -> None:
    found = made(article, title="One\nTY  - BOOK\r\n\ttwo", publisher="A\n B")
    assert (found.title, found.container) == ("One TY - BOOK two", "A B")


def test_the_tags_of_a_page_come_in_order() -> None:
    assert citation_meta(RECORD, "https://briefing.example/articles/the-text/") == (
        ("citation_title", "The Title"),
        ("citation_author", "Barr, Nathaniel"),
        ("citation_publication_date", "2016/03/18"),
        ("citation_journal_title", "The Press"),
        ("citation_language", "en"),
        ("citation_public_url", "https://example.org/a_b?c=1&d=%20x#y~z"),
    )


def test_the_page_s_own_address_stands_in_for_the_original_s() -> None:
    tags = dict(citation_meta(replace(RECORD, url=""), "https://briefing.example/"))
    assert tags["citation_public_url"] == "https://briefing.example/"


def test_each_article_has_three_files(linked: Linked) -> None:
    briefing = linked(SMALL)[0]
    files = dict(cite_files(briefing, ENGLISH))
    assert list(files) == [
        f"cite/{slug}.{ending}"
        for slug in (article.slug for article in briefing.articles)
        for ending in ("bib", "ris", "json")
    ]
    for article in briefing.articles:
        slug, known = article.slug, organizations(briefing)
        wanted = told(record(article, briefing.settings, ENGLISH, organizations=known))
        assert read_bibtex(files[f"cite/{slug}.bib"].decode()) == wanted
        assert read_ris(files[f"cite/{slug}.ris"].decode()) == wanted
        assert read_csl(files[f"cite/{slug}.json"].decode()) == wanted
    again = linked(dict(reversed(SMALL.items())))[0]
    assert dict(cite_files(again, ENGLISH)) == files


def test_a_citation_processor_sets_this_repository_s_article() -> None:
    briefing = link(read_library(read_files(ROOT)))[0]
    article = briefing.articles[0]
    found = record(article, briefing.settings, ENGLISH, organizations=organizations(briefing))
    assert_all_agree(found)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    source = CiteProcJSON(json.loads(csl_json(found)))
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(found.key)]))
    (entry,) = (str(item) for item in bibliography.bibliography())
    assert entry.startswith("Barr, N. (")
    assert article.title in entry
    assert article.publisher in entry
