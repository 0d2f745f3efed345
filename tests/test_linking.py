"""The library becomes the briefing: mentions, relations, places, drafts, backlinks, mistakes."""

from __future__ import annotations

import pytest
from conftest import ARTICLE, SITE, Codes, Linked

from briefing.diagnostics import Diagnostic
from briefing.fragments import Anchor, Fragments, Mention, PassageRef, plain_text
from briefing.model import Briefing

PAGE = "content/pages/about.md"
HEAD = "---\ntitle: About\n---\n"

Files = dict[str, str | bytes]


def actor(title: str, *lines: str, body: str = "") -> str:
    return "\n".join(["---", f"title: {title}", "kind: group", *lines, "---", body])


def place(title: str, *lines: str, body: str = "") -> str:
    return actor(title, *lines, body=body).replace("kind: group", "kind: city")


def term(title: str, *lines: str, body: str = "") -> str:
    return "\n".join(["---", f"title: {title}", "summary: What it is.", *lines, "---", body])


def event(title: str, *lines: str) -> str:
    return "\n".join(["---", f"title: {title}", "date: 2016", *lines, "---", ""])


NAMES: Files = {
    "content/places/sirte.md": place("Sirte"),
    "content/places/libya.md": place("Libya"),
    "content/actors/islamic-state.md": actor("Islamic State"),
    "content/glossary/emir.md": term("emir"),
}


def mentions(fragments: Fragments) -> list[Mention]:
    return [fragment for fragment in fragments if isinstance(fragment, Mention)]


def reasons(fragments: Fragments) -> list[str]:
    """Return ``Sirte`` for each mention that is a link, ``Sirte: own page`` for one that is not."""
    return [m.text if m.linked else f"{m.text}: {m.reason}" for m in mentions(fragments)]


def said(problems: tuple[Diagnostic, ...]) -> list[str]:
    return [str(problem) for problem in problems]


# --- what is never linked ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Sirte fell.", ["Sirte"]),
        ("# Sirte\n\nSirte fell.", ["Sirte: in a heading", "Sirte"]),
        ("`Sirte` and\n\n    Sirte\n\n```\nSirte\n```\n", []),
        ("[^1]\n\n[^1]: In Sirte.", ["Sirte"]),
        ("| Sirte | Libya |\n| --- | --- |\n| Sirte | x |", ["Sirte", "Libya", "Sirte"]),
        ("**Sirte** and *Libya*", ["Sirte", "Libya"]),
        ("Sirte\n: Libya", ["Sirte", "Libya"]),
        (
            "> So it is.\n> — Libya desk, Sirte",
            [
                "Libya: in a quotation's source line",
                "Sirte: in a quotation's source line",
            ],
        ),
        ("> In Sirte.\n>\n> — Libya desk", ["Sirte", "Libya: in a quotation's source line"]),
        ("[[!Sirte]], Sirte", ["Sirte"]),
        ("![Sirte](plan.png) <b>Sirte</b>", ["Sirte"]),
        ("The emirs’ Islamic\nState", ["emirs", "Islamic\nState"]),
    ],
)
def test_what_is_never_linked(linked: Linked, body: str, wanted: list[str]) -> None:
    site = SITE + "links: first-per-passage\n"
    files = {**NAMES, PAGE: HEAD + body, "content/site.yml": site, "content/pages/plan.png": b""}
    briefing, problems = linked(files)
    assert [p.code for p in problems if p.code != "raw-html"] == []
    assert reasons(briefing.bodies["pages/about"]) == wanted


def test_a_name_in_a_link_counts_and_is_no_link(linked: Linked) -> None:
    body = "[news of Sirte](https://example.org/) and [[emir|an emir in Libya]]\n"
    briefing, _ = linked({**NAMES, PAGE: HEAD + body})
    found = [f for f in briefing.bodies["pages/about"] if isinstance(f, Anchor)]
    assert [reasons(anchor.inner) for anchor in found] == [
        ["Sirte: in a link"],
        ["emir: in a link", "Libya: in a link"],
    ]
    assert briefing.backlinks["places/sirte"] == ("pages/about",)
    assert briefing.backlinks["places/libya"] == ("pages/about",)


