"""Audit a built site: `python -m bench.audit [SITE]`, or `make audit`.

Lighthouse (mobile, on this machine) on one page of each type, the Nu HTML checker and
html-validate on every page, and what the first search costs. Prints one table. Exit status:
0 all targets met, 1 one missed, 2 something needed is missing (it is named; the rest runs).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

from bench.audit.search import first_search
from bench.host import hosting

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NODE, JAVA = 20, 17

SCORES = ("performance", "accessibility", "best-practices", "seo")
LEAST = {"performance": 0.98, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
MOST = {"LCP, ms": 1500.0, "TBT, ms": 50.0, "CLS": 0.02}
AUDITS = {
    "LCP, ms": "largest-contentful-paint",
    "TBT, ms": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
}
SEARCH = {"first search, requests": 16, "first search, kB": 130, "next search, kB": 10}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table: where, what, the figure, what it should be, and whether it is."""

    where: str
    what: str
    figure: float
    target: str
    met: bool

    def __str__(self) -> str:
        """Return the finding as a line of text."""
        verdict = "ok" if self.met else "MISSED"
        figure = f"{self.figure:.4g}" if self.figure < 100 else f"{self.figure:.0f}"
        return f"{self.where:36} {self.what:24} {figure:>7} {self.target:>8}  {verdict}"


def at_most(where: str, what: str, figure: float, limit: float) -> Finding:
    """Return a finding that is good while its figure is not over the limit."""
    return Finding(where, what, figure, f"≤ {limit:g}", figure <= limit)


def at_least(where: str, what: str, figure: float, limit: float) -> Finding:
    """Return a finding that is good while its figure is not under the limit."""
    return Finding(where, what, figure, f"≥ {limit:g}", figure >= limit)


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said.

    It speaks into a file: a program of Node that ends loses what a pipe has not yet taken.
    """
    with TemporaryFile("w+", encoding="utf-8") as said:
        words = [str(part) for part in command]
        done = subprocess.run(
            words, text=True, stdout=said, stderr=subprocess.PIPE, check=False, **options
        )
        said.seek(0)
        return subprocess.CompletedProcess(words, done.returncode, said.read(), done.stderr)


def note(line: str) -> None:
    """Say something beside the table."""
    sys.stderr.write(f"audit: {line}\n")


# --- what is needed -----------------------------------------------------------------------------


def version(program: str, option: str) -> int:
    """Return the first number that a program says of its version; 0 where there is none."""
    if not shutil.which(program):
        return 0
    answer = run(program, option)
    found = re.search(r"\d+", answer.stdout + answer.stderr)
    return int(found[0]) if found else 0


def packages() -> bool:
    """Install what package-lock.json pins, unless it is there; return whether it is."""
    installed = PACKAGES / ".package-lock.json"
    lock = HERE / "package-lock.json"
    if installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return True
    note("installing the packages of bench/audit/package-lock.json")
    answer = run("npm", "ci", "--ignore-scripts", cwd=HERE)
    if answer.returncode:
        note(answer.stderr.strip())
    return not answer.returncode


# --- pages --------------------------------------------------------------------------------------


def addresses(site: Path) -> list[str]:
    """Return the addresses of all pages below the site's."""
    files = sorted(site.rglob("*.html"))
    return [file.relative_to(site).as_posix().removesuffix("index.html") for file in files]


def one_of_each_type(site: Path) -> list[str]:
    """Return one page of each type: of many, the heaviest."""
    types = ["", "articles/*/", "actors/*/", "places/*/", "actors/", "glossary/", "timeline/"]
    types += ["about/", "evidence/", "search/"]
    found = [sorted(site.glob(f"{kind}index.html")) for kind in types]
    largest = [max(files, key=lambda file: file.stat().st_size) for files in found if files]
    return [file.relative_to(site).as_posix().removesuffix("index.html") for file in largest]


# --- Lighthouse ---------------------------------------------------------------------------------


