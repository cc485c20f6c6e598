"""sitemap.xml and robots.txt, for those who index the site (sitemaps.org, RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from blogbuild.model import Target, generated
from blogbuild.site import ARCHIVES, CATEGORIES, HOME, NOT_FOUND, TAGS, Structure
from blogbuild.view import View


def plan(structure: Structure) -> Iterator[Target]:
    """The two files; a sitemap needs absolute URLs, so there is none until `url` is set."""
    if structure.config.url:
        # An author's page at the address of an index is named first, and once.
        changes = {path: changed for path, changed in reversed(tuple(_pages(structure))) if path != NOT_FOUND}
        yield generated("sitemap.xml", "sitemap", tuple(reversed(changes.items())))
    yield generated("robots.txt", "robots")


def sitemap(view: View, changes: Sequence[tuple[str, str]]) -> str:
    """Every page and when it was last changed."""
    entries = "".join(
        f"<url><loc>{escape(view.config.absolute(path))}</loc>"
        f"{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for path, changed in changes
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def _pages(structure: Structure) -> Iterator[tuple[str, str]]:
    """Every page worth finding, with its last change."""
    yield HOME, ""
    for document in (*structure.posts, *structure.pages):
        if document.meta.in_sitemap and document.url != HOME:
            changed = document.meta.updated or document.meta.published
            yield document.url, changed.isoformat() if changed else ""
    for taxonomy in (structure.tags, structure.categories):
        for term in taxonomy.terms:
            yield term.path, ""
    yield from ((path, "") for path in (TAGS, CATEGORIES, ARCHIVES))


def robots(view: View) -> str:
    """Everybody may come in."""
    sitemap = f"\nSitemap: {view.config.absolute('/sitemap.xml')}\n" if view.config.url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"
