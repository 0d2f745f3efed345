"""The briefing as open data: ``data/briefing.json``, section 4 of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from briefing.asjson import laid_out, number
from briefing.check.ledger import Ledger
from briefing.fragments import PassageRef
from briefing.model import Article, Briefing, Entity
from briefing.render import urls
from briefing.render.bodies import kind_class, passage_name, plain
from briefing.render.exports import cited, earliest, latest
from briefing.render.lookups import Lookups

BRIEFING = "data/briefing.json"


def briefing_json(
    briefing: Briefing, ledger: Ledger, moved: Mapping[str, str] = urls.NONE_MOVED
) -> bytes:
    """Return the whole briefing as JSON, every array in a stable order.

    ``moved`` has the addresses of what stands on a further page of a list.
    """
    settings = briefing.settings
    content = {
        "site": {
            "title": settings.title,
            "tagline": settings.tagline,
            "description": settings.description,
            "language": settings.language,
        },
        "articles": [_article(briefing, article) for article in briefing.articles],
        "entities": [_entity(briefing, e, moved) for e in _by_id(briefing)],
        "mentions": list(_mentions(briefing)),
        "links": [{"from": start, "to": end} for start, end in briefing.links],
        "relations": list(_relations(briefing)),
        "events": list(_events(briefing)),
        "evidence": list(_evidence(ledger)),
    }
    return laid_out(content, indent=1)


def _by_id(briefing: Briefing) -> list[Entity]:
    return [briefing.entities[page] for page in sorted(briefing.entities)]


def _article(briefing: Briefing, article: Article) -> dict[str, Any]:
    excerpt = article.publish == "excerpt"
    passages = []
    for passage in article.passages:
        gist = briefing.gists.get(PassageRef(article.id, passage.id), ())
        text = plain(gist) if excerpt else passage.text
        passages.append({"id": passage.id, "text": text})
    return {
        "id": article.id,
        "title": article.title,
        "authors": list(article.authors),
        "publisher": article.publisher,
        "date": article.date.text if article.date else "",
        "publish": article.publish,
        "url": urls.address(article.id),
        "passages": passages,
    }


def _entity(briefing: Briefing, entity: Entity, moved: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": entity.id,
        "kind": kind_class(entity.id),
        "type": entity.type,
        "title": entity.title,
        "aliases": [alias.text for alias in entity.naming.aliases],
        "summary": plain(briefing.summaries[entity.id]),
        "url": urls.address(entity.id, moved),
    }
    if entity.coordinates:
        found["coordinates"] = [number(degrees) for degrees in entity.coordinates]
    if entity.id in briefing.parents:
        found["part_of"] = briefing.parents[entity.id]
    return found


def _mentions(briefing: Briefing) -> Iterator[dict[str, Any]]:
    """Yield the mentions in reading order. Of an excerpt no places in the text are told."""
    excerpts = {article.id for article in briefing.articles if article.publish == "excerpt"}
    for reference, mentions in briefing.mentions.items():
        for mention in mentions:
            place = {"start": mention.start, "end": mention.end}
            yield {
                "entity": mention.entity,
                "in": reference.article,
                "passage": reference.passage,
                **({} if reference.article in excerpts else place),
                "text": mention.text,
            }


def _relations(briefing: Briefing) -> Iterator[dict[str, Any]]:
    for relation in briefing.relations:
        yield {
            "from": relation.source,
            "label": relation.label,
            "to": relation.target,
            "date": relation.date.text if relation.date else "",
            "cites": list(cited(relation.cites)),
        }


def _events(briefing: Briefing) -> Iterator[dict[str, Any]]:
    participants = Lookups(briefing).participants
    for event in briefing.events:
        yield {
            "id": event.id,
            "title": event.title,
            "date": event.date.text,
            "earliest": earliest(event.date),
            "latest": latest(event.date),
            "summary": plain(briefing.summaries[event.id]),
            "entities": sorted(participants.get(event.id, ())),
            "cites": list(cited(briefing.summaries[event.id] + briefing.bodies[event.id])),
        }


def _evidence(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield each claim with what it cites and how it stood the comparison."""
    for claim in ledger.claims:
        yield {
            "page": claim.page,
            "part": claim.part,
            "text": claim.text,
            "cites": [*map(passage_name, claim.passages), *claim.references],
            "verdict": claim.verdict,
            "quotations": claim.quotations,
            "figures": claim.figures,
        }
