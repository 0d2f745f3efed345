"""The values that the pages of the evidence are made of: claims, and the passages under them."""

from __future__ import annotations

from msgspec import Struct

from briefing.render.parts import Html, Link


class Reliance(Struct, frozen=True):
    """A page that relies on a passage, and the claims for which it does."""

    page: Link
    claims: tuple[str, ...]


class PassageClaims(Struct, frozen=True):
    """A passage and what rests on it; ``article`` is empty if there is one only."""

    id: str
    passage: Link
    article: str
    gist: Html
    pages: tuple[Reliance, ...]


class ClaimView(Struct, frozen=True):
    """A claim: its anchor, its text, what it cites, and the verdict in a word and in full."""

    id: str
    part: str
    text: str
    cites: Html
    verdict: str
    reason: str


class ClaimsView(Struct, frozen=True):
    """The claims of one page; ``id`` is the anchor of their heading."""

    id: str
    page: Link
    claims: tuple[ClaimView, ...]
