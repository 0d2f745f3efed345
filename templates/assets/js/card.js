// The card of a name or a citation: shown beside a link on which the pointer rests, or at
// once where the keyboard arrives. All cards of a page stand hidden at its end (.cards).
// Without this script, and under a finger, the links are plain links.
(() => {
  'use strict';

  const LINKS = 'a[data-entity], a[data-cite]';
  const HELD = ':hover, :focus-visible';
  const KEY = 'briefing:cards';
  // ms on a link before its card opens, and off both before it closes
  const REST = 350;
  const GRACE = 300;
  // px to the link and to the edges of the window
  const GAP = 8;
  // 45 words: what the page gives of the passages of other pages, too
  const CUT = /^((\S+\s+){44}\S+?)[,;:]?\s.*/s;

  const find = (selector) => document.querySelector(selector);
  const listen = (type, listener) => document.addEventListener(type, listener);

  const store = find('.cards');
  // The last line of each card. It leads where the link leads at which the focus stays, so
  // it is no stop of its own; who hears the page hears the card as the link's description.
  const open = document.createElement('a');
  open.tabIndex = -1;
  // The open card, its link, and whether that has been in the window since.
  let card;
  let link;
  let seen;
  let timer;
  // Where "off" is kept; a browser that keeps nothing forgets it with the page.
  let kept = {};
  try {
    kept = localStorage;
  } catch {}

  /**
   * Sets the card above its link, or below it where that has no room; never over it.
   * Returns whether the link is in the window.
   */
  const place = () => {
    const { style } = card;
    const { top, bottom, left } = link.getBoundingClientRect();
    const above = top - 2 * GAP;
    style.maxHeight = `min(60vh, ${Math.max(above, innerHeight - bottom - 2 * GAP)}px)`;
    const { offsetHeight, offsetWidth } = card;
    const most = document.body.clientWidth - offsetWidth - GAP;
    style.left = `${Math.max(GAP, Math.min(left, most))}px`;
    style.top = `${scrollY + (offsetHeight > above ? bottom + GAP : top - offsetHeight - GAP)}px`;
    return bottom > 0 && top < innerHeight;
  };

  const hide = () => {
    if (!card) return;
    link.removeAttribute('aria-describedby');
    card.id = card.className = '';
    card = null;
    store.hidden = true;
  };

  const show = (target) => {
    hide();
    link = target;
    const { entity, cite } = link.dataset;
    card = kept[KEY] ? null : find(`[data-card="${entity ?? cite}"]`);
    if (!card) return;
    // A passage of this very page is not in it twice.
    const text = card.querySelector('p:empty');
    if (text) text.textContent = find(`[data-passage="${cite}"]`).textContent.replace(CUT, '$1…');
    open.href = link.href;
    open.textContent = `open ${cite ? 'passage' : 'page'}`;
    card.append(open);
    card.className = 'card';
    card.id = 'part:card';
    link.setAttribute('aria-describedby', card.id);
    store.hidden = false;
    seen = place();
  };

  /** Closes the card in a while, unless the pointer or the focus is then on it or its link. */
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (card && !link.matches(HELD) && !card.matches(HELD)) hide();
    }, GRACE);
  };

  listen('pointerout', leave);
  listen('focusout', leave);
  listen('pointerover', ({ target, pointerType }) => {
    const over = target.closest(LINKS);
    if (!over || (card && over === link) || pointerType === 'touch') return;
    clearTimeout(timer);
    timer = setTimeout(show, REST, over);
  });
  listen('focusin', ({ target }) => {
    if (target.matches(`:is(${LINKS}):focus-visible`)) show(target);
  });
  listen('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  // Not sooner: a link that gets the focus may have a long way into the window.
  listen('scrollend', () => {
    if (!card) return;
    if (place()) seen = true;
    else if (seen) hide();
  });

  const toggle = document.createElement('button');
  toggle.className = 'card-switch';
  const label = () => {
    toggle.textContent = `Cards: ${kept[KEY] || 'on'}`;
  };
  toggle.onclick = () => {
    kept[KEY] = kept[KEY] ? '' : 'off';
    hide();
    label();
  };
  label();
  find('.colophon').append(toggle);
})();
