"""Install the peers, pinned in `versions.toml`: `python -m bench.peers [NAME ...]`.

Each gets a folder of its own below `.cache/bench`. One that cannot be installed is told of
and left out. Exit status: 0 when all asked for are there, 1 when one is not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.peers.tool import PEERS

VERSIONS = Path(__file__).with_name("versions.toml")

Packages = Mapping[str, Sequence[str]]


def pinned() -> Mapping[str, Packages]:
    """Return for each peer its packages, by the client that installs them."""
    with VERSIONS.open("rb") as stream:
        return tomllib.load(stream)


def commands(packages: Packages, folder: Path) -> Iterator[Sequence[str]]:
    """Yield the commands that install a peer into its folder."""
    if python := packages.get("python"):
        pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input")
        yield sys.executable, "-m", "venv", "--clear", str(folder)
        # All that is needed is named, so nothing else comes along.
        yield *pip, "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", *python
    if npm := packages.get("npm"):
        quiet = ("--no-audit", "--no-fund", "--loglevel", "error")
        yield "npm", "install", "--prefix", str(folder), *quiet, *npm


def install(name: str) -> bool:
    """Install a peer anew; say whether it worked."""
    folder = PEERS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        for command in commands(pinned()[name], folder):
            subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(folder)
        sys.stderr.write(f"bench.peers: {name} is not installed: {error}\n")
        return False
    sys.stdout.write(f"{name} is installed\n")
    return True


def main(names: Sequence[str]) -> int:
    """Install the peers that are named, or all; return the exit status."""
    if unknown := sorted(set(names) - set(pinned())):
        sys.stderr.write(f"bench.peers: there is no {unknown[0]}, but {', '.join(pinned())}\n")
        return 1
    failed = [name for name in names or pinned() if not install(name)]
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