def test_names_are_not_looked_for_in_citations(linked: Linked) -> None:
    references = "Sirte:\n  title: Sirte\n"
    files = {**NAMES, PAGE: HEAD + "So. [@Sirte]\n", "content/references.yml": references}
    briefing, problems = linked(files)
    assert said(problems) == []
    assert mentions(briefing.bodies["pages/about"]) == []


def test_the_own_page(linked: Linked) -> None:
    page = place("Sirte", body="Sirte lies in Libya. Sirte!\n")
    briefing, _ = linked({**NAMES, "content/places/sirte.md": page})
    wanted = ["Sirte: own page", "Libya", "Sirte: own page"]
    assert reasons(briefing.bodies["places/sirte"]) == wanted
    assert ("places/sirte", "places/sirte") not in briefing.links
    assert "places/sirte" not in briefing.backlinks


def test_no_autolink(linked: Linked) -> None:
    head = HEAD.replace("---\n", "---\nno_autolink: [Sirte, Emir]\n", 1)
    page = head + "SIRTE, Sirte’s, the emirs, an emir, Libya, [[sirte]]\n"
    briefing, problems = linked({**NAMES, PAGE: page})
    assert said(problems) == []
    assert reasons(briefing.bodies["pages/about"]) == ["Libya"]
    assert ("pages/about", "places/sirte") in briefing.links
    assert ("pages/about", "glossary/emir") not in briefing.links


def test_no_autolink_of_an_article_holds_for_its_passages(linked: Linked) -> None:
    article = ARTICLE.replace("---\n", "---\nno_autolink: [Sirte]\n", 1)
    files = {"content/articles/text.md": article, "seeds/text.txt": "Sirte and Libya.\n"}
    briefing, _ = linked({**NAMES, **files})
    (found,) = briefing.mentions.values()
    assert [mention.text for mention in found] == ["Libya"]


def test_weak_aliases_are_no_names(linked: Linked) -> None:
    files = {"content/actors/fund.md": actor("Fund", "weak_aliases: [the Bank, Sirte]")}
    briefing, problems = linked({**NAMES, **files, PAGE: HEAD + "The Fund, the Bank, Sirte.\n"})
    assert said(problems) == []
    found = [m.entity for m in mentions(briefing.bodies["pages/about"])]
    assert found == ["actors/fund", "places/sirte"]


# --- which mentions become links ----------------------------------------------------------

BODY = """Sirte, Sirte.

Sirte and [[libya|the country]], Libya.

## Part

Sirte, Libya.

Libya, Sirte.
"""


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("all", "Sirte Sirte Sirte Libya Sirte Libya Libya Sirte"),
        ("first-per-passage", "Sirte - Sirte - Sirte Libya Libya Sirte"),
        ("first-per-section", "Sirte - - - Sirte Libya - -"),
        ("first-per-page", "Sirte - - - - - - -"),
        ("none", "- - - - - - - -"),
    ],
)
def test_links_in_a_body(linked: Linked, setting: str, wanted: str) -> None:
    site = f"{SITE}links: {setting}\n"
    briefing, _ = linked({**NAMES, "content/site.yml": site, PAGE: HEAD + BODY})
    body = briefing.bodies["pages/about"]
    assert [m.text if m.linked else "-" for m in mentions(body)] == wanted.split()
    assert ("pages/about", "places/libya") in briefing.links
    assert all(m.reason for m in mentions(body) if not m.linked)


SECTIONS = ARTICLE.replace("---\n", "---\nsections:\n  - {at: p3, title: Two}\n", 1)
TEXT = "Sirte, Sirte.\n\nSirte, Libya.\n\nSirte.\n\nSirte, Libya.\n"


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("all", "Sirte Sirte Sirte Libya Sirte Sirte Libya Sirte Libya"),
        ("first-per-passage", "Sirte - Sirte Libya Sirte Sirte Libya Sirte Libya"),
        ("first-per-section", "Sirte - - Libya Sirte - Libya Sirte Libya"),
        ("first-per-page", "Sirte - - Libya - - - - -"),
        ("none", "- - - - - - - - -"),
    ],
)
def test_links_in_passages_and_the_body_below_them(
    linked: Linked, setting: str, wanted: str
) -> None:
    files = {
        "content/site.yml": f"{SITE}links: {setting}\n",
        "content/articles/text.md": SECTIONS + "Sirte, Libya.\n",
        "seeds/text.txt": TEXT,
    }
    briefing, _ = linked({**NAMES, **files})
    found = [m for passage in briefing.mentions.values() for m in passage]
    found += mentions(briefing.bodies["articles/text"])
    assert [m.text if m.linked else "-" for m in found] == wanted.split()


