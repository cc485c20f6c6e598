"""Where read-next keeps what it knows between builds: small values that are read one at a time, when they are needed.

A value is JSON or packed numbers, so that a repository's data can run nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

Value: TypeAlias = "int | float | str | bool | list[Value] | dict[str, Value] | None"

POSTS: Final = "posts"
RANKINGS: Final = "rankings"
WORDS: Final = "words"
WORD_CARRIERS: Final = "word_carriers"
LABELS: Final = "labels"
LABEL_CARRIERS: Final = "label_carriers"
BLOG: Final = "blog"
TABLES: Final = (POSTS, RANKINGS, WORDS, WORD_CARRIERS, LABELS, LABEL_CARRIERS, BLOG)


class DamagedError(ValueError):
    """What is stored cannot be what was written: rebuild."""


class Store(Protocol):
    """Named tables of bytes by key. All that one `update` or `rebuild` writes belongs into one transaction.

    A value comes back as it was put, or the store raises: nothing here checks it once more.
    """

    def get(self, table: str, key: str) -> bytes | None:
        """The value, if there is one."""

    def put(self, table: str, key: str, value: bytes) -> None:
        """Keep a value in place of the one before."""

    def delete(self, table: str, key: str) -> None:
        """Forget a value that is there."""

    def fill(self, table: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep these rows in place of all that the table has."""


def written(value: object) -> bytes:
    """A value as JSON."""
    return msgspec.json.encode(value)


def read(stored: bytes) -> Value:
    """The value that was written; raises DamagedError."""
    try:
        value: Value = msgspec.json.decode(stored)
    except (ValueError, RecursionError) as not_json:
        raise DamagedError("a stored value is not JSON") from not_json
    return value
