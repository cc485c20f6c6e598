"""The address that a browser asks for → the file of the output that GitHub Pages would show for it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from blogbuild.text import nfc

_TYPES: Final = {
    "atom": "application/atom+xml; charset=utf-8",
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gif": "image/gif",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "m4a": "audio/mp4",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml; charset=utf-8",
    "zip": "application/zip",
}


class Redirect(Struct, frozen=True):
    """The path within the site that a reader is sent to."""

    path: str


def decoded(address: str) -> str | None:
    """The path that a percent-encoded address names, in NFC; None for bytes that are no text."""
    try:
        return nfc(unquote_to_bytes(address).decode())
    except UnicodeDecodeError:
        return None


def within(path: str, base_path: str) -> str | None:
    """A path within the site; None for one outside of it."""
    if path == base_path:
        return ""
    return path.removeprefix(base_path) if path.startswith(f"{base_path}/") else None


def target_of(path: str, has: Callable[[str], bool]) -> str | Redirect | None:
    """The output that is shown for a path within the site, or where its reader is sent; None where nothing is."""
    name = path.removeprefix("/")
    if not path:
        return Redirect("/")
    if path.endswith("/"):
        return f"{name}index.html" if has(f"{name}index.html") else None
    for shown in (name, f"{name}.html"):
        if has(shown):
            return shown
    return Redirect(f"{path}/") if has(f"{name}/index.html") else None


def content_type(path: str) -> str:
    """The type of an output, the same on every machine for all that blogs are made of."""
    ending = path.rpartition(".")[2].lower()
    return _TYPES.get(ending) or mimetypes.guess_type(path, strict=False)[0] or "application/octet-stream"
