"""Files become the library: every document with its fields read and its body parsed.

1. The settings (``content/site.yml``) and the references (``content/references.yml``).
2. Each Markdown file, by its folder's kind: front matter, then body.
3. Each article's source text, between the lines that its front matter names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

from briefing.diagnostics import Diagnostic, Position, Severity, problem
from briefing.errors import did_you_mean
from briefing.fragments import Body
from briefing.memo import Once, directly
from briefing.model import (
    Article,
    Date,
    Document,
    Entity,
    Event,
    Library,
    Naming,
    Page,
    Reference,
    Settings,
    SourceFile,
    id_prefix,
)
from briefing.read import yamltree
from briefing.read.articles import make_article
from briefing.read.fields import Report, Values, read_fields
from briefing.read.files import LOCK, Files
from briefing.read.frontmatter import read_mapping, split
from briefing.read.kinds import ENTITY_FOLDERS, KINDS, REFERENCE_FIELDS, SITE_FIELDS, Kind
from briefing.read.markdown import parse
from briefing.read.scalars import Scalar
from briefing.read.slugs import slug_fault
from briefing.read.yamltree import parse_yaml
from briefing.values import dump, load
from briefing.workers import ALONE, Crew, cut

SITE = "content/site.yml"
REFERENCES = "content/references.yml"


_LEAST = 100
"""Files for one share of a crew: what is read elsewhere has to be sent here."""

_Read = tuple[Document | None, tuple[Diagnostic, ...]]


def read_library(files: Files, once: Once = directly, crew: Crew = ALONE) -> Library:
    """Read all documents of a briefing; what is wrong with them is in ``problems``."""
    problems: list[Diagnostic] = list(files.problems)
    report = problems.append
    texts = {file.path: file for file in files.content}
    settings = _settings(texts.get(SITE), report)
    references = _references(texts.get(REFERENCES), report)
    pages = [file for file in files.content if file.path not in (SITE, REFERENCES)]
    keys = dict(_keys(pages, files))
    elsewhere = _elsewhere([f for f in pages if not once.knows(keys[f.path])], files.seeds, crew)
    read: dict[str, Document | None] = {}
    for file in pages:
        make = partial(_made, elsewhere, file, files.seeds)
        read[file.path], found = once(keys[file.path], make)
        problems += found
    documents = [document for document in read.values() if document is not None]
    unread = {_id(path): _head(texts[path]) for path, found in read.items() if found is None}
    unread |= {found.id: "" for found in documents if not _whole(found)}
    if not references and any(found.position.path == REFERENCES for found in problems):
        unread["references"] = ""
    return Library(
        settings,
        _only(documents, Article),
        _only(documents, Entity),
        _only(documents, Event),
        _only(documents, Page),
        references,
        frozenset(p for p in files.others if p.startswith("content/") and p != LOCK),
        MappingProxyType(unread),
        tuple(problems),
    )


def _whole(document: Document) -> bool:
    """Tell whether all of a document could be read: of an article, its source text as well."""
    return not isinstance(document, Article) or bool(document.passages)


def _id(path: str) -> str:
    """Return the id of a content file: its folder and its name without the ending."""
    return path.partition("/")[2].rpartition(".")[0]


def _head(file: SourceFile) -> str:
    """Return the front matter of a file whose fences may be missing."""
    return file.text.partition("\n---")[0]


_D = TypeVar("_D", bound=Document)


def _only(documents: list[Document], kind: type[_D]) -> tuple[_D, ...]:
    return tuple(document for document in documents if isinstance(document, kind))


# --- settings and references ----------------------------------------------------------------


def _settings(file: SourceFile | None, report: Report) -> Settings:
    """Read ``content/site.yml``."""
    if file is None:
        hint = 'create it with at least one line, "title: …"'
        report(problem("missing-file", Position(SITE), "the settings are missing", hint))
        return Settings("")
    read = read_mapping(file.text, file.path, SITE_FIELDS, report)
    values = dict(read.values) if read else {}
    return Settings(**{"title": "", **values}, positions=read.positions if read else {})


def _references(file: SourceFile | None, report: Report) -> tuple[Reference, ...]:
    """Read ``content/references.yml``: one group of fields under each key."""
    node, problems = parse_yaml(file.text, file.path) if file else (None, ())
    for found in problems:
        report(found)
    pairs = node.pairs if isinstance(node, yamltree.Mapping) else ()
    if node is not None and not isinstance(node, yamltree.Mapping):
        hint = "each key holds a group of fields: title, author, publisher, date, url, accessed"
        report(problem("wrong-type", node.position, "there are no references here", hint))
    return tuple(_reference(key, value, report) for key, value in pairs)


def _reference(key: Scalar, node: yamltree.Node, report: Report) -> Reference:
    values: Mapping[str, Any] = {}
    if isinstance(node, yamltree.Mapping):
        values = read_fields(node, REFERENCE_FIELDS, report).values
    else:
        report(problem("wrong-type", node.position, "a group of fields is wanted here", "title: …"))
    if not re.fullmatch(r"[\w.+-]+", key.text) or re.fullmatch(r"p\d+", key.text):
        hint = "letters, digits, hyphens; not p3, which is a passage"
        message = f'"{key.text}" cannot be a key for citations'
        report(problem("bad-value", key.position, message, hint))
    text = {name: values.get(name, "") for name in ("title", "author", "publisher", "url")}
    return Reference(
        key.text,
        **text,
        date=values.get("date"),
        accessed=values.get("accessed", ""),
        position=key.position,
    )


def _keys(pages: Iterable[SourceFile], files: Files) -> Iterator[tuple[str, Hashable]]:
    """Yield of each page what it is made from: its text, that of an article from its source too."""
    digests, seeds = files.digests, files.seeds
    sources = [(path, digests.get(path, file.text)) for path, file in seeds.items()]
    # One digest, for as many articles as there are sources would each hold all of them.
    known = hashlib.sha256(repr(sources).encode("utf-8", "surrogatepass")).hexdigest()
    for file in pages:
        article = file.path.startswith("content/articles/")
        digest = digests.get(file.path, file.text)
        yield file.path, ("document", file.path, digest, *((known,) if article else ()))


def _elsewhere(
    pages: Sequence[SourceFile], seeds: Mapping[str, SourceFile], crew: Crew
) -> dict[str, _Read]:
    """Return what a crew read, nothing if there is too little to read or nobody else to do it."""
    shares = cut(pages, crew.size, _LEAST)
    if not crew.reads or len(shares) < 2:
        return {}
    found = crew(partial(_read_share, seeds), shares)
    return dict(chain.from_iterable(map(load, found)))


def _read_share(seeds: Mapping[str, SourceFile], pages: Iterable[SourceFile]) -> bytes:
    """Read some content files, and return as data what came of each by its path."""
    return dump([(file.path, _read_document(file, seeds)) for file in pages])


def _made(elsewhere: dict[str, _Read], file: SourceFile, seeds: Mapping[str, SourceFile]) -> _Read:
    return elsewhere[file.path] if elsewhere else _read_document(file, seeds)


# --- one document -----------------------------------------------------------------------------


def _read_document(
    file: SourceFile, seeds: Mapping[str, SourceFile]
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read one content file, an article with its source, and say what is wrong with it."""
    problems: list[Diagnostic] = []
    return _document(file, seeds, problems.append), tuple(problems)


