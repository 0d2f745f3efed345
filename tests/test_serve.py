"""The preview without a browser: the workshop, the watch, the answers, the command."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from conftest import ROOT, Project
from previewed import Preview, previewing
from smallsite import SMALL

from bench.storm import INJECTED, differing, restore, snapshot, storm
from briefing.errors import BriefingError
from briefing.pipeline import TEMPLATES, Options, build
from briefing.read.files import read_templates
from briefing.render.policy import policy
from briefing.serve import server, watching, workshop
from briefing.serve.editors import EDITORS, form_of, link
from briefing.serve.server import Bell, application, listening
from briefing.serve.showing import answer, digest, page_at, state
from briefing.serve.workshop import NOTHING, Scene, Workshop

TOOLS = {
    path.removeprefix("preview/"): data
    for path, data in read_templates(TEMPLATES, ROOT).items()
    if path.startswith("preview/")
}
PLACE = "content/places/sirte.md"
SIRTE = "---\ntitle: Sirte\nkind: city\nsummary: A city. [@p1]\n---\n"
NAMED = {PLACE: SIRTE, "seeds/text.txt": "Of Sirte.\n\nMore.\n"}


def no_editor(_path: str, _line: int, _column: int) -> str:
    return ""


@pytest.fixture
def shop(project: Project) -> tuple[Workshop, Path]:
    """A workshop whose first site is made, without an index, and the briefing's folder."""
    root = project(NAMED)
    made = Workshop(Options(root, root / "site", search=False))
    assert not made.refresh().failed
    return made, root


# --- the workshop --------------------------------------------------------------------------------


def test_what_is_shown_is_what_a_build_writes(project: Project) -> None:
    root = project(SMALL)
    options = Options(root, root / "site")
    made = Workshop(options)
    scene = made.refresh()
    assert made.finish()
    assert made.scene.search
    assert not build(options).failed
    built = {
        file.relative_to(options.out).as_posix(): file.read_bytes()
        for file in options.out.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }
    assert {**scene.files, **made.scene.search} == {
        path: data for path, data in built.items() if path != "manifest.json"
    }


def test_a_page_that_reads_the_index_finds_it_when_the_next_one_is_there(project: Project) -> None:
    root = project(SMALL)
    made = Workshop(Options(root, root / "site"))
    editions = []
    for word in ("one", "two", "three"):
        page = root / "content" / "pages" / "edition.md"
        page.write_text(f"---\ntitle: Edition {word}\n---\n\nOf {word}.\n", encoding="utf-8")
        made.refresh()
        assert made.finish()
        editions.append(made.scene.search)
    first, second, third = editions
    only = {path for path in second if path not in third}
    assert any(path.endswith(".pf_index") for path in only)
    for path in second:
        held = third.get(path, second[path])
        assert answer(made.scene, f"/{path}", {}).body == held
    gone = next(path for path in first if path not in {*second, *third})
    assert answer(made.scene, f"/{gone}", {}).status == 404


def test_a_mistake_leaves_the_last_good_site_and_mending_it_brings_the_next(
    shop: tuple[Workshop, Path],
) -> None:
    made, root = shop
    good = made.scene.files
    (root / PLACE).write_text(SIRTE.replace("kind", "kidn"), encoding="utf-8")
    scene = made.refresh()
    assert scene.failed
    assert scene.report
    assert {problem.code for problem in scene.report.problems} >= {"unknown-field"}
    assert scene.files is good
    (root / PLACE).write_text(SIRTE.replace("A city", "A town"), encoding="utf-8")
    scene = made.refresh()
    assert not scene.failed
    assert b"A town" in scene.files["places/sirte/index.html"]


def test_a_folder_that_goes_and_comes_back_is_only_said(shop: tuple[Workshop, Path]) -> None:
    made, root = shop
    (root / "content").rename(root / "elsewhere")
    scene = made.refresh()
    assert (scene.failed, scene.report) == (True, None)
    assert "there is no folder content/" in scene.fault
    assert "places/sirte/index.html" in scene.files
    (root / "elsewhere").rename(root / "content")
    assert not made.refresh().failed


