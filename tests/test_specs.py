"""What is written and what comes of it, case by case: specs/*.md.

A case is a title, what is given and what is wanted, each after a line of a single dot, and
one dot more at its end. Each spec file has a runner: a function from what is given to what
comes of it. A character that the eye cannot tell is written as ``\\u00a0``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path

import pytest

from briefing.diagnostics import Diagnostic, Position, ordered
from briefing.fragments import Body, Citation, Fragment, Fragments, Html, Link, Text
from briefing.model import SourceFile
from briefing.read.fields import PROSE, Field
from briefing.read.frontmatter import read_mapping, split
from briefing.read.markdown import parse

SPECS = Path(__file__).parent / "specs"


# --- specs/markdown.md ------------------------------------------------------------------


def markdown(given: str) -> str:
    """Return HTML whose holes stand in braces, then what is reported."""
    body, problems = parse(given, "f", top=2)
    html = "".join(map(_shown, body.fragments)).rstrip("\n")
    return "\n".join([html, *map(_told, problems)])


def _told(problem: Diagnostic) -> str:
    place = problem.position
    return f"! {place.line}:{place.column} {problem.code}: {problem.message}"


def _shown(fragment: Fragment) -> str:
    match fragment:
        case Html(html=html):
            return html
        case Text(text=text, barred=""):
            return escape(text, quote=False)
        case Text(text=text, barred=barred):
            return f"{{{barred}: {escape(text, quote=False)}}}"
        case Link(form="image", target=target, text=text):
            return f"{{image {target}: {text}}}"
        case Link(form=form, target=target, inner=inner):
            words = "".join(f.text if isinstance(f, Text) else _shown(f) for f in inner)
            return f"{{{form} {target}: {words}}}" if inner else f"{{{form} {target}}}"
        case Citation(items=items):
            return f"{{cite {', '.join(item.text for item in items)}}}"
    raise AssertionError(fragment)


# --- specs/positions.md -----------------------------------------------------------------


def positions(given: str) -> str:
    """Return where each piece stands: of a body, or of the summary in a front matter."""
    body, problems = _summary(given) if given.startswith("---") else parse(given, "f")
    found = [*_places(body.fragments), *(p.position for p in problems)]
    texts = given.split("\n")
    return "\n".join(
        f"{p.line}:{p.column} {texts[p.line - 1][p.column - 1 :]}" for p in dict.fromkeys(found)
    )


def _summary(given: str) -> tuple[Body, tuple[Diagnostic, ...]]:
    problems: list[Diagnostic] = []
    parts = split(SourceFile("f", given + "\n"), problems.append)
    assert parts
    read = read_mapping(parts.head, "f", (Field("summary", PROSE, ""),), problems.append)
    assert read
    return read.values["summary"], ordered(problems)


def _places(fragments: Fragments) -> Iterator[Position]:
    """Yield the places of prose (where a line of it begins), of links and of citations."""
    for fragment in fragments:
        match fragment:
            case Text(text=text):
                yield from (fragment.at(m.start()) for m in re.finditer(r"^.", text, re.MULTILINE))
            case Link(position=position, inner=inner):
                yield position
                yield from _places(inner)
            case Citation(position=position, items=items):
                yield position
                yield from (item.position for item in items)


RUNNERS: Mapping[str, Callable[[str], str]] = {
    "markdown.md": markdown,
    "positions.md": positions,
}


# --- the cases --------------------------------------------------------------------------


def cases() -> Iterator[object]:
    for name, run in RUNNERS.items():
        lines = (SPECS / name).read_text("utf-8").split("\n")
        dots = [i for i, line in enumerate(lines) if line == "."]
        for first, middle, last in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
            given = _seen("\n".join(lines[first + 1 : middle]))
            wanted = _seen("\n".join(lines[middle + 1 : last]))
            title = f"{name}:{first} {lines[first - 1]}"
            yield pytest.param(run, given, wanted, id=title)


def _seen(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize(("run", "given", "wanted"), list(cases()))
def test_what_is_given_becomes_what_is_wanted(
    run: Callable[[str], str], given: str, wanted: str
) -> None:
    assert run(given) == wanted
