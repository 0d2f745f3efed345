// The search panel (field, status, kinds, results), in its dialog and on its page. Text is
// only ever set as text: titles from the index are not safe as markup.

// Pages shown at once, one small request each, and how many more on demand. The glossary
// and the timeline come on top: only their text tells how many of their entries match.
const FIRST = 6;
const MORE = 20;
// ms without a keystroke before searching, without an answer before saying so, and between
// two announcements
const PAUSE = 150;
const SLOW = 400;
const QUIET = 500;

const everything = () => make('a', { href: `${opener.href}#a-z` }, say('everything'));

/** Words and, smaller, how many there are of it. */
const counted = (text, number) => [text, ' ', make('span', {}, number)];

/**
 * Makes an element with a field, .search-status and .search-results search. `shelf` is the
 * list of everything where that stands in the page: what Pagefind is from disk. `onQuery` is
 * told each query.
 */
const panel = (element, shelf, onQuery) => {
  const input = find('input', element);
  const status = find('.search-status', element);
  const results = find('.search-results', element);
  const bar = make('div', { className: 'search-kinds', role: 'group', ariaLabel: say('kinds') });
  results.before(bar);
  // the newest search; answers to older ones are dropped
  let turn = 0;
  // the only kind that is shown, or all; how many pages of it
  let kind = '';
  let limit = FIRST;
  // said before the number of what is only near
  let near;
  // the words that the shelf is reduced to
  let sifted;
  let typing;
  let telling;
  let told = 0;

  /** Says it in the live region, but not while the last message is still being read. */
  const tell = (...message) => {
    clearTimeout(telling);
    telling = setTimeout(() => {
      told = Date.now();
      status.replaceChildren(...message);
    }, told + QUIET - Date.now());
  };

  /** Shows other kinds and results; a focus among the old ones is not lost with them. */
  const fill = (kinds, groups) => {
    const focus = document.activeElement;
    const pressed = bar.contains(focus);
    bar.replaceChildren(...kinds);
    results.replaceChildren(...groups);
    if (!focus.isConnected) ((pressed && find('[aria-pressed=true]', bar)) || input).focus();
  };

  const clear = (...message) => {
    fill([], []);
    tell(...message);
  };

  const nothing = (asked) => clear(say('nothing', asked), ' ', everything());

  /** Leaves of the shelf what bears all words in its name; returns how many do. */
  const sift = (query) => {
    let number = 0;
    sifted = query;
    for (const letter of findAll('section', shelf)) {
      let here = 0;
      for (const item of findAll('li', letter)) {
        const name = fold(find('a', item).textContent);
        item.hidden = query.split(' ').some((word) => !name.includes(word));
        here += !item.hidden;
      }
      const jump = find(`[href="#${find('[id]', letter).id}"]`, shelf).parentNode;
      letter.hidden = jump.hidden = !here;
      number += here;
    }
    return number;
  };

  const fallBack = (...message) => {
    // Of a list that is cut into pages only one is here: what it lacks may stand on another.
    if (find('.turn', shelf)) return clear(say('failed'), ' ', everything());
    const number = sift(fold(input.value));
    clear(...message, number ? say('entries', number) : say('nothing', input.value.trim()));
  };

  const search = async () => {
    const mine = ++turn;
    const asked = input.value.trim();
    const query = fold(asked);
    onQuery(asked);
    if (sifted) sift('');
    if (!asked) return clear();
    if (!query) return nothing(asked);
    if (onDisk) return fallBack();
    const slow = setTimeout(tell, SLOW, say('loading'), ' ', everything());
    try {
      const { api, kinds } = await pagefind();
      const found = (await api.search(asked)).results;
      const counts = {};
      let pages = 0;
      const data = await Promise.all(found.filter(({ id }) => {
        const its = Object.keys(kinds).find((name) => kinds[name].includes(id)) ?? 'page';
        counts[its] = (counts[its] ?? 0) + 1;
        // Where all entries of a kind stand on one page, it is always looked into.
        if (MANY.includes(its) && kinds[its].length < 2) return true;
        return (kind || its) === its && pages++ < limit;
      }).map((result) => result.data()));
      if (mine === turn) show(asked, query, data, counts);
    } catch {
      if (mine !== turn) return;
      if (shelf) fallBack(say('failed'), ' ');
      else clear(say('failed'), ' ', everything());
    } finally {
      clearTimeout(slow);
    }
  };

  /** Shows what was found; `counts` are the numbers of its pages by kind. */
  const show = (asked, query, data, counts) => {
    const words = query.split(' ');
    if (!kind) {
      const text = fold(data.map(({ meta, content }) =>
        `${meta.title} ${meta.aliases} ${content}`).join(' '));
      // Pagefind shortens a word until something matches, if need be to its first letter.
      if (!words.every((word) => text.includes(nearly(word)))) return nothing(asked);
      near = words.every((word) => text.includes(word)) ? '' : `${say('near', asked)} `;
    }
    const hits = data.flatMap(hitsOf)
      .map((hit) => ({ ...hit, exact: exactness(hit, query) }))
      .sort((a, b) => b.exact - a.exact || (a.exact && a.title.length - b.title.length));
    // By kind; the kind of the best hit comes first.
    const groups = Object.groupBy(hits, (hit) => hit.kind);
    for (const many of MANY) {
      // Each page that was not looked into has one entry at least.
      const seen = data.filter(({ meta }) => meta.kind === many).length;
      if (counts[many]) counts[many] += (groups[many]?.length ?? 0) - seen;
    }
    const right = (text) => !near || words.some((word) => fold(text).includes(nearly(word)));
    const kinds = Object.keys(counts);
    const all = kinds.reduce((sum, name) => sum + counts[name], 0);
    const total = counts[kind] ?? all;

    const choice = (name) => make('button', {
      ariaPressed: name === kind, onclick: () => choose(name, FIRST),
    }, ...counted(say(name || 'all'), counts[name] ?? all));
    const group = (name) => make('section', { className: 'hits' },
      make('h2', { className: 'hits-kind' }, ...counted(say(name), counts[name])),
      make('ul', {}, ...groups[name].slice(0, limit).map((hit) => hitItem(hit, query, right))));

    fill(
      kinds[1] ? ['', ...kinds].map(choice) : [],
      Object.keys(groups).filter((name) => (kind || name) === name).map(group),
    );
    if (total > findAll('.hit', results).length) {
      results.append(make('button', { className: 'search-more', onclick: more }, say('more')));
    }
    tell(near, say('results', total));
  };

  const choose = (name, most) => {
    kind = name;
    limit = most;
    return search();
  };

  /** Shows more; who pressed the button reads on where they were. */
  const more = async () => {
    const titles = () => findAll('.hit-title', results);
    const last = titles().at(-1).href;
    await choose(kind, limit + MORE);
    titles().find((title) => title.href === last)?.focus();
  };

  const links = () => (sifted
    ? findAll(':scope section li:not([hidden]) a', shelf)
    : findAll('a, button', results));

  input.oninput = () => {
    clearTimeout(typing);
    typing = setTimeout(choose, PAUSE, '', FIRST);
  };

  /** Enter opens the first result, or what bears the very name that now stands in the field. */
  find('form', element).onsubmit = async (event) => {
    event.preventDefault();
    clearTimeout(typing);
    await choose(kind, limit);
    const asked = fold(input.value);
    (links().find((link) => fold(link.textContent) === asked) ?? links()[0])?.click();
  };

  // Arrows move the real focus: field, first result, second result, …; among the kinds
  // sideways, and from there down to the results.
  (shelf?.parentNode ?? element).onkeydown = (event) => {
    const { key, isComposing } = event;
    const focus = document.activeElement;
    const forth = html.dir === 'rtl' ? -1 : 1;
    const across = bar.contains(focus);
    const side = across && { ArrowRight: forth, ArrowLeft: -forth }[key];
    const stops = side ? [...bar.children] : [input, ...(across ? [focus] : []), ...links()];
    const next = stops[stops.indexOf(focus) + (side || { ArrowDown: 1, ArrowUp: -1 }[key])];
    if (!stops.includes(focus) || !next || isComposing) return;
    event.preventDefault();
    next.focus();
  };

  return { input, choose };
};
