"""Files become the library: every mistake in one run, each at its place, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from conftest import Project

from briefing.diagnostics import ordered
from briefing.fragments import plain_text
from briefing.model import Library
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.read.slugs import RESERVED_PAGES, suggest_slug

Read = Callable[[Mapping[str, str | bytes]], Library]

PAGE = "---\ntitle: A\n---\n"
ACTOR = "---\ntitle: A\nkind: group\n---\n"


@pytest.fixture
def read(project: Project) -> Read:
    return lambda files: read_library(read_files(project(files)))


def found(library: Library) -> list[str]:
    return [f"{p.position} {p.code}" for p in ordered(library.problems)]


def hints(library: Library) -> list[str]:
    return [p.hint for p in ordered(library.problems)]


# --- what is read -----------------------------------------------------------------------


def test_each_kind_is_read_from_its_folder(read: Read) -> None:
    library = read(
        {
            "content/actors/is.md": ACTOR + "Body of [[a]].",
            "content/places/sirte.md": "---\ntitle: Sirte\nkind: city\ncoordinates: 31, 16\n---\n",
            "content/glossary/emir.md": "---\ntitle: emir\nsummary: A leader.\n---\n",
            "content/events/loss.md": "---\ntitle: Loss\ndate: 2016-12\nplaces: sirte\n---\n",
            "content/pages/about.md": "---\ntitle: About\nnav: true\n---\n# Head\n",
            "content/references.yml": "zelin:\n  title: T\n  date: 2016\n",
            "content/places/map.png": b"\x89PNG",
        }
    )
    assert found(library) == []
    assert [(d.id, d.kind, d.slug, d.title) for d in library.documents] == [
        ("articles/text", "articles", "text", "The text"),
        ("actors/is", "actors", "is", "A"),
        ("glossary/emir", "glossary", "emir", "emir"),
        ("places/sirte", "places", "sirte", "Sirte"),
        ("events/loss", "events", "loss", "Loss"),
        ("pages/about", "pages", "about", "About"),
    ]
    assert [r.key for r in library.references] == ["zelin"]
    assert library.files == {"content/places/map.png"}
    assert library.articles[0].authors == ("A. Writer",)
    assert [p.id for p in library.articles[0].passages] == ["p1", "p2"]
    assert library.pages[0].nav
    assert str(library.pages[0].where("nav")) == "content/pages/about.md:3:1"
    assert library.pages[0].body.headings[0].level == 2


def test_terms_share_a_page_so_their_ids_have_a_prefix(read: Read) -> None:
    text = "---\ntitle: emir\nsummary: A leader.\n---\n# Usage\n\na[^1]\n\n[^1]: b\n"
    (term,) = read({"content/glossary/emir.md": text}).entities
    (heading,) = term.body.headings
    assert (heading.level, heading.id) == (3, "emir:usage")
    html = "".join(getattr(f, "html", "") for f in term.body.fragments)
    assert 'id="fn-emir-1"' in html
    assert 'id="fn1"' not in html


# --- addresses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("actors/Islamic State.md", 'such as "islamic-state.md"'),
        ("actors/Ṣanʿāʾ.md", 'such as "sana.md"'),
        ("actors/سرت.md", 'such as "srt.md"'),
        ("actors/北京.md", "a-z, 0-9 and hyphens"),
        ("actors/a--b.md", 'such as "a-b.md"'),
        ("actors/-a.md", 'such as "a.md"'),
        ("actors/a.b.md", 'such as "a-b.md"'),
        ("actors/a_b.md", 'such as "a-b.md"'),
        ("actors/CON.md", 'such as "con.md"'),
        ("actors/con.md", "choose another name"),
        ("actors/lpt1.md", "choose another name"),
        ("actors/index.md", "choose another name"),
        ("pages/search.md", "choose another name"),
        (f"actors/{'a' * 61}.md", f'such as "{"a" * 60}.md"'),
        ("actors/north/a.md", "put the file into content/actors/ itself"),
        ("actor/a.md", 'did you mean "actors"?'),
        ("a.md", "known are: articles, actors, places, glossary, events, pages"),
        ("actors/a.MD", 'call it "a.md"'),
        ("actors/a.markdown", 'call it "a.md"'),
        ("actors/a.yml", 'call it "a.md"'),
        ("references.yaml", 'call it "references.yml"'),
    ],
)
def test_a_name_that_is_no_address_is_said_once_with_a_better_one(
    read: Read, path: str, hint: str
) -> None:
    library = read({f"content/{path}": ACTOR if path.startswith("actors/") else PAGE})
    assert (found(library), hints(library)) == ([f"content/{path}:1:1 bad-slug"], [hint])


@pytest.mark.parametrize("path", ["actors/con-a.md", f"actors/{'a' * 60}.md", "actors/search.md"])
def test_names_that_only_look_reserved(read: Read, path: str) -> None:
    assert found(read({f"content/{path}": ACTOR})) == []


def test_every_fixed_address_is_reserved() -> None:
    assert {"actors", "assets", "search", "404", "pagefind", "data", "cite"} <= RESERVED_PAGES


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("C’est ça!", "cest-ca"),
        ("  A -- B ", "a-b"),
        ("Iran–Iraq", "iran-iraq"),
        ("Łódź & Großes Æbelø", "lodz-grosses-aebelo"),
        ("سرت", "srt"),
        ("أمّ علي", "am-aly"),
        ("Мўйноқ, Щёлково", "muinoq-shchelkovo"),
        ("Θεσσαλονίκη", "thessaloniki"),
        ("Sana'a’s ʿĪd", "sanaas-id"),
        (f"{'long ' * 13}", "-".join(["long"] * 12)),
        ("北京", ""),
        ("", ""),
    ],
)
def test_a_slug_is_suggested_for_any_text(text: str, slug: str) -> None:
    assert suggest_slug(text) == slug


# --- settings and references ------------------------------------------------------------


def test_a_briefing_without_settings(read: Read, project: Project) -> None:
    root = project({})
    (root / "content/site.yml").unlink()
    library = read_library(read_files(root))
    assert found(library) == ["content/site.yml:1:1 missing-file"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1:1 wrong-type"]),
        ("tagline: x", ["1:1 missing-field"]),
        ("- a", ["1:1 wrong-type"]),
        ("title: a: b", ["1:9 yaml-syntax"]),
        ("title: a\nlinks: some\nevidence: x\nnope: 1", ["2:8 bad-value", "3:11 bad-value"]),
    ],
)
def test_settings_that_cannot_be_used(read: Read, text: str, problems: list[str]) -> None:
    library = read({"content/site.yml": text})
    if "nope" in text:
        problems = [*problems, "4:1 unknown-field"]
    assert found(library) == [f"content/site.yml:{p}" for p in problems]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", []),
        ("# none yet", []),
        ("- a", ["1:1 wrong-type"]),
        ("a: b", ["1:4 wrong-type"]),
        ("a: {}", ["1:4 missing-field"]),
        ("a:\n  title: b\np3:\n  title: c\nx y:\n  title: d", ["3:1 bad-value", "5:1 bad-value"]),
        ("a:\n  title: b\na:\n  title: c", ["3:1 duplicate-key"]),
        ("a:\n  title: b\n  date: soon\n  url: x\n  isbn: 1", None),
    ],
)
def test_references(read: Read, text: str, problems: list[str] | None) -> None:
    if problems is None:
        problems = ["3:9 bad-date", "4:8 unsafe-url", "5:3 unknown-field"]
    library = read({"content/references.yml": text})
    assert found(library) == [f"content/references.yml:{p}" for p in problems]


# --- articles ---------------------------------------------------------------------------

ARTICLE = "---\ntitle: T\nsource: {}\nauthor: A\n{}---\n"


@pytest.mark.parametrize("name", ["text.txt", "seeds/text.txt"])
def test_a_source_is_named_with_or_without_its_folder(read: Read, name: str) -> None:
    assert found(read({"content/articles/text.md": ARTICLE.format(name, "")})) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("txt.txt", 'did you mean "text.txt"?'),
        ("../content/site.yml", "a source text is a .txt or .md file"),
        ("/etc/passwd", "a source text is a .txt or .md file"),
        ("scan.pdf", "a source text is a .txt or .md file"),
        ("TEXT.TXT", "a source text is a .txt or .md file"),
    ],
)
def test_a_source_that_is_not_there(read: Read, name: str, hint: str) -> None:
    files = {"content/articles/text.md": ARTICLE.format(name, ""), "seeds/scan.pdf": b"%PDF"}
    library = read(files)
    assert found(library) == ["content/articles/text.md:3:9 missing-source"]
    assert hints(library) == [hint]
    assert set(library.unread) == {"articles/text"}


@pytest.mark.parametrize(
    ("seed", "more", "problems"),
    [
        ("", "", ["3:9 missing-source"]),
        ("a\n\nb", "text: {after: b}\n", ["3:9 missing-source"]),
        ("a\n\nb", "text: {after: c}\n", ["5:15 text-marker"]),
        ("a\n\nb", "text:\n  after: b\n  before: a\n", ["7:11 text-marker"]),
    ],
)
def test_a_source_without_a_text(read: Read, seed: str, more: str, problems: list[str]) -> None:
    library = read(
        {"content/articles/text.md": ARTICLE.format("text.txt", more), "seeds/text.txt": seed}
    )
    assert found(library) == [f"content/articles/text.md:{p}" for p in problems]


def test_sections_and_gists_stand_at_passages_that_exist(read: Read) -> None:
    more = (
        "sections:\n  - {at: p2, title: Two}\n  - {at: p1, title: One!}\n"
        "  - {at: p9, title: X}\n  - {at: 2, title: X}\n  - {at: p2, title: Again}\n"
        "gists:\n  p1: First. [@p1]\n  p3: X\n"
    )
    library = read({"content/articles/text.md": ARTICLE.format("text.txt", more)})
    assert found(library) == [
        "content/articles/text.md:8:10 unknown-citation",
        "content/articles/text.md:9:10 unknown-citation",
        "content/articles/text.md:10:10 bad-value",
        "content/articles/text.md:13:3 unknown-citation",
    ]
    (article,) = library.articles
    assert [(s.at, s.title, s.id) for s in article.sections] == [
        ("p1", "One!", "one-p1"),
        ("p2", "Two", "two-p2"),
    ]
    assert {key: plain_text(gist.fragments) for key, gist in article.gists.items()} == {
        "p1": "First. "
    }


def test_an_alias_that_looks_like_an_address_is_a_warning(read: Read) -> None:
    library = read({"content/actors/a.md": "---\ntitle: A\nkind: group\naliases: [b, /c/]\n---\n"})
    ((problem),) = library.problems
    assert (str(problem.position), problem.severity) == ("content/actors/a.md:4:14", "warning")


# --- all of them in one run -------------------------------------------------------------


def test_many_mistakes_in_one_file_are_all_reported(read: Read) -> None:
    text = (
        "---\ntitle: [a]\nkind: groop\nalias: x\ncoordinates: 1\nmatch_case: maybe\n"
        "updated: soon\nrelations:\n  - rival\n  - [x]\nsummary: a <b>\nsummary: b\n---\n"
        "a <i>\n\n<u>\n"
    )
    assert found(read({"content/actors/a.md": text})) == [
        f"content/actors/a.md:{place}"
        for place in (
            "2:8 wrong-type",
            "3:7 bad-value",
            "4:1 unknown-field",
            "5:1 unknown-field",
            "6:13 wrong-type",
            "7:10 bad-date",
            "9:5 bad-value",
            "10:5 wrong-type",
            "11:12 raw-html",
            "12:1 duplicate-key",
            "14:3 raw-html",
            "16:1 raw-html",
        )
    ]


def test_a_broken_head_does_not_hide_the_body(read: Read) -> None:
    library = read({"content/actors/a.md": "---\ntitle: a: b\n---\na <b>\n"})
    assert found(library) == [
        "content/actors/a.md:2:9 yaml-syntax",
        "content/actors/a.md:4:3 raw-html",
    ]
    assert set(library.unread) == {"actors/a"}


def test_ten_mistakes_in_ten_files_are_exactly_ten(read: Read) -> None:
    mistakes: dict[str, tuple[str | bytes, str]] = {
        "actors/a.md": ("---\ntitle: A\nkind: group\nkind: state\n---\n", "4:1 duplicate-key"),
        "actors/b.md": ("---\ntitle: B\n---\n", "2:1 missing-field"),
        "actors/c.md": ("title: C\n", "1:1 yaml-syntax"),
        "actors/d.md": (ACTOR.encode() + b"na\xefve\n", "5:3 encoding"),
        "actors/e.md": ((ACTOR + "Body\n").encode("utf-16"), "1:1 encoding"),
        "events/f.md": ("---\ntitle: F\ndate: 2016-13\n---\n", "3:7 bad-date"),
        "glossary/g.md": ("---\ntitle: G\nsummary: ''\n---\n", "3:1 missing-field"),
        "pages/h.md": (PAGE + "<br>\n", "4:1 raw-html"),
        "pages/i.md": (PAGE + "a\0\n", "4:2 encoding"),
        "places/j.md": (
            "---\ntitle: J\nkind: city\ncoordinates: 99, 0\n---\n",
            "4:14 bad-coordinates",
        ),
    }
    library = read({f"content/{path}": text for path, (text, _) in mistakes.items()})
    assert found(library) == [f"content/{path}:{place}" for path, (_, place) in mistakes.items()]


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"", ["1:1 yaml-syntax"]),
        (b"---", ["1:1 yaml-syntax"]),
        (b"---\n---\n", ["2:1 wrong-type"]),
        (b"---\r\ntitle: A\r\nkind: group\r\n---\r\n<b>\r\n", ["5:1 raw-html"]),
        (b"\xef\xbb\xbf---\ntitle: A\nkind: group\n---\n", []),
        (b"---\ntitle: A\n\tkind: group\n---\n", ["3:1 yaml-syntax"]),
        (b"---\ntitle: A\nkind: group\nsummary: *x\n---\n", ["4:10 yaml-syntax"]),
        (b"---\ntitle: A\nkind: group\nsummary: " + b"x" * 1_000_000 + b"\n---\n", None),
        ("---\ntitle: A\u202e\nkind: group\n---\n".encode(), ["2:9 encoding"]),
        (b"---\ntitle: A\nkind: group\nsummary: a\0b\n---\n", ["4:11 encoding"]),
    ],
)
def test_odd_files(read: Read, data: bytes, problems: list[str] | None) -> None:
    wanted = ["4:10 yaml-syntax"] if problems is None else problems
    assert found(read({"content/actors/a.md": data})) == [
        f"content/actors/a.md:{p}" for p in wanted
    ]


def test_what_was_written_is_never_a_whole_screen_in_a_message(read: Read) -> None:
    long = "x" * 90_000
    library = read({"content/actors/a.md": f"---\ntitle: A\nkind: {long}\n{long[:900]}: 1\n---\n"})
    assert [p.code for p in ordered(library.problems)] == ["bad-value", "unknown-field"]
    assert all(len(str(p)) < 900 for p in library.problems)


@pytest.mark.parametrize("name", ["actors/foo.md.txt", "places/bar.txt", "glossary/baz"])
def test_a_page_with_another_ending_is_told(project: Project, name: str) -> None:
    page = "---\ntitle: Foo\n---\n"
    root = project({f"content/{name}": page, "content/pages/notes.txt": "-- no page\n"})
    (told,) = read_library(read_files(root)).problems
    assert (told.position.path, told.code) == (f"content/{name}", "bad-slug")
    stem = name.removesuffix(".txt").removesuffix(".md").partition("/")[2]
    assert told.hint == f'call it "{stem}.md"'
