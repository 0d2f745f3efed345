"""All pages of the site as views: the list of what a build makes.

``page_views`` names every page once, in the order of the navigation; the functions below
it make one kind of page each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from markupsafe import Markup

from briefing.fragments import PassageRef
from briefing.link.navigation import SECTIONS
from briefing.model import Article, Briefing, Document, Entity, Page
from briefing.render import urls
from briefing.render.bodies import KIND_CLASS, Writer, passage_name
from briefing.render.citing import Record, citation_meta, organizations, record
from briefing.render.entries import entry_view
from briefing.render.jsonld import article_jsonld, as_script, entity_jsonld, glossary_jsonld
from briefing.render.parts import (
    ArticleCard,
    Group,
    Letter,
    Link,
    Listing,
    Listings,
    PassageView,
    SectionView,
)
from briefing.render.proof import evidence_view, reliances
from briefing.render.shelf import Shelf, alias_names, minutes, words
from briefing.render.views import (
    ArticleView,
    EntityView,
    FreeView,
    GlossaryView,
    HomeView,
    IndexView,
    NotFoundView,
    RedirectView,
    SearchView,
    TimelineView,
    View,
)
from briefing.render.wording import TYPES, letter, sort_key, when

LABELS = {"actors": "Actor", "places": "Place", "glossary": "Term", "events": "Event"}


def page_views(shelf: Shelf) -> Iterator[tuple[str, View]]:
    """Yield every page with the id of the section of the navigation that it belongs to."""
    briefing = shelf.briefing
    yield "home", _home(shelf)
    for article in briefing.articles:
        yield article.id, _article(shelf, article)
    for folder in ("actors", "places"):
        yield folder, _index(shelf, folder)
        yield from ((folder, _entity(shelf, entity)) for entity in shelf.of_kind(folder))
    yield "glossary", _glossary(shelf)
    yield "timeline", _timeline(shelf)
    yield "evidence", evidence_view(shelf)
    yield "search", _search(shelf)
    for page in briefing.pages:
        yield page.id, _free(shelf, page)
    yield "404", _not_found(shelf)
    for old, new in sorted(briefing.redirects.items()):
        yield "", _redirect(shelf, old, new)


def _edit(shelf: Shelf, document: Document) -> str:
    """Return the address at which the repository's host edits a page."""
    settings = shelf.briefing.settings
    if not settings.repository:
        return ""
    return f"{settings.repository.rstrip('/')}/edit/{settings.branch}/{document.path}"


# --- home ---------------------------------------------------------------------------------------


def _home(shelf: Shelf) -> HomeView:
    here, briefing = urls.HOME, shelf.briefing
    settings = briefing.settings
    head = shelf.head(here, "home", settings.title, settings.description)
    return HomeView(
        **head,
        articles=tuple(_card(shelf, article, here) for article in briefing.articles),
        who=tuple(shelf.entry(e, here) for e in shelf.by_appearance("actors")),
        where=tuple(shelf.entry(e, here) for e in shelf.by_appearance("places")),
        terms=tuple(shelf.entry(e, here) for e in shelf.of_kind("glossary")),
        years=shelf.years(here),
        counts=tuple(_counts(shelf, here)),
    )


def _counts(shelf: Shelf, here: str) -> Iterator[Link]:
    """Yield how much there is of each kind, as links."""
    kinds = (
        ("actors", "actor", len(shelf.of_kind("actors"))),
        ("places", "place", len(shelf.of_kind("places"))),
        ("glossary", "term", len(shelf.of_kind("glossary"))),
        ("timeline", "event", len(shelf.events)),
    )
    for section, name, number in kinds:
        if number:
            label = f"{number} {name}{'' if number == 1 else 's'}"
            yield Link(label, urls.relative(urls.address(section), here))


def _card(shelf: Shelf, article: Article, here: str) -> ArticleCard:
    briefing = shelf.briefing
    cited = (briefing.summaries[article.id], *briefing.points[article.id])
    writer = shelf.article_writer(article, here)
    return ArticleCard(
        article.title,
        urls.relative(urls.address(article.id), here),
        article.authors,
        article.publisher,
        when(article.date) if article.date else None,
        writer.write(cited[0]),
        minutes(article),
        tuple(writer.write(point) for point in cited[1:]),
    )


# --- article --------------------------------------------------------------------------------------


