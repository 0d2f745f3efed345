"""Names in the articles that no page covers yet, most frequent first.

1. The capitalised runs of all passages are gathered, the mentions in them known.
2. Each run is cut down to the name in it: without what only the start of a sentence, an
   office or an origin put before it, and without what a page covers.
3. The same name is counted once, a surname with the full name; adjectives and parts of
   other names are left out.
4. The words around a name may tell which kind of page it wants.

It had better miss a name than list a word that is none. The lists of words are English; in
a language or a script where capitals tell nothing, nothing is suggested.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from briefing.fragments import PassageRef
from briefing.link.capitals import PARTICLES, Run, Word, runs, small_words
from briefing.link.gazetteer import weak_names
from briefing.link.mentions import opted_out
from briefing.link.names import key
from briefing.link.roles import ADJECTIVE, OFFICES, adjectives, ends_in_body, kind_of
from briefing.link.trimming import Evidence, key_of, name_in, text_of
from briefing.model import Briefing
from briefing.program import command

ANY_KIND = "KIND"
"""What stands in a command in place of a kind that the text does not tell."""

_QUOTED = re.compile(r"[“\"]([^\W\d_][\w'-]*(?: [\w'-]+){0,2})[,.]?[”\"]")
_ALL_CAPITALS = ("de", "lb")  # every noun has one


class Suggestion(Struct, frozen=True):
    """A name without a page: how often it is used, in which passages, and what it may be.

    ``kind`` is ``actor``, ``place`` or ``term``, or empty where the text does not tell.
    ``where`` is the option by which its command finds the briefing, if it needs one.
    """

    name: str
    count: int
    passages: tuple[PassageRef, ...]
    kind: str = ""
    where: str = ""

    @property
    def command(self) -> str:
        """The command that starts its page."""
        return f'{command()} new {self.kind or ANY_KIND} "{self.name}"{self.where}'


def suggest(briefing: Briefing) -> tuple[Suggestion, ...]:
    """Return the names that no page covers, most frequent first, then as they come."""
    if _language(briefing) in _ALL_CAPITALS:
        return ()
    passages = tuple(_passages(briefing))
    covered = _covered(briefing)
    evidence = _evidence(passages, covered)
    names = _gathered(_uses(passages, evidence), covered, evidence)
    terms = _quoted(passages, covered)
    found = [_suggestion(name, uses) for name, uses in (*names.items(), *terms.items())]
    return tuple(sorted(found, key=lambda suggestion: -suggestion.count))


def _language(briefing: Briefing) -> str:
    return briefing.settings.language.lower().partition("-")[0]


def _suggestion(name: str, uses: list[_Use]) -> Suggestion:
    """Return what the uses of one name have to say; it is written as it is most often."""
    spelled = Counter(use.name for use in uses if key(use.name) == name)
    kinds = {use.kind for use in uses} - {""}
    passages = {use.at: use.passage for use in sorted(uses, key=lambda use: use.at)}
    (written, _), *_others = spelled.most_common(1)
    kind = kinds.pop() if len(kinds) == 1 else ""
    return Suggestion(written, len(uses), tuple(passages.values()), kind)


# --- what is covered ----------------------------------------------------------------------


class _Covered(Struct, frozen=True):
    """The names that pages have, as keys, with the parts that stand for the whole.

    ``parts`` are the single words of longer names that are no names of their own, or that
    mean the same; ``adjectives`` are made of the names: of Libya, Libyan and Libyans.
    """

    names: frozenset[str]
    parts: frozenset[str]
    adjectives: frozenset[str]


def _covered(briefing: Briefing) -> _Covered:
    """Return all that is listed anywhere as a name, matched or not."""
    names: set[str] = {document.title for document in briefing.documents}
    parts: set[str] = set()
    for entity in briefing.entities.values():
        naming = entity.naming
        others = (*naming.aliases, *naming.weak_aliases, *naming.match, *naming.no_match)
        own = {naming.title, *(name.text for name in others)}
        names |= own
        for name in map(key, own):
            parts.update(name.split()[:-1])
            # The last word of a region's name, of North Africa, may be a name of its own.
            parts.update(_tails(name) if entity.kind != "places" else ())
    keys = {key(name) for name in names}
    left_alone = {name for article in briefing.articles for name in opted_out(article)}
    made = frozenset(form for name in keys for form in adjectives(name))
    return _Covered(frozenset(keys | left_alone), frozenset(parts), made)


def _tails(name: str) -> Iterator[str]:
    """Yield the ends of a key that may stand for the whole, as surnames do."""
    words = name.split()
    if len(words) > 1 and words[-2] not in ("of", "the"):
        yield words[-1]
        yield words[-1].partition("-")[2]
        if len(words) > 2 and words[-2] in PARTICLES:
            yield " ".join(words[-2:])


# --- runs → uses of names -----------------------------------------------------------------


class _Passage(Struct, frozen=True):
    """A passage with its runs; ``text`` is folded as they are."""

    ref: PassageRef
    text: str
    runs: tuple[Run, ...]


class _Use(Struct, frozen=True):
    """A name used in a passage, with the kind that the words around it speak for.

    ``at`` counts the passages of all articles.
    """

    name: str
    at: int
    passage: PassageRef
    kind: str = ""


def _passages(briefing: Briefing) -> Iterator[_Passage]:
    """Yield the passages with their capitalised runs."""
    weak = weak_names(briefing.entities.values())
    for article in briefing.articles:
        for passage in article.passages:
            ref = PassageRef(article.id, passage.id)
            known = [(m.start, m.end) for m in briefing.mentions[ref]]
            known += [(m.start, m.end) for m in weak.find(passage.text)]
            found, folded = runs(passage.text, known, _language(briefing))
            yield _Passage(ref, folded.text, found)


def _evidence(passages: tuple[_Passage, ...], covered: _Covered) -> Evidence:
    """Gather what the capitals within sentences prove."""
    words: set[str] = set()
    alone: set[str] = set()
    for run in (run for passage in passages for run in passage.runs):
        opens = run.words[0].opens
        words.update(key(word.text) for word in run.words[opens:] if word.capital)
        if not opens:
            alone.add(key_of(run.words))
    small = frozenset(word for passage in passages for word in small_words(passage.text))
    made = frozenset(form for name in words | alone for form in adjectives(name))
    return Evidence(frozenset(words), frozenset(alone), small, covered.adjectives | made)


def _uses(passages: tuple[_Passage, ...], evidence: Evidence) -> Iterator[_Use]:
    """Yield the names in the runs of all passages; an acronym stands for what it was made of."""
    meant: dict[str, tuple[Word, ...]] = {}
    for run in (run for passage in passages for run in passage.runs if run.acronym):
        meant.setdefault(key(run.acronym), run.words)
        meant.setdefault(key_of(run.words), run.words)
    for at, passage in enumerate(passages):
        for run in passage.runs:
            words, office = meant.get(key_of(run.words), ()), False
            if not words:
                words, office = name_in(run.words, evidence)
                words = meant.get(key_of(words), words) if words else ()
            if words and not all(word.known for word in words):
                name = text_of(words)
                cut = run.words.index(words[0]) if words[0] in run.words else 0
                before = (*run.before, *(word.text.lower() for word in run.words[:cut]))[-2:]
                after = run.after if words[-1] is run.words[-1] else ""
                kind = kind_of(name, before, after, office=office)
                yield _Use(name, at, passage.ref, kind)


# --- uses → names -------------------------------------------------------------------------

Names = dict[str, list[_Use]]


def _gathered(uses: Iterable[_Use], covered: _Covered, evidence: Evidence) -> Names:
    """Put together what names the same, and leave out what is no name or has a page."""
    names: Names = defaultdict(list)
    for use in uses:
        if _is_new(key(use.name), covered, evidence):
            names[key(use.name)].append(use)
    longer: dict[str, set[str]] = defaultdict(set)
    ending: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in name.split()[:-1]:
            longer[word].add(name)
        for tail in _tails(name):
            ending[tail].add(name)
    return _merged(names, longer, ending)


def _is_new(name: str, covered: _Covered, evidence: Evidence) -> bool:
    """Say whether a key is that of a name that no page has, and no adjective."""
    listed = name in covered.names or name in covered.parts
    if listed or name in evidence.adjectives or len(name) < 2:
        return False
    if " " in name:
        return True
    halves = name.split("-")
    pair = all(half in evidence.words or half in covered.names for half in halves)
    return (len(halves) == 1 or not pair) and ADJECTIVE.fullmatch(name) is None


def _merged(names: Names, longer: Mapping[str, set[str]], ending: Mapping[str, set[str]]) -> Names:
    """Count a surname with its only full name, and leave out the first words of longer names."""
    merged: Names = {name: list(uses) for name, uses in names.items()}
    for name, uses in names.items():
        # "Laden" is short for "Osama bin Laden" and not for "bin Laden", itself a short form.
        wholes = [whole for whole in ending.get(name, ()) if len(ending.get(whole, ())) != 1]
        heads = not wholes and any(len(names[n]) >= len(uses) for n in longer.get(name, ()))
        generic = " " not in name and (name in OFFICES or ends_in_body(name))
        if len(wholes) == 1:
            merged[wholes[0]] = [*merged[wholes[0]], *merged.pop(name)]
        elif heads or generic:
            del merged[name]
    return merged


def _quoted(passages: tuple[_Passage, ...], covered: _Covered) -> Names:
    """Gather the words in small letters that stand in quotation marks more than once."""
    terms: Names = defaultdict(list)
    for at, passage in enumerate(passages):
        for match in _QUOTED.finditer(passage.text):
            term = match[1]
            listed = key(term) in covered.names or key(term) in covered.adjectives
            if term.islower() and not listed:
                terms[key(term)].append(_Use(term, at, passage.ref, "term"))
    return {term: uses for term, uses in terms.items() if len(uses) > 1}


# --- how it is said -----------------------------------------------------------------------


def as_text(suggestion: Suggestion) -> str:
    """Return a suggestion for a person: the name, how often and where, and the command."""
    articles: dict[str, list[str]] = defaultdict(list)
    for ref in suggestion.passages:
        articles[ref.article.partition("/")[2]].append(ref.passage)
    where = "; ".join(f"{slug} {', '.join(found)}" for slug, found in articles.items())
    times = "once" if suggestion.count == 1 else f"{suggestion.count} times"
    return f'"{suggestion.name}" {times} ({where}): {suggestion.command}'


def as_json(suggestion: Suggestion) -> str:
    """Return a suggestion as one line of JSON, in ASCII; a kind that is not told is empty."""
    fields = {
        "name": suggestion.name,
        "count": suggestion.count,
        "passages": [
            f"{ref.article.partition('/')[2]}#{ref.passage}" for ref in suggestion.passages
        ],
        "kind": suggestion.kind,
        "command": suggestion.command,
    }
    return json.dumps(fields)


FORMATS: Mapping[str, Callable[[Suggestion], str]] = MappingProxyType(
    {"text": as_text, "json": as_json}
)
"""The forms of ``--format`` that suggestions have: one in, one line out."""


def closing(suggestions: tuple[Suggestion, ...]) -> str:
    """Return the closing line."""
    number = len(suggestions)
    return f"{number or 'no'} name{'' if number == 1 else 's'} without a page"
