"""Who does the work: this process alone, several of this machine, or somebody else's executor.

What is spread is always a pure function applied to shares of one kind, and the results come
in the order of the shares; so it makes no difference to them who did the work.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

from briefing import program
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.context import BaseContext

_S = TypeVar("_S")
_R = TypeVar("_R")


class Crew(Protocol):
    """Applies a function to many shares; yields the results as they are there, in order."""

    @property
    def size(self) -> int:
        """How many work at the same time."""

    @property
    def reads(self) -> bool:
        """Whether it pays to have files read, of which all that is found has to come back."""

    @property
    def here(self) -> bool:
        """Whether it works on this machine, and can write where we do."""

    def __call__(self, work: Callable[[_S], _R], shares: Iterable[_S]) -> Iterator[_R]:
        """Yield the results of the shares."""


class Alone(Struct, frozen=True):
    """This process does one share after the other, each when its result is asked for."""

    size: int = 1
    reads: bool = False
    here: bool = True

    def __call__(self, work: Callable[[_S], _R], shares: Iterable[_S]) -> Iterator[_R]:
        """Yield the results of the shares."""
        return map(work, shares)


ALONE = Alone()


class Processes(Struct, frozen=True):
    """So many processes of this machine.

    Where the system can fork, a process finds the function and all that it holds in its memory,
    and nothing but shares and results travels.
    """

    size: int
    here: bool = True

    @property
    def reads(self) -> bool:
        """Whether it pays to have files read: not with two, who save what handing over costs."""
        return self.size > 2

    def __call__(self, work: Callable[[_S], _R], shares: Iterable[_S]) -> Iterator[_R]:
        """Yield the results of the shares."""
        if len(shares := tuple(shares)) < 2:
            yield from map(work, shares)
            return
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        gc.freeze()  # what is there now stays; a collector that touched it would copy it
        pool = ProcessPoolExecutor(self.size, _context(), _begin, (work,))
        try:
            yield from pool.map(_applied, shares)
        except BrokenProcessPool as error:
            raise BriefingError("a process of the build was ended from outside") from error
        finally:
            pool.shutdown(cancel_futures=True)
            gc.unfreeze()


class Hired(Struct, frozen=True):
    """Any executor: the function is sent along with each share."""

    executor: Executor
    size: int
    reads: bool = True
    here: bool = False

    def __call__(self, work: Callable[[_S], _R], shares: Iterable[_S]) -> Iterator[_R]:
        """Yield the results of the shares."""
        return iter(self.executor.map(work, shares))


@contextmanager
def crew_for(jobs: int | None, executor: str = "") -> Iterator[Crew]:
    """Lend a crew of so many processes, as many as there are processors unless it is said.

    ``executor`` names another one: ``dask:ADDRESS`` is a Dask cluster by the address of its
    scheduler.
    """
    if executor:
        with _hired(executor) as hired:
            yield hired
        return
    size = jobs or processors()
    yield Processes(size) if size > 1 else ALONE


@contextmanager
def _hired(name: str) -> Iterator[Crew]:
    kind, _, address = name.partition(":")
    if kind != "dask" or not address:
        raise BriefingError(
            f'--executor {name}: say "dask:ADDRESS", as in dask:tcp://127.0.0.1:8786'
        )
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        wanted = program.extra("dask", "install what constraints/dask.txt names")
        raise BriefingError(f"--executor needs the package {error.name}: {wanted}") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BriefingError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        yield Hired(client.get_executor(), max(1, len(client.nthreads())))


def cut(items: Sequence[_S], size: int, least: int) -> tuple[tuple[_S, ...], ...]:
    """Cut items into shares, several for each of ``size`` workers, none below ``least`` items.

    Shares follow each other in the order of the items. Several for each, because some take
    longer than others.
    """
    length = max(least, -(-len(items) // (size * 12)))
    return tuple(tuple(items[n : n + length]) for n in range(0, len(items), length))


def processors() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


# --- inside a process of the crew -----------------------------------------------------------


def _context() -> BaseContext:
    """Return the way in which processes begin: by a fork wherever that is safe."""
    from multiprocessing import get_context

    return get_context("fork" if sys.platform == "linux" else "spawn")


_BEHIND = 5
"""How much a process of the crew stands back, for others wait for what the boss hands on."""

_work: Callable[[Any], Any] | None = None


def _begin(work: Callable[[Any], Any]) -> None:
    """Learn the function; end without a word at Ctrl-C, and with the process that we work for."""
    global _work  # a process of the crew lives for this one function
    _work = work
    if sys.platform != "win32":
        os.nice(_BEHIND)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _end_with_parent()


def _end_with_parent() -> None:
    """End this process when the one that it works for has ended in whatever way."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    boss = parent_process()
    assert boss

    def watch() -> None:
        wait([boss.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _applied(share: Any) -> Any:
    assert _work
    return _work(share)
