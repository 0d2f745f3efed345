// What browser tests measure in a page: an object of functions, each of which returns
// findings as strings. served.py evaluates it in the page, where it leaves no trace.
(() => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  /** "a.cite “¶3”": enough to find it by. */
  function name(element) {
    const words = (element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${element.localName}${element.id && `#${element.id}`}${element.className && `.${element.className}`} “${words}”`;
  }

  /** All text nodes that have something to read, but those of drawings, which have their own tests. */
  function* texts(root = document.body) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (node.data.trim() && shown(element) && !element.closest('svg')) yield node;
    }
  }

  function rects(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((rect) => rect.width && rect.height);
  }

  // --- colours ------------------------------------------------------------------------

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** Any CSS colour as [red, green, blue, alpha], 0 to 255 and 0 to 1. */
  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }

  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));

  /** The colour behind an element: every background below it, laid over one another. */
  function behind(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  }

  /** Relative luminance, WCAG 2.2. */
  function luminance(colour) {
    const [r, g, b] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** The contrast of a colour, laid over another, with that. */
  function apart(colour, below) {
    const [a, b] = [over(colour, below), below].map(luminance);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  const contrast = (element) => apart(rgba(getComputedStyle(element).color), behind(element));

  /** The number of characters in each line of the article's passages but their last. */
  function fullLines() {
    return [...document.querySelectorAll('[data-passage]')].flatMap((passage) => {
      const lines = new Map();
      for (const node of texts(passage)) {
        for (let index = 0; index < node.length; index += 1) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + 1);
          const top = Math.round(range.getBoundingClientRect().bottom / 12);
          lines.set(top, (lines.get(top) ?? 0) + 1);
        }
      }
      return [...lines.values()].slice(0, -1);
    });
  }

  return {
    /** Elements and lines of text that reach out of the window to a side, unless scrolled. */
    overflow() {
      const width = document.documentElement.clientWidth;
      const out = (rect) => rect.width > 0 && (rect.left < -1 || rect.right > width + 1);
      const inBox = (element) => element.closest('pre, .scroll') !== null
        || element.parentElement.closest('svg') !== null;
      const boxes = [...document.body.querySelectorAll('*')]
        .filter((element) => shown(element) && !inBox(element) && out(element.getBoundingClientRect()));
      const lines = [...texts()].filter((node) => !inBox(node.parentElement) && rects(node).some(out));
      return [...boxes, ...lines.map((node) => node.parentElement)].map(name);
    },

    /** Lines of text that lie over one another. */
    collisions() {
      const lines = [...texts()].flatMap((node) => rects(node).map((rect) => ({ node, rect })));
      const clash = (a, b) => a.right - b.left > 2 && b.right - a.left > 2
        && a.bottom - b.top > a.height * 0.6 && b.bottom - a.top > b.height * 0.6;
      const found = new Set();
      lines.sort((a, b) => a.rect.top - b.rect.top);
      lines.forEach((one, index) => {
        for (const two of lines.slice(index + 1)) {
          if (two.rect.top > one.rect.bottom) break;
          if (one.node !== two.node && clash(one.rect, two.rect)) {
            found.add(`${name(one.node.parentElement)} over ${name(two.node.parentElement)}`);
          }
        }
      });
      return [...found];
    },

    /** Text whose contrast is below `least`; of the running text, below `body`. */
    faint(least, body, root = 'body') {
      const running = '.passage > p[id], .prose > p, .definition';
      const elements = new Set([...texts(document.querySelector(root))].map((node) => node.parentElement));
      return [...elements]
        .map((element) => [element, contrast(element), element.matches(running) ? body : least])
        .filter(([, ratio, wanted]) => ratio < wanted)
        .map(([element, ratio]) => `${ratio.toFixed(2)} ${name(element)}`);
    },

    /** Controls under 24 px, unless they stand in a line of text or have room around them. */
    small() {
      const targets = [...document.querySelectorAll('a, button, input, summary')]
        .filter((element) => shown(element) && !element.matches('.skip'))
        .map((element) => ({ element, rect: element.getBoundingClientRect() }));
      const centre = ({ rect }) => [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
      const near = (one, two) => {
        const [x, y] = centre(one);
        const dx = Math.max(two.rect.left - x, 0, x - two.rect.right);
        const dy = Math.max(two.rect.top - y, 0, y - two.rect.bottom);
        return Math.hypot(dx, dy) < 12;
      };
      const tiny = ({ rect }) => rect.width < 23.9 || rect.height < 23.9;
      const inline = (element) => getComputedStyle(element).display === 'inline'
        && element.parentElement.textContent.trim() !== element.textContent.trim();
      return targets.filter((one) => tiny(one) && !inline(one.element)
        && targets.some((two) => two !== one && near(one, two)))
        .map(({ element, rect }) =>
          `${Math.round(rect.width)}×${Math.round(rect.height)} ${name(element)}`);
    },

    /** What moves: elements with a transition or an animation. */
    moving() {
      return [...document.querySelectorAll('*')].filter((element) => {
        const style = getComputedStyle(element);
        return style.animationName !== 'none' || !/^0s(, 0s)*$/.test(style.transitionDuration)
          || style.scrollBehavior !== 'auto';
      }).map(name);
    },

    /** The text of the page in the order in which a reader meets it. */
    reading() {
      return [...texts()].map((node) => node.data.trim()).join(' ').replace(/\s+/g, ' ');
    },

    /** The median number of characters in a full line of the article's passages. */
    measure() {
      const counts = fullLines().sort((a, b) => a - b);
      return counts[Math.floor(counts.length / 2)];
    },

    /** The number of characters in the longest line of the article's passages. */
    longest() {
      return Math.max(...fullLines());
    },

    /** Headings that skip a level, and pages without exactly one of the first. */
    levels() {
      const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(shown);
      const first = headings.filter((heading) => heading.localName === 'h1');
      const level = (heading) => Number(heading.localName[1]);
      const skipped = headings.filter((heading, index) =>
        level(heading) > (index ? level(headings[index - 1]) : 0) + 1);
      return [...skipped.map(name), ...(first.length === 1 ? [] : [`${first.length} × h1`])];
    },

    /** Text that stands above what comes before it in the source, and not beside its row. */
    backwards() {
      const found = [];
      let last;
      for (const node of texts()) {
        const [rect] = rects(node);
        if (!rect || node.parentElement.matches('.skip')) continue;
        const block = last?.node.parentElement.closest('p, li, h1, h2, h3, h4, dt, dd, nav');
        const beside = block && rect.left > block.getBoundingClientRect().left;
        if (last && rect.bottom <= last.rect.top && !beside) found.push(`${name(node.parentElement)} after ${name(last.node.parentElement)}`);
        last = { node, rect };
      }
      return found;
    },

    /** Controls whose ring, when the keyboard arrives, is thin or stands out less than `least`. */
    rings(least) {
      const found = [];
      for (const element of document.querySelectorAll('a[href], button, input, summary')) {
        if (!shown(element) && !element.matches('.skip')) continue;
        element.focus({ focusVisible: true, preventScroll: true });
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
        const ratio = apart(rgba(outlineColor), behind(element.parentElement));
        if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2 || ratio < least) {
          found.push(`${outlineStyle} ${outlineWidth} ${ratio.toFixed(2)} ${name(element)}`);
        }
        element.blur();
      }
      return found;
    },

    /** Fields and buttons with an edge, or a face, that stands out less than `least`. */
    edges(least) {
      return [...document.querySelectorAll('button, input, .button')].filter(shown).flatMap((element) => {
        const style = getComputedStyle(element);
        const below = behind(element.parentElement);
        const sides = ['top', 'right', 'bottom', 'left']
          .filter((side) => parseFloat(style.getPropertyValue(`border-${side}-width`)))
          .map((side) => apart(rgba(style.getPropertyValue(`border-${side}-color`)), below));
        const ratio = Math.max(...sides, apart([...behind(element), 1], below));
        const plain = !sides.length && ratio < 1.01 && element.textContent.trim(); // words alone
        return ratio < least && !plain ? [`${ratio.toFixed(2)} ${name(element)}`] : [];
      });
    },

    /** Controls and marks that would be lost where the reader's colours replace the page's. */
    unmarked() {
      const drawn = (element) => {
        const style = getComputedStyle(element);
        const edge = (side) => style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) > 0;
        return style.textDecorationLine.includes('underline') || style.outlineStyle !== 'none'
          || edge('Top') || edge('Bottom') || String(behind(element)) !== String(behind(element.parentElement));
      };
      const marks = document.querySelectorAll('main p a[href], button, input, .button, mark, :target');
      return [...marks].filter(shown)
        .filter((element) => ![element, ...element.children].some(drawn)).map(name);
    },

    /** Runs of Arabic letters that are not set apart, and how: language, direction, spacing. */
    arabic() {
      return [...texts()].filter((node) => /\p{Script=Arabic}/u.test(node.data)).flatMap((node) => {
        const run = node.parentElement.closest('[lang]');
        const { letterSpacing, direction, fontStyle } = getComputedStyle(node.parentElement);
        const right = run.lang.startsWith('ar') && run.dir === 'rtl' && run !== document.documentElement
          && direction === 'rtl' && ['0px', 'normal'].includes(letterSpacing) && fontStyle === 'normal';
        return right ? [] : [`${run.lang} ${direction} ${letterSpacing} ${fontStyle} ${name(node.parentElement)}`];
      });
    },

    /** How large each run of Arabic letters stands beside the Latin text around it. */
    arabicSizes() {
      const size = (element) => parseFloat(getComputedStyle(element).fontSize);
      return [...document.querySelectorAll('[lang=ar]')]
        .filter((run) => shown(run) && !run.parentElement.closest('[lang=ar]'))
        .map((run) => size(run) / size(run.parentElement));
    },

    /** Pictures whose room is not known before they come. */
    unsized() {
      return [...document.querySelectorAll('img, svg')].filter(shown)
        .filter((picture) => !picture.getAttribute('width') || !picture.getAttribute('height')).map(name);
    },
  };
})()
