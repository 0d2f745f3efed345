"""Title, author and publisher of an article are what the head of its source says."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.errors import did_you_mean
from briefing.link.names import key
from briefing.model import Article, Briefing


def source_heads(briefing: Briefing) -> Iterator[Diagnostic]:
    """Yield a warning for each field that the head of a source contradicts.

    A head that says less than the front matter contradicts nothing: only where a line of
    it is accounted for by no field, a field that no line bears out is a difference.
    """
    for article in briefing.articles:
        lines = {key(line.text): line.text for line in article.source.head}
        given = [(name, value, key(value)) for name, value in _given(article)]
        unclaimed = [
            text
            for line, text in lines.items()
            if not any(_bears_out(line, name, wanted) for name, _, wanted in given)
        ]
        for name, value, wanted in given:
            if unclaimed and not any(_bears_out(line, name, wanted) for line in lines):
                message = f'{name} is "{value}", but the source begins with "{unclaimed[0]}"'
                hint = did_you_mean(value, unclaimed) or "write what the source prints"
                where = article.where(name)
                yield problem("bad-value", where, message, hint, Severity.WARNING)


def _given(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the fields that a head may bear out."""
    yield "title", article.title
    yield from (("author", author) for author in article.authors)
    if article.publisher:
        yield "publisher", article.publisher


def _bears_out(line: str, name: str, wanted: str) -> bool:
    """Say whether a line of the head says what a field says, both of them folded."""
    labelled = line.partition(": ")[2].strip(" \"'")
    return wanted in line if name == "author" else wanted in (line.strip("# "), labelled)
