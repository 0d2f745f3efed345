"""How wide a text is in the site's serif, so that the build can set labels side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

UNKNOWN = 700
"""The width taken for a letter of another font (Arabic, Chinese), in thousandths of the size."""

# Letters by their width in thousandths of the size; tools/metrics.py prints it.
_LETTERS: Mapping[int, str] = {
    125: "\u2009",
    181: "'",
    195: "\u02be\u02bf",
    229: "\u02bc\u2018\u2019\u201a",
    238: " \xa0",
    248: "\u2032",
    288: "!\xa1",
    289: "|\xa6",
    303: ",.:;\xb7",
    304: "\u2022",
    308: "\u2039\u203a",
    311: "j",
    323: "-\xad",
    339: "il\xec\xed\xee\xef\u012b\u0131\u0142",
    340: "[]",
    344: "/\\",
    349: "\xb0",
    364: "{}",
    369: "()",
    370: "t\u1e6d\u1e6f",
    373: "f",
    377: "I\xcc\xcd\xce\xcf\u012a\u0130",
    383: "J",
    384: "\xaa",
    385: "\xb2\xb3\xb9",
    389: '"',
    400: "`\xa8\xaf\xb4\xb8",
    408: "\xba",
    413: "?\xbf",
    430: "\u2033",
    448: "\u201c\u201d\u201e",
    460: "\xae",
    464: "*",
    466: "r",
    475: "s\u015f\u0161\u1e63",
    494: "\xa7",
    501: "z\xa4\u017e\u1e93\u1e95",
    512: "\u2020",
    515: "_\u2013",
    524: "$\xa2\xa5\u20ac",
    525: "#\xa3",
    531: "c\xe7\u0107\u010d",
    535: "+<=>^~\xac\xb1\xd7\xf7\u2212",
    539: "0123456789",
    541: "e\xe8\xe9\xea\xeb\u0113",
    551: "a\xe0\xe1\xe2\xe3\xe4\xe5\u0101",
    555: "S\u015e\u0160\u1e62",
    558: "\xab\xbb",
    570: "g\u011f\u0121\u01e7",
    571: "\xf0",
    583: "x",
    588: "o\xf2\xf3\xf4\xf5\xf6\xf8\u014d",
    597: "Z\u017d\u1e92\u1e94",
    599: "\xb6",
    603: "v",
    609: "k\u1e33\u1e35",
    611: "y\xfd\xff",
    615: "q",
    622: "F",
    625: "L\xfe\u0141",
    628: "\xde",
    629: "d\u0111\u1e0d\u1e0f",
    631: "P",
    632: "b\xb5",
    634: "p",
    641: "T\u1e6c\u1e6e",
    642: "u\xf9\xfa\xfb\xfc\u016b",
    643: "\xdf",
    649: "E\xc8\xc9\xca\xcb\u0112",
    654: "h\u1e25\u1e2b\u1e96",
    655: "n\xf1",
    660: "B",
    672: "C\xc7\u0106\u010c",
    678: "Y\xdd\u0178",
    680: "X",
    702: "R",
    721: "V",
    724: "K\u1e32\u1e34",
    728: "A\xc0\xc1\xc2\xc3\xc4\xc5\u0100",
    731: "&",
    737: "G\u011e\u0120\u01e6",
    748: "OQ\xd2\xd3\xd4\xd5\xd6\xd8\u014c",
    749: "D\xd0\u0110\u1e0c\u1e0e",
    756: "\xa9",
    768: "U\xd9\xda\xdb\xdc\u016a",
    778: "N\xd1",
    815: "\u2014",
    816: "\u2122",
    823: "H\u1e24\u1e2a",
    828: "\u2026",
    833: "@",
    841: "\xe6",
    860: "w",
    919: "\xbc\xbe",
    931: "\u0153",
    946: "M",
    949: "%\xbd",
    968: "\xc6",
    972: "m",
    982: "\u0152",
    1019: "W",
}

WIDTHS: Mapping[str, int] = MappingProxyType(
    {letter: width for width, letters in _LETTERS.items() for letter in letters}
)
"""The advance width of each letter of the roman serif, in thousandths of the size."""


@lru_cache(maxsize=1 << 14)
def width(text: str, size: float, spacing: float = 0.0) -> float:
    """Return how wide a line of text is at a size; ``spacing`` stands after each letter."""
    advances = sum([WIDTHS.get(letter, UNKNOWN) for letter in text])
    return advances * size / 1000 + spacing * len(text)
