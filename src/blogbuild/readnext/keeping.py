"""A blog's suggestions: made from nothing and kept, then brought up to date edit by edit."""

from __future__ import annotations

from functools import partial
from itertools import chain
from struct import error as StructError  # noqa: N812 - it is a class
from typing import TYPE_CHECKING, Protocol, TypeAlias

from blogbuild.readnext.blog import compare
from blogbuild.readnext.cards import identity
from blogbuild.readnext.carriers import posting_rows, timeline_rows
from blogbuild.readnext.ranking import EVERY_POST, rare_limit
from blogbuild.readnext.revision import revise
from blogbuild.readnext.store import (
    BLOG,
    LABEL_CARRIERS,
    LABELS,
    POSTS,
    RANKINGS,
    WORD_CARRIERS,
    WORDS,
    DamagedError,
    written,
)
from blogbuild.readnext.stored import THE_BLOG, StoredBlog, best_part, post_row, shown_of, shown_part
from blogbuild.readnext.suggesting import Suggesting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blogbuild.readnext.blog import Blog
    from blogbuild.readnext.readings import Terms
    from blogbuild.readnext.reasons import Suggestion
    from blogbuild.readnext.store import Store

WORTH_REBUILDING = 5  # where more than one of so many posts changed, ranking all anew costs less

Made: TypeAlias = tuple[bytes, bytes]  # the rows of a post: what is known of it, and its ranking


class OrderedMap(Protocol):
    """What is made of each, in order, in whichever process; each must see the memory of this one."""

    def __call__(
        self, make: Callable[[int], Made], given: Sequence[int], /, *, meanwhile: Callable[[], object]
    ) -> Iterable[Made]:
        """Make them, and before the first is taken do here what is to be done meanwhile."""


def in_this_process(
    make: Callable[[int], Made], given: Sequence[int], /, *, meanwhile: Callable[[], object]
) -> Iterable[Made]:
    """All of it here."""
    meanwhile()
    return map(make, given)


def rebuild(
    posts: Iterable[Terms],
    count: int,
    store: Store,
    ordered_map: OrderedMap = in_this_process,
    meanwhile: Callable[[], object] | None = None,
) -> set[str]:
    """Find what to read after each post, whatever the order of the posts; the store has these and no others then.

    What else there is to do here may be done `meanwhile`. The URLs of all posts, as `update` gives those whose
    suggestions are others.
    """
    return _rebuild({identity(post.url): post for post in posts}, count, store, ordered_map, meanwhile)


def update(changed: Mapping[str, Terms | None], count: int, store: Store) -> set[str]:
    """Bring changed posts in; the URLs of those whose suggestions are others than before, as `rebuild` would make them.

    None stands for a removed post. Raises DamagedError when the store has no blog, or a damaged one; it is as it was
    then.
    """
    try:
        return _update(changed, count, store)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, StructError) as wrong:
        raise DamagedError(f"the stored blog is damaged: {wrong}") from wrong


def suggested(url: str, store: Store) -> tuple[Suggestion, ...] | None:
    """What the store has to read after a post; None for a post that it does not have. Raises DamagedError."""
    try:
        row = store.get(RANKINGS, str(identity(url)))
        return None if row is None else shown_of(row)
    except (LookupError, TypeError, ValueError, RecursionError, StructError) as wrong:
        raise DamagedError(f"the stored blog is damaged: {wrong}") from wrong


def _rebuild(
    posts: Mapping[int, Terms],
    count: int,
    store: Store,
    ordered_map: OrderedMap = in_this_process,
    meanwhile: Callable[[], object] | None = None,
) -> set[str]:
    blog = compare(posts, count)

    def write_and_more() -> None:
        _write(blog, store)
        if meanwhile:
            meanwhile()

    # Posts that are near in time are compared with each other: side by side, most pairs meet in the same process.
    in_time = [post for _, post in blog.by_time.get(EVERY_POST, ())]
    made = list(ordered_map(partial(_rows, Suggesting(blog)), in_time, meanwhile=write_and_more))
    keys = list(map(str, in_time))
    store.fill(POSTS, zip(keys, (row for row, _ in made), strict=True))
    store.fill(RANKINGS, zip(keys, (row for _, row in made), strict=True))
    return {post.url for post in posts.values()}


def _rows(suggesting: Suggesting, post: int) -> Made:
    ranking, suggestions = suggesting.of(post)
    return post_row(suggesting.blog.terms[post]), best_part(ranking) + shown_part(suggestions)


def _write(blog: Blog, store: Store) -> None:
    words = {word: posting_rows(found) for word, found in blog.carriers.items()}
    labels = {label: timeline_rows(label, found) for label, found in blog.by_time.items()}
    store.fill(WORDS, ((word, row) for word, (row, _) in words.items()))
    store.fill(WORD_CARRIERS, ((word, row) for word, (_, row) in words.items() if row))
    store.fill(LABELS, ((label, row) for label, (row, _) in labels.items()))
    store.fill(LABEL_CARRIERS, chain.from_iterable(spans.items() for _, spans in labels.values()))
    store.fill(BLOG, [(THE_BLOG, written([blog.count, len(blog.cards)]))])


def _update(changed: Mapping[str, Terms | None], count: int, store: Store) -> set[str]:
    blog = StoredBlog(store)
    changes = _changes(blog, changed)
    posts = blog.posts + sum((new is not None) - blog.has(post) for post, new in changes.items())
    many = len(changes) * WORTH_REBUILDING > max(posts, WORTH_REBUILDING)
    if count != blog.count or rare_limit(posts) != rare_limit(blog.posts) or many:
        return _replace(blog, changes, count, store)
    others = revise(blog, changes)
    blog.write(count, posts)
    return others


def _changes(blog: StoredBlog, changed: Mapping[str, Terms | None]) -> dict[int, Terms | None]:
    """What is other than it is stored."""
    changes = {identity(url): terms for url, terms in changed.items()}
    return {post: new for post, new in changes.items() if new != (blog.terms[post] if blog.has(post) else None)}


def _replace(blog: StoredBlog, changes: Mapping[int, Terms | None], count: int, store: Store) -> set[str]:
    """Rebuild from what is stored; the posts whose suggestions are others than before."""
    posts = {post: blog.terms[post] for post in blog.timeline[EVERY_POST].posts()}
    before = {post: blog.shown(post) for post in posts}
    after = {post: new for post, new in {**posts, **changes}.items() if new}
    _rebuild(after, count, store)
    now = StoredBlog(store)
    return {terms.url for post, terms in after.items() if now.shown(post) != before.get(post)}
