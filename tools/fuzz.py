"""Throw made-up texts at the readers of editors' files: `python -m tools.fuzz [TARGET …]`.

A text begins as one of the briefing's own and is cut, doubled, crossed with others and strewn
with the signs that the readers know. Where atheris is installed it chooses the texts by the
code that they reach (``--engine atheris``). Whatever a reader raises is a find, and so is a
place that does not lie in the text, and a text of a page that takes seconds. Finds are kept in
.cache/fuzz/, with what came of them; each is to become a test. Exit status: 0 none, 1 some.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from briefing.check.attachments import active_files
from briefing.check.drift import read_lock
from briefing.check.figures import comparable, missing, values
from briefing.diagnostics import Diagnostic, Position
from briefing.fragments import Located
from briefing.model import SourceFile
from briefing.read.dates import parse_date
from briefing.read.fields import RELATION as RELATION_TYPE
from briefing.read.fields import Field, many
from briefing.read.files import bundled_templates, read_templates
from briefing.read.frontmatter import read_mapping, split
from briefing.read.kinds import KINDS, REFERENCE_FIELDS, SITE_FIELDS
from briefing.read.markdown import parse, parse_inline, parse_source
from briefing.read.source import Markers, read_source
from briefing.render.language import read_language
from briefing.render.wording import when
from briefing.terminal import say

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "fuzz"
LONGEST = 4000
"""How many characters a made-up text has at most: a page of a book and a half."""
SLOW = 3.0
"""Seconds of the processor in which such a text must be read, on the slowest of machines."""

WORDS = read_templates(bundled_templates(), ROOT / "nowhere")


class FoundError(Exception):
    """A reader answered, and the answer is wrong."""


# --- targets --------------------------------------------------------------------------------------


def _placed(problems: Iterable[Diagnostic], text: str) -> None:
    """Make sure that each mistake lies in the text."""
    lines = text.split("\n")
    for problem in problems:
        place = problem.position
        if not 1 <= place.line <= len(lines):
            raise FoundError(f"{problem} lies in none of {len(lines)} lines")
        if not 1 <= place.column <= len(lines[place.line - 1]) + 1:
            raise FoundError(f"{problem} lies outside of its line")


def front_matter(text: str) -> None:
    """Read a file of each kind."""
    for kind in KINDS.values():
        problems: list[Diagnostic] = []
        file = SourceFile(f"content/{kind.folder}/a.md", f"---\n{text}\n---\nBody.\n")
        if parts := split(file, problems.append):
            read_mapping(parts.head, file.path, kind.fields, problems.append)
        _placed(problems, file.text)


def settings(text: str) -> None:
    """Read the settings, and the references."""
    problems: list[Diagnostic] = []
    read_mapping(text, "content/site.yml", SITE_FIELDS, problems.append)
    read_mapping(text, "content/references.yml", REFERENCE_FIELDS, problems.append)
    _placed(problems, text)


def markdown(text: str) -> None:
    """Read a body, and a line of a field."""
    _placed(parse(text, "f", top=2, prefix="x:")[1], text)
    parse_inline(text, lambda offset: Position("f", 1, offset + 1))


def source(text: str) -> None:
    """Read a source in both forms, its text beginning and ending where its own words say."""
    list(parse_source(text, "f"))
    for ending in ("txt", "md"):
        words = text.split() or [""]
        after, before = (Located(w, Position("f")) for w in (words[0], words[-1]))
        for markers in (Markers(), Markers(after, before)):
            problems: list[Diagnostic] = []
            read = read_source(SourceFile(f"a.{ending}", text), markers, problems.append)
            _placed((*problems, *(_at(p.position) for p in read.passages)), text)


def _at(position: Position) -> Diagnostic:
    from briefing.diagnostics import problem

    return problem("text-marker", position, "a passage")


def dates(text: str) -> None:
    """Read each word as a date, and say it in words."""
    for word in text.split():
        try:
            date = parse_date(word)
        except ValueError:
            continue
        when(date, _ENGLISH)


def figures(text: str) -> None:
    """Read the figures of a text, none of which it misses."""
    if own := list(missing(comparable(text), text, values(text))):
        raise FoundError(f"{own} stand in it")


def relations(text: str) -> None:
    """Read each line as a relation."""
    fields = (Field("relations", many(RELATION_TYPE), ""),)
    head = "relations:\n" + "".join(f"  - {json.dumps(line)}\n" for line in text.split("\n"))
    problems: list[Diagnostic] = []
    read_mapping(head, "f", fields, problems.append)
    _placed(problems, head)


def lock(text: str) -> None:
    """Read the lock of the evidence."""
    read_lock(text.encode("utf-8", "replace"))


def drawing(text: str) -> None:
    """Look for programs in a drawing."""
    list(active_files(["a.svg"], {"a.svg": text.encode("utf-8", "replace")}))


def words(text: str) -> None:
    """Read a file of words."""
    files = {**WORDS, "languages/xx.yml": text.encode("utf-8", "replace")}
    read_language(files, "xx", Position("content/site.yml"))


_ENGLISH = read_language(WORDS, "en", Position("content/site.yml"))[0]

TARGETS: Mapping[str, Callable[[str], None]] = {
    target.__name__: target
    for target in (
        *(front_matter, settings, markdown, source, dates, figures),
        *(relations, lock, drawing, words),
    )
}

SIGNS = """[[|]]|[@|[!|![|](|)|<|>|<!--|-->|`|```|~~~|*|**|_|~~|#|=|---|- |1. |: |:::|[^1]|[^1]:|
|\n\n|\t|\\|&|&amp;|&#0;|{|}|{{|%|'|"|“|”|‘|’|…|«|»|é|e\u0301|سرت|\u200f|\u2028|\u0085|\ufeff|😀|
0|-0001| 000|’500|,00,000|½|2014-02-30|2014/..|XX|?|~|%|Y20000|null|~|!!str|&a|*a|<<|? |@p1|p1-p2|
[@p1, p3]|[@a:p2]|http://|javascript:|mailto:|//|../|title:|aliases:|relations:|text: {after:|
gists:|- |[ |]|,|'
""".strip().split("|")


# --- made-up texts ------------------------------------------------------------------------------


def beginnings() -> tuple[str, ...]:
    """Return the texts to begin with: the briefing's own, and those of the test data."""
    files = [*(ROOT / "content").rglob("*.*"), *(ROOT / "examples").rglob("*.md")]
    texts = [f.read_text("utf-8") for f in sorted(files) if f.suffix in (".md", ".yml", ".lock")]
    data = ROOT / "tests" / "data"
    texts += [
        case["markdown"] for case in json.loads((data / "commonmark-0.31.2.json").read_text())
    ]
    texts += [case["yaml"] for case in json.loads((data / "yaml-test-suite.json").read_text())]
    texts += [
        s for strings in json.loads((data / "xss.json").read_text()).values() for s in strings
    ]
    heads = [text.split("---\n")[1] for text in texts if text.count("---\n") > 1]
    return tuple(text for text in (*texts, *heads) if text)


def made_up(chance: random.Random, texts: Sequence[str]) -> str:
    """Return a text that nobody wrote."""
    text = _piece(chance, texts)
    for _ in range(chance.randrange(1, 12)):
        at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        match chance.randrange(7):
            case 0:
                text = text[:at] + chance.choice(SIGNS) + text[at:]
            case 1:
                text = text[:at] + chance.choice(SIGNS) * chance.randrange(1, 60) + text[to:]
            case 2:
                text = text[:at] + text[to:]
            case 3:
                text = text[:to] + text[at:]
            case 4:
                text = text[:at] + _piece(chance, texts) + text[to:]
            case 5:
                text = (
                    text[:at]
                    + chr(chance.choice((chance.randrange(128), chance.randrange(0x2FFF))))
                    + text[at:]
                )
            case _:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
    return text[:LONGEST].replace("\r", "\n").encode("utf-8", "replace").decode()


def _piece(chance: random.Random, texts: Sequence[str]) -> str:
    text = chance.choice(texts)
    start = chance.randrange(len(text))
    return text[start : start + chance.randrange(1, 800)] if chance.randrange(3) else text


# --- finding ------------------------------------------------------------------------------------


def tried(name: str, text: str) -> str:
    """Give a text to a target; return what is wrong, or nothing."""
    before = time.process_time()
    try:
        TARGETS[name](text)
    except Exception:
        return traceback.format_exc()
    taken = time.process_time() - before
    return f"it took {taken:.1f} seconds" if taken > SLOW else ""


def keep(name: str, text: str, fault: str) -> None:
    """Keep a find."""
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    file.with_suffix(".txt").write_text(text, encoding="utf-8")
    file.with_suffix(".fault").write_text(fault, encoding="utf-8")


def at_random(name: str, seconds: float, seed: int) -> tuple[int, int]:
    """Try texts for so long; return how many were tried, and how many different finds they made."""
    chance, texts, end = random.Random(f"{name} {seed}"), beginnings(), time.monotonic() + seconds
    number, seen = 0, set[str]()
    while time.monotonic() < end:
        text = made_up(chance, texts)
        number += 1
        if (fault := tried(name, text)) and (last := fault.splitlines()[-2:][0]) not in seen:
            seen.add(last)
            keep(name, text, fault)
    return number, len(seen)


def guided(name: str, seconds: int) -> None:
    """Let atheris choose the texts. It ends the process itself, with 77 at the first find."""
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    chance, texts = random.Random(name), beginnings()
    folder = KEPT / f"corpus-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(300):
        (folder / f"{number}").write_text(made_up(chance, texts), encoding="utf-8")

    def once(data: bytes) -> None:
        TARGETS[name](data.decode("utf-8", "replace").replace("\r", "\n"))

    limits = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=2048",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={KEPT}/{name}-", str(folder)], once)
    atheris.Fuzz()


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each target and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="how long each is tried")
    parser.add_argument("--seed", type=int, default=0, help="another one makes other texts up")
    parser.add_argument("--engine", choices=("random", "atheris"), default="random")
    asked = parser.parse_args(arguments)
    if strange := set(asked.targets) - TARGETS.keys():
        parser.error(f"no target is called {min(strange)}; there are {', '.join(TARGETS)}")
    if asked.engine == "atheris":
        if len(asked.targets) != 1:
            parser.error("atheris takes one target for each run")
        guided(asked.targets[0], asked.seconds)
    finds = 0
    for name in asked.targets or TARGETS:
        number, found = at_random(name, asked.seconds, asked.seed)
        finds += found
        say(f"{name:14}{number:9,} texts {found:4} finds", sys.stdout)
    return int(finds > 0)


if __name__ == "__main__":
    sys.exit(main())
