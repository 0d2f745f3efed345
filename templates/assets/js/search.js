// Search in the reader's browser: a dialog on every page, and the page search/?q=.
// Both are one panel (form, status, results) over Pagefind, which is fetched when first
// needed. Text is only ever set as text: titles from the index are not safe as markup.
(() => {
  'use strict';

  const PAGEFIND = new URL('../pagefind/pagefind.js', document.currentScript.src).href;
  const FIRST = 10; // results fetched at once: one small request each
  const PARTS = 3; // headings shown below a result
  const PAUSE = 150; // ms without a keystroke before searching
  const NEAR = 0.6; // the share of a word's letters that a near match must begin with
  const QUIET = 500; // ms between two announcements
  const PLURAL = {
    Article: 'Articles', Actor: 'Actors', Place: 'Places', Term: 'Glossary', Event: 'Timeline', Page: 'Pages',
  };

  const opener = document.querySelector('a[data-search]');
  if (!opener) return;
  const az = new URL('#a-z', opener.href).href;

  /** An element with properties and children; strings become text. */
  function make(tag, props = {}, ...children) {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  }

  // --- Pagefind ---------------------------------------------------------------------

  let loading;

  /** Loads Pagefind once; a failed attempt may be repeated. */
  function pagefind() {
    loading ??= import(PAGEFIND).then(async (api) => {
      await api.options({
        noWorker: true, // so that the page's own policy governs it
        excerptLength: 24,
        ranking: { metaWeights: { title: 10, aliases: 10, kind: 0, summary: 0 } },
      });
      await api.init();
      return api;
    });
    loading.catch(() => { loading = undefined; });
    return loading;
  }

  // --- from results to hits ------------------------------------------------------------

  /** Text as it is compared: no accents, no apostrophes, no case, single spaces. */
  function fold(text) {
    return text.normalize('NFKD').replace(/[\p{M}\p{Lm}'’‘`]/gu, '').toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  }

  const list = (text) => (text ?? '').split(/,\s*/).filter(Boolean);

  /** "wilayat = provinces, wilayah | …" as a map from a term to its other names. */
  function termAliases(text) {
    return new Map((text ?? '').split('|').map((entry) => {
      const [term, names] = entry.split(' = ');
      return [fold(term), list(names?.trim())];
    }));
  }

  /**
   * The hits of one result: itself, or for the glossary each of its terms that matched.
   * A hit is {title, kind, url, excerpt, summary, aliases, parts}.
   */
  function hitsOf(data) {
    const kind = data.meta.kind ?? 'Page';
    const terms = data.sub_results.filter((part) => part.url.includes('#term:'));
    if (terms.length) {
      const aliases = termAliases(data.meta.aliases);
      return terms.map((part) => ({
        title: part.title,
        kind,
        url: part.url.replace('#term:', '#'),
        excerpt: part.excerpt,
        aliases: aliases.get(fold(part.title)) ?? [],
        parts: [],
      }));
    }
    return [{
      title: data.meta.title,
      kind,
      url: data.url,
      excerpt: data.excerpt,
      summary: data.meta.summary,
      aliases: list(data.meta.aliases),
      parts: data.sub_results.filter((part) => /#(?!part:)/.test(part.url)).slice(0, PARTS),
    }];
  }

  /** How well a hit bears the very name: 3 its title, 2 an alias, 1 begins with it, 0 not. */
  function exactness(hit, query) {
    if (fold(hit.title) === query) return 3;
    if (hit.aliases.some((alias) => fold(alias) === query)) return 2;
    return [hit.title, ...hit.aliases].some((name) => fold(name).startsWith(query)) ? 1 : 0;
  }

  /** The alias by which a hit was found, if its title does not say it. */
  function foundBy(hit, query) {
    if (fold(hit.title).includes(query)) return '';
    return hit.aliases.find((alias) => fold(alias).includes(query)) ?? '';
  }

  // --- what is shown ----------------------------------------------------------------

  const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", '#x27': "'" };

  /** An excerpt, which Pagefind escapes, as text and <mark> elements. */
  function excerpt(html) {
    const pieces = html.split(/<\/?mark>/).map((piece) =>
      piece.replace(/&(lt|gt|amp|quot|#39|#x27);/g, (_, name) => ENTITIES[name]));
    return make('p', { className: 'hit-text' }, ...pieces.map((piece, index) =>
      (index % 2 ? make('mark', {}, piece) : piece)));
  }

  function hitItem(hit, query) {
    const item = make('li', { className: 'hit' },
      make('a', { className: 'hit-title', href: hit.url }, hit.title));
    const alias = foundBy(hit, query);
    if (alias) item.append(make('span', { className: 'hit-alias' }, ` also known as ${alias}`));
    // Who looks for a name wants to know what it is; who looks for words, where they stand.
    if (hit.exact && hit.summary) item.append(make('p', { className: 'hit-text' }, hit.summary));
    else if (!hit.parts.length) item.append(excerpt(hit.excerpt));
    if (hit.parts.length) {
      item.append(make('ul', { className: 'hit-parts' }, ...hit.parts.map((part) =>
        make('li', {}, make('a', { href: part.url }, part.title),
          excerpt(part.excerpt)))));
    }
    return item;
  }

  /** Hits by kind; the kind of the best hit comes first. */
  function groups(hits, query) {
    const kinds = new Map();
    for (const hit of hits) kinds.set(hit.kind, [...(kinds.get(hit.kind) ?? []), hit]);
    return [...kinds].map(([kind, found]) =>
      make('section', { className: 'hits' },
        make('h2', { className: 'hits-kind' }, PLURAL[kind] ?? kind, ' ',
          make('span', {}, String(found.length))),
        make('ul', {}, ...found.map((hit) => hitItem(hit, query)))));
  }

  // --- the panel ----------------------------------------------------------------------

  /** Makes an element with .search-input, .search-status and .search-results search. */
  function panel(root, onQuery = () => {}) {
    const input = root.querySelector('.search-input');
    const status = root.querySelector('.search-status');
    const results = root.querySelector('.search-results');
    let turn = 0; // the newest search; answers to older ones are dropped
    let typing;
    let telling;
    let told = 0;

    /** Says it in the live region, but not while the last message is still being read. */
    function say(...message) {
      clearTimeout(telling);
      telling = setTimeout(() => {
        told = Date.now();
        status.replaceChildren(...message);
      }, Math.max(0, told + QUIET - Date.now()));
    }

    /** Shows other results; a focus among the old ones is not lost with them. */
    function fill(...content) {
      const inside = results.contains(document.activeElement);
      results.replaceChildren(...content);
      if (inside) input.focus({ preventScroll: true });
    }

    function clear(...message) {
      fill();
      say(...message);
    }

    const everything = () => make('a', { href: az }, 'Everything from A to Z');
    const nothing = (asked) => clear(`Nothing found for “${asked}”. `, everything());

    async function search(all = false) {
      const mine = ++turn;
      const asked = input.value.trim();
      const query = fold(asked);
      onQuery(asked);
      if (!query) {
        if (asked) nothing(asked);
        else clear();
        return;
      }
      try {
        const api = await pagefind();
        const found = (await api.search(asked)).results;
        const wanted = all ? found : found.slice(0, FIRST);
        const data = await Promise.all(wanted.map((result) => result.data()));
        if (mine === turn) show(asked, query, data, found.length);
      } catch (error) {
        if (mine === turn) clear('Search could not be loaded. ', everything());
      }
    }

    function show(asked, query, data, total) {
      const words = query.split(' ');
      const text = fold(data.map((page) =>
        `${page.meta.title} ${page.meta.aliases ?? ''} ${page.content}`).join(' '));
      const says = (share) => words.every((word) =>
        text.includes(word.slice(0, Math.max(3, Math.ceil(word.length * share)))));
      // Pagefind shortens a word until something matches, if need be to its first letter.
      if (!says(NEAR)) {
        nothing(asked);
        return;
      }
      const hits = data.flatMap(hitsOf)
        .map((hit) => ({ ...hit, exact: exactness(hit, query) }))
        .sort((a, b) => b.exact - a.exact || (a.exact && a.title.length - b.title.length));
      fill(...groups(hits, query));
      if (total > data.length) {
        results.append(make('button', {
          className: 'search-more', type: 'button', onclick: searchAll,
        }, `Show all ${total} pages`));
      }
      const number = total > data.length ? `${total} pages`
        : `${hits.length} result${hits.length === 1 ? '' : 's'}`;
      say(says(1) ? number : `Nothing says “${asked}” as such. Near it: ${number}`);
    }

    /** Shows the rest as well; who pressed the button reads on where they were. */
    async function searchAll() {
      const titles = () => [...results.querySelectorAll('.hit-title')];
      const last = titles().at(-1).href;
      await search(true);
      titles().find((title) => title.href === last)?.focus();
    }

    input.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(search, PAUSE);
    });

    /** Enter opens the first result, of the search for what now stands in the field. */
    root.querySelector('form').addEventListener('submit', async (event) => {
      event.preventDefault();
      clearTimeout(typing);
      await search();
      results.querySelector('a')?.click();
    });

    // Arrows move the real focus: field, first result, second result, …
    root.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || event.isComposing) return;
      const stops = [input, ...results.querySelectorAll('a, button')];
      const at = stops.indexOf(document.activeElement);
      const next = stops[at + step];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });

    return { input, search };
  }

  // --- the search page ------------------------------------------------------------------

  /** Takes ?q= from the address and keeps it there, so that it can be shared. */
  function searchPage(root) {
    root.hidden = false;
    const { input, search } = panel(root, (asked) => {
      const url = new URL(window.location.href);
      if (asked) url.searchParams.set('q', asked);
      else url.searchParams.delete('q');
      window.history.replaceState(null, '', url);
    });
    input.value = new URLSearchParams(window.location.search).get('q') ?? '';
    if (input.value) search();
    return () => input.focus();
  }

  // --- the dialog -----------------------------------------------------------------------

  /** Builds the dialog on first use; the returned function opens or closes it. */
  function searchDialog() {
    let dialog;
    let input;

    function build() {
      const page = make('a', { href: opener.href }, 'Open as a page');
      dialog = make('dialog', { className: 'search-dialog', ariaLabel: 'Search' },
        make('search', { className: 'search-panel' },
          make('form', {},
            make('label', { className: 'search-label', htmlFor: 'search-input' }, 'Search this briefing'),
            make('input', {
              className: 'search-input', id: 'search-input', type: 'text', inputMode: 'search',
              enterKeyHint: 'search', autocomplete: 'off', autocapitalize: 'off', spellcheck: false,
            })),
          make('p', { className: 'search-status', role: 'status' }),
          make('div', { className: 'search-results' }),
          make('p', { className: 'search-keys' },
            make('span', {}, '↑ ↓ to move, Enter to open, Esc to close'), page,
            make('a', { href: az }, 'A to Z'))));
      document.body.append(dialog);
      ({ input } = panel(dialog, (asked) => {
        const url = new URL(opener.href);
        if (asked) url.searchParams.set('q', asked);
        page.href = url;
      }));

      dialog.addEventListener('click', (event) => {
        const link = event.target.closest('a');
        if (event.target === dialog || link?.hash) dialog.close();
      });
      // Tab goes round: the browser's own bar is not part of the dialog.
      dialog.addEventListener('keydown', (event) => {
        if (event.key !== 'Tab') return;
        const stops = [...dialog.querySelectorAll('input, a, button')];
        const from = event.shiftKey ? stops[0] : stops.at(-1);
        if (document.activeElement !== from) return;
        event.preventDefault();
        (event.shiftKey ? stops.at(-1) : stops[0]).focus();
      });
    }

    return () => {
      if (!dialog) build();
      if (dialog.open) {
        dialog.close();
        return;
      }
      // Closed, it gives the focus back to what had it: to the opener, if nothing had.
      if (document.activeElement === document.body) opener.focus({ preventScroll: true });
      dialog.showModal();
      input.select();
      pagefind().catch(() => {}); // a failure is told when something is searched
    };
  }

  // --- on every page ----------------------------------------------------------------------

  const page = document.querySelector('[data-search-page]');
  const toggle = page ? searchPage(page) : searchDialog();
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  opener.querySelector('kbd').textContent = mac ? '⌘ K' : 'Ctrl K';
  opener.setAttribute('aria-keyshortcuts', mac ? 'Meta+K' : 'Control+K');
  if (!page) opener.setAttribute('aria-haspopup', 'dialog');

  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    toggle();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key?.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    if (event.altKey || event.shiftKey) return;
    const elsewhere = event.target.closest('input, textarea, select, [contenteditable]');
    if (elsewhere && !elsewhere.classList.contains('search-input')) return;
    event.preventDefault();
    toggle();
  });
})();
