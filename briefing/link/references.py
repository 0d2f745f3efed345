"""Explicit links and citations are resolved: what an editor wrote → where it leads.

One resolver serves pages, checks and messages. A target that cannot be found is a
diagnostic with the likeliest name; a link to a draft is shown as plain words.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

from briefing.diagnostics import Diagnostic, Position, Severity, problem
from briefing.fragments import (
    Anchor,
    Citation,
    Fragment,
    Fragments,
    Link,
    Located,
    Target,
    Text,
)
from briefing.link.citations import DRAFT_HINT, Citations, bare, few
from briefing.link.guesses import Guesses
from briefing.link.names import key
from briefing.model import Article, Document, Entity, Library, id_prefix
from briefing.read.fields import Report
from briefing.read.markdown import heading_slug

FIXED_PAGES = ("actors", "places", "glossary", "timeline", "search", "evidence")
"""Pages that no content file makes, by the id under which links name them."""
HOME = "home"
"""The first page, unless a document has this name."""

_SAFE = re.compile(r"https?://[^/?#\s]|mailto:[^\s]", re.IGNORECASE)
_SCHEME = re.compile(r"[\w.+-]+:")
_DOMAIN = re.compile(r"www\.|[\w-][\w.-]*\.(?:com|edu|gov|info|int|net|org)(?:/|\Z)", re.IGNORECASE)
_SHOWN = 60


class Resolver:
    """Knows every page by id, slug, title and alias, and every passage and reference."""

    def __init__(self, library: Library, drafts: frozenset[str]) -> None:
        documents = library.documents
        self.documents: Mapping[str, Document] = {d.id: d for d in documents}
        self.citations = Citations(library, drafts)
        self.files = library.files
        self.drafts = drafts
        self.unread = library.unread
        self.names = _names(documents, library.unread)
        self.anchors = {document.id: anchors(document) for document in documents}
        self._anchor_guesses: dict[str, Guesses] = {}
        self._heads = key("\n".join(library.unread.values()))
        self._guesses = Guesses(_called(documents) | set(FIXED_PAGES))
        self._slugs = {d.slug: d.path for d in documents}
        self._slug_guesses = Guesses(self._slugs)
        self._files = {posixpath.basename(f): f for f in sorted(self.files, reverse=True)}
        self._file_guesses = Guesses(self._files)

    # --- pages ----------------------------------------------------------------------------

    def page(self, written: Located, report: Report) -> str:
        """Return the id of the page with a slug, an id, a title or an alias; empty if none."""
        position = written.position
        name = bare(written.text)
        found = self._candidates(name)
        if len(found) == 1:
            return self._published(next(iter(found)), position, report)
        if found:
            options = ", ".join(f"[[{page}]]" for page in sorted(found))
            message = f'"{name}" could mean {len(found)} pages'
            report(problem("ambiguous-name", position, message, f"write one of {options}"))
            return ""
        if not self._perhaps_unread(name):
            message = f'no page is called "{name}"'
            hint = self._file_called(name) or self._guesses.hint(name)
            hint = hint or "write the slug, the title or an alias of a page"
            report(problem("broken-link", position, message, hint))
        return ""

    def _file_called(self, name: str) -> str:
        """Say how a picture is written that somebody embedded as if it were a page."""
        file = self._files.get(posixpath.basename(name), "").removeprefix("content/")
        return f"a picture is written ![what it shows](../{quote(file)})" if file else ""

    def within(self, folder: str, written: Located) -> Located:
        """Return a name with its folder before it, if the folder has a page of that name."""
        known = f"{folder}/{bare(written.text)}"
        return Located(known, written.position) if self._candidates(known) else written

    def _candidates(self, name: str) -> set[str]:
        """Return the pages that a name may mean; drafts only if nothing else has it."""
        if name in self.documents or name in self.unread or name in FIXED_PAGES:
            return {name}
        folder, _, rest = name.partition("/")
        found = self.names.get(key(name), set())
        if not found and rest:
            found = {
                page for page in self.names.get(key(rest), ()) if page.startswith(folder + "/")
            }
        if not found and name == HOME:
            return {HOME}
        return found - self.drafts or found

    def _perhaps_unread(self, name: str) -> bool:
        """Say whether the head of a page that could not be read has the name in it."""
        pattern = rf"(?<!\w){re.escape(key(name))}(?!\w)"
        return bool(name) and re.search(pattern, self._heads) is not None

    def _published(self, page: str, position: Position, report: Report) -> str:
        """Return the id, or empty for a page that is a draft or could not be read."""
        if page in self.drafts:
            message = f"{page} is a draft, so this is shown as plain words"
            report(problem("broken-link", position, message, DRAFT_HINT, Severity.WARNING))
            return ""
        return "" if page in self.unread else page

    # --- links ----------------------------------------------------------------------------

    def link(self, link: Link, own: str, report: Report) -> Fragment:
        """Resolve a link of the page ``own``; what leads nowhere becomes its plain words."""
        target = (
            self._wiki(link, own, report)
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
        if document and name in (document.id, document.slug):
            return document.title
        return name

    def _wiki(self, link: Link, own: str, report: Report) -> Target | None:
        name, _, anchor = link.target.partition("#")
        page = self.page(Located(name, link.position), report) if name.strip() else own
        if not page:
            return None
        return Target(page, self._anchor(page, anchor.strip(), link.position, report))

    def _anchor(self, page: str, anchor: str, position: Position, report: Report) -> str:
        """Return the id of a heading or passage of a page, empty if there is none."""
        if not anchor:
            return ""
        ids = self.anchors.get(page) or self._entries.get(page, {})
        found = ids.get(anchor) or ids.get(heading_slug(anchor))
        if found:
            return found
        what = "passage or heading" if page.startswith("articles/") else "heading"
        message = f'{page} has no {what} "{anchor}"'
        guesses = self._anchor_guesses.setdefault(page, Guesses(ids))
        hint = guesses.hint(anchor) or few(ids)
        report(problem("broken-anchor", position, message, hint))
        return ""

    @cached_property
    def _entries(self) -> Mapping[str, Mapping[str, str]]:
        """The anchors of the pages that list documents: the terms, the events."""
        listed = [d for d in self.documents.values() if d.id not in self.drafts]
        return {
            page: {d.slug: d.slug for d in listed if d.kind == folder}
            for page, folder in (("glossary", "glossary"), ("timeline", "events"))
        }

    def _address(self, link: Link, own: Document, report: Report) -> Target | None:
        """Resolve the address of a Markdown link or image."""
        address = link.target.strip()
        if _SCHEME.match(address) or address.startswith("//") or "\\" in unquote(address):
            return _outside(link, address, report)
        parts = urlsplit(address)
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if not address:
            message, hint = "the link leads nowhere", "write an address between the brackets"
            report(problem("broken-link", link.position, message, hint))
            return None
        if link.form == "markdown" and not path:
            return Target(own.id, self._anchor(own.id, anchor, link.position, report))
        if link.form == "markdown" and path.startswith("/"):
            return self._site_path(path, anchor, link, report)
        folder = posixpath.dirname(own.path)
        file = posixpath.normpath(posixpath.join(folder, path))
        page = file.removesuffix(".md").removeprefix("content/")
        if link.form == "markdown" and file == f"content/{page}.md" and self._exists(page):
            return self._to(page, anchor, link.position, report)
        if file in self.files and not path.startswith("/"):
            return Target(file=file)
        report(self._no_file(path, folder, link))
        return None

    def _exists(self, page: str) -> bool:
        return page in self.documents or page in self.unread

    def _to(self, page: str, anchor: str, position: Position, report: Report) -> Target | None:
        """Lead to a page that exists, if it is published."""
        if not self._published(page, position, report):
            return None
        return Target(page, self._anchor(page, anchor, position, report))

    def _site_path(self, path: str, anchor: str, link: Link, report: Report) -> Target | None:
        """Resolve an address from the site's root, such as /places/sirte/."""
        name = path.strip("/") or HOME
        for page in (name, f"pages/{name}"):
            if page in FIXED_PAGES or page == HOME or self._exists(page):
                return self._to(page, anchor, link.position, report)
        message = f'the site has no page at "{path}"'
        hint = self._guesses.hint(name) or "link to a page by its name: [[sirte]]"
        report(problem("broken-link", link.position, message, hint))
        return None

    def _no_file(self, path: str, folder: str, link: Link) -> Diagnostic:
        """Say that a relative path leads to no file; the hint is a path that can be written."""
        is_page = path.endswith(".md") or not posixpath.splitext(path)[1]
        code = "broken-link" if is_page and link.form == "markdown" else "missing-file"
        near = self._page_like(path) if is_page else self._file_like(path)
        hint = f"paths are relative to {folder}/"
        if near:
            hint = f'did you mean "{posixpath.relpath(near, folder)}"?'
        elif _DOMAIN.match(path):
            hint = f"an address on the web begins with its scheme: https://{path}"
        return problem(code, link.position, f'there is no file "{path}"', hint)

    def _page_like(self, path: str) -> str:
        """Return the path of the page whose slug is most like a path's last part."""
        slug = posixpath.basename(path.rstrip("/")).removesuffix(".md")
        return self._slugs.get(self._slug_guesses.nearest(slug), "")

    def _file_like(self, path: str) -> str:
        """Return the file whose name is most like a path's last part."""
        return self._files.get(self._file_guesses.nearest(posixpath.basename(path)), "")


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
                filled.append(resolver.citations.cite(fragment, own, report))
            case _:
                filled.append(fragment)
    return tuple(filled)