def test_the_body_of_an_excerpt_stands_alone(linked: Linked) -> None:
    files = {
        "content/site.yml": f"{SITE}links: first-per-page\n",
        "content/articles/text.md": SECTIONS.replace("---\n", "---\npublish: excerpt\n", 1)
        + "Sirte, Sirte.\n",
        "seeds/text.txt": TEXT,
    }
    briefing, _ = linked({**NAMES, **files})
    assert [m.linked for m in mentions(briefing.bodies["articles/text"])] == [True, False]


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("all", "Sirte Sirte Sirte Libya Sirte"),
        ("first-per-section", "Sirte - Sirte Libya Sirte"),
        ("first-per-page", "Sirte - - Libya -"),
        ("none", "- - - - -"),
    ],
)
def test_the_gists_of_an_excerpt_are_linked_as_its_passages_would_be(
    linked: Linked, setting: str, wanted: str
) -> None:
    gists = "publish: excerpt\ngists:\n  p3: Sirte and Libya.\n  p1: Sirte or Sirte.\n"
    files = {
        "content/site.yml": f"{SITE}links: {setting}\n",
        "content/articles/text.md": SECTIONS.replace("---\n", f"---\n{gists}", 1) + "Sirte.\n",
        "seeds/text.txt": "Nothing.\n\nNothing.\n\nNothing.\n",
    }
    briefing, _ = linked({**NAMES, **files})
    parts = (*briefing.gists.values(), briefing.bodies["articles/text"])
    found = [m for part in parts for m in mentions(part)]
    assert [m.text if m.linked else "-" for m in found] == wanted.split()
    assert not any(briefing.mentions.values()), "a gist is no passage"


def test_the_gists_beside_the_passages_are_not_linked(linked: Linked) -> None:
    article = SECTIONS.replace("---\n", "---\ngists: {p1: Sirte.}\n", 1)
    briefing, _ = linked({**NAMES, "content/articles/text.md": article, "seeds/text.txt": TEXT})
    assert [mentions(gist) for gist in briefing.gists.values()] == [[]]


def test_a_mention_in_a_heading_is_not_the_first(linked: Linked) -> None:
    site = f"{SITE}links: first-per-page\n"
    briefing, _ = linked({**NAMES, "content/site.yml": site, PAGE: HEAD + "# Sirte\n\nSirte\n"})
    assert [m.linked for m in mentions(briefing.bodies["pages/about"])] == [False, True]


# --- passages -------------------------------------------------------------------------------

MARKDOWN = """# Sirte

In *Sirte*, the
[Libya
branch](https://example.org) met ![map of Sirte](x.png) an `emir` of the Islamic
State.

> Sirte,\\
> Libya
"""


def test_offsets_count_in_the_whole_passage(linked: Linked) -> None:
    article = ARTICLE.replace("text.txt", "text.md")
    files = {"content/articles/text.md": article, "seeds/text.md": MARKDOWN}
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == []
    passages = {p.id: p for p in briefing.articles[0].passages}
    for reference, fragments in briefing.passages.items():
        text = passages[reference.passage].text
        assert plain_text(fragments).replace("\n", " ") == text
        for mention in briefing.mentions[reference]:
            assert text[mention.start : mention.end] == mention.text
    first, second = briefing.mentions.values()
    assert [(m.number, m.text) for m in first] == [
        (1, "Sirte"),
        (2, "Libya"),
        (3, "Sirte"),
        (4, "Islamic State"),
    ]
    assert [(m.number, m.text) for m in second] == [(1, "Sirte"), (2, "Libya")]
    line = MARKDOWN.split("\n")[4]
    assert (first[3].position.line, first[3].position.column) == (5, line.index("Islamic") + 1)


