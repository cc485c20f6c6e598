"""The index of a blog as it is stored: read piece by piece, when it is asked for, and changed in place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar, cast

from blogbuild.readnext.blog import link
from blogbuild.readnext.cards import Card, Details
from blogbuild.readnext.carriers import Posting, Timeline
from blogbuild.readnext.ranking import Ranked, Ranking, label_worth, rare_limit
from blogbuild.readnext.reasons import Suggestion
from blogbuild.readnext.store import BEST, BLOG, CARDS, DETAILS, SHOWN, DamagedError, read, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from blogbuild.readnext.ranking import Link
    from blogbuild.readnext.store import Store

Key = TypeVar("Key")
Found = TypeVar("Found")
THE_BLOG: Final = ""  # the key of the one row about the whole blog


class Rows:
    """A store's values, each read once; changes reach the store with `flush`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], object] = {}
        self._changed: set[tuple[str, str]] = set()

    def get(self, table: str, key: str, form: type[Found]) -> Found | None:
        """The value, None where there is none."""
        at = (table, key)
        if at not in self._known:
            stored = self._store.get(table, key)
            self._known[at] = None if stored is None else read(stored)
        value = self._known[at]
        if value is not None and not isinstance(value, form):
            raise DamagedError(f"a stored value is no {form.__name__}")
        return value

    def put(self, table: str, key: str, value: object) -> None:
        """Change a value; None removes it."""
        self._known[table, key] = value
        self._changed.add((table, key))

    def flush(self) -> None:
        """Write what was changed."""
        for table, key in sorted(self._changed):
            value = self._known[table, key]
            if value is not None:
                self._store.put(table, key, written(value))
            elif self._store.get(table, key) is not None:
                self._store.delete(table, key)


# The form of a row is what this module wrote: its checksum says so. Each pair below writes and reads one.


def card_row(card: Card) -> object:
    """A card as a row."""
    return [card.url, card.day, card.vector, sorted(card.labels)]


def details_row(details: Details) -> object:
    """Details as a row."""
    return [details.names, details.spellings]


def ranking_row(ranking: Ranking) -> object:
    """A ranking as a row."""
    return [ranking.is_whole, ranking.best]


def shown_row(suggestions: Iterable[Suggestion]) -> object:
    """Suggestions as a row."""
    return [[each.url, each.tags, each.categories, each.words] for each in suggestions]


def card_of(row: list[object]) -> Card:
    """The card in a row."""
    url, day, vector, labels = cast("tuple[str, float, dict[str, int], list[str]]", row)  # as card_row writes it
    return Card(url, day, vector, frozenset(labels))


def details_of(row: list[object]) -> Details:
    """The details in a row."""
    return Details(*cast("tuple[dict[str, str], dict[str, str]]", row))  # as details_row writes it


def ranking_of(row: list[object]) -> Ranking:
    """The ranking in a row."""
    is_whole, best = cast("tuple[bool, list[tuple[float, int]]]", row)  # as ranking_row writes it
    return Ranking([Ranked(*each) for each in best], is_whole)


def shown_of(row: list[object]) -> tuple[Suggestion, ...]:
    """The suggestions in a row."""
    rows = cast("list[tuple[str, list[str], list[str], list[str]]]", row)  # as shown_row writes it
    return tuple(
        [Suggestion(url, tuple(tags), tuple(categories), tuple(words)) for url, tags, categories, words in rows]
    )


class Sought(dict[Key, Found]):
    """A mapping that finds out what it is first asked for, and then knows it."""

    def __init__(self, find: Callable[[Key], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Key) -> Found:
        found = self[key] = self._find(key)
        return found


class StoredBlog:
    """The index of a blog in a store; raises DamagedError where a piece of it is missing."""

    def __init__(self, store: Store) -> None:
        self.rows = Rows(store)
        about = self.rows.get(BLOG, THE_BLOG, list)
        if about is None:
            raise DamagedError("nothing is stored")
        self.count, self.posts = cast("tuple[int, int]", about)  # as `keep` and rebuilding write it
        self.cards = Sought(self._card)
        self.details = Sought(self._details)
        self.links = Sought(self._link)
        self.worth = Sought(self._worth)
        self.worths = Sought(self._worths)
        self.posting = Sought(partial(Posting, self.rows))
        self.timeline = Sought(partial(Timeline, self.rows))

    def has(self, post: int) -> bool:
        """Whether the post is stored."""
        return post in self.cards or self.rows.get(CARDS, str(post), list) is not None

    def beside(self, label: str, post: int, reach: int) -> Iterable[int]:
        """The carriers next to this one in the order of time, and this one."""
        earlier, later = self.timeline[label].around((self.cards[post].day, post), reach)
        return [*earlier, *later]

    def keep(self, post: int, new: tuple[Card, Details] | None) -> None:
        """Change what is known of a post itself; None forgets all of it."""
        self.cards.pop(post, None)
        self.details.pop(post, None)
        if new is None:
            for table in (CARDS, DETAILS, BEST, SHOWN):
                self.rows.put(table, str(post), None)
            return
        self.cards[post], self.details[post] = new
        self.rows.put(CARDS, str(post), card_row(new[0]))
        self.rows.put(DETAILS, str(post), details_row(new[1]))

    def ranking(self, post: int) -> Ranking:
        """The stored ranking of a post."""
        row = self.rows.get(BEST, str(post), list)
        if row is None:
            raise DamagedError("a post has no ranking")
        return ranking_of(row)

    def shown(self, post: int) -> tuple[Suggestion, ...] | None:
        """The stored suggestions of a post."""
        row = self.rows.get(SHOWN, str(post), list)
        return None if row is None else shown_of(row)

    def _card(self, post: int) -> Card:
        row = self.rows.get(CARDS, str(post), list)
        if row is None:
            raise DamagedError("a post has no card")
        return card_of(row)

    def _details(self, post: int) -> Details:
        row = self.rows.get(DETAILS, str(post), list)
        if row is None:
            raise DamagedError("a post has no details")
        return details_of(row)

    def _link(self, word: str) -> Link:
        posting = self.posting[word]
        return link(posting.heaviest, posting.count <= rare_limit(self.posts))

    def _worth(self, label: str) -> int:
        return label_worth(self.timeline[label].count)

    def _worths(self, post: int) -> int:
        return sum(map(self.worth.__getitem__, self.cards[post].labels))
