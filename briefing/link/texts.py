"""Everything that is written in one document, linked: links, citations, mentions.

What comes of a document depends on its own text and on what is known of all others, which is
their names and, where it points at spots in them, their anchors. So a document whose file
did not change is linked once for as long as no name changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from briefing.diagnostics import Diagnostic
from briefing.fragments import Fragment, Fragments, Html, Link, Mention, PassageRef, Text
from briefing.link.backlinks import Leads, leads
from briefing.link.concordance import Lines, lines_of
from briefing.link.gazetteer import Gazetteer
from briefing.link.mentions import Scope, choose_links, mark_mentions, opted_out
from briefing.link.references import Resolver, anchors, resolve
from briefing.memo import Once, Same, Token
from briefing.model import Article, Document, Entity, Library
from briefing.read.fields import Report


class Names(Struct, frozen=True, eq=False):
    """All that texts are linked with.

    ``naming`` and ``anchors`` stand in keys for what it knows of all documents: two that know
    the same have the very same objects. ``pointing`` are the documents that need the anchors.
    """

    resolver: Resolver
    gazetteer: Gazetteer
    naming: Same
    anchors: Same
    pointing: frozenset[str]


def names_of(library: Library, published: Library, drafts: frozenset[str], once: Once) -> Names:
    """Return what the texts of a library are linked with."""
    facts = [once(("facts", Same(d)), partial(_facts, d)) for d in library.documents]
    called, spots = (tuple(fact[i] for fact in facts) for i in (0, 1))
    naming = Same(once(("naming", *_naming(library, drafts), called), Token))
    anchors_ = Same(once(("anchors", spots), Token))
    gazetteer = once(("gazetteer", naming), lambda: Gazetteer(published.entities))
    resolver = once(("resolver", naming, anchors_), lambda: Resolver(library, drafts))
    pointing = frozenset(d.id for d, fact in zip(library.documents, facts, strict=True) if fact[2])
    return Names(resolver, gazetteer, naming, anchors_, pointing)


def _naming(library: Library, drafts: frozenset[str]) -> Iterator[Hashable]:
    """Yield what is known of a library beside its documents, as values that can be compared."""
    yield drafts
    yield library.files
    yield tuple(sorted(library.unread.items()))
    yield tuple(reference.key for reference in library.references)


def _facts(document: Document) -> tuple[Hashable, Hashable, bool]:
    """Return what texts of others know of a document, and whether its own point at spots."""
    return _called(document), _anchors(document), _points(document)


def _called(document: Document) -> Hashable:
    """Return what texts of other pages can call a document."""
    own = (document.id, document.path, document.title)
    if isinstance(document, Article):
        return *own, len(document.passages)
    if isinstance(document, Entity):
        naming = document.naming
        lists = (naming.aliases, naming.weak_aliases, naming.match, naming.no_match)
        return *own, naming.match_case, *(tuple(x.text for x in names) for names in lists)
    return own


def _anchors(document: Document) -> Hashable:
    """Return the spots in a document that texts of other pages can point at."""
    return document.id, *anchors(document).items()


def _points(document: Document) -> bool:
    """Say whether a text of a document points at a spot in a page."""
    bodies = [document.body, document.summary]
    if isinstance(document, Article):
        bodies += [*document.key_points, *document.gists.values(), document.rights]
    return any(_pointing(body.fragments) for body in bodies)


def _pointing(fragments: Fragments) -> bool:
    links = (fragment for fragment in fragments if isinstance(fragment, Link))
    return any("#" in link.target or _pointing(link.inner) for link in links)


class Texts(Struct, frozen=True):
    """The linked texts of a document, and what comes of them.

    ``mentions`` are those of each passage, ``lines`` the sentences that name an entity.
    """

    body: Fragments
    summary: Fragments
    leads: Leads
    passages: Mapping[PassageRef, Fragments] = field(default_factory=dict)
    points: tuple[Fragments, ...] = ()
    gists: Mapping[PassageRef, Fragments] = field(default_factory=dict)
    rights: Fragments = ()
    mentions: Mapping[PassageRef, tuple[Mention, ...]] = field(default_factory=dict)
    lines: Lines = ()


def linked_texts(
    document: Document, names: Names, links: str, once: Once
) -> tuple[Texts, tuple[Diagnostic, ...]]:
    """Link a document's texts; ``links`` is the setting. What cannot be linked is told."""
    spots = names.anchors if document.id in names.pointing else None
    key = ("texts", Same(document), names.naming, spots, links)
    return once(key, partial(_linked, document, names, links))


def _linked(document: Document, names: Names, links: str) -> tuple[Texts, tuple[Diagnostic, ...]]:
    problems: list[Diagnostic] = []
    writer = _Texts(document, names, Scope(links, document.id), problems.append)
    return writer.linked(), tuple(problems)


class _Texts(Struct, frozen=True):
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
            summary = self._resolved(document.summary.fragments)
            return Texts(body, summary, leads((body, summary)))
        passages, gists, body = self._article(document)
        summary = self._resolved(document.summary.fragments)
        points = tuple(self._resolved(point.fragments) for point in document.key_points)
        rights = self._resolved(document.rights.fragments)
        mentions = {
            reference: tuple(f for f in fragments if isinstance(f, Mention))
            for reference, fragments in passages.items()
        }
        return Texts(
            body,
            summary,
            leads((body, summary, *points, *gists.values(), rights, *passages.values())),
            passages,
            points,
            gists,
            rights,
            mentions,
            lines_of(document, mentions),
        )

    def _resolved(self, fragments: Fragments) -> Fragments:
        """Resolve links and citations."""
        return resolve(fragments, self.document, self.names.resolver, self.report)

    def _marked(self, fragments: Fragments) -> Fragments:
        return mark_mentions(fragments, self.names.gazetteer, opted_out(self.document))

    def _body(self) -> Fragments:
        return self._marked(self._resolved(self.document.body.fragments))

    def _article(
        self, article: Article
    ) -> tuple[Mapping[PassageRef, Fragments], Mapping[PassageRef, Fragments], Fragments]:
        """Return passages, gists and body of an article: they share its page, in this order.

        An excerpt shows the gists in place of the passages, so their names are linked there.
        """
        marked, body = tuple(self._passages(article)), self._body()
        ids = [passage.id for passage in article.passages]
        written = article.gists
        # Without its source an article has gists of passages that nobody knows.
        noted = [p for p in ids if p in written] or list(written)
        gists = {p: self._resolved(written[p].fragments) for p in noted}
        *chosen, linked = choose_links((*marked, ("", body)), self.scope)
        if article.publish == "excerpt":
            sections = dict(zip(ids, (section for section, _ in marked), strict=True))
            named = [(sections.get(p, ""), self._marked(gist)) for p, gist in gists.items()]
            *found, linked = choose_links((*named, ("", body)), self.scope)
            gists = dict(zip(gists, found, strict=True))
        passages = dict(zip((PassageRef(article.id, p) for p in ids), chosen, strict=True))
        return passages, {PassageRef(article.id, p): gist for p, gist in gists.items()}, linked

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
                plain.append(replace(fragment, text=_one_line(text)) if "\n" in text else fragment)
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
