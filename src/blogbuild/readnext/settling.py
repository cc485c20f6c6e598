"""The rankings of a stored blog, set right where scores are others than before.

Each post keeps a few more ranked posts than it shows, so that the new score of a pair is held against these, and a
ranking is made anew only when it has become too short.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from blogbuild.readnext.ranking import AT_LEAST, SPARE, Ranked, Ranking, rank, score, shown, tells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from blogbuild.readnext.stored import StoredBlog


class Settling:
    """The rankings of posts, read when they are needed; what is removed has none and stands in none."""

    def __init__(self, blog: StoredBlog, removed: AbstractSet[int]) -> None:
        self._blog = blog
        self._removed = removed
        self._rankings: dict[int, Ranking] = {}
        self._anew: dict[int, dict[int, float]] = {}
        self._scores: dict[tuple[int, int], float | None] = {}
        self._seen: set[int] = set()

    def settle(self, anew: Iterable[int], pairs: Iterable[tuple[int, int]], nearby: Iterable[int]) -> set[str]:
        """Rank posts anew, hold pairs against each other, and look at those beside which posts came or went."""
        for post in anew:
            self._rankings[post], self._anew[post] = rank(self._blog, post)
        touched = {post for post, others in self._held(pairs).items() if self._hold(post, others)}
        for post in touched:
            if len(self._rankings[post].best) < self._blog.count and not self._rankings[post].is_whole:
                self._rankings[post], _ = rank(self._blog, post)
                self._seen.add(post)
        for post in touched | self._anew.keys():
            self._blog.put_ranking(post, self._rankings[post])
        near = {post for post in nearby if len(self._ranking(post).best) < AT_LEAST}
        return self._show(near | self._seen | self._anew.keys())

    def _held(self, pairs: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
        """Against which others each post is to be held that stays and is not ranked anew."""
        held: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            held[one].add(other)
            held[other].add(one)
        for one, compared in self._anew.items():
            for other in compared:
                held[other].add(one)
        return {post: others for post, others in held.items() if post not in self._anew and post not in self._removed}

    def _hold(self, post: int, others: AbstractSet[int]) -> bool:
        """Bring the others' scores into the ranking of a post, as far as that reaches; whether it is another then."""
        before = self._ranking(post)
        ranking = Ranking([ranked for ranked in before.best if ranked.id not in others], before.is_whole)
        count = self._blog.count
        is_other = len(ranking.best) < len(before.best)
        was_seen = any(ranked.id in others for ranked in before.best[:count])
        for other in others:
            score_ = self._score(post, other)
            if score_ is None:
                continue
            ranked = Ranked(-score_, other)
            place = self._place(post, ranking, ranked)
            if place is not None and tells(self._blog, post, other):
                ranking = self._with(ranking, place, ranked)
                is_other = True
                was_seen = was_seen or place < count
        if was_seen:
            self._seen.add(post)
        self._rankings[post] = ranking
        return is_other

    def _ranking(self, post: int) -> Ranking:
        if post not in self._rankings:
            self._rankings[post] = self._blog.ranking(post)
        return self._rankings[post]

    def _score(self, post: int, other: int) -> float | None:
        if other in self._removed:
            return None
        if other in self._anew:
            return self._anew[other].get(post)
        pair = (min(post, other), max(post, other))
        if pair not in self._scores:
            self._scores[pair] = score(self._blog, post, other)
        return self._scores[pair]

    def _place(self, post: int, ranking: Ranking, ranked: Ranked) -> int | None:
        """Where it stands in the ranking; None when that is beyond what is known."""
        place = sum(self._stands_before(post, each, ranked) for each in ranking.best)
        return place if ranking.is_whole or place < len(ranking.best) else None

    def _stands_before(self, post: int, one: Ranked, other: Ranked) -> bool:
        if one.minus_score != other.minus_score:
            return one.minus_score < other.minus_score
        return self._tie(post, one.id) < self._tie(post, other.id)

    def _tie(self, post: int, other: int) -> tuple[float, str]:
        cards = self._blog.cards
        return abs(cards[post].day - cards[other].day), cards[other].url

    def _with(self, ranking: Ranking, place: int, ranked: Ranked) -> Ranking:
        best = [*ranking.best[:place], ranked, *ranking.best[place:]]
        kept = best[: self._blog.count + SPARE]
        return Ranking(kept, is_whole=ranking.is_whole and len(kept) == len(best))

    def _show(self, posts: Iterable[int]) -> set[str]:
        others = set()
        for post in posts:
            suggestions = shown(self._blog, post, self._ranking(post))
            if suggestions != self._blog.shown(post):
                self._blog.put_shown(post, suggestions)
                others.add(self._blog.cards[post].url)
        return others
