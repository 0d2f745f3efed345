"""Draw the letters that the sharing pictures are set in, from the variable Source Serif 4.

Usage, when a letter, a size or a cut is wanted that templates/picture/ lacks (the package
is the one that tools/fonts.py asks for):

    .venv/bin/pip install --require-hashes -r constraints/fonts.txt
    .venv/bin/python tools/letters.py package content templates/picture

1. Cut the display and the semibold face, with the letters of transliteration and ligatures.
2. Draw every letter at every size, unhinted, in a few shades; set them on a sheet.
3. Read the kerning.
4. Compose the pictures of all titles below `content`, count what they are made of, and give
   the code that makes them small.
"""

import heapq
import io
import json
import re
import sys
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import freetype
import numpy as np
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fonts import LATIN, LETTERS, Cut, make  # tools/fonts.py

from briefing.render.letters import read_atlas
from briefing.render.pictures import ACCENTS, picture
from briefing.render.png import canonical

LEVELS = 5
SHEET = 1600
TITLES = (96, 76, 60, 50)
SMALL = 30
SYMBOLS, DISTANCES = 286, 21

DISPLAY = Cut("picture-display", "latin", "normal", 48, 600, LATIN)
SEMIBOLD = Cut("picture-semibold", "latin", "normal", 12, 600, LATIN)

Box = list[int]
Drawn = tuple[np.ndarray, int, int, int]  # shades, left, top, advance in 64ths of a pixel


