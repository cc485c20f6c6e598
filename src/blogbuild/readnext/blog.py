"""All posts of a blog in memory, ready to be ranked: the index of a build that starts from nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blogbuild.readnext.cards import Card, Details, card, details, identity
from blogbuild.readnext.ranking import EVERY_POST, LINKED, Link, label_worth, rare_limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blogbuild.readnext.readings import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """The index of all posts; `carriers` has the weight and post of each word, heaviest first."""

    count: int
    urls: Sequence[str]
    cards: Mapping[int, Card]
    details: Mapping[int, Details]
    carriers: Mapping[str, Sequence[tuple[int, int]]]
    links: Mapping[str, Link]
    by_time: Mapping[str, Sequence[tuple[float, int]]]
    worth: Mapping[str, int]
    worths: Mapping[int, int]

    def beside(self, label: str, post: int, reach: int) -> Iterable[int]:
        """The carriers next to this one in the order of time, and this one."""
        carriers = self.by_time[label]
        place = bisect_left(carriers, (self.cards[post].day, post))
        return [other for _, other in carriers[max(0, place - reach) : place + reach + 1]]


def compare(posts: Iterable[Terms], count: int) -> Blog:
    """The posts, ready for `rank`, whatever their order."""
    by_id = {identity(post.url): post for post in posts}
    return index({id_: card(post) for id_, post in by_id.items()}, {i: details(p) for i, p in by_id.items()}, count)


def index(cards: Mapping[int, Card], detail: Mapping[int, Details], count: int) -> Blog:
    """The same from cards."""
    carriers = _carriers(cards)
    limit = rare_limit(len(cards))
    by_time = _by_time(cards)
    worth = {label: label_worth(len(found)) for label, found in by_time.items()}
    return Blog(
        count=count,
        urls=[cards[post].url for _, post in by_time.get(EVERY_POST, ())],
        cards=cards,
        details=detail,
        carriers=carriers,
        links={word: link(found, len(found) <= limit) for word, found in carriers.items()},
        by_time=by_time,
        worth=worth,
        worths={post: sum(map(worth.__getitem__, its.labels)) for post, its in cards.items()},
    )


def link(heaviest: Sequence[tuple[int, int]], is_rare: bool) -> Link:  # noqa: FBT001 - the one fact beside the posts
    """What a word links, of its carriers or, when it is common, at least the heaviest."""
    reached = heaviest if is_rare else heaviest[:LINKED]
    return Link([post for _, post in reached], [-minus_weight for minus_weight, _ in reached], is_rare)


def _carriers(cards: Mapping[int, Card]) -> Mapping[str, list[tuple[int, int]]]:
    carriers: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for post, its in cards.items():
        for word, weight in its.vector.items():
            carriers[word].append((-weight, post))
    for found in carriers.values():
        found.sort()
    return carriers


def _by_time(cards: Mapping[int, Card]) -> Mapping[str, list[tuple[float, int]]]:
    by_time: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for day, post in sorted((its.day, post) for post, its in cards.items()):
        by_time[EVERY_POST].append((day, post))
        for label in cards[post].labels:
            by_time[label].append((day, post))
    return by_time
