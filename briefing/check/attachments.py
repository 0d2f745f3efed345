"""The files that pages show or link to: none of them may run a program in a reader's browser.

They stand in the site beside its pages, as what a host takes them for by their endings. A page
has its content policy in it; such a file has none, and who opens it would run what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from xml.parsers import expat

from briefing.diagnostics import Diagnostic, Position, problem

_RUN = frozenset(
    ".cjs .css .hta .htc .htm .html .jar .js .mathml .mht .mhtml .mjs .mml .rdf .rss .atom .shtm"
    " .shtml .svgz .swf .wasm .webmanifest .xht .xhtm .xhtml .xml .xsd .xsl .xslt".split()
)
"""The endings of what a browser runs, or draws as a page in which something may run."""

_XHTML = "http://www.w3.org/1999/xhtml"
_PROGRAMS = frozenset({"script", "foreignObject", "handler", "listener", "iframe", "object"})
_HARMLESS = re.compile(r"(?:#|https?://|data:image/(?:png|jpeg|gif|webp)[;,]|(?!//)[\w./%?#=&-]*$)")
_BLANK = re.compile(r"[\0-\x20]+")


class _ActiveError(Exception):
    """A picture holds what a browser would run."""


def active_files(paths: Iterable[str], files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Report the files among ``paths`` that a browser would run, or in which it would."""
    for path in paths:
        ending = PurePosixPath(path).suffix.lower()
        if ending in _RUN:
            message = f"a browser may run what is in a file that ends in {ending}"
            hint = "link to a picture, a PDF or a table instead, or pack the file"
            yield problem("unsafe-url", Position(path), message, hint)
        elif ending == ".svg" and (found := _in_drawing(files[path])):
            line, message = found
            hint = "save it as plain SVG, or as PNG"
            yield problem("unsafe-url", Position(path, line), message, hint)


def _in_drawing(data: bytes) -> tuple[int, str] | None:
    """Return the line and what is wrong there with a drawing (SVG) that is not a mere drawing."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _element
    parser.StartDoctypeDeclHandler = _document_type
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(data, True)
    except _ActiveError as active:
        return parser.CurrentLineNumber, f"a drawing that may run a program: {active}"
    except (expat.ExpatError, LookupError, ValueError) as error:
        reason = str(error).partition(":")[0]
        return max(parser.ErrorLineNumber, 1), f"the drawing cannot be read: {reason}"
    return None


def _document_type(name: str, system: str | None, public: str | None, subset: int) -> None:
    if subset:
        raise _ActiveError("a document type with declarations of its own")


def _instruction(target: str, data: str) -> None:
    raise _ActiveError(f"<?{target}")


def _element(name: str, attributes: Mapping[str, str]) -> None:
    """Refuse an element that runs something, or has an attribute that does."""
    space, _, local = name.rpartition(" ")
    if space == _XHTML or local in _PROGRAMS:
        raise _ActiveError(f"<{local}>")
    for full, value in attributes.items():
        attribute = full.rpartition(" ")[2].lower()
        aim = value.rpartition(":")[2].lower() if attribute == "attributename" else ""
        leads = attribute == "href" and not _HARMLESS.match(_BLANK.sub("", value))
        if attribute.startswith("on") or aim == "href" or aim.startswith("on") or leads:
            raise _ActiveError(f"{attribute}={value[:40]!r}")
