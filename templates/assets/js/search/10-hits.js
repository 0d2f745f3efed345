// From Pagefind's results to hits. The files of this folder are joined to one as those of
// `site` are. It runs after that one: as a script of the search page, or when a page imports
// it. So it holds no import and no export, and takes what they share from `briefing`.

const { html, find, findAll, make, onDisk, opener, root } = briefing;
// headings shown below a hit; the kinds of pages whose headings are entries of their own
const PARTS = 3;
const MANY = ['term', 'event'];
// the share of a word's letters that a near match must begin with
const NEAR = 0.6;

// The most general tag that the browser knows the rules of, or at worst those of English.
let plural;
for (const tag of ['en', LANGUAGE.split(/[-_]/)[0], LANGUAGE]) {
  try {
    plural = new Intl.PluralRules(tag);
  } catch {}
}

/** Words with a value in their place; of a text that counts, the form for that number. */
const say = (key, value) => {
  const text = WORDS[key];
  return (text[plural.select(value)] ?? text.other ?? text).replace(/\{\w+\}/, () => value);
};

let loading;

/** Loads Pagefind once, and which kind its results are of; a failed attempt may be repeated. */
const pagefind = () => {
  loading ??= Promise.all([
    import(new URL('pagefind/pagefind.js', root).href),
    fetch(new URL('pagefind/kinds.json', root), { cache: 'no-cache' }).then((file) => file.json()),
  ]).then(async ([api, kinds]) => {
    await api.options({
      // so that the page's own policy governs it
      noWorker: true,
      excerptLength: 24,
      ranking: { metaWeights: { title: 10, aliases: 10, kind: 0, summary: 0 } },
    });
    await api.init();
    return { api, kinds };
  });
  loading.catch(() => {
    loading = null;
  });
  return loading;
};

/** Text as it is compared: no accents, no apostrophes, no case, single spaces. */
const fold = (text) => text.normalize('NFKD').replace(/[\p{M}\p{Lm}'’‘`]/gu, '').toLowerCase()
  .replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

const list = (text) => (text ?? '').split(/,\s*/).filter(Boolean);

/**
 * The hits of one page: itself, or of a page that holds many entries (the glossary, the
 * timeline) each of those that matched. A hit is {title, kind, url, excerpt, summary,
 * aliases, parts}; `parts` are the headings below which the page matched.
 */
const hitsOf = ({ url, excerpt, meta, sub_results: found }) => {
  const { kind = 'page', title, summary, aliases } = meta;
  const parts = found.filter((part) => part.url.includes('#'));
  if (!MANY.includes(kind) || !parts.length) {
    return [{ title, kind, url, excerpt, summary, aliases: list(aliases), parts: parts.slice(0, PARTS) }];
  }
  // "wilayat = provinces, wilayah | …"
  const names = new Map((aliases ?? '').split('|').map((entry) => {
    const [term, others] = entry.split(' = ');
    return [fold(term), list(others?.trim())];
  }));
  return parts.map((part) => ({
    ...part,
    kind,
    url: part.url.replace('#term:', '#'),
    aliases: names.get(fold(part.title)) ?? [],
    parts: [],
  }));
};

/** What a near match of a word must hold: the first letters, three at least; of cities, cit. */
const nearly = (word) => word.replace(/(?<=...)ies$/, '').slice(0, Math.max(3, Math.ceil(word.length * NEAR)));

/** How well a hit bears the very name: 3 its title, 2 an alias, 1 begins with it, 0 not. */
const exactness = ({ title, aliases }, query) => {
  const names = [title, ...aliases].map(fold);
  const at = names.indexOf(query);
  return at < 0 ? +names.some((name) => name.startsWith(query)) : 2 + !at;
};

/**
 * An excerpt, whose angle brackets Pagefind escapes, as text and <mark> elements. It is cut out
 * by words, and says so where it does not begin, or does not end, as a sentence does; in scripts
 * without capitals no beginning can be told from another. Where Pagefind shortened a word until
 * something matched, what is not `right` is left unmarked: of "attack" it would mark "at".
 */
const excerptOf = ({ excerpt }, right) => make('p', { className: 'hit-text' },
  /^(<mark>)?[\p{Ll}\p{Pd}\p{Pe}\p{Pf},;:.]/u.test(excerpt) ? '… ' : '',
  ...excerpt.split(/<\/?mark>/).map((piece, index) => {
    const text = piece.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    return index % 2 && right(text) ? make('mark', {}, text) : text;
  }),
  /[.!?…؟。](mark|[\p{P}\p{S}\s])*$/u.test(excerpt) ? '' : ' …');

const hitItem = (hit, query, right) => {
  const { title, url, aliases, parts, summary } = hit;
  const alias = !fold(title).includes(query) && aliases.find((name) => fold(name).includes(query));
  const item = make('li', { className: 'hit' }, make('a', { className: 'hit-title', href: url }, title));
  if (alias) item.append(' ', make('span', { className: 'hit-alias' }, say('also', alias)));
  // Who looks for a name wants to know what it is; who looks for words, where they stand.
  if (hit.exact && summary) item.append(make('p', { className: 'hit-text' }, summary));
  else if (!parts.length) item.append(excerptOf(hit, right));
  if (parts.length) {
    item.append(make('ul', { className: 'hit-parts' }, ...parts.map((part) =>
      make('li', {}, make('a', { href: part.url }, part.title), excerptOf(part, right)))));
  }
  return item;
};
