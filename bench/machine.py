"""What is measured on: the machine, its memory as a disk, the versions of the tools."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.peers.tool import Tool

MEMORY = Path("/dev/shm")
"""A disk in memory, where there is one: what is measured is the tools, not the disk."""


def scratch() -> Path | None:
    """Return the folder for what is made while measuring; none for the system's own."""
    return MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None


def described(tools: Iterable[Tool], folder: Path) -> Iterator[str]:
    """Yield what a reader of the figures has to know of where they come from."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    where = f"in memory ({MEMORY})" if folder.is_relative_to(MEMORY) else "on the disk"
    yield f"Taken on {datetime.now(UTC):%d %B %Y, %H:%M} UTC"
    yield f"{_processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}"
    yield f"Load at the start (over 1, 5 and 15 minutes): {load}; content and sites lie {where}"
    yield f"Python {platform.python_version()}; Pagefind {version('pagefind-bin')}"
    for tool in tools:
        yield f"{tool.name} {numbered(tool)}"


def numbered(tool: Tool) -> str:
    """Return the version that a tool tells of itself."""
    done = subprocess.run(tool.version, capture_output=True, text=True, check=True)
    found = re.search(r"\d+(\.\d+)+", done.stdout)
    return found[0] if found else done.stdout.strip()


def _processor() -> str:
    """Return what the processor is called; where the system does not tell, its family."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()
