"""The scales for a built site count what a browser fetches, and say what is too heavy."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bench.weight import BUDGET, Row, main, weigh

PAGE = """<!doctype html><head>
<link rel="canonical" href="https://example.org/">
<script>document.title = 'a'</script>
<script type="application/ld+json">{"a": "this counts with the page alone"}</script>
<link rel="stylesheet" href="../../assets/site.css">
<link rel="preload" as="font" href="../../assets/text.woff2" crossorigin>
<link rel="icon" href="../../assets/icon.svg"><link rel="apple-touch-icon" href="no.png">
<link rel="manifest" href="no.webmanifest"><link rel="alternate" href="no.xml">
<script defer src="../../assets/a.js"></script>
<script type="module" src="../../assets/b.js"></script>
</head><body><p>Text.</p></body>
"""
MAP_DRAWING = f'<svg role="img">{" ".join(map(str, range(60)))}</svg>'
MAP = f'<figure class="figure map" hidden>\n{MAP_DRAWING}<figcaption>x</figcaption></figure>'
LOCATOR_DRAWING = "<svg>1 2 3</svg>"
LOCATOR = f'<figure class="figure map">{LOCATOR_DRAWING}</figure>'
STRIP_DRAWING = "<svg>22</svg>"
STRIP = f'<figure class="figure spans desk">{STRIP_DRAWING}</figure>'
FILES = {
    "index.html": f"<p>Home</p>{MAP}",
    "articles/one/index.html": PAGE,
    "articles/two/index.html": "<p>short</p>",
    "actors/small/index.html": "<p>a</p>",
    "places/large/index.html": "<p>" + " ".join(map(str, range(500))) + LOCATOR + STRIP,
    "assets/site.css": "p { color: red }" * 9,
    "assets/a.js": "first()",
    "assets/b.js": "second()",
    "assets/icon.svg": "<svg/>",
    "assets/text.woff2": "x" * 700,
    "assets/italic.woff2": "x" * 300,
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def packed(*paths: str) -> int:
    return sum(len(gzip.compress(FILES[path].encode(), 6, mtime=0)) for path in paths)


def test_everything_is_counted_once(site: Path) -> None:
    rows = weigh(site)
    assert [row.name for row in rows] == list(BUDGET)
    plain = packed(
        "articles/one/index.html", "assets/site.css", "assets/a.js", "assets/b.js",
        "assets/icon.svg",
    )  # fmt: skip
    assert {row.name: row.figure for row in rows} == {
        "heaviest article": packed("articles/one/index.html"),
        "heaviest article, unpacked": len(PAGE),
        "heaviest entity page": packed("places/large/index.html"),
        "style sheet": packed("assets/site.css"),
        "style sheets of a page": 1,
        "scripts": packed("assets/a.js", "assets/b.js"),
        "scripts that block a page": 0,
        "inline snippet": len("document.title = 'a'"),
        "heaviest map": len(gzip.compress(MAP_DRAWING.encode(), 6, mtime=0)),
        "heaviest map of one place": len(gzip.compress(LOCATOR_DRAWING.encode(), 6, mtime=0)),
        "heaviest figure but maps": len(gzip.compress(STRIP_DRAWING.encode(), 6, mtime=0)),
        "fonts preloaded": 700,
        "fonts": 1000,
        "first view without fonts": plain,
        "its requests without fonts": 5,
        "first view": plain + 700,
        "its requests": 6,
        "whole site, unpacked": sum(map(len, FILES.values())),
        "its files": len(FILES),
    }
    assert {row.what for row in rows if "article" in row.name} == {"articles/one/index.html"}


def test_a_script_that_blocks_is_seen(site: Path) -> None:
    article = site / "articles/one/index.html"
    article.write_text(PAGE.replace("defer ", ""), encoding="utf-8")
    (row,) = (row for row in weigh(site) if row.name == "scripts that block a page")
    assert row.figure == 1
    assert row.over


@pytest.mark.parametrize("name", BUDGET)
def test_a_figure_is_over_one_beyond_its_limit(name: str) -> None:
    assert not Row(name, BUDGET[name]).over
    assert " ok" in str(Row(name, BUDGET[name]))
    assert Row(name, BUDGET[name] + 1).over
    assert "OVER" in str(Row(name, BUDGET[name] + 1))


def test_the_exit_status_tells(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(site) == 0
    assert "OVER" not in capsys.readouterr().out
    (site / "assets/site.css").write_bytes(bytes(i * i % 251 for i in range(40_000)))
    (site / "assets/large.woff2").write_bytes(bytes(90_000))
    assert main(site) == 1
    assert "fonts                         91.0 kB   80.0 kB  OVER" in capsys.readouterr().out
    assert main(site / "nowhere") == 2
