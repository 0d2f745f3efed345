"""What figures of relations, events and passages say is what the lists beside them say."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest
from conftest import ENGLISH, ROOT, Built, Views
from test_language import LANGUAGES

from briefing.check.checks import check_briefing
from briefing.draw.fan import Spoke, Tie, fan
from briefing.draw.metrics import width
from briefing.draw.network import Network
from briefing.link.linking import link as linked_up
from briefing.read.dates import parse_date
from briefing.read.documents import read_library
from briefing.read.files import read_files
from briefing.render import leaves
from briefing.render.diagrams import (
    AGAINST,
    BINDING,
    OTHER,
    actor_relations,
    ended,
    network_view,
    style,
)
from briefing.render.drawings import FanView
from briefing.render.parts import EntryView
from briefing.render.sheets import sheets
from briefing.render.shelf import Shelf
from briefing.render.views import EntityView, IndexView, TimelineView, View

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
TEXT = """Kern met Dorn in Lund. Kern led the Guild.

Dorn left Lund for good.

Kern and Dorn wrote, and Kern wrote to Kern’s Guild.

Nobody came.
"""


def _page(title: str, *relations: str, kind: str = "person", more: str = "") -> str:
    listed = "".join(f'  - "{relation} [@p1]"\n' for relation in relations)
    head = f"---\ntitle: {title}\nkind: {kind}\nsummary: One of them. [@p1]\n{more}"
    return head + (f"relations:\n{listed}" if relations else "") + "---\n"


FILES: dict[str, str | bytes] = {
    "content/articles/text.md": "---\ntitle: Text\nsource: text.txt\nauthor: Somebody\n"
    "summary: What happened. [@p1]\ndate: 2017-02\n---\n",
    "seeds/text.txt": TEXT,
    "content/actors/kern.md": _page(
        "Kern", "leader of [[actors/guild]] (2014/2016)", "rival of [[actors/dorn]]"
    ),
    "content/actors/dorn.md": _page(
        "Dorn", "member of [[actors/guild]] (2015/..)", "once guest of [[actors/kern]] (2015?)"
    ),
    "content/actors/guild.md": _page("Guild", kind="group"),
    "content/actors/holm.md": _page("Holm"),
    "content/places/lund.md": _page("Lund", "home of [[actors/kern]]", kind="city"),
    "content/events/meeting.md": "---\ntitle: They meet\ndate: 2014/2015\nactors: [kern, dorn]\n"
    "summary: They met. [@p1]\n---\n",
    "content/events/letter.md": "---\ntitle: They write\ndate: 2016?\nactors: [kern]\n"
    "summary: They wrote. [@p3]\n---\n",
}


def entry(views: Views, page: str, files: Mapping[str, str | bytes] = FILES) -> EntryView:
    view = views(files)[f"{page}/index.html"]
    assert isinstance(view, EntityView)
    return view.entry


def index(views: Views, files: Mapping[str, str | bytes] = FILES) -> IndexView:
    view = views(files)["actors/index.html"]
    assert isinstance(view, IndexView)
    return view


def said(lines: Any) -> str:
    return " ".join(line.text for line in lines)


@pytest.fixture(scope="module")
def own() -> tuple[Shelf, dict[str, View]]:
    """This repository's own briefing, and its pages."""
    briefing, _ = linked_up(read_library(read_files(ROOT)))
    shelf = Shelf(briefing, {}, check_briefing(briefing).ledger, ENGLISH)
    return shelf, {sheet.output: sheet.view() for sheet in sheets(shelf)}


# --- one actor ----------------------------------------------------------------------------------


def branches(fan: FanView) -> Counter[tuple[str, bool]]:
    """Return what the branches say: the label with its period, and whether it leads away."""
    drawn = fan.drawing.branches
    return Counter((said(branch.words), branch.head.startswith("M152")) for branch in drawn)


