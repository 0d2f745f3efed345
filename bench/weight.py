"""Weigh a built site against its budget: `python -m bench.weight [SITE]`.

Sizes are what a host sends: gzip at level 6 for what compresses, the bytes themselves for
what is compressed already. 1 kB is 1000 bytes. Exit status: 0 within the budget, 1 over it,
2 when there is no site.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

BUDGET = {
    "heaviest article": 14_000,
    "heaviest article, unpacked": 60_000,
    "heaviest entity page": 8_000,
    "style sheet": 8_000,
    "style sheets of a page": 1,
    "scripts": 5_000,
    "scripts that block a page": 0,
    "inline snippet": 200,
    "heaviest map": 12_000,
    "heaviest map of one place": 2_500,
    "heaviest figure but maps": 6_000,
    "fonts preloaded": 50_000,
    "fonts": 80_000,
    "first view without fonts": 55_000,
    "its requests without fonts": 7,
    "first view": 105_000,
    "its requests": 9,
    "whole site, unpacked": 3_000_000,
    "its files": 250,
}
"""The most that each may be: bytes, or a number where the name tells what is counted."""

_DRAWING = re.compile(r'<figure class="([^"]*)"[^>]*>\s*(<svg\b.*?</svg>)', re.DOTALL)

COUNTED = ("requests", "its files", "style sheets of", "scripts that")
PACKED = {".woff2", ".png", ".jpg", ".gif", ".webp", ".pf_fragment", ".pf_index", ".pf_meta"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was weighed, its figure, the most it may be, and which it is."""

    name: str
    figure: int
    what: str = ""

    @property
    def limit(self) -> int:
        """The most that the figure may be."""
        return BUDGET[self.name]

    @property
    def over(self) -> bool:
        """Whether the figure is over the budget."""
        return self.figure > self.limit

    def __str__(self) -> str:
        """Return the row as a line of text."""
        figure, limit = (_shown(self.name, number) for number in (self.figure, self.limit))
        verdict = "OVER" if self.over else "ok"
        return f"{self.name:27} {figure:>9} {limit:>9}  {verdict:5} {self.what}".rstrip()


def _shown(name: str, number: int) -> str:
    if any(word in name for word in COUNTED):
        return str(number)
    return f"{number} B" if BUDGET[name] < 1000 else f"{number / 1000:.1f} kB"


# --- one page ------------------------------------------------------------------------------------


@dataclass
class Page(HTMLParser):
    """What a page makes a browser fetch at once, and what stands in it."""

    sheets: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    blocking: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    snippets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the parser."""
        super().__init__()
        self._inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag asks for."""
        found = {name: value or "" for name, value in attrs}
        rel = found.get("rel", "").split()
        if tag == "script":
            self._script(found)
        elif tag == "img":
            self.others.append(found.get("src", ""))
        elif tag != "link":
            return
        elif "stylesheet" in rel:
            self.sheets.append(found["href"])
        elif "preload" in rel:
            (self.fonts if found.get("as") == "font" else self.others).append(found["href"])
        elif "icon" in rel and not any("icon" in other for other in self.others):
            self.others.append(found["href"])  # a browser takes one of several

    def _script(self, found: dict[str, str]) -> None:
        if source := found.get("src"):
            self.scripts.append(source)
            if not found.keys() & {"defer", "async"} and found.get("type") != "module":
                self.blocking.append(source)
        self._inline = not source and "json" not in found.get("type", "")

    def handle_data(self, data: str) -> None:
        """Keep the text of a script that stands in the page."""
        if self._inline:
            self.snippets.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._inline = False


def read(file: Path) -> Page:
    """Return what a page fetches and holds."""
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def sent(file: Path) -> int:
    """Return how many bytes of a file a host sends."""
    data = file.read_bytes()
    return len(data) if file.suffix in PACKED else len(gzip.compress(data, 6, mtime=0))


# --- the site ----------------------------------------------------------------------------------