def test_a_link_of_a_source_is_not_followed(linked: Linked) -> None:
    article = ARTICLE.replace("text.txt", "text.md")
    source = "See [x](javascript:alert(1)), [y](nowhere.md), [[Sirte]], [@p9].\n"
    files = {"content/articles/text.md": article, "seeds/text.md": source}
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == []
    (fragments,) = briefing.passages.values()
    assert not any(isinstance(fragment, Anchor) for fragment in fragments)
    assert plain_text(fragments) == "See x, y, [[Sirte]], [@p9]."


# --- relations ------------------------------------------------------------------------------


def test_relations(linked: Linked) -> None:
    lines = [
        "relations:",
        '  - "affiliate of [[islamic-state]] (2014/2016) [@p1]"',
        '  - "based in [Sirte](../places/sirte.md) [@p1, p2]"',
    ]
    briefing, problems = linked({**NAMES, "content/actors/ws.md": actor("WS", *lines)})
    assert said(problems) == []
    first, second = briefing.relations
    assert (first.source, first.label, first.target) == (
        "actors/ws",
        "affiliate of",
        "actors/islamic-state",
    )
    assert first.date is not None
    assert first.date.text == "2014/2016"
    assert (second.target, second.date) == ("places/sirte", None)
    assert [p.passage for cite in second.cites for p in cite.passages] == ["p1", "p2"]
    assert briefing.backlinks["actors/islamic-state"] == ("actors/ws",)
    assert briefing.citing[PassageRef("articles/text", "p2")] == ("actors/ws",)


NEITHER = "is neither an actor, a place nor a term"


@pytest.mark.parametrize(
    ("line", "column", "wanted"),
    [
        ("part of [[islamc-state]]", 14, 'error[broken-link]: no page is called "islamc-state"'),
        ("told [[about]]", 11, f"error[bad-value]: about {NEITHER}"),
        ("told [[timeline]]", 11, f"error[bad-value]: timeline {NEITHER}"),
        ("told [us](https://example.org)", 11, f"error[bad-value]: https://example.org {NEITHER}"),
        ("part of [[ws]]", 14, "error[bad-value]: actors/ws has a relation to itself"),
        (
            "part of [[draft]]",
            14,
            "warning[broken-link]: actors/draft is a draft, so this is shown",
        ),
        ("in [[sirte]] [@p9]", 21, 'error[unknown-citation]: articles/text has no passage "p9"'),
    ],
)
def test_relations_that_lead_nowhere(linked: Linked, line: str, column: int, wanted: str) -> None:
    files = {
        PAGE: HEAD,
        "content/actors/draft.md": actor("Draft", "draft: true"),
        "content/actors/ws.md": actor("WS", "relations:", f'  - "{line}"'),
    }
    briefing, problems = linked({**NAMES, **files})
    (problem,) = said(problems)
    assert problem.startswith(f"content/actors/ws.md:5:{column}: {wanted}")
    assert problem.endswith(")"), "a hint is missing"
    assert len(briefing.relations) == ("p9" in line)


# --- places in places -----------------------------------------------------------------------


def test_part_of(linked: Linked) -> None:
    files = {
        "content/places/sirte.md": place("Sirte", "part_of: libya"),
        "content/places/libya.md": place("Libya", 'part_of: "[[North Africa]]"'),
        "content/places/na.md": place("North Africa"),
        "content/actors/libya.md": actor("Libya government"),
    }
    briefing, problems = linked(files)
    assert said(problems) == []
    assert briefing.parents == {"places/libya": "places/na", "places/sirte": "places/libya"}
    assert briefing.backlinks["places/na"] == ("places/libya",)


def test_a_circle_of_places_is_one_error(linked: Linked) -> None:
    briefing, problems = linked(
        {
            "content/places/a.md": place("Aa", "part_of: b"),
            "content/places/b.md": place("Bb", "part_of: c"),
            "content/places/c.md": place("Cc", "part_of: a"),
            "content/places/d.md": place("Dd", "part_of: a"),
            "content/places/e.md": place("Ee", "part_of: e"),
        }
    )
    assert said(problems) == [
        "content/places/c.md:4:10: error[bad-value]: places/c would lie in itself "
        "(it goes round: places/c → places/a → places/b → places/c)",
        "content/places/e.md:4:10: error[bad-value]: places/e would lie in itself "
        "(it goes round: places/e → places/e)",
    ]
    assert briefing.parents["places/d"] == "places/a"