def rows(entry: EntryView) -> Counter[tuple[str, bool]]:
    return Counter(
        (f"{r.label} · {r.when.text}" if r.when else r.label, r.outgoing) for r in entry.relations
    )


def test_the_branches_of_a_fan_are_the_rows_of_its_list(views: Views) -> None:
    for page in ("kern", "dorn", "guild"):
        shown = entry(views, f"actors/{page}")
        assert shown.fan is not None
        assert branches(shown.fan) == rows(shown)
        others = sorted({relation.other.title for relation in shown.relations})
        assert sorted(said(leaf.words) for leaf in shown.fan.drawing.leaves) == others


def test_the_fans_of_this_briefing_say_what_its_lists_say(
    own: tuple[Shelf, dict[str, View]],
) -> None:
    for view in own[1].values():
        if not isinstance(view, EntityView) or view.kind != "actor":
            continue
        fan, listed = view.entry.fan, rows(view.entry)
        assert (fan is None) is (not listed)
        if fan is None:
            continue
        drawn = branches(fan)
        assert drawn <= listed
        if drawn != listed:
            assert f"{drawn.total()} of {listed.total()} relations" in fan.source
            assert len(fan.drawing.leaves) == 8


def test_a_fan_shows_what_a_relation_is(views: Views) -> None:
    fan = entry(views, "actors/kern").fan
    assert fan is not None
    drawn = {said(b.words).partition(" ")[0]: b for b in fan.drawing.branches}
    assert {name: b.style for name, b in drawn.items()} == {
        "leader": BINDING, "rival": AGAINST, "once": OTHER, "home": OTHER,
    }  # fmt: skip
    assert [name for name, b in drawn.items() if b.stop] == ["leader"]
    assert fan.source.startswith("Solid: ") and "Dashed: " in fan.source
    assert "Dotted: " in fan.source and "stroke across" in fan.source
    assert [leaf.kind for leaf in fan.drawing.leaves] == ["actor", "actor", "place"]
    assert fan.finding == "Related to 2 actors, 1 place."


def test_where_all_strokes_are_alike_they_need_no_words(views: Views) -> None:
    for page in ("dorn", "guild"):
        fan = entry(views, f"actors/{page}").fan
        assert fan is not None
        if len({branch.style for branch in fan.drawing.branches}) == 1:
            assert not {"Solid:", "Dashed:", "Dotted:"} & {*fan.source.split()}
            return
    pytest.fail("neither of the two has relations of one sort alone")


def test_who_has_no_relation_has_no_fan(views: Views) -> None:
    assert entry(views, "actors/holm").fan is None


def test_a_place_has_its_map_and_no_fan(views: Views) -> None:
    assert entry(views, "places/lund").fan is None


def test_a_relation_to_a_draft_is_not_drawn(views: Views) -> None:
    files = FILES | {
        "content/actors/holm.md": _page("Holm", "critic of [[actors/kern]]"),
        "content/actors/guild.md": _page("Guild", kind="group", more="draft: true\n"),
        "content/actors/kern.md": _page("Kern", "rival of [[actors/dorn]]"),
        "content/actors/dorn.md": _page("Dorn"),
    }
    fan = entry(views, "actors/dorn", files).fan
    assert fan is not None
    assert [said(leaf.words) for leaf in fan.drawing.leaves] == ["Kern"]
    found = index(views, files)
    assert [row.label for row in found.ties] == ["critic of", "rival of"]
    assert found.network is not None
    assert sorted(" ".join(box.lines) for box in found.network.drawing.boxes) == [
        "Dorn", "Holm", "Kern",
    ]  # fmt: skip


# --- all actors ---------------------------------------------------------------------------------


def edges(drawing: Network) -> list[int]:
    return [line.number for line in drawing.lines]


