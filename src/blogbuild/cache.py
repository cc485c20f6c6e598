"""What is kept between builds, in two files: they may be deleted, damaged, interrupted, copied, used twice at once.

SQLite holds them, so that a value is read only when it is asked for. Every value carries a checksum, and nothing in
them is ever run. `results` are bodies by all that decides about them: they are right for ever, and kept as they come.
`tables` are what a build knew of its site: they are replaced together when a build has ended well. They have a file of
their own, since a forked worker shares this process's locks and so must not read a file while it is written.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from blogbuild.errors import BlogError, DamagedError, error

PATIENCE: Final = 60
"""How long a build waits for another one of the same site, in seconds."""

_FILE: Final = "cache.sqlite"
_TABLES_FILE: Final = "tables.sqlite"
_LOCK: Final = "lock.sqlite"
_CHECKSUM: Final = 4
# SQLite puts damaged names into its messages, which Python may not be able to read.
_FAULTS: Final = (sqlite3.Error, UnicodeDecodeError)
# A site keeps what it used lately: results of drafts, of another branch. Beyond this many times its size they go.
_SLACK: Final = 2
_LEAST_KEPT: Final = 200
_MANY: Final = 1_000  # rows of a table that are sooner found by looking at all of it
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value BLOB)",
    "CREATE TABLE IF NOT EXISTS known.tables (name TEXT, key TEXT, value BLOB, PRIMARY KEY (name, key)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS known.seal (id INTEGER PRIMARY KEY, sum INTEGER)",
    "INSERT OR IGNORE INTO seal VALUES (1, 0)",
)
_ROW: Final = "SELECT value FROM tables WHERE name = ? AND key = ?"
_KEYS: Final = "SELECT key FROM tables WHERE name = ?"
_ANY: Final = "SELECT 1 FROM tables WHERE name = ? LIMIT 1"
_SEAL: Final = 2**62


class Cache:
    """Results by key and tables of texts by name and key; any process may read, the one that opened it writes."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self._file = file
        self._connection = connection
        self._forks = _forks
        self._readers: dict[Path, sqlite3.Connection] | None = None
        self._used: set[bytes] = set()
        self._is_broken = False
        self._unwritten: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """The result under a key; None when there is none or it is damaged."""
        self._used.add(key)
        if key in self._unwritten:
            return self._unwritten[key]
        try:
            row = self._reader(self._file).execute("SELECT value FROM results WHERE key = ?", (key,)).fetchone()
            return _checked(row[0], key) if row else None
        except (*_FAULTS, DamagedError):
            return None

    def put(self, key: bytes, value: bytes) -> None:
        """Remember a result under its key."""
        self._used.add(key)
        try:
            row = (key, _checksum(value, key) + value)
            self._connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", row)
        except _FAULTS:  # the disk is full, say: this build can go on all the same
            self._is_broken = True
            self._unwritten[key] = value

    def has_results(self) -> bool:
        """Whether anything was made before."""
        with suppress(*_FAULTS):
            return self._reader(self._file).execute("SELECT 1 FROM results LIMIT 1").fetchone() is not None
        return False

    def row(self, name: str, key: str) -> bytes | None:
        """The text under a key of a table. Raises DamagedError."""
        with _damage():
            found = self._tables().execute(_ROW, (name, key)).fetchone()
            return _checked(found[0], _place(name, key)) if found else None

    def rows(self, name: str) -> Mapping[str, bytes]:
        """A whole table. Raises DamagedError, as it does when a row is read that is damaged."""
        with _damage():
            return _Rows(name, dict(self._tables().execute("SELECT key, value FROM tables WHERE name = ?", (name,))))

    def keys(self, name: str) -> list[str]:
        """The keys of a table. Raises DamagedError."""
        with _damage():
            return [key for (key,) in self._tables().execute(_KEYS, (name,)).fetchall()]

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Change rows of a table; None removes one. It counts when `commit` is called."""
        total = 0

        def sealed() -> Iterator[tuple[str, str, bytes]]:
            nonlocal total
            for key, value in rows.items():
                if value is not None:
                    checksum = _checksum(value, _place(name, key))
                    total += int.from_bytes(checksum, "big")
                    yield name, key, checksum + value

        with self._breaking():
            gone = [(name, key) for key, value in rows.items() if value is None]
            self._seal(-sum(self._checksums(name, rows)))
            self._connection.executemany("DELETE FROM tables WHERE name = ? AND key = ?", gone)
            self._connection.executemany("INSERT OR REPLACE INTO tables VALUES (?, ?, ?)", sealed())
            self._seal(total)

    def _checksums(self, name: str, keys: Collection[str]) -> Iterator[int]:
        """The checksums of rows of a table, where it has any."""
        found: Iterable[tuple[str, bytes]]
        if not self._connection.execute(_ANY, (name,)).fetchone():
            return iter(())
        if len(keys) > _MANY:
            found = self._connection.execute(
                "SELECT key, substr(value, 1, ?) FROM tables WHERE name = ?", (_CHECKSUM, name)
            )
        else:
            rows = ((key, self._connection.execute(_ROW, (name, key)).fetchone()) for key in keys)
            found = ((key, row[0]) for key, row in rows if row)
        return (int.from_bytes(value[:_CHECKSUM], "big") for key, value in found if key in keys)

    def _seal(self, more: int) -> None:
        """Add to the sum of all checksums: a row that is lost is missed there."""
        self._connection.execute("UPDATE seal SET sum = (sum + ?) % ?", (more % _SEAL, _SEAL))

    def forget(self, prefix: str) -> None:
        """Empty all tables whose names begin so."""
        with self._breaking():
            names = self._connection.execute("SELECT DISTINCT name FROM tables").fetchall()
            for (name,) in names:
                if name.startswith(prefix):
                    keys = {key for (key,) in self._connection.execute(_KEYS, (name,))}
                    self._seal(-sum(self._checksums(name, keys)))
                    self._connection.execute("DELETE FROM tables WHERE name = ?", (name,))

    def commit(self) -> None:
        """Make what was changed so far last; other processes see it from now on."""
        with self._breaking():
            self._connection.commit()
            self._connection.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """After a change that failed nothing in the file can be relied on: it goes when it is closed."""
        try:
            yield
        except _FAULTS:
            self._is_broken = True

    def tidy(self, live: int, used: Callable[[], Iterable[bytes]]) -> None:
        """Forget results that nobody uses, once they are far more than the `live` ones that a site stands on.

        `used` gives the keys of these; what was asked for this time stays as well.
        """
        with suppress(*_FAULTS):
            (count,) = self._connection.execute("SELECT count(*) FROM results").fetchone()
            if count <= _SLACK * live + _LEAST_KEPT:
                return
            self._connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
            keys = self._used.union(used())
            self._connection.executemany("INSERT INTO used VALUES (?)", [(key,) for key in keys])
            self._connection.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM used)")
            self._connection.execute("DROP TABLE used")

    def renew(self) -> None:
        """Begin with an empty file: this one is damaged."""
        self._connection.close()
        _remove(self._file)
        fresh = _opened(self._file.parent)
        assert fresh, "a file that was there cannot be made again"  # noqa: S101
        self._connection = fresh._connection  # noqa: SLF001 - one of us
        self._is_broken = False

    def close(self) -> None:
        """Make what was changed last, and let go of the file."""
        with self._breaking():
            if not self._is_broken:
                self._connection.commit()
        self._connection.close()
        if self._is_broken:
            _remove(self._file)
        else:
            with suppress(OSError):
                _sealed(self._file).write_text(_signature(self._file), encoding="ascii")

    def is_whole(self) -> bool:
        """Whether all rows of tables are there as they were written; a file that nobody touched since is."""
        with suppress(OSError):
            if _sealed(self._file).read_text(encoding="ascii", errors="replace") == _signature(self._file):
                return True
        try:
            with _damage():
                total = 0
                for name, key, value in self._connection.execute("SELECT name, key, value FROM tables"):
                    _checked(value, _place(name, key))
                    total += int.from_bytes(value[:_CHECKSUM], "big")
                (known,) = self._connection.execute("SELECT sum FROM seal").fetchone()
                return bool(total % _SEAL == known)
        except (DamagedError, TypeError, AttributeError):
            return False

    def _tables(self) -> sqlite3.Connection:
        return self._reader(_beside(self._file))

    def _reader(self, file: Path) -> sqlite3.Connection:
        """What reads one of the files in this process: a connection must not be taken over into a worker.

        There each file has its own, as the other one may be written at that moment.
        """
        if self._forks != _forks:
            self._forks = _forks
            _inherited.append(self._connection)
            self._readers = {}
        if self._readers is None:
            return self._connection
        if file not in self._readers:
            self._readers[file] = sqlite3.connect(_read_only(file), uri=True, isolation_level=None)
        return self._readers[file]


class _Rows(Mapping[str, bytes]):
    """The rows of a table by their keys, each checked when it is read: of most tables few are."""

    __slots__ = ("_found", "_name")

    def __init__(self, name: str, found: dict[str, bytes]) -> None:
        self._name = name
        self._found = found

    def __getitem__(self, key: str) -> bytes:
        return _checked(self._found[key], _place(self._name, key))

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class Drawer:
    """The tables of one kind of build, by its name: of an output folder, of a preview."""

    def __init__(self, cache: Cache, name: str) -> None:
        self._cache = cache
        self.prefix = f"{name}:"

    def row(self, name: str, key: str) -> bytes | None:
        """The text under a key. Raises DamagedError."""
        return self._cache.row(self.prefix + name, key)

    def rows(self, name: str) -> Mapping[str, bytes]:
        """All of a table. Raises DamagedError, as it does when a row is read that is damaged."""
        return self._cache.rows(self.prefix + name)

    def keys(self, name: str) -> list[str]:
        """The keys of a table. Raises DamagedError."""
        return self._cache.keys(self.prefix + name)

    def change(self, name: str, rows: Mapping[str, bytes | None]) -> None:
        """Change rows; None removes one."""
        self._cache.change(self.prefix + name, rows)


_forks = 0
"""How often this process has become another one."""


def _forked() -> None:
    global _forks  # noqa: PLW0603 - a fact of the process
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


# Connections of a parent process, kept so that this process does not close the parent's file under it.
_inherited: Final[list[sqlite3.Connection]] = []


@contextmanager
def open_cache(folder: Path, patience: float = PATIENCE) -> Iterator[Cache]:
    """The cache that a folder holds, for one build at a time: another one waits, for `patience` seconds at most.

    Raises BlogError when another build holds it for too long. What cannot be opened or read is replaced; where nothing
    can be written, what is made is kept for this build alone.
    """
    aside: Path | None = None
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    lock = _locked(folder, patience)
    try:
        cache = _opened(folder)
        if cache and not cache.is_whole():
            cache.renew()
        if cache is None:
            import tempfile

            aside = Path(tempfile.mkdtemp(prefix="blogbuild-"))
            cache = _opened(aside)
        assert cache is not None, "neither the site's folder nor the one for temporary files can be written"  # noqa: S101
        try:
            yield cache
        finally:
            cache.close()
    finally:
        if lock:
            lock.close()
        if aside:
            shutil.rmtree(aside, ignore_errors=True)


def _locked(folder: Path, patience: float) -> sqlite3.Connection | None:
    """The right to build the site; None where no file can be written, and so nothing is shared."""
    lock = None
    try:
        lock = sqlite3.connect(str(folder / _LOCK), timeout=patience, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except _FAULTS as held:
        if lock:
            lock.close()
        if "locked" in str(held):
            what = "another blogbuild is at work on this site"
            raise BlogError([error(str(folder), what, "wait until it is done, and try again")]) from held
        if isinstance(held, sqlite3.OperationalError):
            return None
        (folder / _LOCK).unlink(missing_ok=True)  # damaged
        return _locked(folder, patience)
    return lock


def _opened(folder: Path) -> Cache | None:
    file = folder / _FILE
    for _ in range(2):
        connection = None
        try:
            connection = sqlite3.connect(str(file), timeout=PATIENCE, isolation_level=None)
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                _beside(file).unlink(missing_ok=True)  # tables are nothing without the results that they name
            connection.execute("ATTACH ? AS known", (str(_beside(file)),))
            # What a crash of the machine takes away is made again: no need to wait for the disk.
            connection.execute("PRAGMA main.synchronous = OFF")
            connection.execute("PRAGMA known.synchronous = OFF")
            connection.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                connection.execute(table)
            connection.execute("SELECT key, value FROM results LIMIT 1").fetchone()
            connection.execute("SELECT name, key, value FROM tables LIMIT 1").fetchone()
        except _FAULTS as broken:
            if connection:
                connection.close()
            if isinstance(broken, sqlite3.OperationalError) and not file.exists():
                return None
            _remove(file)
        else:
            return Cache(file, connection)
    return None


def _remove(file: Path) -> None:
    for each in (file, _beside(file)):
        with suppress(OSError):
            each.unlink(missing_ok=True)
            Path(f"{each}-journal").unlink(missing_ok=True)


def _beside(file: Path) -> Path:
    """The file of the tables that belong to that of the results."""
    return file.with_name(_TABLES_FILE)


def _sealed(file: Path) -> Path:
    """Where it stands how the file looked when it was closed."""
    return file.with_suffix(".seal")


def _signature(file: Path) -> str:
    """How both files look."""
    looks = (each.stat() for each in (file, _beside(file)))
    return " ".join(f"{status.st_size} {status.st_mtime_ns} {status.st_ino}" for status in looks)


def _place(name: str, key: str) -> bytes:
    return f"{name}\0{key}".encode(errors="surrogatepass")


def _read_only(file: Path) -> str:
    """The address of a file that is only read."""
    quoted = str(file.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode=ro"


def _checksum(value: bytes, key: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(key)).to_bytes(_CHECKSUM, "big")


def _checked(value: object, key: bytes) -> bytes:
    """A value without its checksum. Raises DamagedError when it does not fit."""
    if not isinstance(value, bytes) or _checksum(value[_CHECKSUM:], key) != value[:_CHECKSUM]:
        raise DamagedError("a checksum is wrong")
    return value[_CHECKSUM:]


class _damage:  # noqa: N801 - reads as a statement
    """Turns what SQLite finds wrong with the file into the one error for damage."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, broken: object, trace: object) -> None:
        if isinstance(broken, _FAULTS):
            raise DamagedError(str(broken)) from broken
