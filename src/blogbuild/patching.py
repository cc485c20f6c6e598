"""Edits of the fixed text of a frame, made in pages that stand: nothing needs to be filled for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

Edit: TypeAlias = tuple[bytes, bytes]
"""A fixed text, and what has come in its place."""


class Page(Struct, frozen=True):
    """The bytes of a page, and where its block begins and ends."""

    content: bytes
    start: int
    end: int


def patched(page: Page, edits: Iterable[Edit]) -> Page | None:
    """The page with edits of what stands around its block; None where a text that goes may be something else there."""
    places = []
    for old, new in edits:
        at = _only_place(page, old)
        if at is None:
            return None
        places.append((at, old, new))
    parts: list[bytes] = []
    done = moved = 0
    for at, old, new in sorted(places):
        parts += (page.content[done:at], new)
        done = at + len(old)
        moved += len(new) - len(old) if at < page.start else 0
    parts.append(page.content[done:])
    return Page(b"".join(parts), page.start + moved, page.end + moved)


def _only_place(page: Page, text: bytes) -> int | None:
    """Where a text stands around the block, if it stands there once: it is there, so that is it."""
    found = [
        at
        for first, last in ((0, page.start), (page.end, len(page.content)))
        for at in {page.content.find(text, first, last), page.content.rfind(text, first, last)}
        if at >= 0
    ]
    return found[0] if len(found) == 1 else None
