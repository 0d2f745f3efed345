"""Eleventy: links by address, which it does not check."""

from __future__ import annotations

from bench.peers.tool import OUT, PEERS, Peer, layout

_SETTINGS = {
    # Without a template engine in front of it Markdown is read once.
    "eleventy.config.cjs": f"""module.exports = () => ({{
  dir: {{ input: "content", includes: "../layouts", output: "{OUT}" }},
  markdownTemplateEngine: false,
}});
""",
    "content/content.json": '{ "layout": "page.liquid" }\n',
    "layouts/page.liquid": layout("{{ title }}", "{{ summary }}", "{{ content }}"),
}
_PROGRAM = PEERS / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"


def _link(shown: str, folder: str, slug: str) -> str:
    return f"[{shown}](/{folder}/{slug}/)"


ELEVENTY = Peer(
    name="Eleventy",
    program=_PROGRAM,
    call=("node", str(_PROGRAM), "--quiet"),
    version=("node", str(_PROGRAM), "--version"),
    link=_link,
    settings=_SETTINGS,
    content="content",
)
