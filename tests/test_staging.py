"""A site is replaced as a whole or not at all, whatever goes wrong."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from publishing import publish

from briefing.cli import main
from briefing.errors import BriefingError
from briefing.publish import locking as locks
from briefing.publish import staging
from briefing.publish.locking import locked
from briefing.publish.manifest import Difference, Fault, digest
from briefing.publish.staging import check_target, create_file, replace_file

if sys.platform != "win32":
    import fcntl

FIRST = {"index.html": b"first", "data/briefing.json": b"{}", "old/index.html": b"gone"}
SECOND = {"index.html": b"second", ".nojekyll": b"", "actors/a/index.html": b"a"}
INPUTS = {"seeds/a.txt": digest(b"seed")}
ROOT = Path(__file__).parent.parent


class Meeting(dict[str, bytes]):
    """Files at whose last something happens while they are written."""

    def __init__(self, files: Mapping[str, bytes], happening: Callable[[], object]) -> None:
        super().__init__(files)
        self.happening = happening

    def items(self) -> Iterator[tuple[str, bytes]]:  # type: ignore[override]
        yield from super().items()
        self.happening()


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below the folder with its mode and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mode & 0o777, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that holds a published site and nothing else."""
    out = tmp_path / "site"
    publish(FIRST, INPUTS, out)
    return out


@pytest.fixture
def umask_077() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


# --- what is written --------------------------------------------------------------


def test_a_first_build_writes_every_file_and_leaves_nothing_else(site: Path) -> None:
    assert {
        path: data for path, (_, data) in tree(site).items() if path != "manifest.json"
    } == FIRST
    assert names(site.parent) == ["site"]


def test_the_parents_of_the_target_are_made(tmp_path: Path) -> None:
    publish(FIRST, INPUTS, tmp_path / "a" / "b" / "site")
    assert (tmp_path / "a" / "b" / "site" / "index.html").read_bytes() == b"first"


def test_a_second_build_replaces_the_whole(site: Path) -> None:
    publish(SECOND, INPUTS, site)
    assert set(tree(site)) == {*SECOND, "manifest.json"}
    assert names(site.parent) == ["site"]


def test_the_manifest_lists_files_and_inputs_by_digest(site: Path) -> None:
    text = (site / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest == {
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in FIRST.items()},
        "generator": "briefing",
        "inputs": INPUTS,
    }
    assert text == json.dumps(manifest, indent=2, sort_keys=True) + "\n"


def test_the_order_of_files_and_inputs_does_not_matter(tmp_path: Path) -> None:
    inputs = {"b": "2", "a": "1"}
    publish(FIRST, inputs, tmp_path / "one")
    publish(dict(reversed(FIRST.items())), dict(reversed(inputs.items())), tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.usefixtures("umask_077")
def test_everyone_may_read_the_site_whatever_the_umask(tmp_path: Path) -> None:
    publish(FIRST, INPUTS, tmp_path / "site")
    folders = [tmp_path / "site", *(p for p in (tmp_path / "site").rglob("*") if p.is_dir())]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o755}
    assert {mode for mode, _ in tree(tmp_path / "site").values()} == {0o644}


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../../x",
        "/x",
        "",
        "a//b",
        "./x",
        "a/",
        "a\\b",
        "C:/x",
        "C:x",
        "a\0b",
        "manifest.json",
    ],
)
def test_a_path_that_leaves_the_site_is_refused(path: str, site: Path) -> None:
    before = tree(site)
    with pytest.raises(BriefingError, match="inside the site"):
        publish({**SECOND, path: b"x"}, INPUTS, site)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


