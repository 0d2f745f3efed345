"""An article: its fields, its source text, and what its editors set between the passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.errors import did_you_mean
from briefing.fragments import Body, Located
from briefing.model import Article, Section, SourceFile, SourceText
from briefing.read.fields import Report, Values
from briefing.read.source import Markers, read_source, section


def make_article(
    common: dict[str, Any], read: Values, seeds: Mapping[str, SourceFile], report: Report
) -> Article:
    """Make an article of its fields; its source has no path if no such text can be found."""
    values = read.values
    source = _source(values, seeds, report)
    sections = tuple(_sections(values, source, read, report)) or _headings(source, values)
    gists = _gists(values, source, report)
    names = ("publisher", "date", "url", "rights", "publish", "key_points")
    given = {name: values[name] for name in names if name in values}
    authors = values.get("author", ())
    return Article(
        **common, source=source, authors=authors, sections=sections, gists=gists, **given
    )


def _source(
    values: Mapping[str, Any], seeds: Mapping[str, SourceFile], report: Report
) -> SourceText:
    """Read the source text that an article names."""
    wanted: Located | None = values.get("source")
    if wanted is None:
        return SourceText("")
    name = wanted.text.removeprefix("seeds/")
    file = seeds.get(f"seeds/{name}")
    if file is None:
        message = f'there is no source text "seeds/{name}"'
        names = sorted(path.removeprefix("seeds/") for path in seeds)
        hint = did_you_mean(name, names)
        hint = hint or (f"seeds/ holds {', '.join(names[:5])}" if names else "seeds/ is empty")
        if not name.endswith((".txt", ".md")):
            hint = "a source text is a .txt or .md file"
        report(problem("missing-source", wanted.position, message, hint))
        return SourceText("")
    text = values.get("text", {})
    source = read_source(file, Markers(text.get("after"), text.get("before")), report)
    if source.path and not source.passages:
        message, hint = f'"{file.path}" holds no paragraph', "write some text into it"
        if text:
            message = f'there is no paragraph between the markers in "{file.path}"'
            hint = "see what the lines after and before leave"
        report(problem("missing-source", wanted.position, message, hint))
    return source


def _sections(
    values: Mapping[str, Any], source: SourceText, read: Values, report: Report
) -> Iterator[Section]:
    """Yield the sections that the front matter sets, in reading order."""
    taken: set[str] = set()
    known = {passage.id for passage in source.passages}
    whole = [s for s in values.get("sections", ()) if "at" in s and "title" in s]
    for given in sorted(whole, key=lambda s: _number(s["at"].text)):
        at: Located = given["at"]
        if known and at.text not in known:
            report(_no_passage(at.text, at.position, len(known)))
            continue
        if at.text in taken:
            message = f"two sections begin at {at.text}"
            report(problem("bad-value", at.position, message, "keep one of the two"))
            continue
        taken.add(at.text)
        yield section(at.text, given["title"], at.position)


def _headings(source: SourceText, values: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the source's own headings; of an excerpt, those of less than eight words."""
    if values.get("publish") != "excerpt":
        return source.headings
    return tuple(s for s in source.headings if len(re.findall(r"\w+", s.title)) < 8)


def _number(passage: str) -> int:
    return int(passage[1:]) if re.fullmatch(r"p\d+", passage) else 0


def _gists(values: Mapping[str, Any], source: SourceText, report: Report) -> Mapping[str, Body]:
    known = {passage.id for passage in source.passages}
    gists = {}
    for passage, (body, position) in values.get("gists", {}).items():
        if passage in known or not known:
            gists[passage] = body
        else:
            report(_no_passage(passage, position, len(known)))
    return MappingProxyType(gists)


def _no_passage(passage: str, position: Position, count: int) -> Diagnostic:
    message = f'the article has no passage "{passage}"'
    return problem("unknown-citation", position, message, f"it has p1 to p{count}")
