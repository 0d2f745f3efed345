"""The only door to Jinja: a view goes in, HTML comes out, a fault becomes a diagnostic."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from types import CodeType, MappingProxyType
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    __version__,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec.structs import replace

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.errors import did_you_mean
from briefing.read import bytecode
from briefing.render.language import Language
from briefing.render.parts import CardView, Site
from briefing.render.views import View
from briefing.render.wording import escaped, whole

Deal = Callable[[str], tuple[CardView, ...]]
"""Says which cards a page needs by what it links to."""

_CARDS = "cards"
"""The block of a page that prints its cards."""

_CARDS_KEPT = 16384
"""Cards that are printed once for all pages; of more some are printed again."""


class TemplateFaultError(Exception):
    """A template cannot be used; the diagnostic says where, and more may follow it."""

    def __init__(self, diagnostic: Diagnostic, *more: Diagnostic) -> None:
        super().__init__(diagnostic, *more)  # from which another process makes it again
        self.diagnostic = diagnostic
        self.diagnostics = (diagnostic, *more)

    def __str__(self) -> str:
        return self.diagnostic.message


class _Gap(str):
    """Where something stands that is printed later; it is empty and known by what it is."""

    __slots__ = ()


_GAP = _Gap()


def _left_open(context: Context) -> Iterator[str]:
    """Print a block later."""
    yield _GAP


class _Context(Context):
    """What a template sees; whatever it calls needs no context of its own."""

    def call(
        self,
        called: Callable[..., Any],
        /,
        *values: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        """Call what a template calls."""
        return called(*values, **named)


class _Template(Template):
    """A template that makes no new text of a value which needs no escaping.

    What all templates see is copied for each page, and so is a plain dictionary.
    """

    @classmethod
    def from_code(
        cls, environment: Environment, code: CodeType, globals: Mapping[str, Any], *rest: Any
    ) -> Template:
        template = super().from_code(environment, code, dict(globals), *rest)
        template.root_render_func.__globals__["escape"] = escaped
        return template


_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "auto_reload": False,
    }
)


class _Kept(BytecodeCache):
    """Templates as they were compiled, by their names, their texts and what compiled them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return a template's name: there is one file for each."""
        return name

    def get_source_checksum(self, source: str) -> str:
        """Return the checksum of all that a template is compiled from."""
        return super().get_source_checksum(f"{__version__} {dict(_OPTIONS)} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take over what is kept, unless it was made from something else."""
        if data := bytecode.kept(bucket.key):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        bytecode.keep(bucket.key, self._texts[bucket.key], bucket.bytecode_to_string())


class Templates:
    """Renders views with the templates given by path.

    Added to Jinja's own are the filter ``bidi``, which sets words of the other direction
    apart, the functions ``say`` and ``count``, the words of the interface, and ``printed``,
    which prints a card.
    """

    def __init__(
        self, files: Mapping[str, bytes], language: Language, direction: str = "ltr"
    ) -> None:
        self._texts = {
            path: _decoded(data, path) for path, data in files.items() if path.endswith(".html")
        }
        self._environment = Environment(
            loader=FunctionLoader(self._source),
            bytecode_cache=_Kept(self._texts),
            **_OPTIONS,
        )
        self._environment.template_class = _Template
        self._environment.context_class = _Context
        self._environment.filters["bidi"] = partial(whole, around=direction)
        self._environment.globals |= {
            "say": language.say,
            "count": language.count,
            "printed": lru_cache(_CARDS_KEPT)(self._card),
        }

    def _source(self, name: str) -> tuple[str, str, None] | None:
        text = self._texts.get(name)
        return None if text is None else (text, name, None)

    def _card(self, card: CardView) -> Markup:
        """Return a card as every page shows it that links to what it is of."""
        return Markup(self._environment.get_template("partials/card.html").render(card=card))

    def render(self, view: View, site: Site, deal: Deal = lambda _: ()) -> str:
        """Return the HTML of a page with the cards that it turns out to need."""
        try:
            template = self._environment.get_template(f"pages/{view.template}.html")
            return self._printed(template, view, site, deal)
        except TemplateSyntaxError as error:
            place = Position(f"templates/{error.name}", error.lineno)
            raise TemplateFaultError(problem("template", place, str(error.message))) from error
        except Exception as error:
            # The view is finished: whatever is raised now, a template's own code has raised.
            place, (message, hint) = _place(error, self._texts), _said(error, self._texts)
            raise TemplateFaultError(problem("template", place, message, hint)) from error

    def _printed(self, template: Template, view: View, site: Site, deal: Deal) -> str:
        """Print a page, and its cards when all else stands.

        Whose frame has no block for them, or does more with it than print it, is printed twice.
        """
        context = template.new_context({"page": view, "site": site})
        blocks = context.blocks.setdefault(_CARDS, [])
        blocks.insert(0, _left_open)
        try:
            parts = list(template.root_render_func(context))
            html = "".join(parts)
            cards = deal(html)
            if len(blocks) == 1 and not cards:
                return html
            full = replace(site, cards=cards)
            places = [number for number, part in enumerate(parts) if part is _GAP]
            if len(places) != 1:
                return template.render(page=view, site=full)
            rest = context.derived({"site": full})
            rest.blocks[_CARDS] = blocks[1:]
            parts[places[0]] = "".join(blocks[1](rest))
            return "".join(parts)
        except Exception:
            self._environment.handle_exception()


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
