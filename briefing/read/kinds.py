"""The kinds of content file: one row each, folder, label and fields.

This is the one declaration of what editors may write: the reader checks by it, messages
and documentation are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from briefing.read.fields import (
    BASE_URL,
    COORDINATES,
    DATE,
    FLAG,
    LANGUAGE,
    LINE,
    NAMES,
    PROSE,
    RELATION,
    TEXT,
    UNIT,
    URL,
    Field,
    by_key,
    choice,
    group,
    many,
)

_PERSON_TO_OTHER = {
    "person": "one human being",
    "group": "an organization, a movement, a force",
    "state": "a state, its government or one of its services",
    "media": "a newspaper, a broadcaster, a publisher",
    "other": "none of these",
}
_CITY_TO_OTHER = {
    "city": "a city, a town or a village",
    "region": "a part of a country, or of several",
    "country": "a country or a territory",
    "area": "a wider part of the world",
    "other": "none of these",
}
_PUBLISH = {
    "full": "show the text (the default)",
    "excerpt": "show the gists in place of the text",
}
_LINKS = {
    "all": "every mention",
    "first-per-passage": "the first mention in each passage",
    "first-per-section": "the first mention in each section (the default)",
    "first-per-page": "the first mention on each page",
    "none": "none",
}
_EVIDENCE = {
    "off": "nothing is compared",
    "warn": "a statement that cites nothing is a warning (the default)",
    "require": "a statement that cites nothing is an error",
}
_INDEX = {
    "noindex": "leave the articles out",
    "index": "list the articles",
    "canonical-original": "list them as copies of what stands at their `url`",
}


STAND_IN = "it is, in one sentence of your own."
"""How the summary ends that a new page begins with."""


class Kind(Struct, frozen=True):
    """A kind of content file: its folder, its name in the singular, its fields.

    ``headings`` is the level of the highest heading in a body: below the title of the
    page, the term or the event.
    """

    folder: str
    label: str
    fields: tuple[Field, ...]
    headings: int = 2


_NAMING = (
    Field(
        "aliases",
        NAMES,
        "other names: shown, found by search, matched in text",
        examples=(["ISIS", "Daesh"], "AQIM"),
    ),
    Field(
        "weak_aliases",
        NAMES,
        "other names: shown, found by search, never matched",
        examples=(["the group"],),
    ),
    Field(
        "match",
        many(LINE),
        "further spellings that are matched and not shown",
        examples=(["Al Qaeda", "al-Qaeda"],),
    ),
    Field(
        "no_match",
        many(LINE),
        "phrases inside which the name is not this entity",
        examples=(["Gulf of Sirte"],),
    ),
    Field("match_case", FLAG, "true: capitals count; false: they do not"),
)

_COMMON = (
    Field(
        "redirect_from",
        many(LINE),
        "old addresses that lead here",
        examples=(["/actors/isis/", "old/daesh.html"],),
    ),
    Field(
        "no_autolink",
        many(LINE),
        "names that this page's own text leaves alone",
        examples=(["Sirte"],),
    ),
    Field(
        "article",
        LINE,
        "the article that citations mean, if there are several",
        examples=("splintering-network",),
    ),
    Field("updated", DATE, "when the page was last revised"),
    Field("draft", FLAG, "true keeps the page out of the site"),
)


def _title(about: str, example: str) -> Field:
    return Field("title", TEXT, about, required=True, examples=(example,))


_SENTENCE = "The city was the group’s main hub in North Africa. [@p3]"
_SUMMARY = Field("summary", PROSE, "one sentence, with its citations", examples=(_SENTENCE,))
_RELATIONS = Field(
    "relations",
    many(RELATION),
    "one line each: what, [[whom]], (when), evidence",
    examples=(["affiliate of [[islamic-state]] (2014/2016) [@p4]"],),
)

ARTICLES = Kind(
    "articles",
    "Article",
    (
        _title("as the source prints it", "A Splintering Network"),
        Field(
            "source",
            LINE,
            "the path of the text below seeds/",
            required=True,
            examples=("network.txt",),
        ),
        Field(
            "author",
            many(TEXT),
            "one name or a list",
            required=True,
            examples=("Jane Doe", ["Jane Doe", "John Roe"]),
        ),
        Field("publisher", TEXT, "who published the source", examples=("World Review",)),
        Field("date", DATE, "when it was published"),
        Field("url", URL, "where the original stands"),
        Field(
            "rights",
            PROSE,
            "whose text this is, on what terms",
            examples=("The text belongs to its author and its publisher.",),
        ),
        Field("publish", choice(_PUBLISH), "show the text, or only the gists"),
        Field(
            "text",
            group(
                Field(
                    "after",
                    LINE,
                    "how the line of the source before the text begins",
                    examples=("By Jane Doe",),
                ),
                Field(
                    "before",
                    LINE,
                    "how the line of the source after it begins",
                    examples=("Related articles",),
                ),
            ),
            "the lines of the source between which the text lies",
            examples=({"after": "By Jane Doe", "before": "Related articles"},),
        ),
        _SUMMARY,
        Field(
            "key_points",
            many(PROSE),
            "the article in a few sentences",
            examples=([_SENTENCE],),
        ),
        Field(
            "sections",
            many(
                group(
                    Field(
                        "at", LINE, "the passage it begins with", required=True, examples=("p3",)
                    ),
                    _title("its heading", "The hub on the coast"),
                )
            ),
            "headings set before passages",
            examples=([{"at": "p3", "title": "The hub on the coast"}],),
        ),
        Field(
            "gists",
            by_key(PROSE),
            "one sentence for each passage",
            examples=({"p1": "The ties to affiliates abroad are in doubt."},),
        ),
        *_COMMON,
    ),
)

ACTORS = Kind(
    "actors",
    "Actor",
    (
        _title("the name it goes by", "Islamic State"),
        Field("kind", choice(_PERSON_TO_OTHER), "what it is", required=True),
        *_NAMING,
        _SUMMARY,
        _RELATIONS,
        *_COMMON,
    ),
)

PLACES = Kind(
    "places",
    "Place",
    (
        _title("the name it goes by", "Sirte"),
        Field("kind", choice(_CITY_TO_OTHER), "what it is", required=True),
        *_NAMING,
        _SUMMARY,
        Field("coordinates", COORDINATES, "latitude, longitude in degrees"),
        Field(
            "area",
            many(UNIT),
            "the countries that make it up, by Natural Earth’s codes",
            examples=(["MLI", "NER"],),
        ),
        Field("part_of", LINE, "the place that it lies in", examples=("libya",)),
        _RELATIONS,
        *_COMMON,
    ),
)

GLOSSARY = Kind(
    "glossary",
    "Term",
    (
        _title("the term as it stands in a sentence", "wilayat"),
        *_NAMING,
        Field(
            "summary",
            PROSE,
            "the definition",
            required=True,
            examples=("An Arabic word for province. [@p1]",),
        ),
        Field(
            "language", LANGUAGE, "the language that the term comes from (BCP 47)", examples=("ar",)
        ),
        Field("original", TEXT, "the word in its own script", examples=("ولاية",)),
        Field("see_also", many(LINE), "related entries", examples=(["affiliate", "actors/aqim"],)),
        *_COMMON,
    ),
    headings=3,
)

EVENTS = Kind(
    "events",
    "Event",
    (
        _title("what happened, as a short phrase", "The city is lost"),
        Field("date", DATE, "when (EDTF)", required=True),
        _SUMMARY,
        Field("actors", many(LINE), "who took part", examples=(["islamic-state"],)),
        Field("places", many(LINE), "where", examples=(["sirte", "libya"],)),
        *_COMMON,
    ),
    headings=4,
)

PAGES = Kind(
    "pages",
    "Page",
    (
        _title("its heading", "About this briefing"),
        _SUMMARY,
        Field("nav", FLAG, "true puts it into the navigation"),
        *_COMMON,
    ),
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.folder: kind for kind in (ARTICLES, ACTORS, PLACES, GLOSSARY, EVENTS, PAGES)}
)
"""Every kind by its folder."""

ENTITY_FOLDERS = ("actors", "places", "glossary")

SITE_FIELDS = (
    _title("the briefing's name", "The Splintering Network"),
    Field(
        "tagline",
        TEXT,
        "its promise in one sentence",
        examples=("One article, with every name in it followed.",),
    ),
    Field(
        "description",
        TEXT,
        "for search engines and feeds",
        examples=("A briefing on an article: its actors, places, terms and dates.",),
    ),
    Field("language", LANGUAGE, "the language of the pages (BCP 47)", examples=("en", "ar")),
    Field("base_url", BASE_URL, "the address that the site will have"),
    Field(
        "repository",
        URL,
        "the repository's web address, for links to edit a page",
        examples=("https://github.com/someone/briefing",),
    ),
    Field("branch", TEXT, "the branch that these links name", examples=("main",)),
    Field("links", choice(_LINKS), "which mentions become links"),
    Field("evidence", choice(_EVIDENCE), "how strict the build is on citations"),
    Field(
        "nav",
        many(LINE),
        "the navigation: sections and pages in order",
        examples=(["actors", "places", "glossary", "timeline", "about"],),
    ),
    Field("index", choice(_INDEX), "whether search engines may list the articles"),
)

REFERENCE_FIELDS = (
    _title("the work's title", "The Book of the Ford"),
    Field("author", TEXT, "who wrote it", examples=("Jane Doe",)),
    Field("publisher", TEXT, "who published it", examples=("Ford Press",)),
    Field("date", DATE, "when"),
    Field("url", URL, "where"),
    Field("accessed", TEXT, "when it was looked at", examples=("2024-05-01",)),
)
