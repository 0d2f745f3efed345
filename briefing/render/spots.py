"""Where a reader was: marked sentences in an article, and the way back to them.

A link from an article to an actor's or a place's page ends in ``#from:p3-2``, the spot that
it stands at. The page has a line of that id, which shows only to who came that way and leads
back. There the sentence around the spot is marked, for which it needs an element of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import groupby, pairwise

from briefing.fragments import Anchor, Fragment, Fragments, Html, Mention, Text, plain_text
from briefing.link.sentences import sentences

Bounds = tuple[int, int]

_BETWEEN: Bounds = (-1, -1)
_OPEN, _CLOSE = Html('<span class="sentence">'), Html("</span>")
_TAG = re.compile(r"<(/?)[a-z]")
_LONE = re.compile(r"<(?:br|img|wbr)\b[^>]*>")


def origin(article: str, spot: str) -> str:
    """Return the anchor of the line that leads back to a spot; ``article`` if there are several."""
    return f"from:{article}:{spot}" if article else f"from:{spot}"


def in_sentences(fragments: Fragments) -> Fragments:
    """Return a passage with an element around each sentence that names something.

    A sentence that begins in one piece of markup and ends in another has none.
    """
    return tuple(
        part
        for bounds, parts in groupby(_located(fragments), key=lambda located: located[0])
        for part in _wrapped(bounds, tuple(fragment for _, fragment in parts))
    )


def _wrapped(bounds: Bounds, parts: Fragments) -> Fragments:
    start, end = bounds
    whole = len(plain_text(parts)) == end - start and _is_balanced(parts)
    return (_OPEN, *parts, _CLOSE) if whole and any(map(_is_name, parts)) else parts


def _is_name(part: Fragment) -> bool:
    return isinstance(part, Mention) or (isinstance(part, Anchor) and bool(part.entity))


def _is_balanced(parts: Fragments) -> bool:
    """Say whether every element that begins among the parts ends among them."""
    depth = 0
    for part in parts:
        if isinstance(part, Html):
            for tag in _TAG.finditer(_LONE.sub("", part.html)):
                depth += -1 if tag[1] else 1
                if depth < 0:
                    return False
    return not depth


def _located(fragments: Fragments) -> Iterator[tuple[Bounds, Fragment]]:
    """Yield each fragment with the bounds of its sentence, text cut where sentences end.

    What has no width belongs to the sentence that it touches, to the earlier of two.
    """
    found = deque(sentences(plain_text(fragments)))
    at = 0
    for fragment in _cut(fragments, [place for bounds in found for place in bounds]):
        end = at + len(plain_text((fragment,)))
        while found and found[0][1] < end:
            found.popleft()
        inside = found and found[0][0] <= at
        yield (found[0] if inside else _BETWEEN), fragment
        at = end


def _cut(fragments: Fragments, places: list[int]) -> Iterator[Fragment]:
    """Yield the fragments with each text cut at the places, in order, that lie in it."""
    at = 0
    for fragment in fragments:
        end = at + len(plain_text((fragment,)))
        if isinstance(fragment, Text):
            inside = places[bisect_right(places, at) : bisect_left(places, end)]
            for start, place in pairwise((at, *inside, end)):
                if start < place or not inside:
                    yield fragment.piece(start - at, place - at)
        else:
            yield fragment
        at = end
