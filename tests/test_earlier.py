"""What a new site takes over from the one that stands: shared if it is the same, never by guess."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import tree
from publishing import publish
from smallsite import SMALL
from test_memo import put

from briefing.errors import BriefingError
from briefing.pipeline import Options, build
from briefing.publish import staging
from briefing.publish.earlier import EarlierSite
from briefing.publish.imprint import imprint, marks
from briefing.publish.manifest import digest, listed
from briefing.publish.staging import staged
from briefing.publish.standing import earlier_site
from briefing.render.taken import Unchanged

FILES = {"index.html": b"first", "places/a/index.html": b"a", "data/briefing.json": b"{}"}
EDITED = {**FILES, "index.html": b"edited"}
SAME = ("places/a/index.html", "data/briefing.json")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    publish(FILES, {}, tmp_path / "site")
    return tmp_path / "site"


def standing(site: Path) -> EarlierSite:
    """Return a site that nobody touched."""
    return EarlierSite(site, listed(site), marks(site))


def numbers(site: Path) -> dict[str, int]:
    """Return the number of each file on the disk, by its path; two names may have one."""
    return {p.relative_to(site).as_posix(): p.stat().st_ino for p in site.rglob("*") if p.is_file()}


def test_a_file_that_is_as_it_was_is_the_very_file(site: Path) -> None:
    before = numbers(site)
    told = publish(EDITED, {}, site, earlier=standing(site))
    after = numbers(site)
    assert {path for path in before if before[path] == after[path]} == {*SAME}
    assert (site / "index.html").read_bytes() == b"edited"
    assert {p.stat().st_nlink for p in site.rglob("*") if p.is_file()} == {1}
    assert told == imprint(marks(site)), "what is noted is how it lies when the earlier one is gone"


def test_what_is_known_to_be_the_same_needs_no_bytes(site: Path) -> None:
    earlier = standing(site)
    with staged(site, earlier=earlier) as stage:
        laid = stage.lay({path: Unchanged(digest(FILES[path])) for path in FILES})
        assert laid == {path: digest(data) for path, data in FILES.items()}
        assert stage.read("index.html") == b"first"


def test_an_interrupted_build_leaves_the_files_that_it_shared(site: Path) -> None:
    before = tree(site)
    with pytest.raises(KeyboardInterrupt), staged(site, earlier=standing(site)) as stage:
        stage.lay(FILES)
        raise KeyboardInterrupt
    assert tree(site) == before and [*site.parent.iterdir()] == [site]


@pytest.mark.parametrize("code", [errno.EPERM, errno.EMLINK, errno.EXDEV, errno.ENOTSUP])
def test_where_files_have_one_name_only_they_are_copied(
    code: int, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refused)
    before, earlier = numbers(site), standing(site)
    with staged(site, earlier=earlier) as stage:
        unchanged = {path: Unchanged(digest(FILES[path])) for path in SAME}
        stage.publish(stage.lay({"index.html": b"edited", **unchanged}), {})
    assert {path: (site / path).read_bytes() for path in EDITED} == EDITED
    assert not {*numbers(site).values()} & {*before.values()}


def write(path: Path, data: bytes) -> None:
    """Write to a file as an editor does that keeps it: it is the same one, and later."""
    path.write_bytes(data)
    os.utime(path, ns=(0, 0))


def test_what_somebody_wrote_to_meanwhile_is_not_taken_over(site: Path) -> None:
    earlier = standing(site)
    write(site / SAME[0], b"b")
    publish(EDITED, {}, site, earlier=earlier)
    assert {path: (site / path).read_bytes() for path in EDITED} == EDITED
    earlier = standing(site)
    write(site / SAME[0], b"b")
    with pytest.raises(BriefingError, match="changed meanwhile; build again"), \
            staged(site, earlier=earlier) as stage:  # fmt: skip
        stage.lay({SAME[0]: Unchanged(digest(b"a"))})
    assert (site / SAME[0]).read_bytes() == b"b", "as it stands"


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_written_to_a_shared_file_until_the_end_is_noticed(when: str, site: Path) -> None:
    """Before it was known as the earlier site's it is read; after that the site has no imprint."""

    def swap(staged: Path, target: Path) -> None:
        staging.exchange(staged, target)
        write(target / SAME[0], b"b")

    earlier, files = standing(site), {path: Unchanged(digest(FILES[path])) for path in SAME}
    with staged(site, earlier=earlier, exchange=swap) as stage:
        laid = stage.lay({"index.html": b"edited", **files})
        if when == "before":
            write(stage.folder / SAME[0], b"c")
            with pytest.raises(BriefingError, match="as it was written"):
                stage.publish(laid, {})
            assert (site / "index.html").read_bytes() == b"first"
        else:
            assert stage.publish(laid, {}) == ""


# --- from build to build --------------------------------------------------------------------------


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Options:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    put(tmp_path / "root", SMALL)
    return Options(tmp_path / "root", tmp_path / "site", search=False, cache=True, jobs=1)


@pytest.fixture
def rebuild(options: Options, capsys: pytest.CaptureFixture[str]) -> Callable[[], set[str]]:
    """Build by the command; return the paths of the files that are others than before."""
    from briefing.cli import main

    def run() -> set[str]:
        before = numbers(options.out)
        arguments = ["--no-search", "--jobs", "1", "--out", str(options.out)]
        assert main(arguments, root=options.root) == 0, capsys.readouterr()
        now = numbers(options.out)
        return {path for path in now if now[path] != before.get(path)}

    return run


def test_after_an_edit_only_what_changed_is_written(
    options: Options, rebuild: Callable[[], set[str]]
) -> None:
    everything = rebuild()
    assert rebuild() == set()
    page = next((options.root / "content" / "places").glob("*.md"))
    page.write_text(page.read_text().rstrip() + "\n\nIt has a new bridge.\n")
    changed = rebuild()
    own = f"places/{page.stem}/index.html"
    assert {own, "manifest.json"} < changed and len(changed) < len(everything) / 2
    assert rebuild() == set(), "that nothing changed is known after a site that shares files"
    assert earlier_site(options).digests == listed(options.out)


def test_a_site_that_somebody_touched_is_compared_by_what_it_holds(
    options: Options, rebuild: Callable[[], set[str]]
) -> None:
    everything = rebuild()
    before = tree(options.out)
    (options.out / "404.html").touch()
    assert earlier_site(options) == EarlierSite(options.out)
    assert rebuild() == everything, "as bytes, though nothing was printed"
    assert tree(options.out) == before


def test_without_a_cache_nothing_is_shared(options: Options) -> None:
    from msgspec.structs import replace

    alone = replace(options, cache=False)
    assert not build(alone).failed
    before = numbers(options.out)
    assert not build(alone).failed
    assert not {*before.values()} & {*numbers(options.out).values()}
