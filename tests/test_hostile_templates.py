"""Templates of a briefing's own are code: ``--safe`` takes none, and no link leads out."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, Project

from briefing import cli
from briefing.pipeline import TEMPLATES, Options, build
from briefing.read.files import read_templates, refused_templates

CODE = {
    "templates/pages/home.html": "{% extends 'base.html' %}",
    "templates/partials/new.html": "{{ ''.__class__.__mro__ }}",
    "templates/assets/js/90-own.js": "alert(1)",
    "templates/assets/css/90-own.css": "@import url(//evil.example/x);",
    "templates/assets/img/own.svg": "<svg onload='alert(1)'/>",
    "templates/languages/not-words.html": "{{ 1 }}",
    "templates/preview/client.js": "alert(1)",
}
WORDS = {"templates/languages/en.yml": "frame:\n  skip: Jump to my own\n"}


def told(root: Path, out: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    status = cli.main(["-q", "--no-search", "--root", str(root), "--out", str(out), *more])
    return status, capsys.readouterr().out


@pytest.mark.parametrize("path", CODE)
def test_each_of_them_is_refused_by_name(
    project: Project, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    root = project({path: CODE[path]})
    status, said = told(root, root / "site", capsys, "--safe")
    message = "a template of the briefing's own is code, and --safe takes none"
    assert f"{path}:1:1: error[template]: {message}" in said
    assert (status, (root / "site").exists()) == (1, False)


def test_all_of_them_are_named_and_none_is_run(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({**CODE, "templates/pages/actor.html": "{{ 1 / 0 }}"})
    _, said = told(root, root / "site", capsys, "--safe")
    assert said.count("error[template]") == len(CODE) + 1
    assert "division" not in said


def test_a_site_that_stands_is_no_answer_to_who_asks_for_a_safe_one(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({"templates/assets/css/90-own.css": "p { color: red }"})
    assert told(root, root / "site", capsys)[0] == 0
    assert told(root, root / "site", capsys)[0] == 0
    assert told(root, root / "site", capsys, "--safe")[0] == 1


def test_words_and_the_programs_own_templates_are_taken(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("base.html", "languages/fr.yml", "assets/css/00-layers.css")
    own = {f"templates/{name}": (TEMPLATES / name).read_bytes() for name in names}
    root = project({**own, **WORDS, "templates/_private.html": "{{ x }}"})
    assert told(root, root / "site", capsys, "--safe") == (0, "")
    assert "Jump to my own" in (root / "site" / "index.html").read_text()


def test_what_is_refused_is_not_read_either(project: Project) -> None:
    bundled = read_templates(TEMPLATES, Path("nowhere"))
    assert read_templates(TEMPLATES, project(CODE), safe=True) == bundled
    assert read_templates(TEMPLATES, project(CODE)) != bundled


def test_the_program_s_own_folder_is_no_briefing_s(tmp_path: Path) -> None:
    assert refused_templates(TEMPLATES, ROOT, safe=True) == ()
    assert refused_templates(TEMPLATES, Path(), safe=True) == ()
    assert refused_templates(TEMPLATES, tmp_path, safe=True) == ()


@pytest.mark.parametrize("safe", [True, False])
def test_no_link_leads_out_of_the_briefing(project: Project, tmp_path: Path, safe: bool) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("seven secret winters")
    root = project({"templates/assets/img/here.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    (root / "templates/assets/img/leak.svg").symlink_to(secret)
    (root / "templates/languages").mkdir()
    (root / "templates/languages/en.yml").symlink_to(secret)
    report = build(Options(root, root / "site", search=False, safe=safe))
    found = [f"{p.position.path}: {p.message}" for p in report.problems if p.code == "template"]
    out = "this link leads out of the briefing's folder"
    assert f"templates/assets/img/leak.svg: {out}" in found
    assert f"templates/languages/en.yml: {out}" in found
    assert "seven secret" not in "".join([*found, *report.texts.values()])
    assert not (root / "site").exists()


def test_a_folder_of_templates_that_lies_elsewhere_is_refused(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "base.html").write_text("x")
    root = project({})
    (root / "templates").symlink_to(tmp_path / "elsewhere")
    report = build(Options(root, root / "site", search=False))
    assert [str(p.position) for p in report.problems if p.code == "template"] == [
        "templates/base.html:1:1"
    ]
