"""Put the finished site in place: all of it, or none of it.

1. Refuse a folder that is not ours to replace.
2. Take the lock and clear away what a killed build left behind.
3. Write every file into a fresh sibling folder, and a ``manifest.json`` that lists them.
4. Swap that folder with the site in one step, then delete the earlier site.

Whatever goes wrong before step 4 leaves the earlier site as it was.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path, PureWindowsPath
from tempfile import mkdtemp
from time import monotonic, sleep

from briefing.diagnostics import BriefingError

if sys.platform != "win32":
    import fcntl

MANIFEST = "manifest.json"
GENERATOR = "briefing"

# The kernel or the file system does not know the exchange; older container runtimes
# answer EPERM to every call that they have not heard of.
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


def exchange(staged: Path, target: Path) -> None:
    """Swap two folders in one step that nobody can see half done (Linux, ``renameat2``)."""
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    call = getattr(library, "renameat2", None)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if call(here, os.fsencode(staged), here, os.fsencode(target), swap):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def publish(
    files: Mapping[str, bytes],
    inputs: Mapping[str, str],
    out: Path,
    *,
    protected: tuple[Path, ...] = (),
    exchange: Callable[[Path, Path], None] = exchange,
    patience: float = 30.0,
) -> None:
    """Replace the site at ``out`` by ``files``, as a whole or not at all.

    ``files`` maps paths below the site to bytes, ``inputs`` the path of every input to its
    digest. ``protected`` folders are never replaced. ``patience`` is how many seconds to
    wait for another build.
    """
    target = check_target(out, protected)
    with _plainly(out):
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target, patience), _staging(target) as staged:
            _write(staged, files)
            (staged / MANIFEST).write_bytes(_manifest(files, inputs))
            _open_to_all(staged)
            _swap(staged, target, exchange)


def replace_file(path: Path, data: bytes) -> None:
    """Write one file in place of another, as a whole or not at all."""
    staged = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with _plainly(path):
        try:
            staged.write_bytes(data)
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)


def create_file(root: Path, name: str, data: bytes) -> None:
    """Write a file below a folder; one that is there already is never touched, even in a race."""
    path = root / _inside(name)
    with _plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            made = path.open("xb")
        except FileExistsError:
            raise BriefingError(f"{name} is there already; nothing was written") from None
        try:
            with made:
                made.write(data)
        except BaseException:
            path.unlink()
            raise


def create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is empty or not there yet; all of them, or none."""
    with _plainly(folder):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise BriefingError(f"{folder} is no folder; name one that is empty or not there yet")
        if folder.exists() and any(folder.iterdir()):
            raise BriefingError(f"{folder} is not empty; name a folder that is, or a new one")
    written: list[Path] = []
    try:
        for name, data in files.items():
            create_file(folder, name, data)
            written.append(folder / name)
    except BaseException:
        for path in written:
            path.unlink()
        raise


def digest(data: bytes) -> str:
    """Return the SHA-256 of the data in hexadecimal, as ``manifest.json`` gives it."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def _plainly(out: Path) -> Iterator[None]:
    """Say what the system refused in one line: a full disk is no fault of the program."""
    try:
        yield
    except OSError as error:
        raise BriefingError(f"cannot write {out}: {error.strerror or error}") from error


# --- what may be replaced ---------------------------------------------------------


def check_target(out: Path, protected: tuple[Path, ...] = ()) -> Path:
    """Return the folder that ``out`` names; refuse one whose replacement would destroy something.

    Asked before the pages are rendered, so that a mistyped ``--out`` is told at once.
    """
    with _plainly(out):
        if reason := _objection(out, protected):
            raise BriefingError(f"{out} is not replaced: {reason}")
        return out.resolve()


def _objection(out: Path, protected: tuple[Path, ...]) -> str:
    """Say why the folder must not be replaced, or return an empty text."""
    if out.is_symlink():
        return "it is a symbolic link; name the folder itself"
    target = out.resolve()
    for folder in protected:
        if folder.resolve().is_relative_to(target):
            return f"it holds {folder}, which the site is made from"
    if target.exists() and not target.is_dir():
        return "it is a file, not a folder"
    if (target / ".git").exists():
        return "it holds a .git, whose history would be lost"
    if target.exists() and not _ours(target):
        return f"it was not made by {GENERATOR}; empty it or name another folder"
    above = next(folder for folder in target.parents if folder.exists())
    usable = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
    return "" if usable else f"nothing can be written below {above}"


def _ours(folder: Path) -> bool:
    """Tell whether the folder is empty or was made by this tool, as its manifest says."""
    if not any(folder.iterdir()):
        return True
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("generator") == GENERATOR


# --- one build at a time ----------------------------------------------------------


@contextmanager
def flock_file(path: Path) -> Iterator[None]:
    """Hold the file by the system's own lock, which a killed process cannot leave behind."""
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.fstat(held.fileno()).st_nlink:
            raise BlockingIOError  # the build before us deleted it after we had opened it
        try:
            yield
        finally:
            path.unlink()


