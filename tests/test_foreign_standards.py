"""What others' standards say of what we write and read, by their own examples and schemas."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT, Built, Codes, Shelved
from hostile import CORPORA
from hypothesis import given
from jsonschema import Draft202012Validator
from lxml import etree
from served import serving
from smallsite import PIXEL, SMALL
from test_urls import ADDRESSES, ANCHORS

from briefing.read.dates import parse_date
from briefing.render import feeds, urls

DATA = Path(__file__).parent / "data"

# --- EDTF: the examples of the Library of Congress' page, levels 0 and 1 --------------------------

EDTF = """1985-04-12 1985-04 1985 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04
1985-04-12T23:20:30+04:30 1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02
2004-02-01/2005 2005/2006-02 Y170000002 Y-170000002 2001-21 1984? 2004-06~ 2004-06-11% 201X 20XX
2004-XX 1985-04-XX 1985-XX-XX 1985-04-12/.. 1985-04/.. 1985/.. ../1985-04-12 ../1985-04 ../1985
1984?/2004-06~ 1984~/2004-06 1984/2004-06~ 1984?/2004% 1984~/2004~ -1985""".split()
BLANK = "1985-04-12/ 1985-04/ 1985/ /1985-04-12 /1985-04 /1985".split()
"""An end that is blank is unknown; which it is, unknown or open, is to be written here."""
LEVEL_2 = """Y-17E7 Y3388E2S3 1950S2 2001-34 [1667,1668,1670..1672] [..1760-12-03] {1960,1961-12}
{..1984} 2004?-06-11 2004-06-~11 ?2004-06-~11 156X-12-25 15XX-12-25 XXXX-12-XX 1XXX-XX
2004-06-XX/2004-07-03 2004-06-~01/2004-06-~20""".split()


@pytest.mark.parametrize("text", EDTF)
def test_each_example_of_levels_0_and_1_is_read(text: str) -> None:
    assert parse_date(text).text == text


@pytest.mark.parametrize("text", [*BLANK, *LEVEL_2])
def test_blank_ends_and_level_2_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w{3}"):
        parse_date(text)


# --- RFC 3986, section 5.4 ---------------------------------------------------------------------

BASE = "http://a/b/c/d;p?q"
RESOLVED = dict(
    line.split()
    for line in """g:h g:h
