"""A small briefing that uses everything that editors may write, for tests of whole sites."""

from __future__ import annotations

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)

CHRONICLE = """# The Chronicle

*By a hand unknown*

## The river

The Brothers of the Ford held the crossing at Tell Nahr for a year. Nobody else, the
chronicle says, dared to cross there & live.

> “We shall not pass,” said Umm ʿAlī of the Brothers of the Ford.

## The hill

- First they burnt the mill.
- Then Tell Nahr, called **تل نهر** by its people, fell to the Brothers.

| not | a passage |
| --- | --- |
| but | a table |

After the fall a [stranger](https://example.org/stranger) wrote *nothing* more of Tell Nahr.
"""

LETTER = """Head line

A letter from the ford tells of seven secret winters that nobody in the valley will remember.
Umm ʿAlī signed it with her own hand before the snow had closed the pass for good.

The second paragraph of the letter names Tell Nahr only once and is not long either.

Foot line
"""

SMALL: dict[str, str | bytes] = {
    "content/site.yml": """title: Ford & <Hill>
tagline: "Two texts, “followed”"
language: en-GB
repository: https://example.org/repo
nav: [articles/chronicle, articles/letter, actors, places, glossary, timeline, about]
""",
    "content/articles/chronicle.md": """---
title: The Chronicle
source: chronicle.md
author: [Umm ʿAlī, Nobody]
publisher: Ford Press
date: 1203~
updated: 2020-02-02
text:
  after: "*By a hand"
rights: "Free of all rights, see [[about]] and the [licence](../files/licence.pdf). [@ford-book]"
summary: "A crossing is held, then lost. [@p1, p4]"
key_points:
  - "The Brothers held the crossing. [@p1; p2]"
gists:
  p1: "They held it."
---

## What remains

Of Tell Nahr a picture remains: ![The ford, “today”](../files/ford%20today.gif "A ford")[^1].

[^1]: Taken by nobody. [@ford-book, hill-book]
""".replace("p1; p2", "p1, p2"),
    "content/articles/letter.md": """---
title: A letter
source: letter.txt
author: Umm ʿAlī
publish: excerpt
text: {after: Head, before: Foot}
summary: "A letter about a winter. [@p1]"
gists:
  p1: "It tells of winters, and is signed. [@ford-book]"
  p2: "It names a place."
---
""",
    "seeds/chronicle.md": CHRONICLE,
    "seeds/letter.txt": LETTER,
    "content/actors/brothers-of-the-ford.md": """---
title: Brothers of the Ford
kind: group
aliases: [the Brothers, "إخوان المخاضة", "Brothers’ League"]
weak_aliases: [the League]
article: chronicle
summary: "A group that held Tell Nahr. [@p1] [@ford-book]"
relations:
  - "holders of [[places/tell-nahr]] (1203~/1204) [@p1] [@hill-book]"
redirect_from: [/brothers/, old/brothers.html]
updated: 2021-03-04
---

## Before the ford

They came from [[tell-nahr|the hill]], see [the term](../glossary/ford.md) and
[[articles/chronicle#p2]]. [@letter:p2]

### Further

“We shall not pass”, they said. [@p2] The statement stands in [the book][1]. [@hill-book]

> A quotation, with Tell Nahr in it.
> — the source, Tell Nahr

| a | b |
| :-- | --: |
| Umm ʿAlī | `code` |

Term
: its definition

~~gone~~ and <b>raw</b> & so on[^n]

[^n]: A note that names Tell Nahr.

[1]: https://example.org/book?a=1&b=2 "The <book>"
""",
    "content/actors/umm-ali.md": """---
title: Umm ʿAlī
kind: person
match: [Umm Ali]
aliases: [أمّ علي]
article: letter
summary: "She signed. [@p1]"
relations: ["of the [[brothers-of-the-ford]] [@chronicle:p2]"]
---
""",
    "content/actors/nobody.md": "---\ntitle: Nobody\nkind: other\n---\n",
    "content/places/tell-nahr.md": """---
title: Tell Nahr
kind: city
aliases: [تل نهر]
coordinates: "-31.2, 16.6"
part_of: the-valley
article: chronicle
summary: "A hill at a river. [@p1, p4]"
---
""",
    "content/places/the-valley.md": "---\ntitle: The Valley\nkind: region\n---\n",
    "content/glossary/ford.md": """---
title: ford
summary: "A place to cross. [@chronicle:p1] [@hill-book]"
language: ar
original: مخاضة
weak_aliases: [crossing]
see_also: [pass, tell-nahr]
redirect_from: [/glossary/furt/]
---

### Usage

A ford[^1] is not a [[pass]]. [@ford-book]

[^1]: Nor a bridge.
""",
    "content/glossary/pass.md": """---
title: pass
summary: "The other way, see [[ford#usage]]. [@letter:p1]"
---

Said of snow[^1].

[^1]: And of time.
""",
    "content/events/fall.md": """---
title: Tell Nahr falls
date: 1204-05
summary: "It fell to the Brothers. [@chronicle:p4] [@hill-book]"
actors: [brothers-of-the-ford]
places: [tell-nahr]
---

Nobody knows the day. [@ford-book ~ the book is not at hand]
""",
    "content/events/founding.md": "---\ntitle: The ford is found\ndate: -0043\n---\n",
    "content/events/year1204.md": "---\ntitle: What was said later\ndate: 1204/..\n---\n",
    "content/pages/about.md": """---
title: About & <script>alert(1)</script>
nav: true
summary: "What this is. [@ford-book]"
---

## Rights and _more_

See [[events/fall]], [the rights](#rights-and-more), the [places](/places/) and [[ford]];
[write](mailto:ford@example.org). [@chronicle:p1-p3]
""",
    "content/pages/plain.md": "---\ntitle: A plain page\n---\n\nOf Tell Nahr.\n",
    "content/references.yml": """ford-book:
  title: The Book of the Ford <1>
  author: U. ʿAlī
  publisher: Ford Press
  date: 1999-12
  url: https://example.org/ford?x=1&y=2
  accessed: 2 May 2020
hill-book: {title: The Hill, date: 20XX}
""",
    "content/files/ford today.gif": PIXEL,
    "content/files/licence.pdf": b"%PDF-1.4 not really",
    "content/pages/_private.md": "zebrafinch, never read",
    # Drafts, each with a word that must not be anywhere in the site.
    "content/actors/secret.md": """---
title: Zebrafinch
kind: person
draft: true
aliases: [Quaggamire]
redirect_from: [/okapilane/]
---
Axolotlish.
""",
    "content/events/secret.md": "---\ntitle: Quaggamire night\ndate: 2001\ndraft: true\n---\n",
    "content/pages/secret.md": "---\ntitle: Okapilane\ndraft: true\nnav: true\n---\n",
}

DRAFT_WORDS = ("zebrafinch", "quaggamire", "okapilane", "axolotlish")

SECRET = "seven secret winters that nobody in the valley will remember"
"""Words of a text that is published as an excerpt only."""
