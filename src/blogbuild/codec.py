"""Structs ↔ JSON texts, by their annotations: how values are kept between builds.

JSON, since a file that came with a repository must not be able to run anything. A struct is the list of its fields:
a text is read by the class that wrote it, so who keeps texts keeps the program's fingerprint with them.

msgspec writes and reads by itself what JSON has words for, structs that are `array_like` among them. Moments and
foreign data, and the structs around them, are brought to such kinds and back by the steps below.
"""

from __future__ import annotations

import functools
import json
import math
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from blogbuild.errors import DamagedError

Kept = TypeVar("Kept")
_Step = Callable[[Any], Any]

_NUMBER: Final = "\0number"
_LARGEST: Final = 2**63
_SCALARS: Final = (str, int, float, bool, type(None))


class Codec(Struct, Generic[Kept], frozen=True):
    """Both ways for values of one type."""

    write: Callable[[Kept], bytes]
    read: Callable[[bytes], Kept]
    """Raises DamagedError for what `write` cannot have written."""


class _Way(Struct, frozen=True):
    """How values of a type go to JSON and back: as what msgspec reads them, and the steps before and after that."""

    kind: Any
    flatten: _Step | None = None
    """None where msgspec writes such values itself."""
    restore: _Step | None = None
    """None where it reads them itself."""


@functools.cache
def codec(kind: Any, names: Callable[[], Mapping[str, Any]] = dict) -> Codec[Any]:  # noqa: ANN401 - a type
    """The codec of a type: a struct, a tuple, a mapping with texts as keys, a text, a number, a datetime.

    `names` gives what annotations mention besides the names of their module. Raises TypeError for a type that is none
    of these.
    """
    way = _way(kind, names)
    flatten, restore = way.flatten, way.restore
    decode = msgspec.json.Decoder(way.kind).decode

    def write(value: Any) -> bytes:  # noqa: ANN401 - of that type
        flat = flatten(value) if flatten else value
        try:
            return msgspec.json.encode(flat)
        except UnicodeEncodeError:  # half a character
            return json.dumps(msgspec.to_builtins(flat), ensure_ascii=False).encode(errors="surrogatepass")

    def half_read(text: bytes) -> Any:  # noqa: ANN401 - as msgspec reads it
        try:
            return decode(text)
        except ValueError:  # half a character, or damage
            return msgspec.convert(json.loads(text.decode(errors="surrogatepass")), way.kind)

    def read(text: bytes) -> Any:  # noqa: ANN401 - of that type
        try:
            flat = half_read(text)
            return restore(flat) if restore else flat
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as damaged:
            raise DamagedError(str(damaged)) from damaged

    return Codec(write, read)


def _way(kind: Any, names: Callable[[], Mapping[str, Any]]) -> _Way:  # noqa: ANN401 - a type
    if kind is datetime:
        return _Way(str, _written_date, _read_date)
    if kind in _SCALARS or get_origin(kind) is Literal:
        return _Way(kind)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _way_of_struct(kind, names)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _way_of_union(kind, inner, names)
    if origin is tuple:
        return _way_of_tuple(inner, names)
    if origin is not None and issubclass(origin, Mapping):
        return _way_of_mapping(inner[1], names)
    raise TypeError(kind)


def _written_date(moment: datetime) -> str:
    """A moment with the name of its zone, where it has one: layouts may ask for it."""
    zone = moment.tzinfo
    if isinstance(zone, ZoneInfo):
        return f"{moment.replace(tzinfo=None).isoformat()}@{zone.key}@{moment.fold}"
    return moment.isoformat()


def _read_date(text: str) -> datetime:
    naive, named, zone = text.partition("@")
    moment = datetime.fromisoformat(naive)
    if not named:
        return moment
    key, _, fold = zone.rpartition("@")
    return moment.replace(tzinfo=ZoneInfo(key), fold=int(fold))


