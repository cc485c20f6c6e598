// The reader's place in a page that changes: what stands at the top of the window stays there, what has focus keeps it.

/** The topmost element in the window that stays; what floats over the text or sticks to the window is no measure. */
function topmost(stays, parent = document.body) {
  for (const child of parent.children) {
    const { bottom, top, height } = child.getBoundingClientRect();
    if (!height || bottom <= 0 || !stays(child)) continue;
    if (top >= innerHeight) return null;
    if (["sticky", "fixed"].includes(getComputedStyle(child).position)) continue;
    return topmost(stays, child) ?? child;
  }
  return null;
}

/** Does `change`; the element that `stays` at the top of the window is then where it was. */
function inPlace(stays, change) {
  const anchor = scrollY > 0 ? topmost(stays) : null;
  const before = anchor?.getBoundingClientRect().top;
  const focused = document.activeElement;
  const anchoring = document.documentElement.style.overflowAnchor;
  // Two corrections would be one too many.
  document.documentElement.style.overflowAnchor = "none";
  change();
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
  if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  document.documentElement.style.overflowAnchor = anchoring;
  if (!document.documentElement.getAttribute("style")) document.documentElement.removeAttribute("style");
}
