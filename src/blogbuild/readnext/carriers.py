"""Who has a word, heaviest first, and who has a label, in the order of time: lists that are stored in pieces."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from blogbuild.readnext.ranking import LINKED, RAREST
from blogbuild.readnext.store import LABEL_CARRIERS, LABELS, WORD_CARRIERS, WORDS, DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blogbuild.readnext.stored import Rows

Heaviness: TypeAlias = tuple[int, int]  # minus the weight, and the post
Moment: TypeAlias = tuple[float, int]  # the day, and the post
Span: TypeAlias = tuple[Moment, int, int]  # its first moment, its number, how many it has

SPAN: Final = 64  # carriers of a label that are stored together; a span of twice as many is parted


def posting_rows(word: str, carriers: Sequence[Heaviness]) -> tuple[object, dict[str, object]]:
    """The row of a word, and the rows of its carriers by weight where these are too many for one."""
    if len(carriers) <= RAREST:
        return [carriers, len(carriers), "{}"], {}
    by_weight: dict[int, list[int]] = {}
    for minus_weight, post in carriers:
        by_weight.setdefault(-minus_weight, []).append(post)
    sizes = {str(weight): len(posts) for weight, posts in by_weight.items()}
    return [carriers[:LINKED], len(carriers), json.dumps(sizes)], {
        _weight_key(word, weight): posts for weight, posts in by_weight.items()
    }


class Posting:
    """The carriers of a word; of many, the heaviest stand in its own row, and all by weight in rows apart."""

    def __init__(self, rows: Rows, word: str) -> None:
        self._rows = rows
        self._word = word
        row = rows.get(WORDS, word, list) or [[], 0, "{}"]
        heaviest, self.count, self._text = cast(
            "tuple[list[tuple[int, int]], int, str]", row
        )  # as posting_rows writes it
        self.heaviest: list[Heaviness] = [(minus_weight, post) for minus_weight, post in heaviest]

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """How many there are of each weight, where they stand apart; decoded only for a change."""
        sizes: dict[str, int] = json.loads(self._text)
        return {int(weight): size for weight, size in sizes.items()}

    def add(self, carrier: Heaviness) -> None:
        """Take in one more."""
        self.count += 1
        if not self._sizes:
            insort(self.heaviest, carrier)
            if len(self.heaviest) > RAREST:
                self._part()
        else:
            self._set(carrier, is_in=True)
            insort(self.heaviest, carrier)
            self.heaviest.pop()
        self._write()

    def remove(self, carrier: Heaviness) -> None:
        """Take out one that is in."""
        self.count -= 1
        if not self._sizes:
            self.heaviest.remove(carrier)
        else:
            self._set(carrier, is_in=False)
            if self.count <= RAREST:
                self._unite()
            elif carrier in self.heaviest:
                self.heaviest.remove(carrier)
                self.heaviest.append(self._next())
        self._write()

    def _part(self) -> None:
        for carrier in self.heaviest:
            self._set(carrier, is_in=True)
        del self.heaviest[LINKED:]

    def _unite(self) -> None:
        weights = sorted(self._sizes, reverse=True)
        self.heaviest = [(-weight, post) for weight in weights for post in self._at(weight)]
        for weight in weights:
            self._rows.put(WORD_CARRIERS, _weight_key(self._word, weight), None)
        self._sizes = {}

    def _next(self) -> Heaviness:
        """The heaviest after those that stand in the row."""
        last_minus_weight, last_post = self.heaviest[-1]
        for weight in sorted((weight for weight in self._sizes if weight <= -last_minus_weight), reverse=True):
            posts = self._at(weight)
            place = bisect_right(posts, last_post) if -weight == last_minus_weight else 0
            if place < len(posts):
                return -weight, posts[place]
        raise DamagedError("a word has fewer carriers than it should")

    def _at(self, weight: int) -> list[int]:
        return cast("list[int]", self._rows.get(WORD_CARRIERS, _weight_key(self._word, weight), list) or [])  # our row

    def _set(self, carrier: Heaviness, *, is_in: bool) -> None:
        minus_weight, post = carrier
        posts = [*self._at(-minus_weight)]
        if is_in:
            insort(posts, post)
        else:
            posts.remove(post)
        self._sizes[-minus_weight] = len(posts)
        if not posts:
            del self._sizes[-minus_weight]
        self._rows.put(WORD_CARRIERS, _weight_key(self._word, -minus_weight), posts or None)

    def _write(self) -> None:
        sizes = {str(weight): size for weight, size in self._sizes.items()}
        row = [self.heaviest, self.count, json.dumps(sizes)]
        self._rows.put(WORDS, self._word, row if self.heaviest else None)


def timeline_rows(label: str, carriers: Sequence[Moment]) -> tuple[object, dict[str, object]]:
    """The row of a label, and the rows of its spans."""
    starts = range(0, len(carriers), SPAN)
    spans = [(carriers[start], number, len(carriers[start : start + SPAN])) for number, start in enumerate(starts)]
    rows = {_span_key(label, number): carriers[start : start + SPAN] for number, start in enumerate(starts)}
    return [len(carriers), json.dumps(spans)], dict(rows)


class Timeline:
    """The carriers of a label in the order of time, stored in spans."""

    def __init__(self, rows: Rows, label: str) -> None:
        self._rows = rows
        self._label = label
        self._known: dict[int, list[Moment]] = {}
        row = rows.get(LABELS, label, list) or [0, "[]"]
        self.count, self._text = cast("tuple[int, str]", row)  # as timeline_rows writes it

    @cached_property
    def _spans(self) -> list[Span]:
        """Decoded only when more than the number of carriers is asked for."""
        spans: list[tuple[tuple[float, int], int, int]] = json.loads(self._text)
        return [((day, post), number, size) for (day, post), number, size in spans]

    def posts(self) -> Iterator[int]:
        """All carriers."""
        return (post for _, number, _ in self._spans for _, post in self._in(number))

    def around(self, moment: Moment, reach: int) -> tuple[list[int], list[int]]:
        """The posts next before a moment and next after it, so many each, nearest first; one at it is left out."""
        place = self._place(moment)
        earlier = list(islice(chain.from_iterable(self._backward(place, moment)), reach))
        later = list(islice(chain.from_iterable(self._forward(place, moment)), reach))
        return earlier, later

    def add(self, moment: Moment) -> None:
        """Take in one more."""
        if not self._spans:
            self._spans.append((moment, 0, 0))
        place = self._place(moment)
        _, number, _ = self._spans[place]
        carriers = self._in(number)
        insort(carriers, moment)
        if len(carriers) < 2 * SPAN:
            self._put(place, number, carriers)
        else:
            other = 1 + max(number for _, number, _ in self._spans)
            self._put(place, number, carriers[:SPAN])
            self._spans.insert(place + 1, (carriers[SPAN], other, 0))
            self._put(place + 1, other, carriers[SPAN:])
        self._changed(1)

    def remove(self, moment: Moment) -> None:
        """Take out one that is in."""
        place = self._place(moment)
        _, number, _ = self._spans[place]
        carriers = self._in(number)
        carriers.remove(moment)
        self._put(place, number, carriers)
        self._changed(-1)

    def _place(self, moment: Moment) -> int:
        return max(0, bisect_right(self._spans, moment, key=lambda span: span[0]) - 1)

    def _in(self, number: int) -> list[Moment]:
        if number not in self._known:
            row = self._rows.get(LABEL_CARRIERS, _span_key(self._label, number), list) or []
            carriers = cast("list[tuple[float, int]]", row)  # as timeline_rows writes it
            self._known[number] = [(day, post) for day, post in carriers]
        return self._known[number]

    def _backward(self, place: int, moment: Moment) -> Iterator[Iterable[int]]:
        for _, number, _ in reversed(self._spans[: place + 1]):
            carriers = self._in(number)
            yield [post for _, post in reversed(carriers[: bisect_left(carriers, moment)])]

    def _forward(self, place: int, moment: Moment) -> Iterator[Iterable[int]]:
        for _, number, _ in self._spans[place:]:
            carriers = self._in(number)
            yield [post for _, post in carriers[bisect_right(carriers, moment) :]]

    def _put(self, place: int, number: int, carriers: list[Moment]) -> None:
        self._known[number] = carriers
        self._rows.put(LABEL_CARRIERS, _span_key(self._label, number), carriers or None)
        if carriers:
            self._spans[place] = (carriers[0], number, len(carriers))
        else:
            del self._spans[place]

    def _changed(self, by: int) -> None:
        self.count += by
        self._rows.put(LABELS, self._label, [self.count, json.dumps(self._spans)] if self._spans else None)


def _weight_key(word: str, weight: int) -> str:
    return f"{weight} {word}"


def _span_key(label: str, number: int) -> str:
    return f"{number} {label}"
