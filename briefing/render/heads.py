"""What a page says of itself to those who have not opened it.

A title, a description, an address, and whether it may be listed: for search engines, for
tabs and bookmarks, for whoever is sent a link. What a page's own summary leaves short is
filled up with what the page knows, never with anything made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from briefing.check.indexing import republished
from briefing.fragments import Fragments
from briefing.model import Article, Document, Entity
from briefing.read.dates import exact
from briefing.render import urls
from briefing.render.bodies import plain, shortened
from briefing.render.language import Language
from briefing.render.shelf import Shelf
from briefing.render.wording import date_in_words, naming_in_words, type_in_words

TITLE = 65
"""Characters of a title that search engines and tabs show."""

SHORTEST, LONGEST = 50, 160
"""Characters of a description that is worth showing, and that is shown whole."""

Head = dict[str, Any]
"""What every page has, by the fields of :class:`View`."""

INDEX = "index, follow, max-image-preview:large"
NOINDEX = "noindex"


def head(
    shelf: Shelf,
    address: str,
    template: str,
    title: str,
    about: str | Fragments,
    kind: str = "",
    *,
    document: Document | None = None,
    holds: Iterable[Document] = (),
    part: str = "",
) -> Head:
    """Return what every page has.

    ``about`` describes it, ``document`` is what it shows, ``holds`` what else stands on it;
    ``part`` says which page of a list it is.
    """
    settings = shelf.briefing.settings
    text = about if isinstance(about, str) else plain(about)
    own = _facts(shelf, document) if document else ()
    base = settings.base_url.rstrip("/")
    original = settings.index == "canonical-original" and document and republished(document)
    canonical = document.url if original and isinstance(document, Article) else ""
    return {
        "template": template,
        "output": urls.output(address),
        "title": title,
        "part": part,
        "head_title": head_title(title, settings.title, part),
        "description": description(text or title, [*own, *_of_the_site(shelf)]),
        "kind": kind,
        "label": shelf.language.say(f"kinds.{kind}") if kind else "",
        "canonical": canonical or (f"{base}/{address}" if base else ""),
        "robots": _robots(settings.index, document),
        "graph_type": _graph_type(document),
        "updated": max((exact(d.updated) for d in (document, *holds) if d), default=""),
    }


def _robots(index: str, document: Document | None) -> str:
    """Say whether search engines may list a page: the setting speaks of articles shown in full.

    Until the editors decide, one that was published elsewhere first is left out.
    """
    shown = isinstance(document, Article) and document.publish == "full"
    left_out = index == "noindex" or (not index and document and republished(document))
    return NOINDEX if shown and left_out else INDEX


def _graph_type(document: Document | None) -> str:
    """Return what the Open Graph protocol calls a page about a document."""
    if isinstance(document, Article):
        return "article"
    return "profile" if isinstance(document, Entity) and document.type == "person" else "website"


# --- titles ---------------------------------------------------------------------------------


def head_title(title: str, site: str, mark: str = "") -> str:
    """Return the title of a page with the briefing's name where there is room for both.

    ``mark`` tells it from another page of the same title.
    """
    mark = f" ({mark})" if mark else ""
    whole = f"{title}{mark} · {site}"
    if title != site and len(whole) <= TITLE:
        return whole
    return shortened(title, TITLE - len(mark)) + mark


# --- descriptions ---------------------------------------------------------------------------


def description(text: str, facts: Iterable[str]) -> str:
    """Return a text of a length that is shown whole, filled up with facts if it is short."""
    for fact in facts:
        if len(text) >= SHORTEST:
            break
        text = f"{_sentence(text)} {_sentence(fact)}" if fact else text
    return shortened(text, LONGEST)


def _sentence(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "…", "؟", "。", ".”", ".’")) else f"{text}."


def _facts(shelf: Shelf, document: Document) -> Iterator[str]:
    """Yield what is known of a document beside its summary."""
    language = shelf.language
    if isinstance(document, Article):
        date = date_in_words(document.date, language) if document.date else ""
        known = filter(None, [*document.authors, document.publisher, date])
        yield language.say("lists.comma").join(known)
    if isinstance(document, Entity):
        total, passages = shelf.counts.get(document.id, (0, 0))
        yield type_in_words(document.type, language)
        yield naming_in_words(total, passages, language)


def _of_the_site(shelf: Shelf) -> tuple[str, ...]:
    """Return what is true of every page of the briefing, the most telling first."""
    settings, say = shelf.briefing.settings, shelf.language.say
    part = say("head.part", title=settings.title)
    return settings.description, settings.tagline, part, say("head.followed")


# --- languages ------------------------------------------------------------------------------


def locale(tag: str, language: Language) -> str:
    """Return a language tag as the Open Graph protocol writes it: with a region, ``en_GB``.

    Where the tag has none, the file of the language says which is meant.
    """
    primary, *rest = tag.split("-")
    region = next((part.upper() for part in rest if len(part) == 2 or part.isdigit()), "")
    if not region and language.tag.partition("-")[0] == primary.lower():
        region = language.say("head.region")
    return f"{primary.lower()}_{region}" if region else primary.lower()
