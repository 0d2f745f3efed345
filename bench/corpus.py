"""Made-up briefings, the same on every machine: `python -m bench.corpus N FOLDER`.

Of N entities half are actors, a third places, the rest terms. For each fifty of them there is
an article of 1,300 words that names each once. The page of an entity has a summary and three
paragraphs of about 1.3 kB in all, which name six other entities in plain prose and cite their
article. No word means anything: names and prose are put together from syllables and a short
list of words.

Two variants are for what is large in another way: `--words W` makes one article of W words,
`--mentions M` names one entity M times in further articles.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

EACH = 50
"""Entities for one article."""

WORDS = 1300
"""Words of an article."""

NAMES = 6
"""Names of other entities on the page of one."""

PARAGRAPHS = 20  # of an article

DENSITY = 4
"""Names in a paragraph of the articles that name one entity again and again."""

SHARE = 500
"""Mentions of that entity in one article."""

_PROSE = """a about after against along among and around as at be because been before between both
but by came could during each early even every first for found from had has have held however if
in into is it its kept land large last later left less like long made many market month more most
moved near never new next not of often old on one only open or other out over own part people
place power quiet river road same seen several since small so some south spoke still such taken
than that the their them then there these they this through time to town trade two under until
upon used valley village was water way well were west what when where which while with within
without work year young""".split()
_COMMON = frozenset(_PROSE)
_ONSETS = "b br d dr f g gr h k kl l m n p r s st t tr v w z".split()
_VOWELS = "a e i o u ai ei".split()
_CODAS = "l m n r s th rk nd".split()


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: its folder and slug, its name, the article that names it, its paragraphs."""

    folder: str
    slug: str
    name: str
    article: int
    passage: int
    summary: str
    paragraphs: tuple[str, ...]
    partner: str
    latitude: float
    longitude: float
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its slug, its title and its paragraphs."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Entities and articles, in the order of their numbers."""

    entities: tuple[Entity, ...]
    articles: tuple[Article, ...]


def corpus(size: int) -> Corpus:
    """Return the corpus of ``size`` entities."""
    chance = Random(20160901)
    names = _names(size, chance)
    articles = tuple(
        _article(number, names[start : start + EACH], chance)
        for number, start in enumerate(range(0, size, EACH))
    )
    entities = tuple(_entity(number, names, chance) for number in range(size))
    return Corpus(entities, articles)


