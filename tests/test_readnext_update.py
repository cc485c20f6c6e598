from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogbuild.readnext import TABLES, DamagedError, Suggestion, Terms, rebuild, suggest, suggested, update

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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
    weights = sorted(draw(st.lists(st.sampled_from((1.0, 1.69, 4.0)), min_size=len(words), max_size=len(words))))
    labels = st.lists(st.sampled_from(LABELS), max_size=2, unique=True)
    return Terms(
        url=draw(urls),
        tags=tuple(draw(labels)),
        categories=tuple(draw(labels)[:1]),
        day=float(draw(st.integers(0, 30))),
        words=tuple(words),
        weights=tuple(reversed(weights)),
        spellings=tuple(draw(st.sampled_from((word, ""))) for word in words),
    )


def urls_up_to(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map("/{}/".format)


def edits(most: int) -> st.SearchStrategy[list[dict[str, Terms | None]]]:
    urls = urls_up_to(most)
    edit = st.one_of(
        posts(urls).map(lambda post: {post.url: post}),
        posts(urls).map(lambda post: {post.url: post}),
        urls.map(lambda url: {url: None}),
        st.lists(posts(urls), max_size=4).map(lambda several: {post.url: post for post in several}),
    )
    return st.lists(edit, max_size=12)


def blog_of(some: Iterable[Terms]) -> dict[str, Terms]:
    return {post.url: post for post in some}


def check_each_edit(blog: dict[str, Terms], changes: Iterable[Mapping[str, Terms | None]], count: int) -> None:
    store = Tables()
    before = rebuild(blog.values(), count, store)
    for changed in changes:
        told = update(changed, count, store)

        blog = {url: post for url, post in (blog | dict(changed)).items() if post}
        clean = Tables()
        after = rebuild(blog.values(), count, clean)
        assert told == {url: found for url, found in after.items() if found != before.get(url)}
        assert {url: suggested(url, store) for url in blog} == after
        before = after


@settings(deadline=None, max_examples=200)
@given(st.lists(posts(urls_up_to(12)), max_size=12).map(blog_of), edits(12), st.integers(0, 5))
def test_any_edits_of_a_small_blog_give_what_a_clean_build_gives(
    blog: dict[str, Terms], changes: list[dict[str, Terms | None]], count: int
) -> None:
    check_each_edit(blog, changes, count)


@settings(deadline=None, max_examples=60)
@given(st.lists(posts(urls_up_to(90)), min_size=60, max_size=80).map(blog_of), edits(90), st.integers(1, 5))
def test_any_edits_of_a_blog_with_full_links_give_what_a_clean_build_gives(
    blog: dict[str, Terms], changes: list[dict[str, Terms | None]], count: int
) -> None:
    check_each_edit(blog, changes, count)
