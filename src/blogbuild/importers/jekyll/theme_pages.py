"""Pages that only show lists: the theme made them of Liquid and layouts, and here blogbuild makes its own."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.frontmatter import FrontMatter
from blogbuild.text import plain_text
from blogbuild.values import as_text

# A page with so much text of its own is worth keeping beside its lists.
_SOME_TEXT: Final = 300
_HARDLY_ANY: Final = 20

_LIQUID: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_RAW: Final = re.compile(r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_COMMENT: Final = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|<!--.*?-->", re.DOTALL)
_SCRIPT: Final = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_LISTS: Final = re.compile(
    r"\bpaginator\b|\bsite\.(?:posts|pages|tags|categories|related_posts|html_pages|documents|collections)\b"
)
_SHOWS: Final = re.compile(r"<(?:img|iframe|video|audio|object|embed|canvas|form|svg)\b|!\[", re.IGNORECASE)
_MARKS: Final = re.compile(r"[\s*#>|_=\-]+")


def why_left(front: FrontMatter) -> str:
    """Why a page does not come over; nothing when it does."""
    if front.values.get("redirect_to"):
        return f"a page that only leads on to {as_text(front.values['redirect_to'])}"
    liquid = " ".join(_LIQUID.findall(_COMMENT.sub("", _RAW.sub("", front.body))))
    length = len(own_text(front.body))
    if _LISTS.search(liquid) and length < _SOME_TEXT:
        return "a list that the theme makes with Liquid"
    if length < _HARDLY_ANY and not _SHOWS.search(front.body):
        layout = as_text(front.values.get("layout"))
        return f'a page without text of its own (layout "{layout}")' if layout else "a page without text of its own"
    return ""


def has_lists(body: str) -> bool:
    """Whether Liquid in the body asks for lists of posts."""
    return any(_LISTS.search(tag) for tag in _LIQUID.findall(_COMMENT.sub("", _RAW.sub("", body))))


def own_text(body: str) -> str:
    """What the author wrote there: the body without Liquid, scripts, tags and marks."""
    bare = _LIQUID.sub(" ", _SCRIPT.sub(" ", _COMMENT.sub(" ", body)))
    return _MARKS.sub(" ", plain_text(bare)).strip()
