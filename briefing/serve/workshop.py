"""The workshop: the last good site, what is wrong since, and the index of its pages.

It knows neither a network nor a clock. Whoever has seen files change calls ``refresh``, which
makes again what the change touched, and of the pages those that are looked at. ``finish`` makes
the rest when there is time, and the index of all. Both may be called from threads of their own;
what is to be shown is one frozen value that is replaced as a whole.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Lock
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from briefing.errors import BriefingError
from briefing.memo import Memo
from briefing.pipeline import Made, faulty, index, make
from briefing.publish.search import Index
from briefing.render.templates import TemplateFaultError
from briefing.runs import Options, Report

_LOOKED_AT = 8
"""How many pages are made at once after a change: those that were looked at last."""


class Scene(Struct, frozen=True):
    """What there is to show.

    ``files`` is the last good site, whose pages are made when they are looked at, ``search``
    the index of it or of an earlier one, by path, and ``former`` the index before that one: a page
    that has begun to read it may ask for more. ``report`` is of the last run, which may have
    failed; ``fault`` says in words why it came to no report. ``base`` is the path at which the
    site will stand.
    """

    files: Mapping[str, bytes]
    search: Mapping[str, bytes]
    base: str
    report: Report | None
    fault: str
    former: Mapping[str, bytes] = {}

    @property
    def failed(self) -> bool:
        """Whether the files as they are now make no site."""
        return bool(self.fault) or self.report is None or self.report.failed

    def like(self, other: Scene) -> bool:
        """Whether another scene tells of the same site and the same mistakes."""
        same = (self.report, self.fault) == (other.report, other.fault)
        return self.files is other.files and same

    @property
    def edition(self) -> str:
        """A name of the search index, which changes with it; without one, nothing."""
        return _name("".join(sorted(self.search))) if self.search else ""


NOTHING = Scene({}, {}, "/", None, "")


class Workshop:
    """Makes a briefing's site again and again, whatever state its files are in."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._memo = Memo()
        self._lock = Lock()
        self._quiet = Event()  # set while no refresh is under way
        self._quiet.set()
        self._scene = NOTHING
        self._good: Made | None = None  # what the scene shows
        self._whole: Made | None = None  # the last of which every page was made
        self._index: Index | None = None  # that of the scene
        self._looked_at: dict[str, None] = {}

    @property
    def scene(self) -> Scene:
        """What there is to show at this moment."""
        return self._scene

    def refresh(self) -> Scene:
        """Make the site of the files as they are now; where that fails, keep the last good one."""
        with self._unquiet():
            try:
                made = make(self._options, self._memo, asked=tuple(self._looked_at))
            except BriefingError as error:
                return self._put(report=None, fault=str(error))
            except OSError as error:
                # A folder vanished while it was read: what comes after it is reported as well.
                said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
                return self._put(report=None, fault=said)
            except Exception:
                # The program's own fault. An editor's preview outlives it, and shows it.
                return self._put(report=None, fault=traceback.format_exc())
            self._memo.turn()
            return self._show(made)

    def _show(self, made: Made) -> Scene:
        if made.site is None:
            return self._put(report=made.report, fault="")
        if self._good and self._good.inputs == made.inputs and self._scene.files:
            return self._put(report=made.report, fault="")  # the same files, and made in part
        self._good = made
        base = urlsplit(made.reading.briefing.settings.base_url or "").path or "/"
        files = _Shown(self, made, self._whole)
        return self._put(files=files, base=base, report=made.report, fault="")

    @contextmanager
    def _unquiet(self) -> Iterator[None]:
        """Have ``finish`` wait: a page that somebody is looking at comes first."""
        self._quiet.clear()
        try:
            yield
        finally:
            self._quiet.set()

    def look(self, path: str) -> None:
        """Remember that somebody looks at a page, which after a change is made at once."""
        with self._lock:
            self._looked_at.pop(path, None)
            self._looked_at[path] = None
            while len(self._looked_at) > _LOOKED_AT:
                self._looked_at.pop(next(iter(self._looked_at)))

    def fail(self, made: Made, path: str, fault: TemplateFaultError) -> None:
        """Tell of a template that cannot be used, which came out when a page was made.

        That page is made at once from now on, so that the mistake stays until it is mended.
        """
        if made is self._good:
            self.look(path)
            self._good = None  # the next refresh begins anew, even with the same files
            self._put(report=faulty(made.report, fault.diagnostics), fault="")

    # --- the rest of the site ---------------------------------------------------------------

    def finish(self) -> bool:
        """Make the pages that are still to be made, and the index; say whether that is new."""
        made = self._good
        if made is None or made.site is None or not self._completed(made):
            return False
        self._whole = made
        found = index(made, self._options, made.site.files, self._index)
        if found is None or found is self._index:
            return False
        self._index = found
        self._put(search=found.files, former=self._scene.search)
        return True

    def _completed(self, made: Made) -> bool:
        """Make every file of a site; say whether they could be made and still are wanted."""
        assert made.site
        for path in made.site.files:
            self._quiet.wait()
            if made is not self._good:
                return False
            try:
                made.site.files[path]
            except TemplateFaultError as fault:
                self.fail(made, path, fault)
                return False
        return True

    def _put(self, **changes: object) -> Scene:
        with self._lock:
            self._scene = replace(self._scene, **changes)
        return self._scene


class _Shown(Mapping[str, bytes]):
    """The files of a site; a page whose template cannot be used is as it was before."""

    def __init__(self, shop: Workshop, made: Made, before: Made | None) -> None:
        assert made.site
        self._shop, self._made, self._files = shop, made, made.site.files
        self._before: Mapping[str, bytes] = before.site.files if before and before.site else {}

    def __getitem__(self, path: str) -> bytes:
        try:
            return self._files[path]
        except TemplateFaultError as fault:
            self._shop.fail(self._made, path, fault)
            return self._before[path]

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
