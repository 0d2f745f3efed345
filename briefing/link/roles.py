"""What English words around a name say of it: who holds an office, what lies near a town.

The lists hold words of the language and no names. A text in another language meets few of
them, so its names are found less well and their kinds are left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

ADJECTIVE = re.compile(r"\w{2,}(?:ian|ean|ese|ish|ican)s?")
"""What most adjectives of peoples end in, whatever the country."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STARTERS = _words(
    """
    a about above according across additionally after afterwards again against ago all almost
    along already also although amid among an and another any anyone anything apart are around
    as asked at away back based because before behind being below beneath beside besides between
    beyond both but by can clearly consequently could critics current currently despite did do
    does during each earlier early either elsewhere even eventually ever every everyone evidence
    except experts few finally following for former formerly from further furthermore given
    had half has have having he hence her here his how however if in including indeed inside
    instead into is it its just late lately later least less let like likely local
    many may maybe meanwhile might more moreover most much my near nearly neither
    nevertheless no nobody none nonetheless nor not nothing notably now observers of off
    officials often on once one only opposite or other others otherwise our out outside over
    overall partly perhaps possibly previously probably rather recent recently regardless
    reportedly same senior several shall she should similarly since slowly so some
    someone sometimes somewhere soon sources still such suddenly supposedly surely than
    thank that the their them then there thereafter therefore these they this those though
    three through throughout thus to today together tomorrow too toward towards two under
    unfortunately unless unlike until up upon us usually via was we were what whatever when
    whenever where whereas wherever whether which while who whoever whom whose why will with
    within without would yes yesterday yet you your
    """
)
"""Words that begin sentences, and hardly ever names."""

HEADS = _words(
    """
    north south east west northern southern eastern western central upper lower new old great
    greater grand black white red blue green little long big united high saint
    """
)
"""Common words that many names begin with: a capital at the start does not explain them away."""

OFFICES = _words(
    """
    admiral ambassador ayatollah baron brigadier captain caliph cardinal chairman chairwoman
    chancellor chief colonel commander commissioner congressman congresswoman corporal count
    crown dame deputy defence defense director dr duke emir emperor envoy field foreign
    gen general gov governor imam interior judge justice king lady lieutenant lord lt maj major
    marshal mayor minister mr mrs ms mullah pope premier president presidents prime prince
    princess prof professor queen rep representative rev reverend saint secretary sen senator
    sergeant sgt sheik sheikh sir speaker spokesman spokeswoman sultan tsar vice
    brig capt cmdr adm col
    """
)
"""Words with a capital before the names of those who hold an office."""

_BODIES = _words(
    """
    academy agency alliance army assembly association authority bank battalion board brigade
    brigades bureau caliphate cabinet center centre church coalition college command commission
    committee company congress corporation corps council court department directorate
    emirate federation force forces foundation front fund government group guard guards house
    initiative inquirer institute institution journal league legion magazine militia ministry
    mission mosque movement navy network news office organisation organization parliament
    party police post press senate service services society state states telegraph times
    tribune tribunal union university
    """
)
_LANDFORMS = _words(
    """
    airport avenue bay bridge canal cape city coast county creek delta desert district forest
    governorate gulf harbor harbour heights highlands hills island islands lake mount mountain
    mountains oasis ocean passage peninsula plateau port prefecture river road sea square
    strait straits street town valley village
    """
)
_COMPASS = _words(
    """
    north south east west northeast northwest southeast southwest northern southern eastern
    western central northeastern northwestern southeastern southwestern
    """
)
_SAYING = _words(
    """
    said says told tells announced argued argues warned wrote writes reported claimed claims
    stated declared denied confirmed admitted tweeted testified
    """
)


def ends_in_body(name: str) -> bool:
    """Say whether a name's last word is that of a body of people, as in Labour Party."""
    return name.split()[-1].lower() in _BODIES


def kind_of(name: str, before: Sequence[str], after: str, *, office: bool) -> str:
    """Return the kind of page that a name wants, empty where the text does not tell.

    ``before`` are the two words before it; ``office`` says that one of its holder's is there.
    """
    words = name.lower().split()
    said = after in _SAYING or tuple(before) == ("according", "to")
    near = set(before[:1]) & (_COMPASS | _LANDFORMS) if before[-1:] == ("of",) else set()
    lies = near or set(before[-1:]) & (_COMPASS | {"near"})
    if office or said or (len(words) > 1 and words[-1] in _BODIES):
        return "actor"
    if lies or (len(words) > 1 and {words[0], words[-1]} & _LANDFORMS):
        return "place"
    return ""


_FORMS = (
    (0, "n an ian i ese ish ic s"),
    (1, "an ian ese ish ean i ic"),
    (2, "ese ish an i"),
    (3, "ish"),
)
_SHORTEST_STEM = 3


def adjectives(name: str) -> Iterator[str]:
    """Yield what may be an adjective of a name, or its plural: of libya, libyan and libyans.

    The endings are set upon the name and upon what is left of it without its last letters.
    """
    stems = [(name[: len(name) - cut], endings.split()) for cut, endings in _FORMS]
    forms = {stem + e for stem, endings in stems if len(stem) >= _SHORTEST_STEM for e in endings}
    forms |= {name.removesuffix(end) for end in ("istan", "y", "ey")} if len(name) > 5 else set()
    for form in sorted(forms - {name}):
        yield form
        yield form + "s"
