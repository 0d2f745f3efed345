"""Watching: which files changed, one batch for a burst of saves.

The folders themselves may go and come back, so besides waiting for what the system reports
it is looked now and then whether they still are the same. Where the system cannot watch,
the files are looked through again and again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from stat import S_ISDIR

from watchfiles import Change, watch

STEP = 10
"""ms of quiet that end a burst."""

LONGEST = 500
"""ms after which a burst is handed over even if it goes on."""

LOOK = 100
"""ms between two looks at whether the folders are still the same."""

Batch = frozenset[str]


def batches(folders: Sequence[Path], say: Callable[[str], None]) -> Iterator[Batch]:
    """Yield the paths that changed below folders, of which any may be missing; never end.

    The first batch is empty and comes once the folders are watched; so do those after one
    of them went or came: what changed meanwhile is not known. Names that begin with . or _
    are private and never reported.
    """
    polling: bool | None = None
    while True:
        seen = _identities(folders)
        try:
            yield from _while_same(folders, seen, polling)
        except FileNotFoundError:
            time.sleep(LOOK / 1000)  # a folder went between the look and the watch
        except OSError as error:
            if polling:
                raise
            say(f"the system cannot watch the files ({error}): looking through them instead")
            polling = True


def _while_same(
    folders: Sequence[Path], seen: tuple[object, ...], polling: bool | None
) -> Iterator[Batch]:
    """Yield batches until one of the folders is another than it was."""
    there = [folder for folder, identity in zip(folders, seen, strict=True) if identity]
    tops = {str(folder) for folder in folders}
    changes = watch(
        *there,
        watch_filter=None,
        debounce=LONGEST,
        step=STEP,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=polling,
        poll_delay_ms=LOOK,
        ignore_permission_denied=True,
    )
    first = True
    for found in changes:
        # The number of a folder that was deleted may be given to the next one.
        gone = any(change is Change.deleted and path in tops for change, path in found)
        paths = frozenset(path for _, path in found if _public(path, folders))
        if paths or first:
            yield paths
        first = False
        if gone or _identities(folders) != seen:
            return


def _identities(folders: Sequence[Path]) -> tuple[object, ...]:
    return tuple(map(_identity, folders))


def _identity(folder: Path) -> object:
    """Return what tells a folder from another of the same name; nothing for none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if S_ISDIR(found.st_mode) else None


def _public(path: str, folders: Sequence[Path]) -> bool:
    """Say whether a path is one that is read, or one of the folders."""
    for folder in folders:
        if Path(path).is_relative_to(folder):
            return not any(part[0] in "._" for part in Path(path).relative_to(folder).parts)
    return False
