"""Reading, linking, checking, showing: twice as much to do takes twice the work, and no more.

Work is counted, not timed: the lines of the project's own code that are run.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Hashable, Mapping
from types import FrameType, MappingProxyType
from typing import Any, TypeVar

import pytest
from conftest import ENGLISH

import briefing
from briefing.check.checks import check_briefing
from briefing.link.linking import link
from briefing.memo import Directly
from briefing.model import SourceFile
from briefing.read.documents import read_library
from briefing.read.files import LOCK, Files
from briefing.render.sheets import sheets
from briefing.render.shelf import Shelf

OWN = briefing.__path__[0]
SITE = "title: Made\nbase_url: https://example.org/\n"
ACTOR = "---\ntitle: {}\nkind: group\n---\n\n{}\n"
ARTICLE = "---\ntitle: Text\nsource: text.txt\nauthor: Nobody\n---\n"
SEED = "The Old Mill had 12 men, “so very old they were”, it said.\n\nThe river was low.\n"

Texts = dict[str, str]
_V = TypeVar("_V")


def in_memory(texts: Mapping[str, str]) -> Files:
    """Return the files of a briefing, on top of a small one, as they are read."""
    standard = {
        "content/site.yml": SITE,
        "content/articles/text.md": ARTICLE,
        "content/actors/mill.md": ACTOR.format("Old Mill", "It is a mill. [@p1]"),
        "seeds/text.txt": SEED,
    }
    files = {path: SourceFile(path, text) for path, text in {**standard, **texts}.items()}
    return Files(
        content=tuple(files[path] for path in sorted(files) if path.endswith((".md", ".yml"))),
        seeds={path: file for path, file in sorted(files.items()) if path.startswith("seeds/")},
        others={path: file.text.encode() for path, file in files.items() if path == LOCK},
        digests={p: hashlib.sha256(f.text.encode()).hexdigest() for p, f in files.items()},
        problems=(),
    )


class Lines:
    """Counts the lines of the project's code that are run."""

    def __init__(self) -> None:
        self.run = 0

    def __call__(self, frame: FrameType, event: str, value: Any) -> Any:
        if not frame.f_code.co_filename.startswith(OWN):
            return None
        self.run += event == "line"
        return self


def counted(task: Callable[[], object]) -> int:
    """Return how many lines are run for a task."""
    lines, before = Lines(), sys.gettrace()
    sys.settrace(lines)
    try:
        task()
    finally:
        sys.settrace(before)
    return lines.run


def work(texts: Mapping[str, str]) -> int:
    """Return how many lines are run to read, link and check a briefing."""
    files = in_memory(texts)

    def task() -> None:
        briefing, _ = link(read_library(files))
        check_briefing(briefing, files.others.get(LOCK))

    return counted(task)


def views_of(texts: Mapping[str, str]) -> int:
    """Return how many lines are run to make what each page of a briefing shows."""
    briefing, _ = link(read_library(in_memory(texts)))
    shelf = Shelf(briefing, {}, check_briefing(briefing, None).ledger, ENGLISH)
    return counted(lambda: [sheet.view() for sheet in sheets(shelf)])


# --- what grows --------------------------------------------------------------------------------


def body(text: str) -> Texts:
    return {"content/actors/bee.md": ACTOR.format("Bee", text)}


def head(lines: str) -> Texts:
    return {"content/actors/bee.md": f"---\ntitle: Bee\nkind: group\n{lines}---\n\nIt. [@p1]\n"}


def numbered(line: str, n: int) -> str:
    return "".join(line.format(i) for i in range(n))


def pages(folder: str, n: int, fields: Callable[[int], str]) -> Texts:
    return {f"content/{folder}/n{i:04}.md": f"---\n{fields(i)}---\n" for i in range(n)}


def changed(n: int) -> Texts:
    """Return pages that cite passages of which each has changed, and stands one further on."""
    said = [f"Of matter {i} much was said." for i in range(n + 1)]
    lock = {
        f"text#p{i}": {"text": was, "sha256": hashlib.sha256(was.encode()).hexdigest()}
        for i, was in enumerate(said[:-1], 2)
    }
    cited = numbered("So it was. [@p{}]\n\n", n + 2).partition("[@p2]")
    return {
        "seeds/text.txt": "\n\n".join(["Anew.", "More.", *said]),
        **body("So it was. " + "".join(cited[1:])),
        LOCK: json.dumps(lock),
    }


def linked_entries(n: int) -> Texts:
    """Return terms of which each links to another in the list of all."""
    return {
        f"content/glossary/g{i}.md": f"---\ntitle: gterm{i}\n---\n\nSee [[glossary#g{n - i}]].\n"
        for i in range(1, n + 1)
    }


def articles(n: int) -> Texts:
    heads = {
        f"content/articles/a{i}.md": ARTICLE.replace("text.txt", f"a{i}.txt") for i in range(n)
    }
    return heads | {f"seeds/a{i}.txt": "One paragraph." for i in range(n)}