def test_the_lines_of_the_network_are_the_rows_of_its_list(
    views: Views, own: tuple[Shelf, dict[str, View]]
) -> None:
    for view in (index(views), own[1]["actors/index.html"]):
        assert isinstance(view, IndexView)
        assert view.network is not None
        drawing = view.network.drawing
        assert edges(drawing) == list(range(1, len(view.ties) + 1))
        names = {name for row in view.ties for name in (row.source.title, row.target.title)}
        assert {" ".join(box.lines) for box in drawing.boxes} == names
        assert all(row.cites for row in view.ties)


def test_a_line_joins_the_boxes_of_its_row(own: tuple[Shelf, dict[str, View]]) -> None:
    view = own[1]["actors/index.html"]
    assert isinstance(view, IndexView)
    assert view.network is not None
    boxes = {" ".join(box.lines): box for box in view.network.drawing.boxes}
    for line, row in zip(view.network.drawing.lines, view.ties, strict=True):
        x1, y1, x2, y2 = (float(n) for n in re.findall(r"-?[\d.]+", line.path))
        for (x, y), end in (((x1, y1), row.source), ((x2, y2), row.target)):
            box = boxes[end.title]
            assert abs(x - box.x) <= box.width / 2 + 4
            assert abs(y - box.y) <= box.height / 2 + 4


def test_the_network_of_this_briefing_is_clear(
    own: tuple[Shelf, dict[str, View]], record_property: Any
) -> None:
    view = own[1]["actors/index.html"]
    assert isinstance(view, IndexView)
    assert view.network is not None
    drawing = view.network.drawing
    record_property("crossings", drawing.crossings)
    assert drawing.crossings <= 2
    assert drawing.covered == 0


def test_groups_are_those_whom_binding_relations_join(
    own: tuple[Shelf, dict[str, View]],
) -> None:
    shelf, pages = own
    relations = actor_relations(shelf)
    bound = [r for r in relations if style(r.label, ENGLISH) == BINDING]
    view = pages["actors/index.html"]
    assert isinstance(view, IndexView)
    assert view.network is not None
    group = {" ".join(box.lines): box.group for box in view.network.drawing.boxes}
    title = {id_: document.title for id_, document in shelf.documents.items()}
    assert len(bound) > 5
    for relation in bound:
        assert group[title[relation.source]] == group[title[relation.target]] > 0
    grouped = {title[end] for r in bound for end in (r.source, r.target)}
    assert {name for name, number in group.items() if number} == grouped


def test_the_caption_counts_those_who_are_related_to_the_first_of_each_group(
    own: tuple[Shelf, dict[str, View]],
) -> None:
    shelf, _ = own
    relations = actor_relations(shelf)
    found = network_view(shelf, relations)
    assert found is not None
    stated = re.findall(r"(?:^|, )([^,]+?) (?:is related )?to (\d+)", found.finding)
    assert stated
    for name, number in stated:
        around = {
            end
            for relation in relations
            for end in (relation.source, relation.target)
            if name in {shelf.documents[e].title for e in (relation.source, relation.target)}
        }
        assert len(around) - 1 == int(number)
    assert f"of the {len(shelf.of_kind('actors')) - 1} other actors" in found.finding


def test_one_relation_is_listed_and_not_drawn_and_of_very_many_actors_some_are(
    views: Views,
) -> None:
    few = {k: v for k, v in FILES.items() if "kern" not in k and "lund" not in k}
    few |= {
        "content/actors/dorn.md": _page("Dorn", "member of [[actors/guild]]"),
        "content/events/meeting.md": "---\ntitle: They meet\ndate: 2014\nsummary: So. [@p1]\n---\n",
        "content/events/letter.md": "---\ntitle: They write\ndate: 2016\nsummary: So. [@p1]\n---\n",
    }
    found = index(views, few)
    assert found.network is None
    assert len(found.ties) == 1
    many = FILES | {
        f"content/actors/one-{n}.md": _page(f"One {n}", "member of [[actors/guild]]")
        for n in range(60)
    }
    found = index(views, many)
    assert found.network is not None
    drawn = found.network.drawing
    assert len(drawn.boxes) == 40
    assert f"Drawn here: {len(drawn.lines)} of 64 relations" in found.network.source
    assert found.ties_pager and len(found.ties) == leaves.TIES
    named = {" ".join(word.text for word in box.words) for box in drawn.boxes}
    ends = [{row.source.title, row.target.title} for row in found.ties]
    assert all(pair <= named for pair in ends[: len(drawn.lines)])
    assert not any(pair <= named for pair in ends[len(drawn.lines) :])
    fan = entry(views, "actors/guild", many).fan
    assert fan is not None
    assert len(fan.drawing.leaves) == 8
    assert "8 of 62 relations" in fan.source