# --- what may be replaced ---------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.txt": "years of work"},
        {"manifest.json": '{"name": "some web app"}'},
        {"manifest.json": '{"generator": "another"}'},
        {"manifest.json": "[]"},
        {"manifest.json": '{"generator": "brief'},
    ],
)
def test_a_folder_made_by_someone_else_is_left_alone(
    files: Mapping[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "site"
    out.mkdir()
    for name, text in files.items():
        (out / name).write_text(text)
    before = tree(out)
    with pytest.raises(BriefingError, match="not made by briefing"):
        publish(FIRST, INPUTS, out)
    assert tree(out) == before
    assert names(tmp_path) == ["site"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    publish(FIRST, INPUTS, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").exists()
    assert names(tmp_path) == ["site"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(BriefingError, match="a file, not a folder"):
        publish(FIRST, INPUTS, tmp_path / "site")
    assert (tmp_path / "site").read_text() == "a file"


@pytest.mark.parametrize("leads_to", ["elsewhere", "nowhere", "link"])
def test_a_symbolic_link_is_refused(leads_to: str, tmp_path: Path) -> None:
    publish(FIRST, INPUTS, tmp_path / "elsewhere")
    before = tree(tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(tmp_path / leads_to)
    with pytest.raises(BriefingError, match="symbolic link"):
        publish(SECOND, INPUTS, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert tree(tmp_path / "elsewhere") == before


def test_a_link_above_the_target_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    publish(FIRST, INPUTS, tmp_path / "link" / "site")
    assert names(tmp_path / "real") == ["site"]


def test_the_sources_of_the_site_are_refused_and_what_holds_them(tmp_path: Path) -> None:
    content = tmp_path / "root" / "content"
    content.mkdir(parents=True)
    for out in (content, tmp_path / "root", content / "..", tmp_path / "x" / ".." / "root"):
        with pytest.raises(BriefingError, match="which the site is made from"):
            check_target(out, (content,))
    assert check_target(tmp_path / "root" / "site", (content,)) == tmp_path / "root" / "site"


def test_a_repository_is_refused_even_if_it_holds_a_site(site: Path) -> None:
    (site / ".git").mkdir()
    with pytest.raises(BriefingError, match="history"):
        publish(SECOND, INPUTS, site)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(BriefingError, match="nothing can be written below"):
        check_target(tmp_path / "deep" / "site")
    tmp_path.chmod(0o755)


def test_a_target_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch(mode=0o777)
    with pytest.raises(BriefingError, match=r"nothing can be written below .*file$"):
        publish(FIRST, INPUTS, tmp_path / "file" / "site")


# --- what goes wrong --------------------------------------------------------------


@pytest.mark.parametrize("fault", [BriefingError("no"), RuntimeError("bug"), KeyboardInterrupt()])
def test_a_fault_while_writing_leaves_the_earlier_site(fault: BaseException, site: Path) -> None:
    before = tree(site)

    def fail() -> None:
        raise fault

    with pytest.raises(type(fault)) as caught:
        publish(Meeting(SECOND, fail), INPUTS, site)
    assert caught.value is fault
    assert tree(site) == before
    assert names(site.parent) == ["site"]


def test_a_fault_in_a_first_build_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(Meeting(FIRST, fail), INPUTS, tmp_path / "site")
    assert names(tmp_path) == []


def test_who_interrupts_the_clearing_up_comes_too_late(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new site stands, so it is not said that nothing was changed."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", interrupted)
        publish(SECOND, INPUTS, site)
        assert set(tree(site)) == {*SECOND, "manifest.json"}
        assert len(names(site.parent)) == 2
    publish(SECOND, INPUTS, site)
    assert names(site.parent) == ["site"]


def test_a_full_disk_is_one_line(site: Path) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")

    before = tree(site)
    with pytest.raises(BriefingError, match=r"^cannot write .*site: No space left on device$"):
        publish(Meeting(SECOND, full), INPUTS, site)
    assert tree(site) == before


@pytest.mark.parametrize(
    "files", [{"a": b"", "a/b": b""}, {"a/b": b"", "a": b""}, {"n" * 999: b""}]
)
def test_what_the_system_refuses_is_one_line(files: Mapping[str, bytes], site: Path) -> None:
    before = tree(site)
    with pytest.raises(BriefingError, match=r"^cannot write "):
        publish(files, INPUTS, site)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


# --- the swap ---------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has the exchange")
def test_the_exchange_swaps_two_folders(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "from").write_text(name)
    staging.exchange(tmp_path / "a", tmp_path / "b")
    assert [(tmp_path / name / "from").read_text() for name in "ab"] == ["b", "a"]
    with pytest.raises(FileNotFoundError):
        staging.exchange(tmp_path / "a", tmp_path / "missing")


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM])
def test_without_the_exchange_two_renames_do(code: int, site: Path) -> None:
    def unsupported(staged: Path, target: Path) -> None:
        raise OSError(code, os.strerror(code))

    publish(SECOND, INPUTS, site, exchange=unsupported)
    assert set(tree(site)) == {*SECOND, "manifest.json"}
    assert names(site.parent) == ["site"]


def test_an_exchange_that_fails_otherwise_leaves_the_earlier_site(site: Path) -> None:
    def busy(staged: Path, target: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    before = tree(site)
    with pytest.raises(BriefingError, match="busy"):
        publish(SECOND, INPUTS, site, exchange=busy)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


def test_if_the_second_rename_fails_the_first_is_undone(site: Path) -> None:
    def vanish(staged: Path, target: Path) -> None:
        shutil.rmtree(staged)  # so that there is nothing to rename into place
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    before = tree(site)
    with pytest.raises(BriefingError, match="No such file"):
        publish(SECOND, INPUTS, site, exchange=vanish)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


def test_a_site_set_aside_by_a_killed_build_comes_back(site: Path) -> None:
    def fail() -> None:
        raise BriefingError("the content has errors")

    before = tree(site)
    site.rename(site.with_name(".site.earlier"))  # as a kill between the two renames leaves it
    with pytest.raises(BriefingError):
        publish(Meeting(SECOND, fail), INPUTS, site)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


def test_a_site_set_aside_and_already_replaced_is_deleted(site: Path) -> None:
    shutil.copytree(site, site.with_name(".site.earlier"))
    publish(SECOND, INPUTS, site)
    assert names(site.parent) == ["site"]


# --- builds that are killed, builds that meet ---------------------------------------

KILLED = """
import os, pathlib, signal, sys
sys.path.insert(0, "tests")
from publishing import publish
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
class Files(dict):
    def items(self):
        yield from super().items()
        if sys.argv[2] == "writing": die()
publish(Files({"index.html": b"half"}), {}, pathlib.Path(sys.argv[1]), exchange=die)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("moment", ["writing", "swap"])
def test_a_killed_build_leaves_the_earlier_site_and_the_next_clears_up(
    moment: str, site: Path
) -> None:
    before = tree(site)
    command = [sys.executable, "-c", KILLED, str(site), moment]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert tree(site) == before
    assert len(names(site.parent)) == 3  # the site, the staged folder, the lock
    publish(SECOND, INPUTS, site)
    assert set(tree(site)) == {*SECOND, "manifest.json"}
    assert names(site.parent) == ["site"]


def test_only_leftovers_of_this_site_are_deleted(site: Path) -> None:
    kept = {
        ".other.1.abc.tmp",  # another site
        ".site.tmp",
        ".site.x.abc.tmp",
        "site.1.abc.tmp",
    }
    # Another program may have the number of a build that is gone; a container gives out the same.
    mine = {f".site.{number}.abc.tmp" for number in (os.getpid(), os.getppid(), 10**30)}
    for name in kept | mine:
        (site.parent / name).mkdir()
        (site.parent / name / "file").touch()
    publish(SECOND, INPUTS, site)
    assert names(site.parent) == sorted({"site", *kept})


def test_a_build_waits_for_another_and_gives_up_in_one_line(site: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    def linger() -> None:
        inside.set()
        assert leave.wait(20)

    first = threading.Thread(target=publish, args=(Meeting(FIRST, linger), INPUTS, site))
    first.start()
    assert inside.wait(20)
    with pytest.raises(BriefingError, match="another build holds"):
        publish(SECOND, INPUTS, site, patience=0.1)
    threading.Timer(0.2, leave.set).start()
    publish(SECOND, INPUTS, site, patience=20)
    first.join()
    assert set(tree(site)) == {*SECOND, "manifest.json"}
    assert names(site.parent) == ["site"]


def test_many_builds_at_once_end_in_one_whole_site(site: Path) -> None:
    def build(number: int) -> None:
        files = {f"{number}-{part}.html": b"x" for part in range(20)}
        publish(files, INPUTS, site)

    builds = [threading.Thread(target=build, args=(number,)) for number in range(8)]
    for thread in builds:
        thread.start()
    for thread in builds:
        thread.join()
    assert len({name.split("-")[0] for name in names(site) if name != "manifest.json"}) == 1
    assert len(names(site)) == 21
    assert names(site.parent) == ["site"]


def test_who_waits_in_vain_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    path = tmp_path / ".site.lock"
    with locked(tmp_path / "site", 0):
        assert path.read_text() == str(os.getpid())
        os.utime(path, (0, 0))
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(0))
        said = rf"another build holds .*lock.*: process {os.getpid()}, since {since}"
        with pytest.raises(BriefingError, match=said), locked(tmp_path / "site", 0.1):
            pass
        assert path.read_text() == str(os.getpid()), "asking for it leaves it as it is"
    assert names(tmp_path) == []


def test_a_lock_that_does_not_say_who_holds_it_is_waited_for_as_well(tmp_path: Path) -> None:
    path = tmp_path / ".site.lock"
    said = "a process that has not said its number"
    with locked(tmp_path / "site", 0):
        path.write_text("")
        with pytest.raises(BriefingError, match=said), locked(tmp_path / "site", 0.1):
            pass


@pytest.mark.parametrize("left", [str(10**30), str(os.getppid()), "", "?"])
def test_a_lock_whose_maker_is_gone_is_taken_over(left: str, tmp_path: Path) -> None:
    """Whatever number it says: another program may have it by now."""
    (tmp_path / ".site.lock").write_text(left)
    with locked(tmp_path / "site", 0):
        pass
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there the real one is used throughout")
def test_a_lock_of_windows_is_held_and_given_back_as_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what that system does for it imitated: its own lock, which refuses with EACCES."""

    def locking(file: int, mode: int, size: int) -> None:
        assert (mode, size, os.lseek(file, 0, os.SEEK_CUR)) == (2, 1, 1 << 30)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "Permission denied") from None

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    there = runpy.run_path(str(locks.__file__))["locked"]
    path = tmp_path / ".site.lock"
    for _ in range(2):
        with there(tmp_path / "site", 0):
            said = rf"another build holds .*lock.*: process {os.getpid()}, since"
            with pytest.raises(BriefingError, match=said), there(tmp_path / "site", 0.1):
                pass
            assert path.read_bytes() == str(os.getpid()).encode(), "who is refused deletes nothing"
        assert names(tmp_path) == []


# --- the last look -----------------------------------------------------------------


def spoil(site: Path, how: str) -> None:
    """Do to a site what a failing disk or another program may."""
    page = site / "index.html"
    if how == "bytes":
        page.write_bytes(b"sec0nd")
    elif how == "link":
        page.unlink()
        page.symlink_to("/dev/null")
    elif how == "pipe":
        page.unlink()
        os.mkfifo(page)
    elif how == "gone":
        page.unlink()
    elif how == "more":
        (site / "more.html").touch()
    else:
        (site / "manifest.json").write_text("{}")


SPOILT = ("bytes", "link", "pipe", "gone", "more", "manifest")


@pytest.mark.skipif(sys.platform == "win32", reason="has neither such links nor such pipes")
@pytest.mark.parametrize("renames", [False, True], ids=["exchange", "renames"])
@pytest.mark.parametrize("how", SPOILT)
def test_a_site_that_does_not_read_as_it_was_written_goes_back(
    how: str, renames: bool, site: Path
) -> None:
    """Right after the swap: the earlier site is put back, the other one deleted."""

    def swap(staged: Path, target: Path) -> None:
        if renames:
            staging._exchange_by_renames(staged, target)
        else:
            staging.exchange(staged, target)
        if (target / "actors").exists():
            spoil(target, how)

    before = tree(site)
    with pytest.raises(BriefingError, match=r"as it was written \((missing|changed, |extra)"):
        publish(SECOND, INPUTS, site, exchange=swap)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


def test_a_first_site_that_does_not_read_as_it_was_written_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Difference("index.html", Fault.MISSING)
    monkeypatch.setattr(staging, "differences", lambda *_: iter([found]))
    with pytest.raises(BriefingError, match=r"index\.html is not in"):
        publish(FIRST, INPUTS, tmp_path / "site")
    assert names(tmp_path) == []


def test_a_third_rename_that_fails_undoes_the_others(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(path: Path, there: Path) -> Path:
        if path.name.endswith(".earlier") and there.name.endswith(".tmp"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, there)

    before = tree(site)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(BriefingError, match="Input/output error"):
        publish(SECOND, INPUTS, site, exchange=staging._exchange_by_renames)
    assert tree(site) == before
    assert names(site.parent) == ["site"]


# --- `check --site` -----------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="has neither such links nor such pipes")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("bytes", "site-changed"),
        ("link", "site-changed"),
        ("pipe", "site-changed"),
        ("gone", "site-missing"),
        ("more", "site-extra"),
    ],
)
def test_what_became_of_a_site_is_told_file_by_file(
    how: str, code: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", "--site", "--out", str(site), "--format", "json"]
    assert main(command, root=site.parent) == 0
    spoil(site, how)
    assert main(command, root=site.parent) == 1
    (line,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert line["code"] == code and line["hint"]
    assert line["path"] == ("site/more.html" if how == "more" else "site/index.html")
    publish(FIRST, INPUTS, site)
    assert main(command, root=site.parent) == 0


def test_a_site_needs_no_briefing_to_be_compared_and_may_lie_anywhere(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "index.html").unlink()
    (site / "data").rename(site / "Data")
    moved = site.rename(tmp_path / "moved")
    nowhere = tmp_path / "nowhere"
    assert main(["check", "--site", "--out", str(moved), "-q"], root=nowhere) == 1
    lines = [line.split(": ")[:2] for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        [f"{moved}/Data/briefing.json:1:1", "error[site-extra]"],
        [f"{moved}/data/briefing.json:1:1", "error[site-missing]"],
        [f"{moved}/index.html:1:1", "error[site-missing]"],
    ]


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "{}",
        '{"generator": "another", "files": {}}',
        '{"generator": "briefing"}',
        '{"generator": "briefing", "files": {"index.html": 1}}',
        '{"generator": "briefing", "files": {"ind',
        "[" * 100_000,
        "\0",
    ],
)
def test_without_a_manifest_there_is_nothing_to_compare_with(
    manifest: str | None, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "manifest.json").unlink()
    if manifest is not None:
        (site / "manifest.json").write_text(manifest)
    assert main(["check", "--site", "--out", str(site)], root=site.parent) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert "manifest.json" in said.err


def test_a_list_that_names_files_elsewhere_reads_none_of_them(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = site.parent / "secret"
    secret.write_text("secret")
    manifest = json.loads((site / "manifest.json").read_text())
    for path in ("../secret", str(secret), "index.html/../../secret"):
        manifest["files"][path] = digest(b"secret")
    (site / "manifest.json").write_text(json.dumps(manifest))
    assert main(["check", "--site", "--out", str(site), "-q"], root=site.parent) == 1
    out = capsys.readouterr().out
    assert out.count("error[site-missing]") == len(out.splitlines()) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_a_name_that_is_no_text_can_be_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "\udcff\n.html").touch()
    assert main(["check", "--site", "--out", str(site), "-q"], root=site.parent) == 1
    out = capsys.readouterr().out
    assert "error[site-extra]" in out and out.count("\n") == 1


def test_a_deeply_nested_manifest_is_not_ours_and_no_traceback(site: Path) -> None:
    (site / "manifest.json").write_text("[" * 100_000)
    with pytest.raises(BriefingError, match="not made by briefing"):
        publish(SECOND, INPUTS, site)


def test_only_check_compares(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--site", "--out", str(site)], root=site.parent) == 2
    assert capsys.readouterr().err == "build.py: --site goes with check, not with build\n"


# --- what a checkout may bring along ------------------------------------------------------------

links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@links
@pytest.mark.parametrize("there", [True, False])
def test_a_lock_that_is_a_link_is_not_written_through(there: bool, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    if there:
        victim.write_bytes(b"kept")
    (tmp_path / ".site.lock").symlink_to(victim)
    with pytest.raises(BriefingError, match="delete it"):
        publish(FIRST, INPUTS, tmp_path / "site")
    assert victim.exists() == there
    assert not there or victim.read_bytes() == b"kept"


def test_a_folder_in_the_place_of_the_lock_is_named(tmp_path: Path) -> None:
    (tmp_path / ".site.lock").mkdir()
    with pytest.raises(BriefingError, match=r"\.site\.lock is a link or no file at all; delete it"):
        publish(FIRST, INPUTS, tmp_path / "site")


@links
@pytest.mark.parametrize("name", ["manifest.json", "index.html"])
@pytest.mark.parametrize("what", ["pipe", "link to a pipe", "link"])
def test_a_site_that_holds_links_and_pipes_is_waited_for_by_nobody(
    name: str, what: str, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    publish(FIRST, INPUTS, site)
    (site / name).unlink(missing_ok=True)
    pipe = site / name if what == "pipe" else tmp_path / "pipe"
    os.mkfifo(pipe)
    if what == "link":
        pipe.unlink()
        pipe.write_bytes(b"of somebody else")
    if what != "pipe":
        (site / name).symlink_to(pipe)
    if name == "manifest.json":
        with pytest.raises(BriefingError, match="not made by briefing"):
            publish(SECOND, INPUTS, site)
    else:
        publish(SECOND, INPUTS, site)
        assert not (site / name).is_symlink()


@links
def test_a_site_set_aside_that_is_a_link_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept.txt").write_bytes(b"kept")
    for name in (".site.earlier", ".site.1.x.tmp"):
        (tmp_path / name).symlink_to(tmp_path / "other")
    publish(FIRST, INPUTS, tmp_path / "site")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "site"]
    assert (tmp_path / "other" / "kept.txt").read_bytes() == b"kept"


@links
def test_nothing_is_written_through_a_folder_that_leads_out(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    (root / "schemas").symlink_to(other)
    (root / "inside").mkdir()
    (root / "again").symlink_to(root / "inside")
    for write in (create_file, replace_file):
        with pytest.raises(BriefingError, match="a link leads out of"):
            write(root, "schemas/a.json", b"1")
    assert [*other.iterdir()] == []
    create_file(root, "again/a.json", b"1")
    replace_file(root, "again/a.json", b"2")
    assert (root / "inside" / "a.json").read_bytes() == b"2"
