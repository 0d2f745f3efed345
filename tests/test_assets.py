"""Style sheets, scripts, fonts and pictures under names that change with their bytes."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.render.assets import bundle, hashed
from briefing.render.templates import TemplateFaultError

TEMPLATES = {
    "base.html": b"no asset",
    "assets/css/20-b.css": b"b { background: url(asset:img/i.svg) }\n",
    "assets/css/10-a.css": b"a {}\n",
    "assets/js/search.js": b"search()",
    "assets/img/i.svg": b"<svg/>",
    "assets/fonts/OFL.txt": b"a licence, for those who have the sources",
}


def test_a_name_tells_the_bytes() -> None:
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert hashed("js/search.js", b"bytes") == f"assets/search.{digest[:10]}.js"
    assert hashed("content/files/a.tar.gz", b"bytes") == f"assets/a.tar.{digest[:10]}.gz"


def test_all_assets_stand_in_one_folder_under_their_digests() -> None:
    assets = bundle(TEMPLATES, {"content/files/i.svg": b"<svg>other</svg>"})
    assert set(assets.addresses) == {"site.css", "js/search.js", "img/i.svg", "content/files/i.svg"}
    assert set(assets.files) == set(assets.addresses.values())
    for address, data in assets.files.items():
        assert hashlib.sha256(data).hexdigest()[:10] == address.split(".")[-2]
        assert address.count("/") == 1


def test_the_style_sheets_become_one_in_the_order_of_their_names() -> None:
    assets = bundle(TEMPLATES, {})
    sheet = assets.files[assets.addresses["site.css"]].decode()
    icon = assets.addresses["img/i.svg"].removeprefix("assets/")
    assert sheet == f"a {{}}\nb {{ background: url({icon}) }}\n"


def test_a_picture_changes_the_name_of_the_sheet_that_shows_it() -> None:
    other = bundle({**TEMPLATES, "assets/img/i.svg": b"<svg>new</svg>"}, {})
    assert other.addresses["site.css"] != bundle(TEMPLATES, {}).addresses["site.css"]
    assert other.addresses["js/search.js"] == bundle(TEMPLATES, {}).addresses["js/search.js"]


def test_a_file_that_is_not_there_is_a_fault_at_its_line() -> None:
    sheet = "é {}\n\nü { background: url(asset:img/icon.svg) }".encode()
    with pytest.raises(TemplateFaultError) as fault:
        bundle({**TEMPLATES, "assets/css/30-c.css": sheet}, {})
    assert str(fault.value.diagnostic) == (
        "templates/assets/css/30-c.css:3:21: error[template]: "
        'there is no file "img/icon.svg" in templates/assets/ (did you mean "img/i.svg"?)'
    )


@given(st.dictionaries(st.from_regex(r"[a-z]{1,3}\.(png|js)", fullmatch=True), st.binary()))
def test_no_file_takes_the_place_of_another(files: dict[str, bytes]) -> None:
    others = {f"content/files/{name}": data for name, data in files.items()}
    assets = bundle({f"assets/js/{name}": data for name, data in files.items()}, others)
    for path, data in others.items():
        assert assets.files[assets.addresses[path]] == data
    assert all(re.fullmatch(r"assets/[a-z]+\.[0-9a-f]{10}\.\w+", name) for name in assets.files)
