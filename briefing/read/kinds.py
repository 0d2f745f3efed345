"""The kinds of content file: one row each, folder, label and fields.

This is the one declaration of what editors may write: the reader checks by it, messages
and documentation are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefing.read.fields import (
    BASE_URL,
    COORDINATES,
    DATE,
    FLAG,
    LINE,
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

INDEX = ("noindex", "index", "canonical-original")
LINKS = ("all", "first-per-passage", "first-per-section", "first-per-page", "none")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content file: its folder, its name in the singular, its fields.

    ``headings`` is the level of the highest heading in a body: below the title of the
    page, the term or the event.
    """

    folder: str
    label: str
    fields: tuple[Field, ...]
    headings: int = 2


_NAMING = (
    Field("aliases", many(LINE), "other names: shown, found by search, matched in text"),
    Field("weak_aliases", many(LINE), "other names: shown, found by search, never matched"),
    Field("match", many(LINE), "further spellings that are matched and not shown"),
    Field("no_match", many(LINE), "phrases inside which the name is not this entity"),
    Field("match_case", FLAG, "overrides the rule for capitals"),
)

_COMMON = (
    Field("redirect_from", many(LINE), "old addresses that lead here"),
    Field("no_autolink", many(LINE), "names that this page's own text leaves alone"),
    Field("article", LINE, "the article that citations mean, if there are several"),
    Field("updated", DATE, "when the page was last revised"),
    Field("draft", FLAG, "true keeps the page out of the site"),
)


def _title(about: str) -> Field:
    return Field("title", TEXT, about, required=True)


_SUMMARY = Field("summary", PROSE, "one sentence, with its citations")
_RELATIONS = Field("relations", many(RELATION), "one line each: what, [[whom]], (when), evidence")

ARTICLES = Kind(
    "articles",
    "Article",
    (
        _title("as the source prints it"),
        Field("source", LINE, "the path of the text below seeds/", required=True),
        Field("author", many(TEXT), "one name or a list", required=True),
        Field("publisher", TEXT, "who published the source"),
        Field("date", DATE, "when it was published"),
        Field("url", URL, "where the original stands"),
        Field("rights", PROSE, "whose text this is, on what terms"),
        Field("publish", choice("full", "excerpt"), "show the text, or only the gists"),
        Field(
            "text",
            group(
                Field("after", LINE, "the line of the source before the text"),
                Field("before", LINE, "the line of the source after it"),
            ),
            "the lines of the source between which the text lies",
        ),
        _SUMMARY,
        Field("key_points", many(PROSE), "the article in a few sentences"),
        Field(
            "sections",
            many(
                group(
                    Field("at", LINE, "the passage it begins with", required=True),
                    Field("title", TEXT, "its heading", required=True),
                )
            ),
            "headings set before passages",
        ),
        Field("gists", by_key(PROSE), "one sentence for each passage"),
        *_COMMON,
    ),
)

ACTORS = Kind(
    "actors",
    "Actor",
    (
        _title("the name it goes by"),
        Field(
            "kind",
            choice("person", "group", "state", "media", "other"),
            "what it is",
            required=True,
        ),
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
        _title("the name it goes by"),
        Field(
            "kind",
            choice("city", "region", "country", "area", "other"),
            "what it is",
            required=True,
        ),
        *_NAMING,
        _SUMMARY,
        Field("coordinates", COORDINATES, "latitude, longitude in degrees"),
        Field("area", many(UNIT), "the countries that make it up, by Natural Earth’s codes"),
        Field("part_of", LINE, "the place that it lies in"),
        _RELATIONS,
        *_COMMON,
    ),
)

GLOSSARY = Kind(
    "glossary",
    "Term",
    (
        _title("the term as it stands in a sentence"),
        *_NAMING,
        Field("summary", PROSE, "the definition", required=True),
        Field("language", TEXT, "the language that the term comes from (BCP 47)"),
        Field("original", TEXT, "the word in its own script"),
        Field("see_also", many(LINE), "related entries"),
        *_COMMON,
    ),
    headings=3,
)

EVENTS = Kind(
    "events",
    "Event",
    (
        _title("what happened, as a short phrase"),
        Field("date", DATE, "when (EDTF)", required=True),
        _SUMMARY,
        Field("actors", many(LINE), "who took part"),
        Field("places", many(LINE), "where"),
        *_COMMON,
    ),
    headings=4,
)

PAGES = Kind(
    "pages",
    "Page",
    (
        _title("its heading"),
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
    _title("the briefing's name"),
    Field("tagline", TEXT, "its promise in one sentence"),
    Field("description", TEXT, "for search engines and feeds"),
    Field("language", TEXT, "the language of the pages (BCP 47)"),
    Field("base_url", BASE_URL, "the address that the site will have"),
    Field("repository", URL, "the repository's web address, for links to edit a page"),
    Field("branch", TEXT, "the branch that these links name"),
    Field("links", choice(*LINKS), "which mentions become links"),
    Field("evidence", choice("off", "warn", "require"), "how strict the build is on citations"),
    Field("nav", many(LINE), "the navigation: sections and pages in order"),
    Field("index", choice(*INDEX), "whether search engines may list the articles"),
)

REFERENCE_FIELDS = (
    _title("the work's title"),
    Field("author", TEXT, "who wrote it"),
    Field("publisher", TEXT, "who published it"),
    Field("date", DATE, "when"),
    Field("url", URL, "where"),
    Field("accessed", TEXT, "when it was looked at"),
)
