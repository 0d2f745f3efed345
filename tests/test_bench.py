"""The comparison with other generators: peers get a fair corpus, figures are worked out right."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from conftest import ROOT

import bench.__main__ as bench
from bench import tables
from bench.corpus import Corpus, Entity, corpus
from bench.edits import COLD, RUNS, TURN, edit
from bench.floor import least
from bench.floor import measured as floor
from bench.kinds import kind_of, kinds
from bench.measure import Cost, RunError, cost
from bench.peers.__main__ import commands, main, pinned
from bench.peers.tool import OUT, Files, Names, Tool, by_name, linked
from bench.phases import PhasesError, file_costs, phases
from bench.rounds import LEAST, MOST, Sample, first, repeats, run, side_by_side, stand

MADE = corpus(60)
PEERS = {name: tool for name, tool in bench.TOOLS.items() if not tool.indexes}


# --- what peers are given -----------------------------------------------------------------------

_LINKS: Mapping[str, str] = {
    "hugo": r'\[([^\]]+)\]\(\{\{< relref "/([^"]+)" >\}\}\)',
    "eleventy": r"\[([^\]]+)\]\(/([^)]+)/\)",
    "mkdocs-material": r"\[([^\]]+)\]\(([^)]+\.md)\)",
    "zensical": r"\[([^\]]+)\]\(([^)]+\.md)\)",
    "pelican": r"\[([^\]]+)\]\(\{filename\}/([^)]+)\)",
}


def led_to(name: str, path: str, target: str) -> str:
    """Return the file below the folder of content that a link of a page leads to."""
    if name in ("mkdocs-material", "zensical"):
        return normpath(join(dirname(path), target))
    return target if target.endswith(".md") else f"{target}.md"


@pytest.mark.parametrize("name", PEERS)
def test_every_link_that_a_peer_gets_leads_to_a_page_of_that_name(name: str) -> None:
    written = dict(PEERS[name].files(MADE))
    folder = "docs" if name in ("mkdocs-material", "zensical") else "content"
    pages = {p.removeprefix(f"{folder}/"): t for p, t in written.items() if p.endswith(".md")}
    found = 0
    for path, text in pages.items():
        for shown, target in re.findall(_LINKS[name], text):
            title = re.search(r"^title: (.*)$", pages[led_to(name, path, target)], re.MULTILINE)
            assert title and title[1].casefold() == shown.casefold()
            found += 1
        assert "](" not in re.sub(_LINKS[name], "", text), "a link of another form"
    # Six names on each page of an entity, each entity once in an article, and the rivals.
    partners = sum(bool(entity.partner) for entity in MADE.entities)
    assert found == 6 * 60 + 60 + partners


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_gets_every_page_and_the_words_of_the_corpus(name: str) -> None:
    tool = PEERS[name]
    written = dict(tool.files(MADE))
    for entity in MADE.entities:
        path, text = tool.page(entity, by_name(MADE))
        assert written[path] == text
        plain = re.sub(_LINKS[name], r"\1", text)
        assert entity.summary in plain
        assert all(paragraph in plain for paragraph in entity.paragraphs)
    articles = [path for path in written if "/articles/" in path]
    assert len(articles) == len(MADE.articles)


def test_a_name_becomes_a_link_whatever_stands_around_it() -> None:
    names = by_name(MADE)
    actor = next(e for e in MADE.entities if e.folder == "actors")
    term = next(e for e in MADE.entities if e.folder == "glossary")
    text = f"Near {actor.name}. {term.name.capitalize()} lay; {actor.name.split()[0]} alone"
    shown = linked(text, names, lambda shown, folder, slug: f"<{shown}|{folder}/{slug}>")
    assert shown == (
        f"Near <{actor.name}|actors/{actor.slug}>. "
        f"<{term.name.capitalize()}|glossary/{term.slug}> lay; {actor.name.split()[0]} alone"
    )


def test_what_is_installed_is_pinned_and_every_peer_can_be() -> None:
    assert len(pinned()) == len(PEERS)
    for name, packages in pinned().items():
        assert any(name in tool.program.parts for tool in PEERS.values())
        for package in (p for several in packages.values() for p in several):
            assert re.fullmatch(r"@?[\w./-]+(==|@)\d+(\.\d+)*", package), package
        assert [*commands(packages, ROOT / "nowhere")]


def test_a_peer_that_there_is_not_is_not_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jekyll"]) == 1
    assert "there is no jekyll" in capsys.readouterr().err


# --- edits --------------------------------------------------------------------------------------


def test_an_edit_changes_one_page_and_each_time_to_another_text() -> None:
    for name in RUNS:
        edits = [edit(MADE, name, number) for number in range(3 * len(MADE.entities) // TURN)]
        if name in (COLD, "same"):
            assert not any(edits)
            continue
        texts = set()
        for done in edits:
            assert done
            before = next(e for e in MADE.entities if e.slug == done.entity.slug)
            assert done.entity != before
            for tool in bench.TOOLS.values():
                path, text = tool.page(done.entity, by_name(MADE))
                assert text != tool.page(before, by_name(MADE))[1]
                texts.add((tool.name, path, text))
        assert len(texts) == len(edits) * len(bench.TOOLS)


def test_a_new_alias_stands_in_the_text_of_another_page() -> None:
    for number in range(9):
        done = edit(MADE, "alias", number)
        assert done
        holding = [e for e in MADE.entities if done.shown in " ".join(e.paragraphs)]
        assert [e for e in holding if e.slug != done.entity.slug]


# --- runs ---------------------------------------------------------------------------------------

_FAKE = """
import json, pathlib, sys
root, out = pathlib.Path(), pathlib.Path("site")
pages = [*root.glob("content/*/*.txt")]
for page in pages:
    file = out / page.parent.name / page.stem / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("" if "idle" in sys.argv else page.read_text())