def heaviest(name: str, files: Iterable[Path], site: Path, unpacked: bool = False) -> Row:
    """Return the row of the heaviest of some files; of none, 0."""
    weighed = [(file.stat().st_size if unpacked else sent(file), file) for file in sorted(files)]
    figure, file = max(weighed, key=lambda pair: pair[0], default=(0, None))
    return Row(name, figure, file.relative_to(site).as_posix() if file else "none")


def drawings(site: Path) -> Iterator[tuple[bool, int, str]]:
    """Yield of each drawing of a page whether it is a map, its bytes packed, and the page."""
    for page in sorted(site.rglob("*.html")):
        for kind, drawing in _DRAWING.findall(page.read_text(encoding="utf-8")):
            packed = len(gzip.compress(drawing.encode(), 6, mtime=0))
            yield "map" in kind.split(), packed, page.relative_to(site).as_posix()


def figures(site: Path) -> Iterator[Row]:
    """Yield the rows of the figures, which stand in the pages."""
    found = [*drawings(site)]
    groups = {
        "heaviest map": [one for one in found if one[0]],
        "heaviest map of one place": [x for x in found if x[0] and x[2].count("/") == 2],
        "heaviest figure but maps": [one for one in found if not one[0]],
    }
    for name, group in groups.items():
        _, figure, page = max(group, key=lambda one: one[1], default=(False, 0, "none"))
        yield Row(name, figure, page)


def first_view(file: Path) -> Iterator[Row]:
    """Yield the rows of what the first view of a page costs."""
    page = read(file)
    fonts = [file.parent / href for href in page.fonts]
    asked = {*page.sheets, *page.scripts, *(href for href in page.others if "data:" not in href)}
    plain = [file, *(file.parent / href for href in sorted(asked))]
    scripts = [file.parent / href for href in page.scripts]
    sheets = [file.parent / href for href in page.sheets]
    light, heavy = sum(map(sent, plain)), sum(map(sent, fonts))
    yield Row("style sheet", sum(map(sent, sheets)))
    yield Row("style sheets of a page", len(sheets))
    yield Row("scripts", sum(map(sent, scripts)), f"{len(scripts)} files")
    yield Row("scripts that block a page", len(page.blocking))
    yield Row("inline snippet", sum(len(text.encode()) for text in page.snippets))
    yield Row("fonts preloaded", heavy, f"{len(fonts)} files")
    yield Row("first view without fonts", light)
    yield Row("its requests without fonts", len(plain))
    yield Row("first view", light + heavy)
    yield Row("its requests", len(plain) + len(fonts))


def weigh(site: Path) -> list[Row]:
    """Return all rows of a built site, in the order of the budget."""
    files = sorted(file for file in site.rglob("*") if file.is_file())
    articles = sorted(site.glob("articles/*/index.html"))
    entities = [*site.glob("actors/*/index.html"), *site.glob("places/*/index.html")]
    rows = [
        heaviest("heaviest article", articles, site),
        heaviest("heaviest article, unpacked", articles, site, unpacked=True),
        heaviest("heaviest entity page", entities, site),
        *figures(site),
        Row("fonts", sum(sent(file) for file in files if file.suffix == ".woff2")),
        Row("whole site, unpacked", sum(file.stat().st_size for file in files)),
        Row("its files", len(files)),
    ]
    if articles:
        rows += first_view(max(articles, key=sent))
    return sorted(rows, key=lambda row: list(BUDGET).index(row.name))


def main(site: Path) -> int:
    """Print the table; return the exit status."""
    if not (site / "index.html").is_file():
        sys.stderr.write(f"weight: no site at {site}; build it first\n")
        return 2
    rows = weigh(site)
    sys.stdout.write(f"{'':27} {'is':>9} {'may be':>9}\n")
    sys.stdout.writelines(f"{row}\n" for row in rows)
    return int(any(row.over for row in rows))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "site")))