def _document(file: SourceFile, seeds: Mapping[str, SourceFile], report: Report) -> Document | None:
    """Read one content file, or report why it is none."""
    path = PurePosixPath(file.path)
    kind = _kind(path, report)
    if kind is None:
        return None
    _check_slug(path, kind, report)
    parts = split(file, report)
    if parts is None:
        return None
    read = read_mapping(parts.head, file.path, kind.fields, report)
    prefix = id_prefix(_id(file.path))
    body, problems = parse(parts.body, file.path, top=kind.headings, prefix=prefix)
    for found in problems:
        report(found)
    if read is None:
        return None
    return _MAKERS[kind.folder](_common(file, read, body), read, seeds, report)


def _kind(path: PurePosixPath, report: Report) -> Kind | None:
    """Return the kind of file by its folder, ``None`` for a file that is no document."""
    folder = path.parts[1] if len(path.parts) > 2 else ""
    if folder in KINDS and len(path.parts) == 3 and path.suffix == ".md":
        return KINDS[folder]
    message = f"{path.parent}/ is no folder for pages"
    hint = did_you_mean(folder, KINDS) or "known are: " + ", ".join(KINDS)
    if f"{path.with_suffix('.yml')}" in (SITE, REFERENCES):
        message, hint = f"{path.name} is not read", f'call it "{path.stem}.yml"'
    elif folder in KINDS and path.suffix == ".md":
        hint = f"put the file into content/{folder}/ itself"
    elif folder in KINDS:
        message = f'the file of a page ends in ".md", not in "{path.suffix}"'
        hint = f'call it "{path.stem.removesuffix(".md")}.md"'
    report(problem("bad-slug", Position(str(path)), message, hint))
    return None


def _check_slug(path: PurePosixPath, kind: Kind, report: Report) -> None:
    """Report a file name that cannot be an address on every host and every disk."""
    message, hint = slug_fault(path.stem, kind.folder)
    if message:
        report(problem("bad-slug", Position(str(path)), message, hint))


def _common(file: SourceFile, read: Values, body: Body) -> dict[str, Any]:
    """Return what every document holds."""
    names = ("redirect_from", "no_autolink", "article", "updated", "draft", "summary")
    given = {name: read.values[name] for name in names if name in read.values}
    return {
        "id": _id(file.path),
        "path": file.path,
        "title": read.values.get("title", ""),
        "body": body,
        "positions": read.positions,
        **given,
    }


_Maker = Callable[[dict[str, Any], Values, Mapping[str, SourceFile], Report], Document | None]


def _entity(
    common: dict[str, Any], read: Values, seeds: Mapping[str, SourceFile], report: Report
) -> Entity:
    values = read.values
    names = ("aliases", "weak_aliases", "match", "no_match", "match_case")
    naming = Naming(common["title"], **{n: values[n] for n in names if n in values})
    further = "relations coordinates area part_of see_also language original".split()
    given = {name: values[name] for name in further if name in values}
    for alias in naming.aliases + naming.weak_aliases:
        if "/" in alias.text:
            hint = "an old address goes into redirect_from"
            message = f'the alias "{alias.text}" looks like an address'
            report(problem("bad-value", alias.position, message, hint, Severity.WARNING))
    return Entity(**common, naming=naming, type=values.get("kind", ""), **given)


_UNDATED = Date("", "", None, None, None)
"""The date of an event that has none or a wrong one, which is told: the rest is read as well."""


def _event(
    common: dict[str, Any], read: Values, seeds: Mapping[str, SourceFile], report: Report
) -> Event:
    values = read.values
    given = {name: values[name] for name in ("actors", "places") if name in values}
    return Event(**common, date=values.get("date", _UNDATED), **given)


def _page(
    common: dict[str, Any], read: Values, seeds: Mapping[str, SourceFile], report: Report
) -> Page:
    return Page(**common, nav=read.values.get("nav", False))


_MAKERS: Mapping[str, _Maker] = MappingProxyType(
    {
        "articles": make_article,
        "events": _event,
        "pages": _page,
        **dict.fromkeys(ENTITY_FOLDERS, _entity),
    }
)
