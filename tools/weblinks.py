"""Ask the web whether what a built site links to is still there.

    python -m tools.weblinks SITE [--except PREFIX]... [--strict]

The report is Markdown: on standard output, and on the page of a workflow's run where
GITHUB_STEP_SUMMARY names its file. The web fails in its own time, so the exit status is 0
whatever is found; with --strict it is 1 if a link is broken. 2: there is no site.

A link is broken if its host says that nothing is there, or if there is no such host. What a
host refuses to a program (401, 403, 429, …) or cannot say today (5xx, no answer in time) could
not be checked: a person has to look. One host is asked one thing at a time, with a pause.
"""

from __future__ import annotations

import argparse
import errno
import http.client
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urldefrag, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from briefing.summary import cell, code, table

OK, MOVED, BROKEN, UNKNOWN = "in order", "moved for good", "broken", "could not be checked"

_GONE = frozenset({400, 404, 410})
_FOR_GOOD = frozenset({301, 308})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_AGENT = "Mozilla/5.0 (compatible; briefing-weblinks; checks that links still work)"
_HOSTS = 8  # asked at the same time
_SHOWN = 3  # pages named beside a link


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a link: a verdict, and what the host said."""

    url: str
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host is asked: seconds to wait for it and between two requests, how often."""

    timeout: float = 20.0
    pause: float = 1.0
    tries: int = 3
    longest: float = 60.0
    sleep: Callable[[float], None] = time.sleep


# --- the links of a site ------------------------------------------------------------------------


class _Links(HTMLParser):
    """Gathers the addresses that a page's links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        if href and href.lower().startswith(("http://", "https://")):
            self.found.add(urldefrag(href).url)


def links(site: Path, skipped: tuple[str, ...] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return the pages of a site by each address outside that they link to, all sorted."""
    found: dict[str, list[str]] = {}
    for file in sorted(site.rglob("*.html")):
        page = _Links()
        page.feed(file.read_text(encoding="utf-8"))
        for url in page.found:
            if not url.startswith(skipped):
                found.setdefault(url, []).append(file.relative_to(site).as_posix())
    return {url: tuple(found[url]) for url in sorted(found)}


# --- asking -------------------------------------------------------------------------------------


class _Redirects(HTTPRedirectHandler):
    """Follows redirects and remembers them."""

    def __init__(self) -> None:
        self.codes: list[int] = []

    def redirect_request(self, req: Any, fp: Any, code: int, *rest: Any) -> Request | None:
        self.codes.append(code)
        return super().redirect_request(req, fp, code, *rest)


def ask(url: str, manners: Manners) -> Finding:
    """Ask for an address, again where a host asks for patience, and return what came of it."""
    finding, wait = Finding(url, UNKNOWN, "never asked"), 0.0
    for attempt in range(manners.tries):
        if attempt:
            manners.sleep(min(max(wait, manners.pause * 2**attempt), manners.longest))
        finding, wait = _once(url, manners)
        if wait < 0:
            break
    return finding


_DONE = -1.0


def _once(url: str, manners: Manners) -> tuple[Finding, float]:
    """Ask once; return what came of it and the seconds to wait, less than 0 for no more."""
    try:
        return _answered(url, manners)
    except HTTPError as error:
        with error:
            said = f"{error.code} {error.reason}"
            if error.code in _LATER:
                return Finding(url, UNKNOWN, said), _patience(error.headers.get("Retry-After"))
            return Finding(url, BROKEN if error.code in _GONE else UNKNOWN, said), _DONE
    except TimeoutError:
        return Finding(url, UNKNOWN, "no answer in time"), 0.0
    except URLError as error:
        return _unreached(url, error.reason), 0.0
    except (ValueError, http.client.InvalidURL) as error:
        return Finding(url, BROKEN, f"no address: {error}"), _DONE
    except (OSError, http.client.HTTPException) as error:
        return Finding(url, BROKEN, str(error) or type(error).__name__), 0.0


def _unreached(url: str, reason: object) -> Finding:
    """Return what it means that a host could not be reached: it may be our own network."""
    match reason:
        case TimeoutError():
            return Finding(url, UNKNOWN, "no answer in time")
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return Finding(url, UNKNOWN, "no name server answers")
        case socket.gaierror():
            return Finding(url, BROKEN, "there is no such host")
        case OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH):
            return Finding(url, UNKNOWN, "there is no way to the host")
    return Finding(url, BROKEN, str(reason))


