from __future__ import annotations

import pickle
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from blogbuild.readnext import Reading, Suggestion, reason, suggest, terms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

SPRING: Final = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)


def post(url: str, title: str, text: str = "", *, day: int = 0, tags: str = "", categories: str = "") -> Reading:
    return Reading(
        url=url,
        title=title,
        headings=(),
        text=text,
        tags=tuple(tags.split()),
        categories=tuple(categories.split()),
        published=SPRING + timedelta(days=day),
    )


JOB_HUNT: Final = (
    post(
        "/plan/",
        "코딩테스트 계획표",
        "계획표를 짰다. 멘토가 계획표를 보고 복습을 넣으라고 했다.",
        day=0,
        tags="코딩테스트",
    ),
    post("/check/", "계획표 중간 점검", "멘토와 계획표를 점검했다. 오답이 줄었다.", day=200, tags="코딩테스트"),
    post(
        "/letter/",
        "자기소개서 초안",
        "지원동기를 고쳤다. 자기소개서의 초안은 길었다.",
        day=1,
        tags="서류",
        categories="취업",
    ),
    post(
        "/resume/", "이력서 다시 쓰기", "자기소개서와 이력서를 고쳤다. 지원동기도 줄였다.", day=300, categories="취업"
    ),
    post("/trip/", "제주도 여행", "한라산에 올랐다. 바다를 보았다.", day=2),
    post("/tcp/", "TCP 혼잡 제어", "혼잡 제어를 그림으로 그렸다. 재전송은 빠르다.", day=400),
    post("/interview/", "기술 면접 복기", "TCP 혼잡 제어를 물었다. 재전송을 답했다.", day=30),
)


def suggested(posts: Sequence[Reading], count: int = 5) -> dict[str, tuple[Suggestion, ...]]:
    return suggest([terms(each) for each in posts], count)


def urls(suggestions: Sequence[Suggestion]) -> list[str]:
    return [suggestion.url for suggestion in suggestions]


def test_content_counts_for_more_than_date() -> None:
    best = {url: suggestions[0].url for url, suggestions in suggested(JOB_HUNT).items()}

    assert best["/plan/"] == "/check/"
    assert best["/letter/"] == "/resume/"
    assert best["/tcp/"] == "/interview/"


def test_a_suggestion_says_what_is_shared() -> None:
    first = suggested(JOB_HUNT)["/plan/"][0]

    assert first == Suggestion("/check/", ("코딩테스트",), (), ("계획표", "멘토"))
    assert reason(first, "ko") == "태그 ‘코딩테스트’ · ‘계획표’, ‘멘토’가 겹침"
    assert reason(first, "en") == "Shares tag “코딩테스트” · “계획표”, “멘토”"


def test_a_shared_category_is_a_reason() -> None:
    first = suggested(JOB_HUNT)["/letter/"][0]

    assert first.categories == ("취업",)
    assert reason(first, "ko").startswith("카테고리 ‘취업’ · ")


def test_a_blog_of_three_unlike_posts_suggests_the_other_two() -> None:
    posts = [JOB_HUNT[0], JOB_HUNT[4], JOB_HUNT[5]]

    suggestions = suggested(posts)["/trip/"]

    assert urls(suggestions) == ["/plan/", "/tcp/"]
    assert {reason(suggestion, "ko") for suggestion in suggestions} == {"가까운 시기에 쓴 글"}
    assert {reason(suggestion, "en") for suggestion in suggestions} == {"Written around the same time"}


def test_a_list_is_short_rather_than_padded() -> None:
    assert len(suggested(JOB_HUNT)["/trip/"]) == 2


def test_a_lonely_post_has_nothing_to_suggest() -> None:
    assert suggested(JOB_HUNT[:1]) == {"/plan/": ()}
    assert suggested([]) == {}


def test_count_bounds_the_list() -> None:
    posts = [post(f"/{number}/", "면접 후기", day=number, tags="면접") for number in range(9)]

    assert {len(suggestions) for suggestions in suggested(posts, 3).values()} == {3}
    assert {len(suggestions) for suggestions in suggested(posts, 1).values()} == {1}
    assert {len(suggestions) for suggestions in suggested(posts, 0).values()} == {0}


def test_ties_go_to_the_nearer_in_time_and_then_by_url() -> None:
    days = {"/d/": 0, "/c/": 10, "/a/": 20, "/b/": 20, "/e/": 30}
    posts = [post(url, "면접 후기", day=day, tags="면접") for url, day in days.items()]

    assert urls(suggested(posts)["/c/"]) == ["/a/", "/b/", "/d/", "/e/"]


def test_a_title_word_weighs_more_than_a_text_word() -> None:
    found = terms(post("/1/", "정규화", "인덱스와 테이블을 본다."))

    assert found.words.split()[0] == "정규화"
    assert found.weights[0] > found.weights[1]


def test_a_heading_weighs_more_than_text() -> None:
    found = terms(replace(post("/1/", "일지", "인덱스와 테이블을 본다."), headings=("테이블",)))
    weights = dict(zip(found.words.split(), found.weights, strict=True))

    assert weights["테이블"] > weights["인덱스"]


