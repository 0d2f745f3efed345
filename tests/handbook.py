"""The fenced examples of the handbook, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^(`{3,})(\w*)(?: ([^\n]+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


class Fence(NamedTuple):
    """An example: its language, the path of the file that it is, its text."""

    language: str
    path: str
    text: str


def fences(page: str) -> Iterator[Fence]:
    """Yield the fenced examples of a page in their order."""
    yield from (Fence(*map(str, found.group(2, 3, 4))) if found[3] else
                Fence(found[2], "", found[4]) for found in _FENCE.finditer(page))  # fmt: skip


def without_fences(page: str) -> str:
    """Return a page without its examples."""
    return _FENCE.sub("", page)


def put(root: Path, fence: Fence) -> None:
    """Write an example as the file that it is."""
    file = root / fence.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fence.text, encoding="utf-8", newline="\n")


def change(root: Path, fence: Fence) -> None:
    """Make the changes that an example shows, each at the one place where its lines stand."""
    file = root / fence.path
    text = file.read_text(encoding="utf-8")
    for part in fence.text.split("@@\n"):
        lines = [line if line.strip() else " \n" for line in part.splitlines(keepends=True)]
        assert all(line[0] in "+- " for line in lines), f"{fence.path}: a line without its sign"
        old = "".join(line[1:] for line in lines if line[0] != "+")
        new = "".join(line[1:] for line in lines if line[0] != "-")
        # The lines begin at the margin: "a: 1" is not to be found within "  a: 1".
        found = [m.start() for m in re.finditer(rf"^{re.escape(old)}", text, re.MULTILINE)]
        assert len(found) == 1, f"{fence.path} has {len(found)} times:\n{old}"
        text = text[: found[0]] + new + text[found[0] + len(old) :]
    file.write_text(text, encoding="utf-8", newline="\n")
