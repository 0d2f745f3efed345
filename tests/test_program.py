"""What the program calls itself, where it was cloned and where it is installed."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest

from briefing import program
from briefing.cli import main


@pytest.mark.parametrize(
    ("called", "name", "command"),
    [
        ("build.py", "build.py", "python build.py"),
        ("folder/build.py", "build.py", "python build.py"),
        ("/usr/bin/briefing", "briefing", "briefing"),
        ("briefing.exe", "briefing", "briefing"),
        ("", "build.py", "python build.py"),
    ],
)
def test_the_program_is_called_as_it_was_called(
    called: str, name: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    assert (program.name(), program.command()) == (name, command)


def test_installed_it_names_nothing_that_only_a_checkout_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/briefing"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "briefing.serve.serving", None)
    said = []
    for words in (["build"], ["new", "actor"], ["bild"], ["--help"], ["serve"]):
        if words == ["serve"]:
            (tmp_path / "content").mkdir()
        with suppress(SystemExit):
            main(words)
        said += capsys.readouterr()
    text = "\n".join(said)
    assert "build.py" not in text
    assert "make " not in text.replace("make the site", "")
    assert "constraints/" not in text
    assert "usage: briefing" in text
    assert 'pip install "briefing[serve]"' in text
