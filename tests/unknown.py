"""Three briefings that the program has never seen, sound throughout, and faults to plant.

Their statements are written as an editor would: paraphrased, rounded, counted, quoted in the
house style of each, none of them with the checks in mind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault: ``old`` becomes ``new`` in a file; the diagnostic is due at ``at`` in ``new``."""

    path: str
    old: str
    new: str
    code: str
    at: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A sound briefing and the faults that can be planted in it."""

    name: str
    files: Mapping[str, str]
    plants: Sequence[Plant]

    def faulty(self, plants: Sequence[Plant] = ()) -> tuple[dict[str, str | bytes], list[str]]:
        """Return the files with faults, all unless some are given, and what is to be found."""
        files: dict[str, str | bytes] = dict(self.files)
        places = []
        for plant in plants or self.plants:
            text = str(files[plant.path])
            assert text.count(plant.old) == 1, plant
            files[plant.path] = text.replace(plant.old, plant.new)
        for plant in plants or self.plants:
            text = str(files[plant.path])
            offset = text.index(plant.new) + plant.new.index(plant.at)
            line = text.count("\n", 0, offset) + 1
            column = offset - text.rfind("\n", 0, offset)
            places.append((plant.path, line, column, plant.code))
        return files, [f"{p}:{line}:{column} {code}" for p, line, column, code in sorted(places)]


SITE = "title: A briefing\nbase_url: https://example.org/\n"


# --- a strike on the river, an essay in British style, curly single marks -------------------

FERRY_TEXT = """THE LONG TIE-UP
by Hester Lamb

On 3 March 1926 the ferrymen of Ostrey walked off their boats. There were 412 of them, and
by nightfall not a single hull moved between the two banks. ‘We shall not cast off again
until the widows are paid,’ their spokesman, Amos Pell, told the crowd at Fish Quay.

The company, Ostrey & Lower Reach Navigation, had carried some 2.4 million passengers in the
year before. Its chairman called the strike ‘a summer cold which will pass with the first hot
day’. It lasted eleven weeks. Wages stood at 38 shillings; the men asked for forty-five.

Three causes are usually given: the drowning of nine men in the winter of 1924–25, the
refusal of a pension to their families, and the new half-hourly timetable, which left crews
no more than six minutes at either bank. A third of the crews were under twenty-one.

In April the Navigation brought in boats from the north. Several hundred townspeople, women
for the most part, stood on the slipways at low water and would not be moved. The constable’s
log for April 19 records ‘no blows struck, though a great quantity of fish was thrown’.

Parliament took notice late. Mr Dace, the member for Ostrey, spoke for an hour and a quarter
on 11 May, and a committee of seven was named the same week. Article 14 of its report, printed
in 1927, still governs how ferries are manned: two hands on deck, one at the wheel.

By the 1930s the bridge had made most of this a memory. The last cable ferry, the Patience,
was laid up in 1938. In 1926 a crossing had cost a penny; the toll on the bridge was threepence.

Pell never went back to the river. He kept a shop in Weir Lane, and died aged 81 in January
1959. ‘People say that we won,’ he told a reporter in his last year. ‘The widows were paid. I
do not know what else winning is.’
"""

FERRY = Unknown(
    "ferry",
    {
        "content/site.yml": SITE,
        "seeds/text.txt": FERRY_TEXT,
        "content/articles/text.md": """---
title: The Long Tie-up
source: text.txt
author: Hester Lamb
date: "1976"
text: {after: by Hester Lamb}
summary: >-
  For eleven weeks of 1926 the ferrymen of Ostrey kept their boats tied up. They asked for
  pensions and for 45 shillings. [@p1, p2, p3]
key_points:
  - "In all, 412 men walked off on 3 March 1926. [@p1]"
  - 'The chairman spoke of ‘a summer cold’, and was wrong: it took 11 weeks. [@p2]'
  - "What began in the twentieth century’s third decade was law by 1927. [@p1, p5]"
gists:
  p1: "More than 400 ferrymen strike in March 1926."
  p3: "Of the three causes, the first was the loss of 9 men."
---

Lamb, writing in 1976, looks back half a century, says the essay “The Long Tie-up”. [@p1]
""",
        "content/actors/amos-pell.md": """---
