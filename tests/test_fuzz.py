"""Whole briefings that nobody would write: none ends in a traceback, and what is built is sound.

In the suite the budget is fixed and the examples are the same each time. ``FUZZ=1``, as `make
fuzz` sets it, tries many more, other ones each time, and all hostile strings everywhere.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hostile import PLACES, STRINGS, briefing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sitecheck import Site, links, no_other_host, parse_errors, policy, unique_ids
from smallsite import SMALL
from test_hostile_markup import addresses, runs, strangers

from briefing.diagnostics import Severity
from briefing.errors import BriefingError
from briefing.pipeline import Options, build, read
from briefing.read.fields import Field
from briefing.read.kinds import KINDS, REFERENCE_FIELDS, SITE_FIELDS
from tools.fuzz import TARGETS, beginnings, made_up, tried

LONG = bool(os.environ.get("FUZZ"))
budget = settings(
    max_examples=3000 if LONG else 30,
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)

# --- whole briefings ----------------------------------------------------------------------------

names = st.sampled_from(
    ["Tell Nahr", "the Brothers", "Umm ʿAlī", "ford", "سرت", "A", "a b", "Emir’s"]
)
slugs = st.sampled_from(
    ["a", "b", "tell-nahr", "brothers", "con", "index", "x" * 61, "Ä", "a.b", "404"]
)
marks = st.sampled_from(
    """[[a]]|[[actors/a|they]]|[[!A]]|[[b#x]]|[@p1]|[@p1, p2]|[@p1-p9]|[@k]|[@text:p1]|[@p2 ~ so]|
    “They held the ford for a year.” [@p1]|in 1204 [@p1]|seven hundred and two|[x](../files/a.gif)|
    0 800 12,345.6 [@p1]|
    ![x](../files/a.gif "y")|![x](http://a.b/c.png)|[x](javascript:1)|[x](/places/)|<b>|<!--|&amp;|
    # h|## h #|> q\n> — s|- i\n  - j|1. n|\\||| a | b |\n|---|---|\n| c | d ||Term\n: it|x[^n]|
    [^n]: note|```\ncode|`c`|**b** *i*|~~s~~|---|[r]: http://a.b|[r][r]|\u200fسرت|😀""".replace(
        "\n    ", ""
    ).split("|")
)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
prose = st.lists(st.one_of(names, marks, st.just("."), st.just("\n\n"), anything), max_size=12).map(
    " ".join
)
date = st.sampled_from(
    ["2014", "2014-02", "1204~", "2014/..", "../2014", "-0043", "20XX", "2014-02-30", "x"]
)


def values(field: Field) -> st.SearchStrategy[Any]:
    """What may be written for a field: what fits, what nearly does, anything."""
    fitting = [st.sampled_from(field.examples)] if field.examples else []
    names_of_pages = st.lists(st.one_of(slugs, names), max_size=3)
    odd: list[st.SearchStrategy[Any]] = [prose, prose, names, date, names_of_pages, st.booleans()]
    odd += [
        st.lists(prose, max_size=3),
        st.dictionaries(st.sampled_from(["p1", "p2", "at"]), prose),
    ]
    odd += [st.tuples(st.floats(-200, 200), st.floats(-100, 100)).map(list), st.none(), anything]
    odd += [st.just("text.txt"), st.sampled_from(["group", "city", "person", "full", "excerpt"])]
    return st.one_of(*fitting, *odd)


def heads(fields: tuple[Field, ...]) -> st.SearchStrategy[str]:
    """A front matter: JSON, which is YAML, with its fields one a line."""
    needed = {f.name: values(f) for f in fields if f.required}
    more = {f.name: values(f) for f in fields if not f.required}
    # Without a title or a source most of the rest would never be come to.
    needed |= {"title": names} if "title" in needed else {}
    needed |= {"source": st.sampled_from(["text.txt", "text.md"])} if "source" in needed else {}
    needed |= {"author": names} if "author" in needed else {}
    needed |= {"date": date} if "date" in needed else {}
    kinds = st.sampled_from(["group", "city", "other"])
    needed |= {"kind": kinds} if "kind" in needed else {}
    return st.fixed_dictionaries(needed, optional=more).map(
        lambda given: "".join(
            f"{k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in given.items()
        )
    )


@st.composite
def briefings(draw: st.DrawFn) -> dict[str, bytes]:
    files: dict[str, str] = {
        "content/site.yml": draw(heads(SITE_FIELDS)),
        "content/articles/text.md": "---\n"
        f"{draw(heads(KINDS['articles'].fields))}---\n{draw(prose)}",
        "seeds/text.txt": draw(prose),
        "seeds/text.md": draw(prose),
        "content/files/a.gif": "GIF89a",
    }
    for folder in draw(st.lists(st.sampled_from([*KINDS]), max_size=6)):
        body = draw(prose)
        files[f"content/{folder}/{draw(slugs)}.md"] = (
            f"---\n{draw(heads(KINDS[folder].fields))}---\n{body}"
        )
    works = draw(st.lists(heads(REFERENCE_FIELDS), max_size=2))
    files["content/references.yml"] = "".join(
        f"{key}:\n" + "".join(f"  {line}\n" for line in work.splitlines())
        for key, work in zip("kl", works, strict=False)
    )
    if draw(st.booleans()):
        path = draw(st.sampled_from(sorted(files)))
        at = draw(st.integers(0, len(files[path])))
        files[path] = files[path][:at] + draw(anything) + files[path][at:]
    return {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}


def sound(root: Path) -> list[str]:
    """Build a briefing and say what is wrong with what comes of it, other than its mistakes."""
    try:
        report = build(Options(root, root / "site", search=False))
    except BriefingError as error:
        return [] if str(error) else ["an error without words"]
    wrong = [str(p) for p in report.problems if p.position.line < 1 or not p.message]
    failed = any(p.severity is Severity.ERROR for p in report.problems)
    if failed or report.failed:
        return [*wrong, *(["an error, and a site"] if (root / "site").exists() else [])]
    site = Site(root / "site")
    for check in (parse_errors, unique_ids, policy, no_other_host, links):
        wrong += check(site)
    return [*wrong, *(x for page in site.pages.values() for x in (*runs(page), *addresses(page)))]


def mended(root: Path) -> bool:
    """Delete line by line what is refused; say whether a briefing is left that can be built."""
    for _ in range(12):
        try:
            found = read(Options(root, root / "site")).problems
        except BriefingError:
            return False
        wrong = {(p.position.path, p.position.line) for p in found if p.severity is Severity.ERROR}
        if not wrong:
            return True
        for path, line in sorted(wrong, reverse=True):
            lines = (
                (root / path).read_text("utf-8", "replace").split("\n")
                if (root / path).is_file()
                else []
            )
            if line == 1 or len(lines) <= line:
                (root / path).unlink(missing_ok=True)
            else:
                del lines[line - 1]
                (root / path).write_text("\n".join(lines), "utf-8")
    return False


def put(root: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


@pytest.mark.timeout(0 if LONG else 300)
@budget
@given(briefings())
def test_any_briefing_is_built_or_refused(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as folder:
        root = put(Path(folder), files)
        assert sound(root) == []
        if not (root / "site").exists() and mended(root):
            assert sound(root) == []


def test_enough_of_them_can_be_built_once_mistakes_are_taken_out() -> None:
    """The strategies would be worth little if nothing of theirs were ever rendered."""
    built = []

    @settings(budget, max_examples=40, derandomize=True)
    @given(briefings())
    def count(files: dict[str, bytes]) -> None:
        with TemporaryDirectory() as folder:
            built.append(mended(put(Path(folder), files)))

    count()
    assert sum(built) > len(built) / 8


# --- one file of a good briefing is changed -----------------------------------------------------


@pytest.mark.timeout(0 if LONG else 300)
@budget
@given(
    st.sampled_from([p for p in SMALL if not p.endswith((".gif", ".pdf"))]),
    st.randoms(use_true_random=False),
)
def test_a_file_that_was_damaged_is_built_or_refused(path: str, chance: Any) -> None:
    text = SMALL[path]
    assert isinstance(text, str)
    files = {p: t if isinstance(t, bytes) else t.encode() for p, t in SMALL.items()}
    files[path] = made_up(chance, [text, text, *map(str, SMALL.values())]).encode()
    with TemporaryDirectory() as folder:
        assert sound(put(Path(folder), files)) == []


# --- the readers, one by one --------------------------------------------------------------------


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_answers_any_text(name: str) -> None:
    import random

    chance, texts = random.Random(name), beginnings()
    for _ in range(20_000 if LONG else 60):
        text = made_up(chance, texts)
        assert tried(name, text) == "", text


# --- every hostile string in every place --------------------------------------------------------


@pytest.mark.skipif(not LONG, reason="for make fuzz: it takes minutes")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("turn", range(PLACES))
def test_no_hostile_string_comes_in_anywhere(tmp_path: Path, turn: int) -> None:
    briefing(STRINGS, turn).settle(tmp_path)
    assert sound(tmp_path) == []
    assert [x for page in Site(tmp_path / "site").pages.values() for x in strangers(page)] == []