g http://a/b/c/g
./g http://a/b/c/g
g/ http://a/b/c/g/
/g http://a/g
//g http://g
?y http://a/b/c/d;p?y
g?y http://a/b/c/g?y
#s http://a/b/c/d;p?q#s
g#s http://a/b/c/g#s
g?y#s http://a/b/c/g?y#s
;x http://a/b/c/;x
g;x http://a/b/c/g;x
g;x?y#s http://a/b/c/g;x?y#s
. http://a/b/c/
./ http://a/b/c/
.. http://a/b/
../ http://a/b/
../g http://a/b/g
../.. http://a/
../../ http://a/
../../g http://a/g
../../../g http://a/g
../../../../g http://a/g
/./g http://a/g
/../g http://a/g
g. http://a/b/c/g.
.g http://a/b/c/.g
g.. http://a/b/c/g..
..g http://a/b/c/..g
./../g http://a/b/g
./g/. http://a/b/c/g/
g/./h http://a/b/c/g/h
g/../h http://a/b/c/h
g;x=1/./y http://a/b/c/g;x=1/y
g;x=1/../y http://a/b/c/y
g?y/./x http://a/b/c/g?y/./x
g?y/../x http://a/b/c/g?y/../x
g#s/./x http://a/b/c/g#s/./x
g#s/../x http://a/b/c/g#s/../x
http:g http:g""".splitlines()
)
RESOLVED[""] = "http://a/b/c/d;p?q"


def parts(address: str) -> tuple[str, str, str, str, str]:
    """Take an address apart as appendix B of the RFC does, absent parts marked by a zero byte."""
    rest, _, fragment = (address + ("" if "#" in address else "#\0")).partition("#")
    rest, _, query = (rest + ("" if "?" in rest else "?\0")).partition("?")
    scheme, colon, after = rest.partition(":")
    scheme, rest = (scheme, after) if colon and "/" not in scheme else ("\0", rest)
    host = "\0"
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        rest = slash + path
    return scheme, host, rest, query, fragment


def without_dots(path: str) -> str:
    """Remove the dot segments of a path: section 5.2.4."""
    out = ""
    while path:
        if path.startswith(("../", "./")):
            path = path.partition("/")[2]
        elif path.startswith("/./") or path == "/.":
            path = "/" + path[3:]
        elif path.startswith("/../") or path == "/..":
            path, out = "/" + path[4:], out[: max(out.rfind("/"), 0)]
        elif path in (".", ".."):
            path = ""
        else:
            end = path.find("/", 1)
            end = len(path) if end < 0 else end
            out, path = out + path[:end], path[end:]
    return out


def resolve(base: str, reference: str) -> str:
    """Resolve a reference strictly by section 5.2.2, and write it by 5.3."""
    scheme, host, path, query, fragment = parts(reference)
    b_scheme, b_host, b_path, b_query, _ = parts(base)
    if scheme != "\0" or host != "\0":
        path = without_dots(path)
        host = host if scheme != "\0" or host != "\0" else b_host
    else:
        if not path:
            path, query = b_path, b_query if query == "\0" else query
        else:
            path = path if path.startswith("/") else b_path[: b_path.rfind("/") + 1] + path
            path = without_dots(path)
        host = b_host
    scheme = b_scheme if scheme == "\0" else scheme
    signs = (
        (scheme, "", ":"),
        (host, "//", ""),
        (path, "", ""),
        (query, "?", ""),
        (fragment, "#", ""),
    )
    return "".join(f"{before}{part}{after}" for part, before, after in signs if part != "\0")


@pytest.mark.parametrize("reference", RESOLVED)
def test_the_resolver_of_these_tests_is_the_rfc_s(reference: str) -> None:
    assert resolve(BASE, reference) == RESOLVED[reference]


@given(ADDRESSES, ANCHORS, ADDRESSES)
def test_our_links_resolve_by_the_rfc_to_what_they_mean(path: str, anchor: str, start: str) -> None:
    root = "http://a/b/"
    href = urls.relative(urls.with_anchor(path, anchor), start)
    wanted = root + quote(path, safe="/") + (f"#{quote(anchor, safe='')}" if anchor else "")
    found = resolve(root + quote(start), href)
    assert [quote_again(x) for x in found.split("#")] == [quote_again(x) for x in wanted.split("#")]


def quote_again(part: str) -> str:
    from urllib.parse import unquote

    return quote(unquote(part), safe="/:")


WRITTEN = [
    "g.gif ./g.gif ../pages/g.gif g/../g.gif ./g/../g.gif ../files/../pages/./g.gif h;x=1/./y.gif",
    "h;x=1/../g.gif %67.gif g%2Egif ../pages/../../content/pages/g.gif",
]


@pytest.mark.parametrize("reference", " ".join(WRITTEN).split())
def test_what_editors_write_is_resolved_by_the_rfc(codes: Codes, reference: str) -> None:
    from urllib.parse import unquote

    there = unquote(resolve("http://a/content/pages/d.md", reference)).removeprefix("http://a/")
    page = {"content/pages/d.md": f"---\ntitle: D\n---\n\n![x]({reference})\n"}
    assert not [c for c in codes({**page, there: PIXEL}) if "missing-file" in c]


def test_a_path_that_leaves_the_briefing_leads_nowhere(codes: Codes) -> None:
    for reference in (
        "../../../../etc/passwd",
        "/etc/passwd",
        "..%2f..%2f..%2fetc/passwd",
        "../../seeds/text.txt",
    ):
        page = {"content/pages/d.md": f"---\ntitle: D\n---\n\n![x]({reference})\n"}
        assert any("missing-file" in code for code in codes(page)), reference


# --- feeds and sitemap --------------------------------------------------------------------------

NAMED = [s for s in (*CORPORA["bleach"], *CORPORA["brs-kb"][::90]) if s.isprintable()]
HOSTILE = {
    **SMALL,
    "content/site.yml": f"title: {json.dumps(NAMED[0])}\ntagline: {json.dumps(NAMED[1])}\n",
    **{
        f"content/places/x{n}.md": "---\n"
        f"title: {json.dumps(name)}\nkind: city\nupdated: 2014-0{n % 9 + 1}\n---\n"
        for n, name in enumerate(NAMED)
    },
}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "description": {"type": "string"},
        "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "authors": {
            "type": "array",
            "items": {"type": "object", "minProperties": 1, "required": ["name"]},
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_text"]}, {"required": ["content_html"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "title": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_modified": {
                        "type": "string",
                        "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""JSON Feed 1.1, and of what it lets one leave out what we do write."""