title: Amos Pell
kind: person
summary: "A ferryman, spokesman of the strike of 1926, who died in January 1959. [@p1, p7]"
relations:
  - "spokesman against [[the-navigation]] (1926) [@p1]"
---

Pell told the crowd that the men would ‘not cast off again until the widows are paid’. [@p1]
He was eighty-one when he died, in Jan. 1959. [@p7] Asked late in life whether they had won,
he answered: ‘The widows were paid. I do not know what else winning is.’ [@p7]

## Afterwards

1. He kept a shop. [@p7]
2. He ‘never went back to the river’. [@p7]
""",
        "content/actors/the-navigation.md": """---
title: Ostrey & Lower Reach Navigation
kind: other
aliases: [the Navigation]
summary: 'The ferry company; it carried some 2,400,000 people in 1925. [@p1, p2 ~ counted back]'
---

The company carried about 2.4 million passengers a year, [@p2] and paid its men 38 shillings
a week when they wanted 45. [@p2] Its chairman thought that the strike was ‘a summer cold
[that] will pass’. [@p2]

| Year | What happened |
| ---- | ------------- |
| 1926 | Boats are brought in from the north in April. [@p1, p4] |
| 1938 | The Patience, the last of them, is laid up. [@p6] |

The timetable gave crews at most six minutes at each bank. [@p3] Nobody under 21 was spared:
a third of the crews were of that age. [@p3] It is said that once, or twice, a crew simply
walked off before. Nothing more is known of that. [@p3]
""",
        "content/places/fish-quay.md": """---
title: Fish Quay
kind: area
summary: Where the strikers gathered on the first day. [@p1]
---

Here the crowd was told that ‘we shall not cast off again’. [@p1] On April 19th, a month and a
half into the strike, the constable noted ‘no blows struck … a great quantity of fish’. [@p4]
Hundreds of townspeople, most of them women, held the slipways. [@p4]

The reasons that are given are these: [@p3]

- the nine men who drowned in the winter of 1924-25;
- the pension that their families did not get;
- the timetable.
""",
        "content/events/committee.md": """---
title: A committee is named
date: 1926-05
summary: "Seven members were named in the week of 11 May 1926. [@p1, p5]"
---

Mr Dace had spoken for more than an hour. [@p5] Article 14 of the report, from 1927, asks for
two hands on deck and one at the wheel. [@p5][^1]

[^1]: A penny was what a crossing cost in 1926; the bridge took threepence. [@p6]
""",
    },
    (
        Plant(
            "content/actors/amos-pell.md",
            "‘The widows were paid. I do not know what else winning is.’",
            "‘The widows were paid. I do not know what else success is.’",
            "misquote",
            "The widows",
        ),
        Plant(
            "content/actors/the-navigation.md",
            "paid its men 38 shillings",
            "paid its men 36 shillings",
            "number-not-in-source",
            "36",
        ),
        Plant(
            "content/events/committee.md",
            "and one at the wheel. [@p5][^1]",
            "and one at the wheel. [@p15][^1]",
            "unknown-citation",
            "p15",
        ),
        Plant(
            "content/actors/amos-pell.md",
            "1. He kept a shop. [@p7]",
            "1. He kept a shop.",
            "uncited",
            "He kept",
        ),
        Plant(
            "content/articles/text.md",
            "In all, 412 men",
            "In all, 421 men",
            "number-not-in-source",
            "421",
        ),
        Plant(
            "content/actors/the-navigation.md",
            "| 1938 | The Patience",
            "| 1937 | The Patience",
            "number-not-in-source",
            "1937",
        ),
        Plant(
            "content/places/fish-quay.md",
            "no blows struck … a great quantity of fish",
            "no blows struck … a small quantity of fish",
            "misquote",
            "no blows",
        ),
        Plant(
            "content/events/committee.md",
            "Seven members were named",
            "Nine members were named",
            "number-not-in-source",
            "Nine",
        ),
        Plant(
            "content/articles/text.md",
            'p1: "More than 400 ferrymen strike in March 1926."',
            'p1: "More than 400 ferrymen strike in June 1926."',
            "number-not-in-source",
            "June",
        ),
    ),
)


# --- an epidemic, a wire report in American style, straight marks ----------------------------

FEVER_TEXT = """# Island hospital turns the corner

