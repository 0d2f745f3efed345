"""The pictures shown with shared links: whole, in place, the same everywhere."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from itertools import pairwise

import pytest
from conftest import ROOT, Built
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.pipeline import TEMPLATES
from briefing.read.files import read_files, read_templates
from briefing.render.letters import Face, drawable, read_atlas
from briefing.render.pictures import ACCENTS, HEIGHT, INK, MARGIN, PAPER, WIDTH, picture
from briefing.render.png import Code, Place, compose, make_band, make_piece, read_code
from briefing.render.previews import EDITION

FILES = read_templates(TEMPLATES, ROOT)
ATLAS = read_atlas(FILES)
assert ATLAS
FACES = (*ATLAS.titles, ATLAS.small)

Rows = list[bytes]
Color = tuple[int, int, int]


# --- a decoder that shares nothing with what it reads ---------------------------------------------


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert zlib.crc32(name + data) == int.from_bytes(png[at + 8 + length :][:4], "big")
        yield name, data
        at += 12 + length


def decoded(png: bytes) -> tuple[Rows, list[Color]]:
    """Return the rows of color numbers, and the colors."""
    found = dict(chunks(png))
    assert list(found) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, *rest = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert rest == [8, 3, 0, 0, 0]
    flow = zlib.decompressobj()
    data = flow.decompress(found[b"IDAT"])  # zlib holds it against its Adler-32
    assert flow.eof and not flow.unused_data
    assert len(data) == (width + 1) * height
    rows, above = [], bytes(width)
    for start in range(0, len(data), width + 1):
        row = data[start + 1 : start + 1 + width]
        if data[start] == 2:
            row = (
                above
                if not any(row)
                else bytes((a + b) % 256 for a, b in zip(row, above, strict=True))
            )
        else:
            assert data[start] == 0
        rows.append(row)
        above = row
    plte = found[b"PLTE"]
    colors = [(plte[i], plte[i + 1], plte[i + 2]) for i in range(0, len(plte), 3)]
    assert max(map(max, rows)) < len(colors)
    return rows, colors


def bounds(rows: Rows) -> tuple[int, int, int, int]:
    """Return the least box (left, top, right, bottom) around what is not paper."""
    inked = [number for number, row in enumerate(rows) if any(row)]
    left = min(len(row) - len(row.lstrip(b"\0")) for row in rows)
    right = max(len(row.rstrip(b"\0")) for row in rows)
    return left, inked[0], right, inked[-1] + 1


def title_rows(png: bytes) -> Rows:
    """Return the rows in which the title stands, and nothing else."""
    return decoded(png)[0][170:506]


def shown(title: str, kicker: str = "Actor · Group", kind: str = "actor") -> bytes:
    return picture(ATLAS, title, kicker, "The name of the briefing", kind)


# --- PNG ----------------------------------------------------------------------------------------


FLAT = [8] * 226 + [9] * 60 + [4] * 11 + [5] * 10


@settings(max_examples=60)
@given(st.data())
def test_pieces_come_out_where_they_were_set(data: st.DataObject) -> None:
    code, width, height = read_code(FLAT), data.draw(st.integers(40, 700)), 24
    expected = [bytearray(width) for _ in range(height)]
    placed, left = [], 0
    drawn = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=3)
    pieces = []
    for wide, high in data.draw(drawn):
        levels = data.draw(st.binary(min_size=wide * high, max_size=wide * high))
        levels = bytes(level % 8 for level in levels)
        pieces.append((make_piece(code, levels, wide, width + 1), levels, wide))
    for number in data.draw(st.lists(st.integers(0, 2), max_size=30)):
        piece, levels, wide = pieces[number % len(pieces)]
        left += data.draw(st.integers(0, 300))
        if left + wide > width:
            break
        top = data.draw(st.sampled_from((0, 3, height - 10)))
        placed.append((piece, left, top))
        for down in range(len(levels) // wide):
            expected[top + down][left : left + wide] = levels[down * wide :][:wide]
        left += wide
    rows, _ = decoded(set_out(code, width, height, placed))
    assert rows == [bytes(row) for row in expected]


def test_two_pieces_in_one_place_are_refused() -> None:
    code = read_code(FLAT)
    piece = make_piece(code, b"\1\2\3\4", 2, 11)
    with pytest.raises(ValueError, match="share a pixel"):
        make_band(code, 10, [(piece, 3, 3), (piece, 4, 3)])


def test_two_bands_in_one_row_are_refused() -> None:
    code = read_code(FLAT)
    piece = make_piece(code, b"\1\2\3\4", 2, 11)
    bands = [make_band(code, 10, [(piece, left, 3)]) for left in (1, 5)]
    with pytest.raises(ValueError, match="share a pixel"):
        compose(code, bytes(24), 10, 10, filter(None, bands))


def set_out(code: Code, width: int, height: int, placed: list[Place]) -> bytes:
    """Return a picture of pieces in which each run of rows that touch is a band."""
    bands = list[list[Place]]()
    for place in sorted(placed, key=lambda one: one[2]):  # from left to right within one top
        below = max((top + piece.height for piece, _, top in bands[-1]), default=0) if bands else 0
        if not bands or place[2] >= below:
            bands.append([])
        bands[-1].append(place)
    ordered = (sorted(band, key=lambda one: one[1]) for band in bands)
    made = (make_band(code, width, band) for band in ordered)
    return compose(code, bytes(24), width, height, filter(None, made))


# --- the picture --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["actor", "place", "term", "", "another"])
def test_a_picture_has_the_size_and_the_colors_of_its_kind(kind: str) -> None:
    rows, colors = decoded(shown("A title", kind=kind))
    assert (len(rows[0]), len(rows)) == (WIDTH, HEIGHT) == (1200, 630)
    accent, style = ACCENTS.get(kind, ACCENTS[""])
    used = {colors[number] for row in rows for number in row}
    assert {PAPER, INK, accent} <= used
    rule = rows[84]
    gaps = sum(one and not other for one, other in pairwise(rule))
    assert {"solid": gaps == 1, "dashed": 20 < gaps < 30, "dotted": 50 < gaps < 80}[style]


TITLES = (
    "Sirte",
    "",
    "To “Avoid” VAT: ‘Tövy’, AVAILABLE",
    "Ṣanʿāʾ, Ḥaḍramawt, ẓuhr, ġarb, ḫ, Ṭāʾif, ū ī",
    "ÅÇẒǦ jgpqy " * 6,
    "W" * 300,
    "A long title of many words " * 8,
    "A'A À’Æ ff‚V A''A Y.,Y L',V",
    "fi fl ff ffi ffl fj f’ f) f” Tj Vj",
)


@pytest.mark.parametrize("title", TITLES)
def test_nothing_stands_outside_the_margin(title: str) -> None:
    rows, _ = decoded(picture(ATLAS, title, "Kind " * 3, f"The briefing {title}", "term"))
    left, top, right, bottom = bounds(rows)
    assert left >= MARGIN - 2 and top >= MARGIN - 10
    assert right <= WIDTH - MARGIN + 2 and bottom <= HEIGHT - MARGIN + 15


@settings(max_examples=60)
@given(st.data())
def test_any_letters_stand_beside_each_other(data: st.DataObject) -> None:
    """No two letters share a pixel: composing would refuse, or a shade would not exist."""
    letters = sorted(letter for letter in ATLAS.titles[0].boxes if len(letter) == 1)
    title = data.draw(st.text(st.sampled_from(letters), max_size=80))
    rows, _ = decoded(picture(ATLAS, title, title[:12], title[:40]))
    ink, accent = range(ATLAS.levels), range(0, ATLAS.levels**2, ATLAS.levels)
    assert {number for row in rows for number in row} <= {*ink, *accent}


def test_long_titles_are_set_smaller_and_cut_only_at_last() -> None:
    words = ["Network"] * 60
    heights = [rows_of_lines(" ".join(words[:count])) for count in (1, 6, 12, 20, 60)]
    first = [lines[0] for lines in heights]
    assert first == sorted(first, reverse=True) and len(set(first)) >= 3
    assert [len(lines) for lines in heights][-1] == 4
    cut, further = shown(" ".join(words)), shown(" ".join(words[:50]))
    assert cut == further != shown(" ".join(words[:15]))


def rows_of_lines(title: str) -> list[int]:
    """Return the heights of the lines of a title (one without descenders)."""
    heights, height = [], 0
    for row in [*title_rows(shown(title)), b""]:
        if any(row):
            height += 1
        elif height:
            heights.append(height)
            height = 0
    return heights


def test_the_lines_of_a_title_are_about_as_long() -> None:
    widths = []
    for face in ATLAS.titles[:1]:
        title = "An Account of the Harbor"
        assert face.run(title)[1] > WIDTH - 2 * MARGIN
        rows = title_rows(shown(title))
        gap = next(n for n, row in enumerate(rows) if n > 60 and not any(row))
        for part in (rows[:gap], rows[gap:]):
            left, _, right, _ = bounds(part)
            widths.append(right - left)
    assert min(widths) > 0.6 * max(widths)


def test_letters_are_kerned_and_joined() -> None:
    face = ATLAS.titles[0]

    def wide(text: str) -> int:
        return face.run(text)[1]

    for pair in ("AV", "To", "r.", "L’", "VA", "Ṭā"):
        apart = sum(face.letter(letter).advance for letter in pair) // 64
        assert wide(pair) < apart - face.letter(pair[0]).left - 1, pair
    assert [name for name, _ in face.run("office")[0]] == ["o", "ffi", "c", "e"]
    assert len(face.run("office", tracking=64)[0]) == 6


@pytest.mark.parametrize("face", FACES, ids=lambda face: str(face.size))
def test_every_face_has_the_letters_of_the_pages(face: Face) -> None:
    text = "AZaz09 ÀÖØöøÿ ‘’‚“”„–—…•′″‹›«»€™ ḤḥṢṣḌḍṬṭẒẓĀāĪīŪūĠġḪḫʿʾ Œœ ČčĞğŞşŁł &§†"
    assert face.has(text)


# --- what is not drawn --------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["دولة الإسلام", "Сирт", "利比亚", "Sirte سرت", "a\u0331"])
def test_a_title_that_cannot_be_drawn_right_is_left_out(title: str) -> None:
    assert shown(title) == shown("")
    assert not any(map(any, title_rows(shown(title))))


def test_with_nothing_to_draw_there_is_a_plain_picture() -> None:
    rows, _ = decoded(picture(ATLAS, "سرت", "مكان", "سرت", "place"))
    assert bounds(rows) == (MARGIN, 80, WIDTH - MARGIN, 88)


def test_the_briefing_need_not_stand_under_itself() -> None:
    rows, _ = decoded(picture(ATLAS, "The briefing", "", "The briefing"))
    assert not any(map(any, rows[500:]))


def test_combining_and_precomposed_letters_are_the_same() -> None:
    name = "Ṣanʿāʾ, Ḥaḍramawt, Å"
    assert shown(unicodedata.normalize("NFD", name)) == shown(name) != shown("")
    assert drawable(ATLAS.small, "a\u00a0b\u00adc\u2011d  e") == "a bc-d e"


# --- the same everywhere ------------------------------------------------------------------------

SIRTE, TOVY = (
    ("Sirte", "Place · City", "place"),
    ("The Ḥarbor of “Tövy” and Its Office", "Article", ""),
)
GOLDEN = {
    1: {SIRTE: "fa8d143194948156523e", TOVY: "a0469db27b69a6b8a013"},
}
"""By edition: other bytes are another edition, or a picture has the address of another one."""


@pytest.mark.parametrize("of", [SIRTE, TOVY], ids=lambda of: of[0])
def test_the_bytes_are_those_of_every_machine(of: tuple[str, str, str]) -> None:
    title, kicker, kind = of
    digest = hashlib.sha256(shown(title, kicker, kind)).hexdigest()
    assert digest[:20] == GOLDEN[EDITION][of]


def test_the_order_of_pictures_and_of_hashes_does_not_matter() -> None:
    program = (
        "import sys, hashlib; sys.path[:0] = ['tests', '.']; import test_pictures as t;"
        "print([hashlib.sha256(t.shown(x)).hexdigest() for x in sorted(t.TITLES, reverse=R)])"
    )
    told = []
    for seed, backward in (("1", "False"), ("2", "True")):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        script = program.replace("=R", f"={backward}")
        run = [sys.executable, "-c", script]
        done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, check=True)
        told.append(eval(done.stdout))
    assert told[0] == told[1][::-1]


# --- in a site ----------------------------------------------------------------------------------

ACTOR = "---\ntitle: Jane van Doe\nkind: person\n---\n"


def test_a_site_with_an_address_has_a_picture_for_each_page(built: Built) -> None:
    _, site = built({"content/actors/jane.md": ACTOR})
    page = (site / "actors/jane/index.html").read_text(encoding="utf-8")
    (found,) = (site / "assets").glob("actors-jane.*.png")
    assert f'content="https://example.org/assets/{found.name}"' in page
    decoded(found.read_bytes())


def test_without_an_address_there_are_none(built: Built) -> None:
    _, site = built({"content/site.yml": "title: Test\n", "content/actors/jane.md": ACTOR})
    assert not list((site / "assets").glob("actors-*.png"))


def test_a_briefing_without_letters_has_no_pictures() -> None:
    assert (
        read_atlas({path: data for path, data in FILES.items() if "picture/" not in path}) is None
    )


def test_the_titles_of_this_briefing_are_drawn_whole() -> None:
    titles = [
        line.removeprefix("title: ").strip('"')
        for source in read_files(ROOT).content
        if source.path.split("/")[1] in ("actors", "articles", "pages", "places")
        for line in source.text.split("\n---", 1)[0].splitlines()
        if line.startswith("title: ")
    ]
    assert len(titles) > 40
    assert all(drawable(ATLAS.titles[0], title) for title in titles)
    sizes = [len(shown(title)) for title in titles]
    assert max(sizes) < 13_000 and sum(sizes) < 9_000 * len(sizes)
