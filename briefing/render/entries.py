"""An entity in full: what its page, or its entry in the glossary, shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from briefing.fragments import Cite, Fragments, PassageRef
from briefing.model import Article, Entity, MentionLine, Relation
from briefing.render import urls
from briefing.render.bodies import Writer, kind_class, marked
from briefing.render.parts import EntryView, Fact, Named, NamedIn, Related, RelationView
from briefing.render.shelf import Shelf, alias_names
from briefing.render.wording import TYPES, direction, prose, search_forms, when

_MOST_RELATED = 6


def entry_view(shelf: Shelf, entity: Entity, here: str) -> EntryView:
    """Return everything that is shown of an entity on the page at ``here``."""
    briefing = shelf.briefing
    relations = tuple(r for r in briefing.relations if entity.id in (r.source, r.target))
    cited = _cited(shelf, entity, relations)
    notes = f"{entity.slug}:" if entity.kind == "glossary" else ""
    writer = shelf.writer(here, cited, notes=notes)
    total, passages = shelf.counts.get(entity.id, (0, 0))
    events = [e for e in shelf.events if e.id in briefing.takes_part.get(entity.id, ())]
    return EntryView(
        id=entity.id,
        slug=entity.slug,
        title=entity.title,
        kind=kind_class(entity.id),
        type=TYPES.get(entity.type, ""),
        lang=entity.language,
        original=entity.original,
        original_dir=direction(entity.language) if entity.language else "auto",
        summary=writer.write(briefing.summaries[entity.id]),
        body=writer.write(briefing.bodies[entity.id]),
        facts=tuple(_facts(shelf, entity, writer)),
        relations=tuple(_relation(shelf, r, entity, writer) for r in relations),
        named=tuple(_named(shelf, entity, here)),
        count=total,
        passages=passages,
        of=sum(len(article.passages) for article in briefing.articles),
        see_also=shelf.entity_links(briefing.see_also.get(entity.id, ()), here),
        related=tuple(_related(shelf, entity, here)),
        said=shelf.said(entity.id, here),
        backlinks=shelf.backlinks(entity.id, here),
        events=tuple(shelf.event(event, here) for event in events),
        references=shelf.references(cited, notes),
        search_aliases=", ".join(search_forms(entity.title, alias_names(entity))),
    )


def _cited(shelf: Shelf, entity: Entity, relations: tuple[Relation, ...]) -> tuple[Fragments, ...]:
    """Return the parts of an entry that may cite references, in the order of the page."""
    briefing = shelf.briefing
    cites: tuple[Cite, ...] = tuple(cite for r in relations for cite in r.cites)
    return (briefing.summaries[entity.id], briefing.bodies[entity.id], cites)


# --- key facts --------------------------------------------------------------------------------


def _facts(shelf: Shelf, entity: Entity, writer: Writer) -> Iterator[Fact]:
    """Yield the rows of the key facts."""

    def links(places: Iterable[str]) -> Markup:
        titles = ((place, prose(shelf.documents[place].title)) for place in places)
        return Markup(", ").join(writer.entity(place, title) for place, title in titles)

    names = alias_names(entity)
    if names:
        yield Fact("Also known as", Markup(", ").join(prose(name) for name in names))
    if TYPES.get(entity.type):
        yield Fact("Kind", Markup(TYPES[entity.type]))
    if parents := tuple(_ancestors(shelf, entity.id)):
        yield Fact("Part of", links(parents))
    if children := tuple(_children(shelf, entity.id)):
        yield Fact("Places within", links(children))
    if entity.coordinates:
        yield Fact("Coordinates", Markup(_coordinates(*entity.coordinates)))


def _ancestors(shelf: Shelf, place: str) -> Iterator[str]:
    """Yield the places that a place lies in, from near to far."""
    while place := shelf.briefing.parents.get(place, ""):
        yield place


def _children(shelf: Shelf, place: str) -> Iterator[str]:
    parents = shelf.briefing.parents
    yield from (p.id for p in shelf.of_kind("places") if parents.get(p.id) == place)


def _coordinates(latitude: float, longitude: float) -> str:
    north = "N" if latitude >= 0 else "S"
    east = "E" if longitude >= 0 else "W"
    return f"{abs(latitude):g}° {north}, {abs(longitude):g}° {east}"


def _relation(shelf: Shelf, relation: Relation, entity: Entity, writer: Writer) -> RelationView:
    outgoing = relation.source == entity.id
    return RelationView(
        relation.label,
        shelf.entity_link(relation.target if outgoing else relation.source, writer.here),
        outgoing,
        when(relation.date) if relation.date else None,
        Markup(" ").join(writer.write((cite,)) for cite in relation.cites),
    )


# --- related ------------------------------------------------------------------------------------


def _related(shelf: Shelf, entity: Entity, here: str) -> Iterator[Related]:
    """Yield the entities that share most passages with an entity, and these passages."""
    own = shelf.named_in.get(entity.id, ())
    shared = {
        other: tuple(passage for passage in own if passage in passages)
        for other, passages in shelf.named_in.items()
        if other != entity.id
    }
    ranked = sorted(shared, key=lambda other: (-len(shared[other]), shelf.first_named[other]))
    for other in ranked[:_MOST_RELATED]:
        if shared[other]:
            spots = tuple(shelf.passage_link(passage, here) for passage in shared[other])
            yield Related(shelf.entity_link(other, here), spots)


# --- in the article -----------------------------------------------------------------------------


def _named(shelf: Shelf, entity: Entity, here: str) -> Iterator[NamedIn]:
    """Yield the sentences that name an entity, section by section."""
    several = len(shelf.briefing.articles) > 1
    for article in shelf.briefing.articles:
        lines = tuple(_lines(shelf, entity, article))
        for section, passages in article.parts:
            inside = {passage.id for passage in passages}
            found = tuple(
                _sentence(shelf, article, line, here)
                for line in lines
                if line.sentence.passage.passage in inside
            )
            if found:
                anchor = section.id if section else passages[0].id
                spot = urls.with_anchor(urls.address(article.id), anchor)
                yield NamedIn(
                    article.title if several else "",
                    section.title if section else "",
                    urls.relative(spot, here),
                    found,
                )


def _lines(shelf: Shelf, entity: Entity, article: Article) -> Iterator[MentionLine]:
    """Yield the sentences of an article that name an entity; of an excerpt one a passage.

    An excerpt shows the passage's gist in their place, and shows it once.
    """
    shown: set[PassageRef] = set()
    for line in shelf.briefing.concordance.get(entity.id, ()):
        passage = line.sentence.passage
        again = article.publish == "excerpt" and passage in shown
        if passage.article == article.id and not again:
            shown.add(passage)
            yield line


def _sentence(shelf: Shelf, article: Article, line: MentionLine, here: str) -> Named:
    """Return a sentence with its mentions marked; an excerpt shows the passage's gist."""
    passage, address = line.sentence.passage, urls.address(article.id)
    number = int(passage.passage[1:])
    if article.publish == "excerpt":
        gist = shelf.article_writer(article, here).write(shelf.briefing.gists.get(passage, ()))
        spot = urls.with_anchor(address, passage.passage)
        return Named(number, gist, urls.relative(spot, here), quoted=False)
    start = line.sentence.start
    html = marked(line.text, ((m.start - start, m.end - start) for m in line.mentions))
    spot = urls.with_anchor(address, f"{passage.passage}-{line.mentions[0].number}")
    return Named(number, html, urls.relative(spot, here), quoted=True)