def _answered(url: str, manners: Manners) -> tuple[Finding, float]:
    """Ask for the head of an address, and for all of it where a host knows no heads."""
    try:
        return _opened(url, "HEAD", manners)
    except HTTPError as error:
        if error.code == http.HTTPStatus.TOO_MANY_REQUESTS:
            raise
        error.close()
    return _opened(url, "GET", manners)


def _opened(url: str, method: str, manners: Manners) -> tuple[Finding, float]:
    redirects = _Redirects()
    request = Request(_ascii(url), method=method, headers={"User-Agent": _AGENT, "Accept": "*/*"})
    with build_opener(redirects).open(request, timeout=manners.timeout) as answer:
        if redirects.codes and set(redirects.codes) <= _FOR_GOOD:
            return Finding(url, MOVED, f"{redirects.codes[0]} to {answer.geturl()}"), _DONE
        return Finding(url, OK, str(answer.status)), _DONE


def _ascii(url: str) -> str:
    """Return an address as it is sent: its host and its path in ASCII."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?-._") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


def _patience(retry_after: str | None) -> float:
    """Return the seconds that a host asks to wait; a date is left to the pauses of our own."""
    return float(retry_after) if retry_after and retry_after.isdecimal() else 0.0


def check(urls: Iterable[str], manners: Manners) -> tuple[Finding, ...]:
    """Ask for all addresses, each host on its own; return the findings in order of the address."""

    def of_host(group: list[str]) -> list[Finding]:
        found = []
        for number, url in enumerate(group):
            if number:
                manners.sleep(manners.pause)
            found.append(ask(url, manners))
        return found

    hosts = [list(group) for _, group in groupby(sorted(sorted(urls), key=_host), key=_host)]
    with ThreadPoolExecutor(_HOSTS) as pool:
        found = [finding for group in pool.map(of_host, hosts) for finding in group]
    return tuple(sorted(found, key=lambda finding: finding.url))


def _host(url: str) -> str:
    return url.split("/")[2].lower()


# --- the report ---------------------------------------------------------------------------------


def report(findings: Iterable[Finding], pages: Mapping[str, tuple[str, ...]]) -> str:
    """Return the findings as Markdown, what wants a person's eye first."""
    all_of_them = list(findings)
    counts = Counter(one.verdict for one in all_of_them)
    verdicts = "\n".join(f"- {name}: {counts[name]}" for name in (OK, MOVED, BROKEN, UNKNOWN))
    parts = [
        table(
            verdict[0].upper() + verdict[1:],
            ("Address", "The host says", "On"),
            (_row(one, pages[one.url]) for one in all_of_them if one.verdict == verdict),
        )
        for verdict in (BROKEN, UNKNOWN, MOVED)
    ]
    return "\n".join(["## Links to the outside\n", f"{verdicts}\n", *filter(None, parts)])


def _row(finding: Finding, pages: tuple[str, ...]) -> tuple[str, ...]:
    more = f" and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else ""
    return code(finding.url), cell(finding.said), ", ".join(map(code, pages[:_SHOWN])) + more


def _published(text: str) -> Iterator[str]:
    """Add the report to the page of the run; yield why that cannot be done."""
    if file := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(file).open("a", encoding="utf-8") as page:
                page.write(f"{text}\n")
        except OSError as error:
            yield f"weblinks: no summary, {file}: {error.strerror}"


def main(arguments: list[str] | None = None, manners: Manners | None = None) -> int:
    """Check the links of a site and print the report; return the exit status."""
    parser = argparse.ArgumentParser(prog="weblinks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("site", type=Path, help="the folder of a built site")
    parser.add_argument("--except", dest="skipped", action="append", default=[], metavar="PREFIX")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a link is broken")
    asked = parser.parse_args(arguments)
    if not (asked.site / "index.html").is_file():
        sys.stderr.write(f"weblinks: no site at {asked.site}; build it first\n")
        return 2
    pages = links(asked.site, tuple(asked.skipped))
    findings = check(pages, manners or Manners())
    text = report(findings, pages)
    sys.stdout.write(text)
    sys.stderr.writelines(f"{line}\n" for line in _published(text))
    return int(asked.strict and any(one.verdict == BROKEN for one in findings))


if __name__ == "__main__":
    sys.exit(main())
