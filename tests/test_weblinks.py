"""The check of links to the outside, against hosts of its own on 127.0.0.1."""

from __future__ import annotations

import errno
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import ROOT

from tools.weblinks import BROKEN, MOVED, OK, UNKNOWN, Finding, Manners, ask, check, links, main

QUICK = Manners(timeout=5, pause=1.0, sleep=lambda seconds: None)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@dataclass
class Host:
    """A host that answers as the path of an address says, and remembers what it was asked."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    address: str = ""
    hold: threading.Event = field(default_factory=threading.Event)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path, method = handler.path, handler.command
        self.asked.append((method, path))
        self.agents.add(handler.headers["User-Agent"])
        kind, _, more = path.partition("?")[0].strip("/").partition("/")
        times = sum(asked == (method, path) for asked in self.asked)
        if kind == "slow":
            self.hold.wait(10)
        if kind == "patience" and times == 1:
            handler.send_response(429)
            handler.send_header("Retry-After", more)
        elif kind == "no-head" and method == "HEAD":
            handler.send_response(405)
        elif kind in ("301", "302", "307", "308"):
            handler.send_response(int(kind))
            handler.send_header("Location", f"/{more}")
        elif kind.isdecimal():
            handler.send_response(int(kind))
        else:
            handler.send_response(200)
        handler.end_headers()


@pytest.fixture
def host() -> Iterator[Host]:
    it = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            it.answer(self)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        it.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield it
        it.hold.set()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "verdict", "said"),
    [
        ("/200", OK, "200"),
        ("/204", OK, "204"),
        ("/a?b=c&d=[e]#f", OK, "200"),
        ("/ولاية/é", OK, "200"),
        ("/no-head", OK, "200"),
        ("/301/200", MOVED, "301 to {}/200"),
        ("/308/301/200", MOVED, "308 to {}/200"),
        ("/302/200", OK, "200"),
        ("/301/302/200", OK, "200"),
        ("/301/404", BROKEN, "404 Not Found"),
        ("/404", BROKEN, "404 Not Found"),
        ("/410", BROKEN, "410 Gone"),
        ("/401", UNKNOWN, "401 Unauthorized"),
        ("/403", UNKNOWN, "403 Forbidden"),
        ("/429", UNKNOWN, "429 Too Many Requests"),
        ("/500", UNKNOWN, "500 Internal Server Error"),
        ("/503", UNKNOWN, "503 Service Unavailable"),
        ("/999", UNKNOWN, "999 "),
    ],
)
def test_what_a_host_says_is_a_verdict(host: Host, path: str, verdict: str, said: str) -> None:
    found = ask(host.address + path, QUICK)
    assert (found.verdict, found.said) == (verdict, said.format(host.address))
    assert all("briefing-weblinks" in agent for agent in host.agents)


def test_the_head_is_asked_for_and_the_whole_only_if_need_be(host: Host) -> None:
    ask(f"{host.address}/a", QUICK)
    ask(f"{host.address}/no-head", QUICK)
    ask(f"{host.address}/404", QUICK)
    assert host.asked == [
        ("HEAD", "/a"),
        ("HEAD", "/no-head"), ("GET", "/no-head"),
        ("HEAD", "/404"), ("GET", "/404"),
    ]  # fmt: skip


def test_a_host_that_asks_for_patience_gets_it(host: Host) -> None:
    waited: list[float] = []
    manners = Manners(timeout=5, pause=1.0, longest=60.0, sleep=waited.append)
    assert ask(f"{host.address}/patience/7", manners).verdict == OK
    assert ask(f"{host.address}/patience/3600", manners).verdict == OK
    assert ask(f"{host.address}/patience/tomorrow", manners).verdict == OK
    assert waited == [7.0, 60.0, 2.0]


def test_the_pauses_between_tries_grow_and_the_tries_end(host: Host) -> None:
    waited: list[float] = []
    found = ask(f"{host.address}/429", Manners(pause=1.0, tries=4, sleep=waited.append))
    assert found.verdict == UNKNOWN
    assert waited == [2.0, 4.0, 8.0]
    assert host.asked == [("HEAD", "/429")] * 4


def test_no_answer_in_time_is_no_verdict_on_the_link(host: Host) -> None:
    found = ask(f"{host.address}/slow", Manners(timeout=0.1, tries=2, sleep=lambda _: None))
    assert (found.verdict, found.said) == (UNKNOWN, "no answer in time")


def test_a_host_that_refuses_is_broken() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    found = ask(f"http://127.0.0.1:{port}/", QUICK)
    assert found.verdict == BROKEN and "refused" in found.said


@pytest.mark.parametrize(
    ("fault", "verdict", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), BROKEN, "there is no such host"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), UNKNOWN, "no name server answers"),
        (OSError(errno.ENETUNREACH, "x"), UNKNOWN, "there is no way to the host"),
        (TimeoutError("x"), UNKNOWN, "no answer in time"),
        (ssl.SSLError("the certificate has expired"), BROKEN, "the certificate has expired"),
    ],
)
def test_a_host_that_is_not_reached(
    fault: OSError, verdict: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("socket.create_connection", refuse)
    found = ask("http://example.org/", QUICK)
    assert found.verdict == verdict and said in found.said


@pytest.mark.parametrize("url", ["http://", "http://[", "http://a b/", "http://127.0.0.1:99999/"])
def test_what_is_no_address_is_broken_and_no_crash(url: str) -> None:
    assert ask(url, QUICK).verdict == BROKEN


def test_a_circle_of_redirects_ends(host: Host) -> None:
    found = ask(f"{host.address}/302/302/302/302/302/302/302/302/302/302/302/302", QUICK)
    assert found.verdict in (UNKNOWN, OK)
    assert len(host.asked) < 40


def test_one_host_is_asked_one_thing_at_a_time(host: Host) -> None:
    waited: list[float] = []
    urls = [f"{host.address}/{name}" for name in "cab"]
    found = check(urls, Manners(timeout=5, pause=3.0, sleep=waited.append))
    assert [one.url for one in found] == sorted(urls)
    assert host.asked == [("HEAD", "/a"), ("HEAD", "/b"), ("HEAD", "/c")]
    assert waited == [3.0, 3.0]


# --- a site -------------------------------------------------------------------------------------

Site = Callable[..., Path]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    def write(**pages: str) -> Path:
        for name, text in {"index": "", **pages}.items():
            file = tmp_path / "site" / f"{name}.html"
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"<!doctype html><title>T</title>{text}", encoding="utf-8")
        return tmp_path / "site"

    return write


def test_the_links_of_a_site_with_their_pages(site: Site) -> None:
    folder = site(
        a='<a href="https://example.org/x?a=1&amp;b=2#here">x</a> <a href="b.html">b</a>',
        b='<a href="https://example.org/x?a=1&amp;b=2">x</a> <a href="HTTP://example.com">y</a>',
        c='<link rel="canonical" href="https://example.net/"> <a href="mailto:a@example.org">m</a>',
        d='<a href="https://example.org/edit/d.md">edit</a> <a>none</a>',
    )
    assert links(folder, ("https://example.org/edit/",)) == {
        "HTTP://example.com": ("b.html",),
        "https://example.org/x?a=1&b=2": ("a.html", "b.html"),
    }


def test_the_report_names_what_wants_an_eye(
    site: Site, host: Host, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    page = tmp_path / "page.md"
    page.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    many = {f"p{n}": f'<a href="{host.address}/404?a|b">x</a>' for n in range(5)}
    folder = site(**many, z=f'<a href="{host.address}/200">x</a> <a href="{host.address}/403">')
    assert main([str(folder)], QUICK) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "## Links to the outside\n\n"
        "- in order: 1\n- moved for good: 0\n- broken: 1\n- could not be checked: 1\n\n### Broken\n"
    )
    pages = ", ".join(f"<code>p{n}.html</code>" for n in range(3))
    assert f"404?a&#124;b</code> | 404 Not Found | {pages} and 2 more |" in out
    assert "/403</code> | 403 Forbidden | <code>z.html</code> |" in out
    assert "### Moved" not in out and "/200</code>" not in out
    assert page.read_text(encoding="utf-8") == f"before\n{out}\n"
    assert main([str(folder), "--strict"], QUICK) == 1
    assert main([str(folder), "--strict", "--except", f"{host.address}/404"], QUICK) == 0


def test_a_site_without_links_and_no_site_at_all(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "none" / "page.md"))
    assert main([str(site()), "--strict"], QUICK) == 0
    captured = capsys.readouterr()
    assert "- broken: 0\n" in captured.out and "###" not in captured.out
    assert captured.err.startswith("weblinks: no summary, ")
    assert main([str(tmp_path / "nowhere")], QUICK) == 2


def test_a_finding_says_which_address_it_is_of(host: Host) -> None:
    assert ask(f"{host.address}/200", QUICK) == Finding(f"{host.address}/200", OK, "200")


def test_the_tool_runs_as_it_is_documented() -> None:
    workflow = (ROOT / ".github" / "workflows" / "links.yml").read_text(encoding="utf-8")
    assert "python -m tools.weblinks site" in workflow
