"""What one post is about: its strongest terms, a value that depends on that post alone."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from blogbuild.readnext.words import WORD, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

# Standing in the title counts like being repeated 20 times, as log(20) is 3.
TITLE_WEIGHT: Final = 3.0
HEADING_WEIGHT: Final = 1.0
# More words make suggestions hardly better, and each costs time in every comparison.
STRONGEST: Final = 24
DECIMALS: Final = 2
MINUTES_PER_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What read-next knows of a post; the text is plain and without code."""

    url: str
    title: str
    headings: tuple[str, ...]
    text: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A post as others are compared with it: words, weights and spellings in parallel, strongest first.

    A spelling is how the post itself writes the word, empty where it may be no noun. `day` is on the author's calendar.
    """

    url: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    day: float
    words: tuple[str, ...]
    weights: tuple[float, ...]
    spellings: tuple[str, ...]


def terms(reading: Reading) -> Terms:
    """The strongest terms of a post; its title and its headings weigh more than its text."""
    counts = Counter(_found((reading.title, *reading.headings, reading.text)))
    times, spellings = _times(counts)
    # A term below so many others in the text can only be among the strongest by what follows.
    bar = sorted(times.values(), reverse=True)[:STRONGEST][-1:] or [0]
    weights = {term: 1 + math.log(count) for term, count in times.items() if count >= bar[0]}
    for spelled, weight in ((reading.headings, HEADING_WEIGHT), ((reading.title,), TITLE_WEIGHT)):
        for term in _times(dict.fromkeys(_found(spelled), 1))[0]:
            weights[term] = (weights.get(term) or 1 + math.log(times.get(term, 1))) + weight
    strongest = sorted(sorted(weights), key=weights.__getitem__, reverse=True)[:STRONGEST]
    return Terms(
        url=reading.url,
        tags=_labels(reading.tags),
        categories=_labels(reading.categories),
        day=_day(reading.published),
        words=tuple(strongest),
        weights=tuple([round(weights[term], DECIMALS) for term in strongest]),
        spellings=tuple([spellings.get(term, "") for term in strongest]),
    )


def _found(texts: Iterable[str]) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", "\n".join(texts)))


def _times(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, str]]:
    """How often the text has each term, and the commonest spelling of those that may be shown."""
    times: dict[str, int] = {}
    most: dict[str, int] = {}
    spellings: dict[str, str] = {}
    for count, word in zip(counts.values(), map(read, counts), strict=True):
        if word is None:
            continue
        term, spelling, is_noun = word
        times[term] = times.get(term, 0) + count
        if is_noun and count > most.get(term, 0):
            most[term] = count
            spellings[term] = spelling
    return times, spellings


def _labels(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unicodedata.normalize("NFC", label).strip() for label in labels))


def _day(published: datetime) -> float:
    return published.toordinal() + (published.hour * 60 + published.minute) / MINUTES_PER_DAY
