// Light, dark, or as the system has it. What was chosen is applied by the few words in the
// head of each page, before its first line is drawn; here it can be changed.

addSwitch('theme', ['', 'light', 'dark'], (theme) => {
  if (theme) html.dataset.theme = theme;
  else delete html.dataset.theme;
});
