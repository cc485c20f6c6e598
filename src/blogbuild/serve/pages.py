"""Outputs made when they are asked for, and remembered until something that they were made from has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from blogbuild import features
from blogbuild.content import CONTENT, HTML
from blogbuild.errors import BlogError, Problem, error
from blogbuild.model import Target
from blogbuild.trace import Key, is_printed, trace_of
from blogbuild.view import Library, View

# So many bytes of pages are remembered.
ROOM: Final = 48_000_000


class Page(Struct, frozen=True, kw_only=True):
    """An output as it is shown: its bytes, or the file that is copied."""

    path: str
    source: str
    content: bytes | Path
    digest: str = ""


class _Known(Struct, kw_only=True):
    page: Page
    keys: frozenset[Key]
    prints: Mapping[Key, str]
    is_fresh: bool = True


class Pages(Struct):
    """The outputs that were asked for lately."""

    faults: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    """What stood in the way of outputs that were asked for, by their paths."""
    _known: dict[str, _Known] = field(default_factory=dict)
    _room: int = ROOM

    def last(self, path: str) -> Page | None:
        """An output as it was last made, if that is remembered."""
        known = self._known.get(path)
        return known.page if known else None

    def get(self, target: Target, library: Library) -> Page:
        """The output as it is now; where a fault stands in the way, as it last was.

        Raises BlogError when it never was.
        """
        known = self._known.get(target.path)
        if known and known.is_fresh:
            return known.page
        try:
            made = _made(target, library)
        except BlogError as broken:
            self.faults[target.path] = broken.problems
            if known:
                return known.page
            raise
        self.faults.pop(target.path, None)
        if isinstance(made.page.content, bytes):
            self._remember(made)
        return made.page

    def spoil(self, changed: frozenset[Key], targets: Iterable[str], fingerprint: Callable[[Key], str] | None) -> int:
        """Let go of what is made of other things now; of how many pages.

        `fingerprint` tells what stands for a layout or an asset, where some have changed.
        """
        paths = set(targets)
        prints: dict[Key, str] = {}
        spoiled = 0
        for path, known in self._known.items():
            if not known.is_fresh:
                continue
            if path in paths or not changed.isdisjoint(known.keys) or _is_other(known.prints, prints, fingerprint):
                known.is_fresh = False
                spoiled += 1
        self.faults.clear()
        return spoiled

    def spoil_all(self) -> int:
        """Let go of everything; of how many pages."""
        for known in self._known.values():
            known.is_fresh = False
        self.faults.clear()
        return len(self._known)

    def drop(self, path: str) -> None:
        """Forget an output that there is no more."""
        known = self._known.pop(path, None)
        if known:
            self._room += _size(known.page)

    def _remember(self, made: _Known) -> None:
        self.drop(made.page.path)
        self._known[made.page.path] = made
        self._room -= _size(made.page)
        while self._room < 0 and len(self._known) > 1:
            self.drop(next(iter(self._known)))


def _made(target: Target, library: Library) -> _Known:
    notes: set[Key] = set()
    content = features.make(View(library, notes.add), target)
    if isinstance(content, Path) and content.suffix.lower() in HTML:
        content = _read(content)
    try:
        written = content.encode() if isinstance(content, str) else content
    except UnicodeEncodeError as broken:
        what = f"/{target.path} would hold {broken.object[broken.start : broken.end]!r}, which is no character"
        mend = "remove it from the text or data that it comes from"
        raise BlogError([error(target.source or CONTENT, what, mend)]) from broken
    digest = hashlib.blake2b(written, digest_size=8).hexdigest() if isinstance(written, bytes) else ""
    trace = trace_of(notes)
    return _Known(
        page=Page(path=target.path, source=target.source, content=written, digest=digest),
        keys=frozenset((*trace.common, *trace.own)),
        prints={key: library.renderer.fingerprint(key) for key in trace.common if is_printed(key)},
    )


def _read(file: Path) -> bytes:
    """A page that is copied as it is; empty where it has just gone."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _is_other(known: Mapping[Key, str], now: dict[Key, str], fingerprint: Callable[[Key], str] | None) -> bool:
    if not fingerprint:
        return False
    for key in known.keys() - now.keys():
        now[key] = fingerprint(key)
    return any(now[key] != value for key, value in known.items())


def _size(page: Page) -> int:
    return len(page.content) if isinstance(page.content, bytes) else 0
