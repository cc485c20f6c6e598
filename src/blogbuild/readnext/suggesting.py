"""What to read next after each post of a blog that is in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogbuild.readnext import blog as blogs
from blogbuild.readnext.ranking import rank, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blogbuild.readnext.readings import Terms
    from blogbuild.readnext.reasons import Suggestion


def suggest(posts: Iterable[Terms], count: int = 5) -> dict[str, tuple[Suggestion, ...]]:
    """What to read after each post, by URL: best first, never the post itself, whatever the order of the posts."""
    blog = blogs.compare(posts, count=count)
    return {card.url: shown(blog, post, rank(blog, post)[0]) for post, card in blog.cards.items()}
