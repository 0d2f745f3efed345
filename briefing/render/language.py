"""The words of the interface in one language, read from ``templates/languages/TAG.yml``.

A file holds sections of texts. A text may have places for values, ``{name}``; one that
counts is a group, a text for each plural category of the language. Files lie in layers:
what ``fr-CA.yml`` leaves out is looked for in ``fr.yml``, and at last in the English that
comes with the tool, which is complete and the measure of all others. A briefing's own file
lies on top of the bundled one of the same name, so it may hold only what it changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType

from markupsafe import Markup, escape
from msgspec import Struct

from briefing.diagnostics import Diagnostic, Position, problem
from briefing.errors import did_you_mean
from briefing.read import yamltree
from briefing.read.files import SHADOWED
from briefing.read.scalars import Scalar
from briefing.read.yamltree import Node
from briefing.render.plurals import CATEGORIES, Rule, Rules, category, parse

FOLDER = "languages/"
ENGLISH = "en"
RULES = "plural"
"""The section that holds the plural rules of the language, by category."""

_PLACE = re.compile(r"\{([a-z]+)\}")


class Counted(Struct, frozen=True, dict=True):
    """A text that counts: ``forms`` by plural category, chosen by the rules of its language."""

    forms: Mapping[str, str]
    rules: Rules

    def of(self, number: int) -> str:
        """Return the form for a number."""
        form = self._known.get(number)
        if form is None:
            form = self._known[number] = self.forms[category(self.rules, number)]
        return form

    @cached_property
    def _known(self) -> dict[int, str]:
        """The forms for the numbers that were asked for."""
        return {}


Text = str | Counted


class Language(Struct, frozen=True):
    """All words of the interface by ``section.key``. ``tag`` is the language they are in."""

    tag: str
    texts: Mapping[str, Text]

    def say(self, key: str, /, **values: object) -> str:
        """Return a text with values in its places: markup if one of them is, else plain."""
        text = self._text(key)
        if not isinstance(text, str):
            raise TypeError(f'"{key}" counts something')
        return filled(text, values) if values or "{" in text else text

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Return the form of a counting text for ``number``, which is its ``{number}``."""
        text = self._text(key)
        if isinstance(text, str):
            raise TypeError(f'"{key}" counts nothing')
        return filled(text.of(number), {"number": number, **values})

    def counts(self, key: str) -> bool:
        """Say whether a text counts something."""
        return not isinstance(self._text(key), str)

    def _text(self, key: str) -> Text:
        text = self.texts.get(key)
        if text is None:
            raise LookupError(f'there is no text "{key}" in templates/{FOLDER}{ENGLISH}.yml')
        return text

    def optional(self, key: str) -> str:
        """Return a text that some languages, or some things, do not have, or nothing."""
        return self.say(key) if key in self.texts else ""

    def section(self, name: str) -> Mapping[str, str | Mapping[str, str]]:
        """Return the texts of a section by key; one that counts is a mapping of its forms."""
        return {
            key.removeprefix(f"{name}."): text if isinstance(text, str) else text.forms
            for key, text in self.texts.items()
            if key.startswith(f"{name}.")
        }


NO_WORDS = Language("", MappingProxyType({}))
"""For work that needs none."""


def filled(text: str, values: Mapping[str, object]) -> str:
    """Set values into the places of a text; markup among them stays, all else is escaped then."""
    parts = _parts(text)
    marked = any(isinstance(value, Markup) for value in values.values())
    said: Callable[[object], str] = escape if marked else str
    try:
        found = [said(values[part] if place % 2 else part) for place, part in enumerate(parts)]
    except KeyError:
        missing = min(set(parts[1::2]) - values.keys())
        raise LookupError(f'the text needs a value for "{missing}"') from None
    return Markup("".join(found)) if marked else "".join(found)


def places(text: Text) -> frozenset[str]:
    """Return the names of the places that a text has, in any of its forms."""
    forms = (text,) if isinstance(text, str) else text.forms.values()
    return frozenset(name for form in forms for name in _parts(form)[1::2])


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, ...]:
    """Return what stands between the places of a text, and their names, in turns."""
    return tuple(_PLACE.split(text))


# --- lookup ---------------------------------------------------------------------------------


def read_language(
    files: Mapping[str, bytes], tag: str, asked: Position
) -> tuple[Language, tuple[Diagnostic, ...]]:
    """Return the language that comes nearest to ``tag``, and what is wrong with its files.

    ``files`` are the templates by path; ``asked`` is where the tag stands, for the note that
    there are no words for it.
    """
    wanted = tuple(_layers(files, tag))
    stem, texts, rules = ENGLISH, dict[str, Text](), Rules()
    own, problems = set[str](), list[Diagnostic]()
    for stem, path in dict.fromkeys((*_layers(files, ENGLISH), *wanted)):
        reader = _Reader(_shown(path), texts, rules)
        found, rules = reader.read(files[path])
        problems += reader.problems
        texts |= found
        own |= found.keys() if (stem, path) in wanted else set()
    if tag.partition("-")[0].lower() != ENGLISH:
        problems += _untranslated(wanted, sorted(texts.keys() - own), tag, asked)
    return Language(stem, MappingProxyType(texts)), tuple(problems)


