"""All pages of the site as views: the list of what a build makes.

``page_views`` names every page once, in the order of the navigation; the functions below
it make one kind of page each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from markupsafe import Markup

from briefing.check.indexing import republished
from briefing.fragments import Fragments, PassageRef
from briefing.model import Article, Document, Entity, Page
from briefing.render import urls
from briefing.render.bodies import KIND_CLASS, Writer, passage_name, plain
from briefing.render.chronicle import WHOLE, chronicle
from briefing.render.citing import Record, citation_meta, organizations, record
from briefing.render.diagrams import actor_relations, network_view
from briefing.render.entries import entry_view, tie_rows
from briefing.render.heads import NOINDEX, distinct, head
from briefing.render.home import home_view
from briefing.render.jsonld import article_jsonld, as_script, entity_jsonld, glossary_jsonld
from briefing.render.maps import Atlas, MapView, atlas, locator, overview
from briefing.render.parts import (
    EntityLink,
    Group,
    Letter,
    Link,
    Listing,
    Listings,
    PassageView,
    SectionView,
)
from briefing.render.proof import evidence_view, reliances, reliances_view
from briefing.render.shelf import Shelf, alias_names, minutes
from briefing.render.spots import in_sentences
from briefing.render.views import (
    ArticleView,
    EntityView,
    FreeView,
    GlossaryView,
    IndexView,
    NotFoundView,
    RedirectView,
    SearchView,
    TimelineView,
    View,
)
from briefing.render.wording import against, letter, sort_key, type_in_words, when


def page_views(shelf: Shelf) -> Iterator[tuple[str, View]]:
    """Yield every page with the id of the section of the navigation that it belongs to."""
    return distinct(_page_views(shelf), shelf.briefing.settings.title)


def _page_views(shelf: Shelf) -> Iterator[tuple[str, View]]:
    briefing = shelf.briefing
    chart = atlas(shelf)
    drawn = overview(chart, urls.HOME)
    yield "home", home_view(shelf, drawn)
    for article in briefing.articles:
        yield article.id, _article(shelf, article)
    for folder in ("actors", "places"):
        yield folder, _index(shelf, folder, drawn if folder == "places" else None)
        yield from ((folder, _entity(shelf, entity, chart)) for entity in shelf.of_kind(folder))
    yield "glossary", _glossary(shelf)
    yield "timeline", _timeline(shelf)
    yield "evidence", evidence_view(shelf)
    yield "evidence", reliances_view(shelf)
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


# --- article --------------------------------------------------------------------------------------


def _article(shelf: Shelf, article: Article) -> ArticleView:
    briefing, here = shelf.briefing, urls.address(article.id)
    writer, summary = shelf.article_writer(article, here), briefing.summaries[article.id]
    own = head(shelf, here, "article", article.title, summary, "article", document=article)
    return ArticleView(
        **own,
        edit=_edit(shelf, article),
        id=article.id,
        authors=tuple(_named_page(shelf, name, here) for name in article.authors),
        publisher=_named_page(shelf, article.publisher, here) if article.publisher else None,
        when=when(article.date, shelf.language) if article.date else None,
        minutes=minutes(article),
        summary=writer.write(summary),
        key_points=tuple(writer.write(point) for point in briefing.points[article.id]),
        sections=tuple(_sections(shelf, article, writer)),
        rights=writer.write(briefing.rights[article.id]),
        changes=tuple(_changes(shelf, article)),
        source_url=article.url,
        excerpt=article.publish == "excerpt",
        body=writer.write(briefing.bodies[article.id]),
        references=shelf.references(shelf.cited_by(article)),
        jsonld=as_script(article_jsonld(briefing, article)),
        tags=citation_meta(_record(shelf, article), own["canonical"]),
        cite=tuple(_downloads(article, here)),
    )


def _record(shelf: Shelf, article: Article) -> Record:
    briefing, language = shelf.briefing, shelf.language
    return record(article, briefing.settings, language, organizations=organizations(briefing))


def _changes(shelf: Shelf, article: Article) -> Iterator[str]:
    """Yield what was done to a text that somebody else published."""
    if republished(article):
        yield shelf.language.say("article.changes")
        if article.sections != article.source.headings:
            yield shelf.language.say("article.headed")
        if article.gists:
            yield shelf.language.say("article.noted")


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
        beside = tuple(name for name in names if name.kind != "term")
        yield SectionView(
            section.id if section else "",
            section.title if section else "",
            tuple(_passage(shelf, article, reference, writer) for reference in references),
            tuple(name for name in beside if name.kind == "actor"),
            tuple(name for name in beside if name.kind == "place"),
            _is_roomy(passages[0].text, shelf.briefing.gists.get(references[0], ()), beside),
        )


def _is_roomy(passage: str, gist: Fragments, names: Sequence[EntityLink]) -> bool:
    """Say whether a passage is as tall as its gist and a list of names beside it, about.

    Where text and margin stand side by side, their lines have 68 and 40 characters.
    """
    listed = sum(len(name.title) + 2 for name in names)
    beside = len(plain(gist)) / 40 + listed / 40 + 5
    return beside * 21 < len(passage) / 68 * 29


def _passage(shelf: Shelf, article: Article, reference: PassageRef, writer: Writer) -> PassageView:
    briefing = shelf.briefing
    excerpt = article.publish == "excerpt"
    several = len(briefing.articles) > 1
    shown = briefing.gists.get(reference, ()) if excerpt else briefing.passages[reference]
    inside = replace(writer, passage=reference.passage, origin=article.slug if several else "")
    return PassageView(
        reference.passage,
        int(reference.passage[1:]),
        passage_name(reference),
        against(plain(shown), shelf.direction),
        Markup("") if excerpt else inside.write(in_sentences(briefing.passages[reference])),
        writer.write(briefing.gists.get(reference, ())),
        reliances(shelf, article, reference, writer.here),
        excerpt,
    )


# --- entities -------------------------------------------------------------------------------------


def _entity(shelf: Shelf, entity: Entity, chart: Atlas | None) -> EntityView:
    here, summary = urls.address(entity.id), shelf.briefing.summaries[entity.id]
    return EntityView(
        **head(
            shelf, here, "entity", entity.title, summary, KIND_CLASS[entity.kind], document=entity
        ),
        edit=_edit(shelf, entity),
        crumbs=tuple(_crumbs(shelf, entity, here)),
        entry=entry_view(shelf, entity, here),
        map=locator(chart, entity),
        jsonld=as_script(entity_jsonld(shelf.briefing, entity, shelf.language)),
    )


def _crumbs(shelf: Shelf, entity: Entity, here: str) -> Iterator[Link]:
    """Yield the way from the section's index down to an entity."""
    yield Link(shelf.named(entity.kind), urls.relative(urls.address(entity.kind), here))
    above = []
    place = entity.id
    while place := shelf.briefing.parents.get(place, ""):
        above.append(shelf.link(place, here))
    yield from reversed(above)


