"""Who is related to whom: the figure of an actor's page, and the one of all actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import heappop, heappush

from briefing.draw.fan import Fan, Spoke, Tie, fan
from briefing.draw.layout import components
from briefing.draw.network import Edge, Network, Node, network
from briefing.model import Date, Relation
from briefing.render.bodies import kind_class
from briefing.render.drawings import FanView, NetworkView
from briefing.render.language import Language
from briefing.render.shelf import Shelf
from briefing.render.wording import date_in_words

BINDING, AGAINST, OTHER = "tie", "against", "other"
"""The kinds of relation that are drawn in lines of their own."""

_SPOKES = 8  # pages around one actor
_TIES = 6  # relations to each of them
_NODES = 40  # actors in one drawing
_LINES = 120  # relations between them
_BESIDE = 3  # of these between the same two


# --- kinds of relation --------------------------------------------------------------------------


def style(label: str, language: Language) -> str:
    """Return the kind of a relation, told by the words of its label.

    A label reads up to the name of the other ("province of …"), so one that binds ends in a
    word for it; one that tells of a fight holds such a word anywhere.
    """
    return _told(label, language.say("relations.binding"), language.say("relations.against"))


@lru_cache(maxsize=1 << 10)
def _told(label: str, binding: str, against: str) -> str:
    """Return the kind that a label tells of by words of two lists, each kept as one text."""
    spaced = f" {label.casefold()} "
    if any(spaced.endswith(f" {end} ") for end in binding.casefold().split(" / ")):
        return BINDING
    if any(f" {word} " in spaced for word in against.casefold().split(" / ")):
        return AGAINST
    return OTHER


def ended(date: Date | None, asof: Date | None) -> bool:
    """Say whether a relation has an end, and had it when the articles were written."""
    if date is None or date.end is None or date.upper is None:
        return False
    return asof is None or asof.upper is None or date.upper < asof.upper


def _asof(shelf: Shelf) -> Date | None:
    """Return the date of the latest article."""
    dates = [article.date for article in shelf.briefing.articles if article.date]
    return max(dates, key=lambda date: date.upper or (), default=None)


# --- one actor --------------------------------------------------------------------------------


def fan_view(shelf: Shelf, actor: str, relations: Sequence[Relation]) -> FanView | None:
    """Return the figure of an actor's relations: those to whom it is nearest, if they are many."""
    if not relations:
        return None
    language, title = shelf.language, shelf.documents[actor].title
    around: dict[str, list[Relation]] = {}
    for relation in relations:
        other = relation.target if relation.source == actor else relation.source
        around.setdefault(other, []).append(relation)
    near = _nearest(shelf, actor, around)
    asof = _asof(shelf)
    spokes = [_spoke(shelf, actor, other, around[other][:_TIES], asof) for other in near]
    drawing = fan(title, spokes)
    return FanView(
        id="figure:relations",
        title=language.say("relations.of", name=title),
        description=language.say("relations.description"),
        finding=_around(list(around), language),
        source=" ".join(_fan_notes(drawing, spokes, around, language)),
        width=drawing.width,
        height=drawing.height,
        drawing=drawing,
    )


def _nearest(shelf: Shelf, actor: str, around: Mapping[str, Sequence[Relation]]) -> list[str]:
    """Return the pages around an actor that are drawn, actors first and what binds at the top.

    If there are too many, those are that the most passages name together with the actor.
    """
    own, last = shelf.named_in.get(actor, {}).keys(), len(shelf.first_named)

    def distance(other: str) -> tuple[bool, int, int, str]:
        shared = len(own & shelf.named_in.get(other, {}).keys())
        place = shelf.first_named.get(other, last)
        return kind_class(other) != "actor", -shared, place, other

    def order(other: str) -> tuple[bool, int]:
        styles = [style(relation.label, shelf.language) for relation in around[other]]
        return kind_class(other) != "actor", (BINDING, AGAINST, OTHER).index(styles[0])

    return sorted(sorted(around, key=distance)[:_SPOKES], key=order)


