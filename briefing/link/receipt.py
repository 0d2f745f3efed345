"""The linking receipt: every automatic link, and every name that did not become one and why.

Links that nobody wrote should be reviewed like text that somebody wrote. So what linking
decided is said once more, a line for each name: what it leads to and by which kind of name,
or why it leads nowhere. Nothing is decided here. Explicit links are not listed, since they
stand in the files for all to see.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from briefing.diagnostics import Position
from briefing.fragments import Anchor, Fragments, Link, Mention, PassageRef, Text
from briefing.link.gazetteer import SHARED, Gazetteer, Match, covers_of, weak_names
from briefing.link.mentions import OPTED_OUT
from briefing.model import Article, Briefing, Document

WEAK = "weak alias"
IN_LINK = "in a link"
NOT_SHOWN = "in a passage that is not published"
_SAID = MappingProxyType(
    {
        "already linked (per-section)": "already linked in this section",
        "already linked (per-passage)": "already linked in this passage",
        "already linked (per-page)": "already linked on this page",
    }
)


class Line(Struct, frozen=True, order=True):
    """A name in a text and what became of it.

    ``text`` is the surface form, ``entity`` the id of the page that has the name. ``rule``
    is the kind of name that made the link: ``title``, ``alias``, ``match`` or ``plural``;
    ``declined`` is the reason why there is no link. Just one of the two is set.
    """

    position: Position
    text: str
    entity: str
    rule: str = ""
    declined: str = ""


def receipt(briefing: Briefing) -> tuple[Line, ...]:
    """Return a line for each name in the passages and bodies, in order of file and position."""
    names = _Names(Gazetteer(briefing.entities.values()), weak_names(briefing.entities.values()))
    lines = {
        line
        for document in briefing.documents
        for stretch in _stretches(document, briefing)
        for line in (*_decided(stretch, names), *_passed_over(stretch, names))
    }
    return tuple(sorted(lines))


class _Names(Struct, frozen=True):
    """The names that are matched, and those that are known and never matched."""

    strong: Gazetteer
    weak: Gazetteer

    def passed_over(self, text: str) -> Iterator[tuple[Match, str]]:
        """Yield the names in a text that are no mentions, each with the reason."""
        yield from self.strong.declined(text)
        covers = covers_of((m.entity, m.start, m.end) for m in self.strong.find(text))
        shared = (match for match, why in self.weak.declined(text) if why == SHARED)
        for match in (*self.weak.find(text), *shared):
            if match.entity not in covers or not covers[match.entity].holds(match):
                yield match, WEAK


class _Stretch(Struct, frozen=True):
    """A passage, its gist where that is shown in its place, or a body: as read and as linked.

    ``unseen`` says why its links are on no page, if they are on none.
    """

    read: Fragments
    linked: Fragments
    unseen: str = ""


def _stretches(document: Document, briefing: Briefing) -> Iterator[_Stretch]:
    """Yield the texts of a document in which names are looked for."""
    yield _Stretch(document.body.fragments, briefing.bodies[document.id])
    if isinstance(document, Article):
        unseen = NOT_SHOWN if document.publish == "excerpt" else ""
        for passage in document.passages:
            linked = briefing.passages[PassageRef(document.id, passage.id)]
            yield _Stretch(passage.fragments, linked, unseen)
        for name, gist in document.gists.items() if unseen else ():
            yield _Stretch(gist.fragments, briefing.gists[PassageRef(document.id, name)])


# --- what was decided ---------------------------------------------------------------------


def _decided(stretch: _Stretch, names: _Names) -> Iterator[Line]:
    """Yield the mentions of a text, and the names that its editors left alone."""
    yield from _mentions(stretch.linked, names, stretch.unseen, "")


def _mentions(fragments: Fragments, names: _Names, unseen: str, own: str) -> Iterator[Line]:
    """Yield the lines of linked fragments; ``own`` is what an explicit link around them names."""
    for fragment in fragments:
        match fragment:
            case Mention(entity=entity) if entity != own:
                yield _line(fragment, names, unseen)
            case Text(text=text, barred=barred) if barred == OPTED_OUT:
                for match in names.strong.find(text):
                    yield _declined(fragment, match, OPTED_OUT)
            case Anchor(inner=inner, entity=entity):
                yield from _mentions(inner, names, unseen, entity)


def _line(mention: Mention, names: _Names, unseen: str) -> Line:
    text, entity = _one_line(mention.text), mention.entity
    declined = mention.reason or (unseen if mention.linked else IN_LINK)
    if declined:
        return Line(mention.position, text, entity, declined=_SAID.get(declined, declined))
    # The surface form is the longest name in itself, so it is found as it was found before.
    (match,) = names.strong.find(mention.text)
    return Line(mention.position, text, entity, rule=match.rule)


def _declined(text: Text, match: Match, reason: str) -> Line:
    surface = _one_line(text.text[match.start : match.end])
    return Line(text.at(match.start), surface, match.entity, declined=reason)


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- what was passed over -----------------------------------------------------------------


def _passed_over(stretch: _Stretch, names: _Names) -> Iterator[Line]:
    """Yield the names of a text that never were mentions.

    They are looked for in the text as it was read, since mentions cut it into pieces.
    """
    linked = dict(_explicit(stretch.linked))
    for text in _prose(stretch.read):
        own = linked.get(text.at(0))
        for match, reason in names.passed_over(text.text):
            if match.entity != own:
                yield _declined(text, match, reason)


def _prose(fragments: Fragments) -> Iterator[Text]:
    """Yield the texts of fragments as read, with what explicit links show."""
    for fragment in fragments:
        match fragment:
            case Text():
                yield fragment
            case Link(form=form, inner=inner) if form != "image":
                yield from _prose(inner)


def _explicit(fragments: Fragments) -> Iterator[tuple[Position, str]]:
    """Yield where the texts of explicit links begin, and the entities that these name."""
    for fragment in fragments:
        if isinstance(fragment, Anchor):
            for piece in fragment.inner:
                match piece:
                    case Text():
                        yield piece.at(0), fragment.entity
                    case Mention(position=position):
                        yield position, fragment.entity


# --- how it is said -----------------------------------------------------------------------


def as_text(line: Line) -> str:
    """Return a line for a person, in the manner of a diagnostic."""
    if line.rule:
        return f'{line.position}: "{line.text}" -> {line.entity} ({line.rule})'
    return f'{line.position}: "{line.text}" not linked to {line.entity}: {line.declined}'


def as_json(line: Line) -> str:
    """Return a line of JSON, in ASCII as diagnostics are; ``rule`` or ``declined`` is empty."""
    fields = {
        "path": line.position.path,
        "line": line.position.line,
        "column": line.position.column,
        "text": line.text,
        "entity": line.entity,
        "rule": line.rule,
        "declined": line.declined,
    }
    return json.dumps(fields)


FORMATS: Mapping[str, Callable[[Line], str]] = MappingProxyType({"text": as_text, "json": as_json})
"""The forms of ``--format`` that a receipt has: one line in, one line out."""


def closing(lines: tuple[Line, ...]) -> str:
    """Return the closing line: how many links, and how many names were declined for what."""
    links = sum(not line.declined for line in lines)
    reasons = Counter(line.declined for line in lines if line.declined)
    why = ", ".join(f"{n} {reason}" for reason, n in sorted(reasons.items(), key=_most_first))
    said = f"{links} automatic link{'' if links == 1 else 's'}, {reasons.total()} declined"
    return f"{said} ({why})" if why else said


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]
