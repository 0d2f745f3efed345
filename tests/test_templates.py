"""A template's fault is told at its line and writes nothing; what it shows comes out as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

import html5lib
import pytest
from conftest import ENGLISH, Built
from markupsafe import Markup
from msgspec.structs import replace
from smallsite import PIXEL

from briefing.pipeline import Options, check
from briefing.render.parts import CardView, Link, Site
from briefing.render.policy import THEME
from briefing.render.templates import TemplateFaultError, Templates
from briefing.render.views import NotFoundView

SITE = Site(
    **dict.fromkeys(("title", "tagline", "description", "language", "direction"), "T"),
    **dict.fromkeys(("home", "search", "feed", "json_feed", "manifest", "icon"), "./"),
    **dict.fromkeys(("touch_icon", "locale", "css", "script", "search_script"), "./"),
    **dict.fromkeys(("policy", "theme"), Markup("")),
    nav=(),
    footer=(),
    fonts=(),
    searchable=True,
)
VIEW = NotFoundView(
    template="404", output="404.html", title="<i>", head_title="", description="", sections=()
)


def rendered(page: str, **others: str) -> str:
    files = {"pages/404.html": page, **{f"{name}.html": text for name, text in others.items()}}
    templates = Templates({path: text.encode() for path, text in files.items()}, ENGLISH)
    return templates.render(VIEW, SITE)


def fault(page: str, **others: str) -> str:
    with pytest.raises(TemplateFaultError) as found:
        rendered(page, **others)
    return str(found.value.diagnostic)


def test_values_are_escaped_markup_is_not_and_arabic_is_set_apart() -> None:
    assert rendered("{{ page.title }} {{ 'a & ولاية' | bidi }}") == (
        '&lt;i&gt; a &amp; <bdi lang="ar" dir="rtl">ولاية</bdi>'
    )


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("a\n{% if %}", "pages/404.html:2:1: error[template]: Expected an expression"),
        ("a\n\n{{ page.heading }}", "pages/404.html:3:1: error[template]: 'briefing.render.views."),
        ("{{ nothing }}", "pages/404.html:1:1: error[template]: 'nothing' is undefined"),
        ("\n{{ page.title + 1 }}", "pages/404.html:2:1: error[template]: can only concatenate"),
        ("\n{{ 1 / 0 }}", "pages/404.html:2:1: error[template]: division by zero"),
        ("\n{{ page.title | nope }}", "pages/404.html:2:1: error[template]: No filter named"),
        ("{{ page.title | xmlattr }}", "pages/404.html:1:1: error[template]: 'str' object has no"),
        ("{{ {}['a'] }}", "pages/404.html:1:1: error[template]: 'dict object' has no attribute"),
        ("{% include 'pages/404.html' %}", "pages/404.html:1:1: error[template]: maximum recur"),
        ("\n{% include 'bas.html' %}", "pages/404.html:2:1: error[template]: there is no template "
         '"bas.html" (did you mean "base.html"?)'),
        ("{% extends 'base.html' %}", "base.html:3:1: error[template]: 'oops' is undefined"),
        ("{% from 'part.html' import x %}{{ x() }}", "part.html:2:1: error[template]: 'gone' is"),
        ("\n{{ say('nope') }}", "pages/404.html:2:1: error[template]: there is no text \"nope\""),
        ("{{ count('frame.skip', 1) }}", "pages/404.html:1:1: error[template]: \"frame.skip\" c"),
        ("{{ say('article.by') }}", "pages/404.html:1:1: error[template]: the text needs a value"),
        ("{% import 'broken.html' as b %}", "broken.html:1:1: error[template]: unexpected '}'"),
        ("{{ printed('a') }}", "partials/card.html:2:1: error[template]: 'str object' has no attr"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(page: str, said: str) -> None:
    others = {
        "base": "a\nb\n{{ oops }}",
        "part": "{% macro x() %}\n{{ gone }}{% endmacro %}",
        "broken": "{{ } }}",
        "partials/card": "a\n{{ card.gone }}",
    }
    assert fault(page, **others).startswith(f"templates/{said}")


@pytest.mark.parametrize(
    ("page", "html"),
    [
        ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}", "aba"),
        ("{% set j = joiner('-') %}{{ j() }}a{{ j() }}b", "a-b"),
        ("{% set n = namespace(a=1) %}{% set n.a = 2 %}{{ n.a }}", "2"),
        ("{% for n in range(3) %}{{ loop.cycle('<', 'b') }}{% endfor %}", "&lt;b&lt;"),
        ("{% block a %}a{% endblock %}{{ self.a() }}", "aa"),
        ("{% macro m(a, b='&') %}{{ a }}{{ b }}{{ caller(1) }}{% endmacro %}"
         "{% call(n) m('<') %}<b>{{ n }}{% endcall %}", "&lt;&amp;<b>1"),
        ("{% macro m() %}<b>{{ kwargs['a'] }}{{ varargs[0] }}{% endmacro %}{{ m('<', a=1) }}",
         "<b>1&lt;"),
        ("{% for a in [1, [2]] recursive %}{{ a if a is number else loop(a) }}{% endfor %}", "12"),
        ("{{ 'a b'.split()[1] }}", "b"),
    ],
)  # fmt: skip
def test_what_jinja_itself_offers_works_as_ever(page: str, html: str) -> None:
    assert rendered(page) == html


def test_a_template_that_is_no_utf_8_is_told_too() -> None:
    with pytest.raises(TemplateFaultError) as found:
        Templates({"pages/404.html": "a\nb é".encode("latin-1")}, ENGLISH)
    assert str(found.value.diagnostic) == (
        "templates/pages/404.html:2:1: error[template]: byte 0xe9 is not UTF-8 "
        "(save the file as UTF-8)"
    )


# --- cards -------------------------------------------------------------------------------------

CARD = CardView("places/a", "place", "", "A", Markup(""), "")


class Noted(tuple[Link, ...]):
    """Sections that know how often they were printed."""

    times: ClassVar[int]

    def __iter__(self) -> Iterator[Link]:
        type(self).times += 1
        return super().__iter__()


def carded(page: str, base: str) -> tuple[str, int]:
    """Return a page that needs cards, and how often it was printed."""
    files = {"pages/404.html": "{% extends 'base.html' %}" + page, "base.html": base}
    templates = Templates({path: text.encode() for path, text in files.items()}, ENGLISH)
    seen: list[str] = []

    def deal(html: str) -> tuple[CardView, ...]:
        seen.append(html)
        return (CARD,)

    Noted.times = 0
    html = templates.render(replace(VIEW, sections=Noted()), SITE, deal)
    assert len(seen) == 1
    assert CARD.title not in seen[0]
    return html, Noted.times


BODY = "{% for one in page.sections %}{% endfor %}<{% block main %}{% endblock %}>"
STORE = "{% for card in site.cards %}[{{ card.title }}]{% endfor %}"
BLOCK = f"{{% block cards %}}{STORE}{{% endblock %}}"


@pytest.mark.parametrize(
    ("page", "base", "html", "times"),
    [
        ("", f"{BODY}{BLOCK}.", "<>[A].", 1),
        ("", f"{BLOCK}{BODY}.", "[A]<>.", 1),
        # Frames that do more with their cards than print them, or know no block for them.
        ("", f"{BODY}{STORE}.", "<>[A].", 2),
        ("", f"{BODY}{{% filter lower %}}{BLOCK}{{% endfilter %}}.", "<>[a].", 2),
        # A page that adds to the block of its frame, and sees what it has set itself.
        (
            "{% set own = 'b' %}{% block cards %}({{ own }}{{ super() }}){% endblock %}",
            f"{BODY}{BLOCK}.",
            "<>(b[A]).",
            1,
        ),
    ],
)
def test_a_page_is_printed_once_and_its_cards_when_the_rest_stands(
    page: str, base: str, html: str, times: int
) -> None:
    assert carded(page, base) == (html, times)


class Told:
    """Something that has a card, and knows how often it was asked for its title."""

    times = 0

    @property
    def title(self) -> str:
        self.times += 1
        return "<A>"


def test_a_card_is_printed_once_for_all_pages() -> None:
    files = {"pages/404.html": "{{ printed(page.kind) }}", "partials/card.html": "{{ card.title }}"}
    templates = Templates({path: text.encode() for path, text in files.items()}, ENGLISH)
    told = Told()
    pages = [templates.render(replace(VIEW, kind=told), SITE) for _ in range(3)]
    assert pages == ["&lt;A&gt;"] * 3
    assert told.times == 1


FAULTS: list[tuple[dict[str, str | bytes], str]] = [
    ({"templates/pages/home.html": "a\n{% if %}"}, "templates/pages/home.html:2:1"),
    ({"templates/pages/home.html": b"\xff"}, "templates/pages/home.html:1:1"),
    ({"templates/base.html": "{{ page.nope }}"}, "templates/base.html:1:1"),
    (
        {"templates/assets/css/20-own.css": "\nb{background:url(asset:no.png)}"},
        "templates/assets/css/20-own.css:2:18",
    ),
]


@pytest.mark.parametrize(("files", "place"), FAULTS)
def test_a_fault_stops_the_build_and_nothing_is_written(
    built: Built, files: dict[str, str | bytes], place: str
) -> None:
    report, site = built(files)
    assert report.failed
    assert [(str(p.position), p.code) for p in report.problems] == [(place, "template")]
    assert not site.exists()
    checked = check(Options(site.parent, site))
    assert checked.failed and checked.problems == report.problems


def test_a_briefings_own_templates_replace_the_bundled_ones_one_by_one(built: Built) -> None:
    own = {
        "templates/pages/home.html": "<!doctype html><title>mine</title>{{ page.title }}",
        "templates/assets/css/20-tokens.css": "own {}\n",
        "templates/assets/css/95-own.css": "further {}\n",
    }
    report, site = built(own)
    assert not report.failed
    assert (site / "index.html").read_text() == "<!doctype html><title>mine</title>Test briefing"
    assert "<main" in (site / "actors" / "index.html").read_text()
    (sheet,) = (site / "assets").glob("site.*.css")
    assert sheet.read_text().index("own{}") < sheet.read_text().index("further{}")


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' {{ 7*7 }} ${7*7} javascript:x"
YAML = HOSTILE.replace("'", "''")
FILES: dict[str, str | bytes] = {
    "content/site.yml": f"title: '{YAML}'\ntagline: '{YAML}'\ndescription: '{YAML}'\n",
    "content/articles/text.md": f"""---
