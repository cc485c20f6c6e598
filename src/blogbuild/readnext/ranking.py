"""Which posts to read after which: shared words, shared tags and categories, nearness in time.

The likeness of two posts is the cosine of their word vectors, plus the share of their tags and categories that they
have in common, plus a little for nearness in time. The work grows with the number of posts, not with its square: a word
links only the posts to which it matters most, and a tag that hundreds of posts carry offers those that stand next to
each other in time.

How one edited post can be brought in without ranking all of them again: how rare a word or a label is counts in powers
of two, so an edit hardly ever changes its weight, and a vector otherwise depends on its own post alone. Replace that
vector and its places in the links of its words and labels; rank that post anew; hold its new score against the last
suggestion of each post linked with it. Other posts are ranked anew only where the edited one was among their
suggestions, where a full list of links let one post in or out, or where a count passed a power of two.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from blogbuild.readnext.reasons import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from blogbuild.readnext.readings import Terms

# Chosen by hiding the tags of 16 real blogs and counting the suggestions that share one. None of them is sharp: half or
# double of any moves that share by less than one in a hundred.
STRONGEST: Final = 24  # words in the vector of a post
LINKED: Final = 48  # posts that one word links, those to which it matters most
COMMONEST: Final = 2  # a word in more than one of so many posts tells none of them apart
RARITY_OF_ALL: Final = 0.5  # what every post has; each halving of the frequency adds one
LABELS_WEIGHT: Final = 0.4  # when all tags and categories are shared; words weigh up to one
TIME_WEIGHT: Final = 0.1  # when written on the same day
NEAR_DAYS: Final = 14.0  # nearness falls to a third in two weeks: the rhythm of a course, of a round of applications
LEAST_LIKE: Final = 0.05  # words less alike than this are chance
CLOSEST: Final = 4  # times the suggestions wanted are weighed in full
LENGTH: Final = 200  # of a vector: below 256 Python keeps each integer once, which halves the time of comparing

AT_LEAST: Final = 2  # where posts share too little, so many are offered for nearness in time: a blog of three leads on
DECIMALS: Final = 6  # scores that differ by less are a tie

# Before the name of a label, so that a tag is never taken for a category of the same name.
TAG: Final = "#"
CATEGORY: Final = "/"

SHOWN_TAGS: Final = 2
SHOWN_CATEGORIES: Final = 1
SHOWN_WORDS: Final = 3


class _Link(NamedTuple):
    """The places that a word links and, in parallel, what it weighs there."""

    places: tuple[int, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blog:
    """All posts in the order of time. A place is an index into that order; a label is a tag or a category."""

    posts: Sequence[Terms]
    vectors: Sequence[Mapping[str, int]]
    links: Mapping[str, _Link]
    labels: Sequence[frozenset[str]]
    rarity: Mapping[str, float]
    label_sums: Sequence[float]
    carriers: Mapping[str, Sequence[int]]


def suggest(posts: Iterable[Terms], count: int = 5) -> dict[str, tuple[Suggestion, ...]]:
    """What to read after each post, by URL: best first, never the post itself, whatever the order of the posts."""
    blog = _blog(sorted(posts, key=lambda post: (post.day, post.url)))
    return {post.url: tuple(_suggestions(blog, place, count)) for place, post in enumerate(blog.posts)}


def _blog(posts: Sequence[Terms]) -> _Blog:
    vectors = _vectors(posts)
    labels = [frozenset(_labels(post)) for post in posts]
    rarity = _rarity(labels)
    return _Blog(
        posts=posts,
        vectors=vectors,
        links=_links(vectors),
        labels=labels,
        rarity=rarity,
        label_sums=[sum(map(rarity.__getitem__, of_post)) for of_post in labels],
        carriers=_carriers(labels),
    )


def _vectors(posts: Sequence[Terms]) -> list[dict[str, int]]:
    """The words of each post by weight and rarity, strongest first."""
    rarity = _rarity([post.words for post in posts], at_least=2, at_most=max(2, len(posts) // COMMONEST))
    return [_vector(post, rarity) for post in posts]


def _vector(post: Terms, rarity: Mapping[str, float]) -> dict[str, int]:
    weighed = [
        (weight * rarity[word], word) for word, weight in zip(post.words, post.weights, strict=True) if word in rarity
    ]
    strongest = sorted(weighed, reverse=True)[:STRONGEST]
    unit = math.hypot(*[weight for weight, _ in strongest]) / LENGTH
    return {word: round(weight / unit) for weight, word in strongest}


def _rarity(groups: Sequence[Iterable[str]], *, at_least: int = 1, at_most: int | None = None) -> dict[str, float]:
    """How much it tells that two posts have a thing in common, in steps."""
    counts = Counter(chain.from_iterable(groups))
    most = len(groups) if at_most is None else at_most
    of_all = len(groups).bit_length() + RARITY_OF_ALL
    return {name: of_all - count.bit_length() for name, count in counts.items() if at_least <= count <= most}


def _links(vectors: Sequence[Mapping[str, int]]) -> dict[str, _Link]:
    """What each word links; of too many places those where it weighs most."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word, weight in vector.items():
            found[word].append((-weight, place))
    return {word: _heaviest(places) for word, places in found.items()}


