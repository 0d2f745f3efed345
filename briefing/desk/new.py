"""``new``: a page to begin with, or a whole briefing, is written where nothing was."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from msgspec import Struct

from briefing.desk.beginnings import beginning
from briefing.desk.starters import check_label, starter
from briefing.draw.world import PATH, read_world
from briefing.errors import BriefingError
from briefing.link.names import key
from briefing.program import name
from briefing.publish.staging import create_file, create_folder
from briefing.read.files import bundled_templates, read_files, read_source, read_templates

BRIEFING = "briefing"
"""What is asked for in place of a kind of page to begin a whole briefing."""


class Made(Struct, frozen=True):
    """What was written: the paths below a root, and what is to be done next."""

    root: Path
    paths: tuple[str, ...]
    then: str


def new(words: Sequence[str], root: Path) -> Made:
    """Write what the words of the command line ask for."""
    match words:
        case [kind, folder, text] if kind == BRIEFING:
            return new_briefing(Path(folder), Path(text))
        case [kind, title] if kind != BRIEFING:
            return new_page(root, kind, title)
        case [kind, *title] if kind != BRIEFING:
            check_label(kind)
            written = " ".join(title)
            quoted = quote(written) if '"' in written else f'"{written}"'
            raise BriefingError(f"say: {name()} new {kind} {quoted}")
    raise BriefingError(f"say: {name()} new {BRIEFING} DIR SOURCE.txt")


def new_page(root: Path, label: str, title: str) -> Made:
    """Write a new page of a kind into a briefing."""
    page = starter(read_files(root), label, title, _countries(root))
    create_file(root, page.path, page.text.encode())
    return Made(root, (page.path,), 'fill it in and delete "draft: true"')


def new_briefing(folder: Path, text: Path) -> Made:
    """Write a new briefing on a text into a folder that is empty or not there yet."""
    source, data = read_source(text)
    files = beginning(source, data, _countries(folder))
    create_folder(folder, files)
    return Made(folder, tuple(files), "check what was guessed in content/")


def _countries(root: Path) -> frozenset[str]:
    """Return the names of the countries on the map, as keys."""
    world = read_templates(bundled_templates(), root).get(PATH)
    units = read_world(world).units.values() if world else ()
    return frozenset(key(unit.name) for unit in units)
