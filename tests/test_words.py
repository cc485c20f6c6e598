"""The words of the theme."""

from collections.abc import Mapping
from string import Formatter

import pytest

from blogbuild.words import ENGLISH, KOREAN, WORDS


def test_every_language_says_the_same_things() -> None:
    assert list(KOREAN) == list(ENGLISH)


@pytest.mark.parametrize("language", WORDS)
def test_no_word_is_empty(language: str) -> None:
    assert all(word.strip() == word != "" for word in WORDS[language].values())


@pytest.mark.parametrize("key", KOREAN)
def test_every_language_fills_in_the_same_blanks(key: str) -> None:
    assert blanks(KOREAN[key]) == blanks(ENGLISH[key].partition("|")[0])


@pytest.mark.parametrize("key", [key for key, word in ENGLISH.items() if "|" in word])
def test_singular_and_plural_fill_in_the_same_blanks(key: str) -> None:
    singular, plural = ENGLISH[key].split("|")

    assert blanks(singular) == blanks(plural)


@pytest.mark.parametrize("key", KOREAN)
def test_a_word_can_be_read_as_an_attribute(key: str) -> None:
    assert key.isidentifier()
    assert not hasattr(Mapping, key)
    assert not hasattr({}, key)


@pytest.mark.parametrize("language", WORDS)
def test_a_year_has_twelve_months(language: str) -> None:
    assert len(WORDS[language]["month_names"].split()) == 12


def blanks(word: str) -> set[str]:
    """The names of what is filled in; an unnamed blank has the empty name."""
    return {name for _, name, _, _ in Formatter().parse(word) if name is not None}
