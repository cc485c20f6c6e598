"""What Liquid in a body may see: the site and its posts, as Jekyll's users know them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from msgspec import Struct, field

from blogbuild.config import Value


class LiquidPost(Struct, frozen=True, kw_only=True):
    """A post or page as other bodies see it."""

    url: str
    """Its encoded address, with the base path."""
    title: str
    date: datetime
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    id: str = ""
    path: str = ""
    """Its source."""
    excerpt: str = ""
    """Plain text."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Its front matter."""


# Compared by identity, so that what is derived from a site is kept beside it: posts by path, by name, by tag.
class LiquidSite(Struct, frozen=True, kw_only=True, eq=False):
    """A site as its bodies see it."""

    variables: Mapping[str, Value]
    """All that stood in _config.yml; `baseurl` is the base path that the posts' addresses carry."""
    posts: tuple[LiquidPost, ...]
    """Newest first."""
    pages: tuple[LiquidPost, ...]
    data: Mapping[str, Value]
    partials: Mapping[str, str]
    """Path below content/_includes → text."""
    files: Mapping[str, str]
    """Path below content/ → address."""
    texts: Callable[[str], str | None]
    """The text of a file, by its path below content/; None where there is none."""
    zone: tzinfo
    now: datetime
    """The date of the newest post: `site.time`, so that the output does not depend on the clock."""
    overruled: tuple[LiquidPost, ...] = ()
    """Posts without a page of their own, whose address a newer one has: a link to them leads there."""

    @property
    def base_path(self) -> str:
        """The base path as authors write it in _config.yml, without a slash at the end."""
        return str(self.variables.get("baseurl") or "").rstrip("/")
