"""What browsers are told: one stream of server-sent events a tab; one that does not listen is let go of."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct, field

from blogbuild.errors import Problem

# A comment goes out so often, in seconds, so that nobody in between takes the stream for dead.
_BEAT: Final = 15.0
# So many events may wait for one tab.
_ROOM: Final = 200
_MOST: Final = 500


class Tab(Struct, eq=False):
    """A page that somebody has before them."""

    address: str
    digest: str
    """Of what it shows, as far as it has been told."""
    problems: tuple[Problem, ...] | None = None
    """Those that it knows of; None before it has been told of any."""
    events: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(_ROOM))
    task: asyncio.Task[object] | None = None


class Streams:
    """All tabs."""

    def __init__(self) -> None:
        self._tabs: dict[Tab, None] = {}
        self._numbers = itertools.count(1)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """Those that are there now."""
        return tuple(self._tabs)

    @property
    def addresses(self) -> frozenset[str]:
        """What they show."""
        return frozenset(tab.address for tab in self._tabs)

    def join(self, address: str, digest: str) -> Tab:
        """Another tab; where there are too many, that which came first goes."""
        while len(self._tabs) >= _MOST:
            self.drop(next(iter(self._tabs)))
        tab = Tab(address, digest)
        self._tabs[tab] = None
        return tab

    def tell(self, tab: Tab, event: str, data: Mapping[str, object]) -> None:
        """Tell a tab of something; it is never waited for."""
        text = msgspec.json.encode(data).decode()
        try:
            tab.events.put_nowait(f"id: {next(self._numbers)}\nevent: {event}\ndata: {text}\n\n".encode())
        except asyncio.QueueFull:
            self.drop(tab)

    def drop(self, tab: Tab) -> None:
        """Let go of a tab; a browser that still wants to know comes back by itself."""
        self._tabs.pop(tab, None)
        if tab.task:
            tab.task.cancel()

    def drop_all(self) -> None:
        """Let go of all."""
        for tab in self.tabs:
            self.drop(tab)

    async def stream(self, tab: Tab) -> AsyncIterator[bytes]:
        """What a tab is told, as it is told, until it goes."""
        tab.task = asyncio.current_task()
        try:
            yield b"retry: 500\n\n"
            while tab in self._tabs:
                try:
                    event = await asyncio.wait_for(tab.events.get(), _BEAT)
                except TimeoutError:
                    event = b":\n\n"
                yield event
        except asyncio.CancelledError:
            if tab in self._tabs:
                raise
        finally:
            with contextlib.suppress(KeyError):
                del self._tabs[tab]
