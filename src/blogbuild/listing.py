"""What `blogbuild list` tells of the posts: a table for people, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from blogbuild.layouts import layout_for
from blogbuild.text import padded, shorten
from blogbuild.view import View
from blogbuild.views import suggested

_TITLE: Final = 48
"""How many characters of a title the table shows."""
_COLUMN: Final = 64


def table(view: View) -> Iterator[str]:
    """A row a post: date, title, categories; columns that Hangul does not break."""
    for path in view.posts():
        card = view.whole_card(path)
        mark = " (draft)" if card.draft else " (future)" if card.future else ""
        names = ", ".join(link.name for link in card.categories)
        yield f"{card.published:%Y-%m-%d}  {padded(shorten(card.title, _TITLE) + mark, _COLUMN)}  {names}".rstrip()


def json_lines(view: View) -> Iterator[str]:
    """One JSON object a post."""
    return (json.dumps(_row(view, path), ensure_ascii=False) for path in view.posts())


def _row(view: View, path: str) -> dict[str, object]:
    card, document, gist = view.whole_card(path), view.document(path), view.gist(path)
    meta = document.meta
    return {
        "source": document.source,
        "url": card.url,
        "title": card.title,
        "date": card.published.isoformat(),
        # As the post spells them: what a page shows may be the commoner spelling of other posts.
        "categories": list(meta.categories),
        "tags": list(meta.tags),
        "layout": layout_for(meta.layout, "post", view.has_layout),
        "draft": card.draft,
        "excerpt": card.summary,
        "words": gist.words,
        "syllables": gist.syllables,
        "reading_minutes": card.minutes,
        "read_next": [{"url": next_.url, "title": next_.title, "why": next_.why} for next_ in suggested(view, path)],
    }