def _way_of_struct(kind: Any, names: Callable[[], Mapping[str, Any]]) -> _Way:  # noqa: ANN401 - a type
    if kind in _begun:  # it leads back to itself, as a heading has headings
        _begun[kind] = True
        return _Way(kind)
    _begun[kind] = False
    try:
        hints = get_type_hints(kind, localns=dict(names()))
        own = tuple(kind.__struct_fields__)
        ways = [_way(hints[name], names) for name in own]
    finally:
        leads_back = _begun.pop(kind)
    flattened = [(at, way.flatten) for at, way in enumerate(ways) if way.flatten]
    restored = [(at, way.restore) for at, way in enumerate(ways) if way.restore]
    if not flattened and not restored:
        if kind.__struct_config__.array_like:
            return _Way(kind)
    elif leads_back:
        raise TypeError(kind)
    values_of = attrgetter(*own) if len(own) > 1 else lambda value: (getattr(value, own[0]),)

    def flatten(value: object) -> list[Any]:
        values = list(values_of(value))
        for at, step in flattened:
            values[at] = step(values[at])
        return values

    def restore(flat: Sequence[Any]) -> object:
        values = list(flat)
        for at, step in restored:
            values[at] = step(values[at])
        return kind(**dict(zip(own, values, strict=True)))

    return _Way(_tuple_of(ways), flatten, restore)


# Structs whose fields are being looked at, and whether these have led back to them.
_begun: Final[dict[type, bool]] = {}


def _way_of_union(kind: Any, inner: tuple[Any, ...], names: Callable[[], Mapping[str, Any]]) -> _Way:  # noqa: ANN401
    """`X | None`, or foreign data of any kind."""
    rest = [each for each in inner if each is not type(None)]
    if len(rest) > 1:
        return _Way(kind) if all(each in _SCALARS for each in rest) else _Way(Any, _finite, _as_tuples)
    way = _way(rest[0], names)
    return _Way(Union[way.kind, None], _unless_none(way.flatten), _unless_none(way.restore))  # noqa: UP007 - any kind


def _unless_none(step: _Step | None) -> _Step | None:
    return (lambda value: None if value is None else step(value)) if step else None


def _way_of_tuple(inner: tuple[Any, ...], names: Callable[[], Mapping[str, Any]]) -> _Way:
    if inner[-1] is Ellipsis:
        way = _way(inner[0], names)
        return _Way(types.GenericAlias(tuple, (way.kind, ...)), _each(way.flatten), _each(way.restore))
    ways = [_way(each, names) for each in inner]
    return _Way(_tuple_of(ways), _each_its([way.flatten for way in ways]), _each_its([way.restore for way in ways]))


def _tuple_of(ways: Sequence[_Way]) -> Any:  # noqa: ANN401 - a type
    return types.GenericAlias(tuple, tuple(way.kind for way in ways))


def _each(step: _Step | None) -> _Step | None:
    return (lambda values: tuple([step(each) for each in values])) if step else None


def _each_its(steps: Sequence[_Step | None]) -> _Step | None:
    if not any(steps):
        return None
    return lambda values: tuple([step(each) if step else each for step, each in zip(steps, values, strict=True)])


def _way_of_mapping(inner: Any, names: Callable[[], Mapping[str, Any]]) -> _Way:  # noqa: ANN401 - a type
    way = _way(inner, names)
    return _Way(types.GenericAlias(dict, (str, way.kind)), _each_value(way.flatten), _each_value(way.restore))


def _each_value(step: _Step | None) -> _Step | None:
    return (lambda values: {key: step(each) for key, each in values.items()}) if step else None


def _finite(value: Any) -> Any:  # noqa: ANN401 - foreign data
    """Foreign data; a number for which JSON has no word stands in a mapping that nothing else looks like."""
    if isinstance(value, str):
        return value
    is_none = isinstance(value, float) and not math.isfinite(value)
    if is_none or (isinstance(value, int) and not -_LARGEST <= value < _LARGEST):
        return {_NUMBER: str(value)}
    if isinstance(value, tuple):
        return [_finite(each) for each in value]
    if isinstance(value, dict):
        inner = {key: _finite(each) for key, each in value.items()}
        return {_NUMBER: [inner[_NUMBER]]} if inner.keys() == {_NUMBER} else inner
    return value


def _number(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def _as_tuples(flat: Any) -> Any:  # noqa: ANN401 - foreign data
    """Foreign data with its lists as tuples, as it was before."""
    if isinstance(flat, str):
        return flat
    if isinstance(flat, list):
        return tuple([_as_tuples(each) for each in flat])
    if isinstance(flat, dict) and flat.keys() == {_NUMBER} and isinstance(flat[_NUMBER], list):
        return {_NUMBER: _as_tuples(flat[_NUMBER][0])}
    if isinstance(flat, dict):
        return (
            _number(flat[_NUMBER])
            if flat.keys() == {_NUMBER}
            else {key: _as_tuples(each) for key, each in flat.items()}
        )
    return flat
