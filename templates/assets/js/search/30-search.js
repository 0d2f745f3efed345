// The page search/?q=, and the dialog on every other page.

/** The address at which a search can be shared. */
const addressOf = (asked) => {
  const url = new URL(opener.href);
  if (asked) url.searchParams.set('q', asked);
  return url;
};

/** Takes ?q= from the address and keeps it there, so that it can be shared. */
const searchPage = (element) => {
  element.hidden = false;
  const { input, choose } = panel(element, find('#a-z'), (asked) => {
    history.replaceState(null, '', addressOf(asked));
  });
  input.value = new URLSearchParams(location.search).get('q') ?? '';
  if (input.value) choose('', FIRST);
  return () => input.focus();
};

/** Builds the dialog; the returned function opens or closes it. */
const searchDialog = () => {
  const whole = make('a', { href: opener.href }, say('whole'));
  const dialog = make('dialog', { className: 'search-dialog', ariaLabel: say('label') },
    make('search', { className: 'search-panel' },
      make('form', {},
        make('button', {
          className: 'search-close', type: 'button', ariaLabel: say('close'), onclick: () => dialog.close(),
        }, '×'),
        make('label', { className: 'search-label' }, say('label'), make('input', {
          className: 'search-input', autocomplete: 'off', spellcheck: false,
        }))),
      make('p', { className: 'search-status', role: 'status' }),
      make('div', { className: 'search-results' }),
      make('p', { className: 'search-keys' }, make('span', {}, say('keys')), whole, everything())));
  document.body.append(dialog);
  const { input } = panel(dialog, null, (asked) => {
    whole.href = addressOf(asked);
  });

  dialog.onclick = ({ target }) => {
    if (target === dialog || target.closest('a')?.hash) dialog.close();
  };
  // Tab goes round: the browser's own bar is not part of the dialog.
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab') return;
    const stops = findAll('input, a, button', dialog);
    if (event.shiftKey) stops.reverse();
    if (document.activeElement !== stops.at(-1)) return;
    event.preventDefault();
    stops[0].focus();
  });

  return () => {
    if (dialog.open) return dialog.close();
    // Closed, it gives the focus back to what had it: to the opener, if nothing had.
    if (document.activeElement === document.body) opener.focus({ preventScroll: true });
    dialog.showModal();
    input.select();
    // a failure is told when something is searched
    pagefind().catch(() => {});
  };
};

const element = find('[data-search-page]');
briefing.toggle = element ? searchPage(element) : searchDialog();
