"""Explicit links and citations are resolved: what an editor wrote → where it leads.

One resolver serves pages, checks and messages. A target that cannot be found is a
diagnostic with the likeliest name; a link to a draft is shown as plain words.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from briefing.diagnostics import Position, Severity, did_you_mean, problem
from briefing.fragments import (
    Anchor,
    Citation,
    Cite,
    Fragment,
    Fragments,
    Link,
    Located,
    PassageRef,
    Target,
    Text,
)
from briefing.link.names import key
from briefing.model import Article, Document, Entity, Event, Library
from briefing.read.fields import Report
from briefing.read.markdown import heading_slug

FIXED_PAGES = ("actors", "places", "glossary", "timeline", "search")
"""Pages that no content file makes, by the id under which links name them."""

_SCHEMES = frozenset({"http", "https", "mailto"})
_PASSAGES = re.compile(r"(?:(?P<article>[^:\s]+):)?p(?P<first>\d+)(?:\s*[-–]\s*p?(?P<last>\d+))?")


class Resolver:
    """Knows every page by id, slug, title and alias, and every passage and reference."""

    def __init__(self, library: Library, drafts: frozenset[str]) -> None:
        documents = library.documents
        self.documents: Mapping[str, Document] = {d.id: d for d in documents}
        self.articles: Mapping[str, Article] = {
            article.id: article for article in library.articles if article.id not in drafts
        }
        self.references = frozenset(reference.key for reference in library.references)
        self.files = library.files
        self.drafts = drafts
        self.unread = library.unread
        self.names = _names(documents, library.unread)

    # --- pages ----------------------------------------------------------------------------

    def page(self, written: Located, report: Report) -> str:
        """Return the id of the page with a slug, an id, a title or an alias; empty if none."""
        position = written.position
        name = written.text.strip().removeprefix("[[").removesuffix("]]").strip()
        found = self._candidates(name)
        if len(found) == 1:
            return self._published(next(iter(found)), position, report)
        if found:
            options = ", ".join(f"[[{page}]]" for page in sorted(found))
            message = f'"{name}" could mean {len(found)} pages'
            report(problem("ambiguous-name", position, message, f"write one of {options}"))
            return ""
        message = f'no page is called "{name}"'
        known = {*self.documents, *(d.slug for d in self.documents.values()), *self._titles()}
        report(problem("broken-link", position, message, did_you_mean(name, known)))
        return ""

    def _candidates(self, name: str) -> set[str]:
        if name in self.documents or name in self.unread or name in FIXED_PAGES:
            return {name}
        folder, _, rest = name.partition("/")
        found = self.names.get(key(name), set())
        if not found and rest:
            found = {
                page for page in self.names.get(key(rest), ()) if page.startswith(folder + "/")
            }
        return found

    def _titles(self) -> Iterator[str]:
        for document in self.documents.values():
            yield document.title
            if isinstance(document, Entity):
                yield from (alias.text for alias in document.naming.aliases)

    def _published(self, page: str, position: Position, report: Report) -> str:
        """Return the id, or empty for a page that is a draft or could not be read."""
        if page in self.drafts:
            message = f"{page} is a draft, so this is shown as plain words"
            hint = "publish it, or build with --drafts"
            report(problem("broken-link", position, message, hint, Severity.WARNING))
            return ""
        return "" if page in self.unread else page

    # --- links ----------------------------------------------------------------------------

    def link(self, link: Link, own: str, report: Report) -> Fragment:
        """Resolve a link of the page ``own``; what leads nowhere becomes its plain words."""
        target = (
            self._wiki(link, report)
            if link.form == "wiki"
            else self._address(link, self.documents[own], report)
        )
        if link.form == "image":
            return Anchor(target or Target(), (_words(link),), title=link.title, image=True)
        inner = link.inner or (Text(self._name_of(target, link), ((0, link.position),)),)
        if target is None:
            return Text(link.text or link.target, ((0, link.position),), "in a link")
        entity = target.page if isinstance(self.documents.get(target.page), Entity) else ""
        return Anchor(target, inner, entity, link.title)

    def _name_of(self, target: Target | None, link: Link) -> str:
        """Return what a wiki link without a shown text shows: its words, or a page's title.

        ``[[Sirte]]`` is shown as written, ``[[sirte]]`` and ``[[places/sirte]]`` by title.
        """
        name = link.target.partition("#")[0].strip() or link.target
        document = self.documents.get(target.page) if target else None
        if document is None or key(name) == key(document.title):
            return name
        return document.title if name in (document.id, document.slug) else name

    def _wiki(self, link: Link, report: Report) -> Target | None:
        name, _, anchor = link.target.partition("#")
        page = self.page(Located(name, link.position), report)
        if not page:
            return None
        return Target(page, self._anchor(page, anchor.strip(), link.position, report))

    def _anchor(self, page: str, anchor: str, position: Position, report: Report) -> str:
        """Return the id of a heading or passage of a page, empty if there is none."""
        document = self.documents.get(page)
        if not anchor or document is None:
            return ""
        ids = _anchors(document)
        found = ids.get(anchor) or ids.get(heading_slug(anchor))
        if found:
            return found
        message = f'{page} has no heading "{anchor}"'
        report(problem("broken-anchor", position, message, did_you_mean(anchor, ids)))
        return ""

    def _address(self, link: Link, own: Document, report: Report) -> Target | None:
        """Resolve the address of a Markdown link or image."""
        address = link.target.strip()
        scheme = address.partition(":")[0].lower() if re.match(r"[\w.+-]+:", address) else ""
        if scheme or address.startswith("//") or "\\" in unquote(address):
            return _outside(link, address, scheme, report)
        parts = urlsplit(address)
        path = unquote(parts.path)
        anchor = unquote(parts.fragment)
        if not path and link.form == "markdown":
            return Target(own.id, self._anchor(own.id, anchor, link.position, report))
        if path.startswith("/"):
            return self._site_path(path, anchor, link, report)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(own.path), path))
        if path.endswith(".md") and link.form == "markdown":
            return self._file(path, anchor, link, report)
        if path in self.files:
            return Target(file=path)
        self._no_file(path, link, report)
        return None

    def _file(self, path: str, anchor: str, link: Link, report: Report) -> Target | None:
        """Resolve a link to another content file."""
        page = path.removeprefix("content/").removesuffix(".md")
        if page in self.documents or page in self.drafts or page in self.unread:
            if not self._published(page, link.position, report):
                return None
            return Target(page, self._anchor(page, anchor, link.position, report))
        known = (document.path for document in self.documents.values())
        hint = did_you_mean(path, known)
        report(problem("broken-link", link.position, f'there is no file "{path}"', hint))
        return None

    def _site_path(self, path: str, anchor: str, link: Link, report: Report) -> Target | None:
        """Resolve an address from the site's root, such as /places/sirte/."""
        name = path.strip("/")
        for page in (name, f"pages/{name}"):
            if page in self.documents or page in FIXED_PAGES:
                return Target(page, self._anchor(page, anchor, link.position, report))
        message = f'the site has no page at "{path}"'
        hint = "link to a page by its name: [[sirte]]"
        report(problem("broken-link", link.position, message, hint))
        return None

    def _no_file(self, path: str, link: Link, report: Report) -> None:
        code = "missing-file" if posixpath.splitext(path)[1] else "broken-link"
        hint = did_you_mean(path, self.files) or "paths are relative to this file"
        report(problem(code, link.position, f'there is no file "{path}"', hint))

    # --- citations ------------------------------------------------------------------------

    def cite(self, citation: Citation, own: Document, report: Report) -> Cite:
        """Resolve a bracket of citations on a page."""
        passages: list[PassageRef] = []
        references: list[str] = []
        for item in citation.items:
            if item.text in self.references:
                references.append(item.text)
            elif match := _PASSAGES.fullmatch(item.text):
                passages.extend(self._passages(match, item, own, report))
            else:
                known = {*self.references, "p1"}
                message = f'nothing is cited by "{item.text}"'
                hint = did_you_mean(item.text, known) or "a passage (p3) or a key of references.yml"
                report(problem("unknown-citation", item.position, message, hint))
        return Cite(tuple(dict.fromkeys(passages)), tuple(references), citation.position)

    def _passages(
        self, match: re.Match[str], item: Located, own: Document, report: Report
    ) -> Iterator[PassageRef]:
        """Yield the passages of one item, ``p3`` or ``p3-p5``."""
        article = self._article(match["article"], item, own, report)
        if article is None:
            return
        first, last = int(match["first"]), int(match["last"] or match["first"])
        known = len(article.passages)
        if not 1 <= first <= last <= known:
            wrong = f"p{last}" if 1 <= first <= known else f"p{first}"
            message = f'{article.id} has no passage "{wrong}"'
            if first > last:
                message = f'"{item.text}" runs backwards'
            report(problem("unknown-citation", item.position, message, f"it has p1 to p{known}"))
            return
        yield from (PassageRef(article.id, f"p{n}") for n in range(first, last + 1))

    def _article(
        self, slug: str | None, item: Located, own: Document, report: Report
    ) -> Article | None:
        """Return the article that a citation means; ``None`` if none or an unread one."""
        if slug:
            return self._named_article(slug, item.position, report)
        if isinstance(own, Article):
            return own
        if own.article:
            return self._named_article(own.article.text, own.article.position, report)
        if len(self.articles) == 1:
            return next(iter(self.articles.values()))
        if self.articles and not self._unread_article():
            message = f'"{item.text}" could be of {len(self.articles)} articles'
            hint = "name one: article: SLUG in the front matter, or [@SLUG:p3]"
            report(problem("unknown-citation", item.position, message, hint))
        elif not self._unread_article():
            report(problem("unknown-citation", item.position, "there is no article to cite"))
        return None

    def _named_article(self, slug: str, position: Position, report: Report) -> Article | None:
        wanted = "articles/" + slug.strip("[] ").removeprefix("articles/")
        if wanted not in self.articles and wanted not in self.unread:
            known = (article.removeprefix("articles/") for article in self.articles)
            message = f'no article is called "{slug}"'
            report(problem("unknown-citation", position, message, did_you_mean(slug, known)))
        return self.articles.get(wanted)

    def _unread_article(self) -> bool:
        return any(page.startswith("articles/") for page in self.unread)


