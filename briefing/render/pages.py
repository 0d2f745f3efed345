"""The views of the pages: one function for each kind of page.

Each is given the head of the page, which :mod:`briefing.render.sheets` has made already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from markupsafe import Markup

from briefing.check.indexing import republished
from briefing.fragments import Fragments, PassageRef
from briefing.model import Article, Entity, Page
from briefing.render import urls
from briefing.render.bodies import KIND_CLASS, Writer, passage_name, plain
from briefing.render.chronicle import WHOLE, chronicle
from briefing.render.citing import Record, citation_meta, organizations, record
from briefing.render.diagrams import actor_relations, network_view
from briefing.render.entries import entry_view, tie_rows
from briefing.render.heads import Head
from briefing.render.jsonld import article_jsonld, as_script, entity_jsonld, glossary_jsonld
from briefing.render.maps import Maps, MapView
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
from briefing.render.proof import reliances
from briefing.render.shelf import Shelf, alias_names, minutes
from briefing.render.spots import in_sentences
from briefing.render.views import (
    ArticleView,
    EntityView,
    FreeView,
    GlossaryView,
    IndexView,
    NotFoundView,
    SearchView,
    TimelineView,
)
from briefing.render.wording import against, letter, sort_key, type_in_words, when

# --- article --------------------------------------------------------------------------------------


def article_view(shelf: Shelf, article: Article, own: Head) -> ArticleView:
    """Return the page of an article."""
    briefing, here = shelf.briefing, urls.address(article.id)
    writer, summary = shelf.article_writer(article, here), briefing.summaries[article.id]
    return ArticleView(
        **own,
        edit=shelf.edit(article.path),
        id=article.id,
        volume=shelf.volumes.get(article.id, ("",))[0],
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

    shown = briefing.gists.get(reference, ()) if excerpt else briefing.passages[reference]
    inside = replace(writer, passage=reference.passage, origin=shelf.if_several(article.slug))
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


def entity_view(shelf: Shelf, entity: Entity, maps: Maps, own: Head) -> EntityView:
    """Return the page of an actor or a place."""
    here = urls.address(entity.id)
    return EntityView(
        **own,
        edit=shelf.edit(entity.path),
        crumbs=tuple(_crumbs(shelf, entity, here)),
        entry=entry_view(shelf, entity, here),
        map=maps.locator(entity) if entity.kind == "places" else None,
        jsonld=as_script(entity_jsonld(shelf.briefing, entity, shelf.language)),
    )


def _crumbs(shelf: Shelf, entity: Entity, here: str) -> Iterator[Link]:
    """Yield the way from the section's index down to an entity."""
    yield Link(shelf.named(entity.kind), urls.relative(urls.address(entity.kind), here))
    yield from reversed([shelf.link(place, here) for place in shelf.ancestors(entity.id)])


_GROUPS = ("person", "group", "state", "media", "city", "region", "country", "area", "other")
"""The kinds of entity in the order of an index."""


def index_view(
    shelf: Shelf, folder: str, map: Callable[[], MapView | None], own: Head
) -> IndexView:
    """Return the page that lists the actors or the places; ``map`` is asked for its map."""
    here = urls.address(folder)
    entities = shelf.of_kind(folder)
    by_type = ((t, [e for e in entities if e.type == t]) for t in _GROUPS)
    say = shelf.language.say
    groups = tuple(
        Group(kind, say(f"groups.{kind}"), tuple(shelf.entry(e, here) for e in found))
        for kind, found in by_type
        if found
    )
    return IndexView(
        **own,
        intro=shelf.intro(folder),
        groups=groups,
        map=map(),
        network=network_view(shelf, actor_relations(shelf)) if folder == "actors" else None,
        ties=tie_rows(shelf, here) if folder == "actors" else (),
    )


def glossary_view(shelf: Shelf, own: Head) -> GlossaryView:
    """Return the page of all terms."""
    here, intro = urls.address("glossary"), shelf.intro("glossary")
    terms = shelf.of_kind("glossary")
    letters = tuple(
        Letter(_letter_id(first), first, tuple(entry_view(shelf, e, here) for e in found))
        for first, found in _by_letter(terms, lambda entity: entity.title)
    )
    return GlossaryView(
        **own,
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


def timeline_view(shelf: Shelf, own: Head) -> TimelineView:
    """Return the page of all events."""
    here, intro = urls.address("timeline"), shelf.intro("timeline")
    return TimelineView(
        **own,
        intro=intro,
        years=shelf.years(here),
        references=shelf.references(shelf.cited_by_events),
        spans=chronicle(shelf.events, shelf.language, WHOLE),
    )


# --- the rest -------------------------------------------------------------------------------------


def search_view(shelf: Shelf, own: Head) -> SearchView:
    """Return the search page: an A to Z of everything."""
    here = urls.address("search")
    listings = sorted(_listings(shelf, here), key=lambda item: (sort_key(item.name), item.href))
    letters = tuple(
        Listings(_letter_id(first), first, tuple(items))
        for first, items in _by_letter(listings, lambda item: item.name)
    )
    return SearchView(
        **own,
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


def free_view(shelf: Shelf, page: Page, own: Head) -> FreeView:
    """Return a page of the editors' own."""
    briefing, here = shelf.briefing, urls.address(page.id)
    cited = (briefing.summaries[page.id], briefing.bodies[page.id])
    writer = shelf.writer(here, cited)
    return FreeView(
        **own,
        edit=shelf.edit(page.path),
        id=page.id,
        summary=writer.write(cited[0]),
        body=writer.write(cited[1]),
        backlinks=shelf.backlinks(page.id, here),
        references=shelf.references(cited),
    )


def not_found_view(shelf: Shelf, own: Head) -> NotFoundView:
    """Return the page for a lost way."""
    base = shelf.briefing.settings.base_url
    sections = tuple(
        Link(label, urls.rooted(urls.address(page), base)) for page, label in shelf.nav
    )
    return NotFoundView(**own, sections=sections)
