"""All posts of a blog in memory, ready to be ranked: the index of a build that starts from nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from blogbuild.readnext.cards import Card, Details, card, details
from blogbuild.readnext.carriers import carrier, link
from blogbuild.readnext.ranking import EVERY_POST, counted, label_worth, rare_limit
from blogbuild.readnext.sought import Sought

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from blogbuild.readnext.carriers import Carrier, Moment
    from blogbuild.readnext.ranking import Link, Lookup
    from blogbuild.readnext.readings import Terms


class Blog(Struct, frozen=True, kw_only=True):
    """The index of all posts."""

    count: int
    terms: Mapping[int, Terms]
    cards: Mapping[int, Card]
    details: Lookup[int, Details]
    weights: Mapping[str, Mapping[int, int]]
    """Of each word in each post that has it."""
    carriers: Mapping[str, Sequence[Carrier]]
    """Of each word, heaviest first."""
    links: Mapping[str, Link]
    by_time: Mapping[str, Sequence[Moment]]
    worth: Mapping[str, int]
    worths: Mapping[int, int]

    def beside(self, label: str, post: int, reach: int) -> Iterable[int]:
        """The carriers next to this one in the order of time, and this one."""
        carriers = self.by_time[label]
        place = bisect_left(carriers, (self.cards[post].day, post))
        return [other for _, other in carriers[max(0, place - reach) : place + reach + 1]]

    def likeness(self, post: int, others: AbstractSet[int]) -> dict[int, int]:
        """How alike the words of a post and of each other are: only words that they share are looked at."""
        likeness = dict.fromkeys(others, 0)
        for word, weight in counted(self, post).items():
            weights = self.weights[word]
            for other in weights.keys() & others:
                likeness[other] += weight * weights[other]
        return likeness


def compare(terms: Mapping[int, Terms], count: int) -> Blog:
    """The posts, ready for `rank`, whatever their order."""
    cards = {post: card(its) for post, its in terms.items()}
    weights = _weights(cards)
    carriers = {word: sorted([carrier(weight, post) for post, weight in its.items()]) for word, its in weights.items()}
    limit = rare_limit(len(cards))
    by_time = _by_time(cards)
    worth = {label: label_worth(len(found)) for label, found in by_time.items()}
    return Blog(
        count=count,
        terms=terms,
        cards=cards,
        details=Sought(lambda post: details(terms[post])),
        weights=weights,
        carriers=carriers,
        links={word: link(found, is_rare=len(found) <= limit) for word, found in carriers.items()},
        by_time=by_time,
        worth=worth,
        worths={post: sum(map(worth.__getitem__, its.labels)) for post, its in cards.items()},
    )


def _weights(cards: Mapping[int, Card]) -> Mapping[str, dict[int, int]]:
    weights: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for post, its in cards.items():
        for word, weight in its.vector.items():
            weights[word][post] = weight
    return weights


def _by_time(cards: Mapping[int, Card]) -> Mapping[str, list[Moment]]:
    by_time: defaultdict[str, list[Moment]] = defaultdict(list)
    for moment in sorted([(its.day, post) for post, its in cards.items()]):
        by_time[EVERY_POST].append(moment)
        for label in cards[moment[1]].labels:
            by_time[label].append(moment)
    return by_time
