"""The evidence pages: every claim by the page that makes it, and by the passage it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from briefing.check.ledger import VERDICTS, Claim
from briefing.fragments import Cite, PassageRef
from briefing.model import Article
from briefing.render import urls
from briefing.render.bodies import KIND_CLASS, Writer, passage_name, unlinked, without_cites
from briefing.render.claimed import ClaimsView, ClaimView, PassageClaims, Reliance
from briefing.render.heads import Head
from briefing.render.pagers import pager
from briefing.render.parts import Html, Link, Reliances
from briefing.render.registers import Relying
from briefing.render.shelf import Shelf
from briefing.render.views import EvidenceView, ReliancesView

PAGE = "evidence"
PASSAGES = "evidence/passages"

_BESIDE = 60  # pages that are named beside a passage that they rely on
_UNUSED = 100  # passages that are named; of more only their number is told

_Ground = tuple[tuple[PassageRef, ...], tuple[str, ...]]
"""What a claim rests on: passages and references."""


def evidence_view(shelf: Shelf, at: int, own: Head) -> EvidenceView:
    """Return a page of the list of every claim; the sums stand on the first."""
    book = shelf.register.proof
    leaf, ledger, say = book.leaves[at], shelf.ledger, shelf.language.say
    here = leaf.address
    grounds = {_ground(claim): claim for claim in leaf.items}  # many rest on the same
    cites = tuple(map(_cite, grounds.values()))
    showing = _Showing.of(shelf, shelf.writer(here, (cites,)), grounds)
    pages = tuple(
        ClaimsView(_anchor(page), shelf.link(page, here), showing.claims(_anchor(page), claims))
        for page, claims in leaf.groups
    )
    unused = ledger.unused if not at and len(ledger.unused) <= _UNUSED else ()
    sums = () if at else ledger.sums().items()
    return EvidenceView(
        **own,
        intro=shelf.intro(PAGE),
        sums=tuple((say(f"sums.{_key(name)}"), n) for name, n in sums),
        verdicts=tuple(_used(shelf)),
        pages=pages,
        passages=urls.relative(urls.address(PASSAGES), here),
        unused=tuple(shelf.passage_link(passage, here) for passage in unused),
        references=shelf.references((cites,)),
        pager=pager(book, at, shelf.language, kinds(shelf)),
    )


def kinds(shelf: Shelf) -> Callable[[str], str]:
    """Return what names many pages of a kind, by the folder in which they stand."""
    return lambda folder: shelf.language.say(f"search-script.{KIND_CLASS[folder]}")


def _key(name: str) -> str:
    """Return the key of a name of the ledger in the files of words."""
    return name.replace(" ", "-")


def _used(shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Yield the verdicts that occur, with what they mean."""
    say, words = shelf.language.say, shelf.register.verdicts
    for word in VERDICTS:
        if word in words:
            yield say(f"verdicts.{word}"), say(f"verdict-meanings.{word}")


class _Showing(Struct, frozen=True):
    """What the claims on a page have in common: the names of things, and the marks that cite."""

    parts: Mapping[str, str]
    verdicts: Mapping[str, str]
    marks: Mapping[_Ground, Html]

    @classmethod
    def of(cls, shelf: Shelf, writer: Writer, grounds: Mapping[_Ground, Claim]) -> _Showing:
        """Return it for a page whose claims rest on these grounds, each with one of them."""
        say, register = shelf.language.say, shelf.register
        return cls(
            {part: say(f"parts.{_key(part)}") for part in register.parts},
            {verdict: say(f"verdicts.{verdict}") for verdict in register.verdicts},
            {ground: writer.write((_cite(claim),)) for ground, claim in grounds.items()},
        )

    def claims(self, anchor: str, claims: Iterable[Claim]) -> tuple[ClaimView, ...]:
        """Return the claims of the page to which an anchor leads."""
        return tuple(
            ClaimView(
                f"{anchor}:{claim.number}",
                self.parts[claim.part],
                claim.text,
                self.marks[_ground(claim)],
                self.verdicts[claim.verdict],
                claim.reason,
            )
            for claim in claims
        )


def _ground(claim: Claim) -> _Ground:
    return claim.passages, claim.references


def _cite(claim: Claim) -> Cite:
    return Cite(claim.passages, claim.references, claim.position)


def _anchor(page: str) -> str:
    """Return the anchor of a page's claims."""
    return urls.claims(page).partition("#")[2]


# --- passage by passage ---------------------------------------------------------------------------


def reliances_view(shelf: Shelf, at: int, own: Head) -> ReliancesView:
    """Return a page of the list of the claims under the passages that they cite."""
    book = shelf.register.relied
    here = book.leaves[at].address
    evidence = Link(shelf.named(PAGE), urls.relative(urls.address(PAGE), here))
    return ReliancesView(
        **own,
        crumbs=(evidence,),
        intro=shelf.intro("passages"),
        passages=tuple(
            _passage(shelf, passage, relying, here) for passage, relying in book.leaves[at].groups
        ),
        pager=pager(book, at, shelf.language),
    )


def _passage(
    shelf: Shelf, passage: PassageRef, relying: Iterable[Relying], here: str
) -> PassageClaims:
    gist = unlinked(without_cites(shelf.briefing.gists.get(passage, ())))
    return PassageClaims(
        _passage_anchor(passage),
        shelf.passage_link(passage, here),
        shelf.if_several(shelf.documents[passage.article].title),
        shelf.writer(here).write(gist),
        tuple(
            Reliance(shelf.link(page, here), tuple(claim.text for claim in claims))
            for page, claims in relying
        ),
    )


def reliances(shelf: Shelf, article: Article, passage: PassageRef, here: str) -> Reliances | None:
    """Return which other pages rely on a passage; what they say stands where the link leads.

    The statements themselves would weigh more than the article beside which they stood.
    """
    pages = dict.fromkeys(claim.page for claim in shelf.claims_on.get(passage, ()))
    others = [page for page in pages if page != article.id]
    titles = tuple(shelf.documents[page].title for page in others[:_BESIDE])
    address = urls.with_anchor(shelf.register.claims_at(passage), _passage_anchor(passage))
    more = len(others) - len(titles)
    return Reliances(titles, urls.relative(address, here), more) if titles else None


def _passage_anchor(passage: PassageRef) -> str:
    """Return the anchor of a passage's claims."""
    return passage_name(passage).replace("#", ":")