def test_decomposed_and_composed_hangul_are_the_same() -> None:
    decomposed = [
        replace(
            each,
            title=unicodedata.normalize("NFD", each.title),
            text=unicodedata.normalize("NFD", each.text),
            tags=tuple(unicodedata.normalize("NFD", tag) for tag in each.tags),
            categories=tuple(unicodedata.normalize("NFD", category) for category in each.categories),
        )
        for each in JOB_HUNT
    ]

    assert suggested(decomposed) == suggested(JOB_HUNT)


def test_capitals_make_no_other_tag_or_word_and_are_shown_as_written() -> None:
    posts = [
        post("/1/", "JPA mapping", tags="Spring"),
        post("/2/", "jpa lazy loading", tags="spring"),
        post("/3/", "여행"),
    ]

    assert suggested(posts)["/1/"][0] == Suggestion("/2/", ("Spring",), (), ("JPA",))
    assert suggested(posts)["/2/"][0] == Suggestion("/1/", ("spring",), (), ("jpa",))


def test_a_tag_is_not_a_category_of_the_same_name() -> None:
    posts = [post("/1/", "하나", tags="자바"), post("/2/", "둘", categories="자바"), post("/3/", "셋")]

    assert all(not each.tags and not each.categories for found in suggested(posts).values() for each in found)


def test_a_word_that_a_tag_tells_is_not_told_twice() -> None:
    posts = [post("/1/", "면접 후기", tags="면접"), post("/2/", "면접 준비", tags="면접"), post("/3/", "여행")]

    assert suggested(posts)["/1/"][0].words == ()


def test_terms_travel_between_processes() -> None:
    found = terms(JOB_HUNT[0])

    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 -- our own bytes


def test_a_long_post_stays_compact() -> None:
    text = " ".join(f"낱말{chr(0xAC00 + number)}을" for number in range(5_000))

    assert len(pickle.dumps(terms(post("/1/", "긴 글", text)))) < 4_000


def test_a_tag_on_every_post_links_all_of_a_large_blog_without_hanging() -> None:
    posts = [post(f"/{number}/", f"{number}일차", day=number, tags="일지") for number in range(3_000)]

    nearest = suggested(posts)["/1500/"]

    assert urls(nearest)[:2] == ["/1499/", "/1501/"]


NOUNS: Final = ("면접", "서류", "코딩", "회고", "멘토", "계획표", "Spring", "JPA", "python", "여행")


@st.composite
def blogs(draw: st.DrawFn) -> list[Reading]:
    words = st.lists(st.sampled_from(NOUNS), max_size=6)
    labels = st.lists(st.sampled_from(NOUNS[:4]), max_size=2)
    return [
        post(
            f"/{number}/",
            " ".join(draw(words)),
            " ".join(draw(words)),
            day=draw(st.integers(0, 40)),
            tags=" ".join(draw(labels)),
            categories=" ".join(draw(labels)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@settings(deadline=None)
@given(blogs(), st.randoms(use_true_random=False), st.integers(0, 6))
def test_the_order_of_the_posts_is_no_matter(blog: list[Reading], chance: Random, count: int) -> None:
    shuffled = chance.sample(blog, len(blog))

    assert suggested(shuffled, count) == suggested(blog, count)


@settings(deadline=None)
@given(blogs(), st.integers(0, 6))
def test_suggestions_are_other_posts_once_each(blog: list[Reading], count: int) -> None:
    known = {each.url for each in blog}

    for url, suggestions in suggested(blog, count).items():
        assert len(suggestions) <= count
        assert len(set(urls(suggestions))) == len(suggestions)
        assert set(urls(suggestions)) <= known - {url}
        assert len(suggestions) >= min(count, 2, len(blog) - 1)


@settings(deadline=None)
@given(blogs())
def test_what_is_said_to_be_shared_is_shared(blog: list[Reading]) -> None:
    by_url = {each.url: each for each in blog}

    for url, suggestions in suggested(blog).items():
        for suggestion in suggestions:
            one, other = by_url[url], by_url[suggestion.url]
            assert set(suggestion.tags) <= set(one.tags) & set(other.tags)
            assert set(suggestion.categories) <= set(one.categories) & set(other.categories)
            assert all(word in one.title + one.text and word in other.title + other.text for word in suggestion.words)


@given(st.text())
def test_any_text_has_terms(text: str) -> None:
    found = terms(post("/1/", text, text))

    assert len(found.words.split()) == len(found.weights) == len(found.spellings.split())
    assert list(found.weights) == sorted(found.weights, reverse=True)


@pytest.mark.parametrize("language", ["ko", "ko-KR"])
def test_korean_in_any_region_is_korean(language: str) -> None:
    assert reason(Suggestion("/1/", (), (), ("면접",)), language) == "‘면접’이 겹침"


def test_several_labels_are_counted_in_english() -> None:
    suggestion = Suggestion("/1/", ("git", "github"), ("dev",), ())

    assert reason(suggestion, "en") == "Shares tags “git”, “github” · category “dev”"
    assert reason(suggestion, "ko") == "태그 ‘git’, ‘github’ · 카테고리 ‘dev’가 겹침"
