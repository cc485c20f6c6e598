"""Traces: which keys results share, and which stand for a whole kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.trace import MOST_OF_A_KIND, Trace, every, finder, key, packed, trace_of, with_kinds

KINDS = ("layout", "layout?", "asset", "asset?", "data", "site", "body", "card", "file", "summary")
KEYS = st.sets(st.builds(key, st.sampled_from(KINDS), st.sampled_from(["a", "b c", "/x/"])))


def test_what_pages_of_a_kind_read_alike_stands_apart() -> None:
    notes = {"layout base.html", "layout? own.html", "asset? x.css", "data team", "site tags", "body /a/", "card /b/"}

    common = ("asset? x.css", "data team", "layout base.html", "layout? own.html", "site tags")
    assert trace_of(notes) == Trace(common, ("body /a/", "card /b/"))


def test_many_keys_of_a_kind_become_one() -> None:
    few = {key("body", str(number)) for number in range(MOST_OF_A_KIND)}
    many = {key("card", str(number)) for number in range(MOST_OF_A_KIND + 1)}

    assert trace_of(few).own == tuple(sorted(few))
    assert set(trace_of(few | many).own) == few | {"card *"}


def test_a_changed_key_changes_its_whole_kind() -> None:
    assert with_kinds({"card /a b/"}) == {"card /a b/", "card *"}


@given(KEYS, KEYS)
def test_a_trace_meets_what_changed_among_its_notes(notes: set[str], changed: set[str]) -> None:
    trace = trace_of(notes)

    assert set(trace.common) | set(trace.own) == notes
    assert bool(with_kinds(changed) & notes) == bool(notes & changed)


@given(st.integers(MOST_OF_A_KIND + 1, MOST_OF_A_KIND + 30), st.integers(0, MOST_OF_A_KIND + 30))
def test_a_shortened_trace_misses_no_change(count: int, changed: int) -> None:
    trace = trace_of({key("card", str(number)) for number in range(count)})

    assert with_kinds({key("card", str(changed))}) & set(trace.own) == {every("card")}


@pytest.mark.parametrize("others", [0, 100])
def test_a_changed_key_is_found_among_others(others: int) -> None:
    line = packed(("body /a/", "card /a/", "card /ab/"))
    more = {f"card /{number}/" for number in range(others)}

    assert finder({"card /ab/", *more})(line)
    assert finder({"body /a/", *more})(line)
    assert not finder({"card /a", "card /b/", "body /", *more})(line)
    assert not finder(more)(line)
