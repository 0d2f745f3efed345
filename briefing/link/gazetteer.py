"""All names of all entities in one automaton, and the mentions that a text holds.

An Aho–Corasick automaton finds every spelling in one pass, so the cost grows with the
text and not with the number of names. What it finds is then held against word boundaries
and capitals, and the longest of what overlaps is kept, then the leftmost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from ahocorasick_rs import AhoCorasick, MatchKind

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.link.names import (
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


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of text that names an entity."""

    entity: str
    start: int
    end: int


def spellings(entity: Entity) -> Iterator[tuple[Spelling, Position]]:
    """Yield the spellings that an entity claims in prose, and where each is written."""
    naming, term = entity.naming, entity.kind == "glossary"
    written = [(naming.title, entity.where("title"))]
    written += [(name.text, name.position) for name in naming.aliases + naming.match]
    for name, position in written:
        text = fold(name.strip()).text
        if text:
            case = case_rule(text, term=term, match_case=naming.match_case)
            yield Spelling(entity.id, text, case), position


def ambiguous_names(entities: Iterable[Entity]) -> Iterator[Diagnostic]:
    """Yield an error for each spelling that two entities claim."""
    claims: dict[str, list[tuple[Spelling, Position]]] = defaultdict(list)
    for entity in entities:
        for spelling, position in spellings(entity):
            claims[lower(spelling.text)].append((spelling, position))
    for claimants in claims.values():
        for (one, here), (other, there) in combinations(claimants, 2):
            if one.entity != other.entity and (one.allows(other.text) or other.allows(one.text)):
                message = f'"{other.text}" is also a name of {one.entity} ({here})'
                hint = "make it a weak alias of one of them, or spell it out"
                yield problem("ambiguous-name", there, message, hint)


class Gazetteer:
    """Finds names in text. Built once, from all entities."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        names: dict[str, list[Spelling]] = defaultdict(list)
        derived: list[Spelling] = []
        phrases: dict[str, set[str]] = defaultdict(set)
        for entity in entities:
            for spelling, _ in spellings(entity):
                names[lower(spelling.text)].append(spelling)
                if entity.kind == "glossary":
                    plural = (Spelling(entity.id, p, spelling.case) for p in plurals(spelling.text))
                    derived.extend(plural)
            for phrase in entity.naming.no_match:
                phrases[key(phrase.text)].add(entity.id)
        claimed = set(names)
        for spelling in derived:
            if lower(spelling.text) not in claimed:
                names[lower(spelling.text)].append(spelling)
        self._names: Mapping[str, list[Spelling]] = names
        self._phrases: Mapping[str, set[str]] = phrases
        self._keys = sorted({*names, *phrases} - {""})
        self._automaton = (
            AhoCorasick(self._keys, matchkind=MatchKind.Standard) if self._keys else None
        )

    def find(self, text: str, ignoring: Collection[str] = ()) -> tuple[Match, ...]:
        """Return the mentions in a text, in order, none overlapping another.

        ``ignoring`` holds names that are left alone, as :func:`briefing.link.names.key`
        makes them.
        """
        if self._automaton is None:
            return ()
        folded = fold(text)
        found = self._automaton.find_matches_as_indexes(lower(folded.text), overlapping=True)
        whole = [
            (self._keys[which], start, end)
            for which, start, end in found
            if begins_word(folded.text, start) and ends_word(folded.text, end)
        ]
        candidates = [
            Match(entity, start, end)
            for name, start, end in whole
            if name in self._names and name not in ignoring
            if (entity := self._named(name, folded.text[start:end])) is not None
        ]
        kept = _longest(self._outside_phrases(candidates, whole))
        return tuple(Match(m.entity, *folded.span(m.start, m.end)) for m in kept)

    def _named(self, name: str, surface: str) -> str | None:
        """Return the entity that a surface form names, its capitals considered."""
        fitting = (s for s in self._names[name] if s.allows(surface))
        return next((spelling.entity for spelling in fitting), None)

    def _outside_phrases(
        self, candidates: list[Match], whole: list[tuple[str, int, int]]
    ) -> list[Match]:
        """Drop what stands inside a phrase that is said not to name the entity."""
        phrases = [
            (entity, start, end)
            for name, start, end in whole
            for entity in self._phrases.get(name, ())
        ]
        if not phrases:
            return candidates
        return [
            match
            for match in candidates
            if not any(
                entity == match.entity and start <= match.start and match.end <= end
                for entity, start, end in phrases
            )
        ]


def _longest(candidates: list[Match]) -> list[Match]:
    """Choose among what overlaps: the longest, then the leftmost; return them in order."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(candidates, key=lambda m: (m.start - m.end, m.start)):
        stretch = range(match.start, match.end)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
