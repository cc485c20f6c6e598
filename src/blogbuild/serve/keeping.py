"""Where a preview keeps what it knows: a cache of its own, so that it never holds the one that builds lock.

A build locks its cache as long as it is at work, and a preview lives for hours. What the preview knows is other
than what a build knows, too: drafts are in it, and sources of half a sentence.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from blogbuild.cache import Cache, open_cache
from blogbuild.config import CACHE_FOLDER
from blogbuild.errors import BlogError

FOLDER: Final = f"{CACHE_FOLDER}/preview"


class Opened(Struct, frozen=True):
    """A cache that is open, and what closes it."""

    cache: Cache
    stack: ExitStack
    is_own: bool


class Keeping:
    """The cache that is in use: the site's own, or one that goes when it is closed."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        """Where the site's own is: in a temporary folder while another preview of the site has the lasting one."""
        self.is_own = False
        self._rest = ExitStack()
        self._used = ExitStack()

    def own(self) -> Opened:
        """The site's own."""
        # Where earlier versions had it.
        shutil.rmtree(self.folder / CACHE_FOLDER, ignore_errors=True)
        stack = ExitStack()
        try:
            return Opened(stack.enter_context(open_cache(self.folder, 0)), stack, is_own=True)
        except BlogError:
            self.folder = _temporary(self._rest)
            return Opened(stack.enter_context(open_cache(self.folder, 0)), stack, is_own=True)

    def other(self) -> Opened:
        """One that is empty."""
        stack = ExitStack()
        return Opened(stack.enter_context(open_cache(_temporary(stack), 0)), stack, is_own=False)

    def use(self, opened: Opened) -> Cache:
        """Let go of the one in use, for this one."""
        self._used.close()
        self._used, self.is_own = opened.stack, opened.is_own
        return opened.cache

    def close(self) -> None:
        """Let go of all."""
        self._used.close()
        self._rest.close()


def _temporary(stack: ExitStack) -> Path:
    return Path(stack.enter_context(TemporaryDirectory(prefix="blogbuild-", ignore_cleanup_errors=True)))