def main(package: Path, content: Path, out: Path) -> None:
    """Write the sheets and what is known of their letters into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    told: dict[str, Any] = {"levels": LEVELS, "code": flat(), "kerning": {}, "faces": []}
    for cut, sizes in ((DISPLAY, TITLES), (SEMIBOLD, (SMALL,))):
        latin = make(cut, package / "files")
        extended = make(cut._replace(subset="latin-ext", characters=LETTERS), package / "files")
        fonts = [(font, names(font)) for font in (latin, extended)]
        drawn = {size: draw(fonts, size) for size in sizes}
        told["kerning"][cut.name] = kerning(*fonts[0], list(drawn[sizes[0]]))
        for size in sizes:
            name = f"{cut.name.removeprefix('picture-')}-{size}.png"
            files[name], boxes = sheet(drawn[size])
            told["faces"].append({"sheet": name, "cut": cut.name, "size": size, "letters": boxes})
    told["code"] = code_for(files, told, content)
    files["letters.json"] = text(told)
    for name, data in files.items():
        (out / name).write_bytes(data)
        sys.stdout.write(f"{name}: {len(data)} bytes\n")


def names(font: TTFont) -> dict[str, str]:
    """Return the glyph of each letter, and of each ligature by the letters it joins."""
    glyphs = {chr(code): glyph for code, glyph in font.getBestCmap().items()}
    letters = {glyph: letter for letter, glyph in glyphs.items()}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "liga":
            for index in record.Feature.LookupListIndex:
                for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    for first, found in table.ligatures.items():
                        for ligature in found:
                            parts = [first, *ligature.Component]
                            if all(part in letters for part in parts):
                                joined = "".join(letters[part] for part in parts)
                                glyphs[joined] = ligature.LigGlyph
    return glyphs


# --- drawing ------------------------------------------------------------------------------------


def draw(fonts: list[tuple[TTFont, dict[str, str]]], size: int) -> dict[str, Drawn]:
    """Draw every letter at a size; a letter in both fonts is taken from the first."""
    drawn: dict[str, Drawn] = {}
    for font, glyphs in fonts:
        plain = io.BytesIO()
        font.flavor = None
        font.save(plain)
        plain.seek(0)
        face = freetype.Face(plain)
        face.set_pixel_sizes(0, size)
        for letter, glyph in glyphs.items():
            if letter not in drawn and (letter.isprintable() or letter == " "):
                drawn[letter] = draw_one(face, font, glyph, size)
    return {letter: drawn[letter] for letter in sorted(drawn)}


def draw_one(face: freetype.Face, font: TTFont, glyph: str, size: int) -> Drawn:
    """Draw a letter in shades, cut to its ink."""
    face.load_glyph(font.getGlyphID(glyph), freetype.FT_LOAD_NO_HINTING | freetype.FT_LOAD_RENDER)
    bitmap, slot = face.glyph.bitmap, face.glyph
    gray = np.array(bitmap.buffer, dtype=np.uint16).reshape(bitmap.rows, bitmap.pitch or 1)
    shades = (gray[:, : bitmap.width] * (LEVELS - 1) + 127) // 255
    advance = round(font["hmtx"][glyph][0] * size * 64 / font["head"].unitsPerEm)
    if not shades.any():
        return np.zeros((0, 0), np.uint8), 0, 0, advance
    rows, columns = np.flatnonzero(shades.any(1)), np.flatnonzero(shades.any(0))
    shades = shades[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    left, top = slot.bitmap_left + int(columns[0]), slot.bitmap_top - int(rows[0])
    return shades.astype(np.uint8), left, top, advance


def sheet(drawn: Mapping[str, Drawn]) -> tuple[bytes, dict[str, Box]]:
    """Set the letters on a sheet, tall ones first; return it and their boxes."""
    boxes: dict[str, Box] = {}
    x = y = tall = 0
    for letter in sorted(drawn, key=lambda one: (-drawn[one][0].shape[0], one)):
        shades, left, top, advance = drawn[letter]
        height, width = shades.shape
        if x + width > SHEET:
            x, y, tall = 0, y + tall, 0
        boxes[letter] = [x, y, width, height, left, top, advance]
        x, tall = x + width, max(tall, height)
    pixels = np.zeros((y + tall, SHEET + 1), np.uint8)  # a row begins with its filter: none
    for letter, (x, y, width, height, *_) in boxes.items():
        pixels[y : y + height, x + 1 : x + 1 + width] = drawn[letter][0]
    return png(pixels), {letter: boxes[letter] for letter in sorted(boxes)}


def png(rows: np.ndarray) -> bytes:
    """Return rows of shades as a palette PNG, white to black so that it can be looked at."""
    head = b"".join(n.to_bytes(4, "big") for n in (rows.shape[1] - 1, rows.shape[0]))
    palette = bytes(255 - 255 * n // (LEVELS - 1) for n in range(LEVELS) for _ in "rgb")
    data = zlib.compress(rows.tobytes(), 9)
    chunks = ((b"IHDR", head + b"\x08\x03\0\0\0"), (b"PLTE", palette), (b"IDAT", data))
    whole = b"".join(
        len(content).to_bytes(4, "big")
        + name
        + content
        + zlib.crc32(name + content).to_bytes(4, "big")
        for name, content in (*chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + whole


# --- kerning ------------------------------------------------------------------------------------


def kerning(font: TTFont, glyphs: Mapping[str, str], letters: list[str]) -> dict[str, Any]:
    """Return the kerning of all letters, in thousandths, by classes.

    A letter that the font lacks is kerned as one of the same shape.
    """
    model = {letter: glyphs.get(like(letter, glyphs), "") for letter in letters}
    tables = pair_tables(font)
    rows = {a: tuple(pair(tables, model[a], model[b]) for b in letters) for a in letters}
    columns = dict(zip(letters, zip(*rows.values(), strict=True), strict=True))
    left, right = grouped(rows), grouped(columns)
    table = [[rows[one[0]][letters.index(other[0])] for other in right] for one in left]
    return {"left": left, "right": right, "table": table}


def like(letter: str, glyphs: Mapping[str, str]) -> str:
    """Return a letter of the same shape that the font has; ʿ and ʾ are like no other."""
    if letter in glyphs:
        return letter
    base, *marks = unicodedata.normalize("NFD", letter)
    base = {"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i"}.get(base, base)
    above = any(unicodedata.combining(mark) == 230 for mark in marks)
    umlaut = unicodedata.normalize("NFC", f"{base}\u0308")
    return umlaut if above and umlaut in glyphs else base


def pair_tables(font: TTFont) -> list[Any]:
    """Return the tables that kern pairs, in the order in which they are asked."""
    table = font["GPOS"].table
    indices = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for index in record.Feature.LookupListIndex
    }
    lookups = (table.LookupList.Lookup[index] for index in sorted(indices))
    return [each for lookup in lookups if lookup.LookupType == 2 for each in lookup.SubTable]


def pair(tables: list[Any], one: str, other: str) -> int:
    """Return the kerning of two glyphs: the first table that knows the pair decides."""
    for table in tables:
        if one not in table.Coverage.glyphs:
            continue
        if table.Format == 1:
            records = table.PairSet[table.Coverage.glyphs.index(one)].PairValueRecord
            for record in records:
                if record.SecondGlyph == other:
                    return getattr(record.Value1, "XAdvance", 0) or 0
        else:
            first = table.ClassDef1.classDefs.get(one, 0)
            second = table.ClassDef2.classDefs.get(other, 0)
            value = table.Class1Record[first].Class2Record[second].Value1
            return getattr(value, "XAdvance", 0) or 0
    return 0


def grouped(rows: Mapping[str, tuple[int, ...]]) -> list[list[str]]:
    """Return the letters that have the same row."""
    found: dict[tuple[int, ...], list[str]] = {}
    for letter, row in rows.items():
        found.setdefault(row, []).append(letter)
    return list(found.values())


# --- the code -----------------------------------------------------------------------------------


def flat() -> list[int]:
    """Return a code that favors nothing, to begin with."""
    return [8] * 226 + [9] * 60 + [4] * 11 + [5] * 10


def code_for(files: Mapping[str, bytes], told: dict[str, Any], content: Path) -> list[int]:
    """Return the lengths of the code that makes the pictures of all titles small."""
    templates = {f"picture/{name}": data for name, data in files.items()}
    code = flat()
    for _ in range(3):  # which bits are the shorter ones depends on the code
        templates["picture/letters.json"] = text(told | {"code": code})
        atlas = read_atlas(templates)
        counts, far = Counter(possible()), Counter(range(DISTANCES))
        for kind, title in titles(content):
            made = picture(atlas, title, f"{kind} Of a sort", "The name of the briefing", kind)
            for symbol in symbols(made, code, len(atlas.code.header)):
                (counts if symbol < SYMBOLS else far)[symbol % SYMBOLS] += 1
        code = lengths(counts, SYMBOLS) + lengths(far, DISTANCES)
    return code


def possible() -> Iterator[int]:
    """Yield every symbol that a picture may hold, once."""
    steps = {n * factor % 256 for n in range(1 - LEVELS, LEVELS) for factor in (1, LEVELS)}
    yield from sorted(steps | {2} | set(range(256, 286)))


def titles(content: Path) -> Iterator[tuple[str, str]]:
    """Yield the kind and the title of each page below a folder of content."""
    for path in sorted(content.rglob("*.md")):
        if found := re.search(r'^title: *"?(.*?)"?$', path.read_text("utf-8"), re.MULTILINE):
            kind = path.parent.name.rstrip("s")
            yield kind if kind in ACCENTS else "", found[1]


def symbols(picture: bytes, code: list[int], header: int) -> Iterator[int]:
    """Yield the symbols of a picture's stream (RFC 1951, 3.2.5); distances come after 285."""
    bits = "".join(f"{byte:08b}"[::-1] for byte in picture[picture.index(b"IDAT") + 6 :])
    near, far = (
        {bits: symbol for symbol, bits in enumerate(canonical(part)) if bits}
        for part in (code[:SYMBOLS], code[SYMBOLS:])
    )
    symbol, at = 0, header
    while symbol != 256:
        symbol, at = next_symbol(bits, at, near)
        yield symbol
        if symbol > 256:
            at += max(0, (symbol - 257) // 4 - 1) if symbol < 285 else 0
            back, at = next_symbol(bits, at, far)
            yield SYMBOLS + back
            at += max(0, back // 2 - 1)


def next_symbol(bits: str, at: int, known: Mapping[str, int]) -> tuple[int, int]:
    """Return the symbol whose code stands at a place in the stream, and the place after it."""
    end = next(end for end in range(at + 1, at + 14) if bits[at:end] in known)
    return known[bits[at:end]], end


def lengths(counts: Mapping[int, int], size: int, longest: int = 13) -> list[int]:
    """Return the lengths of a Huffman code; rare symbols count for more until none is too long."""
    least = 1
    while True:
        heap = [(max(n, least), symbol, (symbol,)) for symbol, n in counts.items()]
        heapq.heapify(heap)
        found = [0] * size
        while len(heap) > 1:
            a, first, left = heapq.heappop(heap)
            b, second, right = heapq.heappop(heap)
            for symbol in left + right:
                found[symbol] += 1
            heapq.heappush(heap, (a + b, min(first, second), left + right))
        if max(found) <= longest:
            return found
        least *= 2


def text(told: Mapping[str, Any]) -> bytes:
    """Return what is known of the letters as JSON, a line for each letter and each row."""
    flat = json.dumps(told, ensure_ascii=False, indent=1)
    short = re.sub(r"\[[^][{}]*\]", lambda found: " ".join(found[0].split()), flat)
    return f"{short}\n".encode()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
