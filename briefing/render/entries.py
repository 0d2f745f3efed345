"""An entity in full: what its page, or its entry in the glossary, shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape
from msgspec.structs import replace

from briefing.fragments import Cite, Fragments, PassageRef
from briefing.model import Article, Entity, MentionLine, Relation
from briefing.render import urls
from briefing.render.bodies import Writer, kind_class, marked, unlinked
from briefing.render.chronicle import PART, chronicle
from briefing.render.diagrams import fan_view
from briefing.render.drawings import Strip
from briefing.render.lookups import alias_names
from briefing.render.parts import (
    EntryView,
    Fact,
    Named,
    NamedIn,
    Origin,
    Pager,
    Related,
    RelationView,
)
from briefing.render.shares import Share
from briefing.render.shelf import Shelf
from briefing.render.spots import origin
from briefing.render.strips import strips
from briefing.render.views import TieRow
from briefing.render.wording import direction, search_forms, type_in_words, when

_MOST_RELATED = 6
_MOST_SPOTS = 12  # of the passages that it shares with one of them


def entry_view(
    shelf: Shelf, entity: Entity, here: str, share: Share, pager: Pager | None = None
) -> EntryView:
    """Return everything that is shown of an entity on the page at ``here``.

    ``share`` is what that page shows of the long lists, ``pager`` leads to the rest of them.
    """
    briefing = shelf.briefing
    relations = shelf.relations.get(entity.id, ())
    cited = _cited(shelf, entity, relations)
    notes = f"{entity.slug}:" if entity.kind == "glossary" else ""
    writer = replace(shelf.writer(here, cited, notes=notes), tongue=entity.language)
    return EntryView(
        **_lists(shelf, entity, writer, share),
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
        facts=tuple(_facts(shelf, entity, writer, share)),
        origins=tuple(_origins(shelf, entity, here)) if entity.kind != "glossary" else (),
        fan=fan_view(shelf, entity.id, relations) if entity.kind == "actors" else None,
        strips=_strips(shelf, entity, share, here),
        see_also=shelf.entity_links(briefing.see_also.get(entity.id, ()), here),
        related=tuple(_related(shelf, entity, here)),
        said=tuple(shelf.said(entity.id, page, here) for page in share.heard),
        references=shelf.references(cited, notes),
        search_aliases=", ".join(search_forms(entity.title, alias_names(entity))),
        edit=shelf.edit(entity.path),
        pager=pager,
    )


def further_view(
    shelf: Shelf, entity: Entity, here: str, share: Share, pager: Pager | None
) -> EntryView:
    """Return what a further page of an entity shows: the next part of each long list.

    The references that it cites are listed on the first.
    """
    cited = _cited(shelf, entity, shelf.relations.get(entity.id, ()))
    notes = f"{entity.slug}:" if entity.kind == "glossary" else ""
    at = shelf.address(entity.id).partition("#")[0]
    writer = shelf.writer(here, cited, notes=notes, notes_at=at)
    within = (_fact(shelf, "entity.within", _places(shelf, share.within, writer)),)
    return EntryView(
        **_lists(shelf, entity, writer, share),
        id=entity.id,
        slug=entity.slug,
        title=entity.title,
        kind=kind_class(entity.id),
        facts=within if share.within else (),
        pager=pager,
    )


def _lists(shelf: Shelf, entity: Entity, writer: Writer, share: Share) -> dict[str, Any]:
    """Return what a page shows of the long lists of an entity, and what stands above them."""
    briefing, here = shelf.briefing, writer.here
    total, passages = shelf.counts.get(entity.id, (0, 0))
    return {
        "relations": tuple(_relation(shelf, r, entity, writer) for r in share.relations),
        "named": tuple(_named(shelf, share, here)),
        "count": total,
        "passages": passages,
        "articles": len(briefing.articles),
        "of": len(briefing.passages),
        "spans": chronicle(share.events, shelf.language, PART) if len(share.events) > 1 else None,
        "events": tuple(shelf.event(event, here, whole=False) for event in share.events),
        "also_said": shelf.claims(share.speaking, here),
        "more": share.speakers,
        "backlinks": shelf.links(share.linking, here),
    }


def _strips(shelf: Shelf, entity: Entity, share: Share, here: str) -> tuple[Strip, ...]:
    """Return the strips of the articles whose sentences the first page shows."""
    articles = {line.sentence.passage.article for line in share.lines}
    return tuple(strips(shelf, entity, here, articles)) if entity.kind != "glossary" else ()


def _cited(shelf: Shelf, entity: Entity, relations: tuple[Relation, ...]) -> tuple[Fragments, ...]:
    """Return the parts of an entry that may cite references, in the order of the page."""
    briefing = shelf.briefing
    cites: tuple[Cite, ...] = tuple(cite for r in relations for cite in r.cites)
    return (briefing.summaries[entity.id], briefing.bodies[entity.id], cites)


# --- key facts --------------------------------------------------------------------------------


def _fact(shelf: Shelf, label: str, html: Markup) -> Fact:
    return Fact(shelf.language.say(label), html)


def _places(shelf: Shelf, places: Iterable[str], writer: Writer) -> Markup:
    """Return links to places, one after the other."""
    titles = ((place, shelf.prose(shelf.documents[place].title)) for place in places)
    comma = Markup(escape(shelf.language.say("lists.comma")))
    return comma.join(writer.entity(place, title) for place, title in titles)


def _facts(shelf: Shelf, entity: Entity, writer: Writer, share: Share) -> Iterator[Fact]:
    """Yield the rows of the key facts."""
    say, comma = shelf.language.say, Markup(escape(shelf.language.say("lists.comma")))
    if names := alias_names(entity):
        own = (shelf.prose(name, entity.language) for name in names)
        yield Fact(say("entity.aliases"), comma.join(own))
    if kind := type_in_words(entity.type, shelf.language):
        yield Fact(say("entity.kind"), shelf.prose(kind), unsearched=True)
    if parents := tuple(shelf.ancestors(entity.id)):
        yield Fact(say("entity.part-of"), _places(shelf, parents, writer))
    if share.within:
        yield Fact(say("entity.within"), _places(shelf, share.within, writer))
    if entity.coordinates:
        degrees = shelf.prose(_coordinates(shelf, *entity.coordinates))
        yield Fact(say("entity.coordinates"), degrees, unsearched=True)


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
        Markup(" ".join([writer.write((cite,)) for cite in relation.cites])),
    )


def tie_rows(shelf: Shelf, relations: Sequence[Relation], here: str) -> tuple[TieRow, ...]:
    """Return relations between actors, each with the evidence of the page that says it."""
    sources = dict.fromkeys(relation.source for relation in relations)
    writers = {source: _writer_of(shelf, source, here) for source in sources}
    return tuple(_tie_row(shelf, relation, writers[relation.source]) for relation in relations)


def _writer_of(shelf: Shelf, source: str, here: str) -> Writer:
    """Return a writer of what an entity's page says, for another page."""
    cited = _cited(shelf, shelf.briefing.entities[source], shelf.relations[source])
    return shelf.writer(here, cited, notes_at=urls.address(source))