_GROUPS = ("person", "group", "state", "media", "city", "region", "country", "area", "other")
"""The kinds of entity in the order of an index."""


def _index(shelf: Shelf, folder: str, map: MapView | None) -> IndexView:
    here = urls.address(folder)
    entities = shelf.of_kind(folder)
    by_type = ((t, [e for e in entities if e.type == t]) for t in _GROUPS)
    say = shelf.language.say
    groups = tuple(
        Group(kind, say(f"groups.{kind}"), tuple(shelf.entry(e, here) for e in found))
        for kind, found in by_type
        if found
    )
    intro = say(f"intros.{folder}")
    return IndexView(
        **head(shelf, here, "index", shelf.named(folder), intro),
        intro=intro,
        groups=groups,
        map=map,
        network=network_view(shelf, actor_relations(shelf)) if folder == "actors" else None,
        ties=tie_rows(shelf, here) if folder == "actors" else (),
    )


def _glossary(shelf: Shelf) -> GlossaryView:
    here, intro = urls.address("glossary"), shelf.language.say("intros.glossary")
    terms = shelf.of_kind("glossary")
    letters = tuple(
        Letter(_letter_id(first), first, tuple(entry_view(shelf, e, here) for e in found))
        for first, found in _by_letter(terms, lambda entity: entity.title)
    )
    return GlossaryView(
        **head(shelf, here, "glossary", shelf.named("glossary"), intro, "term", holds=terms),
        intro=intro,
        letters=letters,
        jsonld=as_script(glossary_jsonld(shelf.briefing, shelf.language)),
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
    here, title = urls.address("timeline"), shelf.named("timeline")
    intro = shelf.language.say("intros.timeline")
    return TimelineView(
        **head(shelf, here, "timeline", title, intro, "event", holds=shelf.events),
        intro=intro,
        years=shelf.years(here),
        references=shelf.references(shelf.cited_by_events),
        spans=chronicle(shelf.events, shelf.language, WHOLE),
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
        **head(shelf, here, "search", shelf.named("search"), shelf.language.say("intros.search")),
        letters=letters,
    )


def _listings(shelf: Shelf, here: str) -> Iterator[Listing]:
    """Yield a line for each name of each page."""
    for document in shelf.briefing.documents:
        label = shelf.language.say(f"kinds.{KIND_CLASS[document.kind]}")
        href = urls.relative(urls.address(document.id), here)
        if isinstance(document, Entity):
            label = type_in_words(document.type, shelf.language) or label
            for name in alias_names(document):
                yield Listing(name, label, href, document.title)
        yield Listing(document.title, label, href, "")


def _free(shelf: Shelf, page: Page) -> FreeView:
    briefing, here = shelf.briefing, urls.address(page.id)
    cited = (briefing.summaries[page.id], briefing.bodies[page.id])
    writer = shelf.writer(here, cited)
    return FreeView(
        **head(shelf, here, "page", page.title, cited[0], "page", document=page),
        edit=_edit(shelf, page),
        id=page.id,
        summary=writer.write(cited[0]),
        body=writer.write(cited[1]),
        backlinks=shelf.backlinks(page.id, here),
        references=shelf.references(cited),
    )


def _not_found(shelf: Shelf) -> NotFoundView:
    base = shelf.briefing.settings.base_url
    sections = tuple(
        Link(label, urls.rooted(urls.address(page), base)) for page, label in shelf.nav
    )
    own = head(shelf, urls.NOT_FOUND, "404", shelf.language.say("missing.title"), "")
    return NotFoundView(**own | {"canonical": "", "robots": NOINDEX}, sections=sections)


def _redirect(shelf: Shelf, old: str, page: str) -> RedirectView:
    address = old if old.endswith(".html") else f"{old}/"
    title = shelf.documents[page].title
    own = head(shelf, address, "redirect", title, "", "moved")
    base = shelf.briefing.settings.base_url.rstrip("/")
    new = urls.address(page).partition("#")[0]
    own |= {"canonical": f"{base}/{new}" if base else "", "robots": NOINDEX}
    return RedirectView(**own, href=urls.relative(urls.address(page), address))


def indexed(views: Iterable[View]) -> int:
    """Return how many of the pages the search index must hold."""
    kinds = (ArticleView, EntityView, GlossaryView, TimelineView, FreeView)
    return sum(isinstance(view, kinds) for view in views)
