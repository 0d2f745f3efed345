"""Nothing is left lying: pages that nothing leads to, names that nothing uses, missing gists."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, problem
from briefing.model import Article, Briefing


def unused_names(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each entity that no article and no other page names or links to.

    One whose title cannot be read has been told of already, and so has an article whose text
    cannot be: what it names nobody knows.
    """
    if not all(article.passages for article in briefing.articles):
        return
    used = briefing.backlinks.keys() | _linked(briefing)
    for entity in briefing.entities.values():
        if entity.title and entity.id not in used:
            message = f'nothing names "{entity.title}"'
            hint = "name it where it belongs, add the spelling in use as an alias, or delete it"
            yield problem("unused-name", entity.where("title"), message, hint)


def orphans(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each entity that is named somewhere and linked from nowhere.

    An index lists every entity; what counts is a link in a text or a field. One that nothing
    names at all is an unused name already, and free pages stand in every footer.
    """
    linked = _linked(briefing)
    for entity in briefing.entities.values():
        if entity.id not in linked and briefing.backlinks.get(entity.id):
            message = f'no text links to "{entity.title}"'
            hint = f"link to it where it belongs: [[{entity.slug}]]"
            yield problem("orphan", entity.where("title"), message, hint)


def missing_gists(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each article that has gists, or must have them, but not for all."""
    for article in briefing.articles:
        missing = [p.id for p in article.passages if p.id not in article.gists]
        if missing and (article.gists or article.publish == "excerpt"):
            message = f"there is no gist for {', '.join(missing)}"
            yield problem("missing-gist", article.where("gists"), message, _why(article))


def _why(article: Article) -> str:
    if article.publish == "excerpt":
        return "an excerpt shows nothing else of a passage"
    return "the other passages have one"


def _linked(briefing: Briefing) -> frozenset[str]:
    """Return the pages that another page's text, a relation, a field or a byline leads to."""
    found = set(briefing.linked)
    for relation in briefing.relations:
        found |= {relation.source, relation.target}
    for pages in (*briefing.see_also.values(), briefing.parents.values(), briefing.takes_part):
        found |= set(pages)
    return frozenset(found | set(_signed(briefing)))


def _signed(briefing: Briefing) -> Iterator[str]:
    """Yield the actors that wrote or published an article: its page links their names."""
    names = {name for a in briefing.articles for name in (*a.authors, a.publisher)}
    for entity in briefing.entities.values():
        aliases = (*entity.naming.aliases, *entity.naming.weak_aliases)
        if entity.kind == "actors" and names & {entity.title, *map(str, aliases)}:
            yield entity.id
