"""A preview between its watcher and its tabs: changes in, events out; its work is done in one thread of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from msgspec import Struct

from blogbuild.errors import BlogError, Problem
from blogbuild.serve.news import News
from blogbuild.serve.pages import Page
from blogbuild.serve.paths import Redirect
from blogbuild.serve.preview import Preview
from blogbuild.serve.showing import Look, Missing, Style
from blogbuild.serve.streams import Streams, Tab
from blogbuild.serve.telling import editor_of, told
from blogbuild.serve.voice import Voice

Given = ParamSpec("Given")
Result = TypeVar("Result")

_TICK: Final = 0.05
# Nobody mends more at once, and each is told with its lines.
_MOST_TOLD: Final = 50
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


class _Looked(Struct, frozen=True):
    news: News
    problems: tuple[Problem, ...]


class Live:
    """A preview that tells its tabs what has changed."""

    def __init__(self, root: Path, preview: Preview, voice: Voice, *, follow: bool) -> None:
        self.root = root
        self.preview = preview
        self.streams = Streams()
        self._voice = voice
        self._follow = follow
        self._editor = editor_of()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="preview")
        self._problems: tuple[Problem, ...] = ()
        self._changed = asyncio.Event()

    async def call(self, function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        """What the function gives, called in the preview's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: function(*given, **named))

    def begin(self) -> None:
        """Look at the site for the first time, before the loop runs. Raises ConfigError."""
        self._thread.submit(self.preview.open).result()
        self._say(self.preview.problems)

    def end(self, patience: float | None = None) -> None:
        """Keep what is known, and let go of everything. Raises TimeoutError when that takes too long."""
        self._thread.submit(self.preview.close).result(patience)
        self._thread.shutdown()

    # What happens

    async def changed(self, files: Collection[Path] | None) -> None:
        """Files were changed (None: nobody knows which)."""
        started = time.perf_counter()
        looked = await self.call(self._refreshed, files, self.streams.addresses)
        took = (time.perf_counter() - started) * 1000
        self._tell(looked)
        if looked.news.sources:
            self._voice.changed(looked.news.sources, looked.news.pages, took)
        self._say(looked.problems)
        self._changed.set()

    async def rest(self) -> None:
        """Do what waits for a pause, for ever."""
        while True:
            while not self.preview.is_at_rest:
                await asyncio.sleep(_TICK)
                looked = await self.call(self._rested, self.streams.addresses)
                if looked:
                    self._tell(looked)
                    self._say(looked.problems)
            self._changed.clear()
            await self._changed.wait()

    async def join(self, address: str, digest: str) -> Tab:
        """Another tab, which shows the page of that digest at an address."""
        tab = self.streams.join(address, digest)
        tab.digest, problems = await self.call(self._greeted, address, digest)
        tab.problems = problems
        self.streams.tell(tab, "hello", {"digest": tab.digest, "problems": self._as_told(problems)})
        return tab

    async def answer(self, address: str) -> Page | Redirect | Missing:
        """What is shown for an address. Raises BlogError when a fault stands in the way."""
        found, problems = await self.call(self._answered, address)
        if problems != self._problems:
            self._say(problems)
            self._tell_problems(problems)
        if isinstance(found, BlogError):
            raise found
        return found

    def _greeted(self, address: str, digest: str) -> tuple[str, tuple[Problem, ...]]:
        return self.preview.digest(address, digest), self.preview.problems

    def _answered(self, address: str) -> tuple[Page | Redirect | Missing | BlogError, tuple[Problem, ...]]:
        found: Page | Redirect | Missing | BlogError
        try:
            found = self.preview.answer(address)
        except BlogError as broken:
            found = broken
        return found, self.preview.problems

    def _refreshed(self, files: Collection[Path] | None, addresses: Collection[str]) -> _Looked:
        return _Looked(self.preview.refresh(files, addresses), self.preview.problems)

    def _rested(self, addresses: Collection[str]) -> _Looked | None:
        news = self.preview.rest(addresses)
        return _Looked(news, self.preview.problems) if news else None

    # What is told

    def _tell(self, looked: _Looked) -> None:
        news = looked.news
        for tab in self.streams.tabs:
            for event, data in _events(tab, news):
                self.streams.tell(tab, event, data)
            look = news.looks.get(tab.address)
            if news.edited and look and all(each.path != look.path for each in news.edited):
                edited = news.edited[0]
                data = {"url": edited.address, "title": edited.title, "follow": self._follow}
                self.streams.tell(tab, "elsewhere", data)
        self._tell_problems(looked.problems)

    def _tell_problems(self, problems: tuple[Problem, ...]) -> None:
        unaware = [tab for tab in self.streams.tabs if tab.problems is not None and tab.problems != problems]
        data = {"problems": self._as_told(problems)} if unaware else {}
        for tab in unaware:
            tab.problems = problems
            self.streams.tell(tab, "problems", data)

    def _say(self, problems: tuple[Problem, ...]) -> None:
        before, self._problems = self._problems, problems
        self._voice.wrong([problem for problem in problems if problem not in before])
        if any(problem.fatal for problem in before) and not any(problem.fatal for problem in problems):
            self._voice.mended()

    def _as_told(self, problems: Iterable[Problem]) -> list[dict[str, object]]:
        worst = sorted(problems, key=lambda problem: not problem.fatal)[:_MOST_TOLD]
        return [told(self.root, problem, self._editor) for problem in worst]


def _events(tab: Tab, news: News) -> Iterator[tuple[str, dict[str, object]]]:
    """What a tab must be told so that it shows what there is now."""
    look = news.looks.get(tab.address)
    styles: Iterable[Style] = look.styles if look else ()
    if look and look.digest is not None and look.digest != tab.digest:
        known, tab.digest = tab.digest, look.digest
        if not look.digest:
            yield "gone", {}
        elif not _is_dressed(look, known):
            yield "page", {"digest": look.digest}
    for style in styles:
        yield "style", {"href": style.href, "path": style.path}
    for file in news.files:
        if file.path.lower().endswith(_PICTURES):
            yield "picture", {"href": file.href, "path": file.path}


def _is_dressed(look: Look, known: str) -> bool:
    """Whether a page that showed what is known is other in its style sheets only."""
    return look.before == known and not look.is_other
