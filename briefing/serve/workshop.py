"""The workshop: the last good site, what is wrong since, and the index of its pages.

It knows neither a network nor a clock. Whoever has seen files change calls ``refresh``, and
after that, when there is time, ``index``. Both may be called from threads of their own; what
is to be shown is one frozen value that is replaced as a whole.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from urllib.parse import urlsplit

from briefing.diagnostics import BriefingError
from briefing.pipeline import Made, Options, Report, index, make


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to show.

    ``files`` is the last good site, ``search`` the index of it or of an earlier one, by
    path. ``report`` is of the last run, which may have failed; ``fault`` says in words why
    it came to no report. ``base`` is the path at which the site will stand.
    """

    files: Mapping[str, bytes]
    search: Mapping[str, bytes]
    base: str
    report: Report | None
    fault: str

    @property
    def failed(self) -> bool:
        """Whether the files as they are now make no site."""
        return bool(self.fault) or self.report is None or self.report.failed

    def like(self, other: Scene) -> bool:
        """Whether another scene tells of the same site and the same mistakes."""
        return (self.files, self.report, self.fault) == (other.files, other.report, other.fault)

    @property
    def edition(self) -> str:
        """A name of the search index, which changes with it; without one, nothing."""
        return _name("".join(sorted(self.search))) if self.search else ""


NOTHING = Scene({}, {}, "/", None, "")


class Workshop:
    """Makes a briefing's site again and again, whatever state its files are in."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = Lock()
        self._scene = NOTHING
        self._good: Made | None = None
        self._indexed: Mapping[str, bytes] = {}

    @property
    def scene(self) -> Scene:
        """What there is to show at this moment."""
        return self._scene

    def refresh(self) -> Scene:
        """Make the site of the files as they are now; where that fails, keep the last good one."""
        try:
            made = make(self._options)
        except BriefingError as error:
            return self._put(report=None, fault=str(error))
        except OSError as error:
            # A folder vanished while it was read: what comes after it is reported as well.
            said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            return self._put(report=None, fault=said)
        except Exception:
            # The program's own fault. An editor's preview outlives it, and shows it.
            return self._put(report=None, fault=traceback.format_exc())
        if made.site is None:
            return self._put(report=made.report, fault="")
        self._good = made
        base = urlsplit(made.reading.briefing.settings.base_url or "").path or "/"
        return self._put(files=made.site.files, base=base, report=made.report, fault="")

    def index(self) -> bool:
        """Index the last good site, unless that was done already; say whether the index is new."""
        made = self._good
        if made is None or made.site is None or not self._options.search:
            return False
        pages = {path: data for path, data in made.site.files.items() if path.endswith(".html")}
        if pages == self._indexed:
            return False
        found = index(made, self._options)
        self._indexed = pages
        new = found != self._scene.search
        self._put(search=found)
        return new

    def _put(self, **changes: object) -> Scene:
        with self._lock:
            self._scene = replace(self._scene, **changes)  # type: ignore[arg-type] # by name
        return self._scene


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
