"""What a build keeps for the next one: taken over when whole and ours, else made again."""

from __future__ import annotations

import hashlib
import importlib
import os
import pickle
import pkgutil
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from conftest import ROOT
from markupsafe import Markup
from msgspec import Struct
from smallsite import SMALL
from test_memo import put

from briefing import render, values
from briefing.diagnostics import Severity
from briefing.memo import Same
from briefing.model import SourceFile
from briefing.pipeline import Options, build
from briefing.publish import keeping as module
from briefing.publish import search
from briefing.publish.cache import Cache
from briefing.publish.keeping import cache_file, cache_folder
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.render.parts import Link
from briefing.render.templates import Templates
from briefing.render.views import View
from briefing.values import plain

KEY = ("plan", "a", 1)
VALUES = [
    SourceFile("a.md", "text"),
    (Markup("<b>x</b>"), MappingProxyType({"a": (1, 2.5)}), frozenset({"x"})),
    Severity.ERROR,
    None,
]


class Making:
    """Makes a value, and knows how often."""

    def __init__(self, value: object) -> None:
        self.value, self.times = value, 0

    def __call__(self) -> object:
        self.times += 1
        return self.value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "one.cache"


def kept(file: Path, value: object, key: tuple[object, ...] = KEY) -> None:
    """Let a build make one value and keep it."""
    cache = Cache(file)
    cache(key, lambda: value)
    cache.save()


def found(file: Path, key: tuple[object, ...] = KEY) -> object:
    """Return what the next build finds, or its own word."""
    return Cache(file)(key, lambda: "made")


@pytest.mark.parametrize("value", VALUES)
def test_what_one_build_made_the_next_one_finds(file: Path, value: object) -> None:
    kept(file, value)
    made = Making("made")
    taken: Any = Cache(file)(KEY, made)
    assert (taken, type(taken), made.times) == (value, type(value), 0)


def test_a_key_stands_for_its_whole_value(file: Path) -> None:
    kept(file, "kept")
    assert found(file) == "kept"
    assert found(file, ("plan", "a", 2)) == "made"
    assert found(file, ("map", "a", 1)) == "made"


def test_other_kinds_of_key_live_for_one_build(file: Path) -> None:
    kept(file, "kept", ("language", "a"))
    assert not file.exists()
    assert found(file, ("language", "a")) == "made"


def test_what_a_whole_build_had_no_use_for_goes(file: Path) -> None:
    kept(file, "first", ("plan", 1))
    kept(file, "second", ("plan", 2))
    assert found(file, ("plan", 1)) == "made"
    broken = Cache(file)
    broken(("plan", 3), lambda: "third")
    broken(("map", 4), lambda: "fourth")
    broken.save(["plan"])
    assert [found(file, ("plan", n)) for n in (2, 3)] == ["second", "third"]
    again = Cache(file)
    again(("plan", 3), lambda: "third")
    again.save(["map"])
    assert found(file, ("plan", 2)) == "made", "of the kinds that it used, the rest goes"
    assert found(file, ("map", 4)) == "fourth"


def test_a_build_that_made_nothing_new_writes_nothing(file: Path) -> None:
    kept(file, "kept")
    os.utime(file, ns=(1, 1))
    kept(file, "kept")
    assert file.stat().st_mtime_ns == 1


@pytest.mark.parametrize("place", [0, 20, 60, 100, -1])
def test_a_file_that_was_damaged_is_as_good_as_none(file: Path, place: int) -> None:
    kept(file, "kept" * 20)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(bytes(data))
    assert found(file) == "made"
    kept(file, "again")
    assert found(file) == "again"


