"""An edit brought into a stored blog: only what it can move is read, held against each other, and written.

What an edit can move is a set of pairs of posts: those of the edited post with all that are linked with it, before or
after; those that stand in the links of a word which a post left or entered, or which became rare or common; and those
between which a carrier of a label came or went. Which pairs these are is found here; `settling` does the rest.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from blogbuild.readnext.cards import card
from blogbuild.readnext.carriers import carrier
from blogbuild.readnext.ranking import AT_LEAST, EVERY_POST, linked
from blogbuild.readnext.settling import Settling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blogbuild.readnext.cards import Card
    from blogbuild.readnext.carriers import Carrier, Moment
    from blogbuild.readnext.ranking import Link
    from blogbuild.readnext.readings import Terms
    from blogbuild.readnext.stored import StoredBlog


def revise(blog: StoredBlog, changes: Mapping[int, Terms | None]) -> set[str]:
    """Bring changed posts into the blog, None for a removed one; the URLs of those whose suggestions are others."""
    return _Revision(blog, changes).make()


class _Revision:
    def __init__(self, blog: StoredBlog, changes: Mapping[int, Terms | None]) -> None:
        self._blog = blog
        self._changes = changes
        self._before = {post: blog.cards[post] for post in changes if blog.has(post)}
        self._after = {post: card(new) for post, new in changes.items() if new}
        self._pairs: set[tuple[int, int]] = set()
        self._anew = set(self._after)
        self._nearby: set[int] = set()

    def make(self) -> set[str]:
        for post in self._before:
            self._pair(post, linked(self._blog, post))
        self._change_words()
        for post in self._changes:
            self._change_labels(post)
        for post, new in self._changes.items():
            self._blog.keep(post, new)
        self._blog.worths.clear()
        removed = self._before.keys() - self._after.keys()
        return Settling(self._blog, removed).settle(self._anew - removed, self._pairs, self._nearby - removed)

    def _pair(self, post: int, others: Iterable[int]) -> None:
        self._pairs.update((min(post, other), max(post, other)) for other in others)

    def _change_words(self) -> None:
        blog = self._blog
        out = _carried(self._before) - _carried(self._after)
        into = _carried(self._after) - _carried(self._before)
        links = {word: blog.links[word] for word, _ in out | into}
        for word, its_carrier in sorted(out):
            blog.posting[word].remove(its_carrier)
        for word, its_carrier in sorted(into):
            blog.posting[word].add(its_carrier)
        blog.posts += len(self._after) - len(self._before)
        for word in links:
            del blog.links[word]
        for word, link in links.items():
            self._relink(link, blog.links[word])

    def _relink(self, before: Link, after: Link) -> None:
        """Note the pairs that a word links no more, links now, or counts otherwise."""
        every = {*before.ids, *after.ids}
        if before.is_rare != after.is_rare:
            self._pairs.update(combinations(sorted(every), 2))
        elif not after.is_rare:
            for post in {*before.ids} ^ {*after.ids}:
                self._pair(post, every - {post})

    def _change_labels(self, post: int) -> None:
        before, after = _moments(post, self._before.get(post)), _moments(post, self._after.get(post))
        for label, moment in sorted(before - after):
            self._move(label, moment, is_in=False)
        for label, moment in sorted(after - before):
            self._move(label, moment, is_in=True)

    def _move(self, label: str, moment: Moment, *, is_in: bool) -> None:
        """Let a carrier come or go, and note what that parts or brings together."""
        timeline, worth, count = self._blog.timeline[label], self._blog.worth[label], self._blog.count
        if is_in:
            timeline.add(moment)
        else:
            timeline.remove(moment)
        earlier, later = timeline.around(moment, max(count, AT_LEAST))
        if label == EVERY_POST:
            self._nearby.update(earlier[:AT_LEAST], later[:AT_LEAST])
            return
        for place, other in enumerate(earlier[:count]):
            self._pair(other, later[count - 1 - place : count - place])
        del self._blog.worth[label]
        if self._blog.worth[label] != worth:
            self._anew.update(timeline.posts())


def _carried(cards: Mapping[int, Card]) -> set[tuple[str, Carrier]]:
    return {(word, carrier(weight, post)) for post, its in cards.items() for word, weight in its.vector.items()}


def _moments(post: int, card: Card | None) -> set[tuple[str, Moment]]:
    return {(label, (card.day, post)) for label in (*card.labels, EVERY_POST)} if card else set()
