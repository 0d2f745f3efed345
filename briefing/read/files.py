"""The only door to a briefing's own files.

Everything below ``content/`` and ``seeds/`` is read once, in sorted order, as text where
it is text. What cannot be read as such is a diagnostic, and the rest is still read.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType

from msgspec import Struct

from briefing import disk
from briefing.diagnostics import Diagnostic, Position, problem
from briefing.errors import BriefingError, NoContentError
from briefing.model import SourceFile

TEXTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "content": frozenset({".md", ".markdown", ".yml", ".yaml"}),
        "seeds": frozenset({".md", ".txt"}),
    }
)
"""The endings of the files that are read as text, by folder."""

INPUTS = ("content", "seeds", "templates")
"""The folders of a briefing that its site is made from."""

LOCK = "content/evidence.lock"
"""What the editors accepted: kept beside the content, read for the checks, never shown."""

SHADOWED = "bundled/"
"""Before the path of a bundled file of words on which a briefing's own lies."""

_MISNAMED = re.compile(
    r"content/(?:articles|actors|places|glossary|events|pages)/(?:[^/]+\.txt|[^/.]+)"
)
_TOO_LARGE = 32 * 1024 * 1024
_MOST = 10  # characters of a sort that are told of one file: more is no text at all
# Controls (of both sets) and what Unicode says will never be a character.
_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# These turn the writing direction for all that follows, and so can hide what a line says.
# The marks U+200E, U+200F and U+061C act on their own place only and are welcome.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Files(Struct, frozen=True):
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
    if not disk.is_folder(root / "content"):
        raise NoContentError(root)
    texts: dict[str, SourceFile] = {}
    others: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    problems: list[Diagnostic] = []
    real_root = root.resolve()
    for path, file, inside in _walk(root, real_root):
        data = _bytes(file, path, inside, real_root, problems)
        if data is None:
            continue
        digests[path] = hashlib.sha256(data).hexdigest()
        if file.suffix.lower() in TEXTS[path.partition("/")[0]] or _seems_page(path, data):
            texts[path] = SourceFile(path, _decoded(data, path, problems))
        else:
            others[path] = data
    content = tuple(text for path, text in texts.items() if path.startswith("content/"))
    seeds = {path: text for path, text in texts.items() if path.startswith("seeds/")}
    return Files(content, seeds, others, digests, tuple(problems))


def _seems_page(path: str, data: bytes) -> bool:
    """Say whether a file has a front matter and another ending, as an editing program gave it."""
    return bool(_MISNAMED.fullmatch(path)) and data.removeprefix(codecs.BOM_UTF8)[:3] == b"---"


def _walk(root: Path, real_root: Path) -> Iterator[tuple[str, Path, bool]]:
    """Yield (path below the root, file, whether its folder really lies there), sorted.

    Names that begin with . or _ are private.
    """
    found = []
    for top in filter(disk.is_folder, (root / "content", root / "seeds")):
        for name, folders, files in os.walk(top, onerror=_unreadable):
            folder = Path(name)
            folders[:] = [name for name in folders if name[0] not in "._"]
            # A link to a folder is not followed; it is yielded as a file and told so there.
            links = [name for name in folders if disk.is_link(folder / name)]
            own = [name for name in (*files, *links) if name[0] not in "._"]
            below = folder.relative_to(root).as_posix()
            inside = folder.resolve().is_relative_to(real_root)
            found += [(f"{below}/{name}", folder / name, inside) for name in own]
    yield from sorted(found)


def _unreadable(error: OSError) -> None:
    """Stop at a folder that cannot be listed: its pages must not vanish in silence."""
    raise BriefingError(f"{error.filename} cannot be read: {error.strerror}") from error


def _bytes(
    file: Path, path: str, inside: bool, root: Path, problems: list[Diagnostic]
) -> bytes | None:
    """Read a file that really lies below the root, or say why it is not read.

    ``inside`` says so of the folder that it is listed in.
    """
    if not path.isprintable():
        message, hint = "the name of this file cannot be shown", "use plain letters"
        shown = path.encode("unicode-escape").decode()
        problems.append(problem("encoding", Position(shown), message, hint))
        return None
    try:
        if not (file.resolve().is_relative_to(root) if disk.is_link(file) else inside):
            message = "this link leads out of the briefing's folder"
            problems.append(problem("missing-file", Position(path), message, "copy the file here"))
            return None
        status = file.stat()
        if not S_ISREG(status.st_mode):
            message, hint = "this is not a file", "links to folders are not followed"
            problems.append(problem("missing-file", Position(path), message, hint))
            return None
        if status.st_size > _TOO_LARGE:
            message = f"the file is larger than {_TOO_LARGE // 1024 // 1024} MB"
            problems.append(problem("bad-value", Position(path), message, "make it smaller"))
            return None
        return file.read_bytes()
    except (OSError, RuntimeError) as error:
        # Until Python 3.13 a link that leads to itself is a RuntimeError.
        reason = getattr(error, "strerror", "") or "the link leads to itself"
        message = f"the file cannot be read: {reason}"
        problems.append(problem("missing-file", Position(path), message))
        return None


