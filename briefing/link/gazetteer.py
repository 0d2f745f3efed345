"""All names of all entities in one automaton, and the mentions that a text holds.

An Aho–Corasick automaton finds every spelling in one pass, so the cost grows with the
text and not with the number of names. What it finds is then held against word boundaries
and capitals, and the longest of what overlaps is kept, then the leftmost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from msgspec import Struct
from msgspec.structs import replace

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.link.names import (
    Folded,
    Spelling,
    begins_word,
    case_rule,
    ends_word,
    fold,
    key,
    lower,
    plurals,
)
from briefing.model import Entity

IN_PHRASE = "in a no_match phrase"
INSIDE = "inside a longer name"
SHARED = "a name of another page"
"""Why a name that stands in a text is no mention."""


class Match(Struct, frozen=True):
    """A stretch of text that names an entity; ``rule`` is the kind of name that it is."""

    entity: str
    start: int
    end: int
    rule: str = ""


def spellings(entity: Entity) -> Iterator[tuple[Spelling, Position]]:
    """Yield the spellings that an entity claims in prose, and where each is written."""
    naming, term = entity.naming, entity.kind == "glossary"
    written = [(naming.title, entity.where("title"), "title")]
    written += [(name.text, name.position, "alias") for name in naming.aliases]
    written += [(name.text, name.position, "match") for name in naming.match]
    for name, position, rule in written:
        text = fold(name.strip()).text
        if text:
            case = case_rule(text, term=term, match_case=naming.match_case)
            yield Spelling(entity.id, text, case, rule), position


def weak_names(entities: Iterable[Entity]) -> Gazetteer:
    """Return a gazetteer of the weak aliases alone: what it finds is never a mention."""
    weak = []
    for entity in entities:
        naming = entity.naming
        if naming.weak_aliases:
            only = replace(naming, title="", aliases=naming.weak_aliases, match=())
            weak.append(replace(entity, naming=only))
    return Gazetteer(weak)


Clash = tuple[tuple[str, int], tuple[str, int]]
"""A spelling that an entity claims and the one of another before it, each as (id, which)."""


def ambiguous_names(entities: Sequence[Entity]) -> Iterator[Diagnostic]:
    """Yield an error for each spelling that an entity claims and one before it had claimed."""
    return told(clashes(entities), entities)


def clashes(entities: Iterable[Entity]) -> tuple[Clash, ...]:
    """Return the spellings that two entities claim; where they are written is no matter."""
    claims: dict[str, _Claims] = defaultdict(_Claims)
    found = []
    for entity in entities:
        for number, (spelling, _) in enumerate(spellings(entity)):
            rival = claims[lower(spelling.text)].rival(spelling, (entity.id, number))
            if rival:
                found.append(((entity.id, number), rival))
    return tuple(found)


class _Claims:
    """The claims to one spelling, capitals aside.

    Of those that are written alike only the first matters, and the first by another entity.
    """

    def __init__(self) -> None:
        self.alike: dict[tuple[str, str], list[tuple[int, Spelling, tuple[str, int]]]] = {}
        self.count = 0

    def rival(self, spelling: Spelling, place: tuple[str, int]) -> tuple[str, int] | None:
        """Return the first claim by another entity to what a spelling allows, then add its own."""
        rivals = [
            next(((order, there) for order, _, there in own if there[0] != place[0]), None)
            for own in self.alike.values()
            if own[0][1].allows(spelling.text) or spelling.allows(own[0][1].text)
        ]
        self.count += 1
        own = self.alike.setdefault((spelling.text, spelling.case), [])
        if not own or (len(own) == 1 and own[0][2][0] != place[0]):
            own.append((self.count, spelling, place))
        return min(filter(None, rivals), default=(0, None))[1]


def told(clashes: tuple[Clash, ...], entities: Iterable[Entity]) -> Iterator[Diagnostic]:
    """Yield an error for each clash, at the spelling that came second."""
    involved = {page for clash in clashes for page, _ in clash}
    known = {e.id: tuple(spellings(e)) for e in entities if e.id in involved}
    for own, other in clashes:
        (spelling, there), (_, where) = (known[page][number] for page, number in (own, other))
        message = f'"{spelling.text}" is also a name of {other[0]} ({where})'
        hint = "make it a weak alias of one of the two, or match a longer form of it"
        yield problem("ambiguous-name", there, message, hint)


class Gazetteer:
    """Finds names in text. Built once, from all entities."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        names: dict[str, dict[Spelling, None]] = defaultdict(dict)
        derived: list[Spelling] = []
        phrases: dict[str, set[str]] = defaultdict(set)
        for entity in sorted(entities, key=lambda entity: entity.id):
            for spelling, _ in spellings(entity):
                names[lower(spelling.text)][spelling] = None
                if entity.kind == "glossary":
                    forms = plurals(spelling.text)
                    derived.extend(Spelling(entity.id, f, spelling.case, "plural") for f in forms)
            for phrase in entity.naming.no_match:
                phrases[key(phrase.text)].add(entity.id)
        # After all that is written, so that a name as written goes before a plural.
        for spelling in derived:
            names[lower(spelling.text)][spelling] = None
        self._names: Mapping[str, Iterable[Spelling]] = names
        self._phrases: Mapping[str, set[str]] = phrases
        self._keys = sorted({*names, *phrases} - {""})
        self._automaton = (
            AhoCorasick(self._keys, matchkind=MatchKind.Standard) if self._keys else None
        )

    def find(self, text: str) -> tuple[Match, ...]:
        """Return the mentions in a text, in order, none overlapping another."""
        folded = fold(text)
        whole = self._whole(folded)
        return _unfolded(self._kept(folded, whole), folded)

    def declined(self, text: str) -> tuple[tuple[Match, str], ...]:
        """Return the names in a text that are no mentions, in order, each with the reason.

        A name within a mention of the same entity is left out.
        """
        folded = fold(text)
        whole = self._whole(folded)
        kept = self._kept(folded, whole)
        claims = [match for stretch in whole for match in self._claims(folded, *stretch)]
        free = set(self._outside_phrases(claims, whole))
        covers = covers_of((match.entity, match.start, match.end) for match in kept)
        taken = {(match.start, match.end) for match in kept}
        found: dict[tuple[int, int, str], tuple[Match, str]] = {}
        for match in claims:
            if match.entity not in covers or not covers[match.entity].holds(match):
                shared = SHARED if (match.start, match.end) in taken else INSIDE
                why = shared if match in free else IN_PHRASE
                found.setdefault((match.start, match.end, match.entity), (match, why))
        declined = [found[place] for place in sorted(found)]
        matches = _unfolded([match for match, _ in declined], folded)
        return tuple((match, why) for match, (_, why) in zip(matches, declined, strict=True))

    def _whole(self, folded: Folded) -> list[tuple[str, int, int]]:
        """Return the names and phrases that stand in a text as whole words, overlaps and all."""
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(lower(folded.text), overlapping=True)
        return [
            (self._keys[which], start, end)
            for which, start, end in found
            if begins_word(folded.text, start) and ends_word(folded.text, end)
        ]

    def _claims(self, folded: Folded, name: str, start: int, end: int) -> Iterator[Match]:
        """Yield whom a surface form may name, its capitals considered; the first has it."""
        surface = folded.text[start:end]
        for spelling in self._names.get(name, ()):
            if spelling.allows(surface):
                yield Match(spelling.entity, start, end, spelling.rule)

    def _kept(self, folded: Folded, whole: list[tuple[str, int, int]]) -> list[Match]:
        """Return the mentions among what was found."""
        first = (next(self._claims(folded, *stretch), None) for stretch in whole)
        return _longest(self._outside_phrases([m for m in first if m is not None], whole))

    def _outside_phrases(
        self, candidates: list[Match], whole: list[tuple[str, int, int]]
    ) -> list[Match]:
        """Drop what stands inside a phrase that is said not to name the entity."""
        if not self._phrases:
            return candidates
        covers = covers_of(
            (entity, start, end)
            for name, start, end in whole
            for entity in self._phrases.get(name, ())
        )
        return [m for m in candidates if m.entity not in covers or not covers[m.entity].holds(m)]


