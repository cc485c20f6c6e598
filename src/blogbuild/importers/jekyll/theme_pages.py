"""Pages that only show lists: the theme made them of Liquid and layouts, and here blogbuild makes its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from blogbuild.frontmatter import FrontMatter
from blogbuild.taxonomy import TermKind
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
_TERM: Final = re.compile(r"""\bsite\.(tags|categories)\.?(?:\.([\w-]+)|\[\s*["']([^"']+)["']\s*\])""")
_MARKS: Final = re.compile(r"[\s*#>|_=\-]+")

ListKind: TypeAlias = Literal["tags", "categories", "archives"]
Name: TypeAlias = tuple[TermKind, str]

_KINDS: Final[dict[str, ListKind]] = {
    "tag": "tags",
    "categor": "categories",
    "archive": "archives",
    "posts": "archives",
}


_HYDEJACK: Final[dict[str, TermKind]] = {"featured_categories": "categories", "featured_tags": "tags"}


class Listed(Struct, frozen=True, kw_only=True):
    """A page that only lists posts: its address, the kind of its list, and the names it may be of, likeliest first."""

    url: str
    kind: ListKind | None
    names: tuple[Name, ...] = ()


def why_left(front: FrontMatter) -> str:
    """Why a page does not come over; nothing when it does."""
    if front.values.get("redirect_to"):
        return f"a page that only leads on to {as_text(front.values['redirect_to'])}"
    liquid = _liquid(front.body)
    length = len(own_text(front.body))
    if _LISTS.search(liquid) and length < _SOME_TEXT:
        return "a list that the theme makes with Liquid"
    if length < _HARDLY_ANY and not _SHOWS.search(front.body):
        layout = as_text(front.values.get("layout"))
        return f'a page without text of its own (layout "{layout}")' if layout else "a page without text of its own"
    return ""


def listed(front: FrontMatter, url: str, label: str = "") -> Listed:
    """What a page that is left listed; `label` is the collection that it lies in."""
    layout = as_text(front.values.get("layout"))
    names = (*_by_liquid(front), *_by_collection(front, url, label), *_by_front_matter(front, layout))
    return Listed(url=url, names=names, kind=names[0][0] if names else _kind_of(f"{url} {layout}"))


def _liquid(body: str) -> str:
    return " ".join(_LIQUID.findall(_COMMENT.sub("", _RAW.sub("", body))))


def _by_liquid(front: FrontMatter) -> Iterator[Name]:
    """The one tag or category that the body asks for by its name."""
    found = {(match[1], match[2] or match[3]) for match in _TERM.finditer(_liquid(front.body))}
    if len(found) == 1:
        kind, name = found.pop()
        yield ("tags" if kind == "tags" else "categories"), name


def _by_collection(front: FrontMatter, url: str, label: str) -> Iterator[Name]:
    """Hydejack keeps a page for each category and tag in two collections."""
    if kind := _HYDEJACK.get(label):
        yield kind, as_text(front.values.get("slug")) or url.rstrip("/").rpartition("/")[2]


def _by_front_matter(front: FrontMatter, layout: str) -> Iterator[Name]:
    for key in ("tag", "category", "taxonomy"):
        if name := as_text(front.values.get(key)):
            yield ("tags" if key == "tag" or (key == "taxonomy" and "tag" in layout) else "categories"), name


def _kind_of(words: str) -> ListKind | None:
    return next((kind for word, kind in _KINDS.items() if word in words.lower()), None)


def own_text(body: str) -> str:
    """What the author wrote there: the body without Liquid, scripts, tags and marks."""
    bare = _LIQUID.sub(" ", _SCRIPT.sub(" ", _COMMENT.sub(" ", body)))
    return _MARKS.sub(" ", plain_text(bare)).strip()
