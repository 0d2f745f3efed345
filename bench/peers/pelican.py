"""Pelican: links by `{filename}`, which it looks up; with its cache of what was read."""

from __future__ import annotations

from bench.peers.tool import ADDRESS, CACHE, OUT, PEERS, TITLE, Peer, layout

_SETTINGS = {
    "pelicanconf.py": f"""SITENAME = {TITLE!r}
SITEURL = {ADDRESS.rstrip("/")!r}
PATH = "content"
OUTPUT_PATH = {OUT!r}
THEME = "theme"
TIMEZONE = "UTC"
ARTICLE_PATHS = []
PAGE_PATHS = [""]
STATIC_PATHS = []
PATH_METADATA = r"(?P<section>[^/]+)/(?P<slug>[^/]+)\\.md"
PAGE_URL = "{{section}}/{{slug}}/"
PAGE_SAVE_AS = "{{section}}/{{slug}}/index.html"
DIRECT_TEMPLATES = ["index"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CACHE_PATH = "{CACHE}/pelican"
""",
    "theme/templates/page.html": layout(
        "{{ page.title }}", "{{ page.summary }}", "{{ page.content }}"
    ),
    "theme/templates/index.html": layout("{{ SITENAME }}", "", ""),
}
_PROGRAM = PEERS / "pelican/bin/pelican"


def _link(shown: str, folder: str, slug: str) -> str:
    return f"[{shown}]({{filename}}/{folder}/{slug}.md)"


PELICAN = Peer(
    name="Pelican",
    program=_PROGRAM,
    call=(str(_PROGRAM), "--quiet"),
    version=(str(_PROGRAM), "--version"),
    link=_link,
    settings=_SETTINGS,
    content="content",
    home="",  # its front page is a template alone
)