def _article(shelf: Shelf, article: Article) -> ArticleView:
    briefing, here = shelf.briefing, urls.address(article.id)
    writer, summary = shelf.article_writer(article, here), briefing.summaries[article.id]
    head = shelf.head(here, "article", article.title, summary, "Article")
    return ArticleView(
        **head,
        edit=_edit(shelf, article),
        id=article.id,
        authors=tuple(_named_page(shelf, name, here) for name in article.authors),
        publisher=_named_page(shelf, article.publisher, here) if article.publisher else None,
        when=when(article.date) if article.date else None,
        minutes=minutes(article),
        words=words(article),
        summary=writer.write(summary),
        key_points=tuple(writer.write(point) for point in briefing.points[article.id]),
        sections=tuple(_sections(shelf, article, writer)),
        rights=writer.write(briefing.rights[article.id]),
        source_url=article.url,
        excerpt=article.publish == "excerpt",
        body=writer.write(briefing.bodies[article.id]),
        references=shelf.references(shelf.cited_by(article)),
        jsonld=as_script(article_jsonld(briefing, article)),
        tags=citation_meta(_record(briefing, article), head["canonical"]),
        cite=tuple(_downloads(article, here)),
    )


def _record(briefing: Briefing, article: Article) -> Record:
    return record(article, briefing.settings, organizations=organizations(briefing))


def _downloads(article: Article, here: str) -> Iterator[Link]:
    """Yield the forms in which the article can be cited."""
    for name, ending in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json")):
        yield Link(name, urls.relative(f"cite/{article.slug}.{ending}", here))


def _named_page(shelf: Shelf, name: str, here: str) -> Link:
    """Return a name, linked to its page if it has one."""
    found = (e.id for e in shelf.of_kind("actors") if name in (e.title, *alias_names(e)))
    page = next(found, "")
    return Link(name, urls.relative(urls.address(page), here) if page else "")


def _sections(shelf: Shelf, article: Article, writer: Writer) -> Iterator[SectionView]:
    """Yield the sections of an article with their passages and the names in them."""
    mentions = shelf.briefing.mentions
    for section, passages in article.parts:
        references = [PassageRef(article.id, passage.id) for passage in passages]
        names = shelf.names((m for r in references for m in mentions[r]), writer.here)
        yield SectionView(
            section.id if section else "",
            section.title if section else "",
            tuple(_passage(shelf, article, reference, writer) for reference in references),
            tuple(name for name in names if name.kind == "actor"),
            tuple(name for name in names if name.kind == "place"),
            tuple(name for name in names if name.kind == "term"),
        )


def _passage(shelf: Shelf, article: Article, reference: PassageRef, writer: Writer) -> PassageView:
    briefing = shelf.briefing
    excerpt = article.publish == "excerpt"
    inside = replace(writer, passage=reference.passage)
    return PassageView(
        reference.passage,
        int(reference.passage[1:]),
        passage_name(reference),
        Markup("") if excerpt else inside.write(briefing.passages[reference]),
        writer.write(briefing.gists.get(reference, ())),
        reliances(shelf, article, reference, writer.here),
        excerpt,
    )


# --- entities -------------------------------------------------------------------------------------


def _entity(shelf: Shelf, entity: Entity) -> EntityView:
    here, summary = urls.address(entity.id), shelf.briefing.summaries[entity.id]
    return EntityView(
        **shelf.head(here, "entity", entity.title, summary, LABELS[entity.kind]),
        edit=_edit(shelf, entity),
        crumbs=tuple(_crumbs(shelf, entity, here)),
        entry=entry_view(shelf, entity, here),
        jsonld=as_script(entity_jsonld(shelf.briefing, entity)),
    )


def _crumbs(shelf: Shelf, entity: Entity, here: str) -> Iterator[Link]:
    """Yield the way from the section's index down to an entity."""
    yield Link(SECTIONS[entity.kind], urls.relative(urls.address(entity.kind), here))
    above = []
    place = entity.id
    while place := shelf.briefing.parents.get(place, ""):
        above.append(shelf.link(place, here))
    yield from reversed(above)


_INTROS = {
    "actors": "The people, groups, states and news outlets that the briefing speaks of.",
    "places": "The places that the briefing speaks of.",
}
_GROUPS = {
    "person": "People",
    "group": "Groups",
    "state": "States and their forces",
    "media": "News outlets",
    "city": "Cities and towns",
    "region": "Regions",
    "country": "Countries",
    "area": "Areas",
    "other": "Others",
}


def _index(shelf: Shelf, folder: str) -> IndexView:
    here = urls.address(folder)
    entities = shelf.of_kind(folder)
    by_type = ((t, [e for e in entities if e.type == t]) for t in _GROUPS)
    groups = tuple(
        Group(kind, _GROUPS[kind], tuple(shelf.entry(e, here) for e in found))
        for kind, found in by_type
        if found
    )
    title = SECTIONS[folder]
    return IndexView(
        **shelf.head(here, "index", title, _INTROS[folder]),
        intro=_INTROS[folder],
        kind=KIND_CLASS[folder],
        groups=groups,
        total=len(entities),
    )