@pytest.mark.parametrize("data", [b"", b"briefing cache 1\n", b"\0" * 500])
def test_what_is_no_cache_is_as_good_as_none(file: Path, data: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    assert found(file) == "made"


def test_other_code_finds_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(file, "kept")
    monkeypatch.setattr(module, "code_stamp", lambda: b"another".ljust(32))
    assert found(file) == "made"


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


class Sly:
    def __reduce__(self) -> tuple[Any, ...]:
        return Cache, (Path("anywhere"),)


def test_a_forged_file_that_is_ours_to_read_is_read(file: Path) -> None:
    """So the forgeries below fail for what is in them, and not for how they are made."""
    forge(file, pickle.dumps("forged"))
    assert found(file) == "forged"


def forge(file: Path, data: bytes) -> None:
    """Write a value where the next build looks for it, with the right digests."""
    digest = b"plan " + hashlib.sha256(repr(KEY).encode()).digest()
    payload = pickle.dumps({digest: data})
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(module._MARK + module._stamp(payload) + payload)


@pytest.mark.parametrize(
    "data",
    [b"", b"garbage", b"\x80\x05\x8d" + b"\xff" * 8, b"\x80\x05\x95" + b"\xff" * 8, b"\x80\x05)."],
)
def test_a_value_that_is_no_pickle_is_made_again(file: Path, data: bytes) -> None:
    forge(file, data)
    assert found(file) in ("made", ())


@pytest.mark.parametrize("value", [Evil(), Sly(), [Evil()]])
@pytest.mark.parametrize("whole", [True, False])
def test_a_forged_file_runs_nothing(
    file: Path, value: object, whole: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Even one that carries the right digests: the values are data of our own types or nothing."""
    monkeypatch.chdir(tmp_path)
    inner = pickle.dumps(value)
    digest = b"plan " + hashlib.sha256(repr(KEY).encode()).digest()
    payload = pickle.dumps({digest: inner}) if whole else inner
    file.parent.mkdir()
    file.write_bytes(module._MARK + module._stamp(payload) + payload)
    assert found(file) == "made"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("module_", "name", "attribute", "read"),
    [
        ("briefing.runs", "Options", "safe", lambda: Options(Path(), Path(), safe=True).safe),
        ("markupsafe", "Markup", "striptags", lambda: Markup("<b>").striptags()),
        ("briefing.values", "_sealed", "__defaults__", lambda: values._sealed.__defaults__),
    ],
)
def test_a_forged_value_changes_no_type(
    module_: str, name: str, attribute: str, read: Callable[[], object]
) -> None:
    """The opcode that gives a thing attributes (BUILD) would give them to all of its type."""
    before = read()
    named = (b"\x8c" + bytes([len(text)]) + text.encode() for text in (module_, name))
    asked = b"\x8c" + bytes([len(attribute)]) + attribute.encode()
    state = b"N}" + asked + b"Ns\x86"  # (None, {attribute: None}): to be set one by one
    with pytest.raises(values.UNREADABLE):
        values.load(b"\x80\x05" + b"".join(named) + b"\x93" + state + b"b.")
    assert read() == before


# --- values that are keys of each other, kept together ------------------------------------------


def chain(cache: Cache, number: int, made: Making) -> tuple[object, ...]:
    """Ask for a document, and for what is linked from that very one."""
    document = cache(("document", number), lambda: (number, "text"))
    return cache(("texts", Same(document)), made)  # type: ignore[return-value] # what is made


def test_a_value_that_was_kept_is_the_key_that_it_was(file: Path) -> None:
    first = Cache(file)
    chain(first, 1, Making(("linked",)))
    first.save()
    for _ in range(2):
        again, made = Cache(file), Making(("made",))
        assert (chain(again, 1, made), made.times) == (("linked",), 0)
        again.save()


def test_a_little_that_is_new_waits_until_it_is_more(file: Path) -> None:
    beside = file.with_suffix(".texts")

    def built(numbers: range) -> tuple[int, bytes]:
        """Build of so many documents; return how many were linked, and what is kept now."""
        cache, made = Cache(file), Making(("linked",))
        for number in numbers:
            chain(cache, number, made)
        cache.save()
        return made.times, beside.read_bytes()

    linked, first = built(range(100))
    assert linked == 100
    assert built(range(100)) == (0, first)
    assert built(range(104)) == (4, first), "four in a hundred are linked each time"
    assert built(range(3, 100)) == (0, first), "what is not in use any more stays as well"
    linked, more = built(range(110))
    assert linked == 10 and more != first
    assert built(range(110)) == (0, more)
    linked, fewer = built(range(50))
    assert linked == 0 and len(fewer) < len(more)


def test_what_is_kept_is_kept_once_in_a_build(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(file)
    chain(cache, 1, Making(("linked",)))
    cache.save_together()
    monkeypatch.setattr("briefing.publish.cache.keep", lambda *_: pytest.fail("it is written"))
    cache.save_together()


def test_of_very_much_nothing_is_kept_together(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.publish.cache._MOST", 3)
    for number, there in ((2, False), (1, True)):
        cache = Cache(file)
        for each in range(number):
            chain(cache, each, Making(("linked",)))
        cache.save()
        assert file.with_suffix(".texts").exists() is there


@pytest.mark.parametrize(
    "value",
    [
        *(b"", 1, "text", [1], [(1, 2, 3)], [([], 1)], [((), 1)], {"document": 1}),
        *([(("document", 1), 1)], [("document", 1)], [(("plan", 1), 1), (("other", 1), 1)]),
    ],
)
def test_what_is_no_list_of_values_by_key_is_as_good_as_none(file: Path, value: object) -> None:
    module.keep(file.with_suffix(".texts"), value)
    cache, made = Cache(file), Making(("made",))
    known = value == [(("document", 1), 1)]
    assert cache(("document", 1), made) == (1 if known else ("made",))
    assert cache(("plan", 1), made) == cache(("other", 1), made) == ("made",), "of other kinds none"
    cache.save()


# --- where it lies ------------------------------------------------------------------------------


def test_a_place_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept(tmp_path / "file" / "one.cache", "kept")
    assert (tmp_path / "file").read_text() == "in the way"


def test_only_so_many_caches_are_kept(file: Path) -> None:
    for number in range(module._FILES + 5):
        other = file.with_name(f"{number}.cache")
        kept(other, "kept")
        os.utime(other, ns=(number + 1, number + 1))
    kept(file, "kept")
    assert len(list(file.parent.iterdir())) == module._FILES
    assert file.exists() and not file.with_name("0.cache").exists()


def test_only_so_many_bytes_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        other = file.with_name(f"{number}.cache")
        kept(other, "kept")
        os.utime(other, ns=(number + 1, number + 1))
    monkeypatch.setattr(module, "_ALL", 3 * other.stat().st_size)
    kept(file, "kept")
    assert sorted(file.parent.iterdir()) == [file.with_name(f"{n}.cache") for n in "23"] + [file]


def test_the_place_is_the_user_s_and_one_for_each_briefing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "briefing"
    one, other = cache_file(tmp_path / "a"), cache_file(tmp_path / "b")
    assert one != other and one == cache_file(tmp_path / "b" / ".." / "a")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "briefing"


@pytest.mark.skipif(sys.platform == "win32", reason="the place is another there")
def test_a_user_without_a_home_builds_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    for home in ("", "/"):
        monkeypatch.setenv("HOME", home)
        assert cache_folder() is None
    monkeypatch.setattr(Path, "home", homeless)
    assert cache_file(tmp_path) is None
    put(tmp_path, SMALL)
    assert not build(Options(tmp_path, tmp_path / "site", search=False, cache=True)).failed


def test_a_library_from_the_cache_is_the_library(tmp_path: Path, file: Path) -> None:
    put(tmp_path, SMALL)
    files = read_files(tmp_path)
    first = Cache(file)
    assert read_library(files, first) == read_library(files)
    first.save()
    assert read_library(files, Cache(file)) == read_library(files)


def test_a_warm_build_writes_what_a_cold_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "root"
    put(root, SMALL)
    sites = {}
    for name in ("cold", "warm", "none"):
        options = Options(root, tmp_path / name, search=False, cache=name != "none")
        assert not build(options).failed
        found = (path for path in (tmp_path / name).rglob("*") if path.is_file())
        sites[name] = {p.relative_to(tmp_path / name): p.read_bytes() for p in found}
    assert sites["cold"] == sites["warm"] == sites["none"]
    kept_in = cache_file(root)
    assert kept_in is not None and kept_in.is_file()


def test_a_warm_build_makes_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("this was made before")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    options = Options(ROOT, tmp_path / "site", cache=True)
    assert not build(options).failed
    for place in (
        "briefing.render.maps.draw",
        "briefing.render.shelf.read_world",
        "briefing.render.diagrams.network",
        "briefing.read.documents._read_document",
        "briefing.link.texts._linked",
        "briefing.check.judging._judged",
        "briefing.publish.search.search_index",
        "briefing.render.templates.Templates.render",
        "briefing.render.previews.picture",
    ):
        monkeypatch.setattr(place, never)
    assert not build(options).failed


TOWN = "---\ntitle: {title}\nkind: city\nsummary: A town by the river.\n---\n{body}\n"


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Build a briefing of three towns; returns the pages that were printed for it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    put(tmp_path / "root", SMALL)
    for name, body in (("Aden", "North of Basel."), ("Basel", "Quiet."), ("Cork", "Alone.")):
        page = tmp_path / "root" / "content" / "places" / f"{name.lower()}.md"
        page.write_text(TOWN.format(title=name, body=body))
    pages: set[str] = set()
    render = Templates.render

    def noted(self: Templates, view: View, *rest: Any) -> str:
        pages.add(view.output)
        return render(self, view, *rest)

    monkeypatch.setattr(Templates, "render", noted)

    def run() -> set[str]:
        pages.clear()
        options = Options(tmp_path / "root", tmp_path / "site", search=False, cache=True, jobs=1)
        assert not build(options).failed
        return set(pages)

    return run


def changed(tmp_path: Path, old: str, new: str, page: str = "places/cork.md") -> None:
    file = tmp_path / "root" / "content" / page
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_only_pages_that_show_something_new_are_printed(
    tmp_path: Path, printed: Callable[[], set[str]]
) -> None:
    assert len(printed()) > 15
    assert printed() == set()
    changed(tmp_path, "Alone.", "Alone by the river.")
    assert printed() == {"places/cork/index.html", "evidence/index.html"}
    changed(tmp_path, "Alone", "Near Aden, alone")
    assert {"places/cork/index.html", "places/aden/index.html"} <= printed()
    changed(tmp_path, "A town", "A small town", "places/basel.md")
    again = printed()
    assert {"places/basel/index.html", "places/aden/index.html"} <= again, "its card is on both"
    assert "places/cork/index.html" not in again


def test_a_page_that_somebody_wrote_over_is_printed_again(
    tmp_path: Path, printed: Callable[[], set[str]]
) -> None:
    printed()
    (tmp_path / "site" / "places" / "cork" / "index.html").write_text("mine")
    (tmp_path / "site" / "timeline" / "index.html").unlink()
    assert printed() == {"places/cork/index.html", "timeline/index.html"}
    assert "mine" not in (tmp_path / "site" / "places" / "cork" / "index.html").read_text()


def test_a_template_that_changes_prints_everything(
    tmp_path: Path, printed: Callable[[], set[str]]
) -> None:
    everything = printed()
    own = tmp_path / "root" / "templates" / "partials"
    own.mkdir(parents=True)
    (own / "unused.html").write_text("nothing")
    assert printed() == everything


# --- the search index ---------------------------------------------------------------------------


def test_an_edited_text_is_found_before_others_are_compared(
    tmp_path: Path, printed: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = Options(tmp_path / "root", tmp_path / "site", cache=True, jobs=1)
    assert not build(options).failed
    asked: list[str] = []
    held, made = search.Texts.held, search.search_index

    def noted(self: search.Texts, path: str) -> search.Held:
        asked.append(path)
        return held(self, path)

    def begun(*given: Any, **how: Any) -> Mapping[str, bytes]:
        asked.append("Pagefind")
        return made(*given, **how)

    monkeypatch.setattr(search.Texts, "held", noted)
    monkeypatch.setattr(search, "search_index", begun)
    changed(tmp_path, "kind: city", "kind: city\ncoordinates: [31, 16]")
    assert not build(options).failed
    assert asked[:2] == ["places/cork/index.html", "Pagefind"]
    asked.clear()
    changed(tmp_path, "[31, 16]", "[31.1, 16]")
    assert not build(options).failed
    assert asked[0] == "places/cork/index.html" and "Pagefind" not in asked, "no text changed"
    shutil.rmtree(tmp_path / "site")
    asked.clear()
    assert not build(options).failed
    assert "Pagefind" not in asked


# --- what a template sees, to be compared -------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a < b", Markup("a < b")),
        ("1", 1),
        (1, True),
        (1, 1.0),
        (None, ""),
        ((), ("",)),
        (("ab", ""), ("a", "b")),
        (Link("Sirte", "../sirte/"), Link("Sirte", "../sirte/", current=True)),
        (Link("Sirte", "../sirte/"), ("Sirte", "../sirte/")),
        ({"a": 1}, {"a": 2}),
    ],
)
def test_what_is_told_apart_in_a_page_is_told_apart_here(one: object, other: object) -> None:
    assert plain(one) is not None and plain(other) is not None
    assert plain(one) != plain(other) and plain((one,)) != plain((other,))
    assert plain((one, one)) == plain((one, pickle.loads(pickle.dumps(one))))


def test_a_mapping_that_nobody_can_change_is_as_good_as_its_values() -> None:
    assert plain(MappingProxyType({"a": (1, "b")})) == plain({"a": (1, "b")})


@pytest.mark.parametrize("value", [object(), len, (1, object()), "\ud800", 1 << 64])
def test_of_what_is_no_value_there_is_nothing_to_compare(value: object) -> None:
    assert plain(value) is None


def test_kinds_with_the_same_fields_are_the_same_to_a_template() -> None:
    """The comparison knows a kind by the names of its fields; a shelf is no part of a view."""
    alike: dict[tuple[str, ...], set[frozenset[str]]] = {}
    for found in pkgutil.walk_packages(render.__path__, "briefing.render."):
        for kind in vars(importlib.import_module(found.name)).values():
            if isinstance(kind, type) and issubclass(kind, Struct):
                fields = kind.__struct_fields__
                public = {name for name in vars(kind) if name[0] != "_"}
                alike.setdefault(fields, set()).add(frozenset(public - {*fields}))
    assert len(alike) > 100
    assert [
        fields for fields, more in alike.items() if "shelf" not in fields and len(more) > 1
    ] == []
