"""How to cite an article: one record, written for BibTeX, RIS, CSL-JSON and HTML.

The record describes the article itself and not the briefing's page about it, so its
address is that of the original or none: a reader who cites from here must not be led to
credit the publisher with a page of ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from msgspec import Struct

from briefing.asjson import laid_out
from briefing.model import Article, Briefing, Date, Settings
from briefing.render.language import Language
from briefing.render.lookups import Lookups
from briefing.render.wording import date_in_words


class Name(Struct, frozen=True):
    """An author: family and given name, or a name that is not taken apart (``literal``)."""

    family: str = ""
    given: str = ""
    literal: str = ""

    @property
    def inverted(self) -> str:
        """``Barr, Nathaniel``, or the name as it is."""
        return self.literal or f"{self.family}, {self.given}"


class Issued(Struct, frozen=True):
    """When something was published, as bibliographies tell it.

    ``parts`` are one date or the two ends of a span, each as (year, month, day) as far as
    it is known; empty where numbers cannot tell it. ``season`` counts from spring, 1.
    """

    edtf: str
    words: str
    parts: tuple[tuple[int, ...], ...] = ()
    season: int = 0
    uncertain: bool = False
    approximate: bool = False

    @property
    def plain(self) -> bool:
        """Whether year, month and day say all that is known."""
        return len(self.parts) == 1 and not (self.season or self.uncertain or self.approximate)


class Record(Struct, frozen=True, kw_only=True):
    """What is cited. ``type`` is CSL's: ``article-magazine``, or ``document`` of no publisher."""

    key: str
    type: str
    title: str
    authors: tuple[Name, ...] = ()
    container: str = ""
    issued: Issued | None = None
    url: str = ""
    language: str = ""

    @property
    def note(self) -> str:
        """The date in words where a format's own fields would make it too certain."""
        if self.issued is None or self.issued.plain:
            return ""
        return f"Date: {self.issued.words}; EDTF {self.issued.edtf}"


# --- the record -----------------------------------------------------------------------------

# A web address may hold these, and BibTeX counts braces wherever they stand.
_UNSAFE = str.maketrans({c: f"%{ord(c):02X}" for c in "{}|^`"})


def record(
    article: Article,
    settings: Settings,
    language: Language,
    *,
    organizations: Collection[str] = (),
) -> Record:
    """Return the record of an article; ``organizations`` are names that are no person's."""
    return Record(
        key=article.slug,
        type="article-magazine" if article.publisher else "document",
        title=_line(article.title),
        authors=tuple(_name(_line(author), organizations) for author in article.authors),
        container=_line(article.publisher),
        issued=_issued(article.date, language) if article.date else None,
        url=article.url.translate(_UNSAFE),
        language=settings.language,
    )


def organizations(briefing: Briefing) -> frozenset[str]:
    """Return every name of the actors that are not persons."""
    return Lookups(briefing).organizations


def cite_files(briefing: Briefing, language: Language) -> Iterator[tuple[str, bytes]]:
    """Yield the files that describe the articles to reference managers, by path."""
    known = organizations(briefing)
    for article in briefing.articles:
        found = record(article, briefing.settings, language, organizations=known)
        for ending, write in (("bib", bibtex), ("ris", ris), ("json", csl_json)):
            yield f"cite/{article.slug}.{ending}", write(found).encode()


def _line(text: str) -> str:
    return " ".join(text.split())


# --- names ----------------------------------------------------------------------------------

_MARKS = "ʿʾ’'"
_WORD = re.compile(r"[ʿʾ’']?[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿʿʾ’'.\u0300-\u036f-]*")
_NO_PERSON = frozenset(
    """
    & academy agency and army association board bureau by center centre church club college
    commission committee company corporation council department editors embassy federation for
    forces foundation fund government group house inc institute international journal league ltd
    magazine media ministry movement museum nations network news observatory of office
    organisation organization party post press project review school service society staff state
    states team the times tribune union united university watch
    """.split()
)
# A name by one's child or father has no family name, and a suffix would be taken for one.
_WHOLE = frozenset("abu abū umm ibn bint sheikh shaykh jr jr. sr sr. ii iii iv".split())


