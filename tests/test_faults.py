"""Whatever happens in the middle of a build, the site is whole: the old one or the new one.

``make faults`` sets ``FAULTS`` to a number of builds to be ended at random; each operation on
files of a build fails in turn then, too. Without it a part of that is tried, always the same.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLE, ROOT, SITE
from faults import ERRORS, FIRST, INPUTS, SECOND, Tripwire, refusing, tripped, whole
from publishing import publish
from smallsite import SMALL
from test_cli import FAST
from test_search_index import WHOLE, answering, script

from briefing.cli import main
from briefing.errors import BriefingError
from briefing.publish import search

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="speaks to Linux's processes")

TRIALS = int(os.environ.get("FAULTS", "0"))
MINUTES = pytest.mark.timeout(7200 if TRIALS else 240)
PLAIN = {
    "content/site.yml": SITE,
    "content/articles/text.md": ARTICLE,
    "seeds/text.txt": "First passage.\n\nSecond passage.\n",
    **FAST,
}
MORE = {"content/pages/new.md": "---\ntitle: New\n---\n\nWhat the old site has not.\n"}


def put(root: Path, *sets: Mapping[str, str | bytes]) -> Path:
    for files in sets:
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def beside(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir())


class Ground:
    """A briefing whose site is old, and what the site is to become; in this process."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.root, self.site = put(folder / "root", PLAIN), folder / "out" / "site"
        self.options = ["--jobs", "1", "--out", str(self.site), *options]
        self._kept = folder / "kept"
        assert self.build()[0] == 0
        self.old = whole(self.site)
        shutil.copytree(self.site, self._kept)
        put(self.root, MORE)
        assert self.build()[0] == 0
        self.new = whole(self.site)
        assert self.old != self.new

    def build(self) -> tuple[int, str]:
        """Build; return the status and what was printed on standard error."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(self.options, root=self.root)
        return status, err.getvalue()

    def again(self) -> None:
        """Put the old site back."""
        shutil.rmtree(self.site)
        shutil.copytree(self._kept, self.site)

    def judge(self, status: int, said: str) -> None:
        """Judge what a build has left in which something went wrong, then build once more."""
        assert status in (0, 1, 2)
        assert said.count("\n") == 1 and "Traceback" not in said, said
        assert whole(self.site) == (self.old if status else self.new)
        if status:
            assert beside(self.site) == ["site"], "a failed build leaves nothing"
        self.heal()

    def heal(self) -> None:
        """The next build succeeds, gives the very bytes and clears up."""
        assert self.build()[0] == 0
        assert whole(self.site) == self.new
        assert beside(self.site) == ["site"]


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path, "--no-search")


# --- an error at every operation on files --------------------------------------------------------


@MINUTES
@pytest.mark.parametrize("code", ERRORS, ids=lambda code: errno.errorcode[code])
def test_a_publication_survives_an_error_at_each_operation(code: int, tmp_path: Path) -> None:
    site = tmp_path / "out" / "site"
    publish(SECOND, INPUTS, site)
    new = whole(site)
    publish(FIRST, INPUTS, site)
    old = whole(site)
    tried: Counter[str] = Counter()
    for number in count(1):
        with tripped(number, refusing(code)) as wire:
            try:
                publish(SECOND, INPUTS, site)
                failed = ""
            except BriefingError as error:
                failed = str(error)
                assert failed.startswith("cannot write ") or "it cannot be read" in failed
        if not wire.fired:
            break
        tried[wire.fired] += 1
        assert whole(site) == (old if failed else new), f"{number} {wire.fired}"
        publish(SECOND, INPUTS, site)
        assert whole(site) == new and beside(site) == ["site"], f"{number} {wire.fired}"
        publish(FIRST, INPUTS, site)
    assert tried.total() > 80 and len(tried) > 15, tried


@MINUTES
@pytest.mark.parametrize("how", ["exchange", "renames"])
def test_a_publication_survives_its_end_at_each_operation(how: str, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tests" / "faults.py"), str(tmp_path), how]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    tried, stood = json.loads(done.stdout)
    assert sum(tried.values()) > 80 and min(stood.values()) > 20, (tried, stood)


@MINUTES
@pytest.mark.parametrize("cached", [True, False], ids=["cache", "no cache"])
def test_a_build_survives_an_error_at_each_operation(
    cached: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is read, kept and written; without ``FAULTS`` some thirty of some 1500."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ground = Ground(tmp_path, "--no-search", *([] if cached else ["--no-cache"]))
    step = 1 if TRIALS else 53
    statuses: Counter[int] = Counter()
    for number in count(1, step):
        ground.again()
        with tripped(number, refusing(ERRORS[number // step % 3])) as wire:
            status, said = ground.build()
        if not wire.fired:
            break
        statuses[status] += 1
        assert whole(ground.site) == (ground.old if status else ground.new), (number, wire.fired)
        assert said.count("\n") == 1, said
        ground.heal()
    assert statuses[2] > 5 and statuses[0] > 2, statuses


@pytest.mark.parametrize("name", ["content", "seeds", "templates"])
@pytest.mark.parametrize("number", [1, 5, 40, 90, 160, 250])
def test_a_source_that_vanishes_is_told(name: str, number: int, ground: Ground) -> None:
    ground.again()
    kept = ground.root.with_name("kept source")
    with tripped(number, lambda: (ground.root / name).rename(kept)) as wire:
        status, said = ground.build()
    assert wire.fired
    kept.rename(ground.root / name)
    if name == "templates" and status == 0:
        # The bundled ones do as well: a site of what was there at one moment or another.
        whole(ground.site)
        return ground.heal()
    ground.judge(status, said)
    return None


# --- a disk that is full, or may not be written to -----------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=777", "none", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError as error:
        pytest.skip(f"no mount: {error}")
    if done.returncode:
        pytest.skip(f"a file system may not be mounted here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@MINUTES
@pytest.mark.parametrize("elsewhere", [True, False], ids=["the site's alone", "the only one"])
def test_a_disk_that_fills_up_is_one_line(
    elsewhere: bool, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every fill level; where it is the only one, nothing can be kept or set down either."""
    if not elsewhere:
        monkeypatch.setenv("XDG_CACHE_HOME", str(disk / "cache"))
        monkeypatch.setattr("tempfile.tempdir", str(disk))
    ground = Ground(disk)
    statuses: Counter[int] = Counter()
    needed = sum(len(data) + 4096 for data in ground.new.values())
    for share in range(10) if not TRIALS else range(0, 200, 3):
        ground.again()
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(
            bytes(max(0, free - needed * share // (8 if not TRIALS else 150)))
        )
        status, said = ground.build()
        (disk / "filler").unlink()
        statuses[status] += 1
        if status:
            assert "No space left on device" in said or "Pagefind" in said, said
        ground.judge(status, said)
    assert statuses[2] > 4 and statuses[0], statuses


def test_a_target_that_may_not_be_written_to_is_one_line(disk: Path) -> None:
    ground = Ground(disk, "--no-search")
    ground.again()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        status, said = ground.build()
        assert status == 2
        assert "nothing can be written below" in said or "Read-only" in said
        assert said.count("\n") == 1
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    ground.judge(status, said)


@pytest.mark.parametrize("size", [0, 100, 2000])
def test_a_file_that_may_not_grow_is_one_line(size: int, tmp_path: Path) -> None:
    """The limit on the size of a file, which needs no rights: as a quota that is used up."""
    import resource

    root, site = put(tmp_path / "root", PLAIN), tmp_path / "out" / "site"
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--out", str(site)]
    command += ["--no-search", "--no-cache"]
    subprocess.run(command, check=True, capture_output=True)
    old = whole(site)
    put(root, MORE)
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # Python itself keeps what it cut short
    done = subprocess.run(
        command, capture_output=True, text=True, preexec_fn=limit, check=False, env=env
    )
    assert done.returncode == 2 and "File too large" in done.stderr
    assert done.stderr.count("\n") == 1
    assert whole(site) == old and beside(site) == ["site"]
    subprocess.run(command, check=True, capture_output=True)
    assert len(whole(site)) > len(old)


# --- Pagefind misbehaves -------------------------------------------------------------------------

CRASH = "import os, signal, sys; sys.stdin.buffer.read1(); os.kill(os.getpid(), signal.SIGSEGV)"
FEWER = json.dumps({"languages": {"en": {"hash": "en_1", "wasm": "en", "page_count": 1}}}).encode()


def stand_in(how: str, folder: Path) -> list[str]:
    """Return the command line of a Pagefind that fails in a certain way."""
    if how == "missing":
        return [str(folder / "no-such-program")]
    if how == "not a program":
        (folder / "text").write_text("hello")
        return [str(folder / "text")]
    if how in ("fewer pages", "a short part", "no part"):
        parts = {**WHOLE}
        if how == "fewer pages":
            parts["pagefind-entry.json"] = FEWER
        else:
            parts["pagefind-entry.json"] = WHOLE["pagefind-entry.json"].replace(b": 2", b": 9")
            parts["wasm.en.pagefind"] = parts["wasm.en.pagefind"][:9] if "short" in how else b""
        return answering(folder, parts)
    programs = {"crashing": CRASH, "silent": "", "hanging": "import time; time.sleep(600)"}
    return script(folder, programs[how])


FAILURES = {
    "missing": "Pagefind cannot be run: No such file or directory",
    "not a program": "Pagefind cannot be run: ",
    "crashing": "Pagefind failed: ",
    "silent": "Pagefind failed: ",
    "hanging": "it did not finish within",
    "fewer pages": "the search index holds 1 pages, not the",
    "a short part": "Pagefind did not hand over all of wasm",
    "no part": "Pagefind did not hand over all of wasm",
}


@pytest.mark.parametrize("how", FAILURES)
def test_a_pagefind_that_fails_is_one_line_and_changes_nothing(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(tmp_path, "--no-cache")
    ground.again()
    (tmp_path / "stand-in").mkdir()
    command = stand_in(how, tmp_path / "stand-in")
    failing = partial(search.search_index, command=command, timeout=1.0)

    def answer(
        files: Mapping[str, str], language: str, pages: int, **more: Any
    ) -> Mapping[str, bytes]:
        return failing(files, language, 9 if "part" in how else pages, **more)

    monkeypatch.setattr(search, "search_index", answer)
    status, said = ground.build()
    assert status == 2 and FAILURES[how] in said
    assert not processes(command[-1]), "it does not run on"
    monkeypatch.undo()
    ground.judge(status, said)


# --- processes that are ended from outside -------------------------------------------------------


def processes(*words: str, group: int | None = None) -> list[int]:
    """Return the processes that run, of a group or by words of their command lines."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode(errors="replace")
            state, _, its_group = (place / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        wanted = all(word in line for word in words) and group in (None, int(its_group))
        if state not in "ZX" and wanted:
            found.append(int(place.name))
    return found


def until(done: Callable[[], object], seconds: float) -> bool:
    """Wait for something; say whether it came about."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.0005)
    return True


def begun(root: Path, site: Path, *options: str) -> subprocess.Popen[str]:
    """Begin a build in a group of processes of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(root), "--out", str(site)]
    return subprocess.Popen(
        [*command, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finished(build: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = build.communicate(timeout=120)
    return build.returncode, said


class Kills:
    """Builds of two briefings into one folder, turn by turn, of which every second is killed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.site = folder / "out" / "site"
        self.roots = [put(folder / "old", SMALL), put(folder / "new", SMALL, MORE)]
        self.dice = random.Random(seed)
        self.wanted: dict[tuple[Path, bool], dict[str, bytes]] = {}
        self.lasts: dict[bool, float] = {}
        self.stood: Counter[str] = Counter()
        for searched in (True, False):
            for root in self.roots:
                begin = time.monotonic()
                self.rebuild(root, searched)
                self.lasts[searched] = time.monotonic() - begin

    def rebuild(self, root: Path, searched: bool) -> None:
        """Build, and see that the site is what it was when it was first built."""
        options = [] if searched else ["--no-search"]
        assert finished(begun(root, self.site, *options))[0] == 0
        site = whole(self.site)
        assert site == self.wanted.setdefault((root, searched), site)
        assert beside(self.site) == ["site"]

    def trial(self, number: int) -> None:
        """Kill one build, at any moment or while it writes and swaps, all of it or its head."""
        before = whole(self.site)
        root, searched = self.roots[number % 2], number % 3 == 0
        options = [*([] if searched else ["--no-search"]), *(["--no-cache"] if number % 5 else [])]
        build = begun(root, self.site, "--jobs", str(1 + number % 4 // 2), *options)
        if number % 2:
            time.sleep(self.dice.random() * self.lasts[searched] * 1.05)
        else:
            until(lambda: len(beside(self.site)) > 1 or build.poll() is not None, 60)
            time.sleep(self.dice.random() * 0.06)
        alone = number % 7 < 3
        with contextlib.suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(build.pid, signal.SIGKILL)
        status, _ = finished(build)
        assert until(lambda: not processes(group=build.pid), 10), "what it had begun ends with it"
        found, new = whole(self.site), self.wanted[root, searched]
        assert found in (before, new), "neither the old site nor the new"
        when = "ended by itself" if status == 0 else "killed alone" if alone else "killed"
        self.stood[f"{when}, {'new' if found == new else 'old'}"] += 1
        self.rebuild(root, searched)


@MINUTES
def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kills = Kills(tmp_path, seed=8)
    for number in range(TRIALS or 10):
        kills.trial(number)
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(sorted(kills.stood.items()))}\n")
    killed = sum(n for how, n in kills.stood.items() if how.startswith("killed"))
    assert killed > (TRIALS or 10) // 3, kills.stood


def test_a_process_of_the_build_that_is_killed_is_one_line(tmp_path: Path) -> None:
    """One of those that render, as the system does when memory runs out."""
    root, site = tmp_path / "root", tmp_path / "out" / "site"
    corpus = [sys.executable, "-m", "bench.corpus", "300", str(root)]
    subprocess.run(corpus, cwd=ROOT, check=True, capture_output=True)  # long enough to be caught at
    assert finished(begun(root, site, "--no-search"))[0] == 0
    old = whole(site)
    for trial in range(3):
        build = begun(root, site, "--jobs", "2", "--no-cache", *(["--no-search"] * (trial % 2)))
        workers: list[int] = []

        def found(build: subprocess.Popen[str] = build, workers: list[int] = workers) -> bool:
            group = processes("build.py", group=build.pid)
            time.sleep(0.02)  # what was to become Pagefind is it by now
            lasting = {*processes("build.py", group=build.pid)}
            workers[:] = [one for one in group if one in lasting and one != build.pid]
            return bool(workers) or build.poll() is not None

        assert until(found, 60) and workers
        os.kill(workers[0], signal.SIGKILL)
        status, said = finished(build)
        assert (status, said) == (2, "build.py: a process of the build was ended from outside\n")
        assert until(lambda build=build: not processes(group=build.pid), 10)  # type: ignore[misc]
        assert whole(site) == old and beside(site) == ["site"]
    assert finished(begun(root, site, "--no-search", "--no-cache"))[0] == 0
    assert whole(site) == old


def test_two_builds_of_one_target_both_end_well(tmp_path: Path) -> None:
    site = tmp_path / "out" / "site"
    roots = [put(tmp_path / "a", PLAIN), put(tmp_path / "b", PLAIN, MORE)]
    builds = [begun(root, site, "--no-search") for root in roots * 2]
    assert [finished(build)[0] for build in builds] == [0] * 4
    assert whole(site) and beside(site) == ["site"]


# --- a build that finds nothing to do -----------------------------------------------------------


def spoiled(how: str, site: Path) -> None:
    """Do to a site what a build must see, whatever it remembers of it."""
    page = site / "index.html"
    status, data = page.stat(), page.read_bytes()
    if how == "bytes, at the same time":
        page.write_bytes(data[:-1] + b"!")
        os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif how == "another file of that time and size":
        other = page.with_name("other")
        other.write_bytes(b"x" * len(data))
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(page)
    elif how == "rights":
        page.chmod(0o600)
    elif how == "a file more":
        (site / "more").touch()
    elif how == "a leftover":
        (site.parent / f".site.{10**30}.abc.tmp").mkdir()
    else:
        shutil.move(site / "404.html", site / "405.html")


@pytest.mark.parametrize(
    "how",
    [
        "bytes, at the same time",
        "another file of that time and size",
        "rights",
        "a file more",
        "a leftover",
        "a name",
    ],
)
def test_what_was_done_to_a_site_that_stood_is_undone(how: str, ground: Ground) -> None:
    ground.heal()
    spoiled(how, ground.site)
    ground.heal()
    assert {path.stat().st_mode & 0o777 for path in ground.site.rglob("*.html")} == {0o644}


def test_a_link_in_the_place_of_a_site_that_stood_is_refused(ground: Ground) -> None:
    ground.heal()
    moved = ground.site.rename(ground.site.with_name("moved"))
    ground.site.symlink_to(moved)
    status, said = ground.build()
    assert status == 2 and "symbolic link" in said


def test_a_file_that_was_away_while_a_site_was_made_is_missed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Away when it was read, back when all is over: as when branches are switched."""
    from briefing import pipeline

    file, away = ground.root / "content/pages/new.md", ground.root / "away"
    real = pipeline.read_files

    def read_files(root: Path) -> object:
        file.rename(away)
        try:
            return real(root)
        finally:
            away.rename(file)

    ground.again()
    monkeypatch.setattr(pipeline, "read_files", read_files)
    assert ground.build()[0] == 0
    monkeypatch.undo()
    ground.heal()


@pytest.mark.parametrize("name", ["content/pipe.md", "content/files/pipe", "templates/pipe"])
def test_a_pipe_among_the_sources_is_not_waited_for(name: str, ground: Ground) -> None:
    pipe = ground.root / name
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    status, said = ground.build()
    assert status == (0 if name.startswith("templates") else 1) and said.count("\n") == 1


@pytest.mark.parametrize("cache", [[], ["--no-cache"]], ids=["cache", "no cache"])
def test_a_file_in_the_place_of_a_folder_of_templates_is_no_matter(
    cache: list[str], tmp_path: Path
) -> None:
    root = put(tmp_path / "root", {k: v for k, v in PLAIN.items() if k[:9] != "templates"})
    (root / "templates").touch()
    assert main(["--no-search", "-q", *cache], root=root) == 0


# --- the harness itself ------------------------------------------------------------------------


def test_the_wire_trips_where_it_is_told_to(tmp_path: Path) -> None:
    """The harness itself: it counts what is done, stops it, and lets half of a text arrive."""
    file = tmp_path / "file"
    wires: list[Tripwire] = []
    for number in range(1, 5):
        with tripped(number, refusing(errno.EIO)) as wire, contextlib.suppress(OSError):
            file.write_bytes(b"1234")
            file.chmod(0o600)
        wires.append(wire)
    assert [wire.fired for wire in wires] == [
        "open a file",
        "write a file",
        "close a file",
        "chmod",
    ]
    with tripped(2, refusing(errno.ENOSPC)), pytest.raises(OSError, match="No space"):
        file.write_bytes(b"1234")
    assert file.read_bytes() == b"12"
