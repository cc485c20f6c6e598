// Makes of the page that is shown the page that the server has now. Only what differs between the server's old and its
// new HTML is touched: what the reader or a script of the page has changed since stays.

/** The server's HTML that is shown, and the live node of each of its nodes. */
class Shown {
  constructor(live) {
    this.tree = live.cloneNode(true);
    this.live = new WeakMap();
    this.known = new WeakSet();
    this.#follow(this.tree, live);
  }

  /** Take the HTML as the server sent it: what scripts have done to the page before we looked is not the server's. */
  rebase(tree) {
    const { old, lost } = pairsOf(this.tree, tree);
    for (const node of [...lost].flatMap(within)) this.known.delete(this.live.get(node));
    for (const [node, before] of old) this.#tie(node, this.live.get(before));
    this.tree = tree;
  }

  /** Whether a script that the page has run was edited: only a reload runs it again. */
  hasRun({ lost, added }) {
    const paths = (nodes) => [...nodes].flatMap(within).filter((node) => node.nodeName === "SCRIPT" && node.src);
    const run = new Set(paths(lost).map((script) => pathOf(script.getAttribute("src"))));
    return paths(added).some((script) => run.has(pathOf(script.getAttribute("src"))));
  }

  /** Whether the node stays in the page when it becomes that of the `pairs`. */
  stays(node, { leaving }) {
    return this.known.has(node) && !leaving.has(node) && !heirs.has(node);
  }

  /** What becomes of the page with the `tree`. */
  plan(tree) {
    const pairs = pairsOf(this.tree, tree);
    const leaving = new Set([...pairs.lost, ...pairs.moved].map((node) => this.live.get(node)).filter(Boolean));
    return { tree, ...pairs, leaving };
  }

  /** The live elements that changed. */
  become(plan) {
    const roots = new Set();
    this.#update(plan.tree.documentElement, { ...plan, roots });
    for (const node of plan.lost) this.#remove(this.live.get(node), roots);
    this.tree = plan.tree;
    return [...roots].filter((node) => node.isConnected && !roots.has(node.parentElement));
  }

  #tie(node, live) {
    if (!live) return;
    this.live.set(node, live);
    this.known.add(live);
  }

  #follow(node, live) {
    this.#tie(node, live);
    for (let i = 0; i < node.childNodes.length; i++) this.#follow(node.childNodes[i], live.childNodes[i]);
  }

  /** The live node of a new node; none where a script took it out of the page. */
  #update(node, plan) {
    const before = plan.old.get(node);
    if (!before) return this.#make(node, plan);
    const live = heirOf(this.live.get(before));
    if (!live || node === before) return live ?? null;
    this.#tie(node, live);
    if (!isElement(node)) rewrite(live, before.data, node.data, plan.roots);
    else if (node.matches(OPAQUE)) before.isEqualNode(node) || (live.innerHTML = node.innerHTML);
    else {
      adjust(live, before, node, plan.roots);
      if (node.hasChildNodes() || before.hasChildNodes()) this.#arrange(live, node.childNodes, plan);
    }
    if (heirs.has(live)) this.#tie(node, heirOf(live));
    return heirOf(live);
  }

  #make(node, plan) {
    const live = node.nodeName === "SCRIPT" ? script(node) : document.importNode(node, node.nodeName === "TEMPLATE");
    this.#tie(node, live);
    // A parser that runs no scripts has made elements of what is text to one that does.
    if (node.nodeName === "NOSCRIPT") live.textContent = node.innerHTML;
    else if (node.nodeName !== "SCRIPT") this.#arrange(live, node.childNodes, plan);
    return live;
  }

  /** Puts the children in order; what is not the server's stays behind what it stands behind. */
  #arrange(parent, nodes, plan) {
    let cursor = parent.firstChild;
    for (const node of nodes) {
      const before = plan.old.get(node);
      const moves = plan.moved.has(before);
      const present = heirOf(this.live.get(before));
      while (cursor && cursor !== present && !this.stays(cursor, plan)) cursor = cursor.nextSibling;
      const live = this.#update(node, plan);
      while (heirs.has(cursor)) cursor = cursor.nextSibling;
      // What a script took out of the page or put elsewhere in it stays so.
      if (!live || (before && !moves && live.parentNode !== parent)) continue;
      if (cursor === live) cursor = live.nextSibling;
      else put(parent, live, cursor);
      plan.leaving.delete(live);
      if (!before || moves) plan.roots.add(isElement(live) ? live : parent);
    }
  }

  #remove(live, roots) {
    if (!live?.parentNode) return;
    // What a script has put behind an element belongs to it.
    while (isElement(live) && live.nextElementSibling === live.nextSibling && isLoose(live.nextSibling, this.known))
      live.nextSibling.remove();
    if (isElement(live.parentNode)) roots.add(live.parentNode);
    live.remove();
  }
}

const isLoose = (node, known) => node && node.localName !== HOST && !known.has(node);

/** The node goes before `next`, and what it plays, shows or holds goes on where the browser can do that. */
function put(parent, node, next) {
  if (node.isConnected && parent.isConnected && parent.moveBefore) parent.moveBefore(node, next);
  else parent.insertBefore(node, next);
}

/** A script that runs: one out of a parsed document does not. */
function script(node) {
  const live = document.createElement("script");
  for (const { name, value } of node.attributes) live.setAttribute(name, value);
  live.async = node.hasAttribute("async");
  live.text = node.text;
  return live;
}

/** The text that differs is replaced and no more, so that a selection around it stays. */
function rewrite(live, before, after, roots) {
  if (before === after) return;
  if (live.data !== before) live.data = after;
  else {
    const shorter = Math.min(before.length, after.length);
    let [start, end] = [0, 0];
    while (start < shorter && before[start] === after[start]) start += 1;
    while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    live.replaceData(start, before.length - start - end, after.slice(start, after.length - end));
  }
  if (live.parentElement) roots.add(live.parentElement);
}

/** The attributes that differ; of a `class` to which a script has added, the names that do. */
function adjust(live, before, after, roots) {
  const names = new Set([...before.getAttributeNames(), ...after.getAttributeNames()]);
  for (const name of names) {
    const [was, is] = [before.getAttribute(name), after.getAttribute(name)];
    if (was === is) continue;
    if (name === "class" && live.getAttribute(name) !== was) {
      live.classList.remove(...[...before.classList].filter((one) => !after.classList.contains(one)));
      live.classList.add(...[...after.classList].filter((one) => !before.classList.contains(one)));
    } else if (name === "href" && isSheet(after)) swapSheet(live, is);
    else if (is === null) live.removeAttribute(name);
    else live.setAttributeNS(after.getAttributeNode(name).namespaceURI, name, is);
    roots.add(live);
  }
}
