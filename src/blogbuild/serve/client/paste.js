// An image that is pasted into or dropped on a post's page is saved beside the post.

const EDITABLE = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const isEditable = (event) => event.composedPath().some((node) => node instanceof Element && node.matches(EDITABLE));
const imagesOf = (data) => [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));

/** Whether text comes with the image, as from a word processor; a file manager gives the file's name. */
function hasText(data) {
  const names = [...data.files].map(({ name }) => name).join("\n");
  const text = data.getData("text/plain").trim();
  const html = new DOMParser().parseFromString(data.getData("text/html"), "text/html").body.textContent.trim();
  return (text !== "" && text !== names) || html !== "";
}

/** Calls `take(image)` for each image that the reader gives to the page while it `isPost()`. */
function takeImages(isPost, take, panel) {
  let ownDrag = false;
  const isWanted = (event) => isPost() && !isEditable(event);
  const isDrop = (event) => isWanted(event) && !ownDrag && event.dataTransfer?.types.includes("Files");

  document.addEventListener("paste", (event) => {
    if (!isWanted(event) || !imagesOf(event.clipboardData).length || hasText(event.clipboardData)) return;
    event.preventDefault();
    take(imagesOf(event.clipboardData));
  });
  document.addEventListener("dragstart", () => (ownDrag = true));
  document.addEventListener("dragend", () => (ownDrag = false));
  document.addEventListener("dragover", (event) => {
    if (!isDrop(event)) return;
    event.preventDefault();
    if (!panel.has("drop")) panel.notify("drop", words().image, words().drop);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || panel.dismiss("drop"));
  document.addEventListener("drop", (event) => {
    panel.dismiss("drop");
    if (!isDrop(event)) return;
    event.preventDefault();
    take(imagesOf(event.dataTransfer));
  });
}

/** Sends an image to `address` and tells how that went; a server that was started again has a new token. */
async function saveImage(image, address, tag, renewToken, panel) {
  const label = words().image;
  const send = () => {
    const headers = { "Content-Type": image.type, "X-Blogbuild-Token": tag.dataset.token };
    return fetch(address, { method: "POST", body: image, headers });
  };
  panel.notify("image", label, words().saving);
  try {
    let answer = await send();
    if (answer.status === 403 && (await renewToken())) answer = await send();
    const { markdown, path, error } = await answer.json();
    if (error) return panel.notify("image", label, error);
    const copied = await copy(markdown);
    panel.notify("image", label, `${path}: ${copied ? words().copied : words().saved}`, { code: markdown });
  } catch {
    panel.notify("image", label, words().failed);
  }
}

/** Whether the clipboard took the text: it is there for secure pages only, and may be forbidden. */
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};
