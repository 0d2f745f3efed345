"""Linked fragments become markup for one page: hrefs relative, prose escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from briefing.fragments import (
    Anchor,
    Cite,
    Fragment,
    Fragments,
    Html,
    Mention,
    PassageRef,
    Target,
    Text,
    plain_text,
)
from briefing.render import urls
from briefing.render.spots import origin
from briefing.render.wording import escaped, running, turned

KIND_CLASS = MappingProxyType(
    {
        "actors": "actor",
        "places": "place",
        "glossary": "term",
        "events": "event",
        "articles": "article",
        "pages": "page",
    }
)
"""The name in views of each kind of document; of an entity it is the class of its links, too."""


def kind_class(page: str) -> str:
    """Return ``actor``, ``place`` or ``term`` for an entity's id."""
    return KIND_CLASS[page.partition("/")[0]]


def passage_name(passage: PassageRef) -> str:
    """Return a passage's name in the page's hooks: ``SLUG#p3``."""
    return f"{passage.article.removeprefix('articles/')}#{passage.passage}"


Volumes = Mapping[str, tuple[str, str]]
"""The letter and the title of each article by its id, where there are several."""


def passage_mark(passage: PassageRef, here: str, volumes: Volumes) -> tuple[str, str]:
    """Return the mark that cites a passage, and what it is read out as if that is more.

    A mark that leads to another article than the one on the page has its letter: ``B ¶3``.
    """
    mark = f"¶{passage.passage.removeprefix('p')}"
    if passage.article not in volumes or urls.address(passage.article) == here:
        return mark, ""
    letter, title = volumes[passage.article]
    return f"{letter} {mark}", f"{letter} {mark} ({title})"


class Writer(Struct, frozen=True, dict=True):
    """Writes fragments for the page at ``here``.

    ``numbers`` gives the references of the page their numbers, ``notes`` is set before
    the ids of these. ``passage`` is the passage being written, whose mentions get ids, and
    ``origin`` what its links tell of where they stand: the article, if there are several.
    ``direction`` is that of the page; ``volumes`` tells the articles apart, ``table`` is what
    the frame of a table is called. ``tongue`` is the language that a term's entry speaks of.
    ``moved`` has the addresses of what stands on a further page of a list, ``crowded`` the
    entities whose pages know no way back.
    """

    here: str
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    notes: str = ""
    notes_at: str = ""
    passage: str = ""
    origin: str = ""
    direction: str = "ltr"
    volumes: Volumes = field(default_factory=lambda: MappingProxyType({}))
    table: str = ""
    tongue: str = ""
    moved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    crowded: frozenset[str] = frozenset()

    def href(self, page: str, anchor: str = "") -> str:
        """Return the href of another page, or of a spot in it."""
        return urls.relative(self._address(page, anchor), self.here)

    def _address(self, page: str, anchor: str) -> str:
        return urls.with_anchor(urls.address(page, self.moved), anchor)

    def write(self, fragments: Fragments) -> Markup:
        """Return the markup of fragments."""
        markup = "".join([self._fragment(fragment) for fragment in _tied(fragments)])
        return turned(Markup(self._framed(markup)), self.direction, self.tongue)

    def _framed(self, markup: str) -> str:
        """Set tables in frames that can be moved sideways, by the keyboard as well."""
        if "<table>" not in markup:
            return markup
        frame = f'<div class="table" tabindex="0" role="group" aria-label="{escaped(self.table)}">'
        opened = markup.replace("<table>", f"{frame}<table>")
        return opened.replace("</table>", "</table></div>")

    def _fragment(self, fragment: Fragment) -> str:
        match fragment:
            case Html(html=html):
                return html
            case Text(text=text):
                return running(text, self.direction, self.tongue)
            case Mention():
                return self._mention(fragment)
            case Anchor():
                return self._anchor(fragment)
            case Cite():
                return self._cite(fragment)
            case _:
                raise TypeError(f"{type(fragment).__name__} was not linked")

    def _mention(self, mention: Mention) -> str:
        spot = f"{self.passage}-{mention.number}" if self.passage else ""
        shown = running(mention.text, self.direction, self.tongue)
        if mention.linked:
            return self._entity(mention.entity, shown, spot=spot)
        return f'<span id="{escaped(spot)}">{shown}</span>' if spot else shown

    def entity(self, entity: str, shown: Markup) -> Markup:
        """Return a link to an entity."""
        return Markup(self._entity(entity, shown))

    def _entity(
        self, entity: str, shown: str, *, anchor: str = "", spot: str = "", title: str = ""
    ) -> str:
        """Return a link to an entity around markup; ``spot`` is the id that it gets itself.

        A page that is the entity's own then knows the way back; a term has its entry's anchor.
        """
        if spot and not entity.startswith("glossary/") and entity not in self.crowded:
            anchor = origin(self.origin, spot)
        named = f'class="{kind_class(entity)}" data-entity="{escaped(entity)}"'
        own, href = _attribute("id", spot), escaped(self.href(entity, anchor))
        return f'<a {named}{own} href="{href}"{title}>{shown}</a>'

    def _anchor(self, anchor: Anchor) -> str:
        target, inner = anchor.target, self.write(anchor.inner)
        title = _attribute("title", anchor.title)
        if anchor.image:
            source, alt = escaped(self._file(target)), escaped(inner.striptags())
            return f'<img src="{source}" alt="{alt}"{title} loading="lazy">'
        if anchor.entity:
            return self._entity(anchor.entity, inner, anchor=target.anchor, title=title)
        if target.url:
            href = escaped(target.url)
            return f'<a class="external" rel="noopener" href="{href}"{title}>{inner}</a>'
        href = self._file(target) if target.file else self.href(target.page, target.anchor)
        return f'<a href="{escaped(href)}"{title}>{inner}</a>'

    def _file(self, target: Target) -> str:
        return urls.relative(self.files[target.file], self.here) if target.file else ""

    def _cite(self, cite: Cite) -> str:
        marks = [self._passage(passage) for passage in cite.passages]
        marks += [self._reference(key) for key in cite.references]
        return "\u00a0".join(marks)

    @cached_property
    def _marks(self) -> dict[PassageRef, str]:
        """The links to passages: many statements of a page cite the same."""
        return {}

    def _passage(self, passage: PassageRef) -> str:
        link = self._marks.get(passage)
        if link is None:
            link = self._marks[passage] = self._mark(passage)
        return link

    def _mark(self, passage: PassageRef) -> str:
        mark, spoken = passage_mark(passage, self.here, self.volumes)
        name, label = escaped(passage_name(passage)), _attribute("aria-label", spoken)
        link = f'data-cite="{name}" href="{escaped(self.href(passage.article, passage.passage))}"'
        return f'<a class="cite" {link}{label} data-pagefind-ignore>{escaped(mark)}</a>'

    def _reference(self, key: str) -> str:
        spot = urls.with_anchor(self.notes_at or self.here, reference_id(key, self.notes))
        href, number = escaped(urls.relative(spot, self.here)), self.numbers.get(key, "?")
        return f'<a class="cite" href="{href}" data-pagefind-ignore>[{number}]</a>'


