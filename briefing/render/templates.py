"""The only door to Jinja: a view goes in, HTML comes out, a fault becomes a diagnostic."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from functools import partial

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)

from briefing.diagnostics import Diagnostic, Position, did_you_mean, problem
from briefing.render.language import Language
from briefing.render.parts import Site
from briefing.render.views import View
from briefing.render.wording import whole


class TemplateFaultError(Exception):
    """A template cannot be used; the diagnostic says where, and more may follow it."""

    def __init__(self, diagnostic: Diagnostic, *more: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.diagnostics = (diagnostic, *more)


class Templates:
    """Renders views with the templates given by path.

    Added to Jinja's own are the filter ``bidi``, which sets words of the other direction
    apart, and the functions ``say`` and ``count``, the words of the interface.
    """

    def __init__(
        self, files: Mapping[str, bytes], language: Language, direction: str = "ltr"
    ) -> None:
        self._texts = {
            path: _decoded(data, path) for path, data in files.items() if path.endswith(".html")
        }
        self._environment = Environment(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._environment.filters["bidi"] = partial(whole, around=direction)
        self._environment.globals |= {"say": language.say, "count": language.count}

    def _source(self, name: str) -> tuple[str, str, None] | None:
        text = self._texts.get(name)
        return None if text is None else (text, name, None)

    def render(self, view: View, site: Site) -> str:
        """Return the HTML of a page."""
        try:
            template = self._environment.get_template(f"pages/{view.template}.html")
            return template.render(page=view, site=site)
        except TemplateSyntaxError as error:
            place = Position(f"templates/{error.name}", error.lineno)
            raise TemplateFaultError(problem("template", place, str(error.message))) from error
        except Exception as error:
            # The view is finished: whatever is raised now, a template's own code has raised.
            place, (message, hint) = _place(error, self._texts), _said(error, self._texts)
            raise TemplateFaultError(problem("template", place, message, hint)) from error


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Position(f"templates/{path}", data.count(b"\n", 0, error.start) + 1)
        message = f"byte {data[error.start]:#04x} is not UTF-8"
        fault = problem("template", place, message, "save the file as UTF-8")
        raise TemplateFaultError(fault) from error


def _said(error: Exception, texts: Mapping[str, str]) -> tuple[str, str]:
    """Return what an exception says, and a hint."""
    if isinstance(error, TemplateNotFound):
        return f'there is no template "{error.name}"', did_you_mean(str(error.name), texts)
    return str(error) or type(error).__name__, ""


def _place(error: Exception, texts: Mapping[str, str]) -> Position:
    """Return the last line of a template that led to an exception."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [(frame.filename, frame.lineno or 1) for frame in frames if frame.filename in texts]
    name, line = lines[-1] if lines else ("base.html", 1)
    return Position(f"templates/{name}", line)
