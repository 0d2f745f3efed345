// The editors' preview, in every page that `build.py serve` shows and in no site that it
// builds. It hears from the server what the page should be by now, and which mistakes the files
// hold: the main part of a page and style sheets are exchanged in place, a page that changed
// around it is loaded again where the reader was, and mistakes lie over the last good page.
// Text is only ever set as text.
(() => {
  'use strict';

  // ms that mistakes, and a silence of the server, must last to be shown: a file that is
  // half saved has mistakes for a moment
  const PATIENCE = 200;
  const SILENCE = 2000;
  const KEPT = 'briefing:preview';
  // What has a state that a reader gave it, and what can have the focus.
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

  const script = document.currentScript;
  let { seen } = script.dataset;
  const { frame } = script.dataset;

  const make = (tag, props, ...children) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  };

  // --- where the reader was ---------------------------------------------------------------

  const isLike = (element, kept) => element?.localName === kept.tag
    && (element.value !== undefined || element.textContent === kept.text);

  /** Returns what would be lost with an element: the place, what was opened, the focus in it. */
  const remember = (element) => {
    const active = element.contains(document.activeElement) ? document.activeElement : null;
    const at = [...document.querySelectorAll(FOCUSABLE)].indexOf(active);
    return {
      path: location.pathname,
      x: scrollX,
      y: scrollY,
      open: [...document.querySelectorAll('details')].map((details) => details.open),
      focus: at < 0 ? null : {
        at,
        tag: active.localName,
        text: active.textContent,
        value: active.value,
        selection: active.localName === 'input' ? [active.selectionStart, active.selectionEnd] : null,
      },
    };
  };

  const restore = (kept) => {
    const folds = [...document.querySelectorAll('details')];
    if (folds.length === kept.open.length) {
      folds.forEach((details, index) => {
        details.open = kept.open[index];
      });
    }
    const { focus } = kept;
    const target = focus && document.querySelectorAll(FOCUSABLE)[focus.at];
    if (focus && isLike(target, focus)) {
      if (focus.value && target.localName === 'input') target.value = focus.value;
      target.focus({ preventScroll: true });
      if (focus.selection?.[0] != null) target.setSelectionRange(...focus.selection);
    }
    scrollTo({ left: kept.x, top: kept.y, behavior: 'instant' });
  };

  let leaving = false;

  /** Loads the page again; not while a dialog is open: who types there is not disturbed. */
  const reload = () => {
    const dialog = document.querySelector('dialog[open]');
    if (dialog) {
      dialog.addEventListener('close', reload, { once: true });
      return;
    }
    if (leaving) return;
    leaving = true;
    try {
      sessionStorage[KEPT] = JSON.stringify(remember(document.body));
    } catch {}
    location.reload();
  };

  const back = () => {
    try {
      const kept = JSON.parse(sessionStorage[KEPT] ?? 'null');
      delete sessionStorage[KEPT];
      if (kept?.path !== location.pathname) return;
      restore(kept);
      // The page may get its full height only with the fonts; a reader who moved has the say.
      let moved = false;
      for (const type of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
        addEventListener(type, () => { moved = true; }, { once: true, passive: true });
      }
      document.fonts.ready.then(() => moved || restore({ ...kept, focus: null }));
    } catch {}
  };

  // --- the main part of the page --------------------------------------------------------------

  // What would not live on in another main part: scripts that know its elements, a card beside
  // one of them, and what the address points at.
  const ROOTED = 'main script, [data-search-page], .card';

  let loading;

  /** Exchanges the main part of the page, which is all that changed of it. */
  const swap = () => {
    const main = document.querySelector('main');
    if (!main || location.hash || document.querySelector(ROOTED)) {
      reload();
      return;
    }
    loading?.abort();
    // Of all ways to read a page this one is open to a script that may make no markup.
    loading = new XMLHttpRequest();
    loading.open('GET', location.href);
    loading.responseType = 'document';
    loading.onerror = reload;
    loading.onload = () => {
      const page = loading.response;
      const told = page?.querySelector('script[data-seen]')?.dataset;
      const next = page?.querySelector('main');
      if (!next || told?.frame !== frame) {
        reload();
        return;
      }
      const kept = remember(main);
      main.replaceWith(document.adoptNode(next));
      seen = told.seen;
      restore(kept);
    };
    loading.send();
  };

  // --- style sheets -------------------------------------------------------------------------

  const sheetsNow = () => [...document.head.querySelectorAll('link[rel=stylesheet]:not([data-old])')];

  /** Exchanges a style sheet; the old one goes when the new one is there, so nothing flashes. */
  const exchange = (old, href, place) => {
    const link = old.cloneNode();
    link.href = href;
    old.dataset.old = place;
    link.onload = () => {
      for (const other of document.querySelectorAll(`link[data-old="${place}"]`)) other.remove();
    };
    // One that the next edit has overtaken already is no longer there.
    link.onerror = () => 'old' in link.dataset || reload();
    old.after(link);
  };

  const dress = (hrefs) => {
    const links = sheetsNow();
    if (links.length !== hrefs.length) reload();
    else links.forEach((link, index) => {
      const { href } = new URL(hrefs[index], document.baseURI);
      if (link.href !== href) exchange(link, href, index);
    });
  };

  // --- mistakes -----------------------------------------------------------------------------

  // A shadow tree: the style sheet of the page does not reach into it, nor it out.
  const host = make('div', { id: 'briefing-preview', hidden: true });
  const root = host.attachShadow({ mode: 'open' });
  const style = make('link', { rel: 'stylesheet', href: new URL('preview.css', script.src) });
  const said = make('p', { className: 'said' });
  said.role = 'status';
  const list = make('ol', {});
  list.role = 'list';
  list.tabIndex = 0;
  list.ariaLabel = 'Mistakes';
  const close = make('button', { type: 'button' }, 'Close', make('kbd', {}, 'Esc'));
  const title = make('h2', { id: 'title' });
  const panel = make('section', { hidden: true },
    make('header', {}, title, close), list);
  panel.setAttribute('aria-labelledby', 'title');
  const badge = make('button', { type: 'button', className: 'badge', hidden: true });
  badge.ariaExpanded = 'false';
  root.append(style, said, panel, badge);

  let state = { problems: [], failed: false, fault: '' };

  const show = (open) => {
    panel.hidden = !open;
    badge.hidden = open || !title.textContent;
    badge.ariaExpanded = `${open}`;
  };

  close.onclick = () => {
    show(false);
    badge.focus();
  };
  badge.onclick = () => {
    show(true);
    list.focus();
  };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden || document.querySelector('dialog[open]')) return;
    const inside = root.activeElement;
    show(false);
    if (inside) badge.focus();
  });

  const item = ({ path, line, column, severity, code, message, hint, before, after, opens }) => {
    const place = `${path}:${line}:${column}`;
    const where = opens ? make('a', { href: opens, title: 'Open it in the editor' }, place)
      : make('span', {}, place);
    const element = make('li', { className: severity },
      make('p', { className: 'where' }, where, ' ', make('b', {}, severity), ' ', make('code', {}, code)),
      make('p', { className: 'message' }, message));
    if (before || after) {
      const [spot = ' ', ...rest] = after;
      element.append(make('pre', { dir: 'auto' }, before, make('mark', {}, spot), rest.join('')));
    }
    if (hint) element.append(make('p', { className: 'hint' }, hint));
    return element;
  };

  const counted = (number, name) => `${number} ${name}${number === 1 ? '' : 's'}`;

  /** Says how many mistakes there are; of a failure of another kind, that there is one. */
  const titleOf = ({ problems, fault }) => {
    if (fault) return 'The site cannot be made';
    const number = (severity) => problems.filter((one) => one.severity === severity).length;
    return [[number('error'), 'error'], [number('warning'), 'warning']]
      .filter(([many]) => many).map(([many, name]) => counted(many, name)).join(', ');
  };

  const telling = ({ failed }) => {
    if (!title.textContent) return '';
    if (!failed) return title.textContent;
    return `${title.textContent}. ${seen ? 'Behind it is the page as it last was.' : ''}`;
  };

  let shown = '';

  const tell = () => {
    const now = JSON.stringify([state.problems, state.failed, state.fault]);
    if (now === shown) return;
    shown = now;
    title.textContent = titleOf(state);
    badge.textContent = title.textContent;
    host.className = state.failed ? 'failed' : '';
    list.replaceChildren(...state.problems.map(item));
    if (state.fault) list.prepend(make('li', {}, make('pre', {}, state.fault)));
    said.textContent = telling(state);
    host.hidden = !title.textContent;
    // Warnings wait to be asked for, unless their list is being read.
    show(state.failed || (!panel.hidden && !host.hidden));
  };

  // --- the server ---------------------------------------------------------------------------

  let source;
  let telltale;
  let silence;
  let search;

  const speechless = () => {
    host.hidden = false;
    host.className = 'failed';
    title.textContent = badge.textContent = 'The preview has ended';
    shown = '';
    show(false);
  };

  const heard = (event) => {
    clearTimeout(telltale);
    state = JSON.parse(event.data);
    telltale = setTimeout(tell, state.failed && panel.hidden ? PATIENCE : 0);
    // Started anew with mistakes, the preview has no page to show in the place of this one.
    if (!state.page) return;
    if (state.page !== seen && state.frame !== frame) {
      reload();
      return;
    }
    if (state.page !== seen) swap();
    dress(state.sheets);
    // A search that was opened holds on to the index that it found.
    if (search === undefined || !window.briefing?.toggle) search = state.search;
    else if (search !== state.search) reload();
  };

  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${new URL('events', script.src)}?page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = heard;
    source.onopen = () => {
      clearTimeout(silence);
      silence = null;
      if (title.textContent === 'The preview has ended') tell();
    };
    source.onerror = () => {
      silence ??= setTimeout(speechless, SILENCE);
      // A browser that gave up does not try again by itself.
      if (source.readyState === EventSource.CLOSED) {
        shut();
        setTimeout(open, SILENCE);
      }
    };
  };

  const shut = () => {
    source?.close();
    source = null;
  };

  // A browser keeps few connections to one host: pages that nobody sees give theirs back.
  document.addEventListener('visibilitychange', () => (document.hidden ? shut() : open()));
  addEventListener('pagehide', shut);
  addEventListener('pageshow', open);

  back();
  document.body.append(host);
  open();
})();
