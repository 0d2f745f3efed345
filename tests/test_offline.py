"""A build talks to no other machine, and starts no program but the one that makes the index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Project

GUARD = """
import os, sys

def guard(event, arguments):
    if event == "socket.__new__" and arguments[1] not in UNIX:
        raise RuntimeError(f"a socket: {arguments[1:]}")
    if event in ASKING:
        raise RuntimeError(f"{event}: {arguments}")
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        with open(LOG, "a") as log:
            log.write(f"{os.fsdecode(arguments[0])}\\n")

LOG = os.environ["GUARD_LOG"]
UNIX = {1}  # AF_UNIX: the processes of this machine among themselves
ASKING = {f"socket.{what}" for what in ("getaddrinfo", "gethostbyname", "gethostbyaddr")}
sys.addaudithook(guard)
"""
"""A module that Python imports at the start of every process of a build, before all others."""


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which no Python process opens a socket to another machine."""
    folder = tmp_path / "guard"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    path = os.pathsep.join((str(folder), str(ROOT)))
    return {**os.environ, "PYTHONPATH": path, "GUARD_LOG": str(tmp_path / "started")}


def run(*command: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=55
    )


def started(env: dict[str, str]) -> set[str]:
    """Return the names of the programs that were started."""
    log = Path(env["GUARD_LOG"])
    return {Path(line).stem for line in log.read_text().splitlines()} if log.exists() else set()


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "from urllib.request import urlopen; urlopen('http://127.0.0.1:9/')",
        "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c',"
        " 'import socket; socket.socket()']))",
    ],
)
def test_who_opens_a_socket_is_caught(guarded: dict[str, str], code: str) -> None:
    done = run(sys.executable, "-c", code, env=guarded)
    assert done.returncode == 1 and "RuntimeError: " in done.stderr


def test_a_build_opens_no_socket_and_starts_the_search_alone(
    guarded: dict[str, str], tmp_path: Path
) -> None:
    """The briefing of this repository, whole: read, linked, checked, drawn, indexed, published."""
    site = tmp_path / "site"
    done = run(
        sys.executable, "build.py", "-q", "--no-cache", "--out", str(site), env=guarded
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (site / "pagefind" / "pagefind.js").is_file()
    own = {Path(sys.executable).stem, Path(sys.executable).resolve().stem}
    programs = started(guarded) - own
    assert programs and all(name.startswith("pagefind") for name in programs), programs


@pytest.mark.parametrize("command", ["check", "links", "suggest", "accept", "schema"])
def test_other_commands_open_none_either(
    guarded: dict[str, str], project: Project, command: str
) -> None:
    done = run(sys.executable, "build.py", command, "--root", str(project({})), env=guarded)
    assert done.returncode == 0, done.stderr
    assert not started(guarded)


def can_unshare() -> bool:
    """Say whether this system lets a process have a network of its own, without any other."""
    unshare = shutil.which("unshare")
    return (
        bool(unshare)
        and not subprocess.run(
            [str(unshare), "-rn", "true"], capture_output=True, check=False
        ).returncode
    )


@pytest.mark.skipif(not can_unshare(), reason="the system gives no network of one's own")
def test_where_there_is_no_network_the_site_is_the_same(project: Project, tmp_path: Path) -> None:
    """Pagefind is another program, which no hook of Python sees: here it has no network at all."""
    root = project({})
    here, alone = tmp_path / "here", tmp_path / "alone"
    build = (sys.executable, "build.py", "-q", "--no-cache", "--root", str(root), "--out")
    environment = dict(os.environ)
    for command in ((*build, str(here)), ("unshare", "-rn", *build, str(alone))):
        done = run(*command, env=environment)
        assert done.returncode == 0, done.stderr
    files = sorted(path.relative_to(here) for path in here.rglob("*") if path.is_file())
    assert any(path.parts[0] == "pagefind" for path in files)
    assert files == sorted(path.relative_to(alone) for path in alone.rglob("*") if path.is_file())
    assert all((here / path).read_bytes() == (alone / path).read_bytes() for path in files)
