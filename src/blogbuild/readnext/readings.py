"""What one post is about: its strongest terms, a value that depends on that post alone."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from blogbuild.readnext.words import WORD, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from blogbuild.readnext.words import Word

# Standing in the title counts like being repeated 20 times, as log(20) is 3.
TITLE_WEIGHT: Final = 3.0
HEADING_WEIGHT: Final = 1.0
# More words make suggestions no better (24 share a tag as often), and each costs time in every comparison.
STRONGEST: Final = 16
LENGTH: Final = 200  # of a vector: below 256 Python keeps each integer once, which halves the time of comparing
DECIMALS: Final = 2
MINUTES_PER_DAY: Final = 24 * 60

# In place of a spelling, as no word is spelled so.
NO_NOUN: Final = "-"
AS_THE_WORD: Final = "="


class Reading(Struct, frozen=True, kw_only=True):
    """What read-next knows of a post; the text is plain and without code."""

    url: str
    title: str
    headings: tuple[str, ...]
    text: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    published: datetime


class Terms(Struct, frozen=True, kw_only=True, array_like=True):
    """A post as others are compared with it: words, weights and spellings in parallel, strongest first.

    Words and spellings are parted by spaces: a whole text is sent, stored and read at once. A spelling is how the post
    itself writes the word, or one of the two signs above. `day` is on the author's calendar.
    """

    url: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    day: float
    words: str
    weights: tuple[int, ...]
    """Together a vector of `LENGTH`."""
    spellings: str


def terms(reading: Reading) -> Terms:
    """The strongest terms of a post; its title and its headings weigh more than its text."""
    counts = Counter(_found((reading.title, *reading.headings, reading.text)))
    words = list(map(read, counts))
    weights = _weights(_times(words, counts.values()), reading)
    strongest = sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:STRONGEST]
    return Terms(
        url=reading.url,
        tags=_labels(reading.tags),
        categories=_labels(reading.categories),
        day=_day(reading.published),
        words=" ".join(strongest),
        weights=_vector([_rounded(weights[term]) for term in strongest]),
        spellings=" ".join(_spellings(words, counts.values(), strongest)),
    )


def _found(texts: Iterable[str]) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", "\n".join(texts)))


def _times(words: Iterable[Word | None], counts: Iterable[int]) -> Mapping[str, int]:
    """How often the text has each term."""
    times: defaultdict[str, int] = defaultdict(int)
    for word, count in zip(words, counts, strict=True):
        if word:
            times[word[0]] += count
    return times


def _weights(times: Mapping[str, int], reading: Reading) -> dict[str, float]:
    """The weights of all terms that may be among the strongest."""
    # A term below so many others in the text can only be among the strongest by what follows.
    bar = sorted(times.values(), reverse=True)[:STRONGEST][-1:] or [0]
    weights = {term: 1 + math.log(count) for term, count in times.items() if count >= bar[0]}
    for spelled, weight in ((reading.headings, HEADING_WEIGHT), ((reading.title,), TITLE_WEIGHT)):
        for term in {word.term for word in map(read, _found(spelled)) if word}:
            weights[term] = (weights.get(term) or 1 + math.log(times.get(term, 1))) + weight
    return weights


@lru_cache(maxsize=1 << 12)
def _rounded(weight: float) -> float:
    """Remembered, as rounding takes longest of all, and the same few weights come again and again."""
    return round(weight, DECIMALS)


def _vector(weights: Sequence[float]) -> tuple[int, ...]:
    unit = math.hypot(*weights) / LENGTH
    return tuple([round(weight / unit) for weight in weights])


def _spellings(words: Iterable[Word | None], counts: Iterable[int], strongest: Sequence[str]) -> Iterable[str]:
    """The commonest spelling of each that may be shown."""
    spellings = dict.fromkeys(strongest, NO_NOUN)
    most = dict.fromkeys(strongest, 0)
    for word, count in zip(words, counts, strict=True):
        if word and count > most.get(word[0], count) and word.is_noun:
            term, spelling, _ = word
            most[term] = count
            spellings[term] = AS_THE_WORD if spelling == term else spelling
    return spellings.values()


def _labels(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([unicodedata.normalize("NFC", label).strip() for label in labels]))


def _day(published: datetime) -> float:
    return published.toordinal() + (published.hour * 60 + published.minute) / MINUTES_PER_DAY
