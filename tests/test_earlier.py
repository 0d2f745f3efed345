"""What a new site takes over from the one that stands: shared if it is the same, never by guess."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest
from conftest import tree
from msgspec.structs import replace
from publishing import publish
from smallsite import SMALL
from test_memo import put

from briefing.errors import BriefingError
from briefing.pipeline import Options, build, produce
from briefing.publish import staging
from briefing.publish.earlier import EarlierSite
from briefing.publish.imprint import Mark, imprint, marks
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


def unchanged(path: str) -> Unchanged:
    """Return a file as one that need not be made."""
    return Unchanged(digest(FILES[path]), lambda: pytest.fail(f"{path} is made"))


def test_what_is_known_to_be_the_same_needs_no_bytes(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = standing(site)
    monkeypatch.setattr("briefing.publish.earlier.file_of", lambda *_: pytest.fail("it is read"))
    assert earlier.holds("index.html", digest(b"first"))
    assert not earlier.holds("index.html", digest(b"another"))
    with staged(site, earlier=earlier) as stage:
        laid = stage.lay({path: unchanged(path) for path in FILES})
        assert laid == {path: digest(data) for path, data in FILES.items()}
        assert stage.read("index.html") == b"first"


def test_an_interrupted_build_leaves_the_files_that_it_shared(site: Path) -> None:
    before = tree(site)
    with pytest.raises(KeyboardInterrupt), staged(site, earlier=standing(site)) as stage:
        stage.lay(FILES)
        raise KeyboardInterrupt
    assert tree(site) == before and [*site.parent.iterdir()] == [site]


def test_a_file_that_changes_while_it_is_shared_is_given_up(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at it and its second name: the name goes, what somebody wrote stays."""
    (path, known), page = (SAME[0], listed(site)[SAME[0]]), site / SAME[0]
    real = os.link

    def link(there: str, name: str) -> None:
        page.write_bytes(b"b")
        os.utime(page, ns=(1, 1))
        real(there, name)

    lender = standing(site)
    monkeypatch.setattr(os, "link", link)
    assert not lender.lend(path, known, str(tmp_path / "name"))
    assert not (tmp_path / "name").exists()
    assert page.read_bytes() == b"b"


@pytest.mark.parametrize("code", [errno.EPERM, errno.EMLINK, errno.EXDEV, errno.ENOTSUP])
def test_where_files_have_one_name_only_they_are_copied(
    code: int, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refused)
    before, earlier = numbers(site), standing(site)
    with staged(site, earlier=earlier) as stage:
        files = {"index.html": b"edited", **{path: unchanged(path) for path in SAME}}
        stage.publish(stage.lay(files), {})
    assert {path: (site / path).read_bytes() for path in EDITED} == EDITED
    assert not {*numbers(site).values()} & {*before.values()}


