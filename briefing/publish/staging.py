"""Put the finished site in place: all of it, or none of it.

1. Refuse a folder that is not ours to replace.
2. Take the lock and clear away what a killed build left behind.
3. Have every file laid down in a fresh sibling folder, by whoever makes it. One that the
   earlier site has as it is gets a second name there.
4. Write a ``manifest.json`` that lists them, swap that folder with the site in one step, and
   read all that was written once more.
5. Delete the earlier site.

Whatever goes wrong before step 5 leaves the earlier site complete, or puts it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from msgspec import Struct

from briefing import disk
from briefing.errors import BriefingError
from briefing.publish.earlier import EarlierSite
from briefing.publish.imprint import imprint, marks, same
from briefing.publish.locking import locked
from briefing.publish.manifest import (
    GENERATOR,
    MANIFEST,
    differences,
    digest,
    file_of,
    ours,
    written,
)

if TYPE_CHECKING:
    from briefing.render.taken import File

Exchange = Callable[[Path, Path], None]
"""Swaps two folders that are there."""

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


_FILE, _FOLDER = 0o644, 0o755
"""Everyone can read the site, whatever the umask."""


class Stage(Struct, frozen=True):
    """A fresh folder beside the ``target``, in which the next site comes to be.

    ``out`` is the target as it was named, ``exchange`` what will swap the two, ``earlier`` the
    site from which files are taken over.
    """

    out: Path
    target: Path
    folder: Path
    exchange: Exchange
    earlier: EarlierSite

    def lay(self, files: Mapping[str, File]) -> Mapping[str, str]:
        """Write files below the folder and return their digests, both by path."""
        with _plainly(self.out):
            return _write(self.folder, files, self.earlier)

    def read(self, path: str) -> bytes:
        """Return a file that was written."""
        with _plainly(self.out):
            return (self.folder / path).read_bytes()

    def publish(self, listed: Mapping[str, str], inputs: Mapping[str, str]) -> str:
        """Replace the earlier site, as a whole or not at all; return the imprint of the new one.

        ``listed`` are all files that were laid down by their digests, ``inputs`` what they were
        made from. The imprint is empty if somebody wrote to the new site in the meantime.
        """
        with _plainly(self.out):
            manifest = written(listed, inputs)
            (self.folder / MANIFEST).write_bytes(manifest)
            (self.folder / MANIFEST).chmod(_FILE)
            self.folder.chmod(_FOLDER)
            laid = marks(self.folder)
            lent = {path for path, found in laid.items() if self.earlier.lent(path, found)}
            with _swapped(self.folder, self.target, self.exchange):
                _confirm(self.target, {**listed, MANIFEST: digest(manifest)}, lent)
        # What the two share is not left alone before the earlier one is gone.
        _clear_away(self.folder)
        with suppress(OSError, KeyboardInterrupt):
            if same(laid, found := marks(self.target)):
                return imprint(found)
        return ""


@contextmanager
def staged(
    out: Path,
    protected: tuple[Path, ...] = (),
    earlier: EarlierSite | None = None,
    *,
    exchange: Exchange = exchange,
    patience: float = 30.0,
) -> Iterator[Stage]:
    """Lend a stage for the site at ``out``; until it is given back no other build gets one.

    ``protected`` folders are never replaced, of the ``earlier`` site what did not change is taken
    over. ``patience`` is how many seconds to wait for another build.
    """
    target = check_target(out, protected)
    with ExitStack() as held:
        with _plainly(out):
            target.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(target, patience))
            folder = held.enter_context(_staging(target))
        yield Stage(out, target, folder, exchange, earlier or EarlierSite(target))


def replace_file(root: Path, name: str, data: bytes) -> None:
    """Write one file below a folder in place of another, as a whole or not at all."""
    path = _below(root, name)
    staged = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with _plainly(path):
        try:
            staged.write_bytes(data)
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)


def create_file(root: Path, name: str, data: bytes) -> None:
    """Write a file below a folder; one that is there already is never touched, even in a race."""
    path = _below(root, name)
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
        if disk.is_link(folder) or (disk.exists(folder) and not disk.is_folder(folder)):
            raise BriefingError(f"{folder} is no folder; name one that is empty or not there yet")
        if disk.exists(folder) and any(folder.iterdir()):
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


def _below(root: Path, name: str) -> Path:
    """Return the path of a file below a folder; a checkout may bring along links out of it."""
    path = root / _inside(name)
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise BriefingError(f"{name} is not written: a link leads out of {root}")
    return path


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
    if disk.is_link(out):
        return "it is a symbolic link; name the folder itself"
    target = out.resolve()
    for folder in protected:
        if folder.resolve().is_relative_to(target):
            return f"it holds {folder}, which the site is made from"
    if disk.exists(target) and not disk.is_folder(target):
        return "it is a file, not a folder"
    if disk.exists(target / ".git"):
        return "it holds a .git, whose history would be lost"
    if disk.exists(target) and any(target.iterdir()) and not ours(target):
        return f"it was not made by {GENERATOR}; empty it or name another folder"
    above = next(filter(disk.exists, target.parents))
    usable = disk.is_folder(above) and os.access(above, os.W_OK | os.X_OK)
    return "" if usable else f"nothing can be written below {above}"


# --- the staged folder ------------------------------------------------------------


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Lend a fresh folder beside the target, on the same file system, so that a rename will do.

    Its name carries the number of this process, for who looks at what a build left behind.
    """
    _clear(target)
    prefix = f".{target.name}.{os.getpid()}."
    staged = Path(mkdtemp(prefix=prefix, suffix=".tmp", dir=target.parent))
    try:
        yield staged
    finally:
        _clear_away(staged)


