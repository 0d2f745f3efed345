"""Who shares an entity's passages, and what other pages say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.render.views import EntityView

if TYPE_CHECKING:
    from conftest import Views

TEXT = """Kern met Dorn in Lund.

Dorn left Lund.

Kern and Dorn wrote. Lund was quiet.

Holm stood alone.
"""


def _page(title: str, body: str = "", kind: str = "person") -> str:
    return f"---\ntitle: {title}\nkind: {kind}\nsummary: One of them. [@p1]\n---\n{body}\n"


FILES = {
    "seeds/text.txt": TEXT,
    "content/actors/kern.md": _page("Kern", "Kern wrote to Dorn. [@p3] Later, Dorn left. [@p2]"),
    "content/actors/dorn.md": _page("Dorn", "## Kern\n\nDorn knew *Kern*. [@p1]"),
    "content/actors/holm.md": _page("Holm", "See [[dorn|the other man]]. [@p4]"),
    "content/places/lund.md": _page("Lund", "Nothing is said of it. [@p2]", "city"),
}


def entry(views: Views, page: str) -> EntityView:
    view = views(FILES)[f"{page}/index.html"]
    assert isinstance(view, EntityView)
    return view


def test_the_nearest_come_first_with_the_passages_they_share(views: Views) -> None:
    related = entry(views, "actors/dorn").entry.related
    assert [(r.entity.id, [p.label for p in r.passages]) for r in related] == [
        ("places/lund", ["¶1", "¶2", "¶3"]),
        ("actors/kern", ["¶1", "¶3"]),
    ]
    assert related[0].passages[1].href == "../../articles/text/#p2"


def test_who_shares_no_passage_is_related_to_nobody(views: Views) -> None:
    assert entry(views, "actors/holm").entry.related == ()


def test_each_other_page_is_heard_with_every_sentence_that_names_it(views: Views) -> None:
    said = entry(views, "actors/dorn").entry.said
    assert [(one.page.label, one.page.href, one.texts) for one in said] == [
        ("Kern", "../kern/", ("Kern wrote to Dorn.", "Later, Dorn left.")),
        ("Holm", "../holm/", ("See the other man.",)),
    ]


def test_a_heading_says_nothing_and_markup_does_not_hide_a_name(views: Views) -> None:
    said = entry(views, "actors/kern").entry.said
    assert [(one.page.label, one.texts) for one in said] == [("Dorn", ("Dorn knew Kern.",))]


def test_after_a_few_pages_the_others_are_named_with_a_link_to_their_claims(views: Views) -> None:
    more = {f"content/actors/p{n}.md": _page(f"P{n}", "He saw Lund. [@p2]") for n in range(6)}
    pages = views({**FILES, **more, "content/actors/kern.md": _page("Kern", "Lund. Lund. [@p3]")})
    view = pages["places/lund/index.html"]
    assert isinstance(view, EntityView)
    assert [one.page.label for one in view.entry.said] == ["Kern", "P0", "P1", "P2", "P3"]
    assert [(link.label, link.href) for link in view.entry.also_said] == [
        ("P4", "../../evidence/#actors:p4"),
        ("P5", "../../evidence/#actors:p5"),
    ]


def test_a_page_that_is_heard_is_not_listed_again(views: Views) -> None:
    assert entry(views, "actors/dorn").entry.backlinks == ()
    assert entry(views, "places/lund").entry.said == ()
