"""The cache's one file: what is put is there, what is damaged is not, nobody shares it with another build."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from blogbuild.cache import open_cache
from blogbuild.errors import BlogError, DamagedError


def run(file: Path, statement: str) -> None:
    """Change a file behind the cache's back."""
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()


def test_what_was_put_is_there_in_the_next_build(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
        cache.change("table", {"a": b"1", "b": b""})

    with open_cache(tmp_path) as cache:
        assert (cache.get(b"key"), cache.get(b"other")) == (b"value", None)
        assert cache.rows("table") == {"a": b"1", "b": b""}
        assert (cache.row("table", "a"), cache.row("table", "c"), cache.row("other", "a")) == (b"1", None, None)


def test_rows_are_replaced_and_removed(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        cache.change("table", {"a": b"1", "b": b"2"})
        cache.change("table", {"a": None, "b": b"3", "c": None})

    with open_cache(tmp_path) as cache:
        assert cache.rows("table") == {"b": b"3"}


def test_tables_are_forgotten_by_the_beginning_of_their_names(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        for name in ("a_b:x", "a_b:y", "aXb:x", "a%:x"):
            cache.change(name, {"key": b"1"})
        cache.forget("a_b:")

        found = [name for name in ("a_b:x", "a_b:y", "aXb:x", "a%:x") if cache.rows(name)]

    assert found == ["aXb:x", "a%:x"]


def test_a_damaged_result_is_none(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
    run(tmp_path / "cache.sqlite", "UPDATE results SET value = CAST(substr(value, 1, 4) || 'wrong' AS BLOB)")

    with open_cache(tmp_path) as cache:
        assert cache.get(b"key") is None


def test_a_result_under_the_key_of_another_is_none(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
    run(tmp_path / "cache.sqlite", "UPDATE results SET key = x'6b6579ff'")

    with open_cache(tmp_path) as cache:
        assert cache.get(b"key\xff") is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tables SET value = x''",
        "UPDATE tables SET value = 'text'",
        "UPDATE tables SET value = NULL",
        "UPDATE tables SET key = 'c' WHERE key = 'b'",
        "UPDATE tables SET key = x'ff' WHERE key = 'b'",
        "UPDATE tables SET name = 'other' WHERE key = 'b'",
        "DELETE FROM tables WHERE key = 'b'",
        "DROP TABLE tables",
    ],
)
def test_tables_are_whole_or_empty(tmp_path: Path, damage: str) -> None:
    with open_cache(tmp_path) as cache:
        cache.change("table", {"a": b"1", "b": b"2"})
    run(tmp_path / "tables.sqlite", damage)

    with open_cache(tmp_path) as cache:
        try:
            found = (cache.rows("table"), cache.row("table", "a"), cache.row("table", "b"))
        except DamagedError:
            return
    assert found == ({}, None, None)


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
        cache.renew()
        before = cache.get(b"key")
        cache.put(b"key", b"new")

    with open_cache(tmp_path) as cache:
        assert (before, cache.get(b"key")) == (None, b"new")


def test_what_a_site_uses_no_more_goes_in_the_end(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        for number in range(1000):
            cache.put(str(number).encode(), b"old")
    with open_cache(tmp_path) as cache:
        cache.put(b"new", b"value")
        cache.get(b"7")
        cache.tidy(3, lambda: [b"5"])

    with open_cache(tmp_path) as cache:
        assert [cache.get(key) for key in (b"new", b"7", b"5", b"8")] == [b"value", b"old", b"old", None]


def test_what_a_site_stands_on_stays(tmp_path: Path) -> None:
    keys = [str(number).encode() for number in range(1000)]
    with open_cache(tmp_path) as cache:
        for key in keys:
            cache.put(key, b"value")
    with open_cache(tmp_path) as cache:
        cache.tidy(len(keys), lambda: keys)

        assert all(cache.get(key) for key in keys)


def test_a_build_waits_for_another_one_and_then_says_so(tmp_path: Path) -> None:
    with (
        open_cache(tmp_path),
        pytest.raises(BlogError, match="another blogbuild is at work"),
        open_cache(tmp_path, patience=0),
    ):
        pass


def test_a_build_that_has_ended_lets_the_next_one_in(tmp_path: Path) -> None:
    with pytest.raises(KeyError), open_cache(tmp_path):
        raise KeyError

    with open_cache(tmp_path, patience=0) as cache:
        assert cache.get(b"key") is None


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("where a folder should be")

    with open_cache(file) as cache:
        cache.put(b"key", b"value")
        cache.change("table", {"a": b"1"})

        assert (cache.get(b"key"), cache.rows("table")) == (b"value", {"a": b"1"})


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="workers are no copies here")
def test_a_worker_reads_what_was_made_to_last(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
        cache.commit()
        cache.put(b"later", b"value")
        results: multiprocessing.SimpleQueue[tuple[bytes | None, bytes | None]] = context.SimpleQueue()
        worker = context.Process(target=lambda: results.put((cache.get(b"key"), cache.get(b"later"))))
        worker.start()
        found = results.get()
        worker.join()

        assert (found, cache.get(b"later")) == ((b"value", None), b"value")


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="workers are no copies here")
def test_a_worker_reads_results_whatever_becomes_of_the_tables_meanwhile(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    results: multiprocessing.SimpleQueue[bytes | None] = context.SimpleQueue()
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
        cache.commit()
        # What a build is about to write looks like this for a moment.
        (tmp_path / "tables.sqlite").write_bytes(b"SQLite format 3\0")
        worker = context.Process(target=lambda: results.put(cache.get(b"key")))
        worker.start()
        assert results.get() == b"value"
        worker.join()


def test_tables_whose_results_are_lost_go_with_them(tmp_path: Path) -> None:
    with open_cache(tmp_path) as cache:
        cache.put(b"key", b"value")
        cache.change("table", {"a": b"1"})
    (tmp_path / "cache.sqlite").unlink()

    with open_cache(tmp_path) as cache:
        assert cache.rows("table") == {}
