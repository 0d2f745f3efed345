"""Whether search engines may list what others published first: the editors decide that."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.model import Article, Briefing, Document


def republished(document: Document) -> bool:
    """Say whether a page shows the full text of what somebody else published."""
    return (
        isinstance(document, Article)
        and document.publish == "full"
        and bool(document.publisher or document.url)
    )


def indexing(briefing: Briefing) -> Iterator[Diagnostic]:
    """Report a setting that cannot be kept, and note what is assumed where there is none."""
    settings = briefing.settings
    copies = [article for article in briefing.articles if republished(article)]
    place = settings.positions.get("index", Position(settings.path))
    if copies and "index" not in settings.positions:
        names = ", ".join(article.id for article in copies)
        message = f"search engines are asked to leave out {names}, published elsewhere first"
        hint = "say index: noindex, index or canonical-original"
        yield problem("republished", place, message, hint)
    if settings.index == "canonical-original":
        for article in copies:
            if not article.url:
                message = f"where {article.id} first stood is not known"
                hint = "give the article its url, or say index: noindex"
                yield problem("missing-field", place, message, hint)
