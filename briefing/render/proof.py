"""The evidence page, and beside each passage the claims that rest on it."""

from __future__ import annotations

from itertools import groupby

from briefing.check.ledger import VERDICTS, Claim
from briefing.fragments import Cite, PassageRef
from briefing.model import Article
from briefing.render import urls
from briefing.render.bodies import Writer
from briefing.render.parts import ClaimsView, ClaimView, Link, Reliance
from briefing.render.shelf import Shelf
from briefing.render.views import EvidenceView

PAGE = "evidence"
_LONGEST = 64

_INTRO = "Every claim of this briefing, what it cites, and how it stood the comparison."


def evidence_view(shelf: Shelf) -> EvidenceView:
    """Return the page that lists every claim."""
    here, ledger = urls.address(PAGE), shelf.ledger
    cites = tuple(_cite(claim) for claim in ledger.claims)
    writer = shelf.writer(here, (cites,))
    pages = tuple(
        ClaimsView(
            _anchor(page), shelf.link(page, here), tuple(_claim(claim, writer) for claim in claims)
        )
        for page, claims in groupby(ledger.claims, key=lambda claim: claim.page)
    )
    return EvidenceView(
        **shelf.head(here, "evidence", "Evidence", _INTRO),
        intro=_INTRO,
        sums=tuple(ledger.sums().items()),
        verdicts=tuple(_used(ledger.claims)),
        pages=pages,
        unused=tuple(shelf.passage_link(passage, here) for passage in ledger.unused),
        references=shelf.references((cites,)),
    )


def _used(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    """Return the verdicts that occur, with what they mean."""
    words = {claim.verdict for claim in claims}
    return [(word, meaning) for word, meaning in VERDICTS.items() if word in words]


def _claim(claim: Claim, writer: Writer) -> ClaimView:
    return ClaimView(
        _anchor(claim.page, claim.number),
        claim.part,
        claim.text,
        writer.write((_cite(claim),)),
        claim.verdict,
        claim.reason,
    )


def _cite(claim: Claim) -> Cite:
    return Cite(claim.passages, claim.references, claim.position)


def _anchor(page: str, number: int = 0) -> str:
    """Return the anchor of a page's claims, or of one of them, on the evidence page."""
    name = page.replace("/", ":")
    return f"{name}:{number}" if number else name


def reliances(
    shelf: Shelf, article: Article, passage: PassageRef, here: str
) -> tuple[Reliance, ...]:
    """Return the other pages that rely on a passage, each with its claims."""
    claims = shelf.claims_on.get(passage, ())
    return tuple(
        Reliance(_claims_of(shelf, page, here), tuple(_short(claim.text) for claim in found))
        for page, found in groupby(claims, key=lambda claim: claim.page)
        if page != article.id
    )


def _claims_of(shelf: Shelf, page: str, here: str) -> Link:
    address = urls.with_anchor(urls.address(PAGE), _anchor(page))
    return Link(shelf.documents[page].title, urls.relative(address, here))


def _short(text: str) -> str:
    """Cut a text at a word."""
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:–— ") + "…"
