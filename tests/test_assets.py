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

from briefing.diagnostics import Position
from briefing.render.assets import bare, bundle, hashed, tight
from briefing.render.language import Counted, Language, Text, read_language
from briefing.render.plurals import Rules
from briefing.render.templates import TemplateFaultError

TEMPLATES = {
    "base.html": b"no asset",
    "assets/css/20-b.css": b"b { background: url(asset:img/i.svg) }\n",
    "assets/css/10-a.css": b"a {}\n",
    "assets/js/site/20-b.js": b"// the second\n  b(); // the end",
    "assets/js/site/10-a.js": b"const  a = WORDS.x;\n",
    "assets/js/search/10-c.js": b"c();\n",
    "assets/img/i.svg": b"<svg/>",
    "assets/fonts/OFL.txt": b"a licence, for those who have the sources",
}


def test_a_name_tells_the_bytes() -> None:
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert hashed("js/site.js", b"bytes") == f"assets/site.{digest[:10]}.js"
    assert hashed("content/files/a.tar.gz", b"bytes") == f"assets/a.tar.{digest[:10]}.gz"


def test_all_assets_stand_in_one_folder_under_their_digests() -> None:
    assets = bundle(TEMPLATES, {"content/files/i.svg": b"<svg>other</svg>"})
    made = {"site.css", "site.js", "search.js"}
    assert set(assets.addresses) == {*made, "img/i.svg", "content/files/i.svg"}
    assert set(assets.files) == set(assets.addresses.values())
    for address, data in assets.files.items():
        assert hashlib.sha256(data).hexdigest()[:10] == address.split(".")[-2]
        assert address.count("/") == 1


def test_the_style_sheets_become_one_in_the_order_of_their_names() -> None:
    assets = bundle(TEMPLATES, {})
    sheet = assets.files[assets.addresses["site.css"]].decode()
    icon = assets.addresses["img/i.svg"].removeprefix("assets/")
    assert sheet == f"a{{}}b{{background:url({icon})}}"


def test_a_picture_changes_the_name_of_the_sheet_that_shows_it() -> None:
    other = bundle({**TEMPLATES, "assets/img/i.svg": b"<svg>new</svg>"}, {})
    assert other.addresses["site.css"] != bundle(TEMPLATES, {}).addresses["site.css"]
    assert other.addresses["site.js"] == bundle(TEMPLATES, {}).addresses["site.js"]


def test_the_scripts_of_a_folder_become_one_that_begins_with_its_words() -> None:
    forms = Counted({"one": "ا", "other": "b"}, Rules())
    texts: dict[str, Text] = {"site-script.y": "</script>", "search-script.x": forms, "a.b": "c"}
    assets = bundle(TEMPLATES, {}, Language("ar", texts))
    files = {path: assets.files[address].decode() for path, address in assets.addresses.items()}
    assert files["site.js"] == (
        "(() => {\n'use strict';\n"
        'const LANGUAGE = "ar";\nconst WORDS = {"y":"\\u003c/script>"};\n\n'
        "const  a = WORDS.x;\n\nb(); // the end\n})();\n"
    )
    assert files["search.js"] == (
        "(() => {\n'use strict';\n"
        'const LANGUAGE = "ar";\nconst WORDS = {"x":{"one":"ا","other":"b"}};\n\nc();\n\n})();\n'
    )
    plain = bundle(TEMPLATES, {})
    assert plain.addresses["site.js"] != assets.addresses["site.js"]
    assert plain.addresses["search.js"] != assets.addresses["search.js"]


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
    assets = bundle({f"assets/js/site/{name}": data for name, data in files.items()}, others)
    for path, data in others.items():
        assert assets.files[assets.addresses[path]] == data
    assert all(
        re.fullmatch(r"assets/(file-)?[a-z]+\.[0-9a-f]{10}\.\w+", name) for name in assets.files
    )


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


