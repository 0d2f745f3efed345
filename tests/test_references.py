"""What editors write, [[links]], paths, addresses and [@citations], and where it leads."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from conftest import ARTICLE, Linked, Project

from briefing.diagnostics import Diagnostic, Severity
from briefing.fragments import Anchor, Cite, Fragments, PassageRef, Text, plain_text
from briefing.link.guesses import Guesses
from briefing.link.linking import link
from briefing.model import Briefing
from briefing.read.documents import read_library
from briefing.read.files import read_files

SIRTE = """---
title: Sirte
kind: city
aliases:
  - Surt
  - Sirt’s old town
summary: "A city. [@p1]"
---
## The port

## الميناء
"""
ISLAMIC_STATE = """---
title: Islamic State
kind: group
aliases: [ISIS]
weak_aliases: [the group]
summary: "A group. [@p1]"
---
"""
WILAYAT = """---
title: wilayat
summary: "A province. [@p1]"
---
## Usage
"""
EVENT = "---\ntitle: The loss\ndate: 2016\n---\n"
REFERENCES = "smith2016:\n  title: A work\njones:\n  title: Another\n"

FILES = {
    "content/places/sirte.md": SIRTE,
    "content/actors/islamic-state.md": ISLAMIC_STATE,
    "content/glossary/wilayat.md": WILAYAT,
    "content/events/loss.md": EVENT,
    "content/references.yml": REFERENCES,
    "content/pages/files/map one.png": b"png",
    "content/pages/plan.pdf": b"pdf",
    "content/articles/text.md": ARTICLE.replace(
        "---\n", "---\nsections:\n  - {at: p2, title: What followed}\n", 1
    ),
}
PAGE = "content/pages/about.md"
HEAD = "---\ntitle: About\n---\n"


def about(body: str) -> dict[str, str | bytes]:
    return {**FILES, PAGE: HEAD + body}


def body_of(linked: Linked, body: str) -> tuple[Fragments, tuple[Diagnostic, ...]]:
    briefing, problems = linked(about(body))
    return briefing.bodies["pages/about"], problems


def anchors(fragments: Fragments) -> list[Anchor]:
    return [fragment for fragment in fragments if isinstance(fragment, Anchor)]


def said(problems: tuple[Diagnostic, ...]) -> list[str]:
    """Return diagnostics without the path that they share."""
    return [str(problem).removeprefix(f"{PAGE}:") for problem in problems]


# --- links by name ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "page", "anchor", "shown"),
    [
        ("[[sirte]]", "places/sirte", "", "Sirte"),
        ("[[places/sirte]]", "places/sirte", "", "Sirte"),
        ("[[Sirte]]", "places/sirte", "", "Sirte"),
        ("[[ sirte ]]", "places/sirte", "", "Sirte"),
        ("[[SIRTE]]", "places/sirte", "", "SIRTE"),
        ("[[Surt]]", "places/sirte", "", "Surt"),
        ("[[places/Surt]]", "places/sirte", "", "places/Surt"),
        ("[[Sirt's old town]]", "places/sirte", "", "Sirt's old town"),
        ("[[Islamic  State]]", "actors/islamic-state", "", "Islamic State"),
        ("[[islamic-state|the group]]", "actors/islamic-state", "", "the group"),
        ("[[Sirte|the city]]", "places/sirte", "", "the city"),
        ("[[wilayat#usage]]", "glossary/wilayat", "wilayat:usage", "wilayat"),
        ("[[wilayat#Usage|use]]", "glossary/wilayat", "wilayat:usage", "use"),
        ("[[sirte#the-port]]", "places/sirte", "the-port", "Sirte"),
        ("[[sirte#The port]]", "places/sirte", "the-port", "Sirte"),
        ("[[sirte#الميناء]]", "places/sirte", "الميناء", "Sirte"),
        ("[[text]]", "articles/text", "", "The text"),
        ("[[text#p2]]", "articles/text", "p2", "The text"),
        ("[[text#what-followed]]", "articles/text", "what-followed-p2", "The text"),
        ("[[The loss]]", "events/loss", "", "The loss"),
        ("[[about]]", "pages/about", "", "About"),
        ("[[timeline]]", "timeline", "", "timeline"),
        ("[[glossary#wilayat]]", "glossary", "wilayat", "glossary"),
        ("[[timeline#loss]]", "timeline", "loss", "timeline"),
        ("[[home]]", "home", "", "home"),
        ("[[#here|below]]\n\n## Here", "pages/about", "here", "below"),
    ],
)
def test_links_by_name(linked: Linked, written: str, page: str, anchor: str, shown: str) -> None:
    fragments, problems = body_of(linked, f"See {written}\n")
    assert said(problems) == []
    (found,) = anchors(fragments)
    assert (found.target.page, found.target.anchor) == (page, anchor)
    assert plain_text(found.inner) == shown
    is_entity = page.startswith(("actors/", "places/", "glossary/"))
    assert found.entity == (page if is_entity else "")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[[sirt]]", 'broken-link]: no page is called "sirt" (did you mean "sirte"?)'),
        ("[[Islamc State]]", 'no page is called "Islamc State" (did you mean "Islamic State"?)'),
        ("[[wilayt#usage]]", 'no page is called "wilayt" (did you mean "wilayat"?)'),
        ("[[actors/sirte]]", 'no page is called "actors/sirte" (did you mean "places/sirte"?)'),
        (
            "[[the group]]",
            'no page is called "the group" (write the slug, the title or an alias of a page)',
        ),
        ("[[wilayat#usge]]", 'glossary/wilayat has no heading "usge" (did you mean "usage"?)'),
        ("[[sirte#xyz]]", 'places/sirte has no heading "xyz" (known are: the-port, الميناء)'),
        ("[[loss#xyz]]", 'error[broken-anchor]: events/loss has no heading "xyz"'),
        (
            "[[text#p9]]",
            'no passage or heading "p9" (known are: p1, p2, what-followed-p2, what-followed)',
        ),
        ("[[glossary#wilayt]]", 'glossary has no heading "wilayt" (did you mean "wilayat"?)'),
        ("[[search#x]]", 'error[broken-anchor]: search has no heading "x"'),
        ("[[#nowhere]]", 'error[broken-anchor]: pages/about has no heading "nowhere"'),
    ],
)
def test_links_to_what_is_not_there(linked: Linked, written: str, wanted: str) -> None:
    fragments, problems = body_of(linked, f"See\nthis: {written}.\n")
    (problem,) = said(problems)
    assert problem.startswith("5:7: error[broken-")
    assert problem.endswith(wanted)
    assert all(not anchor.target.anchor for anchor in anchors(fragments))


def test_an_ambiguous_link_lists_what_it_could_mean(linked: Linked) -> None:
    files = about("See [[wilayat]], [[glossary/wilayat]], [[Wilayat]].\n")
    page = "---\ntitle: Wilayat\n---\n"
    _, problems = linked({**files, "content/pages/wilayat.md": page})
    message = "could mean 2 pages (write one of [[glossary/wilayat]], [[pages/wilayat]])"
    assert said(problems) == [
        f'4:5: error[ambiguous-name]: "wilayat" {message}',
        f'4:40: error[ambiguous-name]: "Wilayat" {message}',
    ]


def test_opted_out_is_the_plain_word(linked: Linked) -> None:
    fragments, problems = body_of(linked, "[[!Sirte]] and [[!Nowhere]] and [[!x|Surt]], Surt.\n")
    assert said(problems) == []
    assert anchors(fragments) == []
    opted_out = [f.text for f in fragments if isinstance(f, Text) and f.barred]
    assert opted_out == ["Sirte", "Nowhere", "Surt"]


# --- links by path ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "page", "anchor"),
    [
        ("../places/sirte.md", "places/sirte", ""),
        ("../places/sirte.md#the-port", "places/sirte", "the-port"),
        (
            "../places/sirte.md#%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1",
            "places/sirte",
            "الميناء",
        ),
        ("./about.md", "pages/about", ""),
        ("about.md", "pages/about", ""),
        ("../pages/../actors/islamic-state.md", "actors/islamic-state", ""),
        ("../actors/islamic%2Dstate.md", "actors/islamic-state", ""),
        ("../../content/places/sirte.md", "places/sirte", ""),
        ("../glossary/wilayat.md#usage", "glossary/wilayat", "wilayat:usage"),
        ("../articles/text.md#p2", "articles/text", "p2"),
        ("#here", "pages/about", "here"),
        ("/places/sirte/", "places/sirte", ""),
        ("/places/sirte", "places/sirte", ""),
        ("/places/sirte/#the-port", "places/sirte", "the-port"),
        ("/about/", "pages/about", ""),
        ("/articles/text/#p1", "articles/text", "p1"),
        ("/glossary/#wilayat", "glossary", "wilayat"),
        ("/timeline/", "timeline", ""),
        ("/", "home", ""),
    ],
)
def test_links_by_path(linked: Linked, written: str, page: str, anchor: str) -> None:
    fragments, problems = body_of(linked, f"[x]({written})\n\n## Here\n")
    assert said(problems) == []
    (found,) = anchors(fragments)
    assert (found.target.page, found.target.anchor) == (page, anchor)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "../places/sirt.md",
            'there is no file "../places/sirt.md" (did you mean "../places/sirte.md"?)',
        ),
        (
            "../actors/sirte.md",
            'there is no file "../actors/sirte.md" (did you mean "../places/sirte.md"?)',
        ),
        ("../places/sirte", 'no file "../places/sirte" (did you mean "../places/sirte.md"?)'),
        ("../places/sirte/", 'no file "../places/sirte/" (did you mean "../places/sirte.md"?)'),
        ("../Places/Sirte.md", '"../Places/Sirte.md" (did you mean "../places/sirte.md"?)'),
        ("../../places/sirte.md", '"../../places/sirte.md" (did you mean "../places/sirte.md"?)'),
        ("../README.md", '"../README.md" (paths are relative to content/pages/)'),
        (
            "example.org/a",
            'there is no file "example.org/a" '
            "(an address on the web begins with its scheme: https://example.org/a)",
        ),
        ("plann.pdf", 'missing-file]: there is no file "plann.pdf" (did you mean "plan.pdf"?)'),
        ("../plan.pdf", 'missing-file]: there is no file "../plan.pdf" (did you mean "plan.pdf"?)'),
        (
            "/nowhere/",
            'has no page at "/nowhere/" (link to a page by its name: [[sirte]])',
        ),
        ("/places/sirt/", 'the site has no page at "/places/sirt/" (did you mean "places/sirte"?)'),
        (
            "../places/sirte.md#port",
            'broken-anchor]: places/sirte has no heading "port" (did you mean "the-port"?)',
        ),
        ("#heer", 'broken-anchor]: pages/about has no heading "heer" (did you mean "here"?)'),
        ("", "broken-link]: the link leads nowhere (write an address between the brackets)"),
    ],
)
def test_paths_to_what_is_not_there(linked: Linked, written: str, wanted: str) -> None:
    fragments, problems = body_of(linked, f"So [this]({written}).\n\n## Here\n")
    (problem,) = said(problems)
    assert problem.startswith("4:4: error[")
    assert problem.endswith(wanted)
    assert plain_text(fragments).startswith("So this.")


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG/",
        "mailto:desk@example.org",
    ],
)
def test_addresses_on_other_hosts(linked: Linked, written: str) -> None:
    fragments, problems = body_of(linked, f"[x]({written}) and <{written}>\n")
    assert said(problems) == []
    assert [anchor.target.url for anchor in anchors(fragments)] == [written, written]


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "blob:https://example.org/x",
        "file:///etc/passwd",
        "intent://x",
        "view-source:https://example.org",
        "tel:123",
        "//example.org/x",
        "///example.org",
        "/\\example.org",
        "\\\\\\\\example.org",
        "..\\\\places\\\\sirte.md",
        "/%5Cexample.org",
        "https:example.org",
        "https:///x",
        "https://",
        "mailto:",
        "x:y",
    ],
)
def test_unsafe_addresses(linked: Linked, written: str) -> None:
    fragments, problems = body_of(linked, f"So [this]({written}).\n")
    assert [(p.code, p.position.line, p.position.column) for p in problems] == [
        ("unsafe-url", 4, 4)
    ]
    assert anchors(fragments) == []
    assert plain_text(fragments).startswith("So this.")


@pytest.mark.parametrize(
    "written",
    [
        "java%0Ascript:alert(1)",
        "<java\tscript:alert(1)>",
        "&#1;javascript:alert(1)",
        "%6Aavascript:alert(1)",
        "java&Tab;script:alert(1)",
        "javascript&#37;3Aalert(1)",
        "/%2Fexample.org/",
        "./javascript:alert(1)",
    ],
)
def test_disguised_addresses_lead_nowhere(linked: Linked, written: str) -> None:
    fragments, problems = body_of(linked, f"So [this]({written}).\n")
    assert [p.severity for p in problems] == ["error"]
    assert anchors(fragments) == []


def test_a_hint_for_backslashes(linked: Linked) -> None:
    _, problems = body_of(linked, "[x](..\\\\places\\\\sirte.md)\n")
    assert [problem.hint for problem in problems] == ["write / in place of the backslash"]


# --- pictures and files -----------------------------------------------------------------


def test_pictures_and_files(linked: Linked) -> None:
    briefing, problems = linked(about("![A map](<files/map one.png>) and [the plan](plan.pdf)\n"))
    picture, plan = anchors(briefing.bodies["pages/about"])
    assert said(problems) == []
    assert (picture.image, picture.target.file) == (True, "content/pages/files/map one.png")
    assert plain_text(picture.inner) == "A map"
    assert (plan.image, plan.target.file) == (False, "content/pages/plan.pdf")
    assert briefing.files == ("content/pages/files/map one.png", "content/pages/plan.pdf")


def test_a_picture_in_a_link_and_one_in_a_summary_are_shown(linked: Linked) -> None:
    body = "[![A map](files/map%20one.png)](../places/sirte.md)\n"
    page = HEAD.replace("---\n", '---\nsummary: "[Plan](plan.pdf)"\n', 1) + body
    briefing, problems = linked({**FILES, PAGE: page})
    assert said(problems) == []
    (found,) = anchors(briefing.bodies["pages/about"])
    assert found.entity == "places/sirte"
    (picture,) = anchors(found.inner)
    assert picture.image
    assert len(briefing.files) == 2


FROM_OUTSIDE = (
    "is not an address that a page may hold (pictures come from the briefing's own folder)"
)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "![a](nowhere.png)",
            'missing-file]: there is no file "nowhere.png" (paths are relative to content/pages/)',
        ),
        ("![a](files/mapone.png)", '"files/mapone.png" (did you mean "files/map one.png"?)'),
        (
            "![a](/plan.pdf)",
            'missing-file]: there is no file "/plan.pdf" (did you mean "plan.pdf"?)',
        ),
        (
            "![a](https://example.org/a.png)",
            f'unsafe-url]: "https://example.org/a.png" {FROM_OUTSIDE}',
        ),
        (
            "![a](data:image/png;base64,AAAA)",
            f'unsafe-url]: "data:image/png;base64,AAAA" {FROM_OUTSIDE}',
        ),
        (
            "![a](../places/sirte.md)",
            'there is no file "../places/sirte.md" (did you mean "../places/sirte.md"?)',
        ),
        ("![a]()", "the link leads nowhere (write an address between the brackets)"),
    ],
)
def test_pictures_that_are_not_there(linked: Linked, written: str, wanted: str) -> None:
    _, problems = body_of(linked, f"So {written}.\n")
    (problem,) = said(problems)
    assert problem.startswith("4:4: error[")
    assert problem.endswith(wanted)


@pytest.mark.parametrize("written", ["![[map one.png]]", "![[pages/files/map one.png|200]]"])
def test_a_picture_embedded_like_a_page_is_told_how_it_is_written(
    linked: Linked, written: str
) -> None:
    _, problems = body_of(linked, f"So {written}.\n")
    (problem,) = said(problems)
    assert problem.startswith("4:5: error[broken-link]: no page is called ")
    assert problem.endswith("(a picture is written ![what it shows](../pages/files/map%20one.png))")


# --- citations --------------------------------------------------------------------------

LONG = "".join(f"Passage {n}.\n\n" for n in range(1, 7))


def cites(linked: Linked, body: str, **more: str) -> tuple[list[Cite], list[str]]:
    briefing, problems = linked({**about(body), "seeds/text.txt": LONG, **more})
    found = [f for f in briefing.bodies["pages/about"] if isinstance(f, Cite)]
    return found, said(problems)


def numbers(cite: Cite) -> list[str]:
    return [passage.passage for passage in cite.passages]


@pytest.mark.parametrize(
    ("written", "passages", "references"),
    [
        ("[@p3]", "p3", ""),
        ("[@p3, p5]", "p3 p5", ""),
        ("[@p3,p5]", "p3 p5", ""),
        ("[@p2-p4]", "p2 p3 p4", ""),
        ("[@p2-4]", "p2 p3 p4", ""),
        ("[@p2–p4]", "p2 p3 p4", ""),
        ("[@p2\u2011p4]", "p2 p3 p4", ""),
        ("[@p2 - p4]", "p2 p3 p4", ""),
        ("[@p3-p3]", "p3", ""),
        ("[@p3, p3, p2-p4]", "p3 p2 p4", ""),
        ("[@text:p3]", "p3", ""),
        ("[@text:p3-p4, p1]", "p3 p4 p1", ""),
        ("[@articles/text:p3]", "p3", ""),
        ("[@smith2016]", "", "smith2016"),
        ("[@smith2016, p1, jones]", "p1", "smith2016 jones"),
    ],
)
def test_citations(linked: Linked, written: str, passages: str, references: str) -> None:
    (cite,), problems = cites(linked, f"So. {written}\n")
    assert problems == []
    assert numbers(cite) == passages.split()
    assert list(cite.references) == references.split()
    assert (cite.position.line, cite.position.column) == (4, 5)


@pytest.mark.parametrize(
    ("written", "column", "wanted"),
    [
        ("[@p9]", 7, 'articles/text has no passage "p9" (it has p1 to p6)'),
        ("[@p0]", 7, 'articles/text has no passage "p0" (it has p1 to p6)'),
        ("[@p1, p9]", 11, 'articles/text has no passage "p9" (it has p1 to p6)'),
        ("[@p5-p9]", 7, 'articles/text has no passage "p9" (it has p1 to p6)'),
        ("[@p7-p9]", 7, 'articles/text has no passage "p7" (it has p1 to p6)'),
        ("[@p5-p3]", 7, '"p5-p3" runs backwards (write p3-p5)'),
        ("[@smth2016]", 7, 'nothing is cited by "smth2016" (did you mean "smith2016"?)'),
        ("[@p]", 7, 'nothing is cited by "p" (cite a passage, [@p3], or a key of references.yml)'),
        ("[@P3]", 7, 'nothing is cited by "P3" (write "p3")'),
        ("[@p1, @p3]", 11, 'nothing is cited by "@p3" (write "p3")'),
        ("[@p1, ]", 11, "a citation is empty (cite a passage, [@p3], or a key of references.yml)"),
        ("[@txt:p3]", 7, 'no article is called "txt" (did you mean "text"?)'),
        ("[@zzz:p3]", 7, 'no article is called "zzz" (known are: text)'),
        (f"[@p{'9' * 5000}]", 7, "(cite a passage, [@p3], or a key of references.yml)"),
    ],
)
def test_citations_of_what_is_not_there(
    linked: Linked, written: str, column: int, wanted: str
) -> None:
    found, (problem,) = cites(linked, f"So. {written}\n")
    assert problem.startswith(f"4:{column}: error[unknown-citation]: ")
    assert problem.endswith(wanted)
    assert len(found) == 1


SECOND = {"content/articles/other.md": ARTICLE, "seeds/other.txt": "One.\n"}


def test_with_several_articles_a_citation_says_which(linked: Linked) -> None:
    body = "A [@p1] b [@other:p2] c [@text:p2]\n"
    (_, second, third), problems = cites(linked, body, **SECOND)
    assert second.passages == (PassageRef("articles/other", "p2"),)
    assert third.passages == (PassageRef("articles/text", "p2"),)
    mine = [problem for problem in problems if problem.startswith("4:")]
    assert mine == [
        '4:5: error[unknown-citation]: "p1" could be of 2 articles '
        "(name one: article: SLUG in the front matter, or [@SLUG:p1])"
    ]


def test_where_one_article_alone_has_the_passage_the_hint_says_which(linked: Linked) -> None:
    other = {
        "content/articles/other.md": ARTICLE.replace("text.txt", "other.txt"),
        "seeds/other.txt": "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n\nSix.\n\nSeven.\n",
    }
    _, problems = cites(linked, "A [@p2-p7]\n", **other)
    assert [problem for problem in problems if problem.startswith("4:")] == [
        '4:5: error[unknown-citation]: "p2-p7" could be of 2 articles '
        "(name one: article: other in the front matter, or [@other:p2-p7])"
    ]


def test_a_passage_of_the_only_article_which_is_a_draft_is_a_warning(linked: Linked) -> None:
    draft = {"content/articles/text.md": ARTICLE.replace("---\n", "---\ndraft: true\n", 1)}
    _, problems = cites(linked, "A [@p1]\n", **draft)
    (mine,) = [problem for problem in problems if problem.startswith("4:")]
    assert mine.startswith("4:5: warning[unknown-citation]: articles/text is a draft")


@pytest.mark.parametrize("named", ["other", "articles/other", '"[[other]]"'])
def test_the_article_of_a_page(linked: Linked, named: str) -> None:
    page = HEAD.replace("---\n", f"---\narticle: {named}\n", 1) + "A [@p1]\n"
    briefing, problems = linked({**FILES, **SECOND, PAGE: page})
    (cite,) = [f for f in briefing.bodies["pages/about"] if isinstance(f, Cite)]
    assert cite.passages == (PassageRef("articles/other", "p1"),)
    assert [problem for problem in problems if problem.position.path == PAGE] == []


@pytest.mark.parametrize("body", ["", "A [@p1] b [@p2]\n"])
def test_a_wrong_article_is_said_once_and_at_the_field(linked: Linked, body: str) -> None:
    page = HEAD.replace("---\n", "---\narticle: txt\n", 1) + body
    _, problems = linked({**FILES, PAGE: page})
    assert said(problems) == [
        '2:10: error[unknown-citation]: no article is called "txt" (did you mean "text"?)'
    ]


def test_an_article_cites_itself(linked: Linked) -> None:
    article = ARTICLE.replace("---\n", '---\nkey_points: ["So. [@p2]"]\n', 1)
    briefing, problems = linked({**SECOND, "content/articles/text.md": article})
    (point,) = briefing.points["articles/text"]
    assert plain_text(point) == "So. "
    assert problems == ()
    assert briefing.citing[PassageRef("articles/text", "p2")] == ("articles/text",)


# --- drafts -----------------------------------------------------------------------------

DRAFT = "---\ntitle: The draft\nkind: person\naliases: [DD]\ndraft: true\n---\nSirte.\n"


def both(
    project: Project, files: Mapping[str, str | bytes], *, drafts: bool
) -> tuple[Briefing, list[str]]:
    library = read_library(read_files(project(files)))
    briefing, problems = link(library, drafts=drafts)
    assert library.problems == ()
    return briefing, said(problems)


@pytest.mark.parametrize(
    "written", ["[[draft]]", "[[DD]]", "[x](../actors/draft.md)", "[x](/actors/draft/)"]
)
def test_a_link_to_a_draft_is_a_warning_and_plain_words(project: Project, written: str) -> None:
    files = about(f"So {written}\n") | {"content/actors/draft.md": DRAFT}
    briefing, problems = both(project, files, drafts=False)
    assert problems == [
        "4:4: warning[broken-link]: actors/draft is a draft, so this is shown as plain words "
        "(publish it, or build with --drafts)"
    ]
    assert anchors(briefing.bodies["pages/about"]) == []
    assert "actors/draft" not in briefing.entities
    assert "places/sirte" not in briefing.backlinks

    briefing, problems = both(project, files, drafts=True)
    assert problems == []
    (found,) = anchors(briefing.bodies["pages/about"])
    assert found.entity == "actors/draft"
    assert briefing.backlinks["places/sirte"] == ("actors/draft",)


def test_a_draft_takes_no_name_from_a_page(linked: Linked) -> None:
    draft = DRAFT.replace("The draft", "Sirte")
    briefing, problems = linked(about("So [[Sirte]]\n") | {"content/actors/draft.md": draft})
    assert said(problems) == []
    (found,) = anchors(briefing.bodies["pages/about"])
    assert found.entity == "places/sirte"


def test_a_citation_of_a_draft_article_is_a_warning(linked: Linked) -> None:
    other = ARTICLE.replace("---\n", "---\ndraft: true\n", 1)
    files = about("So [@other:p1] [@p1]\n") | {"content/articles/other.md": other}
    briefing, problems = linked(files)
    assert [(p.severity, p.code, p.position.column) for p in problems] == [
        (Severity.WARNING, "unknown-citation", 6)
    ]
    assert [a.id for a in briefing.articles] == ["articles/text"]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("abxy", ("cbxy", "abyx", "mali"), "abyx"),
        ("abxy", ("cbxy", "mali"), "cbxy"),
        ("placs", ("places", "places/iraq"), "places"),
        ("sirt", ("sirte", "sort"), "sirte"),
    ],
)
def test_of_guesses_that_are_equally_like_one_begins_as_the_word_does(
    word: str, known: tuple[str, ...], meant: str
) -> None:
    assert Guesses(known).nearest(word) == meant


def test_a_mistyped_section_of_the_navigation_is_known(linked: Linked) -> None:
    files = {"content/site.yml": "title: T\nnav: [actors, placs]\n"}
    (found,) = (p for p in linked(files)[1] if p.code == "broken-link")
    assert found.hint == 'did you mean "places"?'