def _name(text: str, organizations: Collection[str]) -> Name:
    """Take a name apart where that is plain; an editor settles it by ``Barr, Nathaniel``."""
    family, comma, given = text.partition(", ")
    if comma and family and given and "," not in given:
        return Name(family, given)
    words = text.split(" ")
    if text in organizations or not _is_personal(words):
        return Name(literal=text)
    # "Jane van Doe", "Hassan al-Turabi": the family name begins with its particle.
    small = (place for place, word in enumerate(words) if place and word[0].islower())
    place = next(small, len(words) - 1)
    return Name(" ".join(words[place:]), " ".join(words[:place]))


def _is_personal(words: list[str]) -> bool:
    """Say whether words look like a person's given and family name, in this order."""
    if not 2 <= len(words) <= 4 or not words[0].lstrip(_MARKS)[:1].isupper():
        return False
    known = {word.lower() for word in words} & (_NO_PERSON | _WHOLE)
    return not known and all(_WORD.fullmatch(word) for word in words)


# --- dates ----------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:T.*)?[?~%]?", re.ASCII)


def _issued(date: Date, language: Language) -> Issued:
    ends = (date.start,) if date.end is None else (date.start, date.end)
    parts = tuple(_parts(end) for end in ends)
    season = parts[0][1] - 20 if parts[0][1:] and parts[0][1] > 20 else 0
    if season and len(ends) == 1:
        parts = (parts[0][:1],)
    elif not all(parts) or any(month > 12 for part in parts for month in part[1:2]):
        parts, season = (), 0
    words = date_in_words(date, language)
    return Issued(date.text, words, parts, season, date.uncertain, date.approximate)


def _parts(text: str) -> tuple[int, ...]:
    """Return year, month and day of one EDTF date; nothing if its year is not a plain one."""
    match = _DATE.fullmatch(text)
    if match is None or match[1] == "0000":
        return ()
    return tuple(int(part) for part in match.groups() if part and part != "XX")


# --- BibTeX ---------------------------------------------------------------------------------

# Braces get commands of their own, as BibTeX counts them even behind a backslash; the rest
# of the second line would be read as accents, as quotation marks or as Spanish by TeX.
_TEX = str.maketrans(
    {
        **{c: f"\\{c}" for c in "$&#%_"},
        **{"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
        **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "`": r"\textasciigrave{}"},
        **{"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}"},
    }
)
_LIGATURE = re.compile(r"([-',])(?=\1)")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def bibtex(record: Record) -> str:
    """Return the record as an entry for BibTeX and biblatex, in UTF-8.

    ``date`` is EDTF, which biblatex reads with all its doubts; ``year`` and ``month`` are
    for BibTeX, and ``note`` says what these cannot. Texts stand in braces of their own,
    which keep their capitals.
    """
    kind = "article" if record.container else "misc"
    fields = ",\n".join(f"  {name} = {value}" for name, value in _bibtex_fields(record))
    return f"@{kind}{{{record.key},\n{fields}\n}}\n"


def _bibtex_fields(record: Record) -> Iterator[tuple[str, str]]:
    if record.authors:
        yield "author", _braced(" and ".join(_bibtex_name(name) for name in record.authors))
    yield "title", _braced(_braced(_tex(record.title)))
    if record.container:
        yield "journal", _braced(_braced(_tex(record.container)))
    if record.issued:
        yield "date", _braced(record.issued.edtf)
        for year, *rest in record.issued.parts[:1]:
            yield "year", _braced(f"{year:04}")
            if rest:
                yield "month", _MONTHS[rest[0] - 1]
    for name, value in (("url", record.url), ("language", record.language)):
        if value:
            yield name, _braced(value)
    if record.note:
        yield "note", _braced(_tex(record.note))