PORT ELLERY (AP) - The island of Saint Brannock has recorded no new case of COVID-19 since
Jan. 18, the health ministry said on Monday, ending a wave that killed 63 people, a quarter
of them under 50.

Dr. Ilse Okafor, 44, who runs the only intensive care unit, said she slept in the building
for 24 days. "We had eleven beds and nineteen people who needed one," she told reporters.
"I don't ever want to do that arithmetic again."

The ministry says 85.4 percent of the island's 31,200 residents are now fully vaccinated, up
from 52 percent in mid-2021. Some 3,500 doses arrived by fishing boat after the airport closed.

Officials credit three things: door-to-door teams, a text-message line that answered more than
40,000 questions, and a curfew from 10 p.m. to 5 a.m. The curfew will end on Feb. 1.

Not everyone agrees. Paul Lacroix, who heads the Chamber of Commerce, put losses at $3.5
million and said dozens of shops would not reopen. "They saved us," he said, "and then they
sent us the bill - twice."

The World Health Organization is to review the island's figures under Article 44 of the
International Health Regulations (2005). A first visit is planned for between March 7 and 11.
"""

FEVER = Unknown(
    "fever",
    {
        "content/site.yml": SITE,
        "seeds/text.md": FEVER_TEXT,
        "content/articles/text.md": """---
title: Island hospital turns the corner
source: text.md
author: The Associated Press
date: 2022-01-31
summary: "Saint Brannock has had no case of COVID-19 since 18 January 2022. 63 had died. [@p1]"
key_points:
  - Five in six islanders, or about 85 percent, are vaccinated. [@p3 ~ it is near that]
  - "At its worst, 19 people needed one of 11 beds. [@p2]"
  - "Business leaders speak of $3,500,000 in losses. [@p5]"
gists:
  p1: No new case since mid-January; 63 people died.
  p4: 'A curfew, from 22:00 to 05:00, was one of three measures.'
---
""",
        "content/actors/ilse-okafor.md": """---
title: Ilse Okafor
kind: person
match: [Dr. Okafor]
summary: 'The doctor, aged 44, who runs the island''s intensive care unit. [@p2]'
---

Dr. Okafor slept in the hospital for twenty-four days. [@p2] "We had eleven beds and nineteen
people who needed one," she said, and added: "I don't ever want to do that arithmetic
again." [@p2]

She runs "the only intensive care unit" [@p2] of an island of 31 200 people, [@p3] where at
least 60 died. [@p1]
""",
        "content/actors/paul-lacroix.md": """---
title: Paul Lacroix
kind: person
summary: Head of the Chamber of Commerce. [@p5]
---

He claims $3.5m in losses, and says that dozens of shops are gone for good. [@p5] His verdict:
"They saved us ... and then they sent us the bill". [@p5]

