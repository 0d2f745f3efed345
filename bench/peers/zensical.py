"""Zensical: links by file, which it looks up; it keeps a cache of its own in `.cache`."""

from __future__ import annotations

from bench.peers.tool import ADDRESS, OUT, PEERS, TITLE, Peer, layout

# Without `nav` each page would list all others.
_SETTINGS = {
    "zensical.toml": f"""[project]
site_name = "{TITLE}"
site_url = "{ADDRESS}"
site_dir = "{OUT}"
nav = ["index.md"]

[project.plugins.search]
enabled = false

[project.theme]
custom_dir = "layout"
""",
    "layout/404.html": "Not found\n",
    "layout/main.html": layout("{{ page.title }}", "{{ page.meta.summary }}", "{{ page.content }}"),
}
_PROGRAM = PEERS / "zensical/bin/zensical"


def _link(shown: str, folder: str, slug: str) -> str:
    return f"[{shown}](../{folder}/{slug}.md)"


ZENSICAL = Peer(
    name="Zensical",
    program=_PROGRAM,
    call=(str(_PROGRAM), "build"),
    version=(str(_PROGRAM), "--version"),
    link=_link,
    settings=_SETTINGS,
    content="docs",
)