entry = {"languages": {"en": {"page_count": len(pages)}}}
(out / "pagefind").mkdir(exist_ok=True)
(out / "pagefind/pagefind-entry.json").write_text(json.dumps(entry))
with open("calls.txt", "a") as stream:
    print(*sys.argv[1:], file=stream)
"""


class Fake(Tool):
    """A tool of twelve lines."""

    @property
    def indexes(self) -> bool:
        return True

    def files(self, made: Corpus) -> Files:
        yield "fake.py", _FAKE
        yield from (self.page(entity, {}) for entity in made.entities)

    def page(self, entity: Entity, names: Names) -> tuple[str, str]:
        text = f"{entity.alias} {entity.latitude} {entity.paragraphs}"
        return f"content/{entity.folder}/{entity.slug}.txt", text


def fake(name: str, *words: str) -> Fake:
    call = (sys.executable, "fake.py", *words)
    return Fake(name, Path(sys.executable), call, (sys.executable, "-V"), (*call, "again"))


def test_tools_run_in_turn_and_each_round_begins_with_another(tmp_path: Path) -> None:
    made, said = corpus(12), []
    stands = [stand(fake(name, name), made, tmp_path / name) for name in ("one", "two")]
    found = side_by_side(stands, ["cold", "body", "place"], lambda _: 2, said.append)
    assert not found.failed
    assert [(s.round, s.run, s.tool) for s in found.samples] == [
        (0, "cold", "one"), (0, "cold", "two"), (0, "body", "one"), (0, "body", "two"),
        (0, "place", "one"), (0, "place", "two"), (1, "cold", "two"), (1, "cold", "one"),
        (1, "body", "two"), (1, "body", "one"), (1, "place", "two"), (1, "place", "one"),
    ]  # fmt: skip
    assert len(said) == len(found.samples)
    calls = (tmp_path / "one" / "calls.txt").read_text("utf-8").splitlines()
    assert calls == ["one"] + 2 * ["one", "one again", "one again"]
    assert [(o.tool, o.files, o.indexed) for o in found.outputs] == [
        ("one", 13, 12),
        ("two", 13, 12),
    ]
    assert all(s.cost.wall > 0 and s.cost.cpu > 0 and s.cost.largest > 0 for s in found.samples)


def test_a_run_from_nothing_finds_neither_cache_nor_output(tmp_path: Path) -> None:
    here = stand(fake("one"), corpus(12), tmp_path)
    for stale in (tmp_path / OUT / "stale", tmp_path / ".cache" / "stale"):
        stale.parent.mkdir()
        stale.touch()
    run(here, "same", 0)
    assert (tmp_path / OUT / "stale").exists() and (tmp_path / ".cache" / "stale").exists()
    run(here, COLD, 0)
    assert not (tmp_path / OUT / "stale").exists()
    assert not (tmp_path / ".cache").exists()


def test_a_tool_that_does_not_do_its_work_is_left_out_and_told_of(tmp_path: Path) -> None:
    made = corpus(12)
    tools = fake("idle", "idle"), fake("fine"), Fake("broken", Path(), ("false",), ())
    stands = [stand(tool, made, tmp_path / tool.name) for tool in tools]
    found = side_by_side(stands, ["body", "same"], lambda _: 2, lambda _: None)
    assert [s.tool for s in found.samples] == ["fine"] * 4
    assert [line.partition(",")[0] for line in found.failed] == ["broken", "idle"]
    assert "does not show" in found.failed[1]


def test_a_page_that_is_missing_is_an_error_and_an_index_too(tmp_path: Path) -> None:
    here = stand(fake("one"), corpus(12), tmp_path)
    first(here)
    (tmp_path / "fake.py").write_text("", "utf-8")
    with pytest.raises(RunError, match="there is no site"):
        run(here, COLD, 0)
    (tmp_path / "fake.py").write_text(_FAKE.replace('"languages"', '"tongues"'), "utf-8")
    with pytest.raises(RunError, match="no search index"):
        first(here)


_TELLS = Path("/proc/self/smaps_rollup").exists()
"""Whether this system tells what several processes hold together."""
# The command ends only once it has been seen whole, however slow the machine is.
_LOOKED_AT = """
import sys
from dataclasses import astuple
from pathlib import Path
from bench import measure