def long_article(made: Corpus, words: int) -> Corpus:
    """Return the corpus with its first article that long, naming its entities as densely."""
    chance = Random(words)
    names = [entity.name for entity in made.entities[:EACH]]
    paragraphs = [*made.articles[0].paragraphs]
    length, several = WORDS // PARAGRAPHS, -(-len(names) // PARAGRAPHS)
    for number in range(len(paragraphs), -(-words // length)):
        here = [names[(number * several + n) % len(names)] for n in range(several)]
        paragraphs.append(_prose(length, here, chance))
    first = replace(made.articles[0], paragraphs=tuple(paragraphs))
    return replace(made, articles=(first, *made.articles[1:]))


def one_name(made: Corpus, mentions: int) -> Corpus:
    """Return the corpus with further articles that name its first entity so often in all."""
    chance, name = Random(mentions), made.entities[0].name
    articles = [*made.articles]
    for start in range(0, mentions - 1, SHARE):
        left = min(SHARE, mentions - 1 - start)  # the article of the corpus has one of them
        paragraphs = (
            _prose(WORDS // PARAGRAPHS, [name] * min(DENSITY, left - done), chance)
            for done in range(0, left, DENSITY)
        )
        number = len(articles)
        articles.append(Article(f"article-{number}", f"Article {number}", tuple(paragraphs)))
    return replace(made, articles=tuple(articles))


def common_words(entity: Entity) -> list[str]:
    """Return every three words that follow each other in the text of an entity and are no name."""
    words = entity.paragraphs[0].split()
    runs = (words[at : at + 3] for at in range(len(words) - 2))
    return [" ".join(run) for run in runs if all(word in _COMMON for word in run)]


def files(made: Corpus) -> Iterator[tuple[str, str]]:
    """Yield the files of the corpus as a briefing: path below its folder, text."""
    yield "content/site.yml", "title: A made-up briefing\nbase_url: https://example.org/made/\n"
    for article in made.articles:
        head = f"title: {article.title}\nsource: {article.slug}.txt\nauthor: Nobody\ndate: 2016-09"
        yield f"content/articles/{article.slug}.md", f"---\n{head}\n---\n"
        yield f"seeds/{article.slug}.txt", "\n\n".join(article.paragraphs) + "\n"
    for entity in made.entities:
        yield page(entity)


def write(size: int, folder: Path) -> None:
    """Write the corpus as a briefing below a folder."""
    put(files(corpus(size)), folder)


def put(texts: Iterable[tuple[str, str]], folder: Path) -> None:
    """Write texts to their paths below a folder."""
    for path, text in texts:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _folder(number: int) -> str:
    """Return where an entity belongs: of each six three actors, two places, one term."""
    return ("actors", "places", "actors", "places", "actors", "glossary")[number % 6]


def _pick(chance: Random, among: Sequence[str]) -> str:
    # Of all that a generator gives, only this is promised to stay the same.
    return among[int(chance.random() * len(among))]


def _names(size: int, chance: Random) -> list[str]:
    """Return as many different names; those of terms are one word in lower case."""
    names: dict[str, None] = {}
    while len(names) < size:
        words = 1 if _folder(len(names)) == "glossary" else 2
        name = " ".join(_word(chance) for _ in range(words))
        names.setdefault(name if words == 1 else name.title())
    return list(names)


def _word(chance: Random) -> str:
    syllables = (_pick(chance, _ONSETS) + _pick(chance, _VOWELS) for _ in range(3))
    return "".join(syllables) + _pick(chance, _CODAS)


def _prose(words: int, names: Sequence[str], chance: Random) -> str:
    """Return sentences of so many words in all, with the names spread among them."""
    spots = {(2 * n + 1) * words // (2 * len(names) or 1): name for n, name in enumerate(names)}
    said, length = [], 0
    for number in range(words):
        word = spots.get(number) or _pick(chance, _PROSE)
        said.append(word[0].upper() + word[1:] if length == 0 else word)
        length += 1
        if number == words - 1 or (length > 8 and chance.random() < 0.15):
            said[-1] += "."
            length = 0
    return " ".join(said)


def _article(number: int, names: Sequence[str], chance: Random) -> Article:
    share = -(-len(names) // PARAGRAPHS)
    paragraphs = (
        _prose(WORDS // PARAGRAPHS, names[n * share : (n + 1) * share], chance)
        for n in range(PARAGRAPHS)
    )
    return Article(f"article-{number}", f"Article {number}", tuple(paragraphs))


def _entity(number: int, names: Sequence[str], chance: Random) -> Entity:
    named = [names[_other(number, len(names), chance)] for _ in range(NAMES)]
    article, place = divmod(number, EACH)
    share = -(-min(EACH, len(names) - article * EACH) // PARAGRAPHS)
    partner = number + 2 if number + 2 < len(names) else number - 2
    return Entity(
        folder=_folder(number),
        slug=_slug(names[number]),
        name=names[number],
        article=article,
        passage=place // share + 1,
        summary=_prose(20, [], chance),
        paragraphs=tuple(_prose(64, named[n : n + 2], chance) for n in range(0, NAMES, 2)),
        partner=_slug(names[partner]) if partner >= 0 and _folder(partner) == "actors" else "",
        latitude=round(-30 + 60 * chance.random(), 2),
        longitude=round(-15 + 60 * chance.random(), 2),
    )


def _other(number: int, size: int, chance: Random) -> int:
    """Return the number of another entity; alone it is its own."""
    found = int(chance.random() * (size - 1))
    return found + (found >= number and size > 1)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def page(entity: Entity) -> tuple[str, str]:
    """Return the file of an entity: path below the briefing's folder, text."""
    cited = f"[@p{entity.passage}]"
    head = [f"title: {entity.name}", f"article: article-{entity.article}"]
    head.append(f'summary: "{entity.summary} {cited}"')
    if entity.alias:
        head.append(f"aliases: [{entity.alias}]")
    if entity.folder == "actors":
        head.append("kind: group")
        if entity.partner:
            head.append(f'relations: ["rival of [[{entity.partner}]] {cited}"]')
    if entity.folder == "places":
        head += ["kind: city", f"coordinates: [{entity.latitude}, {entity.longitude}]"]
    body = "\n\n".join(f"{paragraph} {cited}" for paragraph in entity.paragraphs)
    text = "---\n" + "\n".join(head) + f"\n---\n\n{body}\n"
    return f"content/{entity.folder}/{entity.slug}.md", text


def main() -> int:
    """Write the corpus that the command line asks for to the folder that it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    variant = parser.add_mutually_exclusive_group()
    variant.add_argument("--words", type=int, metavar="W")
    variant.add_argument("--mentions", type=int, metavar="M")
    asked = parser.parse_args()
    made = corpus(asked.size)
    if asked.words:
        made = long_article(made, asked.words)
    if asked.mentions:
        made = one_name(made, asked.mentions)
    put(files(made), asked.folder)
    sys.stdout.write(f"{asked.size} entities in {asked.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
