"""`{% include file.html key="value" %}` and its kin: partials, from the site's _includes or built in.

Source of the rules: Jekyll 4.3, lib/jekyll/tags/include.rb.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TextIO

from liquid.ast import Node
from liquid.exceptions import LiquidError
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG, Token

from blogbuild.content import CONTENT
from blogbuild.markup.liquid.context import MissingError, Run, running_in
from blogbuild.markup.liquid.printing import printed
from blogbuild.markup.liquid.theme_includes import THEME_INCLUDES
from blogbuild.text import nearest, nfc
from liquid import RenderContext, TokenStream

INCLUDES: Final = f"{CONTENT}/_includes"

_MARKUP: Final = re.compile(r"(?P<name>(?:\{\{.*?\}\}|[^\s{])+)\s*(?P<parameters>.*)", re.DOTALL)
_PARAMETER: Final = re.compile(
    r"""([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\w.\-\[\]]+))""", re.DOTALL
)
_OUTPUT: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SEGMENT: Final = re.compile(r"""\[(-?\d{1,9})\]|\[["'](.*?)["']\]|[\w-]+""")
_UNSAFE: Final = re.compile(r"\.\.|//|/\.|\./|^/|[\x00-\x1f\\]")


class IncludeTag(Tag):
    """A partial, with parameters that it finds in `include`."""

    name = "include"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        tag = stream.expect(TOKEN_TAG)
        next(stream)
        markup = stream.expect(TOKEN_EXPRESSION)
        match = _MARKUP.fullmatch(markup.value)
        if not match:
            raise LiquidError("it names no file", token=tag)
        return self.node(tag, match["name"], match["parameters"])

    def node(self, tag: Token, name: str, parameters: str) -> Node:
        """The node of such a tag."""
        return IncludeNode(tag, name, parameters)


class IncludeCachedTag(IncludeTag):
    """As `include`: whether it is remembered is our business."""

    name = "include_cached"


class IncludeRelativeTag(IncludeTag):
    """A file that lies beside the post."""

    name = "include_relative"

    def node(self, tag: Token, name: str, parameters: str) -> Node:
        """The node of such a tag."""
        return IncludeRelativeNode(tag, name, parameters)


class IncludeNode(Node):
    """Runs a partial in its place."""

    __slots__ = ("name", "parameters")

    def __init__(self, token: Token, name: str, parameters: str) -> None:
        super().__init__(token)
        self.name = name
        self.parameters = parameters
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Run it."""
        running = running_in(context)
        name = nfc(_OUTPUT.sub(lambda output: printed(looked_up(output[1], context)), self.name))
        if _UNSAFE.search(name):
            raise LiquidError(f'"{name}" leads out of the folder', token=self.token)
        nodes = self._nodes(name, running.run)
        with context.extend({"include": _parameters(self.parameters, context)}):
            return sum(node.render(context, buffer) for node in nodes)

    def _nodes(self, name: str, run: Run) -> Sequence[Node]:
        if name not in run.partials:
            run.partials[name] = run.parse(*self.found(name, run), 1)
        return run.partials[name]

    def found(self, name: str, run: Run) -> tuple[str, str]:
        """The text of the partial and the path of its file. Raises LiquidError when there is none."""
        path = posixpath.normpath(name)
        text = run.site.partials.get(path, THEME_INCLUDES.get(path))
        if text is None:
            near = nearest(name, (*run.site.partials, *THEME_INCLUDES))
            mend = (
                f'did you mean "{near}"?' if near else f"bring the file along from the blog's theme: {INCLUDES}/{name}"
            )
            raise MissingError(f"there is no {INCLUDES}/{name}", mend, self.token)
        return text, f"{INCLUDES}/{path}"


class IncludeRelativeNode(IncludeNode):
    """Runs a file beside the post in its place."""

    __slots__ = ()

    def found(self, name: str, run: Run) -> tuple[str, str]:
        """The text of the file and its path. Raises LiquidError when there is none."""
        folder = posixpath.dirname(run.document.source.removeprefix(f"{CONTENT}/"))
        path = posixpath.normpath(posixpath.join(folder, name))
        run.note(f"text {path}")
        text = run.site.texts(path)
        if text is None:
            raise MissingError(f"there is no {CONTENT}/{path}", "write the path of a file beside the post", self.token)
        return text, f"{CONTENT}/{path}"


def looked_up(markup: str, context: RenderContext) -> object:
    """What a name such as `page.images[0].path` is, with filters behind it that need no arguments."""
    path, *filters = markup.strip().strip("-").split("|")
    value = context.get(list(_segments(path)) or [""], token=None)
    for name in filters:
        value = context.filter(name.strip(), None)(value)
    return value


def _segments(path: str) -> Iterator[str | int]:
    for match in _SEGMENT.finditer(path):
        yield int(match[1]) if match[1] else match[2] or match[0]


def _parameters(markup: str, context: RenderContext) -> Mapping[str, object]:
    parameters: dict[str, object] = {}
    for match in _PARAMETER.finditer(markup):
        key, double, single, variable = match.groups()
        if variable is not None:
            parameters[key] = _variable(variable, context)
        else:
            parameters[key] = double.replace('\\"', '"') if double is not None else single.replace("\\'", "'")
    return parameters


def _variable(name: str, context: RenderContext) -> object:
    if name in {"true", "false"}:
        return name == "true"
    if re.fullmatch(r"-?\d{1,18}", name, re.ASCII):
        return int(name)
    if re.fullmatch(r"-?\d{1,18}\.\d{1,18}", name, re.ASCII):
        return float(name)
    return None if name in {"nil", "null"} else looked_up(name, context)
