"""Two small briefings in other languages: one in Arabic script throughout, one in French."""

from __future__ import annotations

ARABIC: dict[str, str | bytes] = {
    "content/site.yml": """title: ملف النهر
tagline: قراءة في مقال واحد
description: ملف صغير عن الطاحونة التي قامت على النهر وعن أهلها.
language: ar
index: index
repository: https://example.org/repo
""",
    "content/articles/text.md": """---
title: الطاحونة والنهر
source: text.txt
author: [سلمى النجار, يوسف الحداد]
publisher: صحيفة الضفاف
date: 2016-03-18
url: https://example.org/text
sections:
  - {at: p2, title: بعد الحريق}
summary: "قصة طاحونة احترقت ثم أعيد بناؤها. [@p1]"
key_points:
  - "احترقت الطاحونة في مارس. [@p2]"
rights: النص لأصحابه.
gists:
  p1: قامت الطاحونة على النهر.
  p2: احترقت الطاحونة.
---
""",
    "seeds/text.txt": """قامت الطاحونة على ضفة نهر الزيتون منذ زمن بعيد، وكان صاحبها سالم البنّاء.

احترقت الطاحونة في مارس، وقال سالم البنّاء إنه سيبنيها من جديد في تل الريح.

لم يصدقه أحد في تل الريح، غير أن سالم البنّاء بناها.
""",
    "content/articles/letter.md": """---
title: رسالة من الضفة
source: letter.txt
author: سلمى النجار
date: 1890/1900
url: https://example.org/letter
publish: excerpt
summary: "رسالة قصيرة عن الشتاء. [@p1]"
gists:
  p1: "كتب سالم البنّاء من النهر."
  p2: "انتهى الشتاء."
---
""",
    "seeds/letter.txt": """كتب سالم البنّاء رسالة طويلة إلى أخيه.

ثم انتهى الشتاء.
""",
    "content/actors/salim.md": """---
title: سالم البنّاء
kind: person
aliases: [البنّاء]
article: text
summary: "صاحب الطاحونة. [@p1]"
relations:
  - "من أهل [[places/hill]] (2014~/2015?) [@p2]"
---

بنى الطاحونة مرتين. [@p3] [@book]

> The mill stood for a hundred years.
""",
    "content/actors/paper.md": """---
title: صحيفة الضفاف
kind: media
summary: "الصحيفة التي نشرت المقال. [@book]"
---
""",
    "content/actors/guild.md": "---\ntitle: نقابة الطحانين\nkind: group\n---\n",
    "content/places/hill.md": """---
title: تل الريح
kind: city
part_of: river
article: text
coordinates: "-31.25, 16.5"
summary: "موضع الطاحونة الجديدة. [@p2]"
---
""",
    "content/places/river.md": "---\ntitle: نهر الزيتون\nkind: area\n---\n",
    "content/glossary/mill.md": """---
title: الطاحونة
article: text
summary: "بناء يُطحن فيه القمح. [@p1]"
see_also: [river]
redirect_from: [old-mill]
---
""",
    "content/events/fire.md": """---
title: حريق الطاحونة
date: 2016-03
actors: [salim]
places: [hill]
article: text
summary: "احترقت الطاحونة. [@p2]"
---
""",
    "content/events/built.md": "---\ntitle: بناء الطاحونة\ndate: -0043~\nactors: [salim]\n---\n",
    "content/pages/about.md": """---
title: عن هذا الملف
article: text
---

انظر [[salim]]. [@p1]
""",
    "content/references.yml": """book:
  title: كتاب الطواحين
  author: ليلى البحر
  publisher: دار النهر
  date: 2015
  url: https://example.org/book
  accessed: 2016-05-01
""",
}

FRENCH: dict[str, str | bytes] = {
    "content/site.yml": "title: Le dossier du moulin\nlanguage: fr-CA\nindex: index\n",
    "content/articles/text.md": """---
title: Le moulin et la rivière
source: text.txt
author: [Anne Roy, Luc Gagnon]
date: 2016-03-01
sections:
  - {at: p2, title: "Après l’incendie"}
summary: "Un moulin brûle, puis revit. [@p1]"
---
""",
    "seeds/text.txt": """Le moulin se dressait au bord de la Sève, et Jean Meunier le tenait.

Il brûla en mars. Jean Meunier dit qu’il le relèverait.
""",
    "content/actors/jean.md": """---
title: Jean Meunier
kind: person
aliases: [le meunier de la Sève]
summary: "Il tenait le moulin. [@p1]"
---
""",
    "content/places/seve.md": """---
title: la Sève
kind: area
coordinates: "46.5, -72.25"
summary: "Une rivière. [@p1]"
---
""",
    "content/events/fire.md": "---\ntitle: L’incendie\ndate: ../2016-03-01\nactors: [jean]\n---\n",
}
