"""Each page gets the picture that is shown where a link to it is shared.

Such a picture is asked for by a whole address. Without one there is nothing to show it, so
none is drawn then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from briefing.render.assets import hashed
from briefing.render.letters import read_atlas
from briefing.render.parts import Picture
from briefing.render.pictures import HEIGHT, WIDTH, picture
from briefing.render.shelf import Shelf
from briefing.render.views import ArticleView, EntityView, NotFoundView, RedirectView, View

Views = tuple[tuple[str, View], ...]


def with_pictures(
    views: Iterable[tuple[str, View]], shelf: Shelf, templates: Mapping[str, bytes]
) -> tuple[Views, Mapping[str, bytes]]:
    """Return the views with their pictures, and these by address; nobody shares a lost way."""
    base, atlas = shelf.briefing.settings.base_url.rstrip("/"), read_atlas(templates)
    if not base or atlas is None:
        return tuple(views), {}
    site, dot = shelf.briefing.settings.title, shelf.language.say("lists.dot")
    files: dict[str, bytes] = {}
    shown: list[tuple[str, View]] = []
    for section, view in views:
        if not isinstance(view, NotFoundView | RedirectView):
            kicker = _kicker(view, dot)
            data = picture(atlas, view.title, kicker, site, view.kind)
            address = hashed(f"{_name(view)}.png", data)
            files[address] = data
            alt = dot.join(dict.fromkeys(filter(None, (kicker or view.label, view.title, site))))
            view = replace(view, picture=Picture(f"{base}/{address}", alt, WIDTH, HEIGHT))
        shown.append((section, view))
    return tuple(shown), files


def _kicker(view: View, dot: str) -> str:
    """Return what a page is, in words, where its title does not say it."""
    if isinstance(view, EntityView):
        return dot.join(filter(None, (view.label, view.entry.type)))
    return view.label if isinstance(view, ArticleView) else ""


def _name(view: View) -> str:
    """Return a name for a page's picture, made from its address."""
    return view.output.removesuffix("index.html").strip("/").replace("/", "-") or "home"
