"""How far a build has come, and where its time went."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from msgspec import Struct

Each = TypeVar("Each")

SLOWEST: Final = 10
"""So many posts are named by a profile."""
_PATIENCE: Final = 0.7  # seconds: what is over sooner needs no bar
_REFRESH: Final = 0.1
_WIDTH: Final = 24


class Progress:
    """Is told by a build what it does; this one keeps it to itself."""

    def stage(self, name: str, things: Iterable[Each], total: int = 0) -> Iterator[Each]:
        """The things, one by one, while they are made in a stage of the build; `total` where their number is known."""
        del name, total
        yield from things

    def begin(self, name: str) -> None:
        """A stage begins."""

    def took(self, source: str, seconds: float) -> None:
        """Making the body of a post or page took so long."""


QUIET: Final = Progress()


class Bar(Progress):
    """Draws a bar once a build lasts; `draw` puts a text in place of the last one."""

    def __init__(self, draw: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._draw = draw
        self._clock = clock
        self._drawn = clock() + _PATIENCE - _REFRESH

    def stage(self, name: str, things: Iterable[Each], total: int = 0) -> Iterator[Each]:
        """The things, and the bar moves with each."""
        for number, thing in enumerate(things, 1):
            self._show(name, number, total)
            yield thing

    def begin(self, name: str) -> None:
        """The bar says what is done."""
        self._show(name, 0, 0)

    def end(self) -> None:
        """The bar goes."""
        self._draw("")

    def _show(self, name: str, number: int, total: int) -> None:
        now = self._clock()
        if now - self._drawn < _REFRESH:
            return
        self._drawn = now
        if not total:
            self._draw(name)
            return
        full = _WIDTH * number // total
        self._draw(f"{'█' * full}{'░' * (_WIDTH - full)} {name} {number:,} / {total:,}")


class Stage(Struct, frozen=True):
    """A stage of a build that is over: how long it took, and how much of that this process worked."""

    name: str
    seconds: float
    work: float


class Profile(Progress):
    """Takes down how long each stage took, and which posts took longest."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.slowest: list[tuple[float, str]] = []
        self._begun: tuple[str, float, float] | None = None

    def stage(self, name: str, things: Iterable[Each], total: int = 0) -> Iterator[Each]:
        """The things."""
        del total
        self.begin(name)
        yield from things

    def begin(self, name: str) -> None:
        """The stage before is over."""
        self.end()
        self._begun = (name, time.perf_counter(), time.process_time())

    def end(self) -> None:
        """The last stage is over."""
        if self._begun:
            name, began, worked = self._begun
            self.stages.append(Stage(name, time.perf_counter() - began, time.process_time() - worked))
        self._begun = None

    def took(self, source: str, seconds: float) -> None:
        """Keep it while it is among the slowest."""
        keep = heapq.heappush if len(self.slowest) < SLOWEST else heapq.heappushpop
        keep(self.slowest, (seconds, source))

    def lines(self) -> Iterator[str]:
        """The profile as people read it."""
        yield f"{'stage':<12}{'seconds':>9}{'of it here':>12}"
        for stage in self.stages:
            yield f"{stage.name:<12}{stage.seconds:>9.3f}{stage.work:>12.3f}"
        if self.slowest:
            yield "slowest posts and pages:"
        for seconds, source in sorted(self.slowest, reverse=True):
            yield f"{seconds * 1000:>9.1f} ms  {source}"
