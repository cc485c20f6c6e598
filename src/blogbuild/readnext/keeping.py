"""A blog's suggestions: made from nothing and kept, then brought up to date edit by edit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from blogbuild.readnext.blog import index
from blogbuild.readnext.cards import Card, Details, card, details, identity
from blogbuild.readnext.carriers import posting_rows, timeline_rows
from blogbuild.readnext.ranking import EVERY_POST, Ranking, rank, rare_limit, shown
from blogbuild.readnext.revision import revise
from blogbuild.readnext.store import (
    BEST,
    BLOG,
    CARDS,
    DETAILS,
    LABEL_CARRIERS,
    LABELS,
    SHOWN,
    WORD_CARRIERS,
    WORDS,
    DamagedError,
    written,
)
from blogbuild.readnext.stored import THE_BLOG, StoredBlog, card_row, details_row, ranking_row, shown_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from blogbuild.readnext.blog import Blog
    from blogbuild.readnext.readings import Terms
    from blogbuild.readnext.reasons import Suggestion
    from blogbuild.readnext.store import Store

WORTH_REBUILDING = 5  # where more than one of so many posts changed, ranking all anew costs less

Made: TypeAlias = "tuple[Ranking, tuple[Suggestion, ...]]"
Posts: TypeAlias = "dict[int, tuple[Card, Details]]"


class OrderedMap(Protocol):
    """What is made of each, in order, in whichever process; each must see the memory of this one."""

    def __call__(self, make: Callable[[int], Made], given: Sequence[int], /) -> Iterable[Made]:
        """Make them."""


def rebuild(
    posts: Iterable[Terms], count: int, store: Store, ordered_map: OrderedMap = map
) -> dict[str, tuple[Suggestion, ...]]:
    """What to read after each post, by URL, whatever the order of the posts; the store has these and no others then."""
    return _rebuild({identity(post.url): (card(post), details(post)) for post in posts}, count, store, ordered_map)


def update(changed: Mapping[str, Terms | None], count: int, store: Store) -> dict[str, tuple[Suggestion, ...]]:
    """The suggestions of the posts whose suggestions are others than before, as `rebuild` would make them of all.

    None stands for a removed post. Raises DamagedError when the store has no blog, or a damaged one; it is as it was
    then.
    """
    try:
        return _update(changed, count, store)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as wrong:
        raise DamagedError(f"the stored blog is damaged: {wrong}") from wrong


def suggested(url: str, store: Store) -> tuple[Suggestion, ...] | None:
    """What the store has to read after a post; None for a post that it does not have. Raises DamagedError."""
    try:
        return StoredBlog(store).shown(identity(url))
    except (LookupError, TypeError, ValueError, RecursionError) as wrong:
        raise DamagedError(f"the stored blog is damaged: {wrong}") from wrong


def _rebuild(posts: Posts, count: int, store: Store, ordered_map: OrderedMap) -> dict[str, tuple[Suggestion, ...]]:
    cards = {post: its_card for post, (its_card, _) in posts.items()}
    blog = index(cards, {post: its_details for post, (_, its_details) in posts.items()}, count)
    made = dict(zip(cards, ordered_map(partial(_make, blog), list(cards)), strict=True))
    _write(blog, made, store)
    return {cards[post].url: suggestions for post, (_, suggestions) in made.items()}


def _make(blog: Blog, post: int) -> Made:
    ranking, _ = rank(blog, post)
    return ranking, shown(blog, post, ranking)


def _write(blog: Blog, made: Mapping[int, Made], store: Store) -> None:
    store.fill(CARDS, ((str(post), written(card_row(each))) for post, each in blog.cards.items()))
    store.fill(DETAILS, ((str(post), written(details_row(blog.details[post]))) for post in blog.cards))
    store.fill(BEST, ((str(post), written(ranking_row(ranking))) for post, (ranking, _) in made.items()))
    store.fill(SHOWN, ((str(post), written(shown_row(suggestions))) for post, (_, suggestions) in made.items()))
    words, labels = blog.carriers.items(), blog.by_time.items()
    store.fill(WORDS, ((word, written(posting_rows(word, found)[0])) for word, found in words))
    store.fill(WORD_CARRIERS, _pieces(posting_rows(word, found)[1] for word, found in words))
    store.fill(LABELS, ((label, written(timeline_rows(label, found)[0])) for label, found in labels))
    store.fill(LABEL_CARRIERS, _pieces(timeline_rows(label, found)[1] for label, found in labels))
    store.fill(BLOG, [(THE_BLOG, written([blog.count, len(blog.cards)]))])


def _pieces(lists: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, bytes]]:
    return ((key, written(row)) for pieces in lists for key, row in pieces.items())


def _update(changed: Mapping[str, Terms | None], count: int, store: Store) -> dict[str, tuple[Suggestion, ...]]:
    blog = StoredBlog(store)
    changes = _changes(blog, changed)
    posts = blog.posts + sum((new is not None) - blog.has(post) for post, new in changes.items())
    many = len(changes) * WORTH_REBUILDING > max(posts, WORTH_REBUILDING)
    if count != blog.count or rare_limit(posts) != rare_limit(blog.posts) or many:
        return _replace(blog, changes, count, store)
    others = revise(blog, changes)
    blog.rows.put(BLOG, THE_BLOG, [count, posts])
    blog.rows.flush()
    return others


def _changes(blog: StoredBlog, changed: Mapping[str, Terms | None]) -> dict[int, tuple[Card, Details] | None]:
    """What is other than it is stored."""
    changes = {}
    for url, terms in changed.items():
        post = identity(url)
        new = (card(terms), details(terms)) if terms else None
        if new != ((blog.cards[post], blog.details[post]) if blog.has(post) else None):
            changes[post] = new
    return changes


def _replace(
    blog: StoredBlog, changes: Mapping[int, tuple[Card, Details] | None], count: int, store: Store
) -> dict[str, tuple[Suggestion, ...]]:
    """Rebuild from what is stored; the suggestions that are others than before."""
    posts: Posts = {post: (blog.cards[post], blog.details[post]) for post in blog.timeline[EVERY_POST].posts()}
    before = {its_card.url: blog.shown(post) for post, (its_card, _) in posts.items()}
    posts = {post: new for post, new in {**posts, **changes}.items() if new}
    after = _rebuild(posts, count, store, map)
    return {url: suggestions for url, suggestions in after.items() if suggestions != before.get(url)}
