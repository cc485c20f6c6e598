"""What a site is made of: each feature plans its targets; none imports another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from blogbuild.features import archives, assets, feeds, pages, redirects, sitemap, terms
from blogbuild.model import Target
from blogbuild.site import Site

FEATURES: Final[tuple[Callable[[Site], Iterator[Target]], ...]] = (
    pages.plan,
    terms.plan,
    archives.plan,
    feeds.plan,
    sitemap.plan,
    redirects.plan,
    assets.plan,
)


def plan(site: Site) -> Iterator[Target]:
    """Every target of the site, feature by feature."""
    for feature in FEATURES:
        yield from feature(site)
