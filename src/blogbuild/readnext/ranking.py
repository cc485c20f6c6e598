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
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from blogbuild.readnext.readings import Terms

# Chosen by hiding the tags of 16 real blogs and counting the suggestions that share one. None of them is sharp: half or
# double of any moves that share by less than one in a hundred, that is by less than one suggestion in twenty posts.
STRONGEST: Final = 24  # words in the vector of a post
LINKED: Final = 16
COMMONEST: Final = 2  # a word in more than one of so many posts tells none of them apart
RARITY_OF_ALL: Final = 0.5  # what every post has; each halving of the frequency adds one
CLOSEST: Final = 4  # times the suggestions wanted are weighed in full

LENGTH: Final = 200  # of a vector: below 256 Python keeps each integer once, which halves the time of comparing
SAME_WORDS: Final = LENGTH**2  # the most that words can add to a score; what labels and nearness add is measured by it
SAME_LABELS: Final = 0.4 * SAME_WORDS
SAME_DAY: Final = 0.1 * SAME_WORDS
NEAR_DAYS: Final = 14.0  # apart halve nearness: the rhythm of a course, of a round of applications
LEAST_LIKE: Final = 0.05 * SAME_WORDS  # words less alike than this are chance

AT_LEAST: Final = 2  # where posts share too little, so many are offered for nearness in time: a blog of three leads on

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
class Blog:
    """All posts in the order of time, ready to be put beside each other.

    A place is an index into that order; a label is a tag or a category.
    """

    posts: Sequence[Terms]
    urls: Sequence[str]
    days: Sequence[float]
    vectors: Sequence[Mapping[str, int]]
    links: Mapping[str, _Link]
    names: Sequence[Mapping[str, str]]
    labels: Sequence[frozenset[str]]
    rarity: Mapping[str, float]
    label_sums: Sequence[float]
    carriers: Mapping[str, Sequence[int]]


def suggest(posts: Iterable[Terms], count: int = 5) -> dict[str, tuple[Suggestion, ...]]:
    """What to read after each post, by URL: best first, never the post itself, whatever the order of the posts."""
    blog = compare(posts)
    return {url: suggestions(blog, count, place) for place, url in enumerate(blog.urls)}


def suggestions(blog: Blog, count: int, place: int) -> tuple[Suggestion, ...]:
    """What to read after the post at a place, best first; any process may ask for any place."""
    return tuple(_suggestions(blog, place, count))


def compare(posts: Iterable[Terms]) -> Blog:
    """The posts, ready for `suggestions`."""
    return _blog(sorted(posts, key=lambda post: (post.day, post.url)))


