// All of ours that is seen: one element with a shadow, behind the body, which no style of the page reaches.

const HOST = "blogbuild-preview";

/** An element with its properties; a child that is empty is none. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== ""));
  return element;
}

/** The notices and the list of problems. */
class Panel {
  constructor() {
    this.problems = [];
    this.notices = make("div", { className: "notices", role: "status" });
    this.count = button("count", () => this.#open(this.problems));
    this.corner = make("aside", { className: "corner" }, this.notices, this.count);
    this.dialog = make("dialog", { onkeydown: (event) => this.#trap(event) });
    this.dialog.setAttribute("aria-labelledby", "heading");
    this.host = document.createElement(HOST);
    const shadow = this.host.attachShadow({ mode: "open" });
    shadow.append(make("style", { textContent: STYLE }), this.corner, this.dialog);
    this.#count();
  }

  /** The list of all problems; of a fatal one that is new the reader hears at once. */
  tell(problems) {
    const told = JSON.stringify(this.#fatal());
    this.problems = problems;
    const fatal = this.#fatal();
    this.#count();
    if (fatal.length && JSON.stringify(fatal) !== told) this.#open(fatal);
    else if (this.dialog.open) this.#follow(this.isWhole ? problems : fatal);
  }

  /** A notice under a `name`; it takes the place of the one that has it. */
  notify(name, label, text, { code = "", actions = [] } = {}) {
    this.dismiss(name);
    const close = button("close", () => this.dismiss(name), "×");
    close.title = close.ariaLabel = words().close;
    const said = make("div", { className: "said" }, make("p", {}, text), code && make("code", {}, code), ...actions);
    const parts = [make("span", { className: "label" }, label), said, close];
    this.notices.append(make("div", { className: "notice", id: name }, ...parts));
    this.#count();
  }

  has(name) {
    return this.notices.querySelector(`#${name}`) !== null;
  }

  dismiss(name) {
    this.notices.querySelector(`#${name}`)?.remove();
    this.#count();
  }

  #fatal() {
    return this.problems.filter(({ fatal }) => fatal);
  }

  #count() {
    this.count.textContent = tally(this.problems);
    this.count.hidden = !this.problems.length;
    this.corner.ariaLabel = words().preview;
    const isSeen = !this.count.hidden || this.notices.hasChildNodes();
    if (isSeen && !this.host.isConnected) document.documentElement.append(this.host);
    this.host.lang = words().language;
  }

  #open(problems) {
    this.isWhole = problems === this.problems;
    this.#fill(problems);
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("h2").focus();
  }

  #follow(problems) {
    if (problems.length) this.#fill(problems);
    else this.dialog.close();
  }

  #fill(problems) {
    const focused = this.#stops().indexOf(this.host.shadowRoot.activeElement);
    const fatal = problems.filter((problem) => problem.fatal);
    const rest = problems.filter((problem) => !problem.fatal);
    const close = button("close", () => this.dialog.close(), words().close, make("kbd", {}, "Esc"));
    this.dialog.replaceChildren(
      make("header", {}, make("h2", { id: "heading", tabIndex: -1 }, tally(problems)), close),
      fatal.length ? make("p", { className: "hint" }, words().hint) : "",
      make("ol", {}, ...[...fatal, ...rest].map(row)),
    );
    this.#stops().at(focused)?.focus();
  }

  #stops() {
    return [...this.dialog.querySelectorAll("h2, a[href], button, [tabindex='0']")];
  }

  /** The browser keeps the page out of reach; this keeps the focus from leaving for the browser's own buttons. */
  #trap(event) {
    if (event.key !== "Tab") return;
    const [title, ...stops] = this.#stops();
    const current = [title, ...stops].indexOf(this.host.shadowRoot.activeElement);
    const next = event.shiftKey ? current - 2 : current;
    event.preventDefault();
    stops.at(next < stops.length ? Math.max(next, -1) : 0).focus();
  }
}

const button = (className, onclick, ...children) => make("button", { type: "button", className, onclick }, ...children);

/** How many problems of either kind. */
function tally(problems) {
  const fatal = problems.filter((problem) => problem.fatal).length;
  const rest = problems.length - fatal;
  return [fatal && words().fatal(fatal), rest && words().warnings(rest)].filter(Boolean).join(" · ");
}

/** A problem as a row of the form: its kind in the rail, what is wrong beside it. */
function row({ path, line, what, mend, fatal, excerpt, edit }) {
  const where = line ? `${path}:${line}` : path;
  const label = make("span", { className: "label" }, fatal ? words().error : words().warning);
  const text = make(
    "div",
    {},
    make("h3", {}, what),
    make("p", { className: "where" }, make("code", {}, where), edit && make("a", { href: edit }, words().edit)),
    excerpt?.length ? lines(excerpt, line, words().excerpt(where)) : "",
    mend && make("p", { className: "mend" }, make("b", {}, words().mend), mend),
  );
  return make("li", { className: fatal ? "fatal" : "warning" }, label, text);
}

/** The lines around a fault, the faulty one marked. */
function lines(excerpt, faulty, name) {
  const shown = excerpt.map(([number, text]) => {
    const counted = make("span", { className: "number" }, String(number));
    return make(number === faulty ? "mark" : "span", { className: "line" }, counted, make("span", {}, text || " "));
  });
  return make("pre", { tabIndex: 0, role: "region", ariaLabel: name }, make("code", {}, ...shown));
}
