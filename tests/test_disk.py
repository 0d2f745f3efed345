"""What lies at a path: each answer, and each refusal, under any Python."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.disk import exists, is_file, is_folder, is_link

LOOKS = (exists, is_file, is_folder, is_link)


def answers(path: Path) -> tuple[bool, ...]:
    return tuple(look(path) for look in LOOKS)


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("text", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for name, target in {"to file": "file", "to folder": "folder", "to none": "none"}.items():
        (tmp_path / name).symlink_to(target)
    (tmp_path / "to itself").symlink_to("to itself")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("file", (True, True, False, False)),
        ("folder", (True, False, True, False)),
        ("to file", (True, True, False, True)),
        ("to folder", (True, False, True, True)),
        ("to none", (False, False, False, True)),
        ("to itself", (False, False, False, True)),
        ("none", (False, False, False, False)),
        ("file/below", (False, False, False, False)),
    ],
)
def test_what_lies_there_is_said(ground: Path, name: str, wanted: tuple[bool, ...]) -> None:
    assert answers(ground / name) == wanted


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_is_there_and_neither(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert answers(tmp_path / "pipe") == (True, False, False, False)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES, errno.ENAMETOOLONG])
def test_what_cannot_be_looked_at_is_not_absent(
    look: Callable[[Path], bool], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, **how: bool) -> os.stat_result:
        raise OSError(code, os.strerror(code), path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refused)
        with pytest.raises(OSError, match=os.strerror(code)):
            look(Path("there"))


def test_what_windows_calls_no_name_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoNameError(OSError):
        errno = errno.EINVAL
        winerror = 123

    def refused(path: Path, **how: bool) -> os.stat_result:
        raise NoNameError

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refused)
        assert answers(Path("a?b")) == (False, False, False, False)