def _blog(posts: Sequence[Terms]) -> Blog:
    vectors = _vectors(posts)
    names = [_names(post) for post in posts]
    labels = [frozenset(of_post) for of_post in names]
    rarity = _rarity(labels)
    return Blog(
        posts=posts,
        urls=[post.url for post in posts],
        days=[post.day for post in posts],
        vectors=vectors,
        links=_links(vectors),
        names=names,
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
    """What each word links; of too many places those where it weighs most, then the newest."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word, weight in vector.items():
            found[word].append((weight, place))
    return {word: _heaviest(places) for word, places in found.items()}


def _heaviest(found: list[tuple[int, int]]) -> _Link:
    heaviest = sorted(found, reverse=True)[:LINKED]
    return _Link(tuple([place for _, place in heaviest]), tuple([weight for weight, _ in heaviest]))


def _names(post: Terms) -> dict[str, str]:
    """How the post writes each of its labels: tags and categories apart, however they are capitalised."""
    tags = {TAG + tag.casefold(): tag for tag in post.tags}
    return tags | {CATEGORY + category.casefold(): category for category in post.categories}


def _carriers(labels: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    carriers: defaultdict[str, list[int]] = defaultdict(list)
    for place, of_post in enumerate(labels):
        for label in of_post:
            carriers[label].append(place)
    return carriers


def _suggestions(blog: Blog, place: int, count: int) -> list[Suggestion]:
    """The best that share something worth telling; where these are few, the nearest in time too."""
    ranked = (_shared(blog, place, other) for other in _ranked(blog, place, count))
    best = list(islice((suggestion for suggestion in ranked if suggestion.shares_something), count))
    if len(best) >= min(AT_LEAST, count):
        return best
    taken = {suggestion.url for suggestion in best}
    near = (_shared(blog, place, other) for other in _nearest(blog, place) if blog.posts[other].url not in taken)
    return best + list(islice(near, min(AT_LEAST, count) - len(best)))


def _ranked(blog: Blog, place: int, count: int) -> list[int]:
    """Places of the posts that share words or labels with this one, best first; in a tie the nearer in time."""
    likeness = _likeness(blog, place)
    alike = [other for other, like in likeness.items() if like >= LEAST_LIKE]
    alike.sort(key=likeness.__getitem__, reverse=True)
    candidates = {*alike[: CLOSEST * count], *_beside(blog, place, count)} - {place}
    shares, day, days, urls = _shares(blog, place, candidates), blog.days[place], blog.days, blog.urls
    scored = []
    for other in candidates:
        apart = abs(day - days[other])
        score = likeness.get(other, 0) + shares.get(other, 0) + SAME_DAY / (1 + apart / NEAR_DAYS)
        scored.append((-score, apart, urls[other], other))
    scored.sort()
    return [other for *_, other in scored]


def _likeness(blog: Blog, place: int) -> dict[int, int]:
    """How alike the words of this post and of each that they link it to are, up to `SAME_WORDS`."""
    likeness: dict[int, int] = {}
    known = likeness.get
    for word, weight in blog.vectors[place].items():
        for other, its_weight in zip(*blog.links[word], strict=True):
            likeness[other] = known(other, 0) + weight * its_weight
    return likeness


def _beside(blog: Blog, place: int, count: int) -> Iterator[int]:
    """The places next to this one among those that carry one of its labels."""
    for label in blog.labels[place]:
        carriers = blog.carriers[label]
        middle = bisect_left(carriers, place)
        yield from carriers[max(0, middle - count) : middle + count + 1]


def _shares(blog: Blog, place: int, others: Iterable[int]) -> dict[int, float]:
    """What sharing labels adds: of all that either post carries the part that both do, rare ones counting more."""
    labels, labels_of = blog.labels[place], blog.labels
    weigh, own, sums = blog.rarity.__getitem__, blog.label_sums[place], blog.label_sums
    shares = {}
    for other in others:
        if shared := labels & labels_of[other]:
            both = sum(map(weigh, shared))
            shares[other] = SAME_LABELS * both / (own + sums[other] - both)
    return shares


def _nearest(blog: Blog, place: int) -> list[int]:
    """Places of the posts just before and after this one, the nearest first."""
    around = range(max(0, place - AT_LEAST), min(len(blog.posts), place + AT_LEAST + 1))
    apart = [(abs(blog.days[place] - blog.days[other]), blog.urls[other], other) for other in around if other != place]
    return [other for *_, other in sorted(apart)]


def _shared(blog: Blog, place: int, other: int) -> Suggestion:
    """What the two posts share, as this one spells it, the most telling first."""
    names, labels = blog.names[place], blog.labels[place] & blog.labels[other]
    rarest = sorted(labels, key=lambda label: (-blog.rarity[label], label)) if labels else []
    tags = [names[label] for label in rarest if label.startswith(TAG)][:SHOWN_TAGS]
    categories = [names[label] for label in rarest if label.startswith(CATEGORY)][:SHOWN_CATEGORIES]
    told = {name.casefold() for name in (*tags, *categories)}
    words = _shared_words(blog, place, other, told)
    return Suggestion(blog.urls[other], tuple(tags), tuple(categories), tuple(islice(words, SHOWN_WORDS)))


def _shared_words(blog: Blog, place: int, other: int, told: Container[str]) -> Iterator[str]:
    """The nouns that two posts share and that no label tells already, those first that make the posts most alike."""
    post, its, its_vector = blog.posts[place], blog.posts[other], blog.vectors[other]
    shared = [(-weight * its_vector[word], word) for word, weight in blog.vectors[place].items() if word in its_vector]
    shared.sort()
    for _, word in shared:
        spelling = post.spellings[post.words.index(word)] or its.spellings[its.words.index(word)]
        if spelling and spelling.casefold() not in told:
            yield spelling