# --- kinds of relation ----------------------------------------------------------------------------


def test_of_many_relations_between_the_same_few_are_drawn_and_the_rest_is_counted(
    views: Views,
) -> None:
    """Those that are drawn come first in the list, so that their numbers are those of its rows."""
    files = dict(FILES)
    files["content/actors/dorn.md"] = _page(
        "Dorn",
        *(f"met in year {n} [[actors/kern]]" for n in range(9)),
        "member of [[actors/guild]]",
    )
    found = index(views, files)
    assert found.network
    drawn = found.network.drawing
    assert len(drawn.lines) == 5  # three of the ten between Dorn and Kern, two with the Guild
    assert "Drawn here: 5 of 12 relations, at most 3 between the same two." in found.network.source
    listed = [frozenset((row.source.title, row.target.title)) for row in found.ties]
    assert listed.count(frozenset(("Dorn", "Kern"))) == 10
    assert Counter(listed[:5]) == {
        frozenset(("Dorn", "Kern")): 3,
        frozenset(("Dorn", "Guild")): 1,
        frozenset(("Kern", "Guild")): 1,
    }

    fan = entry(views, "actors/dorn", files).fan
    assert fan and len(fan.drawing.branches) == 7  # six of the ten with Kern
    assert "Drawn here: 7 of 11 relations, at most 6 between the same two." in fan.source


def test_a_drawing_has_lines_that_can_be_told_apart(views: Views) -> None:
    names = [f"x{n}" for n in range(20)]
    files = dict(FILES) | {
        f"content/actors/{name}.md": _page(
            name, *(f"rival of [[actors/{other}]]" for other in names if other > name)
        )
        for name in names
    }
    found = index(views, files)
    assert found.network and len(found.network.drawing.lines) == 120
    assert " of 194 relations" in found.network.source


@pytest.mark.parametrize(
    ("tag", "label", "kind"),
    [
        ("en", "affiliate of", BINDING),
        ("en", "most influential military commander of", BINDING),
        ("en", "source of the report on would-be members of", OTHER),
        ("en", "reported choice of some supporters of", OTHER),
        ("en", "force that killed dozens of fighters of", AGAINST),
        ("en", "Rival of", AGAINST),
        ("en", "arrival of", OTHER),
        ("fr", "branche algérienne de", OTHER),
        ("fr", "membre de", BINDING),
        ("fr", "rivale de", AGAINST),
        ("ar", "فرع من", BINDING),
        ("ar", "منافس لـ", AGAINST),
        ("ar", "مصدر خبر عن", OTHER),
    ],
)
def test_a_label_tells_of_what_kind_a_relation_is(tag: str, label: str, kind: str) -> None:
    assert style(label, LANGUAGES[tag]) == kind


@pytest.mark.parametrize(
    ("date", "over"),
    [
        ("2014/2016", True), ("../2015", True), ("2014/2017", False), ("2014/..", False),
        ("2015", False),
    ],
)  # fmt: skip
def test_a_relation_is_over_if_it_has_an_end_that_has_passed(date: str, over: bool) -> None:
    assert ended(parse_date(date), parse_date("2017-02")) is over
    assert ended(None, None) is False


def test_without_a_date_of_the_article_every_end_has_passed() -> None:
    assert ended(parse_date("2014/2017"), None) is True


