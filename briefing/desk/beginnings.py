"""A whole briefing to begin with, made from a source text.

1. The text is taken byte for byte; its head gives the article's front matter, with what
   lies above and below the text shown for confirmation.
2. The names that come up most often become drafts of pages.
3. The settings say what was assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import dropwhile, pairwise

from msgspec.structs import replace

from briefing import program
from briefing.desk.forms import Given, filled, others, remarks
from briefing.desk.mastheads import article_fields
from briefing.desk.naming import label_of
from briefing.desk.starters import page_file, starter
from briefing.desk.tongues import language_of
from briefing.errors import BriefingError
from briefing.fragments import PassageRef
from briefing.link.linking import link
from briefing.link.names import fold, key
from briefing.link.suggest import Suggestion, suggest
from briefing.model import Briefing, SourceFile
from briefing.read.documents import SITE, read_library
from briefing.read.files import Files
from briefing.read.kinds import ARTICLES, SITE_FIELDS
from briefing.read.slugs import suggest_slug

_MOST_NAMES = 12
_LONG = 300  # letters: no line that is broken to fit a page is as long, few sentences are
_PARTED = "put a blank line between paragraphs, everywhere"


def beginning(
    source: SourceFile, data: bytes, countries: frozenset[str] = frozenset()
) -> Mapping[str, bytes]:
    """Return the files of a new briefing on a text, ``seeds/NAME``, by their paths.

    ``countries`` are the keys of names that are surely a country's.
    Raises ``BriefingError`` where the text cannot be the source of one, and says why.
    """
    name = source.path.removeprefix("seeds/")
    if name[0] in "._" or not name.isprintable():
        raise BriefingError(f"{name!r} would not be read: give the file another name")
    if not source.text.strip():
        raise BriefingError(f"{name} holds no text")
    if name.lower().endswith(".txt") and (line := _joined(source.text)):
        raise BriefingError(f"{name}: lines {line} and {line + 1} would be one passage: {_PARTED}")
    fields = article_fields("", source)
    slug = suggest_slug(str(fields["title"].value))
    article = page_file(f"content/articles/{slug or 'article'}.md", ARTICLES, fields)
    settings = _settings(source.text, fields)
    files = Files((article, settings), {source.path: source}, {}, {}, ())
    if problems := read_library(files).problems:
        raise BriefingError(problems[0].message)
    files = _with_names(files, countries)
    pages = {file.path: file.text.encode() for file in files.content}
    return {source.path: data, **pages, ".gitignore": b"/site/\n", "README.md": _readme()}


def _settings(text: str, article: Mapping[str, Given]) -> SourceFile:
    """Return ``content/site.yml``: the title, and what the text lets assume."""
    tag = language_of(text)
    told = "guessed from the text: check" if tag else "the text does not tell: check"
    given = {"title": article["title"], "language": Given(tag or "en", (told,))}
    if {"publisher", "url"} & article.keys():
        kept = "the text was published before, so search engines are asked not to list its page"
        given["index"] = Given("noindex", (kept,))
    lines = [*remarks("The settings of this briefing. Lines that begin with # are not read.")]
    lines += [*filled(SITE_FIELDS, given), *others(SITE_FIELDS, given, "the settings")]
    return SourceFile(SITE, "\n".join([*lines, ""]))


def _with_names(files: Files, countries: frozenset[str]) -> Files:
    """Return the files with drafts of pages for the names that the text has most often."""
    briefing = link(read_library(files))[0]
    for name in suggest(briefing)[:_MOST_NAMES]:
        known = "place" if key(name.name) in countries else name.kind
        label = known or label_of(name.name, tuple(_uses(name, briefing)))
        title = name.name
        if not briefing.settings.language.startswith("en") and label != "term":
            # The small words before a name are known for English alone: "de Lyon" is Lyon.
            title = " ".join(dropwhile(str.islower, title.split())) or title
        # One that cannot be a page, say because another draft has taken its acronym, is no loss.
        with suppress(BriefingError):
            page = starter(files, label, title, countries)
            files = replace(files, content=(*files.content, page))
    return files


def _uses(name: Suggestion, briefing: Briefing) -> Iterator[tuple[str, int, int]]:
    """Yield the passages that have a name, and where it stands in each."""
    pattern = re.compile(rf"(?<!\w){re.escape(name.name)}(?!\w)")
    for article in briefing.articles:
        for passage in article.passages:
            if PassageRef(article.id, passage.id) in name.passages:
                text = fold(passage.text).text
                yield from ((text, *match.span()) for match in pattern.finditer(text))


_README = """\
# A briefing

A folder for the generator: the text under `seeds/`, kept as it came, and the pages that
explain it under `content/`.

- `content/site.yml`: the settings.
- `content/articles/`: the text's title, author and date. They were guessed: check them.
- `content/actors/`, `content/places/`, `content/glossary/`: drafts of pages for the names
  that come up most often. A draft is shown once its line `draft: true` is deleted.

WHERE:

```sh
COMMAND
```

The site is then in `site/` of this folder.
"""


def _joined(text: str) -> int:
    """Return the first of two lines that are a paragraph each and would be read as one, or 0.

    A few may be, as notes at the end of a text; but not half of all lines as long.
    """
    long = [len(line) > _LONG for line in text.splitlines()]
    joined = [n for n, pair in enumerate(pairwise(long), 1) if all(pair)]
    return joined[0] if joined and 2 * len(joined) >= sum(long) else 0


def _readme() -> bytes:
    """Return what the folder says of itself, and how its site is made."""
    where, typed = "In the folder of the generator", "python build.py --root THIS-FOLDER --drafts"
    if program.name() == "briefing":
        where, typed = "In this folder", "briefing --drafts"
    return _README.replace("WHERE", where).replace("COMMAND", typed).encode()