def test_a_file_that_is_no_text_and_one_that_is_half_saved_are_mistakes_like_others(
    shop: tuple[Workshop, Path],
) -> None:
    made, root = shop
    for data, code in ((b"\xff\xfe\x00", "encoding"), (b"---\ntitle: S", "yaml-syntax")):
        (root / PLACE).write_bytes(data)
        scene = made.refresh()
        assert scene.failed
        assert scene.report
        assert code in {problem.code for problem in scene.report.problems}, code


@pytest.mark.parametrize("error", [OSError(5, "gone", "x.md"), RuntimeError("a fault")])
def test_what_the_system_or_the_program_does_wrong_is_shown_and_outlived(
    shop: tuple[Workshop, Path], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    made, _ = shop

    def fails(*_: object, **_named: object) -> None:
        raise error

    with monkeypatch.context() as context:
        context.setattr(workshop, "make", fails)
        scene = made.refresh()
    assert scene.failed
    assert ("gone" if isinstance(error, OSError) else "RuntimeError: a fault") in scene.fault
    assert not made.refresh().failed


def test_the_index_is_made_anew_only_for_other_pages(project: Project) -> None:
    root = project(NAMED)
    made = Workshop(Options(root, root / "site"))
    assert not made.finish()
    made.refresh()
    assert made.scene.edition == ""
    assert made.finish()
    first = made.scene.edition
    made.refresh()
    assert not made.finish()
    (root / PLACE).write_text(SIRTE.replace("A city", "A harbour"), encoding="utf-8")
    made.refresh()
    assert made.finish()
    assert made.scene.edition != first


def test_without_search_there_is_no_index(shop: tuple[Workshop, Path]) -> None:
    made, _ = shop
    assert not made.finish()
    assert made.scene.search == {}


def test_after_random_edits_the_site_is_that_of_a_clean_build(project: Project) -> None:
    root = project(SMALL)
    whole = snapshot(root)
    options = Options(root, root / "site", search=False)
    made = Workshop(options)
    failed = 0
    for number, done in enumerate(storm(root, whole, 60, seed=7), 1):
        scene = made.refresh()
        failed += scene.failed
        if not scene.failed:
            assert scene.files == Workshop(options).refresh().files, done
        if number % 12 == 0:
            restore(root, whole)
            assert not made.refresh().failed, done
    assert 10 < failed < 60


# --- the watch -----------------------------------------------------------------------------------


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, Queue[frozenset[str]], list[str]]]:
    """A folder with content/ and seeds/ that is watched, the batches, and what was said."""
    found: Queue[frozenset[str]] = Queue()
    said: list[str] = []
    for name in ("content", "seeds"):
        (tmp_path / name).mkdir()
    folders = [tmp_path / name for name in ("content", "seeds", "templates")]

    def run() -> None:
        for batch in watching.batches(folders, said.append):
            found.put(batch)

    Thread(target=run, daemon=True).start()
    assert found.get(timeout=30) == frozenset()
    yield tmp_path, found, said


def drained(found: Queue[frozenset[str]], quiet: float = 0.5) -> list[frozenset[str]]:
    """Return the batches that come until none has come for a while."""
    batches = []
    while True:
        try:
            batches.append(found.get(timeout=quiet if batches else 30))
        except Empty:
            return batches


Watched = tuple[Path, "Queue[frozenset[str]]", list[str]]


def test_a_burst_of_saves_is_one_batch(watched: Watched) -> None:
    root, found, _ = watched
    files = [root / "content" / f"{number}.md" for number in range(50)]
    for file in files:
        file.write_text("x", encoding="utf-8")
    assert drained(found) == [frozenset(map(str, files))]


def test_private_files_are_not_reported(watched: Watched) -> None:
    root, found, _ = watched
    (root / "content" / ".swap").write_text("x", encoding="utf-8")
    (root / "content" / "_draft.md").write_text("x", encoding="utf-8")
    (root / "content" / ".git").mkdir()
    (root / "content" / ".git" / "index").write_text("x", encoding="utf-8")
    time.sleep(0.3)
    (root / "content" / "a.md").write_text("x", encoding="utf-8")
    assert drained(found) == [frozenset({str(root / "content" / "a.md")})]


