"""The folders of a site, watched: which files were changed, and whether whoever wrote one is done with it.

The one door to watchdog.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from blogbuild.config import SETTINGS_FILE
from blogbuild.content import LAYOUTS, STATIC
from blogbuild.serve.seeing import SOURCES
from blogbuild.starter import starter_folder

Saw = Callable[[Path, bool], None]
"""Takes a file, and whether it is whole: nobody is about to write more of it, or to put it back."""

# What editors write beside a file on their way to saving it.
_ASIDE: Final = re.compile(r"~$|\.(?:sw[a-z]|tmp|bak|orig)$|^\.#|^#.*#$|^4913$|___jb_(?:tmp|old)___$|\.crswap$")
_CHANGES: Final = frozenset({"created", "modified", "moved", "deleted", "closed"})
_POLL: Final = 0.5

# In seconds: how long the rest of a change is waited for when it was quiet before; which silence ends a burst, and how
# long its end is waited for at most; how soon after a change another one belongs to a burst.
_UNFINISHED: Final = 0.03
_SILENCE: Final = 0.04
_LONGEST: Final = 0.6
_QUIET: Final = 0.08
# After so many files at once all are looked at: some of what happened may not have been told.
_MANY: Final = 300


class Watch:
    """A watch over one site, from `start` until `stop`.

    Each folder has an observer of its own: one that ends waits for its threads, which the others must not.
    """

    def __init__(self, root: Path, saw: Saw, *, is_polling: bool) -> None:
        self._root = root
        self._saw = saw
        self._is_polling = is_polling
        self._observers: dict[Path, BaseObserver] = {}

    def start(self) -> None:
        """Begin. Raises OSError where the system refuses to watch so many folders."""
        logging.getLogger("watchdog").addHandler(logging.NullHandler())
        logging.getLogger("watchdog").propagate = False
        for name in SOURCES:
            self._follow(self._root / name)
        built_in = starter_folder()
        # In a checkout the built-in layouts are changed, too; those of an installed program are not.
        if (built_in / ".git").exists() and built_in != self._root:
            for name in (LAYOUTS, STATIC):
                self._follow(built_in / name)
        # Last: from now on folders are followed, and left, in its thread.
        self._observe(self._root, _Root(self), is_deep=False)

    def stop(self) -> None:
        """End: nothing is told any more; threads that are slow to end are not waited for."""
        self._saw = _tell_nobody
        for folder in (self._root, *self._observers):
            self._leave(folder)

    def saw(self, event: FileSystemEvent) -> None:
        """Pass on what an event says of files below a folder of sources."""
        if event.event_type not in _CHANGES or (event.is_directory and event.event_type == "modified"):
            return
        source, destination = _path(event.src_path), _path(event.dest_path)
        is_put_aside = bool(destination and _is_aside(destination))
        if source and not _is_aside(source):
            self._saw(source, event.event_type == "closed" or bool(destination and not is_put_aside))
        if destination and not is_put_aside:
            self._saw(destination, not event.is_directory)

    def saw_at_root(self, event: FileSystemEvent) -> None:
        """Pass on what an event says of the settings, and follow folders of sources that come."""
        if event.event_type not in _CHANGES:
            return
        for path in filter(None, (_path(event.src_path), _path(event.dest_path))):
            if path.parent != self._root:
                continue
            if path.name == SETTINGS_FILE:
                self._saw(path, event.event_type in {"closed", "moved"})
            elif path.name in SOURCES and event.event_type != "modified":
                self._follow(path)
                self._saw(path, False)  # noqa: FBT003 - whether it is whole

    def _follow(self, folder: Path) -> None:
        """Watch a folder; one that is another than it was is watched anew."""
        self._leave(folder)
        if folder.is_dir():
            self._observe(folder, _Below(self, folder), is_deep=True)

    def _observe(self, folder: Path, handler: FileSystemEventHandler, *, is_deep: bool) -> None:
        observer: BaseObserver = PollingObserver(timeout=_POLL) if self._is_polling else Observer()
        observer.schedule(handler, str(folder), recursive=is_deep, follow_symlink=is_deep)
        observer.start()
        self._observers[folder] = observer

    def _leave(self, folder: Path) -> None:
        observer = self._observers.pop(folder, None)
        if observer:
            threading.Thread(target=observer.stop, daemon=True).start()


@contextlib.contextmanager
def watched(root: Path, saw: Saw, *, is_polling: bool) -> Iterator[None]:
    """Watch a site; where the system does not watch so many folders, look at them again and again."""
    watch = Watch(root, saw, is_polling=is_polling)
    try:
        watch.start()
    except OSError:
        watch.stop()
        watch = Watch(root, saw, is_polling=True)
        watch.start()
    try:
        yield
    finally:
        watch.stop()


class _Below(FileSystemEventHandler):
    def __init__(self, watch: Watch, folder: Path) -> None:
        self._watch = watch
        self._folder = folder

    def on_any_event(self, event: FileSystemEvent) -> None:
        # What becomes of the folder itself is told by the one above, which knows whether it is followed.
        if _path(event.src_path) != self._folder:
            self._watch.saw(event)


class _Root(FileSystemEventHandler):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def on_any_event(self, event: FileSystemEvent) -> None:
        with contextlib.suppress(OSError):
            self._watch.saw_at_root(event)


class Gathering:
    """Changes that belong together: one is passed on at once, many are gathered while they come."""

    def __init__(self, take: Callable[[frozenset[Path] | None], Awaitable[None]]) -> None:
        self._take = take
        self._files: set[Path] = set()
        self._unfinished: set[Path] = set()
        self._came = asyncio.Event()

    def saw(self, file: Path, is_whole: bool) -> None:  # noqa: FBT001 - as a watch tells it
        """A file was changed; to be called in the loop."""
        self._files.add(file)
        (self._unfinished.discard if is_whole else self._unfinished.add)(file)
        self._came.set()

    async def run(self) -> None:
        """Pass on what is seen, for ever."""
        loop = asyncio.get_running_loop()
        last = 0.0
        while True:
            await self._came.wait()
            if loop.time() - last < _QUIET:
                await self._wait_for_silence(loop.time() + _LONGEST)
            elif self._unfinished:
                await self._wait_for_the_rest(loop.time() + _UNFINISHED)
            files = frozenset(self._files)
            self._files.clear()
            self._unfinished.clear()
            self._came.clear()
            await self._take(files if len(files) < _MANY else None)
            last = loop.time()

    async def _wait_for_the_rest(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        while self._unfinished and (left := until - loop.time()) > 0:
            self._came.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), left)

    async def _wait_for_silence(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        while (left := until - loop.time()) > 0:
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), min(_SILENCE, left))
            except TimeoutError:
                return


def _tell_nobody(_file: Path, _is_whole: bool) -> None: ...  # noqa: FBT001 - as a watch tells it


def _path(name: bytes | str) -> Path | None:
    return Path(os.fsdecode(name)) if name else None


def _is_aside(path: Path) -> bool:
    return bool(_ASIDE.search(path.name))
