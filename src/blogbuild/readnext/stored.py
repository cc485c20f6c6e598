"""The index of a blog as it is stored: read piece by piece, when it is asked for, and changed in place."""

from __future__ import annotations

import struct
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import msgspec

from blogbuild.readnext.cards import card, details
from blogbuild.readnext.carriers import Posting, Timeline, link
from blogbuild.readnext.ranking import Ranked, Ranking, counted, label_worth, rare_limit
from blogbuild.readnext.readings import Terms
from blogbuild.readnext.reasons import Suggestion
from blogbuild.readnext.sought import Sought
from blogbuild.readnext.store import BLOG, POSTS, RANKINGS, DamagedError, read, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from blogbuild.readnext.cards import Card, Details
    from blogbuild.readnext.ranking import Link
    from blogbuild.readnext.store import Store

THE_BLOG: Final = ""  # the key of the one row about the whole blog

_TERMS: Final = msgspec.json.Decoder(Terms)
_SHOWN: Final = msgspec.json.Decoder(tuple[Suggestion, ...])
_BEST: Final = struct.Struct("<?I")  # whether these are all, how many there are


class Rows:
    """A store's values, each read once; changes reach the store with `flush`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], bytes | None] = {}
        self._changed: set[tuple[str, str]] = set()

    def get(self, table: str, key: str) -> bytes | None:
        """The value, None where there is none."""
        at = (table, key)
        if at not in self._known:
            self._known[at] = self._store.get(table, key)
        return self._known[at]

    def put(self, table: str, key: str, value: bytes | None) -> None:
        """Change a value; None removes it."""
        self._known[table, key] = value
        self._changed.add((table, key))

    def flush(self) -> None:
        """Write what was changed."""
        for table, key in sorted(self._changed):
            value = self._known[table, key]
            if value is not None:
                self._store.put(table, key, value)
            elif self._store.get(table, key) is not None:
                self._store.delete(table, key)


# The form of a row is what this module wrote. Each pair below writes and reads one, or a part of one.


def post_row(terms: Terms) -> bytes:
    """A post as a row."""
    return written(terms)


def best_part(ranking: Ranking) -> bytes:
    """A ranking as it begins a row."""
    best = ranking.best
    scores, posts = [each.minus_score for each in best], [each.id for each in best]
    return _BEST.pack(ranking.is_whole, len(best)) + struct.pack(f"<{len(best)}d{len(best)}q", *scores, *posts)


def shown_part(suggestions: Sequence[Suggestion]) -> bytes:
    """Suggestions as they end it."""
    return written(suggestions)


def terms_of(row: bytes) -> Terms:
    """The post in a row."""
    return _TERMS.decode(row)


def ranking_of(row: bytes) -> Ranking:
    """The ranking that begins a row."""
    is_whole, count = _BEST.unpack_from(row)
    numbers = struct.unpack_from(f"<{count}d{count}q", row, _BEST.size)
    return Ranking([*map(Ranked, numbers[:count], numbers[count:])], is_whole)


def shown_of(row: bytes) -> tuple[Suggestion, ...] | None:
    """The suggestions that end a row, if it has some yet."""
    part = _parted(row)[1]
    return _SHOWN.decode(part) if part else None


def _parted(row: bytes) -> tuple[bytes, bytes]:
    _, count = _BEST.unpack_from(row)
    end = _BEST.size + count * struct.calcsize("<dq")
    return row[:end], row[end:]


class StoredBlog:
    """The index of a blog in a store; raises DamagedError where a piece of it is missing."""

    def __init__(self, store: Store) -> None:
        self.rows = Rows(store)
        about = self.rows.get(BLOG, THE_BLOG)
        if about is None:
            raise DamagedError("nothing is stored")
        self.count, self.posts = cast("tuple[int, int]", read(about))  # as `write` and rebuilding write it
        self.terms = Sought(self._terms)
        self.cards: Sought[int, Card] = Sought(lambda post: card(self.terms[post]))
        self.details: Sought[int, Details] = Sought(lambda post: details(self.terms[post]))
        self.links = Sought(self._link)
        self.worth = Sought(self._worth)
        self.worths = Sought(self._worths)
        self.posting = Sought(partial(Posting, self.rows))
        self.timeline = Sought(partial(Timeline, self.rows))

    def has(self, post: int) -> bool:
        """Whether the post is stored."""
        return post in self.terms or self.rows.get(POSTS, str(post)) is not None

    def beside(self, label: str, post: int, reach: int) -> Iterable[int]:
        """The carriers next to this one in the order of time, and this one."""
        earlier, later = self.timeline[label].around((self.cards[post].day, post), reach)
        return [*earlier, *later]

    def likeness(self, post: int, others: AbstractSet[int]) -> dict[int, int]:
        """How alike the words of a post and of each other are."""
        own, cards = counted(self, post), self.cards
        return {
            other: sum([own[word] * weight for word, weight in cards[other].vector.items() if word in own])
            for other in others
        }

    def keep(self, post: int, new: Terms | None) -> None:
        """Change what is known of a post itself; None forgets all of it."""
        for known in (self.terms, self.cards, self.details):
            known.pop(post, None)
        if new is None:
            self.rows.put(POSTS, str(post), None)
            self.rows.put(RANKINGS, str(post), None)
            return
        self.terms[post] = new
        self.rows.put(POSTS, str(post), post_row(new))

    def ranking(self, post: int) -> Ranking:
        """The stored ranking of a post."""
        row = self.rows.get(RANKINGS, str(post))
        if row is None:
            raise DamagedError("a post has no ranking")
        return ranking_of(row)

    def shown(self, post: int) -> tuple[Suggestion, ...] | None:
        """The stored suggestions of a post."""
        row = self.rows.get(RANKINGS, str(post))
        return None if row is None else shown_of(row)

    def put_ranking(self, post: int, ranking: Ranking) -> None:
        """Change the ranking of a post and leave its suggestions."""
        row = self.rows.get(RANKINGS, str(post))
        self.rows.put(RANKINGS, str(post), best_part(ranking) + (_parted(row)[1] if row else b""))

    def put_shown(self, post: int, suggestions: Sequence[Suggestion]) -> None:
        """Change the suggestions of a post that has a ranking."""
        row = self.rows.get(RANKINGS, str(post))
        self.rows.put(RANKINGS, str(post), _parted(row or b"")[0] + shown_part(suggestions))

    def write(self, count: int, posts: int) -> None:
        """Bring all changes into the store, and how many suggestions are wanted of how many posts."""
        self.rows.put(BLOG, THE_BLOG, written([count, posts]))
        self.rows.flush()

    def _terms(self, post: int) -> Terms:
        row = self.rows.get(POSTS, str(post))
        if row is None:
            raise DamagedError("a post is not stored")
        return terms_of(row)

    def _link(self, word: str) -> Link:
        posting = self.posting[word]
        return link(posting.heaviest, is_rare=posting.count <= rare_limit(self.posts))

    def _worth(self, label: str) -> int:
        return label_worth(self.timeline[label].count)

    def _worths(self, post: int) -> int:
        return sum(map(self.worth.__getitem__, self.cards[post].labels))