@pytest.mark.parametrize("pause", [0.0, 0.5])
def test_a_folder_that_is_deleted_and_made_again_is_watched_again(
    watched: Watched, pause: float
) -> None:
    root, found, _ = watched
    for _ in range(3):
        (root / "content").rmdir()
        time.sleep(pause)
        (root / "content").mkdir()
        assert drained(found)
        (root / "content" / "a.md").write_text("x", encoding="utf-8")
        assert str(root / "content" / "a.md") in frozenset().union(*drained(found))
        (root / "content" / "a.md").unlink()
        drained(found)


def test_a_folder_that_comes_later_is_watched(watched: Watched) -> None:
    root, found, _ = watched
    (root / "templates" / "css").mkdir(parents=True)
    assert drained(found)
    (root / "templates" / "css" / "a.css").write_text("x", encoding="utf-8")
    assert str(root / "templates" / "css" / "a.css") in frozenset().union(*drained(found))


def test_where_the_system_cannot_watch_the_files_are_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polled: list[bool | None] = []
    watch = watching.watch

    def limited(*folders: Path, **options: Any) -> Any:
        polled.append(options["force_polling"])
        if not options["force_polling"]:
            raise OSError(28, "no watches left")
        return watch(*folders, **options)

    monkeypatch.setattr(watching, "watch", limited)
    said: list[str] = []
    batches = watching.batches([tmp_path], said.append)
    assert next(batches) == frozenset()
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    assert str(tmp_path / "a.md") in next(batches)  # the folder itself has changed as well
    assert polled == [None, True]
    assert "no watches left" in said[0]


# --- what is answered ----------------------------------------------------------------------------


def test_a_page_is_what_a_build_writes_with_one_script_more(shop: tuple[Workshop, Path]) -> None:
    scene = shop[0].scene
    page = scene.files["places/sirte/index.html"]
    shown = answer(scene, "/places/sirte/", TOOLS)
    assert (shown.status, shown.kind) == (200, "text/html; charset=utf-8")
    bare = INJECTED.sub(b"", shown.body)
    # This site has no search, so its pages may ask for nothing; the preview's may.
    assert bare == page.replace(
        policy(searchable=False).encode(),
        f"{policy(searchable=False)}; connect-src 'self'".encode(),
    )
    assert bare != page
    assert len(INJECTED.findall(shown.body)) == 1


def test_a_page_that_may_ask_already_keeps_its_policy(project: Project) -> None:
    root = project(NAMED)
    scene = Workshop(Options(root, root / "site")).refresh()
    shown = answer(scene, "/", TOOLS)
    assert INJECTED.sub(b"", shown.body) == scene.files["index.html"]


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/places/sirte", 307, "text/plain"),
        ("/nowhere/at/all/", 404, "text/html; charset=utf-8"),
        ("/feed.json", 200, "application/json"),
        ("/manifest.webmanifest", 200, "application/manifest+json"),
        ("/-/preview.js", 200, "text/javascript; charset=utf-8"),
        ("/-/preview.css", 200, "text/css; charset=utf-8"),
        ("/-/templates/base.html", 404, "text/html; charset=utf-8"),
        ("/../build.py", 404, "text/html; charset=utf-8"),
        ("/places/../../build.py", 404, "text/html; charset=utf-8"),
        ("//etc/passwd", 404, "text/html; charset=utf-8"),
        ("/content/site.yml", 404, "text/html; charset=utf-8"),
    ],
)
def test_only_files_of_the_site_are_answered(
    shop: tuple[Workshop, Path], path: str, status: int, kind: str
) -> None:
    found = answer(shop[0].scene, path, TOOLS)
    assert (found.status, found.kind) == (status, kind)
    assert found.to == ("/places/sirte/" if status == 307 else "")


def test_only_what_bears_a_digest_in_its_name_may_be_kept(shop: tuple[Workshop, Path]) -> None:
    scene = shop[0].scene
    lasting = {path for path in scene.files if answer(scene, f"/{path}", TOOLS).lasting}
    assert lasting == {path for path in scene.files if path.startswith("assets/")}
    assert lasting


