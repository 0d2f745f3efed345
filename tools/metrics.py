"""Read how wide the letters of the site's serif are, for the labels of the figures.

Usage, when the fonts have been cut anew:

    .venv/bin/pip install --require-hashes -r constraints/fonts.txt
    .venv/bin/python tools/metrics.py templates/assets/fonts

It prints the table of briefing/draw/metrics.py: letters by their width in 1/1000 em.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = ("serif-letters.woff2", "serif-text.woff2")


def main(folder: Path) -> None:
    """Print the table."""
    found: dict[int, list[str]] = {}
    for letter, width in sorted(widths(folder).items()):
        found.setdefault(width, []).append(letter)
    lines = (f"    {width}: {''.join(letters)!a}," for width, letters in sorted(found.items()))
    sys.stdout.write("\n".join(["{", *lines, "}"]) + "\n")


def widths(folder: Path) -> dict[str, int]:
    """Return the advance width of each letter, in thousandths of the size."""
    found: dict[str, int] = {}
    for name in FONTS:
        font = TTFont(folder / name)
        em = font["head"].unitsPerEm
        for code, glyph in font.getBestCmap().items():
            found[chr(code)] = round(font["hmtx"][glyph][0] * 1000 / em)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
