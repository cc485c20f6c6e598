"""sitemap.xml and robots.txt, for those who index the site (sitemaps.org, RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape

from blogbuild.model import Renderer, Target, generated
from blogbuild.site import ARCHIVES, CATEGORIES, HOME, NOT_FOUND, TAGS, Site


def plan(site: Site) -> Iterator[Target]:
    """The two files; a sitemap needs absolute URLs, so there is none until `url` is set."""
    if site.url:
        yield generated("sitemap.xml", partial(_sitemap, site))
    yield generated("robots.txt", partial(_robots, site))


def _sitemap(site: Site, _: Renderer) -> str:
    # An author's page at the address of an index is named first, and once.
    changes = {path: changed for path, changed in reversed(tuple(_pages(site))) if path != NOT_FOUND}
    entries = "".join(
        f"<url><loc>{escape(site.absolute(path))}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for path, changed in reversed(changes.items())
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    """Every page worth finding, with its last change."""
    yield HOME, ""
    for article in (*site.articles, *site.page_articles):
        if article.meta.in_sitemap and article.url != HOME:
            changed = article.meta.updated or article.meta.published
            yield article.url, changed.isoformat() if changed else ""
    for taxonomy in (site.tag_terms, site.category_terms):
        for term in taxonomy.terms:
            yield term.path, ""
    yield from ((path, "") for path in (TAGS, CATEGORIES, ARCHIVES))


def _robots(site: Site, _: Renderer) -> str:
    sitemap = f"\nSitemap: {site.absolute('/sitemap.xml')}\n" if site.url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"