def _tie_row(shelf: Shelf, relation: Relation, writer: Writer) -> TieRow:
    return TieRow(
        shelf.entity_link(relation.source, writer.here),
        relation.label,
        shelf.entity_link(relation.target, writer.here),
        when(relation.date, shelf.language) if relation.date else None,
        Markup(" ".join([writer.write((cite,)) for cite in relation.cites])),
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
        nearest = shared[other][:_MOST_SPOTS]
        spots = tuple(shelf.passage_link(passage, here) for passage in nearest)
        yield Related(shelf.entity_link(other, here), spots)


# --- the way back -------------------------------------------------------------------------------


def _origins(shelf: Shelf, entity: Entity, here: str) -> Iterator[Origin]:
    """Yield the spots in the articles whose links lead to the page of an entity."""
    if entity.id in shelf.lookups.crowded:
        return
    for passage in shelf.named_in.get(entity.id, ()):
        article = shelf.lookups.stretches[passage].article
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


def _named(shelf: Shelf, share: Share, here: str) -> Iterator[NamedIn]:
    """Yield the sentences that name an entity, section by section."""
    stretches = shelf.lookups.stretches
    for at, found in groupby(share.lines, lambda line: stretches[line.sentence.passage]):
        spot = urls.with_anchor(urls.address(at.article.id), at.anchor)
        yield NamedIn(
            shelf.volume(at.article),
            at.title,
            urls.relative(spot, here),
            tuple(_sentence(shelf, at.article, line, here) for line in found),
        )


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
