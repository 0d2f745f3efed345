"""Nothing is left lying: names that nothing uses, pages that nothing leads to, missing gists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from conftest import Linked

from briefing.check.coverage import missing_gists, orphans, unused_names

Told = Callable[[Mapping[str, str | bytes]], list[str]]

TOMB = "---\ntitle: Tomb\nkind: city\n---\n"


@pytest.fixture
def told(linked: Linked) -> Told:
    """Return what the three rules say of a briefing, as ``path:line:column code`` lines."""

    def run(files: Mapping[str, str | bytes]) -> list[str]:
        briefing = linked(files)[0]
        rules = (unused_names, orphans, missing_gists)
        return [f"{p.position} {p.code}" for rule in rules for p in rule(briefing)]

    return run


def page(text: str) -> str:
    return f"---\ntitle: A page\n---\n\n{text}\n"


def article(more: str) -> str:
    return f"---\ntitle: The text\nsource: text.txt\nauthor: A. Writer\n{more}---\n"


# --- unused-name ---------------------------------------------------------------------------------


def test_an_entity_that_nothing_names_is_told_at_its_title(told: Told) -> None:
    assert told({"content/places/tomb.md": "---\nkind: city\ntitle: Tomb\n---\n"}) == [
        "content/places/tomb.md:3:1 unused-name"
    ]


@pytest.mark.parametrize("title", ["", "title: [a]\n", f"title: {'a' * 2000}\n"])
def test_what_has_no_title_is_told_of_once(title: str, told: Told) -> None:
    assert told({"content/places/tomb.md": f"---\n{title}kind: city\n---\n"}) == []


def test_what_an_article_names_whose_text_is_not_there_nobody_knows(told: Told) -> None:
    files = {
        "content/places/tomb.md": TOMB,
        "content/articles/text.md": article("text: {after: x}\n"),
    }
    assert told({**files, "seeds/text.txt": "Tomb.\n\nx"}) == []
    assert told({**files, "seeds/text.txt": "x\n\nTown."}) == [
        "content/places/tomb.md:2:1 unused-name"
    ]


def test_it_does_not_count_that_a_page_names_itself(told: Told) -> None:
    own = TOMB + "\nOf Tomb, see [[tomb]] and [above](tomb.md).\n"
    assert told({"content/places/tomb.md": own}) == ["content/places/tomb.md:2:1 unused-name"]


@pytest.mark.parametrize(
    "files",
    [
        {"seeds/text.txt": "They came to Tomb.\n"},
        {"content/pages/a.md": page("Of Tomb.")},
        {"content/pages/a.md": page("Of [[tomb|that place]].")},
        {"content/pages/a.md": page("[![Of Tomb](x.gif)](../places/tomb.md)")},
        {"content/pages/a.md": "---\ntitle: A\nsummary: Of [[tomb]].\n---\n"},
        {"content/articles/text.md": article("key_points: ['Of [[tomb]].']\n")},
        {"content/articles/text.md": article("rights: 'Of [[tomb]].'\n")},
        {"content/articles/text.md": article("gists: {p1: 'Of [[tomb]].', p2: x}\n")},
        {"content/events/e.md": "---\ntitle: E\ndate: '2001'\nplaces: [tomb]\n---\n"},
    ],
)
def test_one_that_is_named_or_linked_anywhere_is_used(
    told: Told, files: dict[str, str | bytes]
) -> None:
    both = {"content/places/tomb.md": TOMB, "content/pages/x.gif": b"GIF89a", **files}
    assert told(both) == []


def test_a_relation_uses_both_of_its_ends(told: Told) -> None:
    related = "---\ntitle: Guard\nkind: group\nrelations: ['keepers of [[tomb]]']\n---\n"
    assert told({"content/places/tomb.md": TOMB, "content/actors/guard.md": related}) == []


def test_the_whole_uses_no_part_but_a_part_its_whole(told: Told) -> None:
    part = "---\ntitle: Yard\nkind: area\npart_of: tomb\n---\n"
    assert told({"content/places/tomb.md": TOMB, "content/places/yard.md": part}) == [
        "content/places/yard.md:2:1 unused-name",
    ]


def test_who_wrote_or_published_an_article_is_linked_from_its_byline(told: Told) -> None:
    actors = {
        "content/actors/writer.md": "---\ntitle: Ann\naliases: [A. Writer]\nkind: person\n---\n",
        "content/actors/press.md": "---\ntitle: The Press\nkind: media\n---\n",
    }
    assert told({"content/articles/text.md": article("publisher: The Press\n"), **actors}) == []


def test_a_draft_is_neither_told_nor_does_it_name_anything(told: Told) -> None:
    files = {
        "content/places/tomb.md": TOMB,
        "content/places/secret.md": "---\ntitle: Yard\nkind: city\ndraft: true\n---\n\nOf Tomb.\n",
    }
    assert told(files) == ["content/places/tomb.md:2:1 unused-name"]


# --- orphan --------------------------------------------------------------------------------------


def test_one_that_is_named_and_never_linked_is_an_orphan(told: Told) -> None:
    site = "title: T\nlinks: none\n"
    files = {"content/site.yml": site, "content/places/tomb.md": TOMB}
    assert told({**files, "seeds/text.txt": "They came to Tomb.\n"}) == [
        "content/places/tomb.md:2:1 orphan"
    ]
    linked = page("Of [[tomb]].")
    assert told({**files, "seeds/text.txt": "Tomb.\n", "content/pages/a.md": linked}) == []


def test_a_link_on_its_own_page_saves_no_orphan(told: Told) -> None:
    files = {
        "content/site.yml": "title: T\nlinks: none\n",
        "content/places/tomb.md": TOMB + "\nSee [[tomb]].\n",
        "seeds/text.txt": "They came to Tomb.\n",
    }
    assert told(files) == ["content/places/tomb.md:2:1 orphan"]


# --- missing-gist --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", []),
        ("gists: {p1: One., p2: Two.}\n", []),
        ("gists:\n  p2: Two.\n", ["content/articles/text.md:5:1 missing-gist"]),
        ("publish: excerpt\n", ["content/articles/text.md:1:1 missing-gist"]),
    ],
)
def test_an_article_has_all_gists_or_none_and_an_excerpt_all(
    told: Told, more: str, expected: list[str]
) -> None:
    assert told({"content/articles/text.md": article(more)}) == expected


def test_the_missing_gists_are_named(linked: Linked) -> None:
    (found,) = missing_gists(linked({"content/articles/text.md": article("publish: excerpt\n")})[0])
    assert found.message == "there is no gist for p1, p2"
    assert found.hint == "an excerpt shows nothing else of a passage"
