"""Jekyll's filters on addresses (Jekyll 4.3, lib/jekyll/filters/url_filters.rb)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from liquid.filter import with_context

from blogbuild.markup.liquid.context import running_in
from blogbuild.markup.liquid.printing import printed
from blogbuild.markup.liquid.site import LiquidSite
from liquid import RenderContext

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SAFE: Final = "/?#[]@!$&'()*+,;=:-._~%"


@with_context
def relative_url(value: object, *, context: RenderContext) -> object:
    """The path with the site's base path before it."""
    return None if value is None else _relative(_address(value), running_in(context).run.site)


@with_context
def absolute_url(value: object, *, context: RenderContext) -> object:
    """The path with the site's address before it."""
    if value is None:
        return None
    address, site = _address(value), running_in(context).run.site
    if _ABSOLUTE.match(address):
        return address
    root = printed(site.variables.get("url")).rstrip("/")
    relative = _relative(address, site)
    return root + (relative or "/") if root else relative


def strip_index(value: object) -> object:
    """The path less an `index.html` at its end."""
    return re.sub(r"/index\.html?$", "/", value) if isinstance(value, str) else value


def _address(value: object) -> str:
    return printed(value.get("url") if isinstance(value, Mapping) else value)


def _relative(address: str, site: LiquidSite) -> str:
    if _ABSOLUTE.match(address):
        return address
    parts = (site.base_path, address)
    path = "".join(part if not part or part.startswith("/") else f"/{part}" for part in parts)
    return _normal(path)


def _normal(path: str) -> str:
    """The path without `.` and `..`, percent-encoded once."""
    bare, mark, tail = re.fullmatch(r"([^?#]*)([?#]?)(.*)", path, re.DOTALL).groups()  # type: ignore[union-attr] # always
    if "/." in bare:
        slash = "/" if bare.endswith(("/", "/.", "/..")) and bare != "/" else ""
        bare = posixpath.normpath(bare).rstrip("/") + slash
    return quote(bare + mark + tail, safe=_SAFE)


ADDRESSES: Final[Mapping[str, Callable[..., object]]] = {
    "relative_url": relative_url,
    "absolute_url": absolute_url,
    "strip_index": strip_index,
}
