"""Tables of values that outlive a build: read when they are asked for, changed in memory, written together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from blogbuild.codec import Codec

Kept = TypeVar("Kept")


class Shelf(Protocol):
    """Where tables lie: texts by the name of their table and a key."""

    def row(self, name: str, key: str) -> bytes | None:
        """The text under a key; None when there is none."""

    def rows(self, name: str) -> Mapping[str, bytes]:
        """All of a table."""

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Change rows; None removes one."""


class Table(Generic[Kept]):
    """Values of one type by key.

    Raises DamagedError, from any of its methods, when the shelf holds what cannot have been written.
    """

    def __init__(self, shelf: Shelf, name: str, codec: Codec[Kept]) -> None:
        self._shelf = shelf
        self._name = name
        self._codec = codec
        self._known: dict[str, Kept | None] = {}
        self._is_whole = False
        self._dirty: set[str] = set()

    def get(self, key: str) -> Kept | None:
        """The value under a key; None when there is none."""
        if key in self._known:
            return self._known[key]
        text = None if self._is_whole else self._shelf.row(self._name, key)
        value = None if text is None else self._codec.read(text)
        self._known[key] = value
        return value

    def put(self, key: str, value: Kept | None) -> bool:
        """Set the value under a key, or remove it with None; whether that changes anything."""
        if self.get(key) == value:
            return False
        self._known[key] = value
        self._dirty.add(key)
        return True

    def replace(self, values: Mapping[str, Kept]) -> set[str]:
        """Make these all that there is; the keys that were added, removed or changed."""
        before = self.all()
        changed = {key for key, value in values.items() if key not in before or before[key] != value}
        changed.update(before.keys() - values.keys())
        for key in changed:
            self._known[key] = values.get(key)
        self._dirty |= changed
        return changed

    def all(self) -> dict[str, Kept]:
        """Every value by its key."""
        if not self._is_whole:
            read = self._codec.read
            for key, text in self._shelf.rows(self._name).items():
                if key not in self._known:
                    self._known[key] = read(text)
            self._is_whole = True
        return {key: value for key, value in self._known.items() if value is not None}

    def items(self) -> Iterator[tuple[str, Kept]]:
        """Every value with its key."""
        return iter(self.all().items())

    def save(self) -> None:
        """Write what has changed."""
        write = self._codec.write
        rows = {key: None if (value := self._known[key]) is None else write(value) for key in sorted(self._dirty)}
        self._shelf.change(self._name, rows)
        self._dirty.clear()


class NoShelf:
    """Where nothing lies yet, and nothing is put."""

    def row(self, name: str, key: str) -> bytes | None:  # noqa: ARG002 - as a shelf has it
        """None."""
        return None

    def rows(self, name: str) -> Mapping[str, bytes]:  # noqa: ARG002 - likewise
        """Nothing."""
        return {}

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Nothing happens."""
