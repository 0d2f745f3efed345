"""Style sheets, scripts, fonts and pictures under names that change with their bytes."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from briefing.render.assets import bare, bundle, hashed
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


# --- what stays at home -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "source", "shipped"),
    [
        ("a.js", "// one\na();\n  // two\n", "a();\n"),
        ("a.js", "a(); // said of a\n", "a(); // said of a\n"),
        ("a.js", "/** one\n * two * / three\n **/\n  /* four */  \na();\n", "a();\n"),
        ("a.js", "/*! a licence */\na();\n", "/*! a licence */\na();\n"),
        ("a.js", "/* one */ a();\n", "/* one */ a();\n"),
        ("a.js", "if (a) {\r\n\t  b();\r\n\r\n}\r\n// end", "if (a) {\r\nb();\r\n}\r\n// end"),
        ("a.js", "b('/* ');\n c(' */');\n", "b('/* ');\nc(' */');\n"),
        ("a.css", "/* one\n   two */\na {}\n  /* three */\n  b {}\n", "a {}\n  b {}\n"),
        ("a.css", "a {} /* kept */\n/*! kept */\n", "a {} /* kept */\n/*! kept */\n"),
        ("a.css", 'a { content: "/*" }\nb { content: "*/" }\n', None),
        ("a.css", "// no comment here\n", None),
        ("a.svg", "<!-- \n/* one */\n  // two\n-->", None),
    ],
)
def test_what_only_those_read_who_write_it_stays_at_home(
    path: str, source: str, shipped: str | None
) -> None:
    assert bare(path, source.encode()).decode() == (source if shipped is None else shipped)


def test_a_bundle_holds_what_is_shipped() -> None:
    sources = {"assets/js/a.js": b"// note\na()\n", "assets/css/a.css": b"/* note */\na {}\n"}
    assets = bundle(sources, {"content/files/a.js": b"// note\n"})
    files = {path: assets.files[address] for path, address in assets.addresses.items()}
    assert files == {"js/a.js": b"a()\n", "site.css": b"a {}\n", "content/files/a.js": b"// note\n"}


OWN = sorted((ROOT / "templates" / "assets").glob("*/*.[cj]s*"))


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_no_string_of_ours_goes_over_more_than_one_line(file: Path) -> None:
    """What ``bare`` takes from a line, it takes from code and not from within a string."""
    code = bare(file.name, file.read_bytes()).decode()
    quoted = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`"""
    aside = r"/\*.*?\*/|//[^\n]*|/(?![*/ ])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/" + "[a-z]*"
    left = re.sub(f"{quoted}|{aside if file.suffix == '.js' else ''}", "", code)
    assert not re.search("[`'\"]", left), left
    assert "\\\n" not in code


def test_the_scripts_and_the_sheet_are_small() -> None:
    """As a host sends them: all scripts within 5 kB, the style sheet within 8."""
    ours = {file.suffix: b"" for file in OWN}
    sizes = dict.fromkeys(ours, 0)
    for file in OWN:
        shipped = bare(file.name, file.read_bytes())
        ours[file.suffix] += shipped
        sizes[file.suffix] += len(gzip.compress(shipped, 6))
    assert sizes[".js"] <= 5 * 1024
    assert len(gzip.compress(ours[".css"], 6)) <= 8 * 1024
