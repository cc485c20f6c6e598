"""Results of earlier builds by key, in one file: it may be deleted, damaged, interrupted, copied, used twice at once.

An SQLite file holds them, so a result is read only when it is asked for. Every value carries a checksum, and nothing in
the file is ever run: whatever is wrong with it, the build goes on without.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from blogbuild.config import CACHE_FOLDER
from blogbuild.errors import BlogError, error

PATIENCE: Final = 60
"""How long a build waits for another one of the same site, in seconds."""

_FILE: Final = "bodies.sqlite"
_CHECKSUM: Final = 8
# A site keeps what it used lately: results of drafts, of another branch. Beyond this many times its size they go.
_SLACK: Final = 2
_LEAST_KEPT: Final = 200


class Cache:
    """Values by key, as long as the build that has it lasts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._used: set[bytes] = set()

    def get(self, key: bytes) -> bytes | None:
        """The value under a key; None when there is none or it is damaged."""
        try:
            row = self._connection.execute("SELECT value FROM results WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        value = row[0] if row else None
        if not isinstance(value, bytes) or _checksum(value[_CHECKSUM:]) != value[:_CHECKSUM]:
            return None
        self._used.add(key)
        return value[_CHECKSUM:]

    def put(self, key: bytes, value: bytes) -> None:
        """Remember a value under its key."""
        self._used.add(key)
        with suppress(sqlite3.Error):
            row = (key, _checksum(value) + value)
            self._connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", row)

    def tidy(self) -> None:
        """Forget what was not used this time, once it is more than a site is likely to want again."""
        with suppress(sqlite3.Error):
            (count,) = self._connection.execute("SELECT count(*) FROM results").fetchone()
            if count <= _SLACK * len(self._used) + _LEAST_KEPT:
                return
            self._connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
            self._connection.executemany("INSERT INTO used VALUES (?)", [(key,) for key in self._used])
            self._connection.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM used)")


@contextmanager
def open_cache(root: Path, patience: float = PATIENCE) -> Iterator[Cache]:
    """The cache of the site in a folder, for one build at a time: another one waits, for `patience` seconds at most.

    Raises BlogError when another build holds it for too long. What cannot be opened or read is replaced; where nothing
    can be written, results are kept for this build alone.
    """
    connection = _connected(root / CACHE_FOLDER / _FILE, patience)
    try:
        yield Cache(connection)
    finally:
        with suppress(sqlite3.Error):
            connection.commit()
        connection.close()


def _connected(file: Path, patience: float) -> sqlite3.Connection:
    for _ in range(2):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            return _opened(str(file), patience)
        except sqlite3.OperationalError as held:
            if "locked" in str(held):
                what = "another blogbuild is at work on this site"
                raise BlogError([error(str(file.parent), what, "wait until it is done, and try again")]) from held
            break
        except sqlite3.DatabaseError:  # damaged: begin anew
            file.unlink(missing_ok=True)
        except OSError:
            break
    return _opened(":memory:", patience)


def _opened(name: str, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=patience, isolation_level=None)
    try:
        # A result that a crash of the machine takes away is made again: no need to wait for the disk.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value BLOB)")
        connection.execute("SELECT key, value FROM results LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _checksum(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_CHECKSUM).digest()
