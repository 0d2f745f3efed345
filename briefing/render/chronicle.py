"""Events along an axis: the figure of the timeline, and of an entity's own part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.draw.calendar import edtf_year
from briefing.draw.metrics import width
from briefing.draw.spans import LABEL, Spans, Stretch, spans
from briefing.model import Date, Event
from briefing.render.drawings import SpansView
from briefing.render.language import Language
from briefing.render.wording import day_in_words

WHOLE, PART = 860, 660
"""The width of the figure of all events, and of a page's own."""

_FARTHEST = 10**9  # years from now, before or after
_BETWEEN = 8  # from one date at the axis to the next


def chronicle(events: Sequence[Event], language: Language, wide: int) -> SpansView | None:
    """Return the figure of events, which are in order; if all are of one date it shows nothing."""
    known = [event for event in events if _is_near(event.date)]
    drawing = spans([_stretch(event) for event in known], wide)
    if drawing is None or not _is_telling([event.date for event in known]):
        return None
    say = language.say
    return SpansView(
        id="figure:spans",
        title=say("spans.title"),
        description=say("spans.description"),
        finding=say(
            "lists.sentence",
            text=say("lists.comma").join(_finding([event.date for event in known], language)),
        ),
        source=" ".join(_legend(drawing, language)),
        width=drawing.width,
        height=drawing.height,
        drawing=drawing,
        ticks=tuple(_ticks(drawing, language)),
    )


def _is_near(date: Date) -> bool:
    """Say whether a date lies where an axis can show it."""
    return all(abs(day[0]) < _FARTHEST for day in (date.lower, date.upper) if day)


def _is_telling(dates: Sequence[Date]) -> bool:
    """Say whether there is anything to see: more than one date, or one that lasts."""
    return len({(date.lower, date.upper) for date in dates}) > 1


def _stretch(event: Event) -> Stretch:
    date = event.date
    unsure = date.uncertain or date.approximate
    return Stretch(date.lower, date.upper, event.title, date.end is None, unsure)


# --- words ------------------------------------------------------------------------------------


def _finding(dates: Sequence[Date], language: Language) -> Iterator[str]:
    """Yield how many events there are, in which years, and how many are not dated surely."""
    yield language.count("counts.events", len(dates))
    known = sorted(day[0] for date in dates for day in (date.lower, date.upper) if day)
    first, last = (day_in_words(edtf_year(year), language) for year in (known[0], known[-1]))
    key = "dates.years" if known[0] > 0 else "dates.span"
    yield first if first == last else language.say(key, start=first, end=last)
    if unsure := sum(date.uncertain or date.approximate for date in dates):
        yield language.say("spans.unsure", number=unsure)


def _legend(drawing: Spans, language: Language) -> Iterator[str]:
    """Yield what the strokes mean, of those that are drawn."""
    if any(mark.unsure for mark in drawing.marks):
        yield language.say("spans.dashed")
    if any(mark.form == "time" for mark in drawing.marks):
        yield language.say("spans.time")
    if any(mark.ends for mark in drawing.marks):
        yield language.say("spans.open")
    if drawing.broken:
        yield language.say("spans.broken")


def _ticks(drawing: Spans, language: Language) -> Iterator[tuple[int, str]]:
    """Yield the words of the ticks within the drawing, those left out that have no room."""
    taken = 0.0
    for x, date in drawing.ticks:
        text = day_in_words(date, language)
        reach = width(text, LABEL) / 2
        place = round(min(max(x, reach), drawing.width - reach))
        if place - reach >= taken:
            taken = place + reach + _BETWEEN
            yield place, text