GROWING: Mapping[str, Callable[[int], Texts]] = MappingProxyType(
    {
        "an article": lambda n: {"seeds/text.txt": SEED * n},
        "mentions in one passage": lambda n: {"seeds/text.txt": "The Old Mill stood. " * n},
        "citations in one paragraph": lambda n: body("There were 12 men, and so. [@p1]\n" * n),
        "cited paragraphs": lambda n: body("There were 13 men, and so. [@p1]\n\n" * n),
        "quotations in one paragraph": lambda n: body("It was “so very old” then. " * n + "[@p1]"),
        "rows of a table": lambda n: body("|a|b|\n|-|-|\n" + "|it was [@p1]|Old Mill|\n" * n),
        "misquotes of passages": lambda n: {
            "seeds/text.txt": numbered("Of matter {} much was said here.\n\n", n),
            **body(numbered("It was “of matter {} little was said”. [@p1]\n\n", n)),
        },
        "broken links": lambda n: body(
            numbered("[[mull{0}]] [x](m{0}.md) ![x](m{0}.png) [[mill#a{0}]]\n\n", n)
        ),
        "links to entries": linked_entries,
        "aliases": lambda n: head("aliases:\n" + numbered("  - Name {}\n", n)),
        "an alias again and again": lambda n: head("aliases:\n" + "  - Same\n" * n),
        "pages of one name": lambda n: pages("actors", n, lambda i: "title: One\nkind: group\n"),
        "places within places": lambda n: pages(
            "places", n, lambda i: f"title: P{i}\nkind: city\npart_of: n{(i - 1) % n:04}\n"
        ),
        "articles": articles,
        "unknown articles": lambda n: pages(
            "actors", n, lambda i: f"title: A{i}\nkind: group\narticle: texts{i}\n"
        ),
        "changed passages": changed,
    }
)


@pytest.mark.parametrize("growing", GROWING)
def test_twice_as_much_takes_twice_the_work(growing: str) -> None:
    make = GROWING[growing]
    none, once, twice = (work(make(n)) for n in (1, 150, 300))
    assert twice - none <= 2.1 * (once - none), (none, once, twice)


def actors(n: int, fields: Callable[[int], str]) -> Texts:
    return pages("actors", n, lambda i: f"title: A{i}\nkind: group\n{fields(i)}")


def event_of_all(n: int) -> Texts:
    event = f"title: All met\ndate: 2015\nactors: [{', '.join(f'n{i:04}' for i in range(n))}]\n"
    return {**actors(n, lambda i: ""), **pages("events", 1, lambda i: event)}


def related(n: int) -> Texts:
    line = '  - "in year {} seen with [[actors/n000{}]] [@p1]"\n'
    ties = "relations:\n" + "".join(line.format(i, 1 + i % 3) for i in range(n))
    return actors(4, lambda i: "" if i else ties)


def excerpt(n: int) -> Texts:
    gists = numbered("  p{}: Nobody was there.\n", n + 1).replace("  p0: Nobody was there.\n", "")
    return {
        "content/articles/text.md": ARTICLE.replace(
            "---\ntitle", f"---\npublish: excerpt\ngists:\n{gists}title"
        ),
        "seeds/text.txt": numbered("The Old Mill had {} rooms.\n\n", n),
    }


SHOWN: Mapping[str, Callable[[int], Texts]] = MappingProxyType(
    {
        "actors": lambda n: actors(n, lambda i: ""),
        "an event of all actors": event_of_all,
        "events of one actor": lambda n: {
            **actors(1, lambda i: ""),
            **pages("events", n, lambda i: f"title: E{i}\ndate: {1000 + i}\nactors: [n0000]\n"),
        },
        "old addresses of a page": lambda n: actors(
            1, lambda i: "redirect_from: [" + ", ".join(f"/old/{k}/" for k in range(n)) + "]\n"
        ),
        "pages of one name": lambda n: pages("actors", n, lambda i: "title: One\nkind: group\n"),
        "relations among few": related,
        "an excerpt": excerpt,
    }
)


@pytest.mark.parametrize("shown", SHOWN)
def test_twice_as_much_is_shown_with_twice_the_work(shown: str) -> None:
    make = SHOWN[shown]
    none, once, twice = (views_of(make(n)) for n in (1, 150, 300))
    assert twice - none <= 2.1 * (once - none), (none, once, twice)


def test_the_keys_of_what_is_read_grow_with_the_files() -> None:
    def keys(n: int) -> int:
        written: list[str] = []

        class Noting(Directly):
            def __call__(self, key: Hashable, make: Callable[[], _V]) -> _V:
                written.append(repr(key))
                return make()

        read_library(in_memory(articles(n)), Noting())
        return sum(map(len, written))

    assert keys(80) <= 2.1 * keys(40)
