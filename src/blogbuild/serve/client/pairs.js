// Which node of a page's new HTML is which node of its old HTML.

const BY_WEIGHT = 10_000; // pairs worth comparing one by one; longer lists are paired by equality alone
const WORTH_MOVING = 60; // characters; less is made anew
const FEW = 50; // elements among which one that moved and changed is sought
const OPAQUE = "noscript, template";

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const isBlank = (node) => !isElement(node) && !node.data.trim();
const pathOf = (address) => new URL(address, document.baseURI).pathname;
const isSheet = (node) => node.nodeName === "LINK" && node.relList.contains("stylesheet") && node.hasAttribute("href");

/** What two elements of one name must have in common to be the same one. */
const KEYS = {
  LINK: (link) => link.getAttribute("rel") + (isSheet(link) ? pathOf(link.getAttribute("href")) : link.type),
  META: (meta) => ["name", "property", "http-equiv", "media"].map((name) => meta.getAttribute(name)).join(),
  SCRIPT: (script) => [script.type, script.getAttribute("src"), script.text].join(),
  INPUT: (input) => [input.type, input.name].join(),
  IFRAME: (frame) => frame.getAttribute("src"),
};

/** A node of a list that is being compared, with what the comparison needs of it: dear things when they are needed. */
class Trait {
  #words;
  #html;

  constructor(node) {
    this.node = node;
    this.key = [node.nodeName, node.id, isElement(node) ? KEYS[node.nodeName]?.(node) : ""].join();
    this.isSole = false; // of its key in its list
  }

  get html() {
    return (this.#html ??= isElement(this.node) ? this.node.outerHTML : this.node.data);
  }

  get words() {
    const text = () => this.node.textContent.slice(0, 4_000).match(/\S+/g) ?? [];
    return (this.#words ??= new Set([...text(), ...this.#names()]));
  }

  #names() {
    const named = isElement(this.node) ? this.node.querySelectorAll("[name], [src]") : [];
    return [...named].map((one) => one.name ?? one.src);
  }
}

function traitsOf(nodes) {
  const traits = nodes.map((node) => new Trait(node));
  for (const [only, ...others] of Map.groupBy(traits, ({ key }) => key).values()) only.isSole = !others.length;
  return traits;
}

/** How much speaks for it that `a` has become `b`; 0 when it cannot be. */
function likeness(a, b) {
  if (a.key !== b.key) return 0;
  if (isBlank(a.node) || isBlank(b.node)) return 0.1;
  if (a.isSole && b.isSole) return 2;
  if (a.html === b.html) return 4;
  let shared = 0;
  for (const word of a.words) if (b.words.has(word)) shared += 1;
  const dice = (2 * shared) / (a.words.size + b.words.size || 1);
  return 0.2 + dice + (a.node.id ? 2 : 0) + (a.node.className === b.node.className ? 0.2 : 0);
}

/** The pairs of two lists that keep their order, the likest together. */
function likest(a, b) {
  const width = b.length + 1;
  const best = new Float64Array((a.length + 1) * width);
  const weights = new Float64Array(a.length * b.length);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const weight = (weights[i * b.length + j] = likeness(a[i], b[j]));
      const paired = weight ? weight + best[(i + 1) * width + j + 1] : 0;
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const weight = weights[i * b.length + j];
    const isPair = weight && best[i * width + j] === weight + best[(i + 1) * width + j + 1];
    if (isPair) pairs.push([a[i++].node, b[j++].node]);
    else if (best[i * width + j] === best[(i + 1) * width + j]) i += 1;
    else j += 1;
  }
  return pairs;
}

/** As `likest` for lists that are long: only what is equal, greedily from the front. */
function equals(a, b) {
  let next = 0;
  const places = Map.groupBy(a.keys(), (place) => a[place].html);
  return b.flatMap(({ html, node }) => {
    const place = places.get(html)?.find((candidate) => candidate >= next);
    if (place === undefined) return [];
    next = place + 1;
    return [[a[place].node, node]];
  });
}

/** The pairs of two lists of siblings: the ends that are equal first, for an edit is mostly in one place. */
function aligned(a, b) {
  const pairs = [];
  let [start, endA, endB] = [0, a.length, b.length];
  while (start < endA && start < endB && a[start].isEqualNode(b[start])) pairs.push([a[start], b[start++]]);
  while (start < endA && start < endB && a[endA - 1].isEqualNode(b[endB - 1])) pairs.push([a[--endA], b[--endB]]);
  const [restA, restB] = [traitsOf(a.slice(start, endA)), traitsOf(b.slice(start, endB))];
  return pairs.concat((restA.length * restB.length > BY_WEIGHT ? equals : likest)(restA, restB));
}

const within = (node) => (isElement(node) ? [node, ...node.querySelectorAll("*")] : [node]);

/**
 * The old node of every new node that has one (`old`), the old nodes that the server put elsewhere (`moved`), and the
 * roots of what is gone (`lost`) and new (`added`). What has not changed goes over into the new tree as it is, so that
 * an edit costs what it changed and not what the page holds.
 */
function pairsOf(before, after) {
  const found = { old: new Map(), moved: new Set(), lost: new Set(), added: new Set() };

  const pair = (a, b) => {
    const isSame = a.isEqualNode(b);
    found.old.set(isSame ? a : b, a);
    if (isSame) return b.replaceWith(a);
    if (!isElement(a) || a.matches(OPAQUE)) return;
    const pairs = aligned([...a.childNodes], [...b.childNodes]);
    const [kept, known] = [new Set(pairs.map(([one]) => one)), new Set(pairs.map(([, other]) => other))];
    for (const child of a.childNodes) if (!kept.has(child)) found.lost.add(child);
    for (const child of b.childNodes) if (!known.has(child)) found.added.add(child);
    for (const [one, other] of pairs) pair(one, other);
  };
  pair(before.documentElement, after.documentElement);
  if (found.lost.size && found.added.size) reunite(found, pair);
  return found;
}

/** Finds what is new again among what is gone: it has moved, into another parent too. */
function reunite(found, pair) {
  const gone = [...found.lost].flatMap(within).filter(isElement);
  const byHtml = Map.groupBy(gone.filter((node) => node.outerHTML.length >= WORTH_MOVING), (node) => node.outerHTML);
  const byId = Map.groupBy(gone.filter((node) => node.id), (node) => `${node.nodeName}#${node.id}`);
  const taken = new Set();
  const roots = [...found.lost].filter(isElement).slice(0, FEW).map((node) => new Trait(node));

  const like = (b) => {
    const sought = new Trait(b);
    const alike = roots.map((root) => [likeness(root, sought), root.node]).filter(([weight]) => weight > 1);
    return alike.sort(([one], [other]) => other - one).map(([, node]) => node);
  };
  const take = (a, b) => {
    for (const node of within(a)) taken.add(node);
    for (let above = a.parentNode; above; above = above.parentNode) taken.add(above);
    found.lost.delete(a);
    found.added.delete(b);
    found.moved.add(a);
    pair(a, b);
  };
  const seek = (b) => {
    if (!isElement(b)) return;
    const candidates = byHtml.get(b.outerHTML) ?? byId.get(`${b.nodeName}#${b.id}`) ?? like(b);
    const a = candidates.find((node) => !taken.has(node));
    if (a) take(a, b);
    else [...b.children].forEach(seek);
  };
  [...found.added].forEach(seek);
}