def test_a_second_name_that_is_there_though_it_was_refused_is_one(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk behind a network whose first answer was lost."""
    link = os.link

    def late(*names: str) -> None:
        link(*names)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    monkeypatch.setattr(os, "link", late)
    before = numbers(site)
    publish(EDITED, {}, site, earlier=standing(site))
    assert {path for path, number in numbers(site).items() if before.get(path) == number} == {*SAME}


def test_nothing_is_written_into_a_file_that_is_there(site: Path) -> None:
    """It may be one of the earlier site."""
    with pytest.raises(BriefingError, match="exists"), \
            staged(site, earlier=standing(site)) as stage:  # fmt: skip
        stage.lay(FILES)
        stage.lay(EDITED)
    assert {path: (site / path).read_bytes() for path in FILES} == FILES


def rewritten(file: Path) -> None:
    """Write to a file as an editor does that keeps it: it is the same one, and later."""
    file.write_bytes(b"b")
    os.utime(file, ns=(0, 0))


def in_secret(file: Path) -> None:
    """Write as many bytes and put the time of writing back."""
    status = file.stat()
    file.write_bytes(b"b")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def led_away(file: Path) -> None:
    file.rename(file.parent / "away")
    file.symlink_to("away")


@pytest.mark.parametrize(
    "touched",
    [rewritten, in_secret, Path.unlink, led_away, lambda file: file.chmod(0o600)],
    ids=["rewritten", "in secret", "deleted", "led away", "closed"],
)
def test_what_somebody_touched_meanwhile_is_not_shared(
    touched: Callable[[Path], None], site: Path
) -> None:
    """Between the look at the earlier site and the moment when a file of it is laid down."""
    earlier = standing(site)
    touched(site / SAME[0])
    files = {SAME[0]: Unchanged(digest(b"a"), lambda: b"a"), SAME[1]: unchanged(SAME[1])}
    with staged(site, earlier=earlier) as stage:
        assert stage.publish(stage.lay({"index.html": b"edited", **files}), {})
    found = {path: (site / path).read_bytes() for path in EDITED}
    assert found == EDITED and not (site / SAME[0]).is_symlink()
    assert stat.S_IMODE((site / SAME[0]).stat().st_mode) == 0o644


def test_what_another_build_put_in_its_place_is_not_taken_for_it(site: Path) -> None:
    earlier = standing(site)
    publish(dict.fromkeys(FILES, b"another"), {}, site)
    made = {path: Unchanged(digest(data), lambda data=data: data) for path, data in FILES.items()}  # type: ignore[misc]
    with staged(site, earlier=earlier) as stage:
        stage.publish(stage.lay(made), {})
    assert {path: (site / path).read_bytes() for path in FILES} == FILES


@pytest.mark.parametrize("touched", [rewritten, lambda file: file.chmod(0o600), Path.unlink])
def test_what_is_touched_right_after_the_swap_leaves_no_imprint(
    touched: Callable[[Path], None], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = staging._clear_away

    def touching(folder: Path) -> None:
        clear(folder)
        if (site / SAME[0]).exists():
            touched(site / SAME[0])

    monkeypatch.setattr(staging, "_clear_away", touching)
    assert publish(EDITED, {}, site, earlier=standing(site)) == ""


def test_what_is_written_to_a_shared_file_before_the_swap_is_found(site: Path) -> None:
    with staged(site, earlier=standing(site)) as stage:
        laid = stage.lay({path: unchanged(path) for path in FILES})
        rewritten(stage.folder / SAME[0])
        with pytest.raises(BriefingError, match="as it was written"):
            stage.publish(laid, {})


@pytest.mark.parametrize("other", [{"size": 1}, {"mode": 1}, {"written": 1}])
def test_a_file_is_the_same_by_size_mode_and_time(other: dict[str, int]) -> None:
    own = Mark(size=7, mode=0o100644, written=9, changed=9)
    assert own.same(replace(own, changed=10)) and not own.same(replace(own, **other))


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


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), BriefingError("no index")])
def test_after_a_build_that_came_to_nothing_the_site_is_known_as_before(
    fault: BaseException,
    options: Options,
    rebuild: Callable[[], set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rebuild()
    page = next((options.root / "content" / "places").glob("*.md"))
    before = page.read_text()
    page.write_text(f"{before.rstrip()}\n\nIt has a new bridge.\n")
    names = []

    def fail(stage: staging.Stage, *_: object) -> str:
        names.append((options.out / "404.html").stat().st_nlink)
        raise fault

    with monkeypatch.context() as patched, pytest.raises(type(fault)):
        patched.setattr(staging.Stage, "publish", fail)
        produce(options)
    assert names == [2], "it was shared"
    assert earlier_site(options).digests == listed(options.out)
    page.write_text(before)
    assert rebuild() == set()


def test_processes_that_are_not_forked_share_as_well(
    options: Options, rebuild: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = rebuild()
    page = next((options.root / "content" / "places").glob("*.md"))
    page.write_text(page.read_text().rstrip() + "\n\nIt has a new bridge.\n")
    before = numbers(options.out)
    monkeypatch.setattr("briefing.workers._context", lambda: get_context("spawn"))
    assert not build(replace(options, jobs=2)).failed
    now = numbers(options.out)
    changed = {path for path in now if now[path] != before.get(path)}
    assert f"places/{page.stem}/index.html" in changed and len(changed) < len(everything) / 2


def test_without_a_cache_nothing_is_shared(options: Options) -> None:
    alone = replace(options, cache=False)
    assert not build(alone).failed
    before = numbers(options.out)
    assert not build(alone).failed
    assert not {*before.values()} & {*numbers(options.out).values()}
