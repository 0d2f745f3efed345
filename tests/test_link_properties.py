"""What holds of linking whatever the names and the texts are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.diagnostics import Position
from briefing.fragments import Html, Located, Mention, Text, plain_text
from briefing.link.gazetteer import Gazetteer, ambiguous_names
from briefing.link.guesses import Guesses
from briefing.link.linking import link
from briefing.link.mentions import Scope, choose_links, mark_mentions
from briefing.link.names import fold, key, lower
from briefing.model import Entity, Library, Naming, Page, Settings
from briefing.read.markdown import parse

HERE = Position("content/pages/a.md")
FEW = settings(max_examples=60)
MODES = ("all", "first-per-passage", "first-per-section", "first-per-page", "none")

# A small alphabet makes names that begin, end and hold each other.
NAMES = st.text("ab A'-.\u0301", min_size=1, max_size=6).filter(lambda name: key(name) != "")
WORDS = st.sampled_from(
    ["a", "b", "A", "B", "ab", "a b", " ", "\n", "’s", "'s", "-", ".", "’", "e", "1", "\u0301"]
)
TEXTS = st.lists(WORDS, max_size=25).map("".join)
ANY_TEXT = st.text(max_size=60) | TEXTS


def entity(page: str, title: str, **naming: tuple[str, ...]) -> Entity:
    located = {f: tuple(Located(n, HERE) for n in names) for f, names in naming.items()}
    names = Naming(title, **located)  # type: ignore[arg-type]
    return Entity(id=page, path=f"content/{page}.md", title=title, naming=names)


@st.composite
def gazetteers(draw: st.DrawFn) -> list[Entity]:
    titles = draw(st.lists(NAMES, min_size=1, max_size=6, unique_by=key))
    kinds = draw(st.lists(st.sampled_from(["actors", "glossary"]), min_size=6, max_size=6))
    return [entity(f"{kinds[i]}/e{i}", title) for i, title in enumerate(titles)]


# --- an oracle -----------------------------------------------------------------------------
# The rules of the contract once more, in the plainest and slowest way, for the alphabet above.


def letter(character: str) -> bool:
    return character.isalnum() or unicodedata.combining(character) > 0


def within_word(text: str, at: int) -> bool:
    """Say whether a word goes on across ``at``, marks between letters considered."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if letter(before) and letter(after):
        return True
    for mark in (at - 1, at):
        around = text[mark - 1 : mark] + text[mark + 1 : mark + 2]
        same = len(around) == 2 and around[0].isdigit() == around[1].isdigit()
        if text[mark] in "'." and same and letter(around[0]) and letter(around[1]):
            return True
    return False


def ends_well(text: str, end: int) -> bool:
    """Say whether a name may end here: no word goes on, or only a possessive does."""
    possessive = text[end : end + 2] == "'s" and not letter(text[end + 2 : end + 3] or " ")
    goes_on = letter(text[end - 1]) and letter(text[end : end + 1] or " ")
    if possessive and not goes_on:
        return not (text[end - 1] in "'." and within_word(text, end - 1))
    return not within_word(text, end)


def forms(one: Entity) -> Iterator[str]:
    """Yield all that may stand for an entity in the alphabet above, capitals as allowed."""
    name, term = fold(one.title.strip()).text, one.kind == "glossary"
    written = [name]
    if term and unicodedata.category(name[-1]) in ("Ll", "Lu"):
        written.append(name + "s")
    for form in written:
        yield form
        if term and not name.isupper():
            cases = [sorted({c.lower(), c.upper()}) for c in form]
            yield from ("".join(chosen) for chosen in product(*cases))
        elif name[0].islower():
            yield form[0].upper() + form[1:]


def oracle(entities: list[Entity], text: str) -> list[tuple[int, int]]:
    """Return the stretches of the folded text that are mentions, by trying them all."""
    names = {form for one in entities for form in forms(one)}
    free = [True] * len(text)
    found = []
    for length in range(len(text), 0, -1):
        for start in range(len(text) - length + 1):
            end = start + length
            named = text[start:end] in names and not within_word(text, start)
            if named and ends_well(text, end) and all(free[start:end]):
                free[start:end] = [False] * length
                found.append((start, end))
    return sorted(found)


