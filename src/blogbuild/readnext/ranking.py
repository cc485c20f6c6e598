"""Which posts to read after which: shared words, shared tags and categories, nearness in time.

The likeness of two posts is the cosine of their word vectors, in which rare words count twice, plus the share of their
tags and categories that they have in common, plus a little for nearness in time. The work grows with the number of
posts, not with its square: a common word links only the posts to which it matters most, and a label offers those that
stand next to each other in time.

A score depends on the two posts alone, and on whether what they share is rare, which is decided by few and low counts:
that keeps small what one edit can move (see `revision`).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar

from blogbuild.readnext.cards import CATEGORY, TAG, Card, Details
from blogbuild.readnext.readings import LENGTH
from blogbuild.readnext.reasons import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

# Chosen by hiding the tags of 16 real blogs and counting the suggestions that share one. None of them is sharp: half or
# double of any moves that share by less than one in a hundred, that is by less than one suggestion in twenty posts.
LINKED: Final = 8  # posts that a common word links
RAREST: Final = 32  # a word that more posts have is common
RARE_SHARE: Final = 4  # in a small blog, so is one that more than one of so many has
RARE: Final = 2  # times what a common word counts

SAME_WORDS: Final = RARE * LENGTH**2  # the most that words add to a score; what else does is measured by it
SAME_LABELS: Final = 0.4 * SAME_WORDS
SAME_DAY: Final = 0.1 * SAME_WORDS
NEAR_DAYS: Final = 14.0  # apart halve nearness: the rhythm of a course, of a round of applications
LEAST_LIKE: Final = 0.05 * SAME_WORDS  # words less alike than this are chance

LABEL_WORTH: Final = 3  # of a label that few posts have; the more have it, the less it tells, down to 1
LABEL_STEP: Final = 3  # bits: each eightfold number of posts takes one away

AT_LEAST: Final = 2  # where posts share too little, so many are offered for nearness in time: a blog of three leads on
SPARE: Final = 4  # ranked beyond those shown, so that what drops out is replaced without ranking anew

SHOWN_TAGS: Final = 2
SHOWN_CATEGORIES: Final = 1
SHOWN_WORDS: Final = 3

EVERY_POST: Final = ""  # the label that all posts carry

Key_contra = TypeVar("Key_contra", contravariant=True)
Found_co = TypeVar("Found_co", covariant=True)


class Lookup(Protocol[Key_contra, Found_co]):
    """Finds things by key: a mapping, or what reads from a store."""

    def __getitem__(self, key: Key_contra, /) -> Found_co: ...


class Link(NamedTuple):
    """The posts that a word links: all that have it when it is rare."""

    ids: frozenset[int]
    is_rare: bool


class Index(Protocol):
    """All posts, ready to be held against each other."""

    @property
    def count(self) -> int:
        """How many suggestions are wanted."""

    @property
    def cards(self) -> Lookup[int, Card]:
        """The posts."""

    @property
    def details(self) -> Lookup[int, Details]:
        """What is shown of them."""

    @property
    def links(self) -> Lookup[str, Link]:
        """What each word links."""

    @property
    def worth(self) -> Lookup[str, int]:
        """What sharing a label is worth."""

    @property
    def worths(self) -> Lookup[int, int]:
        """The same of all labels of a post."""

    def beside(self, label: str, post: int, reach: int) -> Iterable[int]:
        """The carriers next to this one in the order of time, so many on each side; it may be among them."""

    def likeness(self, post: int, others: AbstractSet[int]) -> dict[int, int]:
        """How alike the words of a post and of each other are, up to `SAME_WORDS`: the sum of what `counted` says."""


class Ranked(NamedTuple):
    """A post in the ranking of another; the lesser stands before, in a tie the nearer in time, and then by URL."""

    minus_score: float
    id: int


class Ranking(NamedTuple):
    """The best that share something worth telling, in order, and whether these are all."""

    best: Sequence[Ranked]
    is_whole: bool


def rare_limit(posts: int) -> int:
    """In how many of the posts a word may be to be rare; the same for any number from 128 on."""
    return min(RAREST, max(2, (1 << posts.bit_length() >> 1) // RARE_SHARE))


def label_worth(carriers: int) -> int:
    """How much it tells that two posts share a label that so many have."""
    return max(1, LABEL_WORTH - (carriers - 1).bit_length() // LABEL_STEP)


def rank(index: Index, post: int) -> tuple[Ranking, dict[int, float]]:
    """The ranking of a post, and the scores of all that were compared for it."""
    compared = scores(index, post)
    return ranked(index, post, compared), compared


def ranked(index: Index, post: int, compared: Mapping[int, float]) -> Ranking:
    """The ranking of a post by the scores of all that `scores` compares with it."""
    kept = index.count + SPARE
    best: list[Ranked] = []
    for minus_score, _, _, other in _in_order(index, post, compared, kept):
        if tells(index, post, other):
            best.append(Ranked(minus_score, other))
            if len(best) == kept:
                return Ranking(best, is_whole=False)
    return Ranking(best, is_whole=True)


def _in_order(
    index: Index, post: int, compared: Mapping[int, float], first: int
) -> Iterator[tuple[float, float, str, int]]:
    """Those compared, the best first; the others after so many are put in order only when one asks for them."""
    bar = sorted(compared.values(), reverse=True)[first] if len(compared) > first else 0.0
    for is_first in (True, False):
        cards, (_, day, _, _) = index.cards, index.cards[post]
        part = [
            (-score_, abs(day - cards[other].day), cards[other].url, other)
            for other, score_ in compared.items()
            if (score_ >= bar) is is_first
        ]
        part.sort()
        yield from part


def scores(index: Index, post: int, less: AbstractSet[int] = frozenset()) -> dict[int, float]:
    """How good the posts are to read after this one that are linked with it and alike, or beside it by a label.

    The same for both of a pair. `less` are left out.
    """
    card = index.cards[post]
    beside = beside_by_label(index, post, card.labels)
    likeness = index.likeness(post, (linked_by_words(index, post) | beside) - less)
    return _added(
        index, post, {other: like for other, like in likeness.items() if like >= LEAST_LIKE or other in beside}
    )


def score(index: Index, post: int, other: int) -> float | None:
    """The score that `scores` gives to a pair, if they are a pair to it."""
    card, its = index.cards[post], index.cards[other]
    like = 0
    is_linked = False
    for word in card.vector.keys() & its.vector.keys():
        ids, is_rare = index.links[word]
        like += card.vector[word] * its.vector[word] * (RARE if is_rare else 1)
        is_linked = is_linked or is_rare or (post in ids and other in ids)
    if (is_linked and like >= LEAST_LIKE) or other in beside_by_label(index, post, card.labels & its.labels):
        return _added(index, post, {other: like})[other]
    return None


def linked(index: Index, post: int) -> set[int]:
    """All posts that are linked with this one or beside it: those whose own ranking may have it."""
    return linked_by_words(index, post) | beside_by_label(index, post, index.cards[post].labels)


def linked_by_words(index: Index, post: int) -> set[int]:
    """The posts that a word links with this one."""
    found: set[int] = set()
    for ids, is_rare in map(index.links.__getitem__, index.cards[post].vector):
        if is_rare or post in ids:
            found |= ids
    found.discard(post)
    return found


def beside_by_label(index: Index, post: int, labels: Iterable[str]) -> set[int]:
    """The posts beside this one by one of the labels."""
    found: set[int] = set()
    for label in labels:
        found.update(index.beside(label, post, index.count))
    found.discard(post)
    return found


def counted(index: Index, post: int) -> dict[str, int]:
    """What the words of a post weigh, rare ones as often as they count."""
    links = index.links
    return {word: weight * (RARE if links[word].is_rare else 1) for word, weight in index.cards[post].vector.items()}


def _added(index: Index, post: int, likeness: Mapping[int, int]) -> dict[int, float]:
    """The likeness and what labels and nearness add: of all labels of the two the part that both have, by worth."""
    cards, worth, worths = index.cards, index.worth.__getitem__, index.worths
    _, day, _, labels = cards[post]
    own = worths[post]
    added = {}
    for other, like in likeness.items():
        _, its_day, _, its_labels = cards[other]
        score_ = like + SAME_DAY / (1 + abs(day - its_day) / NEAR_DAYS)
        if shared := labels & its_labels:
            both = sum(map(worth, shared))
            score_ += SAME_LABELS * both / (own + worths[other] - both)
        added[other] = score_
    return added


def tells(index: Index, post: int, other: int) -> bool:
    """Whether there is something to say that the two posts share."""
    card, its = index.cards[post], index.cards[other]
    if not card.labels.isdisjoint(its.labels):
        return True
    shared = card.vector.keys() & its.vector.keys()
    return not (
        shared.isdisjoint(index.details[post].spellings.keys())
        and shared.isdisjoint(index.details[other].spellings.keys())
    )


def shown(index: Index, post: int, ranking: Ranking) -> tuple[Suggestion, ...]:
    """The suggestions of a post: the best, and where these are few, the nearest in time too."""
    telling = _Telling(index, post)
    best = [telling.of(each.id) for each in ranking.best[: index.count]]
    missing = min(AT_LEAST, index.count) - len(best)
    if missing > 0:
        taken = {suggestion.url for suggestion in best}
        near = (url for url in _nearest(index, post) if url not in taken)
        best += [Suggestion(url, (), (), ()) for url in islice(near, missing)]
    return tuple(best)


def _nearest(index: Index, post: int) -> list[str]:
    """The posts just before and after this one, the nearest first."""
    card = index.cards[post]
    around = [index.cards[other] for other in index.beside(EVERY_POST, post, AT_LEAST) if other != post]
    return [url for _, url in sorted((abs(card.day - its.day), its.url) for its in around)]


class _Telling:
    """Tells what a post shares with others, as it spells that itself, the most telling first."""

    def __init__(self, index: Index, post: int) -> None:
        self._index = index
        self._own = counted(index, post)
        self._names, self._spellings = index.details[post]
        worth = index.worth
        rarest = sorted(self._names, key=lambda label: (-worth[label], label))
        self._tags = [label for label in rarest if label[0] == TAG]
        self._categories = [label for label in rarest if label[0] == CATEGORY]

    def of(self, other: int) -> Suggestion:
        """The other post, and what the two share."""
        url, _, vector, labels = self._index.cards[other]
        names, own = self._names, self._own
        tags = [names[label] for label in self._tags if label in labels][:SHOWN_TAGS]
        categories = [names[label] for label in self._categories if label in labels][:SHOWN_CATEGORIES]
        shared = [(-own[word] * weight, word) for word, weight in vector.items() if word in own]
        shared.sort()
        words = self._nouns([word for _, word in shared], other, {name.casefold() for name in tags + categories})
        return Suggestion(url, tuple(tags), tuple(categories), words)

    def _nouns(self, words: Iterable[str], other: int, told: AbstractSet[str]) -> tuple[str, ...]:
        """The first of the words that are not told already, as this post spells them, or else the other.

        Those of which neither is sure that they are nouns are left out.
        """
        spellings, its_spellings = self._spellings, self._index.details[other].spellings
        names = (spellings.get(word) or its_spellings.get(word) for word in words)
        return tuple(islice((name for name in names if name and name.casefold() not in told), SHOWN_WORDS))
