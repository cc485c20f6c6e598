"""The home list, every post, every page, 404."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from blogbuild.layouts import layout_for
from blogbuild.model import Target, generated
from blogbuild.permalink import output_path
from blogbuild.site import NOT_FOUND, Structure
from blogbuild.view import View
from blogbuild.views import Part, SeenPost, body_view, page_view, paginate, pagination

RECENT: Final = 5


def plan(structure: Structure) -> Iterator[Target]:
    """A target for each of them."""
    config = structure.config
    pinned_first = sorted(structure.posts, key=lambda post: not post.meta.is_pinned)
    shown = [post.url for post in pinned_first]
    for part in paginate(config, "/", shown, config.pagination.per_page):
        yield generated(output_path(part[0]), "home", part)
    urls = tuple(post.url for post in structure.posts)
    for post, newer, older in zip(structure.posts, (None, *urls), (*urls[1:], None), strict=False):
        subject = (post.url, newer, older)
        yield Target(path=output_path(post.url), source=post.source, maker="post", subject=subject)
    for page in structure.pages:
        yield Target(path=output_path(page.url), source=page.source, maker="page", subject=(page.url,))
    yield generated(output_path(NOT_FOUND), "404", urls[:RECENT])


def home(view: View, part: Part[str]) -> str:
    """A page of the list of all posts."""
    path, number, total, urls = part
    return view.fill(
        "home",
        page=page_view(view.config, "home", path),
        posts=view.cards(urls),
        pagination=pagination(view.config, "/", number, total),
    )


def post(view: View, path: str, newer: str | None, older: str | None) -> str:
    """The page of a post."""
    document, shown = view.document(path), SeenPost(view, path, newer, older)
    page = page_view(
        view.config,
        "post",
        path,
        title=document.meta.title,
        description=document.meta.description or shown.summary,
        image=view.gist(path).image,
    )
    return view.fill(layout_for(document.meta.layout, "post", view.has_layout), page=page, post=shown)


def page(view: View, path: str) -> str:
    """A page of the author's."""
    document, body = view.document(path), view.body(path)
    shown = page_view(
        view.config,
        "page",
        path,
        title=document.meta.title,
        description=document.meta.description or body.summary,
        image=body.image,
    )
    extra = document.meta.extra
    return view.fill(
        layout_for(document.meta.layout, "page", view.has_layout),
        page=shown,
        body=body_view(document, body),
        extra=extra,
    )


def not_found(view: View, recent: Sequence[str]) -> str:
    """What a server shows for an address that there is not."""
    page = page_view(view.config, "404", NOT_FOUND, title=view.words["not_found"])
    return view.fill("404", page=page, recent=view.cards(recent))