def _clear_away(staged: Path) -> None:
    """Delete what was never finished or, after an exchange, the earlier site.

    Who interrupts here comes too late: what stands, stands, and the rest goes next time.
    """
    with suppress(KeyboardInterrupt):
        _delete(staged)


def _clear(target: Path) -> None:
    """Undo what a killed build left: put a set-aside site back, delete staged folders.

    Whoever holds the lock may: there is no other build that they could be of.
    """
    aside = _aside(target)
    if disk.is_link(aside):
        aside.unlink()  # none of ours
    elif disk.is_folder(aside) and not disk.exists(target):
        aside.rename(target)
    elif disk.is_folder(aside) and ours(aside):
        _delete(aside)
    leftover = re.compile(rf"\.{re.escape(target.name)}\.\d+\.\w+\.tmp")
    for path in target.parent.iterdir():
        if leftover.fullmatch(path.name):
            _delete(path)


def _delete(folder: Path) -> None:
    """Delete a folder as far as that is possible; what is left the next build clears away."""
    with suppress(OSError):  # of which ``ignore_errors`` lets some pass
        if disk.is_link(folder):
            folder.unlink()
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _write(staged: Path, files: Mapping[str, File], earlier: EarlierSite) -> Mapping[str, str]:
    """Lay every file below the staged folder and return their digests by path."""
    folders, listed = {""}, {}
    for name, data in files.items():
        folder = _inside(name).rpartition("/")[0]
        if folder not in folders:
            _make_folder(staged, folder)
            folders.add(folder)
        known = listed[name] = digest(data) if isinstance(data, bytes) else data.digest
        path = f"{staged}/{name}"
        if earlier.lend(name, known, path):
            continue
        # What has that name already may be a file of the earlier site, which must not be emptied.
        with open(path, "xb") as file:  # noqa: PTH123 # thousands: a path costs more
            file.write(_whole(data, name, earlier))
        os.chmod(path, _FILE)  # noqa: PTH101 # as above
    return listed


def _whole(data: File, name: str, earlier: EarlierSite) -> bytes:
    """Return what a file holds; one of the earlier site is made if it is there no more."""
    if isinstance(data, bytes):
        return data
    found = file_of(earlier.folder, name, data.digest)
    return data.make() if found is None else found


def _make_folder(staged: Path, folder: str) -> None:
    """Make a folder and those above it, but not the staged one: if that is gone, it is gone."""
    parts = folder.split("/")
    for end in range(1, len(parts) + 1):
        path = f"{staged}/{'/'.join(parts[:end])}"
        with suppress(FileExistsError):
            os.mkdir(path)  # noqa: PTH102 # thousands, as above
            os.chmod(path, _FOLDER)  # noqa: PTH101 # as above


def _inside(name: str) -> str:
    """Return the path as it is; refuse one that leads out of the site or to its manifest."""
    odd = not {"", ".", ".."}.isdisjoint(name.split("/")) or "\\" in name or "\0" in name
    drive = name[1:2] == ":"
    if odd or drive or name == MANIFEST:
        raise BriefingError(f"{name!r} cannot be a path inside the site")
    return name


# --- the swap ---------------------------------------------------------------------


@contextmanager
def _swapped(staged: Path, target: Path, exchange: Exchange) -> Iterator[None]:
    """Put the staged folder in the target's place; back, if what is done then fails."""
    undo = _swap(staged, target, exchange)
    try:
        yield
    except BaseException:
        undo()
        raise


def _swap(staged: Path, target: Path, exchange: Exchange) -> Callable[[], object]:
    """Put the staged folder in the target's place and return what undoes that.

    One step where the system has one; the earlier site, if any, is then the staged folder.
    """
    if not disk.exists(target):
        staged.rename(target)
        return lambda: target.rename(staged)
    try:
        exchange(staged, target)
    except OSError as error:
        if error.errno not in _NO_EXCHANGE:
            raise
        exchange = _exchange_by_renames
        exchange(staged, target)
    return lambda: exchange(staged, target)


def _exchange_by_renames(staged: Path, target: Path) -> None:
    """Swap in three steps, undone if one fails; a kill between them is mended next time."""
    aside = _aside(target)
    target.rename(aside)
    try:
        staged.rename(target)
        aside.rename(staged)
    except BaseException:
        if disk.exists(target) and disk.exists(aside):
            target.rename(staged)
        if disk.exists(aside):
            aside.rename(target)
        raise


def _aside(target: Path) -> Path:
    """Return where the earlier site waits during a swap by renames."""
    return target.with_name(f".{target.name}.earlier")


def _confirm(site: Path, wanted: Mapping[str, str], lent: Collection[str]) -> None:
    """See that every file of a site reads as it was written: a disk may keep another.

    Those that the earlier site has ``lent`` were not written.
    """
    for found in differences(site, wanted, lent):
        how = f"{found.fault}{found.reason and f', {found.reason}'}"
        raise BriefingError(f"{found.path} is not in {site} as it was written ({how}); build again")