# --- events ---------------------------------------------------------------------------------------


def test_the_marks_are_the_events_of_the_list(
    views: Views, own: tuple[Shelf, dict[str, View]]
) -> None:
    for pages in (views(FILES), own[1]):
        timeline = pages["timeline/index.html"]
        assert isinstance(timeline, TimelineView)
        assert timeline.spans is not None
        listed = [event.title for year in timeline.years for event in year.events]
        assert [mark.text for mark in timeline.spans.drawing.marks] == listed
        for view in pages.values():
            if isinstance(view, EntityView) and view.entry.spans:
                titles = [event.title for event in view.entry.events]
                drawn = [mark.text for mark in view.entry.spans.drawing.marks]
                assert [t.startswith(d.rstrip("…")) for t, d in zip(titles, drawn, strict=True)]


def test_an_entity_with_one_event_has_no_figure_of_it(views: Views) -> None:
    assert entry(views, "actors/kern").spans is not None
    assert entry(views, "actors/dorn").spans is None


# --- the strip ------------------------------------------------------------------------------------


def test_each_passage_has_a_mark_as_high_as_it_is_named_often(views: Views) -> None:
    (strip,) = entry(views, "actors/kern").strips
    assert [mark.height for mark in strip.marks] == [2, 0, 3, 0]
    assert strip.marks[0].label == "Passage 1, named 2 times"
    assert strip.marks[0].href == "../../articles/text/#p1"
    assert [(m.label, m.href) for m in strip.marks if not m.height] == [("", "")] * 2
    (strip,) = entry(views, "places/lund").strips
    assert strip.marks[1].label == "Passage 2, named once"


def test_the_strips_add_up_to_what_is_said_beside_them(
    own: tuple[Shelf, dict[str, View]],
) -> None:
    for view in own[1].values():
        if isinstance(view, EntityView):
            marks = [mark for strip in view.entry.strips for mark in strip.marks]
            assert len([mark for mark in marks if mark.height]) == view.entry.passages
            assert len(marks) == (view.entry.of if view.entry.passages else 0)


def test_who_is_not_named_has_no_strip(views: Views) -> None:
    assert entry(views, "actors/holm").strips == ()


def test_a_long_word_of_a_page_s_own_name_makes_the_lines_beside_it_begin_later() -> None:
    ties = (Tie("observer at", outgoing=True, style=OTHER),)
    names = ("Kern", "International Fund for Saving the Aral Sea")
    short, long = (fan(name, [Spoke("United Nations", "actor", ties)]) for name in names)
    assert [line.text for line in long.words][:2] == ["International", "Fund for"]
    assert long.leaves[0].words[0].x > short.leaves[0].words[0].x
    start = float(long.branches[0].path[1:].split()[0])
    assert start >= long.words[0].x + width("International", 14.5 * 1.06)


def test_a_strip_for_each_article_under_its_title(views: Views) -> None:
    second = "---\ntitle: Letter\nsource: letter.txt\nauthor: Kern\nsummary: Of Lund. [@p1]\n---\n"
    files = FILES | {
        "content/articles/letter.md": second, "seeds/letter.txt": "Lund is far.\n\nIt rains.\n",
    }  # fmt: skip
    files = {p: t.replace("[@p", "[@text:p") if isinstance(t, str) and "articles" not in p else t
             for p, t in files.items()}  # fmt: skip
    strips = entry(views, "places/lund", files).strips
    assert [(s.article, [m.height for m in s.marks]) for s in strips] == [
        ("A · Letter", [1, 0]), ("B · Text", [1, 1, 0, 0]),
    ]  # fmt: skip