@contextmanager
def pid_file(path: Path) -> Iterator[None]:
    """Hold the file by having made it, where the system has no locks."""
    try:
        with path.open("x") as made:
            made.write(str(os.getpid()))
    except FileExistsError as error:
        holder = path.read_text()
        if holder.isdigit() and not _alive(int(holder)):
            path.unlink()
        raise BlockingIOError from error
    try:
        yield
    finally:
        path.unlink()


Lock = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def locked(
    target: Path, patience: float, lock: Lock = pid_file if sys.platform == "win32" else flock_file
) -> Iterator[None]:
    """Keep other builds off the target; wait for theirs at most ``patience`` seconds."""
    path = target.with_name(f".{target.name}.lock")
    deadline = monotonic() + patience
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(lock(path))
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise BriefingError(f"another build holds {path}; try again later") from None
                sleep(0.05)
        yield


# --- the staged folder ------------------------------------------------------------


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Lend a fresh folder beside the target, on the same file system, so that a rename will do.

    Its name carries the number of this process, by which a later build knows it for a leftover.
    """
    _clear(target)
    prefix = f".{target.name}.{os.getpid()}."
    staged = Path(mkdtemp(prefix=prefix, suffix=".tmp", dir=target.parent))
    try:
        yield staged
    finally:
        # After an exchange this is the earlier site, otherwise what was never finished.
        shutil.rmtree(staged, ignore_errors=True)


def _clear(target: Path) -> None:
    """Undo what a killed build left: put a set-aside site back, delete staged folders."""
    aside = _aside(target)
    if aside.is_dir() and not target.exists():
        aside.rename(target)
    elif aside.is_dir() and _ours(aside):
        shutil.rmtree(aside, ignore_errors=True)
    leftover = re.compile(rf"\.{re.escape(target.name)}\.(\d+)\.\w+\.tmp")
    for path in target.parent.iterdir():
        match = leftover.fullmatch(path.name)
        # Our own number can only be a dead build's: in a container it is the same each time.
        if match and (int(match[1]) == os.getpid() or not _alive(int(match[1]))):
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    """Tell whether a process runs under that number; if that cannot be known, assume so."""
    if sys.platform == "win32":
        return True  # there, asking by signal would end the process
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _write(staged: Path, files: Mapping[str, bytes]) -> None:
    """Write every file below the staged folder."""
    for name, data in files.items():
        path = staged / _inside(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _inside(name: str) -> str:
    """Return the path as it is; refuse one that leads out of the site or to its manifest."""
    odd = any(part in ("", ".", "..") for part in name.split("/")) or set(name) & {"\\", "\0"}
    if odd or PureWindowsPath(name).anchor or name == MANIFEST:
        raise BriefingError(f"{name!r} cannot be a path inside the site")
    return name


def _manifest(files: Mapping[str, bytes], inputs: Mapping[str, str]) -> bytes:
    """List all files and all inputs with their digests."""
    listed = {name: digest(data) for name, data in files.items()}
    manifest = {"files": listed, "generator": GENERATOR, "inputs": dict(inputs)}
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _open_to_all(staged: Path) -> None:
    """Let everyone read the site, whatever the umask."""
    for path in (staged, *staged.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


# --- the swap ---------------------------------------------------------------------


def _swap(staged: Path, target: Path, exchange: Callable[[Path, Path], None]) -> None:
    """Put the staged folder in the target's place, in one step where the system has one."""
    if not target.exists():
        staged.rename(target)
        return
    try:
        exchange(staged, target)
    except OSError as error:
        if error.errno not in _NO_EXCHANGE:
            raise
        _swap_by_renames(staged, target)


def _swap_by_renames(staged: Path, target: Path) -> None:
    """Swap in two steps, undone if the second fails; a kill between them is mended next time."""
    aside = _aside(target)
    try:
        target.rename(aside)
        staged.rename(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _aside(target: Path) -> Path:
    """Return where the earlier site waits during a swap by renames."""
    return target.with_name(f".{target.name}.earlier")
