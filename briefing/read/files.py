"""The only door to a briefing's own files.

Everything below ``content/`` and ``seeds/`` is read once, in sorted order, as text where
it is text. What cannot be read as such is a diagnostic, and the rest is still read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.diagnostics import BriefingError, Diagnostic, Position, problem
from briefing.model import SourceFile

TEXTS = frozenset({".md", ".yml", ".yaml", ".txt"})
_TOO_LARGE = 32 * 1024 * 1024
_FORBIDDEN = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a briefing: texts, and all others (pictures, documents) by path.

    ``digests`` holds the SHA-256 of every file that was read, for the manifest.
    """

    content: tuple[SourceFile, ...]
    seeds: Mapping[str, SourceFile]
    others: Mapping[str, bytes]
    digests: Mapping[str, str]
    problems: tuple[Diagnostic, ...]


def read_files(root: Path) -> Files:
    """Read everything below ``content/`` and ``seeds/`` of a briefing's root."""
    if not (root / "content").is_dir():
        raise BriefingError(f"there is no folder content/ in {root}; --root names another")
    texts: dict[str, SourceFile] = {}
    others: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path, file in _walk(root):
        data = _bytes(file, path, root, problems)
        if data is None:
            continue
        digests[path] = hashlib.sha256(data).hexdigest()
        if file.suffix.lower() in TEXTS:
            texts[path] = SourceFile(path, _decoded(data, path, problems))
        else:
            others[path] = data
    content = tuple(text for path, text in texts.items() if path.startswith("content/"))
    seeds = {path: text for path, text in texts.items() if path.startswith("seeds/")}
    return Files(content, seeds, others, digests, tuple(problems))


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path below the root, file), sorted; names that begin with . or _ are private."""
    found = []
    for top in ("content", "seeds"):
        for folder, folders, files in os.walk(root / top):
            folders[:] = [name for name in folders if name[0] not in "._"]
            found += [Path(folder, name) for name in files if name[0] not in "._"]
    yield from sorted((file.relative_to(root).as_posix(), file) for file in found)


def _bytes(file: Path, path: str, root: Path, problems: list[Diagnostic]) -> bytes | None:
    """Read a file that really lies below the root, or say why it is not read."""
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            message = "this link leads out of the briefing's folder"
            problems.append(problem("missing-file", Position(path), message, "copy the file here"))
            return None
        if file.stat().st_size > _TOO_LARGE:
            message = f"larger than {_TOO_LARGE // 1024 // 1024} MB"
            problems.append(problem("bad-value", Position(path), message))
            return None
        return file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        problems.append(problem("missing-file", Position(path), message))
        return None


def _decoded(data: bytes, path: str, problems: list[Diagnostic]) -> str:
    """Decode UTF-8, with or without a byte order mark, and lines that end in any way."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        hint = "save the file as UTF-8"
        message = f"byte {data[error.start]:#04x} is not UTF-8"
        problems.append(problem("encoding", _end_of(before, path), message, hint))
        text = data.decode("utf-8", "replace")
    odd = next((i for i, character in enumerate(text) if character in _FORBIDDEN), None)
    if odd is not None:
        message = f"the control character U+{ord(text[odd]):04X} has no place in a text"
        problems.append(problem("encoding", _end_of(text[:odd], path), message, "delete it"))
        text = "".join(" " if character in _FORBIDDEN else character for character in text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _end_of(text: str, path: str) -> Position:
    """Return the position right after a text that begins a file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Position(path, len(lines), len(lines[-1].lstrip("\ufeff")) + 1)


def read_templates(bundled: Path, root: Path) -> Mapping[str, bytes]:
    """Read the templates that come with the tool; a briefing's own replace them one by one."""
    templates: dict[str, bytes] = {}
    for folder in dict.fromkeys((bundled, root / "templates")):
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.is_file() and file.name[0] not in "._":
                templates[file.relative_to(folder).as_posix()] = file.read_bytes()
    if "base.html" not in templates:
        raise BriefingError(f"the templates are missing: there is no base.html in {bundled}")
    return templates