@pytest.mark.parametrize("files", [SMALL, HOSTILE], ids=["small", "hostile"])
def test_the_feeds_are_valid(shelved: Shelved, files: dict[str, str | bytes]) -> None:
    shelf = shelved(files)
    grammar = etree.RelaxNG(etree.parse(DATA / "atom-feed.rng"))
    atom = etree.fromstring(feeds.feed(shelf))
    assert grammar.validate(atom), grammar.error_log
    feed = json.loads(feeds.json_feed(shelf))
    Draft202012Validator(JSON_FEED).validate(feed)
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids)) >= 1


def test_the_grammar_of_feeds_refuses_what_is_none() -> None:
    grammar = etree.RelaxNG(etree.parse(DATA / "atom-feed.rng"))
    whole = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>urn:x</id>
    <updated>2014-01-01T00:00:00Z</updated><author><name>x</name></author></feed>"""
    assert grammar.validate(etree.fromstring(whole))
    for part in (
        "<title>x</title>",
        "<id>urn:x</id>",
        "<author><name>x</name></author>",
        "T00:00:00Z",
        "urn:",
    ):
        assert not grammar.validate(etree.fromstring(whole.replace(part, "")))
    twice = whole.replace("<id>urn:x</id>", "<id>urn:x</id><id>urn:y</id>")
    assert not grammar.validate(etree.fromstring(twice))


@pytest.mark.parametrize("files", [SMALL, HOSTILE], ids=["small", "hostile"])
def test_the_sitemap_keeps_its_schema(built: Built, files: dict[str, str | bytes]) -> None:
    report, site = built(files, base_url="https://example.org/a%20b/")
    assert not report.failed
    schema = etree.XMLSchema(etree.parse(DATA / "sitemap-0.9.xsd"))
    sitemap = etree.parse(site / "sitemap.xml")
    assert schema.validate(sitemap), schema.error_log
    assert len(sitemap.getroot()) <= 50_000


# --- HTML ----------------------------------------------------------------------------------------

VNU = ROOT / "bench" / "audit" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.skipif(
    not VNU.is_file() or not shutil.which("java"), reason="needs Java, and `make audit` once"
)
@pytest.mark.timeout(300)
def test_the_nu_checker_finds_no_fault_in_any_page(built: Built) -> None:
    report, site = built(HOSTILE)
    assert not report.failed
    with serving(site) as served:
        addresses = [served.url + page for page in served.pages]
        command = ["java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", str(VNU)]
        done = subprocess.run(
            [*command, "--stdout", "--format", "json", *addresses],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ,
        )
    # It takes linked data for a script; a browser does not, and the policy lets it stand.
    found = [
        f"{message.get('url')}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] != "info"  # advice is given by `make audit`, for the briefing's own
        and ("ld+json" not in message["extract"] or "Inline script" not in message["message"])
    ]
    assert found == []
