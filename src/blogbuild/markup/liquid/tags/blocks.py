"""Blocks with a look of their own: `{% highlight %}`, and al-folio's `{% details %}` and `{% tabs %}`.

Source of the rules: Jekyll 4.3, lib/jekyll/tags/highlight.rb; Rouge 3, lib/rouge/formatters/html_table.rb.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final, TextIO

from liquid.ast import BlockNode, Node
from liquid.exceptions import LiquidError
from liquid.parser import get_parser
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token

from blogbuild.markup.highlight import coloured, numbered
from blogbuild.markup.liquid.filters.texts import markdown
from liquid import RenderContext, TokenStream

_HIGHLIGHT: Final = re.compile(r'([a-zA-Z0-9.+#_-]+)((?:\s+\w+(?:=(?:\w+|"[\d\s]*"|\'[\d\s]*\'))?)*)\s*')
_OPTION: Final = re.compile(r"""(\w+)(?:=(?:"([^"]*)"|'([^']*)'|(\w+)))?""")


class HighlightTag(Tag):
    """Code, coloured."""

    name = "highlight"
    end = "endhighlight"

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag, markup, block = _read(self, stream)
        match = _HIGHLIGHT.fullmatch(markup)
        if not match:
            raise LiquidError("it is written {% highlight LANGUAGE %} or {% highlight LANGUAGE linenos %}", token=tag)
        options = {key: double or single or word for key, double, single, word in _OPTION.findall(match[2])}
        return HighlightNode(tag, match[1].lower(), options, block)


class HighlightNode(Node):
    """Writes code in the shape that Jekyll gives it, which kramdown leaves as it is."""

    __slots__ = ("block", "language", "options")

    def __init__(self, token: Token, language: str, options: dict[str, str], block: BlockNode) -> None:
        super().__init__(token)
        self.language = language
        self.options = options
        self.block = block
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the code."""
        code = _inner(self.block, context, buffer).strip("\n\r")
        name = self.language.replace("+", "-")
        html = self._marked(coloured(code, self.language).removesuffix("\n"))
        if "linenos" in self.options:
            html = numbered(html)
        # Jekyll's Markdown converter puts a line end around it (highlighter_prefix, highlighter_suffix): code that is
        # indented as part of a list item ends the list, and code within a line stands on lines of its own.
        return buffer.write(
            f'\n<figure class="highlight"><pre><code class="language-{name}" data-lang="{self.language}">'
            f"{html}</code></pre></figure>\n"
        )

    def _marked(self, html: str) -> str:
        marked = {int(number) for number in re.findall(r"\d{1,6}", self.options.get("mark_lines", ""))}
        if not marked:
            return html
        lines = enumerate(html.split("\n"), 1)
        return "\n".join(f'<span class="hll">{line}</span>' if number in marked else line for number, line in lines)


class DetailsTag(Tag):
    """A part that unfolds; its markup is what is seen of it."""

    name = "details"
    end = "enddetails"

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag, markup, block = _read(self, stream)
        return DetailsNode(tag, markup, block)


class TabsTag(DetailsTag):
    """A group of parts of which one is open."""

    name = "tabs"
    end = "endtabs"

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag, _, block = _read(self, stream)
        return TabsNode(tag, "", block)


class TabTag(DetailsTag):
    """One of the parts: `{% tab GROUP NAME %}`."""

    name = "tab"
    end = "endtab"

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag, markup, block = _read(self, stream)
        group, _, name = markup.partition(" ")
        return TabNode(tag, name.strip() or group, block, group if name else "")


class DetailsNode(Node):
    """Writes a part that unfolds without any script."""

    __slots__ = ("block", "group", "summary")

    def __init__(self, token: Token, summary: str, block: BlockNode, group: str = "") -> None:
        super().__init__(token)
        self.summary = summary.strip("\"'")
        self.block = block
        self.group = group
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write it."""
        html = markdown().render(_inner(self.block, context, buffer)).html
        return buffer.write(f"<details{self._attributes()}><summary>{escape(self.summary)}</summary>{html}</details>\n")

    def _attributes(self) -> str:
        return ""


class TabNode(DetailsNode):
    """Writes a tab: parts of one name close each other."""

    __slots__ = ()

    def _attributes(self) -> str:
        return f' class="tab" name="{escape(self.group)}"' if self.group else ' class="tab"'


class TabsNode(DetailsNode):
    """Writes a group of tabs; its first is open."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write them."""
        tabs = _inner(self.block, context, buffer).strip()
        return buffer.write(f'<div class="tabs">\n{tabs.replace("<details", "<details open", 1)}\n</div>\n')


def _read(tag: Tag, stream: TokenStream) -> tuple[Token, str, BlockNode]:
    """The token of a block's tag, its markup, and what stands in it."""
    token = stream.eat(TOKEN_TAG)
    markup = stream.eat(TOKEN_EXPRESSION).value if stream.current.kind == TOKEN_EXPRESSION else ""
    block = get_parser(tag.env).parse_block(stream, frozenset({tag.end}))
    stream.expect(TOKEN_TAG, value=tag.end)
    return token, markup, block


def _inner(block: BlockNode, context: RenderContext, buffer: TextIO) -> str:
    inner = context.get_buffer(buffer)
    for node in block.nodes:
        node.render(context, inner)
    return inner.getvalue()
