"""Hugo: links by `relref`, which looks each page up."""

from __future__ import annotations

from bench.peers.tool import ADDRESS, OUT, PEERS, TITLE, Peer, layout

_LAYOUT = layout("{{ .Title }}", "{{ .Params.summary }}", "{{ .Content }}")
_SETTINGS = {
    "hugo.toml": f"""baseURL = "{ADDRESS}"
title = "{TITLE}"
disableKinds = ["404", "RSS", "section", "sitemap", "taxonomy", "term"]
""",
    "layouts/home.html": _LAYOUT,
    "layouts/page.html": _LAYOUT,
}

# The program itself: the command of its Python package would start Python first.
_PROGRAM = next(PEERS.glob("hugo/lib/*/site-packages/hugo/binaries/hugo"), PEERS / "hugo/none")


def _link(shown: str, folder: str, slug: str) -> str:
    return f'[{shown}]({{{{< relref "/{folder}/{slug}.md" >}}}})'


HUGO = Peer(
    name="Hugo",
    program=_PROGRAM,
    call=(str(_PROGRAM), "--quiet", "--destination", OUT),
    version=(str(_PROGRAM), "version"),
    link=_link,
    settings=_SETTINGS,
    content="content",
    home="_index.md",
)
