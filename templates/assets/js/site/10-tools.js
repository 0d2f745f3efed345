// What the other scripts share. The files of this folder are joined to one in the order of
// their names: one scope, which begins with LANGUAGE and WORDS, the words that it says.

const html = document.documentElement;

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const listen = (type, listener) => document.addEventListener(type, listener);

/** An element with properties and children; strings become text. */
const make = (tag, props, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};

/** A switch at the end of the page: a button that says its state and takes it one further. */
const addSwitch = (name, states, apply) => {
  const key = `briefing:${name}`;
  const button = make('button', { className: `${name}-switch` });
  // "" is the first state of every switch, and nothing is kept of it. A browser that keeps
  // nothing at all forgets the others with the page.
  let state;
  const show = (wanted) => {
    state = states.includes(wanted) ? wanted : '';
    button.textContent = WORDS[name + (state && `-${state}`)];
    apply(state);
  };
  const read = () => {
    let kept;
    try {
      kept = localStorage[key];
    } catch {}
    show(kept);
  };
  button.onclick = () => {
    show(states[(states.indexOf(state) + 1) % states.length]);
    try {
      if (state) localStorage[key] = state;
      else delete localStorage[key];
    } catch {}
  };
  // Another tab of the site was told to change.
  addEventListener('storage', read);
  read();
  find('.switches').append(button);
};
find('.colophon').append(make('p', { className: 'switches' }));
