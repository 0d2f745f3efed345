"""What a tool has to say of itself to be measured, and what all peers are given to write."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Article, Corpus, Entity

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / ".cache" / "bench"
"""Where `python -m bench.peers` installs the peers, a folder for each."""

OUT = "site"
CACHE = ".cache"
"""Below the folder of a tool: what it writes, and what it keeps for its next run."""

TITLE = "A made-up briefing"
ADDRESS = "https://example.org/made/"

Names = Mapping[str, Entity]
"""Entities by their names in lower case."""

Files = Iterator[tuple[str, str]]
"""Paths and texts."""

Link = Callable[[str, str, str], str]
"""From the words shown, a folder and a slug to a link as a tool writes it."""


@dataclass(frozen=True, slots=True)
class Tool(ABC):
    """A generator: how it is run, what it is, and how it is given the corpus.

    ``program`` is the file without which it is not installed. ``call`` is the command line,
    run in the tool's folder, ``again`` the one over earlier output where that is another.
    ``version`` is the command that prints the version.
    """

    name: str
    program: Path
    call: Sequence[str]
    version: Sequence[str]
    again: Sequence[str] = ()

    @property
    def installed(self) -> bool:
        """Whether the tool is here."""
        return self.program.is_file()

    @property
    def indexes(self) -> bool:
        """Whether the tool makes the search index itself; else Pagefind's own command does."""
        return False

    @abstractmethod
    def files(self, made: Corpus) -> Files:
        """Yield the files that the tool builds the corpus from."""

    @abstractmethod
    def page(self, entity: Entity, names: Names) -> tuple[str, str]:
        """Return the file of an entity; ``names`` are those of the corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer(Tool):
    """A generator that reads Markdown with plain links below ``content``.

    ``settings`` are its configuration and its layout, ``home`` names the front page,
    if it is a text.
    """

    link: Link
    settings: Mapping[str, str]
    content: str
    home: str = "index.md"

    def files(self, made: Corpus) -> Files:
        """Yield the files that the tool builds the corpus from."""
        names = by_name(made)
        yield from self.settings.items()
        if self.home:
            yield f"{self.content}/{self.home}", home_text()
        for article in made.articles:
            text = article_text(article, names, self.link)
            yield f"{self.content}/articles/{article.slug}.md", text
        yield from (self.page(entity, names) for entity in made.entities)

    def page(self, entity: Entity, names: Names) -> tuple[str, str]:
        """Return the file of an entity; ``names`` are those of the corpus."""
        path = f"{self.content}/{entity.folder}/{entity.slug}.md"
        return path, entity_text(entity, names, self.link)


def by_name(made: Corpus) -> Names:
    """Return the entities of a corpus by their names."""
    return {entity.name.lower(): entity for entity in made.entities}


# --- plain links in place of names ------------------------------------------------------------


def linked(text: str, names: Names, link: Link) -> str:
    """Return a text with a link at each name that stands in it."""
    words, said, at = text.split(" "), [], 0
    while at < len(words):
        run, entity = _named(words, at, names)
        shown = run.rstrip(".")
        said.append(link(shown, entity.folder, entity.slug) + run[len(shown) :] if entity else run)
        at += run.count(" ") + 1
    return " ".join(said)


def _named(words: Sequence[str], at: int, names: Names) -> tuple[str, Entity | None]:
    """Return the name of two words or one that begins at a word, or that word alone."""
    for run in (" ".join(words[at : at + 2]), words[at]):
        if entity := names.get(run.rstrip(".").lower()):
            return run, entity
    return words[at], None


def entity_text(entity: Entity, names: Names, link: Link) -> str:
    """Return the page of an entity in Markdown, with the head that all peers understand."""
    title = f"{entity.name}, {entity.alias}" if entity.alias else entity.name
    head = [("title", title), ("summary", entity.summary)]
    if entity.folder == "places":
        head.append(("coordinates", f"{entity.latitude} {entity.longitude}"))
    body = [linked(paragraph, names, link) for paragraph in entity.paragraphs]
    if entity.partner:
        partner = names[entity.partner.replace("-", " ")]
        body.append(f"Rival of {link(partner.name, partner.folder, partner.slug)}.")
    return _text(head, body)


def article_text(article: Article, names: Names, link: Link) -> str:
    """Return an article in Markdown."""
    head = [("title", article.title), ("summary", "By Nobody, September 2016.")]
    return _text(head, (linked(paragraph, names, link) for paragraph in article.paragraphs))


def home_text() -> str:
    """Return the front page in Markdown."""
    return _text([("title", TITLE), ("summary", "No word of it means anything.")], [])


def _text(head: Iterable[tuple[str, str]], body: Iterable[str]) -> str:
    fields = "".join(f"{name}: {value}\n" for name, value in head)
    return f"---\n{fields}---\n\n" + "\n\n".join(body) + "\n"


def layout(title: str, summary: str, content: str) -> str:
    """Return the layout of a page, given how a tool's templates name these three."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{summary}">
</head>
<body>
<main>
<h1>{title}</h1>
<p>{summary}</p>
{content}
</main>
</body>
</html>
"""
