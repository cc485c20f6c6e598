"""Tags of plugins that need no more than a line: gists, and those whose work our layouts do."""

from __future__ import annotations

import re
from html import escape
from typing import Final, TextIO

from liquid.ast import Node
from liquid.exceptions import LiquidError
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token
from liquid.undefined import is_undefined

from blogbuild.markup.liquid.printing import printed
from blogbuild.markup.liquid.tags.includes import looked_up
from blogbuild.text import encode_path
from liquid import RenderContext, TokenStream

_GIST: Final = re.compile(r"[\w\-]+(?:/[\w\-]+)?")


class SilentTag(Tag):
    """A tag that prints nothing."""

    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag = stream.expect(TOKEN_TAG)
        if stream.peek.kind == TOKEN_EXPRESSION:
            next(stream)
        return SilentNode(tag)


class SeoTag(SilentTag):
    """jekyll-seo-tag: our layouts write the head."""

    name = "seo"


class FeedMetaTag(SilentTag):
    """jekyll-feed: likewise."""

    name = "feed_meta"


class GistTag(Tag):
    """jekyll-gist: `{% gist user/id file %}`."""

    name = "gist"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag = stream.expect(TOKEN_TAG)
        next(stream)
        name, _, file = stream.expect(TOKEN_EXPRESSION).value.partition(" ")
        return GistNode(tag, name, file.strip())


class SilentNode(Node):
    """Prints nothing."""

    __slots__ = ()

    def render_to_output(self, _: RenderContext, __: TextIO) -> int:
        """Print nothing."""
        return 0


class GistNode(Node):
    """Writes the script that shows a gist, and a link for those without scripts."""

    __slots__ = ("file", "name")

    def __init__(self, token: Token, name: str, file: str) -> None:
        super().__init__(token)
        self.name = name
        self.file = file
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write it."""
        name = _valued(self.name, context)
        if not _GIST.fullmatch(name):
            raise LiquidError("a gist is named USER/ID", token=self.token)
        file = f"?file={escape(encode_path(_valued(self.file, context)))}" if self.file else ""
        address = f"https://gist.github.com/{name}"
        return buffer.write(
            f'<noscript data-decoration><a href="{address}">{address}</a></noscript>'
            f'<script src="{address}.js{file}"> </script>'
        )


def _valued(name: str, context: RenderContext) -> str:
    """The text in quotes, the variable of that name, or the name itself."""
    if name[:1] in {'"', "'"}:
        return name.strip("\"'")
    value = looked_up(name, context)
    return name if is_undefined(value) else printed(value)
