"""The pages as linked data: schema.org in JSON-LD, for search engines and other readers.

A page says of its subject what it shows, and no more. An actor's type follows from the
``kind`` that its editors gave it; relations stay out, since schema.org could only make
statements of what the article reports as claimed. A date that is uncertain stays out too.

Every ``@id`` is the address of a page of the site, or of a spot in one: absolute if the
site's address is known, else relative to the page, from which JSON-LD resolves it as a
browser resolves a link. So the folder keeps its meaning when it is moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from briefing.asjson import compact, number
from briefing.fragments import Cite, PassageRef
from briefing.model import Article, Briefing, Entity, Reference
from briefing.read.dates import exact
from briefing.render import urls
from briefing.render.bodies import plain
from briefing.render.language import Language
from briefing.render.lookups import Lookups
from briefing.render.shelf import Shelf

_CONTEXT = "https://schema.org"
_MENTIONS = 200  # pages that an article's data point to beside those that it is about

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "person": "Person",
        "group": "Organization",
        "state": "GovernmentOrganization",
        "media": "NewsMediaOrganization",
        "city": "City",
        "country": "Country",
    }
)
"""What schema.org calls the kinds of entity; a region or an area is a place like any other."""

# What could end the script element or begin a comment in it, and the two ends of a line
# that only JSON allows in a text.
_ESCAPES = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")

Node = dict[str, Any]


def as_script(data: Mapping[str, Any]) -> Markup:
    """Return data as JSON that may stand in a ``<script type="application/ld+json">``."""
    written = compact(data)
    for sign, escape in _ESCAPES:
        written = written.replace(sign, escape)
    return Markup(written)


# --- pages ----------------------------------------------------------------------------------


def article_jsonld(shelf: Shelf, article: Article) -> Node:
    """Return an article's page: an analysis based on the original.

    The page is the author's only where it shows the author's text. It is *about* the
    entities that at least half of its passages name, and *mentions* the other actors and
    places. These are pointers alone: what each one is, its own page says.
    """
    briefing = shelf.briefing
    to = _Ids(briefing, urls.address(article.id), shelf.register.moved)
    about, mentions = _named(briefing, article)
    authors = _parties(shelf, to, article.authors)
    full = article.publish == "full"
    return _filled(
        {
            "@context": _CONTEXT,
            "@type": "AnalysisNewsArticle",
            "@id": to.page(article.id),
            "headline": article.title,
            "inLanguage": briefing.settings.language,
            "author": authors if full else [],
            "dateModified": exact(article.updated),
            "isPartOf": to.website(),
            "isBasedOn": _original(shelf, to, article, authors, again=full),
            "about": [{"@id": to.page(page), "name": to.title(page)} for page in about],
            "mentions": [{"@id": to.page(page)} for page in mentions[:_MENTIONS]],
            "citation": [_work(work) for work in _works(shelf, article)],
        }
    )


def entity_jsonld(briefing: Briefing, entity: Entity, language: Language) -> Node:
    """Return an entity with the way that leads to it from its section."""
    to = _Ids(briefing, urls.address(entity.id), urls.NONE_MOVED)
    graph = [_thing(to, entity), _breadcrumbs(to, entity, language)]
    return {"@context": _CONTEXT, "@graph": graph}


def glossary_jsonld(
    briefing: Briefing,
    language: Language,
    terms: Iterable[Entity] | None = None,
    here: str = urls.address("glossary"),
    moved: Mapping[str, str] = urls.NONE_MOVED,
) -> Node:
    """Return the glossary with its terms, in the order of the page: all, or those on one of it."""
    to = _Ids(briefing, here, moved)
    terms = Lookups(briefing).by_name.get("glossary", ()) if terms is None else terms
    return _filled(
        {
            "@context": _CONTEXT,
            "@type": "DefinedTermSet",
            "@id": to.page("glossary"),
            "url": to.page("glossary"),
            "name": language.say("sections.glossary"),
            "inLanguage": briefing.settings.language,
            "isPartOf": to.website(),
            "hasDefinedTerm": [_thing(to, term) for term in terms],
        }
    )


# --- pointers to pages ----------------------------------------------------------------------


class _Ids(Struct, frozen=True):
    """Makes pointers from the page at ``here`` to pages of the site."""

    briefing: Briefing
    here: str
    moved: Mapping[str, str]

    def page(self, page: str) -> str:
        """Return the id of a page."""
        address, base = urls.address(page, self.moved), self.briefing.settings.base_url
        return f"{base.rstrip('/')}/{address}" if base else urls.relative(address, self.here)

    def title(self, page: str) -> str:
        """Return the name of an entity."""
        return self.briefing.entities[page].title

    def entity(self, page: str) -> Node:
        """Return a pointer to an entity."""
        entity = self.briefing.entities[page]
        return {"@type": _type(entity), "@id": self.page(page), "name": entity.title}

    def website(self) -> Node:
        """Return a pointer to the site."""
        title = self.briefing.settings.title
        return {"@type": "WebSite", "@id": self.page("home"), "name": title}


def _type(entity: Entity) -> str:
    """Return what schema.org calls an entity of its kind."""
    general = {"places": "Place", "glossary": "DefinedTerm"}.get(entity.kind, "Thing")
    return _TYPES.get(entity.type, general)


# --- parts ----------------------------------------------------------------------------------


def _filled(node: Node) -> Node:
    """Return a node without what is empty."""
    return {name: value for name, value in node.items() if value}


def _parties(shelf: Shelf, to: _Ids, names: Iterable[str]) -> list[Node | str]:
    """Return authors or publishers.

    Whose name has no page stays a name: whether it is a person's is nowhere said.
    """
    called = shelf.lookups.called
    return [to.entity(called[name][0].id) if name in called else name for name in names]


def _named(briefing: Briefing, article: Article) -> tuple[list[str], list[str]]:
    """Return what an article is about and what else it mentions, as it first names them."""
    count: Counter[str] = Counter()
    for passage in article.passages:
        mentions = briefing.mentions[PassageRef(article.id, passage.id)]
        count.update(dict.fromkeys((mention.entity for mention in mentions), 1))
    half = len(article.passages) / 2
    about = [page for page, passages in count.items() if passages >= half]
    others = (page for page, passages in count.items() if passages < half)
    return about, [page for page in others if not page.startswith("glossary/")]


def _original(
    shelf: Shelf, to: _Ids, article: Article, authors: list[Node | str], *, again: bool
) -> Node:
    """Return the article as it was first published; its authors in short if named ``again``."""
    return _filled(
        {
            "@type": "Article",
            "name": article.title,
            "author": [_pointer(author) for author in authors] if again else authors,
            "publisher": next(iter(_parties(shelf, to, [article.publisher])), ""),
            "datePublished": exact(article.date),
            "url": article.url,
            "copyrightNotice": plain(to.briefing.rights[article.id]),
        }
    )


def _pointer(party: Node | str) -> Node | str:
    """Return what points to a party that is described elsewhere in the page."""
    return party if isinstance(party, str) else {"@id": party["@id"]}


def _works(shelf: Shelf, article: Article) -> Iterator[Reference]:
    """Yield the references that an article's page cites, in order, each once."""
    parts = shelf.lookups.cited_by(article)
    cites = (part for fragments in parts for part in fragments if isinstance(part, Cite))
    keys = dict.fromkeys(key for cite in cites for key in cite.references)
    yield from (shelf.briefing.references[key] for key in keys)


