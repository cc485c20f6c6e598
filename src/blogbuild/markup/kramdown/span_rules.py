"""Which rule begins at which character."""

from __future__ import annotations

from typing import Final

from blogbuild.markup.kramdown.addresses import bare_address
from blogbuild.markup.kramdown.characters import (
    backslash,
    code,
    dashes,
    entity,
    greater_than,
    less_than,
    line_break,
    mathematics,
    quotes,
)
from blogbuild.markup.kramdown.emphasis import emphasis, strikethrough
from blogbuild.markup.kramdown.links import bracket, image
from blogbuild.markup.kramdown.span_extensions import span_extension
from blogbuild.markup.kramdown.span_html import angle, tag
from blogbuild.markup.kramdown.span_reader import Rules, Spans


def _angle(spans: Spans, start: int) -> int:
    return angle(spans, start) or less_than(spans, start)


RULES: Final[Rules] = {
    "*": emphasis,
    "_": emphasis,
    "`": code,
    "<": _angle,
    "[": bracket,
    "!": image,
    '"': quotes,
    "'": quotes,
    "$": mathematics,
    "{": span_extension,
    "&": entity,
    "-": dashes,
    ".": dashes,
    ">": greater_than,
    " ": line_break,
    "\\": backslash,
    "~": strikethrough,
    "h": bare_address,
}
# kramdown's own input knows no strikethrough.
PLAIN_RULES: Final[Rules] = {character: rule for character, rule in RULES.items() if character != "~"}
# What hides a pipe from a table.
CODE_AND_TAGS: Final[Rules] = {"`": code, "<": tag}