def test_part_of_what_is_no_place(linked: Linked) -> None:
    files = {"content/places/sirte.md": place("Sirte", "part_of: islamic-state")}
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == [
        "content/places/sirte.md:4:10: error[bad-value]: actors/islamic-state is not a place "
        "(a place lies in another place)"
    ]
    assert briefing.parents == {}


# --- other fields that name pages -------------------------------------------------------------


def test_see_also(linked: Linked) -> None:
    files = {"content/glossary/cell.md": term("cell", "see_also:\n  - emir\n  - Sirte\n  - emr")}
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == [
        'content/glossary/cell.md:7:5: error[broken-link]: no page is called "emr" '
        '(did you mean "emir"?)'
    ]
    assert briefing.see_also["glossary/cell"] == ("glossary/emir", "places/sirte")
    assert briefing.backlinks["glossary/emir"] == ("glossary/cell",)


def test_events(linked: Linked) -> None:
    files = {
        "content/events/loss.md": event(
            "The loss", "actors:\n  - Islamic State\n  - sirte", "places: [sirte, Libya, sirt]"
        ),
        "content/actors/sirte.md": actor("The Sirte council", "aliases: [Sirte council]"),
    }
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == [
        'content/events/loss.md:7:24: error[broken-link]: no page is called "sirt" '
        '(did you mean "sirte"?)'
    ]
    assert briefing.takes_part == {
        "actors/islamic-state": ("events/loss",),
        "actors/sirte": ("events/loss",),
        "places/sirte": ("events/loss",),
        "places/libya": ("events/loss",),
    }
    assert briefing.backlinks["places/libya"] == ("events/loss",)


# --- redirects --------------------------------------------------------------------------------


def test_redirects(linked: Linked) -> None:
    old = ["/old/", "surt.html", "a/b/index.html", "/places/Sirte-city", "old-index.html"]
    lines = ["redirect_from:", *(f"  - {address}" for address in old)]
    files = {
        "content/places/sirte.md": place("Sirte", *lines),
        "content/glossary/emir.md": term("emir", "redirect_from: /glossary/emir/"),
    }
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == []
    assert briefing.redirects == {
        "old": "places/sirte",
        "surt.html": "places/sirte",
        "a/b": "places/sirte",
        "places/Sirte-city": "places/sirte",
        "old-index.html": "places/sirte",
        "glossary/emir": "glossary/emir",
    }


@pytest.mark.parametrize(
    ("old", "wanted"),
    [
        ("/places/libya/", 'duplicate-slug]: the address "/places/libya" is taken by places/libya'),
        ("/Places/LIBYA", 'duplicate-slug]: the address "/Places/LIBYA" is taken by places/libya'),
        ("about", 'duplicate-slug]: the address "/about" is taken by pages/about'),
        ("/timeline/", 'the address "/timeline" is taken by a page of the site'),
        ("/data/x/", 'the address "/data/x" is taken by the build\'s own files'),
        ("/feed.xml", 'the address "/feed.xml" is taken by the build\'s own files'),
        ("/feed.xml/x", 'the address "/feed.xml/x" is taken by the build\'s own files'),
        ("/Once/", 'duplicate-slug]: the address "/Once" is taken by actors/islamic-state'),
        ("https://example.org/x/", 'bad-value]: "https://example.org/x/" is not an address within'),
        ("//example.org", 'the address "/example.org" is taken by actors/islamic-state'),
        ("../x", 'bad-value]: "../x" is not an address within the site'),
        ("/x/../../y", "is not an address within the site"),
        ("/.well-known/x", "is not an address within the site"),
        ("/", 'bad-value]: "/" is not an address within the site'),
        ("/index.html", "is not an address within the site"),
        ("x//y", "is not an address within the site"),
        ("x\\\\y", "is not an address within the site"),
        ("x?y", "is not an address within the site"),
        ("x%2Fy", "is not an address within the site"),
        ("x.html/y", "is not an address within the site"),
        ("x\\ty", ""),
    ],
)
def test_redirects_from_what_cannot_be(linked: Linked, old: str, wanted: str) -> None:
    files = {
        PAGE: HEAD,
        "content/actors/islamic-state.md": actor(
            "Islamic State", "redirect_from: [once, example.org]"
        ),
        "content/places/sirte.md": place("Sirte", f'redirect_from: "{old}"'),
    }
    briefing, problems = linked({**NAMES, **files})
    if not wanted:  # white space within a field is a space
        assert briefing.redirects["x y"] == "places/sirte"
        return
    (problem,) = said(problems)
    assert problem.startswith("content/places/sirte.md:4:16: error[")
    assert wanted in problem
    assert sorted(briefing.redirects) == ["example.org", "once"]


