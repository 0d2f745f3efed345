"""An entity in full: what its page, or its entry in the glossary, shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import Markup, escape

from briefing.fragments import Cite, Fragments, PassageRef
from briefing.model import Article, Entity, MentionLine, Relation
from briefing.render import urls
from briefing.render.bodies import Writer, kind_class, marked, unlinked
from briefing.render.chronicle import PART, chronicle
from briefing.render.diagrams import actor_relations, fan_view
from briefing.render.parts import EntryView, Fact, Named, NamedIn, Origin, Related, RelationView
from briefing.render.shelf import Shelf, alias_names
from briefing.render.spots import origin
from briefing.render.strips import strips
from briefing.render.views import TieRow
from briefing.render.wording import direction, search_forms, type_in_words, when

_MOST_RELATED = 6


def entry_view(shelf: Shelf, entity: Entity, here: str) -> EntryView:
    """Return everything that is shown of an entity on the page at ``here``."""
    briefing = shelf.briefing
    relations = shelf.relations.get(entity.id, ())
    cited = _cited(shelf, entity, relations)
    notes = f"{entity.slug}:" if entity.kind == "glossary" else ""
    writer = replace(shelf.writer(here, cited, notes=notes), tongue=entity.language)
    said, also_said = shelf.said(entity.id, here)
    total, passages = shelf.counts.get(entity.id, (0, 0))
    events = [e for e in shelf.events if e.id in briefing.takes_part.get(entity.id, ())]
    return EntryView(
        id=entity.id,
        slug=entity.slug,
        title=entity.title,
        kind=kind_class(entity.id),
        type=type_in_words(entity.type, shelf.language),
        lang=entity.language,
        original=entity.original,
        original_dir=direction(entity.language) if entity.language else "auto",
        summary=writer.write(briefing.summaries[entity.id]),
        body=writer.write(briefing.bodies[entity.id]),
        facts=tuple(_facts(shelf, entity, writer)),
        relations=tuple(_relation(shelf, r, entity, writer) for r in relations),
        origins=tuple(_origins(shelf, entity, here)) if entity.kind != "glossary" else (),
        named=tuple(_named(shelf, entity, here)),
        strips=tuple(strips(shelf, entity, here)) if entity.kind != "glossary" else (),
        fan=fan_view(shelf, entity.id, relations) if entity.kind == "actors" else None,
        spans=chronicle(events, shelf.language, PART) if len(events) > 1 else None,
        count=total,
        passages=passages,
        articles=len(briefing.articles),
        of=sum(len(article.passages) for article in briefing.articles),
        see_also=shelf.entity_links(briefing.see_also.get(entity.id, ()), here),
        related=tuple(_related(shelf, entity, here)),
        said=said,
        also_said=also_said,
        backlinks=shelf.backlinks(entity.id, here),
        events=tuple(shelf.event(event, here) for event in events),
        references=shelf.references(cited, notes),
        search_aliases=", ".join(search_forms(entity.title, alias_names(entity))),
        edit=shelf.edit(entity.path),
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
        titles = ((place, shelf.prose(shelf.documents[place].title)) for place in places)
        return comma.join(writer.entity(place, title) for place, title in titles)

    say, comma = shelf.language.say, Markup(escape(shelf.language.say("lists.comma")))
    if names := alias_names(entity):
        own = (shelf.prose(name, entity.language) for name in names)
        yield Fact(say("entity.aliases"), comma.join(own))
    if kind := type_in_words(entity.type, shelf.language):
        yield Fact(say("entity.kind"), shelf.prose(kind))
    if parents := tuple(shelf.ancestors(entity.id)):
        yield Fact(say("entity.part-of"), links(parents))
    if children := shelf.children.get(entity.id):
        yield Fact(say("entity.within"), links(children))
    if entity.coordinates:
        yield Fact(say("entity.coordinates"), shelf.prose(_coordinates(shelf, *entity.coordinates)))


def _coordinates(shelf: Shelf, latitude: float, longitude: float) -> str:
    say = shelf.language.say
    ways = ("north" if latitude >= 0 else "south", "east" if longitude >= 0 else "west")
    degrees = (f"{abs(n):g}".replace(".", say("entity.decimal")) for n in (latitude, longitude))
    parts = (say(f"entity.{way}", degrees=n) for way, n in zip(ways, degrees, strict=True))
    return say("lists.comma").join(parts)


def _relation(shelf: Shelf, relation: Relation, entity: Entity, writer: Writer) -> RelationView:
    outgoing = relation.source == entity.id
    return RelationView(
        relation.label,
        shelf.entity_link(relation.target if outgoing else relation.source, writer.here),
        outgoing,
        when(relation.date, shelf.language) if relation.date else None,
        Markup(" ").join(writer.write((cite,)) for cite in relation.cites),
    )


def tie_rows(shelf: Shelf, here: str) -> tuple[TieRow, ...]:
    """Return every relation between actors, each with the evidence of the page that says it."""
    return tuple(_tie_row(shelf, relation, here) for relation in actor_relations(shelf))


def _tie_row(shelf: Shelf, relation: Relation, here: str) -> TieRow:
    source = shelf.briefing.entities[relation.source]
    cited, notes_at = _cited(shelf, source, shelf.relations[source.id]), urls.address(source.id)
    writer = shelf.writer(here, cited, notes_at=notes_at)
    return TieRow(
        shelf.entity_link(relation.source, here),
        relation.label,
        shelf.entity_link(relation.target, here),
        when(relation.date, shelf.language) if relation.date else None,
        Markup(" ").join(writer.write((cite,)) for cite in relation.cites),
    )


# --- related ------------------------------------------------------------------------------------


def _related(shelf: Shelf, entity: Entity, here: str) -> Iterator[Related]:
    """Yield the entities that share most passages with an entity, and these passages."""
    shared: dict[str, list[PassageRef]] = {}
    for passage in shelf.named_in.get(entity.id, ()):
        for other in shelf.named_by[passage]:
            if other != entity.id:
                shared.setdefault(other, []).append(passage)
    ranked = sorted(shared, key=lambda other: (-len(shared[other]), shelf.first_named[other]))
    for other in ranked[:_MOST_RELATED]:
        spots = tuple(shelf.passage_link(passage, here) for passage in shared[other])
        yield Related(shelf.entity_link(other, here), spots)


# --- the way back -------------------------------------------------------------------------------


def _origins(shelf: Shelf, entity: Entity, here: str) -> Iterator[Origin]:
    """Yield the spots in the articles whose links lead to the page of an entity."""
    articles = {article.id: article for article in shelf.briefing.articles}
    for passage in shelf.named_in.get(entity.id, ()):
        article = articles[passage.article]
        for mention in shelf.briefing.mentions[passage]:
            if mention.entity == entity.id and mention.linked and article.publish == "full":
                spot = f"{passage.passage}-{mention.number}"
                back = urls.with_anchor(urls.address(article.id), spot)
                yield Origin(
                    origin(shelf.if_several(article.slug), spot),
                    int(passage.passage[1:]),
                    shelf.if_several(article.title),
                    urls.relative(back, here),
                )


# --- in the article -----------------------------------------------------------------------------


def _named(shelf: Shelf, entity: Entity, here: str) -> Iterator[NamedIn]:
    """Yield the sentences that name an entity, section by section."""
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
                    shelf.volume(article),
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
        gist = unlinked(shelf.briefing.gists.get(passage, ()))
        html = shelf.article_writer(article, here).write(gist)
        spot = urls.with_anchor(address, passage.passage)
        return Named(number, html, urls.relative(spot, here), quoted=False)
    start = line.sentence.start
    named = ((m.start - start, m.end - start) for m in line.mentions)
    html = marked(line.text, named, shelf.direction)
    spot = urls.with_anchor(address, f"{passage.passage}-{line.mentions[0].number}")
    return Named(number, html, urls.relative(spot, here), quoted=True)
