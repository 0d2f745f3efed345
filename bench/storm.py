"""Random edits under a running preview: `python -m bench.storm [--edits 1000] [--seed 1]`.

Files of a briefing are changed, emptied, cut short, broken, filled with what is no text,
deleted, renamed and put back, and so are folders, while a preview serves them. At the end
all is made whole again, and every file that the preview serves must be what a clean build
writes. Exit status: 0 when it is, 1 when not.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import quote
from urllib.request import urlopen

from bench.corpus import write

ROOT = Path(__file__).resolve().parent.parent
INJECTED = re.compile(rb'<script defer src="/-/preview.js"[^>]*></script>\n')
PAUSES = (0.0, 0.0, 0.001, 0.02, 0.1)
"""Seconds between two edits, one of which is taken each time."""

Files = Mapping[str, bytes]


def snapshot(root: Path) -> Files:
    """Return every file of a briefing by path."""
    found = sorted(file for top in ("content", "seeds") for file in (root / top).rglob("*"))
    return {f.relative_to(root).as_posix(): f.read_bytes() for f in found if f.is_file()}


def restore(root: Path, files: Files) -> None:
    """Put a briefing's files back as they were, and nothing else beside them."""
    for top in ("content", "seeds"):
        for file in sorted((root / top).rglob("*"), reverse=True):
            if file.is_file() and file.relative_to(root).as_posix() not in files:
                file.unlink()
    for path, data in files.items():
        _put(root / path, data)


def storm(root: Path, whole: Files, edits: int, seed: int) -> Iterator[str]:
    """Do random things to a briefing one after the other; yield what was done."""
    chance = Random(seed)
    for number in range(edits):
        name = _pick(chance, sorted(_DOINGS))
        path = _pick(chance, sorted(whole))
        _DOINGS[name](root, path, whole[path], number)
        yield f"{name} {path}"


def _pick(chance: Random, among: list[str]) -> str:
    return among[int(chance.random() * len(among))]


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.is_file() or file.read_bytes() != data:
        file.write_bytes(data)


def _mend(root: Path, path: str, data: bytes, _number: int) -> None:
    _put(root / path, data)


def _add(root: Path, path: str, data: bytes, number: int) -> None:
    _put(root / path, data + f"\n\n## Heading {number}\n".encode())


def _halve(root: Path, path: str, data: bytes, _number: int) -> None:
    _put(root / path, data[: len(data) // 2])


def _empty(root: Path, path: str, _data: bytes, _number: int) -> None:
    _put(root / path, b"")


def _garble(root: Path, path: str, data: bytes, _number: int) -> None:
    _put(root / path, data[:40] + b"\xff\xfe\x00" + data[40:])


def _misspell(root: Path, path: str, data: bytes, _number: int) -> None:
    _put(root / path, data.replace(b"title:", b"heading:", 1).replace(b"[@p", b"[@q", 1))


def _delete(root: Path, path: str, _data: bytes, _number: int) -> None:
    (root / path).unlink(missing_ok=True)


def _rename(root: Path, path: str, _data: bytes, number: int) -> None:
    file = root / path
    if file.is_file():
        file.rename(file.with_name(f"renamed-{number}{file.suffix}"))


def _replace(root: Path, path: str, data: bytes, number: int) -> None:
    """Save as many editors do: a new file beside the old one, moved over it."""
    beside = (root / path).with_name(f".saving-{number}")
    _put(beside, data + b"\n")
    beside.replace(root / path)


def _drop_folder(root: Path, path: str, _data: bytes, _number: int) -> None:
    shutil.rmtree((root / path).parent, ignore_errors=True)


def _drop_all(root: Path, path: str, _data: bytes, _number: int) -> None:
    shutil.rmtree(root / path.partition("/")[0], ignore_errors=True)


_DOINGS: Mapping[str, Callable[[Path, str, bytes, int], None]] = {
    "add to": _add,
    "delete": _delete,
    "drop the folder of": _drop_folder,
    "drop all beside": _drop_all,
    "empty": _empty,
    "garble": _garble,
    "halve": _halve,
    "mend": _mend,
    "mend again": _mend,
    "misspell": _misspell,
    "rename": _rename,
    "replace": _replace,
}


# --- under a running preview ----------------------------------------------------------------------


def differing(url: str, out: Path) -> list[str]:
    """Return the files of a built site that a preview serves with other bytes."""
    wrong = []
    for file in sorted(out.rglob("*")):
        path = file.relative_to(out).as_posix()
        # The manifest lists what was written, and the preview writes nothing.
        if file.is_file() and path not in ("manifest.json", "404.html"):
            with urlopen(url + quote(path.removesuffix("index.html")), timeout=60) as answer:
                if INJECTED.sub(b"", answer.read()) != file.read_bytes():
                    wrong.append(path)
    return wrong


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Raise the storm and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        root, out = Path(folder) / "made", Path(folder) / "site"
        write(50, root)
        whole = snapshot(root)
        command = [sys.executable, "build.py", "serve", "--port", "0", "--root", str(root)]
        said = Path(folder) / "said.txt"
        with said.open("wb") as stream:
            process = subprocess.Popen(command, cwd=ROOT, stdout=stream, stderr=stream)
        try:
            while not (found := re.search(r"http://\S+/", said.read_text(encoding="utf-8"))):
                time.sleep(0.1)
            chance, began = Random(asked.seed), time.monotonic()
            for _ in storm(root, whole, asked.edits, asked.seed):
                time.sleep(PAUSES[int(chance.random() * len(PAUSES))])
            took = time.monotonic() - began
            restore(root, whole)
            build = [sys.executable, "build.py", "-q", "--root", str(root), "--out", str(out)]
            subprocess.run(build, cwd=ROOT, check=True)
            deadline = time.monotonic() + 60
            while (wrong := _wrong(found[0], out)) and time.monotonic() < deadline:
                time.sleep(1)
            lives = process.poll() is None
        finally:
            process.kill()
            process.wait()
        rebuilt = sum(" ms, " in line for line in said.read_text(encoding="utf-8").splitlines())
    _say(f"{asked.edits} edits in {took:.1f} s, made {rebuilt} times; it lives: {lives}")
    _say(f"files that differ from a clean build: {len(wrong)} {wrong[:5]}")
    return int(bool(wrong) or not lives)


def _wrong(url: str, out: Path) -> list[str]:
    try:
        return differing(url, out)
    except OSError as error:
        return [str(error)]


if __name__ == "__main__":
    sys.exit(main())
