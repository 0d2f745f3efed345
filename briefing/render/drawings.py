"""The values that diagrams are printed from: each is a figure with what is drawn in it."""

from __future__ import annotations

from msgspec import Struct

from briefing.draw.fan import Fan
from briefing.draw.network import Network
from briefing.draw.spans import Spans
from briefing.render.figures import Figure


class FanView(Figure, frozen=True, kw_only=True):
    """The relations of one actor."""

    drawing: Fan


class NetworkView(Figure, frozen=True, kw_only=True):
    """The relations of all actors."""

    drawing: Network


class SpansView(Figure, frozen=True, kw_only=True):
    """Events along an axis; ``ticks`` are the dates at it, each as (its middle, words)."""

    drawing: Spans
    ticks: tuple[tuple[int, str], ...]


class StripMark(Struct, frozen=True):
    """A passage, or a section of a long article, in the strip along an article.

    ``height`` is 0 where the entity is not named: then it leads nowhere and says nothing.
    """

    height: int
    label: str = ""
    href: str = ""


class Strip(Struct, frozen=True):
    """Where along an article an entity is named; ``article`` is empty if there is one only."""

    article: str
    marks: tuple[StripMark, ...]