def _braced(text: str) -> str:
    return f"{{{text}}}"


def _tex(text: str) -> str:
    """Return a text for TeX; empty groups part the signs that would melt into one."""
    return _LIGATURE.sub(r"\1{}", text.translate(_TEX))


def _bibtex_name(name: Name) -> str:
    """Return a name for BibTeX; braces keep a word "and" from parting it in two."""
    if name.literal:
        return _braced(_tex(name.literal))
    parts = (_tex(part) for part in (name.family, name.given))
    return ", ".join(_braced(part) if " and " in f" {part} ".lower() else part for part in parts)


# --- RIS ------------------------------------------------------------------------------------


def ris(record: Record) -> str:
    """Return the record in the RIS format: a tag and a value on each line, CRLF between."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_lines(record))


def _ris_lines(record: Record) -> Iterator[tuple[str, str]]:
    yield "TY", "MGZN" if record.container else "GEN"
    yield "ID", record.key
    yield "TI", record.title
    yield from (("AU", name.inverted) for name in record.authors)
    if record.container:
        yield "T2", record.container
    if record.issued and record.issued.parts:
        yield "PY", f"{record.issued.parts[0][0]:04}"
        yield "DA", _ris_date(record.issued)
    for tag, value in (("UR", record.url), ("LA", record.language), ("N1", record.note)):
        if value:
            yield tag, value
    yield "ER", ""


def _ris_date(issued: Issued) -> str:
    """Return ``YYYY/MM/DD/other``; what is not known is left empty, doubts are the other."""
    known = issued.parts[0]
    parts = [f"{known[0]:04}", *(f"{part:02}" for part in known[1:])]
    marks = (("approximate", issued.approximate), ("uncertain", issued.uncertain))
    other = ", ".join(word for word, holds in marks if holds)
    return "/".join([*[*parts, "", ""][:3], other])


# --- CSL-JSON -------------------------------------------------------------------------------


def csl_json(record: Record) -> str:
    """Return the record as CSL-JSON: a list of one item."""
    item = {
        "id": record.key,
        "type": record.type,
        "title": record.title,
        "author": [_csl_name(name) for name in record.authors],
        "container-title": record.container,
        "issued": _csl_date(record.issued) if record.issued else None,
        "URL": record.url,
        "language": record.language,
        "note": record.note,
    }
    given = {name: value for name, value in item.items() if value}
    return laid_out([given], indent=1).decode()


def _csl_name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    return {"family": name.family, "given": name.given}


def _csl_date(issued: Issued) -> dict[str, Any]:
    """Return a date for CSL, whose one word for every kind of doubt is ``circa``."""
    if not issued.parts:
        return {"literal": issued.words}
    date: dict[str, Any] = {"date-parts": [list(part) for part in issued.parts]}
    if issued.season:
        date["season"] = issued.season
    if issued.uncertain or issued.approximate:
        date["circa"] = True
    return date


# --- HTML -----------------------------------------------------------------------------------


def citation_meta(record: Record, canonical: str) -> tuple[tuple[str, str], ...]:
    """Return the Highwire tags of a page's head as (name, content), in order.

    ``canonical`` is the page's own address, which stands in where the original has none.
    A date is given by its numbers; for its doubts these tags have no word.
    """
    tags = [("citation_title", record.title)]
    tags += [("citation_author", name.inverted) for name in record.authors]
    if record.issued and record.issued.parts:
        year, *rest = record.issued.parts[0]
        date = "/".join([f"{year:04}", *(f"{part:02}" for part in rest)])
        tags.append(("citation_publication_date", date))
    tags += [
        ("citation_journal_title", record.container),
        ("citation_language", record.language),
        ("citation_public_url", record.url or canonical),
    ]
    return tuple((name, content) for name, content in tags if content)
