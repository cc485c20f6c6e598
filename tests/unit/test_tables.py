"""Tables: what was put is there at once and in the next build, and only what changed is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.codec import codec
from blogbuild.errors import DamagedError
from blogbuild.tables import Table

NUMBERS = codec(int)
CONTENTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3))
STEPS = st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 3)))


class Shelf:
    """Rows in memory, and which of them were written."""

    def __init__(self, rows: Mapping[str, int] | None = None) -> None:
        self.texts = {key: NUMBERS.write(value) for key, value in (rows or {}).items()}
        self.written: dict[str, bytes | None] = {}

    def row(self, _: str, key: str) -> bytes | None:
        return self.texts.get(key)

    def rows(self, _: str) -> Mapping[str, bytes]:
        return dict(self.texts)

    def keys(self, _: str) -> Iterable[str]:
        return list(self.texts)

    def change(self, _: str, rows: Mapping[str, bytes | None]) -> None:
        self.written.update(rows)
        for key, text in rows.items():
            if text is None:
                self.texts.pop(key, None)
            else:
                self.texts[key] = text


def table_on(shelf: Shelf) -> Table[int]:
    return Table(shelf, "numbers", NUMBERS)


@given(CONTENTS, STEPS, st.integers(0, 20), st.integers(0, 20))
def test_a_table_is_what_was_put_into_it(
    contents: dict[str, int], steps: list[tuple[str, int | None]], at: int, fetched_at: int
) -> None:
    shelf, wanted = Shelf(contents), dict(contents)
    table = table_on(shelf)

    for number, (key, value) in enumerate(steps):
        if number == fetched_at:
            table.fetch()
        if number == at:
            assert table.all() == wanted
        assert table.put(key, value) == (wanted.get(key) != value)
        wanted = {**wanted, key: value} if value is not None else {k: v for k, v in wanted.items() if k != key}
        assert table.get(key) == value
    table.save()

    assert set(table.keys()) == wanted.keys()
    assert dict(table.items()) == table_on(shelf).all() == wanted


@given(CONTENTS, CONTENTS, STEPS)
def test_replacing_tells_what_is_other_now(
    before: dict[str, int], after: dict[str, int], steps: list[tuple[str, int | None]]
) -> None:
    shelf = Shelf(before)
    table = table_on(shelf)
    for key, value in steps:
        table.put(key, value)
    then = dict(table.all())

    changed = table.replace(after)
    table.save()

    assert changed == {key for key in then.keys() | after.keys() if then.get(key) != after.get(key)}
    assert table_on(shelf).all() == table.all() == after


def test_only_what_changed_is_written() -> None:
    shelf = Shelf({"a": 1, "b": 2, "c": 3})
    table = table_on(shelf)

    table.put("a", 1)
    table.put("b", 3)
    table.put("c", None)
    table.put("d", None)
    table.save()
    table.save()

    assert shelf.written == {"b": NUMBERS.write(3), "c": None}


@given(CONTENTS, STEPS)
def test_a_copy_is_changed_apart(contents: dict[str, int], steps: list[tuple[str, int | None]]) -> None:
    table = table_on(Shelf(contents))
    copied = table.copy()

    for key, value in steps:
        copied.put(key, value)

    assert table.all() == contents


def test_what_cannot_have_been_written_is_damage() -> None:
    shelf = Shelf()
    shelf.texts["a"] = b"{"

    with pytest.raises(DamagedError):
        table_on(shelf).get("a")
    with pytest.raises(DamagedError):
        table_on(shelf).all()
