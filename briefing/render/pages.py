"""The views of the pages: one function for each kind of page.

Each is given the head of the page, which :mod:`briefing.render.sheets` has made already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup
from msgspec.structs import replace

from briefing.check.indexing import republished
from briefing.fragments import Fragments, PassageRef
from briefing.model import Article, Entity, Page
from briefing.render import leaves, urls
from briefing.render.bodies import KIND_CLASS, Writer, passage_name, plain
from briefing.render.chronicle import WHOLE, chronicle
from briefing.render.citing import Record, citation_meta, record
from briefing.render.diagrams import network_view
from briefing.render.entries import entry_view, further_view, tie_rows
from briefing.render.heads import Head
from briefing.render.indexes import Index, Line
from briefing.render.jsonld import article_jsonld, as_script, entity_jsonld, glossary_jsonld
from briefing.render.leaves import Book
from briefing.render.maps import Maps, MapView
from briefing.render.pagers import pager
from briefing.render.parts import (
    EntityLink,
    EntryView,
    Group,
    Letter,
    Link,
    Listing,
    Listings,
    Pager,
    PassageView,
    SectionView,
)
from briefing.render.proof import reliances
from briefing.render.shares import Shares, parted, share_on
from briefing.render.shelf import Shelf, minutes
from briefing.render.spots import in_sentences
from briefing.render.views import (
    ArticleView,
    EntityView,
    FreeView,
    FurtherView,
    GlossaryView,
    IndexView,
    NotFoundView,
    SearchView,
    TieRow,
    TiesView,
    TimelineView,
)
from briefing.render.wording import against, type_in_words, when

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
        references=shelf.references(shelf.lookups.cited_by(article)),
        jsonld=as_script(article_jsonld(shelf, article)),
        tags=citation_meta(_record(shelf, article), own["canonical"]),
        cite=tuple(_downloads(article, here)),
    )


def _record(shelf: Shelf, article: Article) -> Record:
    settings, known = shelf.briefing.settings, shelf.lookups.organizations
    return record(article, settings, shelf.language, organizations=known)


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
    called = shelf.lookups.called.get(name, ())
    return Link(name, urls.relative(urls.address(called[0].id), here) if called else "")


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


def entity_view(
    shelf: Shelf, entity: Entity, maps: Maps, pages: Shares | None, own: Head
) -> EntityView:
    """Return the page of an actor or a place; ``pages`` are all of it if they are several."""
    here, pages = urls.address(entity.id), pages or parted(shelf, entity)
    return EntityView(
        **own,
        edit=shelf.edit(entity.path),
        crumbs=tuple(_crumbs(shelf, entity, here)),
        entry=entry_view(shelf, entity, here, share_on(pages, 0), _pager(shelf, entity, pages, 0)),
        map=maps.locator(entity) if entity.kind == "places" else None,
        jsonld=as_script(entity_jsonld(shelf.briefing, entity, shelf.language)),
    )


def rest_view(shelf: Shelf, entity: Entity, pages: Shares, at: int, own: Head) -> FurtherView:
    """Return a further page of an actor, a place or a term."""
    here, way = pages.leaves[at].address, _pager(shelf, entity, pages, at)
    return FurtherView(
        **own,
        crumbs=(*_crumbs(shelf, entity, here), shelf.link(entity.id, here)),
        entry=further_view(shelf, entity, here, share_on(pages, at), way),
    )


def _pager(shelf: Shelf, entity: Entity, pages: Shares, at: int) -> Pager | None:
    return pager(pages, at, shelf.language, of=entity.title)


def _crumbs(shelf: Shelf, entity: Entity, here: str) -> Iterator[Link]:
    """Yield the way from the section's index down to an entity."""
    yield Link(shelf.named(entity.kind), urls.relative(urls.address(entity.kind), here))
    yield from reversed([shelf.link(place, here) for place in shelf.ancestors(entity.id)])


def index_view(
    shelf: Shelf, index: Index, at: int, map: Callable[[], MapView | None], own: Head
) -> IndexView:
    """Return a page that lists actors or places.

    ``map`` is asked for the map of the first page, where figures stand.
    """
    leaf, say = index.rows.leaves[at], shelf.language.say
    cut = len(index.rows.leaves) > 1
    groups = tuple(
        Group(
            letter_id(key) if cut else key,
            key if cut else say(f"groups.{key}"),
            tuple(shelf.entry(entity, leaf.address) for entity in found),
        )
        for key, found in leaf.groups
    )
    ties = () if at else tuple(index.ties.items)
    return IndexView(
        **own,
        intro=shelf.intro(index.folder),
        groups=groups,
        pager=pager(index.rows, at, shelf.language),
        map=None if at else map(),
        network=network_view(shelf, ties) if ties else None,
        ties=_ties(shelf, index, 0) if ties else (),
        ties_pager=_ties_pager(shelf, index, 0) if ties else None,
    )