@settings(max_examples=300)
@given(gazetteers(), TEXTS)
@example([entity("actors/ab", "a b"), entity("actors/b", "b A b")], "a b A b")
def test_the_longest_then_the_leftmost(entities: list[Entity], text: str) -> None:
    folded = fold(text)
    wanted = [folded.span(start, end) for start, end in oracle(entities, folded.text)]
    found = [(m.start, m.end) for m in Gazetteer(entities).find(text)]
    assert found == wanted


# --- mentions --------------------------------------------------------------------------------


@FEW
@given(gazetteers(), ANY_TEXT)
def test_mentions_are_in_order_and_never_overlap(entities: list[Entity], text: str) -> None:
    found = Gazetteer(entities).find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    names = {key(e.title): e.id for e in entities}
    for match in found:
        surface = key(text[match.start : match.end])
        assert names.get(surface, match.entity) == match.entity


@FEW
@given(gazetteers(), TEXTS, st.randoms())
def test_the_order_of_entities_does_not_matter(
    entities: list[Entity], text: str, random: object
) -> None:
    shuffled = list(entities)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Gazetteer(shuffled).find(text) == Gazetteer(entities).find(text)


@FEW
@given(gazetteers(), TEXTS)
def test_a_phrase_only_takes_away_its_own_entity(entities: list[Entity], text: str) -> None:
    first, *rest = entities
    barred = entity(first.id, first.title, no_match=(first.title,))
    found = Gazetteer([barred, *rest]).find(text)
    without = Gazetteer(rest).find(text)
    if first.kind == "actors":
        assert found == without


@FEW
@given(st.lists(NAMES, max_size=6))
def test_each_name_claimed_twice_is_said_once(names: list[str]) -> None:
    entities = [entity(f"actors/e{i}", name) for i, name in enumerate(names)]
    problems = list(ambiguous_names(entities))
    counted = Counter(fold(name.strip()).text for name in names)
    assert len(problems) >= sum(number - 1 for number in counted.values())
    assert len(problems) < max(len(names), 1)


# --- folding ---------------------------------------------------------------------------------


@FEW
@given(st.text())
def test_a_span_leads_back_to_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    for i, character in enumerate(folded.text):
        start, end = folded.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert character in fold(text[start:end]).text
    assert all(one <= other for one, other in pairwise(folded.starts))
    assert all(one <= other for one, other in pairwise(folded.ends))


@settings(max_examples=300)
@given(st.text("ab é’ʼ- \n\u00a0\u0301\u0327\u1100\u1161각\u00ad\u212bعَ中") | st.text())
def test_a_text_is_folded_as_its_pieces_are(text: str) -> None:
    whole = fold(text)
    for i in range(1, len(text)):
        marked = unicodedata.category(text[i])[0] == "M" or "\u1160" <= text[i] <= "\u11ff"
        if marked or text[i - 1].isspace() or text[i].isspace():
            continue  # what becomes one character cannot be cut
        one, other = fold(text[:i]), fold(text[i:])
        spaced = one.text.endswith(" ") and other.text.startswith(" ")
        if not spaced:
            assert whole.text == one.text + other.text
            assert [*whole.starts] == [*one.starts, *(i + start for start in other.starts)]
            assert [*whole.ends] == [*one.ends, *(i + end for end in other.ends)]


@FEW
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert (
        fold(unicodedata.normalize("NFD", text)).text
        == fold(unicodedata.normalize("NFC", text)).text
    )
    assert len(lower(once)) == len(once)


