"""A briefing made of hostile strings: each stands in a field, a body, a source or a name.

The strings are those of ``data/xss.json``. What the generator refuses is taken out again, line
by line, until the rest is a briefing without mistakes: that one is built and looked at.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from urllib.parse import quote

from smallsite import PIXEL

from briefing.diagnostics import Severity
from briefing.pipeline import read
from briefing.runs import Options

CORPORA: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "data" / "xss.json").read_text("utf-8")
)
STRINGS = [string for strings in CORPORA.values() for string in strings]
SAMPLE = [string for strings in list(CORPORA.values())[:3] for string in strings]
SAMPLE += CORPORA["brs-kb"][::4]
"""Those that the suite tries; `python -m tools.fuzz markup` tries all of them everywhere."""

_NAMING = """aliases:
  - {}
  - {}
weak_aliases:
  - {}
match:
  - {}
no_match:
  - {}
no_autolink:
  - {}
redirect_from:
  - {}
summary: {}
"""
_RELATIONS = "relations:\n  - {relation}\n  - {relation}\n"
_HEADS = {
    "actors": "title: {title}\nkind: group\n" + _NAMING + _RELATIONS,
    "places": 'title: {title}\nkind: city\ncoordinates: "1, 2"\n' + _NAMING + _RELATIONS,
    "glossary": "title: {title}\n"
    + _NAMING.replace("summary: {}", "summary: {title}")
    + "original: {}\n",
    "events": "title: {title}\ndate: 2014\nsummary: {}\n",
    "pages": "title: {title}\nsummary: {}\n",
    "articles": """title: {title}
source: SOURCE
author:
  - {title}
  - {}
publisher: {}
rights: {}
summary: {}
key_points:
  - {}
  - {}
sections:
  - at: p1
    title: {title}
gists:
  p1: {}
  p2: {}
""",
}
_BODY = """
{}

## {}

{} [[actors/a0|{}]] {}

- {}

> {}

`{}` and *{}*, [a]({} "{}"), <{}>

| {} | {} |
|---|---|
| {} | x |

Term {}
: {}

![{}](../files/0.gif "{}") and a note[^n]

[^n]: {}

```
{}
```
"""
PLACES = 40
"""How many strings stand in one entity's file, about: by so many turns each was everywhere."""


@dataclass
class Piece:
    """Some lines of a file, and what stands there if they are refused; where none is, the same."""

    text: str
    instead: str

    def refuse(self) -> None:
        self.text = self.instead