def test_a_long_article_shows_a_mark_for_each_section(views: Views) -> None:
    sections = "sections:\n" + "".join(
        f"  - at: p{n}\n    title: Part {n}\n" for n in range(11, 120, 10)
    )
    article = str(FILES["content/articles/text.md"]).replace("date: 2017-02\n", sections)
    files = FILES | {
        "content/articles/text.md": article,
        "seeds/text.txt": TEXT + "\n" + "Kern spoke.\n\n" * 116,
    }
    (strip,) = entry(views, "actors/kern", files).strips
    assert len(strip.marks) == 12
    assert strip.marks[0].href.endswith("#p1")
    assert strip.marks[1].label == "Part 11, named 10 times"
    assert strip.marks[1].href.endswith("#part-11-p11")


# --- the pages ------------------------------------------------------------------------------------


@pytest.fixture
def site(built: Built) -> Path:
    return built(FILES)[1]


def figures(path: Path) -> list[ET.Element]:
    tree = html5lib.parse(path.read_bytes())
    found = [
        figure for figure in tree.iter(f"{HTML}figure") if figure.find(f"{SVG}svg") is not None
    ]
    return [f for f in found if set(str(f.get("class")).split()) & {"ties", "spans"}]


@pytest.mark.parametrize(
    ("page", "count"), [("actors", 1), ("actors/kern", 2), ("actors/holm", 0), ("timeline", 1)]
)
def test_a_figure_is_a_picture_with_a_name_and_holds_no_link(
    site: Path, page: str, count: int
) -> None:
    path = site / page / "index.html"
    found = figures(path)
    assert len(found) == count
    ids = re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8"))
    assert len(ids) == len(set(ids))
    for figure in found:
        svg, caption = figure.find(f"{SVG}svg"), figure.find(f"{HTML}figcaption")
        assert svg is not None
        assert caption is not None
        assert "".join(caption.itertext()).strip()
        names = {e.get("id"): "".join(e.itertext()) for e in svg if e.get("id")}
        assert svg.get("role") == "img"
        assert [bool(names[n]) for n in str(svg.get("aria-labelledby")).split()] == [True, True]
        for inside in svg.iter():
            assert inside.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "path", "text"}
            assert not {*inside.keys()} & {"style", "fill", "stroke", "href"}
        _, _, wide, high = str(svg.get("viewBox")).split()
        assert (svg.get("width"), svg.get("height")) == (wide, high)
        assert figure.get("data-pagefind-ignore") is not None


def test_the_strip_is_a_list_of_links_with_names(site: Path) -> None:
    text = (site / "actors/kern/index.html").read_text(encoding="utf-8")
    (strip,) = re.findall(r'<ol class="strip is-actor">(.*?)</ol>', text, re.DOTALL)
    assert strip.count("<li>") == 4
    assert (
        'class="n2" href="../../articles/text/#p1" aria-label="Passage 1, named 2 times"' in strip
    )
    assert "style=" not in strip


def test_the_list_of_all_relations_leads_to_their_evidence(site: Path) -> None:
    text = (site / "actors/index.html").read_text(encoding="utf-8")
    (listed,) = re.findall(r"<details class=\"ties.*?</details>", text, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)
    assert len(items) == 4
    assert all('href="../articles/text/#p1"' in item for item in items)


# --- weight ---------------------------------------------------------------------------------------


def test_the_figures_are_light(built: Built, tmp_path: Path) -> None:
    """Packed, the network and the timeline are within 6 kB, an actor's own within 2 kB."""
    from briefing.pipeline import Options, build

    site = tmp_path / "own"
    assert not build(Options(ROOT, site, search=False)).failed
    limits = {"actors/index.html": 6000, "timeline/index.html": 6000}
    for path in sorted(site.glob("actors/*/index.html")):
        limits[path.relative_to(site).as_posix()] = 2000
    drawn = 0
    for page, limit in limits.items():
        text = (site / page).read_text(encoding="utf-8")
        for figure in re.findall(r"<figure.*?</figure>", text, re.DOTALL):
            assert len(gzip.compress(figure.encode(), 6)) <= limit, page
            drawn += 1
    assert drawn > 20
