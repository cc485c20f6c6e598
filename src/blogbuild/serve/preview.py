"""The site as it is being written: looked at again when files have changed, shown page by page; no network."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from blogbuild.cache import Cache
from blogbuild.config import Config
from blogbuild.content import CONTENT, Files, scan
from blogbuild.disk import differing
from blogbuild.errors import BlogError, DamagedError, Problem
from blogbuild.serve import footing, paths
from blogbuild.serve.filling import Fillings
from blogbuild.serve.footing import Step, Tools
from blogbuild.serve.keeping import Keeping
from blogbuild.serve.news import News, news_of
from blogbuild.serve.pages import Page
from blogbuild.serve.seeing import Seen, seen
from blogbuild.serve.showing import Missing, Showing

SMALL: Final = 300
# For so many seconds nothing may have happened before suggestions are made, and before all is kept.
PAUSE: Final = 0.1
REST: Final = 3.0


class Preview:
    """A site in a folder. All calls must come from one thread: that which called `open`."""

    def __init__(
        self,
        root: Path,
        read_settings: Callable[[], Config],
        now: Callable[[], datetime],
        jobs: int,
        *,
        small: int = SMALL,
    ) -> None:
        """`jobs` is how many processes may be at work until the site is open.

        A site of up to `small` sources is made as a whole before its first page is shown.
        """
        self._root = root.absolute()
        self._read_settings = read_settings
        self._now = now
        self._jobs = jobs
        self._small = small
        self._keeping = Keeping(self._root)
        self._cache: Cache | None = None
        self._showing: Showing | None = None
        self._files: Files | None = None
        """As they are on the disk; None when all must be looked at."""
        self._waiting: set[str] = set()
        """What was touched and could not be taken over yet."""
        self._wrong: tuple[Problem, ...] = ()
        self._wrong_settings: tuple[Problem, ...] = ()
        self._fillings = Fillings(self._root, jobs)
        self._is_unkept = False
        self._is_open = False
        self._last_change = 0.0

    # Begin and end

    def open(self) -> None:
        """Look at the site for the first time. Raises ConfigError when its settings cannot be read."""
        config = self._read_settings()
        try:
            try:
                self._begin(config, self._scanned(config))
            except DamagedError:
                self._begin_again(config)
        except BlogError as failed:
            self._wrong = failed.problems
        self._is_open = True

    def close(self) -> None:
        """Keep what is known, and let go of everything."""
        self._fillings.end()
        self._keep()
        self._keeping.close()

    def abandon(self) -> None:
        """End what was started, from any thread, and keep nothing."""
        self._fillings.end()

    # What is shown

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong now, and all that had to be read as it was meant."""
        shown = (*self._showing.faults, *self._showing.site.warnings) if self._showing else ()
        return tuple(dict.fromkeys((*self._wrong_settings, *self._wrong, *shown)))

    @property
    def base_path(self) -> str:
        """The base path of the site that is shown."""
        return self._showing.site.config.base_path if self._showing else ""

    def answer(self, address: str) -> Page | paths.Redirect | Missing:
        """What is shown for an address. Raises BlogError when a fault stands in the way."""
        if not self._showing:
            raise BlogError(self.problems)
        try:
            return self._showing.answer(address)
        except DamagedError:
            self._begin_again(self._showing.site.config)
            return self._showing.answer(address)

    def digest(self, address: str, known: str) -> str:
        """The digest of the page at an address, empty where there is none; `known` where a fault is in its way."""
        digest = self._showing.look(address, None).digest if self._showing else None
        return known if digest is None else digest

    def is_source(self, path: str) -> bool:
        """Whether a path is that of the source of a post or page."""
        return bool(self._showing and self._showing.is_source(path))

    # What has changed

    def refresh(self, changed: Collection[Path] | None, shown: Collection[str] = ()) -> News:
        """Look at these files again, or at all; `shown` are the addresses that somebody has before them."""
        self._last_change = time.monotonic()
        before = self._last(shown)
        step = None
        pages = 0
        try:
            step = self._look(changed)
            pages = self._take(step) if step else 0
            return self._news(before, step, pages)
        except BlogError as failed:
            self._wrong, self._files = failed.problems, None
        except DamagedError:
            self._mend()
        return self._news(before, step, pages)

    def rest(self, shown: Collection[str] = ()) -> News | None:
        """Do a piece of what waits for a pause; None when nothing came of it."""
        before = self._last(shown)
        pause = time.monotonic() - self._last_change
        try:
            if self._fillings.has_ended():
                return self._news(before, None, self._adopt())
            if self._showing and self._showing.site.unsuggested and pause >= PAUSE:
                return self._news(before, None, self._suggest())
            if self._is_unkept and pause >= REST:
                self._keep()
                _sweep()
        except DamagedError:
            self._mend()
            return self._news(before, None, 0)
        return None

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing waits to be done."""
        waits = self._showing and self._showing.site.unsuggested
        return not (self._fillings.is_at_work or waits or self._is_unkept)

    def finish(self) -> None:
        """Do all that waits, at once."""
        self._fillings.wait()
        if self._fillings.has_ended():
            self._adopt()
        if self._showing and self._showing.site.unsuggested:
            self._suggest()
        self._keep()

    # How a site begins

    def _begin(self, config: Config, files: Files) -> int:
        """Stand on what is known under these settings, or on nothing; how many pages are others. Raises BlogError."""
        cache = self._cache = self._cache or self._keeping.use(self._keeping.own())
        site = footing.known(config, files, cache) if self._keeping.is_own else None
        if site:
            touched = differing(site.files.snapshot, files.snapshot)
            return self._take(footing.brought_up(site, files, touched, self._tools(cache)))
        if sum(1 for _ in files.below(CONTENT)) <= self._small:
            return self._take(footing.filled(config, files, self._tools(cache)))
        return self._begin_large(config, files)

    def _begin_large(self, config: Config, files: Files) -> int:
        """Show pages of a large site at once, while a process of its own makes the whole of it."""
        opened = self._keeping.other()
        try:
            step = footing.begun(config, files, self._tools(opened.cache))
        except BaseException:
            opened.stack.close()
            raise
        self._cache = self._keeping.use(opened)
        self._fillings.begin(self._keeping.folder, config, self._now())
        return self._take(step)

    def _mend(self) -> None:
        """Begin with nothing, if that is possible; what cannot be shown then is told."""
        assert self._showing  # noqa: S101 - it is what is damaged
        try:
            self._begin_again(self._showing.site.config)
        except BlogError as failed:
            self._wrong, self._files = failed.problems, None

    def _begin_again(self, config: Config) -> None:
        """What was kept is damaged: begin with nothing. Raises BlogError."""
        if self._cache and self._keeping.is_own:
            self._cache.renew()
        self._begin(config, self._scanned(config))

    def _adopt(self) -> int:
        """Stand on what the other process has made; how many pages are others."""
        assert self._showing  # noqa: S101 - its pages were shown meanwhile
        self._fillings.end()
        config = self._showing.site.config
        opened, files = self._keeping.own(), self._files or self._scanned(config)
        site = footing.known(config, files, opened.cache)
        if not site:
            opened.stack.close()
            return 0
        self._cache = self._keeping.use(opened)
        touched = differing(site.files.snapshot, files.snapshot)
        return self._take(footing.brought_up(site, files, touched, self._tools()))

    # How it goes on

    def _look(self, changed: Collection[Path] | None) -> Step | None:
        """The next site after a look at the files; None where nothing comes of it. Raises BlogError."""
        site = self._showing.site if self._showing else None
        saw = seen(self._files, changed) if self._files and changed is not None else Seen(files=None, are_settings=True)
        config = self._settings(saw) or (site and site.config)
        if not config:
            return None
        before = self._files
        files, touched = saw.files, set(saw.touched)
        if files is None:
            files = self._scanned(config)
            touched = differing(before.snapshot if before else (site.files.snapshot if site else {}), files.snapshot)
        self._files = files
        if not site or config != site.config:
            self._begin(config, self._scanned(config))
            return None
        if not touched | self._waiting:
            return None
        return footing.brought_up(site, files, touched | self._waiting, self._tools())

    def _settings(self, saw: Seen) -> Config | None:
        if not saw.are_settings and self._showing:
            return None
        try:
            config = self._read_settings()
        except BlogError as broken:
            self._wrong_settings = broken.problems
            return None
        self._wrong_settings = ()
        return config

    def _take(self, step: Step) -> int:
        """Show the next site; how many pages are others."""
        self._wrong, self._waiting = step.faults, set(step.held)
        self._is_unkept = True
        if step.site.is_partial:
            self._fillings.begin_again(self._keeping.folder, step.site.config, self._now())
        if self._showing:
            return self._showing.take(step, self._tools())
        self._showing = Showing(step.site, self._tools())
        return 0

    def _suggest(self) -> int:
        assert self._showing  # noqa: S101 - it is what waits
        step = footing.suggested(self._showing.site, self._tools())
        self._is_unkept = True
        return self._showing.take(step, self._tools())

    def _keep(self) -> None:
        self._is_unkept = False
        if self._showing and self._cache and self._keeping.is_own:
            with suppress(DamagedError):
                footing.kept(self._showing.site, self._cache)

    # What is told

    def _last(self, shown: Iterable[str]) -> dict[str, Page | None]:
        return {address: self._showing.last(address) if self._showing else None for address in shown}

    def _news(self, before: Mapping[str, Page | None], step: Step | None, pages: int) -> News:
        return news_of(self._showing, before, step, pages) if self._showing else News()

    # What it works with

    def _scanned(self, config: Config) -> Files:
        self._files = scan(self._root, config.build.exclude)
        return self._files

    def _tools(self, cache: Cache | None = None) -> Tools:
        used = cache or self._cache
        assert used  # noqa: S101 - a site stands on one
        # Workers are copies of this process, and there must be no other threads at work in what is copied.
        return Tools(cache=used, now=self._now(), jobs=1 if self._is_open else self._jobs)


def _sweep() -> None:
    """Look for garbage now, and until the next time among new things only: all that is known takes too long."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
