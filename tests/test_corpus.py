"""The made-up briefings that are measured on: the same everywhere, and without a mistake."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from bench.corpus import (
    EACH,
    NAMES,
    SHARE,
    WORDS,
    Corpus,
    corpus,
    files,
    long_article,
    one_name,
    put,
    write,
)
from briefing.pipeline import Options, make

MADE = corpus(120)


def everything(made: Corpus) -> str:
    return "".join(f"{path}\n{text}" for path, text in files(made))


def test_the_same_size_is_the_same_briefing_on_every_machine() -> None:
    assert everything(corpus(120)) == everything(MADE)
    digest = hashlib.sha256(everything(corpus(50)).encode()).hexdigest()
    assert digest.startswith("b97c31253bed88fc"), digest


def test_of_the_entities_half_are_actors_and_a_third_places() -> None:
    numbers = Counter(entity.folder for entity in MADE.entities)
    assert numbers == {"actors": 60, "places": 40, "glossary": 20}
    assert len({entity.slug for entity in MADE.entities}) == 120


def test_an_article_has_its_length_and_names_its_entities_once() -> None:
    assert len(MADE.articles) == -(-120 // EACH)
    for number, article in enumerate(MADE.articles):
        words = " ".join(article.paragraphs)
        assert len(words.split()) == WORDS + sum(
            len(e.name.split()) - 1 for e in MADE.entities if e.article == number
        )
        folded = words.casefold()
        for entity in MADE.entities:
            assert folded.count(entity.name.casefold()) == (entity.article == number), entity
            if entity.article == number:
                there = article.paragraphs[entity.passage - 1].casefold()
                assert entity.name.casefold() in there


def test_a_page_names_six_others() -> None:
    names = [entity.name.casefold() for entity in MADE.entities]
    for entity in MADE.entities:
        text = " ".join(entity.paragraphs).casefold()
        assert sum(text.count(name) for name in names) == NAMES
        assert entity.name.casefold() not in text
    folders = tuple(f"content/{name}/" for name in ("actors", "places", "glossary"))
    lengths = [len(text) for path, text in files(MADE) if path.startswith(folders)]
    assert 1200 < sum(lengths) / len(lengths) < 1400


def test_it_is_a_briefing_without_a_mistake(tmp_path: Path) -> None:
    write(50, tmp_path)
    report = make(Options(tmp_path, tmp_path / "site")).report
    assert [str(problem) for problem in report.problems] == []
    assert report.counts["entity"] == 50
    assert report.counts["mention"] == 50


def test_one_alone_and_none_are_briefings_too() -> None:
    assert len(corpus(1).entities) == 1
    assert corpus(0) == Corpus((), ())


# --- what is large in one way -------------------------------------------------------------------


def test_the_variants_are_the_same_on_every_machine() -> None:
    for made, start in (
        (long_article(corpus(50), 5000), "1ec8dfdfc97679ee"),
        (one_name(corpus(50), 1200), "26471c3d4d4d5f03"),
    ):
        digest = hashlib.sha256(everything(made).encode()).hexdigest()
        assert digest.startswith(start), digest


def test_a_long_article_has_its_length_and_names_as_often_as_the_others() -> None:
    made = long_article(corpus(50), 20_000)
    assert made.entities == corpus(50).entities
    assert made.articles[0].paragraphs[:20] == corpus(50).articles[0].paragraphs
    text = " ".join(made.articles[0].paragraphs).casefold()
    names = sum(text.count(entity.name.casefold()) for entity in made.entities)
    doubled = sum(text.count(e.name.casefold()) for e in made.entities if " " in e.name)
    assert 20_000 <= len(text.split()) - doubled < 20_000 + WORDS // 20
    assert 2 / 3 < names / 20_000 / (50 / WORDS) < 3 / 2


def test_one_name_is_mentioned_so_often_in_articles_of_bounded_size() -> None:
    made = one_name(corpus(50), 1200)
    name = made.entities[0].name.casefold()
    counts = [" ".join(article.paragraphs).casefold().count(name) for article in made.articles]
    assert sum(counts) == 1200
    assert counts[0] == 1 and max(counts) == SHARE
    assert len({article.slug for article in made.articles}) == len(counts)
    assert one_name(corpus(50), 1) == corpus(50)


def test_the_variants_are_briefings_without_a_mistake(tmp_path: Path) -> None:
    for name, made in (
        ("long", long_article(corpus(50), 5000)),
        ("name", one_name(corpus(50), 1200)),
    ):
        put(files(made), tmp_path / name)
        report = make(Options(tmp_path / name, tmp_path / "site")).report
        assert [str(problem) for problem in report.problems] == []
        assert report.counts["article"] == len(made.articles)