title: '{YAML}'
source: text.txt
author: '{YAML}'
publisher: '{YAML}'
rights: '{YAML}'
summary: '{YAML} [@p1]'
key_points: ['{YAML}']
sections: [{{at: p1, title: '{YAML}'}}]
gists: {{p1: '{YAML}'}}
---
{HOSTILE}

# {HOSTILE}

![{HOSTILE}](<../files/x"onload=alert(3) '.gif> '{HOSTILE.replace("'", "")}')
""",
    "seeds/text.txt": f"Before {HOSTILE} after, and Name is named.\n",
    "content/actors/a.md": f"""---
title: Name
kind: group
aliases: ['{YAML}']
weak_aliases: ['weak {YAML}']
summary: '{YAML}'
relations: ['{YAML} [[b]] [@p1]']
---
""",
    "content/places/b.md": f"---\ntitle: 'b {YAML}'\nkind: city\n---\n",
    "content/glossary/c.md": f"""---
title: 'c {YAML}'
summary: '{YAML} [@key]'
original: '{YAML}'
language: ar
---
""",
    "content/events/d.md": f"---\ntitle: 'd {YAML}'\ndate: 2016\nactors: [a]\n---\n",
    "content/pages/e.md": f"---\ntitle: 'e {YAML}'\nnav: true\n---\n",
    "content/references.yml": f"""key:
  title: '{YAML}'
  author: '{YAML}'
  publisher: '{YAML}'
  accessed: '{YAML}'
  url: https://example.org/?a=1&onclick=alert(4)
""",
    "content/files/x\"onload=alert(3) '.gif": PIXEL,
}


def test_whatever_editors_write_comes_out_as_text(built: Built) -> None:
    report, site = built(FILES)
    assert not report.failed, [str(problem) for problem in report.problems]
    shown = 0
    for page in site.rglob("*.html"):
        tree = html5lib.parse(page.read_bytes(), namespaceHTMLElements=False)
        for element in tree.iter():
            assert not [name for name in element.attrib if str(name).startswith("on")], page
            assert not str(element.get("href", "")).startswith("javascript:")
            if element.tag == "script":
                if element.attrib == {"type": "application/ld+json"}:
                    assert json.loads(element.text or "")
                elif element.text != THEME:
                    assert element.get("src") and not element.text
            if element.tag == "img":
                assert element.get("src", "").startswith("../../assets/x-onload")
        words = "".join(tree.itertext())
        shown += words.count("<script>alert(1)</script>")
        assert "49" not in words, "what an editor writes is no template"
    assert shown > 50, "all of it is there to be read"