look = measure.together

def together(pid):
    found = look(pid)
    if found > 120_000_000 or not Path("/proc/self/smaps_rollup").exists():
        (Path(sys.argv[1]) / "seen").touch()
    return found

measure.together = together
print(*astuple(measure.cost([sys.executable, "parent.py"], sys.argv[1], {}, watch=True)))
"""
_PARENT = """
import subprocess, sys

held = bytearray(b"x") * 60_000_000
subprocess.run([sys.executable, "child.py"])
"""
_CHILD = """
import time
from pathlib import Path

held = bytearray(b"x") * 60_000_000
until = time.monotonic() + 60
while not Path("seen").exists() and time.monotonic() < until:
    time.sleep(0.05)
time.sleep(0.1)
"""


def test_what_a_command_costs_is_that_of_all_its_processes(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(_PARENT)
    (tmp_path / "child.py").write_text(_CHILD)
    # A process counts as its own what the one held that began it: a large one, in a whole run.
    said = subprocess.run(
        [sys.executable, "-c", _LOOKED_AT, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    wall, cpu, largest, together = said.stdout.split()
    found = Cost(float(wall), float(cpu), int(largest), int(together))
    assert 60_000_000 < found.largest < 110_000_000
    assert 120_000_000 < found.together < 220_000_000 if _TELLS else found.together == 0
    assert found.wall >= 0.1
    work = "sum(range(10_000_000))"
    below = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    idle = cost([sys.executable, "-c", below.replace(work, "0")], tmp_path, {})
    assert cost([sys.executable, "-c", below], tmp_path, {}).cpu > idle.cpu
    with pytest.raises(RunError, match="ended with 3: no such thing"):
        cost(
            [sys.executable, "-c", "import sys; print('no such thing'); sys.exit(3)"], tmp_path, {}
        )


# --- figures ------------------------------------------------------------------------------------


def samples(tool: str, run: str, walls: list[float], size: int = 50) -> list[Sample]:
    return [Sample(tool, size, run, n, Cost(w, 2 * w, 3_000_000)) for n, w in enumerate(walls)]


def test_a_ratio_is_the_median_of_the_rounds_in_which_both_ran() -> None:
    # In the second round the machine was slow for both; medians alone would give 2.5.
    assert tables.ratio({0: 2.0, 1: 20.0, 2: 5.0}, {0: 1.0, 1: 10.0, 2: 2.0}) == 2.0
    assert tables.ratio({0: 6.0, 1: 1.0}, {0: 2.0, 2: 9.0}) == 3.0
    assert tables.ratio({0: 1.0}, {1: 1.0}) is None


def test_growth_is_told_by_the_doubling() -> None:
    assert tables.per_doubling(1.0, 10.0, 10) == pytest.approx(2.0)
    assert tables.per_doubling(3.0, 3.0, 50) == pytest.approx(1.0)
    assert tables.per_doubling(1.0, 16.0, 4) == pytest.approx(4.0)


def test_rounds_are_as_many_as_the_budget_holds_within_bounds() -> None:
    assert repeats(30.0, 300.0) == 10
    assert repeats(1000.0, 300.0) == LEAST
    assert repeats(0.0, 300.0) == MOST


def test_the_tables_show_medians_and_ratios_to_the_one() -> None:
    made = samples("Hugo", "cold", [1.0, 2.0, 9.0]) + samples("own", "cold", [3.0, 3.0, 9.0])
    made += samples("Hugo", "body", [1.0])
    assert tables.comparison(made, "Hugo").splitlines() == [
        "| entities | run | Hugo | own |",
        "| ---: | --- | ---: | ---: |",
        "| 50 | cold | 2.00 (1.00 ×) | 3.00 (1.50 ×) |",
        "| 50 | a body edited | 1.00 (1.00 ×) | – |",
    ]
    assert tables.details(made, "Hugo").splitlines()[3] == (
        "| 50 | cold | own | 3.00 | 3.00 | 9.00 | 1.50 | 6.00 | 1.50 | 3 | 3 |"
    )
    assert "(" not in tables.comparison(samples("own", "cold", [1.0]), "Hugo")


def test_the_cost_of_one_command_after_another() -> None:
    both = Cost(1.0, 2.0, 30, 40).then(Cost(3.0, 4.0, 20, 50))
    assert both == Cost(4.0, 6.0, 30, 50)


# --- phases -------------------------------------------------------------------------------------


def test_the_phases_that_a_build_tells_of_become_a_table(tmp_path: Path) -> None:
    rows = [{"phase": "read", "wall": 0.5, "cpu": 0.25}, {"phase": "whole", "wall": 2, "cpu": 1.5}]
    telling = f"import sys; sys.stderr.write({json.dumps({'timings': rows})!r})"
    tool = Fake("one", Path(), (sys.executable, "-c", telling), ())
    assert phases(stand(tool, corpus(12), tmp_path)).splitlines() == [
        "| phase | s | CPU s |",
        "| --- | ---: | ---: |",
        "| read | 0.50 | 0.25 |",
        "| whole | 2.00 | 1.50 |",
    ]


def test_this_program_tells_of_its_phases(tmp_path: Path) -> None:
    told = phases(stand(bench.OWN, corpus(12), tmp_path))
    assert "| phase |" in told and len(told.splitlines()) > 4


def test_without_timings_it_is_said_why(tmp_path: Path) -> None:
    refusing = Fake("one", Path(), (sys.executable, "-c", "raise SystemExit('no such option')"), ())
    with pytest.raises(PhasesError, match="no such option"):
        phases(stand(refusing, corpus(12), tmp_path / "a"))
    with pytest.raises(PhasesError, match="no timings"):
        phases(stand(fake("two"), corpus(12), tmp_path / "b"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("places/sirte/index.html", "a place's page"),
        ("actors/isis/index.html", "an actor's page"),
        ("actors/index.html", "a list or another page"),
        ("actors/isis/all/2/index.html", "a list or another page"),
        ("index.html", "a list or another page"),
        ("assets/actors-isis.1234567890.png", "a shared picture"),
        ("data/briefing.json", "data and feeds"),
    ],
)
def test_files_are_told_apart_by_their_paths(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_what_each_kind_of_file_takes_becomes_a_table() -> None:
    seconds = {"a": Counter(values=0.001, template=0.002, all=0.004), "b": Counter(all=0.5)}
    assert kinds(seconds, Counter(a=2, b=1)).splitlines() == [
        "| file | files | values, ms | template, ms | whole, ms | all of them, s |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| b | 1 |  |  | 500.00 | 0.50 |",
        "| a | 2 | 0.50 | 1.00 | 2.00 | 0.00 |",
    ]


def test_this_program_s_files_are_measured(tmp_path: Path) -> None:
    made = corpus(12)
    here = stand(bench.OWN, made, tmp_path)
    rows = file_costs(here).splitlines()[2:]
    found = {kind: cells for kind, *cells in (row.strip("| ").split(" | ") for row in rows)}
    for kind, folder in (("an actor's page", "actors"), ("a place's page", "places")):
        number, values, template, whole, _ = found[kind]
        assert int(number) == sum(entity.folder == folder for entity in made.entities)
        assert 0 < float(values) + float(template) <= float(whole) + 0.01
    (tmp_path / "content" / "site.yml").unlink()
    with pytest.raises(PhasesError, match="has mistakes"):
        file_costs(here)


# --- the least there is -------------------------------------------------------------------------


def test_the_least_is_measured_beside_whole_runs_of_another_tool(tmp_path: Path) -> None:
    made = corpus(12)
    own, other = (
        stand(bench.OWN, made, tmp_path / "own"),
        stand(fake("other"), made, tmp_path / "o"),
    )
    found = floor(own, other, 2)
    assert [*found][: len(RUNS)] == [f"other, {name}" for name in RUNS.values()]
    assert all(len(seconds) == 2 and min(seconds) > 0 for seconds in found.values())
    texts = own.folder / "texts"
    written = {file.relative_to(texts).as_posix() for file in texts.glob("*/*/index.html")}
    own_pages = {f"{e.folder}/{e.slug}/index.html" for e in made.entities if e.folder != "glossary"}
    assert written >= own_pages
    entry = json.loads((texts / "pagefind" / "pagefind-entry.json").read_text("utf-8"))
    indexed = json.loads((own.out / "pagefind" / "pagefind-entry.json").read_text("utf-8"))
    assert entry["languages"]["en"]["page_count"] == indexed["languages"]["en"]["page_count"]
    with pytest.raises(RunError, match="no page is searched"):
        floor(other, other, 1)


def test_the_least_becomes_a_table() -> None:
    rows = least({1000: {"Hugo, cold": [1.0, 2.0, 4.0], "starting": [0.5, 0.5, 4.0]}}).splitlines()
    assert rows[2:] == [
        "| 1,000 | Hugo, cold | 2.00 | 1.00 |",
        "| 1,000 | starting | 0.50 | 0.50 |",
    ]


# --- the whole ----------------------------------------------------------------------------------


def test_results_are_written_and_what_is_not_installed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = Fake("Gone", tmp_path / "gone", ("gone",), ())
    monkeypatch.setattr(bench, "TOOLS", {"hugo": fake("Hugo"), "two": fake("two"), "gone": gone})
    monkeypatch.setattr(bench, "SAMPLES", tmp_path / "kept" / "samples.csv")
    monkeypatch.setattr(bench, "OWN", fake("two"))
    out = tmp_path / "results.md"
    words = "--parts compare phases growth large --sizes 12 --rounds 2 --growth 12 24".split()
    words += "--words 2000 --mentions 40".split()
    assert bench.main([*words, "--folder", str(tmp_path), "--out", str(out)]) == 0
    text = out.read_text("utf-8")
    said = capsys.readouterr()
    assert "not installed, left out: Gone" in said.err
    assert said.out == text
    assert "- gone: not installed" in text
    assert re.search(r"\| 12 \| cold \| [\d.]+ \(1\.00 ×\) \| [\d.]+ \([\d.]+ ×\) \|", text)
    assert re.search(r"\| 24 \| [^|]+ \| [^|]+ \| \d+ \| 25 \| [\d.]+ × \|", text)
    assert "| one name with 40 mentions |" in text
    assert "Left out: it printed no timings" in text
    rows = (tmp_path / "kept" / "samples.csv").read_text("utf-8").splitlines()
    assert len(rows) == 1 + 2 * 2 * len(RUNS)


def test_a_size_without_a_place_to_edit_is_refused() -> None:
    with pytest.raises(SystemExit):
        bench.main(["--sizes", "5"])
