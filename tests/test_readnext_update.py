from __future__ import annotations

from collections import Counter
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from blogbuild.readnext import TABLES, DamagedError, Terms, rebuild, suggest, suggested, update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blogbuild.readnext.keeping import Made


class Tables:
    """A store in memory that counts what is read and written."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, bytes]] = {name: {} for name in TABLES}
        self.read: Counter[str] = Counter()
        self.written: Counter[str] = Counter()

    def get(self, table: str, key: str) -> bytes | None:
        self.read[table] += 1
        return self.tables[table].get(key)

    def put(self, table: str, key: str, value: bytes) -> None:
        self.written[table] += 1
        self.tables[table][key] = value

    def delete(self, table: str, key: str) -> None:
        self.written[table] += 1
        del self.tables[table][key]

    def fill(self, table: str, rows: Iterable[tuple[str, bytes]]) -> None:
        self.tables[table] = dict(rows)


WORDS: Final = ("면접", "서류", "코딩", "회고", "멘토", "계획표", "Spring", "JPA", "python", "여행")
LABELS: Final = ("java", "취업", "일지")


@st.composite
def posts(draw: st.DrawFn, urls: st.SearchStrategy[str]) -> Terms:
    words = draw(st.lists(st.sampled_from(WORDS), max_size=4, unique=True))
    weights = sorted(draw(st.lists(st.sampled_from((50, 85, 200)), min_size=len(words), max_size=len(words))))
    labels = st.lists(st.sampled_from(LABELS), max_size=2, unique=True)
    return Terms(
        url=draw(urls),
        tags=tuple(draw(labels)),
        categories=tuple(draw(labels)[:1]),
        day=float(draw(st.integers(0, 30))),
        words=" ".join(words),
        weights=tuple(reversed(weights)),
        spellings=" ".join(draw(st.sampled_from(("=", "-", word.upper()))) for word in words),
    )


def urls_up_to(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map("/{}/".format)


def edits(most: int) -> st.SearchStrategy[list[dict[str, Terms | None]]]:
    urls = urls_up_to(most)
    changed = st.one_of(posts(urls), posts(urls), urls)
    several = st.one_of(changed.map(lambda one: [one]), st.lists(changed, max_size=4))
    return st.lists(several.map(edit_of), max_size=12)


def edit_of(changed: Iterable[Terms | str]) -> dict[str, Terms | None]:
    """New values of posts; only the URL of those that are removed."""
    return {each if isinstance(each, str) else each.url: None if isinstance(each, str) else each for each in changed}


def blog_of(some: Iterable[Terms]) -> dict[str, Terms]:
    return {post.url: post for post in some}


def check_each_edit(blog: dict[str, Terms], changes: Iterable[Mapping[str, Terms | None]], count: int) -> None:
    store = Tables()
    assert rebuild(blog.values(), count, store) == blog.keys()
    before = suggest(blog.values(), count)
    for changed in changes:
        told = update(changed, count, store)

        blog = {url: post for url, post in {**blog, **changed}.items() if post}
        after = suggest(blog.values(), count)
        assert told == {url for url, found in after.items() if found != before.get(url)}
        before = after
    assert {url: suggested(url, store) for url in blog} == before
    assert suggested("/never/", store) is None


@settings(deadline=None, max_examples=100)
@given(st.lists(posts(urls_up_to(12)), max_size=12).map(blog_of), edits(12), st.integers(0, 5))
def test_any_edits_of_a_small_blog_give_what_a_clean_build_gives(
    blog: dict[str, Terms], changes: list[dict[str, Terms | None]], count: int
) -> None:
    check_each_edit(blog, changes, count)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(posts(urls_up_to(90)), min_size=50, max_size=90).map(blog_of), edits(90), st.integers(1, 5))
def test_any_edits_of_a_blog_with_full_links_give_what_a_clean_build_gives(
    blog: dict[str, Terms], changes: list[dict[str, Terms | None]], count: int
) -> None:
    check_each_edit(blog, changes, count)


def made_up(number: int, size: int, chance: Random | None = None) -> Terms:
    """One of so many posts; the more posts, the more words there are among them."""
    chance = chance or Random(number)  # noqa: S311 - made-up posts
    words = chance.sample([f"낱말{each}" for each in range(3 * size)], 24)
    return Terms(
        url=f"/{number}/",
        tags=(f"tag{chance.randrange(size // 5)}",),
        categories=("dev", "일지")[: number % 3],
        day=number / 2,
        words=" ".join(words),
        weights=tuple(sorted((chance.randint(20, 80) for _ in words), reverse=True)),
        spellings=" ".join("=" * len(words)),
    )


def less_a_word(post: Terms) -> Terms:
    words, spellings = post.words.partition(" ")[2], post.spellings.partition(" ")[2]
    return replace(post, words=words, weights=post.weights[1:], spellings=spellings)


def mean_work(size: int) -> tuple[float, float]:
    """Reads and writes for one edit among so many posts."""
    chance = Random(size)  # noqa: S311 - made-up posts
    store = Tables()
    rebuild([made_up(number, size, chance) for number in range(size)], 5, store)
    store.read.clear()
    for number in range(40):
        post = made_up(chance.randrange(size), size, chance)
        update(
            {post.url: less_a_word(post) if number % 2 else post},
            5,
            store,
        )
    return sum(store.read.values()) / 40, sum(store.written.values()) / 40


def test_the_work_for_one_edit_does_not_grow_with_the_blog() -> None:
    few_reads, few_writes = mean_work(1_000)
    reads, writes = mean_work(2_000)

    assert reads < 1.2 * few_reads
    assert writes < 1.2 * few_writes


def test_an_edit_that_changes_nothing_writes_nothing() -> None:
    store = Tables()
    blog = [made_up(number, 200) for number in range(200)]
    rebuild(blog, 5, store)

    assert update({blog[7].url: blog[7]}, 5, store) == set()
    assert set(store.written) <= {"blog"}


def test_another_count_is_a_change_of_all() -> None:
    store = Tables()
    blog = [made_up(number, 200) for number in range(50)]
    rebuild(blog, 5, store)

    assert update({}, 3, store) == {post.url for post in blog}
    assert {post.url: suggested(post.url, store) for post in blog} == suggest(blog, 3)


def test_an_empty_store_is_told() -> None:
    with pytest.raises(DamagedError):
        update({}, 5, Tables())


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(TABLES), st.randoms(use_true_random=False), st.binary(max_size=40))
def test_what_cannot_have_been_written_is_told_and_nothing_else_raised(
    table: str, chance: Random, damage: bytes
) -> None:
    store = Tables()
    blog = [made_up(number, 100) for number in range(60)]
    rebuild(blog, 5, store)
    for key in chance.sample(sorted(store.tables[table]), min(20, len(store.tables[table]))):
        store.tables[table][key] = damage
    changed = replace(blog[3], words=blog[4].words)

    with suppress(DamagedError):
        update({changed.url: changed}, 5, store)
    with suppress(DamagedError):
        suggested(blog[5].url, store)


@pytest.mark.parametrize("table", [table for table in TABLES if table != "word_carriers"])
def test_rows_that_are_lost_are_told(table: str) -> None:
    store = Tables()
    blog = [made_up(number, 100) for number in range(60)]
    rebuild(blog, 5, store)
    store.tables[table].clear()

    with pytest.raises(DamagedError):
        update({"/3/": None, "/4/": replace(blog[4], words=blog[5].words)}, 5, store)


def test_a_map_over_processes_may_be_given() -> None:
    asked: list[int] = []

    def noting(
        make: Callable[[int], Made], given: Sequence[int], /, *, meanwhile: Callable[[], object]
    ) -> Iterable[Made]:
        asked.extend(given)
        meanwhile()
        return map(make, given)

    blog = [made_up(number, 100) for number in range(30)]

    store = Tables()

    rebuild(blog, 5, store, noting)

    assert {post.url: suggested(post.url, store) for post in blog} == suggest(blog, 5)
    assert len(asked) == 30


def test_a_word_in_few_posts_then_in_many_and_back_links_as_in_a_clean_build() -> None:
    blog = blog_of(
        replace(
            made_up(number, 200),
            words=made_up(number, 200).words + " 흔한낱말",
            weights=(40,) * 25,
            spellings="= " * 25,
        )
        for number in range(31)
    )
    blog |= blog_of(made_up(number, 200) for number in range(31, 160))
    more = [
        {url: replace(post, words="흔한낱말", weights=(200,), spellings="=")} for url, post in list(blog.items())[31:36]
    ]
    less: list[dict[str, Terms | None]] = [{url: None} for url in list(blog)[:6]]

    check_each_edit(blog, [*more, *less], 5)
