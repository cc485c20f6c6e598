"""What a site is made of: each feature plans its targets and has the functions that make them; none imports another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from blogbuild.features import archives, assets, feeds, pages, redirects, sitemap, terms
from blogbuild.model import Target
from blogbuild.site import Structure
from blogbuild.view import View

Maker: TypeAlias = Callable[..., str | bytes | Path]
"""Given a View and the parts of a target's subject, makes its text, its bytes or names the file to copy."""

FEATURES: Final[tuple[Callable[[Structure], Iterator[Target]], ...]] = (
    pages.plan,
    terms.plan,
    archives.plan,
    feeds.plan,
    sitemap.plan,
    redirects.plan,
    assets.plan,
)
MAKERS: Final[Mapping[str, Maker]] = {
    "home": pages.home,
    "post": pages.post,
    "page": pages.page,
    "404": pages.not_found,
    "term": terms.term,
    "tags": terms.tags,
    "categories": terms.categories,
    "archive": archives.archive,
    "span": archives.span,
    "atom": feeds.atom,
    "json": feeds.json_feed,
    "sitemap": sitemap.sitemap,
    "robots": sitemap.robots,
    "redirect": redirects.redirect,
    "copy": assets.copy,
    "nothing": assets.nothing,
}


def plan(structure: Structure) -> Iterator[Target]:
    """Every target of the site, feature by feature."""
    for feature in FEATURES:
        yield from feature(structure)


def make(view: View, target: Target) -> str | bytes | Path:
    """What the target's file holds, or the file to copy. Raises BlogError for a fault in a layout."""
    return MAKERS[target.maker](view, *target.subject)
