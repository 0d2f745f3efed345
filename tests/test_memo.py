"""What was made before is taken over only where nothing that it is made from has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smallsite import SMALL

from briefing.memo import Memo, Same, directly
from briefing.pipeline import TEMPLATES, Options, make, read
from briefing.publish.cache import Cache

# --- the memo itself ---------------------------------------------------------------------------


class Counted:
    """Makes a new list each time, and knows how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[int]:
        self.times += 1
        return [self.times]


def test_a_value_is_made_once_in_a_run_and_taken_over_into_the_next() -> None:
    memo, make_it = Memo(), Counted()
    first = memo("a", make_it)
    assert memo("a", make_it) is first
    memo.turn()
    assert memo("a", make_it) is first
    assert make_it.times == 1


def test_what_a_run_had_no_use_for_is_forgotten() -> None:
    memo, make_it = Memo(), Counted()
    memo("a", make_it)
    memo.turn()
    memo("b", make_it)
    memo.turn()
    memo("a", make_it)
    assert make_it.times == 3


def test_a_run_that_fails_loses_nothing() -> None:
    memo, make_it = Memo(), Counted()
    memo("a", make_it)
    memo.turn()
    with pytest.raises(ZeroDivisionError):
        memo("b", lambda: 1 // 0)
    assert memo("b", make_it) == [2], "what failed is tried again"
    memo.turn()
    memo("b", make_it)
    assert make_it.times == 2


def test_directly_makes_everything() -> None:
    make_it = Counted()
    assert [directly("a", make_it), directly("a", make_it)] == [[1], [2]]


def test_only_the_same_object_is_the_same() -> None:
    one, equal = (1, [2]), (1, [2])
    assert Same(one) == Same(one) and hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(equal) and Same(one) != one


# --- the law: warm is cold ---------------------------------------------------------------------

Edit = Callable[[Path], None]


def written(path: str, change: Callable[[str], str]) -> Edit:
    """Return an edit that changes the text of a file, if it is there."""

    def edit(root: Path) -> None:
        file = root / path
        if file.is_file():
            file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    return edit


def deleted(path: str) -> Edit:
    return lambda root: (root / path).unlink(missing_ok=True)


def restored(path: str) -> Edit:
    def edit(root: Path) -> None:
        data = SMALL[path]
        (root / path).write_bytes(data.encode() if isinstance(data, str) else data)

    return edit


def renamed(path: str) -> Edit:
    def edit(root: Path) -> None:
        file = root / path
        if file.is_file():
            file.rename(file.with_name(f"other-{file.name}"))

    return edit


def replaced(path: str, old: str, new: str) -> Edit:
    return written(path, lambda text: text.replace(old, new, 1))


PAGES = sorted(path for path in SMALL if path.endswith(".md"))
TEXTS = (
    "\n\nThe Brothers of the Ford and Umm ʿAlī at Tell Nahr. [@p1]\n",
    "\n\n## A heading\n\n[[tell-nahr]] and [[nobody]] [@p99].\n",
    "\n\nSeven “secret winters” of 1999. [@chronicle:p2, letter:p1]\n",
)
HEADS = (
    ("title:", "title: Another"),
    ("---\n", "---\naliases: [the Ford]\n"),
    ("---\n", "---\ndraft: true\n"),
    ("---\n", "---\nredirect_from: [/gone/]\n"),
    ("---\n", "---\nno_autolink: [Tell Nahr]\n"),
    ("---\n", "---\narticle: letter\n"),
    ("summary:", "heading:"),
    ("p1", "p2"),
)
WORDS = (("We shall", "We will"), ("seven", "7"), ("\n\n", "\n"), ("Tell Nahr", "Nobody"))
SETTINGS = (
    ("title:", "links: all\ntitle:"),
    ("title:", "evidence: require\ntitle:"),
    ("title:", "evidence: 'off'\ntitle:"),
    ("en-GB", "fr"),
    ("title:", "base_url: https://example.org/a/\ntitle:"),
    ("https://example.org/repo", "https://example.org/other"),
)

SEEDS = [path for path in SMALL if path.startswith("seeds/")]

pages = st.sampled_from(PAGES)
edits = st.one_of(
    st.builds(
        lambda path, text: written(path, lambda old: old + text), pages, st.sampled_from(TEXTS)
    ),
    st.builds(lambda path, change: replaced(path, *change), pages, st.sampled_from(HEADS)),
    st.builds(lambda change: replaced("content/site.yml", *change), st.sampled_from(SETTINGS)),
    st.builds(deleted, st.sampled_from(sorted(SMALL))),
    st.builds(restored, st.sampled_from(sorted(SMALL))),
    st.builds(renamed, pages),
    st.builds(renamed, st.sampled_from(SEEDS)),
    st.builds(
        lambda path, change: replaced(path, *change), st.sampled_from(SEEDS), st.sampled_from(WORDS)
    ),
)


def put(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write a briefing, and nothing else beside it."""
    for top in ("content", "seeds"):
        for file in (root / top).rglob("*"):
            if file.is_file() and file.relative_to(root).as_posix() not in files:
                file.unlink()
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data.encode() if isinstance(data, str) else data)


SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)


@given(st.lists(edits, min_size=1, max_size=8))
@settings(max_examples=60, suppress_health_check=SLOW)
def test_what_is_read_linked_and_checked_again_is_what_a_clean_run_finds(
    tmp_path: Path, done: list[Edit]
) -> None:
    put(tmp_path, SMALL)
    options, memo = Options(tmp_path, tmp_path / "site"), Memo()
    for edit in done:
        edit(tmp_path)
        warm, cold = read(options, memo), read(options)
        memo.turn()
        assert warm.problems == cold.problems
        assert warm.briefing == cold.briefing
        assert warm.checked == cold.checked


@given(st.lists(st.tuples(edits, st.booleans(), st.sampled_from([0, 20])), min_size=2, max_size=8))
@settings(max_examples=30, suppress_health_check=SLOW)
def test_what_builds_kept_in_a_file_is_what_a_clean_one_finds(
    tmp_path: Path, done: list[tuple[Edit, bool, int]]
) -> None:
    """With and without drafts; what is new is written now and then, and read again each time."""
    root, file = tmp_path / "root", tmp_path / "one.cache"
    file.with_suffix(".texts").unlink(missing_ok=True)
    put(root, SMALL)
    for edit, drafts, new in done:
        edit(root)
        options, kept = Options(root, root / "site", drafts=drafts), Cache(file)
        warm, cold = read(options, kept), read(options)
        with patch("briefing.publish.cache._NEW", new):
            kept.save()
        assert warm.problems == cold.problems
        assert warm.briefing == cold.briefing
        assert warm.checked == cold.checked


def test_words_that_change_in_a_source_are_missed_by_who_quotes_them(tmp_path: Path) -> None:
    put(tmp_path, SMALL)
    options, memo = Options(tmp_path, tmp_path / "site"), Memo()
    assert "misquote" not in {problem.code for problem in read(options, memo).problems}
    replaced("seeds/chronicle.md", "We shall", "We will")(tmp_path)
    memo.turn()
    assert "misquote" in {problem.code for problem in read(options, memo).problems}


@given(st.lists(edits, min_size=1, max_size=4))
@settings(max_examples=10, suppress_health_check=SLOW)
def test_a_site_made_again_is_the_one_that_a_clean_build_makes(
    tmp_path: Path, done: list[Edit]
) -> None:
    put(tmp_path, SMALL)
    options, memo = Options(tmp_path, tmp_path / "site", search=False), Memo()
    for edit in done:
        edit(tmp_path)
        warm, cold = make(options, memo), make(options)
        memo.turn()
        assert warm.report == cold.report
        assert warm.inputs == cold.inputs
        assert (warm.site and dict(warm.site.files)) == (cold.site and dict(cold.site.files))


# --- made when asked for -----------------------------------------------------------------------


def test_a_page_that_nobody_asks_for_is_not_made(tmp_path: Path) -> None:
    put(tmp_path, SMALL)
    own = tmp_path / "templates" / "pages"
    own.mkdir(parents=True)
    (own / "timeline.html").write_text("{{ page.nothing }}")
    options = Options(tmp_path, tmp_path / "site", search=False)
    made = make(options, asked=["index.html", "no/such/page.html"])
    assert made.site is not None and not made.report.failed
    assert b"</html>" in made.site.files["index.html"]
    with pytest.raises(Exception, match="nothing"):
        made.site.files["timeline/index.html"]
    whole = make(options)
    assert whole.site is None and [p.code for p in whole.report.problems].count("template") == 1


def test_asked_one_by_one_or_all_at_once_the_files_are_the_same(tmp_path: Path) -> None:
    put(tmp_path, SMALL)
    options = Options(tmp_path, tmp_path / "site", search=False)
    whole, part = make(options).site, make(options, asked=()).site
    assert whole is not None and part is not None
    assert {path: part.files[path] for path in sorted(whole.files)} == dict(whole.files)
    assert len(part.files) == len(whole.files) and "404.html" in part.files
    assert part.files.get("no/such/page.html") is None


def warm_and_cold(root: Path, *edits: Edit) -> None:
    """Make a site after each edit both ways, and compare."""
    options, memo = Options(root, root / "site", search=False), Memo()
    for edit in (lambda _: None, *edits):
        edit(root)
        warm, cold = make(options, memo), make(options)
        memo.turn()
        assert warm.report == cold.report
        assert (warm.site and dict(warm.site.files)) == (cold.site and dict(cold.site.files))


def test_a_source_that_is_renamed_is_missed(tmp_path: Path) -> None:
    put(tmp_path, SMALL)
    warm_and_cold(tmp_path, renamed("seeds/letter.txt"))


def test_maps_follow_the_language_whose_words_are_the_same(tmp_path: Path) -> None:
    def translated(root: Path) -> None:
        words = root / "templates" / "languages" / "pt.yml"
        words.parent.mkdir(parents=True)
        words.write_bytes((TEMPLATES / "languages" / "en.yml").read_bytes())

    put(tmp_path, SMALL)
    language = replaced("content/site.yml", "en-GB", "pt")
    warm_and_cold(tmp_path, language, translated)
