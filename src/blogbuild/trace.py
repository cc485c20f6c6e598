"""What a result was made from: keys of all that was read for it (verifying traces, as build systems name them).

A result stands while nothing that its trace names has changed. A key is a kind and a name: `card /2025/회고.html`.
"""

from __future__ import annotations

import functools
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from msgspec import Struct

Key: TypeAlias = str

# One page that reads more of a kind than this is taken to read all of it: a trace must not be as long as the blog.
MOST_OF_A_KIND: Final = 400
ALL: Final = "*"
_SUM: Final = 4

# Kinds of which no table is kept: they are held against the fingerprints of the last build.
_PRINTED: Final = ("layout", "asset", "frame ")
# What all pages of a kind read alike; the rest is of single posts.
_COMMON: Final = (*_PRINTED, "data ", "site ")


class Trace(Struct, frozen=True):
    """The keys of a result: those that many results share, and its own."""

    common: tuple[Key, ...]
    own: tuple[Key, ...]


def key(kind: str, name: str) -> Key:
    """The key of something."""
    return f"{kind} {name}"


def every(kind: str) -> Key:
    """The key of all of a kind, which changes with each of them."""
    return f"{kind} {ALL}"


def is_printed(key: Key) -> bool:
    """Whether a key is of a layout, an asset or a frame, which have fingerprints."""
    return key.startswith(_PRINTED)


def packed(keys: Iterable[Key]) -> bytes:
    """Keys as four bytes each: ten thousand traces are written, read and searched in no time.

    Of two keys with the same bytes one may change for the other: then a page is made for nothing, but none is stale.
    """
    sums = [_sum_of(key) for key in keys]
    return struct.pack(f"<{len(sums)}I", *sums)


def merged(one: bytes, other: bytes) -> bytes:
    """All the keys that `packed` wrote at two times."""
    others = set(_sums_in(other))
    sums = others.union(_sums_in(one))
    if len(sums) == len(others):
        return other
    return struct.pack(f"<{len(sums)}I", *sums)


def common_to(*traces: Iterable[Key]) -> tuple[Key, ...]:
    """The keys of all of these, which many results share, in order."""
    return _in_order(frozenset(key for keys in traces for key in keys))


def finder(changed: AbstractSet[Key]) -> Callable[[bytes], bool]:
    """Whether one of the changed keys is among the own keys of a result, as `packed` wrote them."""
    sought = {_sum_of(key) for key in changed if not key.startswith(_COMMON)}
    if not sought:
        return lambda _: False

    def finds(keys: bytes) -> bool:
        return not sought.isdisjoint(_sums_in(keys))

    return finds


def _sums_in(keys: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(keys) // _SUM}I", keys)


def _sum_of(key: Key) -> int:
    return zlib.crc32(key.encode(errors="surrogatepass"))


def with_kinds(changed: Iterable[Key]) -> set[Key]:
    """Changed keys, and for each its whole kind."""
    found = set(changed)
    return found | {every(changed_key.partition(" ")[0]) for changed_key in found}


def trace_of(notes: Collection[Key]) -> Trace:
    """The trace of a result for which these keys were noted."""
    common = frozenset([note for note in notes if note.startswith(_COMMON)])
    own = set(notes) - common
    return Trace(_in_order(common), tuple(sorted(own if len(own) <= MOST_OF_A_KIND else _short(own))))


@functools.lru_cache(maxsize=256)
def _in_order(common: frozenset[Key]) -> tuple[Key, ...]:
    """The keys in order: one value for all results that share them, which is put in order and sent but once."""
    return tuple(sorted(common))


def _short(notes: Iterable[Key]) -> Iterator[Key]:
    """The keys, with one for the whole kind where there are many of a kind."""
    by_kind: dict[str, list[Key]] = {}
    for note in notes:
        by_kind.setdefault(note.partition(" ")[0], []).append(note)
    for kind, found in by_kind.items():
        yield from [every(kind)] if len(found) > MOST_OF_A_KIND else found
