"""References to files that are not there: readers would see a slip in a name first, so the author is told."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final
from urllib.parse import unquote, urldefrag

from blogbuild.content import CONTENT, MARKDOWN
from blogbuild.errors import Problem, warning
from blogbuild.markup.links import Addresses
from blogbuild.model import Document
from blogbuild.text import nearest, nfc

# What can only be a file of the author's: a page that is made of something ends otherwise.
_FILES: Final = MARKDOWN | frozenset(
    ".png .jpg .jpeg .gif .svg .webp .avif .bmp .ico .pdf .hwp .hwpx .doc .docx .ppt .pptx .xls .xlsx .zip .mp3 .mp4 "
    ".mov .webm".split()
)
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[/?#]")
# What browsers do not load: comments, and what scripts keep for later.
_ASLEEP: Final = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea)\b.*?(?:</\1>|\Z)", re.DOTALL)


def strays(document: Document, html: str, unresolved: Iterable[str], addresses: Addresses) -> Iterator[Problem]:
    """A warning for each of the references without an address that a reader of the post would follow in vain.

    `unresolved` are those in its `html` that `Addresses.of` left as they are. Jekyll's folders are left alone: there a
    relative path is one of the finished site.
    """
    if document.kind == "page" or not {"_posts", "_drafts"}.isdisjoint(document.source.split("/")):
        return
    missing = [reference for reference in unresolved if _is_missing(reference, document, addresses)]
    awake = _ASLEEP.sub("", html) if missing else ""
    for reference in missing:
        if f'="{escape(reference)}"' in awake or f'="{reference}"' in awake:
            what = f'leads to "{_name(reference)}", which is not there'
            yield warning(document.source, what, _mend(reference, document, addresses), line=_line(document, reference))


def _is_missing(reference: str, document: Document, addresses: Addresses) -> bool:
    if _ELSEWHERE.match(reference):
        return False
    name = _name(reference)
    if posixpath.splitext(name)[1].lower() not in _FILES:
        return False
    return posixpath.normpath(posixpath.join(posixpath.dirname(document.url), name)) not in addresses.files


def _name(reference: str) -> str:
    """The path that a reference names, as its author knows it."""
    return nfc(unquote(urldefrag(reference).url.partition("?")[0]))


def _mend(reference: str, document: Document, addresses: Addresses) -> str:
    folder = posixpath.dirname(document.source.removeprefix(f"{CONTENT}/"))
    beside = {posixpath.basename(path) for path in addresses.by_source if posixpath.dirname(path) == folder}
    near = nearest(_name(reference), beside)
    return f'did you mean "{near}"?' if near else "write its path from the folder of this file; a draft has no page"


def _line(document: Document, reference: str) -> int:
    at = next((at for text in (reference, unquote(reference)) if (at := document.body.find(text)) >= 0), 0)
    return document.body_line + document.body.count("\n", 0, at)
