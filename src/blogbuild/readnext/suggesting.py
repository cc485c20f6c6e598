"""What to read next after each post of a blog that is in memory."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from blogbuild.readnext.blog import compare
from blogbuild.readnext.cards import identity
from blogbuild.readnext.ranking import ranked, scores, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogbuild.readnext.blog import Blog
    from blogbuild.readnext.ranking import Ranking
    from blogbuild.readnext.readings import Terms
    from blogbuild.readnext.reasons import Suggestion


def suggest(posts: Iterable[Terms], count: int = 5) -> dict[str, tuple[Suggestion, ...]]:
    """What to read after each post, by URL: best first, never the post itself, whatever the order of the posts."""
    blog = compare({identity(post.url): post for post in posts}, count)
    suggesting = Suggesting(blog)
    return {card.url: suggesting.of(post)[1] for post, card in blog.cards.items()}


class Suggesting:
    """Ranks the posts of a blog one by one.

    Two posts have the same score for each other, so that a pair is compared once: for the first of the two that this
    process ranks, which leaves the score to the other.
    """

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self._ranked: set[int] = set()
        self._left: defaultdict[int, dict[int, float]] = defaultdict(dict)

    def of(self, post: int) -> tuple[Ranking, tuple[Suggestion, ...]]:
        """The ranking and the suggestions of a post that was not ranked yet."""
        compared = scores(self.blog, post, self._ranked)
        for other, score in compared.items():
            self._left[other][post] = score
        compared |= self._left.pop(post, {})
        self._ranked.add(post)
        ranking = ranked(self.blog, post, compared)
        return ranking, shown(self.blog, post, ranking)
