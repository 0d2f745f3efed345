"""Cut the site's web fonts from the variable Source Serif 4.

Usage, when a face or a letter is wanted that the committed files lack:

    npm pack @fontsource-variable/source-serif-4@5.3.1
    tar xzf fontsource-variable-source-serif-4-5.3.1.tgz
    .venv/bin/pip install --require-hashes -r constraints/fonts.txt
    .venv/bin/python tools/fonts.py package templates/assets/fonts

1. Pin weight and optical size: the variable file costs 122 kB, one static cut under 20 kB.
2. Compose the letters with a line or a dot below that the origin lacks, from its own parts.
3. Keep the characters of an English page, or the letters of transliteration.
4. Rename: the licence reserves the name "Source" for the unmodified fonts.
5. Write WOFF2 (the same bytes at every run), the licence, and say the sizes.
"""

import sys
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Briefing Serif"
PACKAGE_FONT = "source-serif-4-{subset}-opsz-{style}.woff2"

LATIN = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ıŒœ‘’‚“”„–—…•′″‹›−€™ʼ\u2009"),
}
LETTERS = set(
    map(
        ord,
        "ĀāĒēĪīŌōŪūḌḍḎḏḤḥḪḫẖṢṣṬṭṮṯẒẓẔẕĠġǦǧḲḳḴḵʾʿ"  # Arabic, Persian, Hebrew
        "ĆćČčĐđĞğİŁłŞşŠšŽžŸ†",  # names from Turkey and the Balkans; signs the Latin file lacks
    )
)

# Letters to compose: each takes its letter and the place from the first, its mark from the second.
COMPOSED = {
    ord(letter): (ord(base), ord(mark))
    for letter, base, mark in ("ḴĶḎ", "ḵķḏ", "ḲĶḌ", "ḳķḍ", "ẖḥḏ", "ẔẒḎ", "ẕẓḏ")
}


class Cut(NamedTuple):
    """One file to write: its name, its origin, its place on the axes, its characters."""

    name: str
    subset: str
    style: str
    optical_size: float
    weight: float
    characters: set[int]


CUTS = (
    Cut("serif-display", "latin", "normal", 48, 600, LATIN),
    Cut("serif-text", "latin", "normal", 12, 400, LATIN),
    Cut("serif-italic", "latin", "italic", 12, 400, LATIN),
    Cut("serif-semibold", "latin", "normal", 12, 600, LATIN),
    Cut("serif-letters", "latin-ext", "normal", 12, 400, LETTERS),
    Cut("serif-letters-italic", "latin-ext", "italic", 12, 400, LETTERS),
)


def main(package: Path, out: Path) -> None:
    """Write every cut and the licence into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        path = out / f"{cut.name}.woff2"
        font = make(cut, package / "files")
        font.save(path)
        characters = len(font.getBestCmap())
        sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes, {characters} characters\n")
    (out / "OFL.txt").write_text(licence(package), encoding="utf-8")


def make(cut: Cut, folder: Path) -> TTFont:
    """Return the static, renamed subset that `cut` describes."""
    origin = folder / PACKAGE_FONT.format(subset=cut.subset, style=cut.style)
    font = TTFont(origin, recalcTimestamp=False)
    font = instantiateVariableFont(font, {"opsz": cut.optical_size, "wght": cut.weight})
    for code, (base, mark) in COMPOSED.items():
        if cut.subset == "latin-ext":
            compose(font, code, base, mark)
    subset(font, cut.characters)
    rename(font, cut.name)
    font.flavor = "woff2"
    return font


def compose(font: TTFont, code: int, base: int, mark: int) -> None:
    """Add a letter that has the parts of `base`, with the mark of another letter in its place."""
    cmap, glyphs = font.getBestCmap(), font["glyf"]
    letter = deepcopy(glyphs[cmap[base]])
    letter.components[1].glyphName = glyphs[cmap[mark]].components[1].glyphName
    name = f"uni{code:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    glyphs[name] = letter
    font["hmtx"][name] = font["hmtx"][cmap[base]]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def subset(font: TTFont, characters: set[int]) -> None:
    """Drop what the characters do not need; keep kerning, ligatures and proportional figures."""
    options = Options()
    options.layout_features = ["kern", "liga", "pnum"]  # figures are tabular by default
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 14]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "STAT"]
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def rename(font: TTFont, cut: str) -> None:
    """Give the font its own name, as clause 3 of the licence asks of a modified version."""
    full = f"{FAMILY} {cut.removeprefix('serif-').replace('-', ' ').title()}"
    names = {1: full, 2: "Regular", 3: full, 4: full, 6: full.replace(" ", "")}
    for name_id, text in names.items():
        font["name"].removeNames(nameID=name_id)
        font["name"].setName(text, name_id, 3, 1, 0x409)


def licence(package: Path) -> str:
    """Return the package's licence text under the copyright line that the font itself carries."""
    origin = TTFont(package / "files" / PACKAGE_FONT.format(subset="latin", style="normal"))
    text = (package / "LICENSE").read_text(encoding="utf-8").replace("\r\n", "\n")
    body = text[text.index("This Font Software is licensed") :]
    return f"{origin['name'].getDebugName(0)}\n\n{body.rstrip()}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