def lighthouse(url: str, html: str) -> dict[str, float]:
    """Return the scores and the times that Lighthouse gives a page."""
    tool = PACKAGES / "lighthouse/cli/index.js"
    command: list[str | Path] = ["node", tool, url, "--quiet", "--output=json"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    if 'name="robots" content="noindex' in html:
        command.append("--skip-audits=is-crawlable")  # the page asks not to be found: on purpose
    answer = run(*command, env={**os.environ, "CHROME_PATH": CHROMIUM})
    if answer.returncode:
        raise RuntimeError(answer.stderr.strip().splitlines()[-1])
    report = json.loads(answer.stdout)
    scores = {name: report["categories"][name]["score"] or 0.0 for name in SCORES}
    return scores | {what: report["audits"][key]["numericValue"] for what, key in AUDITS.items()}


def judged(where: str, figures: dict[str, float]) -> list[Finding]:
    """Return the findings of one page."""
    scores = [at_least(where, name, figures[name], least) for name, least in LEAST.items()]
    return scores + [at_most(where, name, figures[name], most) for name, most in MOST.items()]


def lit(site: Path, url: str) -> Iterator[Finding]:
    """Yield the findings of Lighthouse; a page that misses is measured thrice, the median holds."""
    for address in one_of_each_type(site):
        html = (site / address / "index.html").read_text(encoding="utf-8")
        runs = [lighthouse(url + address, html)]
        if not all(finding.met for finding in judged(address, runs[0])):
            runs += [lighthouse(url + address, html) for _ in range(2)]
        figures = {name: median(one[name] for one in runs) for name in runs[0]}
        yield from judged(address or "home", figures)


# --- validators ---------------------------------------------------------------------------------


def told(found: list[str]) -> int:
    """Print what a validator found; return how much."""
    for line in found:
        note(line)
    return len(found)


def nu(site: Path, url: str) -> Iterator[Finding]:
    """Yield what the Nu HTML checker counts: mistakes, and notices of the content policy."""
    command: list[str | Path] = ["java", "-Dnu.validator.servlet.allowed-address-type=all"]
    command += ["-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar"]  # this machine's
    command += [PACKAGES / "vnu-jar/build/dist/vnu.jar", "--stdout", "--format", "json"]
    answer = run(*command, *(url + address for address in addresses(site)))
    # It takes linked data for a script; a browser does not, and the policy lets it stand.
    messages = [
        message
        for message in json.loads(answer.stdout)["messages"]
        if "application/ld+json" not in message.get("extract", "")
        or "Inline script violates" not in message["message"]
    ]
    where = f"{len(addresses(site))} pages"
    for what, wanted in (("vnu, errors", True), ("vnu, warnings", False)):
        found = [m for m in messages if (m["type"] != "info") == wanted]
        lines = [f"{m.get('url', '')}:{m.get('lastLine', 0)}: {m['message']}" for m in found]
        yield at_most(where, what, told(lines), 0)


def validated(site: Path, url: str) -> Iterator[Finding]:
    """Yield how many mistakes html-validate counts."""
    tool = PACKAGES / "html-validate/bin/html-validate.mjs"
    config = HERE / "htmlvalidate.json"
    answer = run("node", tool, "--config", config, "--formatter", "json", f"{site}/**/*.html")
    lines = [
        f"{file['filePath']}:{message['line']}: {message['ruleId']}: {message['message']}"
        for file in json.loads(answer.stdout)
        for message in file["messages"]
    ]
    yield at_most(f"{len(addresses(site))} pages", "html-validate, errors", told(lines), 0)


def searched(site: Path, url: str) -> Iterator[Finding]:
    """Yield what the first search of a reader costs."""
    for what, figure in first_search(url, CHROMIUM).items():
        yield at_most("search", what, figure, SEARCH[what])


# --- all of it ----------------------------------------------------------------------------------


def main(site: Path) -> int:
    """Run everything that can be run; print the table; return the exit status."""
    if not (site / "index.html").is_file():
        note(f"no site at {site}; build it first")
        return 2
    checks: list[Callable[[Path, str], Iterator[Finding]]] = [searched]
    node = version("node", "--version") >= NODE and packages()
    java = version("java", "-version") >= JAVA
    if node:
        checks += [validated, nu, lit] if java else [validated, lit]
    else:
        note(f"skipped: Lighthouse, vnu and html-validate need Node {NODE} or newer, with npm")
    if not java:
        note(f"skipped: vnu needs Java {JAVA} or newer")
    missed = False
    with hosting(site) as url:
        for check in checks:
            for finding in check(site, url):
                sys.stdout.write(f"{finding}\n")
                sys.stdout.flush()
                missed = missed or not finding.met
    return 1 if missed else 0 if node and java else 2


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "site").resolve()))
