"""A post as it is held against others: all that is compared on its card, all that is shown in its details."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blogbuild.readnext.readings import Terms

LENGTH: Final = 200  # of a vector: below 256 Python keeps each integer once, which halves the time of comparing
ID_BITS: Final = 53  # two of 10,000 posts meet in one of 10**8 blogs; and any JSON reader reads such a number

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
    unit = math.hypot(*terms.weights) / LENGTH
    vector = {word: round(weight / unit) for word, weight in zip(terms.words, terms.weights, strict=True)}
    return Card(terms.url, terms.day, vector, frozenset(_names(terms)))


def details(terms: Terms) -> Details:
    """The details of a post, likewise."""
    spellings = {word: spelling for word, spelling in zip(terms.words, terms.spellings, strict=True) if spelling}
    return Details(_names(terms), spellings)


def _names(terms: Terms) -> dict[str, str]:
    tags = {TAG + tag.casefold(): tag for tag in terms.tags}
    return tags | {CATEGORY + category.casefold(): category for category in terms.categories}
