"""kramdown-GFM, as Jekyll uses it, in the frame of markdown-it-py.

`MarkdownIt`, its chain of core rules, `env` and the token type are kept; the rules for blocks and spans and both loops
are kramdown's.
"""

from __future__ import annotations

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from blogbuild.markup.kramdown.block_reader import Blocks
from blogbuild.markup.kramdown.block_rules import RULES as BLOCK_RULES
from blogbuild.markup.kramdown.dialect import (
    CodeRenderer,
    Dialect,
    Footnote,
    Heading,
    MathRenderer,
    Rendered,
)
from blogbuild.markup.kramdown.document import Document, new_document
from blogbuild.markup.kramdown.elements import Source
from blogbuild.markup.kramdown.grammar import grammar
from blogbuild.markup.kramdown.heading_ids import HeadingIds, give_github_ids
from blogbuild.markup.kramdown.html_writer import HtmlWriter
from blogbuild.markup.kramdown.span_rules import PLAIN_RULES
from blogbuild.markup.kramdown.span_rules import RULES as SPAN_RULES
from blogbuild.markup.kramdown.spans_of_blocks import mark_abbreviations, read_spans

__all__ = ["CodeRenderer", "Dialect", "Footnote", "Heading", "Markdown", "MathRenderer", "Rendered"]


class Markdown:
    """A dialect, ready to render any number of texts."""

    def __init__(self, dialect: Dialect, code: CodeRenderer, math: MathRenderer | None = None) -> None:
        self._dialect = dialect
        self._grammar = grammar(dialect)
        self._code = code
        self._math = math
        self._frame = MarkdownIt("zero")
        for name, rule in CHAIN:
            self._frame.core.ruler.push(name, rule)
        self._frame.core.ruler.enableOnly([name for name, _ in CHAIN])

    def render(self, text: str, code: CodeRenderer | None = None) -> Rendered:
        """The text as HTML; never raises, whatever the text. `code` takes the place of the renderer for all texts."""
        document = new_document(self._dialect, self._grammar)
        self._frame.core.process(StateCore(text, self._frame, {DOCUMENT: document}))
        # GitHub's ids and kramdown's are counted apart, unless no two may be equal.
        ids = document.ids if self._dialect.improves else HeadingIds(unique=False)
        writer = HtmlWriter(document, code or self._code, self._math, ids)
        html, footnotes = writer.write()
        return Rendered(html, tuple(writer.headings), footnotes, document.problems())


DOCUMENT: Final = "document"


def _document(state: StateCore) -> Document:
    document = state.env[DOCUMENT]
    if not isinstance(document, Document):
        raise TypeError("the environment holds no document")
    return document


def _line_ends(state: StateCore) -> None:
    """Unix line ends, one at the end; no NUL, which HTML cannot hold."""
    text = state.src
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    state.src = text.removesuffix("\n") + "\n"


def _blocks(state: StateCore) -> None:
    document = _document(state)
    Blocks(document, Source(state.src), document.root, BLOCK_RULES).read()
    state.tokens = [node for node in document.root.nodes if not isinstance(node, str)]


def _spans(state: StateCore) -> None:
    read_spans(_document(state), SPAN_RULES if _document(state).dialect.gfm else PLAIN_RULES)


def _abbreviations(state: StateCore) -> None:
    mark_abbreviations(_document(state))


def _heading_ids(state: StateCore) -> None:
    document = _document(state)
    if document.dialect.gfm and document.options.auto_ids:
        give_github_ids(document.root, document.ids)


CHAIN: Final = (
    ("line_ends", _line_ends),
    ("blocks", _blocks),
    ("spans", _spans),
    ("abbreviations", _abbreviations),
    ("heading_ids", _heading_ids),
)