def _layers(files: Mapping[str, bytes], tag: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a language as (tag, path), the most general first."""
    paths = (path for path in files if path.startswith(FOLDER) and path.endswith(".yml"))
    stems = {(stem := path[len(FOLDER) : -len(".yml")]).lower(): stem for path in paths}
    parts = tag.lower().split("-")
    for length in range(1, len(parts) + 1):
        if stem := stems.get("-".join(parts[:length]), ""):
            path = f"{FOLDER}{stem}.yml"
            yield from ((stem, p) for p in (f"{SHADOWED}{path}", path) if p in files)


def _untranslated(
    wanted: Collection[tuple[str, str]], missing: Collection[str], tag: str, asked: Position
) -> Iterator[Diagnostic]:
    """Yield the note that the interface, or some of it, is in English."""
    if not wanted:
        message = f'the interface is in English: there are no words for the language "{tag}"'
        hint = f"write templates/{FOLDER}{tag.partition('-')[0].lower()}.yml"
        yield problem("untranslated", asked, message, hint)
    elif missing:
        *_, (_, path) = wanted
        message = f"what has no words here is said in English: {', '.join(missing)}"
        yield problem("untranslated", Position(_shown(path)), message)


def _shown(path: str) -> str:
    return f"templates/{path.removeprefix(SHADOWED)}"


# --- one file -------------------------------------------------------------------------------


class _Reader:
    """Reads one file, gathering what is wrong with it.

    ``known`` are the texts of the files below it, which say what it may hold: nothing is
    below the first. ``rules`` are the plural rules so far; a file's own replace them.
    """

    def __init__(self, path: str, known: Mapping[str, Text], rules: Rules) -> None:
        self.path = path
        self.known = known
        self.rules = rules
        self.problems: list[Diagnostic] = []

    def read(self, data: bytes) -> tuple[dict[str, Text], Rules]:
        """Return the texts of the file by key, and the rules that hold from here on."""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            place = Position(self.path, data.count(b"\n", 0, error.start) + 1)
            self.fault(place, f"byte {data[error.start]:#04x} is not UTF-8", "save it as UTF-8")
            return {}, self.rules
        tree, faults = yamltree.parse_yaml(text, self.path)
        for found in faults:
            self.fault(found.position, found.message, found.hint)
        sections = dict(self.pairs(tree)) if tree else {}
        for name, section in sections.items():
            if name.text == RULES:
                self.rules = dict(self.plural_rules(section))
        return dict(self.texts(sections)), self.rules

    def fault(self, place: Position, message: str, hint: str = "") -> None:
        """Note a mistake."""
        self.problems.append(problem("template", place, message, hint))

    def pairs(self, node: Node) -> Iterator[tuple[Scalar, Node]]:
        """Yield the keys and values of a node that must be a group."""
        if isinstance(node, yamltree.Mapping):
            yield from node.pairs
        else:
            self.fault(node.position, "a group of texts belongs here, each under a name")

    def form(self, node: Node) -> str | None:
        """Return the text that a node must be, its places well written."""
        if not isinstance(node, Scalar) or node.empty:
            self.fault(node.position, "a text belongs here")
            return None
        if set(_PLACE.sub("", node.text)) & set("{}"):
            hint = "a place for a value is a name in braces: {number}"
            self.fault(node.position, "a brace stands alone here", hint)
            return None
        return node.text

    def plural_rules(self, section: Node) -> Iterator[tuple[str, Rule]]:
        """Yield the plural rules of the language in the order of CLDR's categories."""
        found = {name.text: (name, node) for name, node in self.pairs(section)}
        for unknown in found.keys() - set(CATEGORIES[:-1]):
            hint = f"CLDR knows {', '.join(CATEGORIES[:-1])}, and whatever is left over is other"
            self.fault(found[unknown][0].position, f'"{unknown}" is no plural category', hint)
        for category_ in CATEGORIES[:-1]:
            if category_ in found and (rule := self.form(found[category_][1])):
                try:
                    yield category_, parse(rule)
                except ValueError as error:
                    place = found[category_][1].position
                    self.fault(place, f'"{error}" is no part of a plural rule of CLDR')

    def texts(self, sections: Mapping[Scalar, Node]) -> Iterator[tuple[str, Text]]:
        """Yield the texts of the sections that are what they are in the files below."""
        for section, node in sections.items():
            if section.text == RULES:
                continue
            for name, value in self.pairs(node):
                key = f"{section.text}.{name.text}"
                text = self.text(value)
                if text is not None and self.fits(key, text, name.position):
                    yield key, text

    def text(self, node: Node) -> Text | None:
        """Return a text, or the forms of one that counts."""
        if not isinstance(node, yamltree.Mapping):
            return self.form(node)
        forms = {name.text: self.form(value) for name, value in node.pairs}
        wanted = (*self.rules, "other")
        for name, _ in node.pairs:
            if name.text not in wanted:
                hint = f"by the rules of this file they are {', '.join(wanted)}"
                self.fault(name.position, f'"{name.text}" is no form of this text', hint)
        if missing := [name for name in wanted if name not in forms]:
            self.fault(node.position, f"a form is missing: {', '.join(missing)}")
        good = {name: form for name, form in forms.items() if form and name in wanted}
        return Counted(good, self.rules) if len(good) == len(wanted) else None

    def fits(self, key: str, text: Text, place: Position) -> bool:
        """Say whether a text is one that the interface asks for, and in the same way."""
        if not self.known:
            return True
        if key not in self.known:
            self.fault(place, f'there is no text "{key}"', did_you_mean(key, self.known))
            return False
        known = self.known[key]
        if isinstance(known, str) is not isinstance(text, str):
            one = "it is one text" if isinstance(known, str) else "it counts: give it forms"
            self.fault(place, f'"{key}" has another shape: {one}')
            return False
        if strange := sorted(places(text) - places(known)):
            names = ", ".join(f"{{{name}}}" for name in sorted(places(known))) or "none"
            self.fault(place, f'there is no value "{strange[0]}" here', f"it may hold: {names}")
            return False
        return True
