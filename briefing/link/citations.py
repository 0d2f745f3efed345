"""Citations are resolved: ``[@p3, KEY]`` → the passages and the references it points at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from briefing.diagnostics import Diagnostic, Severity, problem
from briefing.fragments import Citation, Cite, Located, PassageRef
from briefing.link.guesses import Guesses
from briefing.model import Article, Document, Library
from briefing.read.fields import Report

REFERENCES = "references"
"""Stands among the unread for references that could not be read."""
DRAFT_HINT = "publish it, or build with --drafts"

_NO_REASON = "an exception without a reason accepts nothing", "say why behind it: [@p3 ~ why]"
_FEW = 8
# Up to six digits: more are no number of a passage, and far too many no number for Python.
_PASSAGES = re.compile(
    r"(?:(?P<article>[^:\s]+):)?p(?P<first>[0-9]{1,6})"
    r"(?:\s*[-‐‑–]\s*p?(?P<last>[0-9]{1,6}))?"
)


class Citations:
    """Knows every passage and every reference that can be cited."""

    def __init__(self, library: Library, drafts: frozenset[str]) -> None:
        self.articles: Mapping[str, Article] = {
            a.id: a for a in library.articles if a.id not in drafts and a.id not in library.unread
        }
        self.references = frozenset(reference.key for reference in library.references)
        self.drafts = drafts
        self.unread = library.unread
        self._guesses = Guesses(self.references)
        self._slugs = [article.removeprefix("articles/") for article in self.articles]
        self._article_guesses = Guesses(self._slugs)

    def cite(self, citation: Citation, own: Document, report: Report) -> Cite:
        """Resolve a bracket of citations on a page."""
        passages: list[PassageRef] = []
        references: list[str] = []
        for item in citation.items:
            if item.text in self.references:
                references.append(item.text)
            elif match := _PASSAGES.fullmatch(item.text):
                passages.extend(self._passages(match, item, own, report))
            elif REFERENCES not in self.unread:
                report(self._nothing_cited(item))
        if citation.accepted == "":
            report(problem("bad-value", citation.position, *_NO_REASON, Severity.WARNING))
        found = tuple(dict.fromkeys(passages))
        return Cite(found, tuple(references), citation.position, citation.accepted or None)

    def _nothing_cited(self, item: Located) -> Diagnostic:
        """Say that an item of a citation is neither a passage nor a reference."""
        meant = item.text.lower().removeprefix("@")
        hint = f'write "{meant}"' if _PASSAGES.fullmatch(meant) else ""
        hint = hint or self._guesses.hint(item.text)
        hint = hint or "cite a passage, [@p3], or a key of references.yml"
        message = f'nothing is cited by "{item.text}"' if item.text else "a citation is empty"
        return problem("unknown-citation", item.position, message, hint)

    def _passages(
        self, match: re.Match[str], item: Located, own: Document, report: Report
    ) -> Iterator[PassageRef]:
        """Yield the passages of one item, ``p3`` or ``p3-p5``."""
        first, last = int(match["first"]), int(match["last"] or match["first"])
        article = self._article(match["article"], max(first, last), item, own, report)
        if article is None:
            return
        known = len(article.passages)
        if not 1 <= first <= last <= known:
            wrong = f"p{last}" if 1 <= first <= known else f"p{first}"
            message = f'{article.id} has no passage "{wrong}"'
            hint = f"it has p1 to p{known}"
            if first > last:
                message, hint = f'"{item.text}" runs backwards', f"write p{last}-p{first}"
            report(problem("unknown-citation", item.position, message, hint))
            return
        yield from (PassageRef(article.id, f"p{n}") for n in range(first, last + 1))

    def _article(
        self, slug: str | None, passage: int, item: Located, own: Document, report: Report
    ) -> Article | None:
        """Return the article that a citation means; ``None`` if none or an unread one.

        Where several could be meant, the number of the passage helps to say which.
        """
        if slug:
            return self.article(Located(slug, item.position), report)
        if isinstance(own, Article):
            return own if own.passages else None
        if own.article:
            return self.article(own.article, report)
        if any(page.startswith("articles/") for page in self.unread):
            return None
        if len(self.articles) == 1:
            return next(iter(self.articles.values()))
        drafts = sorted(page for page in self.drafts if page.startswith("articles/"))
        if not self.articles and drafts:
            return self.article(Located(drafts[0], item.position), report)
        if self.articles:
            longer = [a for a in self.articles.values() if len(a.passages) >= passage]
            slug = longer[0].id.removeprefix("articles/") if len(longer) == 1 else "SLUG"
            message = f'"{item.text}" could be of {len(self.articles)} articles'
            hint = f"name one: article: {slug} in the front matter, or [@{slug}:{item.text}]"
        else:
            message = f'there is no article for "{item.text}" to cite'
            hint = "an article is a file in content/articles/"
        report(problem("unknown-citation", item.position, message, hint))
        return None

    def article(self, written: Located, report: Report) -> Article | None:
        """Return the article with a slug or an id; ``None`` if none or one not to be cited."""
        slug = bare(written.text).removeprefix("articles/")
        wanted = f"articles/{slug}"
        if wanted in self.articles:
            return self.articles[wanted]
        if wanted in self.drafts:
            message = f"{wanted} is a draft, so nothing of it can be cited"
            where, severity = written.position, Severity.WARNING
            report(problem("unknown-citation", where, message, DRAFT_HINT, severity))
        elif wanted not in self.unread:
            message = f'no article is called "{slug}"'
            hint = self._article_guesses.hint(slug) or few(self._slugs)
            report(problem("unknown-citation", written.position, message, hint))
        return None


def bare(name: str) -> str:
    """Return a name without the brackets of a link, which a field does not need."""
    return name.strip().removeprefix("[[").removesuffix("]]").strip()


def few(known: Iterable[str]) -> str:
    """Say what there is, if it is little enough to be read."""
    names = list(known)
    return "known are: " + ", ".join(names) if 0 < len(names) <= _FEW else ""