def _spoke(
    shelf: Shelf, actor: str, other: str, relations: Sequence[Relation], asof: Date | None
) -> Spoke:
    """Return relations to one page, in words and with their periods."""
    language = shelf.language

    def tie(relation: Relation) -> Tie:
        period = [date_in_words(relation.date, language)] if relation.date else []
        label = language.say("lists.dot").join([relation.label, *period])
        outgoing, kind = relation.source == actor, style(relation.label, language)
        return Tie(label, outgoing, kind, ended(relation.date, asof))

    ties = tuple(tie(relation) for relation in relations)
    return Spoke(shelf.documents[other].title, kind_class(other), ties)


def _around(others: Sequence[str], language: Language) -> str:
    """Say with how many actors and places there are relations."""
    kinds = [kind_class(other) for other in others]
    counted = [
        language.count(key, kinds.count(kind))
        for kind, key in (("actor", "counts.actors"), ("place", "counts.places"))
        if kind in kinds
    ]
    finding = language.say("relations.finding", counted=language.say("lists.comma").join(counted))
    return language.say("lists.sentence", text=finding)


def _fan_notes(
    drawing: Fan,
    spokes: Sequence[Spoke],
    around: Mapping[str, Sequence[Relation]],
    language: Language,
) -> Iterator[str]:
    """Yield what the strokes mean, where they differ, and what is left out."""
    styles = {branch.style for branch in drawing.branches}
    if len(styles) > 1:
        yield from _strokes(styles, language)
    if any(branch.stop for branch in drawing.branches):
        yield language.say("relations.ended")
    shown, number = len(drawing.branches), sum(map(len, around.values()))
    if len(spokes) < len(around):
        yield language.say("relations.nearest", number=number, shown=shown)
    elif shown < number:
        yield language.say("relations.beside", number=number, shown=shown, most=_TIES)


# --- all actors -------------------------------------------------------------------------------


def actor_relations(shelf: Shelf) -> tuple[Relation, ...]:
    """Return the relations between actors, in the order in which they are numbered.

    Those that the figure shows come first.
    """
    found = tuple(
        relation
        for relation in shelf.briefing.relations
        if {kind_class(relation.source), kind_class(relation.target)} == {"actor"}
    )
    drawn, others = _parted(shelf, found)
    return (*drawn, *others)


def _parted(
    shelf: Shelf, relations: Iterable[Relation]
) -> tuple[Sequence[Relation], Sequence[Relation]]:
    """Return the relations that the figure shows, and the others, each in the order given.

    They are those among the actors that it shows, few between the same two.
    """
    core, beside = _core(shelf, relations), Counter[frozenset[str]]()
    drawn, others = list[Relation](), list[Relation]()
    for relation in relations:
        pair = frozenset((relation.source, relation.target))
        shown = len(drawn) < _LINES and pair <= core and beside[pair] < _BESIDE
        beside[pair] += shown
        (drawn if shown else others).append(relation)
    return drawn, others


def _core(shelf: Shelf, relations: Iterable[Relation]) -> frozenset[str]:
    """Return the actors that the figure shows: all, or of many those around the most connected.

    From who has most relations it goes on to whoever has most of those beside the ones taken,
    so that most that are taken hang together.
    """
    near = _neighbours(relations)
    if len(near) <= _NODES:
        return frozenset(near)
    last = len(shelf.first_named)
    order = {a: (-len(near[a]), shelf.first_named.get(a, last), a) for a in near}
    rest, taken = iter(sorted(near, key=order.__getitem__)), set[str]()
    beside: list[tuple[int, int, str]] = []
    while len(taken) < _NODES:
        actor = heappop(beside)[-1] if beside else next(rest)
        if actor not in taken:
            taken.add(actor)
            for other in near[actor]:
                heappush(beside, order[other])
    return frozenset(taken)


def _neighbours(relations: Iterable[Relation]) -> Mapping[str, frozenset[str]]:
    """Return to whom each actor is related, itself left out."""
    near: dict[str, set[str]] = {}
    for one in relations:
        near.setdefault(one.source, set()).add(one.target)
        near.setdefault(one.target, set()).add(one.source)
    return {actor: frozenset(others - {actor}) for actor, others in near.items()}


