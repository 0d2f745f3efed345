"""Everything that is written in one document, linked: links, citations, mentions.

What comes of a document depends on its own text and on what is known of all others, which is
their names and what can be pointed at in them: :func:`known_to_links`. So a document whose
file did not change is linked once for as long as no name changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from briefing.diagnostics import Diagnostic
from briefing.fragments import Fragment, Fragments, Html, Link, Mention, Text
from briefing.link.gazetteer import Gazetteer
from briefing.link.mentions import Scope, choose_links, mark_mentions, opted_out
from briefing.link.references import Resolver, anchors, resolve
from briefing.model import Article, Document, Entity, Library
from briefing.read.fields import Report


@dataclass(frozen=True, eq=False, slots=True)
class Names:
    """All that texts are linked with."""

    resolver: Resolver
    gazetteer: Gazetteer


def known_to_links(library: Library, drafts: frozenset[str]) -> Iterator[Hashable]:
    """Yield all that :class:`Names` knows of a library, as values that can be compared."""
    yield drafts
    yield library.files
    yield tuple(sorted(library.unread.items()))
    yield tuple(reference.key for reference in library.references)
    yield tuple(_known(document) for document in library.documents)


def _known(document: Document) -> Hashable:
    """Return what texts of other pages can name or point at in a document."""
    own = (document.id, document.path, document.title, tuple(anchors(document).items()))
    if isinstance(document, Article):
        return *own, len(document.passages)
    if isinstance(document, Entity):
        naming = document.naming
        lists = (naming.aliases, naming.weak_aliases, naming.match, naming.no_match)
        return *own, naming.match_case, *(tuple(x.text for x in names) for names in lists)
    return own


@dataclass(frozen=True, slots=True)
class Texts:
    """The linked texts of a document; ``passages`` and ``gists`` with the ids of their passages."""

    body: Fragments
    summary: Fragments
    passages: tuple[tuple[str, Fragments], ...] = ()
    points: tuple[Fragments, ...] = ()
    gists: tuple[tuple[str, Fragments], ...] = ()
    rights: Fragments = ()


def linked_texts(
    document: Document, names: Names, links: str
) -> tuple[Texts, tuple[Diagnostic, ...]]:
    """Link a document's texts; ``links`` is the setting. What cannot be linked is told."""
    problems: list[Diagnostic] = []
    writer = _Texts(document, names, Scope(links, document.id), problems.append)
    return writer.linked(), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Links the texts of one document."""

    document: Document
    names: Names
    scope: Scope
    report: Report

    def linked(self) -> Texts:
        """Return them all."""
        document = self.document
        if not isinstance(document, Article):
            (body,) = choose_links((("", self._body()),), self.scope)
            return Texts(body, self._resolved(document.summary.fragments))
        passages, body = self._article(document)
        return Texts(
            body,
            self._resolved(document.summary.fragments),
            passages,
            tuple(self._resolved(point.fragments) for point in document.key_points),
            tuple((p, self._resolved(gist.fragments)) for p, gist in document.gists.items()),
            self._resolved(document.rights.fragments),
        )

    def _resolved(self, fragments: Fragments) -> Fragments:
        """Resolve links and citations."""
        return resolve(fragments, self.document, self.names.resolver, self.report)

    def _marked(self, fragments: Fragments) -> Fragments:
        return mark_mentions(fragments, self.names.gazetteer, opted_out(self.document))

    def _body(self) -> Fragments:
        return self._marked(self._resolved(self.document.body.fragments))

    def _article(self, article: Article) -> tuple[tuple[tuple[str, Fragments], ...], Fragments]:
        """Return the passages and the body of an article: they share its page, in this order."""
        marked = tuple(self._passages(article))
        body = self._body()
        *chosen, linked = choose_links((*marked, ("", body)), self.scope)
        if article.publish == "excerpt":  # the passages are not shown, so nothing counts yet
            (linked,) = choose_links((("", body),), self.scope)
        ids = (passage.id for passage in article.passages)
        return tuple(zip(ids, chosen, strict=True)), linked

    def _passages(self, article: Article) -> Iterator[tuple[str, Fragments]]:
        """Yield the passages of an article with their mentions, numbered, and their sections."""
        starts = {section.at: section.id for section in article.sections}
        section = ""
        for passage in article.passages:
            section = starts.get(passage.id, section)
            yield section, _numbered(self._marked(_outward(passage.fragments)))


# --- passages -------------------------------------------------------------------------------------


def _outward(fragments: Fragments) -> Fragments:
    """Return a passage's fragments with its own links and pictures shown as plain words.

    A source text is kept as it is and cannot be mended, so its links are not followed.
    Together they say just what the passage's text says, so that offsets hold in both.
    """
    plain: list[Fragment] = []
    for fragment in fragments:
        match fragment:
            case Link(inner=inner) if inner:
                plain.extend(_outward(inner))
            case Link(text=text, position=position):
                plain.append(Text(_one_line(text), ((0, position),), "in a link"))
            case Text(text=text):
                plain.append(replace(fragment, text=_one_line(text)))
            case _:
                plain.append(fragment)
    return tuple(plain)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _numbered(fragments: Fragments) -> Fragments:
    """Number the mentions of a passage and count their places in its whole text."""
    numbered: list[Fragment] = []
    number = length = 0
    for fragment in fragments:
        if isinstance(fragment, Mention):
            number += 1
            end = length + len(fragment.text)
            fragment = replace(fragment, number=number, start=length, end=end)
        if isinstance(fragment, Html | Text | Mention):
            length += len(fragment.text)
        numbered.append(fragment)
    return tuple(numbered)
