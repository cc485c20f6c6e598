"""The library's tags, made as tolerant as Ruby's Liquid is under Jekyll: what cannot be run stays as it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TextIO

from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path, tokenize
from liquid.exceptions import LiquidError, ResourceLimitError
from liquid.expression import Expression
from liquid.tag import Tag
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token
from liquid.undefined import is_undefined

from blogbuild.markup.liquid.context import MissingError, running_in
from blogbuild.markup.liquid.lax import relaxed
from blogbuild.markup.liquid.lexing import BLOCKS, Piece
from blogbuild.markup.liquid.printing import printed
from blogbuild.markup.liquid.report import RAW, Report, shown
from blogbuild.text import did_you_mean
from liquid import Environment, RenderContext, TokenStream

# What a filter of the library may raise for values that it was not made for.
_FAILURES: Final = (LiquidError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_MOST_TRIES: Final = 20


class Stream(TokenStream):
    """The tokens of a template, with the report that its parser writes to."""

    def __init__(self, pieces: Iterable[Piece], template: str, report: Report) -> None:
        super().__init__(iter(_tokens(pieces, template)))
        self.report = report
        self.tries = 0

    def count_try(self) -> None:
        """Count an attempt to read a tag. Raises ResourceLimitError when blocks in blocks fail again and again."""
        self.tries += 1
        if self.tries > _MOST_TRIES * (len(self.tokens) + 1):
            raise ResourceLimitError("too many of its blocks cannot be read", token=None)


class Guard(Tag):
    """A tag that never fails: its markup is read laxly if need be, else its text is left standing."""

    def __init__(self, env: Environment, inner: Tag) -> None:
        super().__init__(env)
        self.inner = inner
        self.name = inner.name

    def parse(self, stream: TokenStream) -> Node:
        """Its node, whatever its markup is."""
        ours = _ours(stream)
        first, start, depth = stream.current, stream.pos, stream.block_depth
        for attempt in (_as_it_is, self._laxly):
            stream.pos, stream.block_depth = start, depth
            ours.count_try()
            try:
                attempt(stream)
                node = GuardedNode(self.inner.parse(stream), _text(first, stream.current))
            except ResourceLimitError:
                raise
            except _FAILURES as broken:
                failure = broken
            else:
                if attempt != _as_it_is and first.kind == TOKEN_OUTPUT:
                    ours.report.eat(first.value, first.source, first.start_index)
                return node
        stream.pos, stream.block_depth = start, depth
        _skip(stream)
        text = _text(first, stream.current)
        what = f'"{shown(text)}" cannot be read: {_reason(failure)}; left as it is'
        ours.report.warn(("unreadable", first.start_index), what, RAW, first.source, first.start_index)
        return ContentNode(first, text)

    def _laxly(self, stream: TokenStream) -> None:
        """Rewrite the markup of this tag, and of all parts of its block, as lax reading takes it."""
        start = stream.pos
        _skip(stream)
        for at in range(start, stream.pos):
            tag, markup = stream.tokens[at : at + 2]
            if markup.kind == TOKEN_EXPRESSION:
                name = TOKEN_OUTPUT if tag.kind == TOKEN_OUTPUT else tag.value
                value = relaxed(name, markup.value, self.env.filters.__contains__)
                stream.tokens[at + 1] = markup._replace(value=value)
        stream.pos = start


class Unknown(Tag):
    """A tag that there is not: its text stands."""

    name = "illegal"
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its text."""
        tag = stream.current
        if stream.peek.kind == TOKEN_EXPRESSION:
            next(stream)
        name = tag.value.removeprefix("end")
        known = did_you_mean(name, self.env.tags)
        mend = f"{known} or {RAW}" if known.startswith("did") else RAW
        what = f"there is no tag {{% {tag.value} %}}; left as it is"
        _ours(stream).report.warn(("tag", name), what, mend, tag.source, tag.start_index)
        return ContentNode(tag, _text(tag, stream.current))