@pytest.mark.parametrize("base", ["", "https://example.org/a/b/"])
def test_the_page_for_nothing_finds_its_files_from_any_folder(project: Project, base: str) -> None:
    root = project(
        {**NAMED, "content/site.yml": f"title: T\nbase_url: {base}\n" if base else "title: T\n"}
    )
    scene = Workshop(Options(root, root / "site")).refresh()
    page = answer(scene, "/no/such/page/", TOOLS).body.decode()
    named = re.findall(r'\b(?:href|src|data-search)="(?!#|https?:)([^"]+)"', page)
    assert len(named) > 8
    for href in named:
        assert href.startswith("/"), href
        assert answer(scene, href.partition("#")[0], TOOLS).status == 200, href


def test_before_there_is_a_site_a_page_says_so() -> None:
    shown = answer(NOTHING, "/anything/", TOOLS)
    assert shown.status == 503
    assert b"There is no page yet" in shown.body
    assert b'data-seen="" data-frame=""' in shown.body
    assert state(NOTHING, "/anything/", no_editor)["page"] == ""
    assert answer(NOTHING, "/-/preview.js", TOOLS).status == 200


def test_the_state_names_the_page_but_not_for_its_sheet(shop: tuple[Workshop, Path]) -> None:
    made, root = shop
    before = state(made.scene, "/places/sirte/", no_editor)
    sheet = root / "templates" / "assets" / "css" / "99-mine.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("p { color: red }", encoding="utf-8")
    made.refresh()
    after = state(made.scene, "/places/sirte/", no_editor)
    assert after["page"] == before["page"]
    assert after["sheets"] != before["sheets"]
    (root / PLACE).write_text(SIRTE + "\n## More\n", encoding="utf-8")
    made.refresh()
    text = state(made.scene, "/places/sirte/", no_editor)
    assert text["page"] != after["page"]
    assert text["frame"] == after["frame"]
    (root / PLACE).write_text(SIRTE.replace("A city", "A town") + "\n## More\n", encoding="utf-8")
    made.refresh()
    assert state(made.scene, "/places/sirte/", no_editor)["frame"] != after["frame"]
    shown = answer(made.scene, "/places/sirte/", TOOLS).body
    assert f'data-seen="{digest(page_at(made.scene, "/places/sirte/"))}"'.encode() in shown


def test_the_state_holds_the_mistakes_with_the_line_and_the_spot(
    shop: tuple[Workshop, Path],
) -> None:
    made, root = shop
    (root / PLACE).write_text(f"{SIRTE}\nOf [[Sirt]]. [@p1]\n", encoding="utf-8")
    made.refresh()
    told = state(made.scene, "/", lambda *spot: "edit:" + ":".join(map(str, spot)))
    assert told["failed"]
    (mistake,) = told["problems"]  # type: ignore[misc]
    assert mistake == {
        "path": PLACE,
        "line": 7,
        "column": 4,
        "severity": "error",
        "code": "broken-link",
        "message": mistake["message"],
        "hint": 'did you mean "sirte"?',
        "before": "Of ",
        "after": "[[Sirt]]. [@p1]",
        "opens": f"edit:{PLACE}:7:4",
    }


# --- the server ----------------------------------------------------------------------------------


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: a browser's driver may have this one's loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result(30)


def asked(app: Any, path: str, *, method: str = "GET", host: str = "127.0.0.1:8000") -> Any:
    """Ask an application for something without a network; return status, headers and body."""
    sent: list[dict[str, Any]] = []
    raw, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": raw,
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", host.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    apart(app(scope, receive, send))
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.fixture
def app(shop: tuple[Workshop, Path]) -> Any:
    return application(shop[0], Bell(), TOOLS, no_editor)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example:8000", 400),
        ("", 400),
    ],
)
def test_only_this_machine_under_its_own_name_is_answered(app: Any, host: str, status: int) -> None:
    for path in ("/", "/-/state?page=/", "/-/preview.js"):
        assert asked(app, path, host=host)[0] == status


def test_nothing_but_reading_is_answered(app: Any) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert asked(app, "/", method=method)[0] == 405
    status, fields, _ = asked(app, "/", method="HEAD")
    assert status == 200
    assert int(fields["content-length"]) > 1000