def _work(work: Reference) -> Node:
    return _filled(
        {
            "@type": "CreativeWork",
            "name": work.title,
            "author": work.author,
            "publisher": work.publisher,
            "datePublished": exact(work.date),
            "url": work.url,
        }
    )


def _thing(to: _Ids, entity: Entity) -> Node:
    """Return all that is said of an entity."""
    parent = to.briefing.parents.get(entity.id, "")
    node = {
        **to.entity(entity.id),
        "url": to.page(entity.id),
        "alternateName": [alias.text for alias in entity.naming.aliases],
        "description": plain(to.briefing.summaries[entity.id]),
        "geo": _point(*entity.coordinates) if entity.coordinates else None,
        "containedInPlace": to.entity(parent) if parent else None,
    }
    if entity.kind == "glossary":
        node["termCode"] = entity.slug
        node["inDefinedTermSet"] = {"@id": to.page("glossary")}
    return _filled(node)


def _point(latitude: float, longitude: float) -> Node:
    return {"@type": "GeoCoordinates", "latitude": number(latitude), "longitude": number(longitude)}


def _breadcrumbs(to: _Ids, entity: Entity, language: Language) -> Node:
    """Return the way from the section's index down to an entity, as its page shows it."""
    way = [entity.id]
    while parent := to.briefing.parents.get(way[-1], ""):
        way.append(parent)
    titles = [(page, to.briefing.entities[page].title) for page in reversed(way)]
    section = language.say(f"sections.{entity.kind}")
    items = [
        {"@type": "ListItem", "position": place, "name": title, "item": {"@id": to.page(page)}}
        for place, (page, title) in enumerate([(entity.kind, section), *titles], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
