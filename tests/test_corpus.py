"""The made-up briefings that are measured on: the same everywhere, and without a mistake."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from bench.corpus import EACH, NAMES, WORDS, Corpus, corpus, files, write
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
