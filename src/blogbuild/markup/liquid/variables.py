"""`site`, `page` and posts as Liquid sees them: mappings that make each value when it is asked for."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from msgspec import Struct

from blogbuild.config import Value
from blogbuild.content import CONTENT
from blogbuild.markup.liquid.site import LiquidPost, LiquidSite
from blogbuild.model import Document
from blogbuild.text import encode_path

Subject = TypeVar("Subject")

RELATED: Final = 10
VERSION: Final = "4.3.4"  # the Jekyll whose behaviour this is


class Variables(Mapping[str, object]):
    """Values by name: those that are made, and below them those that stand in the front matter or settings."""

    def __init__(self, made: Mapping[str, Callable[[], object]], stated: Mapping[str, Value]) -> None:
        self._made = made
        self._stated = stated
        self._known: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._known:
            self._known[key] = self._made[key]() if key in self._made else listed(self._stated[key])
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        yield from self._made
        yield from (key for key in self._stated if key not in self._made)

    def __len__(self) -> int:
        return len(self._made.keys() | self._stated.keys())

    def __str__(self) -> str:
        return ""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Shelf(Struct, frozen=True, eq=False):
    """What bodies look up in a site, made once a process."""

    site: LiquidSite
    posts: Callable[[], list[Variables]]
    by_path: Callable[[], Mapping[str, int]]
    made: Mapping[str, Callable[[], object]]
    """What `site` has besides the settings."""


def listed(value: Value) -> object:
    """The value with lists for tuples, which Liquid does not know, deep down."""
    if isinstance(value, tuple | list):
        return [listed(each) for each in value]
    return {key: listed(each) for key, each in value.items()} if isinstance(value, Mapping) else value


@functools.lru_cache(maxsize=1)
def shelf(site: LiquidSite) -> Shelf:
    """The shelf of a site."""
    posts = functools.cache(lambda: [_post(site, post, index) for index, post in enumerate(site.posts)])
    by_path = functools.cache(lambda: {post.path: index for index, post in enumerate(site.posts)})
    return Shelf(site, posts, by_path, _site(site, posts))


def globals_of(document: Document, site: LiquidSite) -> dict[str, object]:
    """The names that a body finds set."""
    related = functools.partial(_related, document, site)
    return {
        "site": Variables({**shelf(site).made, "related_posts": related}, site.variables),
        "page": page(document, site),
        "jekyll": {"version": VERSION, "environment": "production"},
        "content": "",
        "layout": {},
        "theme": {},
        "paginator": None,
    }


def page(document: Document, site: LiquidSite) -> Variables:
    """`page`: the document, as its own body sees it."""
    meta = document.meta
    index = functools.cache(lambda: shelf(site).by_path().get(document.source))
    stated: dict[str, Value] = {
        "layout": meta.layout,
        "description": meta.description,
        "image": meta.image,
    }
    return Variables(
        {
            "title": lambda: meta.title,
            "url": lambda: encode_path(document.url),
            "id": lambda: _id(document, site, index()),
            "date": lambda: meta.published,
            "categories": lambda: list(meta.categories),
            "category": lambda: next(iter(meta.categories), None),
            "tags": lambda: list(meta.tags),
            "path": lambda: _below_content(document.source),
            "relative_path": lambda: _below_content(document.source),
            "name": lambda: posixpath.basename(document.source),
            "collection": lambda: None if document.kind == "page" else "posts",
            "slug": lambda: _slug(document.source),
            "last_modified_at": lambda: meta.updated,
            "pin": lambda: meta.is_pinned,
            "draft": lambda: document.kind == "draft",
            "content": str,
            "excerpt": lambda: meta.excerpt or _excerpt(site, index()),
            "next": lambda: _beside(site, index(), -1),
            "previous": lambda: _beside(site, index(), 1),
        },
        {key: value for key, value in stated.items() if value} | dict(meta.extra),
    )


def without_base(address: str, base_path: str) -> str:
    """The address within the site: `page.url` has no base path in Jekyll, authors put it in front themselves."""
    return address[len(base_path) :] if base_path and address.startswith(f"{base_path}/") else address


def _site(site: LiquidSite, posts: Callable[[], list[Variables]]) -> dict[str, Callable[[], object]]:
    pages = functools.cache(lambda: [_page(site, each) for each in site.pages])
    return {
        "time": lambda: site.now,
        "posts": posts,
        "pages": pages,
        "html_pages": pages,
        "documents": posts,
        "tags": functools.cache(lambda: _grouped(site, posts(), lambda post: post.tags)),
        "categories": functools.cache(lambda: _grouped(site, posts(), lambda post: post.categories)),
        "data": functools.cache(lambda: listed(site.data)),
        "static_files": list,
        "collections": lambda: [{"label": "posts", "docs": posts(), "output": True}],
        "github": dict,
    }


def _related(document: Document, site: LiquidSite) -> list[Variables]:
    """The newest posts but this one."""
    newest = zip(site.posts[: RELATED + 1], shelf(site).posts(), strict=False)
    return [variables for post, variables in newest if post.path != document.source][:RELATED]


def _page(site: LiquidSite, post: LiquidPost) -> Variables:
    return Variables(_common(site, post), post.values)


def _post(site: LiquidSite, post: LiquidPost, index: int) -> Variables:
    made = _common(site, post)
    made["next"] = lambda: _beside(site, index, -1)
    made["previous"] = lambda: _beside(site, index, 1)
    return Variables(made, post.values)


def _common(site: LiquidSite, post: LiquidPost) -> dict[str, Callable[[], object]]:
    return {
        "title": lambda: post.title,
        "url": lambda: without_base(post.url, site.base_path),
        "id": lambda: post.id,
        "date": lambda: post.date,
        "categories": lambda: list(post.categories),
        "category": lambda: next(iter(post.categories), None),
        "tags": lambda: list(post.tags),
        "path": lambda: _below_content(post.path),
        "relative_path": lambda: _below_content(post.path),
        "name": lambda: posixpath.basename(post.path),
        "slug": lambda: _slug(post.path),
        "collection": lambda: "posts",
        "excerpt": lambda: post.excerpt,
        "content": lambda: post.excerpt,
    }


def _grouped(
    site: LiquidSite, posts: list[Variables], names: Callable[[LiquidPost], tuple[str, ...]]
) -> dict[str, list[Variables]]:
    groups: dict[str, list[Variables]] = {}
    for post, variables in zip(site.posts, posts, strict=True):
        for name in names(post):
            groups.setdefault(name, []).append(variables)
    return groups


def _beside(site: LiquidSite, index: int | None, step: int) -> Variables | None:
    at = -1 if index is None else index + step
    return shelf(site).posts()[at] if 0 <= at < len(site.posts) else None


def _excerpt(site: LiquidSite, index: int | None) -> str:
    return "" if index is None else site.posts[index].excerpt


def _id(document: Document, site: LiquidSite, index: int | None) -> str:
    if index is not None and site.posts[index].id:
        return site.posts[index].id
    return posixpath.join(posixpath.dirname(encode_path(document.url).rstrip("/")), _slug(document.source))


def _slug(path: str) -> str:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    date, _, slug = stem.partition("-")
    year_month_day, rest = [date], slug
    while rest and len(year_month_day) < len(("year", "month", "day")) and rest.partition("-")[0].isdigit():
        part, _, rest = rest.partition("-")
        year_month_day.append(part)
    return rest if date.isdigit() and len(year_month_day) == len(("year", "month", "day")) else stem


def _below_content(path: str) -> str:
    return path.removeprefix(f"{CONTENT}/")
