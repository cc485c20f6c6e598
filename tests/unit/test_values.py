"""Loose values of front matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.config import Value
from blogbuild.values import as_switch, as_text, flat, names, split_names, unique

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (7, "7"), (1.5, "1.5"), (" 두\n줄 ", "두 줄"), (("a", ("b", None)), "a b"), ({}, "")],
)
def test_a_value_reads_as_one_line(value: Value, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "switch"),
    [
        (None, True),
        (False, False),
        (True, True),
        ("false", False),
        (" No ", False),
        ("off", False),
        ("0", False),
        ("", False),
        ("yes", True),
        (0, False),
        (1, True),
        ((), False),
    ],
)
def test_a_switch_is_read_as_people_write_it(value: Value, *, switch: bool) -> None:
    assert as_switch(value, default=True) is switch


def test_nothing_is_the_default() -> None:
    assert as_switch(None, default=False) is False


@given(VALUES)
def test_every_value_has_a_text_of_one_line(value: Value) -> None:
    text = as_text(value)

    assert text == " ".join(text.split())


@given(VALUES)
def test_no_name_is_empty(value: Value) -> None:
    assert "" not in tuple(flat(value))
    assert "" not in split_names(value)


@given(VALUES, VALUES)
def test_names_come_from_the_singular_key_first(singular: Value, plural: Value) -> None:
    found = names({"tag": singular, "tags": plural}, "tag", "tags")

    assert found == (tuple(flat(singular)) or split_names(plural))


@given(st.lists(st.lists(st.sampled_from("abc")).map(tuple)))
def test_each_name_stands_once_in_order(groups: list[tuple[str, ...]]) -> None:
    joined = [name for group in groups for name in group]

    assert unique(*groups) == tuple(sorted(set(joined), key=joined.index))
