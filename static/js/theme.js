// Only adds: every page reads and works without this file. Its words come from the tag that loads it.
"use strict";

const root = document.documentElement;
const words = document.currentScript.dataset;
const copyIcon =
  '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 8.5h11v11h-11z"/><path d="M15.5 5.5v-1h-11v11h1"/></svg>';

/** The element that a link within the page leads to. */
const aim = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

/** Brightness: device, light, dark. The first paint is decided by the line in the head. */
function brightness(button) {
  const order = ["auto", "light", "dark"];
  const show = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.dataset.state = theme;
    button.title = words[theme];
    button.setAttribute("aria-label", words[theme]);
  };
  const remember = (theme) => {
    // A browser may keep nothing: then the choice lasts as long as the page.
    try {
      if (theme === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {}
  };
  button.onclick = () => {
    const theme = order[(order.indexOf(button.dataset.state) + 1) % order.length];
    show(theme);
    remember(theme);
  };
  show(root.dataset.theme ?? "auto");
  button.hidden = false;
}

/** A button in the caption of a code block; line numbers are not copied. */
function copying(caption) {
  const block = caption.parentNode;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.innerHTML = `${copyIcon}<span role="status"></span>`;
  const said = button.lastChild;
  said.textContent = words.copy;
  button.onclick = async () => {
    const code = block.querySelector("td.code, .rouge-code") ?? block.querySelector("code");
    await navigator.clipboard.writeText(code.textContent);
    said.textContent = words.copied;
    setTimeout(() => (said.textContent = words.copy), 1600);
  };
  caption.append(button);
}

/** A link to the heading itself, behind its words. */
function anchor(heading) {
  const link = document.createElement("a");
  link.className = "anchor";
  link.href = `#${encodeURIComponent(heading.id)}`;
  link.textContent = "#";
  link.setAttribute("aria-label", words.anchor);
  heading.append(link);
}

/** The section being read is the last heading above a line at 30% of the window. */
let reading;
function contents(toc) {
  reading?.disconnect();
  const links = new Map();
  for (const link of toc.querySelectorAll("a")) if (aim(link)) links.set(aim(link), link);
  const above = new Set();
  reading = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) above[isIntersecting ? "add" : "delete"](target);
      toc.querySelector("[aria-current]")?.removeAttribute("aria-current");
      const current = [...links.keys()].findLast((heading) => above.has(heading));
      links.get(current)?.setAttribute("aria-current", "true");
    },
    { rootMargin: "1000000px 0px -70% 0px" },
  );
  for (const heading of links.keys()) reading.observe(heading);
}

/** A footnote opens below the block that calls it; a second press closes it. */
function footnote(mark) {
  const note = document.createElement("aside");
  note.className = "footnote-here";
  const block = mark.closest(".scroll, p, li, dd, blockquote, h1, h2, h3, h4, h5, h6");
  if (!block || !aim(mark)?.innerHTML) return;

  const fill = () => {
    note.innerHTML = aim(mark)?.innerHTML ?? "";
    note.querySelectorAll(".reversefootnote").forEach((back) => back.remove());
    note.querySelectorAll("[id]").forEach((copy) => copy.removeAttribute("id"));
  };
  const show = (open) => {
    mark.setAttribute("aria-expanded", String(open));
    if (open) fill();
    if (!open) note.remove();
    else if (block.matches("li, dd, blockquote")) block.append(note);
    else block.after(note);
  };
  mark.setAttribute("aria-label", `${words.footnote} ${mark.textContent}`);
  show(false);
  mark.onclick = (event) => {
    event.preventDefault();
    show(!note.isConnected);
  };
}

/** Adds what the page does not have yet. */
function decorate() {
  document.querySelectorAll("[data-brightness][hidden]").forEach(brightness);
  if (navigator.clipboard) document.querySelectorAll(".code-caption:not(:has(> .copy))").forEach(copying);
  document.querySelectorAll(".e-content > :is(h1, h2, h3)[id]:not(:has(> .anchor))").forEach(anchor);
  document.querySelectorAll(".toc").forEach(contents);
  document.querySelectorAll(".e-content .footnote:not([aria-expanded])").forEach(footnote);
  document.querySelectorAll(".e-content :is(pre, table):not([tabindex], [tabindex] *)").forEach((wide) => (wide.tabIndex = 0));
  document.querySelectorAll(".task-list-item > input").forEach((box) => box.setAttribute("aria-label", box.parentNode.innerText.trim()));
  document.querySelectorAll(".reversefootnote").forEach((back) => back.setAttribute("aria-label", words.back));
}

decorate();
// The preview of `blogbuild serve` has changed the page.
document.addEventListener("blogbuild:morphed", decorate);
