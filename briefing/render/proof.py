"""The evidence pages: every claim by the page that makes it, and by the passage it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from briefing.check.ledger import VERDICTS, Claim
from briefing.fragments import Cite, PassageRef
from briefing.model import Article
from briefing.render import urls
from briefing.render.bodies import Writer, passage_name, unlinked, without_cites
from briefing.render.heads import Head
from briefing.render.parts import ClaimsView, ClaimView, Link, PassageClaims, Reliance, Reliances
from briefing.render.shelf import Shelf
from briefing.render.views import EvidenceView, ReliancesView

PAGE = "evidence"
PASSAGES = "evidence/passages"


def evidence_view(shelf: Shelf, own: Head) -> EvidenceView:
    """Return the page that lists every claim."""
    here, ledger, say = urls.address(PAGE), shelf.ledger, shelf.language.say

    cites = tuple(_cite(claim) for claim in ledger.claims)
    writer = shelf.writer(here, (cites,))
    pages = tuple(
        ClaimsView(
            _anchor(page),
            shelf.link(page, here),
            tuple(_claim(shelf, claim, writer) for claim in claims),
        )
        for page, claims in groupby(ledger.claims, key=lambda claim: claim.page)
    )
    return EvidenceView(
        **own,
        intro=shelf.intro(PAGE),
        sums=tuple((say(f"sums.{_key(name)}"), n) for name, n in ledger.sums().items()),
        verdicts=tuple(_used(shelf)),
        pages=pages,
        passages=urls.relative(urls.address(PASSAGES), here),
        unused=tuple(shelf.passage_link(passage, here) for passage in ledger.unused),
        references=shelf.references((cites,)),
    )


def _key(name: str) -> str:
    """Return the key of a name of the ledger in the files of words."""
    return name.replace(" ", "-")


def _used(shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Yield the verdicts that occur, with what they mean."""
    say, words = shelf.language.say, {claim.verdict for claim in shelf.ledger.claims}
    for word in VERDICTS:
        if word in words:
            yield say(f"verdicts.{word}"), say(f"verdict-meanings.{word}")


def _claim(shelf: Shelf, claim: Claim, writer: Writer) -> ClaimView:
    say = shelf.language.say
    return ClaimView(
        _anchor(claim.page, claim.number),
        say(f"parts.{_key(claim.part)}"),
        claim.text,
        writer.write((_cite(claim),)),
        say(f"verdicts.{claim.verdict}"),
        claim.reason,
    )


def _cite(claim: Claim) -> Cite:
    return Cite(claim.passages, claim.references, claim.position)


def _anchor(page: str, number: int = 0) -> str:
    """Return the anchor of a page's claims, or of one of them."""
    return urls.claims(page, number).partition("#")[2]


# --- passage by passage ---------------------------------------------------------------------------


def reliances_view(shelf: Shelf, own: Head) -> ReliancesView:
    """Return the page that lists the claims again, under the passages that they cite."""
    here = urls.address(PASSAGES)
    evidence = Link(shelf.named(PAGE), urls.relative(urls.address(PAGE), here))
    return ReliancesView(
        **own,
        crumbs=(evidence,),
        intro=shelf.intro("passages"),
        passages=tuple(_passages(shelf, here)),
    )


def _passages(shelf: Shelf, here: str) -> Iterator[PassageClaims]:
    briefing = shelf.briefing

    for article in briefing.articles:
        writer = shelf.writer(here)
        for passage in article.passages:
            reference = PassageRef(article.id, passage.id)
            found = tuple(_relied_on(shelf, article, reference, here))
            gist = unlinked(without_cites(briefing.gists.get(reference, ())))
            if found:
                yield PassageClaims(
                    _passage_anchor(reference),
                    shelf.passage_link(reference, here),
                    shelf.if_several(article.title),
                    writer.write(gist),
                    found,
                )


def _relied_on(
    shelf: Shelf, article: Article, passage: PassageRef, here: str
) -> Iterator[Reliance]:
    """Yield the other pages that rely on a passage, each with its claims."""
    for page, claims in groupby(shelf.claims_on.get(passage, ()), key=lambda claim: claim.page):
        if page != article.id:
            texts = tuple(claim.text for claim in claims)
            yield Reliance(shelf.link(page, here), texts)


def reliances(shelf: Shelf, article: Article, passage: PassageRef, here: str) -> Reliances | None:
    """Return which other pages rely on a passage; what they say stands where the link leads.

    The statements themselves would weigh more than the article beside which they stood.
    """
    pages = dict.fromkeys(claim.page for claim in shelf.claims_on.get(passage, ()))
    titles = tuple(shelf.documents[page].title for page in pages if page != article.id)
    address = urls.with_anchor(urls.address(PASSAGES), _passage_anchor(passage))
    return Reliances(titles, urls.relative(address, here)) if titles else None


def _passage_anchor(passage: PassageRef) -> str:
    """Return the anchor of a passage's claims."""
    return passage_name(passage).replace("#", ":")
