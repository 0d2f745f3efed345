"""The values that diagrams are printed from: each is a figure with what is drawn in it."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.draw.fan import Fan
from briefing.draw.network import Network
from briefing.draw.spans import Spans
from briefing.render.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class FanView(Figure):
    """The relations of one actor."""

    drawing: Fan


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkView(Figure):
    """The relations of all actors."""

    drawing: Network


@dataclass(frozen=True, slots=True, kw_only=True)
class SpansView(Figure):
    """Events along an axis; ``ticks`` are the dates at it, each as (its middle, words)."""

    drawing: Spans
    ticks: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class StripMark:
    """A passage, or a section of a long article, in the strip along an article.

    ``height`` is 0 where the entity is not named: then it leads nowhere and says nothing.
    """

    height: int
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Where along an article an entity is named; ``article`` is empty if there is one only."""

    article: str
    marks: tuple[StripMark, ...]