def _decoded(data: bytes, path: str, problems: list[Diagnostic]) -> str:
    """Decode UTF-8, with or without a byte order mark, and lines that end in any way."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = "the file is UTF-16, not UTF-8"
        problems.append(problem("encoding", Position(path), message, "save it as UTF-8"))
        return _lines(data.decode("utf-16", "replace").replace("\0", "\ufffd"))
    try:
        text = _lines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = _lines(data[: error.start].decode("utf-8"))
        hint = "save the file as UTF-8"
        message = f"byte {data[error.start]:#04x} is not UTF-8"
        problems.append(problem("encoding", _end_of(before, path), message, hint))
        text = _lines(data.decode("utf-8", "replace"))
    found = [*misplaced(text, path)]
    problems.extend(control_character(x[0], _end_of(text[: x.start()], path)) for x in found)
    return _CONTROL.sub(" ", text) if found else text


def read_source(path: Path) -> tuple[SourceFile, bytes]:
    """Read a text that is to become a source, as it will be read below ``seeds/``.

    Raises ``BriefingError`` for one that could not be read there; nothing is guessed.
    """
    if not disk.is_file(path):
        there = "is a folder, not a file" if disk.is_folder(path) else "is not there"
        raise BriefingError(f"{path} {there}; name the file with the text")
    endings = sorted(TEXTS["seeds"], reverse=True)
    if path.suffix.lower() not in endings:
        raise BriefingError(f"{path.name} is no source text: that is a {' or '.join(endings)} file")
    data = path.read_bytes()
    problems: list[Diagnostic] = []
    if len(data) > _TOO_LARGE:
        raise BriefingError(f"{path} is larger than {_TOO_LARGE // 1024 // 1024} MB")
    text = _decoded(data, f"seeds/{path.name}", problems)
    if problems:
        found = problems[0]
        where = f"{path}:{found.position.line}:{found.position.column}"
        raise BriefingError(f"{where}: {found.message} ({found.hint})")
    return SourceFile(f"seeds/{path.name}", text), data


def control_character(character: str, position: Position) -> Diagnostic:
    """Return what is said of a character that is no text."""
    message = f"the control character U+{ord(character):04X} has no place in a text"
    return problem("encoding", position, message, "delete it")


def misplaced(text: str, path: str) -> Iterator[re.Match[str]]:
    """Yield the characters that a text must not hold, of each sort as many as one will mend.

    A source text is kept as it is, so its writing directions are its own affair.
    """
    turning = not (path.startswith("seeds/") or text.isascii())
    for pattern in (_CONTROL, _TURNING)[: 1 + turning]:
        yield from islice(pattern.finditer(text), _MOST)


def _lines(text: str) -> str:
    """Return the text without byte order marks before it, its lines ended by line feeds."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _end_of(text: str, path: str) -> Position:
    """Return the position right after a text that begins a file."""
    return Position(path, text.count("\n") + 1, len(text) - text.rfind("\n"))


def bundled_templates() -> Path:
    """Return the folder of the bundled templates: in the package, or in a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if disk.is_folder(installed) else package.parent / "templates"


def read_templates(bundled: Path, root: Path, *, safe: bool = False) -> Mapping[str, bytes]:
    """Read the templates that come with the tool; a briefing's own replace them one by one.

    A file of words only lies on top of the bundled one, which is kept under ``SHADOWED``.
    With ``safe`` the briefing's own words are all that is taken of it: the rest is code.
    """
    templates: dict[str, bytes] = {}
    for folder in dict.fromkeys((bundled, root / "templates")):
        for path, file in _templates(folder):
            if safe and folder != bundled and not _is_words(path):
                continue
            data = file.read_bytes()
            other = templates.get(path, data) != data
            if other and path.startswith("languages/"):
                templates[f"{SHADOWED}{path}"] = templates[path]
            templates[path] = data
    if "base.html" not in templates:
        raise BriefingError(f"the templates are missing: there is no base.html in {bundled}")
    return templates


def refused_templates(bundled: Path, root: Path, *, safe: bool = False) -> tuple[Diagnostic, ...]:
    """Say which of a briefing's own templates are not taken.

    A link may not lead out of the briefing's folder. With ``safe`` nothing is taken that is
    code and not what comes with the tool anyway.
    """
    folder, real_root, problems = root / "templates", root.resolve(), []
    if folder.resolve() == bundled.resolve():
        return ()
    for path, file in _templates(folder):
        place = Position(f"templates/{path}")
        if not file.resolve().is_relative_to(real_root):
            message = "this link leads out of the briefing's folder"
            problems.append(problem("template", place, message, "copy the file here"))
        elif safe and not _is_words(path) and not _same(file, bundled / path):
            message = "a template of the briefing's own is code, and --safe takes none"
            problems.append(problem("template", place, message, "read it, then leave --safe out"))
    return tuple(problems)


def _templates(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the templates below a folder, sorted; names that begin with . or _ are private."""
    if not disk.is_folder(folder):
        return
    # Not by rglob, which passes over a folder that it may not list.
    walked = os.walk(folder, onerror=_unreadable)
    for file in sorted(Path(name, file) for name, _, files in walked for file in files):
        if disk.is_file(file) and file.name[0] not in "._":
            yield file.relative_to(folder).as_posix(), file


def _is_words(path: str) -> bool:
    """Say whether a template is a file of words, which holds texts and nothing that is run."""
    return path.startswith("languages/") and path.endswith(".yml")


def _same(file: Path, other: Path) -> bool:
    return disk.is_file(other) and file.read_bytes() == other.read_bytes()
