// The card of a name or a citation: shown beside a link on which the pointer rests, or at
// once where the keyboard arrives. All cards of a page stand hidden at its end (.cards).
// Without this script, and under a finger, the links are plain links.
{
  const LINKS = 'a[data-entity], a[data-cite]';
  const HELD = ':hover, :focus-visible';
  // ms on a link before its card opens, and off both before it closes
  const REST = 350;
  const GRACE = 300;
  // px to the link and to the edges of the window
  const GAP = 8;
  // 30 words: what the page gives of the passages of other pages, too
  const CUT = /^((\S+\s+){29}\S+?)[,;:]?\s.*/s;

  const store = find('.cards');
  // The last line of each card. It leads where the link leads at which the focus stays, so
  // it is no stop of its own; who hears the page hears the card as the link's description.
  const open = make('a', { tabIndex: -1 });
  // Whether cards are wanted, and whether the Tab key was pressed last; the open card, its
  // link, and whether that has been in the window since.
  let off;
  let tabbed;
  let card;
  let link;
  let seen;
  let timer;

  /**
   * Sets the card above the link's first line, or below its last where that has no room;
   * never over it. Returns whether the link is in the window.
   */
  const place = () => {
    const { style } = card;
    const lines = [...link.getClientRects()];
    const { top } = lines[0];
    const { bottom } = lines.at(-1);
    const above = top - 2 * GAP;
    style.maxHeight = `min(60vh, ${Math.max(above, innerHeight - bottom - 2 * GAP)}px)`;
    const { offsetHeight, offsetWidth } = card;
    const below = offsetHeight > above;
    // The parts of a link that stand on that line begin with the first of them.
    const line = lines.at(-below).top;
    const { left, right } = lines.find((part) => part.top === line);
    const start = html.dir === 'rtl' ? right - offsetWidth : left;
    const most = html.clientWidth - offsetWidth - GAP;
    style.left = `${Math.max(GAP, Math.min(start, most))}px`;
    style.top = `${scrollY + (below ? bottom + GAP : top - offsetHeight - GAP)}px`;
    return bottom > 0 && top < innerHeight;
  };

  const hide = () => {
    if (!card) return;
    link.removeAttribute('aria-describedby');
    open.remove();
    card.style = '';
    card.id = card.className = '';
    card = null;
    store.hidden = true;
  };

  const show = (target) => {
    hide();
    link = target;
    const { entity, cite } = link.dataset;
    card = off ? null : find(`[data-card="${entity ?? cite}"]`);
    if (!card) return;
    // A passage of this very page is not in it twice.
    const text = find('p:empty', card);
    if (text) text.textContent = find(`[data-passage="${cite}"]`).textContent.replace(CUT, '$1…');
    open.href = link.href;
    open.textContent = WORDS[cite ? 'card-passage' : 'card-page'];
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

  /** Sets the card where its link now is, and closes it where that has left the window. */
  const follow = () => {
    if (!card) return;
    if (place()) seen = true;
    else if (seen) hide();
  };

  listen('pointerout', leave);
  listen('focusout', leave);
  listen('pointerover', ({ target, pointerType }) => {
    const over = target.closest(LINKS);
    if (!over || (card && over === link) || pointerType === 'touch') return;
    clearTimeout(timer);
    timer = setTimeout(show, REST, over);
  });
  // A link to a spot gives its focus to the name there, which is to be read, not covered.
  listen('focusin', ({ target }) => {
    const arrived = !tabbed && target.matches(':target');
    if (target.matches(`:is(${LINKS}):focus-visible`) && !arrived) show(target);
  });
  listen('keydown', ({ key }) => {
    tabbed = key === 'Tab';
    if (key === 'Escape') hide();
  });
  // Not sooner: a link that gets the focus may have a long way into the window.
  listen('scrollend', follow);
  addEventListener('resize', follow);
  addEventListener('beforeprint', hide);

  addSwitch('cards', ['', 'off'], (state) => {
    off = state;
    hide();
  });
}
