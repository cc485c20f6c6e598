"""A post as it is held against others: all that is compared on its card, all that is shown in its details."""

from __future__ import annotations

import hashlib
from sys import intern
from typing import TYPE_CHECKING, Final, NamedTuple

from blogbuild.readnext.readings import AS_THE_WORD, NO_NOUN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blogbuild.readnext.readings import Terms

ID_BITS: Final = 53  # two of 10,000 posts meet in one of 10**8 blogs; and a weight has room beside it in 64

# Before the name of a label, so that a tag is never taken for a category of the same name.
TAG: Final = "#"
CATEGORY: Final = "/"


class Card(NamedTuple):
    """What is compared: words by weight and labels, tags and categories apart, however they are capitalised."""

    url: str
    day: float
    vector: Mapping[str, int]
    labels: frozenset[str]


class Details(NamedTuple):
    """What is shown: how the post writes its labels, and those of its words that are surely nouns."""

    names: Mapping[str, str]
    spellings: Mapping[str, str]


def identity(url: str) -> int:
    """The number of a post, the same in every build."""
    return int.from_bytes(hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> (
        64 - ID_BITS
    )


def card(terms: Terms) -> Card:
    """The card of a post, which depends on that post alone."""
    # A word or a label that is one and the same in all posts is found sooner than equal ones are.
    vector = dict(zip(map(intern, terms.words.split()), terms.weights, strict=True))
    return Card(terms.url, terms.day, vector, frozenset(map(intern, _names(terms))))


def details(terms: Terms) -> Details:
    """The details of a post, likewise."""
    both = zip(terms.words.split(), terms.spellings.split(), strict=True)
    spellings = {word: word if spelling == AS_THE_WORD else spelling for word, spelling in both if spelling != NO_NOUN}
    return Details(_names(terms), spellings)


def _names(terms: Terms) -> dict[str, str]:
    names = {TAG + tag.casefold(): tag for tag in terms.tags}
    for category in terms.categories:
        names[CATEGORY + category.casefold()] = category
    return names
