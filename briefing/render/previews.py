"""Each page gets the picture that is shown where a link to it is shared.

Such a picture is asked for by a whole address. Without one there is nothing to show it, so
none is drawn then.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from briefing.render.assets import hashed
from briefing.render.letters import Atlas, read_atlas
from briefing.render.parts import Picture
from briefing.render.pictures import HEIGHT, WIDTH, picture
from briefing.render.shelf import Shelf
from briefing.render.views import ArticleView, EntityView, NotFoundView, RedirectView, View


def illustrated(view: View, shelf: Shelf, atlas: Atlas | None) -> tuple[View, Mapping[str, bytes]]:
    """Return a page with its picture, and this by its address.

    Nobody shares a lost way, nor the seventh page of a list.

    ``atlas`` holds the letters, ``None`` where no pictures are drawn.
    """
    if atlas is None or view.part or isinstance(view, NotFoundView | RedirectView):
        return view, {}
    settings, dot = shelf.briefing.settings, shelf.language.say("lists.dot")
    kicker = _kicker(view, dot)
    data = picture(atlas, view.title, kicker, settings.title, view.kind)
    address = hashed(f"{_name(view)}.png", data)
    said = filter(None, (kicker or view.label, view.title, settings.title))
    href = f"{settings.base_url.rstrip('/')}/{address}"
    shown = Picture(href, dot.join(dict.fromkeys(said)), WIDTH, HEIGHT)
    return replace(view, picture=shown), {address: data}


def letters(shelf: Shelf, templates: Mapping[str, bytes]) -> Atlas | None:
    """Return the letters of the pictures, if the site has an address and so has pictures."""
    return read_atlas(templates) if shelf.briefing.settings.base_url else None


def _kicker(view: View, dot: str) -> str:
    """Return what a page is, in words, where its title does not say it."""
    if isinstance(view, EntityView):
        return dot.join(filter(None, (view.label, view.entry.type)))
    return view.label if isinstance(view, ArticleView) else ""


def _name(view: View) -> str:
    """Return a name for a page's picture, made from its address."""
    return view.output.removesuffix("index.html").strip("/").replace("/", "-") or "home"
