"""Each page gets the picture that is shown where a link to it is shared.

Such a picture is asked for by a whole address. Without one there is nothing to show it, so
none is drawn then. Its address follows from what it says; so a page that names it does not wait
for it to be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial

from msgspec import Struct
from msgspec.structs import replace

from briefing.render.assets import hashed
from briefing.render.letters import FOLDER, Atlas, read_atlas
from briefing.render.parts import Picture
from briefing.render.pictures import HEIGHT, WIDTH, picture
from briefing.render.press import stamp
from briefing.render.sheets import Sheet
from briefing.render.shelf import Shelf
from briefing.render.taken import Earlier, File, taken_over

EDITION = 1
"""Goes up when the same words make another picture: one that is out there keeps its address."""


class Words(Struct, frozen=True):
    """What a picture says; ``kind`` gives it a color and a line."""

    title: str
    kicker: str
    foot: str
    kind: str


class Gallery(Struct, frozen=True):
    """Makes the pictures of a site, with the letters of its templates.

    ``stamp`` is the digest of these.
    """

    shelf: Shelf
    atlas: Atlas
    stamp: bytes
    earlier: Earlier | None

    def shown(self, sheet: Sheet) -> tuple[Sheet, tuple[str, Words] | None]:
        """Return a page as it names its picture, and this by its address and what it says.

        Nobody shares a lost way, nor the seventh page of a list.
        """
        head = sheet.head
        if head["part"] or head["template"] in ("404", "redirect"):
            return sheet, None
        settings, dot = self.shelf.briefing.settings, self.shelf.language.say("lists.dot")
        words = Words(head["title"], sheet.kicker, settings.title, head["kind"])
        address = hashed(f"{_name(sheet.output)}.png", self._mark(words))
        said = filter(None, (words.kicker or head["label"], words.title, words.foot))
        href = f"{settings.base_url.rstrip('/')}/{address}"
        found = Picture(href, dot.join(dict.fromkeys(said)), WIDTH, HEIGHT)
        return replace(sheet, head=head | {"picture": found}), (address, words)

    def picture(self, address: str, words: Words) -> File:
        """Return a picture."""
        said = (words.title, words.kicker, words.foot, words.kind)
        fresh = cache(partial(picture, self.atlas, *said))
        if not self.earlier:
            return fresh()
        key = ("picture", address, self._mark(words))
        return taken_over(address, key, fresh, self.shelf.once, self.earlier)

    def _mark(self, words: Words) -> bytes:
        """Return what tells a picture from all others."""
        said = (str(EDITION), words.title, words.kicker, words.foot, words.kind)
        return "\0".join(said).encode() + self.stamp


def gallery(
    shelf: Shelf, templates: Mapping[str, bytes], earlier: Earlier | None = None
) -> Gallery | None:
    """Return what makes the pictures, if the site has an address and its templates have letters."""
    atlas = read_atlas(templates) if shelf.briefing.settings.base_url else None
    if atlas is None:
        return None
    letters = {path: data for path, data in templates.items() if path.startswith(FOLDER)}
    return Gallery(shelf, atlas, stamp(letters), earlier)


def _name(output: str) -> str:
    """Return a name for a page's picture, made from its address."""
    return output.removesuffix("index.html").strip("/").replace("/", "-") or "home"
