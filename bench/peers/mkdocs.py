"""MkDocs with the theme Material: links by file, which it looks up; again with `--dirty`."""

from __future__ import annotations

from bench.peers.tool import ADDRESS, OUT, PEERS, TITLE, Peer, layout

# Without `nav` each page would list all others, and its own search index is left out.
_SETTINGS = {
    "mkdocs.yml": f"""site_name: {TITLE}
site_url: {ADDRESS}
site_dir: {OUT}
theme:
  name: material
  custom_dir: layout
plugins: []
nav:
  - index.md
""",
    "layout/404.html": "Not found\n",
    "layout/main.html": layout("{{ page.title }}", "{{ page.meta.summary }}", "{{ page.content }}"),
}
_PROGRAM = PEERS / "mkdocs/bin/mkdocs"
_VERSION = "from importlib.metadata import version; print(version('mkdocs-material'))"


def _link(shown: str, folder: str, slug: str) -> str:
    return f"[{shown}](../{folder}/{slug}.md)"


MKDOCS = Peer(
    name="MkDocs-Material",
    program=_PROGRAM,
    call=(str(_PROGRAM), "build", "--quiet"),
    again=(str(_PROGRAM), "build", "--quiet", "--dirty"),
    version=(str(PEERS / "mkdocs/bin/python"), "-c", _VERSION),
    link=_link,
    settings=_SETTINGS,
    content="docs",
)