# --- backlinks --------------------------------------------------------------------------------


def test_backlinks_come_from_all_that_editors_write(linked: Linked) -> None:
    head = '---\nkey_points: ["Of [[emir]]."]\nrights: "By [[islamic-state]]."\n'
    files = {
        "content/articles/text.md": ARTICLE.replace("---\n", head, 1) + "On [[about]].\n",
        "seeds/text.txt": "In Sirte.\n",
        PAGE: HEAD.replace("---\n", '---\nsummary: "See [[libya]]."\n', 1),
    }
    briefing, problems = linked({**NAMES, **files})
    assert said(problems) == []
    assert briefing.backlinks == {
        "actors/islamic-state": ("articles/text",),
        "glossary/emir": ("articles/text",),
        "pages/about": ("articles/text",),
        "places/libya": ("pages/about",),
        "places/sirte": ("articles/text",),
    }


def test_backlinks_leave_out_the_page_itself_and_fixed_pages(linked: Linked) -> None:
    body = "[[about]] [x](#h) [[timeline]] [[home]] Sirte [[sirte]] [[sirte|it]]\n\n## H\n"
    briefing, problems = linked({**NAMES, PAGE: HEAD + body})
    assert said(problems) == []
    assert briefing.backlinks == {"places/sirte": ("pages/about",)}
    assert briefing.links == (("pages/about", "places/sirte"),)


# --- navigation -------------------------------------------------------------------------------


def test_the_navigation_of_itself(linked: Linked) -> None:
    files = {PAGE: HEAD.replace("---\n", "---\nnav: true\n", 1), "content/pages/other.md": HEAD}
    briefing, _ = linked({**NAMES, **files})
    assert briefing.nav == (
        ("articles/text", ""),
        ("actors", ""),
        ("places", ""),
        ("glossary", ""),
        ("pages/about", "About"),
    )


def test_the_navigation_as_the_settings_list_it(linked: Linked) -> None:
    lines = ["home", "about", '"[[sirte|The city]]"', "events", "actors", "nowhere", "draft"]
    site = SITE + "nav:\n" + "".join(f"  - {line}\n" for line in lines)
    draft = HEAD.replace("---\n", "---\ndraft: true\n", 1)
    files = {"content/site.yml": site, PAGE: HEAD, "content/pages/draft.md": draft}
    briefing, problems = linked({**NAMES, **files})
    assert briefing.nav == (
        ("home", ""),
        ("pages/about", "About"),
        ("places/sirte", "The city"),
        ("timeline", ""),
        ("actors", ""),
    )
    assert [(p.position.line, p.position.column, p.code, p.severity) for p in problems] == [
        (9, 5, "broken-link", "error"),
        (10, 5, "broken-link", "warning"),
    ]


# --- names that two entities claim --------------------------------------------------------------


def test_ambiguous_names(linked: Linked) -> None:
    files = {
        "content/actors/a.md": actor("Fund", "aliases:\n  - The Bank"),
        "content/actors/b.md": actor("Bank", "aliases:\n  - Fund", "match:\n  - The Bank"),
        "content/places/c.md": place("Fund"),
    }
    _, problems = linked(files)
    hint = "(make it a weak alias of one of the two, or match a longer form of it)"
    first = "content/actors/a.md"
    assert said(problems) == [
        'content/actors/b.md:5:5: error[ambiguous-name]: "Fund" is also a name of actors/a '
        f"({first}:2:1) {hint}",
        'content/actors/b.md:7:5: error[ambiguous-name]: "The Bank" is also a name of actors/a '
        f"({first}:5:5) {hint}",
        'content/places/c.md:2:1: error[ambiguous-name]: "Fund" is also a name of actors/a '
        f"({first}:2:1) {hint}",
    ]


