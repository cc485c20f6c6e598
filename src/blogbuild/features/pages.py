"""The home list, every post, every page, 404."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from blogbuild.model import Article, Renderer, Target, generated
from blogbuild.permalink import output_path
from blogbuild.site import NOT_FOUND, Card, Site
from blogbuild.views import Pagination, body_view, page_view, paginate, post_view

RECENT = 5


def plan(site: Site) -> Iterator[Target]:
    """A target for each of them."""
    pinned_first = sorted(site.posts, key=lambda card: not card.pinned)
    for path, posts, pagination in paginate(site, "/", pinned_first, site.config.pagination.per_page):
        yield generated(output_path(path), partial(_home, site, path, posts, pagination))
    for position, article in enumerate(site.articles):
        source = article.document.source
        yield Target(path=output_path(article.url), source=source, render=partial(_post, site, position))
    for article in site.page_articles:
        source = article.document.source
        yield Target(path=output_path(article.url), source=source, render=partial(_page, site, article))
    yield generated(output_path(NOT_FOUND), partial(_not_found, site))


def _home(site: Site, path: str, posts: Sequence[Card], pagination: Pagination, renderer: Renderer) -> str:
    page = page_view(site, "home", path)
    return renderer.render("home", site=site, words=site.words, page=page, posts=posts, pagination=pagination)


def _post(site: Site, position: int, renderer: Renderer) -> str:
    article = site.articles[position]
    post = post_view(site, position)
    page = page_view(
        site,
        "post",
        article.url,
        title=article.meta.title,
        description=article.meta.description or post.summary,
        image=article.body.image,
    )
    return renderer.render(article.meta.layout, site=site, words=site.words, page=page, post=post)


def _page(site: Site, article: Article, renderer: Renderer) -> str:
    page = page_view(
        site,
        "page",
        article.url,
        title=article.meta.title,
        description=article.meta.description or article.body.summary,
        image=article.body.image,
    )
    body = body_view(article)
    return renderer.render(
        article.meta.layout, site=site, words=site.words, page=page, body=body, extra=article.meta.extra
    )


def _not_found(site: Site, renderer: Renderer) -> str:
    page = page_view(site, "404", NOT_FOUND, title=site.words["not_found"])
    return renderer.render("404", site=site, words=site.words, page=page, recent=site.posts[:RECENT])