def test_pages_are_not_kept_and_assets_are(app: Any, shop: tuple[Workshop, Path]) -> None:
    assert asked(app, "/")[1]["cache-control"] == "no-store"
    assert asked(app, "/feed.xml")[1]["cache-control"] == "no-store"
    asset = next(path for path in shop[0].scene.files if path.startswith("assets/"))
    assert "immutable" in asked(app, f"/{asset}")[1]["cache-control"]
    assert asked(app, "/places/sirte?q=1")[1]["location"] == "/places/sirte/?q=1"


def test_the_state_is_there_as_json(app: Any, shop: tuple[Workshop, Path]) -> None:
    status, fields, body = asked(app, "/-/state?page=/places/sirte/")
    assert (status, fields["content-type"]) == (200, "application/json")
    assert json.loads(body) == json.loads(
        json.dumps(state(shop[0].scene, "/places/sirte/", no_editor))
    )


class _Listener:
    """One who listens to the events, and can stop listening."""

    def __init__(self) -> None:
        self.gone = False

    async def is_disconnected(self) -> bool:
        return self.gone


def test_events_tell_each_state_once_and_end_with_the_bell() -> None:
    bell = Bell()
    told: dict[str, object] = {"page": "1"}

    async def listen() -> list[str]:
        bell.hang()
        stream = server._events(lambda: told, bell, _Listener())  # type: ignore[arg-type]
        heard = [await anext(stream), await anext(stream)]
        coming = asyncio.ensure_future(anext(stream, ""))
        bell.ring()  # nothing new: nothing is said
        await asyncio.sleep(0.05)
        assert not coming.done()
        told["page"] = "2"
        Thread(target=bell.ring).start()
        heard.append(await asyncio.wait_for(coming, 5))
        coming = asyncio.ensure_future(anext(stream, ""))
        await asyncio.sleep(0)
        bell.close()
        heard.append(await asyncio.wait_for(coming, 5))
        return heard

    assert apart(listen()) == [
        "retry: 500\n\n",
        'data: {"page": "1"}\n\n',
        'data: {"page": "2"}\n\n',
        "",
    ]


def test_a_port_in_use_gives_way_to_the_next_unless_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(server, "PORT", port)
        with listening(None) as door:
            assert port < door.getsockname()[1] <= port + 10
        with pytest.raises(BriefingError, match=rf"port {port} cannot be used: .*--port"):
            listening(port)


# --- editors -------------------------------------------------------------------------------------


def test_links_open_an_editor_at_the_spot() -> None:
    file = Path("/home/a b/content/x#1.md")
    assert link(form_of("VSCode"), file, 7, 3) == "vscode://file/home/a%20b/content/x%231.md:7:3"
    assert link(form_of("my+ed:{path}?{line}"), file, 7, 3).startswith("my+ed:/home/a%20b/")
    assert link(form_of(""), file, 7, 3) == ""
    for form in EDITORS.values():
        assert form_of(form) == form


@pytest.mark.parametrize(
    "wanted",
    ["vim", "vscode://file", "javascript:alert('{path}')", "https://x.org{path}", "a {path}"],
)
def test_what_is_no_editor_is_refused(wanted: str) -> None:
    with pytest.raises(BriefingError, match=r"BRIEFING_EDITOR is .* it names one of cursor"):
        form_of(wanted)


# --- the command ---------------------------------------------------------------------------------


def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    start = code or "import sys; from briefing.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_its_packages_one_line_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['starlette'] = None;"
        "sys.modules['uvicorn'] = None; from briefing.cli import main; sys.exit(main(['serve']))"
    )
    done = run(code=code)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "serve needs the package" in line
    assert "constraints/serve.txt" in line


@pytest.mark.parametrize("port", ["x", "-1", "65536", "٣"])
def test_a_port_is_a_number(port: str) -> None:
    done = run("serve", f"--port={port}")
    assert done.returncode == 2
    assert "is not a port (0 to 65535)" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_in_use_is_one_line(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--root", str(project({})), "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"build.py: port {port} cannot be used: ")
    assert len(done.stderr.splitlines()) == 1


def events(preview: Preview) -> Any:
    """Open a stream of events, and read its first."""
    stream = urlopen(f"{preview.url}-/events?page=/", timeout=30)
    while not stream.readline().startswith(b"data:"):
        pass
    return stream