@dataclass
class Briefing:
    """The files of a briefing in pieces; ``tried`` and ``refused`` count its strings."""

    files: dict[str, list[Piece]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    tried: int = 0
    refused: int = 0

    def write(self, root: Path) -> None:
        for path, pieces in self.files.items():
            _put(root / path, "".join(f"{p.text}\n" for p in pieces).encode())
        for path, data in self.raw.items():
            _put(root / path, data)

    def settle(self, root: Path) -> Counter[str]:
        """Write it below a root until nothing is refused; return the codes of what was."""
        codes: Counter[str] = Counter()
        for _ in range(20):
            self.write(root)
            found = [
                p
                for p in read(Options(root, root / "site")).problems
                if p.severity is Severity.ERROR
            ]
            if not found:
                return codes
            pieces: dict[int, Piece] = {}
            for problem in found:
                codes[problem.code] += 1
                piece = self._at(problem.position.path, problem.position.line)
                pieces[id(piece)] = piece
            self.refused += len(pieces)
            for piece in pieces.values():
                piece.refuse()
        raise AssertionError([str(problem) for problem in found])

    def _at(self, path: str, line: int) -> Piece:
        """Return the last piece up to a line that may still be refused, or the first after it."""
        start, before, after = 1, None, None
        for piece in self.files[path]:
            if piece.text != piece.instead:
                before = piece if start <= line else before
                after = after or piece
            start += piece.text.count("\n") + 1
        found = before or after
        assert found, f"{path}:{line}: nothing hostile stands there"
        return found


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def briefing(strings: list[str], turn: int = 0) -> Briefing:
    """Spread the strings over the files of a briefing; each ``turn`` they stand elsewhere."""
    made = Briefing()
    stream = islice(cycle(strings), turn, None)
    numbers = count()
    folders = cycle(["actors", "places", "glossary", "pages", "events", "actors"])
    while made.tried < len(strings):
        folder = next(folders)
        _page(made, folder, next(numbers), stream)
    for ending in ("txt", "md"):
        _article(made, ending, next(numbers), stream, strings[:: 7 if ending == "txt" else 11])
    _others(made, stream)
    return made


def _page(made: Briefing, folder: str, number: int, stream: Iterator[str]) -> None:
    pieces = [Piece("---", "---")]
    pieces += _filled(made, _HEADS[folder], stream, f"Plain {folder} {number}", yaml=True)
    pieces += [Piece("---", "---")]
    pieces += _filled(made, _BODY, stream, "", yaml=False)
    made.files[f"content/{folder}/a{number}.md"] = pieces


def _filled(
    made: Briefing, form: str, stream: Iterator[str], plain: str, *, yaml: bool
) -> Iterator[Piece]:
    """Yield the lines of a form with strings in their places."""
    for row, line in enumerate(form.splitlines()):
        places = line.count("{")
        if not places:
            yield Piece(line, line)
            continue
        strings = [next(stream) for _ in range(places)]
        made.tried += places
        name = f"{plain} {row}" if "{title}" in line and row else plain
        plainly = line.partition("{")[0] + json.dumps(name) if "{title}" in line else ""
        if "{relation}" in line:
            strings = [f"{string} [[actors/a0]] (2014)" for string in strings]
        said = [json.dumps(s, ensure_ascii=False) if yaml else s for s in strings]
        around = re.split(r"\{[a-z]*\}", line)
        text = around[0] + "".join(s + after for s, after in zip(said, around[1:], strict=True))
        yield Piece(text, plainly)


def _article(
    made: Briefing, ending: str, number: int, stream: Iterator[str], source: list[str]
) -> None:
    head = _HEADS["articles"].replace("SOURCE", f"s.{ending}")
    pieces = [Piece("---", "---"), *_filled(made, head, stream, f"Plain text {number}", yaml=True)]
    pieces += [Piece("---", "---"), *_filled(made, _BODY, stream, "", yaml=False)]
    made.files[f"content/articles/{ending}.md"] = pieces
    said = [Piece("First, a passage.\n", "First, a passage.\n"), Piece("Second.\n", "Second.\n")]
    titles = [
        json.loads(piece.text.partition(": ")[2])
        for path, pieces in made.files.items()
        for piece in pieces[1:2]
        if path.startswith(("content/actors", "content/places"))
    ]
    said += [Piece(f"They saw {title} there.\n", "") for title in titles[:60]]
    said += [Piece(f"{string}\n", "") for string in source]
    made.tried += len(source)
    made.files[f"seeds/s.{ending}"] = said


def _others(made: Briefing, stream: Iterator[str]) -> None:
    """Add the settings, the references, pictures with odd names, and links to every entity."""
    settings = "title: {title}\ntagline: {}\ndescription: {}\nbranch: {}\n"
    made.files["content/site.yml"] = [
        *_filled(made, settings, stream, "Plain", yaml=True),
        Piece(line := "repository: https://example.org/r", line),
    ]
    work = "  title: {title}\n  author: {}\n  publisher: {}\n  accessed: {}\n  url: {}\n"
    works = [
        piece
        for n in range(6)
        for piece in (
            Piece(f"r{n}:", f"r{n}:"),
            *_filled(made, work, stream, f"Work {n}", yaml=True),
        )
    ]
    made.files["content/references.yml"] = works
    made.raw["content/files/0.gif"] = PIXEL
    shown = [Piece(head := "---\ntitle: All\n---\n", head)]
    for _ in range(40):
        string = next(stream)
        made.tried += 1
        name = string.replace("/", "⁄").replace("\0", "").strip(" .")[:60] + ".gif"
        if not name.isprintable() or name[0] in "._":
            made.refused += 1
            continue
        made.raw[f"content/files/{name}"] = PIXEL
        shown.append(Piece(f"![x](../files/{quote(name)}) [y](../files/{quote(name)})\n", ""))
    ids = [path[8:-3] for path in made.files if path.startswith("content/") and "/a" in path]
    shown += [Piece(f"[[{page}]] [@r{n % 6}]\n", "") for n, page in enumerate(ids)]
    made.files["content/pages/all.md"] = shown


# --- what may stand in its pages ----------------------------------------------------------------

GLOBAL = frozenset("class id dir lang title hidden tabindex role data-pagefind-ignore".split())
ALLOWED: dict[str, frozenset[str]] = {
    tag: frozenset(attributes.split())
    for line in """
    a: aria-current aria-describedby aria-label data-cite data-entity data-note data-search href rel
    aside: aria-label aria-labelledby
    button: type
    div: aria-label data-card data-note
    form: action method
    img: alt loading src
    input: autocapitalize autocomplete enterkeyhint inputmode name spellcheck type
    kbd: aria-hidden
    label: for
    li: value
    link: as crossorigin href rel type
    main: data-aliases data-entity-page data-kind data-pagefind-body data-pagefind-meta
    meta: charset content http-equiv name property
    nav: aria-label
    ol: start
    p: data-pagefind-meta data-passage
    script: defer src type
    search: data-search-page
    section: aria-labelledby data-entity-page
    time: data-edtf datetime
    svg: aria-labelledby height viewBox width x y
    circle: cx cy r
    g: font-size font-weight text-anchor transform
    path: d transform
    rect: height width
    text: x y""".strip().splitlines()
    for tag, _, attributes in [line.strip().partition(":")]
}
ALLOWED |= dict.fromkeys(
    "b bdi blockquote body br cite code dd del desc details dl dt em figcaption figure footer h1 h2"
    " h3 h4 h5 h6 head header hr html mark pre q s small span strong summary sup table tbody td th"
    " thead title tr ul".split(),
    frozenset(),
)
"""Every element that a page may hold, and the attributes of its own; no other may come in."""