def test_a_draft_claims_no_names(linked: Linked) -> None:
    files = {"content/actors/sirte.md": actor("Sirte", "draft: true")}
    assert linked({**NAMES, **files})[1] == ()


# --- one mistake, one message -------------------------------------------------------------------

MENTIONING = {
    "content/pages/one.md": HEAD + "[[ws]] [[actors/ws]] [[WS group]] [x](../actors/ws.md#a)\n",
    "content/pages/two.md": HEAD + "[[WSG]] [[ws#part]] [x](/actors/ws/) [@p1]\n",
    "content/actors/x.md": actor("Xx", "relations:", '  - "part of [[ws]] [@p1]"'),
    "content/places/y.md": place("Yy", "part_of: ws"),
    "content/glossary/z.md": term("zz", "see_also: [ws, WS group, actors/ws]"),
    "content/events/e.md": event("Ee", "actors: [ws]", "places: [ws]"),
    "content/site.yml": SITE + "nav: [ws, actors]\n",
}


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("---\ntitle: WS group\naliases: [WSG\nkind: group\n---\n", "yaml-syntax"),
        ("---\ntitle: 'WS group\nkind: group\naliases: [WSG]\n", "yaml-syntax"),
        ("title: WS group\naliases: WSG\n", "yaml-syntax"),
        ("---\n- title: WS group\n- aliases: WSG\n---\n", "wrong-type"),
    ],
)
def test_a_page_that_cannot_be_read_is_one_mistake(linked: Linked, page: str, wanted: str) -> None:
    _, problems = linked({**MENTIONING, "content/actors/ws.md": page})
    assert [(p.code, p.position.path) for p in problems] == [(wanted, "content/actors/ws.md")]


def test_a_page_without_a_title_is_one_mistake(linked: Linked) -> None:
    page = "---\nkind: group\n---\n"
    files = {"content/actors/islamic-state.md": page, PAGE: HEAD + "[[Islamic State]]\n"}
    _, problems = linked(files)
    assert [problem.code for problem in problems] == ["missing-field"]


def test_other_broken_links_are_still_found(codes: Codes) -> None:
    files = {
        "content/actors/ws.md": "---\ntitle: Wilayat [Sinai\naliases: [\n---\n",
        PAGE: HEAD + "[[Wilayat]] [[Sina]] [[wss]] [[ws]]\n",
    }
    found = codes(files)
    assert found[1:] == [f"{PAGE}:4:13 broken-link", f"{PAGE}:4:22 broken-link"]


def test_an_article_that_cannot_be_read_is_one_mistake(linked: Linked) -> None:
    body = "A [@p1] b [@text:p9] c [[text#p3]] d [[The text]]\n"
    files = {
        "content/articles/text.md": "---\ntitle: The text\nsource: nowhere.txt\nauthor: A\n---\n",
        PAGE: HEAD.replace("---\n", '---\narticle: text\nsummary: "So [@p2]"\n', 1) + body,
        "content/actors/x.md": actor("Xx", 'summary: "So [@p4]"', body="So [@p5-p7].\n"),
    }
    _, problems = linked(files)
    assert [problem.code for problem in problems] == ["missing-source"]


@pytest.mark.parametrize("publish", ["full", "excerpt"])
def test_what_else_is_wrong_with_an_article_without_its_source_is_told(
    codes: Codes, publish: str
) -> None:
    path = "content/articles/text.md"
    head = (
        "title: The text\nsource: nowhere.txt\nauthor: A\n"
        'summary: "So [[nobody]]. [@p2]"\nkey_points: ["One. [@p3, q4]"]\n'
        f"sections: [{{at: p5, title: Later}}]\npublish: {publish}\ngists:\n  p6: Of [[nobody]].\n"
    )
    assert codes({path: f"---\n{head}---\n[[Nowhere]] [@p7]\n"}) == [
        f"{path}:3:9 missing-source",
        f"{path}:5:14 broken-link",
        f"{path}:6:26 unknown-citation",
        f"{path}:10:10 broken-link",
        f"{path}:12:1 broken-link",
    ]


