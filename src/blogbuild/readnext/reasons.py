"""Why a post is suggested: what the two share, in the author's own spelling, and that as a phrase for readers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from blogbuild.readnext.words import coda


class Suggestion(NamedTuple):
    """A post to read next and what it shares, strongest first; it shares nothing where it is but near in time."""

    url: str
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def shares_something(self) -> bool:
        """Whether there is more to say than that the two posts are near in time."""
        return bool(self.tags or self.categories or self.words)


def reason(suggestion: Suggestion, language: str) -> str:
    """One phrase that tells a reader why: tags first, then categories, then words."""
    if language.partition("-")[0] == "ko":
        return _korean(suggestion)
    return _english(suggestion)


@lru_cache(maxsize=1 << 12)
def subject_particle(word: str) -> str:
    """The form of the particle that follows a word as it is read aloud: 이 after a consonant, 가 after a vowel."""
    last = unicodedata.normalize("NFC", word).rstrip(SILENT)[-1:]
    if "가" <= last <= "힣":
        ends_in_consonant = coda(last) != 0
    elif last.isascii() and last.isalpha():
        ends_in_consonant = (SPELT_OUT if word.isupper() else SPOKEN).search(word.rstrip(SILENT)) is not None
    else:
        ends_in_consonant = last in CONSONANT_SIGNS
    return "이" if ends_in_consonant else "가"


def _korean(suggestion: Suggestion) -> str:
    _, tags, categories, words = suggestion
    groups = (("태그 ", tags), ("카테고리 ", categories), ("", words))
    parts = [f"{label}‘{'’, ‘'.join(names)}’" for label, names in groups if names]
    if not parts:
        return "가까운 시기에 쓴 글"
    return f"{' · '.join(parts)}{subject_particle((words or categories or tags)[-1])} 겹침"


def _english(suggestion: Suggestion) -> str:
    groups = [("tag", "tags", suggestion.tags), ("category", "categories", suggestion.categories)]
    parts = [f"{one if len(names) == 1 else many} {_quoted(names)}" for one, many, names in groups if names]
    parts += [_quoted(suggestion.words)] if suggestion.words else []
    return f"Shares {' · '.join(parts)}" if parts else "Written around the same time"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{name}”" for name in names)


# Written after a word but not read aloud.
SILENT: Final = " )]}'\"’”!?.,"
# 0 1 3 6 7 8 are read 영 일 삼 육 칠 팔, and # is 샵.
CONSONANT_SIGNS: Final = frozenset("013678#")
# Letters called one by one: 엘, 엠, 엔, 알 (SQL이, JVM이, but API가).
SPELT_OUT: Final = re.compile(r"[LMNR]\Z")
# English words as Koreans say them: 모듈이, 파이프라인이, 스프링이, 깃이, 스택이, but 네트워크가, 도커가, 테스트가.
SPOKEN: Final = re.compile(r"(?:[lmn]e?|ng|[^aeiou][aeiou](?:p|t|k|ck|b))\Z", re.IGNORECASE)
