"""The same bytes wherever, whenever and by however many a site is built (`make reproduce`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from smallsite import SMALL

from tools import reproduce
from tools.reproduce import CONDITIONS, Condition, build, compare, differing, digests

EACH = (
    "another folder",
    "relative path",
    "nothing may be written",
    "POSIX",
    "hash seed 4711",
    "umask 077",
    "in odd order",
    "ten years",
    "one process",
    "two processes",
    "a warm cache",
    "nothing to do",
    "python -OO",
)
"""What the suite tries; ``make reproduce`` tries all."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefing that uses everything."""
    root = tmp_path_factory.mktemp("reproduce") / "root"
    for path, text in SMALL.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.mark.timeout(240)
def test_no_condition_changes_a_byte(root: Path, tmp_path: Path) -> None:
    chosen = [next(c for c in CONDITIONS if word in c.name) for word in EACH]
    assert len(set(map(id, chosen))) == len(EACH)
    assert {name: paths for name, paths in compare(root, tmp_path, chosen) if paths} == {}


def test_what_changes_bytes_is_found_and_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The comparison itself: another input is another site, and it says where."""
    drafts = Condition("drafts", ("--no-cache", "--drafts", "--no-search"))
    monkeypatch.setattr(reproduce, "CONDITIONS", (drafts,))
    assert reproduce.main(["--root", str(root)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("differs  drafts\n") and "\n         actors/secret/index.html\n" in said
    assert said.endswith("0 of 1 conditions give the same bytes\n")


def test_a_file_by_itself_a_folder_and_a_mode_count(root: Path, tmp_path: Path) -> None:
    site = build(Condition("plain", ("--no-cache", "--no-search")), root, tmp_path / "a")
    before = digests(site)
    (site / "more").mkdir()
    (site / "index.html").chmod(0o600)
    (site / "404.html").unlink()
    assert differing(before, digests(site)) == ["404.html", "index.html", "more"]


def test_the_odd_order_is_odd(root: Path, tmp_path: Path) -> None:
    """A program that took folders as they come would be found out."""
    import subprocess
    import sys

    lists = (
        "import os, sys; sys.stdout.write(repr("
        f"[os.listdir({str(root)!r} + '/content/events'), "
        f"[e.name for e in os.scandir({str(root)!r} + '/content/events')]]))"
    )
    code = reproduce._ODD.partition("from briefing")[0] + lists
    orders = {
        subprocess.run(
            [sys.executable, "-c", code, str(seed), "0", "."], capture_output=True, check=True
        ).stdout
        for seed in range(8)
    }
    assert len(orders) > 4


def test_every_condition_has_a_name_of_its_own() -> None:
    assert len({condition.name for condition in CONDITIONS}) == len(CONDITIONS) >= 30
