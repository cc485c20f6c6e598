"""Which rules are tried on a line, by the first character after its indent, in kramdown's order."""

from __future__ import annotations

from typing import Final

from blogbuild.markup.kramdown.block_extensions import block_extension
from blogbuild.markup.kramdown.block_reader import Rules
from blogbuild.markup.kramdown.definition_lists import definition_list
from blogbuild.markup.kramdown.definitions import abbreviation_definition, footnote_definition, link_definition
from blogbuild.markup.kramdown.html_blocks import html_block
from blogbuild.markup.kramdown.leaf_blocks import (
    atx_heading,
    block_math,
    end_of_block,
    fence,
    indented_code,
    paragraph,
    plain_paragraph,
    quote,
    setext_heading,
    thematic_break,
)
from blogbuild.markup.kramdown.lists import list_block
from blogbuild.markup.kramdown.tables import table

_TEXT: Final = (setext_heading, table, paragraph)
_LIST: Final = (list_block, *_TEXT)
_PLAIN: Final = (plain_paragraph, *_TEXT)

RULES: Final[Rules] = {
    "": _PLAIN,
    "indent": (indented_code,),
    "\t": (),
    "`": (plain_paragraph, fence, *_TEXT),
    "~": (fence, *_TEXT),
    ">": (quote,),
    "#": (atx_heading, *_TEXT),
    "*": (plain_paragraph, thematic_break, list_block, setext_heading, table, abbreviation_definition, paragraph),
    "-": (thematic_break, *_LIST),
    "_": (plain_paragraph, thematic_break, *_TEXT),
    "+": _LIST,
    ":": (definition_list, *_TEXT),
    "<": (html_block, *_TEXT),
    "$": (setext_heading, block_math, table, paragraph),
    "\\": (setext_heading, block_math, table, paragraph),
    "[": (plain_paragraph, setext_heading, table, footnote_definition, link_definition, paragraph),
    "{": (setext_heading, table, block_extension, paragraph),
    "^": (setext_heading, table, end_of_block, paragraph),
    **dict.fromkeys("0123456789", (plain_paragraph, *_LIST)),
}