def _attribute(name: str, value: str) -> str:
    """Return an attribute with the space before it, or nothing without a value."""
    return f' {name}="{escaped(value)}"' if value else ""


def _tied(fragments: Fragments) -> list[Fragment]:
    """Return the fragments with a citation tied to the word before it: no line begins with one."""
    tied = list(fragments)
    for place, following in enumerate(fragments[1:]):
        text = fragments[place]
        if isinstance(following, Cite) and isinstance(text, Text):
            kept = text.text.rstrip(" ")
            tie = "\u00a0" if kept != text.text else ""
            tied[place] = Text(kept + tie, text.spots, text.barred)
    return tied


def reference_id(key: str, notes: str = "") -> str:
    """Return the anchor of a reference. No heading's id has a colon, so the two never meet."""
    return f"{notes}ref:{key}"


def without_cites(fragments: Fragments) -> Fragments:
    """Return fragments with their citations left out, and the space before each."""
    kept: list[Fragment] = []
    for fragment in fragments:
        if isinstance(fragment, Cite):
            if kept and isinstance(kept[-1], Text):
                last = kept[-1]
                kept[-1] = Text(last.text.rstrip(), last.spots, last.barred)
        else:
            kept.append(fragment)
    return tuple(kept)


def unlinked(fragments: Fragments) -> Fragments:
    """Return fragments with their names shown as plain words: for another page than their own."""
    return tuple(replace(f, linked=False) if isinstance(f, Mention) else f for f in fragments)


def plain(fragments: Fragments, longest: int = 0) -> str:
    """Return fragments as one line of plain text without citations.

    A text of more than ``longest`` characters is cut at a word; 0 leaves it whole.
    """
    text = " ".join(plain_text(without_cites(fragments)).split())
    return shortened(text, longest) if longest else text


def shortened(text: str, longest: int) -> str:
    """Return a text of at most ``longest`` characters, cut at a word if there is one to cut at."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    words = cut.rsplit(" ", 1)[0].rstrip(",;:–— ")
    return (words if len(words) > longest // 2 else cut) + "…"


def marked(text: str, stretches: Iterable[tuple[int, int]], around: str = "ltr") -> Markup:
    """Return a sentence with the stretches that name an entity marked."""
    parts, place = [], 0
    for start, end in stretches:
        named = running(text[start:end], around)
        parts += [running(text[place:start], around), f"<mark>{named}</mark>"]
        place = end
    return Markup("".join([*parts, running(text[place:], around)]))


def reference_numbers(parts: Iterable[Fragments]) -> Mapping[str, int]:
    """Number the references of a page in the order in which they are first cited."""
    keys = (key for part in parts for f in part if isinstance(f, Cite) for key in f.references)
    return MappingProxyType({key: number for number, key in enumerate(dict.fromkeys(keys), 1)})
