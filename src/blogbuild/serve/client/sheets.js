// What the page shows and does not hold itself.
// Style sheets change without a flash: the new one loads beside the old one, which goes when it has come.

const heirs = new WeakMap(); // a link → the one that takes its place

const heirOf = (node) => {
  while (heirs.has(node)) node = heirs.get(node);
  return node;
};
const isOwn = (link) => new URL(link.href).origin === location.origin;
const allSheets = () => [...document.querySelectorAll("link[rel~=stylesheet][href]")];
const ownSheets = () => allSheets().filter((link) => isOwn(link) && !heirs.has(link));

function swapSheet(old, href) {
  if (old.href === new URL(href, document.baseURI).href) return;
  const fresh = old.cloneNode();
  fresh.href = href;
  // A sheet that does not load leaves the old one; of several on their way, one that comes ends those before.
  fresh.onload = () => {
    const sheets = allSheets();
    const before = sheets.slice(0, sheets.indexOf(fresh));
    for (const link of before) if (heirOf(link) === heirOf(fresh)) link.remove();
  };
  heirs.set(old, fresh);
  old.after(fresh);
}

/** The address with a query that no cache has seen. */
function anew(href) {
  const address = new URL(href);
  address.searchParams.set("again", String(performance.now()));
  return address.href;
}

function imports(sheet, path) {
  const rules = [...(sheet?.cssRules ?? [])].filter((rule) => rule instanceof CSSImportRule);
  return rules.some(({ href, styleSheet }) => pathOf(styleSheet?.href ?? href) === path || imports(styleSheet, path));
}

/** The sheet at `path` is now the one at `href`; a sheet that imports it is loaded again. */
function changeSheet({ href, path }) {
  for (const link of ownSheets())
    if (pathOf(link.href) === pathOf(path)) swapSheet(link, href);
    else if (imports(link.sheet, pathOf(path))) swapSheet(link, anew(link.href));
}

const reloadSheets = () => ownSheets().forEach((link) => swapSheet(link, anew(link.href)));

/** The picture at `path` is now the one at `href`. */
function changePicture({ href, path }) {
  for (const image of document.images) if (image.src && pathOf(image.src) === pathOf(path)) image.src = href;
}
