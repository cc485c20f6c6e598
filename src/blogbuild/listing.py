"""What `blogbuild list` tells of the posts: a table for people, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from blogbuild.model import Article
from blogbuild.site import Site
from blogbuild.text import padded, shorten
from blogbuild.views import PostView, post_view

_TITLE: Final = 48
"""How many characters of a title the table shows."""
_COLUMN: Final = 64


def table(site: Site) -> Iterator[str]:
    """A row a post: date, title, categories; columns that Hangul does not break."""
    for card in site.posts:
        mark = " (draft)" if card.draft else " (future)" if card.future else ""
        names = ", ".join(link.name for link in card.categories)
        yield f"{card.published:%Y-%m-%d}  {padded(shorten(card.title, _TITLE) + mark, _COLUMN)}  {names}".rstrip()


def json_lines(site: Site) -> Iterator[str]:
    """One JSON object a post."""
    for position, article in enumerate(site.articles):
        yield json.dumps(_row(article, post_view(site, position)), ensure_ascii=False)


def _row(article: Article, post: PostView) -> dict[str, object]:
    return {
        "source": article.document.source,
        "url": post.url,
        "title": post.title,
        "date": post.published.isoformat(),
        # As the post spells them: what a page shows may be the commoner spelling of other posts.
        "categories": list(article.meta.categories),
        "tags": list(article.meta.tags),
        "layout": article.meta.layout,
        "draft": post.draft,
        "excerpt": post.summary,
        "words": post.words,
        "syllables": post.syllables,
        "reading_minutes": post.minutes,
        "read_next": [{"url": next_.url, "title": next_.title, "why": next_.why} for next_ in post.read_next],
    }
