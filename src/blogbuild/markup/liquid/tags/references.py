"""`{% post_url 2024-05-01-tea %}` and `{% link about.md %}`: the address of a source, or an error.

Source of the rules: Jekyll 4.3, lib/jekyll/tags/post_url.rb and link.rb.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Mapping
from typing import Final, TextIO

from liquid.ast import Node
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token

from blogbuild.content import CONTENT
from blogbuild.markup.liquid.context import running_in
from blogbuild.markup.liquid.printing import printed
from blogbuild.markup.liquid.site import LiquidPost, LiquidSite
from blogbuild.markup.liquid.tags.includes import looked_up
from blogbuild.text import did_you_mean, nfc
from liquid import RenderContext, TokenStream

_DATED: Final = re.compile(r"(\d+)-(\d+)-(\d+)-(.*)")
_OUTPUT: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class PostUrlTag(Tag):
    """The address of a post, by the name of its file without extension."""

    name = "post_url"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        return PostUrlNode(*_read(stream))


class LinkTag(Tag):
    """The address of a file, by its path."""

    name = "link"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        return LinkNode(*_read(stream))


class _ReferenceNode(Node):
    __slots__ = ("name",)

    def __init__(self, token: Token, name: str) -> None:
        super().__init__(token)
        self.name = name
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        running = running_in(context)
        name = nfc(_OUTPUT.sub(lambda output: printed(looked_up(output[1], context)), self.name).strip())
        address = self.address(name, running.run.site)
        if address is None:
            what = f'{self.token.value}: there is no "{name}"'
            mend = did_you_mean(name, self.known(running.run.site))
            mend = mend if mend.startswith("did") else "write the name of a file that is there"
            running.run.report.fail(what, mend, self.token.source, self.token.start_index)
        return buffer.write(address or "")

    def address(self, name: str, site: LiquidSite) -> str | None:
        raise NotImplementedError

    def known(self, site: LiquidSite) -> Mapping[str, object]:
        raise NotImplementedError


class PostUrlNode(_ReferenceNode):
    """Prints the address of a post."""

    __slots__ = ()

    def address(self, name: str, site: LiquidSite) -> str | None:
        """The address of the post of that name."""
        folder, _, own = name.lstrip("/").rpartition("/")
        named = _by_name(site).get(own) or _by_name(site).get(_without_zeros(own)) or ()
        own_folder = (post for post in named if _is_below(post, folder))
        found = next(own_folder, None) or next(iter(named), None)
        return found.url if found else None

    def known(self, site: LiquidSite) -> Mapping[str, object]:
        """What could have been meant."""
        return _by_name(site)


class LinkNode(_ReferenceNode):
    """Prints the address of a file."""

    __slots__ = ()

    def address(self, name: str, site: LiquidSite) -> str | None:
        """The address of the file at that path."""
        path = name.lstrip("/")
        moved = path.removeprefix("_") if path.startswith(("_posts/", "_drafts/")) else path
        return site.files.get(path) or site.files.get(moved)

    def known(self, site: LiquidSite) -> Mapping[str, object]:
        """What could have been meant."""
        return site.files


def _read(stream: TokenStream) -> tuple[Token, str]:
    tag = stream.expect(TOKEN_TAG)
    next(stream)
    return tag, stream.expect(TOKEN_EXPRESSION).value


@functools.lru_cache(maxsize=1)
def _by_name(site: LiquidSite) -> dict[str, tuple[LiquidPost, ...]]:
    """The posts by the names of their files, with the date as written and without its leading zeros."""
    named: dict[str, tuple[LiquidPost, ...]] = {}
    for post in (*site.posts, *site.overruled):
        file = posixpath.splitext(post.path)[0]
        stem = posixpath.basename(posixpath.dirname(file) if file.endswith("/index") else file)
        for name in dict.fromkeys((stem, _without_zeros(stem), _by_date(post, stem))):
            named[name] = (*named.get(name, ()), post)
    return named


def _without_zeros(name: str) -> str:
    match = _DATED.fullmatch(name)
    return f"{int(match[1])}-{int(match[2])}-{int(match[3])}-{match[4]}" if match else name


def _by_date(post: LiquidPost, stem: str) -> str:
    """The name that the post's own date and slug make: Jekyll accepts that too."""
    match = _DATED.fullmatch(stem)
    day = post.date
    return f"{day.year}-{day.month}-{day.day}-{match[4] if match else stem}"


def _is_below(post: LiquidPost, folder: str) -> bool:
    folders = posixpath.dirname(post.path).removeprefix(f"{CONTENT}/")
    return not folder or f"/{folder}/" in f"/{folders}/"
