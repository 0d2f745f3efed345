"""A page to begin with: a front matter that is valid as it stands, and what the text tells.

1. The title becomes an address, and no other page may claim the name.
2. The page is linked on trial with all others: what the articles say of it is found as the
   build would find it, and a page that would break another is refused.
3. What is known is filled in; each guess says what it was made from.

A new page is a draft: it is shown with ``--drafts`` until its editor deletes one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from briefing.desk.forms import Given, filled, options, others, remarks
from briefing.desk.mastheads import article_fields
from briefing.desk.naming import bracketed, nature
from briefing.diagnostics import Diagnostic, Severity
from briefing.errors import BriefingError, did_you_mean
from briefing.fragments import PassageRef
from briefing.link.gazetteer import ambiguous_names
from briefing.link.linking import link
from briefing.link.names import key
from briefing.model import Briefing, Document, Entity, Library, MentionLine, Naming, SourceFile
from briefing.read.documents import read_library
from briefing.read.files import TEXTS, Files, misplaced
from briefing.read.kinds import ENTITY_FOLDERS, KINDS, STAND_IN, Kind
from briefing.read.slugs import LONGEST, slug_fault, suggest_slug

LABELS: Mapping[str, Kind] = {kind.label.lower(): kind for kind in KINDS.values()}
"""The kinds of page by the word that the command line has for each."""

_MOST_LINES = 12
_AROUND = 80
_SLACK = 40  # what is as short as this is not worth an ellipsis
_ANY_DATE = "20XX"
_SEVERAL = (
    "Once this is published there are several articles, and [@p3] alone could mean each:",
    "  write [@SLUG:p3], or once in a page's head: article: SLUG",
)
_DRAFT = Given(True, ('delete this line when the page is ready: until then "--drafts" shows it',))


def starter(
    files: Files, label: str, written: str, countries: frozenset[str] = frozenset()
) -> SourceFile:
    """Return a new page of a kind, ``actor`` or the like, for a briefing's files.

    ``countries`` are the keys of names that are surely a country's, if it is a place's.
    Raises ``BriefingError`` where there can be no such page, and says why.
    """
    check_label(label)
    kind = LABELS[label]
    desk = _Desk(files, countries, read_library(files))
    title = _title(written)
    path = desk.free_path(kind, title)
    if kind.folder in ENTITY_FOLDERS:
        return desk.entity(kind, title, path)
    return desk.page(kind, title, path)


def check_label(label: str) -> None:
    """Raise ``BriefingError`` for what is no kind of page, and say which was meant."""
    if label in LABELS:
        return
    known = {kind.folder: name for name, kind in LABELS.items()}
    meant = f'did you mean "{known[label]}"?' if label in known else did_you_mean(label, LABELS)
    raise BriefingError(f'"{label}" is no kind of page: {meant or ", ".join(LABELS)}')


def _title(written: str) -> str:
    """Return a title as it will be read; refuse one that no line can hold."""
    title = " ".join(written.split(" ")).strip()
    odd = next(misplaced(title, "content/"), None)
    strange = odd[0] if odd else next((c for c in title if c in _BREAKS or _is_broken(c)), "")
    if strange:
        raise BriefingError(f"a title cannot hold the character U+{ord(strange):04X}")
    if not any(map(str.isalnum, title)):
        raise BriefingError('a title is wanted, such as new actor "Abu Yusuf"')
    return " ".join(title.split())


_BREAKS = frozenset("\n\r\t\f\x1c\x1d\x1e\u2028\u2029")


def _is_broken(character: str) -> bool:
    """Say whether a character is half of one: what the terminal sent was no UTF-8."""
    return "\ud800" <= character <= "\udfff"


# --- the desk -------------------------------------------------------------------------------


class _Desk(Struct, frozen=True):
    """A briefing's files, what was read from them, and names that are a country's."""

    files: Files
    countries: frozenset[str]
    library: Library

    def free_path(self, kind: Kind, title: str) -> str:
        """Return the path of a new page; one that is there already is never touched."""
        label = kind.label.lower()
        slug = suggest_slug(title)
        there = {file.path.casefold(): file.path for file in self.files.content}
        if not slug:  # nothing of the title is in letters that an address may hold
            numbered = (f"content/{kind.folder}/{label}-{n}.md" for n in range(1, len(there) + 2))
            return next(path for path in numbered if path not in there)
        if slug_fault(slug, kind.folder)[0]:
            slug = f"{slug[: LONGEST - len(label) - 1].rstrip('-')}-{label}"
        path = f"content/{kind.folder}/{slug}.md"
        if path in there:
            raise BriefingError(f"{there[path]} is there already; nothing was written")
        return path

    def trial(self, file: SourceFile) -> Briefing:
        """Link the briefing with one more page; refuse a page that brings an error."""
        library = _with(self.library, self.read(file))
        briefing, problems = link(library, drafts=True)
        found = _errors(problems)
        # What was wrong before is looked for only if something is.
        if new := found - (_errors(link(self.library, drafts=True)[1]) if found else found):
            raise _refusal(file, new)
        return briefing

    def read(self, file: SourceFile) -> Library:
        """Read one more page by itself; refuse one that cannot be read."""
        alone = read_library(Files((file,), self.files.seeds, {}, {}, ()))
        if wrong := {e for e in _errors(alone.problems) if e.position.path == file.path}:
            raise _refusal(file, wrong)
        return alone

    # --- actors, places, terms ------------------------------------------------------------

    def entity(self, kind: Kind, title: str, path: str) -> SourceFile:
        """Return a page with a name: its other names, what it is, where it is named."""
        plain = {"title": Given(title), **_stand_ins(kind, {"title"})}
        page = _id(path)
        if claim := self.claim(title, page):
            raise BriefingError(f"{claim.message}; nothing was written")
        found = self.trial(page_file(path, kind, plain))
        given, aliases = {"title": Given(title)}, self.aliases(found.entities[page], found)
        if aliases:
            given["aliases"] = Given(aliases, ("guessed from brackets in the text: check",))
            found = self.trial(page_file(path, kind, plain | given))
        lines = found.concordance.get(page, ())
        if _options(kind):
            given["kind"] = self.nature(kind, title, lines)
        if lines or "summary" in plain:  # what cites nothing is better left out
            given["summary"] = Given(_summary(kind, title, lines, found))
        file = page_file(path, kind, {**given, "draft": _DRAFT}, tuple(_named(lines, found)))
        self.read(file)
        return file

    def aliases(self, entity: Entity, found: Briefing) -> list[str]:
        """Return the names beside its own in brackets, those left out that others claim."""
        uses = _uses(found.concordance.get(entity.id, ()))
        return [
            name
            for name in bracketed(entity.title, uses)
            if not any(misplaced(name, "content/")) and not self.claim(name, entity.id)
        ]

    def claim(self, name: str, page: str) -> Diagnostic | None:
        """Return what is to be said if a new page claims a name that another page has."""
        new = Entity(id=page, path=f"content/{page}.md", title=name, naming=Naming(name))
        claims = ambiguous_names((*self.library.entities, new))
        return next((claim for claim in claims if claim.position.path == new.path), None)

    def nature(self, kind: Kind, title: str, lines: Sequence[MentionLine]) -> Given:
        """Return the ``kind`` that the text tells, else the one that most pages here have."""
        if kind.folder == "places" and key(title) in self.countries:
            return Given("country", ("a country has this name: check",))
        told, words = nature(kind.folder, title, _uses(lines))
        if told:
            return Given(told, (f"guessed from “{words}”: check",))
        pages = [e for e in self.library.entities if e.kind == kind.folder]
        have = Counter(entity.type for entity in pages if not entity.draft)
        usual = max(reversed(_options(kind)), key=lambda option: have[option])
        return Given(usual, ("the text does not tell: choose",))

    # --- all kinds --------------------------------------------------------------------------

    def page(self, kind: Kind, title: str, path: str) -> SourceFile:
        """Return a page that is no name: an article, an event, any other."""
        given = {"title": Given(title)}
        if kind.folder == "articles":
            given |= article_fields(title, self.unused_source())
        if kind.folder == "events":
            given["date"] = self.date()
        given = {**given, **_stand_ins(kind, given), "draft": _DRAFT}
        if kind.folder == "articles":
            # A draft harms no page; as a second article it asks more of them, which is told.
            file = page_file(path, kind, given, _SEVERAL if self.library.articles else ())
            self.read(file)
            return file
        file = page_file(path, kind, given)
        self.trial(file)
        return file

    def unused_source(self) -> SourceFile:
        """Return the first text under ``seeds/`` that no article is about yet."""
        used = {article.source.path for article in self.library.articles}
        free = [file for path, file in sorted(self.files.seeds.items()) if path not in used]
        if free:
            return free[0]
        endings = " or ".join(sorted(TEXTS["seeds"], reverse=True))
        each = "each text there has its article" if used else "there is none yet"
        raise BriefingError(f"put the text under seeds/ first, as a {endings} file: {each}")

    def date(self) -> Given:
        """Return a date that is right for whatever the articles tell: before the last of them."""
        dates = sorted(a.date.end or a.date.start for a in self.library.articles if a.date)
        value = f"../{dates[-1]}" if dates and dates[-1] != ".." else _ANY_DATE
        exact = "write 2016, 2016-03, 2016-03-18, 2015/2016, 2016~ (about) or 2016? (uncertain)"
        return Given(value, (f"a stand-in, as wide as can be; {exact}",))


def _with(library: Library, page: Library) -> Library:
    """Return the library with the documents of another, each kind in the order of the files."""
    return replace(
        library,
        articles=_in_order(library.articles, page.articles),
        entities=_in_order(library.entities, page.entities),
        events=_in_order(library.events, page.events),
        pages=_in_order(library.pages, page.pages),
    )


_D = TypeVar("_D", bound=Document)


def _in_order(here: tuple[_D, ...], more: tuple[_D, ...]) -> tuple[_D, ...]:
    return tuple(sorted((*here, *more), key=lambda document: document.path)) if more else here


def _errors(problems: Iterable[Diagnostic]) -> frozenset[Diagnostic]:
    return frozenset(p for p in problems if p.severity is Severity.ERROR)


def _refusal(file: SourceFile, errors: Iterable[Diagnostic]) -> BriefingError:
    """Return the reason why a page cannot be: what is wrong with it, or with another for it."""
    found = sorted(errors, key=lambda e: (e.position.path != file.path, e.position, e.message))
    place = "" if found[0].position.path == file.path else f"{found[0].position}: "
    hint = f" ({found[0].hint})" if found[0].hint else ""
    return BriefingError(f"{place}{found[0].message}{hint}; nothing was written")


def _id(path: str) -> str:
    return path.removeprefix("content/").removesuffix(".md")


# --- what is filled in ------------------------------------------------------------------------


def _options(kind: Kind) -> list[str]:
    """Return what may be chosen for the field ``kind``."""
    field = next((field for field in kind.fields if field.name == "kind"), None)
    return options(field) if field else []


def _stand_ins(kind: Kind, known: set[str] | Mapping[str, Given]) -> dict[str, Given]:
    """Return a value for each field that must not be missing and is not known."""
    required = (field for field in kind.fields if field.required and field.name not in known)
    return {f.name: Given((_options(kind) or ["Unknown"])[0] if f.name == "kind" else "Unknown")
            for f in required}  # fmt: skip


def _summary(kind: Kind, title: str, lines: Sequence[MentionLine], briefing: Briefing) -> str:
    """Return a sentence to be written anew, which cites the first passage that has the name."""
    what = {"actors": "Who or what", "places": "What and where"}.get(kind.folder, "What")
    sentence = f"{what} {STAND_IN}"
    return f"{sentence} [@{_cited(lines[0].sentence.passage, briefing)}]" if lines else sentence


def _cited(passage: PassageRef, briefing: Briefing) -> str:
    """Return a passage as a citation names it: with its article if there are several."""
    slug = passage.article.partition("/")[2]
    return passage.passage if len(briefing.articles) == 1 else f"{slug}:{passage.passage}"


def _uses(lines: Sequence[MentionLine]) -> Iterator[tuple[str, int, int]]:
    """Yield the sentences that have a name, and where it stands in each."""
    for line in lines:
        for mention in line.mentions:
            yield line.text, mention.start - line.sentence.start, mention.end - line.sentence.start


def _named(lines: Sequence[MentionLine], briefing: Briefing) -> Iterator[str]:
    """Yield what says how often a page is named, and the sentences that do."""
    number = sum(len(line.mentions) for line in lines)
    times = {1: "once", 2: "twice"}.get(number, f"{number} times")
    if not lines:
        yield "No article names it so far. Other spellings go into aliases, or into match."
        return
    yield f"It is named {times}:"
    for line in lines[:_MOST_LINES]:
        start, end = next(_uses([line]))[1:]
        yield f"  {_cited(line.sentence.passage, briefing)}: {_around(line.text, start, end)}"
    if len(lines) > _MOST_LINES:
        yield f"  … and in {len(lines) - _MOST_LINES} more sentences"


def _around(text: str, start: int, end: int) -> str:
    """Return a sentence cut to what stands around a name in it, between words."""
    first = text.rfind(" ", 0, start - _AROUND) + 1 if start > _AROUND + _SLACK else 0
    last = text.find(" ", end + _AROUND) if len(text) > end + _AROUND + _SLACK else len(text)
    last = len(text) if last < 0 else last
    return f"{'… ' if first else ''}{text[first:last]}{' …' if last < len(text) else ''}"


def page_file(
    path: str, kind: Kind, given: Mapping[str, Given], notes: Sequence[str] = ()
) -> SourceFile:
    """Return a page as a file: the form, what was found, and where the text goes."""
    label = kind.label.lower()
    what = f"{'an' if label[0] in 'aeiou' else 'a'} {label}"
    lines = ["---", *remarks(f"{what[0].upper()}{what[1:]}. Lines that begin with # are not read.")]
    lines += filled(kind.fields, given)
    lines += ["", *remarks(*notes)] if notes else []
    lines += others(kind.fields, given, what)
    below = "Below the next line comes the text, in Markdown. What it states cites a passage: [@p3]"
    return SourceFile(path, "\n".join([*lines, "", *remarks(below), "---", ""]))