# --- bodies ----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["Sirte", "Sirte’s", "the emirs", "Libya", " and ", "\n\n", "\n", "# ", "## Part\n\n", "> ",
     "`Sirte`", "*Libya*", "[[!Sirte]]", "- ", "| a | b |\n| - | - |\n", "[x](y)", "&amp;", "<b>"]
)  # fmt: skip
BODIES = st.lists(PIECES, max_size=20).map("".join)
PLACES = [entity("places/sirte", "Sirte"), entity("places/libya", "Libya"),
          entity("glossary/emir", "emir")]  # fmt: skip
FINDER = Gazetteer(PLACES)


@FEW
@given(BODIES, st.sampled_from(MODES))
def test_the_visible_text_stays_what_it_is(markdown: str, mode: str) -> None:
    body, _ = parse(markdown, HERE.path)
    marked = mark_mentions(body.fragments, FINDER)
    (chosen,) = choose_links((("", marked),), Scope(mode))
    assert plain_text(chosen) == plain_text(body.fragments)
    markup = [f.html for f in body.fragments if isinstance(f, Html)]
    assert [f.html for f in chosen if isinstance(f, Html)] == markup
    for fragment in chosen:
        if isinstance(fragment, Mention):
            assert fragment.linked != bool(fragment.reason)


@FEW
@given(BODIES)
def test_positions_lead_back_to_the_file(markdown: str) -> None:
    lines = markdown.split("\n")
    body, _ = parse(markdown, HERE.path)
    for fragment in mark_mentions(body.fragments, FINDER):
        if isinstance(fragment, Mention):
            line = lines[fragment.position.line - 1]
            assert line[fragment.position.column - 1 :].startswith(fragment.text)


@FEW
@given(BODIES)
def test_each_setting_links_no_more_than_the_one_before(markdown: str) -> None:
    body, _ = parse(markdown, HERE.path)
    marked = mark_mentions(body.fragments, FINDER)
    linked = []
    for mode in MODES:
        (chosen,) = choose_links((("", marked),), Scope(mode))
        linked.append([isinstance(f, Mention) and f.linked for f in chosen])
    for more, less in pairwise(linked):
        assert all(one or not other for one, other in zip(more, less, strict=True))
    names = {m.entity for m in marked if isinstance(m, Mention) and not m.reason}
    assert sum(linked[3]) == len(names)


@FEW
@given(st.lists(BODIES, min_size=1, max_size=3))
def test_each_backlink_has_a_link(bodies: list[str]) -> None:
    pages = tuple(
        Page(id=f"pages/p{i}", path=f"content/pages/p{i}.md", title=f"P{i}",
             body=parse(f"{body}\n\n[[Sirte]] [[p0|x]]", f"content/pages/p{i}.md")[0])
        for i, body in enumerate(bodies)
    )  # fmt: skip
    library = Library(Settings("T"), entities=tuple(PLACES), pages=pages)
    briefing, _ = link(library)
    backlinks = {(start, end) for end, starts in briefing.backlinks.items() for start in starts}
    assert backlinks == set(briefing.links)
    assert all(start != end for start, end in backlinks)
    turned, _ = link(Library(Settings("T"), entities=tuple(PLACES[::-1]), pages=pages[::-1]))
    assert turned.links == briefing.links
    assert turned.bodies == briefing.bodies


# --- guesses ---------------------------------------------------------------------------------


@FEW
@given(st.sets(st.text("abcdef", min_size=4, max_size=9), min_size=1, max_size=40), st.data())
def test_one_slip_is_guessed(names: set[str], data: st.DataObject) -> None:
    guesses = Guesses(names)
    name = data.draw(st.sampled_from(sorted(names)))
    assert guesses.nearest(name) == name
    assert guesses.nearest(name[:-1])
    assert guesses.nearest(name[1:])
    assert not guesses.nearest("zzzz")
    assert re.fullmatch(r'did you mean "\w+"\?', guesses.hint(name))


def test_a_text_on_several_lines_of_a_file() -> None:
    text = Text("Sirte Libya", ((0, Position("a", 1, 1)), (6, Position("a", 2, 1))))
    found = [m.position for m in mark_mentions((text,), FINDER) if isinstance(m, Mention)]
    assert found == [Position("a", 1, 1), Position("a", 2, 1)]
