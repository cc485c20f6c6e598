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

from blogbuild.readnext.cards import CATEGORY, LENGTH, TAG, Card, Details
from blogbuild.readnext.reasons import Suggestion

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

# Chosen by hiding the tags of 16 real blogs and counting the suggestions that share one. None of them is sharp: half or
# double of any moves that share by less than one in a hundred, that is by less than one suggestion in twenty posts.
LINKED: Final = 16  # posts that a common word links
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
    """The posts that a word links and, in parallel, what it weighs there: all that have it when it is rare."""

    ids: Sequence[int]
    weights: Sequence[int]
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
    kept = index.count + SPARE
    best: list[Ranked] = []
    for minus_score, _, _, other in _in_order(index, post, compared, kept):
        if tells(index, post, other):
            best.append(Ranked(minus_score, other))
            if len(best) == kept:
                return Ranking(best, is_whole=False), compared
    return Ranking(best, is_whole=True), compared


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


def scores(index: Index, post: int) -> dict[int, float]:
    """How good the posts are to read after this one that are linked with it and alike, or beside it by a label."""
    beside = beside_by_label(index, post, index.cards[post].labels)
    likeness = _likeness(index, post, beside)
    return _added(
        index, post, {other: like for other, like in likeness.items() if like >= LEAST_LIKE or other in beside}
    )


def score(index: Index, post: int, other: int) -> float | None:
    """The score that `scores` gives to a pair, if they are a pair to it."""
    card, its = index.cards[post], index.cards[other]
    like = 0
    is_linked = False
    for word in card.vector.keys() & its.vector.keys():
        link = index.links[word]
        like += card.vector[word] * its.vector[word] * (RARE if link.is_rare else 1)
        is_linked = is_linked or link.is_rare or (post in link.ids and other in link.ids)
    if (is_linked and like >= LEAST_LIKE) or other in beside_by_label(index, post, card.labels & its.labels):
        return _added(index, post, {other: like})[other]
    return None


def linked(index: Index, post: int) -> set[int]:
    """All posts that are linked with this one or beside it: those whose own ranking may have it."""
    card = index.cards[post]
    found = beside_by_label(index, post, card.labels)
    for word in card.vector:
        link = index.links[word]
        if link.is_rare or post in link.ids:
            found.update(link.ids)
    found.discard(post)
    return found


def beside_by_label(index: Index, post: int, labels: Iterable[str]) -> set[int]:
    """The posts beside this one by one of the labels."""
    found: set[int] = set()
    for label in labels:
        found.update(index.beside(label, post, index.count))
    found.discard(post)
    return found


def _likeness(index: Index, post: int, beside: Iterable[int]) -> dict[int, int]:
    """How alike the words of this post and of each linked with it or beside it are, up to `SAME_WORDS`."""
    cards, links = index.cards, index.links
    likeness = dict.fromkeys(beside, 0)
    known, common = likeness.get, {}
    for word, weight in cards[post].vector.items():
        ids, its_weights, is_rare = links[word]
        if is_rare:
            twice = RARE * weight
            for other, its_weight in zip(ids, its_weights, strict=True):
                likeness[other] = known(other, 0) + twice * its_weight
        else:
            common[word] = weight
            if post in ids:
                for other in ids:
                    likeness.setdefault(other, 0)
    likeness.pop(post, None)
    for other in likeness if common else ():
        its = cards[other].vector
        likeness[other] += sum([common[word] * its[word] for word in common.keys() & its.keys()])
    return likeness


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
    best = [_shared(index, post, each.id) for each in ranking.best[: index.count]]
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


def _shared(index: Index, post: int, other: int) -> Suggestion:
    """What the two posts share, as this one spells it, the most telling first."""
    names, labels = index.details[post].names, index.cards[post].labels & index.cards[other].labels
    rarest = sorted(labels, key=lambda label: (-index.worth[label], label)) if labels else []
    tags = [names[label] for label in rarest if label.startswith(TAG)][:SHOWN_TAGS]
    categories = [names[label] for label in rarest if label.startswith(CATEGORY)][:SHOWN_CATEGORIES]
    told = {name.casefold() for name in (*tags, *categories)}
    words = _shared_words(index, post, other, told)
    return Suggestion(index.cards[other].url, tuple(tags), tuple(categories), tuple(islice(words, SHOWN_WORDS)))


def _shared_words(index: Index, post: int, other: int, told: Container[str]) -> Iterator[str]:
    """The nouns that two posts share and that no label tells already, those first that make the posts most alike."""
    own, its = index.cards[post].vector, index.cards[other].vector
    links = index.links
    shared = [
        (-weight * its[word] * (RARE if links[word].is_rare else 1), word)
        for word, weight in own.items()
        if word in its
    ]
    shared.sort()
    spellings, its_spellings = index.details[post].spellings, index.details[other].spellings
    for _, word in shared:
        spelling = spellings.get(word) or its_spellings.get(word)
        if spelling and spelling.casefold() not in told:
            yield spelling
