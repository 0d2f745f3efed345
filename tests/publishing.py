"""A publication in one call, where a build lays files down as they are made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefing.publish.staging import staged


def publish(files: Mapping[str, bytes], inputs: Mapping[str, str], out: Path, **how: Any) -> str:
    """Replace the site at ``out`` by files, as a whole or not at all; return its imprint."""
    with staged(out, **how) as stage:
        return stage.publish(stage.lay(files), inputs)
