"""What views of a site read from, and the texts that several of its pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from blogbuild.config import Config, Value
from blogbuild.framing import Frame
from blogbuild.model import Body
from blogbuild.site import Asset
from blogbuild.state import Made, State
from blogbuild.trace import Key

Note: TypeAlias = Callable[[Key], None]
"""Takes the key of what was read."""

# So many characters of parts are kept.
_ROOM: Final = 8_000_000


class Renderer(Protocol):
    """Fills layouts, and tells which of them and what else it read."""

    def prepare(self) -> None:
        """Get ready to fill any layout, before workers are started."""

    def has(self, layout: str, note: Note) -> bool:
        """Whether there is a layout of that name."""

    def fingerprint(self, key: Key) -> str:
        """What stands for a layout or an asset, by its key, as it is now."""

    def render(self, layout: str, variables: Mapping[str, object], note: Note, frame: Frame | None = None) -> str:
        """The layout of that name, filled with the variables; its block may be left out of a frame."""


class Parts:
    """Texts that several pages have in them, each made once with its keys: as many as there is room for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[str, tuple[Key, ...]]] = {}
        self._room = _ROOM

    def get(self, name: str, path: str) -> tuple[str, tuple[Key, ...]] | None:
        """What was made under a name of a post."""
        return self._made.get((name, path))

    def put(self, name: str, path: str, text: str, keys: tuple[Key, ...]) -> None:
        """Remember it; what was made first goes first."""
        self._made[name, path] = (text, keys)
        self._room -= len(text)
        while self._room < 0 and self._made:
            text, _ = self._made.pop(next(iter(self._made)))
            self._room += len(text)


class Library(Struct, frozen=True, kw_only=True):
    """What views read from."""

    config: Config
    state: State
    renderer: Renderer
    body: Callable[[Made], Body]
    """The whole of a body."""
    data: Callable[[], Mapping[str, Value]]
    """What lies in `_data`."""
    file: Callable[[Asset], Path]
    """Where a file that is copied lies."""
    parts: Parts