def _heaviest(found: list[tuple[int, int]]) -> _Link:
    heaviest = sorted(found)[:LINKED]
    return _Link(tuple([place for _, place in heaviest]), tuple([-weight for weight, _ in heaviest]))


def _labels(post: Terms) -> Iterator[str]:
    """Tags and categories apart, however they are capitalised."""
    yield from (TAG + tag.casefold() for tag in post.tags)
    yield from (CATEGORY + category.casefold() for category in post.categories)


def _carriers(labels: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    carriers: defaultdict[str, list[int]] = defaultdict(list)
    for place, of_post in enumerate(labels):
        for label in of_post:
            carriers[label].append(place)
    return carriers


def _suggestions(blog: _Blog, place: int, count: int) -> list[Suggestion]:
    """The best that share something worth telling; where these are few, the nearest in time too."""
    ranked = (_shared(blog, place, other) for other in _ranked(blog, place, count))
    best = list(islice((suggestion for suggestion in ranked if suggestion.shares_something), count))
    if len(best) >= min(AT_LEAST, count):
        return best
    taken = {suggestion.url for suggestion in best}
    near = (_shared(blog, place, other) for other in _nearest(blog, place) if blog.posts[other].url not in taken)
    return best + list(islice(near, min(AT_LEAST, count) - len(best)))


def _ranked(blog: _Blog, place: int, count: int) -> list[int]:
    """Places of the posts that share words or labels with this one, best first."""
    likeness, least = _likeness(blog, place), LEAST_LIKE * LENGTH**2
    alike = sorted([(-like, other) for other, like in likeness.items() if like >= least])[: CLOSEST * count]
    candidates = {other for _, other in alike}.union(_beside(blog, place, count))
    post, labels, posts = blog.posts[place], blog.labels[place], blog.posts
    scored = []
    for other in candidates - {place}:
        days = abs(post.day - posts[other].day)
        score = likeness.get(other, 0) / LENGTH**2 + TIME_WEIGHT * math.exp(-days / NEAR_DAYS)
        if shared := labels & blog.labels[other]:
            score += LABELS_WEIGHT * _share(blog, place, other, shared)
        scored.append((-round(score, DECIMALS), days, posts[other].url, other))
    return [other for *_, other in sorted(scored)]


def _likeness(blog: _Blog, place: int) -> dict[int, int]:
    """How alike the words of this post and of each that they link it to are, up to the square of `LENGTH`."""
    likeness: dict[int, int] = {}
    known = likeness.get
    for word, weight in blog.vectors[place].items():
        for other, its_weight in zip(*blog.links[word], strict=True):
            likeness[other] = known(other, 0) + weight * its_weight
    return likeness


def _beside(blog: _Blog, place: int, count: int) -> Iterator[int]:
    """The places next to this one among those that carry one of its labels."""
    for label in blog.labels[place]:
        carriers = blog.carriers[label]
        middle = bisect_left(carriers, place)
        yield from carriers[max(0, middle - count) : middle + count + 1]


def _share(blog: _Blog, place: int, other: int, shared: Iterable[str]) -> float:
    """Of the labels that either post carries, the part that both carry, rare ones counting more."""
    both = sum(map(blog.rarity.__getitem__, shared))
    return both / (blog.label_sums[place] + blog.label_sums[other] - both)


def _nearest(blog: _Blog, place: int) -> list[int]:
    """Places of the posts just before and after this one, the nearest first."""
    around = range(max(0, place - AT_LEAST), min(len(blog.posts), place + AT_LEAST + 1))
    post, posts = blog.posts[place], blog.posts
    others = [(abs(post.day - posts[other].day), posts[other].url, other) for other in around if other != place]
    return [other for *_, other in sorted(others)]


def _shared(blog: _Blog, place: int, other: int) -> Suggestion:
    """What the two posts share, as this one spells it."""
    post, its = blog.posts[place], blog.posts[other]
    labels = blog.labels[place] & blog.labels[other]
    tags = _rarest(blog, TAG, (tag for tag in post.tags if TAG + tag.casefold() in labels))[:SHOWN_TAGS]
    categories = _rarest(blog, CATEGORY, (name for name in post.categories if CATEGORY + name.casefold() in labels))
    told = {name.casefold() for name in (*tags, *categories, "")}
    spellings = (_spelling(post, word) or _spelling(its, word) for word in _strongest(blog, place, other))
    words = islice((spelling for spelling in spellings if spelling.casefold() not in told), SHOWN_WORDS)
    return Suggestion(its.url, tuple(tags), tuple(categories[:SHOWN_CATEGORIES]), tuple(words))


def _rarest(blog: _Blog, kind: str, names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: -blog.rarity[kind + name.casefold()])


def _strongest(blog: _Blog, place: int, other: int) -> list[str]:
    """The words that two posts share, those first that make them most alike."""
    vector, its = blog.vectors[place], blog.vectors[other]
    return sorted(vector.keys() & its.keys(), key=lambda word: (-vector[word] * its[word], word))


def _spelling(post: Terms, word: str) -> str:
    return post.spellings[post.words.index(word)]
