from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogbuild.readnext.reasons import subject_particle
from blogbuild.readnext.words import WORD, read


@pytest.mark.parametrize(
    ("spelling", "term"),
    [
        ("코딩테스트를", "코딩테스트"),
        ("면접에서는", "면접"),
        ("이력서로", "이력서"),
        ("메일로", "메일"),
        ("합격으로", "합격"),
        ("개발자들의", "개발자"),
        ("지원했다", "지원"),
        ("합격하면", "합격"),
        ("포함되는", "포함"),
        ("복습해서", "복습"),
        ("면접입니다", "면접"),
        ("개발자이다", "개발자"),
        ("디자인", "디자인"),
        ("난이도", "난이도"),
        ("접근권한", "접근권한"),
        ("연구결과", "연구결과"),
        ("회고", "회고"),
        ("면접", "면접"),
        ("Interviews", "interview"),
        ("Redis", "redis"),
        ("C++", "c++"),
        ("Node.js.", "node.js"),
    ],
)
def test_a_spelling_becomes_its_term(spelling: str, term: str) -> None:
    word = read(spelling)

    assert word is not None
    assert word.term == term


@pytest.mark.parametrize(
    "spelling", ["그리고", "때문에", "있다", "없었다", "만들었다", "보았는데", "에서", "앞으로", "The", "with"]
)
def test_a_word_that_says_nothing_is_no_term(spelling: str) -> None:
    assert read(spelling) is None


@pytest.mark.parametrize(
    ("spelling", "is_noun"), [("문서의", True), ("자바는", False), ("깊은", False), ("광고를", True)]
)
def test_only_what_is_surely_a_noun_is_shown(spelling: str, *, is_noun: bool) -> None:
    word = read(spelling)

    assert word is not None
    assert word.is_noun is is_noun


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=12))
def test_at_least_two_syllables_remain(spelling: str) -> None:
    word = read(spelling)

    assert word is None or (len(word.term) >= 2 and spelling.startswith(word.term))


def test_words_of_other_scripts_do_not_stick_to_particles() -> None:
    assert WORD.findall("JPA를 C#으로, web.xml에 café") == ["JPA", "C#", "으로", "web.xml", "café"]


@pytest.mark.parametrize(
    ("word", "particle"),
    [
        ("면접", "이"),
        ("멘토", "가"),
        ("멘토)", "가"),
        ("2024", "가"),
        ("10", "이"),
        ("SQL", "이"),
        ("JVM", "이"),
        ("API", "가"),
        ("C++", "가"),
        ("C#", "이"),
        ("Spring", "이"),
        ("module", "이"),
        ("pipeline", "이"),
        ("git", "이"),
        ("stack", "이"),
        ("network", "가"),
        ("Docker", "가"),
        ("test", "가"),
        ("🙂", "가"),
        ("", "가"),
    ],
)
def test_the_particle_follows_the_sound(word: str, particle: str) -> None:
    assert subject_particle(word) == particle
