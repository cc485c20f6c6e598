"""What is written between builds is read as it was, for every type that a state holds."""

from __future__ import annotations

import functools
import math
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import Struct

import blogbuild.config
from blogbuild.codec import codec
from blogbuild.config import Value
from blogbuild.digests import hash_of
from blogbuild.errors import DamagedError
from blogbuild.model import ContentsEntry
from blogbuild.state import One, Rendered, State
from blogbuild.tables import Table
from blogbuild.trace import packed

ZONES = ("Asia/Seoul", "America/New_York", "UTC", "Australia/Lord_Howe")
# Half a character comes from front matter that escapes one; a NUL from anywhere.
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=5)
DATES = st.one_of(
    st.datetimes(timezones=st.sampled_from([ZoneInfo(name) for name in ZONES]), allow_imaginary=True),
    st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))).map(
        lambda moment: moment.replace(fold=0)  # it says something only of zones that set their clocks back
    ),
    st.datetimes().map(lambda moment: moment.replace(fold=0)),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def names() -> Mapping[str, object]:
    return vars(blogbuild.config)


def kept_types() -> Iterator[tuple[str, Any]]:
    """What the tables of a state hold, by their names, but for what has its own way."""
    for name, hint in typing.get_type_hints(State).items():
        if typing.get_origin(hint) in {Table, One} and typing.get_args(hint) != (Rendered,):
            yield name, typing.get_args(hint)[0]


@functools.cache
def values_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type
    """Values of a type, as its annotations have it."""
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if kind is int:
        return st.integers(-(2**63), 2**63 - 1)
    if kind is str:
        return TEXTS
    if kind is datetime:
        return DATES
    if isinstance(kind, type) and issubclass(kind, Struct):
        return st.deferred(lambda: st.fixed_dictionaries(_fields(kind)).map(lambda fields: kind(**fields)))
    return _generic(kind)


def _fields(kind: Any) -> dict[str, st.SearchStrategy[Any]]:  # noqa: ANN401 - a type
    hints = typing.get_type_hints(kind, localns=dict(names()))
    return {name: values_of(hints[name]) for name in kind.__struct_fields__}


def _generic(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(values_of(inner[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, inner))
    if origin in {dict, Mapping, typing.get_origin(Mapping[str, str])}:
        return st.dictionaries(TEXTS, values_of(inner[1]), max_size=2)
    if type(None) in inner and len(inner) == 2:
        return st.none() | values_of(next(each for each in inner if each is not type(None)))
    return VALUES if inner else st.from_type(kind)


def shown(value: object) -> str:
    """A value to be compared: -0.0 is not 0.0, nor 1 True, and NaN is itself."""
    return repr(value)


@pytest.mark.parametrize(("name", "kind"), list(kept_types()), ids=[name for name, _ in kept_types()])
def test_what_a_state_holds_is_read_as_it_was_written(name: str, kind: Any) -> None:  # noqa: ANN401 - a type
    both = codec(kind, names)

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(values_of(kind))
    def is_read(value: object) -> None:
        assert shown(both.read(both.write(value))) == shown(value), name

    is_read()


@given(TEXTS, TEXTS, st.lists(TEXTS), st.none() | TEXTS, st.integers(0, 2**32 - 1))
def test_what_was_rendered_is_read_as_it_was_written(
    content: str, common: str, keys: list[str], block: str | None, end: int
) -> None:
    name = "" if block is None else hash_of(block)
    rendered = Rendered(
        digest=hash_of(content), common=hash_of(common), own=packed(keys), block=name, start=end // 2, end=end
    )

    assert Rendered.read(rendered.text()) == rendered
    assert Rendered.parts(rendered.text()) == (
        rendered.common.encode(),
        name.encode().ljust(len(rendered.digest), b"\0"),
        rendered.own,
    )


class Extra(Struct, frozen=True):
    """Foreign data, as front matter has it."""

    values: Mapping[str, Value]
    moment: datetime | None = None


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
@example({"a": math.nan, "b": (math.inf, -math.inf, -0.0, (1, 1.0, True))})
@example({"\0number": "nan"})
@example({"a": {"\0number": "nan"}})
@example({"a": ("\0number", "nan")})
@example({"\ud800": "\udfff", "\0": ""})
@example({"a": 2**63, "b": -(2**64), "c": 10**400})
def test_foreign_values_are_read_as_they_were_written(values: dict[str, Value]) -> None:
    both = codec(Extra, names)

    assert shown(both.read(both.write(Extra(values)))) == shown(Extra(values))


@given(DATES)
@example(datetime(2024, 11, 3, 1, 30, fold=0, tzinfo=ZoneInfo("America/New_York")))
@example(datetime(2024, 11, 3, 1, 30, fold=1, tzinfo=ZoneInfo("America/New_York")))
@example(datetime(2024, 3, 10, 2, 30, tzinfo=ZoneInfo("America/New_York")))
@example(datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Seoul")))
def test_a_moment_keeps_its_zone(moment: datetime) -> None:
    read = codec(datetime).read(codec(datetime).write(moment))

    assert (shown(read), read.fold, read.utcoffset()) == (shown(moment), moment.fold, moment.utcoffset())
    assert type(read.tzinfo) is type(moment.tzinfo)


def test_a_class_may_hold_itself() -> None:
    entry = ContentsEntry("a", "A", (ContentsEntry("b", "B", (ContentsEntry("c", "C"),)), ContentsEntry("d", "D")))
    both = codec(ContentsEntry, names)

    assert both.read(both.write(entry)) == entry


class Thread(Struct, frozen=True, array_like=True):
    """What holds itself and more than JSON has words for."""

    moment: datetime
    answers: tuple[Thread, ...] = ()


def test_a_class_that_holds_itself_may_hold_no_moment() -> None:
    with pytest.raises(TypeError):
        codec(Thread)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"null", b"[]", b"1", b'"a"', b'[{"a":1}]', b"[1,2,3]", b'[{},"kein Datum"]', b"\xff", b"NaN"]
)
def test_what_cannot_have_been_written_is_damage(text: bytes) -> None:
    with pytest.raises(DamagedError):
        codec(Extra, names).read(text)


@pytest.mark.parametrize("text", [b'"2024-01-01@Nowhere/City@0"', b'"2024-01-01@@0"', b'"2024-01-01@UTC@x"', b"5"])
def test_a_moment_that_cannot_have_been_written_is_damage(text: bytes) -> None:
    with pytest.raises(DamagedError):
        codec(datetime).read(text)


def test_a_type_that_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError):
        codec(set)
