// The preview of one page: it becomes what the server says it is.

const tag = document.currentScript ?? document.querySelector('script[src*="/-/blogbuild/client.js"]');
const near = (name, query = {}) => new URL(`${name}?${new URLSearchParams(query)}`, tag.src).href;
const homeAddress = new URL("../..", tag.src).href;
const panel = new Panel();

let shown; // the page as the server sent it
let digest = tag.dataset.digest ?? ""; // of what is shown
let wanted = digest; // of what shall be shown
let renewing = null;
let wasAway = false;

/** What the server has now for this page; null when it does not answer, or with another page. */
async function fetched() {
  const answer = await fetch(location.pathname + location.search, { cache: "no-store" }).catch(() => null);
  if (!answer || answer.status >= 500 || !answer.headers.get("Content-Type")?.startsWith("text/html")) return null;
  const tree = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = tree.querySelector('script[src*="/-/blogbuild/client.js"]');
  return theirs?.dataset.page === tag.dataset.page ? { tree, ...theirs.dataset } : null;
}

function morph(page) {
  const plan = shown.plan(page.tree);
  if (shown.hasRun(plan)) return location.reload();
  inPlace((node) => shown.stays(node, plan), () => {
    const roots = shown.become(plan);
    digest = page.digest;
    if (roots.length) document.dispatchEvent(new CustomEvent("blogbuild:morphed", { detail: { roots } }));
  });
}

/** Shows what the server has; changes that come meanwhile are shown by the same run. */
async function renew() {
  let asked;
  do {
    asked = wanted;
    const page = await fetched();
    if (page) morph(page);
  } while (asked !== wanted);
}

function want(newer) {
  wanted = newer;
  if (wanted === digest || renewing) return;
  // A page that we cannot follow is loaded anew.
  renewing = ready
    .then(renew)
    .catch((fault) => {
      console.error("blogbuild", fault);
      location.reload();
    })
    .finally(() => (renewing = null));
}

function gone() {
  const home = make("a", { href: homeAddress }, words().home);
  panel.notify("gone", words().gone, words().goneText, { actions: [home] });
}

const HEARD = {
  hello({ digest: current, problems }) {
    panel.dismiss("away");
    if (wasAway) reloadSheets();
    wasAway = false;
    panel.tell(problems);
    if (current) HEARD.page({ digest: current });
    else if (digest) gone();
  },
  page({ digest: current }) {
    panel.dismiss("gone");
    want(current);
  },
  style: changeSheet,
  picture: changePicture,
  elsewhere({ url, title, follow }) {
    if (follow) location.assign(url);
    else panel.notify("elsewhere", words().elsewhere, title, { actions: [make("a", { href: url }, words().go)] });
  },
  problems: ({ problems }) => panel.tell(problems),
  gone,
  missed: () => (wasAway = true),
  away() {
    if (wasAway) panel.notify("away", words().away, words().awayText);
    wasAway = true;
  },
};

/** The page as the parser made it: before the scripts of the page that wait for it. */
const parsed = new Promise((done) => {
  const look = () => document.readyState === "loading" || done();
  document.addEventListener("readystatechange", look);
  look();
});

/** What scripts have done even before is not the server's: soon its own HTML takes the place of what we saw. */
const ready = parsed.then(async () => {
  shown = new Shown(document);
  listen(() => near("events", { page: tag.dataset.page, digest }), (event, data) => HEARD[event](data));
  const page = await fetched();
  if (page?.digest === digest) shown.rebase(page.tree);
});

async function renewToken() {
  const page = await fetched();
  if (page) tag.dataset.token = page.token;
  return page !== null;
}

async function saveImages(images) {
  const address = near("image", { source: tag.dataset.source });
  for (const image of images) await saveImage(image, address, tag, renewToken, panel);
}

takeImages(() => tag.dataset.source?.startsWith("content/"), saveImages, panel);