def resolve(fragments: Fragments, own: Document, resolver: Resolver, report: Report) -> Fragments:
    """Fill the links and citations of a page's fragments."""
    filled: list[Fragment] = []
    for fragment in fragments:
        match fragment:
            case Link(inner=inner):
                known = resolver.link(fragment, own.id, report)
                if isinstance(known, Anchor) and inner:
                    filled_inner = resolve(inner, own, resolver, report)
                    known = Anchor(known.target, filled_inner, known.entity, known.title)
                filled.append(known)
            case Citation():
                filled.append(resolver.cite(fragment, own, report))
            case _:
                filled.append(fragment)
    return tuple(filled)


def _names(documents: Iterable[Document], unread: Iterable[str]) -> Mapping[str, set[str]]:
    """Map slugs, titles and aliases, folded, to the ids of the pages that have them."""
    names: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        names[key(document.slug)].add(document.id)
        names[key(document.title)].add(document.id)
        if isinstance(document, Entity):
            for alias in document.naming.aliases:
                names[key(alias.text)].add(document.id)
    for page in unread:
        slug = page.rpartition("/")[2]
        names[key(slug)].add(page)
        names[key(slug.replace("-", " "))].add(page)
    return names


def _anchors(document: Document) -> Mapping[str, str]:
    """Map what a link may write after # to the id that it leads to."""
    prefix = f"{document.slug}:" if document.kind == "glossary" else ""
    anchors = {heading.id.removeprefix(prefix): heading.id for heading in document.body.headings}
    if isinstance(document, Article):
        anchors |= {passage.id: passage.id for passage in document.passages}
        for section in document.sections:
            anchors |= {section.id: section.id, heading_slug(section.title): section.id}
    if isinstance(document, Event):
        return {}
    return anchors


def _outside(link: Link, address: str, scheme: str, report: Report) -> Target | None:
    """Take an address on another host if its scheme is known to be harmless."""
    if scheme in _SCHEMES and link.form == "markdown":
        return Target(url=address)
    message = f'"{address[:60]}" is not an address that a page may hold'
    hint = "links begin with https://, http:// or mailto:"
    if link.form == "image":
        hint = "pictures come from the briefing's own folder"
    report(problem("unsafe-url", link.position, message, hint))
    return None


def _words(link: Link) -> Text:
    return Text(link.text, ((0, link.position),), "in a link")
