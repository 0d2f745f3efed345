"""The package, installed: the program is whole, and makes the same site as the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest
from conftest import ROOT, Project, tree

BRIEFING: dict[str, str | bytes] = {
    "content/actors/miller.md": "---\ntitle: Miller\nkind: person\nsummary: He built. [@p1]\n---\n",
    "seeds/text.txt": "Miller built the mill.\n\nIt burnt.\n",
}
WAIT = 50


def test_the_package_names_every_folder_of_the_program() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    folders = {f"briefing.{p.parent.name}" for p in (ROOT / "briefing").glob("*/__init__.py")}
    assert set(setup["setuptools"]["packages"]) == {"briefing", "briefing.templates", *folders}


def run(*command: str | Path, **kwargs: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=WAIT,
        **kwargs,
    )


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without the network, install it into an environment of its own."""
    folder = tmp_path_factory.mktemp("package")
    checkout = folder / "checkout"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("briefing", "templates"):
        shutil.copytree(ROOT / name, checkout / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
    alone = ("--no-index", "--no-deps")
    made = run(*pip, "wheel", "--no-build-isolation", *alone, "-w", folder, checkout)
    assert made.returncode == 0, made.stderr
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    scripts = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / f"python{sysconfig.get_config_var('EXE') or ''}"
    done = run(*pip, "--python", python, "install", *alone, wheel)
    assert done.returncode == 0, done.stderr
    # What the program needs is taken from here; of the program itself nothing is here.
    paths = sysconfig.get_paths(vars={"base": str(folder / "env")})
    Path(paths["purelib"], "needs.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    shutil.rmtree(checkout)
    return scripts / "briefing"


def test_the_installed_program_checks_the_folder_that_one_stands_in(
    program: Path, project: Project, tmp_path: Path
) -> None:
    root = project(BRIEFING)
    done = run(program, "check", "--strict", cwd=root)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert not (root / "site").exists()
    wrong = project({**BRIEFING, "content/pages/w.md": "---\ntitle: W\n---\n\n[[x]]\n"})
    done = run(program, "check", "--root", wrong, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("content/pages/w.md:5:1: error[broken-link]: ")


def test_the_installed_program_makes_the_same_site(
    program: Path, project: Project, tmp_path: Path
) -> None:
    root = project(BRIEFING)
    for name, command in (("a", (program,)), ("b", (sys.executable, ROOT / "build.py"))):
        done = run(*command, "--root", root, "--out", tmp_path / name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert (tmp_path / "a" / "pagefind" / "pagefind.js").is_file()