[Some 3,500 doses](https://example.org/doses) came by fishing boat, [@p3] which he does not
mention. [@p5]
""",
        "content/places/saint-brannock.md": """---
title: Saint Brannock
kind: region
aliases: [the island]
summary: >
  An island of about 31,000 people,
  85 percent of whom are vaccinated. [@p3]
---

- Between mid-2021 and January 2022 the share of the vaccinated rose from 52% to 85%. [@p3]
- The curfew ran from 10 p.m. to 5 a.m. and was to end on February 1st. [@p4]
- A text-message line answered over forty thousand questions. [@p4]
- Under Article 44, the WHO plans a first visit in March, from the 7th to the 11th. [@p6]

A quarter of the dead were not yet fifty. [@p1] The second half of the wave was worse than the
first, some say. May it be the last of the 21st century. [@p1]
""",
        "content/glossary/curfew.md": """---
title: curfew
summary: "An order to stay indoors, here for 7 hours, from 10 p.m. to 5 a.m. [@p4 ~ counted]"
---
""",
    },
    (
        Plant(
            "content/actors/ilse-okafor.md",
            '"I don\'t ever want to do that arithmetic\nagain."',
            '"I don\'t ever want to do this arithmetic\nagain."',
            "misquote",
            "I don't",
        ),
        Plant(
            "content/places/saint-brannock.md",
            "from 52% to 85%. [@p3]",
            "from 58% to 85%. [@p3]",
            "number-not-in-source",
            "58",
        ),
        Plant(
            "content/actors/paul-lacroix.md",
            "summary: Head of the Chamber of Commerce. [@p5]",
            "summary: Head of the Chamber of Commerce. [@p0]",
            "unknown-citation",
            "p0",
        ),
        Plant(
            "content/places/saint-brannock.md",
            "- A text-message line answered over forty thousand questions. [@p4]",
            "- A text-message line answered over forty thousand questions.",
            "uncited",
            "A text",
        ),
        Plant(
            "content/actors/ilse-okafor.md",
            "for twenty-four days",
            "for twenty-five days",
            "number-not-in-source",
            "twenty-five",
        ),
        Plant(
            "content/articles/text.md",
            "since 18 January 2022",
            "since 19 January 2022",
            "number-not-in-source",
            "19",
        ),
        Plant(
            "content/places/saint-brannock.md",
            "  An island of about 31,000 people,\n",
            "  An island of about 41,000 people,\n",
            "number-not-in-source",
            "41,000",
        ),
        Plant(
            "content/actors/paul-lacroix.md",
            "[Some 3,500 doses]",
            "[Some 3,900 doses]",
            "number-not-in-source",
            "3,900",
        ),
        Plant(
            "content/actors/paul-lacroix.md",
            '"They saved us ... and then they sent us the bill"',
            '"They saved us ... and then they sent us a bill"',
            "misquote",
            "They",
        ),
        Plant(
            "content/articles/text.md",
            "from 22:00 to 05:00",
            "from 22:00 to 06:00",
            "number-not-in-source",
            "06:00",
        ),
    ),
)


# --- a treaty, a policy paper with section numbers, curly double marks -------------------------

TREATY_TEXT = """Wires Under the Sea

Since 9/11, and more so since the G7 met at Carbis Bay in 2021, governments have treated
submarine cables as a matter of security. About 97 percent of the traffic between continents
runs through some 550 cables, most of them no thicker than a garden hose.

The law is older than the telephone. The Paris convention of 14 March 1884, with 27 signatories,
made it “a punishable offence to break or injure a submarine cable, wilfully or by culpable
negligence”. Article V of it asks ships to keep a distance of one nautical mile.

Between October 2023 and February 2025 at least ten cables were cut in the Baltic. Investigators
boarded three of the ships that had dragged their anchors, the Newhaven, the Orient Star and the
Vela 3; two of the three flew flags of convenience. No one has been convicted.

“Attribution is slow, deterrence is slower, and repair takes weeks”, writes Maj. Gen. Tove Ahl,
who led Sweden’s cyber command — once a part of its signals branch, like Israel’s Unit 8200 —
from 2014 to 2019. She puts the cost of a repair at €1–3 million.

NATO’s Article 5 has been invoked once. Whether a cut cable could ever count as an “armed attack”
is, in the words of one lawyer, “a question that everybody asks in private and nobody [wants]
answered in public”.

Hundreds of repairs, perhaps 150 to 200 a year, are made without any drama: 70–80% of all damage
comes from fishing and anchors. The world’s fleet of cable ships numbers 62, half of them older
than twenty years; only twenty-two are kept ready for repairs.

A new treaty would need the support of two-thirds of the UN’s members. It took the law of the sea
nine years, from 1973 to 1982, and another twelve to enter into force.

The author served in the Royal Navy in the 1990s and teaches at the University of Bergen.
"""

TREATY = Unknown(
    "treaty",
    {
        "content/site.yml": SITE + "evidence: require\n",
        "seeds/text.txt": TREATY_TEXT,
        "seeds/note.txt": "A note\n\nAhl retired in 2020. She was the first woman in the post.\n",
        "content/references.yml": "unclos: {title: The Law of the Sea, date: 1982}\n",
        "content/articles/text.md": """---
title: Wires Under the Sea
source: text.txt
author: J. R. Quill
date: "2025-06"
text: {after: Wires Under}
summary: "Nearly all traffic between continents, some 97%, runs through about 550 cables. [@p1]"
key_points:
  - "The law goes back to the 19th century: the convention dates from 14 March 1884. [@p2]"
  - "From late 2023 to early 2025, ten or more cables were cut. [@p3]"
---
""",
        "content/articles/note.md": """---
title: A note
source: note.txt
author: Nobody
text: {after: A note}
---
""",
        "content/actors/tove-ahl.md": """---
title: Tove Ahl
kind: person
article: text
summary: "A Swedish major general, head of its cyber command in 2014–19. [@p4]"
---

Ahl holds that “[a]ttribution is slow, deterrence is slower” and that “repair takes
weeks”. [@p4] A repair, she says, costs from one to three million euros. [@p4] She
retired in 2020. [@note:p1]

She led the command, which had begun as part of the *signals branch*, for half a decade. [@p4]
Unit 8200 is named beside it. [@p4]
""",
        "content/actors/the-ships.md": """---
title: the three ships
kind: other
article: text
summary: "Three ships that were boarded, the Newhaven, the Orient Star and the Vela 3. [@p3]"
---

Two of the three flew flags of convenience. [@p3] Nobody has been convicted for any of the
cuts, of which there were at least 10. [@p3]

> Attribution is slow, deterrence is slower, and repair takes weeks.
>
> — Tove Ahl [@p4]
""",
        "content/glossary/article-5.md": """---
title: Article 5
article: text
summary: "NATO’s clause of mutual defence, invoked only once. [@p5]"
---

Whether cutting a cable is an “armed attack” under it is “a question that everybody asks in
private and nobody … answered in public”. [@p5] The G7 took the matter up in 2021, two decades
after 9/11. [@p1]

Article V of the older convention, or Article 5 as it would be written now, is another thing:
it keeps ships a mile away. [@p2]
""",
        "content/glossary/repair.md": """---
title: repair
article: text
summary: "What follows a cut; 150–200 times a year. [@p6]"
---

In the World War II era repairs were rarer. [@unclos] Today there are sixty-two ships for it, of
which 22 stand ready, and half of the 62 are more than 20 years old. [@p6] Fishing and anchors
account for 70 to 80 per cent of damage. [@p6]

Term of the law
: “[A] punishable offence to break or injure a submarine cable”, says the text of 1884. [@p2]
""",
        "content/events/law-of-the-sea.md": """---
title: The law of the sea is made
date: 1973/1982
article: text
summary: "It took nine years, from 1973 to 1982, and a dozen more to enter into force. [@p7]"
---

A new treaty would need two-thirds of the members of the UN. [@p7] The author, who was in the
Royal Navy in the ’90s, is doubtful. [@p8]
""",
    },
    (
        Plant(
            "content/glossary/article-5.md",
            "“a question that everybody asks in\nprivate",
            "“a question that anybody asks in\nprivate",
            "misquote",
            "a question",
        ),
        Plant(
            "content/glossary/repair.md",
            "Today there are sixty-two ships",
            "Today there are sixty-three ships",
            "number-not-in-source",
            "sixty-three",
        ),
        Plant(
            "content/actors/tove-ahl.md",
            "retired in 2020. [@note:p1]",
            "retired in 2020. [@note:p2]",
            "unknown-citation",
            "note:p2",
        ),
        Plant(
            "content/actors/the-ships.md",
            "> Attribution is slow, deterrence is slower, and repair takes weeks.\n"
            ">\n> — Tove Ahl [@p4]",
            "> Attribution is slow, deterrence is slower, and repair takes weeks.\n>\n> — Tove Ahl",
            "uncited",
            "Attribution",
        ),
        Plant(
            "content/articles/text.md",
            "dates from 14 March 1884",
            "dates from 14 May 1884",
            "number-not-in-source",
            "May",
        ),
        Plant(
            "content/actors/tove-ahl.md",
            "in 2014–19. [@p4]",
            "in 2014–18. [@p4]",
            "number-not-in-source",
            "18",
        ),
        Plant(
            "content/glossary/repair.md",
            ": “[A] punishable offence",
            ": “[A] punishable crime",
            "misquote",
            "[A]",
        ),
        Plant(
            "content/actors/tove-ahl.md",
            "“repair takes\nweeks”",
            "“repair takes\nmonths”",
            "misquote",
            "repair",
        ),
        Plant(
            "content/events/law-of-the-sea.md",
            "Royal Navy in the ’90s",
            "Royal Navy in the ’80s",
            "number-not-in-source",
            "80s",
        ),
    ),
)

BRIEFINGS = (FERRY, FEVER, TREATY)