@pytest.mark.parametrize("date", ["date: sometime\n", "date:\n", ""])
def test_what_else_is_wrong_with_an_event_without_a_date_is_told(codes: Codes, date: str) -> None:
    path = "content/events/e.md"
    page = f"---\ntitle: Ee\n{date}actors: [nobody]\n---\n[[Nowhere]]\n"
    found = codes({path: page, PAGE: HEAD + "[[Ee]] [[events/e]]\n"})
    assert [line.split()[1] for line in found] == [
        "bad-date" if "some" in date else "missing-field",
        "broken-link",
        "broken-link",
    ]


def test_an_article_that_cannot_be_read_beside_one_that_can(linked: Linked) -> None:
    files = {
        "content/articles/other.md": "---\ntitle: [\n---\n",
        PAGE: HEAD + "A [@p77] b [@other:p9] c [@text:p1]\n",
    }
    _, problems = linked(files)
    assert [problem.code for problem in problems] == ["yaml-syntax"]


def test_references_that_cannot_be_read_are_one_mistake(linked: Linked) -> None:
    files = {
        "content/references.yml": "smith2016:\n  title: [\n",
        PAGE: HEAD + "A [@smith2016] b [@jones, p1]\n",
    }
    _, problems = linked(files)
    assert [problem.code for problem in problems] == ["yaml-syntax"]


def test_no_references_at_all_are_no_excuse(codes: Codes) -> None:
    files = {"content/references.yml": "# none yet\n", PAGE: HEAD + "A [@smith2016]\n"}
    assert codes(files) == [f"{PAGE}:4:5 unknown-citation"]


def test_ten_mistakes_in_ten_files(codes: Codes) -> None:
    files: Files = {
        "content/actors/a.md": "---\ntitle: Aa\nkind: group\nkind: group\n---\n",
        "content/actors/b.md": actor("Bb", "relations:", '  - "part of [[nowhere-at-all]]"'),
        "content/actors/c.md": actor("Cc", "aliases:", "  - Dd"),
        "content/actors/d.md": actor("Dd"),
        "content/events/e.md": event("Ee", "places:", "  - sirt"),
        "content/glossary/f.md": term("ff", body="Well,\nthis [x](javascript:alert(1)).\n"),
        "content/pages/g.md": HEAD + "\n\nSee ![x](nowhere.png).\n",
        "content/pages/h.md": HEAD + "So. [@p1, p12]\n",
        "content/places/i.md": place("Ii", "part_of: sirte", "redirect_from: /actors/d/"),
        "content/places/sirte.md": place("Sirte", body="[[sirte#port]] and [[a]] [[Aa]]\n"),
        "content/places/k.md": place("Kk", "colour: red"),
    }
    assert codes(files) == [
        "content/actors/a.md:4:1 duplicate-key",
        "content/actors/b.md:5:14 broken-link",
        "content/actors/d.md:2:1 ambiguous-name",
        "content/events/e.md:5:5 broken-link",
        "content/glossary/f.md:6:6 unsafe-url",
        "content/pages/g.md:6:5 missing-file",
        "content/pages/h.md:4:11 unknown-citation",
        "content/places/i.md:5:16 duplicate-slug",
        "content/places/k.md:4:1 unknown-field",
        "content/places/sirte.md:5:1 broken-anchor",
    ]


def test_the_same_names_in_any_order(linked: Linked) -> None:
    page = HEAD + "Sirte, Libya, the emirs of the Islamic State.\n"
    one: Briefing = linked({**NAMES, PAGE: page})[0]
    other: Briefing = linked({PAGE: page, **dict(reversed(NAMES.items()))})[0]
    assert one == other


@pytest.mark.parametrize(
    ("path", "page", "columns"),
    [
        ("content/glossary/w.md", term("ww", "see_also: [xx, yy, ww, text, places]"), [24, 30]),
        ("content/events/e.md", event("Ee", "actors: [xx, yy, text, ee]"), [18, 24]),
        ("content/events/e.md", event("Ee", "places: [yy, timeline]"), [14]),
    ],
)
def test_a_field_of_names_takes_no_other_page(
    codes: Codes, path: str, page: str, columns: list[int]
) -> None:
    files = {
        "content/actors/xx.md": actor("Xx"),
        "content/places/yy.md": place("Yy"),
        path: page,
    }
    (line,) = (n for n, text in enumerate(page.split("\n"), 1) if ": [" in text)
    assert codes(files) == [f"{path}:{line}:{column} bad-value" for column in columns]