def _called(documents: Iterable[Document]) -> set[str]:
    """Return all that a link may write for a page, as an editor wrote it."""
    called = set()
    for document in documents:
        called |= {document.id, document.slug, document.title}
        if isinstance(document, Entity):
            called |= {alias.text for alias in document.naming.aliases}
    return called - {""}


def _names(documents: Iterable[Document], unread: Iterable[str]) -> Mapping[str, set[str]]:
    """Map slugs, titles and aliases, folded, to the ids of the pages that have them."""
    names: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        names[key(document.slug)].add(document.id)
        # A title that is missing is reported once; links by it are not broken besides.
        title = document.title or document.slug.replace("-", " ")
        names[key(title)].add(document.id)
        if isinstance(document, Entity):
            for alias in document.naming.aliases:
                names[key(alias.text)].add(document.id)
    for page in unread:
        slug = page.rpartition("/")[2]
        names[key(slug)].add(page)
        names[key(slug.replace("-", " "))].add(page)
    return names


def anchors(document: Document) -> Mapping[str, str]:
    """Map what a link may write after # to the id that it leads to."""
    prefix = id_prefix(document.id)
    anchors = {heading.id.removeprefix(prefix): heading.id for heading in document.body.headings}
    if isinstance(document, Article):
        anchors |= {passage.id: passage.id for passage in document.passages}
        for section in document.sections:
            anchors |= {section.id: section.id, heading_slug(section.title): section.id}
    return anchors


def _outside(link: Link, address: str, report: Report) -> Target | None:
    """Take an address on another host if its scheme is known to be harmless."""
    if _SAFE.match(address) and link.form == "markdown":
        return Target(url=address)
    shown = address if len(address) <= _SHOWN else address[: _SHOWN - 1] + "…"
    message = f'"{shown}" is not an address that a page may hold'
    hint = "links begin with https://, http:// or mailto:"
    if "\\" in unquote(address):
        hint = "write / in place of the backslash"
    if link.form == "image":
        hint = "pictures come from the briefing's own folder"
    report(problem("unsafe-url", link.position, message, hint))
    return None


def _words(link: Link) -> Text:
    return Text(link.text, ((0, link.position),), "in a link")