@pytest.mark.skipif(sys.platform == "win32", reason="another way to interrupt")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once_whatever_runs(
    project: Project, tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    root = project(SMALL)
    with previewing(root, tmp_path) as preview, events(preview), events(preview):
        (root / "content/pages/plain.md").write_text("---\ntitle: Other\n---\n", encoding="utf-8")
        time.sleep(0.05)  # the site is being made now
        began = time.monotonic()
        preview.process.send_signal(sent)
        assert preview.process.wait(30) == status
        took = time.monotonic() - began
        last = preview.lines()[-1]
    # Alone on a machine it is a third of a second.
    assert took < 2
    assert ("interrupted" in last) == (sent == signal.SIGINT)
    assert "Traceback" not in "\n".join(preview.lines())
    assert not (root / "site").exists()


def test_a_running_preview_outlives_what_happens_to_its_files(
    project: Project, tmp_path: Path
) -> None:
    root = project(SMALL)
    whole = snapshot(root)
    with previewing(root, tmp_path) as preview:
        for _ in storm(root, whole, 40, seed=3):
            time.sleep(0.02)
        restore(root, whole)
        assert not build(Options(root, tmp_path / "clean")).failed
        deadline = time.monotonic() + 40
        while wrong := missing_or(preview, tmp_path / "clean"):
            assert time.monotonic() < deadline, wrong
            time.sleep(0.2)
        assert preview.process.poll() is None


def missing_or(preview: Preview, out: Path) -> list[str]:
    """Return what the preview serves otherwise than a clean build, the index included."""
    try:
        return differing(preview.url, out)
    except HTTPError as error:
        with error:
            return [str(error)]


def test_a_rebuild_is_one_line_and_a_mistake_is_said_once(project: Project, tmp_path: Path) -> None:
    root = project(NAMED)
    with previewing(root, tmp_path, "--no-search") as preview:
        file = root / PLACE
        file.write_text(SIRTE.replace("kind", "kidn"), encoding="utf-8")
        lines = preview.until("the last good pages are shown")
        assert sum("unknown-field" in line and "error[" in line for line in lines) == 1
        assert any("kidn: city" in line for line in lines)
        assert re.search(r"^content/places/sirte\.md: \d+ ms, 2 errors, ", lines[-1])
        file.write_text(SIRTE.replace("kind", "kidn").replace("A city", "A town"), encoding="utf-8")
        lines = preview.until("the last good pages are shown", times=2)
        assert sum("error[unknown-field]" in line for line in lines) == 1
        file.write_text(SIRTE, encoding="utf-8")
        lines = preview.until("0 errors", times=2)
        assert b"A city" in preview.read("places/sirte/")


def test_a_scene_without_a_site_has_failed() -> None:
    assert NOTHING.failed
    assert Scene({}, {}, "/", None, "why").failed


def test_the_script_makes_no_markup_of_text() -> None:
    script = TOOLS["preview.js"].decode()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in script


# --- the site that is built ----------------------------------------------------------------------


def test_nothing_of_the_preview_is_in_a_site(project: Project) -> None:
    root = project(SMALL)
    scene = Workshop(Options(root, root / "site")).refresh()
    for path, data in scene.files.items():
        assert "preview" not in path, path
        assert b"briefing-preview" not in data, path
        assert b"preview.js" not in data, path
    assert b"briefing-preview" in TOOLS["preview.js"]


def test_a_template_that_fails_on_a_page_nobody_sees_is_told_when_the_rest_is_made(
    shop: tuple[Workshop, Path],
) -> None:
    made, root = shop
    made.look("index.html")
    made.finish()
    own = root / "templates" / "pages" / "glossary.html"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"{{ 1 / 0 }}")
    assert not made.refresh().failed
    made.finish()
    scene = made.scene
    assert scene.failed and scene.report
    assert [p.code for p in scene.report.problems].count("template") == 1
    assert b"</html>" in scene.files["glossary/index.html"], "the last good page stays"
    more = root / "content" / "pages" / "more.md"
    more.parent.mkdir(exist_ok=True)
    more.write_text("---\ntitle: More\n---\n", encoding="utf-8")
    assert made.refresh().failed, "an edit elsewhere does not mend it"
    own.unlink()
    assert not made.refresh().failed
    made.finish()
    assert not made.scene.failed
