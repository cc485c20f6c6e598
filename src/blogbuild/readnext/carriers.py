"""Who has a word, heaviest first, and who has a label, in the order of time: lists stored as packed numbers."""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right, insort
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeAlias

from blogbuild.readnext.cards import ID_BITS
from blogbuild.readnext.ranking import LINKED, RAREST, Link
from blogbuild.readnext.readings import LENGTH
from blogbuild.readnext.store import LABEL_CARRIERS, LABELS, WORD_CARRIERS, WORDS, DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blogbuild.readnext.stored import Rows

Carrier: TypeAlias = int  # of a word: by how much its weight is less than the most, and in the lower bits the post
Moment: TypeAlias = tuple[float, int]  # the day, and the post
Span: TypeAlias = tuple[float, int, int, int]  # its first moment, its number, how many it has

SPAN: Final = 64  # carriers of a label that are stored together; a span of twice as many is parted

_MOMENT: Final = struct.Struct("<dq")
_SPAN: Final = struct.Struct("<dqII")
_ID: Final = (1 << ID_BITS) - 1
_LESS: Final = [LENGTH - weight << ID_BITS for weight in range(LENGTH + 1)]


def carrier(weight: int, post: int) -> Carrier:
    """One of a word; the lesser is the heavier."""
    return _LESS[weight] | post


def link(carriers: Sequence[Carrier], *, is_rare: bool) -> Link:
    """What a word links, of its carriers or, when it is common, at least the heaviest."""
    return Link(frozenset([each & _ID for each in (carriers if is_rare else carriers[:LINKED])]), is_rare)


def posting_rows(carriers: Sequence[Carrier]) -> tuple[bytes, bytes | None]:
    """The row of a word, their number first, and the row of all its carriers where the first has but the heaviest."""
    if len(carriers) <= RAREST:
        return _packed([len(carriers), *carriers]), None
    return _packed([len(carriers), *carriers[:LINKED]]), _packed(carriers)


class Posting:
    """The carriers of a word; of many, the heaviest stand in its own row, for links, and all in a row apart."""

    def __init__(self, rows: Rows, word: str) -> None:
        self._rows = rows
        self._word = word
        row = rows.get(WORDS, word)
        self.count, *self.heaviest = _unpacked(row) if row else [0]

    def add(self, carrier: Carrier) -> None:
        """Take in one more."""
        carriers = self._all()
        insort(carriers, carrier)
        self._write(carriers)

    def remove(self, carrier: Carrier) -> None:
        """Take out one that is in."""
        carriers = self._all()
        place = bisect_left(carriers, carrier)
        if carriers[place : place + 1] != array("q", [carrier]):
            raise DamagedError("a word lacks a carrier")
        del carriers[place]
        self._write(carriers)

    def _all(self) -> array[int]:
        row = self._rows.get(WORD_CARRIERS, self._word) if self.count > RAREST else None
        return array("q", self.heaviest) if row is None else _unpacked(row)

    def _write(self, carriers: array[int]) -> None:
        self.count, self.heaviest = len(carriers), list(carriers[:RAREST])
        row, all_ = posting_rows(carriers)
        self._rows.put(WORDS, self._word, row if carriers else None)
        self._rows.put(WORD_CARRIERS, self._word, all_)


def timeline_rows(label: str, carriers: Sequence[Moment]) -> tuple[bytes, dict[str, bytes]]:
    """The row of a label, and the rows of its spans."""
    parts = [carriers[start : start + SPAN] for start in range(0, len(carriers), SPAN)]
    spans = [(*part[0], number, len(part)) for number, part in enumerate(parts)]
    return _spans_row(spans), {_span_key(label, number): _span_row(part) for number, part in enumerate(parts)}


class Timeline:
    """The carriers of a label in the order of time, stored in spans."""

    def __init__(self, rows: Rows, label: str) -> None:
        self._rows = rows
        self._label = label
        self._known: dict[int, list[Moment]] = {}
        self._spans: list[Span] = [*_SPAN.iter_unpack(rows.get(LABELS, label) or b"")]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum([size for _, _, _, size in self._spans])

    def posts(self) -> Iterator[int]:
        """All carriers."""
        return (post for _, _, number, _ in self._spans for _, post in self._in(number))

    def around(self, moment: Moment, reach: int) -> tuple[list[int], list[int]]:
        """The posts next before a moment and next after it, so many each, nearest first; one at it is left out."""
        place = self._place(moment)
        earlier = list(islice(chain.from_iterable(self._backward(place, moment)), reach))
        later = list(islice(chain.from_iterable(self._forward(place, moment)), reach))
        return earlier, later

    def add(self, moment: Moment) -> None:
        """Take in one more."""
        if not self._spans:
            self._spans.append((*moment, 0, 0))
        place = self._place(moment)
        _, _, number, _ = self._spans[place]
        carriers = self._in(number)
        insort(carriers, moment)
        if len(carriers) < 2 * SPAN:
            self._put(place, number, carriers)
        else:
            other = 1 + max(number for _, _, number, _ in self._spans)
            self._put(place, number, carriers[:SPAN])
            self._spans.insert(place + 1, (*carriers[SPAN], other, 0))
            self._put(place + 1, other, carriers[SPAN:])
        self._changed()

    def remove(self, moment: Moment) -> None:
        """Take out one that is in."""
        place = self._place(moment)
        _, _, number, _ = self._spans[place]
        carriers = self._in(number)
        carriers.remove(moment)
        self._put(place, number, carriers)
        self._changed()

    def _place(self, moment: Moment) -> int:
        return max(0, bisect_right(self._spans, moment, key=lambda span: span[:2]) - 1)

    def _in(self, number: int) -> list[Moment]:
        if number not in self._known:
            row = self._rows.get(LABEL_CARRIERS, _span_key(self._label, number)) or b""
            self._known[number] = [*_MOMENT.iter_unpack(row)]
        return self._known[number]

    def _backward(self, place: int, moment: Moment) -> Iterator[Iterable[int]]:
        for _, _, number, _ in reversed(self._spans[: place + 1]):
            carriers = self._in(number)
            yield [post for _, post in reversed(carriers[: bisect_left(carriers, moment)])]

    def _forward(self, place: int, moment: Moment) -> Iterator[Iterable[int]]:
        for _, _, number, _ in self._spans[place:]:
            carriers = self._in(number)
            yield [post for _, post in carriers[bisect_right(carriers, moment) :]]

    def _put(self, place: int, number: int, carriers: list[Moment]) -> None:
        self._known[number] = carriers
        self._rows.put(LABEL_CARRIERS, _span_key(self._label, number), _span_row(carriers) if carriers else None)
        if carriers:
            self._spans[place] = (*carriers[0], number, len(carriers))
        else:
            del self._spans[place]

    def _changed(self) -> None:
        self._rows.put(LABELS, self._label, _spans_row(self._spans) if self._spans else None)


def _packed(numbers: Iterable[int]) -> bytes:
    packed = array("q", numbers)
    if sys.byteorder == "big":  # a cache may be taken to another machine
        packed.byteswap()
    return packed.tobytes()


def _unpacked(row: bytes) -> array[int]:
    numbers = array("q", row)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _spans_row(spans: Iterable[Span]) -> bytes:
    return b"".join([_SPAN.pack(*span) for span in spans])


def _span_row(carriers: Iterable[Moment]) -> bytes:
    return b"".join([_MOMENT.pack(*moment) for moment in carriers])


def _span_key(label: str, number: int) -> str:
    return f"{number} {label}"
