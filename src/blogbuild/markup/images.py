"""Images get their width and height, so that the text below does not jump while they load."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Final, TypeAlias

Sizes: TypeAlias = Mapping[str, tuple[int, int]]
"""Width and height in pixels of the pictures of a site, by their address."""

_IMAGE: Final = re.compile(r'<img\b(?![^>]*\s(?:width|height|style)=)[^>]*?\ssrc="([^"]*)"')


def with_sizes(html: str, size_of: Callable[[str], tuple[int, int] | None]) -> str:
    """The HTML with width and height in every image whose size is known and not given by the author.

    `size_of` tells the size of the picture at an address of this site.
    """
    if "<img" not in html:
        return html

    def sized(match: re.Match[str]) -> str:
        address = unescape(match[1])
        size = size_of(address) if address.startswith("/") else None
        return f'{match[0]} width="{size[0]}" height="{size[1]}"' if size else match[0]

    return _IMAGE.sub(sized, html)
