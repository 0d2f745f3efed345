"""The bill of materials is a valid one, names all that is pinned, and comes out the same twice."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from tools.sbom import bill, main, pinned, pins

SCHEMAS = files("cyclonedx.schema._res")
"""The schemas as the authors of the standard publish them, carried by their library."""


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return bill()


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    whole = schema("bom-1.6")
    known = [(name, schema(name)) for name in ("spdx", "jsf-0.82")]
    registry: Registry[Any] = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", Resource.from_contents(found))
        for name, found in known
    )
    return Draft7Validator(whole, registry=registry)


def test_it_is_valid(made: dict[str, Any], validator: Draft7Validator) -> None:
    assert [error.message for error in validator.iter_errors(made)] == []


def test_what_is_wrong_would_be_told(made: dict[str, Any], validator: Draft7Validator) -> None:
    first = made["components"][0]
    for wrong in ({**first, "type": "thing"}, {**first, "licenses": [{"license": {"id": "none"}}]}):
        assert not validator.is_valid({**made, "components": [wrong]})


def test_every_pin_is_in_it_with_its_digests(made: dict[str, Any]) -> None:
    known = {c["purl"]: c for c in made["components"] if c.get("purl", "").startswith("pkg:pypi/")}
    every = {pin.purl: pin for found in pinned().values() for pin in found}
    assert known.keys() == every.keys()
    for address, pin in every.items():
        assert {digest["content"] for digest in known[address]["hashes"]} == {*pin.digests}
    assert {c["name"] for c in known.values() if c["scope"] == "required"} == {
        pin.name for pin in pinned()["site"]
    }


def test_what_is_installed_has_a_licence(made: dict[str, Any]) -> None:
    packages = [c for c in made["components"] if c["scope"] == "required"]
    # Python 3.12 and newer need no typing-extensions: what is not there says nothing.
    silent = {c["name"] for c in packages if "licenses" not in c}
    assert silent <= {"typing-extensions"}


def test_every_npm_package_is_in_it(made: dict[str, Any]) -> None:
    lock = json.loads((ROOT / "bench/audit/package-lock.json").read_text(encoding="utf-8"))
    there = {(c["name"], c["version"]) for c in made["components"] if ":npm/" in c.get("purl", "")}
    paths = {path: about for path, about in lock["packages"].items() if path}
    assert there == {
        (p.rpartition("node_modules/")[2], about["version"]) for p, about in paths.items()
    }


def test_every_font_and_map_is_in_it_as_it_is(made: dict[str, Any]) -> None:
    taken = {c["name"]: c for c in made["components"] if c["type"] == "file"}
    for folder in ("assets/fonts/*.woff2", "picture/*", "maps/*", "languages/*"):
        for file in sorted((ROOT / "templates").glob(folder)):
            component = taken[file.relative_to(ROOT).as_posix()]
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            assert component["hashes"] == [{"alg": "SHA-256", "content": digest}]
            assert component["licenses"] and component["pedigree"]["ancestors"]


def test_needs_lead_to_what_is_in_it(made: dict[str, Any]) -> None:
    refs = [component["bom-ref"] for component in made["components"]]
    assert len(refs) == len({*refs})
    for needs in made["dependencies"]:
        assert {needs["ref"], *needs["dependsOn"]} <= {*refs, "briefing"}
    (own,) = (needs["dependsOn"] for needs in made["dependencies"] if needs["ref"] == "briefing")
    assert any(ref.startswith("pkg:pypi/jinja2@") for ref in own)
    assert not any("pytest" in ref or "markupsafe" in ref for ref in own)


def test_it_comes_out_the_same_twice(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    assert main([str(first)]) == main([str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    text = first.read_text(encoding="utf-8")
    assert "timestamp" not in text and "serialNumber" not in text
    assert str(ROOT) not in text


def test_a_pin_has_a_version_perhaps_a_marker_and_digests() -> None:
    hashes = "".join(f" \\\n    --hash=sha256:{digit * 64}" for digit in "12")
    (pin,) = pins(f"# head\na.B==1.0 ; sys_platform == 'win32'{hashes}\n")
    assert (pin.name, pin.version, pin.marker) == ("a-b", "1.0", "sys_platform == 'win32'")
    assert pin.digests == ("1" * 64, "2" * 64)
    assert pins("a>=1.0\nb==1.0\n") == ()
