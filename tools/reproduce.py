"""Build a briefing under many conditions and compare the sites, byte by byte.

``python -m tools.reproduce [--root DIR] [--only WORD]`` builds the site once plainly and then
once under each condition of the table below: another folder, language, time zone, day, hash seed,
umask, order of the files on disk, number of processes, cache, mode of Python. It prints what
each came to and the files that differ; status 1 if one does.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
FOLDERS = ("content", "seeds", "templates")

# Runs the command line in a process whose folders come in an odd order and whose day is another.
_ODD = """
import os, random, sys, time
dice = random.Random(int(sys.argv.pop(1)))
real_list, real_scan, day = os.listdir, os.scandir, float(sys.argv.pop(1))
def shuffled(found):
    found = list(found)
    dice.shuffle(found)
    return found
class scandir:
    def __init__(self, *where):
        with real_scan(*where) as found:
            self.left = iter(shuffled(found))
    def __iter__(self): return self
    def __next__(self): return next(self.left)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
os.listdir = lambda *where: shuffled(real_list(*where))
os.scandir = scandir
real_time = time.time
time.time = lambda: real_time() + day
sys.path.insert(0, sys.argv.pop(1))
from briefing.cli import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """What is different about one build.

    ``prepare`` gets the folder to work in and returns the root to build; ``first`` are options
    of a build that is done before, into the same folder and with the same cache. ``humble`` takes
    root's right to write anywhere.
    """

    name: str
    options: tuple[str, ...] = ("--no-cache",)
    python: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Path, Path], Path] = lambda root, folder: root
    umask: int = 0o022
    odd: tuple[str, str] | None = None
    first: tuple[str, ...] | None = None
    cwd: Callable[[Path, Path], Path] = lambda root, folder: folder
    bare: bool = False
    humble: bool = False


def _copied(root: Path, folder: Path) -> Path:
    """Copy a briefing, its files made in the reverse of their order and with other times."""
    there = folder / "ein anderer Ort" / "日本 ʿ"
    files = (path for name in FOLDERS for path in (root / name).rglob("*") if path.is_file())
    for number, file in enumerate(sorted(files, reverse=True)):
        copy = there / file.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        os.utime(copy, (number * 1e6, number * 1e6))
    return there


def _locked_up(root: Path, folder: Path) -> Path:
    """Copy a briefing to where nothing may be written."""
    there = _copied(root, folder)
    for path in [*there.rglob("*"), there]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o755)
    return there


def _linked(root: Path, folder: Path) -> Path:
    """Lead to a briefing by a link."""
    (folder / "link").symlink_to(root)
    return folder / "link"


def _relative(root: Path, folder: Path) -> Path:
    return Path(os.path.relpath(root, folder))


_POSIX = {"LANG": "C", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}

CONDITIONS: Sequence[Condition] = (
    Condition("another folder, files made in another order", prepare=_copied),
    Condition("the root by a relative path", prepare=_relative),
    Condition("the root by a link", prepare=_linked),
    Condition("standing in the root", cwd=lambda root, folder: root),
    Condition("a root where nothing may be written", prepare=_locked_up, humble=True),
    Condition("the locale POSIX, no UTF-8", env=_POSIX),
    Condition("the locale C.UTF-8", env={"LC_ALL": "C.UTF-8"}),
    Condition("a time zone ahead", env={"TZ": "Pacific/Kiritimati"}),
    Condition("a time zone behind", env={"TZ": "America/St_Johns"}),
    Condition("hash seed 0", env={"PYTHONHASHSEED": "0"}),
    Condition("hash seed 1", env={"PYTHONHASHSEED": "1"}),
    Condition("hash seed 4711", env={"PYTHONHASHSEED": "4711"}),
    Condition("umask 077", umask=0o077),
    Condition("umask 000", umask=0),
    Condition("folders listed in odd order", odd=("1", "0")),
    Condition("folders listed in another odd order", odd=("2", "0")),
    Condition("ten years later", odd=("3", "315576000")),
    Condition("one process", ("--no-cache", "--jobs", "1")),
    Condition("two processes", ("--no-cache", "--jobs", "2")),
    Condition("three processes", ("--no-cache", "--jobs", "3")),
    Condition("a cold cache", ()),
    Condition("a warm cache", (), first=("--drafts", "--base-url", "https://example.org/x/")),
    Condition("a warm cache, nothing to do", (), first=()),
    Condition("a warm cache of one process", ("--jobs", "1"), first=("--no-search",)),
    Condition("over another site", first=("--no-cache", "--no-search")),
    Condition("python -O", python=("-O", "-B")),
    Condition("python -OO", python=("-OO", "-B")),
    Condition("python -X utf8", python=("-X", "utf8")),
    Condition("python -X utf8=0", python=("-X", "utf8=0")),
    Condition("python -B -s", python=("-B", "-s")),
    Condition("no environment at all", bare=True),
)


def build(condition: Condition, root: Path, folder: Path) -> Path:
    """Build a briefing under a condition in a folder; return the site."""
    folder.mkdir(parents=True)
    site, start = folder / "out" / "site", condition.prepare(root, folder)
    site.parent.mkdir()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        **({} if condition.bare else {"XDG_CACHE_HOME": str(folder / "cache")}),
        **condition.env,
    }
    for options in (condition.first, condition.options):
        if options is not None:
            command = [*_program(condition), "--root", str(start), "--out", str(site), "-q"]
            done = subprocess.run(
                [*command, *options],
                stdout=subprocess.PIPE,  # what is said of the content is not the matter here
                env=environment,
                cwd=condition.cwd(root, folder),
                umask=condition.umask,
                check=False,
            )
            if done.returncode:
                sys.exit(f"{condition.name}: status {done.returncode}\n{done.stdout.decode()}")
    return site


def _program(condition: Condition) -> list[str]:
    if condition.humble and os.geteuid() == 0 and (setpriv := shutil.which("setpriv")):
        rights = "-dac_override,-dac_read_search"
        return [setpriv, f"--bounding-set={rights}", sys.executable, str(HERE / "build.py")]
    if condition.odd:
        return [sys.executable, *condition.python, "-c", _ODD, *condition.odd, str(HERE)]
    return [sys.executable, *condition.python, str(HERE / "build.py")]


def digests(site: Path) -> Mapping[str, str]:
    """Return what there is of a site by path: how each file may be used, and its digest."""
    found = {}
    for path in site.rglob("*"):
        mode = stat.filemode(path.lstat().st_mode)
        data = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(site).as_posix()] = f"{mode} {hashlib.sha256(data).hexdigest()}"
    return found


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return the paths whose files differ, or are on one side only."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def compare(
    root: Path, folder: Path, conditions: Sequence[Condition]
) -> Iterator[tuple[str, list[str]]]:
    """Build plainly, then under each condition; yield its name and the files that differ."""
    plain = digests(build(Condition("plain"), root, folder / "plain"))
    for number, condition in enumerate(conditions):
        place = folder / str(number)
        yield condition.name, differing(plain, digests(build(condition, root, place)))
        shutil.rmtree(place, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print a line for each condition, and return 1 if anything differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=HERE, help="the briefing")
    parser.add_argument("--only", default="", metavar="WORD", help="conditions with this word")
    asked = parser.parse_args(arguments)
    chosen = [condition for condition in CONDITIONS if asked.only in condition.name]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for name, paths in compare(asked.root.resolve(), Path(folder), chosen):
            wrong += bool(paths)
            _say(f"{'differs' if paths else 'same':8} {name}")
            for path in paths:
                _say(f"         {path}")
    _say(f"{len(chosen) - wrong} of {len(chosen)} conditions give the same bytes")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