@pytest.mark.parametrize(
    ("sheet", "shipped"),
    [
        ("  a, b {\n\n    color:  red; top: 0; }\n\n", "a,b{color:red;top:0}"),
        ('a::after { content: "x: {  y;  z"; }', 'a::after{content:"x: {  y;  z"}'),
        ("a :hover > b + c { top: calc(1px + 2px); }", "a :hover>b + c{top:calc(1px + 2px)}"),
        ("@media (a: b) and (c) {\n  d { e: f }\n}", "@media (a:b) and (c){d{e:f}}"),
        ("a {}\n/*! kept */\nb {}", "a{}/*! kept */\nb{}"),
        # Spaces that say something, and signs that are none.
        (":is(a, b) .c :not(d) { e: calc(1px + 2px) }", ":is(a,b) .c :not(d){e:calc(1px + 2px)}"),
        ("@media (width >= 1em) {a > b {}}", "@media (width>= 1em){a>b{}}"),
        ("@media (1em < width) {}", "@media (1em < width){}"),
        ('a { b: "\\"  ;  \\""; c: \'x:  {  "y;  z\' }', 'a{b:"\\"  ;  \\"";c:\'x:  {  "y;  z\'}'),
        ('/* 5"  :  x */ a { b: "x:  y" }', '/* 5"  :  x */ a{b:"x:  y"}'),
        (r".a\: b .c\{ d .e\, f { g: h }", r".a\: b .c\{ d .e\, f{g:h}"),
        ("a { b: c   d }", "a{b:c   d}"),
        ("a {\n  b:\n    'x' 1fr\n    'y' 2fr;\n}", "a{b:'x' 1fr\n'y' 2fr}"),
    ],
)
def test_spaces_for_readers_stay_at_home_and_those_of_strings_do_not(
    sheet: str, shipped: str
) -> None:
    assert tight(sheet.encode()).decode() == shipped
    assert tight(shipped.encode()).decode() == shipped


def test_a_bundle_holds_what_is_shipped() -> None:
    sources = {
        "assets/css/a.css": b"/* note */\na {}\n",
        "assets/js/site/a.js": b"// note\n  a()\n",
        "assets/img/a.svg": b"<!-- \n/* one */\n  // two\n-->",
        "assets/js/own.js": b"// alone\n",
        "assets/js/site/own.png": b"no script",
    }
    assets = bundle(sources, {"content/files/a.js": b"// note\n"})
    files = {path: assets.files[address] for path, address in assets.addresses.items()}
    assert b"note" not in files.pop("site.js") + files.pop("search.js")
    assert files == {
        "site.css": b"a{}",
        "img/a.svg": sources["assets/img/a.svg"],
        "js/own.js": b"// alone\n",
        "js/site/own.png": b"no script",
        "content/files/a.js": b"// note\n",
    }


OWN = [
    file
    for pattern in ("css/*.css", "js/*/*.js")
    for file in sorted((ROOT / "templates" / "assets").glob(pattern))
]


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_no_string_of_ours_goes_over_more_than_one_line(file: Path) -> None:
    """What ``bare`` takes from a line, it takes from code and not from within a string."""
    code = bare(file.name, file.read_bytes()).decode()
    quoted = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`"""
    aside = r"/\*.*?\*/|//[^\n]*|/(?![*/ ])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/" + "[a-z]*"
    left = re.sub(f"{quoted}|{aside if file.suffix == '.js' else '/[*].*?[*]/'}", "", code)
    assert not re.search("[`'\"]", left), left
    assert "\\\n" not in code


LIMITS = {"site.js": 3000, "search.js": 5000, "site.css": 8 * 1024}


@pytest.mark.parametrize("tag", ["en", "fr", "ar"])
def test_the_scripts_and_the_sheet_are_small(tag: str) -> None:
    """As a host sends them, with the words of each language."""
    root = ROOT / "templates"
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }
    language, faults = read_language(files, tag, Position("content/site.yml"))
    assert faults == ()
    assert language.tag == tag
    assets = bundle(files, {}, language)
    shipped = {name: assets.files[assets.addresses[name]] for name in LIMITS}
    assert language.say("search-script.loading").encode() in shipped["search.js"]
    assert language.say("site-script.theme").encode() in shipped["site.js"]
    sizes = {name: len(gzip.compress(data, 6)) for name, data in shipped.items()}
    assert {name: size for name, size in sizes.items() if size > LIMITS[name]} == {}
