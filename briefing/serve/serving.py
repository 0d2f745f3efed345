"""`serve`: the watch, the workshop and the server put together.

Three threads: one waits for changes and makes what is looked at, one makes the rest and its
index when no change came for a while, the first one answers the browser. The two helpers never
outlive the first.
"""

from __future__ import annotations

import os
import signal
import traceback
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep

from msgspec import Struct

from briefing import disk
from briefing.pipeline import TEMPLATES
from briefing.read.files import INPUTS, read_templates
from briefing.runs import Options, Report
from briefing.serve.editors import VARIABLE, form_of, link
from briefing.serve.server import HOST, Bell, application, listening, run
from briefing.serve.showing import BLANK, CLIENT, STYLE, Opener
from briefing.serve.watching import Batch, batches
from briefing.serve.workshop import Scene, Workshop

PAUSE = 0.4
"""Seconds without a change before the rest is made: it must not delay the open page."""


class Wishes(Struct, frozen=True):
    """What the command line says of the preview; without ``port``, the next free one."""

    port: int | None = None
    browse: bool = False


class Voice(Struct, frozen=True):
    """How the preview speaks to the terminal.

    ``line`` says one line, ``fault`` what must be said even where few words are wanted;
    ``mistakes`` prints those of a report that an earlier one had not.
    """

    line: Callable[[str], None]
    fault: Callable[[str], None]
    mistakes: Callable[[Report, Report | None], None]


def serve(options: Options, wishes: Wishes, voice: Voice) -> int:
    """Show a briefing as it is written until a signal comes; return the status of the end.

    Ctrl-C is a ``KeyboardInterrupt``, as it would be anywhere else.
    """
    form = form_of(os.environ.get(VARIABLE, ""))
    shown = read_templates(TEMPLATES, options.root, safe=options.safe)
    tools = {name: shown[f"preview/{name}"] for name in (CLIENT, STYLE, BLANK)}
    door = listening(wishes.port)
    address = f"http://{HOST}:{door.getsockname()[1]}/"
    shop, bell = Workshop(options), Bell()

    def ready() -> None:
        voice.line(f"{address} shows the briefing; Ctrl-C ends it")
        if wishes.browse:
            webbrowser.open(address)

    start(options, shop, bell, voice, ready)
    app = application(shop, bell, tools, _opener(form, options.root))
    ended = run(app, door, bell)
    if ended == signal.SIGINT:
        raise KeyboardInterrupt
    return 128 + ended


def start(
    options: Options, shop: Workshop, bell: Bell, voice: Voice, ready: Callable[[], None]
) -> None:
    """Make the site whenever files change, and index it afterwards, in threads of their own."""
    folders = _folders(options.root)
    stale = Event()
    Thread(target=_make, args=(folders, shop, bell, stale, voice, ready), daemon=True).start()
    Thread(target=_index, args=(shop, bell, stale, voice), daemon=True).start()


def _folders(root: Path) -> tuple[Path, ...]:
    own = [root.resolve() / name for name in INPUTS]
    return tuple(dict.fromkeys((*own, TEMPLATES)))


def _make(
    folders: tuple[Path, ...],
    shop: Workshop,
    bell: Bell,
    stale: Event,
    voice: Voice,
    ready: Callable[[], None],
) -> None:
    """Make the site anew for each batch of changes, the first time for none."""
    before: Scene | None = None
    for batch in batches(folders, voice.fault):
        began = perf_counter()
        scene = shop.refresh()
        took = perf_counter() - began
        bell.ring()
        if scene.files and (before is None or scene.files is not before.files):
            stale.set()
        if before is None or not scene.like(before):
            _tell(voice, _named(batch, folders), took, scene, before)
        if before is None:
            ready()
        before = scene


def _index(shop: Workshop, bell: Bell, stale: Event, voice: Voice) -> None:
    """Make the rest of the site and its index once no change has come for a while."""
    while stale.wait():
        while stale.is_set():
            stale.clear()
            sleep(PAUSE)
        before = shop.scene
        try:
            shop.finish()
        except Exception:
            voice.fault(f"no search index: {traceback.format_exc().splitlines()[-1]}")
        if shop.scene is not before:
            bell.ring()
        if shop.scene.report and shop.scene.report is not before.report:
            voice.mistakes(shop.scene.report, before.report)


def _opener(form: str, root: Path) -> Opener:
    """Return what makes the links that open an editor; a template may be the bundled one."""

    def opener(path: str, line: int, column: int) -> str:
        if not form:
            return ""
        file = root.resolve() / path
        if path.startswith("templates/") and not disk.exists(file):
            file = TEMPLATES.parent / path
        return link(form, file, line, column)

    return opener


# --- what is said -------------------------------------------------------------------------------


def _tell(voice: Voice, what: str, took: float, scene: Scene, before: Scene | None) -> None:
    """Say in one line what came of a change, after the mistakes that are new."""
    if scene.report is None:
        voice.fault(f"{what}: {scene.fault}")
        return
    voice.mistakes(scene.report, before.report if before else None)
    end = "; the last good pages are shown" if scene.failed and scene.files else ""
    voice.line(f"{what}: {took * 1000:.0f} ms, {_counted(scene.report)}{end}")


def _named(batch: Batch, folders: tuple[Path, ...]) -> str:
    """Return what changed: the file, or how many."""
    if not batch:
        return "all files"
    first = min(batch)
    folder = next((f.parent for f in folders if Path(first).is_relative_to(f)), Path())
    name = Path(first).relative_to(folder).as_posix()
    return name if len(batch) == 1 else f"{name} and {len(batch) - 1} more"


def _counted(report: Report) -> str:
    kinds = [problem.severity.value for problem in report.problems]
    numbers = {kind: kinds.count(kind) for kind in ("error", "warning")}
    return ", ".join(f"{n} {kind if n == 1 else kind + 's'}" for kind, n in numbers.items())
