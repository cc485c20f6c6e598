"""Structs ↔ JSON texts, by their annotations: how values are kept between builds.

JSON, since a file that came with a repository must not be able to run anything. A struct is the list of its fields:
a text is read by the class that wrote it, so who keeps texts keeps the program's fingerprint with them.
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


@functools.cache
def codec(kind: Any, names: Callable[[], Mapping[str, Any]] = dict) -> Codec[Any]:  # noqa: ANN401 - a type
    """The codec of a type: a struct, a tuple, a mapping with texts as keys, a text, a number, a datetime.

    `names` gives what annotations mention besides the names of their module. Raises TypeError for a type that is none
    of these.
    """
    flatten, restore = _steps(kind, names)

    def write(value: Any) -> bytes:  # noqa: ANN401 - of that type
        flat = flatten(value) if flatten else value
        try:
            return msgspec.json.encode(flat)
        except UnicodeEncodeError:  # half a character
            return json.dumps(flat, ensure_ascii=False).encode(errors="surrogatepass")

    def read(text: bytes) -> Any:  # noqa: ANN401 - likewise
        try:
            flat = _loaded(text)
            return restore(flat) if restore else flat
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as damaged:
            raise DamagedError(str(damaged)) from damaged

    return Codec(write, read)


def _loaded(text: bytes) -> Any:  # noqa: ANN401 - what JSON gives
    try:
        return msgspec.json.decode(text)
    except ValueError:
        pass
    try:
        return json.loads(text.decode(errors="surrogatepass"))
    except ValueError as damaged:
        raise DamagedError(str(damaged)) from damaged


def _steps(kind: Any, names: Callable[[], Mapping[str, Any]]) -> tuple[_Step | None, _Step | None]:  # noqa: ANN401
    """What brings a value to JSON's own kinds and back; None where it is one already."""
    if kind in _PLAIN_STEPS or get_origin(kind) is Literal:
        return _PLAIN_STEPS.get(kind, (None, None))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _struct_steps(kind, names)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _union_steps(inner, names)
    if origin is tuple:
        return _tuple_steps(inner, names)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_steps(inner[1], names)
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


def _struct_steps(kind: Any, names: Callable[[], Mapping[str, Any]]) -> tuple[_Step, _Step]:  # noqa: ANN401
    if kind in _unfinished:
        later = _unfinished[kind]
        return (lambda value: later[0](value)), (lambda flat: later[1](flat))  # noqa: PLW0108 - it is not there yet
    made: list[_Step] = []
    _unfinished[kind] = made
    try:
        made += _field_steps(kind, names)
    finally:
        del _unfinished[kind]
    return made[0], made[1]


# Classes whose fields lead back to themselves: a heading has headings.
_unfinished: Final[dict[type, list[_Step]]] = {}


def _field_steps(kind: Any, names: Callable[[], Mapping[str, Any]]) -> tuple[_Step, _Step]:  # noqa: ANN401 - a type
    hints = get_type_hints(kind, localns=dict(names()))
    own = list(kind.__struct_fields__)
    steps = [_steps(hints[name], names) for name in own]
    flattened = [(at, flatten) for at, (flatten, _) in enumerate(steps) if flatten]
    restored = [(name, restore) for name, (_, restore) in zip(own, steps, strict=True) if restore]
    values_of = attrgetter(*own) if len(own) > 1 else lambda value: (getattr(value, own[0]),)
    count = len(own)

    def flatten(value: object) -> list[Any]:
        values = list(values_of(value))
        for at, step in flattened:
            values[at] = step(values[at])
        return values

    def restore(flat: Sequence[Any]) -> object:
        if len(flat) != count:
            raise DamagedError(kind.__name__)
        values = dict(zip(own, flat, strict=True))
        for name, step in restored:
            values[name] = step(values[name])
        return kind(**values)

    return flatten, restore


def _union_steps(inner: tuple[Any, ...], names: Callable[[], Mapping[str, Any]]) -> tuple[_Step | None, _Step | None]:
    """`X | None`, or foreign data of any kind."""
    rest = [each for each in inner if each is not type(None)]
    if len(rest) > 1:
        return (None, None) if all(each in _SCALARS for each in rest) else (_finite, _as_tuples)
    flatten, restore = _steps(rest[0], names)
    return _unless_none(flatten), _unless_none(restore)


def _unless_none(step: _Step | None) -> _Step | None:
    return (lambda value: None if value is None else step(value)) if step else None


def _tuple_steps(inner: tuple[Any, ...], names: Callable[[], Mapping[str, Any]]) -> tuple[_Step | None, _Step]:
    if inner[-1] is Ellipsis:
        flatten, restore = _steps(inner[0], names)
        return (
            (lambda value: [flatten(each) for each in value]) if flatten else None,
            (lambda flat: tuple([restore(each) for each in flat])) if restore else tuple,
        )
    steps = [_steps(each, names) for each in inner]
    if not any(flatten or restore for flatten, restore in steps):
        return None, tuple

    def flatten_each(value: Sequence[Any]) -> list[Any]:
        return [step(each) if step else each for (step, _), each in zip(steps, value, strict=True)]

    def restore_each(flat: Sequence[Any]) -> tuple[Any, ...]:
        return tuple([step(each) if step else each for (_, step), each in zip(steps, flat, strict=True)])

    return flatten_each, restore_each


def _mapping_steps(inner: Any, names: Callable[[], Mapping[str, Any]]) -> tuple[_Step | None, _Step | None]:  # noqa: ANN401
    flatten, restore = _steps(inner, names)
    return (
        (lambda value: {key: flatten(each) for key, each in value.items()}) if flatten else dict,
        (lambda flat: {key: restore(each) for key, each in flat.items()}) if restore else None,
    )


def _finite(value: Any) -> Any:  # noqa: ANN401 - foreign data
    """Foreign data; a number for which JSON has no word stands in a mapping that nothing else looks like."""
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


_PLAIN_STEPS: Final[Mapping[Any, tuple[_Step | None, _Step | None]]] = {
    **dict.fromkeys(_SCALARS, (None, None)),
    float: (_finite, _as_tuples),
    datetime: (_written_date, _read_date),
}