def _ends(relations: Iterable[Relation]) -> set[str]:
    """Return who is related to anybody."""
    return {end for relation in relations for end in (relation.source, relation.target)}


def network_view(shelf: Shelf, ties: Sequence[Relation]) -> NetworkView | None:
    """Return the figure of the relations between actors, in their order; of a single one none."""
    language, asof, (relations, others) = shelf.language, _asof(shelf), _parted(shelf, ties)
    actors = sorted(_ends(relations))
    if len(relations) < 2:
        return None
    place = {actor: n for n, actor in enumerate(actors)}
    edges = [
        Edge(
            place[relation.source],
            place[relation.target],
            style(relation.label, language),
            ended(relation.date, asof),
        )
        for relation in relations
    ]
    groups = _groups(len(actors), edges)
    titles = [shelf.documents[actor].title for actor in actors]
    nodes = [Node(title, "actor", groups[n]) for n, title in enumerate(titles)]
    key = ("network", tuple(nodes), tuple(edges))
    drawing = shelf.once(key, lambda: network(nodes, edges, BINDING))
    return NetworkView(
        id="figure:network",
        title=language.say("relations.all"),
        description=language.say("relations.numbered"),
        finding=_hubs(shelf, _neighbours(ties), actors, groups),
        source=" ".join(_network_notes(drawing, relations, others, language)),
        width=drawing.width,
        height=drawing.height,
        drawing=drawing,
    )


def _groups(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return the group of each node, from 1; 0 is nobody's. Those hang together that ties bind."""
    ties = [(edge.source, edge.target) for edge in edges if edge.style == BINDING]
    found = [group for group in components(count, ties) if len(group) > 1]
    of = {node: number for number, group in enumerate(found, 1) for node in group}
    return [of.get(node, 0) for node in range(count)]


def _hubs(
    shelf: Shelf,
    near: Mapping[str, Collection[str]],
    actors: Sequence[str],
    groups: Sequence[int],
) -> str:
    """Say of those who have most relations, one in each group, with how many they have them."""
    counts = [len(near[actor]) for actor in actors]
    last = len(shelf.first_named)
    ranked = sorted(
        range(len(actors)), key=lambda n: (-counts[n], shelf.first_named.get(actors[n], last), n)
    )
    heads = {groups[n]: n for n in reversed(ranked) if groups[n] or not any(groups)}
    (first, *rest) = sorted(heads.values(), key=ranked.index)[:2]
    names, language = [shelf.documents[actor].title for actor in actors], shelf.language
    others = len(shelf.of_kind("actors")) - 1
    parts = [language.say("relations.tied", number=counts[first], all=others, name=names[first])]
    parts += [language.say("relations.also", number=counts[n], name=names[n]) for n in rest]
    return language.say("lists.sentence", text=language.say("lists.comma").join(parts))


def _network_notes(
    drawing: Network, drawn: Collection[Relation], others: Collection[Relation], language: Language
) -> Iterator[str]:
    """Yield what is left out of all relations, and what the strokes mean."""
    shown, number = len(drawn), len(drawn) + len(others)
    if not _ends(others) <= _ends(drawn):
        yield language.say("relations.hubs", number=number, shown=shown)
    elif others:
        yield language.say("relations.beside", number=number, shown=shown, most=_BESIDE)
    yield from _strokes({line.style for line in drawing.lines}, language)
    if drawing.hulls:
        yield language.say("relations.ground")
    if any(line.stop for line in drawing.lines):
        yield language.say("relations.ended")


def _strokes(styles: Collection[str], language: Language) -> Iterator[str]:
    """Yield what the strokes of lines mean that are drawn."""
    for kind, key in (
        (BINDING, "relations.solid"),
        (AGAINST, "relations.dashed"),
        (OTHER, "relations.dotted"),
    ):
        if kind in styles:
            yield language.say(key)
