"""Old addresses (`redirect_from`, `[redirects]`) → pages that lead to the new one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote

from blogbuild.model import Renderer, Target, generated
from blogbuild.permalink import clean, output_path
from blogbuild.site import Site
from blogbuild.views import page_view


def plan(site: Site) -> Iterator[Target]:
    """A target for each old address (jekyll-redirect-from: one with a closing slash is a folder, else a file)."""
    for article in (*site.articles, *site.page_articles):
        for old in article.meta.redirect_from:
            render = partial(_redirect, site, old, article.url)
            yield Target(path=output_path(old), source=article.document.source, render=render, gives_way=True)
    for old, new in site.config.redirects.items():
        path = clean(unquote(old))
        yield generated(output_path(path), partial(_redirect, site, path, clean(unquote(str(new)))))


def _redirect(site: Site, path: str, url: str, renderer: Renderer) -> str:
    page = page_view(site, "redirect", path, title=site.words["moved"])
    return renderer.render("redirect", site=site, words=site.words, page=page, target=site.absolute(url))
