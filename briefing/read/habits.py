"""Fields as editors know them from other tools, and what to write here in their place.

One table. A field of another tool is never read as one of ours: it stays unknown, and the
hint says in words what to do, so that there is one way of saying each thing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

Row = tuple[str, str]
"""A field that the file must be able to have, and what to say then."""

_ANY_PAGE = "draft"
"""A field of every Markdown file, and of no other."""


def _is(field: str) -> Row:
    return field, f'here it is called "{field}"'


def _page(words: str) -> Row:
    return _ANY_PAGE, words


_UPDATED = ("updated", 'when the page was last revised is "updated"')
_FOLDER = _page("the folder says what a page is and how it looks: delete this line")
_ADDRESS = _page(
    'the name of the file is the address: rename the file; an old address goes into "redirect_from"'
)
_PUBLISHED = _page('every page is published, unless it says "draft: true"')
_PICTURE = _page(
    "a picture stands in the text, with what it shows: ![A bridge](../files/bridge.jpg)"
)
_ORDER = _page(
    'pages are sorted by name, events by date; the navigation is "nav" in content/site.yml'
)
_TAGS = _page("there are no tags: the text links to what it is about, [[slug]]; delete this line")
_SEARCH = _page("search finds every page that is no draft: delete this line")
_SOURCES = _page(
    "sources stand in the text: [@p3] is a passage, [@key] a work of content/references.yml"
)
_LINKED = _page("related pages are links in the text: [[slug]]")
_OBSIDIAN = _page("what Obsidian notes for itself is not read: delete this property")
_POINT = ("coordinates", 'both numbers go into "coordinates: [31.2, 16.6]", latitude first')
_NO_POINT = _page("only a place has coordinates: a file in content/places/")
_WITHIN = ("relations", 'write it as a line of "relations": "part of [[slug]] [@p1]"')
_OLD = ("redirect_from", 'old addresses go into "redirect_from"; other names have no place here')
_NAMES = ("aliases", '"aliases" holds names in every script')

_LANGUAGE = _page('the language of the pages is "language" in content/site.yml')

_TABLE: tuple[tuple[str, tuple[Row, ...]], ...] = (
    ("name heading", (_is("title"),)),
    ("description excerpt abstract teaser subtitle definition", (_is("summary"),)),
    ("lastmod modified lastmodified lastupdated updatedat", (_is("updated"),)),
    ("date created createdat", (_UPDATED,)),
    ("tags tag categories category keywords topics", (_TAGS,)),
    ("layout template theme", (_FOLDER,)),
    ("type kind", (_is("kind"), _FOLDER)),
    ("permalink slug id uid", (_ADDRESS,)),
    ("url", (_is("base_url"), _ADDRESS)),
    ("publish published unlisted private status expirydate", (_PUBLISHED,)),
    ("publishdate pubdate", (_is("date"), _PUBLISHED)),
    ("weight order navorder sidebarposition sortorder", (_ORDER,)),
    ("nav menu menus sidebar navexclude", (_is("nav"), _ORDER)),
    ("alias aliases aka alsoknownas names othernames", (_is("aliases"), _OLD)),
    ("redirect redirects redirectto oldurls", (_is("redirect_from"),)),
    ("image images cover thumbnail banner picture featuredimage imagealt", (_PICTURE,)),
    ("search searchable searchexclude pagefind noindex", (_SEARCH,)),
    ("original nativename script", (_is("original"), _NAMES)),
    ("lang locale languagecode language", (_is("language"), _LANGUAGE)),
    ("place location where", (_is("places"),)),
    ("location geo coords", (_is("coordinates"), _NO_POINT)),
    ("coordinates lat lng lon long latitude longitude", (_POINT, _NO_POINT)),
    ("parent partof within locatedin up", (_is("part_of"), _WITHIN)),
    ("memberof leader leaders allies enemies affiliation", (_WITHIN,)),
    ("see related seealso links relatedpages", (_is("see_also"), _LINKED)),
    ("source sources references citations bibliography cite", (_SOURCES,)),
    ("authors by byline creator", (_is("author"), _page("only an article has an author"))),
    ("author", (_page("only an article has an author"),)),
    ("copyright license licence", (_is("rights"),)),
    ("actor people persons participants who", (_is("actors"),)),
    ("cssclasses cssclass", (_OBSIDIAN,)),
    ("repo repourl edituri", (_is("repository"),)),
    ("siteurl root", (_is("base_url"),)),
    ("robots", (_is("index"), _SEARCH)),
)


def _plain(name: str) -> str:
    """Return a name as the table has it: publishDate, publish-date and publish_date are one."""
    return "".join(letter for letter in name.lower() if letter not in "_- ")


def _by_name() -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for names, rows in _TABLE:
        for name in names.split():
            found[name] = (*found.get(name, ()), *rows)
    return MappingProxyType(found)


HABITS = _by_name()
"""What there is to say of each field of other tools, the first that fits the file."""


def habit(name: str, known: Collection[str]) -> str:
    """Return what to do about a field of another tool in a file that has the ``known`` fields."""
    plain = _plain(name)
    if plain in map(_plain, known):
        return ""  # a slip of the pen, no habit
    return next((words for field, words in HABITS.get(plain, ()) if field in known), "")
