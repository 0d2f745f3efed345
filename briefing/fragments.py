"""A body as a row of fragments: finished markup, and the holes that linking fills.

``Text`` is prose in which names may be recognised, ``Link`` an explicit reference and
``Citation`` a pointer to evidence, both still open; ``Html`` is finished markup. Linking
gives text its ``Mention``s, makes links ``Anchor``s that know their target and citations
``Cite``s.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter

from msgspec import Struct

from briefing.diagnostics import Position

_offset = itemgetter(0)


class Located(Struct, frozen=True):
    """A text that an editor wrote, and where it stands."""

    text: str
    position: Position

    def __str__(self) -> str:
        return self.text


# --- as read -------------------------------------------------------------------------------


class Html(Struct, frozen=True):
    """Finished markup: nothing in it is looked at again. ``text`` is what of it is read."""

    html: str
    text: str = ""


class Text(Struct, frozen=True):
    """Plain prose, not yet escaped.

    ``spots`` are the (offset, position) at which its pieces begin in the file, in order
    and from 0 on; ``barred`` says why names in it are never linked.
    """

    text: str
    spots: tuple[tuple[int, Position], ...]
    barred: str = ""

    def at(self, offset: int) -> Position:
        """Return where the character at ``offset`` stands in the file."""
        last = bisect_right(self.spots, offset, key=_offset) - 1
        start, position = self.spots[max(last, 0)]
        return Position(position.path, position.line, position.column + offset - start)

    def parted(self, offset: int) -> tuple[Text, Text]:
        """Return what stands before ``offset`` and what stands from there on."""
        return self.piece(0, offset), self.piece(offset, len(self.text))

    def piece(self, start: int, end: int) -> Text:
        """Return what stands between two offsets."""
        first = bisect_right(self.spots, start, key=_offset)
        last = bisect_left(self.spots, end, first, key=_offset)
        more = [(at - start, place) for at, place in self.spots[first:last]]
        return Text(self.text[start:end], ((0, self.at(start)), *more), self.barred)


class Link(Struct, frozen=True):
    """An explicit reference whose target is still open.

    ``form`` is ``wiki`` for ``[[target|shown]]``, ``markdown`` for ``[shown](target)``
    and ``image`` for ``![shown](target)``. ``inner`` is what is shown, ``text`` the same
    as plain text (empty for a wiki link without a shown text of its own).
    """

    form: str
    target: str
    position: Position
    inner: tuple[Fragment, ...] = ()
    text: str = ""
    title: str = ""


class Citation(Struct, frozen=True):
    """A bracket of citations, ``[@p3, p5]``, its items still open.

    ``accepted`` is why an editor accepts what a check objects to, ``[@p3 ~ why]``; it is
    empty where no reason is given and ``None`` where nothing is accepted.
    """

    items: tuple[Located, ...]
    position: Position
    accepted: str | None = None


# --- fragments after linking ----------------------------------------------------------


class Target(Struct, frozen=True):
    """Where a link leads: a page of the site, a file of the briefing, or another host.

    Just one of ``page`` (an id such as ``places/sirte``), ``file`` (a path below the
    root) and ``url`` is set; ``anchor`` is the URL fragment within a page.
    """

    page: str = ""
    anchor: str = ""
    file: str = ""
    url: str = ""


class Anchor(Struct, frozen=True):
    """A link that knows its target. ``entity`` is the id of the entity it names, if any."""

    target: Target
    inner: tuple[Fragment, ...]
    entity: str = ""
    title: str = ""
    image: bool = False


class Mention(Struct, frozen=True):
    """A stretch of text that names an entity.

    ``text`` is the surface form, ``start`` and ``end`` count characters of the passage's
    (or the text fragment's) plain text. ``linked`` says whether it becomes a link here;
    ``reason`` why not. ``number`` counts the mentions of a passage from 1.
    """

    entity: str
    text: str
    start: int
    end: int
    position: Position
    linked: bool = False
    reason: str = ""
    number: int = 0


class PassageRef(Struct, frozen=True):
    """A cited passage: the article's id and the passage's, ``p3``."""

    article: str
    passage: str


class Cite(Struct, frozen=True):
    """A bracket of citations that knows its passages and its references, in written order.

    ``accepted`` is never empty: without a reason nothing is accepted.
    """

    passages: tuple[PassageRef, ...]
    references: tuple[str, ...]
    position: Position
    accepted: str | None = None


Fragment = Html | Text | Link | Citation | Anchor | Mention | Cite
Fragments = tuple[Fragment, ...]


class Heading(Struct, frozen=True):
    """A heading of a body: its level, the id that links lead to, and its plain text."""

    level: int
    id: str
    text: str


class Body(Struct, frozen=True):
    """Markdown as HTML with holes."""

    fragments: Fragments = ()
    headings: tuple[Heading, ...] = ()


NO_TEXT = Body()
"""The body of a field that is not given."""


def plain_text(fragments: Fragments) -> str:
    """Return what a reader reads of the fragments, citations left out."""
    parts = []
    for fragment in fragments:
        match fragment:
            case Html(text=text) | Text(text=text) | Mention(text=text):
                parts.append(text)
            case Link(form=form, text=text, target=target):
                parts.append(text or (target if form == "wiki" else ""))
            case Anchor(inner=inner):
                parts.append(plain_text(inner))
    return "".join(parts)