class GuardedNode(Node):
    """A node that leaves its own text where running it fails."""

    __slots__ = ("inner", "text")

    def __init__(self, inner: Node, text: str) -> None:
        super().__init__(inner.token)
        self.inner = inner
        self.text = text
        self.blank = inner.blank

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Run the node."""
        running = running_in(context)
        running.step()
        try:
            return self.inner.render_to_output(context, buffer)
        except ResourceLimitError:
            raise
        except _FAILURES as failure:
            key = ("failed", self.token.source, self.token.start_index)
            what = f'"{shown(self.text)}" cannot be run: {_reason(failure)}; left as it is'
            mend = failure.mend if isinstance(failure, MissingError) else RAW
            running.run.report.warn(key, what, mend, self.token.source, self.token.start_index)
            return buffer.write(self.text)


class Output(Tag):
    """`{{ value | filter }}`."""

    name = TOKEN_OUTPUT
    block = False

    def parse(self, stream: TokenStream) -> Node:
        """Its node."""
        token = stream.eat(TOKEN_OUTPUT)
        markup = stream.expect(TOKEN_EXPRESSION)
        return OutputNode(token, FilteredExpression.parse(self.env, TokenStream(tokenize(markup.value, markup))))


class OutputNode(Node):
    """Prints a value as Ruby would; says so when a name that nobody ever set prints nothing."""

    __slots__ = ("expression",)

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token)
        self.expression = expression
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Print the value."""
        value = self.expression.evaluate(context)
        if is_undefined(value) and self._is_of_nothing(context):
            running_in(context).run.report.eat(self.token.value, self.token.source, self.token.start_index)
        return buffer.write(printed(value))

    def _is_of_nothing(self, context: RenderContext) -> bool:
        path = self.expression.left if isinstance(self.expression, FilteredExpression) else None
        root = path.head() if isinstance(path, Path) else None
        return isinstance(root, str) and root not in context.scope


def _ours(stream: TokenStream) -> Stream:
    """The stream as ours, which it always is."""
    if not isinstance(stream, Stream):
        raise TypeError(stream)
    return stream


def _tokens(pieces: Iterable[Piece], template: str) -> Iterable[Token]:
    for piece in pieces:
        if piece.kind == "text":
            yield Token(TOKEN_CONTENT, piece.text, piece.start, template)
            continue
        kind, value = (TOKEN_TAG, piece.name) if piece.kind == "tag" else (TOKEN_OUTPUT, piece.text)
        yield Token(kind, value, piece.start, template)
        if piece.kind == "output" or (piece.markup and piece.name not in _BARE):
            yield Token(TOKEN_EXPRESSION, piece.markup or "nil", piece.start + 2, template)


def _as_it_is(stream: TokenStream) -> None:
    """Change nothing."""


def _skip(stream: TokenStream) -> None:
    """Go to the last token of the tag, and of its block if it opens one."""
    depth = 0
    while True:
        token = stream.current
        if token.kind == TOKEN_TAG:
            depth += (token.value in BLOCKS) - (token.value in _ENDS)
        if stream.peek.kind == TOKEN_EXPRESSION:
            next(stream)
        if depth <= 0 or stream.peek.kind == stream.eof.kind:
            return
        next(stream)


def _text(first: Token, last: Token) -> str:
    """The text of a template from one token to the end of another."""
    closing = "}}" if first.kind == TOKEN_OUTPUT else "%}"
    end = first.source.find(closing, last.start_index)
    return first.source[first.start_index : end + 2]


def _reason(failure: Exception) -> str:
    message = failure.message if isinstance(failure, LiquidError) else failure
    return str(message).split("\n", 1)[0]


_ENDS: Final = frozenset(BLOCKS.values())
# Whatever stands in these tags besides their name is passed over.
_BARE: Final = _ENDS | {"else", "break", "continue", "ifchanged"}