def _glossary(shelf: Shelf) -> GlossaryView:
    here, intro = urls.address("glossary"), "What the words of the article mean in it."
    terms = shelf.of_kind("glossary")
    letters = tuple(
        Letter(_letter_id(first), first, tuple(entry_view(shelf, e, here) for e in found))
        for first, found in _by_letter(terms, lambda entity: entity.title)
    )
    return GlossaryView(
        **shelf.head(here, "glossary", "Glossary", intro, "Term"),
        intro=intro,
        letters=letters,
        total=len(terms),
        jsonld=as_script(glossary_jsonld(shelf.briefing)),
    )


_Item = TypeVar("_Item")


def _by_letter(
    items: Iterable[_Item], name: Callable[[_Item], str]
) -> Iterable[tuple[str, list[_Item]]]:
    """Gather sorted items under the first letters of their names, each letter once."""
    letters: dict[str, list[_Item]] = {}
    for item in items:
        letters.setdefault(letter(name(item)), []).append(item)
    return letters.items()


def _letter_id(first: str) -> str:
    return f"letter:{first if first.isalpha() else '0'}"


def _timeline(shelf: Shelf) -> TimelineView:
    here, intro = urls.address("timeline"), "What the article dates, and how surely."
    return TimelineView(
        **shelf.head(here, "timeline", "Timeline", intro, "Event"),
        intro=intro,
        years=shelf.years(here),
        total=len(shelf.events),
        references=shelf.references(shelf.cited_by_events),
    )


# --- the rest -------------------------------------------------------------------------------------


def _search(shelf: Shelf) -> SearchView:
    here = urls.address("search")
    listings = sorted(_listings(shelf, here), key=lambda item: (sort_key(item.name), item.href))
    letters = tuple(
        Listings(_letter_id(first), first, tuple(items))
        for first, items in _by_letter(listings, lambda item: item.name)
    )
    return SearchView(
        **shelf.head(here, "search", "Search", "Everything in this briefing, from A to Z."),
        letters=letters,
        total=len(listings),
    )


def _listings(shelf: Shelf, here: str) -> Iterator[Listing]:
    """Yield a line for each name of each page."""
    for document in shelf.briefing.documents:
        label = LABELS.get(document.kind, document.kind.removesuffix("s").capitalize())
        href = urls.relative(urls.address(document.id), here)
        if isinstance(document, Entity):
            label = TYPES.get(document.type, label)
            for name in alias_names(document):
                yield Listing(name, label, href, document.title)
        yield Listing(document.title, label, href, "")


def _free(shelf: Shelf, page: Page) -> FreeView:
    briefing, here = shelf.briefing, urls.address(page.id)
    cited = (briefing.summaries[page.id], briefing.bodies[page.id])
    writer = shelf.writer(here, cited)
    return FreeView(
        **shelf.head(here, "page", page.title, cited[0], "Page"),
        edit=_edit(shelf, page),
        id=page.id,
        summary=writer.write(cited[0]),
        body=writer.write(cited[1]),
        backlinks=shelf.backlinks(page.id, here),
        references=shelf.references(cited),
    )


def _not_found(shelf: Shelf) -> NotFoundView:
    base = shelf.briefing.settings.base_url
    nav = shelf.briefing.nav
    sections = tuple(Link(label, urls.rooted(urls.address(page), base)) for page, label in nav)
    head = shelf.head(urls.NOT_FOUND, "404", "Page not found", "") | {"canonical": ""}
    return NotFoundView(**head, robots="noindex", sections=sections)


def _redirect(shelf: Shelf, old: str, page: str) -> RedirectView:
    address = old if old.endswith(".html") else f"{old}/"
    title = shelf.documents[page].title
    head = shelf.head(address, "redirect", title, "")
    base = shelf.briefing.settings.base_url.rstrip("/")
    new = urls.address(page).partition("#")[0]
    head["canonical"] = f"{base}/{new}" if base else ""
    href = urls.relative(urls.address(page), address)
    return RedirectView(**head, robots="noindex", href=href)


def indexed(views: Iterable[View]) -> int:
    """Return how many of the pages the search index must hold."""
    kinds = (ArticleView, EntityView, GlossaryView, TimelineView, FreeView)
    return sum(isinstance(view, kinds) for view in views)
