// What opens the search: a click on its link, or Ctrl K. The search itself is a script of its
// own. The search page has it from the start; other pages fetch it when a reader is about to
// ask for it, and from disk, where nothing can be fetched, the link leads to that page.

const opener = find('a[data-search]');

// What the script of the search uses of this one. It adds `toggle`, which opens and closes.
window.briefing = {
  html, find, findAll, make, onDisk, opener, root: new URL('../', document.currentScript.src),
};

if (opener) {
  const fetched = async () => {
    if (!briefing.toggle && !onDisk) await import(new URL(opener.dataset.search, location).href);
  };

  const toggle = async () => {
    if (opener.ariaBusy) return;
    opener.ariaBusy = 'true';
    await fetched().catch(() => {
      opener.textContent = WORDS['search-failed'];
    });
    opener.ariaBusy = null;
    if (briefing.toggle) briefing.toggle();
    else location.assign(opener.href);
  };

  opener.onpointerover = opener.onfocus = () => fetched().catch(() => {});

  opener.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle();
  };

  listen('keydown', (event) => {
    if (event.key?.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    if (event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
    const elsewhere = event.target.closest('input, textarea, select, [contenteditable]');
    if (elsewhere && !elsewhere.matches('.search-input')) return;
    event.preventDefault();
    toggle();
  });

  const mac = /Mac|iP/.test(navigator.platform);
  if (mac) find('kbd', opener).textContent = '⌘ K';
  opener.ariaKeyShortcuts = mac ? 'Meta+K' : 'Control+K';
  if (!onDisk && !find('[data-search-page]')) opener.ariaHasPopup = 'dialog';
}
