"""What views of a site read from, and the texts that several of its pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from blogbuild.config import Config, Value
from blogbuild.framing import Frame
from blogbuild.model import Body
from blogbuild.patching import Edit
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
        """What stands for a layout, an asset or a frame, by its key, as it is now."""

    def edits(self, key: Key, before: str) -> tuple[Edit, ...] | None:
        """What has changed in the fixed text of a frame, by its key and its fingerprint; None if more than that has."""

    def render(self, layout: str, variables: Mapping[str, object], note: Note, frame: Frame | None = None) -> str:
        """The layout of that name, filled with the variables; its block may be left out of a frame."""


class Part(Struct, frozen=True):
    """A text that several pages have in them, its keys, and those of the layouts and assets that it was made from."""

    text: str
    keys: tuple[Key, ...]
    printed: tuple[Key, ...]


class Parts:
    """Parts of pages, each made once: as many as there is room for."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Part] = {}
        self._room = _ROOM

    def get(self, name: str, path: str) -> Part | None:
        """What was made under a name of a post."""
        return self._made.get((name, path))

    def put(self, name: str, path: str, part: Part) -> None:
        """Remember it; what was made first goes first."""
        self._made[name, path] = part
        self._room -= len(part.text)
        while self._room < 0 and self._made:
            self._room += len(self._made.pop(next(iter(self._made))).text)


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
