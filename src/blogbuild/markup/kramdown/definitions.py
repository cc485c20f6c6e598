"""Definitions of links, footnotes and abbreviations: they leave a mark in the tree and nothing on the page."""

from __future__ import annotations

import re
from typing import Final

from blogbuild.markup.kramdown.block_reader import Blocks
from blogbuild.markup.kramdown.document import Definition
from blogbuild.markup.kramdown.elements import Element
from blogbuild.markup.kramdown.patterns import BLANKS, INDENT, INDENTED_CODE

_LINK: Final = re.compile(
    r" {0,3}\[([^\n\]]+)\]:[ \t]*(?:<(.*?)>|([^\n]*?\S[^\n]*?))"
    r"(?:(?:[ \t]*?\n|[ \t]+?)[ \t]*?([\"'])(.+?)\4)?[ \t]*?\n",
    re.ASCII,
)
_TITLE_WITHIN: Final = re.compile(r"[ \t]+[\"']")
_ABBREVIATION: Final = re.compile(r" {0,3}\*\[(.+?)\]:(.*?)\n")
_WHITE: Final = re.compile(r"\s+", re.ASCII)


def link_id(written: str) -> str:
    """A link's id as it is compared: white space folded, lower case."""
    return _WHITE.sub(" ", written).lower()


def link_definition(blocks: Blocks) -> bool:
    """`[id]: address "title"`; the address may hold blanks."""
    match = _LINK.match(blocks.text, blocks.position)
    if match is None or (match[3] and _TITLE_WITHIN.search(match[3])):
        return False
    blocks.position = match.end()
    mark = _mark(blocks, "link")
    address = match[2] if match[2] is not None else match[3]
    blocks.document.links[link_id(match[1])] = Definition(mark, address, match[5] or "")
    return True


def abbreviation_definition(blocks: Blocks) -> bool:
    """`*[HTML]: Hypertext Markup Language`."""
    match = _ABBREVIATION.match(blocks.text, blocks.position)
    if match is None:
        return False
    blocks.position = match.end()
    mark = _mark(blocks, "abbreviation")
    blocks.document.abbreviations[match[1]] = Definition(mark, title=match[2].strip(BLANKS))
    return True


def footnote_definition(blocks: Blocks) -> bool:
    """`[^name]: content`, going on over indented lines."""
    match = blocks.document.grammar.footnote.match(blocks.text, blocks.position)
    if match is None:
        return False
    name, start = match[1], match.end()
    line_end = blocks.text.index("\n", start) + 1
    more = INDENTED_CODE.match(blocks.text, line_end)
    end = more.end() if more else line_end
    content = Element("footnote_content", place=blocks.place)
    blocks.inner(INDENT.sub("", blocks.text[start:end]), content, start)
    if name in blocks.document.footnotes:
        blocks.document.report(
            blocks.place,
            f"the footnote [^{name}] is defined twice; the last one counts",
            "give one of them another name",
        )
    blocks.position = end
    blocks.document.footnotes[name] = content
    blocks.document.footnote_marks[name] = _mark(blocks, "footnote")
    return True


def _mark(blocks: Blocks, kind: str) -> Element:
    mark = blocks.add("eob")
    mark.info = kind
    return mark
