"""Tables of values that outlive a build: read when they are asked for, changed in memory, written together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar, cast

from blogbuild.codec import Codec

Kept = TypeVar("Kept")


class Shelf(Protocol):
    """Where tables lie: texts by the name of their table and a key."""

    def row(self, name: str, key: str) -> bytes | None:
        """The text under a key; None when there is none."""

    def rows(self, name: str) -> Mapping[str, bytes]:
        """All of a table."""

    def keys(self, name: str) -> Iterable[str]:
        """The keys of a table."""

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Change rows; None removes one."""


class Table(Generic[Kept]):
    """Values of one type by key.

    Raises DamagedError, from any of its methods, when the shelf holds what cannot have been written.
    """

    def __init__(self, shelf: Shelf, name: str, codec: Codec[Kept], *, is_strict: bool = False) -> None:
        """`is_strict`: values are the same only when they are written alike; to Python 1 is `True`."""
        self._shelf = shelf
        self._name = name
        self._codec = codec
        self._is_strict = is_strict
        self._known: dict[str, Kept | None] = {}
        self._texts: Mapping[str, bytes] | None = None
        self._is_whole = False
        self._dirty: set[str] = set()

    def get(self, key: str) -> Kept | None:
        """The value under a key; None when there is none."""
        if self._is_whole or key in self._known:
            return self._known.get(key)
        text = self._shelf.row(self._name, key) if self._texts is None else self._texts.get(key)
        value = None if text is None else self._codec.read(text)
        self._known[key] = value
        return value

    def put(self, key: str, value: Kept | None) -> bool:
        """Set the value under a key, or remove it with None; whether that changes anything."""
        if self.is_same(self.get(key), value):
            return False
        if value is None and self._is_whole:
            del self._known[key]
        else:
            self._known[key] = value
        self._dirty.add(key)
        return True

    def is_same(self, one: Kept | None, other: Kept | None) -> bool:
        """Whether two values are no two to those who read them: written alike, as what is no number to itself is."""
        if one is other or one is None or other is None:
            return one is other
        if one == other and not self._is_strict:
            return True
        return self._codec.write(one) == self._codec.write(other)

    def replace(self, values: Mapping[str, Kept]) -> set[str]:
        """Make these all that there is; the keys that were added, removed or changed."""
        before = dict(self.all())
        changed = {key for key, value in values.items() if not self.is_same(before.get(key), value)}
        changed.update(before.keys() - values.keys())
        for key in changed - values.keys():
            del self._known[key]
        self._known.update((key, value) for key, value in values.items() if key in changed)
        self._dirty |= changed
        return changed

    def copy(self) -> Table[Kept]:
        """The same values, to be changed apart from these."""
        copied = Table(self._shelf, self._name, self._codec, is_strict=self._is_strict)
        copied._known = self._known.copy()
        copied._texts = self._texts
        copied._dirty = self._dirty.copy()
        copied._is_whole = self._is_whole
        return copied

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every value with its key, as it is kept: for going through many values to find a few."""
        write = self._codec.write
        self.fetch()
        yield from ((key, text) for key, text in (self._texts or {}).items() if key not in self._known)
        yield from ((key, write(value)) for key, value in self._known.items() if value is not None)

    def fetch(self) -> None:
        """Take all from the shelf at once, before much of it is asked for; each is read when it is."""
        if not self._is_whole:
            self._texts = self._rows()

    def _rows(self) -> Mapping[str, bytes]:
        return self._shelf.rows(self._name) if self._texts is None else self._texts

    def all(self) -> Mapping[str, Kept]:
        """Every value by its key, as it is now and will be."""
        if not self._is_whole:
            read = self._codec.read
            for key, text in self._rows().items():
                if key not in self._known:
                    self._known[key] = read(text)
            self._known = {key: value for key, value in self._known.items() if value is not None}
            self._texts, self._is_whole = None, True
        return cast("Mapping[str, Kept]", self._known)

    def keys(self) -> Iterable[str]:
        """Every key."""
        if self._is_whole:
            return self._known.keys()
        found = dict.fromkeys(self._shelf.keys(self._name) if self._texts is None else self._texts)
        for key, value in self._known.items():
            if value is None:
                found.pop(key, None)
            else:
                found[key] = None
        return found.keys()

    def items(self) -> Iterator[tuple[str, Kept]]:
        """Every value with its key."""
        return iter(self.all().items())

    def save(self) -> None:
        """Write what has changed."""
        if not self._dirty:
            return
        write = self._codec.write
        rows = {key: None if (value := self._known.get(key)) is None else write(value) for key in sorted(self._dirty)}
        self._shelf.change(self._name, rows)
        self._dirty.clear()


class Texts:
    """Many small tables of texts under one name: read one by one, changed in memory, written together."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf = shelf
        self._name = name
        self._changed: dict[str, dict[str, bytes | None]] = {}
        self._filled: set[str] = set()

    def get(self, table: str, key: str) -> bytes | None:
        """The text under a key of a table."""
        changed = self._changed.get(table, {})
        if key in changed or table in self._filled:
            return changed.get(key)
        return self._shelf.row(f"{self._name} {table}", key)

    def put(self, table: str, key: str, value: bytes) -> None:
        """Set the text under a key."""
        self._changed.setdefault(table, {})[key] = value

    def delete(self, table: str, key: str) -> None:
        """Remove a key."""
        self._changed.setdefault(table, {})[key] = None

    def fill(self, table: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Make these rows all that a table has."""
        self._changed[table] = dict(rows)
        self._filled.add(table)

    def copy(self) -> Texts:
        """The same texts, to be changed apart from these."""
        copied = Texts(self._shelf, self._name)
        copied._changed = {table: rows.copy() for table, rows in self._changed.items()}
        copied._filled = self._filled.copy()
        return copied

    def save(self) -> None:
        """Write what has changed."""
        for table, rows in self._changed.items():
            name = f"{self._name} {table}"
            if table in self._filled:
                self._shelf.change(name, dict.fromkeys(set(self._shelf.keys(name)) - rows.keys()))
            self._shelf.change(name, rows)
        self._changed.clear()
        self._filled.clear()


class NoShelf:
    """Where nothing lies yet, and nothing is put."""

    def row(self, name: str, key: str) -> bytes | None:  # noqa: ARG002 - as a shelf has it
        """None."""
        return None

    def rows(self, name: str) -> Mapping[str, bytes]:  # noqa: ARG002 - likewise
        """Nothing."""
        return {}

    def keys(self, name: str) -> Iterable[str]:  # noqa: ARG002 - likewise
        """None."""
        return ()

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Nothing happens."""