def _unfolded(matches: list[Match], folded: Folded) -> tuple[Match, ...]:
    """Return the matches as stretches of the text as it was before it was folded."""
    return tuple(Match(m.entity, *folded.span(m.start, m.end), m.rule) for m in matches)


def covers_of(stretches: Iterable[tuple[str, int, int]]) -> Mapping[str, Cover]:
    """Return for each entity the cover of its stretches."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for entity, start, end in stretches:
        found[entity].append((start, end))
    return {entity: Cover(own) for entity, own in found.items()}


class Cover:
    """Stretches of a text, asked whether one of them holds a match."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        ordered = sorted(stretches)
        self.starts = [start for start, _ in ordered]
        self.reach = list(accumulate((end for _, end in ordered), max))

    def holds(self, match: Match) -> bool:
        """Say whether a stretch that begins at or before the match reaches to its end."""
        before = bisect_right(self.starts, match.start)
        return before > 0 and match.end <= self.reach[before - 1]


def _longest(candidates: list[Match]) -> list[Match]:
    """Choose among what overlaps: the longest, then the leftmost; return them in order."""
    candidates = sorted(candidates, key=lambda m: m.start)
    if all(one.end <= other.start for one, other in pairwise(candidates)):
        return candidates  # as it nearly always is
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(candidates, key=lambda m: (m.start - m.end, m.start)):
        # What was kept before is no shorter: if it overlaps, it holds one of the two ends.
        if match.start not in taken and match.end - 1 not in taken:
            taken.update(range(match.start, match.end))
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def any_of(stretches: Iterable[str]) -> Callable[[str], bool]:
    """Return a quick test whether one of a few stretches stands in a text, be it within a word."""
    automaton = AhoCorasick(sorted(stretches), implementation=Implementation.DFA)
    return lambda text: bool(automaton.find_matches_as_indexes(text))