def ties_view(shelf: Shelf, index: Index, at: int, own: Head) -> TiesView:
    """Return a further page of the relations between all actors."""
    here, section = index.ties.leaves[at].address, index.folder
    return TiesView(
        **own,
        crumbs=(Link(shelf.named(section), urls.relative(urls.address(section), here)),),
        ties=_ties(shelf, index, at),
        start=1 + at * leaves.TIES,
        pager=_ties_pager(shelf, index, at),
    )


def _ties(shelf: Shelf, index: Index, at: int) -> tuple[TieRow, ...]:
    leaf = index.ties.leaves[at]
    return tie_rows(shelf, tuple(leaf.items), leaf.address)


def _ties_pager(shelf: Shelf, index: Index, at: int) -> Pager | None:
    return pager(index.ties, at, shelf.language, of=shelf.language.say("relations.all"))


def glossary_view(shelf: Shelf, at: int, own: Head) -> GlossaryView:
    """Return a page of terms."""
    book = shelf.register.glossary
    leaf = book.leaves[at]
    letters = tuple(
        Letter(
            letter_id(first),
            first,
            tuple(_term(shelf, entity, leaf.address) for entity in found),
        )
        for first, found in leaf.groups
    )
    return GlossaryView(
        **own,
        intro=shelf.intro("glossary"),
        letters=letters,
        pager=pager(book, at, shelf.language),
        jsonld=as_script(
            glossary_jsonld(
                shelf.briefing, shelf.language, leaf.items, leaf.address, shelf.register.moved
            )
        ),
    )


def _term(shelf: Shelf, entity: Entity, here: str) -> EntryView:
    pages = parted(shelf, entity)
    return entry_view(shelf, entity, here, share_on(pages, 0), _pager(shelf, entity, pages, 0))


def letter_id(first: str) -> str:
    """Return the anchor of a letter."""
    return f"letter:{first if first.isalpha() else '0'}"


def timeline_view(shelf: Shelf, at: int, own: Head) -> TimelineView:
    """Return a page of events."""
    book = shelf.register.timeline
    leaf = book.leaves[at]
    return TimelineView(
        **own,
        intro=shelf.intro("timeline"),
        years=shelf.years(leaf.groups, leaf.address),
        references=shelf.references(shelf.cited_by_events[leaf.address]),
        spans=chronicle(tuple(leaf.items), shelf.language, WHOLE),
        pager=pager(book, at, shelf.language, shelf.year),
    )


# --- the rest -------------------------------------------------------------------------------------


def search_view(shelf: Shelf, book: Book[str, Line], at: int, own: Head) -> SearchView:
    """Return a page of the A to Z of everything, of which the first is the search page."""
    leaf = book.leaves[at]
    letters = tuple(
        Listings(letter_id(first), first, tuple(_listing(shelf, i, leaf.address) for i in items))
        for first, items in leaf.groups
    )
    return SearchView(**own, letters=letters, pager=pager(book, at, shelf.language))


def _listing(shelf: Shelf, line: Line, here: str) -> Listing:
    name, document = line
    label = shelf.language.say(f"kinds.{KIND_CLASS[document.kind]}")
    if isinstance(document, Entity):
        label = type_in_words(document.type, shelf.language) or label
    href = urls.relative(shelf.address(document.id), here)
    return Listing(name or document.title, label, href, document.title if name else "")


def free_view(shelf: Shelf, page: Page, own: Head) -> FreeView:
    """Return a page of the editors' own."""
    briefing, here = shelf.briefing, urls.address(page.id)
    cited = (briefing.summaries[page.id], briefing.bodies[page.id])
    writer, linking = shelf.writer(here, cited), shelf.linking(page.id)
    return FreeView(
        **own,
        edit=shelf.edit(page.path),
        id=page.id,
        summary=writer.write(cited[0]),
        body=writer.write(cited[1]),
        backlinks=shelf.links(linking[: leaves.PORTION], here),
        more=len(linking[leaves.PORTION :]),
        references=shelf.references(cited),
    )


def not_found_view(shelf: Shelf, own: Head) -> NotFoundView:
    """Return the page for a lost way."""
    base = shelf.briefing.settings.base_url
    sections = tuple(
        Link(label, urls.rooted(urls.address(page), base)) for page, label in shelf.nav
    )
    return NotFoundView(**own, sections=sections)
